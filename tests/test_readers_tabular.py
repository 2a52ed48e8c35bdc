"""What comes out of Parquet, Arrow, CSV and JSON arrays, whole, damaged and hostile."""

import csv
import gzip
import io
import json
import struct
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyarrow import ipc

from dataset_tools.builder import build
from dataset_tools.dump import InputFile, Limits, Reading
from dataset_tools.errors import InputError
from dataset_tools.model import Capture, LedgerRow, Page
from dataset_tools.readers import read, read_items
from dataset_tools.readers.buffers import claimed_bytes
from dataset_tools.readers.decode import decode
from dataset_tools.readers.inputs import find_inputs
from dataset_tools.readers.items import Item, Seam
from dataset_tools.readers.sniff import detect_format
from dataset_tools.validation import validate

packed = partial(gzip.compress, mtime=0)
LIMITS = Limits()
TEXT = "Noon ferry – 渡轮"


def read_as(
    format_: str,
    content: bytes,
    tmp_path: Path,
    *,
    name: str = "dump",
    limits: Limits = LIMITS,
    columns: dict[str, str] | None = None,
) -> list[Capture | LedgerRow]:
    path = tmp_path / "content"
    path.write_bytes(content)
    reading = Reading(columns=tuple((columns or {}).items()))
    return list(read(InputFile(path, name, format_, len(content), reading), limits))


def parquet(table: pa.Table, **options: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, **options)
    return sink.getvalue()


def arrow(
    table: pa.Table, *, stream: bool = False, codec: str | None = None, rows: int = 2
) -> bytes:
    sink = io.BytesIO()
    new = ipc.new_stream if stream else ipc.new_file
    with new(sink, table.schema, options=ipc.IpcWriteOptions(compression=codec)) as writer:
        writer.write_table(table, rows)
    return sink.getvalue()


def shown(items: list[Any]) -> list[str]:
    """Write items as short lines: what a page says, or kind, reason and detail of a row."""
    return [
        item.payload.decode("utf-8", "replace")
        if isinstance(item, Capture)
        else f"{item.kind} {item.reason}@{item.offset}: {item.detail}"
        for item in items
    ]


def captures(items: list[Capture | LedgerRow]) -> list[Capture]:
    assert all(isinstance(item, Capture) for item in items), shown(items)
    return [item for item in items if isinstance(item, Capture)]


# --- Parquet and Arrow ---------------------------------------------------------------------------

