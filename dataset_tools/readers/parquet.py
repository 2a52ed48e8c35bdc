"""Read Parquet files: one page a row, row by row, so that memory does not grow with the file."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from dataset_tools.dump import InputFile, Limits
from dataset_tools.model import Capture, LedgerRow
from dataset_tools.readers.columns import DAMAGE, has, raise_if_real, rows_of
from dataset_tools.readers.entries import check_columns, item_of
from dataset_tools.readers.guard import SAFE_BYTES
from dataset_tools.readers.items import Item, Seam
from dataset_tools.readers.tabular import PARQUET
from dataset_tools.readers.tape import open_raw

_FOOTER_BYTES = 64 * 2**20  # thousands of columns in hundreds of row groups need less
_STRING_BYTES = 16 * 2**20  # of one footer entry; `datasets` keeps its features in one
_CONTAINER_ITEMS = 100_000  # schema elements, row groups, or columns of a row group
_MAX_ROWS = 2**40  # of a file; a footer may claim any number
_BUFFER = 2**16  # bytes of a column that are read at once; they are decompressed by page


def read_parquet(file: InputFile, limits: Limits) -> Iterator[Item]:
    """Yield one capture for each row; `offset` counts the rows of the file, `length` is None.

    Only columns that are asked for are read. A row group that is damaged, or that grows more than
    `limits.inflate_ratio` times, costs its remaining rows; one damage row names them. A range
    counts row groups and ends with a Seam. Memory: one row and one Parquet page of each column.

    Raises InputError where a sound file has no column that may hold the page.
    """
    groups = 0
    fault = _tail_fault(file)
    if not fault:
        source, sizes = _open(file)
        fault = "" if source else "damaged-archive: the footer cannot be read"
        groups = len(sizes)
    stop = groups if file.stop is None else min(file.stop, groups)
    if fault and not file.start:
        reason, _, detail = fault.partition(": ")
        yield LedgerRow(file.dump, 0, None, "damage", reason=reason, detail=detail)
    elif not fault:
        with closing(source):
            schema = source.schema_arrow
            columns = check_columns(file, schema.names, lambda name: has(schema, name))
            for group in range(file.start, stop):
                yield from _read_group(file, limits, source, group, sizes, columns)
    if file.start or file.stop is not None:
        yield Seam(min(file.start, groups), stop)


def _tail_fault(file: InputFile) -> str:
    """Look at the last bytes, which say where the footer is; empty where they are sound."""
    with open_raw(file.path) as raw:
        begins = raw.read(4) == PARQUET
        raw.seek(max(0, file.size - 8))
        tail = raw.read(8)
    if tail[4:] == b"PARE":
        return "damaged-archive: the footer is encrypted"
    if tail[4:] != PARQUET:
        what = "truncated" if begins else "damaged"
        return f"{what}-archive: there is no footer at the end of the file"
    length = int.from_bytes(tail[:4], "little")
    if length > min(_FOOTER_BYTES, file.size - 8):
        return f"damaged-archive: the footer claims {length} bytes"
    return ""


def _open(file: InputFile) -> tuple[Any, list[int]]:
    """Open a file and return it with the rows of its row groups; None where it is damaged."""
    import pyarrow.parquet as pq

    try:
        source = pq.ParquetFile(
            file.path,
            pre_buffer=False,
            buffer_size=_BUFFER,
            page_checksum_verification=True,
            thrift_string_size_limit=_STRING_BYTES,
            thrift_container_size_limit=_CONTAINER_ITEMS,
        )
        metadata = source.metadata
        sizes = [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)]
        sound = min(sizes, default=0) >= 0 and sum(sizes) <= _MAX_ROWS
        source.schema_arrow.names  # noqa: B018 - raises where it is no Arrow schema
    except DAMAGE as err:
        raise_if_real(err)
        return None, []
    return (source, sizes) if sound else (None, [])


def _read_group(
    file: InputFile, limits: Limits, source: Any, group: int, sizes: list[int], columns: list[str]
) -> Iterator[Capture | LedgerRow]:
    """Yield the rows of one row group, and a damage row for those that cannot be had.

    Each group may grow as its share of the rows allows. What the footer says of its column chunks
    is not looked at: pyarrow ends the process where that is damaged.
    """
    rows = sizes[group]
    allowed = max(SAFE_BYTES, limits.inflate_ratio * file.size) * rows // max(1, sum(sizes))
    claimed = max(rows, source.metadata.row_group(group).total_byte_size)
    at, out = sum(sizes[:group]), 0
    last, reason = at + rows, "expands-too-much" if rows and claimed > allowed else ""
    # One row at a time: a dictionary page may repeat one huge value in every row.
    batches = source.iter_batches(1, row_groups=[group], columns=columns, use_threads=False)
    while at < last and not reason:
        try:
            row = next(rows_of(next(batches)))
        except (StopIteration, *DAMAGE) as err:
            raise_if_real(err)
            reason = "damaged-archive"
            break
        item = item_of(file, at, None, row, limits, "bad-row")
        out += 1 + (len(item.payload) if isinstance(item, Capture) else 0)
        if out > allowed:
            reason = "expands-too-much"
            break
        yield item
        at += 1
    if reason:
        detail = f"rows {at} to {last - 1}, of row group {group}"
        yield LedgerRow(file.dump, at, None, "damage", reason=reason, detail=detail)
