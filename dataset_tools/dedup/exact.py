"""Exact duplicates: records whose texts have one normal form, and which of them is kept."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from dataset_tools.text.normalize import dedup_key

_LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What decides between equal records. `captured_at` is aware; None counts as latest."""

    id: str
    digest: str  # text_digest of its text
    captured_at: datetime | None
    dump: str
    offset: int


def text_digest(text: str) -> str:
    """Return the sha256 of the text's `dedup_key`, bare lower-case hex."""
    return hashlib.sha256(dedup_key(text).encode("utf-8", "surrogatepass")).hexdigest()


def first_captures(rows: Iterable[Candidate]) -> dict[str, Candidate]:
    """Return, for each id, the capture that stands for it: records of equal id are one record.

    The earliest capture wins, then the smallest (dump, offset). Ids come in sorted order.
    """
    first: dict[str, Candidate] = {}
    for row in rows:
        if row.id not in first or _rank(row) < _rank(first[row.id]):
            first[row.id] = row
    return dict(sorted(first.items()))


def choose_kept(rows: Iterable[Candidate]) -> dict[str, str]:
    """Map each id to the id of the record kept in its place; a kept record maps to itself.

    Of the records with one digest the earliest capture is kept, then the smallest (id, dump,
    offset). The answer does not depend on the order of `rows`; empty for no rows.
    """
    captures = first_captures(rows)
    kept: dict[str, Candidate] = {}
    for row in captures.values():
        if row.digest not in kept or _rank(row) < _rank(kept[row.digest]):
            kept[row.digest] = row
    return {row.id: kept[row.digest].id for row in captures.values()}


def _rank(row: Candidate) -> tuple[datetime, str, str, int, str]:
    return (row.captured_at or _LATEST, row.id, row.dump, row.offset, row.digest)
