"""Which HTML elements there are, and what their tags do to an outline."""

import numpy as np
import numpy.typing as npt

Acts = npt.NDArray[np.int8]

# HTML living standard, 15.3 (rendering): elements that start and end a block of text. A name
# with a hyphen is one too: sites build their layout of custom elements.
BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup legend li main menu nav ol"
    " optgroup option p pre search section summary table tbody td tfoot th thead tr ul".split()
)
RAW_TAGS = frozenset(
    "script style noscript template svg math iframe object textarea select title".split()
)
_BREAKS = frozenset({"br", "hr"})
_NOTED = frozenset({"link", "meta", "html", "time", "title", "script"})
_IMAGES = frozenset({"area", "img"})
_OTHERS = (
    "a abbr b base big button canvas circle cite code data defs del em embed font g head i input"
    " ins kbd label mark nobr param path picture polygon q rect s small source span stop strong"
    " sub sup symbol track tt u use var video wbr".split()
)

# What a tag does to the outline.
SKIP, LINK, LINK_END, IMAGE, NOTE, BREAK, START, END = range(8)

# The code of a tag is twice the number of its name, plus one for an end tag.
DECLARATION, UNKNOWN = 0, 1  # comments, "<!...>" and "<?...>"; a name that is not in the table
NAMES = ("!", "", *sorted({*BLOCK_TAGS, *RAW_TAGS, *_BREAKS, *_NOTED, *_IMAGES, *_OTHERS}))
NUMBERS = {name: number for number, name in enumerate(NAMES)}


def _act(name: str, *, closing: bool) -> int:
    """Say what a tag of this lower-case name does."""
    if name in BLOCK_TAGS or "-" in name:
        return END if closing else START
    if name in _BREAKS:
        return BREAK
    if name == "a":
        return LINK_END if closing else LINK
    if closing:
        return SKIP
    if name in _NOTED:
        return NOTE
    return IMAGE if name in _IMAGES else SKIP


def acts_of(names: tuple[str, ...]) -> Acts:
    """Return what the tags of these names do, by code."""
    return np.array([_act(n, closing=closing) for n in names for closing in (False, True)], np.int8)


ACTS = acts_of(NAMES)
RAW_CODES = np.zeros(len(ACTS), np.bool_)
RAW_CODES[[2 * NUMBERS[name] for name in RAW_TAGS]] = True
