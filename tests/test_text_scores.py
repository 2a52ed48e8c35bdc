"""Scores measure a text by fixed rules, and have no value where they have no denominator."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset_tools.text.scores import MAX_TOKENS, SCORES, score

COUNTS = [
    "text_chars", "han_chars", "latin_chars", "digit_chars", "tokens", "sentences", "paragraphs",
    "urls", "replaced_chars", "control_chars", "private_use_chars", "mojibake_marks",
]  # fmt: skip
RATIOS = [
    "mean_paragraph_chars", "mean_token_chars", "terminal_punctuation_ratio",
    "short_paragraph_ratio", "list_paragraph_ratio", "symbol_token_ratio", "digit_ratio",
    "punctuation_ratio", "stopword_ratio", "duplicate_paragraph_ratio",
    "duplicate_paragraph_char_ratio", "duplicate_5gram_ratio", "top_2gram_ratio",
    "unique_token_ratio", "kept_ratio", "repeated_ratio", "link_ratio",
]  # fmt: skip


def _score(text: str, language: str = "en", link_chars: int = 0) -> dict[str, int | float | None]:
    return score(
        text,
        language=language,
        link_chars=link_chars,
        page_chars=200,
        repeated_chars=50,
        replaced_chars=3,
    )


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("中文ab 12", "text_chars", 7),
        ("中文ab 12", "han_chars", 2),
        ("中文aé 12", "latin_chars", 2),
        ("中文ab 12", "digit_chars", 2),
        ("中文ab 12かな", "tokens", 6),
        ("One. Two! Three", "sentences", 3),
        ("一句。两句！“三句？”", "sentences", 3),
        ("Version 1.5 is out.", "sentences", 1),
        ("a\n\nb\nc", "paragraphs", 3),
        ("https://www.a.example and www.b.example", "urls", 2),
        ("a", "replaced_chars", 3),
        ("a\x07b\n\tc", "control_chars", 1),
        ("\ue000\U000f0000", "private_use_chars", 2),
        ("锟斤拷 â€™ Ã© \ufffd", "mojibake_marks", 4),
        ("aaaa\n\nbb", "mean_paragraph_chars", 3.0),
        ("aaaa bb", "mean_token_chars", 3.0),
        ("Done.\n\n完了。”\n\nHeading", "terminal_punctuation_ratio", 0.666667),
        ("short\n\n" + "x" * 20, "short_paragraph_ratio", 0.5),
        ("• a\n\n1. b\n\n二、c\n\n1.5 per cent", "list_paragraph_ratio", 0.75),
        ("#one two … ...", "symbol_token_ratio", 1.5),
        ("ab12", "digit_ratio", 0.5),
        ("a,b.", "punctuation_ratio", 0.5),
        ("The cat and THE dog", "stopword_ratio", 0.6),
        ("x\n\ny\n\nx", "duplicate_paragraph_ratio", 0.333333),
        ("xx\n\ny\n\nxx", "duplicate_paragraph_char_ratio", 0.4),
        ("a b c d e f g", "duplicate_5gram_ratio", 0.0),
        ("a b c d e a b c d e", "duplicate_5gram_ratio", 0.166667),
        ("a b a b x y", "top_2gram_ratio", 0.666667),
        ("a a a a", "top_2gram_ratio", 1.0),
        ("a b A c", "unique_token_ratio", 0.75),
        ("x" * 100, "kept_ratio", 0.5),
        ("x" * 300, "kept_ratio", 1.0),
        ("x", "repeated_ratio", 0.25),
    ],
)
def test_each_score(text: str, name: str, value: float) -> None:
    """One worked example for each name."""
    assert _score(text)[name] == value


def test_names_and_order() -> None:
    """The names are those of the record schema, counts first."""
    measured = _score("one two")
    assert list(measured) == list(SCORES) == COUNTS + RATIOS
    assert all(isinstance(measured[name], int) for name in COUNTS)


def test_an_empty_text_has_no_ratios() -> None:
    """Counts are 0; ratios without a denominator are None, never 0."""
    measured = _score("")
    assert {measured[name] for name in COUNTS} == {0, 3}
    with_page = {"kept_ratio": 0.0, "repeated_ratio": 0.25}
    assert {name: measured[name] for name in RATIOS} == dict.fromkeys(RATIOS) | with_page


def test_stop_words_depend_on_the_language() -> None:
    """Chinese counts characters; a language without a list has no value."""
    assert _score("我的书和你的书", "zh-Hans")["stopword_ratio"] == round(4 / 7, 6)
    assert _score("one of the two", "xx")["stopword_ratio"] is None


def test_link_ratio_is_capped() -> None:
    """Characters in links are counted before normalisation and may exceed the text."""
    assert _score("abcd", link_chars=9)["link_ratio"] == 1.0
    assert _score("abcd", link_chars=1)["link_ratio"] == 0.25


def test_token_work_is_bounded() -> None:
    """All tokens are counted, but the ratios of tokens look at the first 20,000."""
    measured = _score("a " * MAX_TOKENS + "b " * 10)
    assert measured["tokens"] == MAX_TOKENS + 10
    assert measured["unique_token_ratio"] == round(1 / MAX_TOKENS, 6)


HAN = re.compile("[\u4e00-\u9fff]")


@given(
    st.lists(
        st.sampled_from([*"aAbİΣσß1_灯桥 \n.'!?…。", "Σ'Α", "...", "ab", "AB"]), max_size=30
    ).map("".join)
)
def test_tokens_and_sentences_are_counted_one_way(text: str) -> None:
    """A Han character, or the lower case of a run of others; ends of sentences by paragraph."""
    spaced = HAN.sub(lambda found: f" {found[0]} ", text)
    tokens = [token.lower() for token in re.findall(r"\w+", spaced)]
    ends = re.compile(r"[。！？!?…]+|\.+(?=[\s\"'”’)\]]|\Z)")
    parts = [part for line in text.split("\n") if (part := line.strip())]
    tails = [not part.rstrip("”’\"'」』）)】]》» ").endswith(tuple("。！？!?….")) for part in parts]
    found = _score(text)
    assert found["tokens"] == len(tokens)
    assert found["unique_token_ratio"] == (
        round(len(set(tokens)) / len(tokens), 6) if tokens else None
    )
    assert found["sentences"] == sum(len(ends.findall(part)) for part in parts) + sum(tails)


@given(st.text(max_size=200), st.sampled_from(["zh-Hans", "en", "und"]))
@settings(max_examples=200)
def test_any_text_can_be_scored(text: str, language: str) -> None:
    """Every value is a finite number >= 0 or None; shares are at most 1; twice is the same."""
    measured = _score(text, language)
    for name, value in measured.items():
        assert value is None or (math.isfinite(value) and value >= 0)
        if value is not None and name.endswith("_ratio") and name != "symbol_token_ratio":
            assert value <= 1
    assert _score(text, language) == measured
