"""Decide which observation wins for each field; every value keeps the evidence it came from.

Order of trust: what the dump declares, the visible line, then JSON-LD, then metas. A valued form
beats an empty one, and both stay in evidence. What was not seen is None. A page of a wiki has no
bylines: lines that look like them are its subject, and its last contributor is an account.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from dataset_tools.blocks import Outline
from dataset_tools.grammar.dates import DateSpan, parse_iso, to_utc
from dataset_tools.metadata import json_ld, meta_tags
from dataset_tools.metadata.bylines import SeenDate, read_dates
from dataset_tools.metadata.people import find_people
from dataset_tools.metadata.titles import Title, find_section
from dataset_tools.model import About, EvidenceLog, Page, declared_evidence


def describe(
    page: Page,
    outline: Outline,
    title: Title | None,
    language: str,
    zone: str | None,
    log: EvidenceLog,
) -> About:
    """Return what the page says of itself, adding every observation to `log`."""
    dates = () if page.markup == "wikitext" else read_dates(outline)
    if title and title.kind == "declared":
        _note(log, "title", "title", _declared(page, "title")[0], title.text)
    elif title:
        log.page("title", title.kind, title.span, title.text)
    who = find_people(page, outline, title, log)
    published, modified = _dates(dates, page, outline, log)
    summary = _summary(outline)
    section = _section(page, outline, title, log)
    return About(
        title=title.text[:2000] if title else None,
        section=section,
        summary=summary,
        canonical_url=_canonical(outline, log),
        published_at=to_utc(published, language, zone) if published else None,
        modified_at=to_utc(modified, language, zone) if modified else None,
        published_date=published.day if published else None,
        modified_date=modified.day if modified else None,
        published_raw=published.raw[:200] if published else None,
        source=who.source,
        publisher=_publisher(page, outline, log),
        authors=who.authors,
        editors=who.editors,
        credits=who.credits,
        captions=who.captions,
        flags=who.flags,
    )


def _declared(page: Page, name: str) -> list[str]:
    """Return what the dump itself says under a name of dump.DECLARED, blank values left out."""
    return [value for key, value in page.capture.declared if key == name and value.strip()]


def _note(log: EvidenceLog, field: str, name: str, value: str, read: str | None) -> int:
    return log.add(declared_evidence(field, name, value, read))


def _dates(
    lines: Sequence[SeenDate], page: Page, outline: Outline, log: EvidenceLog
) -> tuple[DateSpan | None, DateSpan | None]:
    """Return (published, modified): what the dump declares, else what the page says.

    On the page the best visible date counts, refined by metas of the same day. The date that a
    wiki dump declares is that of the revision.
    """
    stated = None
    kind = "modified" if page.markup == "wikitext" else "published"
    for value in _declared(page, "date"):
        found = parse_iso(value.strip())
        _note(log, kind, "date", value, found.day.isoformat() if found else None)
        stated = stated or found
    published, modified = _page_dates(lines, page, outline, log)
    return (
        (published, stated or modified) if kind == "modified" else (stated or published, modified)
    )


def _page_dates(
    lines: Sequence[SeenDate], page: Page, outline: Outline, log: EvidenceLog
) -> tuple[DateSpan | None, DateSpan | None]:
    metas = list(_meta_dates(page, outline, "published", log))
    changed = list(_meta_dates(page, outline, "modified", log))
    visible = [d for d in lines if d.labelled]
    for seen in visible:
        log.page("published", "date_line", (seen.start, seen.end), seen.found.day.isoformat())
    modified = changed[0] if changed else None
    if metas and not (visible and page.markup == "text"):
        return metas[0], modified
    return _best_visible(visible), modified


def _best_visible(visible: Sequence[SeenDate]) -> DateSpan | None:
    """Return the first date of the first day seen, preferring one with a time of that day."""
    if not visible:
        return None
    day: date = visible[0].found.day
    same = [d.found for d in visible if d.found.day == day]
    return next((d for d in same if d.time is not None), same[0])


def _meta_dates(page: Page, outline: Outline, field: str, log: EvidenceLog) -> Iterator[DateSpan]:
    key = {"published": "datePublished", "modified": "dateModified"}[field]
    for script, node in json_ld.articles(outline):
        value: Any = node.get(key)
        if isinstance(value, str) and (found := parse_iso(value.strip())) is not None:
            span = json_ld.locate(script, value, key)
            log.page(field, "json_ld", span, found.day.isoformat())
            yield found
            break
    for tag, value in meta_tags.find_meta(outline, field):
        if (found := parse_iso(value)) is not None:
            span = meta_tags.content_span(page.text, tag)
            log.page(field, "meta", span, found.day.isoformat())
            yield found
    if field != "published":
        return
    for tag in outline.named("time"):
        stamp = tag.attrs.get("datetime", "")
        if tag.region not in {"nav", "aside", "footer"} and (found := parse_iso(stamp)) is not None:
            log.page(field, "time_tag", (tag.start, tag.end), found.day.isoformat())
            yield found
            return


def _summary(outline: Outline) -> str | None:
    """Return the standfirst; it has no evidence, since an excerpt would outlive the text."""
    return next((value for _, value in meta_tags.find_meta(outline, "summary")), None)


def _section(page: Page, outline: Outline, title: Title | None, log: EvidenceLog) -> str | None:
    if title and title.kind == "declared":
        if page.markup != "wikitext" and (section := find_section(title.text)):
            _note(log, "section", "title", _declared(page, "title")[0], section)
            return section
    elif title and (section := find_section(title.text)):
        at = page.text.find(section, *title.span) if title.span else -1
        span = (at, at + len(section)) if at >= 0 else None
        log.page("section", "title_prefix", span, section)
        return section
    for tag, value in meta_tags.find_meta(outline, "section"):
        log.page("section", "meta", meta_tags.content_span(page.text, tag), value)
        return value[:500]
    return None


def _publisher(page: Page, outline: Outline, log: EvidenceLog) -> str | None:
    for script, node in json_ld.articles(outline):
        for name in json_ld.strings(node.get("publisher"))[:1]:
            span = json_ld.locate(script, name, "publisher")
            log.page("publisher", "json_ld", span, name)
            return name[:500]
    for tag, value in meta_tags.find_meta(outline, "publisher"):
        log.page("publisher", "meta", meta_tags.content_span(page.text, tag), value)
        return value[:500]
    return None


def _canonical(outline: Outline, log: EvidenceLog) -> str | None:
    for tag in outline.named("link"):
        href = tag.attrs.get("href", "")
        if "canonical" in tag.attrs.get("rel", "").lower().split() and href.startswith("http"):
            log.page("canonical_url", "link", (tag.start, tag.end), href[:8192])
            return href[:8192]
    return None
