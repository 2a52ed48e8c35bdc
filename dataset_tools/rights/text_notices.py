"""Notices and license sentences in the visible text."""

import re
from collections.abc import Iterator

from dataset_tools.blocks import Block, Outline
from dataset_tools.grammar.notices import find_notices
from dataset_tools.model import CorpusContext, Page, Scope
from dataset_tools.rights.claims import Claim, page_evidence, region_scope
from dataset_tools.rights.links import (
    CARVE_OUT,
    CODE_WORDS,
    COMMENT_WORDS,
    MEDIA_WORDS,
    SELF_LICENSED,
)
from dataset_tools.rights.metas import notice_claim
from dataset_tools.rights.spdx import read_license_url

MAX_CHARS = 2_000_000  # of visible text a page; a license on a longer page is left to a person
_CC_URL = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/[a-z0-9.+/_-]{1,80}",
    re.IGNORECASE,
)
_URL_AROUND = re.compile(r"[^\s\"'<>]{0,300}$")


def is_overlong(outline: Outline) -> bool:
    """Say whether a page has more visible text than is searched for notices."""
    return sum(len(block.text) for block in outline.blocks) > MAX_CHARS


def text_notices(page: Page, outline: Outline, context: CorpusContext) -> Iterator[Claim]:  # noqa: ARG001 - the form of a Signal
    """Yield a claim for each notice in a block of the page."""
    read = 0
    for block in outline.blocks:
        read += len(block.text)
        if read > MAX_CHARS:
            break
        for notice in find_notices(block.text):
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
    before = ""
    for block in outline.blocks:
        for match in _CC_URL.finditer(block.text):
            lead = _URL_AROUND.search(block.text, 0, match.start())
            if lead and lead.group().strip("(（[【:：,，。“「—-"):
                continue  # inside a longer URL: a share link
            found = read_license_url(match.group().rstrip(".,"))
            if found is None:
                continue
            end = match.start() + len(match.group().rstrip(".,"))
            around = f"{before[-200:]} {block.text[max(0, match.start() - 200) : end]}"
            part = (
                MEDIA_WORDS.search(around)
                or CODE_WORDS.search(around)
                or COMMENT_WORDS.search(around)
            )
            speaks = SELF_LICENSED.search(around) is not None and not part
            scope = region_scope(block.region, block.names, block.tag) or (
                "page" if speaks else "unknown"
            )
            evidence = page_evidence(
                page, "license", "printed_license", block.span(match.start(), end), found.url,
                scope=scope, polarity="grant", confidence=0.85 if speaks else 0.5,
            )  # fmt: skip
            carved = ("carve_outs",) if CARVE_OUT.search(around) else ()
            yield Claim(
                evidence,
                found.spdx,
                found.url,
                found.jurisdiction,
                flags=carved,
                site_wide=block.region == "footer",
            )
        before = block.text


def _scope(block: Block) -> Scope:
    return region_scope(block.region, block.names, block.tag) or "page"
