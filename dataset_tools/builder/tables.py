"""The store of a build: DuckDB on disk, with bounded memory, for what grows with the records.

Memory: MEMORY for the engine, and about 100 MB beside it, whatever the number of records; tables
and spilled intermediates stand in the work folder. Extensions are neither installed nor loaded,
and statements name no file: rows come and go as Arrow batches.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

MEMORY = "192MB"  # 3 million records of narrow columns sort and join in it
THREADS = 2  # each needs its share of MEMORY, so not one for each core
BATCH_ROWS = 10_000
GROUP_ROWS = 100_000  # of narrow files in the work folder
NARROW = [
    "place", "id", "url", "domain", "captured_at", "provenance.dump", "provenance.offset",
    "dedup_digest", "release", "license", "rights_status", "language", "rights.policy_rule",
]  # fmt: skip
TAKEN_DOWN = "takedowns."  # how the policy rules begin that a takedown is
QUOTES_WITHHELD = "quotes-withheld-text"  # policy rule of records that the leak guard demotes
INTERRUPTED = ("watchdog", "worker-died")  # reasons that depend on the machine


@contextmanager
def open_store(work: Path, *, keep: bool = False) -> Iterator[Any]:
    """Open the DuckDB store of a work folder; empty unless `keep`."""
    import duckdb

    folder = work / "store"
    if not keep:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "threads": THREADS,
        "temp_directory": str(folder / "spill"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
    }
    connection = duckdb.connect(str(folder / "store.duckdb"), config=settings)
    try:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET lock_configuration = true")
        yield connection
    finally:
        connection.close()


def batches(
    paths: Iterable[Path], columns: Sequence[str] | None = None, rows: int = BATCH_ROWS
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of Parquet files, one file open at a time."""
    for path in paths:
        with pq.ParquetFile(path) as file:
            yield from file.iter_batches(rows, columns=columns)


def load(store: Any, statement: str, schema: pa.Schema, rows: Iterable[pa.RecordBatch]) -> None:
    """Run a statement that reads `incoming`, a stream of record batches."""
    store.register("incoming", pa.RecordBatchReader.from_batches(schema, rows))
    store.execute(statement)
    store.unregister("incoming")


