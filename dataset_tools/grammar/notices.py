"""Rights notices in one block of visible text: what they are, where they stand, whom they name.

Matching runs on a folded copy (width folded, spaces between Han characters removed, since
footers print `人 民 网 版 权 所 有`); every span counts code points of the text as given.
All patterns are linear (notice_patterns.py).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from dataset_tools.grammar import notice_patterns as words
from dataset_tools.grammar.clauses import (
    MAX_CLAUSE,
    folded_clauses,
    is_about_others,
    own_names,
    owner,
)
from dataset_tools.grammar.copyright_lines import Line, find_lines
from dataset_tools.grammar.folding import Folded, fold
from dataset_tools.model import Polarity

MAX_BLOCK = 50_000  # characters of one block that are read; the worst found cost 40 µs each
MAX_NOTICES = 200  # of one block; hostile blocks repeat one a million times
_REMEMBERED = 2_000  # characters; body, rights and leak guard read the same blocks
_STOP = re.compile(r"[。!?;\n|]+[\"')]*|\.[\"')]*(?=\s+[^a-z\s]|$)|\s[·•]\s")
_ABBREVIATION = re.compile(
    r"(?:\b(?:inc|ltd|co|corp|dr|mr|mrs|ms|st|no|nr|vs|bzw|abs|art|vol|ed|e\.g|i\.e|u\.s|z\.b|s\.a)|\b[a-z])$",
    re.IGNORECASE,
)
_POLARITY: dict[str, Polarity] = {
    "all_rights_reserved": "reserve",
    "reservation": "reserve",
    "conditional_reprint": "condition",
    "outlet_clause_own": "reserve",
}


class NoticeSpan(NamedTuple):
    """One notice: `text[start:end]` is its whole sentence, line or numbered clause.

    `kind` is copyright_line, all_rights_reserved, reservation, conditional_reprint,
    platform_disclaimer, outlet_clause_own or outlet_clause_other. `years` are those printed, a
    range by its two ends. `flags`: all_rights, media (of a picture), route (says whom or how to
    ask), tdm (also reserves mining or training), tdm_only, partial (of a part of the site).
    """

    kind: str
    start: int
    end: int
    holder: str | None = None
    years: tuple[int, ...] = ()
    polarity: Polarity = "inform"
    flags: tuple[str, ...] = ()


def find_notices(text: str) -> list[NoticeSpan]:
    """Return the rights notices of one block of visible text, by start; [] if there are none.

    Of a block longer than `MAX_BLOCK` its last characters are read: notices stand at the end.

    >>> [(n.kind, n.holder, n.years) for n in find_notices("© 2019 Example Media Ltd.")]
    [('copyright_line', 'Example Media Ltd', (2019,))]
    >>> find_notices("Copyright"), find_notices("版权声明")
    ([], [])
    """
    return [*(_remembered(text) if len(text) <= _REMEMBERED else _find(text))]


def _find(text: str) -> list[NoticeSpan]:
    cut = max(0, len(text) - MAX_BLOCK)
    folded = fold(text[cut:])
    held = words.held(folded.text)
    if not held & (words.LINE | words.RIGHTS | words.SENTENCE):
        return []
    found: dict[NoticeSpan, None] = {}  # keeps order, drops twins
    for notice in (
        *(map(_line_notice, find_lines(folded)) if held & words.LINE else ()),
        *(_all_rights(folded) if held & words.RIGHTS else ()),
        *(_sentence_notices(folded.text) if held & words.SENTENCE else ()),
    ):
        found.setdefault(_unfold(folded, notice, cut))
        if len(found) >= MAX_NOTICES:
            break
    return sorted(found, key=lambda n: (n.start, n.end, n.kind))


_remembered = lru_cache(maxsize=1_024)(_find)


def credit_line(notice: str) -> str | None:
    """Return the credit that a notice asks for, e.g. ``来源:X``, as printed; None without one.

    >>> credit_line("须注明“来源：青山网”，违者必究")
    '来源：青山网'
    """
    folded = fold(notice)
    found = words.CREDIT_LINE.search(folded.text)
    if found is None:
        return None
    start, end = folded.span(*found.span(1))
    return notice[start:end].replace("“", "").strip() or None


def own_source(clause: str) -> str | None:
    """Return the source name that an outlet clause claims as its own; None without one."""
    found = words.OWN_CLAUSE.search(fold(clause).text)
    return next(iter(own_names(found)), None) if found else None


def emails(notice: str) -> list[str]:
    """Return the e-mail addresses in a notice, in order."""
    return [m.group().rstrip(".-") for m in words.EMAIL.finditer(notice)]


def _unfold(folded: Folded, notice: NoticeSpan, cut: int) -> NoticeSpan:
    start, end = (cut + offset for offset in folded.span(notice.start, notice.end))
    return notice._replace(start=start, end=end)


def _make(
    kind: str, span: tuple[int, int], holder: str | None = None, flags: tuple[str, ...] = ()
) -> NoticeSpan:
    return NoticeSpan(kind, *span, holder, (), _POLARITY.get(kind, "inform"), flags)


def _line_notice(line: Line) -> NoticeSpan:
    all_rights = "all_rights" in line.flags
    kind = "copyright_line" if line.holder or line.years else "all_rights_reserved"
    polarity: Polarity = "reserve" if all_rights else "inform"
    return NoticeSpan(kind, line.start, line.end, line.holder, line.years, polarity, line.flags)


def _all_rights(folded: Folded) -> Iterator[NoticeSpan]:
    for found in words.ALL_RIGHTS.finditer(folded.text):
        end = found.end() + (folded.text[found.end() : found.end() + 1] in {".", "。", "!"})
        yield _make("all_rights_reserved", (found.start(), end))


def _sentences(text: str) -> list[tuple[int, int]]:
    """Cut at full stops, bars and line ends; white space around a sentence is left out."""
    bounds, start = [], 0
    for stop in _STOP.finditer(text):
        if text[stop.start()] == "." and _ABBREVIATION.search(
            text, max(0, stop.start() - 8), stop.start()
        ):
            continue
        bounds.append(
            (start, stop.end() if text[stop.start()] not in "|\n \u00b7" else stop.start())
        )
        start = stop.end()
    bounds.append((start, len(text)))
    return [trimmed for s, e in bounds if (trimmed := _trim(text, s, e))[0] < trimmed[1]]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _enclosing(spans: list[tuple[int, int]], span: tuple[int, int]) -> tuple[int, int] | None:
    at = bisect_right(spans, span[0], key=lambda s: s[0]) - 1
    return spans[at] if at >= 0 and spans[at][1] >= span[1] else None


def _sentence_notices(text: str) -> Iterator[NoticeSpan]:
    sentences = _sentences(text)
    clauses = [(start, end) for _, start, end in folded_clauses(text)]
    for i, (start, end) in enumerate(sentences):
        sentence = text[start:end]
        clause = _enclosing(clauses, (start, end))
        span = clause or (start, end)
        held = words.held(sentence)
        if not held & words.SENTENCE:
            continue
        if any(p.search(sentence) for p in words.PLATFORM):
            partial = ("partial",) if words.PARTIAL.search(sentence) else ()
            yield _make("platform_disclaimer", span, flags=partial)
        if flags := _reserves(sentence, held):
            if clause is None:
                span = _with_route(text, sentences, i)
            route = ("route",) if words.ROUTE.search(text[slice(*span)]) else ()
            yield _make("reservation", span, owner(text[slice(*span)]), (*flags[1:], *route))
        elif any(p.search(sentence) for p in words.CONDITIONAL):
            yield _make("conditional_reprint", span)
        elif (holder := owner(sentence)) and words.SELF.search(sentence):
            yield _make("copyright_line", (start, end), holder)
    yield from _outlet_clauses(text, clauses)


def _with_route(text: str, sentences: list[tuple[int, int]], i: int) -> tuple[int, int]:
    """Take the sentence after a reservation in if it says whom to ask."""
    start, end = sentences[i]
    if i + 1 < len(sentences):
        after = text[slice(*sentences[i + 1])]
        if (
            len(after) <= MAX_CLAUSE // 4
            and words.ROUTE.search(after)
            and "|" not in text[end - 1 : sentences[i + 1][0]]
        ):
            end = sentences[i + 1][1]
    return start, end


def _reserves(sentence: str, held: int) -> tuple[str, ...]:
    """Return () if a sentence reserves nothing, else ("reserves", *flags)."""
    copying = any(rule.holds(sentence) for rule in words.reservations_for(sentence, held))
    mining = bool(held & words.MINING) and words.TDM.holds(sentence)
    if words.REPORTED.search(sentence) and not words.SELF.search(sentence):
        return ()
    if not copying and not mining:
        return ()
    return ("reserves", *(("tdm",) if mining else ()), *(() if copying else ("tdm_only",)))


def _outlet_clauses(text: str, clauses: list[tuple[int, int]]) -> Iterator[NoticeSpan]:
    if not any(map(text.__contains__, words.CLAUSE_CHARS)):
        return
    for start, end in clauses:
        clause = text[start:end]
        own = words.OWN_CLAUSE.search(clause)
        if is_about_others(clause, own):
            yield _make("outlet_clause_other", (start, end))
        elif own:
            holder = owner(clause)
            route = ("route",) if words.ROUTE.search(clause) else ()
            yield _make("outlet_clause_own", (start, end), holder, route)
