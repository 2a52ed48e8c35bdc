"""The damage matrix: damaged and hostile files of every format in one build, each with its ledger.

Every file also holds sound pages where its format can: the ledger says how many survived, what was
lost and why. The tests of the readers go into the details.
"""

import bz2
import io
import json
import os
import subprocess
import sys
from collections import Counter
from itertools import count
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from dataset_tools.manifest import read_manifest
from dataset_tools.readers import READERS
from dataset_tools.readers.inputs import find_inputs
from dataset_tools.readers.sniff import ZSTD
from tests.conftest import ROOT
from tests.test_builder import ledger
from tests.test_builder_survives import WORDS
from tests.test_builder_survives import page as article
from tests.test_readers_jsonl import lines
from tests.test_readers_mediawiki import END, ENGLISH, revision, wiki_page
from tests.test_readers_mhtml import BLINK, IMAGE, head, joined, nested
from tests.test_readers_mhtml import page as saved_part
from tests.test_readers_sidecar import line
from tests.test_readers_tabular import arrow, parquet
from tests.test_readers_wacz import BZIP2, DEFLATED, STORED, patched, wacz, zipped
from tests.test_readers_warc import (
    CE,
    TE,
    blocks_gzip,
    chunked,
    frames,
    frames_with_dictionary,
    http,
    members,
    packed,
    record,
    whole_gzip,
)

SECONDS = 240  # for the whole matrix: what hangs fails
CONFIG = """
[build]
policy = "internal"

[limits]
page_bytes = 100000
line_bytes = 150000
header_bytes = 4096
inflate_ratio = 100
dom_nodes = 5000
archive_members = 4
"""
NUMBERS = count(1)


def web(number: int | None = None) -> bytes:
    """An HTML page that no other case has."""
    return article(next(NUMBERS) if number is None else number)


def prose() -> str:
    """Plain text that no other case has."""
    number = next(NUMBERS)
    first = " ".join(f"{word} {number}" for word in WORDS) + " stood in the letter of the council."
    return f"{first}\n\nThe council answered in the year {number} that the old pier was sold.\n"


def warc(number: int | None = None, body: bytes | None = None, *headers: str) -> bytes:
    """A WARC record of a page, or of a body with its HTTP headers."""
    number = next(NUMBERS) if number is None else number
    return record(http(web(number) if body is None else body, *headers), number=number)


def three() -> list[bytes]:
    return [warc(), warc(), warc()]


def broken(parts: list[bytes]) -> bytes:
    """Three members, the second one overwritten but for its ends."""
    return parts[0] + parts[1][:20] + b"\x55" * (len(parts[1]) - 40) + parts[1][-20:] + parts[2]


def lying(shift: int) -> bytes:
    """Three records; the Content-Length of the second one is false."""
    body = http(web())
    return warc() + record(body, number=next(NUMBERS), length=len(body) + shift) + warc()


def wiki(*middle: str) -> str:
    """A dump of two sound pages with something between them."""
    first, last = sound_wiki(), sound_wiki()
    return ENGLISH + first + "".join(middle) + last + END


def sound_wiki() -> str:
    number = next(NUMBERS)
    return wiki_page(f"Page {number}", number, 0, revision(prose()))


def saved(coding: str = "quoted-printable") -> bytes:
    return BLINK.replace(b"ferry", b"%d" % next(NUMBERS)) + joined(
        [saved_part(coding, web()), IMAGE]
    )


def texts(*middle: str) -> bytes:
    """A text dump of four pages with something behind the second one."""
    pages = [f"=====\nURL: https://text.example/{next(NUMBERS)}\n{prose()}" for _ in range(4)]
    return "".join([*pages[:2], *middle, *pages[2:]]).encode()


def page_lines(*middle: bytes) -> bytes:
    return (
        lines({"text": prose()})
        + b"".join(one + b"\n" for one in middle)
        + lines({"text": prose()})
    )


def undictionaried() -> bytes:
    """Frames that need a dictionary which the file does not hold."""
    whole = frames_with_dictionary(three())
    return whole[whole.index(ZSTD) :]


def cut_wacz() -> bytes:
    whole = wacz(members(three()))
    return whole[: whole.index(b"PK\x01\x02")]


