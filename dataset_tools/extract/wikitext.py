"""Wikitext to outline: paragraphs, headings, list items, cells and captions, each with its place.

What is no text of the article (templates, references, categories, comments, …) becomes a hidden
block that shows its name only, with the reason in `names`; `select_body` passes the reason on.
"""

import re
from collections.abc import Iterator

from dataset_tools.blocks import Outline
from dataset_tools.dump import Limits
from dataset_tools.extract.blocks import BlockWriter
from dataset_tools.extract.templates import Blocks, Drop, Inline, Value, expand, in_order, read_call
from dataset_tools.extract.wikinames import CATEGORY_NAMESPACES, FILE_NAMESPACES, IMAGE_OPTION
from dataset_tools.extract.wikitree import Node, parse, plain_spans, within
from dataset_tools.model import Page, Rejection

MAX_NEST = 40  # templates and links inside each other that are read ($wgMaxTemplateDepth was 40)
_LABEL_CHARS = 80  # of what a hidden block shows
_MARKS = re.compile(r"'{2,}|__[^\W\d_a-z]{2,30}__")
_BLOCK_TAGS = frozenset(
    "blockquote br center dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p poem table td th tr ul".split()
)
_LANGUAGE_LINK = re.compile(r"(?:[a-z]{2,3}(?:-[a-z]{2,12}){0,2}|simple)\s*:")
_VARIANT = re.compile(r"(?:^|;)\s*(zh(?:-[a-z]{2,5})?|sr-e[cl])\s*:", re.IGNORECASE)
_CELL_ATTRS = re.compile(r"[^\[\]{}|]*=[^\[\]{}|]*|\s*(?:nowrap|[a-z-]+)?\s*", re.IGNORECASE)
_CELL_MARK = re.compile(r"\|\||!!|\|")
_CELLS = frozenset({"td", "th", "caption"})
_LINE_MARKS = ("=", "*", "#", ";", ":", "-")
_BLANK = re.compile(r"\s+")
_LABEL = re.compile(r"!--|[^|\n\[\]{}<>/]*")
_RAW_REASONS = {"ref": "reference", "math": "formula", "chem": "formula", "ce": "formula"}
_LIST_TAGS = {"*": "li", "#": "li", ";": "dt", ":": "dd"}


def wikitext_outline(page: Page, limits: Limits) -> Outline | Rejection:
    """Return the outline of a page of wikitext, or the Rejection ``too-many-nodes``.

    Linear in the length of the page. Templates are not run: see extract/templates.py.
    """
    nodes = parse(page.text, limits)
    if isinstance(nodes, Rejection):
        return nodes
    reader = _Reader(page)
    reader.blocks(0, len(page.text), nodes, 0)
    found = [*reader.main.blocks, *reader.beside.blocks]
    return Outline(tuple(sorted(found, key=lambda b: (b.start, b.end))))


class _Writer(BlockWriter):
    """A writer that also takes text that stands for other source text."""

    def put(self, value: str, start: int, end: int) -> None:
        """Append `value`, which stands for page text [start, end)."""
        self.position = end
        if value.isspace():
            self._space = (start, end) if self._length else None
            return
        if value[0] == " " and self._length:
            self._space = (start, end)
        self._put(value.strip(" "), start, end)
        if value[-1] == " ":
            self._space = (start, end)


