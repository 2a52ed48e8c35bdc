"""Page text to outline: blocks and tags of interest, each with its exact place.

HTML is read by one linear pass over the page text instead of a DOM, because no parser binding
tells where in the source a node stands, and evidence needs that place. Nesting is followed as
far as blocks, regions and hidden parts need it; attributes only where somebody asks for them.
"""

import re
from html import unescape

from dataset_tools.dump import Limits
from dataset_tools.extract.blocks import BlockWriter
from dataset_tools.extract.wikitext import wikitext_outline
from dataset_tools.model import Outline, Page, Rejection, Tag

_ATTRS = r"""(?:[^>"'=]++|=\s*+(?:"[^"]{0,8192}+"|'[^']{0,8192}+')|[="'])*+"""
# A failing quoted value needs 8,192 characters without that quote, so failures stay rare and
# the scan linear; a longer value is read as plain characters up to the next ">".
_MARKUP = re.compile(
    rf"<!--.*?(?:-->|\Z)|<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]{{0,60}}+)(?P<attrs>{_ATTRS})>|<[!?][^>]*+>",
    re.DOTALL,
)
_SIMPLE = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]{0,60}+)(?P<attrs>[^>]*+)>")
_ATTR = re.compile(
    r"""([^\s"'<>/=]{1,100})(?:\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>][^\s>]*)))?"""
)
_CLASS_OR_ID = re.compile(r"""\b(?:class|id)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.I)
_HIDDEN = re.compile(
    r"""display\s*:\s*none|visibility\s*:\s*hidden|(?:^|\s)hidden(?=[\s=>]|$)""", re.I
)

# HTML living standard, 15.3 (rendering): elements that start and end a block of text.
BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol"
    " optgroup option p pre section summary table tbody td tfoot th thead title tr ul".split()
)
_REGIONS = frozenset("nav header footer aside figure form article main".split())
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_SKIPPED = frozenset(
    "script style noscript template svg math iframe object textarea select".split()
)
_KEPT_TAGS = frozenset("a link meta img area html time".split())
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
MAX_LABEL = 2_000  # characters of an <a> that are kept as its text
MAX_ITEM = 300  # of the text of a <time> or an element with itemprop
_SCAN_FAILURES = 8  # tags without an end before quotes are no longer honoured


def outline(page: Page, limits: Limits) -> Outline | Rejection:
    """Return the outline of a page, or the Rejection ``too-many-nodes``."""
    if page.markup == "text":
        return _text_outline(page.text)
    if page.markup == "wikitext":
        return wikitext_outline(page, limits)
    return _HtmlReader(page.text, limits).read()


def parse_attrs(source: str) -> dict[str, str]:
    """Return attributes by lower-case name, entities resolved; the first of a name wins."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTR.findall(source):
        found.setdefault(name.lower(), unescape(double or single or bare).strip())
    return found


def _text_outline(text: str) -> Outline:
    """Make one block of each line that is not blank; lines end at CR, LF or both."""
    writer = BlockWriter(text)
    for line in re.finditer(r"[^\r\n\f]+", text):
        writer.add_text(line.start(), line.end(), in_link=False, entities=False)
        writer.flush("line")
    return Outline(blocks=tuple(writer.blocks))


class _HtmlReader:
    """State of one pass over one HTML page."""

    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text
        self.limits = limits
        self.writer = BlockWriter(text)
        self.tags: list[Tag] = []
        self.stack: list[tuple[str, str, bool, str]] = []  # name, region, hidden, class tokens
        self.anchor: tuple[int, int] | None = None  # index in tags, where its content starts
        self.lang: str | None = None
        self.nodes = 0
        self.depth = 0

    def read(self) -> Outline | Rejection:
        """Walk the tags in page order."""
        text, pattern, position, failures = self.text, _MARKUP, 0, 0
        while True:
            at = text.find("<", position)
            if at < 0:
                break
            self._add_text(position, at)
            match = pattern.match(text, at)
            if match is None:
                # A lone "<" is text; so is a tag that never ends.
                failures += text[at + 1 : at + 2].isalpha() or text[at + 1 : at + 2] == "/"
                if failures == _SCAN_FAILURES:
                    pattern = _SIMPLE
                self._add_text(at, at + 1)
                position = at + 1
                if failures > _SCAN_FAILURES and text.find(">", position) < 0:
                    break
                continue
            position = match.end()
            name = match.groupdict().get("name")
            if name:
                self.nodes += 1
                if self.nodes > self.limits.dom_nodes:
                    return Rejection("too-many-nodes", f"more than {self.limits.dom_nodes} tags")
                position = self._tag(name.lower(), bool(match["end"]), match)
        self._add_text(position, len(text))
        self._flush()
        return Outline(
            tuple(self.writer.blocks), tuple(self.tags), self.lang, self.nodes, self.depth
        )

    def _add_text(self, start: int, end: int) -> None:
        if start < end:
            self.writer.add_text(start, end, in_link=self.anchor is not None)

    def _flush(self) -> None:
        name, region, hidden, names = self.stack[-1] if self.stack else ("body", "", False, "")
        for open_name, *_ in reversed(self.stack):
            if open_name in BLOCK_TAGS:
                name = open_name
                break
        self.writer.flush(name, region, len(self.stack), hidden=hidden, names=names)

    def _tag(self, name: str, is_end: bool, match: re.Match[str]) -> int:  # noqa: FBT001 - two states of one token
        attrs = match["attrs"]
        if is_end:
            self._close(name, match.start())
            return match.end()
        if name in _SKIPPED:
            return self._skip(name, match)
        if name == "title":
            return self._title(match)
        if name == "br":
            self._flush()
            return match.end()
        if name in BLOCK_TAGS:
            self._flush()
            self._imply_ends(name)
        if name in _KEPT_TAGS or "itemprop" in attrs or "itemtype" in attrs or "property" in attrs:
            self._keep(name, match)
        if name not in _VOID and not attrs.endswith("/"):
            self._open(name, attrs)
        return match.end()

    def _open(self, name: str, attrs: str) -> None:
        _, region, hidden, names = self.stack[-1] if self.stack else ("", "", False, "")
        if len(self.stack) >= self.limits.dom_depth:
            return
        if name in BLOCK_TAGS or name == "span":
            if name in _REGIONS:
                region = name
            found = _CLASS_OR_ID.findall(attrs) if attrs else ()
            if found:
                own = " ".join("".join(values) for values in found).lower()[:200]
                names = f"{names} {own}"[-400:]
        if attrs and not hidden and _HIDDEN.search(attrs):
            hidden = True
        self.stack.append((name, region, hidden, names))
        self.depth = max(self.depth, len(self.stack))

    def _close(self, name: str, at: int) -> None:
        if name == "a":
            self._end_anchor(at)
        if name in BLOCK_TAGS:
            self._flush()
        if name == "p" and not any(n == "p" for n, *_ in self.stack[-_REACH:]):
            return
        for back, (open_name, *_) in enumerate(reversed(self.stack[-_REACH:]), start=1):
            if open_name == name:
                del self.stack[-back:]
                return

    def _imply_ends(self, name: str) -> None:
        if self.stack and self.stack[-1][0] == "p":
            self.stack.pop()
        closed = _IMPLIED_END.get(name)
        if not closed:
            return
        for back, (open_name, *_) in enumerate(reversed(self.stack[-_REACH:]), start=1):
            if open_name in _LISTS:
                return
            if open_name in closed:
                del self.stack[-back:]
                return

    def _keep(self, name: str, match: re.Match[str]) -> None:
        found = parse_attrs(match["attrs"])
        if name == "html":
            self.lang = found.get("lang") or found.get("xml:lang") or self.lang
        if name == "a":
            self._end_anchor(match.start())
            self.anchor = (len(self.tags), match.end())
        region = self.stack[-1][1] if self.stack else ""
        text, start, end = "", 0, 0
        if name == "time" or ("itemprop" in found and name not in _VOID and name != "a"):
            start = match.end()
            end = self.text.find(f"</{name}", start, start + MAX_LABEL)
            end = end if end >= 0 else min(start + MAX_LABEL, len(self.text))
            text = _plain(self.text[start:end])[:MAX_ITEM]
        self.tags.append(
            Tag(
                name, found, match.start(), match.end(), text, start, end, region=region,
                block=self.writer.next_index,
            )
        )  # fmt: skip

    def _end_anchor(self, at: int) -> None:
        if self.anchor is None:
            return
        index, start = self.anchor
        self.anchor = None
        tag, end = self.tags[index], min(at, start + MAX_LABEL)
        label = _plain(self.text[start:end])
        self.tags[index] = Tag(
            tag.name, tag.attrs, tag.start, tag.end, label, start, end, tag.region, tag.block
        )

    def _title(self, match: re.Match[str]) -> int:
        end = _find_end(self.text, "title", match.end())
        start = match.end()
        raw = self.text[start : min(end, start + 4000)]
        content = " ".join(unescape(raw).split())
        self.tags.append(Tag("title", {}, match.start(), start, content, start, start + len(raw)))
        return end

    def _skip(self, name: str, match: re.Match[str]) -> int:
        start, end = match.end(), _find_end(self.text, name, match.end())
        if name == "script" and "ld+json" in match["attrs"]:
            attrs = parse_attrs(match["attrs"])
            self.tags.append(
                Tag("script", attrs, match.start(), start, self.text[start:end], start, end)
            )
        return end


def _plain(source: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*+>?", " ", source)).split())


def _find_end(text: str, name: str, start: int) -> int:
    """Return where ``</name`` stands at or after `start`, else the end of the page."""
    found = re.compile(rf"</{name}\b", re.IGNORECASE).search(text, start)
    return found.start() if found else len(text)
