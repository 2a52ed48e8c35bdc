"""The ledger adds up, agrees with the manifest, and points to records that exist."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dataset_tools.ledger import FATES
from dataset_tools.manifest import MANIFEST
from dataset_tools.model import Finding
from dataset_tools.validation.findings import MAX_EXAMPLES, Breaches, error
from dataset_tools.validation.keys import Keys
from dataset_tools.validation.rows import batches, unreadable
from dataset_tools.validation.seen import Seen

WITHHELD = ("withheld", "taken-down")  # reasons of records that got no row
KINDS = ("capture", "damage", "skipped")
SUMS = ("captures", *FATES, "damage", "skipped")
_HINT = "build the release again"


@dataclass(slots=True)
class Ledger:
    """What the ledger holds. Memory: 16 bytes an id, one counter a dump, fate and reason."""

    by_dump: dict[str, Counter[str]] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    kept: Keys = field(default_factory=lambda: Keys(16))
    known: Keys = field(default_factory=lambda: Keys(16))  # kept, or withheld after conversion
    partners: Keys = field(default_factory=lambda: Keys(16))
    withheld: int = 0
    complete: bool = True  # every ledger file was read

    def total(self) -> Counter[str]:
        """Return the sums over all dumps."""
        return sum(self.by_dump.values(), Counter())


def read_ledger(files: list[tuple[str, Path]], breaches: Breaches, found: list[Finding]) -> Ledger:
    """Read the ledger files row group by row group; bad rows go to `breaches`."""
    ledger = Ledger()
    for name, path in files:
        try:
            for first, batch in batches(path):
                _check_rows(name, first, batch, breaches)
                _add(ledger, batch)
        except (OSError, pa.ArrowException, UnicodeDecodeError) as err:
            found.append(unreadable(name, err))
            ledger.complete = False
    return ledger


def _check_rows(name: str, first: int, batch: pa.RecordBatch, breaches: Breaches) -> None:
    kind, fate = batch.column("kind"), batch.column("fate")
    capture = _mask(pc.equal(kind, "capture"))
    fated = _mask(pc.is_in(fate, value_set=pa.array(FATES)))
    reasoned = _mask(pc.is_valid(batch.column("reason")))
    duplicate = _mask(pc.equal(fate, "duplicate"))
    partnered = _mask(pc.is_valid(batch.column("partner")))
    rules = (
        ("kind", "the kind is unknown", ~_mask(pc.is_in(kind, value_set=pa.array(KINDS)))),
        ("fate", "a capture without one of the four fates", capture & ~fated),
        ("fate", "a fate on a row that is no capture", ~capture & _mask(pc.is_valid(fate))),
        ("reason", "not kept, without a reason", ~_mask(pc.equal(fate, "kept")) & ~reasoned),
        ("partner", "a duplicate without a partner", duplicate & ~partnered),
    )
    for column, what, wrong in rules:
        if rows := np.flatnonzero(wrong).tolist():
            at = (f"{name}:row {first + row}:$.{column}" for row in rows)
            breaches.add("ledger", what, at, len(rows), hint=_HINT)


def _mask(array: Any) -> Any:
    return pc.fill_null(array, pa.scalar(value=False)).to_numpy(zero_copy_only=False)


def _add(ledger: Ledger, batch: pa.RecordBatch) -> None:
    table = pa.Table.from_batches([batch])
    for row in table.group_by(["dump", "kind", "fate"]).aggregate([([], "count_all")]).to_pylist():
        counter = ledger.by_dump.setdefault(str(row["dump"]), Counter())
        if row["kind"] == "capture":
            counter["captures"] += row["count_all"]
            counter[str(row["fate"])] += row["count_all"]
        else:
            counter[str(row["kind"])] += row["count_all"]
    fate, reason, ids = batch.column("fate"), batch.column("reason"), batch.column("id")
    kept = pa.array(_mask(pc.equal(fate, "kept")))
    withheld = pa.array(_mask(pc.is_in(reason, value_set=pa.array(WITHHELD))))
    for item in pc.value_counts(reason.filter(pc.invert(kept))).to_pylist():
        if item["values"]:
            ledger.reasons[item["values"]] += item["counts"]
    ledger.kept.add(ids.filter(kept).to_pylist())
    ledger.known.add(ids.filter(pc.or_(kept, withheld)).to_pylist())
    ledger.partners.add(batch.column("partner").drop_null().to_pylist())
    ledger.withheld += int(np.sum(withheld.to_numpy(zero_copy_only=False)))


def check_ledger(ledger: Ledger, manifest: dict[str, Any]) -> Iterator[Finding]:
    """Compare the ledger with itself and with the manifest's inputs and counts."""
    for dump, counter in sorted(ledger.by_dump.items()):
        yield from _closes(counter, f"meta/ledger:{dump}")
    stated = {entry["dump"]: entry for entry in manifest["inputs"]}
    for dump in sorted({*stated, *ledger.by_dump}):
        entry, counter = stated.get(dump, {}), ledger.by_dump.get(dump, Counter())
        for name in SUMS:
            if entry.get(name, 0) != counter[name]:
                where = f"{MANIFEST}:$.inputs[dump={dump}].{name}"
                yield _differs(where, counter[name], entry.get(name, 0))
    for number, entry in enumerate(manifest["inputs"]):
        yield from _closes(Counter(entry_sums(entry)), f"{MANIFEST}:$.inputs[{number}]")
    yield from _closes(Counter(entry_sums(manifest["counts"])), f"{MANIFEST}:$.counts")
    total = ledger.total()
    for name in SUMS:
        if manifest["counts"][name] != total[name]:
            yield _differs(f"{MANIFEST}:$.counts.{name}", total[name], manifest["counts"][name])
    if dict(ledger.reasons) != manifest["counts"]["reasons"]:
        message = "the reasons counted in the ledger are others"
        yield error("ledger-sums", message, f"{MANIFEST}:$.counts.reasons", _HINT)


