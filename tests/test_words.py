"""One pass over some texts finds which of them hold one of many words."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataset_tools.blocks import Outline, links_with
from dataset_tools.dump import Limits
from dataset_tools.extract.outline import outline
from dataset_tools.words import MOST_AT_ONCE, WordList, Words
from tests.rightspages import make_page

ALPHABET = "abAB éÉß版权\n\ud800\x00\xffı"
WORDS = ("ab", "ba", "b a", "é", "aé", "版权", "权")


@pytest.mark.parametrize(
    ("text", "words", "held"),
    [
        ("All Rights Reserved", ["rights"], True),
        ("ŒUVRE", ["œuvre"], True),
        ("ＣＣ ｂｙ", ["ｃｃ"], True),
        ("TOUS DROITS RÉSERVÉS", ["réservés"], True),
        ("wright", ["rights"], False),
        ("", ["a"], False),
        ("a", [], False),
        ("a\ud800b", ["b"], True),
        ("İstanbul, all rights", ["rights"], True),
    ],
)
def test_case_does_not_matter(text: str, words: list[str], held: bool) -> None:
    """A word is found in any case, in any script."""
    assert Words([text]).holding(WordList(words)) == [0] * held


@given(st.lists(st.text(ALPHABET, max_size=12), max_size=12))
def test_it_finds_what_a_search_of_each_text_finds(texts: list[str]) -> None:
    """The indexes are those of the texts that hold a word, whatever stands beside them."""
    expected = [i for i, text in enumerate(texts) if any(w in text.lower() for w in WORDS)]
    assert Words(texts).holding(WordList(WORDS)) == expected


@given(st.text(ALPHABET, max_size=30))
def test_groups_are_those_with_a_word(text: str) -> None:
    """A bit is set for each group of which the text holds a word, overlapping ones too."""
    groups = (("ab",), ("b", "版权"), ("权", "é"), ())
    held = [any(word in text.lower() for word in words) for words in groups]
    assert WordList(*groups).groups(text) == sum(1 << i for i, one in enumerate(held) if one)


@pytest.mark.parametrize("word", ["©", "版权所有", "all rights reserved"])
def test_long_texts_are_read_in_parts(word: str) -> None:
    """A word on the border of two parts is found, and so is one in each of many texts."""
    words = WordList([word], ["\x07"])
    for shift in range(40):
        text = "x" * (MOST_AT_ONCE - shift) + word.upper() + "y" * MOST_AT_ONCE
        assert words.groups(text) == 1
        assert Words(["", text, word]).holding(words) == [1, 2]
    assert words.groups(word * 200_000 + "\x07") == 3


def test_a_list_travels_to_workers() -> None:
    """A pickled list finds the same, before and after it was used."""
    words = WordList(["é"], ["b"])
    again = pickle.loads(pickle.dumps(words))
    assert (again.groups("É"), words.groups("B")) == (1, 2)
    assert pickle.loads(pickle.dumps(words)).groups("éb") == 3


def test_links_and_images_by_their_start_tags() -> None:
    """A word in the start tag finds a link, whatever its case; the other kind is left out."""
    page = make_page(
        '<p><a href="/a">license</a> <a HREF="/LICENSE">terms</a> <img src="/license.png"></p>'
    )
    seen = outline(page, Limits())
    assert isinstance(seen, Outline)
    links = [tag.attrs for tag in links_with(page.text, seen, WordList(["licen"]), images=False)]
    images = [tag.attrs for tag in links_with(page.text, seen, WordList(["licen"]), images=True)]
    assert (links, images) == ([{"href": "/LICENSE"}], [{"src": "/license.png"}])
