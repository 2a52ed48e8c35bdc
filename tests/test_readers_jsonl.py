"""What comes out of JSON lines and of single files."""

import base64
import bz2
import gzip
import itertools
import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset_tools.dump import FORMATS, InputFile, Limits, Reading
from dataset_tools.model import Capture, LedgerRow, Page
from dataset_tools.readers import READERS, read, read_items
from dataset_tools.readers.decode import decode
from dataset_tools.readers.items import Item, Seam

packed = partial(gzip.compress, mtime=0)  # test ids repeat from run to run

Row = Capture | LedgerRow
LIMITS = Limits()
ONE_OF = "one of html, html_base64 and text is needed"


def read_as(format_: str, content: bytes, tmp_path: Path, limits: Limits = LIMITS) -> list[Row]:
    path = tmp_path / "dump"
    path.write_bytes(content)
    return list(read(InputFile(path, "dump", format_, len(content)), limits))


def lines(*entries: Any) -> bytes:
    return b"".join(json.dumps(entry).encode() + b"\n" for entry in entries)


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gz": gzip.compress,
    "two gz members": lambda b: packed(b[:70]) + packed(b[70:]),
    "zst": zstandard.ZstdCompressor().compress,
    "bz2": bz2.compress,
}


@pytest.mark.parametrize("packing", PACKINGS)
def test_captures(packing: str, tmp_path: Path) -> None:
    """Lines become captures, placed by bytes of the decompressed file."""
    content = lines(
        {"html": "<p>Noon ferry – 渡轮", "url": "https://a.example/1", "record_id": "one"},
        {"text": "Noon ferry", "captured_at": "2024-03-01T18:00:00+08:00"},
        {
            "html_base64": base64.b64encode("<p>渡轮".encode("gbk")).decode(),
            "content_type": "text/html",
        },
    )
    items = read_as("jsonl", PACKINGS[packing](content), tmp_path)
    one, two, three = (item for item in items if isinstance(item, Capture))
    assert (one.url, one.record_id, one.markup) == ("https://a.example/1", "one", "html")
    assert (one.payload, one.content_type) == (
        "<p>Noon ferry – 渡轮".encode(),
        "text/html; charset=utf-8",
    )
    assert (two.markup, two.content_type) == ("text", "text/plain; charset=utf-8")
    assert two.captured_at == datetime(2024, 3, 1, 10, tzinfo=UTC)
    assert (three.payload, three.content_type) == ("<p>渡轮".encode("gbk"), "text/html")
    for item in items:
        assert item.length is not None
        assert isinstance(json.loads(content[item.offset : item.offset + item.length]), dict)


def test_headers(tmp_path: Path) -> None:
    """Header names are lower case, and the content type is taken from them where it is missing."""
    entry = {
        "html_base64": "PHA+",
        "headers": {"Content-Type": "text/html; charset=big5", "X": ["a", "b"]},
    }
    (item,) = read_as("jsonl", lines(entry), tmp_path)
    assert isinstance(item, Capture)
    assert item.headers == (("content-type", "text/html; charset=big5"), ("x", "a"), ("x", "b"))
    assert item.content_type == "text/html; charset=big5"


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        (b"{", "not JSON at character 1"),
        (b'{"text": "\xff"}', "byte 10 is not UTF-8"),
        (b"[1]", "not a JSON object"),
        (b'{"url": "x"}', f"{ONE_OF}; found none"),
        (b'{"text": null}', f"{ONE_OF}; found none"),
        (
            b'{"text": "a", "html": "b"}',
            f"{ONE_OF}; found html and text; name one in [columns]",
        ),
        (
            b'{"body": "a"}',
            f'{ONE_OF}; found none; [columns] text = "body" would take that key',
        ),
        (b'{"text": "a", "title": {}}', "title is not a string"),
        (b'{"text": "a", "date": true}', "date is not a string"),
        (b'{"text": "a", "author": ["b", 1, []]}', "author is not a string"),
        (b'{"text": "a", "headers": "x"}', "headers is not an object"),
        (b'{"text": 5}', "text is not a string"),
        (b'{"text": "a", "url": []}', "url is not a string"),
        (b'{"text": "a", "headers": ["x"]}', "headers is not an object"),
        (b'{"text": "a", "headers": {"x": 1}}', "headers holds a value that is not a string"),
        (b'{"html_base64": "*"}', "html_base64 is not base64"),
        (b'{"text": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"text": ' + b"9" * 5000 + b"}", "a number that cannot be read"),
        (b'{"text": "' + b"x" * 200_000 + b'"}', "longer than 150000 bytes"),
    ],
)
def test_bad_lines(line: bytes, detail: str, tmp_path: Path) -> None:
    """A bad line is one damage row that says what is wrong; the lines around it are read."""
    good = lines({"text": "Noon ferry"})
    content = good + line + b"\n\n  \n" + good
    first, row, last = read_as("jsonl", content, tmp_path, Limits(line_bytes=150_000))
    assert isinstance(row, LedgerRow)
    assert (row.kind, row.reason, row.detail) == ("damage", "bad-line", detail)
    assert (row.offset, row.length) == (len(good), len(line))
    assert isinstance(first, Capture)
    assert isinstance(last, Capture)


