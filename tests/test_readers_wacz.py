"""What comes out of WACZ files: the records of their WARCs, and a row for all that is none."""

import bz2
import gzip
import io
import json
import re
import zipfile
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
import zstandard
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dataset_tools.dump import InputFile, Limits
from dataset_tools.model import Capture
from dataset_tools.readers import read_items
from dataset_tools.readers.items import Item, Quarantined, Revisit
from dataset_tools.readers.sniff import detect_format
from dataset_tools.readers.zip_members import walk_members
from tests.test_readers_warc import http, record

packed = partial(gzip.compress, mtime=0)

STORED, DEFLATED, BZIP2, LZMA = 0, 8, 12, 14
RECORDS = [record(number=n) for n in range(4)]
PLAIN = b"".join(RECORDS)
BY_RECORD = b"".join(packed(one) for one in RECORDS)
PAGES = b'{"format": "json-pages-1.0", "id": "pages"}\n' * 3
INDEX = packed(b"example,harbour)/0 20240301102030 {}\n" * 4)
ALL = [0, 1, 2, 3]

Members = list[tuple[str, bytes, int]]


class Pipe(io.BytesIO):
    """A sink that cannot seek, so that sizes stand behind the data."""

    def seekable(self) -> bool:
        return False

    def seek(self, offset: int, whence: int = 0) -> int:
        raise io.UnsupportedOperation

    def tell(self) -> int:
        raise io.UnsupportedOperation


def zipped(members: Members, sink: io.BytesIO | None = None) -> bytes:
    sink = sink or io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, content, method in members:
            entry = zipfile.ZipInfo(name, (2024, 3, 1, 0, 0, 0))
            entry.compress_type = method
            archive.writestr(entry, content)
    return sink.getvalue()


def wacz(
    content: bytes = BY_RECORD,
    method: int = STORED,
    name: str = "archive/data.warc.gz",
    sink: io.BytesIO | None = None,
) -> bytes:
    """A WACZ with one WARC file, in the order that crawlers write."""
    return zipped(
        [
            ("datapackage.json", b'{"profile": "data-package"}', DEFLATED),
            (name, content, method),
            ("indexes/index.cdx.gz", INDEX, STORED),
            ("pages/pages.jsonl", PAGES, DEFLATED),
        ],
        sink,
    )


def read_bytes(content: bytes, tmp_path: Path, limits: Limits | None = None) -> list[Item]:
    path = tmp_path / "crawl.wacz"
    path.write_bytes(content)
    file = InputFile(path, "crawl.wacz", "wacz", len(content))
    return list(read_items(file, limits or Limits()))


def captures(items: list[Item]) -> list[Capture]:
    return [item for item in items if isinstance(item, Capture)]


def numbers(items: list[Item]) -> list[int]:
    """The numbers of the pages that were read."""
    return [int((item.url or "").rpartition("/")[2]) for item in captures(items)]


def ledger(items: list[Item]) -> list[str]:
    """The reasons of all rows but those of sound members, in order."""
    rows = [item.row if isinstance(item, Quarantined) else item for item in items]
    found = [row for row in rows if not isinstance(row, Capture | Revisit)]
    return [str(getattr(row, "reason", row)) for row in found if row.reason != "wacz-member"]  # type: ignore[union-attr]


WHOLE = wacz()
AT = WHOLE.index(BY_RECORD)
HEADER = WHOLE.index(b"PK\x03\x04", 4)  # of the WARC member
DIRECTORY = WHOLE.index(b"PK\x01\x02")
ENTRY = WHOLE.index(b"PK\x01\x02", DIRECTORY + 4)  # of the WARC member


def patched(content: bytes, *changes: tuple[int, bytes]) -> bytes:
    out = bytearray(content)
    for at, new in changes:
        out[at : at + len(new)] = new
    return bytes(out)


