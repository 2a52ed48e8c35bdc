"""Choose the blocks that are the article, and name the reason for every other block.

The body model (extract/classify.py) says how sure it is of each block of an HTML page or a text
dump. What it keeps then loses credit lines, notices, captions, headline copies and repeats. A
page of wikitext is nothing but its article: only its appendices are cut off.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

from dataset_tools.blocks import Block, Outline
from dataset_tools.extract.classify import block_scores, load_model
from dataset_tools.extract.furniture import CREDIT_CHARS, furniture, is_credit
from dataset_tools.extract.lines import MAX_RECURRING, line_digest
from dataset_tools.extract.wiki_body import wiki_body
from dataset_tools.grammar import CLOSERS
from dataset_tools.grammar.bylines import has_job
from dataset_tools.grammar.credits import find_credits
from dataset_tools.grammar.dates import find_dates
from dataset_tools.grammar.endings import ends_sentence, is_finished, unanchored
from dataset_tools.grammar.folding import lines_opening_with, squash
from dataset_tools.grammar.hints import CREDIT, DATED, SIGNED, SOURCE, SPEAKS
from dataset_tools.grammar.japanese_signatures import find_japanese_signature
from dataset_tools.grammar.notices import find_notices
from dataset_tools.grammar.signposts import ORIGINAL_TITLE
from dataset_tools.model import Body, Page, Rejection

LEAST_SCORE = 24  # of 100; a page whose best block is below has no main text
FEW_LINKS = 200  # characters; the lists of links among the development pages have 500
LINKED = 0.9  # of the characters
REPEAT_CHARS = 40  # letters and digits; shorter lines (cells, refrains, quotes) may stand twice
PARAGRAPH = 90  # characters of a first paragraph
NAME_CHARS, BY_DATE = 40, 2  # of a line with a name, and the lines from it to the date
MAX_BOUND_CHARS = 130  # a longer line is prose
FOLDED = 9  # characters by which a folded headline may be longer than it was: ß is ss
LEAST_PART = 0.2  # of the longest part; best on the development dumps of 0, 0.1 and 0.2
# Of the unseen pages of five folds: best of 85, 90 and 95; 60, 80, 100 and 140; 0.3 to 0.6.
SURE, SURE_CHARS, SURE_PART = 85, 60, 0.4
MIN_LAST = 30  # characters of a last paragraph
HEAD_LINES = 4  # between a headline and the date and source below it
TAIL_LINES, TAIL_CHARS, TAIL_SENTENCES = 5, 80, 3
_FULL_STOP = re.compile(r"[。.…]['\"”’」』)）]*$")
_HEADLINE_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_GLUED_CHARS = 80  # at the end of a paragraph
_GLUED_HINT = re.compile(r"作者|记者|記者|编辑|編輯|责编|責編|来源|來源|通讯员|文/|图/")
_SENTENCE = re.compile(r"[。！？!?…][”’」』\"']?\s{0,3}")
_PARTING = frozenset({"credit", "notice", "headline"})
_CLOSING_ROLES = frozenset({"editor", "chief_editor", "proofreader"})


def select_body(
    page: Page, outline: Outline, title: str | None, recurring: frozenset[int] = frozenset()
) -> Body | Rejection:
    """Return the blocks of the article, or the Rejection ``no-main-text``.

    `recurring` holds the digests of lines that stand on many pages of the site of a dump. What is
    left out has a reason: not-main, headline, repeat, recurring, no-letters, one of `furniture`, or
    apart for what reads like text but stands beyond a credit line, a notice or another headline, or
    outside the element that holds the article.
    """
    blocks = outline.blocks
    if page.markup == "wikitext":
        return wiki_body(blocks)
    if not blocks:
        return Rejection("no-main-text", "no visible text")
    scores, letters, least = block_scores(outline, load_model(page.markup), title or "")
    if max(scores) < LEAST_SCORE:
        return Rejection("no-main-text", f"{len(blocks)} blocks, none of them text of an article")
    reasons: dict[int, str] = {}
    kept: list[int] = []
    # What is kept, by the number of letters: texts that nothing was compared with, and the others.
    seen: dict[int, tuple[list[str], set[str]]] = {}
    name = squash(title or "")
    for i in [i for i, score in enumerate(scores) if score >= least]:
        count = letters[i]
        fresh, squashed = seen.setdefault(count, ([], set()))
        if why := furniture(blocks[i]):
            reasons[i] = why
        elif not count:
            reasons[i] = "no-letters"
        elif name and _is_headline(blocks[i], name, count):
            reasons[i] = "headline"
        elif count >= REPEAT_CHARS and _is_again(blocks[i].text, fresh, squashed):
            reasons[i] = "repeat"
        else:
            fresh.append(blocks[i].text)
            kept.append(i)
    if name:
        kept = _without_bylines(blocks, letters, kept, name, reasons)
    likely = kept
    if page.markup == "text":
        kept = likely = _with_last(blocks, kept, reasons)
        # Only what stands between kept lines can part them.
        inside = range(kept[0] + 1, kept[-1]) if kept else range(0)
        heads = _headlines(outline, name) if name else []
        others = {*inside} - {*kept} - reasons.keys()
        bounds = [
            i
            for i in inside
            if reasons.get(i) in _PARTING
            or (blocks[i].hints & (SIGNED | SPEAKS) and i in others and _is_bound(blocks[i]))
        ]
        signed = [i for i in kept if unsigned(blocks[i]) != blocks[i].text]
        kept = _main_part(blocks, letters, kept, sorted({*bounds, *heads, *signed}), heads)
        kept = _without_tail(blocks, kept)
        kept = _without_recurring(blocks, letters, kept, recurring, reasons)
    else:
        kept = _without_teasers(blocks, kept, scores)
    reasons.update((i, "apart") for i in {*likely} - {*kept} - reasons.keys())
    texts, chosen = {blocks[i].text for i in kept}, {*kept}
    for i in [i for i, text in enumerate(outline.texts) if text in texts and i not in chosen]:
        if reasons.get(i) in {None, "apart"}:
            reasons[i] = "repeat"  # the page holds its article twice, for small and large screens
    if not kept or _is_few_links(blocks, kept):
        return Rejection("no-main-text", f"{len(blocks)} blocks, none of them text of an article")
    return Body(tuple(kept), reasons, tuple(scores))


def _is_again(text: str, fresh: list[str], squashed: set[str]) -> bool:
    """Say whether a text has the letters of another; the fresh ones are squashed now."""
    squashed.update(map(squash, fresh))
    fresh.clear()
    return bool(squashed) and squash(text) in squashed


def likely_blocks(page: Page, outline: Outline) -> list[int]:
    """Return the blocks that the model takes for main text while no headline is known."""
    if not outline.blocks:
        return []
    scores, _, least = block_scores(outline, load_model(page.markup))
    return [i for i, score in enumerate(scores) if score >= least]


def _is_few_links(blocks: Sequence[Block], kept: list[int]) -> bool:
    """Say whether nothing but some links is kept, as of a front page; long lists of links stay."""
    if len(kept) > FEW_LINKS:
        return False
    chars = sum(len(blocks[i].text) for i in kept)
    linked = sum(blocks[i].link_chars for i in kept)
    return chars < FEW_LINKS and linked >= LINKED * chars


def _with_last(blocks: Sequence[Block], kept: list[int], reasons: dict[int, str]) -> list[int]:
    """Add the paragraph between the text and the credit line below it, or glued behind it."""
    behind = {i + 1 for i in kept} - {*kept, len(blocks)} - reasons.keys()
    return sorted([*kept, *(i for i in behind if _ends_text(blocks, i))])


def _ends_text(blocks: Sequence[Block], i: int) -> bool:
    """Say whether a paragraph of prose stands right above a credit line, or ends with one."""
    text = blocks[i].text
    shown = unsigned(blocks[i])
    if len(shown) < MIN_LAST or not is_finished(shown):
        return False
    below = blocks[i + 1].text if i + 1 < len(blocks) else ""
    return shown != text or (len(below) <= CREDIT_CHARS and bool(find_credits(below)))


def _without_bylines(
    blocks: Sequence[Block], letters: list[int], kept: list[int], name: str, reasons: dict[int, str]
) -> list[int]:
    """Leave out names, outlets and places that stand by a date, from the headline to the text."""
    first = next((i for i in kept if len(blocks[i].text) >= PARAGRAPH), -1)
    above = [i for i in kept if i < first and _is_name_like(blocks[i])]
    if not above:
        return kept
    heads = (i for i in range(first - 1, -1, -1) if _is_headline(blocks[i], name, letters[i]))
    top = next(heads, first)
    for i in [i for i in above if i > top]:
        near = range(max(top + 1, i - BY_DATE), min(first, i + BY_DATE + 1))
        if any(k != i and _is_dated(blocks[k]) for k in near):
            reasons[i] = "credit"
    return [i for i in kept if i not in reasons]


def _is_name_like(block: Block) -> bool:
    """Say whether a line may name somebody or a place: words in capitals, or a name and a job."""
    text = block.text
    if len(text) > NAME_CHARS or text[0] >= "\u2e80" or not text[-1].isalpha():
        return False
    if block.tag in _HEADLINE_TAGS:
        return False
    words = re.findall(r"\w+", text)  # numbers have no capitals
    return has_job(text) or all(word[0].isupper() or len(word) <= 3 for word in words)


def _is_dated(block: Block) -> bool:
    short = block.hints & DATED and len(block.text) <= CREDIT_CHARS
    return bool(short) and bool(find_dates(block.text, day_first=True))


def _without_recurring(
    blocks: Sequence[Block],
    letters: list[int],
    kept: list[int],
    recurring: frozenset[int],
    reasons: dict[int, str],
) -> list[int]:
    """Leave out lines of the site; where they are half of the text, it is the page that recurs."""
    if not recurring:
        return kept
    again = [
        i
        for i in kept
        if len(blocks[i].text) <= MAX_RECURRING and line_digest(blocks[i].text) in recurring
    ]
    if 2 * sum(letters[i] for i in again) > sum(letters[i] for i in kept):
        return kept
    reasons.update((i, "recurring") for i in again)
    return [i for i in kept if i not in reasons]


def _is_headline(block: Block, headline: str, letters: int) -> bool:
    alike = abs(letters - len(headline)) <= FOLDED and squash(block.text) == headline
    return alike and not _is_sentence(block)


def _is_sentence(block: Block) -> bool:
    """Say whether a line ends with a full stop and is not marked as a heading.

    Where a dump has no headline, its title may be a sentence of the text, which then stays.
    """
    return block.tag not in _HEADLINE_TAGS and _FULL_STOP.search(block.text) is not None


def _is_bound(block: Block) -> bool:
    """Say whether a line that is not main text parts articles: a credit line or a notice."""
    text = block.text
    if len(text) > MAX_BOUND_CHARS:
        return False
    if block.hints & SPEAKS:
        return furniture(block) in _PARTING
    return is_credit(text, block.hints) and not ORIGINAL_TITLE.match(text)


def _headlines(outline: Outline, headline: str) -> list[int]:
    """Return the lines that are the headline, perhaps with a date and a source glued behind it."""
    longest, most = 2 * len(headline) + _GLUED_CHARS, len(headline) + _GLUED_CHARS // 2
    lines = lines_opening_with(outline, [headline], longest)
    names = [(i, squash(outline.blocks[i].text)) for i in lines]
    return [i for i, name in names if name.startswith(headline) and len(name) <= most]


def _main_part(
    blocks: Sequence[Block],
    letters: list[int],
    kept: list[int],
    bounds: list[int],
    heads: list[int],
) -> list[int]:
    """Leave out what stands above the headline or beyond a bound, short beside the longest part.

    A dump holds what its site says of the article, and to its readers, as lines like any other.
    A standfirst between headline and credit line stays.
    """
    kept = _one_page(blocks, letters, kept, bounds, heads)
    if not kept:
        return kept
    parts: dict[int, list[int]] = {}
    for i in kept:
        parts.setdefault(bisect_left(bounds, i), []).append(i)
    sizes = {number: sum(letters[i] for i in part) for number, part in parts.items()}
    main = max(sizes, key=lambda number: sizes[number])
    first = parts[main][0]
    return [
        i
        for number, part in parts.items()
        if sizes[number] >= LEAST_PART * sizes[main]
        or (number < main and not any(part[-1] < head < first for head in heads))
        for i in part
    ]


def _one_page(
    blocks: Sequence[Block],
    letters: list[int],
    kept: list[int],
    bounds: list[int],
    heads: list[int],
) -> list[int]:
    """Keep the lines of one page where another follows: it is closed, and the next one opened.

    The page that the headline belongs to is kept, else the one with most letters.
    """
    starts: list[int] = []  # the lines that open another page
    closed = False
    for i in bounds:
        if blocks[i].text.isascii():
            continue  # in other languages notices and dates stand inside articles too
        if closed and find_dates(blocks[i].text):
            starts.append(i)
            closed = False
        elif not closed:
            closed = bool(find_notices(blocks[i].text)) or any(
                credit.role in _CLOSING_ROLES for credit in find_credits(blocks[i].text)
            )
    if not starts:
        return kept
    pages: dict[int, list[int]] = {}
    for i in kept:
        pages.setdefault(bisect_left(starts, i), []).append(i)
    named = {bisect_left(starts, head + HEAD_LINES) for head in heads}
    chosen = [number for number in pages if number in named] or [*pages]
    return max((pages[number] for number in chosen), key=lambda page: sum(letters[i] for i in page))


def _without_teasers(blocks: Sequence[Block], kept: list[int], scores: Sequence[int]) -> list[int]:
    """Leave out what stands below the last sure paragraph, outside the element that holds them all.

    Teasers of other articles read like text. The posts of a thread stay, whose elements are called
    like each other; where sure paragraphs are little of what is kept, as in lists, everything.
    """
    core = [i for i in kept if scores[i] >= SURE and _is_paragraph(blocks[i])]
    size = sum(len(blocks[i].text) for i in kept)
    if len(core) < 2 or sum(len(blocks[i].text) for i in core) < SURE_PART * size:
        return kept
    reader = blocks[core[0]].context.reader
    if reader is None:
        return kept
    holder = reader.holder(_element(blocks[i]) for i in core)
    below = {_element(blocks[i]) for i in kept if i > core[-1]}
    beside = {number for number in below if reader.is_beside(holder, number)}
    return [i for i in kept if i <= core[-1] or _element(blocks[i]) not in beside]


def _element(block: Block) -> int:
    """Return the number of the innermost named element around a block, 0 for the page."""
    return max(0, block.context.number)


def _is_paragraph(block: Block) -> bool:
    long = len(block.text) >= SURE_CHARS and block.link_chars * 3 < len(block.text)
    return long and ends_sentence(block.text)


def _without_tail(blocks: Sequence[Block], kept: list[int]) -> list[int]:
    """Cut up to TAIL_LINES short lines that are no sentences off the end of some prose.

    They are headlines of the next articles; where scripts have no spaces they are not told
    apart from last lines.
    """
    ends = [ends_sentence(blocks[i].text) for i in kept]
    last = len(kept)
    while last and not ends[last - 1] and _is_short_latin(blocks[kept[last - 1]].text):
        last -= 1
    cut = len(kept) - last
    return kept[:last] if cut <= TAIL_LINES and sum(ends) >= TAIL_SENTENCES else kept


def _is_short_latin(text: str) -> bool:
    return len(text) < TAIL_CHARS and " " in text and text[0] < "\u3000"


def body_text(outline: Outline, body: Body) -> str:
    """Join the kept blocks: one paragraph a block, a blank line between."""
    return "\n\n".join(unanchored(unsigned(outline.blocks[i])) for i in body.kept)


def unsigned(block: Block) -> str:
    """Return a paragraph without the credit line that is glued to its end.

    >>> unsigned(Block("雨停了。 作者:李四(东区)", 0, 16, "p"))
    '雨停了。'
    """
    text = block.text
    if text[-1] in CLOSERS and (signature := find_japanese_signature(text)):
        return text[: signature[0].start].rstrip() or text
    if (
        not block.hints & (CREDIT | SOURCE)
        or is_finished(text)
        or not _GLUED_HINT.search(text, max(0, len(text) - _GLUED_CHARS))
    ):
        return text
    ends = list(_SENTENCE.finditer(text, max(0, len(text) - _GLUED_CHARS)))
    tail = text[ends[-1].end() :] if ends else ""
    return text[: ends[-1].end()].rstrip() if is_credit(tail) else text
