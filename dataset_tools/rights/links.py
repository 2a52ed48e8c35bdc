"""Licenses by link: rel=license, Creative Commons URLs, the Link header."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dataset_tools.blocks import Block, Outline, Tag, links_with
from dataset_tools.model import EXCERPT_CHARS, CorpusContext, Evidence, Page, Scope
from dataset_tools.rights.claims import Claim, block_of, names_inside, page_evidence, region_scope
from dataset_tools.rights.items import Items, kind_of
from dataset_tools.rights.license_names import find_license_names
from dataset_tools.rights.places import (
    follows_copyright,
    follows_label,
    foot_grants,
    is_bare_name,
    is_foot,
    shows_others,
)
from dataset_tools.rights.spdx import License, read_license_url
from dataset_tools.rights.statements import (
    CARVE_OUT,
    CUT,
    PAGE_WORDS,
    block_near,
    clause_around,
    part_of,
    place_scope,
    restricts_more,
    speaks_of_page,
    stands_amid,
    stands_beside,
    tells_of_it,
    text_before,
)
from dataset_tools.words import WordList

# What the start tag of every link and badge has that is read: "licen" of rel, URLs and hosts.
LICENSE_WORDS = WordList(("licen", "creativecommons.org", "dl-de", "nlod", ".rights"))
WINDOW = 160  # characters of text each side of a link that say what it covers
_REL_LICENSE = frozenset(
    "license cc:license dct:license dc:license dcterms:license dcterms.license dc.license"
    " dc.rights dcterms.rights"
    " schema:license xhv:license".split()
)
_BADGE = re.compile(
    r"<img\b[^<>]{0,600}(?:creativecommons\.org|licensebuttons\.net|88x31|80x15)", re.IGNORECASE
)
_DCMI = re.compile(r"purl\.org/dc/dcmitype/([a-z]{3,25})", re.IGNORECASE)
_PICTURE = re.compile(r"<(?:img|video|audio)\b[^<>]{0,1000}>", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]{0,1000}>")
BEHIND_PICTURE = 500  # characters of source after a picture in which a bare license is its own


def link_licenses(page: Page, outline: Outline, context: CorpusContext) -> Iterator[Claim]:  # noqa: ARG001 - the form of a Signal
    """Yield a claim for each link that names a license or is marked rel=license."""
    items = Items(page, outline)
    for tag in (
        *links_with(page.text, outline, LICENSE_WORDS, images=False),
        *outline.named("link"),
    ):
        marked = not _REL_LICENSE.isdisjoint(tag.attrs.get("rel", "").lower().split())
        if tag.name == "link" and not marked:
            continue  # alternate, dns-prefetch: no statement
        if "rsl+xml" in tag.attrs.get("type", "").lower():
            continue
        href = tag.attrs.get("href", "")
        found = read_license_url(href)
        if found is None and not marked:
            continue
        if found is None:
            yield _own_terms(page, tag, href)
            continue
        yield _claim(_Place(page, outline, tag, items), found, marked=marked)


def _own_terms(page: Page, tag: Tag, href: str) -> Claim:
    """Return the claim of a rel=license link to a page of terms that is not read here."""
    scope: Scope = region_scope(tag.region, "") or "page"
    span = (tag.start, tag.end)
    evidence = page_evidence(
        page, "license", "rel_license", span, href or None, scope=scope, confidence=0.5
    )
    return Claim(evidence, flags=("license_page_linked",))


class _Place:
    """Where a license link stands, and what is written around it."""

    def __init__(self, page: Page, outline: Outline, tag: Tag, items: Items) -> None:
        self.page, self.tag, self.items = page, tag, items
        self.block = block = block_of(outline, tag) or block_near(page, outline, tag)
        self.names = names_inside(block)
        self.footer = tag.region == "footer" or "footer" in self.names
        self.beside = stands_beside(tag.region, self.names) and not self.footer
        text = block.text if block else tag.text
        at = _offset(block, tag)
        self.text, self.at = text, at
        self.around = text
        if len(text) > 2 * WINDOW:
            self.around = text[max(0, at - WINDOW) : at + len(tag.text) + WINDOW]
        index = (tag.block or 0) - 1
        before = text_before(outline, index + 1) if block else ""
        end = min(len(text), at + len(tag.text))
        self.amid = block is not None and stands_amid(outline, index + 1)
        self.speaks = not self.amid and speaks_of_page(text, at, end, before, footer=self.footer)
        self.clause = clause_around(text, at, end)
        self.told = tells_of_it(text, at, end)
        self.page_words = PAGE_WORDS.search(self.around) is not None

    @property
    def is_badge(self) -> bool:
        """Say whether the content of the link is a license badge."""
        return _BADGE.search(self.page.text, self.tag.end, self.tag.text_end) is not None

    def named_in_foot(self) -> bool:
        """Say whether the foot says of the license ``License: …`` or ``© …`` and no more."""
        if self.block is None or not is_foot(self.tag.region, self.names):
            return False
        labelled = follows_label(self.text, self.at) or follows_copyright(self.text, self.at)
        return labelled and bool(is_bare_name(self.tag.text) or find_license_names(self.tag.text))

    def scope_beside(self, *, marked: bool) -> Scope:
        """Return the scope of a license beside the text: of the site, unless of other works."""
        stated = self.is_badge or (marked and foot_grants(self.text))
        return "site" if stated and not self.of_others() else "unknown"

    def badge_alone(self) -> bool:
        """Say whether the link is a badge that stands for itself, beside no other work."""
        alone = self.is_badge and not self.tag.text
        return alone and not self.of_others() and not self.behind_picture()

    def of_others(self) -> bool:
        """Say whether the box around is for other works; without a block, by the source before."""
        start = self.tag.start
        before = "" if self.block else self.page.text[max(0, start - BEHIND_PICTURE) : start]
        return shows_others(self.names) or shows_others(before.lower())

    def behind_picture(self) -> bool:
        """Say whether a picture stands before the link with little text between them."""
        start = self.tag.start
        source = self.page.text[max(0, start - BEHIND_PICTURE) : start]
        pictures = list(_PICTURE.finditer(source))
        if not pictures or _BADGE.match(pictures[-1].group()):
            return False
        return len(_MARKUP.sub("", source[pictures[-1].end() :]).strip()) <= WINDOW // 2

    def work_type(self) -> str:
        """Return the DCMI type that the same element states before the link, lower case."""
        start = self.tag.start
        source = self.page.text[max(0, start - 2 * BEHIND_PICTURE) : start]
        found = list(_DCMI.finditer(source))
        return found[-1][1].lower() if found and not CUT.search(source, found[-1].end()) else ""


def _offset(block: Block | None, tag: Tag) -> int:
    """Return where in the text of its block a link begins."""
    if block is None:
        return 0
    return next(
        (c[0] + max(0, tag.end - c[1]) for c in reversed(block.chunks) if c[1] <= tag.end), 0
    )


def _claim(place: _Place, found: License, *, marked: bool) -> Claim:
    tag = place.tag
    scope, confidence = _scope(place, found, marked=marked)
    span = (tag.start, tag.text_end if tag.text_end > tag.end else tag.end)
    evidence = page_evidence(
        place.page, "license", "rel_license" if marked else "cc_link", span, found.url,
        scope=scope, polarity="grant", confidence=confidence,
    )  # fmt: skip
    carved = ("carve_outs",) if CARVE_OUT.search(place.around) else ()
    site_wide = place.footer or place.beside
    return Claim(
        evidence, found.spdx, found.url, found.jurisdiction, flags=carved, site_wide=site_wide
    )


def _scope(place: _Place, found: License, *, marked: bool) -> tuple[Scope, float]:
    tag = place.tag
    forced = place_scope(place.page, place.block, tag.region, tag.start)
    if forced is None:
        forced = place.items.forces(tag.start)
    if forced:
        return forced, 0.9
    work = place.work_type()
    if work and work not in {"text", "collection"}:
        return kind_of([work], main=False), 0.9
    if tag.name == "link":
        return "page", 0.95
    if restricts_more(place.around, found.spdx) or place.told or place.amid:
        return "unknown", 0.5
    if place.named_in_foot():
        return "page", 0.85
    part = part_of(place.clause if place.speaks else place.around)
    if part and not (marked and place.speaks):
        return ("unknown", 0.5) if place.page_words else (part, 0.8)
    if place.beside and not (place.speaks or (marked and CARVE_OUT.search(place.around))):
        return place.scope_beside(marked=marked), 0.6
    if marked and (place.speaks or place.page_words or place.footer or not place.behind_picture()):
        return "page", 0.95
    if place.footer and (place.page_words or place.is_badge):
        return "page", 0.8
    if place.speaks:
        return "page", 0.85
    return ("site", 0.6) if place.badge_alone() else ("unknown", 0.5)


_LINK_VALUE = re.compile(r"<([^<>]{0,2000})>([^<]{0,1000})")
_LINK_ANCHOR = re.compile(r";\s{0,5}anchor\s{0,5}=\s{0,5}\"?([^\";]{0,2000})", re.IGNORECASE)
_LINK_REL = re.compile(
    r""";\s{0,5}rel\s{0,5}=\s{0,5}(?:"([^"]{0,200})"|([^\s;,"]{1,200}))""", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class HeaderLink:
    """One link of a Link header (RFC 8288): ``<target>; rel=...`` at `span` of `value`."""

    name: str
    value: str
    target: str
    parameters: str
    rel: frozenset[str]
    span: tuple[int, int]  # up to the end of its rel
    once: bool  # the page has one such header


def header_links(page: Page) -> Iterator[HeaderLink]:
    """Yield the links of the Link headers of a page, in order."""
    headers = [(name, value) for name, value in page.capture.headers if name.lower() == "link"]
    for name, value in headers:
        for match in _LINK_VALUE.finditer(value):
            found = _LINK_REL.search(match[2])
            rel = frozenset(((found[1] or found[2]) if found else "").lower().split())
            span = (match.start(), match.start(2) + (found.end() if found else 0))
            yield HeaderLink(name, value, match[1], match[2], rel, span, len(headers) == 1)


def header_licenses(page: Page, outline: Outline, context: CorpusContext) -> Iterator[Claim]:  # noqa: ARG001 - the form of a Signal
    """Yield a claim for each ``Link: <url>; rel="license"`` header (RFC 8288)."""
    for link in header_links(page):
        if "license" not in link.rel or "rsl+xml" in link.parameters.lower():
            continue
        found = read_license_url(link.target)
        # With an anchor the header speaks of another resource (RFC 8288, 3.2).
        anchor = _LINK_ANCHOR.search(link.parameters)
        other = anchor is not None and anchor[1].strip() not in {"", page.capture.url}
        evidence = header_evidence(
            "license", "http_link", link.name, link.value, link.span, link.target,
            once=link.once, scope="unknown" if other else "page",
        )  # fmt: skip
        if found is None:
            yield Claim(evidence, flags=("license_page_linked",))
        else:
            yield Claim(evidence, found.spdx, found.url, found.jurisdiction, site_wide=True)


def header_evidence(
    field: str,
    kind: str,
    name: str,
    value: str,
    span: tuple[int, int],
    read: str | None,
    *,
    once: bool,
    scope: Scope = "page",
) -> Evidence:
    """Return evidence in a header value; the place is null where the header is repeated."""
    start, end = span
    return Evidence(
        field, kind, f"header:{name}", start if once else None, end if once else None,
        value[start:end][:EXCERPT_CHARS], read, scope, "grant" if field == "license" else "inform",
        0.9, f"rights.{kind}",
    )  # fmt: skip
