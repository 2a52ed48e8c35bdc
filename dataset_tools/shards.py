"""Write and read Parquet shards: one frozen schema, reproducible bytes, readable everywhere.

Layout facts: zstd, page index and content-defined chunking for the Hub's viewer and storage;
row groups are capped by bytes (the viewer reads at most 300 MB a request, `datasets` writes at
most 100 MB).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

ROW_GROUP_BYTES = 32 * 2**20  # uncompressed; validate reads one row group a thread
SHARD_BYTES = 500 * 2**20  # uncompressed; the value `datasets` uses for its own shards
MAX_ROW_GROUP_ROWS = 10_000


def shard_name(split: str, number: int, shards: int) -> str:
    """Return the Hub's name of shard `number` (from 0) of `shards`.

    >>> shard_name("train", 3, 42)
    'train-00003-of-00042.parquet'
    """
    return f"{split}-{number:05d}-of-{shards:05d}.parquet"


def write_table(table: pa.Table, path: Path, sorting: Sequence[str] = ()) -> None:
    """Write one Parquet file; equal tables give equal bytes under one pyarrow version.

    `sorting` names the columns by which the rows are ordered, for the footer.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = max(1, table.num_rows)
    group = max(1, min(MAX_ROW_GROUP_ROWS, rows * ROW_GROUP_BYTES // max(table.nbytes, 1)))
    order = [pq.SortingColumn(table.schema.get_field_index(name)) for name in sorting]
    pq.write_table(
        table.replace_schema_metadata(None),
        path,
        compression="zstd",
        row_group_size=group,
        write_page_index=True,
        write_page_checksum=True,
        use_content_defined_chunking=True,
        sorting_columns=order or None,
        store_schema=False,
    )


def cut(
    rows: Iterable[dict[str, Any]], to_table: Callable[[list[dict[str, Any]]], pa.Table]
) -> Iterator[pa.Table]:
    """Cut ordered rows into tables of at most SHARD_BYTES; no table is empty."""
    batch: list[dict[str, Any]] = []
    parts: list[pa.Table] = []
    size = 0
    for row in rows:
        batch.append(row)
        if len(batch) < 500:
            continue
        parts.append(to_table(batch))
        size += parts[-1].nbytes
        batch = []
        if size >= SHARD_BYTES:
            yield pa.concat_tables(parts).combine_chunks()
            parts, size = [], 0
    if batch:
        parts.append(to_table(batch))
    if parts:
        yield pa.concat_tables(parts).combine_chunks()


def scan(paths: Sequence[Path], columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    """Yield the row groups of Parquet files as batches, in order; memory: one row group."""
    for path in paths:
        with pq.ParquetFile(path) as file:
            yield from file.iter_batches(columns=list(columns) if columns else None)
