"""Licenses by link: rel=license, Creative Commons URLs, the Link header."""

import re
from collections.abc import Iterator

from dataset_tools.blocks import Block, Outline, Tag, links_like
from dataset_tools.model import EXCERPT_CHARS, CorpusContext, Evidence, Page, Scope
from dataset_tools.rights.claims import Claim, block_of, page_evidence, region_scope
from dataset_tools.rights.spdx import License, read_license_url

# What the start tag of every link has that `read_license_url` or rel=license would take.
_HINT = re.compile(
    r"licen[cs]e|creativecommons\.org|dl-de|nlod|\brel\s*=.{0,60}rights", re.IGNORECASE
)
WINDOW = 160  # characters of text each side of a link that say what it covers
_REL_LICENSE = frozenset(
    "license cc:license dct:license dc:license dcterms:license dcterms.license dc.license"
    " dc.rights dcterms.rights xhv:license".split()
)
MEDIA_WORDS = re.compile(
    r"\bfotos?\b|\bfoto(?:graf|credit|nachweis)|\bphotos?\b|\bphotograph|\bbild(?:er|nachweis|quelle|rechte)?\b"
    r"|\b(?:images?|pictures?|illustrations?|grafik(?:en)?|graphics?|videos?|audio|musi[ck]|musik|songs?|sounds?)\b"
    r"|\b(?:flickr|unsplash|wikimedia|pixabay|picture|thumbnail|map|maps|logos?)\b"
    r"|图|圖|摄[影:：]|攝|视频|視頻|音乐|写真|画像|動画",
    re.IGNORECASE,
)
CODE_WORDS = re.compile(
    r"\b(?:lightbox|icons?|fonts?|themes?|templates?|source\s+code|javascript|css|plugins?|jquery)\b",
    re.IGNORECASE,
)
COMMENT_WORDS = re.compile(
    r"\b(?:user\s+contributions?|comments?|kommentare?n?|contributed\s+by\s+users)\b|评论|評論",
    re.IGNORECASE,
)
PAGE_WORDS = re.compile(
    r"\b(?:contents?|inhalte?n?|werk|works?|blogs?|seiten?|web\s?sites?|sites?|pages?|articles?|artikel"
    r"|beitr[aä]ge?|posts?|texte?s?|soweit\s+nicht|except\s+where|unless\s+otherwise|contenus?"
    r"|contenidos?|artículos?|textos?)\b|\bli[cz]en[cs]?[sz]e?:"
    r"|本[站文网網頁页作]|内容|內容|文章|作品|この(?:記事|サイト|作品|ページ)",
    re.IGNORECASE,
)
# A sentence about itself: what a license link in running text needs to speak for the page.
SELF_LICENSED = re.compile(
    r"\b(?:this|the|all|our)\s+(?:\w+\s+){0,3}?(?:works?|articles?|posts?|pages?|sites?|blogs?|texts?|contents?"
    r"|story|website)\b[^.!?]{0,60}\b(?:licen[cs]ed|available|published|released|dedicated|licen[cs]e)\b"
    r"|\bcontent\s+on\s+this\s+site\b[^.!?]{0,40}\blicen[cs]ed\b"
    r"|\b(?:diese[rs]?|der|die|das|alle)\s+(?:\w+\s+){0,2}?(?:werk|artikel|texte?|beitr[aä]ge?|inhalte?|seite|blog)\b"
    r"[^.!?]{0,60}(?:lizenz|unter)"
    r"|\b(?:cet|cette|ce)\s+(?:article|œuvre|texte|page|site)\b[^.!?]{0,60}(?:licence|disposition)"
    r"|本[文站网網頁页作][^。!?！？]{0,20}(?:采用|採用|遵循|使用|基于|以|按)|この(?:記事|作品|サイト)は",
    re.IGNORECASE,
)
CARVE_OUT = re.compile(
    r"except\s+where|unless\s+otherwise|soweit\s+nicht|sofern\s+nicht|mit\s+ausnahme|sauf\s+mention"
    r"|salvo\s+(?:que|indicación)|除(?:特别|特別|非|另有)",
    re.IGNORECASE,
)


def link_licenses(page: Page, outline: Outline, context: CorpusContext) -> Iterator[Claim]:  # noqa: ARG001 - the form of a Signal
    """Yield a claim for each link that names a license or is marked rel=license."""
    for tag in (*links_like(page.text, outline, _HINT), *outline.named("link")):
        href = tag.attrs.get("href", "")
        rel = frozenset(tag.attrs.get("rel", "").lower().split())
        marked = bool(rel & _REL_LICENSE)
        if "rsl+xml" in tag.attrs.get("type", "").lower():
            continue
        found = read_license_url(href)
        if found is None and not marked:
            continue
        if found is None:
            yield _own_terms(page, tag, href)
            continue
        if tag.name == "link" and not marked:
            continue  # alternate, dns-prefetch: no statement
        yield _claim(page, outline, tag, found, marked=marked)


