"""The leak guard; all texts are invented."""

import re
import unicodedata
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset_tools.rights import leak
from dataset_tools.rights.leak import (
    STRING_COLUMNS,
    exempt_strings,
    shingles,
    withhold,
)

TEXT = (
    "The harbour lamps were lit again on Monday evening after a winter of repairs, and the"
    " first boat came in at dusk with a load of slate for the new school roof."
)
HAN = "港口的灯在星期一傍晚重新点亮，修理持续了整整一个冬天，第一条船在黄昏时进港。"
NOTICE = "本站所有内容未经本站书面许可任何单位和个人不得以任何形式转载或者摘编违者必究。"


def _row(**fields: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "release": "metadata_only",
        "title": "Lamps lit again",
        "section": None,
        "source": None,
        "summary": "A summary.",
        "text": TEXT,
        "published_raw": "4 March 2019",
        "license_notes": None,
        "credits": [],
        "captions": [{"text": "A boat.", "credit": "Jane Roe"}],
        "evidence": [],
    }
    return {**row, **fields}


def test_shingles_are_sorted_distinct_and_stable() -> None:
    """The hashes are the same on every run and machine."""
    found = shingles("one two three four five six seven eight nine ten eleven twelve thirteen")
    assert found.tolist() == [5998395351205787566]
    twice = shingles(TEXT * 2)
    assert np.array_equal(twice, np.unique(twice))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("one two three four five", 0),
        (" ".join(map(str, range(12))), 0),
        (" ".join(map(str, range(13))), 1),
        ("港口的灯在星期一傍晚重新", 0),
        ("港口的灯在星期一傍晚重新点", 1),
        ("a " * 40, 1),
    ],
)
def test_shingle_counts(text: str, count: int) -> None:
    """A shingle has 13 tokens: Han characters one each, other words one each."""
    assert count == len(shingles(text))


TOKEN = re.compile(rf"[{leak._CJK}]|[^\W{leak._CJK}]+")


@given(
    st.text(alphabet="ab_ 1,。港の㍿ﷺé\u0301ẞ𠀀\ud800-\n", max_size=80), st.sampled_from([5, 2**20])
)
@settings(max_examples=200, deadline=None)
def test_tokens_are_what_the_pattern_says(text: str, piece: int) -> None:
    """There are as many shingles as distinct runs of 13 tokens, wherever the text is cut."""
    tokens = TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())
    expected = {tuple(tokens[n : n + 13]) for n in range(len(tokens) - 12)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leak, "PIECE_CHARS", piece)
        assert len(shingles(text)) == len(expected)


def test_width_case_and_punctuation_do_not_hide_a_quote() -> None:
    """Shingles are of NFKC, case-folded words."""
    assert np.array_equal(shingles(TEXT), shingles(TEXT.upper().replace(",", " —")))


def test_withhold_drops_what_only_full_text_carries() -> None:
    """Summary, caption texts and text go; credits stay; the argument is left alone."""
    row = _row()
    kept = withhold(row)
    assert ("text" in kept, kept["summary"], kept["captions"]) == (
        False,
        None,
        [{"text": None, "credit": "Jane Roe"}],
    )
    assert row["captions"][0]["text"] == "A boat."


def test_withhold_leaves_full_text_rows_as_they_are() -> None:
    """A row that ships with its text keeps everything."""
    row = _row(release="full_text")
    assert withhold(row) == row


def _leaks(text: str, withheld: str, row: dict[str, Any]) -> bool:
    """Say whether a text repeats a shingle of a withheld one that its row does not exempt."""
    exempt = np.unique(np.concatenate([shingles(s) for s in exempt_strings(row)]))
    secret = np.setdiff1d(shingles(withheld), exempt)
    return bool(np.isin(shingles(text), secret).any())


@pytest.mark.parametrize(
    ("text", "leaks"),
    [
        pytest.param(TEXT, True, id="paragraph"),
        pytest.param(f"Photo: Jane Roe. {TEXT}", True, id="paragraph behind a credit"),
        pytest.param(f"Example: “{TEXT[:120]}…”", True, id="quote"),
        pytest.param(HAN[5:30], True, id="Chinese quote"),
        pytest.param("Lamps lit again, 4 March 2019, Jane Roe", False, id="title and credit"),
        pytest.param("The harbour lamps were lit again on Monday evening", False, id="nine words"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_planted_leaks(text: str, *, leaks: bool) -> None:
    """Thirteen tokens of a withheld text are found; headline, credit and date are not."""
    row = _row(credits=[{"role": "photographer", "raw": f"Photo: Jane Roe. {TEXT}"}])
    assert _leaks(text, f"{TEXT}\n{HAN}", row) is leaks


def test_own_notice_is_exempt() -> None:
    """A notice that stands in the withheld text may be shown as the notice it is."""
    assert not _leaks(NOTICE, TEXT + NOTICE, _row(license_notes=NOTICE))


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("license", TEXT),
        ("rights_status", TEXT),
        ("credits", TEXT),
        ("title", TEXT * 3),
        ("summary", TEXT),
    ],
)
def test_evidence_is_no_back_door(field: str, text: str) -> None:
    """Evidence is exempt only as a short credit, a headline, or a notice that is one."""
    item = {"field": field, "kind": "x", "excerpt": text[:500], "value": text}
    assert text not in exempt_strings(_row(evidence=[item]))
    assert text[:500] not in exempt_strings(_row(evidence=[item]))


def test_exempt_columns_are_all_that_exemptions_read() -> None:
    """Workers read those columns only: the others change nothing."""
    row = _row(license_notes=NOTICE, section="Harbour", credits=[{"raw": "Photo: Jane Roe"}])
    assert exempt_strings({n: v for n, v in row.items() if n in STRING_COLUMNS}) == (
        exempt_strings(row)
    )


def test_only_the_notice_of_a_passage_is_exempt() -> None:
    """Prose around a notice stays withheld."""
    row = _row(license_notes=f"{HAN}{NOTICE}")
    assert NOTICE in exempt_strings(row)
    assert not any(HAN in text for text in exempt_strings(row))


@pytest.mark.parametrize(
    ("between", "place"),
    [
        pytest.param("<a href='/x/" + "y" * 400 + "'>", True, id="the value stands once"),
        pytest.param("<a title='江畔网' href='/x/" + "y" * 400 + "'>", False, id="it stands twice"),
    ],
)
def test_long_credits_keep_the_place_of_their_value(between: str, place: bool) -> None:
    """Where markup makes a credit long, a withheld row places its value, if that is certain."""
    page = f"来源：{between}江畔网"
    item = {
        "field": "source", "kind": "source_line", "source": "page", "start": 7,
        "end": 7 + len(page), "excerpt": page[:500], "value": "江畔网",
    }  # fmt: skip
    (kept,) = withhold({"release": "metadata_only", "evidence": [item]})["evidence"]
    assert kept["excerpt"] == "江畔网"
    found = None if kept["start"] is None else page[kept["start"] - 7 : kept["end"] - 7]
    assert found == ("江畔网" if place else None)
