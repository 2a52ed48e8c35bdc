"""Read the visible lines around an article: dates, sources, credits and captions."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from dataset_tools.blocks import Block, Outline
from dataset_tools.grammar.agencies import agency_called
from dataset_tools.grammar.bylines import has_job, lone_label, read_names
from dataset_tools.grammar.captions import CAPTION_CHARS, split_caption
from dataset_tools.grammar.credits import CreditSpan, find_credits
from dataset_tools.grammar.dates import find_dates
from dataset_tools.grammar.hints import CAPTION, CREDIT, LABEL, SOURCE, TERMS
from dataset_tools.grammar.japanese_signatures import find_japanese_signature
from dataset_tools.grammar.menus import is_of_menu
from dataset_tools.grammar.names import Person, is_chinese_name, read_people
from dataset_tools.grammar.roles import CREDIT_HINT
from dataset_tools.grammar.sign_offs import is_sign_off
from dataset_tools.grammar.sources import SOURCE_HINT, SourceSpan, find_sources
from dataset_tools.metadata.stated import is_organisation
from dataset_tools.metadata.zones import Zone, copies, is_other, is_wide

LINE_CHARS = 200  # longer blocks are prose: only their credits are looked for
_TERMS = re.compile(r"版权声明(?!\s?[来來]源)|凡本[网站报]|^[①②③④⑤⑥⑦⑧⑨⑩]")
_PICTURE_AGENCY = re.compile(r"imago|getty|/|dpa|picture alliance|©", re.I)
_CLOSES = re.compile(r"</(?:a|span|em|font|b|strong|i|cite|p|div)\b|<img\b", re.I)
_ANY = CREDIT | LABEL | SOURCE | CAPTION
MAX_LINES = 5  # blocks with names behind one label
MAX_FOUND = 400  # credits and source lines; a page with more is hostile
MAX_READ = 80  # lines with a label that are read; a page with more is a list of articles


@dataclass(frozen=True, slots=True)
class Seen:
    """Something recognised in one block; spans count code points of the page text."""

    block: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SeenSource(Seen):
    """A source line; `value` is None for an empty one."""

    value: str | None


@dataclass(frozen=True, slots=True)
class SeenCredit(Seen):
    """One credited person, or a label without a name."""

    found: CreditSpan


@dataclass(frozen=True, slots=True)
class SeenCaption(Seen):
    """A picture caption."""

    text: str
    credit: str | None
    credit_span: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Lines:
    """All that the visible lines of one page say of it, in page order."""

    sources: tuple[SeenSource, ...]
    credits: tuple[SeenCredit, ...]
    captions: tuple[SeenCaption, ...]


def read_lines(page_text: str, outline: Outline, zone: Zone, *, dump: bool = False) -> Lines:
    """Read the lines of the article's zone, then elsewhere what is not found there.

    Copyright terms quote source lines and name dates, so nothing is read in or after them.
    Outside the zone only lines of Chinese and Japanese labels count. A dump (`dump`) may hold its
    article twice; both copies are read.
    """
    blocks = outline.blocks
    wide = is_wide(outline, zone)
    again = copies(outline, zone) if dump else []
    starts = [zone.headline if zone.headline >= 0 else zone.first, *(start for start, _ in again)]
    terms = _terms(blocks, starts) if wide else range(0)
    # Above a Chinese headline of a dump stand menus, and the credits of another page.
    top = zone.headline if dump and wide and zone.headline >= 0 else zone.top
    held = {i for start, end in ((top, zone.end), *again) for i in range(start, end)}
    held.difference_update(terms)
    sources: list[SeenSource] = []
    people: list[SeenCredit] = []
    captions: list[SeenCaption] = []
    others: dict[int, bool] = {}
    for i in sorted(held):
        hints = blocks[i].hints
        figure = blocks[i].tag == "figcaption"
        if not (hints & _ANY or figure) or not _readable(blocks[i], zone, i, others):
            continue
        if len(people) + len(sources) > MAX_FOUND:
            break
        text = blocks[i].text
        short = len(text) <= LINE_CHARS
        if hints & CREDIT or (hints & LABEL and (short or is_sign_off(text))):
            people.extend(_credits(page_text, outline, i))
        if short and hints & SOURCE:
            sources.extend(_sources(page_text, outline, i, zone))
        if len(text) < CAPTION_CHARS and (hints & CAPTION or figure):
            captions.extend(_caption(i, blocks[i]))
    if wide and not (any(s.value for s in sources) and any(c.found.name for c in people)):
        outside = (i for i, b in enumerate(blocks) if _is_labelled(b))
        for i in islice((i for i in outside if i not in held and i not in terms), MAX_READ):
            if _readable(blocks[i], zone, i, others):
                people.extend(_credits(page_text, outline, i))
                if len(blocks[i].text) <= LINE_CHARS:
                    sources.extend(_sources(page_text, outline, i, zone))
    for i in sorted({zone.first, zone.last}) if wide and zone.first <= zone.last else ():
        if i < len(blocks):
            signed = find_japanese_signature(blocks[i].text)
            people += [_placed(outline, i, credit) for credit in signed]
    sources.sort(key=lambda seen: seen.start)
    people.sort(key=lambda seen: seen.block)
    return Lines(tuple(sources), tuple(people), tuple(captions))


def read_captions(outline: Outline) -> tuple[SeenCaption, ...]:
    """Return the captions of the blocks that are marked as such."""
    marked = ((i, b) for i, b in enumerate(outline.blocks) if b.tag == "figcaption")
    return tuple(seen for i, block in marked for seen in _caption(i, block))


def _readable(block: Block, zone: Zone, index: int, others: dict[int, bool]) -> bool:
    """Leave out hidden blocks and sidebars; what stands between headline and text is read."""
    if not zone.headline <= index <= zone.first:
        return not is_other(block, others)
    return not block.hidden and block.region != "nav"


def _is_labelled(block: Block) -> bool:
    """Say whether a Chinese or Japanese label stands in a block."""
    text = block.text
    if not block.hints & (CREDIT | SOURCE) or text.isascii():
        return False
    return CREDIT_HINT.search(text) is not None or SOURCE_HINT.search(text) is not None


def _terms(blocks: tuple[Block, ...], articles: list[int]) -> range:
    """Return the blocks from the first of copyright terms on, up to an article below them."""
    for i, block in enumerate(blocks):
        text = block.text
        if block.hints & TERMS and _TERMS.search(text[:20]):
            return range(i, min((start for start in articles if start > i), default=len(blocks)))
    return range(0)


def _credits(page_text: str, outline: Outline, index: int) -> Iterator[SeenCredit]:
    """Yield the credits of a block; the name behind a label that ends it may be the next block."""
    block = outline.blocks[index]
    after = outline.blocks[index + 1] if index + 1 < len(outline.blocks) else None
    found = find_credits(block.text)
    for credit in found:
        if credit.flag == "empty" and credit.end >= len(block.text.rstrip()) - 1 and after:
            yield from _next_line(credit.role, outline, index, credit)
            continue
        name = credit.name
        if name and " " in name and "<" in page_text[block.start : block.end]:
            name = _cut_at_markup(page_text, block, credit.start, name)
        yield _placed(outline, index, replace(credit, name=name))
    if not found and after and (role := lone_label(block.text)):
        yield from _next_line(role, outline, index, None)


def _placed(outline: Outline, index: int, credit: CreditSpan) -> SeenCredit:
    return SeenCredit(index, *outline.blocks[index].span(credit.start, credit.end), credit)


def _next_line(
    role: str, outline: Outline, index: int, label: CreditSpan | None
) -> Iterator[SeenCredit]:
    """Read the names in the blocks behind a lone label; without names the label stays empty."""
    block = outline.blocks[index]
    found: list[Person] = []
    end = block.end
    for after in outline.blocks[index + 1 : index + 1 + MAX_LINES]:
        names = _line_of_names(after.text, wide=label is not None and not found)
        first = names[0].name if names else ""
        if not first or is_of_menu(first):
            break
        if found and (first.isupper() or is_organisation(first)):
            break
        found += names
        end = after.end
        if not first.isascii():
            break
    if label is not None and not found:
        yield _placed(outline, index, label)
    raw = f"{block.text} {', '.join(person.name for person in found)}"[:500]
    for person in found:
        credit = CreditSpan(role, person.name, person.affiliation, 0, len(raw), raw, None)
        yield SeenCredit(index, block.start, end, credit)


def _line_of_names(text: str, *, wide: bool) -> list[Person]:
    """Return the names of a line that holds nothing else, but an outlet or a trade."""
    if len(text) > 80:
        return []
    latin, end = read_names(text, 3 if text.startswith(("By ", "by ")) else 0)
    rest = text[end:].strip()
    if latin and (not rest or rest[0] in "|•·,(" or has_job(rest)):
        return [Person(name) for name, _, _ in latin]
    if wide and len(text) <= 30:
        read = read_people(text)
        certain = all(p.affiliation or is_chinese_name(p.name) for p in read.people)
        if read.clean and certain and (len(text) <= 12 or any(p.affiliation for p in read.people)):
            return list(read.people)
    return []


def _cut_at_markup(page_text: str, block: Block, start: int, name: str) -> str:
    """Cut a name where an element ends inside it: `<a>Jane Doe</a> <b>Follow</b>`."""
    at = block.text.find(name, start)
    words = name.split(" ")
    if at < 0 or len(words) < 3:
        return name
    position = at
    for number, word in enumerate(words[:-1], 1):
        position += len(word)
        left = block.span(position - 1, position)[1]
        right = block.span(position + 1, position + 2)[0]
        if number >= 2 and _CLOSES.search(page_text[left:right]):
            return " ".join(words[:number])
        position += 1
    return name


def _sources(page_text: str, outline: Outline, index: int, zone: Zone) -> Iterator[SeenSource]:
    block = outline.blocks[index]
    for found in find_sources(block.text):
        latin = block.text[found.start : found.start + 1].isascii()
        label = block.text[found.start : found.value_start]
        if latin and label[:1].isalpha() and not _is_page_source(block, found, index, zone):
            continue
        yield _source(page_text, outline, index, found)


def _is_page_source(block: Block, found: SourceSpan, index: int, zone: Zone) -> bool:
    """Tell the source of a text from that of a chart or picture inside it."""
    if block.region == "figure" or not found.value:
        return False
    named = index > zone.last and agency_called(found.value)  # the writer of the text
    if not named and _PICTURE_AGENCY.search(found.value):
        return False
    return index < zone.first or index > zone.last


def _source(page_text: str, outline: Outline, index: int, found: SourceSpan) -> SeenSource:
    """Place a source line; the value of a label that ends its line may be the next line."""
    block = outline.blocks[index]
    start, end = block.span(found.start, found.end)
    if found.value is None and found.end >= len(block.text.rstrip()):
        after = outline.blocks[index + 1] if index + 1 < len(outline.blocks) else None
        outlet = _outlet(after.text) if after is not None else None
        if after is not None and outlet:
            return SeenSource(index, start, after.span(0, len(outlet))[1], outlet)
    value = found.value
    if value and " " in value and "<" in page_text[block.start : block.end]:
        position = found.value_start
        for word in value.split(" ")[:-1]:
            position += len(word)
            left = block.span(position - 1, position)[1]
            right = block.span(position + 1, position + 2)[0]
            if _CLOSES.search(page_text[left:right]):
                value = block.text[found.value_start : position]
                break
            position += 1
    return SeenSource(index, start, end, value)


def _outlet(text: str) -> str | None:
    """Return what a line names if it is an outlet, perhaps with a date behind it."""
    dates = find_dates(text) if len(text) <= LINE_CHARS else []
    name = text[: dates[0].start].rstrip() if dates else text
    if not 2 <= len(name) <= 20 or re.search(r"[。！？；：:!?;|｜\d]", name):
        return None
    return None if split_caption(text) or find_credits(text) else name


def _caption(index: int, block: Block) -> Iterable[SeenCaption]:
    found = split_caption(block.text)
    if found is None:
        if block.tag != "figcaption":
            return []
        return [SeenCaption(index, block.start, block.end, block.text, None, None)]
    span = block.span(found.credit_start, found.credit_end) if found.credit else None
    return [SeenCaption(index, block.start, block.end, _unsigned(found.text), found.credit, span)]


def _unsigned(caption: str) -> str:
    """Return a caption without the source line and the date that are glued before it."""
    position = 0
    sources = find_sources(caption)
    places = [(date.start, date.end) for date in find_dates(caption)] if sources else []
    for source in sources:
        # Behind an empty label without anything else stands the caption itself.
        more = any(char.isalnum() for char in caption[source.end :])
        places.append((source.start, source.end if more else source.value_start))
    for start, end in sorted(places):
        if caption[position:start].strip():
            break
        position = max(position, end)
    return caption[position:].strip() or caption
