"""Find the headline of a dump that has no <title>: by the text below it, and what stands around.

What a browser shows of a page begins with its menus. The headline stands above the text, speaks of
what the text speaks of, and has a date below it. Each counts some points, which were chosen on the
development dumps without their first lines (`bench/floors.py --kind text --without-title`).
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from dataset_tools.blocks import Block, Outline
from dataset_tools.grammar.dates import find_dates
from dataset_tools.grammar.hints import DATED
from dataset_tools.grammar.signposts import ORIGINAL_TITLE
from dataset_tools.metadata.headlines import MAX_TITLE, PROSE_END, weight

LONG = 60  # weight of a paragraph, and of a headline that counts in full
BELOW = 3  # lines of text, counted from its first, that may be the headline
FAR, FARTHEST = 20, 400  # lines above the text: fewer points beyond, none looked at beyond
DATES = ((1, 2), (2, 3), (5, 4))  # a date so many lines below or fewer counts so much more
MOST_OF_DATES = sum(more for _, more in DATES)
DATE_LINES = 5  # lines below a headline in which its date stands
AHEAD, NEAR = 4, 2  # points that a standfirst must have more than the headline so near above it
# Points of a first line as a <title> in which the site is cut off, and as another.
SITE_CUT, BARE = 6, 4
INSIDE, DATE, ROW = -4, -4, -4  # points of a line of the text, of a date, of a row of entries
MAX_READ = 2_000  # characters of a paragraph
_WORD = re.compile(r"[^\W\d_]+")
_ENTRY = re.compile(r"[\s|｜·•>›»/]+")
_BAR = re.compile(r"[|·•>›»]")

_YEAR = re.compile(r"(?:19|20)\d\d")
_BYLINE = re.compile(
    r"(?:by|von|par|por|di|door|written by|published|updated|posted|publicado|publié|pubblicato"
    r"|aggiornato|actualizado|veröffentlicht|aktualisiert|gepubliceerd|opublikowano|опубликовано)\b",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"\bago|min read|记者|作者|来源|楼主|发布时间|发表于|發布時間|更新時間", re.IGNORECASE
)
SIGNED_FROM = 30  # at most, in characters


def find_head(outline: Outline, likely: Sequence[int], title: str = "") -> int | None:
    """Return the block that is most like the headline of some text, None where there is no text.

    Args:
        likely: the blocks that are main text as far as is known, in order.
        title: the beginning of the first line, if that is a <title>; it stands far above then.
    """
    blocks, texts = outline.blocks, outline.texts
    long = [i for i in likely if weight(texts[i]) >= LONG] or [*likely]
    inside, told_by = {*likely}, {*long}
    if not long:
        return None
    spoken = Counter(word for i in long for word in words_of(texts[i]))
    if (again := _twice(outline, spoken)) is not None:
        return again

    def points_of(i: int, text: str, distance: int) -> int:
        points = _points(text, distance, spoken, counted=i in told_by)
        return points + INSIDE * (i in inside)

    best = (0, -1)  # points, and the line that has them
    if 1 < len(title) <= MAX_TITLE:
        told = not spoken.keys().isdisjoint(words_of(title))  # the name of a site is not
        bonus = (SITE_CUT if len(title) < len(texts[0]) else BARE) * told
        bonus += ROW * (is_row(texts[0]) and not is_row(title)) + DATE * dated(blocks, -1, 1)
        best = max(best, (points_of(0, title, 1) + bonus, 0))
    for i in range(max(0, long[0] - FARTHEST), min(long[0] + BELOW, len(texts))):
        text = texts[i]
        if not 1 < len(text) <= MAX_TITLE or not _WORD.search(text) or ORIGINAL_TITLE.match(text):
            continue
        ahead = 0 < best[1] >= i - NEAR and not is_row(texts[best[1]])
        points, least = points_of(i, text, long[0] - i), best[0] + AHEAD * ahead
        if points + MOST_OF_DATES <= least:
            continue
        points += sum(more for lines, more in DATES if dated(blocks, i, lines))
        if points > least and (points := points + DATE * dated(blocks, i - 1, 1)) > least:
            best = (points, i)
    return best[1] if best[1] >= 0 else None


def _twice(outline: Outline, spoken: Counter[str]) -> int | None:
    """Return the first line of Han or kana above a date that stands on the page again.

    Pages for small and large screens print their headline twice. Of such lines 15 of 16 are the
    headline; in scripts with spaces seven in ten.
    """
    texts = outline.texts
    counts = Counter(texts)
    for i, text in enumerate(texts):
        if counts[text] < 2 or text[0] < "\u2e80" or not 11 < len(text) <= LONG or is_row(text):
            continue
        words = words_of(text)
        told = 2 * sum(map(spoken.__contains__, words)) >= len(words) > 0
        if told and dated(outline.blocks, i, 2) and not dated(outline.blocks, i - 1, 1):
            return i
    return None


def dated(blocks: Sequence[Block], index: int, reach: int = DATE_LINES) -> bool:
    """Say whether a date or a byline stands in some lines below a block."""
    near = blocks[index + 1 : index + 1 + reach]
    return any(len(b.text) <= 200 and (names_writer(b.text) or _has_date(b)) for b in near)


@lru_cache(maxsize=1_024)  # of the lines of a page, below each that may be its headline
def names_writer(text: str) -> bool:
    """Say whether a line looks like a byline."""
    if _BYLINE.match(text):
        return True
    word = _SIGNED.search(text, 0, SIGNED_FROM + len("min read"))
    return word is not None and word.start() <= SIGNED_FROM


def _has_date(block: Block) -> bool:
    text = block.text
    return bool(block.hints & DATED and _YEAR.search(text) and find_dates(text, day_first=True))


def _points(text: str, distance: int, spoken: Counter[str], *, counted: bool) -> int:
    """Return the points of a line that stands so many lines above the text.

    `spoken` says how many paragraphs hold a word; `counted`, whether this line is one of them.
    """
    size, words = weight(text), words_of(text)
    share = sum(spoken[word] > counted for word in words) / len(words) if words else 0.0
    points = round((5 + 4 * min(size / LONG, 1)) * share) + 4 * (share >= 0.5)
    points += -7 if size < 10 else -2 if size < 20 else 0 if size < 35 else 3 if size < 160 else 2
    points += 3 if distance == 1 else 1 if 1 < distance < 8 else 0
    points -= 3 * (distance < 0 or distance > FAR)
    return points - 8 * text.endswith(PROSE_END) + ROW * is_row(text)


def words_of(text: str) -> set[str]:
    """Return the words of four letters or more, and the pairs of letters of Han and kana.

    >>> sorted(words_of("The piers 桥上的灯"))
    ['piers', '上的', '桥上', '的灯']
    """
    found: set[str] = set()
    for word in _WORD.findall(text[:MAX_READ].casefold()):
        if word[0] >= "\u2e80":
            found.update(word[i : i + 2] for i in range(len(word) - 1))
        elif len(word) > 3:
            found.add(word)
    return found


def is_row(text: str) -> bool:
    """Say whether a line is a row of short entries, as menus and breadcrumbs are.

    >>> is_row("首页 新闻 财经"), is_row("Home > Politics > Europe"), is_row("桥上的灯 亮了")
    (True, True, False)
    """
    if text[0] < "\u2e80":
        return len(_BAR.findall(text)) > 1
    entries = [entry for entry in _ENTRY.split(text) if entry]
    return len(entries) > 2 and max(map(len, entries)) <= 6