def encrypted() -> bytes:
    """A WACZ whose WARC file is marked as encrypted, in both of its headers."""
    whole = wacz(members(three()))
    first, second = whole.index(b"PK\x01\x02"), whole.index(b"PK\x03\x04", 4)
    entry = whole.index(b"PK\x01\x02", first + 1)
    return patched(whole, (second + 6, b"\x01"), (entry + 8, b"\x01"))


def hit_parquet() -> bytes:
    """Three row groups of a row; a bit of the second one is flipped."""
    options = {"row_group_size": 1, "write_page_checksum": True, "use_dictionary": False}
    content = bytearray(parquet(table(3), **options))
    chunk = pq.read_metadata(io.BytesIO(content)).row_group(1).column(0)
    content[chunk.data_page_offset + chunk.total_compressed_size - 20] ^= 1
    return bytes(content)


def table(rows: int = 2) -> pa.Table:
    return pa.table({"text": [prose() for _ in range(rows)]})


TWICE = warc()
REPEATED = next(NUMBERS)
# A file and its bytes; what the ledger says of it: "kept", or the reason, each as often as named.
MATRIX: dict[str, tuple[bytes, str]] = {
    # --- WARC
    "cut.warc": (b"".join(three())[:-300], "kept*2 truncated-archive"),
    "cut.warc.gz": (members(three())[:-90], "kept*2 truncated-archive"),
    "cut-whole.warc.gz": (whole_gzip(three())[:-40], "kept*2 truncated-archive"),
    "cut.warc.zst": (frames(three())[:-90], "kept*2 truncated-archive"),
    "hit.warc.gz": (broken([packed(one) for one in three()]), "kept*2 damaged-archive"),
    "hit.warc.zst": (broken([frames([one]) for one in three()]), "kept*2 damaged-archive"),
    "blocks.warc.gz": (blocks_gzip(three()), "kept*3"),
    "dictionary.warc.zst": (frames_with_dictionary(three()), "kept*3"),
    "no-dictionary.warc.zst": (undictionaried(), "damaged-archive"),
    "junk-between.warc": (warc() + b"junk\n" * 99 + warc(), "kept*2 damaged-archive"),
    "junk-first.warc.gz": (b"\xff" * 99 + members(three()), "kept*3 damaged-archive"),
    "padded.warc.gz": (members(three()) + bytes(999), "kept*3 padding"),
    "length-short.warc": (lying(-30), "kept*2 damaged-archive"),
    "length-long.warc": (lying(30), "kept*2 damaged-archive"),
    "length-huge.warc": (lying(10**15), "kept*2 damaged-archive"),
    "no-length.warc": (
        warc() + warc().replace(b"Content-Length", b"Content-Size") + warc(),
        "kept*2 damaged-archive",
    ),
    "header-bomb.warc": (
        warc() + b"WARC/1.0\r\n" + b"a: b\r\n" * 4000 + b"\r\n" + warc(), "kept*2 damaged-archive",
    ),
    "same-id.warc": (
        warc(REPEATED) + record(http(web()), number=REPEATED), "kept*2",
    ),
    "same-record.warc": (TWICE + TWICE, "kept exact-duplicate"),
    "revisit.warc": (record(b"", "revisit", next(NUMBERS)) + warc(), "revisit-unresolved kept"),
    "other-kinds.warc": (
        record(b"a: b\r\n", "warcinfo") + record(b"", "metadata") + record(b"", "odd") + warc(),
        "warcinfo metadata unknown-record-type kept",
    ),
    "http-bomb.warc": (
        warc(None, packed(bytes(2**22)), CE + "gzip") + warc(), "page-too-large kept",
    ),
    "http-cut.warc": (
        warc(None, packed(web())[:-60], CE + "gzip") + warc(), "undecodable-payload kept",
    ),
    "http-chunks.warc": (
        warc(None, chunked(web())[:40] + b"?" * 99, TE) + warc(), "undecodable-payload kept",
    ),
    "no-status.warc": (
        record(b"no status line\r\n\r\n", number=next(NUMBERS)) + warc(),
        "undecodable-payload kept",
    ),
    "not-found.warc": (warc().replace(b"200 OK", b"404 No") + warc(), "http-status kept"),
    "many-nodes.warc": (warc(None, b"<b>a</b>" * 9000) + warc(), "too-many-nodes kept"),
    "deep.warc": (warc(None, b"<div>" * 4000 + web()) + warc(), "kept*2"),
    "unknown-charset.warc": (
        warc(None, web().replace(b"<title>", b"<meta charset=klingon><title>")), "kept",
    ),
    "empty-page.warc": (warc(None, b"") + warc(), "empty-payload kept"),
    "picture.warc": (warc().replace(b"text/html", b"image/png") + warc(), "not-html kept"),
    "only-magic.warc.gz": (b"\x1f\x8b\x08", "truncated-archive"),
    # --- WACZ
    "no-directory.wacz": (cut_wacz(), "kept*3 no-central-directory wacz-member*3"),
    "cut.wacz": (cut_wacz()[:700], "kept truncated-archive no-central-directory wacz-member"),
    "bomb.wacz": (
        wacz(packed(warc()) + bytes(2**25), BZIP2), "kept member-too-large padding wacz-member*3",
    ),
    "many.wacz": (
        zipped([(f"archive/{n}.warc.gz", packed(warc()), STORED) for n in range(9)]),
        "kept*4 too-many-members",
    ),
    "paths.wacz": (
        zipped([("../../out/a.warc.gz", packed(warc()), DEFLATED), ("/etc/x", b"x", STORED)]),
        "kept wacz-member",
    ),
    "encrypted.wacz": (encrypted(), "encrypted-member wacz-member*3 wacz-without-records"),
    "none.wacz": (
        zipped([("pages/pages.jsonl", b"{}", STORED)]), "wacz-member wacz-without-records",
    ),
    # --- saved pages
    "empty.html": (b"", "empty-payload"),
    "cut.html.gz": (packed(web())[:-9], "undecodable-payload"),
    "hit.html.gz": (packed(web())[:60] + b"\xff" * 99, "unknown-format"),
    "bomb.html.gz": (packed(b"<p>" + b"a" * 2**22), "page-too-large"),
    "nul.html": (web().replace(b"<title>", b"<title>\0\0"), "kept"),
    "cut.mhtml": (saved()[:-90], "kept truncated-archive"),
    "base64.mhtml": (
        saved("base64").replace(b"\r\n\r\nPGh0", b"\r\n\r\nP?h0"), "undecodable-payload mhtml-part",
    ),
    "no-page.mhtml": (head(kind="multipart/related") + joined([saved_part()]), "not-html"),
    "nested.mhtml": (b"MIME-Version: 1.0\r\n" + nested(300), "not-html unread-multipart"),
    "index/index.jsonl": (
        line("a.html", url="https://a.example/") + line("../x.html") + b"{\n" + line("no.html"),
        "sidecar-line sidecar-file-missing*2 bad-line",
    ),
    "index/a.html": (web(), "kept"),
    # --- text dumps
    "cut.txt.gz": (packed(texts())[:-60], "kept*2 truncated-archive"),
    "long-line.txt": (texts("=====\nURL: https://text.example/\n" + "x" * 200_000 + "\n"),
                      "kept*4 page-too-large"),
    "separators.txt": (texts("=====\n=====\n"), "kept*4"),
    "utf-16-cut.txt": (("\ufeff" + prose()).encode("utf-16-le")[:-1], "kept"),
    "nul.txt": (bytes(5000), "unknown-format"),
    # --- JSONL
    "bad.jsonl": (
        page_lines(b"{", b'{"text": "\xff"}', b"[1]", b'{"url": "x"}', b'{"a": ' + b"[" * 90_000),
        "kept*2 bad-line*5",
    ),
    "long.jsonl": (page_lines(b'{"text": "' + b"x" * 200_000 + b'"}'), "kept*2 bad-line"),
    "large.jsonl": (page_lines(b'{"text": "' + b"x" * 120_000 + b'"}'), "kept*2 page-too-large"),
    "cut.jsonl.gz": (packed(page_lines())[:-30], "kept truncated-archive"),
    "cut.jsonl.zst": (zstandard.ZstdCompressor().compress(page_lines())[:-9], "truncated-archive"),
    "cut.jsonl.bz2": (bz2.compress(page_lines())[:-9], "kept*2 truncated-archive"),
    "surrogate.jsonl": (
        page_lines(b'{"text": "\\ud800", "html_base64": 1}'), "kept*2 bad-line",
    ),
    # --- tables
    "hit.parquet": (hit_parquet(), "kept*2 damaged-archive"),
    "cut.parquet": (parquet(table())[:-9], "truncated-archive"),
    "footer.parquet": (parquet(table())[:-8] + b"\xff\xff\xff\xffPAR1", "damaged-archive"),
    "nulls.parquet": (
        parquet(pa.table({"text": pa.nulls(3_000_000, pa.string())}), row_group_size=2**22),
        "expands-too-much",
    ),
    "cut.arrow": (arrow(table())[:-20], "kept*2 truncated-archive"),
    "rows.csv": (
        f'text,url\n"{prose()}",u\na,b,c\n"x"y,u\n"{prose()}",v\n'.encode(), "kept*2 bad-row*2",
    ),
    "array.json": (
        json.dumps([{"text": prose()}, {"text": prose()}, {"text": 5}]).encode()[:-1],
        "kept*2 bad-row truncated-archive",
    ),
    # --- MediaWiki
    "entity.xml": (
        wiki(wiki_page("Bad", 9).replace("The pier", "&pier;")).encode(),
        "siteinfo kept*2 bad-page xml",
    ),
    "cut.xml": (wiki()[:-300].encode(), "siteinfo kept bad-page truncated-archive"),
    "laughs.xml": (
        b'<!DOCTYPE mediawiki [<!ENTITY a "haha"><!ENTITY b "&a;&a;">]>\n'
        + wiki(wiki_page("Bad", 9).replace("The pier", "&b;")).encode(),
        "doctype kept*2 bad-page xml",
    ),
    "redirect.xml": (
        wiki(
            wiki_page("Old", 9, extra='    <redirect title="New" />\n'), wiki_page("File:A", 8, 6)
        ).encode(),
        "siteinfo kept*2 redirect namespace xml",
    ),
    "large.xml": (
        wiki(wiki_page("Large", 9, 0, revision("word " * 50_000))).encode(),
        "siteinfo kept*2 page-too-large xml",
    ),
    "cut.xml.bz2": (bz2.compress(wiki().encode())[:-9], "siteinfo kept*2 xml truncated-archive"),
    # --- what no reader understands
    "program.bin": (b"\x7fELF" + bytes(range(256)) * 9, "unknown-format"),
    "book.pdf": (b"%PDF-1.7\n" + bytes(99), "unknown-format"),
    "archive.zip": (zipped([("word/document.xml", b"x", STORED)]), "unknown-format"),
}  # fmt: skip


