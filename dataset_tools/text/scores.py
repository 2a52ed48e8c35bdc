"""Counts and ratios of a text (the record's `quality`): they measure and never judge."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

MAX_TOKENS: Final = 20_000  # token scores read this many; the character scores read everything
SHORT_PARAGRAPH: Final = 20  # characters

_CJK = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_IS_CJK = re.compile(f"[{_CJK}]")
_RUN = re.compile(rf"[^\W{_CJK}]+")
_SENTENCE_END = re.compile(r"[。！？!?…]+|\.+(?=[\s\"'”’)\]]|\Z)", re.MULTILINE)
_CLOSING = "”’\"'」』）)】]》» "
_TERMINAL = tuple("。！？!?….；;：:")
_FULL_STOPS = tuple("。！？!?….")
_LIST_ITEM = re.compile(
    r"(?:[•·●○■□◆▪▶※*–—-]\s?(?!\d)|\(?\d{1,3}[.)、）．]\s?(?!\d)|[（(]?[一二三四五六七八九十]{1,3}[、）)])"
)
KINDS: Final = ("other", "han", "latin", "digit", "punctuation", "control", "private")
_KIND_BITS, _CJK_BIT, _KNOWN = 0x0F, 0x10, 0x80
_RUNS = 0x110000  # numbers of word runs begin after the last code point
_TABLE = np.zeros(_RUNS, dtype=np.uint8)  # kind | _CJK_BIT | _KNOWN by code point, 0: not met yet
_MOJIBAKE = re.compile("锟斤拷|烫烫烫|屯屯屯|â€|ï»¿|Ã[\x80-\xbf]|Â[\x80-\xbf]|\ufffd")

# Function words and characters, short lists on purpose: enough to tell running text from tags.
STOP_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "zh": "的 了 是 在 不 和 有 我 他 这 這 也 就 都 而 及 与 與 着 或 将 將 被 从 從 对 對"
        " 为 為 以 等 到 把",
        "ja": "の は を に が と で も へ や か た し て い る",
        "en": "the of and to in a is that for it as was with be by on not he his but at are this"
        " have from or",
        "de": "der die das und in zu den von mit ist im für auf nicht ein eine des dem sich auch"
        " als an es",
        "fr": "le la les de des du et en un une est que qui dans pour pas sur par au il elle se ce",
        "es": "el la los las de del y en un una que es por con para no se su al lo como más",
        "it": "il lo la i gli le di del della e in un una che è per con non si da al sono",
        "pt": "o a os as de do da e em um uma que é para com não se por no na ao mais",
        "nl": "de het een en van in is dat op te met voor niet aan er zijn die als door",
        "pl": "i w na z do nie się że to jest o a jak po od za przez dla",
        "sv": "och i att det som en på är av för med den till inte ett om",
        "ru": "и в не на что с он как это по из к но за от у о для",
    }.items()
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Everything the scores are made of, counted once a text."""

    text_chars: int
    link_chars: int
    page_chars: int
    repeated_chars: int
    replaced_chars: int
    urls: int
    symbols: int
    mojibake: int
    kinds: dict[str, int]  # characters by kind, the names in KINDS
    tokens: int
    read_tokens: int  # the first MAX_TOKENS of them; the figures below are of these
    token_chars: int
    distinct_tokens: int
    stop_words: int | None  # None for a language without a list
    repeated_5grams: int
    fivegrams: int
    top_2gram: int
    sentences: int
    paragraphs: int
    paragraph_chars: int
    terminal: int
    short: int
    listed: int
    repeated_paragraphs: int
    repeated_paragraph_chars: int


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _capped(part: int, whole: int) -> float | None:
    return min(1.0, part / whole) if whole else None


