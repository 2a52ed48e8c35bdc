"""Decide when a page was published and changed; every value keeps the evidence it came from.

Order of trust: what the dump declares, JSON-LD, metas, microdata and RDFa, a <time> that says
what it is, the date line at the headline, any <time> near it, the day on which the content system
wrote the page, and a statement in a script. The calendar day is the one that the page prints: a
stamp in UTC names the instant, and the date line of that instant the day.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from dataset_tools.blocks import Outline, Tag
from dataset_tools.grammar.dates import DateSpan, parse_iso
from dataset_tools.metadata import json_ld, meta_tags
from dataset_tools.metadata.datelines import ENOUGH, DateLine, best_line, date_lines
from dataset_tools.metadata.microdata import properties, tag_value
from dataset_tools.metadata.structured import Structured
from dataset_tools.metadata.titles import Title
from dataset_tools.model import EvidenceLog, Page, declared_evidence

_JSON_KEYS = {
    "published": ("datePublished", "dateCreated", "uploadDate"),
    "modified": ("dateModified",),
}
_ITEM_NAMES = {
    "published": ("datepublished", "pubdate", "dc:date", "issued", "created", "datecreated"),
    "modified": ("datemodified", "dateupdated", "modified"),
}
_PUBLISHED_TIME = re.compile(r"publi|pubdate|created|entry-date|post-?date|dt-published", re.I)
_OF_ENTRY = re.compile(r"entry-date|dt-published")  # themes print it in the footer of the entry
_MODIFIED_TIME = re.compile(r"updat|modif|changed", re.IGNORECASE)
MAX_DATES = 8  # observations of one kind kept as evidence
# How scripts of content systems name the day of publication: pubtime, publish_date, publishedAt.
_SCRIPT_NEEDLES = ("ublish", "pubtime", "pubTime")
_SCRIPT_VALUE = re.compile(
    r"""((?:e?d?_?(?:time|date|at)|ed)?)[\\"']{0,3}\s{0,4}[:=]\s{0,4}\\{0,2}["']"""
    r"""(\d{4}-\d\d?-\d\d?[^"'\\]{0,30})["'\\]""",
    re.IGNORECASE,
)
# WeChat, 2019 on: n="EPOCH SECONDS",s="DAY", both of the publication.
_WECHAT = re.compile(r'\bn="(\d{10})",s="(\d{4}-\d\d-\d\d)"')
_WECHAT_SECONDS = re.compile(r'var ct = "(1\d{9})"')  # 2001 to 2033
_WECHAT_ZONE = "Asia/Shanghai"
MAX_SCRIPT_PLACES = 200  # places of one needle that are looked at


@dataclass(frozen=True, slots=True)
class When:
    """A day as printed, and the stamp that names the instant (None where none has a time)."""

    day: date
    raw: str
    stamp: DateSpan


@dataclass(frozen=True, slots=True)
class _Seen:
    found: DateSpan
    span: tuple[int, int] | None
    kind: str


def find_when(
    page: Page,
    outline: Outline,
    structured: Structured,
    title: Title | None,
    log: EvidenceLog,
    *,
    day_first: bool = False,
) -> tuple[When | None, When | None]:
    """Return (published, modified), adding every observation to `log`.

    The date that a wiki dump declares is that of the revision. `day_first` is how the page writes
    the dates that it shows.
    """
    kind = "modified" if page.markup == "wikitext" else "published"
    stated: DateSpan | None = None
    for name, value in page.capture.declared:
        if name == "date" and value.strip():
            found = parse_iso(value.strip())
            read = found.day.isoformat() if found else None
            log.add(declared_evidence(kind, "date", value, read))
            stated = stated or found
    declared = _plain(stated) if stated else None
    if page.markup == "wikitext":
        return None, declared
    published, modified = _page_dates(page, outline, structured, title, log, day_first=day_first)
    return declared or published, modified


def _plain(found: DateSpan) -> When:
    return When(found.day, found.raw, found)


