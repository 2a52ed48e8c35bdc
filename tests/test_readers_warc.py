"""What comes out of WARC files: every record, and a row for every byte range that is none."""

import gzip
import hashlib
import io
import zlib
from base64 import b32encode
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dataset_tools.dump import InputFile, Limits
from dataset_tools.model import Capture, LedgerRow
from dataset_tools.readers import read

packed = partial(gzip.compress, mtime=0)  # test ids repeat from run to run

Item = Capture | LedgerRow
LIMITS = Limits()
HTML = b"<!doctype html><title>Ferry</title><p>The ferry sails at noon.</p>"


def record(
    block: bytes = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + HTML,
    kind: str = "response",
    number: int = 0,
    *,
    length: int | None = None,
    newline: bytes = b"\r\n",
    extra: tuple[str, ...] = (),
) -> bytes:
    """One WARC record; `length` overrides its true Content-Length."""
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{number:012d}>",
        f"WARC-Target-URI: https://harbour.example/{number}",
        "WARC-Date: 2024-03-01T10:20:30Z",
        *(["Content-Type: application/http; msgtype=response"] if kind == "response" else []),
        *extra,
        f"Content-Length: {len(block) if length is None else length}",
    ]
    head = newline.join(line.encode() for line in lines)
    return head + newline * 2 + block + newline * 2


def http(body: bytes, *headers: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", "Content-Type: text/html", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def read_bytes(content: bytes, tmp_path: Path, limits: Limits = LIMITS) -> list[Item]:
    path = tmp_path / "dump.warc"
    path.write_bytes(content)
    return list(read(InputFile(path, "dump.warc", "warc", len(content)), limits))


def captures(items: list[Item]) -> list[Capture]:
    return [item for item in items if isinstance(item, Capture)]


def rows(items: list[Item]) -> list[LedgerRow]:
    return [item for item in items if isinstance(item, LedgerRow)]


def tiles(items: list[Item], size: int) -> bool:
    """Tell whether the ranges of the items cover the file exactly, in order."""
    position = 0
    for item in items:
        if item.offset != position or item.length is None:
            return False
        position += item.length
    return position == size


def members(parts: list[bytes]) -> bytes:
    return b"".join(packed(part, mtime=0) for part in parts)


def frames(parts: list[bytes]) -> bytes:
    return b"".join(zstandard.ZstdCompressor().compress(part) for part in parts)


def frames_with_dictionary(parts: list[bytes]) -> bytes:
    words = zstandard.ZstdCompressionDict(b"WARC-Record-ID: <urn:uuid: https://harbour.example/")
    head = b"\x5d\x2a\x4d\x18" + len(words.as_bytes()).to_bytes(4, "little") + words.as_bytes()
    return head + b"".join(zstandard.ZstdCompressor(dict_data=words).compress(p) for p in parts)


def whole_gzip(parts: list[bytes]) -> bytes:
    return packed(b"".join(parts), mtime=0)


def blocks_gzip(parts: list[bytes]) -> bytes:
    """Members cut every 300 bytes, as block compressors write them."""
    content = b"".join(parts)
    return members([content[at : at + 300] for at in range(0, len(content), 300)])


PACKINGS: dict[str, Callable[[list[bytes]], bytes]] = {
    "plain": b"".join,
    "gzip by record": members,
    "zstd by record": frames,
    "zstd with dictionary": frames_with_dictionary,
    "gzip as a whole": whole_gzip,
    "gzip in blocks": blocks_gzip,
}
BY_RECORD = ["plain", "gzip by record", "zstd by record", "zstd with dictionary"]


def story(count: int = 4) -> list[bytes]:
    """A warcinfo record and `count` pages."""
    info = record(b"software: invented/1.0\r\n", "warcinfo", 900)
    return [info, *(record(http(HTML + b"<p>%d" % n), number=n) for n in range(count))]


@pytest.mark.parametrize("packing", PACKINGS)
def test_equal_captures(packing: str, tmp_path: Path) -> None:
    """The pages of a dump do not depend on how it is compressed."""
    items = read_bytes(PACKINGS[packing](story()), tmp_path)
    assert [c.payload for c in captures(items)] == [HTML + b"<p>%d" % n for n in range(4)]
    assert [(r.kind, r.reason) for r in rows(items)] == [("skipped", "warcinfo")]


@pytest.mark.parametrize("packing", BY_RECORD)
def test_ranges_tile(packing: str, tmp_path: Path) -> None:
    """Ranges of records cover the file, and each range alone gives its capture again."""
    content = PACKINGS[packing](story())
    items = read_bytes(content, tmp_path)
    assert tiles(items, len(content))
    if packing == "zstd with dictionary":
        return
    for item in captures(items):
        assert item.length is not None
        again = read_bytes(content[item.offset : item.offset + item.length], tmp_path)
        assert [item.payload] == [c.payload for c in captures(again)]


def test_fields(tmp_path: Path) -> None:
    """A capture carries the fields of its record and of its HTTP response."""
    block = http(HTML, "X-Robots-Tag: noai", "x-robots-tag: noindex", "Server: caf\xe9")
    (item,) = read_bytes(record(block, number=7), tmp_path)
    assert isinstance(item, Capture)
    assert item.record_id == "<urn:uuid:000000000007>"
    assert item.url == "https://harbour.example/7"
    assert item.captured_at == datetime(2024, 3, 1, 10, 20, 30, tzinfo=UTC)
    assert (item.http_status, item.content_type) == (200, "text/html")
    assert item.headers[1:] == (
        ("x-robots-tag", "noai"),
        ("x-robots-tag", "noindex"),
        ("server", "caf\xe9"),
    )
    assert (item.payload, item.flags, item.markup) == (HTML, (), None)


def test_warcio_file(tmp_path: Path) -> None:
    """A file written by another library is read whole, its digests included."""
    sink = io.BytesIO()
    writer = WARCWriter(sink, gzip=True)
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    for n in range(3):
        writer.write_record(
            writer.create_warc_record(
                f"https://harbour.example/{n}", "response", io.BytesIO(HTML), http_headers=headers
            )
        )
    items = read_bytes(sink.getvalue(), tmp_path)
    assert [(c.url, c.payload, c.flags) for c in captures(items)] == [
        (f"https://harbour.example/{n}", HTML, ()) for n in range(3)
    ]
    assert tiles(items, len(sink.getvalue()))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("request", ("skipped", None, "request")),
        ("metadata", ("skipped", None, "metadata")),
        ("warcinfo", ("skipped", None, "warcinfo")),
        ("continuation", ("skipped", None, "continuation")),
        ("invention", ("skipped", None, "unknown-record-type")),
        ("revisit", ("capture", "refused", "revisit-unresolved")),
    ],
)
def test_other_records(kind: str, expected: tuple[str, str | None, str], tmp_path: Path) -> None:
    """Records that are no pages are counted by kind."""
    (row,) = rows(read_bytes(record(b"some: field\r\n", kind), tmp_path))
    assert (row.kind, row.fate, row.reason) == expected