@pytest.mark.parametrize(
    ("entry", "flags"),
    [
        (b'{"text": "a\\ud800b", "url": "\\udfff"}', ("lone-surrogates",)),
        (b'{"text": "a", "captured_at": "2024-03-01"}', ("captured-at-unreadable",)),
        (b'{"text": "a", "captured_at": "2024-03-01T10:00:00"}', ("captured-at-unreadable",)),
        (b'\xef\xbb\xbf{"text": "a\\ud83d\\ude00"}', ()),
        (b'{"text": "a\xe2\x80\xa8b"}\r', ()),
    ],
)
def test_odd_lines(entry: bytes, flags: tuple[str, ...], tmp_path: Path) -> None:
    """What JSON allows and UTF-8 or time does not is flagged, and the page decodes."""
    (item,) = read_as("jsonl", entry, tmp_path)
    assert isinstance(item, Capture)
    assert item.flags == flags
    page = decode(item, LIMITS)
    assert isinstance(page, Page)
    assert (page.text.encode(), page.charset, page.replaced_chars) == (item.payload, "utf-8", 0)


@pytest.mark.parametrize("packing", ["gz", "zst", "bz2"])
def test_cut_file(packing: str, tmp_path: Path) -> None:
    """A compressed file that is cut gives its whole lines, then a damage row."""
    # bz2 gives nothing before a block of 900 kB is complete.
    content = lines(*({"text": f"{n**40}"} for n in range(12_000)))
    items = read_as("jsonl", PACKINGS[packing](content)[:-30], tmp_path)
    last = items.pop()
    assert isinstance(last, LedgerRow)
    assert (last.kind, last.reason) == ("damage", "truncated-archive")
    assert 1000 < sum(isinstance(item, Capture) for item in items) == len(items)


def test_large_page(tmp_path: Path) -> None:
    """A page above the limit is refused, as a capture."""
    (row,) = read_as("jsonl", lines({"text": "x" * 99}), tmp_path, Limits(page_bytes=98))
    assert isinstance(row, LedgerRow)
    assert (row.kind, row.fate, row.reason) == ("capture", "refused", "page-too-large")


MAPPED = Reading(
    columns=(
        ("author", "meta.by"),
        ("date", "year"),
        ("text", "content"),
        ("url", "meta.link"),
    )
)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            {"content": "a", "html": "b", "meta": {"link": "u", "by": ["x", "y"]}, "year": 2019},
            ("a", "u", (("date", "2019"), ("author", "x"), ("author", "y"))),
        ),
        (
            {"content": "a", "meta.link": "exact", "meta": {"link": "u"}, "title": "t"},
            ("a", "exact", (("title", "t"),)),
        ),
        ({"content": "a", "meta": "no object", "title": " "}, ("a", None, ())),
        (
            {"text": "a"},
            'no value under the key that corpus.toml names ([columns] text = "content")',
        ),
    ],
    ids=["reaches into objects", "an exact key first", "nothing there", "the page is missing"],
)
def test_mapping(entry: Any, expected: Any, tmp_path: Path) -> None:
    """Keys are looked up under the names that corpus.toml gives, also inside of objects."""
    path = tmp_path / "dump"
    path.write_bytes(lines(entry))
    (item,) = read(InputFile(path, "dump", "jsonl", 9, MAPPED), LIMITS)
    if isinstance(item, LedgerRow):
        assert item.detail == expected
    else:
        assert (item.payload.decode(), item.url, item.declared) == expected


