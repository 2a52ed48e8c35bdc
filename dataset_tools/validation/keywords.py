"""The keywords of JSON Schema, each as one function from Arrow values to a mask of bad cells."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from dataset_tools.errors import ConfigError
from dataset_tools.validation.dialect import conforms, is_utf8

Mask = npt.NDArray[np.bool_]

_PER_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400 * 10**6, "ns": 86_400 * 10**9}
# RFC 3339 has four digits for the year: 0001-01-01 to 9999-12-31, in days from 1970.
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896


@dataclass(frozen=True, slots=True)
class Cells:
    """The instances at one place: `live` ones exist, of these `valid` ones are not null."""

    array: pa.Array
    live: Mask
    row: npt.NDArray[np.int64]  # row of the batch to which each belongs
    path: str
    kind: str
    valid: Mask

    def refuse(self, keyword: str) -> ConfigError:
        """Return the error for a keyword that this Arrow type does not support."""
        problem = f"keyword `{keyword}` is not supported on Arrow type {self.array.type}"
        return ConfigError(problem, self.path, "leave it out of the schema, or change the column")


def items_of(array: pa.Array) -> tuple[pa.Array, npt.NDArray[np.int64]]:
    """Return the items of a list array and, for each, the position of its list.

    Null lists have no items; a slice counts from its own start.
    """
    lengths = pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False)
    return array.flatten(), np.repeat(np.arange(len(array)), lengths)


def plain_array(array: pa.Array) -> pa.Array:
    """Undo encodings that change the type but not the values."""
    if isinstance(array, pa.ExtensionArray):
        return plain_array(array.storage)
    if pa.types.is_dictionary(array.type):
        return plain_array(array.dictionary_decode())
    if pa.types.is_string_view(array.type):
        return array.cast(pa.large_string())
    return array


_KINDS: tuple[tuple[Callable[[pa.DataType], bool], str], ...] = (
    (pa.types.is_null, "null"),
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_integer, "integer"),
    (pa.types.is_floating, "number"),
    (pa.types.is_string, "string"),
    (pa.types.is_large_string, "string"),
    (pa.types.is_date, "date"),
    (lambda t: pa.types.is_timestamp(t) and t.tz is not None, "date-time"),
    (pa.types.is_struct, "object"),
    (pa.types.is_list, "array"),
    (pa.types.is_large_list, "array"),
    (pa.types.is_fixed_size_list, "array"),
)


def kind_of(type_: pa.DataType) -> str:
    """Return the JSON kind of an Arrow type; `other` has no JSON form here."""
    return next((name for test, name in _KINDS if test(type_)), "other")


def _all(cells: Cells, *, bad: bool) -> Mask:
    return np.full(len(cells.array), bad)


# -- keywords about every type ---------------------------------------------------------------

_JSON_TYPES = {
    "integer": {"integer", "number"},
    "date": {"string"},
    "date-time": {"string"},
    "null": {"null"},
}


def _type(value: str | list[str], cells: Cells) -> Mask:
    allowed = {value} if isinstance(value, str) else set(value)
    if cells.kind == "other":
        raise cells.refuse("type")
    bad = _all(cells, bad=False) if "null" in allowed else cells.live & ~cells.valid
    if allowed & _JSON_TYPES.get(cells.kind, {cells.kind}):
        return bad
    if cells.kind == "number" and "integer" in allowed:  # 1.0 is an integer in JSON Schema
        values = numbers(cells)
        with np.errstate(invalid="ignore"):
            whole = np.isfinite(values) & (np.floor(values) == values)
            return np.asarray(bad | (cells.valid & ~whole), np.bool_)
    return bad | cells.valid


def _enum(members: list[Any], cells: Cells) -> Mask:
    bad = _all(cells, bad=False) if None in members else cells.live & ~cells.valid
    if cells.kind in ("date", "date-time", "other"):
        raise cells.refuse("enum or const")
    if cells.kind == "string":
        texts = [m for m in members if isinstance(m, str) and is_utf8(m)]
        hit = pc.is_in(cells.array, value_set=pa.array(texts, cells.array.type))
    elif cells.kind == "boolean":
        flags = [m for m in members if isinstance(m, bool)]
        hit = pc.is_in(cells.array, value_set=pa.array(flags, pa.bool_()))
    elif cells.kind in ("integer", "number"):
        return bad | (cells.valid & ~np.isin(numbers(cells), _same_numbers(members, cells)))
    elif any(isinstance(m, {"object": dict, "array": list}.get(cells.kind, ())) for m in members):
        raise cells.refuse("enum or const")
    else:
        return bad | cells.valid
    return bad | (cells.valid & ~_flags(hit))


def _same_numbers(members: list[Any], cells: Cells) -> npt.NDArray[Any]:
    """Return the members that a value of this Arrow type can equal, exactly."""
    dtype = numbers(cells).dtype
    found = [m for m in members if isinstance(m, int | float) and not isinstance(m, bool)]
    if dtype.kind == "f":
        exact = [m for m in found if abs(m) <= np.finfo(np.float64).max and float(m) == m]
        return np.array(exact, np.float64)
    limits = np.iinfo(dtype)
    whole = [int(m) for m in found if math.isfinite(m) and m == int(m)]
    return np.array([m for m in whole if limits.min <= m <= limits.max], dtype)


# -- keywords about one type ------------------------------------------------------------------


def _flags(array: pa.Array) -> Mask:
    return np.asarray(
        pc.fill_null(array, pa.scalar(value=False)).to_numpy(zero_copy_only=False), np.bool_
    )


def numbers(cells: Cells) -> npt.NDArray[Any]:
    """Return the values as numpy numbers; a null has some value, the caller masks it."""
    if cells.kind == "number":
        values = cells.array.to_numpy(zero_copy_only=False)
        return np.asarray(values, np.float64)  # a float32 is the JSON number of its exact value
    return np.asarray(pc.fill_null(cells.array, 0).to_numpy(zero_copy_only=False))


def _compare(
    test: Callable[[Any, Any], Any], round_: Callable[[float], int]
) -> Callable[[float, Cells], Mask]:
    """Return a keyword that flags the numbers for which `test(number, bound)` holds."""

    def keyword(bound: float, cells: Cells) -> Mask:
        if cells.kind == "integer":
            limit: float = round_(bound)
        else:
            limit = float(bound)
            if limit != bound:
                raise ConfigError(f"bound {bound} has no exact float", cells.path, "round it")
        with np.errstate(invalid="ignore"):
            return np.asarray(test(numbers(cells), limit), np.bool_)

    return keyword


def _lengths(measure: Callable[[pa.Array], pa.Array], sign: int) -> Callable[[int, Cells], Mask]:
    def keyword(bound: int, cells: Cells) -> Mask:
        sizes = pc.fill_null(measure(cells.array), 0).to_numpy(zero_copy_only=False)
        return np.asarray(sizes < bound if sign < 0 else sizes > bound, np.bool_)

    return keyword


def _pattern(pattern: str, cells: Cells) -> Mask:
    return ~_flags(pc.match_substring_regex(cells.array, pattern))


def _format(name: str, cells: Cells) -> Mask:
    encoded = cells.array.dictionary_encode()
    good = np.array([conforms(value, name) for value in encoded.dictionary.to_pylist()], np.bool_)
    codes = pc.fill_null(encoded.indices, 0).to_numpy(zero_copy_only=False)
    return ~good[codes] if len(good) else _all(cells, bad=False)


def _calendar(name: str, cells: Cells) -> Mask:
    """Judge a date or timestamp column: its form is static, only the year can be wrong."""
    if name not in ("date", "date-time"):
        raise cells.refuse(f"format: {name}")
    if name != cells.kind:
        return _all(cells, bad=True)
    type_ = cells.array.type
    counts = cells.array.view(pa.int32() if pa.types.is_date32(type_) else pa.int64())
    units = {"day": 1, "ms": 86_400_000} if pa.types.is_date(type_) else _PER_DAY
    unit = "day" if pa.types.is_date32(type_) else getattr(type_, "unit", "ms")
    days = pc.fill_null(counts, 0).to_numpy(zero_copy_only=False) // units[unit]
    return np.asarray((days < _FIRST_DAY) | (days > _LAST_DAY), np.bool_)


def _unique(value: bool, cells: Cells) -> Mask:  # noqa: FBT001  # the keyword's value
    if not value:
        return _all(cells, bad=False)
    items, parent = items_of(cells.array)
    items = plain_array(items)
    if kind_of(items.type) in ("object", "array", "other"):
        raise cells.refuse("uniqueItems")
    if kind_of(items.type) == "number":
        items = pc.add(items, pa.scalar(0.0, items.type))  # -0.0 equals 0.0
    bad = _all(cells, bad=False)
    if pa.types.is_null(items.type):
        bad[np.bincount(parent, minlength=len(bad)) > 1] = True
        return bad
    codes = pc.fill_null(items.dictionary_encode().indices, -1).to_numpy(zero_copy_only=False)
    order = np.lexsort((codes, parent))
    parents, values = parent[order], codes[order]
    bad[parents[1:][(parents[1:] == parents[:-1]) & (values[1:] == values[:-1])]] = True
    return bad


def _required(names: list[str], cells: Cells) -> Mask:
    present = {field.name for field in cells.array.type}
    return _all(cells, bad=not present.issuperset(names))


Keyword = Callable[[Any, Cells], Mask]
EVERY_KIND: dict[str, Keyword] = {
    "type": _type,
    "enum": _enum,
    "const": lambda value, cells: _enum([value], cells),
}
_NUMBER: dict[str, Keyword] = {
    "minimum": _compare(np.less, math.ceil),
    "maximum": _compare(np.greater, math.floor),
    "exclusiveMinimum": _compare(np.less_equal, math.floor),
    "exclusiveMaximum": _compare(np.greater_equal, math.ceil),
}
_STRING: dict[str, Keyword] = {
    "minLength": _lengths(pc.utf8_length, -1),
    "maxLength": _lengths(pc.utf8_length, 1),
    "pattern": _pattern,
    "format": _format,
}


def _no_text_rule(name: str) -> Keyword:
    def keyword(_: object, cells: Cells) -> Mask:
        raise cells.refuse(name)

    return keyword


_TIME: dict[str, Keyword] = {
    "format": _calendar,
    **{name: _no_text_rule(name) for name in ("minLength", "maxLength", "pattern")},
}
BY_KIND: dict[str, dict[str, Keyword]] = {
    "integer": _NUMBER,
    "number": _NUMBER,
    "string": _STRING,
    "date": _TIME,
    "date-time": _TIME,
    "array": {
        "minItems": _lengths(pc.list_value_length, -1),
        "maxItems": _lengths(pc.list_value_length, 1),
        "uniqueItems": _unique,
    },
    "object": {"required": _required},
}
