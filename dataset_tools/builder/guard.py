"""The leak guard of a build: shingles in worker processes, set operations in the store.

Nothing is held that grows with the records: shingles (8 bytes a token) go through files of the
work folder into tables, and joins spill to disk.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dataset_tools.builder.ordering import Lookup
from dataset_tools.builder.tables import batches, load, open_store, rows_of, stream, write_batches
from dataset_tools.engines import beat
from dataset_tools.errors import BuildError
from dataset_tools.rights.leak import (
    SHINGLE_TOKENS,
    STRING_COLUMNS,
    exempt_strings,
    loose_strings,
    shingles,
)

Run = Callable[..., Iterator[tuple[Any, Any]]]

ROWS = 256  # read at once
WINDOW_LINES = 8 * SHINGLE_TOKENS
SHIPPED, WITHHELD, EXEMPT, LOOSE = range(4)  # what a shingle was taken from
_SHINGLES = pa.schema([("place", pa.int64()), ("kind", pa.uint8()), ("shingle", pa.uint64())])
_ROLES = pa.schema([("place", pa.int64()), ("ships", pa.bool_())])
_STRINGS = pa.schema([("file", pa.int32()), ("where", pa.string()), ("shingle", pa.uint64())])
_TABLES = """
CREATE TABLE demoted (place BIGINT);
CREATE TABLE shipped (place BIGINT, shingle UBIGINT);
CREATE TABLE withheld (shingle UBIGINT);
CREATE TABLE exempt (shingle UBIGINT);
CREATE TABLE loose (place BIGINT, shingle UBIGINT);
"""
_SORT_OUT = f"""
CREATE OR REPLACE TEMP TABLE part AS FROM incoming;
INSERT INTO shipped SELECT place, shingle FROM part WHERE kind = {SHIPPED};
INSERT INTO withheld SELECT shingle FROM part WHERE kind = {WITHHELD};
INSERT INTO exempt SELECT shingle FROM part WHERE kind = {EXEMPT};
INSERT INTO loose SELECT place, shingle FROM part WHERE kind = {LOOSE};
"""  # noqa: S608


def demote(store: Any, work: Path, names: Sequence[str], run: Run) -> None:
    """Make the table `demoted`: kept rows that would show a passage of a withheld text.

    It may stand in their text or in another string, such as a summary, a caption or a notice.
    The text that a demoted row would have shipped is withheld too, so that rows that quote it
    follow, until none is left. Needs `rows` and `kept`; leaves `withheld` and `exempt` for the
    last scan.
    """
    store.execute(_TABLES)
    ships = "SELECT place, release = 'full_text' AS ships FROM rows SEMI JOIN kept USING (place)"
    roles = work / "store" / "roles.parquet"
    write_batches(roles, _ROLES, stream(store, f"{ships} ORDER BY place", _ROLES))
    found = dict(store.execute(f"SELECT ships, count(*) FROM ({ships}) GROUP BY ALL").fetchall())  # noqa: S608
    if not found.get(False):
        return
    folder = work / "store" / "shingles"
    folder.mkdir(exist_ok=True)
    for name, _ in run(_Shingle(work, folder, roles), names):
        path = folder / f"{name}.parquet"
        load(store, _SORT_OUT, _SHINGLES, batches([path]))
        path.unlink()
    _spread(store)


def _spread(store: Any) -> None:
    """Fill `demoted` from `shipped`, `loose`, `withheld` and `exempt`."""
    store.execute(
        """INSERT INTO demoted SELECT DISTINCT place FROM (FROM shipped UNION ALL FROM loose)
            SEMI JOIN withheld USING (shingle) ANTI JOIN exempt USING (shingle)"""
    )
    caught = rows_of(store, "demoted")
    if caught:
        # Only what stands in two shipped texts can carry on: a small part, whatever the chain.
        store.execute(
            """CREATE TEMP TABLE shared AS
            FROM (SELECT *, true AS is_text FROM shipped UNION ALL SELECT *, false FROM loose)
            ANTI JOIN exempt USING (shingle)
            SEMI JOIN (
                SELECT shingle FROM (FROM shipped UNION ALL FROM loose)
                GROUP BY shingle HAVING count(DISTINCT place) > 1
            ) USING (shingle)"""
        )
    before = 0
    while caught > before:
        before = caught
        store.execute(
            """INSERT INTO demoted SELECT DISTINCT place FROM shared
            SEMI JOIN (
                SELECT shingle FROM shared SEMI JOIN demoted USING (place) WHERE is_text
            ) USING (shingle)
            ANTI JOIN demoted USING (place)"""
        )
        caught = rows_of(store, "demoted")
    store.execute(
        "INSERT INTO withheld SELECT shingle FROM shipped SEMI JOIN demoted USING (place)"
    )
    store.execute("DROP TABLE shipped; DROP TABLE loose")


@dataclass(frozen=True, slots=True)
class _Shingle:
    """Writes the shingles of the kept rows of one split; picklable."""

    work: Path
    folder: Path
    roles: Path

    def __call__(self, name: str) -> None:
        path = self.folder / f"{name}.parquet"
        with pq.ParquetFile(self.work / "splits" / f"{name}.rows.parquet") as file:
            rows = file.iter_batches(ROWS, columns=["place", "text", *STRING_COLUMNS])
            write_batches(path, _SHINGLES, _shingled(rows, Lookup(self.roles)))


def _shingled(rows: Iterable[pa.RecordBatch], roles: Lookup) -> Iterator[pa.RecordBatch]:
    for batch in rows:
        there, known = roles.find(batch["place"].to_numpy())
        kept = batch.take(there)
        texts = zip(
            known["place"].to_pylist(), known["ships"].to_pylist(), kept["text"], strict=True
        )
        for place, ships, text in texts:
            beat()
            yield _tagged(shingles(text.as_py()), SHIPPED if ships else WITHHELD, place)
        strings: set[str] = set()
        for row in kept.drop_columns(["text"]).to_pylist():
            exempt = exempt_strings(row)
            strings.update(exempt)
            yield _tagged(_of_all(loose_strings(row, exempt)), LOOSE, row["place"])
        yield _tagged(_of_all(strings), EXEMPT, -1)


def _of_all(strings: Iterable[str]) -> np.ndarray:
    """Return the distinct shingles of some strings, each within its own."""
    found = [shingles(text) for text in strings]
    return np.unique(np.concatenate(found or [np.empty(0, np.uint64)]))


def _tagged(found: np.ndarray, kind: int, place: int) -> pa.RecordBatch:
    size = len(found)
    columns = [np.full(size, place), np.full(size, kind, np.uint8), found]
    return pa.record_batch([pa.array(c) for c in columns], schema=_SHINGLES)


def scan_for_leaks(folder: Path, work: Path, run: Run, only: Sequence[Path] | None = None) -> None:
    """Compare every string of every file of the release with the withheld texts.

    Args:
        folder: The release.
        work: The work folder, with the store that `demote` has left.
        run: As for `demote`.
        only: Files to look at; by default all.
    Raises: BuildError naming the places; never the text.
    """
    with open_store(work, keep=True) as store:
        if not rows_of(store, "withheld"):
            return
        every = folder.rglob("*") if only is None else only
        paths = sorted(path for path in every if path.is_file())
        names = [path.relative_to(folder).as_posix() for path in paths]
        files = list(enumerate(names))
        # A process for each Parquet file, one for all the small files.
        items = [[file] for file in files if file[1].endswith(".parquet")]
        items.append([file for file in files if not file[1].endswith(".parquet")])
        target = work / "store" / "strings"
        target.mkdir(exist_ok=True)
        store.execute("CREATE OR REPLACE TABLE strings (file INT, place VARCHAR, shingle UBIGINT)")
        for item, _ in run(_Strings(folder, target), [item for item in items if item]):
            path = target / f"{item[0][0]}.parquet"
            load(store, "INSERT INTO strings FROM incoming", _STRINGS, batches([path]))
            path.unlink()
        found = store.execute(
            """SELECT DISTINCT file, place FROM strings SEMI JOIN withheld USING (shingle)
            ANTI JOIN exempt USING (shingle) ORDER BY file, place"""
        ).fetchall()
    # A line that quotes names its place better than the window of lines around it.
    found = [(n, at) for n, at in found if "-" not in at or not _is_within(n, at, found)]
    if found:
        places = ", ".join(f"{names[number]}:{place}" for number, place in found[:5])
        problem = f"{len(found)} strings of the release quote a withheld text: {places}"
        hint = "take it out of corpus.toml or the policy; if it is in neither, report this"
        raise BuildError(problem, folder.name, hint)


def _is_within(number: int, window: str, found: Sequence[tuple[int, str]]) -> bool:
    """Say whether one of the lines that quote lies in a window of lines of the same file."""
    first, _, last = window.partition("-")
    if not (first.isdigit() and last.isdigit()):
        return False
    lines = (int(at) for file, at in found if file == number and at.isdigit())
    return any(int(first) <= line <= int(last) for line in lines)


@dataclass(frozen=True, slots=True)
class _Strings:
    """Writes the shingles of all strings of some files of the release; picklable."""

    folder: Path
    target: Path

    def __call__(self, item: list[tuple[int, str]]) -> None:
        found = (batch for number, name in item for batch in self._shingled(number, name))
        write_batches(self.target / f"{item[0][0]}.parquet", _STRINGS, found)

    def _shingled(self, number: int, name: str) -> Iterator[pa.RecordBatch]:
        for where, text in _strings(self.folder / name):
            beat()
            found = shingles(text)
            if found.size:
                columns = [np.full(len(found), number, np.int32), [where] * len(found), found]
                yield pa.record_batch([pa.array(c) for c in columns], schema=_STRINGS)


def _strings(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (where, string) for the strings of a file; one that repeats is named once a batch."""
    if path.suffix != ".parquet":
        with path.open(encoding="utf-8", newline="") as lines:
            yield from _passages(lines)
        return
    first = 0
    for batch in batches([path], rows=ROWS):
        rows = np.arange(first, first + batch.num_rows)
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            yield from _leaves(column, rows, name)
        first += batch.num_rows


