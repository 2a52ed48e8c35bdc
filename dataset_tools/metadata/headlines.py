"""Take headlines apart: site names, separators, columns and likeness, on text alone."""

import re
from collections.abc import Iterator
from itertools import pairwise

from dataset_tools.grammar import HAN
from dataset_tools.grammar.folding import squash

MAX_TITLE = 300  # longer lines are prose
PROSE_END = ("。", ".", "：", ":", "；", ";", "，", ",")
SEPARATORS = re.compile(
    r"\s+[|｜丨\-–—_·•»«›:~/]{1,2}\s+|\s*[_|｜丨‖ㅣ]\s*|\s*--+\s*|:{2}"
    rf"|(?<=[{HAN}\uac00-\ud7a3？！”])-(?=[{HAN}\uac00-\ud7a3]{{2,8}}(?:\Z|[ㅣ|｜_]))"
)
# Also cuts that only a visible line of the same words makes certain.
_CUTS = re.compile(
    rf"\s*(?:[|｜丨‖_»«›]|--+|——?|:{{2}})\s*|\s+[-–—·•:~/]\s+|(?<=[{HAN}）】》”？！」』.?!)\"'])[-–—:：ㅣ]"
    rf"|(?<=[{HAN}）】》”？！」』])\s(?=[{HAN}【《“「『])|\s(?=[\[(（【])|-(?=[{HAN}\uac00-\ud7a3])"
)
_COLONS = re.compile(r"(?<=\S):\s|：")
_COLUMN = re.compile(
    r"^(【[^】]{1,12}】[^|｜丨:：]{0,12})\s*[|｜丨]|^(【[^】]{1,12}】)|^([^|｜丨\s]{2,10})\s*[|｜丨]\s*\S"
)


def find_section(title: str) -> str | None:
    """Return the column that prefixes a headline.

    >>> find_section("【城事】快评 | 桥上的灯"), find_section("桥上的灯")
    ('【城事】快评', None)
    """
    match = _COLUMN.match(title)
    return next((g.strip() for g in match.groups() if g), None) if match else None


def column_end(title: str) -> int:
    """Return where the column in brackets before a headline ends, with its separator; else 0.

    >>> column_end("【城事】快评 | 桥上的灯"), column_end("Piers | The Post")
    (7, 0)
    """
    match = _COLUMN.match(title)
    return match.end() - 1 if match and title.startswith("【") else 0


def likeness(a: str, b: str) -> float:
    """Return the share of the shorter text's runs of 2 (Han) or 3 characters that the other has."""
    return alike(runs(a), runs(b))


Runs = frozenset[tuple[str, ...]]


def runs(text: str) -> Runs:
    """Return the runs of 2 (Han) or 3 characters of a squashed text."""
    text = text[:200]
    if text[:1] >= "\u2e80":
        return frozenset(pairwise(text))
    return frozenset(zip(text, text[1:], text[2:], strict=False))


def alike(ours: Runs, theirs: Runs) -> float:
    """Return the share of the shorter set that the other has; little for sets below 12."""
    short = min(len(ours), len(theirs))
    return len(ours & theirs) / short * min(1.0, short / 12) if short > 1 else 0.0


def parts(full: str) -> Iterator[str]:
    """Yield the text, then what stands before or after each of its separators."""
    yield full
    column = column_end(full)
    cuts = [cut for cut in _CUTS.finditer(full) if cut.start() > column][:12]
    for cut in reversed(cuts):
        yield full[: cut.start()]
    for cut in [*cuts, *_COLONS.finditer(full)]:
        if cut.end() * 2 < len(full):
            yield full[cut.end() :]


def weight(text: str) -> float:
    """Return the length of a text, up to a character more than MAX_TITLE.

    One Han character or kana counts as a short word of 2.5 letters.
    """
    shown = text[: MAX_TITLE + 1]
    return len(shown) + (0.0 if shown.isascii() else 1.5 * sum(map("\u2e7f".__lt__, shown)))


def strip_site(title: str, sites: frozenset[str]) -> str:
    """Cut the name of the site off either end of a title.

    >>> strip_site("Piers - The Post", frozenset({"thepost"}))
    'Piers'
    """
    for _ in range(3):
        cuts = list(SEPARATORS.finditer(title))
        if not cuts:
            break
        tail = next((c for c in cuts if c.start() and squash(title[c.end() :]) in sites), None)
        if tail is not None:
            title = title[: tail.start()].strip()
            continue
        if squash(title[: cuts[0].start()]) not in sites or cuts[0].end() >= len(title):
            break
        title = title[cuts[0].end() :].strip()
    return title


def without_site(title: str) -> str:
    """Cut off what follows the first separator behind which the rest is shorter."""
    column = column_end(title)
    for cut in SEPARATORS.finditer(title):
        rest = title[cut.end() :]
        if cut.start() > column and len(rest) <= max(12, cut.start()):
            return title[: cut.start()].strip()
    return title.strip()
