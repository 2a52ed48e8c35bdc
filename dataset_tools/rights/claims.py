"""What a signal yields: one claim, with the evidence for it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import prod

from dataset_tools.blocks import Block, Outline, Tag
from dataset_tools.model import (
    EXCERPT_CHARS,
    AiValue,
    CorpusContext,
    Evidence,
    Page,
    Polarity,
    Scope,
    SiteSignal,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a page, its headers or its site say about rights.

    `ai` sets axes of preference; within one `system` (``tdmrep``, ``robots``, …) the claim of
    the highest `rank` holds, and across systems any deny wins. `site_wide` marks a license that
    a template repeats on every page, so that it cannot speak for reprinted texts.
    """

    evidence: Evidence
    license: str | None = None  # SPDX id or LicenseRef-…
    license_url: str | None = None
    jurisdiction: str | None = None
    holder: str | None = None
    years: tuple[int, ...] = ()
    flags: tuple[str, ...] = ()
    ai: tuple[tuple[str, AiValue], ...] = ()
    system: str = ""
    rank: int = 0
    site_wide: bool = False


MAX_CONFIDENCE = 0.99  # what is read by rules is never certain


def confidence(claims: Iterable[Claim]) -> float:
    """Return how sure claims of one thing make it: noisy-or over kinds, the best of each kind.

    Copies of one line (a page's mobile and desktop halves) are one kind and count once. No
    claim gives 0.
    """
    best: dict[str, float] = {}
    for claim in claims:
        kind = claim.evidence.kind
        best[kind] = max(claim.evidence.confidence, best.get(kind, 0))
    return round(min(MAX_CONFIDENCE, 1 - prod(1 - sure for sure in best.values())), 4)


Signal = Callable[[Page, Outline, CorpusContext], Iterator[Claim]]


def page_evidence(
    page: Page,
    field: str,
    kind: str,
    span: tuple[int, int] | None,
    value: str | None,
    *,
    scope: Scope = "page",
    polarity: Polarity = "inform",
    confidence: float = 1.0,
) -> Evidence:
    """Return evidence at a span of the page text; without a span the value is the excerpt."""
    start, end = span or (None, None)
    excerpt = (value or "") if start is None else page.text[start:end]
    return Evidence(
        field, kind, "page", start, end, excerpt[:EXCERPT_CHARS], value, scope, polarity,
        confidence, f"rights.{kind}",
    )  # fmt: skip


def record_evidence(
    signal: SiteSignal,
    kind: str,
    span: tuple[int, int],
    value: str,
    polarity: Polarity,
    confidence: float,
) -> Evidence:
    """Return evidence at a span of a robots.txt or tdmrep.json record of the page's host."""
    excerpt = signal.text[slice(*span)][:EXCERPT_CHARS]
    return Evidence(
        "ai", kind, f"record:{signal.record_id}", *span, excerpt, value, "site", polarity,
        confidence, f"rights.{kind}",
    )  # fmt: skip


def block_of(outline: Outline, tag: Tag) -> Block | None:
    """Return the block in which a tag stands, None for tags between blocks and in the head."""
    if tag.block is None or not 0 <= tag.block < len(outline.blocks):
        return None
    block = outline.blocks[tag.block]
    end = max(tag.end, tag.text_end)
    return block if block.start < end and tag.start < block.end else None


def names_inside(block: Block | None) -> str:
    """Return what the elements around a block are called, without html and body.

    The names of a body (``right-sidebar``, ``wp-embed-responsive``, ``lightbox-captions``) are of
    the theme, and say nothing of the place.
    """
    return block.context.inner_names if block else ""


def region_scope(region: str, names: str, tag: str = "") -> Scope | None:
    """Return the scope that a place in the page forces: media, comments, or None."""
    if region == "figure" or tag in {"figcaption", "caption"} or "caption" in names:
        return "media"
    tokens = names.replace("_", "-").split()
    if any(t.startswith(("comment", "kommentar", "disqus", "replies")) for t in tokens):
        return "comments"
    return None
