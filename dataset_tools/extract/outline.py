"""Read a page into an outline: its blocks and its tags of interest, with exact places.

No parser binding tells where in the source a node stands, so HTML is read by our own tokenizer
(tokens.py). Python looks only at the tags that open or close a block, and makes strings only of
the texts of blocks. What the elements around a block are called is found when the block ends.
Attributes are parsed for tags of interest; links only where somebody asks (`links_like`). A text
dump has one block a line.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

import numpy as np

from dataset_tools.blocks import NO_CONTEXT, Block, Context, Outline, collapse
from dataset_tools.dump import Limits
from dataset_tools.extract.labels import TELLING, within
from dataset_tools.extract.names import REGIONS
from dataset_tools.extract.tags import find_links, find_tags
from dataset_tools.extract.tokens import BREAK, NUMBERS, Places, Tokens, cut, is_space
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
_LISTS = _codes("ul ol dl table menu")
_BOTTOM = -2  # below the outermost open element; no code


def outline(page: Page, limits: Limits) -> Outline | Rejection:
    """Return the outline of a page, or the Rejection ``too-many-nodes``."""
    if page.markup == "text":
        return _text_outline(page.text)
    if page.markup == "wikitext":
        return wikitext_outline(page, limits)
    return _html_outline(page.text, limits)


def _text_outline(text: str) -> Outline:
    """Make one block of each line that is not blank; lines end at CR, LF or both."""
    blocks = []
    for line in re.finditer(r"[^\r\n\f]+", text):
        raw = line.group()
        if shown := raw.strip():
            start = line.start() + len(raw) - len(raw.lstrip())
            if "\t" in shown or "  " in shown:
                shown = _WHITE.sub(" ", shown)
            chunks = (
                ((0, start, start + len(shown)),)
                if len(shown) == len(raw.strip())
                else collapse(text, [line.span()], entities=False)[1]
            )
            blocks.append(Block(shown, start, chunks[-1][2], "line", chunks))
    return Outline(tuple(blocks))


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
    return Outline(blocks, tags, links, regions, lang or None, count, max(0, reader.depth - 1))


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
    for i in np.flatnonzero(~shown & (lengths > 2)).tolist():
        shown[i] = not text[starts[i] : ends[i]].isspace()
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
    for i in np.flatnonzero(linked & (spaced[rows] | spaced_end[rows])).tolist():
        widths[i] = len(text[starts[rows[i]] : ends[rows[i]]].strip())
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
    """State of one pass over the tags that open and close blocks."""

    def __init__(self, tokens: Tokens, doors: Places, most_depth: int) -> None:
        self.text = tokens.text
        self.names = tokens.names
        self.most_depth = most_depth
        self.codes: list[int] = tokens.codes[doors].tolist()
        self.starts: list[int] = tokens.starts[doors].tolist()
        self.ends: list[int] = tokens.ends[doors].tolist()
        self.regions: list[tuple[int, str]] = []  # where which region begins
        self.depth = 0
        # Open elements, outermost first, above a bottom that is none.
        self.open_codes: list[int] = [_BOTTOM]
        self.open_tags: list[int] = [-1]  # their numbers among the doors
        self.open_regions: list[tuple[int, str]] = [(-1, "")]  # (index in the open, name)
        self.contexts: dict[int, Context] = {-1: NO_CONTEXT}  # by the number of the tag
        self.known: dict[tuple[int, str], Context] = {}  # by the context around and the start tag

    def read(self, texts: _Texts) -> Iterator[Block]:
        """Yield the blocks of the page, in order."""
        text, starts, ends = self.text, texts.starts, texts.ends
        open_codes, open_tags, contexts = self.open_codes, self.open_tags, self.contexts
        names = [*self.names]
        walk = self._walk(texts.stops)
        for first, last, linked, _ in zip(
            texts.firsts, texts.lasts, texts.linked, walk, strict=False
        ):
            number = open_tags[-1]
            context = contexts.get(number) or self._context()
            code = open_codes[-1]
            place = (
                len(open_tags) - 1, context, number + 1, open_tags[-2] + 1 if number >= 0 else 0
            )  # fmt: skip
            name = names[code >> 1] if number >= 0 else "body"
            if last - first == 1:
                runs = ((starts[first], ends[first]),)
            else:
                runs = tuple(zip(starts[first:last], ends[first:last], strict=True))
            if context.verbatim and any("\n" in text[start:end] for start, end in runs):
                for lines in _lines(text, runs):
                    yield from _block(text, tuple(lines), name, 0, place)
            else:
                yield from _block(text, runs, name, linked, place)
        for _ in walk:
            pass

    def _walk(self, stops: list[int]) -> Iterator[None]:
        """Open and close elements; halt before each of these doors, and at the end."""
        codes, names, tags = self.codes, self.open_codes, self.open_tags
        at = 0
        for stop in (*stops, len(codes)):
            for number in range(at, stop):
                code = codes[number]
                if code & 1:
                    if names[-1] == code - 1:
                        names.pop()
                        tags.pop()
                        if self.open_regions[-1][0] >= len(names):
                            self._leave_regions(number)
                    else:
                        self._end(code - 1, number)
                    continue
                if names[-1] == _P:
                    names.pop()
                    tags.pop()
                if code in _IMPLIED_END:
                    self._imply_ends(code, number)
                if len(names) <= self.most_depth:
                    if code in _REGIONS:
                        self.open_regions.append((len(names), _REGIONS[code]))
                        self.regions.append((self.starts[number], _REGIONS[code]))
                    names.append(code)
                    tags.append(number)
                    if len(names) > self.depth:
                        self.depth = len(names)
            at = stop
            yield

    def _reach(self) -> range:
        """Return the indexes of the innermost open elements, innermost first."""
        last = len(self.open_codes) - 1
        return range(last, max(0, last - _REACH), -1)

    def _end(self, code: int, number: int) -> None:
        """Close the innermost open element of this name, and what is open in it."""
        for index in self._reach():
            if self.open_codes[index] == code:
                self._close(index, number)
                return

    def _imply_ends(self, code: int, number: int) -> None:
        closed = _IMPLIED_END[code]
        for index in self._reach():
            open_code = self.open_codes[index]
            if open_code in _LISTS:
                return
            if open_code in closed:
                self._close(index, number)
                return

    def _close(self, index: int, number: int) -> None:
        """Close the open elements from `index` on, at a tag."""
        del self.open_codes[index:], self.open_tags[index:]
        if self.open_regions[-1][0] >= index:
            self._leave_regions(number)

    def _leave_regions(self, number: int) -> None:
        while self.open_regions[-1][0] >= len(self.open_codes):
            self.open_regions.pop()
        self.regions.append((self.starts[number], self.open_regions[-1][1]))

    def _context(self) -> Context:
        """Return the context of the innermost open element."""
        contexts, tags = self.contexts, self.open_tags
        unknown = len(tags) - 1
        while tags[unknown] not in contexts:
            unknown -= 1
        context = contexts[tags[unknown]]
        for index in range(unknown + 1, len(tags)):
            number = tags[index]
            name = self.names[self.open_codes[index] >> 1]
            start, end = self.starts[number], self.ends[number]
            if end - start > len(name) + 2 or name in TELLING:
                key = (id(context), self.text[start:end])
                known = self.known.get(key)
                if known is None:
                    known = self.known[key] = within(context, name, key[1])
                context = known
            contexts[number] = context
        return context


def _block(
    text: str,
    runs: tuple[tuple[int, int], ...],
    name: str,
    linked: int,
    place: tuple[int, Context, int, int],
) -> Iterator[Block]:
    """Yield the block of some runs of text, unless it is blank; the first run is not."""
    begin, end = runs[0]
    head = raw = text[begin:end]
    tail_start, tail = begin, raw
    if len(runs) > 1:
        while (tail := text[runs[-1][0] : runs[-1][1]]).isspace():
            runs = runs[:-1]
        tail_start, end = runs[-1]
        raw = "".join([text[start:stop] for start, stop in runs])
    value = raw.strip()
    if len(value) < len(raw):
        begin += len(head) - len(head.lstrip())
        end = tail_start + len(tail.rstrip())
    chunks: tuple[tuple[int, int, int], ...] = ()
    if "&" in value:
        value = "".join([unescape(text[start:stop]) for start, stop in runs]).strip()
        if not value:
            return
    if "\n" in value or "  " in value or "\t" in value or "\r" in value or "\f" in value:
        value = _WHITE.sub(" ", value)
    if text[begin] == "&" or text[end - 1] == ";":  # an entity may be a blank that was trimmed
        chunks = collapse(text, runs)[1]
        begin, end = chunks[0][1], chunks[-1][2]
    linked = min(linked, len(value))
    yield _new(Block, (value, begin, end, name, chunks, text, runs, linked, *place))


_new = tuple.__new__


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
