"""Masks against jsonschema: the same rows are flagged, whatever the batch looks like."""

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from dataset_tools.errors import ConfigError
from dataset_tools.schema import arrow_schema, load_schema
from dataset_tools.validation.masks import violations
from dataset_tools.validation.oracle import oracle, plain

Schema = dict[str, Any]


def flagged(schema: Any, batch: pa.RecordBatch) -> set[int]:
    """Return the rows that any mask flags."""
    found = [np.flatnonzero(v.rows).tolist() for v in violations(schema, batch)]
    return {row for rows in found for row in rows}


def one_column(values: list[Any], type_: pa.DataType) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array(values, type_)], ["a"])


LISTS = pa.list_(pa.int64())
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("node", "type_", "values", "bad"),
    [
        ({"type": "string"}, pa.string(), ["x", None], [1]),
        ({"type": ["string", "null"]}, pa.string(), ["x", None], []),
        ({"type": "integer"}, pa.float64(), [1.0, 1.5, -0.0], [1]),
        ({"type": "number"}, pa.int8(), [1], []),
        ({"type": "boolean"}, pa.int8(), [1, None], [0, 1]),
        ({"type": "null"}, pa.null(), [None], []),
        ({"enum": ["a", None, 1]}, pa.string(), ["a", "b", None], [1]),
        ({"enum": [1, 2.0, True]}, pa.int16(), [1, 2, 3], [2]),
        ({"enum": [0.5, 10**30]}, pa.float32(), [0.5, 0.25], [1]),
        ({"enum": [True]}, pa.bool_(), [True, False, None], [1, 2]),
        ({"const": "a"}, pa.string(), ["a", "A"], [1]),
        ({"const": 1}, pa.bool_(), [True], [0]),
        ({"pattern": "^[0-9]+$"}, pa.string(), ["12", "1a", "", None], [1, 2]),
        ({"pattern": "b"}, pa.large_string(), ["abc", "ac"], [1]),
        ({"minLength": 2}, pa.string(), ["日本", "日", "😀", None], [1, 2]),
        ({"maxLength": 2}, pa.string(), ["日本", "日本語"], [1]),
        ({"minimum": 0.5}, pa.int64(), [0, 1, None], [0]),
        ({"maximum": 2**53}, pa.int64(), [2**53, 2**53 + 1], [1]),
        ({"exclusiveMinimum": 1}, pa.float32(), [1.0, 1.5], [0]),
        ({"exclusiveMaximum": 1.5}, pa.int32(), [1, 2], [1]),
        ({"minimum": 10**30}, pa.int64(), [2**62], [0]),
        ({"minimum": 3}, pa.string(), ["1"], []),
        ({"format": "date"}, pa.string(), ["2026-02-28", "2026-02-30", None], [1]),
        ({"format": "uri"}, pa.string(), ["https://a.example/", "no uri"], [1]),
        ({"format": "email"}, pa.string(), ["a@b.example", "b"], [1]),
        ({"format": "date"}, pa.date32(), [date(2026, 1, 1), None], []),
        ({"format": "date-time"}, pa.date32(), [date(2026, 1, 1), None], [0]),
        ({"format": "date-time"}, pa.timestamp("us", "UTC"), [NEW_YEAR, None], []),
        ({"format": "date-time"}, pa.timestamp("s", "UTC"), [0, 253_402_300_800], [1]),
        ({"items": {"minimum": 0}}, LISTS, [[1, -1], None, [], [3], [-1, -2]], [0, 4]),
        ({"items": {"items": {"minimum": 0}}}, pa.list_(LISTS), [[[1], [2]], [], [[3], [-1]]], [2]),
        ({"items": {"type": "integer"}}, LISTS, [[1, None]], [0]),
        ({"items": False}, LISTS, [[], [1], None], [1]),
        ({"minItems": 1}, LISTS, [[], [1], None], [0]),
        ({"maxItems": 1}, LISTS, [[], [1, 2], None], [1]),
        ({"uniqueItems": True}, LISTS, [[1, 2], [1, 1], None, [2], [3, 2, 3]], [1, 4]),
        ({"uniqueItems": True}, pa.list_(pa.float64()), [[0.0, -0.0], [0.0]], [0]),
        ({"uniqueItems": True}, pa.list_(pa.string()), [["a", None, None], ["a", None]], [0]),
        ({"uniqueItems": False}, LISTS, [[1, 1]], []),
        ({"required": ["b"]}, pa.struct({"a": pa.int8()}), [{"a": 1}, None], [0]),
        ({"additionalProperties": False}, pa.struct({"a": pa.int8()}), [{"a": 1}, None], [0]),
        ({"additionalProperties": {"minimum": 2}}, pa.struct({"a": pa.int8()}), [{"a": 1}], [0]),
        ({}, pa.float64(), [float("nan"), float("inf"), 1.0, None], [0, 1]),
        ({}, pa.list_(pa.struct({"x": pa.float32()})), [[{"x": 1.0}], [{"x": float("nan")}]], [1]),
        ({"description": "free"}, pa.duration("s"), [1], []),
    ],
    ids=str,
)  # fmt: skip
def test_keyword(node: Schema, type_: pa.DataType, values: list[Any], bad: list[int]) -> None:
    """Each keyword flags exactly its rows, also in a slice and next to other rows."""
    schema = {"properties": {"a": node}}
    batch = one_column(values, type_)
    assert flagged(schema, batch) == set(bad)
    for start in range(len(values)):
        expected = {row - start for row in bad if row >= start}
        assert flagged(schema, batch.slice(start)) == expected


