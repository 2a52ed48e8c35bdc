"""The sample corpus comes out as `data/sample/expected.jsonl` says, page by page."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dataset_tools.builder import Built, build
from tests.conftest import DUMPS, ROOT
from tests.test_builder import ledger, rows

EXPECTED = [
    json.loads(line)
    for line in (ROOT / "data/sample/expected.jsonl").read_text("utf-8").splitlines()
]
# Pages right at least, of all kept ones; rights, release and language leave no room.
FLOORS = {
    "title": 0.97, "language": 1.0, "source": 1.0, "authors": 0.97, "editors": 0.97,
    "published_date": 0.97, "license": 1.0, "rights_status": 1.0, "release": 1.0,
    "text_starts": 0.92, "text_ends": 0.97,
}  # fmt: skip


@pytest.fixture(scope="module")
def cautious(tmp_path_factory: pytest.TempPathFactory) -> Built:
    out = tmp_path_factory.mktemp("cautious") / "release"
    return build([DUMPS], out, policy="cautious", workers=1, checks=False)


def pairs(release: Path, texts: Path) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return (expected, row) of each kept page; rows carry the text of the internal release."""
    text_of = {row["id"]: row["text"] for row in rows(texts, "text")}
    by_record: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows(release, "metadata"):
        place = row["provenance"]
        row["text"] = text_of.get(row["id"], "")
        by_record[place["dump"], (place["record_id"] or row["url"] or "").strip("<>")] = row
    found = []
    for page in EXPECTED:
        key = page.get("record_id") or page.get("url") or ""
        if (page["dump"], key) in by_record:
            found.append((page, by_record[page["dump"], key]))
    return found


def right(name: str, page: dict[str, Any], row: dict[str, Any]) -> bool:
    if name == "text_starts":
        return bool(row["text"].startswith(page[name]) or page.get("standfirst"))
    if name == "text_ends":
        return bool(row["text"].endswith(page[name]))
    value = row[name]
    return bool((str(value) if name == "published_date" and value else value) == page[name])


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_fields(cautious: Built, internal: Built, name: str) -> None:
    """Each field is right on at least the pinned share of the pages."""
    known = [(p, r) for p, r in pairs(cautious.release, internal.release) if name in p]
    wrong = [p["page"] for p, r in known if not right(name, p, r)]
    assert len(known) > 40
    assert 1 - len(wrong) / len(known) >= FLOORS[name], wrong


def test_fates(cautious: Built) -> None:
    """What must be refused is refused, and each duplicate cluster keeps exactly one page."""
    by_record = {
        (row["dump"], (row["record_id"] or row["url"] or "").strip("<>")): row
        for row in ledger(cautious.release)
    }
    clusters: Counter[str] = Counter()
    for page in EXPECTED:
        row = by_record.get((page["dump"], page.get("record_id") or page.get("url") or ""))
        if row is None:
            continue
        if page.get("fate") in {"kept", "refused"}:
            assert row["fate"] == page["fate"], page["page"]
        if "cluster" in page:
            clusters[page["cluster"]] += row["fate"] == "kept"
    assert set(clusters.values()) <= {0, 1}
    assert clusters.total() >= 2


def test_no_release_is_too_wide(cautious: Built) -> None:
    """No page ships its text that the adjudicated labels do not allow."""
    shipped = {row["id"] for row in rows(cautious.release, "text")}
    allowed = {
        row["id"]
        for page, row in pairs(cautious.release, cautious.release)
        if page.get("release") == "full_text"
    }
    known = {row["id"] for _, row in pairs(cautious.release, cautious.release)}
    assert shipped & known <= allowed
    assert len(shipped) >= 10


def test_reads_with_every_common_reader(cautious: Built) -> None:
    """The Parquet files carry no metadata that one reader knows and another does not."""
    for path in cautious.release.rglob("*.parquet"):
        assert pq.read_schema(path).metadata is None
