"""JSON Schema (2020-12) as Arrow masks: one pass over columns instead of one over rows.

An Arrow null is a JSON null with the key present, as in `to_pylist`. A keyword that is not
evaluated here raises ConfigError; none is skipped. NaN and infinities are no JSON and count as
violations of the pseudo keyword ``finite``, with or without a schema for their column.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from dataset_tools.errors import ConfigError
from dataset_tools.validation.dialect import check_supported, is_annotation
from dataset_tools.validation.keywords import (
    BY_KIND,
    EVERY_KIND,
    Cells,
    Mask,
    items_of,
    kind_of,
    numbers,
    plain_array,
)

Node = dict[str, Any] | bool


@dataclass(frozen=True, slots=True)
class Violation:
    """Rows of one batch that break one keyword at one place of the schema."""

    path: str  # e.g. "$.rights.years[]"
    keyword: str
    rows: Mask  # one flag a row of the batch; at least one is set


def violations(schema: Node, batch: pa.RecordBatch) -> Iterator[Violation]:
    """Yield what breaks `schema` in a batch: one violation a (path, keyword) with bad rows.

    Args:
        schema: JSON Schema of one row; a row is an object, a column one of its members.
        batch: Any batch, sliced or not; memory is a few bytes a cell beside it.
    Raises: ConfigError for a keyword, pattern, format or Arrow type that is not supported.
    """
    check_supported(schema)
    if len(set(batch.schema.names)) < len(batch.schema.names):
        raise ConfigError("two columns have the same name", "$", "rename one of them")
    size = batch.num_rows
    everything = np.ones(size, np.bool_)
    rows = np.arange(size)
    for path, keyword, bad, where in _walk(schema, batch.to_struct_array(), everything, rows, "$"):
        flags = np.zeros(size, np.bool_)
        flags[where[bad]] = True
        yield Violation(path, keyword, flags)


_Found = tuple[str, str, Mask, npt.NDArray[np.int64]]


def _walk(
    node: Node, array: pa.Array, live: Mask, row: npt.NDArray[np.int64], path: str
) -> Iterator[_Found]:
    """Yield (path, keyword, bad cells, row of each cell) of this place and all below it."""
    array = plain_array(array)
    valid = live & array.is_valid().to_numpy(zero_copy_only=False)
    cells = Cells(array, live, row, path, kind_of(array.type), valid)
    if node is False:
        if live.any():
            yield path, "false schema", live, row
        return
    rules = {} if node is True else node
    for keyword, value in rules.items():
        if keyword in EVERY_KIND:
            bad = live & EVERY_KIND[keyword](value, cells)
        elif keyword in BY_KIND.get(cells.kind, {}):
            bad = valid & BY_KIND[cells.kind][keyword](value, cells)
        elif cells.kind == "other" and not is_annotation(keyword):
            raise cells.refuse(keyword)
        else:
            continue  # an annotation, or a keyword about another type
        if bad.any():
            yield path, keyword, bad, row
    if cells.kind == "number":
        broken = valid & ~np.isfinite(numbers(cells))
        if broken.any():
            yield path, "finite", broken, row
    elif cells.kind == "object":
        yield from _members(rules, cells)
    elif cells.kind == "array":
        items, parent = items_of(array)
        inner = rules.get("items", True)
        yield from _walk(inner, items, valid[parent], row[parent], f"{path}[]")


def _members(rules: dict[str, Any], cells: Cells) -> Iterator[_Found]:
    properties, extra = rules.get("properties", {}), rules.get("additionalProperties", True)
    unknown = {field.name for field in cells.array.type} - set(properties)
    if extra is False and unknown and cells.valid.any():
        yield cells.path, "additionalProperties", cells.valid, cells.row
    for number, field in enumerate(cells.array.type):
        if field.name not in properties and extra is False:
            continue  # reported as additionalProperties
        inner = properties.get(field.name, extra)
        child = cells.array.field(number)  # does not inherit the nulls of its parent
        yield from _walk(inner, child, cells.valid, cells.row, member(cells.path, field.name))


def member(path: str, name: str) -> str:
    """Return the path of a member.

    >>> member("$", "rights"), member("$", "a b")
    ('$.rights', '$["a b"]')
    """
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        return f"{path}.{name}"
    return f"{path}[{json.dumps(name)}]"