def expected(told: str) -> Counter[str]:
    """Read a cell of the matrix: reasons, each with "*" and how often where that is not once."""
    found: Counter[str] = Counter()
    for reason, _, often in (word.partition("*") for word in told.split()):
        found[reason] += int(often or 1)
    return found


def test_the_matrix_is_whole(tmp_path: Path) -> None:
    """It holds 40 cases at least, and every reader has some."""
    for name, (content, _) in MATRIX.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    read_by = {file.format for file in find_inputs([str(tmp_path)], "auto", tmp_path / "spool")}
    assert len(MATRIX) >= 40
    assert set(READERS) - {"wet", "dataset-file"} <= read_by


def test_every_case_ends_in_its_ledger(tmp_path: Path) -> None:
    """One build of all cases: no traceback, no hang, closed sums, nothing written elsewhere."""
    folder = tmp_path / "dumps"
    for name, (content, _) in MATRIX.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (tmp_path / "corpus.toml").write_text(CONFIG)
    command = [sys.executable, "-m", "dataset_tools", "build", "dumps", "--out", "out"]
    done = subprocess.run(
        [*command, "--config", "corpus.toml", "--no-check"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        timeout=SECONDS,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    found: dict[str, Counter[str]] = {name: Counter() for name in MATRIX}
    for row in ledger(tmp_path / "out"):
        found[row["dump"]]["kept" if row["fate"] == "kept" else row["reason"]] += 1
    assert found == {name: expected(told) for name, (_, told) in MATRIX.items()}
    manifest = read_manifest(tmp_path / "out")
    for sums in (manifest["counts"], *manifest["inputs"]):
        fates = ("kept", "duplicate", "quarantined", "refused")
        assert sums["captures"] == sum(sums[fate] for fate in fates)
    assert {path.name for path in tmp_path.iterdir()} == {"dumps", "corpus.toml", "out", "out.work"}
