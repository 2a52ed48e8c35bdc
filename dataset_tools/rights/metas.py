"""Licenses, holders and notices in meta tags: Dublin Core, license, copyright, rights."""

import re
from collections.abc import Iterator
from functools import lru_cache

from dataset_tools.blocks import Outline, Tag
from dataset_tools.grammar.notices import NoticeSpan, find_notices
from dataset_tools.model import AiValue, CorpusContext, Page, Scope
from dataset_tools.rights.claims import Claim, page_evidence
from dataset_tools.rights.license_names import find_license_names
from dataset_tools.rights.spdx import License, read_license_name, read_license_url
from dataset_tools.rights.statements import part_of, restricts_more

LICENSE_NAMES = frozenset(
    "license licence schema.license xhv.license dc.license dcterms.license dct.license og.license"
    " cc.license".split()
)
RIGHTS_NAMES = frozenset(
    "copyright rights usage-rights schema.copyrightnotice dc.rights dcterms.rights dct.rights"
    " dcterms.accessrights dc.rights.license copyrightnotice".split()
)
HOLDER_NAMES = frozenset(
    "dcterms.rightsholder dct.rightsholder dc.rightsholder dc.rights.rightsholder copyrightholder"
    " schema.copyrightholder cc.attributionname".split()
)
_NAMES = LICENSE_NAMES | RIGHTS_NAMES | HOLDER_NAMES
# Names that software writes into every page it makes.
_SOFTWARE = re.compile(
    r"comsenz|discuz|wordpress|joomla|drupal|dedecms|phpwind|vbulletin", re.IGNORECASE
)
_URL = re.compile(
    r"(?<![\w:/])(?:https?:)?//[^\s\"'<>()\[\]，。；]{4,300}|(?<![\w.@/-])creativecommons\.org/[^\s\"'<>()]{4,200}",
    re.IGNORECASE,
)
MAX_VALUE = 5_000  # characters of a value that are read
MAX_NAME = 200  # of its name


def meta_rights(page: Page, outline: Outline, context: CorpusContext) -> Iterator[Claim]:  # noqa: ARG001 - the form of a Signal
    """Yield the claims of meta tags about the page as a whole."""
    for tag in outline.named("meta"):
        key = property_name((tag.attrs.get("name") or tag.attrs.get("property") or "")[:MAX_NAME])
        # properties.py reads those with an itemprop.
        if key in _NAMES and "itemprop" not in tag.attrs and tag.attrs.get("content"):
            yield from value_claims(page, tag, key, tag.attrs["content"][:MAX_VALUE], "page")


def value_claims(page: Page, tag: Tag, key: str, value: str, scope: Scope) -> Iterator[Claim]:
    """Yield the claims of a value that an element states under a name of this module."""
    if key in LICENSE_NAMES or key in RIGHTS_NAMES:
        yield from _licenses(page, tag, value, scope)
    if key in RIGHTS_NAMES:
        yield from _notices(page, tag, value, scope)
    if key in HOLDER_NAMES:
        span = (tag.start, tag.end)
        yield Claim(
            page_evidence(page, "holder", "meta", span, value, scope=scope, confidence=0.7),
            holder=value[:200],
        )


@lru_cache(maxsize=1_024)
def property_name(name: str) -> str:
    """Return the name of a property in lower case, its prefix set off by a full stop.

    >>> property_name("DC:Rights"), property_name("http://purl.org/dc/terms/license")
    ('dc.rights', 'license')
    """
    name = name.strip().lower()
    if name.startswith(("http://", "https://")):
        name = re.split(r"[/#]", name)[-1]
    return name.replace(":", ".")


def scope_of_value(value: str, scope: Scope, found: License) -> Scope:
    """Return the scope of a license in a value: unknown where its words name a part or more."""
    words = _URL.sub(" ", value)
    return "unknown" if part_of(words) or restricts_more(words, found.spdx) else scope


def licenses_in(value: str) -> list[License]:
    """Return the licenses that a value names: each URL in it, else itself, else names in it."""
    found = []
    for match in _URL.finditer(value):
        url = match.group().rstrip(".,;:")
        if url.lower().startswith("creativecommons.org"):
            url = f"https://{url}"
        if read := read_license_url(url):
            found.append(read)
    if not found and (named := read_license_name(value.strip())):
        found.append(named)
    return found or [named.license for named in find_license_names(value)]


def _licenses(page: Page, tag: Tag, value: str, scope: Scope) -> Iterator[Claim]:
    for found in licenses_in(value):
        evidence = page_evidence(
            page,
            "license",
            "meta",
            (tag.start, tag.end),
            value,
            scope=scope_of_value(value, scope, found),
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
