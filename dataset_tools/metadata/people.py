"""Who wrote, edited, photographed and first published a text, with the evidence of each name.

Order of trust for authors: what the dump declares; the byline by the headline; authors that the
markup states; elements whose class says "author"; a byline below the text; organisations. Every
line that is read becomes a credit; `authors` and `editors` are those who count.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from dataset_tools.blocks import Outline
from dataset_tools.grammar.captions import source_of
from dataset_tools.grammar.credits import find_credits
from dataset_tools.grammar.folding import squash
from dataset_tools.metadata.bylines import Lines, SeenCaption, SeenCredit, read_captions, read_lines
from dataset_tools.metadata.head_lines import OUTLET, Named, is_person
from dataset_tools.metadata.marked_names import marked_people
from dataset_tools.metadata.outlets import agency_source, implied_source, printed_source
from dataset_tools.metadata.stated import (
    Stated,
    clean_name,
    find_stated,
    is_organisation,
    read_markup,
    split_names,
)
from dataset_tools.metadata.structured import Structured
from dataset_tools.metadata.titles import Title
from dataset_tools.metadata.zones import Zone, find_zone, is_wide
from dataset_tools.model import Caption, Credit, EvidenceLog, Page, declared_evidence

WRITERS = frozenset({"author", "reporter", "correspondent"})
EDITORS = frozenset({"editor", "chief_editor"})
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


@dataclass(frozen=True, slots=True)
class Scene:
    """One page with what was read of it; `stated` and `marked` are read when first asked for."""

    page: Page
    zone: Zone
    lines: Lines
    captions: frozenset[int]  # blocks that are picture captions
    wide: bool
    chinese: bool
    stated: Callable[[], list[Stated]]
    marked: Callable[[], list[Named]]
    draft: Draft
    log: EvidenceLog


def find_people(
    page: Page,
    outline: Outline,
    structured: Structured,
    title: Title | None,
    log: EvidenceLog,
    kept: Sequence[int] = (),
    language: str = "und",
) -> Who:
    """Return everybody the page credits, adding every observation to `log`.

    Args:
        kept: the blocks of the main text, as far as is known.
        language: of the text (BCP 47).
    """
    draft = Draft()
    _declared_people(page, draft, log)
    if page.markup == "wikitext":
        captions = _captions(read_captions(outline), draft, log)
        return _finished(None, draft, captions)
    zone = find_zone(outline, title, dump=page.markup == "text", kept=kept)
    lines = read_lines(page.text, outline, zone, dump=page.markup == "text")
    markup = read_markup(structured)
    marked = cache(lambda: marked_people(page, outline, zone, title.text if title else ""))
    scene = Scene(
        page,
        zone,
        lines,
        frozenset(s.block for s in lines.credits if outline.blocks[s.block].tag == "figcaption"),
        is_wide(outline, zone),
        language.startswith("zh"),
        cache(lambda: find_stated(page, outline, markup, zone, "author")),
        marked,
        draft,
        log,
    )
    outlet = printed_source(page, markup.head, lines, log)
    if outlet.credit:
        draft.credit("source_outlet", outlet.credit[0], None, outlet.credit[1], outlet.item)
    for seen in lines.credits:
        if seen.found.role not in WRITERS or (
            not _is_latin(seen) and seen.block not in scene.captions
        ):
            _line(seen, draft, log)
    if not draft.names(EDITORS):
        for stated in find_stated(page, outline, markup, zone, "editor"):
            _stated(stated, "editor", draft, log)
    _authors(scene)
    if outlet.value is None:
        outlet = implied_source(marked, draft.credits, log, wide=scene.wide)
        if outlet.value is None:
            outlet = agency_source(page, outline, zone, kept, log)
        if outlet.credit:
            draft.credit("source_outlet", outlet.credit[0], None, outlet.credit[1], outlet.item)
    return _finished(outlet.value, draft, _captions(lines.captions, draft, log))


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


def _stated(stated: Stated, role: str, draft: Draft, log: EvidenceLog) -> str | None:
    clean = _checked(stated.name)
    item = log.page(role, stated.kind, stated.span, clean, confidence=0.8)
    if clean is None:
        draft.flags.add(f"{role}_placeholder")
    else:
        draft.credit(role, clean, None, stated.name, item)
    return clean


def _authors(scene: Scene) -> None:
    """Choose the writers; who is not chosen leaves no credit, because teasers have bylines too."""
    if scene.draft.authors:
        return
    latin = [
        seen
        for seen in scene.lines.credits
        if seen.found.role in WRITERS and _is_latin(seen) and seen.block not in scene.captions
    ]
    for name in scene.draft.names(WRITERS):
        scene.draft.authors[name] = None
    if scene.draft.authors:
        return
    byline = _bylined(scene, latin)
    for step in (_stated_people, _marked_people, _stated_outlets):
        if not scene.draft.authors:
            step(scene)
    for seen in latin:
        below = seen.block > scene.zone.last - 2 and seen.found.role != "author"
        if below and seen not in byline:
            _line(seen, scene.draft, scene.log)


def _bylined(scene: Scene, latin: Sequence[SeenCredit]) -> list[SeenCredit]:
    """Take the byline by the headline; one below the text only if nothing else names anybody."""
    byline, place = _first_byline(latin, scene.zone)
    if not byline:
        return []
    persons = _persons(scene)
    known = {squash(clean_name(stated.name) or "") for stated in persons}
    agrees = any(squash(seen.found.name or "") in known for seen in byline)
    if place != "head" and ((persons and not agrees) or scene.marked()):
        return byline
    people = any(seen.found.name and not is_organisation(seen.found.name) for seen in byline)
    for seen in byline:
        _line(seen, scene.draft, scene.log)
        if seen.found.name and not (people and is_organisation(seen.found.name)):
            scene.draft.authors[seen.found.name] = None
    if agrees:
        for stated in persons:
            _add(_stated(stated, "author", scene.draft, scene.log), scene.draft)
    return byline


def _persons(scene: Scene) -> list[Stated]:
    """Return the people that the markup calls authors and no line calls editors."""
    editors = scene.draft.names(EDITORS)
    return [s for s in scene.stated() if s.person and not any(e in s.name for e in editors)]


def _stated_people(scene: Scene) -> None:
    """Take the authors of the markup; a printed Chinese name next to the headline beats them."""
    printed = _printed(scene.marked()) if scene.wide else []
    if printed and all(is_person(named.name) for named in printed):
        return
    for stated in _persons(scene):
        _add(_stated(stated, "author", scene.draft, scene.log), scene.draft)


def _marked_people(scene: Scene) -> None:
    for named in _printed(scene.marked()):
        item = scene.log.page("author", "marked", named.span, named.name, confidence=0.7)
        scene.draft.credit("author", named.name, named.affiliation, named.name, item)
        scene.draft.authors[named.name] = None


def _stated_outlets(scene: Scene) -> None:
    """Take an outlet or a team where nobody is named; Chinese pages call their site the author."""
    if scene.chinese:
        return
    editors = scene.draft.names(EDITORS)
    for stated in scene.stated():
        if not stated.person and not any(editor in stated.name for editor in editors):
            _add(_stated(stated, "author", scene.draft, scene.log), scene.draft)


def _printed(marked: Sequence[Named]) -> list[Named]:
    """Return the authors among marked names, else the accounts that are no outlets."""
    authors = [named for named in marked if named.role == "author"]
    return authors or [n for n in marked if n.role == "account" and not OUTLET.search(n.name)]


def _add(name: str | None, draft: Draft) -> None:
    known = {squash(other) for other in draft.authors}
    if name and squash(name) not in known:
        draft.authors[name] = None


def _is_latin(seen: SeenCredit) -> bool:
    return seen.found.raw[:1] < "\u2e80"


def _first_byline(latin: Sequence[SeenCredit], zone: Zone) -> tuple[list[SeenCredit], str]:
    """Return the byline by the headline, else the one below the text, and its place."""
    after = [s for s in latin if s.block >= zone.headline and s.block in zone.near_headline]
    before = [s for s in latin if zone.top <= s.block < zone.headline]
    group = list(_group(after)) or list(_group(before[::-1]))[::-1]
    written = [seen for seen in group if seen.found.role == "author"]
    group = written or group  # (Reporting by …) below a short text is no byline
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


def _captions(
    seen_captions: Sequence[SeenCaption], draft: Draft, log: EvidenceLog
) -> tuple[Caption, ...]:
    found: dict[tuple[str, str | None], Caption] = {}
    for seen in seen_captions:
        ids: tuple[int, ...] = ()
        if seen.credit and seen.credit_span:
            span = seen.credit_span
            ids = (log.page("captions", "caption_credit", span, seen.credit, scope="media"),)
            if not find_credits(seen.credit):  # a named photographer has a credit already
                name = source_of(seen.credit[:200])
                draft.credit("image_source", name, None, seen.credit, ids[0])
        old = found.get((seen.text, seen.credit))
        ids = tuple(dict.fromkeys((*(old.evidence_ids if old else ()), *ids)))
        found[seen.text, seen.credit] = Caption(seen.text or None, seen.credit, ids)
    return tuple(found.values())


__all__ = ["EDITORS", "WRITERS", "Who", "find_people"]