@pytest.mark.parametrize(
    ("content", "in_place"),
    [
        pytest.param(WHOLE, True, id="gzip by record"),
        pytest.param(wacz(PLAIN, name="archive/data.warc"), True, id="plain"),
        pytest.param(
            wacz(
                b"".join(zstandard.ZstdCompressor().compress(one) for one in RECORDS),
                name="archive/data.warc.zst",
            ),
            True,
            id="zstd by record",
        ),
        pytest.param(wacz(sink=Pipe()), True, id="sizes behind the data"),
        pytest.param(b"#!/bin/sh\n" + WHOLE, True, id="a script in front"),
        pytest.param(wacz(method=DEFLATED), False, id="deflated"),
        pytest.param(wacz(PLAIN, DEFLATED, "archive/data.warc"), False, id="plain deflated"),
        pytest.param(wacz(method=BZIP2), False, id="bzip2"),
        pytest.param(wacz(packed(PLAIN)), False, id="gzip as a whole"),
        pytest.param(wacz(name="archive/" + "long" * 99 + ".WARC.GZ"), True, id="a long name"),
    ],
)
def test_records(content: bytes, in_place: bool, tmp_path: Path) -> None:
    """All records are read; those of stored members by byte ranges that give them again."""
    items = read_bytes(content, tmp_path)
    assert numbers(items) == ALL
    for item in captures(items):
        assert item.format == "wacz"
        if in_place:
            assert item.length is not None
            alone = content[item.offset : item.offset + item.length]
            (tmp_path / "one.warc").write_bytes(alone)
            file = InputFile(tmp_path / "one.warc", "one", "warc", len(alone))
            assert [found.payload for found in captures(list(read_items(file, Limits())))] == [
                item.payload
            ]
        else:
            header = content.index(b"archive/data.warc") - 30
            assert (item.offset, item.length) == (header, None)


def test_members_tile(tmp_path: Path) -> None:
    """Each other member is one row over all of its bytes, up to the directory."""
    rows = [item for item in read_bytes(WHOLE, tmp_path) if not isinstance(item, Capture)]
    assert [(row.kind, row.reason, row.detail) for row in rows] == [  # type: ignore[union-attr]
        ("skipped", "wacz-member", "datapackage.json"),
        ("skipped", "wacz-member", "indexes/index.cdx.gz"),
        ("skipped", "wacz-member", "pages/pages.jsonl"),
    ]
    ends = [(row.offset, row.offset + row.length) for row in rows]  # type: ignore[union-attr,operator]
    assert ends[0] == (0, HEADER)
    assert (ends[1][1], ends[2][1]) == (ends[2][0], DIRECTORY)


def test_several_warcs(tmp_path: Path) -> None:
    """WARC files are read in the order of the file, wherever they lie."""
    content = zipped(
        [
            ("archive/b.warc.gz", packed(RECORDS[2]), STORED),
            ("archive/sub/a.warc", RECORDS[0], DEFLATED),
            ("loose.warc.gz", packed(RECORDS[1]), STORED),
            ("archive/", b"", STORED),
            ("archive/empty.warc", b"", STORED),
            ("archive/inner.wacz", WHOLE, STORED),
        ]
    )
    items = read_bytes(content, tmp_path)
    assert numbers(items) == [2, 0, 1]
    assert ledger(items) == ["nested-archive"]


