"""Which files an INPUT stands for, their names, their formats, and what is refused."""

import gzip
import io
import os
import re
import sys
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import fsspec
import pytest
import zstandard

from dataset_tools.dump import FORMATS, Limits
from dataset_tools.errors import InputError
from dataset_tools.model import Capture
from dataset_tools.readers import read
from dataset_tools.readers.inputs import find_inputs
from dataset_tools.readers.remote import clean_url, spool_urls
from dataset_tools.readers.sniff import detect_format

packed = partial(gzip.compress, mtime=0)  # test ids repeat from run to run

WARC = b"WARC/1.0\r\nWARC-Type: %s\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
RESPONSE, INFO, WET = WARC % b"response", WARC % b"warcinfo", WARC % b"conversion"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (INFO + RESPONSE, "a", "warc"),
        (packed(INFO) + packed(RESPONSE), "a.gz", "warc"),
        (zstandard.ZstdCompressor().compress(RESPONSE), "a.zst", "warc"),
        (INFO + WET, "a", "wet"),
        (packed(INFO) + packed(WET), "a", "wet"),
        (packed(RESPONSE)[:-20], "cut.gz", "warc"),
        (b"\x1e" + packed(INFO), "flipped.warc.gz", "warc"),
        (b'{"text": "a"}\n', "a", "jsonl"),
        (b'\xef\xbb\xbf{"text": "a"}', "a", "jsonl"),
        (packed(b'{"text": "a"}\n'), "a", "jsonl"),
        (b'{"text": "' + b"a" * 70_000, "a", "jsonl"),
        (b'{"text": broken\n{"text": "a"}\n', "a.jsonl", "jsonl"),
        (b'{\n  "pretty": 1\n}', "a.json", "unknown"),
        (b"{{braces}} in prose\n", "a", "text"),
        (b"<!DOCTYPE html><p>x", "a", "html"),
        (b"\n <HTML lang=de>", "a", "html"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html>', "a", "html"),
        (b"<!-- saved --><body>", "a", "html"),
        (b"Warning: x\n<html><body>", "a.html", "html"),
        ("\ufeff<html>".encode("utf-16-le"), "a", "html"),
        (packed(b"<html>"), "a.html.gz", "html"),
        (b"Ferries\n\nThey sail at noon. <br> is a tag.\n", "a", "text"),
        ("渡轮中午开".encode("gbk"), "a", "text"),
        ("\ufeffferry".encode("utf-16-be"), "a", "text"),
        (b'<?xml version="1.0"?><feed>', "a", "unknown"),
        (b'<mediawiki xmlns="x">', "a", "mediawiki"),
        (b'<!DOCTYPE mediawiki [<!ENTITY a "b">]><mediawiki>', "a", "mediawiki"),
        (b"<html><title>a\0b</title>", "a", "html"),
        (PNG, "a.txt", "unknown"),
        (b"PK\x03\x04abcdef", "a.html", "unknown"),
        (b"%PDF-1.7\n", "a", "unknown"),
        (bytes(range(256)) * 4, "a", "unknown"),
        (packed(PNG), "a.gz", "unknown"),
        (b"", "a.html", "html"),
        (b"", "a.jsonl.gz", "jsonl"),
        (b"", "a", "text"),
    ],
)
def test_detect_format(head: bytes, name: str, expected: str) -> None:
    """Content decides the format; names help only where it does not."""
    assert detect_format(head, name) == expected


