"""Where on a page its article stands: the headline, the prose, and what lies around them.

Bylines, source lines and captions of teasers, comments and sidebars look like those of the
article; only their place tells them apart.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dataset_tools.blocks import Block, Outline
from dataset_tools.grammar.folding import lines_opening_with, squash
from dataset_tools.metadata.titles import Title
from dataset_tools.words import WordList

PROSE_CHARS = 90  # a block this long is a paragraph; half of it in Chinese and Japanese
ABOVE, BELOW = 8, 14  # blocks above the headline and below the last paragraph that are looked at
GAP = 30  # blocks without prose between two paragraphs of one article
MAX_COPIES = 3  # of an article on one page that are looked at
FAR = 60  # blocks between a headline and its byline

_OTHERS = re.compile(  # class and id tokens of what is not the article
    r"comment|related|recommend|sidebar|teaser|promo\b|popular|trending|most-?read|newsletter"
    r"|disqus"
    r"|read-?more|more-?(?:news|stories|articles)|next-?(?:article|post)|recirc|outbrain|taboola"
    r"|carousel|hotnews|hot-?(?:list|news)|ranking|xgnews|tuijian"
)
# One of these stands in all of them; they are found faster.
_OTHER_WORDS = WordList(
    "comment related recommend sidebar teaser promo popular trending most newsletter disqus read"
    " more next recirc outbrain taboola carousel hot ranking xgnews tuijian".split()
)
_ARTICLE_STOP = re.compile(
    r"\s{0,3}(?:相关(?:阅读|新闻|文章|推荐|资讯|报道|链接)|相關(?:新聞|文章|閱讀)|延伸(?:阅读"
    r"|閱讀)|推荐阅读|猜你喜欢"
    r"|热门(?:文章|推荐|新闻|评论)|最新(?:评论|文章)|网友评论|发表评论|全部评论|更多(?:新闻"
    r"|精彩)|你可能感兴趣"
    r"|Related(?: (?:Articles|Stories|Posts|News|Content|Topics))?|More (?:from|on|stories|news"
    r"|in)\b.{0,30}"
    r"|Most (?:read|popular)|Recommended(?: for you)?|You (?:may|might) also like|Read (?:next"
    r"|more|also)"
    r"|Leave a (?:reply|comment)|\d{0,5} ?(?:Comments|Kommentare|Commentaires)|Latest (?:news"
    r"|stories)"
    r"|Trending|Up next|Mehr zum Thema|Das könnte Sie auch interessieren|Weitere Artikel"
    r"|Lesen Sie auch"
    r"|À lire aussi|Sur le même sujet|Te puede interesar|Leggi anche|Lees ook|関連(?:記事"
    r"|ニュース))\s{0,2}:?\s{0,3}",
    re.IGNORECASE,
)
_STOP_HEADS = {  # how the alternatives of _ARTICLE_STOP open
    *"相关 相關 延伸 推荐 猜你 热门 最新 网友 发表 全部 更多 你可 関連".split(),
    *"re mo yo le co ko la tr up me da we su te".split(),
    "à ",
}
_WIDE = re.compile(r"[\u3040-\u9fff\uac00-\ud7a3]")
_BESIDE = frozenset({"nav", "aside", "footer", "form"})


@dataclass(frozen=True, slots=True)
class Zone:
    """Block indexes; `top` <= `headline` <= `first` <= `last` < `end`.

    `headline` is -1 where no block is the headline; `first` is `end` where no prose follows.
    """

    top: int
    headline: int
    first: int
    last: int
    end: int
    reach: int = 4  # blocks of the text itself that a byline may stand behind

    @property
    def near_headline(self) -> range:
        """The blocks between headline and text, and those close to both."""
        start = max(self.headline, self.top)
        last = min(max(self.first + self.reach, start + 8), start + FAR)
        return range(self.top, last + 1)


def find_zone(
    outline: Outline, title: Title | None, *, dump: bool = False, kept: Sequence[int] = ()
) -> Zone:
    """Return where the article stands; the whole page where nothing tells.

    Args:
        outline: The page.
        title: Its headline, if one was found.
        dump: The page has no markup: the longest run of prose is the article, and the title
            counts only where it stands above it.
        kept: Blocks of the main text, where it is known: other prose is not of the article.
    """
    blocks = outline.blocks
    prose = _prose(blocks, {*kept}.intersection(_long(outline))) or _prose(blocks, _long(outline))
    headline = _headline(outline, prose, title, dump=dump) if kept or not dump else -1
    if dump and (below := _below(blocks, prose, headline)):
        prose = below
    elif dump:
        prose = _longest_run(blocks, prose)
        headline = _headline(outline, prose, title, dump=dump)
    if (
        dump
        and prose
        and not (0 <= headline < prose[0] <= headline + ABOVE and len(blocks[headline].text) > 20)
    ):
        named = _named_by_first_line(blocks, prose)
        headline = headline if named < 0 else named
    following = [i for i in prose if i > headline]
    if dump and prose and not (following and following[0] <= headline + FAR // 2):
        headline, following = -1, prose
    following = following or prose
    if not following:
        return Zone(max(0, headline - ABOVE), headline, len(blocks), len(blocks) - 1, len(blocks))
    first = last = following[0]
    for i in following[1:]:
        if i > last + 1 and (i - last > GAP or _is_stop(blocks, last + 1, i)):
            break
        last = i
    end = _end(blocks, last)
    top = max(0, headline - ABOVE) if headline >= 0 else max(0, first - 2 * ABOVE)
    return Zone(top, headline, first, last, end, 8 if dump else 4)


def _end(blocks: tuple[Block, ...], last: int) -> int:
    """Return the block behind the last one below a text that may speak of it."""
    end = last + 1
    while end < min(len(blocks), last + BELOW) and not _is_stop(blocks, end, end + 1):
        end += 1
    return end


def _prose(blocks: tuple[Block, ...], numbers: Iterable[int]) -> list[int]:
    return [i for i in sorted(numbers) if _is_prose(blocks[i])]


def _below(blocks: tuple[Block, ...], prose: list[int], headline: int) -> list[int]:
    """Return the paragraphs below a headline; [] where it is none, or far above them."""
    below = [i for i in prose if i > headline]
    known = headline >= 0 and len(blocks[headline].text) > 20
    return below if known and below and below[0] <= headline + FAR // 2 else []


def _longest_run(blocks: tuple[Block, ...], prose: list[int]) -> list[int]:
    """Return the run of paragraphs, without a gap of more than GAP lines, with most letters."""
    runs: list[list[int]] = []
    for i in prose:
        if runs and i - runs[-1][-1] <= GAP // 2:
            runs[-1].append(i)
        else:
            runs.append([i])
    return max(runs, key=lambda run: sum(len(blocks[i].text) for i in run), default=[])


def copies(outline: Outline, zone: Zone) -> list[tuple[int, int]]:
    """Return where the same article stands again on a page, as [start, end) of blocks.

    A dump holds what small and large screens show; a copy may name what the other leaves empty.
    """
    blocks = outline.blocks
    head = blocks[zone.headline].text if zone.headline >= 0 else None
    long = _long(outline)
    if len({blocks[i].text for i in long}) == len(long):
        return []  # as on most pages
    shown: dict[str, list[int]] = {}
    for i in long:
        shown.setdefault(blocks[i].text, []).append(i)
    for first in range(zone.first, zone.last + 1):
        again = [i for i in shown.get(blocks[first].text, ()) if not zone.top <= i < zone.end]
        if again:
            break
    else:
        return []
    found: list[tuple[int, int]] = []
    for i in again[:MAX_COPIES]:
        above = range(i - 1, max(-1, i - 1 - 2 * ABOVE), -1)
        start = next((k for k in above if blocks[k].text == head), max(0, i - ABOVE // 2))
        last = min(zone.last + i - first, len(blocks) - 1)
        found.append((start, _end(blocks, last)))
    return found


def is_wide(outline: Outline, zone: Zone) -> bool:
    """Say whether the text is Chinese, Japanese or Korean."""
    shown = outline.blocks[max(zone.headline, zone.top) : zone.first + 3]
    return any(not b.text.isascii() and _WIDE.search(b.text) for b in shown)


def is_other(block: Block, known: dict[int, bool]) -> bool:
    """Say whether a block belongs to comments, teasers, navigation or a sidebar.

    `known` holds the answers for the contexts of the page that were asked for before.
    """
    context = block.context
    if id(context) not in known:
        known[id(context)] = (
            context.hidden or context.region in {"nav", "aside"} or _names_others(context.names)
        )
    return known[id(context)]


@lru_cache(maxsize=4096)
def _names_others(names: str) -> bool:
    return bool(_OTHER_WORDS.groups(names)) and _OTHERS.search(names) is not None


def _long(outline: Outline) -> list[int]:
    """Return the blocks that may be paragraphs."""

    def find() -> list[int]:
        least = PROSE_CHARS // 2
        return [i for i, text in enumerate(outline.texts) if len(text) >= least]

    return outline.once("long blocks", find)


def _is_prose(block: Block) -> bool:
    size, context = len(block.text), block.context
    if context.hidden or block.link_chars * 3 > size:
        return False
    if context.region in _BESIDE or block.tag == "figcaption":
        return False
    return size >= PROSE_CHARS or "\u2e80" < block.text[size // 2] < "\ud7ff"


def _is_stop(blocks: tuple[Block, ...], start: int, end: int) -> bool:
    """Say whether one of the blocks opens what follows an article."""
    for block in blocks[start:end]:
        text = block.text
        opens = len(text) <= 40 and (text[:2].lower() in _STOP_HEADS or text[0].isdigit())
        if opens and _ARTICLE_STOP.fullmatch(text):
            return True
    return False


def _headline(outline: Outline, prose: list[int], title: Title | None, *, dump: bool) -> int:
    """Return the block that is the headline and has text soonest behind it, else -1."""
    blocks, texts = outline.blocks, outline.texts
    heads = [] if dump else [i for i in outline.headings if not blocks[i].hidden]
    main = next((i for i in heads if blocks[i].tag == "h1"), -1)
    if title is None:
        return main
    key, start = squash(title.text), title.text[:2]
    found: list[int] = []
    if title.span is not None:
        at = bisect_right(blocks, title.span[0], key=lambda block: block.start) - 1
        if at >= 0 and blocks[at].start <= title.span[0] < blocks[at].end:
            found.append(at)
    if dump:
        lines = [i for i in lines_opening_with(outline, [key]) if texts[i].startswith(start)]
    else:
        lines = [i for i, text in enumerate(texts) if text.startswith(start)]
    found += [i for i in lines if key == squash(texts[i]) != "" and not blocks[i].hidden]
    names = [(i, squash(texts[i])) for i in heads]
    found += [i for i, name in names if len(name) > 7 and (name in key or key in name)]
    if not found:
        return main

    def distance(index: int) -> int:
        after = bisect_right(prose, index)
        return prose[after] - index if after < len(prose) else len(blocks)

    return min(found, key=lambda i: (distance(i), -i))


def _named_by_first_line(blocks: tuple[Block, ...], prose: list[int]) -> int:
    """Return the last line, with most of the text behind it, that the first line opens with.

    The first line of a dump is the <title>; the headline may stand inside what looks like its
    text, because notices and teasers above it are sentences too.
    """
    whole = blocks[0].text
    first = squash(whole)
    for i in range(prose[len(prose) // 2], 0, -1):
        text = blocks[i].text
        if text[:4] in whole and 6 <= len(text) <= 300 and (len(text) >= 16 or not text.isascii()):
            name = squash(text)
            if len(name) >= 6 and (first.startswith(name) or (len(name) > 24 and name in first)):
                return i
    return -1
