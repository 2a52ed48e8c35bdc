"""Choose the blocks that are the article, and name the reason for every other block.

Candidates of an HTML page are what resiliparse takes for main content; candidates of a dump,
of a page too deep for it and of a page where it finds next to nothing are the best run of
text-like lines. Both then lose credit lines, notices, captions, headline copies and repeats.
A page of wikitext is nothing but its article: only its appendices are cut off.
"""

import re
from collections.abc import Sequence
from math import inf

from dataset_tools.extract.wikinames import APPENDICES
from dataset_tools.grammar.captions import split_caption
from dataset_tools.grammar.credits import find_credits
from dataset_tools.grammar.dates import find_dates
from dataset_tools.grammar.notices import find_notices
from dataset_tools.grammar.sources import find_sources
from dataset_tools.model import Block, Body, Outline, Page, Rejection

RESILIPARSE_DEPTH = 1_500  # its main-content call is quadratic in depth: 0.05 s here, 36 s at 40k
MIN_MAIN_CHARS = 60  # letters and digits; below, what was found is a teaser or a menu
_LETTERS = re.compile(r"[\W_]+")
_SENTENCE_END = re.compile(r"[。！？.!?…;；:：]['\"”’」』)）\]】]*$")
_HEADLINE_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_OUTSIDE = frozenset({"nav", "footer", "aside", "form"})
HTML_BARRIER = 400.0  # letters that must follow a credit line for the run to go on behind it
FURNITURE_COST = 20.0  # letters; a menu of ten entries outweighs a sentence
_CREDIT_CHARS = 120  # a longer line with a credit in it is prose
_LICENSE_CHARS = 250  # a longer block that names a license is an article about it
_LICENSE_NAME = re.compile(
    r"creative\s?commons|\bcc[- ]?(?:by|0)\b|知识共享|創用|クリエイティブ・コモンズ", re.IGNORECASE
)
_LICENSE_WORD = re.compile(
    r"licen[sc]|lizenz|许可|授权|授權|ライセンス|public domain|gemeinfrei|公有领域|公眾領域"
    r"|released",
    re.IGNORECASE,
)
_ORIGINAL_TITLE = re.compile(r"^[(（【\[]?\s*原标题\s*[:：]")


def select_body(page: Page, outline: Outline, title: str | None) -> Body | Rejection:
    """Return the blocks of the article, or the Rejection ``no-main-text``."""
    blocks = outline.blocks
    if page.markup == "wikitext":
        return _wiki_body(blocks)
    role = _Roles(blocks)
    barrier = HTML_BARRIER if page.markup == "html" else inf
    candidates = sorted(_main_content(page, outline)) if page.markup == "html" else []
    kept = _best_run(blocks, candidates, role, barrier)
    if _letters(blocks, kept) < MIN_MAIN_CHARS:
        kept = _best_run(blocks, range(len(blocks)), role, barrier)
    if _letters(blocks, kept) < MIN_MAIN_CHARS:
        # No line reads like a sentence: a table, a poem or a form is taken as it was found.
        free = {i for i in candidates if blocks[i].link_chars * 2 < len(blocks[i].text)}
        kept = free if _letters(blocks, free) >= MIN_MAIN_CHARS else kept
    dropped = {i: role.get(i) or "not-main" for i in range(len(blocks)) if i not in kept}
    seen: set[str] = set()
    name = squash(title or "")
    for i in sorted(kept):
        key = squash(blocks[i].text)
        if why := role[i]:
            dropped[i] = why
        elif not key:
            dropped[i] = "no-letters"
        elif name and key == name:
            dropped[i] = "headline"
        elif key in seen and len(key) > 1:
            dropped[i] = "repeat"
        else:
            seen.add(key)
    for i, why in dropped.items():
        if why == "not-main" and squash(blocks[i].text) in seen:
            dropped[i] = "repeat"  # the page holds its article twice, for small and large screens
    chosen = tuple(i for i in sorted(kept) if i not in dropped)
    if not chosen:
        return Rejection("no-main-text", f"{len(blocks)} blocks, none of them text of an article")
    return Body(chosen, dropped)


def _wiki_body(blocks: Sequence[Block]) -> Body | Rejection:
    """Keep what the outline does not hide, but captions, appendices and empty sections."""
    dropped: dict[int, str] = {}
    appendix = 0  # level of the heading of the appendix that is open
    waiting: list[tuple[int, int]] = []  # headings without text so far: (level, index)
    for i, block in enumerate(blocks):
        level = int(block.tag[1]) if block.tag in _HEADLINE_TAGS else 0
        if block.hidden:
            dropped[i] = block.names
            continue
        if level and (not appendix or level <= appendix):
            appendix = level if block.text.strip(" :：").casefold() in APPENDICES else 0
        if appendix:
            dropped[i] = "appendix"
        elif block.tag == "figcaption":
            dropped[i] = "caption"
        elif not squash(block.text):
            dropped[i] = "no-letters"
        elif not level:
            waiting.clear()
        if level:
            while waiting and waiting[-1][0] >= level:
                dropped.setdefault(waiting.pop()[1], "empty-section")
            waiting.append((level, i))
    dropped.update((i, dropped.get(i, "empty-section")) for _, i in waiting)
    chosen = tuple(i for i in range(len(blocks)) if i not in dropped)
    if not chosen:
        return Rejection("no-main-text", f"{len(blocks)} blocks, none of them text of an article")
    return Body(chosen, dropped)


