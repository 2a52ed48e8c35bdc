"""What a Parquet footer says: schema, page index, row groups; no data page is read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dataset_tools.manifest import MANIFEST
from dataset_tools.model import Finding
from dataset_tools.validation.findings import error
from dataset_tools.validation.rows import MAX_GROUP_BYTES, unreadable

_HINT = "build the release again"


def check_footer(
    name: str, path: Path, frozen: pa.Schema, found: list[Finding], *, may_be_empty: bool = False
) -> tuple[int, bool] | None:
    """Check one file; return (rows, whether its schema is `frozen`), None if unreadable."""
    try:
        with pq.ParquetFile(path) as file:
            meta, schema = file.metadata, file.schema_arrow
            differences = list(schema_differences(schema, frozen))
            groups = [meta.row_group(i) for i in range(meta.num_row_groups)]
            found.extend(_layout(name, groups, meta.num_rows, may_be_empty=may_be_empty))
    except (OSError, pa.ArrowException, UnicodeDecodeError) as err:
        found.append(unreadable(name, err))
        return None
    for column, problem in differences[:20]:
        found.append(error("arrow-schema", problem, f"{name}:$.{column}", _HINT))
    return meta.num_rows, not differences


def _layout(name: str, groups: list[Any], rows: int, *, may_be_empty: bool) -> Iterator[Finding]:
    if rows == 0 and not may_be_empty:
        yield error("shard-layout", "has no rows; load_dataset fails on it", name, _HINT)
        return
    for number, group in enumerate(groups):
        where = f"{name}:row group {number}"
        if group.num_rows == 0 and not may_be_empty:
            yield error("shard-layout", "a row group without rows", where, _HINT)
        elif group.total_byte_size > MAX_GROUP_BYTES:
            message = f"a row group of {group.total_byte_size} bytes (at most {MAX_GROUP_BYTES})"
            yield error("shard-layout", message, where, _HINT)
        columns = [group.column(i) for i in range(group.num_columns)]
        if lacking := [c.path_in_schema for c in columns if not c.has_offset_index]:
            message = f"no page index for {len(lacking)} of {len(columns)} columns"
            yield error("shard-layout", message, where, _HINT)


def schema_differences(schema: pa.Schema, frozen: pa.Schema) -> Iterator[tuple[str, str]]:
    """Yield (column, problem); names of list items and metadata do not count."""
    if schema.names != frozen.names:
        for name in frozen.names:
            if name not in schema.names:
                yield name, "the column is missing"
        for name in schema.names:
            if name not in frozen.names:
                yield name, "the column is not in the schema"
        if sorted(schema.names) == sorted(frozen.names):
            yield schema.names[0], "the columns stand in another order"
        return
    for mine, wanted in zip(schema, frozen, strict=True):
        if not same_type(mine.type, wanted.type):
            yield wanted.name, f"has type {_short(mine.type)}, not {_short(wanted.type)}"
        elif mine.nullable != wanted.nullable:
            yield wanted.name, f"nullable is {mine.nullable}, not {wanted.nullable}"


def same_type(mine: pa.DataType, wanted: pa.DataType) -> bool:
    """Compare types with names, order and nullability of struct members; not of list items."""
    if pa.types.is_list(mine) and pa.types.is_list(wanted):
        return same_type(mine.value_type, wanted.value_type)
    if pa.types.is_struct(mine) and pa.types.is_struct(wanted):
        pairs = list(zip(mine, wanted, strict=False))
        return len(mine) == len(wanted) and all(
            a.name == b.name and a.nullable == b.nullable and same_type(a.type, b.type)
            for a, b in pairs
        )
    return bool(mine == wanted)


def _short(type_: pa.DataType) -> str:
    text = str(type_)
    return text if len(text) <= 60 else f"{text[:60]}…"


def check_rows(
    manifest: dict[str, Any], footers: dict[str, int], subsets: dict[tuple[str, str], int]
) -> Iterator[Finding]:
    """Compare rows in footers with the manifest, by file and by subset and split."""
    for number, entry in enumerate(manifest["files"]):
        rows = footers.get(entry["path"])
        if rows is not None and rows != entry["rows"]:
            message = f"has {rows} rows, the manifest says {entry['rows']}"
            yield error("row-count", message, f"{entry['path']}:$.files[{number}].rows", _HINT)
    stated = {
        (subset, split): facts["rows"]
        for subset, splits in manifest["subsets"].items()
        for split, facts in splits.items()
    }
    for subset, split in sorted({*stated, *subsets}):
        mine, theirs = subsets.get((subset, split), 0), stated.get((subset, split), 0)
        if mine != theirs:
            where = f"{MANIFEST}:$.subsets.{subset}.{split}.rows"
            message = f"the shards have {mine} rows, the manifest says {theirs}"
            yield error("row-count", message, where, _HINT)
