"""Calendar dates and times of day as printed on pages: str -> DateSpan.

A date is read only where its order is certain: year first, month as a word, day.month.year with
dots, or a day above 12. 06/12/2023 is skipped, because half the world reads it the other way,
unless the caller knows that the page counts days first (`day_first`); then 06.12.23 is one, too.
Months as words: English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian,
Ukrainian, Turkish, Danish, Norwegian, Swedish, Finnish, Czech, Romanian, Greek, Indonesian,
Hungarian (date_words.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dataset_tools.errors import ConfigError
from dataset_tools.grammar import LINE_CHARS
from dataset_tools.grammar.date_words import (
    DAY_FIRST_COUNTRIES,
    DAY_FIRST_LANGUAGES,
    LANGUAGE_ZONES,
    MONTHS,
    ZONES,
)

FIRST_YEAR, LAST_YEAR = 1990, 2100
MAX_OFFSET_MINUTES = 14 * 60  # UTC+14 (Kiritimati) is the widest in use


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date at text[start:end] (`raw`), with its time of day and UTC offset where printed."""

    raw: str
    start: int
    end: int
    day: date
    time: time | None
    utc_offset_minutes: int | None  # only where a time is


_ZONE = (
    r"(?:\s?\(?(?P<zone>Z\b|(?:UTC|GMT|CES?T|MES?Z|MSK|HKT|JST|KST)\b"
    r"|UTC(?=[+-])|GMT(?=[+-])|北京时间|北京時間)?"
    r"(?P<off>[+-]\d{1,2}(?::?\d{2})?)?\)?)?"
)
_CLOCK = (
    r"(?P<h>\d{1,2})(?:"
    r"[:：](?P<mi>\d{2})(?:[:：](?P<s>\d{2})(?:[.,]\d{1,9})?)?(?!\d)"
    r"|\s?[时時点點시h](?:\s?(?P<mi2>\d{1,2})\s?[分분]?(?:\s?(?P<s2>\d{1,2})\s?[秒초])?)?(?!\d)"
    r"|\.(?P<mi3>\d{2})(?=\s?(?:Uhr|[ap]\.?m\b))"
    r"|(?=\s?[ap]\.?m\b|\s?Uhr))"
    r"(?:\s?(?P<ap>[ap])\.?m\b\.?)?(?:\s?Uhr)?"
)
_BEFORE_TIME_CJK = (
    r"(?:\s{0,2}[(（]?(?:(?:星期|周|週|礼拜)[一二三四五六日天]|[日月火水木金土]曜日?|[(（][日月火水木金土][)）])[)）]?)?"
    r"(?:T|[\s,，|]{0,3})"
    r"(?P<part>上午|下午|早上|早晨|凌晨|中午|傍晚|晚上|午前|午後|오전|오후)?\s{0,2}"
)
_BEFORE_TIME_WORD = (
    r"(?:(?:,|\s[|·•@–—-])?\s{1,2}|(?<=\d)(?=\d{1,2}:\d\d))"  # 20247:55 AM is glued
    r"(?:(?:at|um|à|a las|alle(?: ore)?|ore|om|às|kl\.?|klo)\s)?"
)

