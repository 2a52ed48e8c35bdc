"""Decide which observation wins for each field; every value keeps the evidence it came from.

Order of trust: what the dump declares, the visible line, then JSON-LD, then metas. A valued form
beats an empty one, and both stay in evidence. What was not seen is None. A page of a wiki has no
bylines: lines that look like them are its subject, and its last contributor is an account.
"""

from collections.abc import Iterator, Sequence

from dataset_tools.grammar.credits import find_credits
from dataset_tools.grammar.dates import to_utc
from dataset_tools.metadata import json_ld, meta_tags
from dataset_tools.metadata.about_page import (
    find_canonical,
    find_publisher,
    find_section_of,
    find_summary,
)
from dataset_tools.metadata.bylines import Lines, read_lines
from dataset_tools.metadata.scan import read_structured
from dataset_tools.metadata.structured import Structured
from dataset_tools.metadata.titles import Title
from dataset_tools.metadata.when import find_when
from dataset_tools.model import (
    About,
    Caption,
    Credit,
    EvidenceLog,
    Outline,
    Page,
    declared_evidence,
)

WRITERS = frozenset({"author", "reporter", "correspondent"})
EDITORS = frozenset({"editor", "chief_editor"})
_PLACEHOLDERS = frozenset(
    {"admin", "administrator", "root", "editor", "unknown", "author", "webmaster", "staff"}
)
MAX_NAME = 60


class _Draft:
    """The fields found so far; credits are gathered by (role, name) so that copies count once."""

    def __init__(self) -> None:
        self.credits: dict[tuple[str, str | None], Credit] = {}
        self.flags: set[str] = set()

    def credit(
        self, role: str, name: str | None, affiliation: str | None, raw: str, item: int
    ) -> None:
        old = self.credits.get((role, name))
        ids = (*old.evidence_ids, item) if old else (item,)
        if old:
            affiliation = old.affiliation or affiliation
            raw = old.raw
        self.credits[role, name] = Credit(
            role, name, affiliation, raw[:500], tuple(dict.fromkeys(ids))
        )


def describe(
    page: Page,
    outline: Outline,
    title: Title | None,
    language: str,
    zone: str | None,
    log: EvidenceLog,
    structured: Structured | None = None,
) -> About:
    """Return what the page says of itself, adding every observation to `log`.

    `structured` is what `read_structured` made of the outline; without it, it is read here.
    """
    structured = structured or read_structured(outline)
    draft = _Draft()
    if page.markup == "wikitext":
        shown = tuple(block for block in outline.blocks if block.tag == "figcaption")
        lines = Lines((), (), (), read_lines(Outline(shown)).captions)
    else:
        lines = read_lines(outline)
    if title and title.kind == "declared":
        _note(log, "title", "title", _declared(page, "title")[0], title.text)
    elif title:
        log.page("title", title.kind, title.span, title.text)
    source = _source(lines, page, outline, draft, log)
    _people(lines, page, outline, draft, log)
    published, modified = find_when(page, outline, structured, title, log)
    summary = find_summary(structured)
    section = find_section_of(page, outline, structured, title, log)
    captions = _captions(lines, draft, log)
    credits_ = tuple(draft.credits.values())
    return About(
        title=title.text[:2000] if title else None,
        section=section,
        summary=summary,
        canonical_url=find_canonical(page, structured, log),
        published_at=to_utc(published.stamp, language, zone) if published else None,
        modified_at=to_utc(modified.stamp, language, zone) if modified else None,
        published_date=published.day if published else None,
        modified_date=modified.day if modified else None,
        published_raw=published.raw[:200] if published else None,
        source=source,
        publisher=find_publisher(page, structured, log),
        authors=_names(credits_, WRITERS),
        editors=_names(credits_, EDITORS),
        credits=credits_,
        captions=captions,
        flags=tuple(sorted(draft.flags)),
    )


def _declared(page: Page, name: str) -> list[str]:
    """Return what the dump itself says under a name of dump.DECLARED, blank values left out."""
    return [value for key, value in page.capture.declared if key == name and value.strip()]


def _note(log: EvidenceLog, field: str, name: str, value: str, read: str | None) -> int:
    return log.add(declared_evidence(field, name, value, read))


def _names(found: Sequence[Credit], roles: frozenset[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c.name for c in found if c.role in roles and c.name))


