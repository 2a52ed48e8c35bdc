"""Which bytes become a page, in which charset, and what is refused."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset_tools.dump import Limits
from dataset_tools.model import Capture, Markup, Page, Rejection
from dataset_tools.readers.charsets import CODECS
from dataset_tools.readers.decode import decode, is_site_signal
from dataset_tools.readers.guard import parse_utc

CHINESE = "渡轮每天中午从港口出发，请提前十五分钟到达码头，凭票上船。票价十元，儿童半价。"
GERMAN = "Die Fähre fährt täglich über den Fluss. Größere Fahrräder kosten fünf Euro."


def capture(
    payload: bytes,
    content_type: str | None = None,
    markup: Markup | None = None,
    status: int | None = None,
) -> Capture:
    return Capture(
        "d", "warc", 0, None, payload, markup, content_type=content_type, http_status=status
    )


def page(payload: bytes, content_type: str | None = "text/html") -> Page:
    result = decode(capture(payload, content_type), Limits())
    assert isinstance(result, Page)
    return result


def html(label: str, text: str, codec: str) -> bytes:
    return f'<html><meta charset="{label}"><p>{text}'.encode(codec)


@pytest.mark.parametrize(
    ("given", "reason", "detail"),
    [
        (capture(b""), "empty-payload", ""),
        (capture(b"x" * 101, "text/html"), "page-too-large", "101 bytes"),
        (capture(b"<p>", "text/html", status=404), "http-status", "status 404"),
        (capture(b"<p>", "text/html", status=301), "http-status", "status 301"),
        (capture(b"{}", "application/json", status=200), "not-html", "application/json"),
        (capture(b"\x89PNG\r\n\0"), "not-html", "binary content"),
    ],
)
def test_rejections(given: Capture, reason: str, detail: str) -> None:
    """What is no page is refused with a reason."""
    assert decode(given, Limits(page_bytes=100)) == Rejection(reason, detail)


@pytest.mark.parametrize(
    ("given", "markup"),
    [
        (capture(b"<p>", "text/html; charset=utf-8", status=203), "html"),
        (capture(b"x", "TEXT/HTML"), "html"),
        (capture(b"<p>", "application/xhtml+xml"), "html"),
        (capture(b"<p>", "text/plain"), "text"),
        (capture(b"<p>x", None), "html"),
        (capture(b"<p>x", "html"), "html"),
        (capture(b"Noon ferry, 3 < 5"), "text"),
        (capture(b"x", "application/json", markup="html"), "html"),
        (capture(b"<p>", "text/html", markup="text"), "text"),
    ],
)
def test_markup(given: Capture, markup: str) -> None:
    """The reader's word counts first, then the content type, then the content."""
    result = decode(given, Limits())
    assert isinstance(result, Page)
    assert result.markup == markup


@pytest.mark.parametrize(
    ("payload", "content_type", "charset", "source"),
    [
        pytest.param(b"<p>noon", "text/html", "utf-8", "utf-8", id="ASCII"),
        pytest.param(CHINESE.encode(), "text/html", "utf-8", "utf-8", id="undeclared UTF-8"),
        pytest.param(
            b"\xef\xbb\xbf" + CHINESE.encode(), "text/html; charset=gbk", "utf-8", "bom", id="BOM"
        ),
        pytest.param(
            ("\ufeff" + CHINESE).encode("utf-16-le"), "text/html", "utf-16-le", "bom", id="UTF-16"
        ),
        pytest.param(
            CHINESE.encode("gbk"), "text/html;charset=GB2312", "gb18030", "http", id="http gb2312"
        ),
        pytest.param(
            html("gb2312", CHINESE + "镕", "gbk"),
            "text/html",
            "gb18030",
            "meta",
            id="GBK as gb2312",
        ),
        pytest.param(html("x-gbk", CHINESE, "gbk"), "text/html", "gb18030", "meta", id="x-gbk"),
        pytest.param(
            html("gbk", CHINESE, "gbk"),
            "text/html; charset=utf-8",
            "gb18030",
            "meta",
            id="http wrong",
        ),
        pytest.param(
            html("utf-8", CHINESE, "gbk"),
            "text/html; charset=gbk",
            "gb18030",
            "http",
            id="meta wrong",
        ),
        pytest.param(
            html("gb2312", CHINESE, "utf-8"), "text/html", "utf-8", "utf-8", id="UTF-8 as gb2312"
        ),
        pytest.param(
            html("utf-8", GERMAN, "utf-8"),
            "text/html; charset=iso-8859-1",
            "utf-8",
            "meta",
            id="server's habit",
        ),
        pytest.param(
            GERMAN.encode(), "text/html; charset=latin1", "utf-8", "utf-8", id="UTF-8 as latin1"
        ),
        pytest.param(
            GERMAN.encode("cp1252"),
            "text/html; charset=latin1",
            "windows-1252",
            "http",
            id="latin1",
        ),
        pytest.param(
            html("ascii", "“ferry”", "cp1252"), "text/html", "windows-1252", "meta", id="ascii"
        ),
        pytest.param(
            html("nonsense", CHINESE, "utf-8"), "text/html", "utf-8", "utf-8", id="unknown label"
        ),
        pytest.param(
            html("base64", CHINESE, "utf-8"),
            "text/html",
            "utf-8",
            "utf-8",
            id="no charset of the web",
        ),
        pytest.param(
            html("utf-16", CHINESE, "utf-8"), "text/html", "utf-8", "meta", id="utf-16 in meta"
        ),
        pytest.param(
            b"<!-- <meta charset=big5> -->" + html("gbk", CHINESE, "gbk"),
            "text/html",
            "gb18030",
            "meta",
            id="comment",
        ),
        pytest.param(
            f'<meta http-equiv="Content-Type" content="text/html; charset=gbk">{CHINESE}'.encode(
                "gbk"
            ),
            "text/html",
            "gb18030",
            "meta",
            id="http-equiv",
        ),
        pytest.param(
            html("Shift_JIS", "正午の船①", "cp932"), "text/html", "cp932", "meta", id="Shift_JIS"
        ),
        pytest.param(
            (CHINESE * 3).encode("gb18030"), "text/html", "gb18030", "detected", id="detected GBK"
        ),
        pytest.param(
            html("utf-8", CHINESE * 3, "gbk"), "text/html", "gb18030", "detected", id="false utf-8"
        ),
    ],
)
def test_charset(payload: bytes, content_type: str, charset: str, source: str) -> None:
    """Evidence decides the charset, and nothing is replaced where a charset fits."""
    result = page(payload, content_type)
    assert (result.charset, result.charset_source, result.replaced_chars) == (charset, source, 0)
    assert "\ufffd" not in result.text
    assert not result.text.startswith("\ufeff")


