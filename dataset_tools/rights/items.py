"""Which microdata or RDFa item a place of the page stands in, and what that item is.

The elements of interest are few, so the source is read once, and only for pages that state
rights in attributes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from dataset_tools.blocks import Outline, parse_attrs
from dataset_tools.model import Page, Scope

MAX_TOKENS = 20_000  # tags read of one page; behind them every place is in an unknown item
MAX_OPEN = 64  # items that are open at once
_TOKEN = re.compile(
    r"""<!--|<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]{0,30})"""
    r"""(?P<attrs>(?:[^<>"']|"[^"]{0,2000}"|'[^']{0,2000}')*+)>"""
)
_SAYS = re.compile(r"\b(?:itemscope|itemtype|typeof|about)\b", re.IGNORECASE)
_RAW_ENDS = {
    name: re.compile(f"</{name}", re.IGNORECASE)
    for name in "script style textarea template noscript svg iframe title".split()
}
_VOID = frozenset("meta link img br hr input area base col embed source track wbr".split())
# Elements whose end tag is often left out: where they end is not known without a tree.
_OPEN_ENDED = frozenset("p li dt dd tr td th option thead tbody tfoot".split())
_MEDIA = frozenset(
    "imageobject videoobject audioobject mediaobject photograph musicrecording image stillimage"
    " movingimage sound imagegallery 3dmodel visualartwork".split()
)
_SITE = frozenset("website organization newsmediaorganization corporation blog person".split())
_COMMENTS = frozenset({"comment", "usercomments", "answer", "review", "userreview"})
_CODE = frozenset("softwareapplication softwaresourcecode webapplication mobileapplication".split())
# What only lays a page out, or is about the page as a whole.
_NEUTRAL = frozenset(
    "webpageelement wpfooter wpheader wpsidebar sitenavigationelement breadcrumblist listitem"
    " searchaction qapage collectionpage profilepage contactpoint postaladdress".split()
)
_MAIN_PROPS = frozenset({"mainentity", "mainentityofpage", "maincontentofpage"})
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|svg|webp|tiff?|bmp|mp[34]|ogg|webm)$", re.IGNORECASE)


def kind_of(types: Iterable[str], *, main: bool) -> Scope:
    """Return what an item of these types is about; one that is not the page's own is unknown.

    >>> kind_of(["https://schema.org/ImageObject"], main=True), kind_of(["Article"], main=False)
    ('media', 'unknown')
    """
    names = {re.split(r"[/#:]", t.rstrip("/"))[-1].lower() for t in types if t}
    if names & _MEDIA:
        return "media"
    if names & _COMMENTS:
        return "comments"
    if names & _CODE:
        return "code"
    if names & _SITE:
        return "site"
    if main and any(
        n.endswith(("article", "posting", "reportage")) or n == "report" for n in names
    ):
        return "article"
    if main and any(
        n.endswith("webpage") or n in {"itempage", "aboutpage", "creativework"} for n in names
    ):
        return "page"
    return "unknown"


@dataclass(slots=True)
class Item:
    """One element with itemtype, typeof or about: its span and what it is."""

    name: str
    start: int
    end: int
    attrs: dict[str, str]
    level: int = 0  # open elements of the same name inside it
    certain: bool = True  # its end is known

    @property
    def microdata(self) -> bool:
        """Say whether it is an item of microdata."""
        return "itemscope" in self.attrs or "itemtype" in self.attrs


class Items:
    """The items of one page, read when first asked for."""

    def __init__(self, page: Page, outline: Outline) -> None:
        self.page = page
        self.outline = outline
        self._found: list[Item] | None = None
        self._until = 0

    def scope_of_property(self, place: int, *, microdata: bool) -> Scope:
        """Return the scope of a property that stands at a place.

        Without an item around it, RDFa speaks of the page, and microdata of nothing.
        """
        items = self._around(place)
        if items is None:
            return "unknown"
        chain = [i for i in items if i.microdata == microdata]
        if not microdata:
            return self._subject(chain)
        # An item that is itself a value of the property belongs to the item around it.
        chain = [i for i in chain if i.start != place or "itemprop" not in i.attrs]
        return self._item_scope(chain) if chain else "unknown"

    def forces(self, place: int) -> Scope | None:
        """Return the scope that items force on a link at a place; None where they say nothing."""
        items = self._around(place)
        if items is None:
            return "unknown"
        micro = [i for i in items if i.microdata]
        if micro:
            scope = self._item_scope(micro)
            types = micro[-1].attrs.get("itemtype", "").split()
            neutral = not types or {t.rpartition("/")[2].lower() for t in types} & _NEUTRAL
            if scope in {"media", "comments", "code"}:
                return scope
            if scope == "unknown" and not neutral:
                return "unknown"
        rdfa = [i for i in items if not i.microdata]
        scope = self._subject(rdfa) if rdfa else "page"
        return None if scope in {"page", "article", "site"} else scope

    def _item_scope(self, chain: list[Item]) -> Scope:
        item = chain[-1]
        prop = item.attrs.get("itemprop", "").lower()
        nested = bool(prop) and not _MAIN_PROPS & set(prop.split())
        scope = kind_of(item.attrs.get("itemtype", "").split(), main=not nested)
        if scope in {"article", "page"} and not item.certain:
            return "unknown"
        if scope == "article" and self._articles() > 1:
            return "unknown"
        return scope

    def _articles(self) -> int:
        """Return how many items of the page are articles of their own: more than one is a list."""
        return sum(
            i.microdata
            and "itemprop" not in i.attrs
            and kind_of(i.attrs.get("itemtype", "").split(), main=True) == "article"
            for i in self._found or ()
        )

    def _subject(self, chain: list[Item]) -> Scope:
        """Return what the RDFa subject of the innermost element is."""
        if not chain:
            return "page"
        item = chain[-1]
        if "about" in item.attrs and not self._is_page(item.attrs["about"]):
            named = _PICTURE.search(item.attrs["about"].partition("?")[0])
            return "media" if named else "unknown"
        if types := item.attrs.get("typeof", "").split():
            outer = [i for i in chain[:-1] if i.attrs.get("typeof")]
            return kind_of(types, main=not outer or "about" in item.attrs)
        return "page"

    def _is_page(self, about: str) -> bool:
        """Say whether an address is that of the page itself."""
        if about in {"", "./", "#"}:
            return True
        return address_key(_joined(self.page.capture.url or "", about)) in self.own_addresses()

    def own_addresses(self) -> set[str]:
        """Return the addresses of the page itself: as captured, and as it declares."""
        canonical = [
            tag.attrs.get("href", "")
            for tag in self.outline.named("link")
            if tag.attrs.get("rel", "").lower() == "canonical"
        ]
        return {address_key(url) for url in (self.page.capture.url, *canonical) if url}

    def _around(self, place: int) -> list[Item] | None:
        """Return the items open at a place, outermost first; None where it was not read."""
        if self._found is None:
            self._found, self._until = _read(self.page.text)
        if place > self._until:
            return None
        return [item for item in self._found if item.start <= place < item.end]


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def address_key(url: str) -> str:
    """Return host and path of an address, without www and final slash."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host = parts.netloc.lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"


def _read(text: str) -> tuple[list[Item], int]:
    """Return the items of a source in order, and up to which place it was read."""
    if _SAYS.search(text) is None:
        return [], len(text)
    found: list[Item] = []
    opened: list[Item] = []
    position = 0
    for _ in range(MAX_TOKENS):
        token = _TOKEN.search(text, position)
        if token is None:
            return found, len(text)
        position = token.end()
        name = (token["name"] or "").lower()
        if not name:
            end = text.find("-->", position)
            position = end + 3 if end >= 0 else len(text)
        elif token["close"]:
            _close(opened, name, token.end())
        elif name in _RAW_ENDS:
            closing = _RAW_ENDS[name].search(text, position)
            position = closing.start() if closing else len(text)
        elif name not in _VOID and not _opens(found, opened, name, token):
            inner = next((item for item in reversed(opened) if item.name == name), None)
            if inner is not None:
                inner.level += 1
    return found, position


def _opens(found: list[Item], opened: list[Item], name: str, token: re.Match[str]) -> bool:
    """Open an item if a start tag says that it is one."""
    if len(opened) >= MAX_OPEN or _SAYS.search(token["attrs"]) is None:
        return False
    attrs = parse_attrs(token["attrs"])
    if not attrs.keys() & {"itemscope", "itemtype", "typeof", "about"}:
        return False
    item = Item(name, token.start(), len(token.string), attrs, certain=name not in _OPEN_ENDED)
    found.append(item)
    opened.append(item)
    return True


def _close(opened: list[Item], name: str, end: int) -> None:
    """End the innermost open item of this name, and what is open in it."""
    for index in range(len(opened) - 1, -1, -1):
        if opened[index].name != name:
            continue
        if opened[index].level:
            opened[index].level -= 1
            return
        for item in opened[index:]:
            item.end = end
        del opened[index:]
        return