_YEAR_FIRST = re.compile(
    r"(?<!\d)(?<!\d[./-])(?<![A-Za-z0-9]/)(?P<y>19\d\d|20\d\d|2100)\s{0,2}"
    r"(?:[年년]\s{0,2}(?P<m>\d{1,2})\s{0,2}[月월]\s{0,2}(?P<d>\d{1,2})\s{0,2}[日号號일]"
    r"|(?P<sep>[-/.])(?P<m2>\d{1,2})(?P=sep)"
    r"(?P<d2>\d{2}(?=\d{2}[:：]\d{2})|\d{1,2}(?!\d|[./-]\d))"
    r"|\.\s(?P<m3>\d{1,2})\.\s(?P<d3>\d{1,2})(?!\d)\.?)"
    r"(?P<tail>" + _BEFORE_TIME_CJK + _CLOCK + _ZONE + r")?"
)
_GLUED_ON = r"\d{1,2}(?::\d\d|\s(?:years?|months?|weeks?|days?|hours?|min))"  # behind a year
_MONTH = r"(?P<mon>[^\W\d_]{3,12})"
_WORD_DAY_FIRST = re.compile(
    r"(?<![\d.:/-])(?P<d>\d{1,2})(?:\.|st|nd|rd|th|er|º|ª)?(?:\s{1,2}|(?P<dash>[-/.]))(?:(?:de|of|di)\s)?"
    + _MONTH
    + r"(?(dash)(?P=dash)|\.?,?\s{1,2})(?:del?\s)?(?P<y>\d{4})(?:(?!\d)|(?=\d{1,2}\s[^\W\d_]{3}))"
    r"(?P<tail>" + _BEFORE_TIME_WORD + _CLOCK + _ZONE + r")?",
    re.IGNORECASE,
)
_WORD_MONTH_FIRST = re.compile(
    r"(?<![^\W\d_])"
    + _MONTH
    + r"\.?\s{1,2}(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s{1,2}(?P<y>\d{4})(?:(?!\d)|(?="
    + _GLUED_ON
    + r"))"
    r"(?P<tail>" + _BEFORE_TIME_WORD + _CLOCK + _ZONE + r")?",
    re.IGNORECASE,
)
_DOTTED = re.compile(
    r"(?<![\d.])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})(?!\d|\.\d)"
    r"(?P<tail>" + _BEFORE_TIME_WORD + _CLOCK + _ZONE + r")?"
)
# 24/12/2023 and 12/24/2023 can be read in one order only; 06/12/2023 is skipped.
_SLASHED = re.compile(
    r"(?<![\d./])(?<!\d-)(?:(?P<d>1[3-9]|2\d|3[01])(?P<sep>[/-])(?P<m>0?[1-9]|1[0-2])"
    r"|(?P<m2>0?[1-9]|1[0-2])(?P<sep2>[/-])(?P<d2>1[3-9]|2\d|3[01]))"
    r"(?(sep)(?P=sep)|(?P=sep2))(?P<y>\d{4})(?![\d/-])"
    r"(?P<tail>" + _BEFORE_TIME_WORD + _CLOCK + _ZONE + r")?"
)
_SLASHED_DAY = re.compile(  # 06/12/2023 and 06-12-2023 where the day is known to come first
    r"(?<![\d./])(?<!\d-)(?P<d>0?[1-9]|[12]\d|3[01])(?P<sep>[/-])(?P<m>0?[1-9]|1[0-2])(?P=sep)"
    r"(?P<y>\d{4})(?![\d/-])(?P<tail>" + _BEFORE_TIME_WORD + _CLOCK + _ZONE + r")?"
)
_DOTTED_DAY = re.compile(
    r"(?<![\d.])(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{2})(?![\d.])"
    r"(?P<tail>" + _BEFORE_TIME_WORD + _CLOCK + _ZONE + r")?"
)
_HUNGARIAN = re.compile(
    r"(?<![\d.])(?P<y>\d{4})\.\s{1,2}" + _MONTH + r"\s{1,2}(?P<d>\d{1,2})(?!\d)(?P<tail>(?!))?"
)
# Two digits of a year are read only behind a Chinese label of a time and before a clock.
_SHORT_YEAR = re.compile(
    r"(?<=[时時][间間][:：])\s{0,2}(?P<y>\d{2})-(?P<m>\d{2})-(?P<d>\d{2})"
    r"(?P<tail>\s{0,2}(?P<h>\d{2})[:：](?P<mi>\d{2})(?!\d))"
)
# 12/22/23: two digits of a year are read where the three numbers have one reading only.
_SLASHED_SHORT = re.compile(
    r"(?<![\d./-])(?P<m>0?[1-9]|1[0-2])/(?P<d>1[3-9]|2\d|3[01])/(?P<y>\d{2})(?![\d/-])"
    r"(?P<tail>" + _BEFORE_TIME_WORD + _CLOCK + _ZONE + r")?"
)
# A clock of a US zone behind it says that the month comes first: 9/8/2015 12:15 PM PT.
_SLASHED_US = re.compile(
    r"(?<![\d./-])(?P<m>0?[1-9]|1[0-2])/(?P<d>0?[1-9]|[12]\d|3[01])/(?P<y>\d{4}|\d{2})"
    r"(?P<tail>,?\s{1,2}(?P<h>\d{1,2}):(?P<mi>\d{2})\s?(?P<ap>[ap])\.?m\.?)"
    r"(?=\s(?:[ECMP][SD]?T)\b)",
    re.IGNORECASE,
)
_CLOCK_FIRST = re.compile(
    r"(?<!\d)(?P<tail>(?P<h>\d{2}):(?P<mi>\d{2})\s?)(?P<y>20\d\d)(?P<sep>[/-])(?P<m>\d{2})(?P=sep)"
    r"(?P<d>\d{2})(?!\d)"
)
_GLUED = re.compile(
    r"(?<=[A-Za-z])(?P<mon>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?"
    r"|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?\s(?P<d>\d{1,2}),?"
    r"\s(?P<y>20\d\d)(?:(?!\d)|(?="
    + _GLUED_ON
    + r"))(?P<tail>(?i:"
    + _BEFORE_TIME_WORD
    + _CLOCK
    + _ZONE
    + r"))?"
)
# dd.mm.yy is read only behind the German name of that very weekday, or before "14.30 Uhr"
# or "kl. 14.30".
_DOTTED_SHORT = re.compile(
    r"(?:(?<![^\W\d_])(?P<weekday>Mo|Di|Mi|Do|Fr|Sa|So)[a-z]{0,8}[.,]{0,2}\s)?(?<![\d.])"
    r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{2})(?![\d.])"
    r"(?P<tail>[\s,|–-]{1,4}(?:kl\.?\s(?P<h>\d{1,2})[.:](?P<mi>\d{2})"
    r"|(?P<h2>\d{1,2})[.:](?P<mi2>\d{2})(?::(?P<s>\d{2}))?\s?Uhr))?"
)
_WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
_YEAR = re.compile(r"(?:19|20)\d\d|2100|[时時][间間][:：]|\d[./]\d\d?[./]\d\d\b")
# What _SLASHED_DAY and _DOTTED_DAY read.
_TWO_ORDERS = re.compile(r"\d(?:[/-]\d\d?[/-]|\.\d\d?\.)\d\d")
_YEAR_MARKS = frozenset("-/.年년")
_YEAR_SIGNS = frozenset("年년")
_REMEMBERED = 200  # characters
BEFORE_YEAR, BEHIND_YEAR = 40, 60  # characters around a year in which its date and clock stand
_ISO = re.compile(
    r"\s{0,9}(?P<y>\d{4})(?P<sep>-?)(?P<m>\d{2})(?P=sep)(?P<d>\d{2})"
    r"(?P<tail>[T ](?P<h>\d{2}):?(?P<mi>\d{2})(?::?(?P<s>\d{2})(?:[.,]\d{1,12})?)?"
    r"\s?(?P<zone>Z)?(?P<off>[+-]\d{2}(?::?\d{2})?)?)?\s{0,9}"
)


