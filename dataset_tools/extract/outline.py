"""Read a page into an outline: its blocks and its tags of interest, with exact places.

No parser binding tells where in the source a node stands, so HTML is read by our own tokenizer:
one regular expression cuts the page in linear time, and Python looks only at the tags that open
or close a block. What the elements around a block are called is found when the block ends.
Attributes are parsed for tags of interest; links only where somebody asks (`links_like`). A text
dump has one block a line.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from html import unescape
from itertools import accumulate, chain, islice

from dataset_tools.blocks import (
    MAX_LABEL,
    NO_CONTEXT,
    Block,
    Context,
    Link,
    Outline,
    Tag,
    collapse,
    inner_text,
    parse_attrs,
)
from dataset_tools.dump import Limits
from dataset_tools.extract.names import REGIONS, name_bits
from dataset_tools.extract.wikitext import wikitext_outline
from dataset_tools.model import Page, Rejection

# HTML living standard, 13.2.5: a quoted value ends at its quote and nowhere else. A quote that
# never ends is found out once for each kind of quote, so the scan stays linear. A tag that is
# not closed ends before the next one.
_ATTRS = r"""(?:[^<>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+')|[="'])*+"""
_RAW = "script style noscript template svg math iframe object textarea select title".split()
_RAW_TEXT = "|".join(rf"{name}(?=[\s/>]){_ATTRS}>(?:[^<]++|<(?!/{name}[\s/>]))*+" for name in _RAW)
_TOKEN = re.compile(
    r"(<(?=(/?[a-zA-Z][^\s/<>]*+|[!?]))"
    rf"(?:(?=[simnotSIMNOT])(?i:{_RAW_TEXT})"
    rf"|/?[a-zA-Z]{_ATTRS}(?:>|(?=<)|\Z)"
    r"|!--(?:>|->|(?:[^-]++|-(?!->))*+(?:-->|\Z))"
    r"|[!?][^>]*+>))"
)
_START_TAG = re.compile(rf"<[a-zA-Z][^\s/<>]*+{_ATTRS}>?")
_CLASS_OR_ID = re.compile(r"""\b(?:class|id)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""")
_HIDDEN = re.compile(r"""display\s*:\s*none|visibility\s*:\s*hidden|(?:^|\s)hidden(?=[\s=/>]|$)""")
# Microdata, RDFa and rel=author; attribute names in upper case are not looked for.
_ITEM_WORDS = (" itemprop=", " itemtype=", " property=", '"author"', " rel=author", "'author'")
_WHITE = re.compile(r"[ \t\r\n\f]+")

# HTML living standard, 15.3 (rendering): elements that start and end a block of text. A name
# with a hyphen is one too: sites build their layout of custom elements.
BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup legend li main menu nav ol"
    " optgroup option p pre search section summary table tbody td tfoot th thead tr ul".split()
)
_BREAKS = frozenset({"br", "hr"})
_NOTED = frozenset({"link", "meta", "html", "time", "title", "script"})
_IMAGES = frozenset({"area", "img"})
_IMPLIED_END = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "tr": frozenset({"tr", "td", "th"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    "option": frozenset({"option"}),
}
_LISTS = frozenset("ul ol dl table menu".split())
_REACH = 64  # open elements searched for the partner of an end tag: bounds time a tag
MAX_TITLE = 4_000  # characters of a <title>
MAX_TEXT = 300  # characters of the text of an item or a <time>
MAX_ITEMS = 5_000  # elements with microdata or RDFa of one page
ITEM_TOKENS = 200  # tags searched for the end of an item
MAX_NAMES = 400  # characters of class and id tokens that are kept for a block
_LONGEST_CACHED = 300  # characters of a start tag whose reading is remembered

# What a tag does to the outline.
_SKIP, _LINK, _LINK_END, _IMAGE, _NOTE, _BREAK, _START, _END = range(8)


def _act(name: str) -> int:
    """Say what a tag of this name ("div", "/div", "!") does."""
    plain = name.removeprefix("/").lower()
    ends = name[0] == "/"
    if plain in BLOCK_TAGS or "-" in plain:
        return _END if ends else _START
    if plain in _BREAKS:
        return _BREAK
    if plain == "a":
        return _LINK_END if ends else _LINK
    if ends:
        return _SKIP
    if plain in _NOTED:
        return _NOTE
    return _IMAGE if plain in _IMAGES else _SKIP


_NAMES = [
    *BLOCK_TAGS,
    *_BREAKS,
    *_NOTED,
    *_IMAGES,
    *_RAW,
    "a",
    "b",
    "i",
    "em",
    "strong",
    "span",
    "font",
]
_NAMES += "u s small sup sub label button input source path g abbr cite q code ins del base".split()
_ACTS = {name: _act(name) for plain in _NAMES for name in (plain, f"/{plain}")} | {"!": 0, "?": 0}


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
    parts = _TOKEN.split(text)
    names = parts[2::3]
    if len(names) > limits.dom_nodes:
        return Rejection("too-many-nodes", f"more than {limits.dom_nodes} tags")
    tokens = _Tokens(text, parts[0::3], parts[1::3], names)
    links = tokens.links()
    reader = _Reader(tokens, limits.dom_depth)
    reader.read()
    found = Outline(
        tuple(reader.blocks), (), links, tuple(reader.regions), None, len(names), reader.depth
    )
    tags = tokens.tags(found)
    lang = next(
        (t.attrs.get("lang") or t.attrs.get("xml:lang") for t in tags if t.name == "html"), None
    )
    return replace(found, tags=tags, lang=lang or None)


class _Tokens:
    """The page, cut: text, tag, text, tag, ..., text; and where each piece stands."""

    def __init__(
        self, page_text: str, texts: list[str], sources: list[str], names: list[str]
    ) -> None:
        self.page_text = page_text
        self.texts = texts  # one more than tags
        self.sources = sources
        self.names = names  # as written, "/" before the name of an end tag
        acts = list(map(_ACTS.get, names))
        if None in acts:
            acts = [_act(n) if act is None else act for act, n in zip(acts, names, strict=True)]
        self.acts: list[int] = acts  # type: ignore[assignment]  # no None is left
        ends = [0, *accumulate(map(len, chain.from_iterable(zip(texts, sources, strict=False))))]
        self.text_starts = ends[0::2]  # where the tag before a text ends
        self.tag_starts = [*ends[1::2], len(page_text)]  # where a text ends
        self.inside = [0] * (len(texts) + 1)  # characters of each text inside a link

    def links(self) -> tuple[Link, ...]:
        """Return the links and images of the page, and count the characters inside links.

        A link that is not closed before the next one holds only the text behind it.
        """
        names, texts, sources, acts = self.names, self.texts, self.sources, self.acts
        starts, ends = self.tag_starts, self.text_starts
        found = [
            Link(names[i].lower(), starts[i], ends[i + 1], ends[i + 1])
            for i, act in enumerate(acts)
            if act == _IMAGE
        ]
        anchors = [i for i, act in enumerate(acts) if act in _ANCHORS]
        for i, after in zip(anchors, [*anchors[1:], len(acts)], strict=False):
            if acts[i] == _LINK_END or "href" not in sources[i].lower():
                continue
            closed = after < len(acts) and acts[after] == _LINK_END
            last = after if closed else i + 1
            for number in range(i + 1, last + 1):
                if (shown := texts[number]) and not shown.isspace():
                    self.inside[number] = len(shown.strip())
            found.append(Link("a", starts[i], ends[i + 1], starts[last]))
        found.sort(key=_start_of)
        return tuple(found)

    def tags(self, seen: Outline) -> tuple[Tag, ...]:
        """Return the tags of interest of a page whose blocks and regions are known."""
        noted = [i for i, act in enumerate(self.acts) if act == _NOTE]
        items = self._items()
        found = []
        for i in sorted({*noted, *items}) if items else noted:
            name, source, start = self.names[i].lower(), self.sources[i], self.tag_starts[i]
            if name in _RAW:
                if name == "title" or "ld+json" in source[:1000]:
                    found.append(_raw_tag(name, source, start))
                continue
            attrs, end = parse_attrs(source[1 + len(name) :]), self.text_starts[i + 1]
            tag = Tag(
                name, attrs, start, end, "", 0, 0, seen.region_at(start), seen.block_at(start)
            )
            found.append(self._with_text(i, tag) if name == "time" or i in items else tag)
        return tuple(found)

    def _items(self) -> frozenset[int]:
        """Return the numbers of the tags, other than metas and links, with item attributes."""
        found: list[int] = []
        for word in _ITEM_WORDS:
            if word in self.page_text:
                found += [i for i, source in enumerate(self.sources) if word in source]
        acts, names = self.acts, self.names
        items = (i for i in sorted(set(found)) if acts[i] != _NOTE and names[i] not in _RAW)
        return frozenset(islice((i for i in items if names[i][0].isalpha()), MAX_ITEMS))

    def _with_text(self, number: int, tag: Tag) -> Tag:
        """Give a tag the text of its element, where that ends soon."""
        name = self.names[number]
        closing, level = f"/{name}", 1
        for i in range(number + 1, min(len(self.names), number + ITEM_TOKENS)):
            if self.names[i] == name:
                level += 1
            elif self.names[i] == closing:
                level -= 1
                if not level:
                    end = self.tag_starts[i]
                    label = inner_text(self.page_text[tag.end : min(end, tag.end + MAX_LABEL)])
                    return tag._replace(text=label[:MAX_TEXT], text_start=tag.end, text_end=end)
        return tag


def _start_of(link: Link) -> int:
    return link.start


def _raw_tag(name: str, source: str, start: int) -> Tag:
    """Return a <title> or a JSON-LD script with its content."""
    opened = _START_TAG.match(source)
    assert opened is not None
    attrs = parse_attrs(opened[0][1 + len(name) :])
    content = source[opened.end() :]
    if name == "title":
        content = content[:MAX_TITLE]
    begin = start + opened.end()
    label = inner_text(content) if name == "title" else content
    return Tag(name, attrs, start, begin, label, begin, begin + len(content))


class _Reader:
    """State of one pass over the tags that open and close blocks."""

    def __init__(self, tokens: _Tokens, most_depth: int) -> None:
        self.tokens = tokens
        self.most_depth = most_depth
        self.blocks: list[Block] = []
        self.regions: list[tuple[int, str]] = []  # where which region begins
        self.depth = 0
        self.open_names: list[str] = []
        self.open_tags: list[int] = []  # their numbers
        self.open_regions: list[tuple[int, str]] = []  # (open elements around it, name)
        self.contexts: dict[int, Context] = {}  # by the number of the tag
        self.linked = list(accumulate(tokens.inside, initial=0))

    def read(self) -> None:
        """Walk the tags that open or close a block, in page order."""
        tokens = self.tokens
        texts, names, acts = tokens.texts, tokens.names, tokens.acts
        shown = [i for i, text in enumerate(texts) if text and not text.isspace()]
        shown.append(len(texts))
        at = 0  # index in `shown`
        open_names, open_tags = self.open_names, self.open_tags
        for i in [i for i, act in enumerate(acts) if act >= _BREAK]:
            if shown[at] <= i:
                self._emit(shown[at], i)
                while shown[at] <= i:
                    at += 1
            if acts[i] == _START:
                name = names[i] if names[i] in BLOCK_TAGS else names[i].lower()
                if open_names and open_names[-1] == "p":
                    self._close(len(open_names) - 1, i)
                if name in _IMPLIED_END:
                    self._imply_ends(name, i)
                if len(open_names) < self.most_depth:
                    open_names.append(name)
                    open_tags.append(i)
                    if name in REGIONS:
                        self.open_regions.append((len(open_names) - 1, name))
                        self.regions.append((tokens.tag_starts[i], name))
                    if len(open_names) > self.depth:
                        self.depth = len(open_names)
            elif acts[i] == _END:
                name = names[i][1:]
                if open_names and open_names[-1] == name:
                    open_names.pop()
                    open_tags.pop()
                    if self.open_regions and self.open_regions[-1][0] >= len(open_names):
                        self._leave_regions(i)
                else:
                    self._end(name.lower(), i)
        if shown[at] < len(texts):
            self._emit(shown[at], len(texts) - 1)

    def _end(self, name: str, number: int) -> None:
        """Close the innermost open element of this name, and what is open in it."""
        for index in range(
            len(self.open_names) - 1, max(-1, len(self.open_names) - 1 - _REACH), -1
        ):
            if self.open_names[index] == name:
                self._close(index, number)
                return

    def _reach(self) -> range:
        """Return the indexes of the innermost open elements, innermost first."""
        count = len(self.open_names)
        return range(count - 1, max(-1, count - 1 - _REACH), -1)

    def _imply_ends(self, name: str, number: int) -> None:
        closed = _IMPLIED_END[name]
        for index in range(
            len(self.open_names) - 1, max(-1, len(self.open_names) - 1 - _REACH), -1
        ):
            if self.open_names[index] in _LISTS:
                return
            if self.open_names[index] in closed:
                self._close(index, number)
                return

    def _close(self, index: int, number: int) -> None:
        """Close the open elements from `index` on, at a tag."""
        del self.open_names[index:], self.open_tags[index:]
        if self.open_regions and self.open_regions[-1][0] >= index:
            self._leave_regions(number)

    def _leave_regions(self, number: int) -> None:
        while self.open_regions and self.open_regions[-1][0] >= len(self.open_names):
            self.open_regions.pop()
        name = self.open_regions[-1][1] if self.open_regions else ""
        self.regions.append((self.tokens.tag_starts[number], name))

    def _context(self) -> Context:
        """Return the context of the innermost open element."""
        contexts, tags = self.contexts, self.open_tags
        known = len(tags)
        while known and tags[known - 1] not in contexts:
            known -= 1
        context = contexts[tags[known - 1]] if known else NO_CONTEXT
        for index in range(known, len(tags)):
            name, source = self.open_names[index], self.tokens.sources[tags[index]]
            if len(source) > len(name) + 2 or name in _TELLING:
                context = _within(context, name, source)
            contexts[tags[index]] = context
        return context

    def _emit(self, first: int, last: int) -> None:
        """Add the block of the texts [first, last]; the first is not blank."""
        tokens = self.tokens
        context = self._context()
        starts, ends = tokens.text_starts, tokens.tag_starts
        runs = [(starts[i], ends[i]) for i in range(first, last + 1) if tokens.texts[i]]
        if context.verbatim and any("\n" in text for text in tokens.texts[first : last + 1]):
            for lines in _lines(tokens.page_text, runs):
                self._add(lines, context, 0)
            return
        self._add(runs, context, self.linked[last + 1] - self.linked[first])

    def _add(self, runs: list[tuple[int, int]], context: Context, linked: int) -> None:
        text = self.tokens.page_text
        begin, stop = runs[0]
        raw = text[begin:stop]
        if len(runs) > 1:
            while text[runs[-1][0] : runs[-1][1]].isspace():
                runs.pop()
            pieces = [text[start:end] for start, end in runs]
            if any("&" in piece for piece in pieces):
                pieces = [unescape(piece) for piece in pieces]
            value = "".join(pieces).strip()
            start, stop = runs[-1]
            tail = text[start:stop].rstrip()
            end = start + len(tail)
        else:
            value = (unescape(raw) if "&" in raw else raw).strip()
            tail = raw.rstrip()
            end = begin + len(tail)
        if not value:
            return
        if "\n" in value or "  " in value or "\t" in value or "\r" in value or "\f" in value:
            value = _WHITE.sub(" ", value)
        head = raw.lstrip()
        begin += len(raw) - len(head)
        chunks: tuple[tuple[int, int, int], ...] = ()
        if head[0] == "&" or tail[-1] == ";":  # an entity may be a blank that was trimmed
            chunks = collapse(text, runs)[1]
            begin, end = chunks[0][1], chunks[-1][2]
        tags = self.open_tags
        self.blocks.append(
            Block(
                value, begin, end, self.open_names[-1] if tags else "body", chunks, text,
                tuple(runs), linked if linked < len(value) else len(value), len(tags), context,
                tags[-1] + 1 if tags else 0, tags[-2] + 1 if len(tags) > 1 else 0,
            )
        )  # fmt: skip


_ANCHORS = frozenset({_LINK, _LINK_END})
_REGION_BITS = {name: 1 << bit for bit, name in enumerate(REGIONS)}
_TELLING = frozenset({*REGIONS, "pre"})  # names that change the context without an attribute


def _within(above: Context, name: str, source: str) -> Context:
    """Return the context inside an element with this start tag."""
    read = _cached_labels if len(source) <= _LONGEST_CACHED else _labels
    names, bits, hidden = read(source)
    region = name if name in REGIONS else ""
    if not (names or hidden or region or name == "pre"):
        return above
    return Context(
        region or above.region,
        above.hidden or hidden,
        f"{above.names} {names}".strip()[-MAX_NAMES:] if names else above.names,
        bits if names else above.own,
        above.all | bits,
        above.verbatim or name == "pre",
        above.regions | (_REGION_BITS[region] if region else 0),
    )


def _labels(source: str) -> tuple[str, int, bool]:
    """Return class and id names, their word groups, and whether the element is hidden."""
    attrs = source.lower()
    hidden = ("hidden" in attrs or "display" in attrs) and _HIDDEN.search(attrs) is not None
    if "class" not in attrs and "id" not in attrs:
        return "", 0, hidden
    found = _CLASS_OR_ID.findall(attrs)
    names = " ".join(["".join(values) for values in found])[:200]
    bits = 0
    for word in names.split():
        bits |= _cached_bits(word)
    return names, bits, hidden


_cached_bits = lru_cache(maxsize=16_384)(name_bits)


_cached_labels = lru_cache(maxsize=16_384)(_labels)


def _lines(text: str, runs: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
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


_LINE = re.compile(r"[^\n]+")
