"""Lines are compared by their letters and digits."""

from hypothesis import example, given
from hypothesis import strategies as st

from dataset_tools.blocks import Block, Outline
from dataset_tools.grammar.folding import lines_opening_with, squash


@given(st.one_of(st.text(alphabet=list(map(chr, range(128)))), st.text()))
@example("A_b-9")
@example("Straße_İ ²")
def test_squash(text: str) -> None:
    """Letters and digits of any script stay, case folded; of texts in ASCII too."""
    assert squash(text) == "".join(filter(str.isalnum, text)).casefold()


@given(
    st.lists(st.text("aßSﬁİ'« 1", max_size=6)), st.lists(st.text("aßSﬁİ1", min_size=1, max_size=4))
)
def test_openings_leave_none_out(texts: list[str], names: list[str]) -> None:
    """Every text that begins with a name is among those that may."""
    names = [name for name in map(squash, names) if name]
    page = Outline(tuple(Block(text, 0, 0, "line") for text in texts))
    found = lines_opening_with(page, names, 5) if names else []
    for i, text in enumerate(texts):
        if len(text) <= 5 and squash(text).startswith(tuple(names)):
            assert i in found