def _passages(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the lines of a document, plain and without HTML entities, and what runs over lines.

    A shingle lies in at most SHINGLE_TOKENS lines that are not blank, so windows overlap by one
    line less than that.
    """
    window: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        plain = unescape(line)
        yield str(number), line
        if plain != line:
            yield str(number), plain
        if not line.isspace():
            window.append((number, plain))
        if len(window) == WINDOW_LINES:
            yield from _across(window)
            window = window[1 - SHINGLE_TOKENS :]
    yield from _across(window)


def _across(window: list[tuple[int, str]]) -> Iterator[tuple[str, str]]:
    """Yield a window of lines as one string, unless it is one line."""
    if len(window) > 1:
        yield f"{window[0][0]}-{window[-1][0]}", "".join(line for _, line in window)


def _leaves(array: pa.Array, rows: np.ndarray, path: str) -> Iterator[tuple[str, str]]:
    """Yield (where, value) for each distinct string below a column, with its first row."""
    if pa.types.is_struct(array.type):
        for n, field in enumerate(array.type):
            yield from _leaves(array.field(n), rows, f"{path}.{field.name}")
    elif pa.types.is_list(array.type):
        yield from _leaves(array.flatten(), rows[pc.list_parent_indices(array)], f"{path}[]")
    elif pa.types.is_string(array.type):
        coded = array.drop_null().dictionary_encode()
        _, first = np.unique(coded.indices.to_numpy(), return_index=True)
        rows = rows[np.asarray(array.is_valid())][first]
        for row, text in zip(rows.tolist(), coded.dictionary.to_pylist(), strict=True):
            yield f"row {row}.{path}", text
