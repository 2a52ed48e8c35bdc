"""Read a page into an outline: its blocks and its tags of interest, with exact places.

No parser binding tells where in the source a node stands, so HTML is read by our own tokenizer
(tokens.py). Python looks only at the tags that open or close a block, and makes strings only of
the texts of blocks. What the elements around a block are called is found when the block ends.
Attributes are parsed for tags of interest; links only where somebody asks (`links_like`). A text
dump has one block a line.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from dataset_tools.blocks import NO_CONTEXT, Block, Context, Outline, collapse, resolve
from dataset_tools.dump import Limits
from dataset_tools.extract.elements import BREAK, NUMBERS
from dataset_tools.extract.labels import TELLING, PageLabels
from dataset_tools.extract.lines import text_outline
from dataset_tools.extract.names import REGIONS
from dataset_tools.extract.tags import find_links, find_tags
from dataset_tools.extract.tokens import Places, Tokens, cut, is_space
from dataset_tools.extract.wikitext import wikitext_outline
from dataset_tools.model import Page, Rejection

_WHITE = re.compile(r"[ \t\r\n\f]+")
_LINE = re.compile(r"[^\n]+")
_REACH = 64  # open elements searched for the partner of an end tag: bounds time a tag


def _codes(names: str) -> frozenset[int]:
    return frozenset(2 * NUMBERS[name] for name in names.split())


_P = 2 * NUMBERS["p"]
_REGIONS = {2 * NUMBERS[name]: name for name in REGIONS}
_IMPLIED_END = {
    2 * NUMBERS[name]: _codes(closed)
    for name, closed in {
        "li": "li", "dt": "dt dd", "dd": "dt dd", "tr": "tr td th", "td": "td th", "th": "td th",
        "option": "option",
    }.items()
}  # fmt: skip
_SPECIAL = frozenset({*_REGIONS, *_IMPLIED_END})  # what else a start tag does than to open
_LISTS = _codes("ul ol dl table menu")
_BOTTOM = -2  # below the outermost open element; no code


def outline(page: Page, limits: Limits) -> Outline | Rejection:
    """Return the outline of a page, or the Rejection ``too-many-nodes``."""
    if page.markup == "text":
        return text_outline(page.text)
    if page.markup == "wikitext":
        return wikitext_outline(page, limits)
    return _html_outline(page.text, limits)


def _html_outline(text: str, limits: Limits) -> Outline | Rejection:
    """Read a page of HTML."""
    tokens = cut(text)
    count = len(tokens.starts)
    if count > limits.dom_nodes:
        return Rejection("too-many-nodes", f"more than {limits.dom_nodes} tags")
    links, inside_first, inside_last = find_links(tokens)
    walk = np.flatnonzero(tokens.acts >= BREAK)
    texts = _find_texts(tokens, walk, inside_first, inside_last)
    reader = _Reader(tokens, walk[tokens.acts[walk] > BREAK], limits.dom_depth)
    blocks = tuple(reader.read(texts))
    regions = tuple(reader.regions)
    tags = find_tags(tokens, blocks, regions)
    lang = next(
        (t.attrs.get("lang") or t.attrs.get("xml:lang") for t in tags if t.name == "html"), None
    )
    return Outline(blocks, tags, links, regions, lang or None, count, reader.depth)


class _Texts(NamedTuple):
    """The texts of blocks, one row a block; blank texts at both ends are left out."""

    starts: list[int]  # of all texts of all blocks
    ends: list[int]
    firsts: list[int]  # of a block, among these
    lasts: list[int]
    linked: list[int]  # characters inside links
    stops: list[int]  # number of the first door (tag that opens or closes a block) behind it


def _find_texts(tokens: Tokens, walk: Places, inside_first: Places, inside_last: Places) -> _Texts:
    """Find the texts that are not blank, and which stand in one block."""
    text, points = tokens.text, tokens.points
    starts = np.append(0, tokens.ends)
    ends = np.append(tokens.starts, len(text))
    filled = np.flatnonzero(starts < ends)
    starts, ends = starts[filled], ends[filled]
    lengths = ends - starts
    spaced = is_space(points[starts])
    spaced_end = is_space(points[ends - 1])
    shown = ~(spaced & spaced_end)
    doubtful = np.flatnonzero(~shown & (lengths > 2))
    places = zip(starts[doubtful].tolist(), ends[doubtful].tolist(), strict=True)
    shown[doubtful] = [not text[start:end].isspace() for start, end in places]
    # Blocks: the texts between two tags that end one.
    rows = np.flatnonzero(shown)
    stops = walk.searchsorted(filled[rows])
    begins = np.flatnonzero(np.append(-1, stops[:-1]) != stops) if len(rows) else rows
    finishes = np.append(begins[1:], len(rows)) - 1 if len(rows) else rows
    firsts, lasts = rows[begins], rows[finishes] + 1
    # Characters inside links.
    level = np.zeros(len(tokens.starts) + 3, np.int8)
    level[inside_first] = 1
    level[inside_last + 1] -= 1
    linked = level.cumsum(dtype=np.int8)[filled[rows]] > 0
    widths = np.where(linked, lengths[rows], 0)
    padded = np.flatnonzero(linked & (spaced | spaced_end)[rows])
    places = zip(starts[rows[padded]].tolist(), ends[rows[padded]].tolist(), strict=True)
    widths[padded] = [len(text[start:end].strip()) for start, end in places]
    total = np.append(0, widths.cumsum())
    # Keep what is read.
    counts = lasts - firsts
    level = np.zeros(len(starts) + 1, np.int8)
    level[firsts] = 1
    level[lasts] -= 1
    used = level[:-1].cumsum(dtype=np.int8) > 0
    last = counts.cumsum()
    return _Texts(
        starts[used].tolist(),
        ends[used].tolist(),
        (last - counts).tolist(),
        last.tolist(),
        (total[finishes + 1] - total[begins]).tolist(),
        np.append(0, (tokens.acts[walk] > BREAK).cumsum())[stops[begins]].tolist(),
    )


class _Reader:
    """State of one pass over the doors: the tags that open and close blocks."""

    def __init__(self, tokens: Tokens, doors: Places, most_depth: int) -> None:
        self.text = tokens.text
        self.names = tokens.names
        self.most_depth = most_depth
        self.starts: list[int] = tokens.starts[doors].tolist()
        self.ends: list[int] = tokens.ends[doors].tolist()
        self.codes: list[int] = [*tokens.codes[doors].tolist(), _BOTTOM]
        self.regions: list[tuple[int, str]] = []  # where which region begins
        self.depth = 0
        # Numbers of the doors of the open elements, outermost first; -1 for a bottom that is none.
        self.open: list[int] = [-1]
        self.open_regions: list[tuple[int, str]] = [(-1, "")]  # (index in `open`, name)
        self.contexts: list[Context | None] = [None] * len(doors) + [NO_CONTEXT]  # by door
        self.labels = PageLabels()
        # By start tag: the context around and inside the last element with it.
        self.around: dict[str, Context] = {}
        self.within: dict[str, Context] = {}

    def read(self, texts: _Texts) -> list[Block]:
        """Return the blocks of the page, in order."""
        text, starts, ends = self.text, texts.starts, texts.ends
        opened, contexts, codes, names = self.open, self.contexts, self.codes, self.names
        blocks: list[Block] = []
        walk = self._walk(texts.stops)
        for first, last, linked, _ in zip(
            texts.firsts, texts.lasts, texts.linked, walk, strict=False
        ):
            number = opened[-1]
            context = contexts[number] or self._context()
            if number >= 0:
                name, parent, depth = names[codes[number] >> 1], opened[-2] + 1, len(opened) - 1
            else:
                name, parent, depth = "body", 0, 0
            if last - first > 1 or context.verbatim:
                runs = tuple(zip(starts[first:last], ends[first:last], strict=True))
                place = depth, context, number + 1, parent
                if context.verbatim and any("\n" in text[start:end] for start, end in runs):
                    for lines in _lines(text, runs):
                        _add(blocks, text, tuple(lines), name, 0, place)
                else:
                    _add(blocks, text, runs, name, linked, place)
                continue
            begin, end = starts[first], ends[first]
            raw = text[begin:end]
            value = raw.strip()
            if "&" in value:
                place = depth, context, number + 1, parent
                _add(blocks, text, ((begin, end),), name, linked, place)
                continue
            length = len(value)
            if length < len(raw):
                begin = end - len(raw.lstrip())
                end = begin + length
            if "  " in value or not value.isprintable():
                value = _WHITE.sub(" ", value)
                length = len(value)
            blocks.append(_new(Block, (
                value, begin, end, name, (), text, (),
                min(linked, length), depth, context, number + 1, parent,
            )))  # fmt: skip
        for _ in walk:
            pass
        return blocks

    def _walk(self, stops: list[int]) -> Iterator[None]:
        """Open and close elements; halt before each of these doors, and at the end."""
        codes, opened = self.codes, self.open
        innermost = -1  # index of the innermost open region
        most = self.most_depth
        at, size, top, depth = 0, 1, _BOTTOM, 1  # open elements, and the code of the last
        for stop in (*stops, len(codes) - 1):
            for number in range(at, stop):
                code = codes[number]
                if code & 1:
                    if top != code - 1:
                        self._end(code - 1, number)
                        size, innermost = len(opened), self.open_regions[-1][0]
                    else:
                        opened.pop()
                        size -= 1
                        if innermost >= size:
                            self._leave_regions(number)
                            innermost = self.open_regions[-1][0]
                    top = codes[opened[-1]]
                    continue
                if top == _P:
                    opened.pop()
                    size -= 1
                if code in _SPECIAL:
                    innermost = self._enter(code, number)
                    size = len(opened)
                if size <= most:
                    opened.append(number)
                    size += 1
                    top = code
                    if size > depth:
                        depth = size
                else:
                    top = codes[opened[-1]]
            at = stop
            yield
        self.depth = depth - 1

    def _enter(self, code: int, number: int) -> int:
        """Do what else a start tag does; return the index of the innermost open region."""
        if code in _IMPLIED_END:
            self._imply_ends(code, number)
        elif len(self.open) <= self.most_depth:
            self.open_regions.append((len(self.open), _REGIONS[code]))
            self.regions.append((self.starts[number], _REGIONS[code]))
        return self.open_regions[-1][0]

    def _reach(self) -> range:
        """Return the indexes of the innermost open elements, innermost first."""
        last = len(self.open) - 1
        return range(last, max(0, last - _REACH), -1)

    def _end(self, code: int, number: int) -> None:
        """Close the innermost open element of this name, and what is open in it."""
        for index in self._reach():
            if self.codes[self.open[index]] == code:
                self._close(index, number)
                return

    def _imply_ends(self, code: int, number: int) -> None:
        closed = _IMPLIED_END[code]
        for index in self._reach():
            open_code = self.codes[self.open[index]]
            if open_code in _LISTS:
                return
            if open_code in closed:
                self._close(index, number)
                return

    def _close(self, index: int, number: int) -> None:
        """Close the open elements from `index` on, at a tag."""
        del self.open[index:]
        if self.open_regions[-1][0] >= index:
            self._leave_regions(number)

    def _leave_regions(self, number: int) -> None:
        while self.open_regions[-1][0] >= len(self.open):
            self.open_regions.pop()
        self.regions.append((self.starts[number], self.open_regions[-1][1]))

    def _context(self) -> Context:
        """Return the context of the innermost open element."""
        contexts, opened, text = self.contexts, self.open, self.text
        index = len(opened) - 2
        while (context := contexts[opened[index]]) is None:
            index -= 1
        for number in opened[index + 1 :]:
            name = self.names[self.codes[number] >> 1]
            start, end = self.starts[number], self.ends[number]
            if end - start > len(name) + 2 or name in TELLING:
                source = text[start:end]
                if self.around.get(source) is context:
                    context = self.within[source]
                else:
                    self.around[source] = context
                    context = self.within[source] = self.labels.within(context, name, source)
            contexts[number] = context
        return context


_new = tuple.__new__


def _add(
    blocks: list[Block],
    text: str,
    runs: tuple[tuple[int, int], ...],
    name: str,
    linked: int,
    place: tuple[int, Context, int, int],
) -> None:
    """Add the block of some runs of text, unless it is blank; the first run is not."""
    pieces = [text[start:end] for start, end in runs]
    while pieces[-1].isspace():
        pieces.pop()
    runs = runs[: len(pieces)]
    begin = runs[0][1] - len(pieces[0].lstrip())
    end = runs[-1][0] + len(pieces[-1].rstrip())
    value = "".join(pieces)
    chunks: tuple[tuple[int, int, int], ...] = ()
    if "&" in value:
        value = "".join([resolve(piece) for piece in pieces])
        if not value.strip():
            return
        if _trims_entity(text, begin, end, runs):
            chunks = collapse(text, runs)[1]
            begin, end = chunks[0][1], chunks[-1][2]
    value = value.strip()
    if "  " in value or not value.isprintable():
        value = _WHITE.sub(" ", value)
    linked = min(linked, len(value))
    blocks.append(_new(Block, (value, begin, end, name, chunks, text, runs, linked, *place)))


_ENTITY = re.compile(r"&#?\w{1,32};?", re.ASCII)


def _trims_entity(text: str, begin: int, end: int, runs: tuple[tuple[int, int], ...]) -> bool:
    """Say whether a block begins or ends with an entity that is trimmed: white space or nothing."""
    if text[begin] == "&":
        found = _ENTITY.match(text, begin, runs[0][1])
        if found and not resolve(found[0]).strip():
            return True
    start = text.rfind("&", max(runs[-1][0], end - 35), end)
    found = _ENTITY.match(text, start, end) if start >= 0 else None
    return found is not None and found.end() == end and not resolve(found[0]).strip()


def _lines(text: str, runs: tuple[tuple[int, int], ...]) -> Iterator[list[tuple[int, int]]]:
    """Cut the runs inside <pre> into lines; blank lines are left out."""
    line: list[tuple[int, int]] = []
    for start, end in runs:
        for match in _LINE.finditer(text, start, end):
            if match.start() > start and line:
                yield line
                line = []
            if line or not match.group().isspace():
                line.append(match.span())
        if line and text[end - 1] == "\n":
            yield line
            line = []
    if line:
        yield line
