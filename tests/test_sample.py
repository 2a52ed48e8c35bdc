"""The sample corpus is what its generator writes, and what expected.jsonl says of it is there."""

import base64
import gzip
import io
import json
import re
import subprocess
import sys
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
DUMPS = SAMPLE / "dumps"
EXPECTED: list[dict[str, Any]] = [
    json.loads(line) for line in (SAMPLE / "expected.jsonl").read_text("utf-8").splitlines()
]
PAGES = [row for row in EXPECTED if "title" in row]
CODECS = ("utf-8", "gb18030", "shift_jis")
RIGHTS_WITHOUT_LICENSE = {"reserved", "permission_required", "third_party", "platform_upload"}


def _members(name: str) -> list[bytes | None]:
    """Return what stands behind each gzip magic number of a dump, None where it is damaged."""
    data = (DUMPS / name).read_bytes()
    found: list[bytes | None] = []
    for match in re.finditer(rb"\x1f\x8b\x08\x00\x00\x00\x00\x00", data):
        try:
            found.append(zlib.decompressobj(31).decompress(data[match.start() :]))
        except zlib.error:
            found.append(None)
    return found


@cache
def _archive(name: str) -> dict[str, bytes]:
    """Return the payloads of a WARC by record id, as an independent reader sees them."""
    kinds = WarcRecordType.response | WarcRecordType.conversion | WarcRecordType.revisit
    data = b"".join(member for member in _members(name) if member)
    found: dict[str, bytes] = {}
    for record in ArchiveIterator(io.BytesIO(data), record_types=kinds):
        body = record.reader.read()
        coded = ("Content-Encoding", "gzip")
        packed = record.is_http and coded in record.http_headers.astuples()
        found[str(record.record_id).strip("<>")] = gzip.decompress(body) if packed else body
    return found


def _payload(row: dict[str, Any]) -> bytes | None:
    """Return the bytes that a row speaks of, None when they are not in the dump."""
    if "record_id" in row:
        return _archive(row["dump"]).get(row["record_id"])
    raw = (DUMPS / str(row["dump"])).read_bytes()
    if "line" not in row:
        return raw
    raw = raw.split(b"\n")[int(row["line"]) - 1]
    try:
        line = json.loads(raw)
    except ValueError:
        return raw
    if "html_base64" in line:
        return base64.b64decode(line["html_base64"])
    return str(line.get("html", line.get("text"))).encode()


def test_committed_files_are_what_the_generator_writes() -> None:
    """`make_sample.py --check` finds no difference."""
    run = subprocess.run(
        [sys.executable, "-B", SAMPLE / "make_sample.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_size() -> None:
    """The sample has at least 44 pages, all formats, and stays small."""
    formats = {re.sub(r"/.*", "", row["dump"]) for row in PAGES}
    assert len(PAGES) >= 44
    assert formats == {
        "news.warc.gz", "damaged.warc.gz", "crawl.warc.wet.gz", "html", "text", "pages.jsonl",
    }  # fmt: skip
    assert sum(p.stat().st_size for p in DUMPS.rglob("*") if p.is_file()) < 400_000


@pytest.mark.parametrize("row", PAGES, ids=lambda row: str(row["page"]))
def test_page_holds_what_is_expected(row: dict[str, Any]) -> None:
    """Title, both ends of the text, and every credited name stand in the page."""
    payload = _payload(row)
    assert payload is not None
    pages = [payload.decode(codec, errors="replace") for codec in CODECS]
    names = [*row["authors"], *row["editors"], *([row["source"]] if row["source"] else [])]
    wanted = [row["title"], row["text_starts"], row["text_ends"], *names]
    # One charset must hold them all: which one is a matter of the page.
    assert [] in [[part for part in wanted if part not in page] for page in pages]


@pytest.mark.parametrize("row", [r for r in EXPECTED if "title" not in r], ids=lambda r: r["page"])
def test_odd_captures_exist(row: dict[str, Any]) -> None:
    """Signals, front page, 404, image, empty bodies and the cut line are in their dumps."""
    assert (_payload(row) is None) == (row.get("fate") == "damage")


def test_rows_are_distinct() -> None:
    """No two rows name the same capture."""
    keys = [(r["dump"], r.get("record_id"), r.get("line")) for r in EXPECTED]
    assert len(set(keys)) == len(EXPECTED)
    assert len({r["page"] for r in EXPECTED}) == len(EXPECTED)


@pytest.mark.parametrize("row", PAGES, ids=lambda row: str(row["page"]))
def test_rights_agree_among_themselves(row: dict[str, Any]) -> None:
    """A licence is NONE for reserved pages only, and only an open one ships its text."""
    status = row.get("rights_status")
    if status:
        assert (row["license"] == "NONE") == (status in RIGHTS_WITHOUT_LICENSE)
    if row.get("release") == "full_text":
        assert status in {"open_license", "public_domain"}


def test_clusters() -> None:
    """Each cluster has at least two pages with the same ends of text; one spans three dumps."""
    clusters: dict[str, list[dict[str, Any]]] = {}
    for row in PAGES:
        if "cluster" in row:
            clusters.setdefault(row["cluster"], []).append(row)
    assert all(len(rows) > 1 for rows in clusters.values())
    assert all(len({(r["text_starts"], r["text_ends"]) for r in c}) == 1 for c in clusters.values())
    assert max(len({r["dump"] for r in rows}) for rows in clusters.values()) == 3


@pytest.mark.parametrize(
    ("wanted", "at_least"),
    [
        pytest.param({"language": "zh-Hans"}, 16, id="simplified Chinese"),
        pytest.param({"language": "zh-Hant"}, 2, id="traditional Chinese"),
        pytest.param({"language": "en"}, 8, id="English"),
        pytest.param({"language": "de"}, 4, id="German"),
        pytest.param({"language": "ja"}, 3, id="Japanese"),
        pytest.param({"license": "CC-BY-4.0"}, 5, id="CC BY"),
        pytest.param({"license": "CC0-1.0"}, 2, id="CC0"),
        pytest.param({"license": "CC-BY-NC-ND-4.0"}, 1, id="CC BY-NC-ND"),
        pytest.param({"license": "CC-BY-4.0", "release": "metadata_only"}, 3, id="opted out"),
        pytest.param({"rights_status": "conflicting"}, 1, id="conflict"),
        pytest.param({"rights_status": "third_party"}, 1, id="third party"),
        pytest.param({"rights_status": "permission_required"}, 1, id="permission"),
    ],
)
def test_coverage(wanted: dict[str, str], at_least: int) -> None:
    """Each kind of page that the documentation promises is there often enough."""
    assert sum(wanted.items() <= row.items() for row in PAGES) >= at_least


def test_one_member_is_damaged() -> None:
    """The second response of damaged.warc.gz cannot be decompressed; what follows it can."""
    heads = [None if member is None else member[:8] for member in _members("damaged.warc.gz")]
    assert heads == [b"WARC/1.0", b"WARC/1.0", None, b"WARC/1.0"]


def test_hosts_are_reserved_names() -> None:
    """No page has the URL of a real site (RFC 2606)."""
    hosts = {str(r["url"]).split("/")[2] for r in EXPECTED if r.get("url")}
    assert [h for h in hosts if not re.search(r"(\.example|example\.(org|com))$", h)] == []