def read_range(path: Path, start: int, stop: int | None) -> list[Item]:
    file = InputFile(path, "dump", "jsonl", path.stat().st_size, start=start, stop=stop)
    return list(read_items(file, LIMITS))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from([b'{"text": "a"}', b"\xef\xbb\xbf", b"{", b"", b"  "]), max_size=6),
    st.sampled_from([b"", b"\n"]),
    st.lists(st.integers(1, 80), max_size=4),
)
def test_ranges(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes], end: bytes, cuts: list[int]
) -> None:
    """However a file is cut, its ranges give what one read gives, and their seams meet."""
    path = tmp_path_factory.getbasetemp() / "ranges"
    path.write_bytes(b"\n".join(parts) + end)
    size = path.stat().st_size
    bounds = [0, *sorted(min(cut, size) for cut in cuts), None]
    found: list[Item] = []
    at = 0
    for start, stop in itertools.pairwise(bounds):
        items = read_range(path, start or 0, stop)
        if start or stop is not None:
            seam = items.pop()
            assert isinstance(seam, Seam)
            assert seam.start == at
            at = seam.stop
        found += items
    assert found == list(read(InputFile(path, "dump", "jsonl", size), LIMITS))
    assert at == (size if len(bounds) > 2 else 0)


def test_a_compressed_file_is_not_cut(tmp_path: Path) -> None:
    """All lines of a compressed file belong to the range from its first byte."""
    path = tmp_path / "dump"
    path.write_bytes(packed(lines({"text": "a"}, {"text": "b"})))
    size = path.stat().st_size
    *items, seam = read_range(path, 0, 10)
    assert len(items) == 2
    assert seam == Seam(0, size)
    assert read_range(path, 10, None) == [Seam(size, size)]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=5,
)
FIELDS = (
    "html",
    "text",
    "html_base64",
    "url",
    "record_id",
    "captured_at",
    "headers",
    "content_type",
)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=5).map(
            lambda entry: json.dumps(entry).encode()
        )
        | st.binary(max_size=20),
        max_size=5,
    )
)
def test_every_line_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]
) -> None:
    """Each line that is not blank gives exactly one capture or row, whatever it holds."""
    content = b"\n".join(parts)
    items = read_as("jsonl", content, tmp_path_factory.getbasetemp())
    assert len(items) == sum(bool(line.strip()) for line in content.split(b"\n"))


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("format_", ["html", "text"])
def test_single_files(format_: str, packing: str, tmp_path: Path) -> None:
    """An HTML or text file is one page, compressed or not."""
    page = b"<p>Noon ferry</p>\n\n" * 9
    (item,) = read_as(format_, PACKINGS[packing](page), tmp_path)
    assert isinstance(item, Capture)
    assert (item.payload, item.markup, item.offset) == (page, format_, 0)


@pytest.mark.parametrize(
    ("content", "format_", "fate", "reason"),
    [
        (b"x" * 99, "html", "refused", "page-too-large"),
        (packed(b"x" * 99), "text", "refused", "page-too-large"),
        (packed(b"x" * 60)[:-9], "html", "quarantined", "undecodable-payload"),
        (b"\0", "unknown", "refused", "unknown-format"),
    ],
)
def test_refused_files(
    content: bytes, format_: str, fate: str, reason: str, tmp_path: Path
) -> None:
    """A file that gives no page is one capture of the ledger."""
    (row,) = read_as(format_, content, tmp_path, Limits(page_bytes=98))
    assert isinstance(row, LedgerRow)
    assert (row.kind, row.fate, row.reason) == ("capture", fate, reason)


def test_every_format_has_a_reader() -> None:
    """The formats a user may name are those with a reader."""
    assert {*FORMATS, "unknown"} <= set(READERS)