WRITERS: dict[str, tuple[str, Callable[[pa.Table], bytes]]] = {
    "parquet": ("parquet", parquet),
    "parquet, no dictionary": ("parquet", partial(parquet, use_dictionary=False)),
    "arrow file": ("dataset", arrow),
    "arrow stream": ("dataset", partial(arrow, stream=True)),
    "arrow lz4": ("dataset", partial(arrow, codec="lz4")),
    "arrow zstd stream": ("dataset", partial(arrow, stream=True, codec="zstd")),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_rows(writer: str, tmp_path: Path) -> None:
    """Rows become captures in order, placed by row number, and other columns are not read."""
    table = pa.table({"n": [1, 2, 3], "text": [TEXT, "b", "c"], "url": ["u1", None, "u3"]})
    format_, write = WRITERS[writer]
    content = write(table)
    assert detect_format(content[:65536], "any") == format_
    found = captures(read_as(format_, content, tmp_path))
    assert [(c.offset, c.length, c.url) for c in found] == [
        (0, None, "u1"), (1, None, None), (2, None, "u3"),
    ]  # fmt: skip
    assert found[0].payload == TEXT.encode()
    assert (found[0].markup, found[0].content_type) == ("text", "text/plain; charset=utf-8")


@pytest.mark.parametrize("writer", ["parquet", "arrow file"])
@pytest.mark.parametrize(
    "column",
    [
        pa.array([TEXT, None]),
        pa.array([TEXT, None], pa.large_string()),
        pa.array([TEXT, None], pa.string_view()),
        pa.array([TEXT, None]).dictionary_encode(),
    ],
    ids=lambda column: str(column.type).partition("<")[0],
)
def test_string_types(writer: str, column: pa.Array, tmp_path: Path) -> None:
    """Every kind of string is UTF-8 text; a null page is damage of its row."""
    format_, write = WRITERS[writer]
    first, second = read_as(format_, write(pa.table({"text": column})), tmp_path)
    assert isinstance(first, Capture)
    assert (first.payload.decode(), first.content_type) == (TEXT, "text/plain; charset=utf-8")
    assert isinstance(second, LedgerRow)
    assert (second.kind, second.reason, second.offset) == ("damage", "bad-row", 1)


@pytest.mark.parametrize("writer", ["parquet", "arrow stream"])
def test_bytes_have_an_unknown_charset(writer: str, tmp_path: Path) -> None:
    """A binary page is taken as it is, and its charset is found by evidence."""
    page = '<meta charset="gbk"><p>渡轮</p>'.encode("gbk")
    columns = {"html": pa.array([page], pa.binary()), "content_type": ["text/html"]}
    format_, write = WRITERS[writer]
    (item,) = captures(read_as(format_, write(pa.table(columns)), tmp_path))
    assert (item.payload, item.content_type, item.markup) == (page, "text/html", "html")
    decoded = decode(item, LIMITS)
    assert isinstance(decoded, Page)
    assert decoded.text.endswith("<p>渡轮</p>")


MOMENT = datetime(2024, 3, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("writer", ["parquet", "arrow file"])
@pytest.mark.parametrize(
    ("column", "moment", "flags"),
    [
        (pa.array([MOMENT], pa.timestamp("us", "UTC")), MOMENT, ()),
        (pa.array([MOMENT], pa.timestamp("ns", "Asia/Shanghai")), MOMENT, ()),
        (pa.array(["2024-03-01T18:00:00+08:00"]), MOMENT, ()),
        (pa.array([datetime(2024, 3, 1)], pa.timestamp("ms")), None, ("captured-at-unreadable",)),  # noqa: DTZ001
        (pa.array([date(2024, 3, 1)]), None, ("captured-at-unreadable",)),
        (pa.array([2**52], pa.timestamp("ms", "UTC")), None, ("captured-at-unreadable",)),
        (pa.array([None], pa.timestamp("us")), None, ()),
    ],
    ids=["us", "ns in a zone", "text", "no zone", "a day", "year 144680", "null"],
)
def test_captured_at(
    writer: str, column: pa.Array, moment: Any, flags: tuple[str, ...], tmp_path: Path
) -> None:
    """A timestamp with a zone names a moment; without one, and a day alone, it names none."""
    format_, write = WRITERS[writer]
    table = pa.table({"text": ["a"], "captured_at": column})
    (item,) = captures(read_as(format_, write(table), tmp_path))
    assert (item.captured_at, item.flags) == (moment, flags)


def test_mapping(tmp_path: Path) -> None:
    """Columns have the names that corpus.toml gives, also members of structs, and maps."""
    table = pa.table(
        {
            "content": [TEXT],
            "html": ["<p>not asked for"],
            "meta": [{"link": "u", "more": {"by": ["x", "y"]}}],
            "headers": pa.array([[("ETag", "1")]], pa.map_(pa.string(), pa.string())),
            "date": [date(2024, 3, 1)],
            "license": [["CC-BY-4.0", "MIT"]],
            "title": [Decimal("1.50")],
            "record_id": [7],
        }
    )
    columns = {"text": "content", "url": "meta.link", "author": "meta.more.by"}
    for format_, content in (("parquet", parquet(table)), ("dataset", arrow(table))):
        (item,) = captures(read_as(format_, content, tmp_path, columns=columns))
        assert (item.payload.decode(), item.url, item.record_id) == (TEXT, "u", "7")
        assert item.headers == (("etag", "1"),)
        assert item.declared == (
            ("title", "1.50"), ("date", "2024-03-01"), ("author", "x"), ("author", "y"),
            ("license", "CC-BY-4.0"), ("license", "MIT"),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("names", "columns", "problem", "hint"),
    [
        (["content", "id"], {}, 'there are "content", "id"', '[columns] text = "content"'),
        (["x"], {}, 'no column html, html_base64 or text; there are "x"', 'text = "NAME"'),
        (["text"], {"text": "body"}, 'text = "body": no such column', "mend [columns]"),
        (["text"], {"url": "meta.link"}, 'url = "meta.link": no such column', "mend [columns]"),
        (["text", "text"], {}, 'two columns are called "text"', "rename"),
        ([f"c{n}" for n in range(900)], {}, "and 860 more", "corpus.toml"),
        (['x"\n\x1b[31m' + "y" * 99], {}, '"x???[31m', "corpus.toml"),
    ],
    ids=["likely", "nothing", "page missing", "member missing", "twice", "many", "hostile name"],
)
@pytest.mark.parametrize("kind", ["parquet", "arrow", "csv"])
def test_columns_that_are_not_there(
    kind: str, names: list[str], columns: dict[str, str], problem: str, hint: str, tmp_path: Path
) -> None:
    """A table without a page column stops with the columns there are and the line to write."""
    table = pa.Table.from_arrays([pa.array(["a"])] * len(names), names)
    header = io.StringIO()
    csv.writer(header).writerow([name.replace("\n", "?") for name in names])
    contents = {
        "parquet": parquet(table), "arrow": arrow(table), "csv": header.getvalue().encode(),
    }  # fmt: skip
    format_ = "parquet" if kind == "parquet" else "dataset"
    with pytest.raises(InputError) as caught:
        read_as(format_, contents[kind], tmp_path, name=f"dump.{kind}", columns=columns)
    assert problem in caught.value.problem
    assert hint in (caught.value.hint or "")
    assert len(str(caught.value)) < 3000


PAGES = pa.table({"text": [f"page {n} " * 40 for n in range(3000)]})
SOUND = parquet(PAGES, row_group_size=1000, write_page_checksum=True, use_dictionary=False)


def flipped(group: int) -> bytes:
    """Flip one bit in the middle of a row group of SOUND."""
    chunk = pq.read_metadata(io.BytesIO(SOUND)).row_group(group).column(0)
    at = chunk.data_page_offset + chunk.total_compressed_size // 2
    return SOUND[:at] + bytes([SOUND[at] ^ 1]) + SOUND[at + 1 :]


FLIPPED = flipped(0)


def nested(depth: int) -> bytes:
    """Return a Parquet file whose schema nests groups, written by hand (compact Thrift)."""
    element = b"\x35\x00\x18\x01a\x15\x02\x00"
    leaf = b"\x15\x0c\x25\x00\x18\x04text\x00"
    count, varint = depth + 1, b""
    while count > 127:
        varint, count = varint + bytes([count & 127 | 128]), count >> 7
    footer = b"\x15\x02\x19\xfc" + varint + bytes([count]) + element * depth + leaf
    footer += b"\x16\x00\x19\x0c\x00"
    return b"PAR1" + footer + struct.pack("<I", len(footer)) + b"PAR1"


def repeated(size: int, rows: int) -> pa.Table:
    column = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), ["x" * size])
    return pa.table({"text": column})