def test_conversion_is_text(tmp_path: Path) -> None:
    """A WET record is a page of text; a resource record is a page of the type it names."""
    wet = record(b"Noon ferry.\n", "conversion", extra=("Content-Type: text/plain",))
    resource = record(HTML, "resource", extra=("Content-Type: text/html",))
    first, second = captures(read_bytes(wet + resource, tmp_path))
    assert (first.markup, first.payload) == ("text", b"Noon ferry.\n")
    assert (second.markup, second.content_type, second.payload) == (None, "text/html", HTML)


def chunked(body: bytes, size: int = 9) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;note\r\n%s\r\n" % (len(p), p) for p in parts) + b"0\r\n\r\n"


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


TE, CE = "Transfer-Encoding: chunked", "Content-Encoding: "


@pytest.mark.parametrize(
    ("block", "flags"),
    [
        pytest.param(http(chunked(HTML), TE), (), id="chunked"),
        pytest.param(http(chunked(packed(HTML)), TE, CE + "gzip"), (), id="chunked gzip"),
        pytest.param(http(HTML, TE), (), id="declared chunked, stored without chunks"),
        pytest.param(http(chunked(HTML)[:-5], TE), ("truncated",), id="last chunk missing"),
        pytest.param(http(packed(HTML), CE + "x-gzip"), (), id="gzip"),
        pytest.param(
            http(packed(HTML[:9]) + packed(HTML[9:]), CE + "gzip"),
            (),
            id="two members",
        ),
        pytest.param(http(zlib.compress(HTML), CE + "deflate"), (), id="deflate"),
        pytest.param(http(raw_deflate(HTML), CE + "deflate"), (), id="bare deflate"),
        pytest.param(http(brotli.compress(HTML), CE + "br"), (), id="brotli"),
        pytest.param(http(frames([HTML[:9], HTML[9:]]), CE + "zstd"), (), id="two zstd frames"),
        pytest.param(http(packed(brotli.compress(HTML)), CE + "br, gzip"), (), id="two codings"),
        pytest.param(http(HTML, CE + "gzip"), ("content-encoding-ignored",), id="false gzip"),
        pytest.param(http(HTML, CE + "br"), ("content-encoding-ignored",), id="false brotli"),
        pytest.param(http(HTML, CE + "utf-8"), ("content-encoding-ignored",), id="a charset"),
        pytest.param(http(HTML).replace(b"\r\n", b"\n"), (), id="HTTP headers end at LF"),
        pytest.param(http(HTML).replace(b"HTTP/1.1", b"HTTP/2"), (), id="HTTP/2"),
    ],
)
def test_http_bodies(block: bytes, flags: tuple[str, ...], tmp_path: Path) -> None:
    """Transfer and content codings are undone; false labels do not cost the page."""
    (item,) = read_bytes(record(block), tmp_path)
    assert isinstance(item, Capture)
    assert (item.payload, item.flags) == (HTML, flags)