def find_dates(text: str, *, day_first: bool = False) -> list[DateSpan]:
    """Return the dates of one line, in order, without overlaps; empty where there are none.

    Years 1990 to 2100; impossible days are skipped; an impossible time is left out of the span.
    06/12/2023 is the sixth of December with `day_first`, and not read without it.

    >>> [(s.raw, s.time) for s in find_dates("某网2024-02-29 6:05 来源")]
    [('2024-02-29 6:05', datetime.time(6, 5))]
    """
    line = text[:LINE_CHARS]
    if not _YEAR.search(line):
        return []
    day_first = day_first and _TWO_ORDERS.search(line) is not None
    return [*(_remembered if len(line) <= _REMEMBERED else _dates)(line, day_first=day_first)]


def _dates(line: str, *, day_first: bool) -> list[DateSpan]:
    found = sorted(_candidates(line, day_first=day_first), key=lambda span: (span.start, -span.end))
    spans: list[DateSpan] = []
    for span in found:
        if not spans or span.start >= spans[-1].end:
            spans.append(span)
    return spans


_remembered = lru_cache(maxsize=512)(_dates)  # the lines of a page are asked again and again


def parse_iso(value: str, *, day_first: bool = False) -> DateSpan | None:
    """Read one machine-readable date (ISO 8601), as meta tags and JSON-LD hold them.

    Where it is not ISO 8601, a value that holds exactly one date of `find_dates` is read as
    that (RFC 2822 and printed dates are common there). None for everything else.

    >>> parse_iso("2024-02-29T06:05:00+08:00").utc_offset_minutes
    480
    """
    if len(value) > 100:
        return None
    if (quick := _from_iso(value)) is not None:
        return quick
    if match := _ISO.fullmatch(value):
        return _span(match)
    spans = find_dates(value, day_first=day_first)
    return spans[0] if len(spans) == 1 else None


