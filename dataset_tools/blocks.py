"""What a page is made of: blocks, the elements open around them, tags and links."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from typing import Any, NamedTuple, Protocol, TypeVar

from dataset_tools.words import WordList, Words

T = TypeVar("T")


class Context(NamedTuple):
    """What the open elements around a block say of it; shared by all blocks that they hold.

    What they are called is read when somebody asks.
    """

    region: str = ""  # nearest of nav, header, footer, aside, figure, form, article, main
    hidden: bool = False
    known_names: str = ""  # names, where no markup is to be read for them
    verbatim: bool = False  # inside <pre>
    reader: "LabelReader | None" = None
    number: int = -1  # of the element on its page, for the reader

    @property
    def names(self) -> str:
        """Class and id tokens of the open elements, lower case, innermost last."""
        return self.reader.names(self.number) if self.reader else self.known_names

    @property
    def inner_names(self) -> str:
        """The same without those of html and body."""
        return self.reader.inner_names(self.number) if self.reader else self.known_names


class LabelReader(Protocol):
    """Reads what the elements of one page are called (extract.labels)."""

    def names(self, number: int) -> str:
        """Return the class and id names of the elements open in an element."""

    def inner_names(self, number: int) -> str:
        """Return the same without those of html and body."""

    def holder(self, numbers: Iterable[int]) -> int:
        """Return the innermost element that holds all of some elements, or is all of them."""

    def is_beside(self, holder: int, number: int) -> bool:
        """Say whether an element stands outside another, and in none that is called like it."""


NO_CONTEXT = Context()


class Block(NamedTuple):
    """One paragraph, heading, list item, cell, caption or dump line, in page order.

    `text` has entities resolved and white space collapsed. It was taken from the runs
    [start, end) of `page_text`; `chunks` maps it back, and is found when somebody asks. A named
    tuple, since a page has hundreds and a frozen dataclass takes five times as long to make.
    """

    text: str
    start: int
    end: int
    tag: str  # innermost block element ("p", "h1", "li", "td", "figcaption"), "line" for text
    known_chunks: tuple[tuple[int, int, int], ...] = ()  # empty: to be found from the runs
    page_text: str = ""  # empty, with the chunks: the text stands in the page as it is
    runs: tuple[tuple[int, int], ...] = ()  # empty: it is the run [start, end)
    link_chars: int = 0  # characters of `text` inside <a href>
    depth: int = 0
    context: Context = NO_CONTEXT
    element: int = 0  # number of the innermost block element on the page, 0 for none
    parent: int = 0  # number of the block element around that one
    hints: int = -1  # what may stand in it: bits of grammar.hints; all where nobody looked

    @property
    def region(self) -> str:
        """Nearest of nav, header, footer, aside, figure, form, article, main."""
        return self.context.region

    @property
    def hidden(self) -> bool:
        """Say whether an element around it is not shown."""
        return self.context.hidden

    @property
    def names(self) -> str:
        """Class and id tokens of the open elements, lower case."""
        return self.context.names

    @property
    def chunks(self) -> tuple[tuple[int, int, int], ...]:
        """(offset in `text`, start, end) for each run of characters from page text [start, end)."""
        whole = (self.start, self.end)
        entities = self.tag != "line"  # dumps have no references
        as_is = not entities and self.end - self.start == len(self.text)
        if not self.page_text or as_is:
            return self.known_chunks or ((0, *whole),)
        runs = self.runs or (whole,)
        return self.known_chunks or collapse(self.page_text, runs, entities=entities)[1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the page-text span of ``text[start:end]`` (end > start).

        A chunk of another length than its source (an entity, collapsed white space) is taken
        whole.
        """
        chunks = self.chunks
        first = bisect_right(chunks, start, key=lambda c: c[0]) - 1
        last = bisect_right(chunks, end - 1, key=lambda c: c[0]) - 1
        length = len(self.text)
        return _place(chunks, first, start, length)[0], _place(chunks, last, end - 1, length)[1]


def _place(
    chunks: tuple[tuple[int, int, int], ...], index: int, offset: int, length: int
) -> tuple[int, int]:
    """Return the source span of one character of a text of `length` characters."""
    at, start, end = chunks[index]
    after = chunks[index + 1][0] if index + 1 < len(chunks) else length
    if after - at != end - start:
        return start, end
    return start + offset - at, start + offset - at + 1