def test_zip64(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes and places of 64 bits are read from the fields that hold them."""
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 10)
    content = wacz()
    assert b"PK\x06\x06" in content
    end = content.rindex(b"PK\x05\x06")
    for blob in (content, patched(content, (end + 8, b"\xff" * 12)), b"in front" + content):
        assert numbers(read_bytes(blob, tmp_path)) == ALL


def test_quarantine_names_the_place(tmp_path: Path) -> None:
    """What is kept of a record inside a deflated member names that member."""
    bad = record(http(bytes(range(99)), "Content-Encoding: br"), number=7, extra=("X-Note: a: b",))
    content = wacz(packed(bad) + packed(RECORDS[1]), DEFLATED)
    items = read_bytes(content, tmp_path)
    (kept,) = [item for item in items if isinstance(item, Quarantined)]
    header = content.index(b"archive/data") - 30
    assert (kept.row.offset, kept.row.length) == (header, None)
    head, _, block = kept.record.partition(b"\r\n\r\n")
    fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    assert json.loads(fields["colophon-origin"]) == {
        "dump": "crawl.wacz", "offset": header, "length": None, "format": "wacz",
    }  # fmt: skip
    assert fields["x-note"] == "a: b"
    assert fields["warc-target-uri"] == "https://harbour.example/7"
    assert int(fields["Content-Length"]) == len(block) - 4
    assert block.startswith(b"HTTP/1.1 200 OK")


def test_revisit_in_a_deflated_member(tmp_path: Path) -> None:
    """A revisit gets the place of its member, and stays a revisit."""
    again = record(b"", "revisit", 3, extra=("WARC-Refers-To: <urn:uuid:000000000001>",))
    items = read_bytes(wacz(packed(again), DEFLATED), tmp_path)
    (found,) = [item for item in items if isinstance(item, Revisit)]
    assert (found.capture.offset, found.capture.length) == (HEADER, None)


FLAGS = (HEADER + 6, b"\x01"), (ENTRY + 8, b"\x01")  # encrypted, in both headers
FLIP = AT + len(packed(RECORDS[0])) + 40  # inside the second record
PLAIN_WACZ = wacz(PLAIN, name="archive/data.warc")
DEFLATED_WACZ = wacz(method=DEFLATED)
END = WHOLE.rindex(b"PK\x05\x06")
THREE = [0, 2, 3]
LOST = "no-central-directory"
NOTHING = "wacz-without-records"
CUT = "truncated-archive"
DAMAGE = "damaged-archive"
# A name, what is left of the file, the pages that survive, the reasons of what does not.
DAMAGED: list[tuple[str, bytes, list[int], list[str]]] = [
    ("cut in the directory", WHOLE[: ENTRY + 9], ALL, [LOST, DAMAGE]),
    ("cut before the directory", WHOLE[:DIRECTORY], ALL, [LOST]),
    ("cut in another member", WHOLE[: DIRECTORY - 20], ALL, [LOST]),
    ("cut in the last record", WHOLE[: AT + len(BY_RECORD) - 9], [0, 1, 2], [LOST, CUT]),
    ("cut in the first record", WHOLE[: AT + 20], [], [LOST, CUT, NOTHING]),
    ("cut behind the local header", WHOLE[:AT], [], [LOST, CUT, NOTHING]),
    ("cut in the local header", WHOLE[: HEADER + 12], [], [LOST, DAMAGE, NOTHING]),
    ("cut in a deflated member", DEFLATED_WACZ[: HEADER + 500], [0], [LOST, CUT, CUT]),
    ("cut, sizes behind the data", wacz(sink=Pipe())[:AT + 700], [0, 1], [LOST, CUT]),
    ("the front is missing", WHOLE[HEADER + 20 :], ALL, [LOST, DAMAGE, DAMAGE]),
    ("empty", b"", [], [LOST, NOTHING]),
    ("no zip at all", b"\x00\x01junk" * 50, [], [LOST, DAMAGE, NOTHING]),
    ("zeros", bytes(600), [], [LOST, "padding"]),
    ("only an end record", b"PK\x05\x06" + bytes(18), [], [NOTHING]),
    ("junk behind", WHOLE + b"junk", ALL, [DAMAGE]),
    ("padded", WHOLE + bytes(512), ALL, ["padding"]),
    ("a flipped record", patched(WHOLE, (FLIP, b"\xff\xff")), THREE, [DAMAGE]),
    ("a flipped plain record", patched(PLAIN_WACZ, (AT + 250, b"?")), ALL, ["bad-checksum"]),
    ("a flipped deflated byte", patched(DEFLATED_WACZ, (AT + 700, b"\xff" * 9)), [0, 1],
        [DAMAGE, CUT]),
    ("a wrong sum of a deflated member", patched(DEFLATED_WACZ, (DEFLATED_WACZ.index(
        b"PK\x01\x02", DEFLATED_WACZ.index(b"PK\x01\x02") + 4) + 16, b"\0\0\0\0")), ALL,
        ["bad-checksum"]),
    ("a flipped local header", patched(WHOLE, (HEADER, b"XX")), ALL, [DAMAGE]),
    ("a flipped name length", patched(WHOLE, (HEADER + 26, b"\x09")), ALL, [DAMAGE]),
    ("a flipped size in the directory", patched(WHOLE, (ENTRY + 21, b"\x40")), ALL,
        ["overlapping-members"]),
    ("a flipped place in the directory", patched(WHOLE, (ENTRY + 45, b"\x40")), ALL,
        [LOST, DAMAGE]),
    ("a flipped directory signature", patched(WHOLE, (ENTRY, b"XX")), ALL, [LOST, DAMAGE]),
    ("a flipped end record", patched(WHOLE, (END + 16, b"\x01\x01")), ALL, [LOST, DAMAGE]),
    ("encrypted", patched(WHOLE, *FLAGS), [], ["encrypted-member", NOTHING]),
    ("an unknown compression", wacz(method=LZMA), [], ["unsupported-compression", NOTHING]),
    ("two members at one place", patched(WHOLE, (ENTRY + 42, bytes(4))), ALL,
        [DAMAGE, "overlapping-members"]),
    ("no WARC inside", zipped([("pages/pages.jsonl", PAGES, DEFLATED)]), [], [NOTHING]),
    ("a WARC without records", wacz(b"not a WARC file at all"), [], [DAMAGE, NOTHING]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "survivors", "reasons"), [case[1:] for case in DAMAGED], ids=[c[0] for c in DAMAGED]
)
def test_damage(content: bytes, survivors: list[int], reasons: list[str], tmp_path: Path) -> None:
    """Damage costs the records it hits and no others, and each loss has its row and reason."""
    items = read_bytes(content, tmp_path)
    assert (numbers(items), ledger(items)) == (survivors, reasons)


@pytest.mark.parametrize("method", [STORED, DEFLATED])
def test_too_many_members(method: int, tmp_path: Path) -> None:
    """Members above the limit are not read, with a directory or without."""
    content = wacz(method=method)
    for blob in (content, content[: content.index(b"PK\x01\x02")]):
        items = read_bytes(blob, tmp_path, Limits(archive_members=2))
        assert numbers(items) == ALL
        assert ledger(items)[-1] == "too-many-members"
    items = read_bytes(content, tmp_path, Limits(archive_members=1))
    assert ledger(items) == ["too-many-members", NOTHING]


def test_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A member that grows beyond the limits is cut there; what was inflated is still read."""
    bomb = packed(RECORDS[0]) + bytes(80 * 2**20)
    assert len(bz2.compress(bomb)) < 2000
    items = read_bytes(wacz(bomb, BZIP2), tmp_path)
    assert numbers(items) == [0]
    assert ledger(items)[0] == "member-too-large"
    monkeypatch.setattr("dataset_tools.readers.wacz.INFLATED_BYTES", 600)
    items = read_bytes(wacz(method=DEFLATED), tmp_path)
    assert numbers(items) == [0, 1]
    assert ledger(items) == ["member-too-large", CUT]


def test_names_are_no_paths(tmp_path: Path) -> None:
    """A name that leads elsewhere writes nothing, and control characters reach no ledger."""
    folder = tmp_path / "in"
    folder.mkdir()
    name = "../../out/\x1b[31m\n.warc.gz"
    items = read_bytes(zipped([(name, BY_RECORD, DEFLATED), ("../x\x07", b"x", STORED)]), folder)
    assert numbers(items) == ALL
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["crawl.wacz", "in"]
    assert all((row.detail or "").isprintable() for row in items if not isinstance(row, Capture))  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (WHOLE, "x", "wacz"),
        (WHOLE[:200], "x.zip", "wacz"),
        (wacz(sink=Pipe()), "x", "wacz"),
        (zipped([("archive/data.warc", PLAIN, STORED)]), "x", "wacz"),
        (zipped([("indexes/index.cdx.gz", INDEX, STORED)]), "x", "wacz"),
        (zipped([("word/document.xml", b"x", STORED)]), "x.docx", "unknown"),
        (zipped([("notes.txt", b"x", STORED)]), "x.wacz", "wacz"),
        (b"", "x.wacz", "wacz"),
        (WHOLE[HEADER + 20 :], "x.wacz", "wacz"),
    ],
)
def test_detection(head: bytes, name: str, expected: str) -> None:
    """The members of a zip tell a WACZ from others; the name tells it where they cannot."""
    assert detect_format(head, name) == expected


