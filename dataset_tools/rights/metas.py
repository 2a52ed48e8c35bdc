"""Licenses, holders and notices in meta tags: Dublin Core, license, copyright, rights."""

import re
from collections.abc import Iterator

from dataset_tools.blocks import Outline, Tag
from dataset_tools.grammar.notices import NoticeSpan, find_notices
from dataset_tools.model import AiValue, CorpusContext, Page, Scope
from dataset_tools.rights.claims import Claim, block_of, page_evidence, region_scope
from dataset_tools.rights.spdx import License, read_license_name, read_license_url

LICENSE_NAMES = frozenset(
    "license licence dc.license dcterms.license dct.license og.license cc.license".split()
)
RIGHTS_NAMES = frozenset(
    "copyright rights usage-rights dc.rights dcterms.rights dct.rights dcterms.accessrights"
    " dc.rights.license copyrightnotice".split()
)
HOLDER_NAMES = frozenset(
    "dcterms.rightsholder dc.rightsholder dc.rights.rightsholder copyrightholder".split()
)
# Names that software writes into every page it makes.
_SOFTWARE = re.compile(
    r"comsenz|discuz|wordpress|joomla|drupal|dedecms|phpwind|vbulletin", re.IGNORECASE
)
_URL = re.compile(
    r"(?:https?:)?//[^\s\"'<>()\[\]，。；]{4,300}|\bcreativecommons\.org/[^\s\"'<>()]{4,200}",
    re.IGNORECASE,
)
MAX_VALUE = 5_000  # characters of a value that are read


def meta_rights(page: Page, outline: Outline, context: CorpusContext) -> Iterator[Claim]:  # noqa: ARG001 - the form of a Signal
    """Yield the claims of meta tags and of elements with RDFa or microdata on rights."""
    for tag in outline.tags:
        key = _key(tag)
        value = (tag.attrs.get("content") or tag.attrs.get("href") or "")[:MAX_VALUE]
        if not key or not value:
            continue
        scope = _scope(outline, tag)
        if key in LICENSE_NAMES or key in RIGHTS_NAMES:
            yield from _licenses(page, tag, value, scope)
        if key in RIGHTS_NAMES:
            yield from _notices(page, tag, value, scope)
        if key in HOLDER_NAMES and tag.name == "meta":
            span = (tag.start, tag.end)
            yield Claim(
                page_evidence(page, "holder", "meta", span, value, scope=scope, confidence=0.7),
                holder=value[:200],
            )


def licenses_in(value: str) -> list[License]:
    """Return the licenses that a value names: each license URL in it, else a name as a whole."""
    found = []
    for match in _URL.finditer(value):
        url = match.group().rstrip(".,;:")
        if url.lower().startswith("creativecommons.org"):
            url = f"https://{url}"
        if read := read_license_url(url):
            found.append(read)
    if not found and (named := read_license_name(value.strip())):
        found.append(named)
    return found


def _key(tag: Tag) -> str:
    if tag.name == "meta":
        name = tag.attrs.get("name") or tag.attrs.get("property") or tag.attrs.get("itemprop") or ""
    elif tag.name in {"a", "link", "area"} and "license" in tag.attrs.get("rel", "").lower():
        return ""  # links.py reads it
    else:
        name = tag.attrs.get("property") or tag.attrs.get("itemprop") or ""
    return name.strip().lower().replace(":", ".")


def _scope(outline: Outline, tag: Tag) -> Scope:
    if tag.name == "meta" and "itemprop" not in tag.attrs:
        return "page"
    block = block_of(outline, tag)
    forced = region_scope(tag.region, block.names if block else "", block.tag if block else "")
    # The item that a microdata or RDFa property belongs to is not followed here.
    return forced or "unknown"


def _licenses(page: Page, tag: Tag, value: str, scope: Scope) -> Iterator[Claim]:
    for found in licenses_in(value):
        evidence = page_evidence(
            page,
            "license",
            "meta",
            (tag.start, tag.end),
            value,
            scope=scope,
            polarity="grant",
            confidence=0.9,
        )
        yield Claim(evidence, found.spdx, found.url, found.jurisdiction)


def _notices(page: Page, tag: Tag, value: str, scope: Scope) -> Iterator[Claim]:
    span = (tag.start, tag.end)
    notices = find_notices(value)
    for notice in notices:
        yield notice_claim(page, notice, span, value[notice.start : notice.end], scope, 0.6)
    if not notices and not _URL.search(value) and not licenses_in(value) and len(value) <= 200:
        holder = re.sub(r"^[\s\d,\-–—]+|\s+$", "", value)
        if (
            holder
            and not _SOFTWARE.search(holder)
            and holder.lower() not in {"copyright", "all rights reserved"}
        ):
            yield Claim(
                page_evidence(page, "holder", "meta", span, value, scope=scope, confidence=0.4),
                holder=holder,
            )


def notice_claim(
    page: Page,
    notice: NoticeSpan,
    span: tuple[int, int] | None,
    value: str,
    scope: Scope,
    confidence: float,
) -> Claim:
    """Return the claim of a notice found by the grammar, at a span of the page text."""
    evidence = page_evidence(
        page,
        "rights_status",
        notice.kind,
        span,
        value,
        scope=scope,
        polarity=notice.polarity,
        confidence=confidence,
    )
    ai: tuple[tuple[str, AiValue], ...] = ()
    if "tdm" in notice.flags:
        ai = (("tdm", "deny"), ("train", "deny"))
    return Claim(
        evidence,
        holder=notice.holder,
        years=notice.years,
        flags=notice.flags,
        ai=ai,
        system="notice",
    )
