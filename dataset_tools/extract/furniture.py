"""Name what is no running text: captions, credits, dates, signposts, notices, boilerplate."""

import re
from collections.abc import Iterable

from dataset_tools.blocks import Block
from dataset_tools.grammar import CLOSERS, OPENERS
from dataset_tools.grammar.boilerplate import is_boilerplate
from dataset_tools.grammar.captions import split_caption
from dataset_tools.grammar.credits import find_credits
from dataset_tools.grammar.date_words import DATE_WORD_OR_CLOCK, DATE_WORDS, MONTHS
from dataset_tools.grammar.dates import find_dates
from dataset_tools.grammar.endings import ends_sentence
from dataset_tools.grammar.hints import (
    ANYTHING,
    CAPTION,
    CREDIT,
    DATED,
    LABEL,
    SIGNED,
    SITE,
    SOURCE,
    SPEAKS,
)
from dataset_tools.grammar.notices import find_notices
from dataset_tools.grammar.sign_offs import is_sign_off, opens_sign_off
from dataset_tools.grammar.signposts import ORIGINAL_TITLE, READING_TIME, is_signpost
from dataset_tools.grammar.sources import find_sources
from dataset_tools.words import WordList

CREDIT_CHARS = 120  # a longer line with a credit in it is prose
_LICENSE_CHARS = 250  # a longer block that names a license is an article about it
_LICENSE_NAME = re.compile(
    r"creative\s?commons|\bcc[- ]?(?:by|0)\b|知识共享|創用|クリエイティブ・コモンズ", re.IGNORECASE
)
_LICENSE_WORDS = WordList((
    "licens", "licenc", "lizenz", "许可", "授权", "授權", "ライセンス", "public domain",
    "gemeinfrei", "公有领域", "公眾領域", "released",
))  # fmt: skip
# Chinese sites print the numbers of their permits; they identify the site and speak of no text.
_REGISTRATION = re.compile(
    r"(?:\b|(?<=[\d\u2e80-\uffff]))ICP\s?[备備证證]|公网安备|(?:信息服务|视听节目|出版服务)\S{0,4}许可证"
)
_BAR = re.compile(r"\s[|｜·•]\s|[|｜]")
_FIRST_WORD = re.compile(r"\W{0,3}([^\W\d_]+|\d)")
MENU_BARS = 2  # in a line that is no sentence
_TOLD = SIGNED | CAPTION | SITE | SPEAKS  # hints of all that is told by a pattern


def explain_block(block: Block, verdict: str) -> str:
    """Say more of a block that the model left out: what it looks like, where that is plain.

    >>> explain_block(Block("责任编辑:李四", 0, 8, "p"), "not-main")
    'credit'
    """
    if verdict != "not-main":
        return verdict
    if block.hidden:
        return "hidden"
    if role := furniture(block):
        return role
    if block.region in {"nav", "header", "footer", "aside", "form"}:
        return block.region
    return "links" if block.link_chars * 2 > len(block.text) else verdict


def furniture(block: Block) -> str | None:
    """Name what a block is if it is no running text; None where it may be some.

    One of caption, original-title, credit, date, signpost, registration, menu, notice, boilerplate.
    """
    text, hints = block.text, block.hints
    if block.tag == "figcaption":
        return "caption"
    if not hints & _TOLD:
        return None
    if hints & SITE and ORIGINAL_TITLE.match(text):
        return "original-title"
    if is_credit(text, hints):
        return "credit"
    if hints & DATED and len(text) <= CREDIT_CHARS and _is_date_line(text):
        return "date"
    by_site = hints & SITE and not block.context.verbatim
    if by_site and is_signpost(text, block.link_chars):
        return "signpost"
    if len(text) <= CREDIT_CHARS and hints & CAPTION and split_caption(text) is not None:
        return "caption"
    if why := _of_footer(text, hints):
        return why
    return "boilerplate" if by_site and is_boilerplate(text) else None


def _of_footer(text: str, hints: int) -> str | None:
    """Name what footers hold: permits, menus, licenses and notices."""
    if len(text) <= _LICENSE_CHARS:
        if hints & SITE and not ends_sentence(text):
            if _REGISTRATION.search(text):
                return "registration"
            if len(_BAR.findall(text)) >= MENU_BARS:
                return "menu"
        if hints & SPEAKS and _LICENSE_NAME.search(text) and _LICENSE_WORDS.groups(text):
            return "notice"
    notices = find_notices(text) if hints & SPEAKS else []
    spoken = sum(notice.end - notice.start for notice in notices)
    return "notice" if notices and spoken * 2 >= len(text) else None


def is_credit(text: str, hints: int = ANYTHING) -> bool:
    """Say whether credits, sources and dates cover at least 60 % of the letters of a short line.

    Behind a label that opens a line (By Jane Doe for the Some Daily), and in brackets around all of
    it, 30 % are enough.
    """
    long = len(text) > CREDIT_CHARS and not (hints & LABEL and is_sign_off(text))
    if long or not hints & SIGNED:
        return False
    credits_ = find_credits(text) if hints & (CREDIT | LABEL) else []
    sources = find_sources(text) if hints & SOURCE else []
    dates = find_dates(text) if hints & DATED else []
    if not (credits_ or sources or dates):
        return False
    spans = [
        *((credit.start, credit.end) for credit in credits_),
        *((source.start, source.end) for source in sources),
        *((date.start, date.end) for date in dates),
    ]
    opens = credits_ and credits_[0].start == 0 and text[0] < "\u2e80" and not ends_sentence(text)
    bracketed = credits_ and text[0] in OPENERS and text[-1] in CLOSERS and "。" not in text
    least = 0.3 if opens or bracketed or opens_sign_off(text) else 0.6
    return _covered(text, spans) >= least


def _is_date_line(text: str) -> bool:
    """Say whether a line is nothing but dates behind labels: Updated on Friday, 3 May 2021, 9:15.

    Which of 5/6 is the day does not matter here.
    """
    first = _FIRST_WORD.match(text)
    word = first[1].lower() if first else ""
    if not (word[:1].isdigit() or word in DATE_WORDS or word in MONTHS):
        return False
    dates = [(date.start, date.end) for date in find_dates(text, day_first=True)]
    words = [word.span() for word in DATE_WORD_OR_CLOCK.finditer(text)] if dates else []
    words += [time.span() for time in READING_TIME.finditer(text)] if words else []
    return bool(words) and _covered(text, [*dates, *words]) >= 0.9


def _covered(text: str, spans: Iterable[tuple[int, int]]) -> float:
    """Return which part of the letters and digits of a text stands in some spans."""
    inside = reached = 0
    for start, end in sorted(spans):
        inside += sum(map(str.isalnum, text[max(start, reached) : end]))
        reached = max(reached, end)
    letters = sum(map(str.isalnum, text))
    return inside / letters if letters else 1.0
