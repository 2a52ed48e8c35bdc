"""Dates as printed on pages are read where their order is certain, and nowhere else."""

from datetime import UTC, date, datetime, time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset_tools.errors import ConfigError
from dataset_tools.grammar.dates import DateSpan, counts_days_first, find_dates, parse_iso, to_utc

DAY = date(2024, 2, 9)
MIN = datetime.fromisoformat("1990-01-01")  # hypothesis wants naive bounds
MAX = datetime.fromisoformat("2100-12-31")


@pytest.mark.parametrize(
    ("text", "raw", "clock", "offset"),
    [
        ("2024-02-09", "2024-02-09", None, None),
        ("2024/2/9", "2024/2/9", None, None),
        ("2024.02.09", "2024.02.09", None, None),
        ("2024年2月9日", "2024年2月9日", None, None),
        ("来源:某某网2024-02-09", "2024-02-09", None, None),
        ("时间：2024-02-09 06:05 来源:", "2024-02-09 06:05", time(6, 5), None),
        ("2024-02-0906:05:07", "2024-02-0906:05:07", time(6, 5, 7), None),
        ("2024-02-09T06:05:07Z", "2024-02-09T06:05:07Z", time(6, 5, 7), 0),
        ("2024-02-09T06:05:07+08:00", "2024-02-09T06:05:07+08:00", time(6, 5, 7), 480),
        ("2024-02-09 06:05 (UTC+8)", "2024-02-09 06:05 (UTC+8)", time(6, 5), 480),
        ("2024-02-09 06:05-07:30", "2024-02-09 06:05", time(6, 5), None),
        ("2024年2月9日 下午3:05", "2024年2月9日 下午3:05", time(15, 5), None),
        ("2024年2月9日 星期五 08:00", "2024年2月9日 星期五 08:00", time(8), None),
        ("2024年2月9日（金）6時00分", "2024年2月9日（金）6時00分", time(6), None),
        ("2024년 2월 9일 오후 3시 5분", "2024년 2월 9일 오후 3시 5분", time(15, 5), None),
        ("February 9, 2024", "February 9, 2024", None, None),
        ("Updated Feb. 9, 2024 at 4:05 p.m. ET", "Feb. 9, 2024 at 4:05 p.m.", time(16, 5), None),
        ("9 February 2024, 16:05", "9 February 2024, 16:05", time(16, 5), None),
        ("9th of February 2024", "9th of February 2024", None, None),
        ("9. Februar 2024 um 14:30 Uhr", "9. Februar 2024 um 14:30 Uhr", time(14, 30), None),
        ("09.02.2024, 14.30 Uhr", "09.02.2024, 14.30 Uhr", time(14, 30), None),
        ("le 9 février 2024 à 14h30", "9 février 2024 à 14h30", time(14, 30), None),
        ("9 de febrero de 2024", "9 de febrero de 2024", None, None),
        ("9 febbraio 2024", "9 febbraio 2024", None, None),
        ("9 февраля 2024 г.", "9 февраля 2024", None, None),
        ("9 лютого 2024", "9 лютого 2024", None, None),
        ("9 Şubat 2024 14:30", "9 Şubat 2024 14:30", time(14, 30), None),
        ("9 lutego 2024", "9 lutego 2024", None, None),
        ("9 de fevereiro de 2024 às 14h30", "9 de fevereiro de 2024 às 14h30", time(14, 30), None),
        ("9. helmikuuta 2024 klo 14.30", "9. helmikuuta 2024", None, None),
        ("2024. február 9.", "2024. február 9", None, None),
        ("9-Feb-2024", "9-Feb-2024", None, None),
        ("Published On 9 Feb 20249 Feb 2024", "9 Feb 2024", None, None),
        ("By A. WriterFeb 9, 2024, 10:15 PM", "Feb 9, 2024, 10:15 PM", time(22, 15), None),
        ("Feb 9, 20247:55 AM UTC", "Feb 9, 20247:55 AM UTC", time(7, 55), 0),
        ("14:302024/02/09", "14:302024/02/09", time(14, 30), None),
        ("2/9/2024 2:30 PM ET", "2/9/2024 2:30 PM", time(14, 30), None),
        ("发布时间：24-02-0906:05", "24-02-0906:05", time(6, 5), None),
        ("發佈時間：24-02-09 06:05", "24-02-09 06:05", time(6, 5), None),
        ("Fr 09.02.24 | 14:30 Uhr", "09.02.24 | 14:30 Uhr", time(14, 30), None),
        ("Publisert: 09.02.24 kl. 14.30", "09.02.24 kl. 14.30", time(14, 30), None),
        ("9.fev.2024 às 6h05", "9.fev.2024 às 6h05", time(6, 5), None),
        ("9 lut 2024, 06:05", "9 lut 2024, 06:05", time(6, 5), None),
        ("9 şub 2024", "9 şub 2024", None, None),
        ("2024-02-09 25:61", "2024-02-09", None, None),
    ],
)
def test_a_printed_date_is_read(
    text: str, raw: str, clock: time | None, offset: int | None
) -> None:
    """Day, time and offset are those printed, and the span is the date alone."""
    (span,) = find_dates(text)
    assert (span.day, span.time, span.utc_offset_minutes) == (DAY, clock, offset)
    assert span.raw == raw == text[span.start : span.end]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("02/09/2024", id="month and day could be swapped"),
        pytest.param("2024-02-30", id="no such day"),
        pytest.param("2024-13-01", id="no such month"),
        pytest.param("1989-02-09", id="before 1990"),
        pytest.param("2024.02.09.1", id="version number"),
        pytest.param("9.2.2024.7", id="address-like"),
        pytest.param("a/2024/02/09/123.html", id="path"),
        pytest.param("9 Foo 2024", id="no month"),
        pytest.param("02/09/24", id="three orders"),
        pytest.param("Mo 09.02.24", id="not that weekday"),
        pytest.param("09.02.24", id="year or day first"),
        pytest.param("版本：24-02-0906:05", id="two digits without a label of time"),
        pytest.param("120240209", id="digits only"),
        pytest.param("", id="empty"),
    ],
)
def test_what_is_no_certain_date_is_skipped(text: str) -> None:
    """Nothing is guessed."""
    assert find_dates(text) == []