def _from_iso(value: str) -> DateSpan | None:
    """Read the usual forms of ISO 8601 the fast way; None where a closer look is needed."""
    if value[4:5] != "-" or value[7:8] != "-" or len(value) < 16 or not value[:4].isdecimal():
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    offset = moment.utcoffset()
    minutes = None if offset is None else int(offset.total_seconds()) // 60
    if abs(minutes or 0) > MAX_OFFSET_MINUTES or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    clock = moment.time().replace(microsecond=0)
    return DateSpan(value, 0, len(value), moment.date(), clock, minutes)


def counts_days_first(language: str, url: str | None) -> bool:
    """Say whether a page of this language (BCP 47) at this URL writes the day before the month.

    >>> counts_days_first("fr", None), counts_days_first("en", "https://news.example.co.uk/1")
    (True, True)
    """
    base = language.split("-", maxsplit=1)[0].lower()
    if base != "en" or not url:
        return base in DAY_FIRST_LANGUAGES
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:  # of no valid address
        return False
    return host.rpartition(".")[2] in DAY_FIRST_COUNTRIES


def to_utc(span: DateSpan, language: str, default_zone: str | None) -> datetime | None:
    """Return the instant of `span`: page offset, else `default_zone`, else the language's zone.

    Args:
        span: A date; without a time of day the result is None.
        language: BCP 47 tag; only its first part counts.
        default_zone: IANA name from the configuration, or None.

    Raises:
        ConfigError: `default_zone` is no IANA zone.
    """
    if span.time is None:
        return None
    local = datetime.combine(span.day, span.time)
    try:
        if span.utc_offset_minutes is not None:
            zone = timezone(timedelta(minutes=span.utc_offset_minutes))
            return local.replace(tzinfo=zone).astimezone(UTC)
        name = default_zone or LANGUAGE_ZONES.get(language.split("-", maxsplit=1)[0].lower())
        return local.replace(tzinfo=_zone(name)).astimezone(UTC) if name else None
    except (OverflowError, ValueError):
        return None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as err:  # ZoneInfoNotFoundError is a KeyError
        hint = "use an IANA name such as Asia/Shanghai"
        raise ConfigError(f"unknown time zone {name!r}", "zone", hint) from err


def _candidates(line: str, *, day_first: bool) -> Iterator[DateSpan]:
    """Yield the readings at each year; what stands beside it says which patterns can fit."""
    seen: set[tuple[int, int]] = set()
    for year in _YEAR.finditer(line):
        at, end = year.span()
        low, high = max(0, at - BEFORE_YEAR), min(len(line), end + BEHIND_YEAR)
        for pattern in _fitting(line, at, end, day_first=day_first):
            for match in pattern.finditer(line, low, high):
                if match.span() not in seen and (span := _span(match)):
                    seen.add(match.span())
                    yield span


