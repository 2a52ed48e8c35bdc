"""Committed splits to the folders of a release: duplicates, leak guard, sort, shards, ledger."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from heapq import merge
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dataset_tools import ledger as ledger_module
from dataset_tools.builder.convert import WORK_SCHEMA, sort_keys
from dataset_tools.dedup.exact import Candidate, choose_kept, first_captures
from dataset_tools.documents.attribution import attribution_table
from dataset_tools.errors import BuildError
from dataset_tools.model import LedgerRow
from dataset_tools.rights.leak import exempt_strings, find_leaks, shingles, withhold
from dataset_tools.schema import to_table
from dataset_tools.shards import MAX_ROW_GROUP_ROWS, SHARD_BYTES, shard_name, write_table

ORDER = ("domain", "url", "id")
QUOTES_WITHHELD = "quotes-withheld-text"  # policy rule of records that the leak guard demotes
Place = int  # see builder.convert: names one capture


@dataclass(slots=True)
class Decisions:
    """What happens to each converted row, by the place of its capture."""

    kept: set[Place] = field(default_factory=set)
    partner: dict[Place, Candidate] = field(default_factory=dict)  # of duplicates
    clusters: set[str] = field(default_factory=set)  # ids of kept rows that have duplicates
    demoted: set[str] = field(default_factory=set)  # ids that quote a withheld text


def decide_duplicates(files: Sequence[Path], *, by_text: bool) -> Decisions:
    """Choose which rows stay; without `by_text` only rows of equal id are one record."""
    found: list[tuple[Place, Candidate]] = []
    columns = ["id", "captured_at", "provenance.dump", "provenance.offset", "dedup_digest", "place"]
    for path in files:
        with pq.ParquetFile(path) as file:
            table = file.read(columns=columns)
        for row in table.to_pylist():
            at, record = row["provenance"], row["id"]
            digest = row["dedup_digest"] if by_text else record
            candidate = Candidate(record, digest, row["captured_at"], at["dump"], at["offset"])
            found.append((row["place"], candidate))
    candidates = [candidate for _, candidate in found]
    standing, kept = first_captures(candidates), choose_kept(candidates)
    first: dict[Candidate, Place] = {}
    for place, candidate in found:
        first[candidate] = min(place, first.get(candidate, place))
    decisions = Decisions()
    for place, candidate in found:
        winner = standing[kept[candidate.id]]
        if place == first[winner]:
            decisions.kept.add(place)
        else:
            decisions.partner[place] = winner
            decisions.clusters.add(winner.id)
    return decisions


def guard(files: Sequence[Path], decisions: Decisions) -> tuple[np.ndarray, np.ndarray]:
    """Demote shipped rows that quote a withheld text, until none does.

    Returns: (withheld, exempt) shingles for the last scan over everything written.
    Memory: 8 bytes a token of withheld text.
    """
    withheld: list[np.ndarray] = []
    exempt: list[np.ndarray] = []
    shipped: dict[str, np.ndarray] = {}
    for row in kept_rows(files, decisions):
        exempt.extend(shingles(text) for text in exempt_strings(row))
        if row["release"] == "full_text":
            shipped[row["id"]] = shingles(row["text"])
        else:
            withheld.append(shingles(row["text"]))
    allowed = _union(exempt)
    secret = np.setdiff1d(_union(withheld), allowed)
    while True:
        caught = [i for i, own in shipped.items() if np.isin(own, secret, assume_unique=True).any()]
        if not caught:
            return secret, allowed
        decisions.demoted.update(caught)
        more = _union([shipped.pop(i) for i in caught])
        secret = np.setdiff1d(np.union1d(secret, more), allowed)


def _union(arrays: Sequence[np.ndarray]) -> np.ndarray:
    return np.unique(np.concatenate(arrays)) if arrays else np.empty(0, np.uint64)


def kept_rows(files: Sequence[Path], decisions: Decisions) -> Iterator[dict[str, Any]]:
    """Yield the rows that stay, in release order; memory: one row group of each split."""
    for row in merge(*(_rows(path) for path in files), key=lambda pair: pair[0]):
        record = row[1]
        if record["place"] not in decisions.kept:
            continue
        if record["id"] in decisions.clusters:
            record["duplicate_cluster"] = record["id"]
        if record["id"] in decisions.demoted:
            record = _demote(record)
        yield record


def _rows(path: Path) -> Iterator[tuple[tuple[str, str, str, int], dict[str, Any]]]:
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            table = file.read_row_group(group).cast(WORK_SCHEMA)
            yield from zip(sort_keys(table), table.to_pylist(), strict=True)


def _demote(row: dict[str, Any]) -> dict[str, Any]:
    text = row["text"]
    row = withhold({**row, "release": "metadata_only"})
    rights = {**row["rights"], "policy_rule": QUOTES_WITHHELD}
    return {**row, "rights": rights, "text": text}


@dataclass(slots=True)
class Written:
    """Counts of what was written, for manifest and documents."""

    subsets: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    counters: dict[str, Counter[str]] = field(default_factory=dict)
    withheld: set[Place] = field(default_factory=set)
    releases: dict[str, str] = field(default_factory=dict)  # id -> release, kept rows
    evidence_items: int = 0
    evidence_without_place: int = 0
    text_chars: int = 0
    first_day: Any = None
    last_day: Any = None

    def add(self, row: dict[str, Any]) -> None:
        """Count one kept row."""
        for name in ("license", "rights_status", "language"):
            self.counters.setdefault(name, Counter())[row[name]] += 1
        self.counters.setdefault("domains", Counter())[row["domain"] or ""] += 1
        self.evidence_items += len(row["evidence"])
        self.evidence_without_place += sum(e["start"] is None for e in row["evidence"])
        if row["release"] == "full_text":
            self.text_chars += len(row["text"])
            self.counters.setdefault("shipped_license", Counter())[row["license"]] += 1
        if (day := row["published_date"]) is not None:
            self.first_day = min(self.first_day or day, day)
            self.last_day = max(self.last_day or day, day)


def write_shards(
    release: Path, files: Sequence[Path], decisions: Decisions, shares: Sequence[tuple[str, float]]
) -> Written:
    """Write data/ and meta/attribution.parquet from the committed rows; one pass over them."""
    written = Written()
    sinks: dict[tuple[str, str], _Sink] = {}
    attributed: list[pa.Table] = []
    names = ["train", *(name for name, _ in shares)]
    for row in kept_rows(files, decisions):
        if row["release"] == "withhold":
            written.withheld.add(row["place"])
            continue
        row.pop("dedup_digest", None)
        written.add(row)
        written.releases[row["id"]] = row["release"]
        split = split_of(row, shares)
        if row["release"] == "full_text":
            sinks.setdefault(("text", split), _Sink(release, "text", split)).add(row)
            attributed.append(attribution_table([row]))
        sinks.setdefault(("metadata", split), _Sink(release, "metadata", split)).add(row)
    for (subset, split), sink in sorted(sinks.items()):
        written.subsets.setdefault(subset, {})[split] = sink.close()
    for subset, splits in written.subsets.items():
        if missing := [name for name in names if name not in splits]:
            problem = f"split {missing[0]!r} of subset {subset!r} would be empty"
            hint = "drop it from [splits] or give it a larger share"
            raise BuildError(problem, "corpus.toml: [splits]", hint)
    table = pa.concat_tables(attributed) if attributed else attribution_table([])
    write_table(table, release / "meta/attribution.parquet")
    return written


def split_of(row: dict[str, Any], shares: Sequence[tuple[str, float]]) -> str:
    """Return the split of a row by a hash of its duplicate cluster, else of its text."""
    key = row["duplicate_cluster"] or row["provenance"]["text_sha256"]
    point = int.from_bytes(sha256(key.encode()).digest()[:8], "big") / 2**64
    for name, share in shares:
        if point < share:
            return name
        point -= share
    return "train"


class _Sink:
    """Shards of one subset and split; they get their final names when their number is known."""

    def __init__(self, release: Path, subset: str, split: str) -> None:
        self.folder = release / "data" / subset
        self.subset, self.split = subset, split
        self.batch: list[dict[str, Any]] = []
        self.parts: list[pa.Table] = []
        self.size = self.rows = self.bytes = self.shards = 0

    def add(self, row: dict[str, Any]) -> None:
        self.batch.append(row)
        if len(self.batch) >= 256:
            self._gather()
            if self.size >= SHARD_BYTES:
                self._flush()

    def close(self) -> dict[str, int]:
        """Write what is left, rename all shards; return rows and uncompressed bytes."""
        self._gather()
        self._flush()
        for number in range(self.shards):
            name = shard_name(self.split, number, self.shards)
            self._path(number).rename(self.folder / name)
        return {"rows": self.rows, "bytes": self.bytes}

    def _gather(self) -> None:
        if self.batch:
            self.parts.append(to_table(self.batch, self.subset))
            self.size += self.parts[-1].nbytes
            self.rows += len(self.batch)
            self.batch = []

    def _flush(self) -> None:
        if self.parts:
            table = pa.concat_tables(self.parts).combine_chunks()
            write_table(table, self._path(self.shards), ORDER)
            self.bytes += table.nbytes
            self.shards += 1
            self.parts, self.size = [], 0

    def _path(self, number: int) -> Path:
        return self.folder / f".{self.split}-{number:05d}.part"


def write_ledger(
    release: Path, files: Sequence[Path], decisions: Decisions, written: Written
) -> list[LedgerRow]:
    """Settle the fate of every capture and write meta/ledger; return its rows."""
    plain = (row for path in files for row in pq.read_table(path).to_pylist())
    rows = [
        _settle(LedgerRow(**row), place, decisions, written)
        for place, row in ((row.pop("place"), row) for row in plain)
    ]
    rows.sort(key=lambda r: (r.dump, r.offset, r.kind, r.record_id or ""))
    cuts = range(0, max(1, len(rows)), 100 * MAX_ROW_GROUP_ROWS)
    for number, start in enumerate(cuts):
        part = ledger_module.to_table(rows[start : start + 100 * MAX_ROW_GROUP_ROWS])
        write_table(part, release / "meta/ledger" / shard_name("ledger", number, len(cuts)))
    return rows


def _settle(row: LedgerRow, place: Place, decisions: Decisions, written: Written) -> LedgerRow:
    """Give a converted capture its fate; other rows have theirs already."""
    if row.kind != "capture" or row.fate is not None:
        return row
    if winner := decisions.partner.get(place):
        return replace(
            row, fate="duplicate", reason="exact-duplicate", partner=winner.id,
            partner_dump=winner.dump, partner_offset=winner.offset, similarity=1.0, release=None,
        )  # fmt: skip
    if place in written.withheld:
        return replace(row, fate="refused", reason="withheld", release="withhold")
    return replace(row, fate="kept", release=written.releases[str(row.id)])


def scan_for_leaks(release: Path, secret: np.ndarray, allowed: np.ndarray) -> None:
    """Compare every string of the release with the withheld texts.

    Raises: BuildError naming the places; never the text.
    """
    found = find_leaks(_strings(release), secret, allowed)
    if found:
        places = ", ".join(str(f.where) for f in found[:5])
        problem = f"{len(found)} strings of the release quote a withheld text: {places}"
        raise BuildError(problem, str(release.name), "report this: it is a fault of colophon")


def _strings(release: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(release.rglob("*")):
        name = path.relative_to(release).as_posix()
        if path.suffix == ".parquet":
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(batch_size=256):
                    for number, row in enumerate(batch.to_pylist()):
                        yield from _leaves(row, f"{name}:row {number}")
        elif path.is_file():
            for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
                yield f"{name}:{number}", line


def _leaves(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{where}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _leaves(inner, f"{where}[{number}]")
