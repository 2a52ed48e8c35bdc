"""Exact duplicates: one record of each text is kept, whatever the order of reading."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dataset_tools.dedup.exact import decide_duplicates, text_digest

EARLY = datetime(2024, 1, 1, tzinfo=UTC)
LATE = EARLY + timedelta(days=1)
SCHEMA = pa.schema(
    [("place", pa.int64()), ("id", pa.string()), ("dedup_digest", pa.string()),
     ("captured_at", pa.timestamp("us", "UTC")), ("dump", pa.string()), ("offset", pa.int64()),
     ("taken_down", pa.bool_())]
)  # fmt: skip


class Row(NamedTuple):
    """One capture; its place is its number in the list of a case."""

    id: str
    digest: str = "x"
    at: datetime | None = EARLY
    dump: str = "d"
    offset: int = 0
    down: bool = False


@pytest.fixture(scope="module")
def store() -> Iterator[Any]:
    """A DuckDB connection in memory."""
    with duckdb.connect() as connection:
        yield connection


def decide(
    store: Any, rows: list[tuple[int, Row]], *, by_text: bool = True
) -> tuple[dict[int, int], dict[int, bool]]:
    """Return (place: winner) of all rows and (place: cluster) of the kept ones."""
    columns = [
        {"place": n, "id": r.id, "dedup_digest": r.digest, "captured_at": r.at,
         "dump": r.dump, "offset": r.offset, "taken_down": r.down} for n, r in rows
    ]  # fmt: skip
    store.register("given", pa.Table.from_pylist(columns, schema=SCHEMA))
    store.execute("CREATE OR REPLACE TABLE rows AS FROM given")
    decide_duplicates(store, by_text=by_text)
    fates = store.execute("SELECT place, winner FROM fates ORDER BY place").fetchall()
    kept = store.execute("SELECT place, cluster FROM kept ORDER BY place").fetchall()
    return dict(fates), dict(kept)


@pytest.mark.parametrize(
    ("rows", "winners"),
    [
        pytest.param([], [], id="none"),
        pytest.param([Row("a"), Row("b", "y")], [0, 1], id="distinct texts"),
        pytest.param([Row("a", at=LATE), Row("b")], [1, 1], id="earliest capture"),
        pytest.param([Row("a", at=None), Row("b")], [1, 1], id="unknown is latest"),
        pytest.param([Row("a"), Row("b", at=None, down=True)], [1, 1], id="taken down comes first"),
        pytest.param([Row("a", at=None), Row("b", at=None)], [0, 0], id="both unknown"),
        pytest.param([Row("b"), Row("a")], [1, 1], id="then the smallest id"),
        pytest.param([Row("a", offset=9), Row("a", offset=10)], [0, 0], id="one id is one record"),
        pytest.param([Row("a", dump="e"), Row("a", offset=5)], [1, 1], id="then the dump"),
        pytest.param([Row("a", offset=10), Row("a", offset=9)], [1, 1], id="offsets are numbers"),
        pytest.param([Row("a", "y"), Row("a", "x")], [1, 1], id="then the digest"),
        pytest.param([Row("a"), Row("a"), Row("a")], [0, 0, 0], id="then the place"),
        pytest.param(
            # The second capture of b has the text of c, but b's first capture stands for b.
            [Row("a"), Row("b", at=LATE), Row("b", "y", at=None), Row("c", "y", at=None)],
            [0, 0, 0, 3],
            id="a chain over ids and texts",
        ),
        pytest.param(
            [Row("a", at=LATE), Row("b"), Row("c", at=None), Row("c", "y", at=LATE)],
            [1, 1, 3, 3],
            id="a record moves with its earliest capture",
        ),
    ],
)
def test_winners(store: Any, rows: list[Row], winners: list[int]) -> None:
    """Each row maps to the place of the record kept in its stead."""
    fates, kept = decide(store, list(enumerate(rows)))
    assert list(fates.values()) == winners
    assert kept == {n: winners.count(n) > 1 for n in set(winners)}


def test_without_texts_only_ids_meet(store: Any) -> None:
    """Two records of one text both stay; two captures of one id do not."""
    rows = [Row("a"), Row("b"), Row("b", offset=1)]
    assert decide(store, list(enumerate(rows)), by_text=False)[0] == {0: 0, 1: 1, 2: 1}


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [("某网，好。", "某网 好", True), ("Text", "text!", True), ("text", "next", False)],
)
def test_text_digest(one: str, other: str, *, equal: bool) -> None:
    """Texts that differ in punctuation, case or white space only have one digest."""
    assert (text_digest(one) == text_digest(other)) is equal
    assert len(text_digest(one)) == 64


ROWS = st.lists(
    st.builds(
        Row,
        id=st.sampled_from("abcdef"),
        digest=st.sampled_from("xyz"),
        at=st.sampled_from([EARLY, LATE, None]),
        dump=st.sampled_from("de"),
        offset=st.integers(0, 2),
    ),
    max_size=12,
)


def _rule(rows: list[tuple[int, Row]]) -> dict[int, int]:
    """The rule, said once more in plain Python."""

    def rank(row: tuple[int, Row]) -> tuple[Any, ...]:
        place, r = row
        return (not r.down, r.at is None, r.at or EARLY, r.id, r.dump, r.offset, r.digest, place)

    first: dict[str, tuple[int, Row]] = {}
    for placed in sorted(rows, key=rank):
        first.setdefault(placed[1].id, placed)
    kept: dict[str, int] = {}
    for place, row in sorted(first.values(), key=rank):
        kept.setdefault(row.digest, place)
    return {place: kept[first[row.id][1].digest] for place, row in sorted(rows)}


@given(ROWS, st.randoms(use_true_random=False))
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_order_of_reading_does_not_matter(store: Any, rows: list[Row], random: Random) -> None:
    """SQL gives what the rule says, for the rows in any order."""
    placed = list(enumerate(rows))
    rule = _rule(placed)
    random.shuffle(placed)
    assert decide(store, placed)[0] == rule