SCORES: dict[str, Callable[[Counts], int | float | None]] = {
    "text_chars": lambda c: c.text_chars,
    "han_chars": lambda c: c.kinds["han"],
    "latin_chars": lambda c: c.kinds["latin"],
    "digit_chars": lambda c: c.kinds["digit"],
    "tokens": lambda c: c.tokens,
    "sentences": lambda c: c.sentences,
    "paragraphs": lambda c: c.paragraphs,
    "urls": lambda c: c.urls,
    "replaced_chars": lambda c: c.replaced_chars,
    "control_chars": lambda c: c.kinds["control"],
    "private_use_chars": lambda c: c.kinds["private"],
    "mojibake_marks": lambda c: c.mojibake,
    "mean_paragraph_chars": lambda c: _ratio(c.paragraph_chars, c.paragraphs),
    "mean_token_chars": lambda c: _ratio(c.token_chars, c.read_tokens),
    "terminal_punctuation_ratio": lambda c: _ratio(c.terminal, c.paragraphs),
    "short_paragraph_ratio": lambda c: _ratio(c.short, c.paragraphs),
    "list_paragraph_ratio": lambda c: _ratio(c.listed, c.paragraphs),
    "symbol_token_ratio": lambda c: _ratio(c.symbols, c.tokens),
    "digit_ratio": lambda c: _ratio(c.kinds["digit"], c.text_chars),
    "punctuation_ratio": lambda c: _ratio(c.kinds["punctuation"], c.text_chars),
    "stopword_ratio": lambda c: (
        None if c.stop_words is None else _ratio(c.stop_words, c.read_tokens)
    ),
    "duplicate_paragraph_ratio": lambda c: _ratio(c.repeated_paragraphs, c.paragraphs),
    "duplicate_paragraph_char_ratio": lambda c: _ratio(
        c.repeated_paragraph_chars, c.paragraph_chars
    ),
    "duplicate_5gram_ratio": lambda c: _ratio(c.repeated_5grams, c.fivegrams),
    "top_2gram_ratio": lambda c: _capped(2 * c.top_2gram, c.read_tokens),
    "unique_token_ratio": lambda c: _ratio(c.distinct_tokens, c.read_tokens),
    "kept_ratio": lambda c: _capped(c.text_chars, c.page_chars),
    "repeated_ratio": lambda c: _capped(c.repeated_chars, c.page_chars),
    "link_ratio": lambda c: _capped(c.link_chars, c.text_chars),
}


def score(
    text: str,
    *,
    language: str,
    link_chars: int,
    page_chars: int,
    repeated_chars: int,
    replaced_chars: int,
) -> dict[str, int | float | None]:
    r"""Measure one text; the keys are those of SCORES, in their order.

    Args:
        text: Normal form; every "\n" ends a paragraph.
        language: BCP 47 tag; only its first part chooses the stop words.
        link_chars: Characters of `text` inside links.
        page_chars: Visible characters of the page before anything was dropped.
        repeated_chars: Those that were dropped as repeats.
        replaced_chars: Undecodable bytes of the page (design section 3, provenance).

    Returns: Counts as int; ratios as float with six decimals, None where they have no
        denominator (or, for stopword_ratio, the language no list).
    Source: symbol_token_ratio, top_2gram_ratio and the duplicate ratios follow Rae et al. 2021
        (Gopher), appendix A, with a CJK character or a run of other word characters as token;
        token scores other than `tokens` read the first 20,000 tokens.
    """
    counts = _count(
        text,
        language=language,
        link_chars=link_chars,
        page_chars=page_chars,
        repeated_chars=repeated_chars,
        replaced_chars=replaced_chars,
    )
    measured = ((name, measure(counts)) for name, measure in SCORES.items())
    return {name: round(v, 6) if isinstance(v, float) else v for name, v in measured}


def _count(
    text: str,
    *,
    language: str,
    link_chars: int,
    page_chars: int,
    repeated_chars: int,
    replaced_chars: int,
) -> Counts:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    by_kind = np.bincount(_kinds(codes) & _KIND_BITS, minlength=len(KINDS))
    tokens, token_chars, numbers = _tokens(text, codes)
    read = tokens[:MAX_TOKENS]
    repeated_5grams, top_2gram = _ngrams(read)
    paragraphs = [part for line in text.split("\n") if (part := line.strip())]
    distinct = Counter(paragraphs)
    return Counts(
        text_chars=len(text),
        link_chars=link_chars,
        page_chars=page_chars,
        repeated_chars=repeated_chars,
        replaced_chars=replaced_chars,
        urls=_urls(text),
        symbols=text.count("#") + text.count("...") + text.count("…"),
        mojibake=len(_MOJIBAKE.findall(text)),
        kinds=dict(zip(KINDS, by_kind.tolist(), strict=True)),
        tokens=len(tokens),
        read_tokens=len(read),
        token_chars=int(token_chars[:MAX_TOKENS].sum()),
        distinct_tokens=_distinct(read),
        stop_words=_stop_words(read, numbers, language),
        repeated_5grams=repeated_5grams,
        fivegrams=max(0, len(read) - 4),
        top_2gram=top_2gram,
        sentences=_sentences(text, paragraphs),
        paragraphs=len(paragraphs),
        paragraph_chars=sum(map(len, paragraphs)),
        terminal=sum(part.rstrip(_CLOSING).endswith(_TERMINAL) for part in paragraphs),
        short=sum(len(part) < SHORT_PARAGRAPH for part in paragraphs),
        listed=sum(_LIST_ITEM.match(part) is not None for part in paragraphs),
        repeated_paragraphs=len(paragraphs) - len(distinct),
        repeated_paragraph_chars=sum(len(part) * (n - 1) for part, n in distinct.items()),
    )


