"""Words looked for in all blocks at once, and links by the words of their start tags."""

from hypothesis import given
from hypothesis import strategies as st

from dataset_tools.blocks import Outline, Words, links_with
from dataset_tools.dump import Limits
from dataset_tools.extract.outline import outline
from tests.rightspages import make_page

TEXTS = st.lists(st.text("abAB é版权İ\n", max_size=12), max_size=6)


@given(TEXTS, st.lists(st.text("abé版", min_size=1, max_size=3), max_size=4))
def test_all_at_once_is_as_one_by_one(texts: list[str], words: list[str]) -> None:
    """The texts found are those that hold a word when asked alone."""
    expected = [i for i, text in enumerate(texts) if any(word in text.lower() for word in words)]
    assert Words(texts).holding(*words) == expected


def test_links_and_images_by_their_start_tags() -> None:
    """A word in the start tag finds a link, whatever its case; the other kind is left out."""
    page = make_page(
        '<p><a href="/a">license</a> <a HREF="/LICENSE">terms</a> <img src="/license.png"></p>'
    )
    seen = outline(page, Limits())
    assert isinstance(seen, Outline)
    links = [tag.attrs for tag in links_with(page.text, seen, "licen", images=False)]
    images = [tag.attrs for tag in links_with(page.text, seen, "licen", images=True)]
    assert (links, images) == ([{"href": "/LICENSE"}], [{"src": "/license.png"}])
