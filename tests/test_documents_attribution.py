"""The credit table of the shipped texts."""

from typing import Any

import pyarrow as pa
import pytest

from dataset_tools.documents.attribution import CHANGES, SCHEMA, attribution_table


def row(record_id: str, release: str, **other: Any) -> dict[str, Any]:
    """Return the columns of record.v1 that credits come from."""
    return {
        "id": record_id,
        "title": "山间的桥",
        "authors": ["林小河"],
        "source": None,
        "publisher": "Bridge Weekly",
        "url": "https://a.example/1",
        "canonical_url": "https://a.example/one",
        "license": "CC-BY-4.0",
        "release": release,
        "license_notes": "This note is licensed under CC BY 4.0",
        "rights": {
            "license_url": "https://licenses.example/by",
            "holder": "Bridge Weekly",
            "attribution": "© Bridge Weekly",
        },
        **other,
    }


def test_only_shipped_texts_are_credited() -> None:
    """One row for each full_text record, in order, with its terms and what was changed."""
    rows = [row("a", "full_text"), row("b", "metadata_only"), row("c", "review")]
    table = attribution_table([*rows, row("d", "full_text", url=None)])
    assert table.column("id").to_pylist() == ["a", "d"]
    assert table.slice(0, 1).to_pylist() == [
        {
            "id": "a",
            "title": "山间的桥",
            "authors": ["林小河"],
            "source": None,
            "publisher": "Bridge Weekly",
            "url": "https://a.example/1",
            "license": "CC-BY-4.0",
            "license_url": "https://licenses.example/by",
            "holder": "Bridge Weekly",
            "attribution": "© Bridge Weekly",
            "notice": "This note is licensed under CC BY 4.0",
            "changes": CHANGES,
        }
    ]
    assert table.column("url").to_pylist()[1] == "https://a.example/one"


def test_a_license_without_address_gets_that_of_spdx() -> None:
    """Whoever passes a text on has to name the license with its address."""
    none = {"license_url": None, "holder": None, "attribution": None}
    table = attribution_table([row("a", "full_text", rights=none)])
    assert table["license_url"].to_pylist() == ["https://spdx.org/licenses/CC-BY-4.0.html"]


@pytest.mark.parametrize("rows", [[], [row("a", "metadata_only")], [row("a", "full_text")]])
def test_schema_is_fixed(rows: list[dict[str, Any]]) -> None:
    """The schema depends on no row, so that releases can be compared."""
    table = attribution_table(rows)
    assert table.schema == SCHEMA
    assert pa.types.is_list(table.schema.field("authors").type)
