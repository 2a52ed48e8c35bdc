"""The normal form is stable, and equal texts meet under one key."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset_tools.text.normalize import FIXES, dedup_key, normalize

MESSY = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            list("ab \t\n\r\v\u00a0\u3000\u2028\u200b\u200d\ufeff\u0301e\u1100\u1161。\x00")
        ),
        st.characters(),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "normal", "steps"),
    [
        ("", "", []),
        ("一段。\n\n二段。", "一段。\n\n二段。", []),
        ("a\r\nb\rc\u2028d", "a\n\nb\n\nc\n\nd", [("newlines", 1), ("blank_lines", -3)]),
        ("a\x00b\u200bc\ufeff", "abc", [("control", 3)]),
        ("e\u0301", "é", [("nfc", 1)]),
        ("\u3000\u3000一段\u00a0\t话 ", "一段 话", [("spaces", 4)]),
        ("a\n\n\n\nb\n", "a\n\nb", [("blank_lines", 3)]),
        ("\ud800a", "a", [("control", 1)]),
    ],
)
def test_each_fix_is_reported(text: str, normal: str, steps: list[tuple[str, int]]) -> None:
    """Only fixes that changed the text are steps, with the characters they dropped."""
    found, taken = normalize(text)
    assert found == normal
    assert [(step.step, step.dropped_chars) for step in taken] == steps


@given(MESSY)
@settings(max_examples=500)
def test_each_fix_does_what_its_pattern_says(text: str) -> None:
    """Line ends, control characters and runs of space, by patterns over all of Unicode."""
    spaces = re.sub(r"[^\S\n]+", " ", text)
    plain = {
        "newlines": re.sub("\r\n|[\r\v\f\x85\u2028\u2029]", "\n", text),
        "control": "".join(c for c in text if not CONTROL.match(c)),
        "spaces": "\n".join(line.strip(" ") for line in spaces.split("\n")),
    }
    assert plain == {name: FIXES[name](text) for name in plain}


CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def test_joiners_that_spell_words_stay() -> None:
    """ZWJ and ZWNJ change the reading of Indic and Persian words and emoji."""
    text = "می\u200cخواهم क्\u200dष"
    assert normalize(text)[0] == unicodedata.normalize("NFC", text)


@given(MESSY)
@settings(max_examples=300)
def test_normalising_twice_changes_nothing(text: str) -> None:
    """The normal form is a fixed point, in NFC, without empty paragraphs, and UTF-8 can hold it."""
    normal, steps = normalize(text)
    assert normalize(normal) == (normal, ())
    assert len(text) - len(normal) == sum(step.dropped_chars for step in steps)
    assert unicodedata.is_normalized("NFC", normal)
    assert normal == "" or all(part.strip() for part in normal.split("\n\n"))
    normal.encode()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ａｂ，c。", "ab c"),
        ("来源：某网", "来源:某网"),
        ("Straße\n\n1", "STRASSE 1"),
        ("“x”", "x"),
    ],
)
def test_equal_texts_share_a_key(one: str, other: str) -> None:
    """Width, case, punctuation and white space do not make two texts."""
    assert dedup_key(one) == dedup_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("a+b", "ab"), ("1.5", "1.6"), ("…", "!"), ("किताब", "कतब")]
)
def test_different_texts_do_not(one: str, other: str) -> None:
    """Symbols, digits and vowel signs do; a text of punctuation equals only itself."""
    assert dedup_key(one) != dedup_key(other)


@given(MESSY)
@settings(max_examples=200)
def test_the_key_ignores_normalisation(text: str) -> None:
    """A text and its normal form are one text, unless nothing but punctuation is left of it."""
    key = dedup_key(text)
    if any(unicodedata.category(char)[0] in "LN" for char in key) and "\ud800" not in text:
        assert dedup_key(normalize(text)[0]) == key


def test_the_registry_is_in_order() -> None:
    """Control characters go before NFC, so that a zero-width space cannot keep an accent apart."""
    assert list(FIXES) == ["newlines", "control", "nfc", "spaces", "blank_lines"]
    assert normalize("e\u200b\u0301")[0] == "é"


@settings(max_examples=500)
@given(MESSY)
def test_plain_texts_take_the_same_way(text: str) -> None:
    """Whether a text is seen to be plain or not, it goes through all fixes."""
    fixed = text
    for fix in FIXES.values():
        fixed = fix(fixed)
    assert normalize(text)[0] == fixed