def entry_sums(entry: dict[str, Any]) -> dict[str, int]:
    """Return the sums of one manifest entry."""
    return {name: entry[name] for name in SUMS}


def _closes(counter: Counter[str], where: str) -> Iterator[Finding]:
    fates = sum(counter[fate] for fate in FATES)
    if counter["captures"] != fates:
        message = f"{counter['captures']} captures, but the fates add up to {fates}"
        yield error("ledger-sums", message, where, _HINT)


def _differs(where: str, ledger: int, stated: int) -> Finding:
    message = f"the ledger counts {ledger}, the manifest says {stated}"
    return error("ledger-sums", message, where, _HINT)


def check_against_rows(ledger: Ledger, seen: Seen, manifest: dict[str, Any]) -> Iterator[Finding]:
    """Compare ledger and manifest with the rows that were read; needs all shards."""
    kept, rows = ledger.total()["kept"], seen.rows["metadata"]
    if kept != rows:
        message = f"the ledger keeps {kept} captures, metadata has {rows} rows"
        yield error("ledger-sums", message, "meta/ledger:kept", _HINT)
    metadata = seen.ids.get("metadata", Keys(16))
    for lost, message in (
        (ledger.kept.missing_in(metadata), "ids are kept in the ledger, not in metadata"),
        (metadata.missing_in(ledger.kept), "ids are in metadata, not kept in the ledger"),
    ):
        if lost:
            yield _named("ledger-ids", f"{len(lost)} {message}", "meta/ledger:$.id", lost)
    if lost := ledger.partners.missing_in(ledger.known):
        message = f"{len(lost)} records that duplicates point to do not exist"
        yield _named("ledger-partner", message, "meta/ledger:$.partner", lost)
    release = {"full_text": 0, "metadata_only": 0, "review": 0, "withhold": ledger.withheld}
    counted = seen.counts()
    counted["release"] = {**release, **counted["release"]}
    stated = manifest["counts"]
    for name, value in counted.items():
        if name in stated and stated[name] != value:
            keys = _changed(value, stated[name])
            where = f"{MANIFEST}:$.counts.{name}"
            message = f"differs from the rows{keys}"
            yield error("counts", message, where, _HINT)


def _changed(mine: Any, stated: Any) -> str:
    if not isinstance(mine, dict) or not isinstance(stated, dict):
        return f": they give {mine}, the manifest says {stated}"
    keys = [k for k in sorted({*mine, *stated}) if mine.get(k) != stated.get(k)]
    return f" in {len(keys)} keys"


def _named(code: str, message: str, where: str, ids: list[str]) -> Finding:
    base = error(code, message, where, _HINT)
    return Finding(base.code, base.severity, message, where, _HINT, tuple(ids[:MAX_EXAMPLES]))