@pytest.mark.parametrize(
    ("block", "fate", "reason"),
    [
        (http(packed(HTML)[:-9], CE + "gzip"), "quarantined", "undecodable-payload"),
        (http(b"\x1f\x8b\x08\0" + HTML, CE + "gzip"), "quarantined", "undecodable-payload"),
        (http(b"\0\1\2\3" * 20, CE + "br"), "quarantined", "undecodable-payload"),
        (http(chunked(HTML)[:24] + b"?" * 90, TE), "quarantined", "undecodable-payload"),
        (b"no status line\r\n\r\n", "quarantined", "undecodable-payload"),
        (http(b"x" * 5000), "refused", "page-too-large"),
        (http(b"x" * 90_000), "refused", "page-too-large"),
        (http(packed(b"x" * 5000), CE + "gzip"), "refused", "page-too-large"),
        (http(brotli.compress(b"x" * 5000), CE + "br"), "refused", "page-too-large"),
        (http(frames([b"x" * 5000]), CE + "zstd"), "refused", "page-too-large"),
    ],
)
@pytest.mark.parametrize("packing", ["plain", "gzip by record", "gzip as a whole"])
def test_refused_bodies(block: bytes, fate: str, reason: str, packing: str, tmp_path: Path) -> None:
    """A body that cannot be decoded or is too large has a row, and reading goes on."""
    limits = Limits(page_bytes=4000, header_bytes=2000)
    content = PACKINGS[packing]([record(block, number=1), record(number=2)])
    items = read_bytes(content, tmp_path, limits)
    assert [(r.kind, r.fate, r.reason) for r in rows(items)] == [("capture", fate, reason)]
    assert [c.record_id for c in captures(items)] == ["<urn:uuid:000000000002>"]


def test_bomb_is_refused(tmp_path: Path) -> None:
    """A body that grows beyond the ratio is refused before the size limit is reached."""
    block = http(packed(b"\0" * 8_000_000), CE + "gzip")
    (row,) = rows(read_bytes(record(block), tmp_path, Limits(inflate_ratio=100)))
    assert (row.fate, row.reason) == ("refused", "page-too-large")
    assert row.detail == "grows more than 100 times when decompressed"


@pytest.mark.parametrize(
    ("digest", "flags"),
    [
        (b32encode(hashlib.sha1(chunked(HTML)).digest()).decode(), ()),
        (b32encode(hashlib.sha1(HTML).digest()).decode(), ()),
        (hashlib.sha1(HTML).hexdigest(), ()),
        ("not a digest", ()),
        (b32encode(hashlib.sha1(b"other").digest()).decode(), ("digest-mismatch",)),
    ],
)
def test_payload_digest(digest: str, flags: tuple[str, ...], tmp_path: Path) -> None:
    """A wrong payload digest is flagged; the body as stored and without chunks both count."""
    content = record(http(chunked(HTML), TE), extra=(f"WARC-Payload-Digest: sha1:{digest}",))
    (item,) = captures(read_bytes(content, tmp_path))
    assert item.flags == flags


