"""The tags of interest of a page (metas, titles, JSON-LD, items) and its links."""

import re
from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from dataset_tools.blocks import MAX_LABEL, Block, Link, Tag, inner_text, parse_attrs
from dataset_tools.extract.elements import IMAGE, LINK, LINK_END, NAMES, NOTE, NUMBERS, RAW_CODES
from dataset_tools.extract.tokens import START_TAG, Places, Tokens

MAX_TITLE = 4_000  # characters of a <title>
MAX_TEXT = 300  # characters of the text of an item or a <time>
MAX_ITEMS = 5_000  # elements with microdata or RDFa of one page
ITEM_TOKENS = 200  # tags searched for the end of an item

_LINK_CODE, _TIME_CODE = 2 * NUMBERS["link"], 2 * NUMBERS["time"]
_RAW_NOTED = frozenset({2 * NUMBERS["title"], 2 * NUMBERS["script"]})
# Links to what a browser loads say nothing of the text.
_LOADED = re.compile(
    r"""\srel=["']?(?:stylesheet|(?:dns-)?prefetch|preconnect|(?:module)?preload"""
    r"""|(?:shortcut )?icon|apple-touch-icon)["'\s>]""",
    re.IGNORECASE,
)
_HREF = [ord(char) for char in "href"]


def find_links(tokens: Tokens) -> tuple[tuple[Link, ...], Places, Places]:
    """Return the links and images of a page, and the numbers of the texts inside its links.

    These are, for each link, the first and the last text in it. A link that is not closed before
    the next one holds only the text behind it.
    """
    acts, starts, ends, points = tokens.acts, tokens.starts, tokens.ends, tokens.points
    anchors = np.flatnonzero((acts == LINK) | (acts == LINK_END))
    opens = acts[anchors] == LINK
    behind = starts[anchors] + len("<a ")
    named = opens.copy()
    for offset, char in enumerate(_HREF):
        named &= points[behind + offset] | 0x20 == char
    rest = np.flatnonzero(opens & ~named)
    numbers = anchors[rest]
    places = zip(starts[numbers].tolist(), ends[numbers].tolist(), strict=True)
    named[rest] = ["href" in tokens.text[start:end].lower() for start, end in places]
    first = anchors[named]
    closed = np.append(~opens, False)[1:][named]
    last = np.where(closed, np.append(anchors, 0)[1:][named], first + 1)
    images = np.flatnonzero(acts == IMAGE)
    numbers = np.concatenate((first, images))
    stops = np.concatenate((np.append(starts, len(tokens.text))[last], ends[images]))
    order = numbers.argsort(kind="stable")
    numbers = numbers[order]
    rows = zip(starts[numbers].tolist(), ends[numbers].tolist(), stops[order].tolist(), strict=True)
    return tuple(rows), first + 1, last


def find_tags(
    tokens: Tokens, blocks: Sequence[Block], regions: Sequence[tuple[int, str]]
) -> tuple[Tag, ...]:
    """Return the tags of interest of a page whose blocks and regions are known."""
    text = tokens.text
    wanted = tokens.acts == NOTE
    items = _items(tokens)
    wanted[items] = True
    numbers = np.flatnonzero(wanted)
    texts = _Texts(tokens)
    with_text = set(items.tolist())
    region_starts = [start for start, _ in regions]
    region_names = ["", *[name for _, name in regions]]
    block_ends = [block[2] for block in blocks]
    found: list[Tag] = []
    rows = zip(
        numbers.tolist(),
        tokens.starts[numbers].tolist(),
        tokens.ends[numbers].tolist(),
        tokens.codes[numbers].tolist(),
        strict=True,
    )
    for number, start, end, code in rows:
        if code in _RAW_NOTED:
            name = NAMES[code >> 1]
            if name == "title" or text.find("ld+json", start, min(end, start + 1000)) >= 0:
                found.append(_raw_tag(tokens.text, name, start, end))
            continue
        name = tokens.names[code >> 1]
        source = text[start + 1 + len(name) : end]
        if code == _LINK_CODE and "prop" not in source and _LOADED.search(source):
            continue
        label, text_start, text_end = "", 0, 0
        if number in with_text or code == _TIME_CODE:
            label, text_start, text_end = texts.of(number, end)
        found.append(_new(Tag, (
            name, parse_attrs(source), start, end, label, text_start, text_end,
            region_names[bisect_right(region_starts, start)], bisect_right(block_ends, start),
        )))  # fmt: skip
    return tuple(found)


def _items(tokens: Tokens) -> Places:
    """Return the numbers of the tags, other than metas and links, with item attributes."""
    places = tokens.items
    numbers = tokens.starts.searchsorted(places, side="right") - 1
    real = numbers >= 0
    numbers, places = numbers[real], places[real]
    numbers = np.unique(numbers[places < tokens.ends[numbers]])
    codes = tokens.codes[numbers]
    starts = (codes & 1 == 0) & (codes > 0) & (tokens.acts[numbers] != NOTE)
    starts &= ~RAW_CODES.take(codes, mode="clip")
    items: Places = numbers[starts][:MAX_ITEMS]
    return items


class _Texts:
    """Finds the text of elements."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.codes: list[int] = []

    def of(self, number: int, begin: int) -> tuple[str, int, int]:
        """Return the text of an element and where that begins and ends, if it ends soon."""
        tokens = self.tokens
        codes = self.codes = self.codes or tokens.codes.tolist()
        code = codes[number]
        last = min(len(codes), number + ITEM_TOKENS)
        level, at = 1, number + 1
        while True:
            try:
                close = codes.index(code + 1, at, last)
            except ValueError:
                return "", 0, 0
            level += codes[at:close].count(code) - 1
            if not level:
                break
            at = close + 1
        end = int(tokens.starts[close])
        return inner_text(tokens.text[begin : min(end, begin + MAX_LABEL)])[:MAX_TEXT], begin, end


_new = tuple.__new__


def _raw_tag(text: str, name: str, start: int, end: int) -> Tag:
    """Return a <title> or a JSON-LD script with its content."""
    opened = START_TAG.match(text, start, end)
    assert opened is not None
    begin = opened.end()
    attrs = parse_attrs(text[start + 1 + len(name) : begin])
    content = text[begin:end]
    if name == "title":
        content = content[:MAX_TITLE]
    label = inner_text(content) if name == "title" else content
    return Tag(name, attrs, start, begin, label, begin, begin + len(content))
