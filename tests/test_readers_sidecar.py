"""An index.jsonl beside saved pages: what it says reaches the pages, and every line counts."""

import gzip
import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset_tools.dump import InputFile, Limits, Sidecar
from dataset_tools.model import Capture, LedgerRow
from dataset_tools.readers import read_items
from dataset_tools.readers.inputs import find_inputs
from dataset_tools.readers.items import Item, Quarantined
from dataset_tools.readers.sidecar import LINE_BYTES, NAME

packed = partial(gzip.compress, mtime=0)

URL = "https://harbour.example/a"
WHEN = datetime(2024, 3, 1, 10, 20, 30, tzinfo=UTC)
PAGE = b"<!doctype html><p>The ferry sails at noon."


def line(file: str, **said: object) -> bytes:
    return json.dumps({"file": file, **said}).encode() + b"\n"


GOOD = line(
    "a.html",
    url=URL,
    captured_at="2024-03-01T18:20:30+08:00",
    headers={"Content-Type": "text/html; charset=gbk", "X-Robots-Tag": ["noai", "noindex"]},
)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A folder with saved pages, one of them hidden, and a link."""
    root = tmp_path / "saved"
    for name in ("a.html", "sub/b.html", "sub/.hidden.html", "ümlaut 　.html"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(PAGE)
    (tmp_path / "outside.html").write_bytes(PAGE)
    return root


def read_folder(root: Path, index: bytes | None, format_: str = "auto") -> dict[str, list[Item]]:
    if index is not None:
        (root / NAME).write_bytes(index)
    files = find_inputs([str(root)], format_, root / "spool")
    return {file.dump: list(read_items(file, Limits())) for file in files}


def test_pages_get_what_the_index_says(saved: Path) -> None:
    """Address, moment, headers and content type of a page come from its line."""
    found = read_folder(saved, GOOD + line("./sub//b.html", url="https://harbour.example/b"))
    (page,) = found["a.html"]
    assert isinstance(page, Capture)
    assert (page.url, page.captured_at, page.payload) == (URL, WHEN, PAGE)
    assert page.content_type == "text/html; charset=gbk"
    assert page.headers == (
        ("content-type", "text/html; charset=gbk"),
        ("x-robots-tag", "noai"),
        ("x-robots-tag", "noindex"),
    )
    (other,) = found["sub/b.html"]
    assert isinstance(other, Capture)
    assert (other.url, other.captured_at, other.headers) == ("https://harbour.example/b", None, ())
    (plain,) = found["ümlaut 　.html"]
    assert isinstance(plain, Capture)
    assert (plain.url, plain.content_type) == (None, None)
    rows = found[NAME]
    assert [(row.kind, row.reason, row.offset, row.length) for row in rows] == [  # type: ignore[union-attr]
        ("skipped", "sidecar-line", 0, len(GOOD) - 1),
        ("skipped", "sidecar-line", len(GOOD), 61),
    ]


# A name, the index, the reasons of its lines, and the address that a.html gets.
LINES: list[tuple[str, bytes, list[str], str | None]] = [
    ("a good line", GOOD, ["sidecar-line"], URL),
    ("no line end at the end", GOOD.rstrip(), ["sidecar-line"], URL),
    ("Windows line ends and blank lines", b"\r\n" + GOOD[:-1] + b"\r\n\n", ["sidecar-line"], URL),
    ("a byte-order mark", b"\xef\xbb\xbf" + GOOD, ["sidecar-line"], URL),
    ("junk first", b"# index\n" + GOOD, ["bad-line", "sidecar-line"], URL),
    ("cut in the last line", GOOD + GOOD[:30], ["sidecar-line", "bad-line"], URL),
    ("no UTF-8", GOOD + b'{"file": "\xff"}\n', ["sidecar-line", "bad-line"], URL),
    ("no object", GOOD + b"[1]\n7\nnull\n", ["sidecar-line"] + 3 * ["bad-line"], URL),
    ("no file", GOOD + b'{"url": "https://x.example/"}\n', ["sidecar-line", "bad-line"], URL),
    ("file is a number", GOOD + b'{"file": 1}\n', ["sidecar-line", "bad-line"], URL),
    ("url is a list", GOOD + line("sub/b.html", url=[URL]), ["sidecar-line", "bad-line"], URL),
    ("headers is a text", line("a.html", headers="x"), ["bad-line"], None),
    ("a header is a number", line("a.html", url=URL, headers={"a": 1}), ["bad-line"], None),
    ("a moment without zone", line("a.html", url=URL, captured_at="2024-03-01T10:20:30"),
        ["bad-line"], URL),
    ("nested too deeply", GOOD + b'{"file": ' + b"[" * 200_000 + b"\n",
        ["sidecar-line", "bad-line"], URL),
    ("a number of many digits", GOOD + b'{"file": ' + b"9" * 9000 + b"}\n",
        ["sidecar-line", "bad-line"], URL),
    ("a long line", GOOD + line("sub/b.html", url="x" * LINE_BYTES) + GOOD.replace(b"a.h", b"c.h"),
        ["sidecar-line", "bad-line", "sidecar-file-missing"], URL),
    ("twice", GOOD + line("./a.html", url="https://x.example/"), ["sidecar-line", "bad-line"], URL),
    ("a file that is not there", line("no.html"), ["sidecar-file-missing"], None),
    ("a folder", line("sub"), ["sidecar-file-missing"], None),
    ("a hidden file", line("sub/.hidden.html"), ["sidecar-file-missing"], None),
    ("up and out", line("../outside.html"), ["sidecar-file-missing"], None),
    ("up and in again", line("../saved/a.html"), ["sidecar-file-missing"], None),
    ("absolute", line("/etc/hostname"), ["sidecar-file-missing"], None),
    ("backslashes", line("sub\\b.html"), ["sidecar-file-missing"], None),
    ("a NUL", line("a.html\0"), ["sidecar-file-missing"], None),
    ("no UTF-8 name", line("\ud800.html"), ["sidecar-file-missing"], None),
    ("a very long name", line("x" * 9000), ["sidecar-file-missing"], None),
    ("an empty name", line(""), ["sidecar-file-missing"], None),
    ("other keys", line("a.html", url=URL, title="Ferry", note=[1]), ["sidecar-line"], URL),
]  # fmt: skip


@pytest.mark.parametrize(
    ("index", "expected", "url"), [case[1:] for case in LINES], ids=[case[0] for case in LINES]
)
def test_lines(index: bytes, expected: list[str], url: str | None, saved: Path) -> None:
    """Each line that is not blank is one row: skipped where it was used, else damage."""
    found = read_folder(saved, index)
    rows = [row for row in found[NAME] if isinstance(row, LedgerRow)]
    assert [row.reason for row in rows] == expected
    assert [row.kind for row in rows] == [
        "skipped" if reason == "sidecar-line" else "damage" for reason in expected
    ]
    for row in rows:
        assert row.length is not None
        assert row.offset + row.length <= len(index)
    (page,) = found["a.html"]
    assert isinstance(page, Capture)
    assert page.url == url
    (untouched,) = found["sub/b.html"]
    assert isinstance(untouched, Capture)
    assert untouched.url is None


def test_links_that_lead_out(saved: Path) -> None:
    """A line cannot reach out of the folder by a link."""
    (saved / NAME).write_bytes(line("way/outside.html", url=URL))
    (saved / "way").symlink_to(saved.parent)
    file = InputFile(saved / NAME, NAME, "index", 1)
    (row,) = read_items(file, Limits())
    assert isinstance(row, LedgerRow)
    assert (row.kind, row.reason) == ("damage", "sidecar-file-missing")


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        (GOOD, "index"),
        (b"\n# x\n" + GOOD, "index"),
        (line("a.html", html="<p>"), "jsonl"),
        (b'{"html": "<p>one"}\n' + GOOD, "jsonl"),
        (b'{"text": "one"}\n', "jsonl"),
        (line("a.html", html=None), "index"),
        (b'{"file": 1}\n' + GOOD, "jsonl"),
        (b"", "jsonl"),
    ],
)
def test_what_is_an_index(index: bytes, expected: str, saved: Path) -> None:
    """The first object of an index.jsonl decides: it names a file and holds no page."""
    (saved / NAME).write_bytes(index)
    formats = {f.dump: f.format for f in find_inputs([str(saved)], "auto", saved / "spool")}
    assert formats[NAME] == expected
    assert formats["a.html"] == "html"


def test_named_formats(saved: Path) -> None:
    """An index counts with a named page format too, and not where the format has no pages."""
    (saved / NAME).write_bytes(GOOD)
    for format_, expected in (("html", "index"), ("text", "index"), ("jsonl", "jsonl")):
        files = {f.dump: f for f in find_inputs([str(saved)], format_, saved / "spool")}
        assert files[NAME].format == expected
        assert (files["a.html"].sidecar is None) == (expected == "jsonl")


def test_glob(saved: Path) -> None:
    """An index that a glob finds counts as in a folder; one named alone is what it looks like."""
    (saved / NAME).write_bytes(GOOD)
    files = {f.dump: f for f in find_inputs([f"{saved}/*"], "auto", saved / "spool")}
    assert files[NAME].format == "index"
    assert files["a.html"].sidecar is not None
    (alone,) = find_inputs([str(saved / NAME)], "auto", saved / "spool")
    assert alone.format == "jsonl"


def test_nested_indexes(saved: Path) -> None:
    """Paths count from the folder of the index, and the index in the deeper folder wins."""
    (saved / NAME).write_bytes(line("sub/b.html", url="https://upper.example/"))
    (saved / "sub" / NAME).write_bytes(line("b.html", url="https://deeper.example/"))
    found = read_folder(saved, None)
    (page,) = found["sub/b.html"]
    assert isinstance(page, Capture)
    assert page.url == "https://deeper.example/"
    assert [row.reason for row in found[f"sub/{NAME}"]] == ["sidecar-line"]  # type: ignore[union-attr]


def test_rows_name_the_address(saved: Path) -> None:
    """A page that is refused or quarantined keeps the address that its line gives."""
    (saved / "big.html").write_bytes(b"<p>" + b"a" * 200)
    (saved / "bad.html.gz").write_bytes(packed(PAGE)[:-9])
    (saved / NAME).write_bytes(
        line("big.html", url=f"{URL}/big") + line("bad.html.gz", url=f"{URL}/bad")
    )
    files = {f.dump: f for f in find_inputs([str(saved)], "auto", saved / "spool")}
    (big,) = read_items(files["big.html"], Limits(page_bytes=100))
    assert isinstance(big, LedgerRow)
    assert (big.fate, big.reason, big.url) == ("refused", "page-too-large", f"{URL}/big")
    (bad,) = read_items(files["bad.html.gz"], Limits())
    assert isinstance(bad, Quarantined)
    assert (bad.row.fate, bad.row.url) == ("quarantined", f"{URL}/bad")
    assert packed(PAGE)[:-9] in bad.record
    assert b'"coding": "gzip"' in bad.record


def test_sidecar_type(saved: Path) -> None:
    """The index becomes a frozen value of the file it describes."""
    (saved / NAME).write_bytes(GOOD)
    files = {f.dump: f for f in find_inputs([str(saved)], "auto", saved / "spool")}
    sidecar = files["a.html"].sidecar
    assert sidecar == Sidecar(URL, WHEN, sidecar.headers if sidecar else ())


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=30),
            st.just(GOOD.rstrip()),
            st.dictionaries(
                st.sampled_from(["file", "url", "captured_at", "headers", "x"]),
                st.recursive(
                    st.none() | st.integers() | st.sampled_from(["a.html", "../x", "/", ".", URL]),
                    lambda inner: st.lists(inner, max_size=2),
                    max_leaves=3,
                ),
            ).map(lambda entry: json.dumps(entry).encode()),
        ),
        max_size=6,
    )
)
def test_random(tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]) -> None:
    """No index raises, and each line that is not blank has one row."""
    root = tmp_path_factory.getbasetemp() / "random"
    root.mkdir(exist_ok=True)
    (root / "a.html").write_bytes(PAGE)
    index = b"\n".join(lines)
    path = root / NAME
    path.write_bytes(index)
    find_inputs([str(root)], "auto", root / "spool")
    rows = list(read_items(InputFile(path, NAME, "index", len(index)), Limits()))
    assert len(rows) == sum(bool(one.strip()) for one in index.split(b"\n"))
