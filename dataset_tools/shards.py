"""Write and read Parquet shards: one frozen schema, reproducible bytes, readable everywhere.

Layout facts: zstd, page index and content-defined chunking for the Hub's viewer and storage;
row groups are capped by bytes (the viewer reads at most 300 MB a request, `datasets` writes at
most 100 MB).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

ROW_GROUP_BYTES = 32 * 2**20  # uncompressed; validate reads one row group a thread
SHARD_BYTES = 500 * 2**20  # uncompressed; the value `datasets` uses for its own shards
MAX_ROW_GROUP_ROWS = 10_000

Sizes = npt.NDArray[np.int64]


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
    with pq.ParquetWriter(path, table.schema, **_options(table.schema, sorting)) as writer:
        writer.write_table(table, row_group_size=group)


class TableWriter:
    """Writes one Parquet file from tables that come one after the other, in order.

    Row groups are cut by rows and bytes alone, wherever the tables are cut. Memory: one row
    group, and what Arrow needs to encode it.
    """

    def __init__(
        self, path: Path, schema: pa.Schema, sorting: Sequence[str] = (), limit: int = 2**63 - 1
    ) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.schema = schema.remove_metadata()
        self.writer = pq.ParquetWriter(path, self.schema, **_options(self.schema, sorting))
        self.limit = limit  # uncompressed bytes; the row group that reaches it is the last
        self.parts: list[pa.Table] = []
        self.room_rows, self.room_bytes = MAX_ROW_GROUP_ROWS, ROW_GROUP_BYTES
        self.rows = self.bytes = 0  # written so far; bytes are uncompressed

    def add(self, table: pa.Table) -> pa.Table:
        """Append rows; full row groups are written. Returns the rows that are over the limit."""
        ends = np.concatenate([[0], np.cumsum(row_bytes(table))])
        start = 0
        while start < table.num_rows and self.bytes < self.limit:
            fits = int(np.searchsorted(ends, ends[start] + self.room_bytes, "right")) - 1 - start
            fits = min(fits, self.room_rows)
            if not fits and self.parts:
                self._flush()
                continue
            stop = start + max(fits, 1)  # a row that is larger than a row group is one itself
            self.parts.append(table.slice(start, stop - start))
            self.room_rows -= stop - start
            self.room_bytes -= int(ends[stop] - ends[start])
            start = stop
        return table.slice(start)

    def close(self) -> None:
        """Write what is left; a file without rows has its schema."""
        self._flush()
        if not self.rows:
            self.writer.write_table(self.schema.empty_table())
        self.writer.close()

    def _flush(self) -> None:
        if self.parts:
            table = pa.concat_tables(self.parts).combine_chunks()
            self.writer.write_table(table, row_group_size=table.num_rows)
            self.rows += table.num_rows
            self.bytes += table_bytes(table)
            self.parts = []
            self.room_rows, self.room_bytes = MAX_ROW_GROUP_ROWS, ROW_GROUP_BYTES


def _options(schema: pa.Schema, sorting: Sequence[str]) -> dict[str, Any]:
    order = [pq.SortingColumn(schema.get_field_index(name)) for name in sorting]
    return {
        "compression": "zstd",
        "write_page_index": True,
        "write_page_checksum": True,
        "use_content_defined_chunking": True,
        "sorting_columns": order or None,
        "store_schema": False,
    }


def row_bytes(table: pa.Table) -> Sizes:
    """Return the uncompressed bytes of each row: values and offsets, without validity."""
    total: Sizes = np.zeros(table.num_rows, np.int64)
    for column in table.combine_chunks().columns:
        if column.num_chunks:
            total += _value_bytes(column.chunk(0))
    return total


def _value_bytes(array: pa.Array) -> Sizes:
    """Return the bytes of each value of an array of any nesting."""
    kind = array.type
    if pa.types.is_string(kind) or pa.types.is_binary(kind):
        lengths = pc.binary_length(array).fill_null(0)
        return np.asarray(lengths, np.int64) + 4
    if pa.types.is_struct(kind):
        total: Sizes = np.zeros(len(array), np.int64)
        for n in range(kind.num_fields):
            total += _value_bytes(array.field(n))
        return total
    if pa.types.is_list(kind):
        inner = np.concatenate([[0], np.cumsum(_value_bytes(array.flatten()))])
        ends = np.cumsum(np.asarray(pc.list_value_length(array).fill_null(0), np.int64))
        sizes: Sizes = np.diff(inner[np.concatenate([[0], ends])]) + 4
        return sizes
    width = 1 if pa.types.is_boolean(kind) else kind.bit_width // 8
    return np.full(len(array), width, np.int64)


def table_bytes(table: pa.Table) -> int:
    """Return the uncompressed bytes of a table in one chunk: what `nbytes` is for a table built
    from Python values. (`nbytes` also counts validity that some kernels allocate in vain.)
    """
    columns = table.combine_chunks().columns
    return sum(_array_bytes(column.chunk(0)) for column in columns if column.num_chunks)


def _array_bytes(array: pa.Array) -> int:
    kind = array.type
    validity = (len(array) + 7) // 8 if array.null_count else 0
    if pa.types.is_struct(kind):
        return validity + sum(_array_bytes(array.field(n)) for n in range(kind.num_fields))
    if pa.types.is_list(kind):
        return validity + 4 * len(array) + _array_bytes(array.flatten())
    if pa.types.is_boolean(kind):
        return validity + (len(array) + 7) // 8
    return validity + int(_value_bytes(array).sum())


def scan(paths: Sequence[Path], columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    """Yield the row groups of Parquet files as batches, in order; memory: one row group."""
    for path in paths:
        with pq.ParquetFile(path) as file:
            yield from file.iter_batches(columns=list(columns) if columns else None)
