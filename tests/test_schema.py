"""JSON Schema, Arrow schema, Features and `to_row` say the same."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dataset_tools.errors import ConfigError
from dataset_tools.model import (
    About,
    Caption,
    Capture,
    Credit,
    Evidence,
    Page,
    Record,
    Rights,
    Step,
)
from dataset_tools.schema import (
    SUBSETS,
    arrow_schema,
    arrow_type,
    features,
    load_schema,
    record_id,
    schema_bytes,
    subset_schema,
    to_row,
    to_table,
)
from dataset_tools.validation.masks import violations

HEX = "0" * 64


def quality() -> dict[str, int | float | None]:
    nodes = load_schema("record.v1")["properties"]["quality"]["properties"]
    return {name: None if "null" in node["type"] else 0 for name, node in nodes.items()}


RECORD = Record(
    id="0" * 32,
    page=Page(Capture("d.jsonl", "jsonl", 0, 9, b"x"), "x", "html", "utf-8", "utf-8", 0),
    about=About(title="T", credits=(Credit("author", "N"),), captions=(Caption("c"),)),
    rights=Rights(years=(2026,), flags=("b", "a")),
    release="full_text",
    text="x",
    language="en",
    language_score=0.5,
    domain=None,
    evidence=(Evidence("title", "meta", "page", 0, 1, "x", "x", detector="meta"),),
    quality=quality(),
    steps=(Step("trim", 1),),
    context_sha256=HEX,
)


def nodes(schema: dict[str, Any], path: str = "$") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every node with its path."""
    yield path, schema
    for name, inner in schema.get("properties", {}).items():
        yield from nodes(inner, f"{path}.{name}")
    if "items" in schema:
        yield from nodes(schema["items"], f"{path}[]")


def shape(value: Any) -> Any:
    """Return the member names of a row, in order, at every depth."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value else None


def names(type_: pa.DataType) -> Any:
    """Return the member names of an Arrow type, in order, at every depth."""
    if pa.types.is_struct(type_):
        return {field.name: names(field.type) for field in type_}
    inner = names(type_.value_type) if pa.types.is_list(type_) else None
    return None if inner is None else [inner]


@pytest.mark.parametrize("subset", SUBSETS)
def test_columns_and_nullability(subset: str) -> None:
    """Columns stand in schema order; a column is nullable exactly where null is allowed."""
    properties = subset_schema(subset)["properties"]
    schema = arrow_schema(subset)
    assert schema.names == list(properties) == subset_schema(subset)["required"]
    for field in schema:
        assert field.nullable == ("null" in properties[field.name]["type"]), field.name
    assert ("text" in schema.names) == (subset == "text")


@pytest.mark.parametrize("subset", SUBSETS)
def test_features_have_the_same_types(subset: str) -> None:
    """`datasets` reads the same names, order and types."""
    back = features(subset).arrow_schema
    assert back.names == arrow_schema(subset).names
    for field in arrow_schema(subset):
        assert names(back.field(field.name).type) == names(field.type)
        if not pa.types.is_nested(field.type):
            assert back.field(field.name).type == field.type


def test_every_object_is_closed() -> None:
    """No object takes unknown members, and each requires all that it knows."""
    for path, node in nodes(load_schema("record.v1")):
        if node["type"] == "object":
            assert node["additionalProperties"] is False, path
            assert node["required"] == list(node["properties"]), path


def test_row_has_the_names_of_the_schema() -> None:
    """`to_row` writes every member, in schema order, and no other."""
    row = shape(to_row(replace(RECORD)))
    for name, inner in row.items():
        field = arrow_schema().field(name)
        if inner:
            expected = names(field.type)
            expected = expected if expected else inner
            assert list(inner) == list(expected) or inner == expected, name
    assert list(row) == arrow_schema().names
    for column in ("rights", "provenance", "quality"):
        assert list(row[column]) == list(names(arrow_schema().field(column).type)), column
    for column in ("credits", "captions", "evidence"):
        assert list(row[column][0]) == list(names(arrow_schema().field(column).type)[0]), column


@pytest.mark.parametrize("subset", SUBSETS)
def test_a_record_is_valid(subset: str) -> None:
    """A record that passes through Arrow agrees with the JSON Schema."""
    batch = to_table([to_row(RECORD)], subset).to_batches()[0]
    assert [(v.path, v.keyword) for v in violations(subset_schema(subset), batch)] == []


@pytest.mark.parametrize("subset", SUBSETS)
def test_arrow_survives_parquet(subset: str, tmp_path: Any) -> None:
    """Types, order and nullability come back from a Parquet file."""
    table = to_table([to_row(RECORD)], subset)
    pq.write_table(table, tmp_path / "a.parquet", store_schema=False)
    back = pq.read_schema(tmp_path / "a.parquet")
    assert [(f.name, f.nullable) for f in back] == [(f.name, f.nullable) for f in table.schema]
    assert pq.read_table(tmp_path / "a.parquet").to_pylist() == table.to_pylist()


def test_metadata_only_lacks_text() -> None:
    """The JSON Schema of subset metadata forbids the column text."""
    batch = to_table([to_row(RECORD)]).to_batches()[0]
    found = [(v.path, v.keyword) for v in violations(subset_schema("metadata"), batch)]
    assert found == [("$", "additionalProperties")]


@pytest.mark.parametrize(
    "node",
    [
        {"type": ["string", "integer"]},
        {"type": "string", "x-arrow": "decimal"},
        {"type": "null"},
        {},
    ],
)
def test_no_static_type(node: dict[str, Any]) -> None:
    """A node without exactly one Arrow type is refused."""
    with pytest.raises(ConfigError):
        arrow_type(node)


def test_record_id_depends_on_url_and_payload() -> None:
    """Ids are 32 hex digits, and differ where url or payload differ."""
    ids = {record_id(None, b"a"), record_id("u", b"a"), record_id("u", b"b")}
    assert len(ids) == 3
    assert all(len(i) == 32 and set(i) <= set("0123456789abcdef") for i in ids)
    assert record_id(None, b"a") == record_id("", b"a")


def test_shipped_schema_is_the_schema() -> None:
    """The file that goes into meta/ is the one that judges."""
    import json

    assert json.loads(schema_bytes()) == load_schema("record.v1")
