"""Parse one element of MediaWiki export XML: a page or the siteinfo.

Export format: https://www.mediawiki.org/xml/export-0.11.xsd. An element is parsed without the
document around it, so there is no DTD, no entity but the five of XML, and nothing to fetch.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit
from xml.parsers import expat

_DEPTH = 32  # open elements; the schema has 6
_SITEINFO = re.compile(rb"<siteinfo[\s>].*?</siteinfo\s{0,8}>", re.DOTALL)
_LANGUAGE = re.compile(rb"<mediawiki\s[^>]{0,4096}?xml:lang\s?=\s?[\"']([A-Za-z-]{2,35})[\"']")
_RIGHTS = re.compile(r"rights|licen[cs]e", re.IGNORECASE)
_LICENSE_URL = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/[a-z0-9.+/_-]{1,80}", re.IGNORECASE
)
_FIELD_CHARS = 4096  # of everything but the text: longer values are cut
# What MediaWiki leaves as it is in a URL (wfUrlencode in GlobalFunctions.php).
_URL_SAFE = ";@$!*(),/~:"


class BadXmlError(ValueError):
    """An element cannot be read; the message says where, without its bytes."""


@dataclass(slots=True)
class Revision:
    """One revision of a page, as the dump writes it."""

    id: str | None = None
    timestamp: str | None = None
    username: str | None = None
    ip: str | None = None
    model: str | None = None
    format: str | None = None
    deleted: bool = False  # the text was removed from the history
    text: str = ""


@dataclass(slots=True)
class WikiPage:
    """One page element; `older` is (first byte, byte behind, count) of all revisions but `last`."""

    title: str | None = None
    id: str | None = None
    namespace: int | None = None
    redirect: bool = False
    last: Revision | None = None
    older: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """What the siteinfo says of the wiki; `license` is a URL or text from a rights element."""

    name: str | None = None  # dbname, else sitename
    base: str | None = None  # URL of the main page
    generator: str | None = None
    language: str | None = None
    namespaces: dict[int, str] = field(default_factory=dict)
    license: str | None = None

    def url_of(self, title: str) -> str | None:
        """Return the URL of a page as MediaWiki writes it; None where `base` is no usable URL.

        >>> Site(base="https://a.example/wiki/Main_Page").url_of("Saint-Étienne (A&B)")
        'https://a.example/wiki/Saint-%C3%89tienne_(A%26B)'
        """
        base = self.base or ""
        try:
            parts = urlsplit(base)
            host = parts.hostname
        except ValueError:
            return None
        if parts.scheme not in ("http", "https") or not host or parts.username or len(base) > 2000:
            return None
        name = quote(title.replace(" ", "_"), safe=_URL_SAFE)
        if query := re.match(r"(?:[^#]*[?&])title=", base):
            return query.group() + name
        for mark in ("/wiki/", "/index.php/"):  # a main page may have a "/" in its title
            if mark in parts.path:
                return base[: base.index(mark, len(parts.scheme) + 3) + len(mark)] + name
        return base[: base.rindex("/") + 1] + name if parts.path else f"{base}/{name}"


def read_page_element(element: bytes, *, partial: bool = False) -> WikiPage:
    """Parse one page element, or with `partial` the beginning of one as far as it goes.

    Raises: BadXmlError where it is not well-formed or nested too deeply.
    """
    reader = _PageReader()
    try:
        _parse(element, reader, final=not partial)
    except BadXmlError:
        if not partial:
            raise
    return reader.page


def read_siteinfo(head: bytes) -> Site | None:
    """Return what the siteinfo among the bytes before a page says; None where there is none.

    Raises: BadXmlError where it is not well-formed.
    """
    found = _SITEINFO.search(head)
    if found is None:
        if b"<siteinfo" in head:
            raise BadXmlError("the siteinfo has no end tag")
        return None
    reader = _SiteReader()
    _parse(found.group(), reader, final=True)
    language = _LANGUAGE.search(head, 0, found.start())
    values = reader.values
    return Site(
        name=values.get("dbname") or values.get("sitename"),
        base=values.get("base"),
        generator=values.get("generator"),
        language=language[1].decode() if language else None,
        namespaces=reader.namespaces,
        license=reader.license,
    )


class _Reader:
    """Gathers the character data of the elements named in `wanted`, by their path."""

    wanted: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.path: list[str] = []
        self.parser = expat.ParserCreate("UTF-8")
        self._gathered: list[str] | None = None

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """Open an element."""
        if len(self.path) >= _DEPTH:
            raise BadXmlError("elements are nested too deeply")
        self.path.append(name)
        self.opened("/".join(self.path), attrs)
        self._gathered = [] if "/".join(self.path) in self.wanted else None

    def end(self, name: str) -> None:  # noqa: ARG002 - the form of an expat handler
        """Close an element."""
        path = "/".join(self.path)
        self.path.pop()
        if self._gathered is not None:
            self.found(path, "".join(self._gathered))
            self._gathered = None

    def data(self, text: str) -> None:
        """Take character data."""
        if self._gathered is not None:
            self._gathered.append(text)

    def opened(self, path: str, attrs: dict[str, str]) -> None:
        """Note the start of an element."""

    def found(self, path: str, value: str) -> None:
        """Note the value of a wanted element."""


def _parse(element: bytes, reader: _Reader, *, final: bool) -> None:
    parser = reader.parser
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parser.StartDoctypeDeclHandler = _refuse_declarations
    parser.EntityDeclHandler = _refuse_declarations
    try:
        parser.Parse(element, final)
    except expat.ExpatError as err:
        raise BadXmlError(
            f"not well-formed at its byte {parser.ErrorByteIndex} ({expat.ErrorString(err.code)})"
        ) from err
    finally:  # parser and reader hold each other, and with them the text of the page
        parser.StartElementHandler = parser.EndElementHandler = None
        parser.CharacterDataHandler = None


def _refuse_declarations(*_: object) -> None:
    raise BadXmlError("declares a document type or an entity")


class _PageReader(_Reader):
    wanted = frozenset(
        f"page/{name}"
        for name in (
            "title", "ns", "id", "revision/id", "revision/timestamp", "revision/model",
            "revision/format", "revision/text", "revision/contributor/username",
            "revision/contributor/ip",
        )
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.page = WikiPage()
        self._first = 0
        self._count = 0

    def opened(self, path: str, attrs: dict[str, str]) -> None:
        if path == "page/redirect":
            self.page.redirect = True
        elif path == "page/revision":
            at = self.parser.CurrentByteIndex
            if self._count:
                self.page.older = (self._first, at, self._count)
            else:
                self._first = at
            self._count += 1
            self.page.last = Revision()
        elif path == "page/revision/text" and self.page.last:
            self.page.last.deleted = "deleted" in attrs

    def found(self, path: str, value: str) -> None:
        name = path.rpartition("/")[2]
        last = self.page.last
        if name != "text":
            value = value.strip()[:_FIELD_CHARS]
        if path in ("page/title", "page/id"):
            setattr(self.page, name, value or None)
        elif path == "page/ns":
            self.page.namespace = int(value) if re.fullmatch(r"-?[0-9]{1,9}", value) else None
        elif last is not None:
            setattr(last, name, value)

    def end(self, name: str) -> None:
        super().end(name)
        if not self.path and self.page.namespace is None and self.page.title:
            self.page.namespace = 0  # schema 0.5 and older have no such element


class _SiteReader(_Reader):
    wanted = frozenset(
        f"siteinfo/{name}"
        for name in ("sitename", "dbname", "base", "generator", "namespaces/namespace")
    )

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.namespaces: dict[int, str] = {}
        self.license: str | None = None
        self._key: int | None = None

    def start(self, name: str, attrs: dict[str, str]) -> None:
        super().start(name, attrs)
        if _RIGHTS.search(name):
            self._gathered = []
            for value in attrs.values():
                self._license(value)

    def opened(self, path: str, attrs: dict[str, str]) -> None:
        if path.endswith("/namespace"):
            key = attrs.get("key", "")
            self._key = int(key) if re.fullmatch(r"-?[0-9]{1,9}", key) else None

    def found(self, path: str, value: str) -> None:
        value = " ".join(value.split())[:_FIELD_CHARS]
        name = path.rpartition("/")[2]
        if name == "namespace":
            if self._key is not None and len(self.namespaces) < 1000:
                self.namespaces[self._key] = value[:255]
        elif _RIGHTS.search(name):
            self._license(value)
        else:
            self.values[name] = value[:255] if name != "base" else value

    def _license(self, value: str) -> None:
        """Keep a license URL; other words only until a URL is found."""
        url = _LICENSE_URL.search(value)
        if url and not _LICENSE_URL.fullmatch(self.license or ""):
            self.license = url.group()
        elif value and self.license is None:
            self.license = value[:500]