def test_null_parent_hides_its_children() -> None:
    """A member of a null struct does not exist, whatever lies below it in memory."""
    inner = pa.array([1, -1, -1], pa.int64())
    struct = pa.StructArray.from_arrays([inner], ["n"], mask=pa.array([False, True, False]))
    batch = pa.RecordBatch.from_arrays([struct], ["a"])
    schema = {"properties": {"a": {"properties": {"n": {"type": "integer", "minimum": 0}}}}}
    assert flagged(schema, batch) == {2}


def test_path_names_the_place() -> None:
    """A violation says where in the row it is, down to list items."""
    type_ = pa.list_(pa.struct({"odd name": pa.list_(pa.int64())}))
    node: Schema = {"items": {"properties": {"odd name": {"items": {"maximum": 1}}}}}
    found = list(violations({"properties": {"a": node}}, one_column([[{"odd name": [5]}]], type_)))
    assert [(v.path, v.keyword) for v in found] == [('$.a[]["odd name"][]', "maximum")]


@pytest.mark.parametrize(
    ("schema", "named"),
    [
        ({"properties": {"a": {"anyOf": [True]}}}, "anyOf"),
        ({"$ref": "#/$defs/a"}, r"\$ref"),
        ({"properties": {"a": {"items": {"contains": {}}}}}, "contains"),
        ({"minimun": 3}, "minimun"),
        ({"properties": {"missing": {"format": "isbn"}}}, "isbn"),
        ({"properties": {"a": {"pattern": "(?=x)"}}}, "pattern"),
        ({"properties": {"a": {"pattern": r"\s"}}}, "pattern"),
        ({"properties": {"a": {"pattern": r"(a)\1"}}}, "pattern"),
        ({"$schema": "http://json-schema.org/draft-07/schema#"}, "draft-07"),
        ({"properties": {"a": {"items": 3}}}, "no JSON Schema"),
    ],
)
def test_unsupported_is_refused(schema: Schema, named: str) -> None:
    """What is not evaluated stops the run by name, also where no column or row needs it."""
    with pytest.raises(ConfigError, match=named):
        list(violations(schema, one_column([], pa.string())))


@pytest.mark.parametrize(
    ("node", "type_"),
    [
        ({"type": "string"}, pa.binary()),
        ({"type": "string"}, pa.timestamp("us")),
        ({"minLength": 1}, pa.date32()),
        ({"enum": ["2026-01-01"]}, pa.date32()),
        ({"uniqueItems": True}, pa.list_(LISTS)),
        ({"const": []}, LISTS),
        ({"minimum": 2**53 + 1}, pa.float64()),
    ],
    ids=str,
)
def test_unsupported_column_is_refused(node: Schema, type_: pa.DataType) -> None:
    """A keyword on a column whose type has no plain JSON form stops the run."""
    with pytest.raises(ConfigError):
        list(violations({"properties": {"a": node}}, one_column([None], type_)))


