"""Guess how a text dump is cut into pages; the doubtful case stays one page a file."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice, pairwise
from statistics import median

from dataset_tools.dump import TextGrammar
from dataset_tools.readers.charsets import codec_of
from dataset_tools.readers.cutter import BLANKS, URL_LINE, Part, cut
from dataset_tools.readers.sniff import BOMS
from dataset_tools.readers.tape import Tape

GUESS_BYTES = 2**20  # of the decompressed file that a guess looks at
_SURE_PAGES, _SURE_RATE = 3, 0.9
_HEAD_LINES = 12  # of a page, in which its header lines are looked for
_MAX_PARTS = 5000  # that a guess looks at; a head of nothing but separators has a million
_MAX_LINE = 400  # characters of a line that may be a header line or a separator
_CANDIDATES = 4  # separators, and labels, that are tried; the most frequent ones
# Bytes of UTF-8 that the middle page must have, by how little the header lines prove.
_SHORT, _MIDDLE, _LONG = 40, 100, 200

# Words that label a header line, by what it says.
_WORDS = {
    "url": "url|uri|link|permalink|(?:source|page|original)[-_ ]?(?:url|uri)|source|"
    "warc-target-uri|(?:原文|页面|頁面|来源|來源)?(?:网址|網址|链接|鏈接|連結|地址)",
    "title": "title|headline|标题|標題|题目|題目",
    "date": "(?:pub(?:lish(?:ed)?|lication)?[-_ ]?)?(?:date|time)|published(?: at)?|"
    "(?:发布|發布|發佈|发表|發表)?(?:日期|时间|時間)",
    "captured_at": "(?:crawl|fetch|captur|retriev)ed(?:[-_ ](?:at|on))?|warc-date|"
    "(?:crawl|fetch|capture)[-_ ]?(?:date|time)|timestamp|"
    "(?:抓取|采集|採集|爬取)(?:时间|時間|日期)",
    "record_id": "id|(?:record|doc|page)[-_ ]?id|warc-record-id|docno|编号|編號",
    "author": "author|byline|作者",
    "license": "licen[cs]e|许可协议|授權條款",
}
_LABELS = {
    name: re.compile(
        rf"(?P<label>(?:[#@*>-]{{1,3}} ?)?(?:{words})\s{{0,2}}[:：=]|[\[【](?:{words})[\]】][:：]?)"
        r"\s*(?P<value>.*)",
        re.IGNORECASE,
    )
    for name, words in _WORDS.items()
}
_ADDRESS = re.compile(r"(?:https?:)?//[^\s]{3}|www\.", re.IGNORECASE)
_NAMED = re.compile(r"[^\W\d_][^:：\n]{0,30}[:：]\s")
# "=====", "- - - -", "===== 12 =====", "--- page 3 ---".
_RULE = re.compile(r"(?P<run>(?P<c>[-=*#~_+·—─━═＝－＊☆★]{1,2} ?)(?P=c){2,})(?P<rest>.{0,200})")
_PAGE_LINE = re.compile(r"第\s*{n}\s*[页頁]|page {n}|\[page {n}\]", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]+")
_MAIL = re.compile(r"(?:from|to|cc|subject|sent|发件人|收件人|主题)\s{0,3}[:：]", re.IGNORECASE)
# A list of works or hits has these where a page has its text.
_ENTRY = re.compile(
    r"(?:abstract|summary|description|snippet|publisher|isbn|doi|pages|year|authors?|keywords|"
    r"摘要|简介|内容简介|出版社|出版年)\s*[:：]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Guess:
    """A grammar, or None for one page a file, with its evidence in the first MiB."""

    grammar: TextGrammar | None
    pages: int  # seen; the last one of a longer file is not counted
    match_rate: float  # share of them that have header lines, where there are any, and text
    why: str
    strong: bool = False  # `build` uses it unasked


def guess_grammar(head: bytes) -> Guess:
    """Guess a grammar from the first GUESS_BYTES of a decompressed file.

    Each candidate is tried by cutting the head with it. The first sure one is taken, else the
    one that fits most pages.
    """
    codec = file_charset(head)
    text = head.decode(codec, "replace").lstrip("\ufeff")
    lines = [line.strip() for line in text.split("\n")]
    weak: list[Guess] = []
    for grammar in _candidates(head, codec, [line[:_MAX_LINE] for line in lines]):
        guess = measure(grammar, head)
        if guess.strong:
            return guess
        telling = bool(grammar.separator and grammar.headers)
        enough = guess.match_rate >= (0.5 if telling else _SURE_RATE)
        if enough and guess.pages >= (2 if telling else _SURE_PAGES):
            weak.append(guess)
    weak.append(Guess(None, 1, 1.0, "no header lines or separators recur: one page"))
    return max(weak, key=lambda g: (bool(g.grammar and g.grammar.headers), g.pages))


def measure(grammar: TextGrammar, head: bytes) -> Guess:
    """Cut a head with a grammar and say how well it fits."""
    codec = file_charset(head)
    parts = _parts(head, grammar, codec)
    first = parts[0] if parts else None
    # A short remark in front of the first page is no evidence against it.
    if first and grammar.separator and not first.separated and not first.fields:
        parts = parts[1:] if len(first.payload) < 1000 else parts
    good = [p for p in parts if (p.fields or not grammar.headers) and p.payload.strip(BLANKS)]
    rate = len(good) / len(parts) if parts else 0.0
    strong = len(parts) >= _SURE_PAGES and rate >= _SURE_RATE and _is_sure(grammar, parts, codec)
    names = ", ".join(name for name, _ in grammar.headers)
    why = f"{len(good)} of {len(parts)} pages have " + (
        f"header lines ({names}) and text" if names else "text"
    )
    return Guess(grammar, len(parts), rate, why, strong)


def file_charset(head: bytes) -> str:
    """Name the codec of a whole file by its head; UTF-8 where nothing else is likely."""
    for mark, codec in BOMS:
        if head.startswith(mark):
            return codec
    text = head.decode("utf-8", "replace")
    broken, marked = text.count("\ufffd"), len(text) - len(text.encode("ascii", "ignore"))
    if not marked or broken <= min(1 + marked // 50, marked - 1):
        return "utf-8"
    from resiliparse.parse.encoding import detect_encoding

    return codec_of(detect_encoding(head)) or "windows-1252"


def _parts(head: bytes, grammar: TextGrammar, codec: str) -> list[Part]:
    """Cut the head; the part that its end cuts, and a separator at the end, are left out."""
    tape = Tape(BytesIO(head), len(head))
    tape.kind, tape.joined = "plain", True
    if not tape.open():
        return []
    parts = list(islice(cut(tape, grammar, codec, GUESS_BYTES), _MAX_PARTS))
    cut_off = len(head) >= GUESS_BYTES and len(parts) > 1
    return parts[:-1] if cut_off or (parts[-1].separated and parts[-1].blank) else parts


def _candidates(head: bytes, codec: str, lines: Sequence[str]) -> Iterator[TextGrammar]:
    """Yield the grammars worth trying, the most explicit ones first."""
    feeds = head.decode(codec, "replace").count("\f")
    for separator in [*(["\f"] if feeds > 1 else []), *_separators(lines)]:
        parts = _parts(head, TextGrammar(separator), codec)
        found = _header_lines([_first_lines(part, codec) for part in parts], separator)
        if found.headers:
            if separator.startswith("WARC/"):
                yield TextGrammar(separator, found.headers, None, "")
            for ends in dict.fromkeys((found.ends, None)):
                # Programs that write dumps give each page the same first line; a separator
                # without it is a rule inside a page.
                if found.first:
                    yield TextGrammar(separator, found.headers, found.first, ends)
                yield TextGrammar(separator, found.headers, None, ends)
        if not any(c.isalpha() for c in separator.replace("{n}", "")):
            yield TextGrammar(separator)
    for name, label in _starting_labels(lines):
        opened = TextGrammar(None, ((name, label),), name)
        parts = [part for part in _parts(head, opened, codec) if part.fields]
        more = dict(_header_lines([_first_lines(part, codec) for part in parts]).headers)
        yield TextGrammar(None, tuple(sorted({**more, name: label}.items())), name)


def _separators(lines: Sequence[str]) -> list[str]:
    """Return lines that recur and look like separators, numbers masked; most frequent first."""
    seen: Counter[str] = Counter()
    for line in lines:
        if 3 <= len(line) <= 120 and "{" not in line:
            masked = _DIGITS.sub("{n}", line)
            if line.startswith("WARC/1."):
                seen["WARC/1."] += 1
            elif _RULE.match(line) or _PAGE_LINE.fullmatch(masked):
                seen[masked] += 1
    return [key for key, count in seen.most_common(_CANDIDATES) if count > 1]


@dataclass(frozen=True, slots=True)
class _Headers:
    headers: tuple[tuple[str, str], ...]
    first: str | None  # the name that comes first on each page that has header lines
    ends: str | None  # the rule line that stands behind the header lines


def _header_lines(pages: Sequence[Sequence[str]], separator: str = "") -> _Headers:
    """Find the labels with which most of the pages that have header lines begin.

    Where the separator stands behind the header lines too, pages have no text at first.
    """
    labels: Counter[tuple[str, str]] = Counter()
    firsts: Counter[tuple[str, str]] = Counter()
    behind: Counter[str] = Counter()
    headed = 0
    for lines in pages:
        found: dict[str, str] = {}
        rest = separator
        for at, line in enumerate(lines):
            known = _known(line)
            if known and known[0] not in found:
                found[known[0]] = known[1]
            elif not known and not found and _NAMED.match(line):
                continue  # a header line of another name in front
            elif line:
                rest = line
                break
            elif found and any(lines[at:]):
                rest = ""
                break
        headed += bool(found)
        labels.update(found.items())
        firsts.update(list(found.items())[:1])
        rule = _RULE.fullmatch(rest)
        behind.update([rest] if found and rule and not rule["rest"] else [])
    chosen: dict[str, str] = {}
    for (name, label), count in labels.most_common():
        if 2 * count >= headed and count > 1:
            chosen.setdefault(name, label)
    first = next((name for name in chosen if firsts[name, chosen[name]] == headed), None)
    ends = next((line for line, count in behind.most_common(1) if count >= 0.8 * headed), None)
    return _Headers(tuple(sorted(chosen.items())), first, ends)


def _known(line: str) -> tuple[str, str] | None:
    """Return name and label of a header line; an address label must be followed by an address."""
    if URL_LINE.fullmatch(line):
        return "url", ""
    for name, pattern in _LABELS.items():
        match = pattern.match(line)
        if match and (name != "url" or _ADDRESS.match(match["value"])):
            return name, match["label"]
    return None


def _starting_labels(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Return the labels that could begin a page where there is no separator."""
    seen: Counter[tuple[str, str]] = Counter()
    before: tuple[str, str] | None = None
    for line in lines:
        known = _known(line) or _in_rule(line)
        if known and not before and known[0] in ("url", "title"):
            seen[known] += 1
        before = known
    return [key for key, count in seen.most_common(_CANDIDATES) if count > 1]