@pytest.fixture
def dumps(tmp_path: Path) -> Path:
    """A folder with pages, a picture, hidden files and a second folder of the same names."""
    for name, content in {
        "one/b.html": b"<p>b",
        "one/a/page.txt": b"text",
        "one/picture.png": PNG,
        "one/.hidden.html": b"<p>",
        "one/.git/x.html": b"<p>",
        "two/b.html": b"<p>two",
        "empty/.keep": b"",
        "junk/p.png": PNG,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        pytest.param(["one/b.html"], ["b.html html"], id="a file"),
        pytest.param(
            ["one"], ["a/page.txt text", "b.html html", "picture.png unknown"], id="a folder"
        ),
        pytest.param(["*/*.html"], ["one/b.html html", "two/b.html html"], id="a glob"),
        pytest.param(["one/*.html"], ["b.html html"], id="a glob below a folder"),
        pytest.param(["one/a*"], ["a/page.txt text"], id="a glob that matches a folder"),
        pytest.param(["o*/**/*.txt"], ["one/a/page.txt text"], id="a deep glob"),
        pytest.param(
            ["one/b.html", "two/b.html"], ["2/b.html html", "b.html html"], id="equal names"
        ),
        pytest.param(["one/b.html", "one/./b.html"], ["b.html html"], id="a file named twice"),
    ],
)
def test_find_inputs(
    inputs: list[str], expected: list[str], dumps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dump names are relative to the INPUT, unique and sorted; hidden files do not count."""
    monkeypatch.chdir(dumps)
    found = find_inputs(inputs, "auto", dumps / "spool")
    assert [f"{file.dump} {file.format}" for file in found] == expected
    absolute = find_inputs([str(dumps / name) for name in inputs], "auto", dumps / "spool")
    assert [file.dump for file in absolute] == [file.dump for file in found]
    assert not (dumps / "spool").exists()


@pytest.mark.parametrize(
    ("inputs", "format_", "problem"),
    [
        (["missing.warc"], "auto", "missing.warc: no such file or folder"),
        (["mis*.warc"], "auto", "mis*.warc: no file matches"),
        (["empty"], "auto", "empty: no files in this folder"),
        (["junk"], "auto", "junk: unknown format"),
        (["one/picture.png"], "auto", "one/picture.png: unknown format"),
        (["one"], "docx", "--format: unknown format 'docx'"),
        (["fifo"], "auto", "fifo: no regular file"),
        (["linked"], "auto", "linked/out.html: a link that leads out of the folder"),
        (["bad\0name"], "auto", "bad\0name: "),
        (["memory://nothing/here.warc"], "auto", "memory://nothing/here.warc: no files there"),
        (["nosuchscheme://k:secret@b/x?t=secret"], "auto", "nosuchscheme://b/x: cannot be fetched"),
        ([], "auto", "no INPUT given"),
    ],
)
def test_input_errors(
    inputs: list[str], format_: str, problem: str, dumps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be read stops with the INPUT, the problem and a hint, and never a secret."""
    monkeypatch.chdir(dumps)
    os.mkfifo("fifo")
    Path("linked").mkdir()
    Path("linked/out.html").symlink_to(dumps / "one" / "b.html")
    with pytest.raises(InputError) as caught:
        find_inputs(inputs, format_, dumps / "spool")
    assert str(caught.value).startswith(problem)
    assert caught.value.hint
    assert "secret" not in str(caught.value)


def test_unknown_format_names_the_known_ones(dumps: Path) -> None:
    """The hint lists what --format takes."""
    with pytest.raises(InputError, match=re.escape("--format " + "|".join(FORMATS))):
        find_inputs([str(dumps / "junk")], "auto", dumps)


def test_named_format_wins(dumps: Path) -> None:
    """A format named by the user holds for each file."""
    found = find_inputs([str(dumps / "one")], "text", dumps)
    assert {file.format for file in found} == {"text"}


def test_unreadable_file(dumps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without permission is an error that names it."""

    def refuse(self: Path, *args: object, **kwargs: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match=r"b\.html: permission denied"):
        find_inputs([str(dumps / "one" / "b.html")], "auto", dumps)


def test_vanished_file(dumps: Path) -> None:
    """A file that is gone when it is read is an error that names it."""
    (file,) = find_inputs([str(dumps / "one" / "b.html")], "auto", dumps)
    file.path.unlink()
    with pytest.raises(InputError, match=r"b\.html: cannot be read"):
        list(read(file, Limits()))


def test_stdin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input is spooled and read like a file."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"<p>Noon ferry")))
    (file,) = find_inputs(["-"], "auto", tmp_path / "spool")
    assert (file.dump, file.format, file.size) == ("stdin", "html", 13)
    (item,) = read(file, Limits())
    assert isinstance(item, Capture)
    assert item.payload == b"<p>Noon ferry"


def test_urls(tmp_path: Path) -> None:
    """Files, folders and globs behind URLs are spooled and named like local ones."""
    store = fsspec.filesystem("memory")
    for name in ("crawl/a.html", "crawl/deep/a.html", "crawl/.hidden.html"):
        store.pipe(f"/{name}", b"<p>" + name.encode())
    for url, expected in {
        "memory://crawl/a.html": ["a.html"],
        "memory://crawl": ["a.html", "deep/a.html"],
        "memory://crawl/*/a.html": ["deep/a.html"],
        f"file://{tmp_path}/local.html": ["local.html"],
    }.items():
        (tmp_path / "local.html").write_bytes(b"<p>")
        found = find_inputs([url], "auto", tmp_path / "spool")
        assert [file.dump for file in found] == expected
    assert spool_urls("memory://crawl/a.html", tmp_path)[0][0].read_bytes() == b"<p>crawl/a.html"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("s3://key:secret@bucket/a.warc.gz", "s3://bucket/a.warc.gz"),
        ("https://a.example/x?X-Amz-Signature=secret#f", "https://a.example/x"),
        ("https://u:p@ss@a.example/x@y", "https://a.example/x@y"),
    ],
)
def test_clean_url(url: str, expected: str) -> None:
    """Names and messages carry no credentials and no query."""
    assert clean_url(url) == expected