def _source(
    lines: Lines, page: Page, outline: Outline, draft: _Draft, log: EvidenceLog
) -> str | None:
    chosen: str | None = None
    for seen in lines.sources:
        item = log.page("source", "source_line", (seen.start, seen.end), seen.value)
        if seen.value and chosen is None:
            chosen = seen.value[:500]
            raw = page.text[seen.start : seen.end]
            draft.credit("source_outlet", chosen[:200], None, raw, item)
    for tag, value in meta_tags.find_meta(outline, "source"):
        span = meta_tags.content_span(page.text, tag)
        log.page("source", "meta", span, value, confidence=0.8)
        if chosen is None and not value.startswith(("http:", "https:")) and len(value) <= MAX_NAME:
            chosen = value
    return chosen


def _people(lines: Lines, page: Page, outline: Outline, draft: _Draft, log: EvidenceLog) -> None:
    _declared_people(page, draft, log)
    for seen in lines.credits:
        found = seen.found
        if found.flag:
            draft.flags.add(f"{found.role}_{found.flag}")
        item = log.page(found.role, "credit_line", (seen.start, seen.end), found.name)
        if found.name or found.flag in {"placeholder", "code_only"}:
            draft.credit(found.role, found.name, found.affiliation, found.raw, item)
    for role, field in (("author", "authors"), ("editor", "editors")):
        seen_roles = WRITERS if role == "author" else EDITORS
        if any(c.name for (r, _), c in draft.credits.items() if r in seen_roles):
            continue  # the visible byline is the page's own word; metas often hold site names
        for name, span, kind in _structured_names(page, outline, field):
            clean = _person(name)
            item = log.page(role, kind, span, clean, confidence=0.8)
            if clean is None:
                draft.flags.add(f"{role}_placeholder")
            else:
                draft.credit(role, clean, None, name, item)


def _declared_people(page: Page, draft: _Draft, log: EvidenceLog) -> None:
    """Credit the authors that the dump names; of a wiki page it names the last contributor."""
    for value in _declared(page, "author"):
        if page.markup == "wikitext":
            item = _note(log, "platform_account", "author", value, value.strip())
            draft.credit("platform_account", value.strip()[:200], None, value, item)
            continue
        for name in _split_names(value):
            clean = _person(name)
            item = _note(log, "author", "author", value, clean)
            if clean is None:
                draft.flags.add("author_placeholder")
            else:
                draft.credit("author", clean, None, name, item)


def _structured_names(
    page: Page, outline: Outline, field: str
) -> Iterator[tuple[str, tuple[int, int] | None, str]]:
    """Yield (name, span, kind) from JSON-LD, else from metas."""
    key = {"authors": "author", "editors": "editor"}[field]
    for script, node in json_ld.articles(outline):
        names = json_ld.strings(node.get(key))
        for name in names[:20]:
            yield (
                name,
                json_ld.locate(script, name, key),
                "json_ld",
            )
        if names:
            return
    for tag, value in meta_tags.find_meta(outline, field):
        if value.startswith(("http:", "https:", "/", "@")):
            continue
        span = meta_tags.content_span(page.text, tag)
        for name in _split_names(value):
            yield name, span, "meta"
        return


def _split_names(value: str) -> list[str]:
    found = find_credits(f"作者：{value}") if not value.isascii() else []
    if found and all(c.name for c in found):
        return [str(c.name) for c in found]
    for mark in (";", "、", "，", " and ", " und ", ","):
        if mark in value:
            return [part.strip() for part in value.split(mark) if part.strip()][:20]
    return [value]


def _person(name: str) -> str | None:
    """Return a usable name, or None for placeholders, addresses and ids."""
    clean = " ".join(name.split()).removeprefix("By ").removeprefix("by ").strip(" ,;:/")
    if not clean or len(clean) > MAX_NAME or clean.casefold() in _PLACEHOLDERS:
        return None
    if "@" in clean or "://" in clean or not any(c.isalpha() for c in clean):
        return None
    found = find_credits(f"作者：{clean}") if not clean.isascii() else []
    return None if found and found[0].flag else clean


def _captions(lines: Lines, draft: _Draft, log: EvidenceLog) -> tuple[Caption, ...]:
    found: dict[tuple[str, str | None], Caption] = {}
    for seen in lines.captions:
        ids: tuple[int, ...] = ()
        if seen.credit and seen.credit_span:
            ids = (
                log.page(
                    "captions", "caption_credit", seen.credit_span, seen.credit, scope="media"
                ),
            )
            if not find_credits(seen.credit):  # a named photographer has a credit already
                name = seen.credit.removesuffix("发").removesuffix("發").strip()[:200]
                draft.credit("image_source", name or None, None, seen.credit, ids[0])
        old = found.get((seen.text, seen.credit))
        ids = tuple(dict.fromkeys((*(old.evidence_ids if old else ()), *ids)))
        found[seen.text, seen.credit] = Caption(seen.text or None, seen.credit, ids)
    return tuple(found.values())
