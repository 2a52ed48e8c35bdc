"""Committed splits to the folders of a release: duplicates, leak guard, sort, shards, ledger.

Memory: at most about 600 MB whatever the number of records: `tables.MEMORY` while the store is at
work, then a few row groups of 32 MB for each shard that is open (two for each split of the
configuration); more only where one record is larger than that. Numbers of records cost disk.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dataset_tools.builder.convert import WORK_LEDGER_SCHEMA, WORK_SCHEMA
from dataset_tools.builder.guard import Run, demote, scan_for_leaks
from dataset_tools.builder.ordering import Lookup, in_order
from dataset_tools.builder.tables import (
    INTERRUPTED,
    LEDGER_ORDER,
    QUOTES_WITHHELD,
    decide_releases,
    load_rows,
    open_store,
    pairs,
    rows_of,
    settle_ledger,
    stream,
)
from dataset_tools.dedup.exact import decide_duplicates
from dataset_tools.documents.attribution import SCHEMA as ATTRIBUTION_SCHEMA
from dataset_tools.documents.attribution import attribution_table
from dataset_tools.errors import BuildError
from dataset_tools.ledger import SCHEMA as LEDGER_SCHEMA
from dataset_tools.ledger import Sums, add_up
from dataset_tools.rights.families import share_alike_family
from dataset_tools.rights.leak import cut_quotes, withhold
from dataset_tools.schema import arrow_schema
from dataset_tools.shards import MAX_ROW_GROUP_ROWS, SHARD_BYTES, TableWriter, shard_name

__all__ = ["Decisions", "Written", "assemble", "scan_for_leaks"]

Decisions = Mapping[str, Mapping[str, int]]  # release -> policy rule -> records

ORDER = ("domain", "url", "id")
LEDGER_ROWS = 100 * MAX_ROW_GROUP_ROWS  # of one file
READ_ROWS = 256  # wide rows read at once; the converter bounds their bytes
# The columns that the attribution of a record reads.
CREDITED = [
    "id", "url", "canonical_url", "title", "source", "publisher", "authors", "license", "release",
    "license_notes", "rights",
]  # fmt: skip
TOP_DOMAINS = 50
TOP_INTERRUPTED = 100


@dataclass(slots=True)
class Written:
    """Counts of what was written, for manifest and documents."""

    subsets: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    counters: dict[str, dict[str, int]] = field(default_factory=dict)  # domains: the largest
    releases: dict[str, int] = field(default_factory=dict)  # kept records by decision
    rules: dict[str, dict[str, int]] = field(default_factory=dict)  # the same, by policy rule
    evidence_items: int = 0
    evidence_without_place: int = 0
    text_chars: int = 0  # of texts that ship
    first_day: date | None = None
    last_day: date | None = None
    sums: Sums = field(default_factory=Sums)
    by_dump: dict[str, Sums] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)  # of what was not kept, by code
    interrupted: list[tuple[str, int, str]] = field(default_factory=list)  # dump, offset, reason


def assemble(
    folder: Path,
    work: Path,
    names: Sequence[str],
    *,
    by_text: bool,
    shares: Sequence[tuple[str, float]],
    run: Run,
    tell: Callable[[str, int, int], None],
    families_apart: bool = False,
    decided: Callable[[Decisions], None] = lambda _: None,
) -> Written:
    """Write data/, meta/attribution.parquet and meta/ledger of a release.

    Args:
        folder: The release folder, empty.
        work: The work folder, with the committed files of the splits.
        names: The splits, in the order of the plan.
        by_text: Whether records of one text are duplicates; else only those of one id.
        shares: (split, share of the records) beside ``train``.
        run: Maps a function over splits in worker processes: yields (split, result).
        tell: Called with (stage, done, total).
        families_apart: Whether share-alike families of licenses get text subsets of their own.
        decided: Called with the decisions before any shard is written.
    Raises: BuildError where a split of the configuration would be empty.
    """
    files = [work / "splits" / f"{name}.rows.parquet" for name in names]
    ledgers = [work / "splits" / f"{name}.ledger.parquet" for name in names]
    written = Written()
    verdicts = work / "store" / "verdicts.parquet"
    tell("assemble", 0, 3)
    with open_store(work) as store:
        load_rows(store, files, WORK_SCHEMA)
        decide_duplicates(store, by_text=by_text)
        demote(store, work, names, run)
        tell("assemble", 1, 3)
        positions = decide_releases(store, verdicts)
        _count_records(store, written)
        decided(written.rules)
        settle_ledger(store, ledgers, WORK_LEDGER_SCHEMA)
        _count_ledger(store, written)
        _write_ledger(store, folder / "meta" / "ledger")
    rows = _in_order(files, verdicts, positions, work / "store" / "buckets")
    _write_data(folder, rows, shares, written, families_apart=families_apart)
    pa.default_memory_pool().release_unused()  # the store comes next
    tell("assemble", 2, 3)
    return written


def _count_records(store: Any, written: Written) -> None:
    decided = "SELECT release, count(*) FROM verdicts GROUP BY ALL"
    found = pairs(store, decided)
    releases = ("full_text", "metadata_only", "review", "withhold")
    written.releases = {release: found.get(release, 0) for release in releases}
    written.rules = {release: {} for release in releases}
    query = """SELECT release, rule, count(*) AS number FROM verdicts GROUP BY ALL
        ORDER BY number DESC, rule"""
    for release, rule, number in store.execute(query).fetchall():
        written.rules[release][rule] = number
    shown = "rows JOIN verdicts USING (place) WHERE position NOT NULL"
    for name in ("license", "rights_status", "language"):
        query = f"SELECT {name}, count(*) FROM {shown} GROUP BY ALL ORDER BY ALL"  # noqa: S608
        written.counters[name] = pairs(store, query)
    written.counters["shipped_license"] = pairs(
        store,
        f"""SELECT license, count(*) FROM {shown} AND verdicts.release = 'full_text'
        GROUP BY ALL ORDER BY ALL""",  # noqa: S608
    )
    written.counters["domains"] = pairs(
        store,
        f"""SELECT coalesce("domain", '') AS name, count(*) AS number FROM {shown}
        GROUP BY ALL ORDER BY number DESC, name LIMIT {TOP_DOMAINS}""",  # noqa: S608
    )


def _count_ledger(store: Any, written: Written) -> None:
    query = "SELECT dump, kind, fate, count(*) FROM ledger GROUP BY ALL ORDER BY ALL"
    counts = store.execute(query).fetchall()
    dumps = dict.fromkeys(dump for dump, *_ in counts)
    by_dump: dict[str, list[tuple[str, str | None, int]]] = {dump: [] for dump in dumps}
    for dump, *rest in counts:
        by_dump[dump].append(tuple(rest))
    written.by_dump = {dump: add_up(rows) for dump, rows in by_dump.items()}
    written.sums = add_up(row for rows in by_dump.values() for row in rows)
    written.reasons = pairs(
        store,
        """SELECT reason, count(*) FROM ledger WHERE reason <> '' AND fate IS DISTINCT FROM 'kept'
        GROUP BY ALL ORDER BY ALL""",
    )
    written.interrupted = store.execute(
        f"""SELECT dump, "offset", reason FROM ledger WHERE reason IN {INTERRUPTED}
        ORDER BY {LEDGER_ORDER} LIMIT {TOP_INTERRUPTED}"""  # noqa: S608
    ).fetchall()


def _write_ledger(store: Any, folder: Path) -> None:
    """Write the ledger in its order, in files of LEDGER_ROWS."""
    count = rows_of(store, "ledger")
    columns = ", ".join(f'"{name}"' for name in LEDGER_SCHEMA.names)
    query = f"SELECT {columns} FROM ledger ORDER BY {LEDGER_ORDER}"  # noqa: S608
    batches = stream(store, query, LEDGER_SCHEMA)
    cuts = range(0, max(1, count), LEDGER_ROWS)
    rest = LEDGER_SCHEMA.empty_table()
    for number, start in enumerate(cuts):
        wanted = min(LEDGER_ROWS, count - start)
        writer = TableWriter(folder / shard_name("ledger", number, len(cuts)), LEDGER_SCHEMA)
        while wanted:
            if not rest.num_rows:
                rest = pa.Table.from_batches([next(batches)])
            part = rest.slice(0, wanted)
            writer.add(part)
            wanted -= part.num_rows
            rest = rest.slice(part.num_rows)
        writer.close()


def _in_order(
    files: Sequence[Path], verdicts: Path, positions: int, buckets: Path
) -> Iterator[pa.Table]:
    """Yield the rows that data/ gets; each wide row is read once and moved once."""
    size = sum(_uncompressed(path) for path in files)
    return in_order(_shown_rows(files, Lookup(verdicts)), 0, positions, size, buckets)


def _write_data(
    release: Path,
    rows: Iterable[pa.Table],
    shares: Sequence[tuple[str, float]],
    written: Written,
    *,
    families_apart: bool,
) -> None:
    """Write data/ and meta/attribution.parquet."""
    sinks: dict[tuple[str, str], _Sink] = {}
    credit = TableWriter(release / "meta" / "attribution.parquet", ATTRIBUTION_SCHEMA)
    for table in rows:
        _measure(table, written)
        shipped = table.filter(pc.equal(table["release"], "full_text"))
        credit.add(attribution_table(shipped.select(CREDITED).to_pylist()))
        texts = _by_family(shipped) if families_apart else [("text", shipped)]
        for subset, part in [*texts, ("metadata", table)]:
            for split, rows_of_split in _by_split(part, shares):
                if (subset, split) not in sinks:
                    sinks[subset, split] = _Sink(release, subset, split)
                sinks[subset, split].add(rows_of_split.select(arrow_schema(subset).names))
    credit.close()
    for (subset, split), sink in sorted(sinks.items()):
        written.subsets.setdefault(subset, {})[split] = sink.close()
    names = ["train", *(name for name, _ in shares)]
    for subset, splits in written.subsets.items():
        if missing := [name for name in names if name not in splits]:
            problem = f"split {missing[0]!r} of subset {subset!r} would be empty"
            hint = "drop it from [splits] or give it a larger share"
            if subset.startswith("text-"):
                hint += ", or keep the families together in the policy"
            raise BuildError(problem, "corpus.toml: [splits]", hint)


def _uncompressed(path: Path) -> int:
    with pq.ParquetFile(path) as file:
        groups = range(file.num_row_groups)
        return sum(file.metadata.row_group(n).total_byte_size for n in groups)


def _shown_rows(files: Sequence[Path], verdicts: Lookup) -> Iterator[pa.Table]:
    """Yield the rows that data/ gets, as they will stand there, with their `position`."""
    for path in files:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(READ_ROWS):
                there, known = verdicts.find(batch["place"].to_numpy())
                if there.size:
                    yield _judged(pa.Table.from_batches([batch.take(there)]), known)


def _judged(rows: pa.Table, known: pa.Table) -> pa.Table:
    """Apply the verdicts to rows in the same order; texts that do not ship are left behind."""
    cluster = pc.if_else(known["cluster"], rows["id"], rows["duplicate_cluster"])
    rows = _with(rows, "duplicate_cluster", cluster)
    if pc.any(known["demoted"]).as_py():
        plain = rows.filter(pc.invert(known["demoted"])).select(arrow_schema("text").names)
        demoted = [_demote(row) for row in rows.filter(known["demoted"]).to_pylist()]
        moved = pa.Table.from_pylist(demoted, schema=arrow_schema("text"))
        position = pa.concat_arrays(
            [*known.filter(pc.invert(known["demoted"]))["position"].chunks,
             *known.filter(known["demoted"])["position"].chunks]
        )  # fmt: skip
        rows = pa.concat_tables([plain.cast(arrow_schema("text")), moved])
    else:
        position = known["position"]
        rows = rows.select(arrow_schema("text").names).cast(arrow_schema("text"))
    ships = pc.equal(rows["release"], "full_text")
    rows = _with(rows, "text", pc.if_else(ships, rows["text"], ""))
    return rows.append_column("position", position)


def _with(table: pa.Table, name: str, values: Any) -> pa.Table:
    at = table.schema.get_field_index(name)
    return table.set_column(at, table.schema.field(at), values)


def _demote(row: dict[str, Any]) -> dict[str, Any]:
    """Take the text from a row that quotes a withheld one, and every string that may be a quote."""
    rights = row["rights"]
    if row["release"] == "full_text":
        rights = {**rights, "policy_rule": QUOTES_WITHHELD}
        row = {**row, "release": "metadata_only"}
    return {**cut_quotes(withhold({**row, "rights": rights})), "text": ""}


def _measure(table: pa.Table, written: Written) -> None:
    """Count what only the wide rows can tell."""
    table = table.combine_chunks()
    evidence = table["evidence"].chunk(0).flatten()
    written.evidence_items += len(evidence)
    written.evidence_without_place += evidence.field("start").null_count
    written.text_chars += pc.sum(pc.utf8_length(table["text"])).as_py() or 0
    days = pc.min_max(table["published_date"]).as_py()
    if days["min"] is not None:
        written.first_day = min(written.first_day or days["min"], days["min"])
        written.last_day = max(written.last_day or days["max"], days["max"])


def _by_family(texts: pa.Table) -> list[tuple[str, pa.Table]]:
    """Return (subset, its rows): share-alike families, and `text` for the rest."""
    subsets = [
        f"text-{family}" if (family := share_alike_family(name)) else "text"
        for name in texts["license"].to_pylist()
    ]
    return [
        (subset, texts.filter(pa.array([s == subset for s in subsets], pa.bool_())))
        for subset in sorted(set(subsets))
    ]


def _by_split(
    table: pa.Table, shares: Sequence[tuple[str, float]]
) -> Iterator[tuple[str, pa.Table]]:
    """Yield (split, its rows) by a hash of the duplicate cluster, else of the text."""
    if not shares:
        chosen = np.full(table.num_rows, "train")
    else:
        texts = pc.struct_field(table["provenance"], "text_sha256")
        keys = pc.coalesce(table["duplicate_cluster"], texts).to_pylist()
        chosen = np.array([split_of(key, shares) for key in keys], dtype=str)
    for split in np.unique(chosen).tolist():
        yield split, table.filter(pa.array(chosen == split))


def split_of(key: str, shares: Sequence[tuple[str, float]]) -> str:
    """Return the split of a duplicate cluster, else of a normalised text, by its hash."""
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
        self.schema, self.split = arrow_schema(subset), split
        self.rows = self.bytes = self.shards = 0
        self.writer: TableWriter | None = None

    def add(self, table: pa.Table) -> None:
        """Append rows; a shard ends with the row group that fills it."""
        while table.num_rows:
            if self.writer is None:
                path = self._path(self.shards)
                self.writer = TableWriter(path, self.schema, ORDER, SHARD_BYTES)
            table = self.writer.add(table)
            if table.num_rows:
                self._finish()

    def close(self) -> dict[str, int]:
        """Write what is left, rename all shards; return rows and uncompressed bytes."""
        self._finish()
        for number in range(self.shards):
            name = shard_name(self.split, number, self.shards)
            self._path(number).rename(self.folder / name)
        return {"rows": self.rows, "bytes": self.bytes}

    def _finish(self) -> None:
        if self.writer:
            self.writer.close()
            self.rows += self.writer.rows
            self.bytes += self.writer.bytes
            self.shards += 1
            self.writer = None

    def _path(self, number: int) -> Path:
        return self.folder / f".{self.split}-{number:05d}.part"
