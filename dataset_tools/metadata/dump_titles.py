"""Choose the headline among the lines of a dump.

The first line of most dumps is the <title>, with the site behind the headline; the headline itself
follows below the menus. A dump without it has its headline twice, or near the top.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import ceil

from dataset_tools.blocks import Block, Outline
from dataset_tools.grammar.credits import find_credits
from dataset_tools.grammar.dates import find_dates
from dataset_tools.grammar.folding import lines_opening_with, squash
from dataset_tools.grammar.hints import CREDIT, DATED, LABEL
from dataset_tools.grammar.sources import find_sources
from dataset_tools.metadata.headlines import (
    MAX_TITLE,
    SEPARATORS,
    alike,
    likeness,
    parts,
    runs,
    strip_site,
    without_site,
)

ALIKE = 0.45  # share of runs of characters that a reworded headline has of the <title>
MAX_COMPARED = 400  # lines compared with the <title>
ALIKE_HAN = 0.6  # the same for runs of 2 Han characters
PROSE_CHARS = 60  # a first line that is longer and ends like a sentence is one
NEAR = 5  # lines behind a headline in which its date stands
_PROSE_END = ("。", ".", "：", ":", "；", ";", "，", ",")
_CLOSING = "\"'”’」』)）"  # behind the full stop of a quotation
_YEAR = re.compile(r"(?:19|20)\d\d")
_BYLINE = re.compile(
    r"(?:by|von|par|por|di|door|written by|published|updated|posted|publicado|publié|pubblicato"
    r"|aggiornato|actualizado|veröffentlicht|aktualisiert|gepubliceerd|opublikowano|опубликовано)\b",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"\bago|min read|记者|作者|来源", re.IGNORECASE)
SIGNED_FROM = 30  # at most, in characters
_WORD = re.compile(r"[^\W\d_]{4,}")


def find_dump_title(outline: Outline, sites: frozenset[str]) -> tuple[str, int] | None:
    """Return (headline, block), the headline being a part of that block's text."""
    found = _find(outline, sites) if outline.blocks else None
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


def _find(outline: Outline, sites: frozenset[str]) -> tuple[str, int] | None:
    blocks = outline.blocks
    lead = blocks[0].text
    if len(lead) <= MAX_TITLE and len(squash(lead)) > 1:
        same = _same_line(outline, lead, sites)
        if same is not None:
            same = _below_crumbs(blocks, same)
            return blocks[same].text, same
        if SEPARATORS.search(lead) or len(squash(lead)) > 14:
            alike = _alike_line(outline, lead)
            if alike is not None:
                return _without_kicker(blocks[alike].text, lead), alike
    first = _first_line(blocks)
    if first is None and len(lead) > PROSE_CHARS and lead.endswith(_PROSE_END):
        return None  # a text without a headline: its first line is its first paragraph
    if _weight(squash(lead)) > 24 and _headline_like(blocks[0]):
        first = (lead, 0)
    if first is not None and first[1] == 0:
        text = without_site(strip_site(lead, sites))
        return (text, 0) if text and lead.startswith(text) else first
    if first is None or (SEPARATORS.search(lead) and len(lead) <= MAX_TITLE):
        text = without_site(strip_site(lead, sites))
        if len(squash(text)) > 3 and lead.startswith(text) and len(text) < MAX_TITLE:
            return text, 0
    return first


def _same_line(outline: Outline, lead: str, sites: frozenset[str]) -> int | None:
    """Return the line that says again what the first line says before or after a separator."""
    wanted: dict[str, int] = {}
    for part in parts(lead):
        name = squash(part)
        is_all = part == lead
        if len(name) < 2 or name in sites or (is_all and len(name) < 8):
            continue
        if is_all or _weight(name) > 0.3 * _weight(squash(lead)):
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
    return next((i for i in found[name] if _dated(outline.blocks, i)), found[name][0])


def _below_crumbs(blocks: Sequence[Block], index: int) -> int:
    """Return the headline under a breadcrumb that ends with the <title> in other words.

    Between them stands a kicker: `Home`, `Politics`, `<title>`, `Debate in town`, headline.
    """
    if index < 2 or index + 3 >= len(blocks) or _dated(blocks, index, 1):
        return index
    kicker, head, after = (blocks[index + i].text for i in (1, 2, 3))
    crumbs = all(len(b.text) <= 45 for b in blocks[index - 2 : index])
    fits = 25 <= len(head) <= MAX_TITLE and not head.endswith(_PROSE_END)
    if not crumbs or len(kicker) > 45 or not fits or _names_writer(head) or find_dates(head):
        return index
    lead = blocks[index].text
    prose = len(after) > 60 or after.endswith(_PROSE_END) or _dated(blocks, index + 2, 1)
    return index + 2 if prose and likeness(squash(lead), squash(head)) >= 0.2 else index


