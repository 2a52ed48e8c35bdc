"""Put together what a page says of itself; every value keeps the evidence it came from.

Order of trust: what the dump declares, the visible line, then JSON-LD, then metas. A valued form
beats an empty one, and both stay in evidence. What was not seen is None. A page of a wiki has no
bylines: lines that look like them are its subject, and its last contributor is an account.
"""

from collections.abc import Sequence

from dataset_tools.blocks import Outline
from dataset_tools.grammar.dates import counts_days_first, to_utc
from dataset_tools.metadata.about_page import (
    find_canonical,
    find_publisher,
    find_section_of,
    find_summary,
)
from dataset_tools.metadata.people import find_people
from dataset_tools.metadata.scan import read_structured
from dataset_tools.metadata.structured import Structured
from dataset_tools.metadata.titles import Title
from dataset_tools.metadata.when import find_when
from dataset_tools.model import About, EvidenceLog, Page, declared_evidence


def describe(
    page: Page,
    outline: Outline,
    title: Title | None,
    language: str,
    zone: str | None,
    log: EvidenceLog,
    structured: Structured | None = None,
    kept: Sequence[int] = (),
) -> About:
    """Return what the page says of itself, adding every observation to `log`.

    `structured` is what `read_structured` made of the outline; without it, it is read here. `kept`
    are the blocks of the main text, where it is known.
    """
    structured = structured or read_structured(outline)
    if title and title.kind == "declared":
        stated = next(value for key, value in page.capture.declared if key == "title")
        log.add(declared_evidence("title", "title", stated, title.text))
    elif title:
        log.page("title", title.kind, title.span, title.text)
    who = find_people(page, outline, structured, title, log, kept, language)
    published, modified = find_when(
        page,
        outline,
        structured,
        title,
        log,
        day_first=counts_days_first(language, page.capture.url),
    )
    return About(
        title=title.text[:2000] if title else None,
        section=find_section_of(page, outline, structured, title, log),
        summary=find_summary(outline, structured, title),
        canonical_url=find_canonical(page, structured, log),
        published_at=to_utc(published.stamp, language, zone) if published else None,
        modified_at=to_utc(modified.stamp, language, zone) if modified else None,
        published_date=published.day if published else None,
        modified_date=modified.day if modified else None,
        published_raw=published.raw[:200] if published else None,
        source=who.source,
        publisher=find_publisher(page, structured, log),
        authors=who.authors,
        editors=who.editors,
        credits=who.credits,
        captions=who.captions,
        flags=who.flags,
    )
