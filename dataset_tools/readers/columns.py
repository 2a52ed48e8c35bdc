"""Arrow record batches to rows of plain values: any column type, any damage, one cell at a time."""

from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa

from dataset_tools.readers.entries import UNREADABLE

# What pyarrow raises for bytes it cannot read; ArrowException covers those that have no builtin.
DAMAGE = (pa.ArrowException, OSError, ValueError, TypeError, OverflowError, MemoryError, KeyError)


def raise_if_real(err: BaseException) -> None:
    """Raise again what the operating system said: pyarrow uses OSError for damaged bytes too."""
    if isinstance(err, OSError) and err.errno:
        raise err


def has(schema: pa.Schema, name: str) -> bool:
    """Tell whether a schema has a column of that name, or a struct member of that dotted name."""
    if name in schema.names:
        return True
    first, *rest = name.split(".")
    if schema.names.count(first) != 1:
        return False
    kind = schema.field(first).type
    for part in rest:
        at = kind.get_field_index(part) if pa.types.is_struct(kind) else -1
        if at < 0:
            return False
        kind = kind.field(at).type
    return True


def rows_of(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    """Yield the rows of a batch as plain values.

    Strings come as bytes where they are not UTF-8, cells that cannot be read as UNREADABLE. The
    batch must be valid (from Parquet, or checked), and small: all its values are held at once.
    """
    names = batch.schema.names
    for row in zip(*(_values(column) for column in batch.columns), strict=True):
        yield dict(zip(names, row, strict=True))


def as_binary(column: pa.Array) -> pa.Array:
    """Return a string column as a binary one, so that broken UTF-8 is no reason to refuse it."""
    for is_kind, kind in _STRINGS:
        if is_kind(column.type):
            return column.view(kind)
    return column


_STRINGS: tuple[tuple[Callable[[pa.DataType], bool], pa.DataType], ...] = (
    (pa.types.is_string, pa.binary()),
    (pa.types.is_large_string, pa.large_binary()),
    (pa.types.is_string_view, pa.binary_view()),
)


def _values(column: pa.Array) -> list[Any]:
    try:
        return _plain_values(column)
    except DAMAGE:  # of its type: a time zone that is none, an unknown extension
        return [UNREADABLE] * len(column)


def _plain_values(column: pa.Array) -> list[Any]:
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    plain = as_binary(column)
    values = _cells(plain)
    return values if plain is column else [_text(value) for value in values]


def _cells(column: pa.Array) -> list[Any]:
    try:
        return list(column.to_pylist())
    except DAMAGE:
        return [_cell(scalar) for scalar in column]


def _cell(scalar: pa.Scalar) -> Any:
    try:
        return scalar.as_py()
    except DAMAGE:
        return UNREADABLE


def _text(value: Any) -> Any:
    """Return UTF-8 as a string and any other bytes as they are."""
    try:
        return value if value is None else value.decode()
    except UnicodeDecodeError:
        return value
