"""What the rows of a release were, in sums and key sets, for the rules across shards."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dataset_tools.model import Finding
from dataset_tools.schema import TEXT_COLUMN
from dataset_tools.validation.findings import MAX_EXAMPLES, error
from dataset_tools.validation.keys import Keys

MAX_UNPLACED = 0.02  # share of evidence items without a place (design of the record)
COUNTED = ("license", "rights_status", "language", "release")
TOP_DOMAINS = 50  # as many as the manifest lists


@dataclass(slots=True)
class Seen:
    """Counts and keys of all rows so far.

    Memory: 16 bytes an id, 32 bytes a text digest, one counter a distinct value.
    """

    rows: Counter[str] = field(default_factory=Counter)  # by subset
    ids: dict[str, Keys] = field(default_factory=dict)  # by subset
    full_text: Keys = field(default_factory=lambda: Keys(16))  # ids in metadata
    shipped: Keys = field(default_factory=lambda: Keys(32))  # digests of texts that ship
    withheld: Keys = field(default_factory=lambda: Keys(32))  # digests of texts that do not
    counters: dict[str, Counter[str]] = field(default_factory=dict)
    items: int = 0  # evidence, in metadata
    without_place: int = 0
    unplaced: int = 0  # the same without source `operator`, which has no place by nature
    text_chars: int = 0
    days: tuple[date, date] | None = None

    def add(self, subset: str, batch: pa.RecordBatch) -> None:
        """Count one batch of record.v1 columns."""
        self.rows[subset] += batch.num_rows
        self.ids.setdefault(subset, Keys(16)).add(batch.column("id").to_pylist())
        digests = pc.struct_field(batch.column("provenance"), "text_sha256")
        if TEXT_COLUMN in batch.schema.names:
            self.shipped.add(digests.to_pylist())
            self.text_chars += _total(pc.utf8_length(batch.column(TEXT_COLUMN)))
            self._count("shipped_license", batch.column("license"))
            return
        ships = pc.fill_null(pc.equal(batch.column("release"), "full_text"), pa.scalar(value=False))
        self.full_text.add(batch.column("id").filter(ships).to_pylist())
        self.withheld.add(digests.filter(pc.invert(ships)).to_pylist())
        for name in COUNTED:
            self._count(name, batch.column(name))
        self._count("domains", pc.fill_null(batch.column("domain"), ""))
        items = batch.column("evidence").flatten()
        placeless = pc.is_null(pc.struct_field(items, "start"))
        by_page = pc.not_equal(pc.struct_field(items, "source"), "operator")
        self.items += len(items)
        self.without_place += _total(placeless)
        self.unplaced += _total(pc.and_(placeless, by_page))
        ends = pc.min_max(batch.column("published_date"))
        if ends["min"].is_valid:
            first, last = ends["min"].as_py(), ends["max"].as_py()
            old = self.days or (first, last)
            self.days = (min(first, old[0]), max(last, old[1]))

    def _count(self, name: str, column: Any) -> None:
        counter = self.counters.setdefault(name, Counter())
        for item in pc.value_counts(column).to_pylist():
            if item["values"] is not None:
                counter[item["values"]] += item["counts"]

    def counts(self) -> dict[str, Any]:
        """Return what the manifest's `counts` must say of the rows."""
        named = {name: dict(self.counters.get(name, {})) for name in (*COUNTED, "shipped_license")}
        domains = self.counters.get("domains", Counter())
        top = sorted(domains.items(), key=lambda d: (-d[1], d[0]))[:TOP_DOMAINS]
        first, last = self.days or (None, None)
        return {
            **named,
            "domains": dict(top),
            "evidence": {"items": self.items, "without_place": self.without_place},
            "text_chars": self.text_chars,
            "published": {
                "first": first.isoformat() if first else None,
                "last": last.isoformat() if last else None,
            },
        }


def _total(array: Any) -> int:
    return int(np.sum(pc.fill_null(pc.cast(array, pa.int64()), 0).to_numpy(zero_copy_only=False)))


def across(seen: Seen) -> Iterator[Finding]:
    """Yield what is wrong between rows: repeated ids, unequal subsets, shipped withheld texts."""
    for subset, ids in sorted(seen.ids.items()):
        if repeated := ids.repeated():
            message = f"{len(repeated)} ids occur more than once in subset {subset}"
            yield _ids("duplicate-id", message, f"data/{subset}", repeated)
    texts = Keys(
        16, [part for name, k in seen.ids.items() if name != "metadata" for part in k.parts]
    )
    if lost := texts.missing_in(seen.full_text):
        message = f"{len(lost)} records have a text but no full_text row in metadata"
        yield _ids("subset-ids", message, "data/metadata", lost)
    if lost := seen.full_text.missing_in(texts):
        message = f"{len(lost)} records have release full_text but no row with their text"
        yield _ids("subset-ids", message, "data/text", lost)
    if leaked := seen.shipped.shared_with(seen.withheld):
        message = f"{len(leaked)} shipped texts equal a text that another row withholds"
        yield _ids("withheld-text", message, "data/text", leaked)
    if seen.items and seen.unplaced / seen.items > MAX_UNPLACED:
        share = f"{seen.unplaced} of {seen.items}"
        message = f"{share} evidence items have no place (at most {MAX_UNPLACED:.0%} may)"
        yield error("evidence-unplaced", message, "data/metadata:$.evidence[].start")


def _ids(code: str, message: str, where: str, ids: list[str]) -> Finding:
    finding = error(code, message, where, "build the release again")
    return Finding(
        finding.code, finding.severity, message, where, finding.hint, tuple(ids[:MAX_EXAMPLES])
    )