NO_FOOTER = "there is no footer at the end of the file"
HOSTILE_PARQUET: dict[str, tuple[bytes, int, list[str]]] = {
    "a page with a wrong checksum": (
        flipped(1),
        2000,
        ["damage damaged-archive@1000: rows 1000 to 1999, of row group 1"],
    ),
    "a page of the first group": (
        FLIPPED,
        2000,
        ["damage damaged-archive@0: rows 0 to 999, of row group 0"],
    ),
    "cut": (SOUND[:-100], 0, [f"damage truncated-archive@0: {NO_FOOTER}"]),
    "cut to its magic": (b"PAR1", 0, [f"damage truncated-archive@0: {NO_FOOTER}"]),
    "empty": (b"", 0, [f"damage damaged-archive@0: {NO_FOOTER}"]),
    "junk": (b"\0" * 99, 0, [f"damage damaged-archive@0: {NO_FOOTER}"]),
    "a footer of all but no bytes": (
        b"PAR1\0\0\0\0PAR1", 0, ["damage damaged-archive@0: the footer cannot be read"],
    ),
    "a footer longer than the file": (
        SOUND[:-8] + b"\xff\xff\xff\xffPAR1", 0,
        ["damage damaged-archive@0: the footer claims 4294967295 bytes"],
    ),
    "a footer of junk": (
        b"PAR1" + b"\x19\xfc" * 50 + b"\x64\0\0\0PAR1", 0,
        ["damage damaged-archive@0: the footer cannot be read"],
    ),
    "encrypted": (
        SOUND[:-4] + b"PARE", 0, ["damage damaged-archive@0: the footer is encrypted"],
    ),
    "groups nested 100 000 deep": (
        nested(100_000), 0, ["damage damaged-archive@0: the footer cannot be read"],
    ),
    "one value in all rows": (
        parquet(repeated(2**19, 10_000), compression="zstd"), 1,
        ["damage expands-too-much@1: rows 1 to 9999, of row group 0"],
    ),
    "nulls without end": (
        parquet(pa.table({"text": pa.nulls(3_000_000, pa.string())}), row_group_size=2**22), 0,
        ["damage expands-too-much@0: rows 0 to 2999999, of row group 0"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE_PARQUET)
def test_hostile_parquet(case: str, tmp_path: Path) -> None:
    """Damage costs a row group, and what cannot be read at all is one row of the ledger."""
    content, whole, rows = HOSTILE_PARQUET[case]
    limits = Limits(inflate_ratio=100)
    items = read_as("parquet", content, tmp_path, limits=limits)
    assert sum(isinstance(item, Capture) for item in items) == whole
    assert shown([item for item in items if isinstance(item, LedgerRow)]) == rows


def test_parquet_ranges(tmp_path: Path) -> None:
    """Ranges count row groups; together they give what one read gives, and their seams meet."""
    path = tmp_path / "dump"
    path.write_bytes(FLIPPED)

    def part(start: int, stop: int | None) -> list[Item]:
        file = InputFile(path, "dump", "parquet", len(SOUND), start=start, stop=stop)
        return list(read_items(file, LIMITS))

    *first, seam = part(0, 1)
    *second, next_seam = part(1, None)
    assert (seam, next_seam) == (Seam(0, 1), Seam(1, 3))
    assert first + second == part(0, None)
    assert part(3, 9) == [Seam(3, 3)]
    path.write_bytes(SOUND[:-9])
    damaged = [part(0, 2), part(2, None)]
    assert [len(items) for items in damaged] == [2, 1]


THREE = pa.table({"text": pa.chunked_array([["one " * 50], ["two " * 50], ["three " * 50]])})
PLAIN, LZ4 = arrow(THREE), arrow(THREE, codec="lz4")
OUT_OF_BOUNDS = pa.DictionaryArray.from_arrays(pa.array([0, 7]), ["x"], safe=False)


def claimed_anew(content: bytes, old: int, new: int) -> bytes:
    """Change what the last buffer of a length claims to become."""
    before, found, behind = content.rpartition(struct.pack("<q", old))
    assert found
    return before + struct.pack("<q", new) + behind


HOSTILE_ARROW: dict[str, tuple[bytes, list[str]]] = {
    "cut inside of a batch": (
        PLAIN[: PLAIN.index(b"two") + 9],
        [
            "one " * 50,
            "damage damaged-archive@1: the rest, from row 1 on",
        ],
    ),
    "without its footer": (
        PLAIN[:-20],
        [
            *("one " * 50, "two " * 50, "three " * 50),
            f"damage truncated-archive@3: {NO_FOOTER}",
        ],
    ),
    "only a magic word": (
        b"ARROW1\0\0", ["damage damaged-archive@0: the schema cannot be read"],
    ),
    "a schema of junk": (
        b"\xff\xff\xff\xff\x10\0\0\0" + b"\x55" * 16,
        ["damage damaged-archive@0: the schema cannot be read"],
    ),
    "a buffer that claims 8 GB": (
        claimed_anew(LZ4, 300, 2**33),
        [
            *("one " * 50, "two " * 50),
            f"damage expands-too-much@2: a batch that claims {2**33 + 8} bytes",
        ],
    ),
    "a buffer that lies": (
        claimed_anew(LZ4, 300, 299),
        ["one " * 50, "two " * 50, "damage damaged-archive@2: one batch, before row 2"],
    ),
    "an offset out of its buffer": (
        PLAIN.replace(struct.pack("<ii", 0, 200), struct.pack("<ii", 0, 2**30), 1),
        ["damage damaged-archive@0: one batch, before row 0", "two " * 50, "three " * 50],
    ),
    "a dictionary index out of bounds": (
        arrow(pa.table({"text": OUT_OF_BOUNDS})),
        ["damage damaged-archive@0: one batch, before row 0"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE_ARROW)
def test_hostile_arrow(case: str, tmp_path: Path) -> None:
    """A damaged batch is one damage row; where the stream itself breaks, the rest is."""
    content, expected = HOSTILE_ARROW[case]
    assert shown(read_as("dataset", content, tmp_path)) == expected


def test_claims_of_plain_buffers() -> None:
    """Messages that are not compressed claim nothing; each compressed one what it becomes."""
    for content, claims in ((PLAIN, [0] * 3), (LZ4, [208, 208, 308])):
        reader = ipc.MessageReader.open_stream(io.BytesIO(content[8:]))
        assert [claimed_bytes(message) for message in reader][1:] == claims


def test_broken_strings_are_pages_all_the_same(tmp_path: Path) -> None:
    """A string column may hold bytes that are no UTF-8: a page then, but no URL."""
    gbk = "渡轮".encode("gbk")
    column = pa.array([gbk, b"ok", b"ok"], pa.binary()).view(pa.string())
    url = pa.array([b"u", b"\xff", b"u"], pa.binary()).view(pa.string())
    table = pa.table({"text": column, "url": url})
    for format_, content in (("parquet", parquet(table)), ("dataset", arrow(table))):
        first, second, third = read_as(format_, content, tmp_path)
        assert isinstance(first, Capture)
        assert (first.payload, first.content_type) == (gbk, None)
        assert shown([second]) == ["damage bad-row@1: url is not UTF-8"]
        assert isinstance(third, Capture)


FUZZ = """
import random, sys
from pathlib import Path
from dataset_tools.dump import InputFile, Limits
from dataset_tools.errors import InputError
from dataset_tools.readers import read
name, format_ = sys.argv[1:]
path, sound = Path(name + ".fuzz"), Path(name).read_bytes()
chance = random.Random(1)
for _ in range(400):
    content = bytearray(sound)
    near = len(sound) - chance.randrange(1, min(len(sound), 2000))
    for at in (near, chance.randrange(len(sound)))[: chance.choice((1, 2))]:
        content[at] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    try:
        list(read(InputFile(path, "d", format_, len(content)), Limits()))
    except InputError:
        pass
"""


@pytest.mark.parametrize("writer", ["parquet", "arrow file", "arrow zstd stream"])
def test_flipped_bits_never_end_the_process(writer: str, tmp_path: Path) -> None:
    """Whatever bit is flipped, reading goes on or says why; pyarrow aborts on some footers."""
    table = pa.table({"text": ["a " * 30, "b " * 30] * 20, "author": [["x"], None] * 20})
    format_, write = WRITERS[writer]
    path = tmp_path / "sound"
    path.write_bytes(write(table))
    command = [sys.executable, "-c", FUZZ, str(path), format_]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


# --- CSV and TSV ---------------------------------------------------------------------------------

CSV_CASES: dict[str, tuple[bytes, list[str]]] = {
    "quotes and line ends": (b'text,url\r\n"a ""b""\r\nc",u\r\n', ['a "b"\r\nc']),
    "a byte-order mark": (b"\xef\xbb\xbftext\na\n", ["a"]),
    "no line end at the end": (b"text\na", ["a"]),
    "blank lines": (b"text,url\n\n  \na,u\n\r\n", ["a"]),
    "semicolons": (b"text;url\na,b;u\n", ["a,b"]),
    "only a header": (b"text,url\n", []),
    "nothing": (b"", []),
    "too many fields": (
        b"text,url\na,b,c\nd,u\n",
        ["damage bad-row@9: 3 fields where the header has 2", "d"],
    ),
    "too few fields": (
        b"text,url\na\nd,u\n",
        ["damage bad-row@9: 1 fields where the header has 2", "d"],
    ),
    "a quote that does not end": (
        b'text,url\na,u\n"b,u\nc,u\n"d",u\n',
        ["a", "damage bad-row@13: a quote in a wrong place", "c", "d"],
    ),
    "text behind a quote": (
        b'text,url\n"a"b,u\nc,u\n',
        ["damage bad-row@9: a quote in a wrong place", "c"],
    ),
    "an empty page": (b"text,url\n,u\n", [""]),
    "a url that is not UTF-8": (
        b"text,url\na,\xff\nb,u\n",
        ["damage bad-row@9: url is not UTF-8", "b"],
    ),
    "headers that are no object": (
        b'text,headers\na,"{""X"": ""1""}"\nb,x\n',
        ["a", "damage bad-row@32: headers is not an object"],
    ),
    "a line that is too long": (
        b"text,url\n" + b"x" * 200_000 + b",u\nb,u\n",
        ["damage bad-row@9: longer than 150000 bytes", "b"],
    ),
}


@pytest.mark.parametrize("case", CSV_CASES)
def test_csv(case: str, tmp_path: Path) -> None:
    """Records become captures; a bad one is one damage row and costs no other."""
    content, expected = CSV_CASES[case]
    assert detect_format(content, "a.csv") == "dataset"
    items = read_as("dataset", content, tmp_path, name="a.csv", limits=Limits(line_bytes=150_000))
    assert shown(items) == expected
    assert shown(read_as("dataset", packed(content), tmp_path, name="a.csv.gz")) == expected or (
        "too long" in case
    )


def test_tsv_and_charsets(tmp_path: Path) -> None:
    """TSV is cut at tabs; pages in another charset than UTF-8 stay bytes."""
    content = "text\turl\n渡, 轮\tu\n".encode("gbk")
    (item,) = captures(read_as("dataset", content, tmp_path, name="a.tsv"))
    assert (item.payload, item.content_type, item.url) == ("渡, 轮".encode("gbk"), None, "u")
    with pytest.raises(InputError, match="is UTF-16"):
        read_as("dataset", "\ufefftext\na\n".encode("utf-16-le"), tmp_path, name="a.csv")


def test_bad_quotes_cost_bounded_time(tmp_path: Path) -> None:
    """A file of nothing but opening quotes is read in linear time, and no line is lost."""
    content = b"text,url\n" + b'"a\n' * 60_000
    items = read_as("dataset", content, tmp_path, name="a.csv", limits=Limits(line_bytes=20_000))
    at = 9
    for item in items:
        assert (item.kind, item.offset) == ("damage", at)  # type: ignore[union-attr]
        at += (item.length or 0) + 1
    assert at == len(content)


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(cells.filter(str.strip), cells), max_size=6))
@example([("a\r\nb\n", '"')])
def test_csv_round_trip(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    """What Python's csv module writes is read as it was."""
    sink = io.StringIO(newline="")
    csv.writer(sink).writerows([("text", "url"), *rows])
    content = sink.getvalue().encode()
    found = captures(read_as("dataset", content, tmp_path_factory.getbasetemp(), name="a.csv"))
    assert [(c.payload.decode(), c.url) for c in found] == [(t, u or None) for t, u in rows]
    for item in found:
        assert item.length is not None
        record = content[item.offset : item.offset + item.length].decode()
        assert next(csv.reader(io.StringIO(record, newline="")))[0] == item.payload.decode()


# --- JSON arrays ---------------------------------------------------------------------------------

JSON_CASES: dict[str, tuple[bytes, list[str]]] = {
    "one line": (b'[{"text": "a"}, {"text": "b"}]', ["a", "b"]),
    "pretty": (b'[\n  {\n    "text": "a [{\\"",\n    "x": [{"y": "}"}]\n  }\n]\n', ['a [{"']),
    "in an object": (b'{"version": 1.5, "ok": true, "data": [\n{"text": "a"}]}', ["a"]),
    "more behind the array": (
        b'{"data": [{"text": "a"}], "more": [2]}',
        ["a", "skipped outside-the-array@24: None"],
    ),
    "values that are no objects": (
        b'[{"text": "a"}, 7, "x", null, [{"text": "no"}], {"text": "b"}]',
        ["a", *(f"damage bad-row@{n}: not a JSON object" for n in (16, 19, 24, 30)), "b"],
    ),
    "a string that does not end": (
        b'[\n{"text": "a"},\n{"text": "b},\n{"text": "c"}\n]',
        ["a", "damage bad-row@17: an object that does not end", "c"],
    ),
    "an object that is no JSON": (
        b'[{"text": "a"},{"text": b},{"text": "c"}]',
        ["a", "damage bad-row@15: not JSON at character 9", "c"],
    ),
    "not UTF-8": (
        b'[{"text": "\xff"},{"text": "c"}]',
        ["damage bad-row@1: byte 10 is not UTF-8", "c"],
    ),
    "cut in an object": (
        b'[{"text": "a"},\n{"text": "b',
        ["a", "damage truncated-archive@16: the array does not end"],
    ),
    "cut behind an object": (
        b'[{"text": "a"},',
        ["a", "damage truncated-archive@15: the array does not end"],
    ),
    "nested without end": (
        b'[{"text": ' + b"[" * 100_000 + b'\n, {"text": "no"}\n{"text": "b"}]',
        ["damage bad-row@1: an object that does not end", "b"],
    ),
    "too long": (
        b'[{"text": "' + b"x" * 200_000 + b'"},\n{"text": "b"}]',
        ["damage bad-row@1: an object that does not end", "b"],
    ),
}


@pytest.mark.parametrize("case", JSON_CASES)
def test_json_array(case: str, tmp_path: Path) -> None:
    """Each object of the array is a capture; broken ones cost themselves."""
    content, expected = JSON_CASES[case]
    assert detect_format(content[:65536], "a.json") == "dataset"
    items = read_as("dataset", content, tmp_path, limits=Limits(line_bytes=150_000))
    assert shown(items) == expected


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=9), max_size=5), st.sampled_from([None, 2]), st.booleans())
def test_json_round_trip(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], indent: int | None, ascii_: bool
) -> None:
    """What Python's json module writes is read as it was, at the place where it stands."""
    entries = [{"text": text, "n": [{"}": "]"}]} for text in texts]
    content = json.dumps(entries, indent=indent, ensure_ascii=ascii_).encode()
    found = captures(read_as("dataset", content, tmp_path_factory.getbasetemp()))
    assert [c.payload.decode() for c in found] == texts
    for item in found:
        assert item.length is not None
        assert json.loads(content[item.offset : item.offset + item.length]) in entries


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(['{"text":"a"}', "{", "}", '"', "[", "]", ",", "\n", "7"]), max_size=9
    ),
    st.sampled_from(["a.csv", "a.json"]),
)
def test_any_junk_ends(
    tmp_path_factory: pytest.TempPathFactory, parts: list[str], name: str
) -> None:
    """No input makes a reader raise anything but InputError, or place a row out of the file."""
    head = "[" if name.endswith("json") else "text\n"
    content = (head + "".join(parts)).encode()
    for item in read_as("dataset", content, tmp_path_factory.getbasetemp(), name=name):
        assert 0 < item.offset <= item.offset + (item.length or 0) <= len(content)