def _in_rule(line: str) -> tuple[str, str] | None:
    """Read a title or an address that stands in a rule: "===== A title ====="."""
    match = _RULE.fullmatch(line)
    if not match or not match["rest"].strip() or not any(map(str.isalnum, match["rest"])):
        return None
    run = match["run"].rstrip()
    rest = match["rest"].strip()
    label = run + " " if line[len(run)] == " " else run
    return ("url" if _ADDRESS.match(rest) else "title"), label


def _first_lines(part: Part, codec: str) -> list[str]:
    text = bytes(part.payload[:4096]).decode(codec, "replace").lstrip()
    return [line.strip()[:_MAX_LINE] for line in text.split("\n")[:_HEAD_LINES]]


def _is_sure(grammar: TextGrammar, parts: Sequence[Part], codec: str) -> bool:
    """Whether the pages are pages beyond doubt; single pages with lists and rules are not."""
    texts = [bytes(part.payload).decode(codec, "replace").strip() for part in parts]
    if not grammar.headers:
        long = sum(len(text.encode()) >= _LONG for text in texts) >= _SURE_RATE * len(texts)
        other = len(set(texts)) >= _SURE_RATE * len(texts)
        return grammar.separator == "\f" and long and other and not _printed(texts)
    first = [next(iter(text.split("\n")), "") for text in texts]
    if sum(map(bool, map(_ENTRY.match, first))) > 0.5 * len(texts):
        return False
    heads = [line for text in texts for line in text.split("\n")[:4]]
    if sum(map(bool, map(_MAIL.match, heads))) > 0.3 * len(texts):
        return False
    needed = _needed(grammar, parts)
    return needed is not None and median(len(text.encode()) for text in texts) >= needed