def ids(items: list[Item]) -> list[int]:
    return [int((c.record_id or "")[-5:-1]) for c in captures(items)]


@pytest.mark.parametrize("packing", ["gzip by record", "zstd by record"])
def test_damaged_member(packing: str, tmp_path: Path) -> None:
    """A damaged member costs its record only, and the lost range is named."""
    parts = [PACKINGS[packing]([part]) for part in story()]
    parts[2] = parts[2][:20] + bytes(len(parts[2]) - 40) + parts[2][-20:]
    items = read_bytes(b"".join(parts), tmp_path)
    assert ids(items) == [0, 2, 3]
    (row,) = [r for r in rows(items) if r.kind == "damage"]
    assert (row.reason, row.offset) == ("damaged-archive", len(parts[0] + parts[1]))
    assert row.length == len(parts[2])
    assert tiles(items, sum(map(len, parts)))


def test_wrong_checksum(tmp_path: Path) -> None:
    """A member whose checksum is wrong gives no page, but says which one was lost."""
    parts = [members([part]) for part in story()]
    parts[2] = parts[2][:-8] + b"\0\0\0\0" + parts[2][-4:]
    items = read_bytes(b"".join(parts), tmp_path)
    assert ids(items) == [0, 2, 3]
    assert [r.url for r in rows(items) if r.kind == "damage"] == ["https://harbour.example/1"]


@pytest.mark.parametrize("packing", PACKINGS)
def test_truncated_tail(packing: str, tmp_path: Path) -> None:
    """A file cut inside its last record ends with a damage row, after all whole records."""
    parts = story()
    noise = b"".join(hashlib.sha256(b"%d" % n).digest() for n in range(60))
    parts.append(record(http(noise), number=9))
    content = PACKINGS[packing](parts)[:-700]
    items = read_bytes(content, tmp_path)
    assert ids(items) == [0, 1, 2, 3]
    last = items[-1]
    assert isinstance(last, LedgerRow)
    assert (last.kind, last.reason) == ("damage", "truncated-archive")
    if packing in BY_RECORD:
        assert tiles(items, len(content))


@pytest.mark.parametrize("packing", BY_RECORD)
@pytest.mark.parametrize("shift", [-30, -1, 1, 5, 30, 400, 10**12, 10**17])
def test_lying_length(packing: str, shift: int, tmp_path: Path) -> None:
    """A false Content-Length costs its own record, never the ones behind it."""
    parts = story()
    true = len(http(HTML + b"<p>1"))
    parts[2] = record(http(HTML + b"<p>1"), number=1, length=true + shift)
    content = PACKINGS[packing](parts)
    items = read_bytes(content, tmp_path)
    if shift == 1:  # one byte of the blank line more: the record is still told apart
        assert set(ids(items)) >= {0, 2, 3}
    else:
        assert ids(items) == [0, 2, 3]
        assert [r.reason for r in rows(items)] == ["warcinfo", "damaged-archive"]
    assert tiles(items, len(content))


@pytest.mark.parametrize("packing", ["gzip as a whole", "gzip in blocks"])
@pytest.mark.parametrize("shift", [-30, 30])
def test_lying_length_in_a_stream(packing: str, shift: int, tmp_path: Path) -> None:
    """Also in a file compressed as a whole a false length costs one record."""
    parts = story()
    true = len(http(HTML + b"<p>1"))
    parts[2] = record(http(HTML + b"<p>1"), number=1, length=true + shift)
    items = read_bytes(PACKINGS[packing](parts), tmp_path)
    assert ids(items) == [0, 2, 3]
    assert [r.reason for r in rows(items)] == ["warcinfo", "damaged-archive"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(record(newline=b"\n"), ["page"], id="LF headers"),
        pytest.param(record().replace(b"1.0", b"1.1", 1), ["page"], id="version 1.1"),
        pytest.param(record()[:-4] + record(), ["page", "page"], id="blank lines missing"),
        pytest.param(record() + b"\r\n" * 40 + record(), ["page", "page"], id="many blank lines"),
        pytest.param(
            b"junk " * 99 + b"\n" + record(), ["damaged-archive", "page"], id="junk first"
        ),
        pytest.param(
            record() + b"junk\r\n" + record(),
            ["page", "damaged-archive", "page"],
            id="junk between",
        ),
        pytest.param(
            record().replace(b"Content-Length:", b"Content-Size:") + record(),
            ["damaged-archive", "page"],
            id="no length",
        ),
        pytest.param(
            record().replace(b"WARC/1.0", b"WARC/x", 1) + record(),
            ["damaged-archive", "page"],
            id="bad version",
        ),
        pytest.param(
            b"WARC/1.0\r\n" + b"a: b\r\n" * 400_000, ["damaged-archive"], id="endless header"
        ),
        pytest.param(b"\r\n\r\n" + record(), ["page"], id="blank lines first"),
        pytest.param(record(extra=("X: a", " b")), ["page"], id="a folded field"),
        pytest.param(
            b"WARC/1.0\r\n" * 9 + record(), ["damaged-archive"] * 9 + ["page"], id="false headers"
        ),
        pytest.param(b"", [], id="empty file"),
    ],
)
def test_odd_containers(content: bytes, expected: list[str], tmp_path: Path) -> None:
    """Sloppy files are read; what is no record has a row."""
    items = read_bytes(content, tmp_path)
    assert ["page" if isinstance(i, Capture) else i.reason for i in items] == expected
    assert tiles(items, len(content))


