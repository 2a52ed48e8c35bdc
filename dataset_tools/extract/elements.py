"""Which HTML elements there are, and what their tags do to an outline."""

from dataset_tools.extract.names import REGIONS

# HTML living standard, 15.3 (rendering): elements that start and end a block of text. A name
# with a hyphen is one too: sites build their layout of custom elements. So is a button, which is
# no part of the heading or the byline that it stands in.
BLOCK_TAGS = frozenset(
    "address article aside blockquote body button caption center dd details dialog div dl"
    " dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup legend li"
    " main menu nav ol optgroup option p pre search section summary table tbody td tfoot th"
    " thead tr ul".split()
)
RAW_TAGS = frozenset(
    "script style noscript template svg math iframe object textarea select title".split()
)
_BREAKS = frozenset({"br", "hr"})
_NOTED = frozenset({"link", "meta", "html", "time", "title", "script"})
_IMAGES = frozenset({"area", "img"})
# What a tag does to the outline.
SKIP, LINK, LINK_END, IMAGE, NOTE, BREAK, START, END = range(8)

# The first stands for comments, "<!...>" and "<?...>"; blocks of a text dump are called "line".
NAMES = ("!", *sorted({*BLOCK_TAGS, *RAW_TAGS, *_BREAKS, *_NOTED, *_IMAGES, "a", "span", "line"}))
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


# Groups of elements whose end tags may be left out (HTML living standard,
# 13.1.2.4): the elements, and the start tags that end them.
_LEFT_OPEN = (("li", "li"), ("dt dd", "dt dd"), ("tr", "tr"), ("td th", "td th tr"),
              ("option", "option"))  # fmt: skip
_LISTS = frozenset("ul ol dl table menu".split())
_TELLING = frozenset({*REGIONS, "pre"})  # change the context without an attribute


def _row(name: str) -> tuple[int, ...]:
    """Return what the kernel knows of an element: the numbers of `Element` in kernel.h."""
    is_, ends = (
        sum(1 << bit for bit, group in enumerate(_LEFT_OPEN) if name in group[side].split())
        for side in (0, 1)
    )
    return (
        _act(name, closing=False), _act(name, closing=True), name in RAW_TAGS,
        REGIONS.index(name) + 1 if name in REGIONS else 0, is_, ends, name in _LISTS,
        name in _TELLING,
    )  # fmt: skip


ELEMENTS = [_row(name) for name in NAMES]