def _needed(grammar: TextGrammar, parts: Sequence[Part]) -> int | None:
    """Return how long the pages must be, by what their header lines prove; None: never sure."""
    labels = dict(grammar.headers)
    urls, titles = _distinct(parts, "url"), _distinct(parts, "title")
    dates = sum("date" in part.fields for part in parts) >= _SURE_RATE * len(parts)
    spelt = {name for name, label in labels.items() if any(map(str.isalnum, label))}
    if grammar.separator:
        if urls:
            return _SHORT if "url" in spelt else _LONG
        return _MIDDLE if titles and "title" in spelt else None
    # Without separators a page could end with such lines as well as begin with them.
    if not parts[0].fields or labels[grammar.starts or ""] == "":
        return None
    if urls:
        return _SHORT if len(labels) > 1 or "url" not in spelt else _LONG
    return _LONG if titles and dates and "title" in spelt else None


def _distinct(parts: Sequence[Part], name: str) -> bool:
    """Whether nearly every page has this header line, and nearly each says something else."""
    values = [part.fields[name] for part in parts if part.fields.get(name)]
    if name == "url":
        values = [value for value in values if _ADDRESS.match(value)]
    enough = len(values) >= _SURE_RATE * len(parts)
    return enough and len(set(values)) >= _SURE_RATE * len(values)


def _printed(texts: Sequence[str]) -> bool:
    """Whether form feeds part printed pages of one text: page numbers, or text that runs on."""
    edges = [
        [line.strip() for line in (text.split("\n")[0], text.split("\n")[-1])] for text in texts
    ]
    for side in (0, 1):
        numbered = {edge[side] for edge in edges if _DIGITS.search(edge[side])}
        masks = Counter(_DIGITS.sub("#", line) for line in numbered)
        if masks and max(masks.values()) >= max(2, 0.3 * len(texts)):
            return True
    lasts = Counter(edge[1] for edge in edges)
    runs_on = 0
    for (_, last), (first, _) in pairwise(edges):
        open_end = len(last) >= 20 and (last[-1].isalnum() or last[-1] in ",，、;；-")
        runs_on += open_end and lasts[last] == 1 and bool(first) and not first[0].isupper()
    return runs_on > 0.3 * (len(texts) - 1)