def _kinds(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
    """Return the kind of each character; a table of all code points fills as they are met."""
    kinds = _TABLE[codes]
    if not kinds.all():
        for code in set(codes[kinds == 0].tolist()):
            _TABLE[code] = _KNOWN | _kind(chr(code))
        kinds = _TABLE[codes]
    return kinds


def _kind(char: str) -> int:
    category = unicodedata.category(char)
    kind, cjk = "other", _IS_CJK.match(char) is not None
    if cjk and not "\u3040" <= char <= "\u30ff" and category != "Cn":
        kind = "han"
    elif category[0] == "L" and unicodedata.name(char, "").startswith("LATIN "):
        kind = "latin"
    elif category == "Cc" and char not in "\n\t":
        kind = "control"
    elif category in {"Nd", "Co"} or category[0] == "P":
        kind = {"Nd": "digit", "Co": "private"}.get(category, "punctuation")
    return KINDS.index(kind) | (_CJK_BIT if cjk and char.isalnum() else 0)


def _tokens(
    text: str, codes: npt.NDArray[np.uint32]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], dict[str, int]]:
    """Return a number and a length for each token, in order, and the numbers of word runs.

    A CJK character is numbered by its code point, a run by its place among the distinct runs.
    """
    cjk = (_TABLE[codes] & _CJK_BIT) != 0
    numbers: dict[str, int] = {}
    # What becomes of Σ depends on what stands beside it, so its runs are lowered alone.
    if not cjk.any() and "Σ" not in text and len(lower := text.lower()) == len(text):
        words = _RUN.findall(lower)
        read = [numbers.setdefault(word, _RUNS + len(numbers)) for word in words]
        return np.array(read, np.int64), np.array(list(map(len, words)), np.int64), numbers
    at = np.full(len(codes), -1, dtype=np.int64)
    chars = np.ones(len(codes), dtype=np.int64)
    at[cjk] = codes[cjk]
    runs = [match.span() for match in _RUN.finditer(text)]
    if runs:
        spans = np.array(runs)
        lowered = (text[start:end].lower() for start, end in runs)
        at[spans[:, 0]] = [numbers.setdefault(run, _RUNS + len(numbers)) for run in lowered]
        chars[spans[:, 0]] = spans[:, 1] - spans[:, 0]
    found = at >= 0
    return at[found], chars[found], numbers


def _distinct(values: npt.NDArray[np.int64]) -> int:
    ordered = np.sort(values)
    return int((ordered[1:] != ordered[:-1]).sum()) + 1 if len(values) else 0


def _urls(text: str) -> int:
    schemes = text.count("http://") + text.count("https://")
    return schemes + text.count("www.") - text.count("://www.")


def _sentences(text: str, paragraphs: list[str]) -> int:
    """Count sentence ends; the unfinished tail of a paragraph counts as one more."""
    tails = sum(not part.rstrip(_CLOSING).endswith(_FULL_STOPS) for part in paragraphs)
    return len(_SENTENCE_END.findall(text)) + tails


def _stop_words(
    tokens: npt.NDArray[np.int64], numbers: dict[str, int], language: str
) -> int | None:
    words = STOP_WORDS.get(language.split("-", maxsplit=1)[0].lower())
    if words is None:
        return None
    wanted = [
        ord(w) if _IS_CJK.match(w) else numbers[w]
        for w in words
        if _IS_CJK.match(w) or w in numbers
    ]
    return int(np.isin(tokens, wanted).sum())


def _ngrams(tokens: npt.NDArray[np.int64]) -> tuple[int, int]:
    """Return (repeated 5-grams, count of the most frequent 2-gram), exactly.

    Token numbers have 21 bits at most (MAX_TOKENS runs after the last code point) and pair
    numbers 15, so that a 5-gram fits 51 bits.
    """
    if len(tokens) < 2:
        return 0, 0
    pairs = tokens[:-1] << 21 | tokens[1:]
    _, twos, counts = np.unique(pairs, return_inverse=True, return_counts=True)
    if len(tokens) < 5:
        return 0, int(counts.max())
    fives = (twos[:-3] << 15 | twos[2:-1]) << 21 | tokens[4:]
    return len(fives) - _distinct(fives), int(counts.max())
