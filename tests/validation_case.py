"""A release folder made by hand, without `build`: every number in it is written here or counted."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from dataset_tools import ledger
from dataset_tools.dump import InputFile, Limits
from dataset_tools.manifest import describe_file, file_digest, write_manifest
from dataset_tools.model import Capture, LedgerRow, Page
from dataset_tools.readers import READERS
from dataset_tools.readers.decode import decode
from dataset_tools.schema import (
    arrow_schema,
    features,
    load_schema,
    record_id,
    schema_bytes,
    text_digest,
    to_table,
)
from dataset_tools.shards import shard_name, write_table

TEXT = "data/text/train-00000-of-00001.parquet"
METADATA = "data/metadata/train-00000-of-00001.parquet"
LEDGER = "meta/ledger/ledger-00000-of-00001.parquet"
COUNTED = ("license", "rights_status", "language")
Row = dict[str, Any]

# (url, body, release, license, rights_status); the fourth repeats the first, the fifth is withheld
PAGES = (
    ("https://a.example/1", "Der Fluss ist heute ruhig.", "full_text", "CC-BY-4.0", "open_license"),
    ("https://b.example/2", "河水今天很平静。", "full_text", "CC0-1.0", "public_domain"),
    ("https://c.example/3", "Nobody may copy this.", "metadata_only", "NONE", "reserved"),
    ("https://d.example/4", "Der Fluss ist heute ruhig.", "duplicate", "", ""),
    ("https://e.example/5", "Not for anybody.", "withhold", "", ""),
)


def write_dump(folder: Path) -> Path:
    """Write the pages as a JSONL dump."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [
        json.dumps({"url": url, "html": f"<html><p>{body}</p><p>© Example</p></html>"})
        for url, body, *_ in PAGES
    ]
    path = folder / "pages.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


def make_rows(dump: Path) -> tuple[list[Row], list[LedgerRow]]:
    """Return the rows of the three kept pages, and the ledger of the whole dump."""
    file = InputFile(dump, dump.name, "jsonl", dump.stat().st_size)
    captures = [c for c in READERS["jsonl"](file, Limits()) if isinstance(c, Capture)]
    rows: list[Row] = []
    book: list[LedgerRow] = []
    for capture, (_, body, release, license_, status) in zip(captures, PAGES, strict=True):
        record = record_id(capture.url, capture.payload)
        entry = LedgerRow(
            dump.name, capture.offset, capture.length, "capture", url=capture.url, id=record
        )
        fields = {**asdict(entry), "fate": "kept", "release": release}
        if release == "duplicate":
            first = book[0]
            fields |= {
                "fate": "duplicate", "reason": "exact-duplicate", "partner": first.id,
                "partner_dump": first.dump, "partner_offset": first.offset, "similarity": 1.0,
                "release": None,
            }  # fmt: skip
        elif release == "withhold":
            fields |= {"fate": "refused", "reason": "withheld"}
        else:
            page = decode(capture, Limits())
            assert isinstance(page, Page)
            rows.append(make_row(page, record, body, release, license_, status))
        book.append(LedgerRow(**fields))
    book.append(LedgerRow(dump.name, 9_000, 7, "damage", reason="torn"))
    book.append(LedgerRow(dump.name, 9_100, 7, "skipped", reason="not-a-page"))
    return rows, book


def make_row(page: Page, record: str, body: str, release: str, license_: str, status: str) -> Row:
    """Return one row of record.v1 with one placed evidence item."""
    capture, start = page.capture, page.text.index("©")
    quality = {
        name: None if "null" in node["type"] else 0
        for name, node in load_schema("record.v1")["properties"]["quality"]["properties"].items()
    }
    row: Row = {
        **dict.fromkeys(arrow_schema().names),
        "id": record,
        "url": capture.url,
        "domain": str(capture.url).split("/")[2],
        "title": "River",
        "text": body,
        "language": "zh" if "河" in body else "de",
        "published_at": datetime(2026, 3, 1, 23, 30, tzinfo=UTC),
        "published_date": date(2026, 3, 2),
        "authors": ["A. Writer"],
        "editors": [],
        "license": license_,
        "rights_status": status,
        "release": release,
        "credits": [
            {
                "role": "author", "name": "A. Writer", "affiliation": None, "raw": "",
                "evidence_ids": [0],
            }
        ],
        "captions": [{"text": None, "credit": "B. Lens", "evidence_ids": []}],
        "rights": {
            **dict.fromkeys(load_schema("record.v1")["properties"]["rights"]["properties"]),
            "years": [2026],
            "flags": [],
            "ai": dict.fromkeys(("tdm", "train", "search"), "not_observed"),
        },
        "evidence": [
            {
                "id": 0, "field": "holder", "kind": "copyright_line", "source": "page",
                "start": start, "end": start + 9, "excerpt": page.text[start : start + 9],
                "value": "Example", "scope": "page", "polarity": "reserve", "confidence": 1.0,
                "detector": "copyright_line",
            }
        ],
        "provenance": {
            "dump": capture.dump, "format": "jsonl", "record_id": None, "offset": capture.offset,
            "length": capture.length, "http_status": None, "content_type": None,
            "charset": page.charset, "charset_source": page.charset_source, "replaced_chars": 0,
            "raw_sha256": record_digest(capture), "page_text_sha256": text_digest(page.text),
            "text_sha256": text_digest(body), "converter": "colophon", "version": "0.1.0",
            "context_sha256": "0" * 64, "steps": [],
        },
        "quality": {**quality, "text_chars": len(body)},
    }  # fmt: skip
    return row


