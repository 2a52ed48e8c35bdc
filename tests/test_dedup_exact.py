"""Exact duplicates: one stays for each text, whatever the order of the input."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataset_tools.dedup.exact import Candidate, choose_kept, text_digest

START = datetime(2024, 1, 1, tzinfo=UTC)


def candidate(name: str, digest: str, day: int | None, offset: int) -> Candidate:
    moment = None if day is None else START + timedelta(days=day)
    return Candidate(name, digest, moment, "dump", offset)


CANDIDATES = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.sampled_from([None, 0, 1])),
    max_size=8,
).map(lambda found: [candidate(n, d, day, i) for i, (n, d, day) in enumerate(found)])


@given(CANDIDATES, st.randoms())
def test_order_does_not_matter(rows: list[Candidate], random: object) -> None:
    """The choice is the same for every order of the input."""
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    assert choose_kept(rows) == choose_kept(shuffled)


@given(CANDIDATES)
def test_equal_digest_or_id_is_one_record(rows: list[Candidate]) -> None:
    """Rows of one digest, or of one id, share their kept record; the kept one keeps itself."""
    kept = choose_kept(rows)
    for a in rows:
        winner = kept[a.dump, a.offset]
        assert kept[winner.dump, winner.offset] == winner
        for b in rows:
            if a.digest == b.digest or a.id == b.id:
                assert kept[b.dump, b.offset] == winner


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        pytest.param([("b", "x", 1), ("a", "x", 0)], 1, id="the earliest capture"),
        pytest.param([("b", "x", None), ("a", "x", 5)], 1, id="a known time beats none"),
        pytest.param([("b", "x", None), ("a", "x", None)], 1, id="the smallest id"),
    ],
)
def test_which_one_is_kept(rows: list[tuple[str, str, int | None]], kept: int) -> None:
    """The earliest capture is kept, then the smallest id."""
    found = [candidate(name, digest, day, i) for i, (name, digest, day) in enumerate(rows)]
    assert {c.offset for c in choose_kept(found).values()} == {kept}


def test_digest_ignores_spacing_width_and_punctuation() -> None:
    """Copies that differ in white space, width or punctuation are the same text."""
    assert text_digest("桥上的灯，亮了。\n\nABC") == text_digest("桥上的灯,亮了. ａｂｃ")
    assert text_digest("桥上的灯") != text_digest("桥下的灯")