def _page_dates(
    page: Page,
    outline: Outline,
    structured: Structured,
    title: Title | None,
    log: EvidenceLog,
    *,
    day_first: bool,
) -> tuple[When | None, When | None]:
    block = title.block if title else None
    sure = _noted(page, structured, "published", log)
    later = _noted(page, structured, "modified", log)
    days = [seen.found.day for seen in (*sure, *later)] if sure and later else []
    lines = date_lines(outline.blocks, block, list(dict.fromkeys(days)), day_first=day_first)
    shown, changed = best_line(lines), best_line(lines, modified=True)
    for line in (shown, changed):
        if line is not None:
            _note_line(log, lines, line)
    modified = _modified(later, changed)
    if sure:
        return _agree(sure, shown, later), modified
    if shown is not None:
        return _shown(shown, structured), modified
    for seen in _weak(page, structured, block):
        log.page("published", seen.kind, seen.span, seen.found.day.isoformat(), confidence=0.7)
        return _plain(seen.found), modified
    if changed is not None:
        # The one day that the page bears stands behind a word such as 更新: it is taken for both.
        day = changed.found.day.isoformat()
        log.page("published", "update_line", changed.span, day, confidence=0.5)
        return modified if not later else _plain(changed.found), modified
    return None, modified


def _noted(page: Page, structured: Structured, field: str, log: EvidenceLog) -> list[_Seen]:
    """Return what the machine-readable parts say, the most trusted first, and log it."""
    found: list[_Seen] = []
    for seen in _machine(page, structured, field):
        if len(found) == MAX_DATES:
            break
        log.page(field, seen.kind, seen.span, seen.found.day.isoformat())
        found.append(seen)
    return found


def _note_line(log: EvidenceLog, lines: list[DateLine], best: DateLine) -> None:
    """Log a date line and its copies."""
    field = "modified" if best.modified else "published"
    copies = [x for x in lines if x.found.day == best.found.day and x.modified == best.modified]
    for line in copies[:MAX_DATES]:
        log.page(field, "date_line", line.span, line.found.day.isoformat())


def _machine(page: Page, structured: Structured, field: str) -> Iterator[_Seen]:
    for script, node in structured.articles[:8]:
        key = next((k for k in _JSON_KEYS[field] if isinstance(node.get(k), str)), None)
        if key is not None and (found := parse_iso(node[key].strip())) is not None:
            yield _Seen(found, json_ld.locate(script, node[key].strip(), key), "json_ld")
            break
    for tag, value in meta_tags.find_meta(structured, field):
        if (found := parse_iso(value)) is not None:
            yield _Seen(found, meta_tags.content_span(page.text, tag), "meta")
    for value, span in properties(page, structured, *_ITEM_NAMES[field]):
        if (found := parse_iso(value)) is not None:
            yield _Seen(found, span, "microdata")
            break
    pattern = _PUBLISHED_TIME if field == "published" else _MODIFIED_TIME
    below: list[_Seen] = []
    for tag in structured.times[:40]:
        names = tag.attrs.get("class", "") + (" pubdate" if "pubdate" in tag.attrs else "")
        if tag.region in {"nav", "aside"} or not pattern.search(names):
            continue
        if tag.region == "footer" and not _OF_ENTRY.search(names):
            continue
        if (seen := _time_tag(page, tag)) is None:
            continue
        if tag.region != "footer":
            yield seen
            return
        below.append(seen)
    if len({seen.found.day for seen in below}) == 1:  # a list of entries has several
        yield below[0]


def _time_tag(page: Page, tag: Tag) -> _Seen | None:
    value = tag_value(page, tag)
    found = parse_iso(value[0]) if value else None
    return _Seen(found, value[1], "time_tag") if value and found else None


def _modified(later: list[_Seen], changed: DateLine | None) -> When | None:
    if later:
        return _agree(later, changed, [])
    return When(changed.found.day, changed.found.raw, changed.found) if changed else None


def _agree(sure: list[_Seen], shown: DateLine | None, later: list[_Seen]) -> When:
    """Return the best stamp, with the day and words that the page prints for it."""
    best = sure[0].found
    if best.time is None:
        best = next((s.found for s in sure if s.found.day == best.day and s.found.time), best)
    # A day that only stands alone on the page must not correct one that is stated.
    printed = shown.found if shown is not None and shown.score >= ENOUGH else None
    if printed is not None and printed.day == best.day:
        stamp = best if best.time is not None else printed
        return When(best.day, printed.raw, stamp)
    if printed is not None and _same_instant(best, printed, later):
        return When(printed.day, printed.raw, best)
    local = next((s.found for s in sure if _is_local(s.found, best)), None)
    if local is not None:
        return When(local.day, local.raw, best)
    return _plain(best)


