"""Coverage-guided fuzzing of the readers and the outline: ``python fuzz/readers.py TARGET [libFuzzer options]``.

A target may yield any items, but never raise, and what it yields must stay inside the file.
``make fuzz`` runs every target for FUZZ_SECONDS seconds.
"""

import gzip
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import atheris

with atheris.instrument_imports(include=["dataset_tools"]):
    from dataset_tools.blocks import Outline
    from dataset_tools.dump import InputFile, Limits, Reading, TextGrammar
    from dataset_tools.extract import outline
    from dataset_tools.extract.classify import block_scores, load_model
    from dataset_tools.ledger import to_table
    from dataset_tools.model import Capture, LedgerRow, Page
    from dataset_tools.readers import read_items
    from dataset_tools.readers.decode import decode
    from dataset_tools.readers.items import Quarantined, Seam

# Small limits, so that the fuzzer reaches them.
LIMITS = Limits(page_bytes=2**16, line_bytes=2**12, header_bytes=2**11, archive_members=16)
FOLDER = Path(tempfile.mkdtemp(prefix="colophon-fuzz-"))
GRAMMAR = Reading(
    pages="many",
    grammar=TextGrammar(separator="===", headers=(("title", "Title:"), ("url", "URL:"))),
)

RECORD = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
    b"WARC-Target-URI: https://a.example/\r\nWARC-Date: 2024-03-01T10:20:30Z\r\n"
    b"Content-Type: application/http\r\nContent-Length: 79\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n<p>\r\n\r\n\r\n"
)
MHTML = (
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
    b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    b"Content-Location: https://a.example/\r\n\r\n<p>a=3Db</p>\r\n--b--\r\n"
)
TEXT = b"=== 1\nURL: https://a.example/\nTitle: One\n\nFirst.\n=== 2\nURL: https://b.example/\n\nSecond.\n"
HTML = "<meta charset=gbk><p>渡口".encode("gbk")
SEEDS: dict[str, tuple[bytes, ...]] = {
    "warc": (RECORD, gzip.compress(RECORD, mtime=0) * 2, gzip.compress(RECORD * 2, mtime=0)),
    "mhtml": (MHTML,),
    "text": (TEXT, TEXT.decode().encode("utf-16")),
    "html": (b"<nav><a href=x>a</a></nav><p class=lead hidden>b&amp;c<pre>d\n</pre><!--e-->",),
    "lines": ("Home | 来 源：x\r\n\tBy A B,  1/2/2021\f©\xa0y\n".encode() * 3,),
    "charset": (HTML, "<p>é".encode("utf-16"), b'<?xml encoding="big5"?><p>\xa4\xa4'),
}


def read_as(format_: str, reading: Reading | None = None) -> Callable[[bytes], None]:
    """Return a target that reads bytes as a file of one format."""

    def target(data: bytes) -> None:
        path = FOLDER / format_
        path.write_bytes(data)
        file = InputFile(path, "dump", format_, len(data), reading or Reading())
        for item in read_items(file, LIMITS):
            row = item.row if isinstance(item, Quarantined) else item
            if isinstance(row, Capture):
                assert len(row.payload) <= LIMITS.page_bytes
                decode(row, LIMITS)
            if isinstance(row, LedgerRow):
                to_table([row])  # every string is one that a ledger can hold
            if isinstance(row, Capture | LedgerRow):
                assert row.offset >= 0
                assert row.length is None or row.length >= 0
            assert not isinstance(row, Seam)

    return target


def charset(data: bytes) -> None:
    """Decode bytes as a page; the first byte chooses what is declared of it."""
    declared = (None, "text/html; charset=gb2312", "text/html; charset=utf-16", "text/plain")
    choice = declared[data[0] % len(declared)] if data else None
    markup = "text" if choice == "text/plain" else "html"
    capture = Capture("dump", "html", 0, len(data), data[1:], markup, content_type=choice)
    page = decode(capture, LIMITS)
    if hasattr(page, "text"):
        again = data[1:].decode(page.charset, "replace")
        assert page.charset_source == "bom" or again == page.text


def blocks_of(markup: Literal["html", "text"]) -> Callable[[bytes], None]:
    """Return a target that reads a page: every block stands where it says, and has a score."""

    def target(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        page = Page(Capture("dump", markup, 0, None, b""), text, markup, "utf-8", "utf-8", 0)
        seen = outline(page, LIMITS)
        assert isinstance(seen, Outline)
        end = 0
        for block in seen.blocks:
            assert end <= block.start < block.end <= len(text)
            assert block.span(0, len(block.text)) == (block.start, block.end)
            end = block.end
        if seen.blocks:
            scores, letters, _ = block_scores(seen, load_model(markup))
            assert len(scores) == len(letters) == len(seen.blocks)

    return target


TARGETS: dict[str, Callable[[bytes], None]] = {
    "warc": read_as("warc"),
    "mhtml": read_as("mhtml"),
    "text": read_as("text", GRAMMAR),
    "charset": charset,
    "html": blocks_of("html"),
    "lines": blocks_of("text"),
}


def main() -> None:
    """Fuzz one target, with its seeds in a folder of its own."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in TARGETS:
        sys.exit(f"name a target: {', '.join(TARGETS)}")
    corpus = FOLDER / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(SEEDS[name]):
        (corpus / str(number)).write_bytes(seed)
    atheris.Setup([sys.argv[0], *sys.argv[2:], str(corpus)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
