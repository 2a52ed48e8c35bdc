"""License badges: the button of a license as a picture, without a link around it."""

from bisect import bisect_right
from collections.abc import Iterator

from dataset_tools.blocks import Outline, Tag, links_with
from dataset_tools.model import CorpusContext, Page, Scope
from dataset_tools.rights.claims import Claim, block_of, names_inside, page_evidence
from dataset_tools.rights.items import Items
from dataset_tools.rights.license_names import find_license_names
from dataset_tools.rights.links import LICENSE_WORDS
from dataset_tools.rights.spdx import License, read_badge_url
from dataset_tools.rights.statements import (
    block_near,
    part_of,
    place_scope,
    speaks_of_page,
    stands_beside,
)

ALONE = 80  # characters of a block that a badge stands in, if it is all of it


def badge_licenses(page: Page, outline: Outline, context: CorpusContext) -> Iterator[Claim]:  # noqa: ARG001 - the form of a Signal
    """Yield a claim for each badge that stands outside a link.

    The link around a badge is read by links.py; a badge in running text shows what it looks like.
    """
    badges = links_with(page.text, outline, LICENSE_WORDS, images=True)
    if not badges:
        return
    items = Items(page, outline)
    links = [(start, stop) for start, _, stop in outline.links if page.text[start + 1] in "aA"]
    for tag in badges:
        around = bisect_right(links, (tag.start,)) - 1
        if around >= 0 and tag.start < links[around][1]:
            continue
        if (found := read_badge_url(tag.attrs.get("src", ""))) is None:
            continue
        scope = _scope(page, outline, items, tag, found)
        evidence = page_evidence(
            page, "license", "badge", (tag.start, tag.end), tag.attrs.get("src"),
            scope=scope, polarity="grant", confidence=0.85 if scope == "page" else 0.5,
        )  # fmt: skip
        site_wide = tag.region == "footer"
        yield Claim(evidence, found.spdx, found.url, found.jurisdiction, site_wide=site_wide)


def _scope(page: Page, outline: Outline, items: Items, tag: Tag, found: License) -> Scope:
    block = block_of(outline, tag) or block_near(page, outline, tag)
    forced = place_scope(page, block, tag.region, tag.start) or items.forces(tag.start)
    if forced:
        return forced
    text = block.text if block else ""
    named = {n.license.spdx for n in find_license_names(tag.attrs.get("alt", ""))}
    names = names_inside(block)
    if part_of(text) or stands_beside(tag.region, names) or (named and found.spdx not in named):
        return "unknown"
    footer = tag.region == "footer" or "footer" in names
    alone = footer and len(text) <= ALONE
    at = len(text)
    return "page" if alone or speaks_of_page(text, at, at, footer=footer) else "unknown"