def _same_instant(stamp: DateSpan, printed: DateSpan, later: list[_Seen]) -> bool:
    """Say whether a day beside that of a UTC stamp is the stamp in the zone of the page."""
    days = (printed.day - stamp.day).days
    if stamp.time is None or stamp.utc_offset_minutes is None or abs(days) != 1:
        return False
    if any(s.found.day == printed.day for s in later):
        return False  # the page prints the day of its last change
    instant = datetime.combine(stamp.day, stamp.time) - timedelta(minutes=stamp.utc_offset_minutes)
    if printed.time is None:
        if stamp.utc_offset_minutes:
            return False  # the stamp is in a zone of its own
        local = datetime.combine(printed.day, datetime.min.time())
        return instant - timedelta(hours=12) < local + timedelta(days=1) and local <= (
            instant + timedelta(hours=14)
        )
    off = (datetime.combine(printed.day, printed.time) - instant).total_seconds() / 60
    return -12 * 60 <= off <= 14 * 60 and min(off % 15, 15 - off % 15) <= 1


def _is_local(found: DateSpan, stamp: DateSpan) -> bool:
    """Say whether a stamp is the instant of a UTC stamp in another zone, on another day."""
    if not found.utc_offset_minutes or stamp.utc_offset_minutes or found.day == stamp.day:
        return False
    if found.time is None or stamp.time is None:
        return False
    zoned = datetime.combine(found.day, found.time) - timedelta(minutes=found.utc_offset_minutes)
    return abs(zoned - datetime.combine(stamp.day, stamp.time)) <= timedelta(minutes=10)


def _shown(line: DateLine, structured: Structured) -> When:
    """Return a date line; the stamp of a meta of the same day lends it its time of day."""
    found = line.found
    if found.time is None:
        for _, value in meta_tags.find_meta(structured, "written"):
            stamp = parse_iso(value)
            if stamp is not None and stamp.day == found.day and stamp.time is not None:
                return When(found.day, found.raw, stamp)
    return _plain(found)


def _weak(page: Page, structured: Structured, block: int | None) -> Iterator[_Seen]:
    """Yield what is left where no part says when the article was published."""
    for tag in structured.times[:40]:
        near = block is None or tag.block is None or tag.block >= block - 5
        names = tag.attrs.get("class", "")
        if tag.region in {"nav", "aside", "footer"} or not near or "itemprop" in tag.attrs:
            continue  # microdata of the article has been read; what is left is of comments
        if _MODIFIED_TIME.search(names):
            continue
        if (seen := _time_tag(page, tag)) is not None:
            yield seen
    for tag, value in meta_tags.find_meta(structured, "written"):
        if (found := parse_iso(value)) is not None:
            yield _Seen(found, meta_tags.content_span(page.text, tag), "meta")
    if page.markup == "html":
        yield from _scripts(page.text)


def _scripts(text: str) -> Iterator[_Seen]:
    """Yield the day that scripts state, where all statements of one name agree."""
    stated: dict[str, list[_Seen]] = {}
    for needle in _SCRIPT_NEEDLES:
        at = text.find(needle)
        for _ in range(MAX_SCRIPT_PLACES):
            if at < 0:
                break
            match = _SCRIPT_VALUE.match(text, at + len(needle))
            if match and (found := parse_iso(match[2].strip())) is not None:
                name = needle + match[1].lower()
                stated.setdefault(name, []).append(_Seen(found, match.span(2), "script"))
            at = text.find(needle, at + len(needle))
    for seen in stated.values():
        if len({s.found.day for s in seen}) == 1:
            yield seen[0]
            return
    at = text.find('",s="20')
    if at >= 0 and (match := _WECHAT.search(text, max(0, at - 20), at + 30)) is not None:
        moment = datetime.fromtimestamp(int(match[1]), UTC)
        found = parse_iso(match[2])
        local = moment.astimezone(ZoneInfo(_WECHAT_ZONE))
        if found is not None and local.date() == found.day:
            stamp = replace(found, time=local.time(), utc_offset_minutes=480)
            yield _Seen(stamp, match.span(2), "script")
            return
    at = text.find('var ct = "')
    if at >= 0 and (match := _WECHAT_SECONDS.match(text, at)) is not None:
        local = datetime.fromtimestamp(int(match[1]), ZoneInfo(_WECHAT_ZONE))
        stamp = DateSpan(match[1], 0, len(match[1]), local.date(), local.time(), 480)
        yield _Seen(stamp, match.span(1), "script")