def _own_terms(page: Page, tag: Tag, href: str) -> Claim:
    """Return the claim of a rel=license link to a page of terms that is not read here."""
    scope: Scope = region_scope(tag.region, "") or "page"
    span = (tag.start, tag.end)
    evidence = page_evidence(
        page, "license", "rel_license", span, href or None, scope=scope, confidence=0.5
    )
    return Claim(evidence, flags=("license_page_linked",))


def _claim(page: Page, outline: Outline, tag: Tag, found: License, *, marked: bool) -> Claim:
    block = block_of(outline, tag)
    names = block.names if block else ""
    footer = tag.region in {"footer", "aside"} or "footer" in names
    around = _around(block, tag)
    scope, confidence = _scope(tag, block, around, marked=marked, footer=footer)
    span = (tag.start, tag.text_end if tag.text_end > tag.end else tag.end)
    evidence = page_evidence(
        page, "license", "rel_license" if marked else "cc_link", span, found.url,
        scope=scope, polarity="grant", confidence=confidence,
    )  # fmt: skip
    carved = ("carve_outs",) if CARVE_OUT.search(around) else ()
    return Claim(
        evidence, found.spdx, found.url, found.jurisdiction, flags=carved, site_wide=footer
    )


def _around(block: Block | None, tag: Tag) -> str:
    """Return the text near a link: its block, or a window of a long block."""
    if block is None:
        return tag.text
    if len(block.text) <= 2 * WINDOW:
        return block.text
    at = next((c[0] + max(0, tag.end - c[1]) for c in reversed(block.chunks) if c[1] <= tag.end), 0)
    return block.text[max(0, at - WINDOW) : at + len(tag.text) + WINDOW]


def _scope(
    tag: Tag, block: Block | None, around: str, *, marked: bool, footer: bool
) -> tuple[Scope, float]:
    forced = region_scope(tag.region, block.names if block else "", block.tag if block else "")
    if forced:
        return forced, 0.9
    page_words = PAGE_WORDS.search(around) is not None
    speaks_of_itself = SELF_LICENSED.search(around) is not None
    part = _part(around)
    if part and not (marked and speaks_of_itself):
        return ("unknown", 0.5) if page_words else (part, 0.8)
    if marked:
        return "page", 0.95
    if footer and page_words:
        return "page", 0.8
    if speaks_of_itself:
        return "page", 0.85
    return "unknown", 0.5


def _part(around: str) -> Scope | None:
    if MEDIA_WORDS.search(around):
        return "media"
    if CODE_WORDS.search(around):
        return "code"
    return "comments" if COMMENT_WORDS.search(around) else None


_LINK_VALUE = re.compile(r"<([^<>]{0,2000})>([^<]{0,1000})")
_LINK_REL = re.compile(
    r""";\s{0,5}rel\s{0,5}=\s{0,5}(?:"([^"]{0,200})"|([^\s;,"]{1,200}))""", re.IGNORECASE
)


def header_licenses(page: Page, outline: Outline, context: CorpusContext) -> Iterator[Claim]:  # noqa: ARG001 - the form of a Signal
    """Yield a claim for each ``Link: <url>; rel="license"`` header (RFC 8288)."""
    for name, value in page.capture.headers:
        if name.lower() != "link":
            continue
        once = sum(other.lower() == "link" for other, _ in page.capture.headers) == 1
        for match in _LINK_VALUE.finditer(value):
            rel = _LINK_REL.search(match[2])
            tokens = ((rel[1] or rel[2]) if rel else "").lower().split()
            found = read_license_url(match[1]) if "license" in tokens else None
            if found is None or "rsl+xml" in match[2].lower():
                continue
            end = match.start(2) + (rel.end() if rel else 0)
            span = (match.start(), end)
            evidence = header_evidence(
                "license", "http_link", name, value, span, found.url, once=once
            )
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
) -> Evidence:
    """Return evidence in a header value; the place is null where the header is repeated."""
    start, end = span
    return Evidence(
        field, kind, f"header:{name}", start if once else None, end if once else None,
        value[start:end][:EXCERPT_CHARS], read, "page", "grant" if field == "license" else "inform",
        0.9, f"rights.{kind}",
    )  # fmt: skip