@pytest.mark.parametrize("name", ["a.csv", "a.json"])
def test_a_cut_archive(name: str, tmp_path: Path) -> None:
    """A compressed file that is cut gives its whole records, then a damage row."""
    texts = [f"{n**20}" for n in range(9000)]
    content = (
        json.dumps([{"text": t} for t in texts]) if "json" in name else "text\n" + "\n".join(texts)
    )
    items = read_as("dataset", packed(content.encode())[:-999], tmp_path, name=name)
    assert isinstance(items[-1], LedgerRow)
    assert items[-1].reason == "truncated-archive"
    assert len(captures(items[:-1])) > 5000


# --- folders -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (b"PAR1", "a", "parquet"),
        (b"ARROW1\0\0", "a", "dataset"),
        (b"\xff\xff\xff\xff\x10\x01\0\0", "a", "dataset"),
        (b"text,url\n<p>a,u\n", "a.csv", "dataset"),
        (packed(b"text\n"), "a.TSV.gz", "dataset"),
        (b"", "a.csv", "dataset"),
        (b'[{"a": 1}]', "a", "dataset"),
        (packed(b'[\n {"a": 1}]'), "a.json.gz", "dataset"),
        (b'{"data": [{"a": 1}]}', "a.json", "dataset"),
        (b'{"data": [{"a": 1}]}\n{"data": []}\n', "a.json", "jsonl"),
        (b'{"data": [{"a": 1}]}', "a.jsonl", "jsonl"),
        (b"[1] A note\n", "a", "text"),
        (b"[ ] A list\n", "a.txt", "text"),
        (packed(b"PAR1\0"), "a.gz", "unknown"),
        (b"\0\0", "a.csv", "unknown"),
    ],
)
def test_detect_format(head: bytes, name: str, expected: str) -> None:
    """Tables are told by their content, CSV and TSV by their names."""
    assert detect_format(head, name) == expected


