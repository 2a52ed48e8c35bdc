"""Exact duplicates: one record of each text is kept, whatever the order of reading."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset_tools.dedup.exact import Candidate, choose_kept, first_captures, text_digest

EARLY = datetime(2024, 1, 1, tzinfo=UTC)
LATE = EARLY + timedelta(days=1)


def _row(
    id_: str, digest: str = "x", at: datetime | None = EARLY, dump: str = "d", offset: int = 0
) -> Candidate:
    return Candidate(id_, digest, at, dump, offset)


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        pytest.param([], {}, id="none"),
        pytest.param([_row("a"), _row("b", "y")], {"a": "a", "b": "b"}, id="distinct texts"),
        pytest.param([_row("a", at=LATE), _row("b")], {"a": "b", "b": "b"}, id="earliest capture"),
        pytest.param([_row("a", at=None), _row("b")], {"a": "b", "b": "b"}, id="unknown is latest"),
        pytest.param([_row("b"), _row("a")], {"a": "a", "b": "a"}, id="then the smallest id"),
        pytest.param([_row("a"), _row("a", offset=9)], {"a": "a"}, id="one id is one record"),
    ],
)
def test_choose_kept(rows: list[Candidate], kept: dict[str, str]) -> None:
    """Each id maps to the record kept in its place."""
    assert choose_kept(rows) == kept


def test_first_captures_names_the_capture_of_an_id() -> None:
    """Of two captures of one record the earlier stands for it, then dump and offset decide."""
    late, first, second = _row("a", at=LATE), _row("a", dump="c", offset=5), _row("a", offset=1)
    assert first_captures([late, second, first]) == {"a": first}


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
        Candidate,
        id=st.sampled_from("abcdef"),
        digest=st.sampled_from("xyz"),
        captured_at=st.sampled_from([EARLY, LATE, None]),
        dump=st.sampled_from("de"),
        offset=st.integers(0, 2),
    ),
    max_size=12,
)


@given(ROWS, st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_the_order_of_reading_does_not_matter(rows: list[Candidate], random: Random) -> None:
    """Shuffled rows give the same answer, also in its order, and kept records keep themselves."""
    shuffled = rows[:]
    random.shuffle(shuffled)
    kept = choose_kept(rows)
    assert list(choose_kept(shuffled).items()) == list(kept.items())
    assert all(kept[winner] == winner for winner in kept.values())
    assert kept.keys() == {row.id for row in rows}
