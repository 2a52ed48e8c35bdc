"""The normal form of record texts, and the key under which equal texts meet."""

import re
import unicodedata
from collections.abc import Callable

from dataset_tools.model import Step

# Line and paragraph separators, vertical tab, form feed and NEL end lines in page dumps too.
_LINE_ENDS = "\r\v\f\x85\u2028\u2029"
_NEWLINES = re.compile(f"\r\n|[{_LINE_ENDS}]")

# C0 and C1 except tab and newline; soft hyphen, zero-width space, LRM/RLM, bidi embeddings and
# isolates, word joiner and invisible operators, BOM, annotation marks; lone surrogates, which no
# UTF-8 column can hold. ZWJ and ZWNJ stay: Indic and Persian words need them.
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_SPACES = re.compile(r"[^\S\n]+")  # tab, NBSP, ideographic space, ... but no newline
_RUNS = re.compile(" {2,}")
_COMMON_SPACES = "\t\xa0\u3000"
_KEPT_CATEGORIES = frozenset("LMNS")  # letters, marks, numbers, symbols


# A pattern takes ten times as long to find nothing as the methods of `str` that are asked first.


def _end_lines(text: str) -> str:
    return _NEWLINES.sub("\n", text) if any(map(text.__contains__, _LINE_ENDS)) else text


def _without_control(text: str) -> str:
    return text if _is_printable(_plainly_spaced(text)) else _CONTROL.sub("", text)


def _strip_lines(text: str) -> str:
    spaced = _plainly_spaced(text)
    if not _is_printable(spaced):
        spaced = _SPACES.sub(" ", spaced)
    elif "  " in spaced:
        spaced = _RUNS.sub(" ", spaced)
    if " \n" not in spaced and "\n " not in spaced:
        return spaced.strip(" ")
    return "\n".join(line.strip(" ") for line in spaced.split("\n"))


def _plainly_spaced(text: str) -> str:
    for char in _COMMON_SPACES:
        text = text.replace(char, " ")
    return text


def _is_printable(text: str) -> bool:
    """Say whether a text holds nothing but line ends, plain spaces and what can be seen."""
    return text.replace("\n", "").isprintable()


def _lines(text: str) -> list[str]:
    """Return the lines of a text that are not empty."""
    return list(filter(None, text.split("\n")))


FIXES: dict[str, Callable[[str], str]] = {
    "newlines": _end_lines,
    "control": _without_control,
    "nfc": lambda text: unicodedata.normalize("NFC", text),
    "spaces": _strip_lines,
    "blank_lines": lambda text: "\n\n".join(_lines(text)),
}


def normalize(text: str) -> tuple[str, tuple[Step, ...]]:
    r"""Return the normal form of `text` and the fixes that changed it, in order.

    NFC, no control characters, one space at most in a row, paragraphs separated by "\n\n" (every
    newline ends a paragraph). `dropped_chars` of a step is length before minus length after;
    negative where the text grew. Normalising twice changes nothing.

    >>> normalize("a\u00a0 b\r\nc")[0]
    'a b\n\nc'
    """
    lines = _lines(text)
    if _is_plain(lines):  # as most texts; each of the fixes takes as long to see it
        fixed = "\n\n".join(lines)
        return fixed, () if fixed == text else (Step("blank_lines", len(text) - len(fixed)),)
    steps: list[Step] = []
    for name, fix in FIXES.items():
        fixed = fix(text)
        if fixed != text:
            steps.append(Step(name, len(text) - len(fixed)))
        text = fixed
    return text, tuple(steps)


def _is_plain(lines: list[str]) -> bool:
    """Say whether no fix but that of blank lines would change a text of these lines."""
    if any(line[0] == " " or line[-1] == " " for line in lines):
        return False
    text = "".join(lines)
    return "  " not in text and text.isprintable() and unicodedata.is_normalized("NFC", text)


def dedup_key(text: str) -> str:
    """Return the form in which exact duplicates are equal: NFKC, case folded, no punctuation.

    White space, punctuation and control characters are removed; letters, marks, digits and
    symbols stay. A text without any of those keeps its NFKC form, so that it equals only itself.

    >>> dedup_key("Ａ, b!") == dedup_key("a b")
    True
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    drop = {
        ord(char): None
        for char in set(folded)
        if unicodedata.category(char)[0] not in _KEPT_CATEGORIES
    }
    return folded.translate(drop) or folded