def record_digest(capture: Capture) -> str:
    """Return the digest of the payload."""
    return sha256(capture.payload).hexdigest()


def make_release(
    release: Path,
    rows: list[Row],
    book: list[LedgerRow],
    dump: Path,
    *,
    tables: Callable[[pa.Table, str], pa.Table] = lambda table, _: table,
) -> Path:
    """Write a release of these rows; the manifest and the card agree with what is written.

    `tables` may change the table of a subset just before it is written.
    """
    rows = sorted(rows, key=lambda r: (r["domain"] or "", r["url"] or "", str(r["id"])))
    subsets = {"text": [r for r in rows if r["release"] == "full_text"], "metadata": rows}
    written: dict[str, dict[str, dict[str, int]]] = {}
    for subset, its in subsets.items():
        if its:
            table = tables(to_table(its, subset), subset)
            write_table(table, release / "data" / subset / shard_name("train", 0, 1))
            written[subset] = {"train": {"rows": table.num_rows, "bytes": table.nbytes}}
    write_table(ledger.to_table(book), release / LEDGER)
    (release / "meta/record.schema.json").write_bytes(schema_bytes())
    (release / "README.md").write_text(card(release, written), "utf-8", newline="\n")
    (release / "LICENSE.md").write_text("Mixed.\n", "utf-8")
    write_manifest(release, manifest(rows, book, dump, written))
    return release


def manifest(
    rows: list[Row], book: list[LedgerRow], dump: Path, written: dict[str, Any]
) -> dict[str, Any]:
    """Return the content of manifest.json."""
    entry = describe_file(dump.parent, dump.name)
    shipped = [r for r in rows if r["release"] == "full_text"]
    sums = asdict(ledger.count(book))
    releases = Counter(r["release"] for r in rows)
    days = sorted(r["published_date"] for r in rows if r["published_date"])
    items = [e or {"start": None} for r in rows for e in r["evidence"]]
    return {
        "name": "rivers", "version": "0.1.0", "pretty_name": "Rivers", "description": None,
        "release_date": None, "audience": "public", "reproducible": True,
        "tool": {"name": "colophon", "version": "0.1.0"}, "libraries": {"python": "3.11"},
        "inputs": [
            {
                "dump": dump.name, "format": "jsonl", "bytes": entry.bytes,
                "sha256": file_digest(dump), **sums,
            }
        ],
        "config": {"format": "auto", "limits": asdict(Limits())},
        "config_sha256": "1" * 64, "policy": {"id": "cautious", "sha256": "2" * 64},
        "context_sha256": "0" * 64, "build_key": "3" * 64,
        "counts": {
            **sums,
            "release": {
                **{k: releases[k] for k in ("full_text", "metadata_only", "review")},
                "withhold": sum(r.reason == "withheld" for r in book),
            },
            "reasons": ledger.reasons(book),
            **{name: dict(Counter(r[name] for r in rows)) for name in COUNTED},
            "shipped_license": dict(Counter(r["license"] for r in shipped)),
            "domains": dict(Counter(r["domain"] or "" for r in rows)),
            "evidence": {
                "items": len(items), "without_place": sum(e["start"] is None for e in items)
            },
            "text_chars": sum(len(r["text"] or "") for r in shipped),
            "published": {
                "first": days[0].isoformat() if days else None,
                "last": days[-1].isoformat() if days else None,
            },
        },
        "subsets": written,
    }  # fmt: skip


def card(release: Path, written: dict[str, Any]) -> str:
    """Return README.md with the front matter that `datasets` itself writes."""
    from datasets import DatasetInfo, SplitDict, SplitInfo
    from datasets.info import DatasetInfosDict

    infos = DatasetInfosDict()
    for subset, splits in sorted(written.items()):
        named = SplitDict()
        for split, facts in splits.items():
            named[split] = SplitInfo(split, facts["bytes"], facts["rows"])
        infos[subset] = DatasetInfo(features=features(subset), splits=named)
    head: dict[str, Any] = {
        "license": "other",
        "license_name": "mixed",
        "license_link": "LICENSE.md",
        "language": ["de", "zh"],
        "size_categories": ["n<1K"],
        "configs": [
            {
                "config_name": subset,
                "default": subset == "text",
                "data_files": [
                    {"split": s, "path": f"data/{subset}/{s}-*.parquet"} for s in splits
                ],
            }
            for subset, splits in sorted(written.items())
        ],
    }
    infos.to_dataset_card_data(head)
    return f"---\n{yaml.safe_dump(head, sort_keys=False, allow_unicode=True)}---\n# Rivers\n"


def reseal(release: Path) -> None:
    """Write manifest and SHA256SUMS anew, as somebody would who edits a release by hand."""
    content = json.loads((release / "manifest.json").read_bytes())
    content.pop("files")
    write_manifest(release, content)
