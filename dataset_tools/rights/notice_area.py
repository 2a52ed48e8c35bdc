"""Where the notice of a page stands: the blocks around what the grammar found, and its clauses."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from dataset_tools.blocks import Block, Outline
from dataset_tools.grammar.clauses import find_clauses
from dataset_tools.model import Evidence
from dataset_tools.rights.claims import Claim
from dataset_tools.rights.outlet_terms import letters

AROUND = 3  # blocks before and after a found notice: its heading, an address, a list of outlets
MAX_BLOCKS = 200  # the last of the area; notices stand at the end
MAX_CHARS = 20_000  # of them
MAX_PASSAGES = 100  # the last ones; a notice has a dozen clauses
_FIELDS = frozenset({"rights_status", "license"})
_SCOPES = frozenset({"article", "page", "site"})  # a notice about a picture is none of the page


@dataclass(frozen=True, slots=True)
class Passage:
    """One clause as printed; `span` counts code points of the page text."""

    mark: str
    text: str
    span: tuple[int, int]
    block: int  # index in `Area.blocks`
    start: int  # in that block's text


@dataclass(frozen=True, slots=True)
class Area:
    """The blocks of the notice in page order, and the clauses in them."""

    blocks: tuple[Block, ...] = ()
    passages: tuple[Passage, ...] = ()


def find_area(outline: Outline, claims: Sequence[Claim]) -> Area:
    """Return the blocks around the notices that the grammar found in the text; maybe none."""
    wanted: set[int] = set()
    for claim in claims:
        seen = claim.evidence
        if seen.field not in _FIELDS or seen.start is None or seen.source != "page":
            continue
        at = outline.block_at(seen.start)
        if seen.scope in _SCOPES and at < len(outline.blocks):
            wanted.update(range(max(0, at - AROUND), at + AROUND + 1))
    return _area(outline, sorted(wanted, reverse=True))


def last_blocks(outline: Outline) -> Area:
    """Return the end of a page as an area: clauses that the grammar takes for no notice."""
    return _area(outline, range(len(outline.blocks) - 1, -1, -1))


def _area(outline: Outline, wanted: Iterable[int]) -> Area:
    """Return the blocks with these numbers, in descending order, as far as the limits go."""
    chosen: list[Block] = []
    chars = 0
    for index in wanted:
        if index < len(outline.blocks):
            chars += len(outline.blocks[index].text)
            if chars > MAX_CHARS or len(chosen) >= MAX_BLOCKS:
                break
            chosen.append(outline.blocks[index])
    blocks = tuple(reversed(chosen))
    return Area(blocks, tuple(_passages(blocks))[-MAX_PASSAGES:])


def _passages(blocks: Sequence[Block]) -> Iterator[Passage]:
    unnumbered = 0
    for number, block in enumerate(blocks):
        for clause in find_clauses(block.text):
            mark = clause.mark
            if not mark:
                unnumbered += 1
                mark = f"凡{unnumbered}"
            span = block.span(clause.start, clause.end)
            text = block.text[clause.start : clause.end]
            yield Passage(mark, text, span, number, clause.start)


def cited_passage(area: Area, mark: str, contains: str) -> Passage | None:
    """Return the last passage with this number that contains these letters, None without one."""
    for passage in reversed(area.passages):
        if passage.mark == mark and (not contains or contains in letters(passage.text)):
            return passage
    return None


def fingerprint(area: Area, first: Passage, chars: int) -> str:
    """Return sha256 of the first `chars` letters and digits of the notice from a clause on.

    It survives other widths, quotes and spaces, another cut into blocks, and what follows.
    """
    blocks = area.blocks[first.block :]
    text = "\n".join((blocks[0].text[first.start :], *(block.text for block in blocks[1:])))
    return sha256(letters(text)[:chars].encode()).hexdigest()


def inside(item: Evidence, spans: Sequence[tuple[int, int]]) -> bool:
    """Say whether evidence stands in one of these spans of the page text."""
    start, end = item.start, item.end
    return any(start is not None and end is not None and s <= start and end <= e for s, e in spans)
