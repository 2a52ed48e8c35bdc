"""What a build does with split archives, revisits, pages that hang, and what it cannot process."""

import gzip
import hashlib
import re
from base64 import b32encode
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dataset_tools.builder import Built, build
from dataset_tools.builder import convert as convert_module
from dataset_tools.builder.convert import convert_one
from dataset_tools.errors import BuildError, InputError
from dataset_tools.manifest import read_manifest
from dataset_tools.model import Capture, CorpusContext
from dataset_tools.pipeline import Settings
from dataset_tools.readers.items import Quarantined
from dataset_tools.readers.quarantine import head, keep_capture
from dataset_tools.rights.policy import load_policy
from dataset_tools.validation import validate
from tests.test_builder import CC_BY, FIRST, SECOND, article, contents, ledger, rows
from tests.test_readers_warc import http, record

WORDS = "harbour ferry council pier winter engineer warehouse morning autumn ground".split()


def page(number: int) -> bytes:
    """An article whose text no other number has."""
    first = " ".join(f"{word} {number}" for word in WORDS) + " stood in the letter of the council."
    return article(f"Letter {number}", CC_BY, first=first, second=first[::-1]).encode()


def warc(path: Path, parts: list[bytes]) -> Path:
    path.write_bytes(b"".join(gzip.compress(part, mtime=0) for part in parts))
    return path


def revisit(number: int, *extra: str, url: int | None = None) -> bytes:
    block = b"HTTP/1.1 304 Not Modified\r\nX-Robots-Tag: noai\r\n\r\n"
    part = record(block, "revisit", number, extra=extra)
    return (
        part if url is None else part.replace(b"example/%d\r\n" % number, b"example/%d\r\n" % url)
    )


def fates(built: Built) -> dict[int, tuple[str | None, str | None]]:
    """Fate and reason of each capture, by the number in its URL."""
    return {
        int(row["url"].rpartition("/")[2]): (row["fate"], row["reason"])
        for row in ledger(built.release)
        if row["kind"] == "capture"
    }


def test_the_size_of_splits_changes_no_byte(tmp_path: Path) -> None:
    """One archive read as a whole, or in 20 ranges by two workers, gives one release."""
    dump = warc(tmp_path / "crawl.warc.gz", [record(http(page(n)), number=n) for n in range(40)])
    whole = build([dump], tmp_path / "whole", workers=1, checks=False)
    ranged = build(
        [dump], tmp_path / "ranged", workers=2, split_bytes=dump.stat().st_size // 20, checks=False
    )
    assert whole.sums.kept == 40
    assert contents(ranged.release) == contents(whole.release)


def test_revisits_get_the_payload_of_their_original(tmp_path: Path) -> None:
    """A revisit finds its original by record id, by URL and date, or by digest, in any file."""
    body = page(1)
    digest = "sha1:" + b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()
    warc(
        tmp_path / "b.warc.gz",
        [record(http(body), number=1, extra=(f"WARC-Payload-Digest: {digest}",))],
    )
    warc(
        tmp_path / "a.warc.gz",
        [
            revisit(2, "WARC-Refers-To: <urn:uuid:000000000001>"),
            revisit(
                3,
                "WARC-Refers-To-Target-URI: https://harbour.example/1",
                "WARC-Refers-To-Date: 2024-03-01T10:20:30Z",
            ),
            revisit(4, f"WARC-Payload-Digest: {digest.lower()}"),
            revisit(5, "WARC-Refers-To: <urn:uuid:000000000099>"),
            revisit(6),
        ],
    )  # fmt: skip
    folder = [tmp_path / "a.warc.gz", tmp_path / "b.warc.gz"]
    merged = build(folder, tmp_path / "merged")
    assert merged.passed
    found = Counter(fate for fate, _ in fates(merged).values())
    assert found == {"duplicate": 3, "kept": 1, "refused": 2}
    assert {n for n, (_, why) in fates(merged).items() if why == "revisit-unresolved"} == {5, 6}
    apart = build(folder, tmp_path / "apart", dedup=False, checks=False)
    kept = {row["url"]: row for row in rows(apart.release, "metadata")}
    assert set(kept) == {f"https://harbour.example/{n}" for n in (1, 2, 3, 4)}
    of_revisit = kept["https://harbour.example/2"]
    assert (
        of_revisit["provenance"]["raw_sha256"]
        == kept["https://harbour.example/1"]["provenance"]["raw_sha256"]
    )
    assert of_revisit["provenance"]["steps"][0] == {
        "step": "revisit", "dropped_chars": 0, "note": "b.warc.gz@0",
    }  # fmt: skip
    assert of_revisit["rights"]["ai"]["train"] == "deny"  # its own headers count
    report = validate(apart.release, source=[str(path) for path in folder])
    assert [f.message for f in report.findings if f.severity == "error"] == []