_SPECIAL = re.compile(r"[ \t\r\n\f]+|&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,8}|[a-zA-Z0-9]{1,32});?")


def collapse(
    page_text: str, runs: Iterable[tuple[int, int]], *, entities: bool = True
) -> tuple[str, tuple[tuple[int, int, int], ...]]:
    """Return the text of some runs of page text and the map of its characters to their source.

    Entities are resolved, ASCII white space becomes one space (HTML living standard, 4.3 of CSS
    Text: white space processing), and all white space is trimmed at both ends.
    """
    parts: list[tuple[str, int, int]] = []
    for start, end in runs:
        position = start
        for match in _SPECIAL.finditer(page_text, start, end):
            token = match.group()
            stop = match.end()
            if token == " " and position < stop - 1 and stop < end and page_text[stop] != "&":
                continue  # between two words it needs no part of its own; a reference may be blank
            if token[0] == "&":
                value = unescape(token) if entities else token
                if value == token:
                    continue
                value = " " if value in _BLANKS else value
            else:
                value = " "
            if position < match.start():
                parts.append((page_text[position : match.start()], position, match.start()))
            if not (value == " " and parts and parts[-1][0] == " "):
                parts.append((value, match.start(), stop))
            position = stop
        if position < end:
            parts.append((page_text[position:end], position, end))
    return _joined(parts)


_BLANKS = frozenset(" \t\r\n\f")


def _joined(
    parts: list[tuple[str, int, int]],
) -> tuple[str, tuple[tuple[int, int, int], ...]]:
    """Trim the parts at both ends and number them by their offset in the whole."""
    while parts and not parts[-1][0].strip():
        parts.pop()
    first = 0
    while first < len(parts) and not parts[first][0].strip():
        first += 1
    chunks: list[tuple[int, int, int]] = []
    values: list[str] = []
    length = 0
    for number, (value, start, end) in enumerate(parts[first:], start=first):
        kept, begin, stop = value, start, end
        if number == first:
            kept = kept.lstrip()
            begin = stop - len(kept) if len(value) == end - start else begin
        if number == len(parts) - 1:
            shorter = kept.rstrip()
            stop = begin + len(shorter) if len(value) == end - start else stop
            kept = shorter
        chunks.append((length, begin, stop))
        values.append(kept)
        length += len(kept)
    return "".join(values), tuple(chunks)


class Tag(NamedTuple):
    """One element of interest (meta, link, img, html, or one with RDFa/microdata)."""

    name: str
    attrs: dict[str, str]  # names in lower case, entities resolved
    start: int  # span of the start tag
    end: int
    text: str = ""  # of <a>, <title>, <time>, <script> and items with a property: the content
    text_start: int = 0
    text_end: int = 0
    region: str = ""
    block: int | None = None  # index of the block in which it stands


# One <a>, <area> or <img>, read further only where somebody asks (`links_like`): the span of its
# start tag, and where its content ends.
Link = tuple[int, int, int]


def _first(item: tuple[int, str]) -> int:
    return item[0]


def _end(block: Block) -> int:
    return block.end


class Columns(NamedTuple):
    """The blocks of a page as arrays, for the kernel (structs of extract/kernel/kernel.h)."""

    codes: bytes  # the code points of the texts of all blocks, a line end behind each
    blocks: bytes
    contexts: bytes


