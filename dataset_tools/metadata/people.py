"""Who wrote, edited, photographed and first published a text, with the evidence of each name.

Order of trust for authors: what the dump declares; the byline by the headline; authors that the
markup states; elements whose class says "author"; a byline below the text; organisations. Every
line that is read becomes a credit; `authors` and `editors` are those who count.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from dataset_tools.grammar.credits import find_credits
from dataset_tools.metadata.bylines import Lines, SeenCredit, read_captions, read_lines
from dataset_tools.metadata.head_lines import OUTLET, Named, is_person
from dataset_tools.metadata.marked_names import marked_people
from dataset_tools.metadata.outlets import find_source
from dataset_tools.metadata.structured import (
    Markup,
    Stated,
    clean_name,
    find_stated,
    read_markup,
    split_names,
)
from dataset_tools.metadata.titles import Title
from dataset_tools.metadata.zones import Zone, find_zone, is_wide, squash
from dataset_tools.model import (
    Caption,
    Credit,
    EvidenceLog,
    Outline,
    Page,
    declared_evidence,
)

WRITERS = frozenset({"author", "reporter", "correspondent"})
EDITORS = frozenset({"editor", "chief_editor"})
_NOBODY = Named("author", "", (0, 0))
BYLINE_GAP = 3  # blocks between the names of one byline


@dataclass(frozen=True, slots=True)
class Who:
    """The people and outlets of one page."""

    source: str | None
    authors: tuple[str, ...]
    editors: tuple[str, ...]
    credits: tuple[Credit, ...]
    captions: tuple[Caption, ...]
    flags: tuple[str, ...]


@dataclass(slots=True)
class Draft:
    """What was found so far; credits are gathered by (role, name) so that copies count once."""

    credits: dict[tuple[str, str | None], Credit] = field(default_factory=dict)
    authors: dict[str, None] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)

    def credit(
        self, role: str, name: str | None, affiliation: str | None, raw: str, item: int
    ) -> None:
        """Add one credit, or evidence to the one that is there."""
        old = self.credits.get((role, name))
        ids = (*old.evidence_ids, item) if old else (item,)
        if old:
            affiliation = old.affiliation or affiliation
            raw = old.raw
        self.credits[role, name] = Credit(
            role, name, affiliation, raw[:500], tuple(dict.fromkeys(ids))
        )

    def names(self, roles: frozenset[str]) -> list[str]:
        """Return the names credited in these roles, in order."""
        found = (c.name for (role, _), c in self.credits.items() if role in roles and c.name)
        return list(dict.fromkeys(found))


def find_people(page: Page, outline: Outline, title: Title | None, log: EvidenceLog) -> Who:
    """Return everybody the page credits, adding every observation to `log`."""
    draft = Draft()
    _declared_people(page, draft, log)
    if page.markup == "wikitext":
        lines = Lines((), (), read_captions(outline))
        captions = _captions(lines, draft, log)
        return _finished(None, draft, captions)
    zone = find_zone(outline, title, dump=page.markup == "text")
    lines = read_lines(page.text, outline, zone)
    markup = read_markup(outline)
    _editors(page, outline, markup, zone, lines, draft, log)
    marked = cache(lambda: marked_people(page, outline, zone))
    _authors(page, outline, markup, zone, lines, marked, draft, log)
    source = find_source(page, outline, markup.head, zone, lines, marked, draft.credits, log)
    if source.credit:
        draft.credit("source_outlet", source.credit[0], None, source.credit[1], source.item)
    return _finished(source.value, draft, _captions(lines, draft, log))


def _finished(source: str | None, draft: Draft, captions: tuple[Caption, ...]) -> Who:
    return Who(
        source=source,
        authors=tuple(draft.authors),
        editors=tuple(draft.names(EDITORS)),
        credits=tuple(draft.credits.values()),
        captions=captions,
        flags=tuple(sorted(draft.flags)),
    )


def _declared_people(page: Page, draft: Draft, log: EvidenceLog) -> None:
    """Credit the authors that the dump names; of a wiki page it names the last contributor."""
    for key, value in page.capture.declared:
        if key != "author" or not value.strip():
            continue
        if page.markup == "wikitext":
            read: str | None = value.strip()
            item = log.add(declared_evidence("platform_account", "author", value, read))
            draft.credit("platform_account", value.strip()[:200], None, value, item)
            continue
        for name in _split(value):
            clean = _checked(name)
            item = log.add(declared_evidence("author", "author", value, clean))
            if clean is None:
                draft.flags.add("author_placeholder")
            else:
                draft.credit("author", clean, None, name, item)
                draft.authors[clean] = None


def _split(value: str) -> list[str]:
    """Split names, in Chinese by what a credit line would make of them."""
    found = find_credits(f"作者：{value}") if not value.isascii() else []
    if found and all(c.name for c in found):
        return [str(c.name) for c in found]
    return split_names(value)


def _checked(name: str) -> str | None:
    """Return a usable name, or None for placeholders of any language."""
    clean = clean_name(name)
    if clean is None or clean.isascii():
        return clean
    found = find_credits(f"作者：{clean}")
    return None if found and found[0].flag else clean


def _line(seen: SeenCredit, draft: Draft, log: EvidenceLog) -> None:
    """Credit one line."""
    found = seen.found
    if found.flag:
        draft.flags.add(f"{found.role}_{found.flag}")
    item = log.page(found.role, "credit_line", (seen.start, seen.end), found.name)
    if found.name or found.flag in {"placeholder", "code_only"}:
        draft.credit(found.role, found.name, found.affiliation, found.raw, item)


def _editors(
    page: Page,
    outline: Outline,
    markup: Markup,
    zone: Zone,
    lines: Lines,
    draft: Draft,
    log: EvidenceLog,
) -> None:
    """Credit everybody but the writers; editors of the markup count where no line names one."""
    for seen in lines.credits:
        if seen.found.role not in WRITERS:
            _line(seen, draft, log)
    if draft.names(EDITORS) or page.markup != "html":
        return
    for stated in find_stated(page, outline, markup, zone, "editor"):
        _stated(stated, "editor", draft, log)


def _stated(stated: Stated, role: str, draft: Draft, log: EvidenceLog) -> str | None:
    clean = _checked(stated.name)
    item = log.page(role, stated.kind, stated.span, clean, confidence=0.8)
    if clean is None:
        draft.flags.add(f"{role}_placeholder")
    else:
        draft.credit(role, clean, None, stated.name, item)
    return clean


def _authors(
    page: Page,
    outline: Outline,
    markup: Markup,
    zone: Zone,
    lines: Lines,
    marked: Callable[[], list[Named]],
    draft: Draft,
    log: EvidenceLog,
) -> None:
    """Choose the writers; who is not chosen leaves no credit, because teasers have bylines too."""
    if draft.authors:
        return
    blocks = outline.blocks
    writers = [
        seen
        for seen in lines.credits
        if seen.found.role in WRITERS and blocks[seen.block].tag != "figcaption"
    ]
    wide = [seen for seen in writers if not _is_latin(seen)]
    latin = [seen for seen in writers if _is_latin(seen)]
    for seen in wide:
        _line(seen, draft, log)
    for name in draft.names(WRITERS):
        draft.authors[name] = None
    if draft.authors:
        return
    byline, place = _first_byline(latin, zone)
    stated = (
        list(find_stated(page, outline, markup, zone, "author")) if page.markup == "html" else []
    )
    persons = [s for s in stated if s.person and not _is_editor(s.name, draft)]
    known = {squash(clean_name(s.name) or "") for s in persons}
    wide_page = is_wide(outline, zone)
    agrees = any(squash(seen.found.name or "") in known for seen in byline)
    if byline and (place == "head" or agrees or not persons) and (place == "head" or not marked()):
        for seen in byline:
            _line(seen, draft, log)
            if seen.found.name:
                draft.authors[seen.found.name] = None
        if agrees:
            for item in persons:
                _add(_stated(item, "author", draft, log), draft)
    if not draft.authors:
        printed = _printed(marked()) if wide_page or not persons else []
        if persons and not all(is_person(named.name) for named in printed or [_NOBODY]):
            for item in persons:
                _add(_stated(item, "author", draft, log), draft)
        for named in [] if draft.authors else printed:
            found = log.page("author", "marked", named.span, named.name, confidence=0.7)
            draft.credit("author", named.name, named.affiliation, named.name, found)
            draft.authors[named.name] = None
    if not draft.authors:
        for item in stated:
            if not item.person and not _is_editor(item.name, draft):
                _add(_stated(item, "author", draft, log), draft)
    for seen in latin:
        if seen not in byline and seen.block > zone.last - 2 and seen.found.role != "author":
            _line(seen, draft, log)


def _printed(marked: Sequence[Named]) -> list[Named]:
    """Return the authors among marked names, else the accounts that are no outlets."""
    authors = [named for named in marked if named.role == "author"]
    return authors or [n for n in marked if n.role == "account" and not OUTLET.search(n.name)]


def _add(name: str | None, draft: Draft) -> None:
    known = {squash(other) for other in draft.authors}
    if name and squash(name) not in known:
        draft.authors[name] = None


def _is_editor(name: str, draft: Draft) -> bool:
    return any(editor in name for editor in draft.names(EDITORS))


def _is_latin(seen: SeenCredit) -> bool:
    return seen.found.raw[:1] < "\u2e80"


def _first_byline(latin: Sequence[SeenCredit], zone: Zone) -> tuple[list[SeenCredit], str]:
    """Return the byline by the headline, else the one below the text, and its place."""
    after = [s for s in latin if s.block >= zone.headline and zone.near_headline(s.block)]
    before = [s for s in latin if zone.top <= s.block < zone.headline]
    group = list(_group(after)) or list(_group(before[::-1]))[::-1]
    if group:
        return group, "head"
    below = [s for s in latin if s.block >= zone.last - 1]
    return list(_group(below)), "tail"


def _group(seen: Sequence[SeenCredit]) -> Iterator[SeenCredit]:
    """Yield the first line and those close behind it."""
    last: SeenCredit | None = None
    for credit in seen:
        if last is not None and abs(credit.block - last.block) > BYLINE_GAP:
            return
        yield credit
        last = credit


def _captions(lines: Lines, draft: Draft, log: EvidenceLog) -> tuple[Caption, ...]:
    found: dict[tuple[str, str | None], Caption] = {}
    for seen in lines.captions:
        ids: tuple[int, ...] = ()
        if seen.credit and seen.credit_span:
            span = seen.credit_span
            ids = (log.page("captions", "caption_credit", span, seen.credit, scope="media"),)
            if not find_credits(seen.credit):  # a named photographer has a credit already
                name = seen.credit.removesuffix("发").removesuffix("發").strip()[:200]
                draft.credit("image_source", name or None, None, seen.credit, ids[0])
        old = found.get((seen.text, seen.credit))
        ids = tuple(dict.fromkeys((*(old.evidence_ids if old else ()), *ids)))
        found[seen.text, seen.credit] = Caption(seen.text or None, seen.credit, ids)
    return tuple(found.values())


__all__ = ["EDITORS", "WRITERS", "Who", "find_people"]
