"""Choose the headline among the lines of a dump.

The first line of most dumps is the <title>, with the site behind the headline; the headline itself
follows below the menus. Without a <title> it is found by the text (metadata.dump_heads).
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from math import ceil

from dataset_tools.blocks import Block, Outline
from dataset_tools.grammar.dates import find_dates
from dataset_tools.grammar.folding import lines_opening_with, squash
from dataset_tools.grammar.sources import find_sources
from dataset_tools.metadata.dump_heads import dated, find_head, is_row, names_writer
from dataset_tools.metadata.headlines import (
    MAX_TITLE,
    PROSE_END,
    SEPARATORS,
    alike,
    likeness,
    parts,
    runs,
    strip_site,
    weight,
    without_site,
)

ALIKE = 0.45  # share of runs of characters that a reworded headline has of the <title>
MAX_COMPARED = 400  # lines compared with the <title>
ALIKE_HAN = 0.6  # the same for runs of 2 Han characters
WHOLE = 25  # weight of a first line that a headline repeats as it is; less may be a menu's
_WORD = re.compile(r"[^\W\d_]{4,}")


def find_dump_title(
    outline: Outline, sites: frozenset[str], likely: Callable[[], Sequence[int]]
) -> tuple[str, int] | None:
    """Return (headline, block), the headline being a part of that block's text.

    `likely` finds the blocks that are main text as far as is known without a headline.
    """
    found = _find(outline, sites, likely) if outline.blocks else None
    if found is None or found[0].isascii():
        return found
    return _unsigned(found[0]), found[1]


def _unsigned(text: str) -> str:
    """Return a line without the source line that is glued behind it, and the date before that."""
    label = next(iter(find_sources(text)), None)
    if label is None or label.start < 4:
        return text
    dates = [date for date in find_dates(text) if 4 < date.start < label.start]
    glued = dates and not text[dates[-1].end : label.start].strip()
    return text[: dates[-1].start if glued else label.start].rstrip()


def _find(
    outline: Outline, sites: frozenset[str], likely: Callable[[], Sequence[int]]
) -> tuple[str, int] | None:
    blocks = outline.blocks
    lead = blocks[0].text
    if len(lead) <= MAX_TITLE and len(squash(lead)) > 1:
        same = _same_line(outline, lead, sites)
        if same is not None:
            same = _below_crumbs(blocks, same)
            return blocks[same].text, same
        if not is_row(lead) and (SEPARATORS.search(lead) or weight(squash(lead)) >= WHOLE):
            alike = _alike_line(outline, lead)
            if alike is not None:
                return _without_kicker(blocks[alike].text, lead), alike
    title = without_site(strip_site(lead, sites))
    title = title if lead.startswith(title) else lead
    head = find_head(outline, likely(), title)
    if head:
        return blocks[head].text, head
    is_title = head == 0 or not lead.endswith(PROSE_END)
    return (title, 0) if is_title and 1 < len(squash(title)) <= MAX_TITLE else None


def _same_line(outline: Outline, lead: str, sites: frozenset[str]) -> int | None:
    """Return the line that says again what the first line says before or after a separator."""
    wanted: dict[str, int] = {}
    for part in parts(lead):
        name = squash(part)
        is_all = part == lead
        if len(name) < 2 or name in sites or (is_all and weight(name) < WHOLE):
            continue
        if is_all or weight(name) > 0.3 * weight(squash(lead)):
            wanted.setdefault(name, len(wanted))
    found: dict[str, list[int]] = {}
    for i in lines_opening_with(outline, wanted, MAX_TITLE) if wanted else ():
        if i and (name := squash(outline.blocks[i].text)) in wanted:
            found.setdefault(name, []).append(i)
    if not found:
        return None
    whole = squash(lead)
    starts_alone = any(n != whole and whole.startswith(n) for n in found)
    name = min(found, key=lambda n: (n == whole and starts_alone, wanted[n]))
    return next((i for i in found[name] if dated(outline.blocks, i)), found[name][0])


def _below_crumbs(blocks: Sequence[Block], index: int) -> int:
    """Return the headline under a breadcrumb that ends with the <title> in other words.

    Between them stands a kicker: `Home`, `Politics`, `<title>`, `Debate in town`, headline.
    """
    if index < 2 or index + 3 >= len(blocks) or dated(blocks, index, 1):
        return index
    kicker, head, after = (blocks[index + i].text for i in (1, 2, 3))
    crumbs = all(len(b.text) <= 45 for b in blocks[index - 2 : index])
    fits = 25 <= len(head) <= MAX_TITLE and not head.endswith(PROSE_END)
    if not crumbs or len(kicker) > 45 or not fits or names_writer(head) or find_dates(head):
        return index
    lead = blocks[index].text
    prose = len(after) > 60 or after.endswith(PROSE_END) or dated(blocks, index + 2, 1)
    return index + 2 if prose and likeness(squash(lead), squash(head)) >= 0.2 else index


def _without_kicker(text: str, lead: str) -> str:
    """Cut off what stands before the words of the <title> in a line that ends with them."""
    for part in parts(lead):
        if len(squash(part)) > 14 and text.endswith(part) and lead.startswith(part):
            return part
    return text


def _holding(texts: Sequence[str], words: Sequence[str]) -> set[int]:
    """Return the lines that hold one of some words, which are in small letters."""
    folded = "\n".join(texts).casefold()
    starts = list(accumulate((len(line) + 1 for line in folded.split("\n")), initial=0))
    found: set[int] = set()
    for word in words:
        at = folded.find(word)
        while at >= 0:
            line = bisect_right(starts, at) - 1
            found.add(line)
            at = folded.find(word, starts[line + 1])
    return found


def _alike_line(outline: Outline, lead: str) -> int | None:
    """Return the line that words the <title> another way, if one is much like it."""
    name = squash(without_site(lead))
    sharing = _holding(outline.texts, [w.casefold() for w in _WORD.findall(lead)[:12]])
    wide = not lead.isascii() and lead[0] >= "\u2e80"
    own = runs(name)
    best: tuple[float, int] | None = None
    signed: int | None = None  # the first line with a byline and a word of the <title>
    compared = 0
    least, most = ceil(0.4 * len(name)), min(3 * len(name) + 20, MAX_TITLE)
    for i in range(1, len(outline.texts)) if wide else sorted(sharing - {0}):
        text, shared = outline.texts[i], i in sharing
        if not least <= len(text) <= most:
            continue
        if text.endswith(PROSE_END) or "。" in text:
            continue
        compared += 1
        if compared > MAX_COMPARED:
            break
        other = squash(text)
        score = alike(own, runs(other)) * min(len(name), len(other)) / max(len(name), len(other), 1)
        may_be_signed = signed is None and shared and len(text) >= 25
        if (may_be_signed or score > 0.15) and dated(outline.blocks, i):
            signed = i if may_be_signed else signed
            score += 0.2 if score > 0.15 else 0.0
        if score >= (ALIKE_HAN if wide else ALIKE) and (best is None or score > best[0]):
            best = (score, i)
    return best[1] if best else signed if SEPARATORS.search(lead) else None