def test_record_schema_is_supported() -> None:
    """Every keyword of the record schema can be judged on its own Arrow schema."""
    empty = arrow_schema().empty_table().combine_chunks().to_batches()
    batch = empty[0] if empty else pa.RecordBatch.from_pylist([], schema=arrow_schema())
    assert list(violations(load_schema("record.v1"), batch)) == []


# -- random schemas and batches ---------------------------------------------------------------

STRINGS = st.sampled_from(["", "a", "ab", "1", "日本", "2026-02-30", "2026-02-03", "a@b"])
NUMBERS = st.integers(-3, 3) | st.sampled_from([0.5, -0.0, 2.0, 1e300])
MEMBERS = st.lists(STRINGS | NUMBERS | st.none() | st.booleans(), min_size=1, max_size=4)
TYPES = st.sampled_from(["string", "integer", "number", "boolean", "null", "array", "object"])


def keywords(**rules: st.SearchStrategy[Any]) -> st.SearchStrategy[Schema]:
    common: dict[str, st.SearchStrategy[Any]] = {
        "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
        "minimum": NUMBERS,
        "exclusiveMaximum": NUMBERS,
        "maxLength": st.integers(0, 2),
    }
    return st.fixed_dictionaries({}, optional={**common, **rules})


SCALARS: list[tuple[pa.DataType, st.SearchStrategy[Any], st.SearchStrategy[Schema]]] = [
    (pa.string(), STRINGS, keywords(enum=MEMBERS, minLength=st.integers(0, 2),
        pattern=st.sampled_from(["^a", "[0-9]", "^$", "b$"]),
        format=st.sampled_from(["date", "email", "uri"]))),
    (pa.int64(), st.integers(-3, 3), keywords(enum=MEMBERS, maximum=NUMBERS,
        exclusiveMinimum=NUMBERS)),
    (pa.float64(), st.floats(-3, 3, width=16), keywords(enum=MEMBERS, maximum=NUMBERS)),
    (pa.bool_(), st.booleans(), keywords(enum=MEMBERS, const=st.booleans() | NUMBERS)),
]  # fmt: skip


@st.composite
def columns(draw: st.DrawFn, depth: int = 2) -> tuple[pa.DataType, st.SearchStrategy[Any], Schema]:
    """Return (Arrow type, values, JSON Schema) of one column."""
    kind = draw(st.sampled_from(["scalar", "list", "struct"])) if depth else "scalar"
    if kind == "scalar":
        type_, values, rules = draw(st.sampled_from(SCALARS))
        return type_, st.none() | values, draw(rules)
    inner, values, node = draw(columns(depth - 1))
    if kind == "list":
        rules = keywords(minItems=st.integers(0, 2), maxItems=st.integers(0, 2))
        if not pa.types.is_nested(inner):
            rules = keywords(uniqueItems=st.booleans(), minItems=st.integers(0, 2))
        lists = st.none() | st.lists(values, max_size=3)
        return pa.list_(inner), lists, {**draw(rules), "items": node}
    rules = keywords(
        required=st.lists(st.sampled_from(["x", "y"]), unique=True),
        additionalProperties=st.booleans(),
    )
    name = draw(st.sampled_from(["x", "z"]))
    structs = st.none() | st.fixed_dictionaries({name: values})
    return pa.struct({name: inner}), structs, {**draw(rules), "properties": {"x": node}}


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_agrees_with_jsonschema(data: st.DataObject) -> None:
    """The flagged rows are those that jsonschema finds invalid; a slice changes nothing."""
    type_, values, node = data.draw(columns())
    rows = data.draw(st.lists(values, min_size=1, max_size=6))
    schema = {"properties": {"a": node}, "required": ["a"]}
    batch = one_column([None, *rows], type_).slice(1)
    judge = oracle(schema)
    stock = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    instances = [plain(row) for row in batch.to_pylist()]
    invalid = {n for n, row in enumerate(instances) if not judge.is_valid(row)}
    assert flagged(schema, batch) == invalid
    assert invalid >= {n for n, row in enumerate(instances) if not stock.is_valid(row)}


def test_pattern_end_is_the_end() -> None:
    r"""`$` is the end of the string as in ECMA 262, not a place before a last newline."""
    schema = {"properties": {"a": {"pattern": "^a$"}}}
    batch = one_column(["a", "a\n"], pa.string())
    assert flagged(schema, batch) == {1}
    assert [oracle(schema).is_valid(row) for row in batch.to_pylist()] == [True, False]