def test_dataset_folder(tmp_path: Path) -> None:
    """Files that describe a dataset are no pages of it, and the ledger says so."""
    for name, content in {
        "README.md": b"# Card\n", "LICENSE": b"CC0\n", "data/train.parquet": parquet(THREE),
        "data/state.json": b"{}", "data/dataset_info.json": b'{"a": [{"b": 1}]}', "notes.txt": b"a",
    }.items():  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    found = find_inputs([str(tmp_path)], "auto", tmp_path / "spool")
    assert {file.dump: file.format for file in found} == {
        "LICENSE": "dataset-file", "README.md": "dataset-file", "notes.txt": "text",
        "data/dataset_info.json": "dataset-file", "data/state.json": "dataset-file",
        "data/train.parquet": "parquet",
    }  # fmt: skip
    (row,) = read(found[0], LIMITS)
    assert isinstance(row, LedgerRow)
    assert (row.kind, row.reason, row.length) == ("skipped", "dataset-file", 4)
    (tmp_path / "data/train.parquet").unlink()
    found = find_inputs([str(tmp_path)], "auto", tmp_path / "spool")
    assert "text" in {file.format for file in found if file.dump == "README.md"}


def test_save_to_disk(tmp_path: Path) -> None:
    """A folder that `datasets` saved is read shard by shard."""
    from datasets import Dataset, disable_progress_bars

    disable_progress_bars()
    Dataset.from_dict({"text": ["a", "b", "c"]}).save_to_disk(tmp_path / "saved", num_shards=2)
    found = find_inputs([str(tmp_path / "saved")], "auto", tmp_path / "spool")
    items = [item for file in found for item in read(file, LIMITS)]
    assert [c.payload for c in items if isinstance(c, Capture)] == [b"a", b"b", b"c"]
    assert sorted(r.reason or "" for r in items if isinstance(r, LedgerRow)) == ["dataset-file"] * 2