@given(st.text(alphabet="2024-/.年月日 :06FebT+Z上下午pm,", max_size=60))
@settings(max_examples=200)
def test_spans_are_slices_in_order(text: str) -> None:
    """Whatever the input, spans are disjoint, ordered and equal to their raw text."""
    spans = find_dates(text)
    assert all(text[s.start : s.end] == s.raw for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24/12/2023", date(2023, 12, 24)),
        ("12/24/2023", date(2023, 12, 24)),
        ("Madrid-29/05/2025 20:00", date(2025, 5, 29)),
        ("by A. Writer - 12/22/23 11:35 AM ET", date(2023, 12, 22)),
        ("5 minute readMarch 7, 20241:15 PM", date(2024, 3, 7)),
        ("March 7, 20242 years The Post", date(2024, 3, 7)),
    ],
)
def test_numbers_that_have_one_order(text: str, day: date) -> None:
    """A day above 12 leaves one reading of a date in numbers."""
    assert [span.day for span in find_dates(text)] == [day]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Publié le 06/12/2023 à 09:15", [date(2023, 12, 6)]),
        ("06-12-2023", [date(2023, 12, 6)]),
        ("05/06/2023 06/12/2024", [date(2023, 6, 5), date(2024, 12, 6)]),
        ("12/24/2023", [date(2023, 12, 24)]),
        ("06/13/2023 and 2023/06/12", [date(2023, 6, 13), date(2023, 6, 12)]),
        ("31/02/2023", []),
    ],
)
def test_numbers_where_the_day_comes_first(text: str, days: list[date]) -> None:
    """What has two orders is read where the page is known to have one."""
    assert [span.day for span in find_dates(text, day_first=True)] == days


@pytest.mark.parametrize(
    ("language", "url", "first"),
    [
        ("fr", None, True),
        ("pt-BR", "https://news.example.com/1", True),
        ("en", None, False),
        ("en", "https://news.example.com/1", False),
        ("en", "https://news.example.co.uk/1", True),
        ("en-GB", "https://news.example.com.au:8080/1", True),
        ("en", "https://[::1", False),
        ("zh", "https://news.example.co.uk/1", False),
        ("", None, False),
    ],
)
def test_who_counts_days_first(language: str, url: str | None, first: bool) -> None:
    """Most languages do, and English under the top levels of some countries."""
    assert counts_days_first(language, url) == first


@given(st.datetimes(MIN, MAX))
@settings(max_examples=100)
def test_iso_round_trip(moment: datetime) -> None:
    """Every ISO 8601 instant to the second is read back."""
    span = parse_iso(moment.replace(tzinfo=UTC).isoformat())
    assert span is not None
    assert to_utc(span, "en", None) == moment.replace(tzinfo=UTC, microsecond=0)


@pytest.mark.parametrize(
    ("value", "day", "clock"),
    [
        ("20240209", DAY, None),
        ("2024-02-09T06:05", DAY, time(6, 5)),
        ("2024-02-09T06:05:00.123+0800", DAY, time(6, 5)),
        ("Fri, 09 Feb 2024 06:05:00 GMT", DAY, time(6, 5)),
        ("2024-02-09T06:05:00+99:00", DAY, None),
    ],
)
def test_parse_iso(value: str, day: date, clock: time | None) -> None:
    """Meta values are read, with an impossible offset taking the time of day with it."""
    span = parse_iso(value)
    assert span is not None
    assert (span.day, span.time) == (day, clock)


@pytest.mark.parametrize(
    "value", ["", "yesterday", "02/09/2024", "2024-02-09 and 2024-02-10", "9" * 500]
)
def test_parse_iso_refuses(value: str) -> None:
    """Values with no date, or with two, are None."""
    assert parse_iso(value) is None


def _span(clock: time | None, offset: int | None = None, day: date = DAY) -> DateSpan:
    return DateSpan("", 0, 0, day, clock, offset)


@pytest.mark.parametrize(
    ("span", "language", "zone", "expected"),
    [
        (_span(time(6)), "zh-Hans", None, datetime(2024, 2, 8, 22, tzinfo=UTC)),
        (_span(time(6)), "de", None, datetime(2024, 2, 9, 5, tzinfo=UTC)),
        (_span(time(6)), "de", "America/New_York", datetime(2024, 2, 9, 11, tzinfo=UTC)),
        (_span(time(6), 60), "zh-Hans", "America/New_York", datetime(2024, 2, 9, 5, tzinfo=UTC)),
        (_span(time(6)), "en", None, None),
        (_span(time(6)), "es-MX", None, None),
        (_span(None), "zh-Hans", "Asia/Shanghai", None),
        (_span(time(0), 840, date.min), "en", None, None),
    ],
)
def test_to_utc(span: DateSpan, language: str, zone: str | None, expected: datetime | None) -> None:
    """The page's offset wins, then the configured zone, then a one-zone language; else None."""
    assert to_utc(span, language, zone) == expected


@pytest.mark.parametrize("zone", ["Mars/Base", "../etc/passwd"])
def test_an_unknown_zone_is_a_configuration_error(zone: str) -> None:
    """A typing error in the configuration is not silently ignored."""
    with pytest.raises(ConfigError, match="unknown time zone"):
        to_utc(_span(time(6)), "zh", zone)
