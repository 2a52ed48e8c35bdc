"""Notices and license sentences in the visible text."""

import re
from collections.abc import Iterator

from dataset_tools.blocks import Block, Outline, links_with
from dataset_tools.grammar.hints import speaking
from dataset_tools.grammar.notices import find_notices
from dataset_tools.model import CorpusContext, Page, Scope
from dataset_tools.rights.claims import Claim, names_inside, page_evidence, region_scope
from dataset_tools.rights.license_names import find_license_names
from dataset_tools.rights.links import LICENSE_WORDS
from dataset_tools.rights.metas import notice_claim
from dataset_tools.rights.places import foot_grants, of_contributions
from dataset_tools.rights.spdx import License, read_license_url
from dataset_tools.rights.statements import (
    CARVE_OUT,
    PAGE_WORDS,
    SENTENCE,
    clause_around,
    part_of,
    place_scope,
    restricts_more,
    sentence_around,
    speaks_of_page,
    stands_amid,
    stands_beside,
    tells_of_it,
    text_before,
)
from dataset_tools.words import WordList

MAX_CHARS = 2_000_000  # of visible text a page; a license on a longer page is left to a person
MAX_NAMING = 200_000  # characters of the blocks in which names of licenses are looked for
_CC_URL = re.compile(
    r"(?:https?://)?(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/[a-z0-9.+/_-]{1,80}",
    re.IGNORECASE,
)
_URL_AROUND = re.compile(r"[^\s\"'<>]{0,300}$")
_LABEL = re.compile(
    r"^\W{0,3}(?:content\s+)?(?:li[cz]en[cs][ez]|lizenz|licencia|licenza|licença|许可(?:协议)?|版权(?:声明)?|授權(?:條款)?|ライセンス)\s?[:：]",
    re.IGNORECASE,
)
_CC = WordList(["creativecommons.org"])
LABEL_CHARS = 160  # of a block that is a label and its license


def is_overlong(outline: Outline) -> bool:
    """Say whether a page has more visible text than is searched for notices."""
    return _last(outline) < len(outline.blocks)


def text_notices(page: Page, outline: Outline, context: CorpusContext) -> Iterator[Claim]:  # noqa: ARG001 - the form of a Signal
    """Yield a claim for each notice in a block of the page."""
    for index in _holding(outline):
        block = outline.blocks[index]
        notices = find_notices(block.text)
        if len(notices) > 1:  # the places of its text are found once
            block = block._replace(known_chunks=block.chunks)
        for notice in notices:
            scope: Scope = "media" if "media" in notice.flags else _scope(block)
            span = block.span(notice.start, notice.end)
            yield notice_claim(
                page, notice, span, block.text[notice.start : notice.end], scope, 0.9
            )


def printed_licenses(page: Page, outline: Outline, context: CorpusContext) -> Iterator[Claim]:  # noqa: ARG001 - the form of a Signal
    """Yield a claim for each license URL that is printed in the text.

    It speaks for the page only after a sentence that says so of the page itself, in the same
    block or in the one before.
    """
    for index in _holding(outline):
        block = outline.blocks[index]
        if not _CC.groups(block.text):
            continue
        for match in _CC_URL.finditer(block.text):
            lead = _URL_AROUND.search(block.text, 0, match.start())
            if lead and lead.group().strip("(（[【<:：,，。“「—-"):
                continue  # inside a longer URL: a share link
            url = match.group().rstrip(".,")
            found = read_license_url(url if "//" in url else f"https://{url}")
            if found is not None:
                span = (match.start(), match.start() + len(url))
                yield _claim(page, outline, index, block, span, found, "printed_license", found.url)


def named_licenses(page: Page, outline: Outline, context: CorpusContext) -> Iterator[Claim]:  # noqa: ARG001 - the form of a Signal
    """Yield a claim for each license that the text names in words, public domain included."""
    named = [
        (index, names)
        for index in _holding(outline)
        if (names := find_license_names(outline.blocks[index].text))
    ]
    if not named:
        return
    linked = {
        tag.block
        for tag in links_with(page.text, outline, LICENSE_WORDS, images=False)
        if read_license_url(tag.attrs.get("href", ""))
    }
    read = 0
    for index, names in named:
        block = outline.blocks[index]
        # What a license link or a printed URL says exactly, its words need not say again.
        if index in linked or _CC_URL.search(block.text):
            continue
        read += len(block.text)
        if read > MAX_NAMING:
            return
        # The places of its text are found once.
        placed = block._replace(known_chunks=block.chunks) if len(names) > 1 else block
        for name in names:
            words = block.text[name.start : name.end]
            yield _claim(
                page, outline, index, placed, (name.start, name.end), name.license,
                "license_name", words,
            )  # fmt: skip


def _holding(outline: Outline) -> list[int]:
    """Return the blocks that may say something, within the first MAX_CHARS of visible text."""
    last = _last(outline)
    return [index for index in speaking(outline) if index <= last]


def _last(outline: Outline) -> int:
    """Return the index of the last block that is searched."""
    blocks = outline.blocks
    if not blocks or blocks[-1].end <= MAX_CHARS:  # the common case: nothing to count
        return len(outline.blocks)
    read = 0
    for index, block in enumerate(outline.blocks):
        read += len(block.text)
        if read > MAX_CHARS:
            return index - 1
    return len(outline.blocks)


def _claim(
    page: Page,
    outline: Outline,
    index: int,
    block: Block,
    place: tuple[int, int],
    found: License,
    kind: str,
    value: str | None,
) -> Claim:
    """Return the claim of a license at a place of a block; unknown unless it is the page's."""
    start, end = place
    first, last = sentence_around(block.text, start, end)
    sentence = block.text[first:last]
    span = block.span(start, end)
    names = names_inside(block)
    footer = block.region == "footer" or "footer" in names
    scope = place_scope(page, block, block.region, span[0])
    if scope is None:
        scope = "unknown"
        before = text_before(outline, index)
        speaks = speaks_of_page(block.text, start, end, before, footer=footer)
        speaks = speaks and not block.hidden and not stands_amid(outline, index)
        label = footer and len(block.text) <= LABEL_CHARS and _LABEL.match(block.text)
        grants = footer and foot_grants(sentence[: end - first])
        grants = grants and not tells_of_it(block.text, start, end)
        part = part_of(clause_around(block.text, start, end))
        wide = block.text[max(0, start - SENTENCE) : end + SENTENCE]
        if of_contributions(page, block.text, start):
            scope = "site"
        elif part and not PAGE_WORDS.search(sentence):
            scope = part
        elif (speaks or label or grants) and part is None and not restricts_more(wide, found.spdx):
            scope = "page"
    evidence = page_evidence(
        page, "license", kind, span, value,
        scope=scope, polarity="grant", confidence=0.85 if scope == "page" else 0.5,
    )  # fmt: skip
    carved = ("carve_outs",) if CARVE_OUT.search(sentence) else ()
    site_wide = footer or stands_beside(block.region, names)
    return Claim(
        evidence, found.spdx, found.url, found.jurisdiction, flags=carved, site_wide=site_wide
    )


def _scope(block: Block) -> Scope:
    return region_scope(block.region, names_inside(block), block.tag) or "page"
