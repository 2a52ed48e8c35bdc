"""Copyright lines: a mark (©, (c), Copyright, 版权所有), years and a holder, in any order."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from dataset_tools.grammar.folding import Folded
from dataset_tools.grammar.notice_patterns import HAN_ALL_RIGHTS

MAX_HOLDER = 80  # characters; longer is a sentence
MAX_WORDS = 10
MAX_LINES = 100  # of one block; joining lines is quadratic in their number
_YEARS = (
    r"(?:19|20)\d\d(?!\d)"
    r"(?:\s{0,2}(?:[-–—/,~&]|至)\s{0,2}(?:(?:19|20)\d\d(?!\d)|present|now|today|heute|今)){0,4}"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_MARK = r"(?:(?<![a-z])copyrights?(?![a-z])|copr\.|\(c\)|©|ⓒ|&copy;)"
_LINE = re.compile(
    rf"(?:(?P<before>{_YEARS})\s{{0,3}})?(?P<marks>{_MARK}(?:[\s:,]{{0,3}}{_MARK}){{0,2}})"
    rf"[\s:,]{{0,4}}(?:by\s{{1,3}})?(?P<years>{_YEARS})?",
    re.IGNORECASE,
)
_SYMBOL, _WORD = re.compile(r"©|ⓒ|&copy;"), re.compile(r"cop[yr]", re.IGNORECASE)
_YEARS_AFTER = re.compile(rf"[\s,(\-–—]{{0,4}}({_YEARS})\)?", re.IGNORECASE)
_HOLDER_END = re.compile(
    r"\n|[|·•®。;!?\"<>]|//|https?:|\.(?=\s|$)|,(?!\s?(?:inc|ltd|llc|llp|gmbh|co|corp|s\.a|plc|ag)\b)"
    r"|\s[-–—]\s|\s[-–—]?(?=(?:19|20)\d\d(?!\d))|\(|\)|\ball\s+rights?\b|\bsome\s+rights\b|\balle\s+rechte"
    r"|\btous\s+droits|\btodos\s+(?:los|os)|\btutti\s+i\b|\balle\s+rechten|\bwszelkie|版[权權]所有"
    r"|保留|.?ICP|\bpowered\s+by|\bprivacy\b|\bterms\b|\bimpressum\b|\bcontact\b"
    r"|未[经經]|[不禁][得止]|\S{0,12}公网安备|\bdesigned\s+by|\bnachdruck\b|\bno\s+part\b",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(r"\b(?:inc|ltd|co|corp|st|dr|mr|bros|[a-z])$", re.IGNORECASE)
_LEAD = re.compile(r"^[\s,:\-–—/]*(?:by\s+)?", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_MEDIA_BEFORE = re.compile(
    r"(?:foto|photo|bild|image|picture|abbildung|illustration|grafik|credit|video|图|圖|摄|攝|写真)\S{0,8}[\s:]{0,3}[^.。|]{0,24}$",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"([^\s,。;:|!?()\"©][^\n,。;|!?()\"©]{0,60}?)\s{0,3}[-–—]?\s{0,3}$")
_SMALL = frozenset("and of the de la le del der die das für van von & y et e for in".split())


class Line(NamedTuple):
    """One copyright line at `[start, end)` of the folded text."""

    start: int
    end: int
    holder: str | None
    years: tuple[int, ...]
    flags: tuple[str, ...] = ()


def find_lines(folded: Folded) -> list[Line]:
    """Return the copyright lines of a block; a bare mark without year or holder is none."""
    lines: list[Line] = []
    for line in _marked(folded):
        if not lines or line.start >= lines[-1].end:
            lines.append(line)
        if len(lines) >= MAX_LINES:
            break
    for found in islice(HAN_ALL_RIGHTS.finditer(folded.text), MAX_LINES):
        lines = _add_han(folded, lines, found)
    return lines


def _marked(folded: Folded) -> Iterator[Line]:
    text = folded.text
    for found in _LINE.finditer(text):
        symbol = _SYMBOL.search(found["marks"]) is not None
        word = _WORD.search(found["marks"]) is not None
        years = _years(found["before"], found["years"])
        start, end = found.start(), found.end()
        holder, holder_end, tail = _holder_after(folded, found.end())
        years = years or _years(tail)
        if holder or tail:
            end = holder_end
        elif years and (before := _holder_before(text, found.start())):
            holder, start = before
        # Without the sign, prose ("copyright law", "(c) the tenant") must not pass.
        if symbol:
            keep = bool(holder or years)
        elif word:
            keep = bool(years and holder and not found["marks"][:1].islower() and _is_name(holder))
        else:
            keep = bool(years and holder and _is_name(holder))
        if keep:
            end = len(text[:end].rstrip(" ,:-–—"))
            media = ("media",) if _MEDIA_BEFORE.search(text, max(0, start - 48), start) else ()
            yield Line(start, end, holder, years, media)


def _years(*parts: str | None) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(y) for part in parts if part for y in _YEAR.findall(part)))


def _holder_after(folded: Folded, start: int) -> tuple[str | None, int, str | None]:
    """Return (holder, end, years after it) of what follows a mark."""
    text = folded.text
    stop = min(len(text), start + MAX_HOLDER + 40)
    at = bisect_right(folded.breaks, start)
    if at < len(folded.breaks):  # a space between Han words ends a Han name
        stop = min(stop, folded.breaks[at])
    lead = _LEAD.match(text[start:stop])
    start += len(lead.group()) if lead else 0
    end = _holder_end(text, start, stop)
    raw = text[start:end]
    holder = _clean(raw)
    if holder is None and raw.strip():
        return None, start, None
    if years := _YEARS_AFTER.match(text, end, end + 40):
        return holder, years.end(), years[1]
    return holder, start + len(raw.rstrip()), None


def _holder_end(text: str, start: int, stop: int) -> int:
    for found in _HOLDER_END.finditer(text, start, stop):
        before = text[max(start, found.start() - 6) : found.start()]
        if (
            found.group() == "."
            and _ABBREVIATED.search(before)
            and text[found.end() : stop].strip()
        ):
            continue
        return found.start()
    return stop


def _holder_before(text: str, start: int) -> tuple[str, int] | None:
    found = _BEFORE.search(text, max(0, start - 64), start)
    if found is None:
        return None
    raw = re.split(r"\.\s|\s[-–—]\s", found[1])[-1]
    holder = _clean(raw)
    if holder is None or not _is_name(holder):
        return None
    return holder, found.start(1) + len(found[1]) - len(raw)


def _clean(raw: str) -> str | None:
    """Return a holder name without the punctuation around it; None if it cannot be one."""
    name = raw.strip(" \t,:;.-–—/|&·")
    if not _LETTER.search(name) or len(name) > MAX_HOLDER or len(name.split()) > MAX_WORDS:
        return None
    return name


def _is_name(holder: str) -> bool:
    """Say whether the first word is capitalised or has no case (Han, digits)."""
    first = next((w for w in holder.split() if w.lower() not in _SMALL), "")
    return not first[:1].islower() or "." in first


def _add_han(folded: Folded, lines: list[Line], found: re.Match[str]) -> list[Line]:
    """Join 版权所有 to the copyright line it touches, else make it one of its own."""
    text = folded.text
    for i, line in enumerate(lines):
        near_after = line.end <= found.start() and not text[line.end : found.start()].strip(" ,.:")
        near_before = found.end() <= line.start and not text[found.end() : line.start].strip(" ,.:")
        if near_after or near_before or line.start <= found.start() < line.end:
            start, end = min(line.start, found.start()), max(line.end, found.end())
            joined = line._replace(start=start, end=end, flags=(*line.flags, "all_rights"))
            return [*lines[:i], joined, *lines[i + 1 :]]
    holder, end, _ = _holder_after(folded, found.end())
    start = found.start()
    if holder is None or found.end() in folded.breaks:
        if before := _han_before(folded, found.start()):
            holder, start, end = *before, found.end()
        elif holder is None:
            end = found.end()
    return sorted([*lines, Line(start, end, holder, (), ("all_rights",))], key=lambda x: x.start)


def _han_before(folded: Folded, end: int) -> tuple[str, int] | None:
    found = re.compile(r"[^\s,。;:|!?()\"©]{2,40}$").search(folded.text, max(0, end - 40), end)
    if found is None:
        return None
    start = found.start()
    at = bisect_right(folded.breaks, end - 1) - 1
    if at >= 0 and folded.breaks[at] > start:
        start = folded.breaks[at]
    holder = _clean(folded.text[start:end])
    return (holder, start) if holder else None