def _without_kicker(text: str, lead: str) -> str:
    """Cut off what stands before the words of the <title> in a line that ends with them."""
    for part in parts(lead):
        if len(squash(part)) > 14 and text.endswith(part) and lead.startswith(part):
            return part
    return text


def _weight(text: str) -> float:
    """Return the length of a text, one Han character or kana counting as a short word."""
    return sum(2.5 if char >= "\u2e80" else 1.0 for char in text)


def _dated(blocks: Sequence[Block], index: int, reach: int = NEAR) -> bool:
    near = blocks[index + 1 : index + 1 + reach]
    return any(len(b.text) <= 200 and (_names_writer(b.text) or _has_date(b)) for b in near)


@lru_cache(maxsize=1_024)  # of the lines of a page, below each that may be its headline
def _names_writer(text: str) -> bool:
    """Say whether a line looks like a byline."""
    if _BYLINE.match(text):
        return True
    word = _SIGNED.search(text, 0, SIGNED_FROM + len("min read"))
    return word is not None and word.start() <= SIGNED_FROM


def _has_date(block: Block) -> bool:
    text = block.text
    return bool(block.hints & DATED and _YEAR.search(text) and find_dates(text, day_first=True))


def _alike_line(outline: Outline, lead: str) -> int | None:
    """Return the line that words the <title> another way, if one is much like it."""
    name = squash(without_site(lead))
    words = [w.casefold() for w in _WORD.findall(lead)[:12]]
    wide = not lead.isascii() and lead[0] >= "\u2e80"
    own = runs(name)
    best: tuple[float, int] | None = None
    signed: int | None = None  # the first line with a byline and a word of the <title>
    compared = 0
    least, most = ceil(0.4 * len(name)), min(3 * len(name) + 20, MAX_TITLE)
    for i, text in enumerate(outline.texts):
        if not least <= len(text) <= most:
            continue
        if not i or text.endswith(_PROSE_END) or "。" in text:
            continue
        shared = any(map(text.casefold().__contains__, words))
        if not (wide or shared):
            continue
        compared += 1
        if compared > MAX_COMPARED:
            break
        other = squash(text)
        score = alike(own, runs(other)) * min(len(name), len(other)) / max(len(name), len(other), 1)
        may_be_signed = signed is None and shared and len(text) >= 25
        if (may_be_signed or score > 0.15) and _dated(outline.blocks, i):
            signed = i if may_be_signed else signed
            score += 0.2 if score > 0.15 else 0.0
        if score >= (ALIKE_HAN if wide else ALIKE) and (best is None or score > best[0]):
            best = (score, i)
    return best[1] if best else signed


def _first_line(blocks: Sequence[Block]) -> tuple[str, int] | None:
    """Return the first line near the top that recurs, or has a date behind it, or could be one."""
    counts = Counter([block.text for block in blocks])
    indexed = [(i, b) for i, b in enumerate(blocks) if 4 <= len(b.text) <= MAX_TITLE]
    fresh = [(i, b) for i, b in indexed[:40] if _headline_like(b)]
    long = [(i, b) for i, b in fresh if _weight(squash(b.text)) > 20]  # no entry of a menu
    repeated = [(i, b) for i, b in fresh if counts[b.text] > 1]
    signed = [(i, b) for i, b in long if _signed(blocks, i)]
    if repeated and repeated[0] not in long:
        repeated = [
            (i, b) for i, b in signed if any(map(_has_date, blocks[i + 1 : i + 3]))
        ] or repeated
    chosen = next(iter(repeated or signed or fresh), None)
    return (chosen[1].text, chosen[0]) if chosen else None


def _signed(blocks: Sequence[Block], index: int) -> bool:
    """Say whether a date or a byline stands behind a line, or is glued to its end."""
    text = blocks[index].text
    return _dated(blocks, index, 2) or len(_unsigned(text)) < len(text)


def _headline_like(block: Block) -> bool:
    text = _unsigned(block.text)
    if block.hints & (CREDIT | LABEL) and find_credits(text):
        return False
    if len(squash(text)) < 4 or text.rstrip(_CLOSING).endswith(_PROSE_END):
        return False
    separators = sum(text.count(mark) for mark in "|｜丨·")
    words_of_a_menu = text.count(" ") > 5 and text[0] >= "\u2e80" and len(text) < 60
    return separators < 3 and not words_of_a_menu and not re.match(r"^[\d\W]+$", text)
