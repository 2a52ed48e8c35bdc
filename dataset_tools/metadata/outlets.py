"""The outlet that a page credits for its text: a source line, a meta, a marked element, a wire."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dataset_tools.blocks import Outline
from dataset_tools.grammar.agencies import agency_called, find_dateline, find_signature
from dataset_tools.metadata import meta_tags
from dataset_tools.metadata.bylines import Lines
from dataset_tools.metadata.head_lines import OUTLET, Named
from dataset_tools.metadata.structured import Structured
from dataset_tools.metadata.zones import Zone
from dataset_tools.model import Credit, EvidenceLog, Page

MAX_NAME = 60
_JOINED = re.compile(r"\s?/\s?|\s(?:avec|et|e|y|con|und|mit|with|and)\s", re.IGNORECASE)
DATELINE_BLOCKS = 5  # standfirsts and captions may stand above the paragraph with the dateline
SIGNATURE_BLOCKS = 2


@dataclass(frozen=True, slots=True)
class Outlet:
    """The source, with what to credit as its outlet: (name, raw) and the evidence id."""

    value: str | None
    credit: tuple[str, str] | None = None
    item: int = -1


def printed_source(page: Page, head: Structured, lines: Lines, log: EvidenceLog) -> Outlet:
    """Return the outlet of a source line or a meta; every one of them becomes evidence."""
    chosen = Outlet(None)
    for seen in lines.sources:
        item = log.page("source", "source_line", (seen.start, seen.end), seen.value)
        if seen.value and chosen.value is None:
            raw = page.text[seen.start : seen.end]
            chosen = Outlet(seen.value[:500], (seen.value[:200], raw), item)
    for tag, value in meta_tags.find_meta(head, "source"):
        span = meta_tags.content_span(page.text, tag)
        log.page("source", "meta", span, value, confidence=0.8)
        named = any(map(str.isalpha, value)) and not value.startswith(("http:", "https:"))
        usable = named and len(value) <= MAX_NAME
        if chosen.value is None and usable:
            chosen = Outlet(value)
    return chosen


def implied_source(
    marked: Callable[[], Sequence[Named]],
    people: Mapping[tuple[str, str | None], Credit],
    log: EvidenceLog,
    *,
    wide: bool,
) -> Outlet:
    """Return the outlet that a marked element, a dateline or an agency's byline names."""
    found = _wide_source(marked(), people, log) if wide else _agency(people)
    return found or Outlet(None)


def agency_source(
    page: Page, outline: Outline, zone: Zone, kept: Sequence[int], log: EvidenceLog
) -> Outlet:
    """Return the agency that a dateline names, or a signature at the end of the text.

    Of the main text `kept`, as far as is known, and of the long paragraphs of the zone.
    """
    blocks = outline.blocks
    first, last = [*kept[:DATELINE_BLOCKS]], [*kept[-1:]]
    if zone.first <= zone.last:
        first += range(zone.first, zone.first + DATELINE_BLOCKS)
        last.append(zone.last)
    below = [i + step for i in last for step in range(SIGNATURE_BLOCKS)]
    for numbers, find in ((first, find_dateline), (below, find_signature)):
        for block in [blocks[i] for i in dict.fromkeys(numbers) if i < len(blocks)]:
            if agency := find(block.text):
                span = block.span(agency.start, agency.end)
                item = log.page("source", "dateline", span, agency.name, confidence=0.8)
                return Outlet(agency.name, (agency.name, page.text[slice(*span)]), item)
    return Outlet(None)


def _wide_source(
    marked: Sequence[Named],
    people: Mapping[tuple[str, str | None], Credit],
    log: EvidenceLog,
) -> Outlet | None:
    for named in marked:
        if named.role == "source":
            return _marked(named, named.name, log)
        if named.affiliation:
            return _marked(named, named.affiliation, log)
    for credit in people.values():
        outlet = credit.affiliation
        writes = credit.role in {"reporter", "author"} and credit.evidence_ids
        if outlet and writes and (OUTLET.search(outlet) or credit.raw.startswith("《")):
            return Outlet(outlet, (outlet, credit.raw), credit.evidence_ids[0])
    for named in marked:
        if named.role == "account" or (named.role == "author" and OUTLET.search(named.name)):
            return _marked(named, named.name, log)
    return None


def _marked(named: Named, value: str, log: EvidenceLog) -> Outlet:
    item = log.page("source", "marked", named.span, value, confidence=0.7)
    return Outlet(value, (value, value), item)


def _agency(people: Mapping[tuple[str, str | None], Credit]) -> Outlet | None:
    """Return the agency that a byline names as the writer or as the writer's employer."""
    for credit in people.values():
        names = (credit.affiliation, credit.name, *_JOINED.split(credit.raw[:MAX_NAME]))
        for name in names:
            known = agency_called(name or "")
            if known and credit.role in {"author", "reporter"} and credit.evidence_ids:
                return Outlet(known, (known, credit.raw), credit.evidence_ids[0])
    return None