@dataclass(frozen=True, slots=True)
class Outline:
    """What a page is made of, before anything is dropped; the same type for HTML and text."""

    blocks: tuple[Block, ...]
    tags: tuple[Tag, ...] = ()
    links: tuple[Link, ...] = ()
    regions: tuple[tuple[int, str], ...] = ()  # from which place of the page text on which region
    lang: str | None = None
    nodes: int = 0
    depth: int = 0
    columns: Columns | None = field(default=None, compare=False, repr=False)  # where they are known
    found: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)  # by `once`

    def once(self, name: str, find: Callable[[], T]) -> T:
        """Return what is found in this page under a name, looking for it the first time only."""
        if name not in self.found:
            self.found[name] = find()
        found: T = self.found[name]
        return found

    @property
    def texts(self) -> list[str]:
        """The texts of the blocks."""
        return self.once("texts", lambda: [block.text for block in self.blocks])

    @property
    def headings(self) -> list[int]:
        """The indexes of the blocks that are an <h1>, <h2> or <h3>."""
        levels = ("h1", "h2", "h3")
        return self.once(
            "headings", lambda: [i for i, b in enumerate(self.blocks) if b.tag in levels]
        )

    def region_at(self, place: int) -> str:
        """Return the region in which a place of the page text stands."""
        index = bisect_right(self.regions, place, key=_first) - 1
        return self.regions[index][1] if index >= 0 else ""

    def block_at(self, place: int) -> int:
        """Return the index of the block in which a place stands, else of the next block."""
        return bisect_right(self.blocks, place, key=_end)

    def named(self, *names: str) -> Iterator[Tag]:
        """Yield the tags of these names, in page order; links are found by extract.links_like."""
        return (tag for tag in self.tags if tag.name in names)


_LINK_NAMES = {"m": "img", "r": "area"}  # by their second letter
# The character references that `html.unescape` looks for.
_REFERENCE = re.compile(r"(&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?))")
_referred = lru_cache(maxsize=4_096)(unescape)


def resolve(text: str) -> str:
    """Return text with its character references resolved, as `html.unescape` does.

    >>> resolve("&lt;a&amp;nbsp;&eacute;&#x41;&unknown; & b")
    '<a&nbsp;éA&unknown; & b'
    """
    if "&" not in text:
        return text
    parts = _REFERENCE.split(text)
    parts[1::2] = map(_referred, parts[1::2])
    return "".join(parts)


MAX_LABEL = 2_000  # characters of source that are kept as the text of an element
_MARKUP = re.compile(r"<[^>]*+>?")
_ATTR = re.compile(
    r"""([^\s"'<>/=]{1,100})(?:\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>][^\s>]*)))?"""
)


def links_with(page_text: str, outline: Outline, words: WordList, *, images: bool) -> list[Tag]:
    """Return the links, or the images, whose start tag holds one of some words."""
    links = outline.links
    sources = outline.once("links", lambda: Words([page_text[a:b] for a, b, _ in links]))
    holding = [links[index] for index in sources.holding(words)]
    chosen = [link for link in holding if (page_text[link[0] + 2] in "mM") == images]
    return [read_link(page_text, outline, link) for link in chosen]


def links_like(
    page_text: str, outline: Outline, pattern: re.Pattern[str], near: range
) -> Iterator[Tag]:
    """Yield the links and images near some blocks in whose start tag `pattern` is found.

    Each is read in full. A link between two blocks is near the second.
    """
    blocks, links = outline.blocks, outline.links
    first = blocks[near.start - 1].end if near.start else 0
    last = blocks[near.stop - 1].end if near.stop <= len(blocks) else len(page_text)
    for link in links[bisect_left(links, (first,)) : bisect_left(links, (last,))]:
        if pattern.search(page_text, link[0], link[1]):
            yield read_link(page_text, outline, link)


def read_link(page_text: str, outline: Outline, link: Link) -> Tag:
    """Return a link with its attributes and its text (at most MAX_LABEL characters of source)."""
    start, end, stop = link
    name = _LINK_NAMES.get(page_text[start + 2].lower(), "a")
    stop = min(stop, end + MAX_LABEL)
    label = inner_text(page_text[end:stop])
    attrs = parse_attrs(page_text[start + 1 + len(name) : end])
    region, block = outline.region_at(start), outline.block_at(start)
    return Tag(name, attrs, start, end, label, end, stop, region, block)


def inner_text(source: str) -> str:
    """Return the text in some markup, white space collapsed, entities resolved.

    >>> inner_text("the <i>Post</i> &amp; co")
    'the Post & co'
    """
    if "<" in source:
        source = _MARKUP.sub(" ", source)
    return " ".join(resolve(source).split())


def parse_attrs(source: str) -> dict[str, str]:
    """Return attributes by lower-case name, entities resolved; the first of a name wins."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTR.findall(source):
        key = name.lower()
        if key not in found:
            value = double or single or bare
            found[key] = (resolve(value) if "&" in value else value).strip()
    return found