class _Roles(dict[int, str | None]):
    """What each block is if it is no running text, found when somebody asks."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        super().__init__()
        self.blocks = blocks

    def __missing__(self, index: int) -> str | None:
        self[index] = role = furniture(self.blocks[index])
        return role


def body_text(outline: Outline, body: Body) -> str:
    """Join the kept blocks: one paragraph a block, a blank line between."""
    return "\n\n".join(outline.blocks[i].text for i in body.kept)


def squash(text: str) -> str:
    """Return the letters and digits of `text`, case folded, for comparing lines."""
    return _LETTERS.sub("", text).casefold()


def furniture(block: Block) -> str | None:
    """Name what a block is if it is no running text: credit, caption, notice; else None."""
    text = block.text
    if block.tag == "figcaption":
        return "caption"
    if _ORIGINAL_TITLE.match(text):
        return "original-title"
    if len(text) <= _CREDIT_CHARS:
        if _covered(text, _credit_spans(text)):
            return "credit"
        caption = split_caption(text)
        if caption is not None:
            return "caption"
    if len(text) <= _LICENSE_CHARS and _LICENSE_NAME.search(text) and _LICENSE_WORD.search(text):
        return "notice"
    notices = find_notices(text)
    if notices and sum(n.end - n.start for n in notices) * 2 >= len(text):
        return "notice"
    return None


def _credit_spans(text: str) -> list[tuple[int, int]]:
    return [
        *((found.start, found.end) for found in find_credits(text)),
        *((found.start, found.end) for found in find_sources(text)),
        *((found.start, found.end) for found in find_dates(text)),
    ]


def _covered(text: str, spans: list[tuple[int, int]]) -> bool:
    """Say whether credits, sources and dates cover at least 60 % of the letters of a line."""
    if not spans:
        return False
    marked = [False] * len(text)
    for start, end in spans:
        marked[start:end] = [True] * (end - start)
    letters = [i for i, char in enumerate(text) if char.isalnum()]
    return sum(marked[i] for i in letters) >= 0.6 * len(letters)


def _letters(blocks: Sequence[Block], kept: set[int]) -> int:
    return sum(len(squash(blocks[i].text)) for i in kept)


def _main_content(page: Page, outline: Outline) -> set[int]:
    """Return the visible blocks whose text resiliparse takes for main content."""
    if outline.depth > RESILIPARSE_DEPTH:
        return set()
    from resiliparse.extract.html2text import extract_plain_text

    lines = extract_plain_text(
        page.text, main_content=True, alt_texts=False, list_bullets=False, links=False
    )
    wanted = {squash(line) for line in lines.splitlines()} - {""}
    whole = "\n".join(sorted(wanted, key=len, reverse=True)[:200])
    return {
        i
        for i, block in enumerate(outline.blocks)
        if not block.hidden
        and block.region not in {"nav", "footer"}
        and (key := squash(block.text))
        and (key in wanted or (len(key) > 40 and key in whole))
    }


def _best_run(
    blocks: Sequence[Block], candidates: Sequence[int], role: _Roles, barrier: float
) -> set[int]:
    """Return the best-scoring run of candidates; the first of equal runs.

    A line scores its letters outside links if it reads like a sentence, and costs a constant
    otherwise, as does a copy of an earlier line. Credit lines and notices cost `barrier`: they
    stand around an article, not in it.
    """
    best: tuple[float, int, int] = (0.0, 0, 0)
    score, start = 0.0, 0
    seen: set[str] = set()
    for at, i in enumerate(candidates):
        key = squash(blocks[i].text)
        if role[i] in {"credit", "notice"}:
            score -= barrier
        elif key in seen:
            score -= FURNITURE_COST
        elif role[i] is None:
            score += _line_score(blocks[i])
            seen.add(key)
        if score <= 0:
            score, start = 0.0, at + 1
        elif score > best[0]:
            best = (score, start, at + 1)
    return set(candidates[best[1] : best[2]])


def _line_score(block: Block) -> float:
    letters = len(squash(block.text))
    if block.hidden or block.region in _OUTSIDE:
        return -FURNITURE_COST
    wide = sum("\u3040" <= c <= "\u9fff" for c in block.text[:200])
    weight = 2.0 if wide * 2 > min(letters, 200) else 1.0  # one Han character is half a word
    free = weight * max(0, letters - block.link_chars)
    if _SENTENCE_END.search(block.text) and free >= 15:
        return free
    if free >= 120:
        return free / 2
    return -FURNITURE_COST if block.tag not in _HEADLINE_TAGS else -5.0
