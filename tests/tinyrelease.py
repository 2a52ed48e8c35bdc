"""A small release folder written without a build: what publishing needs, and nothing more."""

from pathlib import Path
from typing import Any

import pyarrow as pa

from dataset_tools.manifest import write_manifest
from dataset_tools.shards import write_table

CARD = """---
license: cc-by-4.0
language:
- en
size_categories:
- n<1K
configs:
- config_name: text
  default: true
  data_files:
  - split: train
    path: data/text/train-*
- config_name: metadata
  data_files:
  - split: train
    path: data/metadata/train-*
---
# Harbour notes
"""


def rows_of(version: str, count: int) -> list[dict[str, Any]]:
    """Return the rows of subset `text`."""
    return [
        {"id": f"{n:032x}", "text": f"Note {n} of {version}", "size": n, "tags": ["tide"] * (n % 3)}
        for n in range(count)
    ]


def write_release(
    folder: Path,
    *,
    name: str = "harbour-notes",
    version: str = "1.0.0",
    shards: int = 1,
    audience: str = "public",
    review: int = 0,
    card: str = CARD,
    extra: int = 0,
) -> Path:
    """Write a release of four rows in `shards` shards a subset, and `extra` small files."""
    rows = rows_of(version, 4)
    for subset in ("text", "metadata"):
        for n in range(shards):
            table = pa.Table.from_pylist(rows[n::shards])
            if subset == "metadata":
                table = table.drop_columns(["text"])
            path = f"data/{subset}/train-{n:05d}-of-{shards:05d}.parquet"
            write_table(table, folder / path)
    (folder / "README.md").write_text(card, encoding="utf-8")
    (folder / "LICENSE.md").write_text("Terms of the records.\n", encoding="utf-8")
    (folder / "meta").mkdir()
    for n in range(extra):
        (folder / f"meta/note-{n:03d}.txt").write_text(f"{n}\n", encoding="utf-8")
    counts = {"release": {"full_text": len(rows), "review": review}}
    write_manifest(
        folder, {"name": name, "version": version, "audience": audience, "counts": counts}
    )
    return folder