def stream(store: Any, query: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a query as batches of exactly this schema."""
    for batch in store.sql(query).to_arrow_reader(BATCH_ROWS):
        yield batch.cast(schema)


def load_rows(store: Any, files: Sequence[Path], schema: pa.Schema) -> None:
    """Fill the table `rows` with the narrow columns of converted rows."""
    found = batches(files, NARROW)
    members: dict[str, list[str]] = {}
    for name in NARROW:
        column, _, member = name.partition(".")
        members.setdefault(column, []).extend([member] if member else [])
    narrow = pa.schema(
        [
            pa.field(column, pa.struct([schema.field(column).type.field(n) for n in names]))
            if names
            else schema.field(column)
            for column, names in members.items()
        ]
    )
    statement = f"""CREATE TABLE rows AS SELECT * EXCLUDE (provenance, rights),
        provenance.dump AS dump, provenance."offset" AS "offset",
        coalesce(rights.policy_rule, '') AS rule,
        coalesce(starts_with(rights.policy_rule, '{TAKEN_DOWN}'), false) AS taken_down
        FROM incoming"""  # noqa: S608
    load(store, statement, narrow, (_select(batch, narrow) for batch in found))


def _select(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    return batch.select(schema.names).cast(schema)


# Positions are dense: the rows of data/ in release order, without those that a policy withholds.
_VERDICTS = f"""
CREATE TABLE verdicts AS
WITH placed AS (
    SELECT row_number() OVER () - 1 AS position, place FROM (
        SELECT place FROM rows SEMI JOIN kept USING (place) WHERE release <> 'withhold'
        ORDER BY coalesce("domain", ''), coalesce(url, ''), id, place
    )
)
SELECT kept.place, position,
    demoted.place IS NOT NULL AND rows.release = 'full_text' AS loses,
    CASE WHEN loses THEN 'metadata_only' ELSE rows.release END AS release,
    CASE WHEN loses THEN '{QUOTES_WITHHELD}' ELSE rows.rule END AS rule,
    rows.taken_down, kept.cluster, demoted.place IS NOT NULL AS demoted
FROM kept JOIN rows USING (place)
    LEFT JOIN placed USING (place) LEFT JOIN demoted ON demoted.place = kept.place
"""  # noqa: S608
VERDICTS = pa.schema(
    [("place", pa.int64()), ("position", pa.int64()), ("release", pa.string()),
     ("cluster", pa.bool_()), ("demoted", pa.bool_())]
)  # fmt: skip


def decide_releases(store: Any, path: Path) -> int:
    """Make the table `verdicts` of kept places and write its rows with a position to `path`.

    Needs `rows`, `kept` and `demoted`. Returns the number of positions.
    """
    store.execute(_VERDICTS)
    query = f"SELECT {', '.join(VERDICTS.names)} FROM verdicts WHERE position NOT NULL"  # noqa: S608
    return write_batches(path, VERDICTS, stream(store, f"{query} ORDER BY place", VERDICTS))


def write_batches(path: Path, schema: pa.Schema, rows: Iterable[pa.RecordBatch]) -> int:
    """Write a Parquet file of the work folder in row groups of GROUP_ROWS or a batch more.

    Returns: The number of rows.
    """
    count = waiting = 0
    parts: list[pa.RecordBatch] = []
    path.parent.mkdir(parents=True, exist_ok=True)
    repeats = [field.name for field in schema if pa.types.is_string(field.type)]
    with pq.ParquetWriter(path, schema, compression="lz4", use_dictionary=repeats) as writer:
        for batch in rows:
            parts.append(batch)
            waiting += batch.num_rows
            count += batch.num_rows
            if waiting >= GROUP_ROWS:
                writer.write_table(pa.Table.from_batches(parts))
                parts, waiting = [], 0
        if parts:
            writer.write_table(pa.Table.from_batches(parts))
    return count


# A converted capture gets its fate here; other ledger rows have theirs already.
_LEDGER = """
CREATE TABLE ledger AS
WITH settled AS (
    SELECT lines.*, keeper.id AS id_, keeper.dump AS dump_, keeper."offset" AS offset_,
        verdicts.release AS release_, verdicts.taken_down,
        CASE WHEN kind <> 'capture' OR fate IS NOT NULL OR keeper.place IS NULL THEN fate
            WHEN keeper.place <> lines.place THEN 'duplicate'
            WHEN verdicts.release = 'withhold' THEN 'refused'
            ELSE 'kept' END AS fate_,
        fate_ IS DISTINCT FROM fate AS now
    FROM lines LEFT JOIN fates ON fates.place = lines.place
        LEFT JOIN rows AS keeper ON keeper.place = fates.winner
        LEFT JOIN verdicts ON verdicts.place = lines.place
)
SELECT dump, "offset", length, kind, record_id, url, id, fate_ AS fate,
    CASE WHEN now AND fate_ = 'duplicate' THEN 'exact-duplicate'
        WHEN now AND fate_ = 'refused' AND taken_down THEN 'taken-down'
        WHEN now AND fate_ = 'refused' THEN 'withheld' ELSE reason END AS reason,
    detail,
    CASE WHEN now AND fate_ = 'duplicate' THEN id_ ELSE partner END AS partner,
    CASE WHEN now AND fate_ = 'duplicate' THEN dump_ ELSE partner_dump END AS partner_dump,
    CASE WHEN now AND fate_ = 'duplicate' THEN offset_ ELSE partner_offset END AS partner_offset,
    CASE WHEN now AND fate_ = 'duplicate' THEN 1 ELSE similarity END::FLOAT AS similarity,
    CASE WHEN now AND fate_ = 'duplicate' THEN NULL WHEN now THEN release_
        ELSE release END AS release,
    place
FROM settled
"""
LEDGER_ORDER = """dump, "offset", kind, coalesce(record_id, ''), place"""


def settle_ledger(store: Any, files: Sequence[Path], schema: pa.Schema) -> None:
    """Make the table `ledger` from the ledger files of the splits: every capture gets its fate.

    Needs `rows`, `fates` and `verdicts`.
    """
    load(store, "CREATE TABLE lines AS FROM incoming", schema, batches(files))
    store.execute(_LEDGER)
    store.execute("DROP TABLE lines")


def pairs(store: Any, query: str) -> dict[str, int]:
    """Return a query of two columns as a dict, in the order of its rows."""
    return dict(store.execute(query).fetchall())


def rows_of(store: Any, table: str) -> int:
    """Return the number of rows of a table."""
    return int(store.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])  # noqa: S608