SEEDS = [WHOLE, DEFLATED_WACZ, PLAIN_WACZ, wacz(sink=Pipe()), wacz(packed(PLAIN), BZIP2)]


def sound(items: list[Item], size: int) -> None:
    """Every item lies within the file, and something is said of it."""
    assert items
    for item in items:
        row = item.row if isinstance(item, Quarantined) else item
        row = row.capture if isinstance(row, Revisit) else row
        assert 0 <= row.offset <= size  # type: ignore[union-attr]
        assert row.length is None or 0 <= row.length <= size - row.offset  # type: ignore[union-attr]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), max_size=6),
    st.integers(0, 2**16),
    st.booleans(),
)
def test_mutations(
    tmp_path_factory: pytest.TempPathFactory,
    seed: bytes,
    flips: list[tuple[int, int]],
    cut: int,
    whole: bool,
) -> None:
    """No change of a valid file raises, or gives items outside of it."""
    out = bytearray(seed)
    for at, value in flips:
        out[at % len(out)] = value
    content = bytes(out if whole else out[: cut % len(out)])
    sound(read_bytes(content, tmp_path_factory.getbasetemp()), len(content))


def test_cut_descriptors(tmp_path: Path) -> None:
    """A file that ends inside a data descriptor gives no item that ends beyond it."""
    piped = SEEDS[3]
    for at in (found.start() for found in re.finditer(b"PK\x07\x08", piped)):
        for cut in range(at, at + 16):
            sound(read_bytes(piped[:cut], tmp_path), cut)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.lists(st.binary(max_size=60), max_size=4))
