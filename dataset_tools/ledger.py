"""The ledger: every capture ends in exactly one place, and the sums say so."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa

from dataset_tools.errors import BuildError
from dataset_tools.model import LedgerRow

FATES = ("kept", "duplicate", "quarantined", "refused")

_FIELDS: list["pa.Field[Any]"] = [
    pa.field("dump", pa.string(), nullable=False),
    pa.field("offset", pa.int64(), nullable=False),
    pa.field("length", pa.int64()),
    pa.field("kind", pa.string(), nullable=False),
    pa.field("record_id", pa.string()),
    pa.field("url", pa.string()),
    pa.field("id", pa.string()),
    pa.field("fate", pa.string()),
    pa.field("reason", pa.string()),
    pa.field("detail", pa.string()),
    pa.field("partner", pa.string()),
    pa.field("partner_dump", pa.string()),
    pa.field("partner_offset", pa.int64()),
    pa.field("similarity", pa.float32()),
    pa.field("release", pa.string()),
]
SCHEMA = pa.schema(_FIELDS)


@dataclass(frozen=True, slots=True)
class Sums:
    """The counts of one dump or of a whole build: captures = the sum of the four fates."""

    captures: int = 0
    kept: int = 0
    duplicate: int = 0
    quarantined: int = 0
    refused: int = 0
    damage: int = 0
    skipped: int = 0

    def check(self, where: str) -> None:
        """Raise BuildError unless the fates add up to the captures."""
        fates = self.kept + self.duplicate + self.quarantined + self.refused
        if fates != self.captures:
            problem = f"{self.captures} captures, but the fates add up to {fates}"
            raise BuildError(problem, where, "report this: it is a fault of colophon")


def count(rows: Iterable[LedgerRow]) -> Sums:
    """Count rows by kind and fate.

    >>> count([LedgerRow("a", 0, 9, "capture", fate="kept"), LedgerRow("a", 9, 5, "damage")])
    Sums(captures=1, kept=1, duplicate=0, quarantined=0, refused=0, damage=1, skipped=0)
    """
    return add_up((row.kind, row.fate, 1) for row in rows)


def add_up(counts: Iterable[tuple[str, str | None, int]]) -> Sums:
    """Return the sums of rows that were counted by (kind, fate)."""
    found: Counter[str] = Counter()
    for kind, fate, number in counts:
        if kind == "capture":
            found["captures"] += number
        found[str(fate) if kind == "capture" else kind] += number
    return Sums(**{name: found[name] for name in Sums.__slots__})


def reasons(rows: Iterable[LedgerRow]) -> dict[str, int]:
    """Count the reasons of everything that was not kept, sorted by code."""
    found = Counter(row.reason for row in rows if row.reason and row.fate != "kept")
    return {str(code): found[code] for code in sorted(found, key=str)}


def to_table(rows: Sequence[LedgerRow]) -> pa.Table:
    """Return the rows as a table in the order of (dump, offset, kind, record_id)."""
    ordered = sorted(rows, key=lambda r: (r.dump, r.offset, r.kind, r.record_id or ""))
    return pa.Table.from_pylist([asdict(row) for row in ordered], schema=SCHEMA)