# --- builds --------------------------------------------------------------------------------------

PARAGRAPHS = (
    "The harbour board met on Friday evening to settle how the second slipway will be paid for,"
    " and its members agreed to rent out two old boat sheds before the winter begins.\n\n"
    "Dredging of the outer basin starts in April, said the engineer of the board, who expects that"
    " the first trawler will be hauled up there in the autumn of the following year."
)


def write_corpus(tmp_path: Path, kind: str) -> Path:
    texts = [f"{PARAGRAPHS} Berth {n} stays closed." for n in ("one", "two", "three")]
    folder = tmp_path / "dumps"
    folder.mkdir()
    if kind == "parquet":
        links = [{"link": f"https://harbour.example/{n}"} for n in range(3)]
        table = pa.table({"content": texts, "meta": links})
        (folder / "a.parquet").write_bytes(parquet(table, row_group_size=2))
        (folder / "README.md").write_text("# Harbour\n", "utf-8")
    else:
        with (folder / "a.csv").open("w", encoding="utf-8", newline="") as file:
            rows = [(text, f"https://harbour.example/{n}") for n, text in enumerate(texts)]
            csv.writer(file).writerows([("content", "meta.link"), *rows])
    return folder


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_build(kind: str, tmp_path: Path) -> None:
    """A folder of tables becomes a release, by the columns that corpus.toml names."""
    folder = write_corpus(tmp_path, kind)
    config = tmp_path / "corpus.toml"
    config.write_text('[columns]\ntext = "content"\nurl = "meta.link"\n', "utf-8")
    built = build(
        [folder], tmp_path / "out", config=config, policy="internal", workers=1,
        checks=kind == "parquet",
    )  # fmt: skip
    assert built.passed, built.reports
    assert (built.sums.captures, built.sums.kept) == (3, 3)
    assert validate(tmp_path / "out", source=[folder]).passed
    table = pq.read_table(tmp_path / "out" / "data" / "text").to_pylist()
    assert {row["url"] for row in table} == {f"https://harbour.example/{n}" for n in range(3)}
    assert all(row["text"].startswith("The harbour board met") for row in table)
    ledger = pq.read_table(tmp_path / "out" / "meta" / "ledger").to_pylist()
    skipped = [row["dump"] for row in ledger if row["reason"] == "dataset-file"]
    assert skipped == (["README.md"] if kind == "parquet" else [])


def test_build_without_a_mapping(tmp_path: Path) -> None:
    """A build stops before it converts anything and names the line to write."""
    folder = write_corpus(tmp_path, "parquet")
    with pytest.raises(InputError, match=r'\[columns\] text = "content"'):
        build([folder], tmp_path / "out", workers=1)