class _Reader:
    """State of one pass over one page."""

    def __init__(self, page: Page) -> None:
        self.text = page.text
        self.main = _Writer(page.text)
        self.beside = _Writer(page.text)  # captions and what is dropped
        self.tag = "p"
        self.poems = 0  # open <poem> tags
        headers = dict(page.capture.headers)
        self.language = headers.get("mediawiki-language", "en").lower()
        self.title = dict(page.capture.declared).get("title", "")
        self.file_names = FILE_NAMESPACES | {
            headers.get("mediawiki-file-namespace", "file").lower()
        }
        own = headers.get("mediawiki-category-namespace", "category").lower()
        self.category_names = CATEGORY_NAMESPACES | {own}

    # --- lines ------------------------------------------------------------------------------

    def blocks(self, start: int, end: int, nodes: list[Node], nest: int, tag: str = "p") -> None:
        """Read [start, end) line by line; every list item, heading and cell is a block."""
        outer, tables = self.tag, 0
        self.flush(tag)
        for begin, stop, kids in self._lines(start, end, nodes):
            at = begin
            while kids and kids[0].kind == "comment" and kids[0].start == at:
                self.drop(kids[0], "comment")
                at = kids.pop(0).end
            mark = self._skip(at, stop, " \t:")
            if self._starts(mark, kids, "{|"):
                self.flush(tag)
                tables += 1
                self.tag = "table"
            elif tables and self._starts(mark, kids, ("|", "!")):
                tables -= self._starts(mark, kids, "|}")
                self._row(mark, stop, kids, nest, "td" if tables else tag)
            elif self.tag != "table":  # else attributes of the table, spread over lines
                self._line(at, stop, kids, nest, self.tag if tables else tag)
        self.flush(outer)

    def _starts(self, at: int, kids: list[Node], mark: str | tuple[str, ...]) -> bool:
        """Say whether a line starts with a mark that is no bracket."""
        return self.text.startswith(mark, at) and not (kids and kids[0].start == at)

    def _skip(self, at: int, stop: int, blanks: str) -> int:
        while at < stop and self.text[at] in blanks:
            at += 1
        return at

    def _lines(
        self, start: int, end: int, nodes: list[Node]
    ) -> Iterator[tuple[int, int, list[Node]]]:
        """Yield (start, end, nodes) of each line; a line break inside a node ends no line."""
        at = start
        kids: list[Node] = []
        position = start
        for node in [*nodes, None]:
            until = min(node.start, end) if node else end
            while (cut := self.text.find("\n", position, until)) >= 0:
                yield at, cut, kids
                at, kids, position = cut + 1, [], cut + 1
            if node:
                kids.append(node)
                position = max(position, node.end)
        yield at, max(at, end), kids

    def _line(self, at: int, stop: int, kids: list[Node], nest: int, tag: str) -> None:
        first = self.text[at : at + 1] if self._starts(at, kids, _LINE_MARKS) else ""
        if not kids and not self.text[at:stop].strip():
            self.flush(tag)
        elif first == "=" and (level := self._heading(at, stop, kids)):
            start, end = at + level, self._line_end(at, stop, kids) - level
            self.flush(f"h{level}")
            self.inline(start, end, within(kids, start, end), nest)
            self.flush(tag)
            for node in within(kids, end, stop):
                self._node(node, nest)
        elif first in _LIST_TAGS:
            start = self._skip(at, stop, "*#;:")
            self.flush(_LIST_TAGS[self.text[start - 1]])
            self.inline(start, stop, kids, nest)
            self.flush(tag)
        elif first == "-" and self.text.startswith("----", at):
            self.flush(tag)
        else:
            self.tag = tag
            alone = tag not in _CELLS and self._bare(at, stop, kids)
            self.inline(at, stop, kids, nest, alone=alone)
            self._break(stop, tag)

    def _break(self, stop: int, tag: str) -> None:
        """End a line: of a poem it is a block, of a paragraph a blank."""
        if self.poems or tag == "poem":
            self.flush(tag)
        elif self.text.startswith("\n", stop):
            self._add(stop, stop + 1, in_link=False)

    def _bare(self, at: int, stop: int, kids: list[Node]) -> bool:
        """Say whether a line holds nothing but brackets."""
        for node in kids:
            if self.text[at : node.start].strip():
                return False
            at = max(at, node.end)
        return not self.text[at:stop].strip()

    def _line_end(self, at: int, stop: int, kids: list[Node]) -> int:
        """Return where the text of a line ends, comments and blanks behind it left out."""
        for node in reversed(kids):
            if node.kind != "comment" or self.text[node.end : stop].strip():
                break
            stop = node.start
        return at + len(self.text[at:stop].rstrip())

    def _heading(self, at: int, stop: int, kids: list[Node]) -> int:
        line = self.text[at : self._line_end(at, stop, kids)]
        opens, closes = len(line) - len(line.lstrip("=")), len(line) - len(line.rstrip("="))
        level = min(opens, closes, 6)
        return level if level > 0 and 2 * level < len(line) else 0

    # --- tables -----------------------------------------------------------------------------

    def _row(self, at: int, stop: int, kids: list[Node], nest: int, tag: str) -> None:
        """Read a line of a table: its end, a row mark, a caption or some cells."""
        mark = self.text[at : at + 2]
        if mark == "|-":
            self.flush("table")
            return
        if mark == "|}":
            self.flush(tag)
            self.inline(at + 2, stop, within(kids, at + 2, stop), nest)
            return
        name = "caption" if mark == "|+" else "th" if mark[0] == "!" else "td"
        start = at + (2 if name == "caption" else 1)
        for begin, end in self._cells(start, stop, kids, header=name == "th"):
            self.flush(name)
            self.inline(begin, end, within(kids, begin, end), nest)
        self._break(stop, name)

    def _cells(
        self, start: int, stop: int, kids: list[Node], *, header: bool
    ) -> Iterator[tuple[int, int]]:
        """Yield the spans of the cells of a line, without their attributes."""
        marks = ("||", "!!") if header else ("||",)
        begin, bar = start, -1
        for at, end in plain_spans(start, stop, kids):
            for found in _CELL_MARK.finditer(self.text, at, end):
                if found[0] in marks:
                    yield self._behind_attrs(begin, bar), found.start()
                    begin, bar = found.end(), -1
                elif found[0] == "|" and bar < 0:
                    bar = found.start()
        yield self._behind_attrs(begin, bar), stop

    def _behind_attrs(self, begin: int, bar: int) -> int:
        if bar >= 0 and bar - begin <= 2000 and _CELL_ATTRS.fullmatch(self.text, begin, bar):
            return bar + 1
        return begin

    # --- inline -----------------------------------------------------------------------------

    def inline(
        self, start: int, end: int, nodes: list[Node], nest: int,
        *, in_link: bool = False, alone: bool = False,
    ) -> None:  # fmt: skip
        """Append the words of [start, end) to the open block."""
        for node in nodes:
            self._words(start, min(node.start, end), in_link=in_link)
            self._node(node, nest, in_link=in_link, alone=alone)
            start = max(start, node.end)
        self._words(start, end, in_link=in_link)

    def _words(self, start: int, end: int, *, in_link: bool) -> None:
        """Append plain text without quote marks and behaviour switches."""
        for found in _MARKS.finditer(self.text, start, max(start, end)):
            size = len(found[0]) if found[0][0] == "'" else 0
            spare = 1 if size == 4 else max(0, size - 5)  # apostrophes beside bold and italic
            self._add(start, found.start() + spare, in_link=in_link)
            start = found.end()
        self._add(start, end, in_link=in_link)

    def _add(self, start: int, end: int, *, in_link: bool) -> None:
        if start < end:
            self.main.add_text(start, end, in_link=in_link)

    def _node(self, node: Node, nest: int, *, in_link: bool = False, alone: bool = False) -> None:
        if nest >= MAX_NEST:
            self.drop(node, "too-deep")
        elif node.kind == "template":
            self._template(node, nest, in_link=in_link, alone=alone)
        elif node.kind == "link":
            self._link(node, nest)
        elif node.kind == "external":
            self._external(node, nest)
        elif node.kind == "variant":
            self._variant(node, nest, in_link=in_link)
        elif node.kind == "param":
            if node.pipes:  # {{{name|default}}}
                start = node.pipes[0] + 1
                self._inside(node, start, node.inner[1], nest, in_link=in_link)
        elif node.kind == "raw":
            self._raw(node)
        elif node.kind == "comment":
            self.drop(node, "comment")
        elif node.name in _BLOCK_TAGS:
            if node.name == "poem":
                self.poems = max(0, self.poems + (-1 if node.closes else 1))
            self.flush(self.tag)

    def _inside(
        self, node: Node, start: int, end: int, nest: int, *, in_link: bool = False
    ) -> None:
        self.inline(start, end, within(node.children, start, end), nest + 1, in_link=in_link)

    def _raw(self, node: Node) -> None:
        if node.name == "nowiki":
            self._add(*node.inner, in_link=False)
        else:
            self.drop(node, _RAW_REASONS.get(node.name, node.name))

    def _external(self, node: Node, nest: int) -> None:
        start, end = node.inner
        for at, stop in plain_spans(start, end, node.children):
            if found := _BLANK.search(self.text, at, stop):
                self._inside(node, found.end(), end, nest, in_link=True)
                return
        self.drop(node, "external-link")  # the wiki prints a number for it

    def _link(self, node: Node, nest: int) -> None:
        start, end = node.inner
        target_end = node.pipes[0] if node.pipes else end
        target = self.text[start : min(target_end, start + 300)]
        prefix = target.partition(":")[0].strip().lower() if ":" in target else ""
        if prefix in self.file_names:
            self._caption(node, nest)
            return
        if prefix in self.category_names:
            self.drop(node, "category")
            return
        if not node.pipes and _LANGUAGE_LINK.match(target):
            self.drop(node, "interwiki")
            return
        if node.pipes and self.text[node.pipes[0] + 1 : end].strip():
            self._inside(node, node.pipes[0] + 1, end, nest, in_link=True)
        else:
            start += target.startswith(":")
            self._inside(node, start, target_end, nest, in_link=True)

    def _caption(self, node: Node, nest: int) -> None:
        """Make a block of the caption of a picture: its last part that is no option."""
        self.drop(node, "file")
        words = [
            (a, b)
            for a, b in node.parts()[1:]
            if not IMAGE_OPTION.fullmatch(self.text[a : min(b, a + 500)].strip())
        ]
        if words and nest < MAX_NEST:
            outer = self.main, self.tag
            self.main, self.tag = _Writer(self.text), "figcaption"
            self._inside(node, *words[-1], nest)
            self.flush("figcaption")
            self.beside.blocks += self.main.blocks
            self.main, self.tag = outer

    def _variant(self, node: Node, nest: int, *, in_link: bool) -> None:
        r"""Take zh-hans of ``-{zh-hans:…;zh-hant:…}-``, else the first variant, else all."""
        start, end = node.inner
        if node.pipes:
            flags = self.text[start : node.pipes[0]].strip().upper()
            start = node.pipes[0] + 1
            if flags in ("H", "T", "N", "-"):
                self.drop(node, "conversion-rule")
                return
        found = list(_VARIANT.finditer(self.text[start:end]))
        if found:
            ends = [match.start() for match in found[1:]] + [end - start]
            spans = {m[1].lower(): (m.end(), e) for m, e in zip(found, ends, strict=True)}
            at, stop = spans.get("zh-hans") or spans.get("zh-cn") or next(iter(spans.values()))
            start, end = start + at, start + stop
            end = start + len(self.text[start:end].rstrip().removesuffix(";"))
        self._inside(node, start, end, nest, in_link=in_link)

    # --- templates --------------------------------------------------------------------------

    def _template(self, node: Node, nest: int, *, in_link: bool, alone: bool) -> None:
        call = read_call(self.text, node, self.language, self.title)
        result = expand(call, alone=alone)
        if isinstance(result, Drop):
            self.drop(node, result.reason)
        elif isinstance(result, Blocks):
            for start, end in result.spans:
                tag = self.tag
                kids = within(node.children, start, end)
                self.blocks(start, end, kids, nest + 1, result.tag or tag)
                self.tag = tag
        else:
            self._pieces(node, in_order(result), nest, in_link=in_link)

    def _pieces(self, node: Node, pieces: Inline, nest: int, *, in_link: bool) -> None:
        at = node.start
        for number, piece in enumerate(pieces):
            if isinstance(piece, str):
                following = pieces[number + 1] if number + 1 < len(pieces) else None
                span = following.span if isinstance(following, Value) else following
                until = span[0] if isinstance(span, tuple) else node.end
                if piece and at < until:
                    self.main.put(piece, at, until)
            elif isinstance(piece, Value):
                self.main.put(piece.text, *piece.span)
                at = piece.span[1]
            else:
                start, end = self._trim(*piece)
                self._inside(node, start, end, nest, in_link=in_link)
                at = end

    def _trim(self, start: int, end: int) -> tuple[int, int]:
        source = self.text[start:end]
        return start + len(source) - len(source.lstrip()), end - len(source) + len(source.rstrip())

    # --- blocks -----------------------------------------------------------------------------

    def flush(self, tag: str) -> None:
        """End the open block; the next one is of this tag."""
        self.main.flush(self.tag)
        self.tag = tag

    def drop(self, node: Node, reason: str) -> None:
        """Note a dropped node by a hidden block that shows its name."""
        start = node.start + 1 if node.kind in ("raw", "comment") else node.inner[0]
        name = _LABEL.match(self.text, start, min(node.end, start + _LABEL_CHARS))
        self.beside.add_text(start, name.end() if name else start, in_link=False, entities=False)
        self.beside.flush("dropped", hidden=True, names=reason)
