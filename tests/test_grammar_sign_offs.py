"""Who signs a text below it, in one line of many roles and places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataset_tools.extract.furniture import furniture
from dataset_tools.extract.lines import text_outline
from dataset_tools.grammar.credits import find_credits
from dataset_tools.grammar.sign_offs import SIGN_OFF_CHARS, find_sign_offs

ADA, CARL, EVE = "Ada Poe", "Carl Ray", "Eve Roe"


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Reporting by Ada Poe; Editing by Carl Ray", [("reporter", ADA), ("editor", CARL)]),
        (
            (
                "(Reporting by Ada Poe in Rome, D.C., and Carl Ray in The Hague; Additional "
                "reporting by Eve Roe; Writing by Ada Poe; Editing by Carl Ray and Eve Roe)"
            ),
            [("reporter", ADA), ("reporter", CARL), ("reporter", EVE), ("author", ADA),
             ("editor", CARL), ("editor", EVE)],
        ),
        (
            "Reporting by Ada Poe, additional reporting by Carl Ray, editing by Eve Roe",
            [("reporter", ADA), ("reporter", CARL), ("editor", EVE)],
        ),
        (
            "(Bericht von Ada Poe, redigiert von Carl Ray. Bei Rückfragen wenden Sie sich an uns.)",
            [("reporter", ADA), ("editor", CARL)],
        ),
        (
            "(Reporte de Ada Poe; editado en español por Carl Ray)",
            [("reporter", ADA), ("editor", CARL)],
        ),
        (
            "(Reportage de Ada Poe, version française Carl Ray, édité par Eve Roe)",
            [("reporter", ADA), ("translator", CARL), ("editor", EVE)],
        ),
        ("Carl Ray contributed to this report.", [("reporter", CARL)]),
        (
            (
                "Poe reported from Oldtown. Associated Press writers Carl Ray in Oldtown, Texas, "
                "and Eve Roe in Newtown contributed to this report."
            ),
            [("reporter", CARL), ("reporter", EVE)],
        ),
        ("CNN’s Ada Poe contributed reporting.", [("reporter", ADA)]),
    ],
)  # fmt: skip
def test_a_sign_off_names_everybody_and_is_no_text(
    text: str, people: list[tuple[str, str]]
) -> None:
    """All roles of one line, with places between the names; the line is a credit."""
    assert [(credit.role, credit.name) for credit in find_credits(text)] == people
    (block,) = text_outline(text).blocks
    assert furniture(block) == "credit"


@pytest.mark.parametrize(
    "text",
    [
        "Reporting by the team was slow.",
        "The council, which contributed to the report, met on Monday.",
        "Rain in May contributed to this report of a good year.",
        "Writing by hand is slow.",
        "(Reporting by Ada Poe; " + SIGN_OFF_CHARS * "x" + ")",
        "",
    ],
)
def test_prose_signs_nothing(text: str) -> None:
    """Sentences on reporting and on what contributed to a report."""
    assert find_sign_offs(text) == []


@given(
    st.lists(
        st.sampled_from(
            ["(", "Reporting by ", "Ada Poe", " in ", "Oldtown", ", ", "; ", " and ", "editing by ",
             "A. ", "Jr. ", "CNN’s ", " contributed to this report", ". ", "\ud800", "灯"]
        ),
        max_size=30,
    ).map("".join)
)  # fmt: skip
def test_names_stand_where_they_are_said_to(text: str) -> None:
    """Each name stands inside the span of its credit."""
    for credit in find_sign_offs(text):
        assert credit.name
        assert credit.name in text[credit.start : credit.end] == credit.raw