def _fitting(line: str, at: int, end: int, *, day_first: bool) -> Iterator[re.Pattern[str]]:
    before, behind = line[max(0, at - 2) : at], line[end : end + 2]
    if end - at != 4:  # two digits of a year, or the label of one
        yield from (_DOTTED_SHORT, _SLASHED_SHORT, _SLASHED_US, _SHORT_YEAR)
        if day_first:
            yield _DOTTED_DAY
        return
    if behind[:1] in _YEAR_MARKS or behind.isspace() or behind[1:] in _YEAR_SIGNS:
        yield _YEAR_FIRST
    last = before[-1:]
    if last in {" ", ",", "\xa0", "\t"}:
        yield from (_WORD_DAY_FIRST, _WORD_MONTH_FIRST, _GLUED)
    if "." in before:
        yield from (_DOTTED, _WORD_DAY_FIRST)
    if last in {"/", "-"}:
        yield from (_SLASHED, _WORD_DAY_FIRST, _SLASHED_US)
        if day_first:
            yield _SLASHED_DAY
    if behind[:1] == ".":
        yield _HUNGARIAN
    elif behind[:1] in {"/", "-"}:
        yield _CLOCK_FIRST


def _span(match: re.Match[str]) -> DateSpan | None:
    groups = match.groupdict()
    word = groups.get("mon")
    month = MONTHS.get(word.lower()) if word else _number(groups, "m", "m2", "m3")
    day_of_month = _number(groups, "d", "d2", "d3")
    year = int(groups["y"])
    year += 2000 if year < 100 else 0
    if not month or not day_of_month or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        day = date(year, month, day_of_month)
    except ValueError:
        return None
    if match.re is _DOTTED_SHORT:
        told = groups["weekday"]
        if (told and _WEEKDAYS[day.weekday()] != told) or not (told or groups["tail"]):
            return None
    clock, offset, end = None, None, match.end()
    if groups["tail"]:
        clock = _time(groups)
        sign = groups.get("off")
        if sign and not groups.get("zone") and not _is_offset(sign, groups["tail"]):
            sign, end = None, match.start("off")
        offset, known = _offset(groups.get("zone"), sign)
        if clock is None or not known:
            clock, offset, end = None, None, match.start("tail")
    start = match.start("d") if match.re is _DOTTED_SHORT else match.start()
    raw = match.string[start:end].rstrip()
    start += len(raw) - len(raw.lstrip())
    return DateSpan(raw.lstrip(), start, start + len(raw.lstrip()), day, clock, offset)


def _number(groups: dict[str, str | None], *names: str) -> int | None:
    return next((int(value) for name in names if (value := groups.get(name))), None)


def _time(groups: dict[str, str | None]) -> time | None:
    hour = _number(groups, "h", "h2") or 0
    part, half = groups.get("part") or "", (groups.get("ap") or "").lower()
    if (half and not 1 <= hour <= 12) or (part == "晚上" and hour == 12):
        return None  # 13 pm is no time, and 晚上12点 may be either midnight
    if half == "p" or part in {"下午", "傍晚", "晚上", "午後", "오후"}:
        hour += 12 if hour < 12 else 0
    elif half == "a" or part in {"凌晨", "午前", "오전", "上午"}:
        hour = 0 if hour == 12 and part != "上午" else hour
    elif part == "中午" and hour < 3:
        hour += 12
    minute = _number(groups, "mi", "mi2", "mi3") or 0
    try:
        return time(hour, minute, _number(groups, "s", "s2") or 0)
    except ValueError:
        return None


def _is_offset(sign: str, tail: str) -> bool:
    """Tell +08:00 from the second half of a range such as 06:00-07:00."""
    if tail.startswith("T") or len(re.findall("[:：]", tail.removesuffix(sign))) > 1:
        return True
    return sign[0] == "+" and len(sign) > 3


def _offset(zone: str | None, offset: str | None) -> tuple[int | None, bool]:
    """Return (minutes east of UTC or None, whether it can be trusted)."""
    base = ZONES[zone.lower()] if zone else None
    if not offset:
        return base, True
    digits = offset[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    total = int(hours) * 60 + int(minutes)
    if total > MAX_OFFSET_MINUTES or int(minutes) > 59:
        return None, False
    return (base or 0) + (-total if offset[0] == "-" else total), True
