"""meta/attribution.parquet: the credit that each shipped text asks for, one row a text.

The columns are those of CC BY 4.0, section 3(a)(1): who is to be named (`authors`, `holder`,
`source`, `publisher`, or the line that the terms ask for, `attribution`), the notice as read, the
license with its address, the address of the page, and that the text was changed.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from dataset_tools.documents.license import spdx_urls

CHANGES = "main text extracted; white space normalised"  # CC BY 4.0, 3(a)(1)(B): say so

SCHEMA = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("title", pa.string()),
        pa.field("authors", pa.list_(pa.field("item", pa.string())), nullable=False),
        pa.field("source", pa.string()),
        pa.field("publisher", pa.string()),
        pa.field("url", pa.string()),
        pa.field("license", pa.string(), nullable=False),
        pa.field("license_url", pa.string()),
        pa.field("holder", pa.string()),
        pa.field("attribution", pa.string()),
        pa.field("notice", pa.string()),
        pa.field("changes", pa.string(), nullable=False),
    ]
)


def attribution_table(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Return the credits of the rows of record.v1 that ship with their text, in their order.

    Rows of another release decision are left out; no such row gives an empty table.
    """
    credits_ = [_credit(row) for row in rows if row["release"] == "full_text"]
    return pa.Table.from_pylist(credits_, schema=SCHEMA)


def _credit(row: Mapping[str, Any]) -> dict[str, Any]:
    same = ("id", "title", "authors", "source", "publisher", "license")
    return {
        **{name: row[name] for name in same},
        "url": row["url"] or row["canonical_url"],
        "license_url": row["rights"]["license_url"] or next(iter(spdx_urls(row["license"])), None),
        "holder": row["rights"]["holder"],
        "attribution": row["rights"]["attribution"],
        "notice": row["license_notes"],
        "changes": CHANGES,
    }