@example(b"PK\x03\x04" + bytes(26) + b"a", [])
@example(b"PK\x05\x06" + b"\xff" * 18, [])
@example(b"PK\x06\x07" + b"\xff" * 16 + b"PK\x05\x06" + b"\xff" * 18, [])
def test_random(tmp_path_factory: pytest.TempPathFactory, head: bytes, parts: list[bytes]) -> None:
    """Bytes that are no zip, and headers among them, never raise."""
    marks = [b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x07\x08"]
    content = head + b"".join(marks[n % 4] + part for n, part in enumerate(parts))
    sound(read_bytes(content, tmp_path_factory.getbasetemp()), len(content))


@given(st.binary(max_size=200), st.lists(st.sampled_from(SEEDS), max_size=2), st.binary(max_size=9))
@settings(max_examples=60, deadline=None)
def test_walk_tiles(head: bytes, seeds: list[bytes], tail: bytes) -> None:
    """What is found without a directory covers the file, in order and without overlap."""
    content = head + b"".join(seeds) + tail
    parts = [
        part if isinstance(part, tuple) else (part.offset, part.stop)
        for part in walk_members(io.BytesIO(content), len(content))
    ]
    assert [start for start, _ in parts[:1]] == [0][: len(content)]
    assert [stop for _, stop in parts[-1:]] == [len(content)][: len(content)]
    assert all(one[1] == two[0] for one, two in pairwise(parts))
