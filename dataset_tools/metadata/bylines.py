"""Read the visible lines around an article: dates, sources, credits and captions."""

import re
from dataclasses import dataclass

from dataset_tools.grammar.captions import split_caption
from dataset_tools.grammar.credits import CreditSpan, find_credits
from dataset_tools.grammar.dates import DateSpan, find_dates
from dataset_tools.grammar.sources import SourceSpan, find_sources
from dataset_tools.model import Block, Outline

LINE_CHARS = 200  # longer blocks are prose: only their credits are looked for
_LABELLED_DATE = re.compile(
    r"发布|时间|日期|更新|来源|posted|published|updated|stand|veröffentlicht|公開|配信", re.I
)
_TERMS = re.compile(r"版权声明|凡本[网站报]|^[①②③④⑤⑥⑦⑧⑨⑩]")


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
class SeenDate(Seen):
    """A date with its grammar's reading; `labelled` where the line is a date or source line."""

    found: DateSpan
    labelled: bool


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
    dates: tuple[SeenDate, ...]
    credits: tuple[SeenCredit, ...]
    captions: tuple[SeenCaption, ...]


def read_lines(outline: Outline) -> Lines:
    """Run the recognisers over all visible blocks up to the notices at the end of the page.

    Copyright terms quote source lines and name dates, so nothing is read in or after them.
    """
    sources: list[SeenSource] = []
    dates: list[SeenDate] = []
    people: list[SeenCredit] = []
    captions: list[SeenCaption] = []
    for i, block in enumerate(outline.blocks):
        if _TERMS.search(block.text[:20]):
            break
        if block.hidden or block.region in {"nav", "aside"}:
            continue
        named = find_credits(block.text)
        people.extend(SeenCredit(i, *block.span(c.start, c.end), c) for c in named)
        if len(block.text) > LINE_CHARS:
            continue
        captions.extend(_caption(i, block))
        found = find_sources(block.text)
        sources.extend(_source(outline, i, s) for s in found)
        labelled = bool(found or named or _LABELLED_DATE.search(block.text))
        dates.extend(
            SeenDate(i, *block.span(d.start, d.end), d, labelled or _fills(d, block))
            for d in find_dates(block.text)
        )
    return Lines(tuple(sources), tuple(dates), tuple(people), tuple(captions))


def _fills(found: DateSpan, block: Block) -> bool:
    """Say whether a date is most of its line, as in `Monday, 3 May 2021`."""
    return (found.end - found.start) * 5 > len(block.text) * 2


def _source(outline: Outline, index: int, found: SourceSpan) -> SeenSource:
    """Place a source line; the value of a label that ends its line may be the next line."""
    block = outline.blocks[index]
    start, end = block.span(found.start, found.end)
    if found.value is None and found.end >= len(block.text.rstrip()):
        after = outline.blocks[index + 1] if index + 1 < len(outline.blocks) else None
        if after is not None and _could_be_outlet(after.text):
            return SeenSource(index, start, after.end, after.text)
    return SeenSource(index, start, end, found.value)


def _could_be_outlet(text: str) -> bool:
    if not 2 <= len(text) <= 20 or re.search(r"[。！？；：:!?;|｜\d]", text):
        return False
    return split_caption(text) is None and not find_credits(text)


def _caption(index: int, block: Block) -> list[SeenCaption]:
    found = split_caption(block.text)
    if found is None:
        if block.tag != "figcaption":
            return []
        return [SeenCaption(index, block.start, block.end, block.text, None, None)]
    span = block.span(found.credit_start, found.credit_end) if found.credit else None
    return [SeenCaption(index, block.start, block.end, found.text, found.credit, span)]
