"""Lines are compared by their letters and digits."""

from hypothesis import example, given
from hypothesis import strategies as st

from dataset_tools.grammar.folding import squash


@given(st.one_of(st.text(alphabet=list(map(chr, range(128)))), st.text()))
@example("A_b-9")
@example("Straße_İ ²")
def test_squash(text: str) -> None:
    """Letters and digits of any script stay, case folded; of texts in ASCII too."""
    assert squash(text) == "".join(filter(str.isalnum, text)).casefold()
