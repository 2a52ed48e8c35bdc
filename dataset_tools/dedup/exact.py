"""Exact duplicates: records whose texts have one normal form, and which of them is kept.

Records of equal id are one record, and its earliest capture stands for it. Of the records with
one digest the earliest is kept in turn. Earlier is the smaller (captured_at, id, dump, offset,
digest, place); a capture without a time comes after all that have one. A record that was taken
down comes before all others, so that no copy of its text stands in for it.
"""

import hashlib
from typing import Any

from dataset_tools.text.normalize import dedup_key

# Only sorts, integer minima and joins on unique keys: these spill to disk, however many rows
# share one id or one digest.
_RANKED = """
CREATE OR REPLACE TABLE ranked AS SELECT row_number() OVER () AS rank, place, id, digest FROM (
    SELECT place, id, if($by_text, dedup_digest, id) AS digest FROM rows
    ORDER BY taken_down DESC, captured_at NULLS LAST, id, dump, "offset", digest, place
);
"""
_FATES = """
CREATE OR REPLACE TABLE standing AS
    SELECT first.id, ranked.digest, first.rank
    FROM (SELECT id, min(rank) AS rank FROM ranked GROUP BY id) AS first JOIN ranked USING (rank);
CREATE OR REPLACE TABLE chosen AS
    SELECT first.digest, ranked.place
    FROM (SELECT digest, min(rank) AS rank FROM standing GROUP BY digest) AS first
        JOIN ranked USING (rank);
CREATE OR REPLACE TABLE fates AS
    SELECT ranked.place, chosen.place AS winner
    FROM ranked JOIN standing ON standing.id = ranked.id
        JOIN chosen ON chosen.digest = standing.digest;
CREATE OR REPLACE TABLE kept AS
    SELECT winner AS place, count(*) > 1 AS cluster FROM fates GROUP BY winner;
DROP TABLE ranked; DROP TABLE standing; DROP TABLE chosen;
"""


def text_digest(text: str) -> str:
    """Return the sha256 of the text's `dedup_key`, bare lower-case hex."""
    return hashlib.sha256(dedup_key(text).encode("utf-8", "surrogatepass")).hexdigest()


def decide_duplicates(store: Any, *, by_text: bool) -> None:
    """Make the tables `fates` and `kept` of a DuckDB connection from its table `rows`.

    Args:
        store: Holds `rows` (place BIGINT, id, dedup_digest, taken_down BOOLEAN, captured_at, dump,
            "offset"); places are distinct.
        by_text: Whether equal digests meet; else only equal ids do.

    `fates` (place, winner) names for each row the place of the record kept in its stead, itself
    for a kept one; `kept` (place, cluster) says of each kept row whether others stand behind it.
    """
    store.execute(_RANKED, {"by_text": by_text})
    store.execute(_FATES)