def test_junk_and_padding_between_members(tmp_path: Path) -> None:
    """Bytes between gzip members are damage, zeros at the end are padding."""
    parts = [members([part]) for part in story(2)]
    content = parts[0] + b"?" * 300 + parts[1] + parts[2] + b"\0" * 512
    items = read_bytes(content, tmp_path)
    assert [(r.kind, r.reason) for r in rows(items)] == [
        ("skipped", "warcinfo"),
        ("damage", "damaged-archive"),
        ("skipped", "padding"),
    ]
    assert ids(items) == [0, 1]
    assert tiles(items, len(content))


def test_header_text_inside_a_page(tmp_path: Path) -> None:
    """A page that quotes a WARC record does not become two captures."""
    body = HTML + b"\r\n\r\n" + record(number=666) + b"<p>end"
    items = read_bytes(record(http(body), number=1) + record(number=2), tmp_path)
    assert ids(items) == [1, 2]
    assert captures(items)[0].payload == body


def test_several_records_in_one_member(tmp_path: Path) -> None:
    """Records that share a later gzip member all come out, placed where the member is."""
    parts = [members([part]) for part in story(1)]
    shared = packed(record(number=5) + record(number=6), mtime=0)
    items = read_bytes(b"".join(parts) + shared, tmp_path)
    assert [(i, c.length is None) for i, c in zip(ids(items), captures(items), strict=True)] == [
        (0, False),
        (5, True),
        (6, True),
    ]


BASES = {name: pack(story(3)) for name, pack in PACKINGS.items()}


@settings(max_examples=150, deadline=None)
@given(data=st.data(), packing=st.sampled_from(sorted(PACKINGS)))
def test_any_damage_is_survived(
    data: st.DataObject, packing: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Flipped, lost and foreign bytes never raise, and the ranges still cover the file."""
    content = bytearray(BASES[packing])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        cut = data.draw(st.integers(0, 40))
        content[at : at + cut] = data.draw(st.binary(max_size=8))
    items = read_bytes(bytes(content), tmp_path_factory.getbasetemp())
    assert {type(item) for item in items} <= {Capture, LedgerRow}
    if packing == "plain" or (
        packing.endswith("by record") and None not in [i.length for i in items]
    ):
        assert tiles(items, len(content))


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=300), prefix=st.sampled_from(
    [b"", b"WARC/1.0\r\n", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"\x50\x2a\x4d\x18"]
))  # fmt: skip
def test_any_bytes_are_survived(
    content: bytes, prefix: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Bytes that are no archive give damage rows only, over the whole file."""
    items = read_bytes(prefix + content, tmp_path_factory.getbasetemp())
    assert captures(items) == []
    assert not prefix + content or rows(items)


@settings(max_examples=40, deadline=None)
@given(at=st.integers(0, len(BASES["gzip by record"]) - 1), bit=st.integers(0, 7))
def test_one_flipped_bit_costs_one_record(
    at: int, bit: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """With a gzip member for each record, a flipped bit costs at most one page."""
    content = bytearray(BASES["gzip by record"])
    content[at] ^= 1 << bit
    items = read_bytes(bytes(content), tmp_path_factory.getbasetemp())
    assert len(captures(items)) >= 2
    assert set(ids(items)) <= {0, 1, 2}
