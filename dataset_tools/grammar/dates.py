"""Calendar dates and times of day as printed on pages: str -> DateSpan.

A date is read only where its order is certain: year first, month as a word, or day.month.year
with dots. 06/12/2023 is skipped, because half the world reads it the other way.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from dataset_tools.errors import ConfigError
from dataset_tools.grammar import LINE_CHARS

FIRST_YEAR, LAST_YEAR = 1990, 2100
MAX_OFFSET_MINUTES = 14 * 60  # UTC+14 (Kiritimati) is the widest in use

_MONTH_WORDS = {
    1: "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari stycznia",
    2: "february feb februar feber février févr fev febrero febbraio fevereiro februari lutego",
    3: "march mar märz mrz mars marzo março maart marca",
    4: "april apr avril avr abril abr aprile kwietnia",
    5: "may mai mayo maggio mag maio mei maja maj",
    6: "june jun juni juin junio giugno giu junho czerwca",
    7: "july jul juli juillet juil julio luglio lug julho lipca",
    8: "august aug août agosto ago augustus augusti sierpnia",
    9: "september sept sep septembre septiembre settembre set setembro września",
    10: "october oct oktober okt octobre octubre ottobre ott outubro out października",
    11: "november nov novembre noviembre novembro listopada",
    12: "december dec dezember dez décembre déc diciembre dic dicembre dezembro grudnia",
}
MONTHS = {word: month for month, words in _MONTH_WORDS.items() for word in words.split()}

# CST, EST, IST and their like name several zones each and are not read.
ZONES = {"z": 0, "utc": 0, "gmt": 0, "jst": 540, "kst": 540, "北京时间": 480, "北京時間": 480}

# Languages whose pages are written in one zone in practice; en, es, pt, ru, ar have many.
LANGUAGE_ZONES = {
    "zh": "Asia/Shanghai", "yue": "Asia/Hong_Kong", "ja": "Asia/Tokyo", "ko": "Asia/Seoul",
    "de": "Europe/Berlin", "fr": "Europe/Paris", "it": "Europe/Rome", "pl": "Europe/Warsaw",
    "nl": "Europe/Amsterdam", "tr": "Europe/Istanbul", "sv": "Europe/Stockholm",
    "da": "Europe/Copenhagen", "fi": "Europe/Helsinki", "no": "Europe/Oslo", "nb": "Europe/Oslo",
    "nn": "Europe/Oslo", "cs": "Europe/Prague", "sk": "Europe/Bratislava",
    "hu": "Europe/Budapest", "el": "Europe/Athens", "bg": "Europe/Sofia",
    "ro": "Europe/Bucharest", "uk": "Europe/Kiev", "hr": "Europe/Zagreb",
    "sl": "Europe/Ljubljana", "lt": "Europe/Vilnius", "lv": "Europe/Riga", "et": "Europe/Tallinn",
    "is": "Atlantic/Reykjavik", "vi": "Asia/Ho_Chi_Minh", "th": "Asia/Bangkok",
    "he": "Asia/Jerusalem", "fa": "Asia/Tehran", "hi": "Asia/Kolkata",
}  # fmt: skip


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
    r"(?:\s?\(?(?P<zone>Z\b|UTC|GMT|JST|KST|北京时间|北京時間)?"
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
    r"(?:,|\s[|·•@–—-])?\s{1,2}"
    r"(?:(?:at|um|à|a las|alle(?: ore)?|ore|om|às)\s)?"
)

_YEAR_FIRST = re.compile(
    r"(?<!\d)(?<!\d[./-])(?<![A-Za-z0-9]/)(?P<y>19\d\d|20\d\d|2100)\s{0,2}"
    r"(?:[年년]\s{0,2}(?P<m>\d{1,2})\s{0,2}[月월]\s{0,2}(?P<d>\d{1,2})\s{0,2}[日号號일]"
    r"|(?P<sep>[-/.])(?P<m2>\d{1,2})(?P=sep)"
    r"(?P<d2>\d{2}(?=\d{2}[:：]\d{2})|\d{1,2}(?!\d|[./-]\d))"
    r"|\.\s(?P<m3>\d{1,2})\.\s(?P<d3>\d{1,2})(?!\d)\.?)"
    r"(?P<tail>" + _BEFORE_TIME_CJK + _CLOCK + _ZONE + r")?"
)
_MONTH = r"(?P<mon>[A-Za-zÀ-ÿźśń]{3,12})"
_WORD_DAY_FIRST = re.compile(
    r"(?<![\d.:/-])(?P<d>\d{1,2})(?:\.|st|nd|rd|th|er|º|ª)?\s{1,2}(?:(?:de|of|di)\s)?"
    + _MONTH
    + r"\.?,?\s{1,2}(?:del?\s)?(?P<y>\d{4})(?!\d)"
    r"(?P<tail>" + _BEFORE_TIME_WORD + _CLOCK + _ZONE + r")?",
    re.IGNORECASE,
)
_WORD_MONTH_FIRST = re.compile(
    r"(?<![^\W\d_])"
    + _MONTH
    + r"\.?\s{1,2}(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s{1,2}(?P<y>\d{4})(?!\d)"
    r"(?P<tail>" + _BEFORE_TIME_WORD + _CLOCK + _ZONE + r")?",
    re.IGNORECASE,
)
_DOTTED = re.compile(
    r"(?<![\d.])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})(?!\d|\.\d)"
    r"(?P<tail>" + _BEFORE_TIME_WORD + _CLOCK + _ZONE + r")?"
)
_ISO = re.compile(
    r"\s{0,9}(?P<y>\d{4})(?P<sep>-?)(?P<m>\d{2})(?P=sep)(?P<d>\d{2})"
    r"(?P<tail>[T ](?P<h>\d{2}):?(?P<mi>\d{2})(?::?(?P<s>\d{2})(?:[.,]\d{1,12})?)?"
    r"\s?(?P<zone>Z)?(?P<off>[+-]\d{2}(?::?\d{2})?)?)?\s{0,9}"
)


def find_dates(text: str) -> list[DateSpan]:
    """Return the dates of one line, in order, without overlaps; empty where there are none.

    Years 1990 to 2100; impossible days are skipped; an impossible time is left out of the span.

    >>> [(s.raw, s.time) for s in find_dates("某网2024-02-29 6:05 来源")]
    [('2024-02-29 6:05', datetime.time(6, 5))]
    """
    line = text[:LINE_CHARS]
    found = sorted(_candidates(line), key=lambda span: (span.start, -span.end))
    spans: list[DateSpan] = []
    for span in found:
        if not spans or span.start >= spans[-1].end:
            spans.append(span)
    return spans


def parse_iso(value: str) -> DateSpan | None:
    """Read one machine-readable date (ISO 8601), as meta tags and JSON-LD hold them.

    Where it is not ISO 8601, a value that holds exactly one date of `find_dates` is read as
    that (RFC 2822 and printed dates are common there). None for everything else.

    >>> parse_iso("2024-02-29T06:05:00+08:00").utc_offset_minutes
    480
    """
    if len(value) > 100:
        return None
    if match := _ISO.fullmatch(value):
        return _span(match)
    spans = find_dates(value)
    return spans[0] if len(spans) == 1 else None


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


def _candidates(line: str) -> Iterator[DateSpan]:
    if not any(char.isdigit() for char in line):
        return
    for pattern in (_YEAR_FIRST, _WORD_DAY_FIRST, _WORD_MONTH_FIRST, _DOTTED):
        for match in pattern.finditer(line):
            if span := _span(match):
                yield span


def _span(match: re.Match[str]) -> DateSpan | None:
    groups = match.groupdict()
    word = groups.get("mon")
    month = MONTHS.get(word.lower()) if word else _number(groups, "m", "m2", "m3")
    day_of_month = _number(groups, "d", "d2", "d3")
    year = int(groups["y"])
    if not month or not day_of_month or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        day = date(year, month, day_of_month)
    except ValueError:
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
    start = match.start()
    raw = match.string[start:end].rstrip()
    start += len(raw) - len(raw.lstrip())
    return DateSpan(raw.lstrip(), start, start + len(raw.lstrip()), day, clock, offset)


def _number(groups: dict[str, str | None], *names: str) -> int | None:
    return next((int(value) for name in names if (value := groups.get(name))), None)


def _time(groups: dict[str, str | None]) -> time | None:
    hour = int(groups["h"] or 0)
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