@pytest.mark.parametrize(
    ("payload", "content_type", "charset", "count"),
    [
        pytest.param(
            (CHINESE + "\ufffd" + CHINESE).encode() + b"\xff",
            "text/html; charset=utf-8",
            "utf-8",
            1,
            id="one bad byte beside a U+FFFD of the page",
        ),
        pytest.param(CHINESE.encode()[:-1], "text/html", "utf-8", 1, id="cut UTF-8, undeclared"),
        pytest.param(
            CHINESE.encode("gbk") + b"\xff", "text/html; charset=gbk", "gb18030", 1, id="GBK"
        ),
    ],
)
def test_replaced_chars(payload: bytes, content_type: str, charset: str, count: int) -> None:
    """Only the characters that decoding had to replace are counted."""
    result = page(payload, content_type)
    assert (result.charset, result.replaced_chars) == (charset, count)


@settings(max_examples=200, deadline=None)
@given(
    payload=st.binary(min_size=1, max_size=60)
    | st.text(min_size=1).map(lambda t: t.encode("utf-8", "replace")),
    label=st.sampled_from(sorted(CODECS)) | st.text(max_size=8),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"]),
)
def test_any_bytes_decode(payload: bytes, label: str, mark: bytes) -> None:
    """Any bytes under any label give a text that UTF-8 can store and the codec gives again."""
    payload = mark + payload
    result = page(payload, f"text/html; charset={label}")
    result.text.encode()
    again = payload.decode(result.charset, "replace")
    assert result.text == (again[1:] if result.charset_source == "bom" else again)
    assert result.replaced_chars <= result.text.count("\ufffd")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/robots.txt", "robots"),
        ("http://a.example:8080/robots.txt?x=1", "robots"),
        ("https://a.example/.well-known/tdmrep.json", "tdmrep"),
        ("https://a.example/b/robots.txt", None),
        ("https://a.example/Robots.txt", None),
        ("ftp://a.example/robots.txt", None),
        ("https://[bad/robots.txt", None),
        ("/robots.txt", None),
        (None, None),
    ],
)
def test_site_signals(url: str | None, expected: str | None) -> None:
    """Only the exact places of robots.txt and tdmrep.json speak for a site."""
    assert is_site_signal(url) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-01T10:20:30Z", datetime(2024, 3, 1, 10, 20, 30, tzinfo=UTC)),
        ("2024-03-01T10:20:30.123456789Z", datetime(2024, 3, 1, 10, 20, 30, 123456, tzinfo=UTC)),
        ("2024-03-01t10:20z", datetime(2024, 3, 1, 10, 20, tzinfo=UTC)),
        ("2024-03-01T10:20:30-0530", datetime(2024, 3, 1, 15, 50, 30, tzinfo=UTC)),
        ("2024-03-01T10:20:30", datetime(2024, 3, 1, 10, 20, 30, tzinfo=UTC)),
        ("20240301102030", datetime(2024, 3, 1, 10, 20, 30, tzinfo=UTC)),
        ("0001-01-01T00:00:00+10:00", None),
        ("2024-02-30T00:00:00Z", None),
        ("2024-03-01", None),
        ("２０２４-03-01T10:20:30Z", None),
        ("", None),
        (None, None),
    ],
)
def test_warc_dates(text: str | None, expected: datetime | None) -> None:
    """A WARC date is a moment in UTC, or nothing."""
    assert parse_utc(text, assume_utc=True) == expected
