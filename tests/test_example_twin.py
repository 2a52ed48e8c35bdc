"""The twin of a real dump: one article twice, menus, an empty source line, terms at the end."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dataset_tools.builder import build
from tests.conftest import DUMPS

TWIN = DUMPS / "text/liuxi-review.txt"


def built(tmp_path: Path, policy: str) -> tuple[Path, dict[str, Any]]:
    out = build([TWIN], tmp_path / policy, policy=policy, workers=1).release
    found = [row for path in out.glob("data/metadata/*") for row in pq.read_table(path).to_pylist()]
    assert len(found) == 1
    return out, found[0]


@pytest.fixture(scope="module")
def row(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out, found = built(tmp_path_factory.mktemp("twin"), "internal")
    texts = [r for path in out.glob("data/text/*") for r in pq.read_table(path).to_pylist()]
    return {**found, "text": texts[0]["text"]}


def test_the_article_once(row: dict[str, Any]) -> None:
    """The paragraphs stand in the text once, with no menu, notice or promotion."""
    source = TWIN.read_text("utf-8")
    paragraphs = row["text"].split("\n\n")
    assert len(paragraphs) == len(set(paragraphs)) >= 4
    assert all(source.count(paragraph) == 2 for paragraph in paragraphs)
    assert not any(word in row["text"] for word in ("客户端", "版权", "责任编辑", "来源:", "|"))


def test_both_source_lines_are_evidence(row: dict[str, Any]) -> None:
    """The valued source line wins; the empty one stays in evidence, both at their exact place."""
    source = TWIN.read_text("utf-8")
    lines = [e for e in row["evidence"] if e["kind"] == "source_line"]
    assert sorted((e["value"] is None) for e in lines) == [False, True]
    assert row["source"] == next(e["value"] for e in lines if e["value"])
    assert all(source[e["start"] : e["end"]] == e["excerpt"] for e in row["evidence"])


def test_people_dates_and_column(row: dict[str, Any]) -> None:
    """Column prefix, author with affiliation, bracketed editor, caption credit and Chinese time."""
    assert row["title"].startswith(row["section"])
    assert row["section"].startswith("【")
    author = next(c for c in row["credits"] if c["role"] == "author")
    assert row["authors"] == [author["name"]]
    assert author["affiliation"]
    assert len(row["editors"]) == 1
    assert row["captions"][0]["credit"].endswith("发")
    assert (row["published_at"].hour, row["published_at"].minute) == (22, 0)
    assert (row["published_date"] - row["published_at"].date()).days == 1


def test_own_works_clause_decides(row: dict[str, Any]) -> None:
    """The clause on the outlet's own works asks for permission and names the credit line."""
    assert row["rights_status"] == "permission_required"
    assert row["license"] == "NONE"
    assert row["rights"]["attribution"].startswith("来源")
    assert row["rights"]["outlet_rule"] == "example.liuxi/c2"
    assert {"external_author", "embedded_media_credit"} <= set(row["rights"]["flags"])
    assert "terms_changed" not in row["rights"]["flags"]
    assert any(e["kind"] == "reservation" and "②" in e["excerpt"] for e in row["evidence"])


def test_cautious_keeps_the_text_out(row: dict[str, Any], tmp_path: Path) -> None:
    """Under the cautious policy no paragraph, standfirst or caption is in any file."""
    out, cautious = built(tmp_path, "cautious")
    assert cautious["release"] == "metadata_only"
    assert not (out / "data/text").exists()
    written = str([pq.read_table(p).to_pylist() for p in sorted(out.rglob("*.parquet"))])
    written += "".join(
        p.read_text("utf-8") for p in out.rglob("*.*") if p.suffix != ".parquet" and p.is_file()
    )
    secrets = [*row["text"].split("\n\n"), row["captions"][0]["text"]]
    assert not any(secret[:20] in written for secret in secrets)