def test_what_cannot_be_processed_is_kept_and_replayed(tmp_path: Path) -> None:
    """A payload that is not what its label says goes to quarantine with its first place."""
    bad = http(gzip.compress(page(2), mtime=0)[:-40], "Content-Encoding: gzip")
    parts = [record(http(page(1)), number=1), record(bad, number=2)]
    dump = warc(tmp_path / "crawl.warc.gz", parts)
    built = build([dump], tmp_path / "out", checks=False)
    assert (built.sums.kept, built.sums.quarantined) == (1, 1)
    assert built.quarantine == tmp_path / "out.work" / "quarantine.warc.gz"
    assert build([dump], tmp_path / "out").quarantine == built.quarantine
    (lost,) = [row for row in ledger(built.release) if row["fate"] == "quarantined"]
    good = warc(tmp_path / "other.warc.gz", [record(http(page(3)), number=3)])
    again = build([built.quarantine, good], tmp_path / "again")
    (found,) = [row for row in ledger(again.release) if row["fate"] == "quarantined"]
    names = ("dump", "offset", "length", "url", "record_id", "reason", "detail")
    assert {n: found[n] for n in names} == {n: lost[n] for n in names}
    assert found["dump"] == "crawl.warc.gz"
    assert again.passed
    with pytest.raises(BuildError, match="keeps the quarantine"):
        build([good], tmp_path / "out", fresh=False) if _drop(tmp_path / "out") else None
    assert build([good], tmp_path / "out", fresh=True, checks=False).quarantine is None
    assert not (tmp_path / "out.work").exists()


def test_a_replayed_page_becomes_a_record(tmp_path: Path) -> None:
    """What a mended version can process is kept, under the dump and offset it had first."""
    page_ = Capture(
        "crawl.warc.gz", "warc", 10, 99, page(2), url="https://harbour.example/2", http_status=200,
        content_type="text/html", digest="sha1:2", record_id="<urn:uuid:000000000002>",
    )  # fmt: skip
    replayed = tmp_path / "quarantine.warc.gz"
    kept = keep_capture(page_, "converter-fault", "a fault of an older version").record
    replayed.write_bytes(gzip.compress(head(), mtime=0) + gzip.compress(kept, mtime=0))
    built = build([replayed], tmp_path / "out")
    assert built.passed
    (row,) = [row for row in ledger(built.release) if row["kind"] == "capture"]
    assert (row["dump"], row["offset"], row["fate"]) == ("crawl.warc.gz", 10, "kept")


def _drop(folder: Path) -> bool:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    folder.rmdir()
    return True


def test_a_page_that_hangs_is_quarantined(tmp_path: Path) -> None:
    """The watchdog costs one page, the release says so, and the page can be replayed."""
    config = tmp_path / "corpus.toml"
    config.write_text("[limits]\ndom_nodes = 100000000\nwatchdog_s = 1\n")
    # 15 MB of short paragraphs: longer than a second on any machine.
    endless = b"".join(
        b"<p>words %d stand here, for ever, in this place.</p>" % n for n in range(300_000)
    )
    parts = [record(http(endless if n == 2 else page(n)), number=n) for n in range(5)]
    dump = warc(tmp_path / "crawl.warc.gz", parts)
    built = build([dump], tmp_path / "out", config=config, workers=1)
    assert fates(built)[2] == ("quarantined", "watchdog")
    assert built.sums.kept == 4
    manifest = read_manifest(built.release)
    assert manifest["reproducible"] is False
    (named,) = manifest["interrupted"]
    assert named["reason"] == "watchdog"
    assert built.passed
    assert built.quarantine is not None
    config.write_text("[limits]\npage_bytes = 1000000\n")
    good = warc(tmp_path / "other.warc.gz", [record(http(page(9)), number=9)])
    again = build([built.quarantine, good], tmp_path / "again", config=config, checks=False)
    (row,) = [row for row in ledger(again.release) if row["reason"] == "page-too-large"]
    assert (row["dump"], row["offset"]) == (named["dump"], named["offset"])


def test_a_fault_of_ours_costs_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception in the converter is named by kind and line, never by its text."""

    def fail(*_: Any) -> None:
        raise ValueError("secret words of the page")

    monkeypatch.setattr(convert_module, "convert_capture", fail)
    capture = Capture("dump", "html", 0, 9, b"<p>page", "html", url="https://a.example/")
    line, row = convert_one(capture, Settings(load_policy("cautious")), CorpusContext())
    assert isinstance(line, Quarantined)
    assert row is None
    assert line.row.reason == "converter-fault"
    assert re.fullmatch(r"ValueError at convert\.py:\d+", line.row.detail or "")
    assert b"<p>page" in line.record


def test_ledger_rows_of_a_split_stay_in_order(tmp_path: Path) -> None:
    """The ledger lists captures by dump and offset, whatever split read them."""
    dump = warc(tmp_path / "crawl.warc.gz", [record(http(page(n)), number=n) for n in range(9)])
    built = build([dump], tmp_path / "out", split_bytes=500, workers=2, checks=False)
    offsets = [row["offset"] for row in ledger(built.release)]
    assert offsets == sorted(offsets)
    assert len(offsets) == 9
    assert pq.read_metadata(next((built.release / "meta/ledger").glob("*.parquet"))).num_rows == 9


def test_a_build_that_never_began_is_no_obstacle(tmp_path: Path) -> None:
    """A command that failed before its first split leaves nothing in the way of a mended one."""
    dump = tmp_path / "pages.csv"
    dump.write_text(f'body,link\n"{FIRST} {SECOND}",https://a.example/\n')
    with pytest.raises(InputError, match="no column html"):
        build([dump], tmp_path / "out", policy="internal", format="dataset")
    config = tmp_path / "corpus.toml"
    config.write_text("[columns]\ntext = 'body'\nurl = 'link'\n")
    built = build(
        [dump], tmp_path / "out", config=config, policy="internal", format="dataset", checks=False
    )
    assert built.sums.captures == 1
