"""Licenses, holders and notices in microdata and RDFa, with the scope of the item they are in."""

import re
from collections.abc import Iterator

from dataset_tools.blocks import Outline, Tag
from dataset_tools.model import CorpusContext, Page, Scope
from dataset_tools.rights.claims import Claim, block_of, page_evidence
from dataset_tools.rights.items import Items
from dataset_tools.rights.metas import (
    HOLDER_NAMES,
    LICENSE_NAMES,
    MAX_VALUE,
    RIGHTS_NAMES,
    property_name,
    value_claims,
)
from dataset_tools.rights.spdx import read_license_url
from dataset_tools.rights.statements import place_scope

_NAMES = LICENSE_NAMES | RIGHTS_NAMES | HOLDER_NAMES
_YEARS = frozenset({"copyrightyear", "schema.copyrightyear", "dcterms.datecopyrighted"})
_TERMS = frozenset({"acquirelicensepage", "usageinfo", "cc.morepermissions", "cc.useguidelines"})
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def property_rights(page: Page, outline: Outline, context: CorpusContext) -> Iterator[Claim]:  # noqa: ARG001 - the form of a Signal
    """Yield the claims of elements with itemprop, or with property outside <meta>."""
    items = Items(page, outline)
    for tag in outline.tags:
        microdata = "itemprop" in tag.attrs
        if not microdata and ("property" not in tag.attrs or tag.name == "meta"):
            continue
        for word in (tag.attrs.get("itemprop") or tag.attrs.get("property", "")).split()[:8]:
            key = property_name(word)
            if key in _NAMES or key in _YEARS or key in _TERMS:
                yield from _claims(page, outline, items, tag, key)


def _claims(page: Page, outline: Outline, items: Items, tag: Tag, key: str) -> Iterator[Claim]:
    attrs = tag.attrs
    value = attrs.get("content") or attrs.get("resource") or attrs.get("href") or tag.text
    if not value or (key in LICENSE_NAMES and _is_link(tag)):
        return  # links.py reads rel=license
    forced = None
    if tag.name not in {"meta", "link"}:
        forced = place_scope(page, block_of(outline, tag), tag.region, tag.start)
    scope: Scope = forced or items.scope_of_property(tag.start, microdata="itemprop" in attrs)
    span = (tag.start, tag.end)
    if key in _YEARS:
        if years := tuple(int(year) for year in _YEAR.findall(value[:100])):
            evidence = page_evidence(
                page, "years", "property", span, value[:100], scope=scope, confidence=0.8
            )
            yield Claim(evidence, years=years)
    elif key in _TERMS:
        evidence = page_evidence(
            page, "license", "property", span, value[:MAX_VALUE], scope=scope, confidence=0.5
        )
        yield Claim(evidence, flags=("license_page_linked",))
    else:
        yield from value_claims(page, tag, key, value[:MAX_VALUE], scope)


def _is_link(tag: Tag) -> bool:
    href = tag.attrs.get("href", "")
    return "license" in tag.attrs.get("rel", "").lower() and read_license_url(href) is not None
