"""Find the date lines around a headline: what day the page shows its reader."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache

from dataset_tools.blocks import Block
from dataset_tools.grammar.dates import DateSpan, find_dates
from dataset_tools.grammar.hints import DATED

MAX_LINE = 200  # a longer block is prose
BEFORE, AFTER = 15, 45  # blocks looked at around the headline before all are
MAX_SHORT = 80  # characters of a line in which a year of two digits is looked for
MAX_LINES = 60  # lines with a year that are read
ENOUGH = 2.0  # below this score a date may be one the text speaks of
ENOUGH_ALONE = 0.0  # the same where no other day is in sight

_YEAR = re.compile(r"(?:19|20)\d\d|[时時][间間][:：]\s?\d\d-\d\d-\d\d|\d[./]\d\d[./]\d\d\b")
_PUBLISHED = re.compile(
    r"发布|發布|发表|發表|刊登|刊发|时间|時間|日期|公開|投稿|配信|掲載|입력|등록|게시|작성|발행"
    r"|posted|publish|publié|publicad|publicer|publiser|first\s|created|veröffentlicht|erstellt"
    r"|erschienen|pubblicat|gepubliceerd|geplaatst|opublikowan|dodano|опублик|yayın|giriş|eklenme|julkaistu|udgivet|datum"
)
_MODIFIED = re.compile(
    r"更新|修改|最新推荐|最後編輯|수정|update|modif|edited|reviewed|aktualisiert|geändert|bearbeitet"
    r"|mis à jour|mise à jour|actualiz|atualiz|aggiornat|bijgewerkt|gewijzigd|aktualiz"
    r"|обновл|güncel|uppdaterad|oppdatert|opdateret|päivitetty|zuletzt"
)
_SOURCE = re.compile(
    r"来源|來源|作者|编辑|編輯|记者|記者|阅读|浏览|点击|\bmin read\b"
    r"|(?:^|[|•·–—-]\s)(?:by|von|par|por|di|door|od|source)\b"
)
_PROSE = re.compile(r"[a-zà-ÿ]{3}[.!?]$")
_CUE = re.compile(
    r"date|time|publi|posted|byline|meta|info|source|author|from\b|dateline|datum|fecha|laiyuan"
    r"|tit\b|headline|article-?_?head|entry|heading"
)
_OTHER = re.compile(
    r"\brelat|recommend|comment|\bsidebar|widget|\bhot\b|\brank|teaser|\bfooter|copyright|ticker"
    r"|calendar|archive|\bevents?\b|popular|\bmore-|\bnext|\bprev|slider|carousel|banner|recent"
    r"|latest|promo|trending|reply|aboutlink|\btags?\b|\bcards?\b|sponsor|similar|leserbrief"
)
_WIDE = re.compile("[\u2e80-\ud7ff]")
_FURTHER = re.compile(r"[^\d\n]{1,30}\d")
# October 8, 2020 / 6:14 AM / Updated 3 years ago
_CLOCK_BEHIND = re.compile(
    r"\s?[/|·•,–-]?\s?\d{1,2}:\d\d(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?"
    r"(?:\s?[/|·•–-]?\s?updated\b.{0,30})?\Z",
    re.IGNORECASE,
)
_STACKED_DAY = re.compile(r"(\d{1,2})\s?[/月.-]\s?(\d{1,2})日?(?:\s(\d{1,2}):(\d{2}))?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


@dataclass(frozen=True, slots=True)
class DateLine:
    """A date that the page shows, with its span in the page text."""

    found: DateSpan
    span: tuple[int, int]
    score: float
    modified: bool  # labelled as the day of a change
    block: int
    near: bool = True  # to the headline
    alone: bool = True  # likely enough where no other day is in sight


def date_lines(
    blocks: Sequence[Block],
    title: int | None,
    days: Sequence[date] = (),
    *,
    day_first: bool = False,
) -> list[DateLine]:
    """Return the dates near the headline, else of the whole page, in page order.

    With `days`, the page has said its dates: only lines near the headline that print one of
    those days or the day beside it are returned. 06/12/2023 is read only with `day_first`.
    """
    if title is not None:
        near = range(max(0, title - BEFORE), min(len(blocks), title + AFTER))
        found = list(_read(blocks, near, title, days, day_first=day_first))
        if days or any(line.score >= ENOUGH for line in found):
            return found
    return list(_read(blocks, range(len(blocks)), title, days, day_first=day_first))


def best_line(lines: Sequence[DateLine], *, modified: bool = False) -> DateLine | None:
    """Return the likeliest date line; of the lines of its day the first one with a time."""
    fit = [line for line in lines if line.modified == modified and line.score >= ENOUGH]
    if not fit and not modified:
        likely = [line for line in lines if line.alone and not line.modified]
        near = [line for line in likely if line.near]
        fit = near or likely
        fit = fit if len({line.found.day for line in fit}) == 1 else []
    if not fit:
        return None
    best = max(fit, key=lambda line: line.score)
    if best.found.time is None:
        timed = (x for x in fit if x.found.day == best.found.day and x.found.time is not None)
        return next(timed, best)
    return best


def _read(
    blocks: Sequence[Block],
    numbers: range,
    title: int | None,
    days: Sequence[date],
    *,
    day_first: bool,
) -> Iterator[DateLine]:
    count = 0
    for i in [i for i in numbers if blocks[i].hints & DATED]:
        block = blocks[i]
        text = block.text
        if len(text) > MAX_LINE or block.hidden:
            continue
        if not ("20" in text or "19" in text or _short(text)) or not _YEAR.search(text):
            continue
        count += 1
        if count > MAX_LINES:
            return
        if len(text) == 4 and (stacked := _stacked(blocks, i, title)) is not None:
            yield stacked
            continue
        dates = find_dates(text, day_first=day_first)
        position = 0
        for found in dates:
            before = text[max(position, found.start - 40) : found.start]
            position = found.end
            after = text[position : position + 8]
            if not _WIDE.search(after) and _FURTHER.match(text, position):
                after = ""  # "3 May (updated 4 May)": the word is that of the next date or clock
            if days and all(abs((found.day - day).days) > 1 for day in days):
                continue
            yield _line(blocks, i, title, found, (before, after.lower()), len(dates))


def _short(text: str) -> bool:
    """Say whether a line may hold a date with two digits of a year."""
    return len(text) <= MAX_SHORT and ("." in text or "/" in text or "间" in text or "間" in text)


def _line(
    blocks: Sequence[Block],
    i: int,
    title: int | None,
    found: DateSpan,
    around: tuple[str, str],
    of: int,
) -> DateLine:
    block, text = blocks[i], blocks[i].text
    before, after = around
    if not before.strip() and found.start == 0 and i and len(blocks[i - 1].text) <= 24:
        before = blocks[i - 1].text  # the label may stand on a line of its own
    before = before.lower()
    marks = [m for m in (_last(_PUBLISHED, before), _last(_MODIFIED, before)) if m is not None]
    modified = bool(marks) and _MODIFIED.match(before, max(marks)) is not None
    if not marks:
        modified = bool(_MODIFIED.search(after)) and not _PUBLISHED.search(after)
    behind = text[found.end : found.end + 12].lower()  # of a clock, too: Aggiornato alle 16:01
    labelled = bool(marks) or bool(_PUBLISHED.search(after) or _MODIFIED.search(behind)) or modified
    score = _context(block) + _distance(i, title)
    score += 2.0 if labelled else 0.0
    score += 1.0 if found.time is not None else 0.0
    filled = 1.0 if _CLOCK_BEHIND.match(text, found.end) else (found.end - found.start) / len(text)
    if filled > 0.4:
        score += 1.5 if filled > 0.8 else 1.0
    elif len(text) > 100 or of > 3 or "。" in text or (not labelled and _PROSE.search(text)):
        score -= 2.0
    if _SOURCE.search(text.lower()):
        score += 1.0
    near = title is None or -12 <= i - title <= 12
    prose = filled < 0.25 and (bool(_PROSE.search(text)) or "。" in text)
    alone = score >= ENOUGH_ALONE and not prose and block.region not in {"nav", "footer"}
    span = block.span(found.start, found.end)
    return DateLine(found, span, score, modified, i, near, alone)


def _last(pattern: re.Pattern[str], text: str) -> int | None:
    found = None
    for match in pattern.finditer(text):
        found = match.start()
    return found


def _context(block: Block) -> float:
    """Return what region and class names say for a date line of the article itself."""
    score = _score_of_names(block.names)
    if block.region in {"article", "main", "header"}:
        score += 0.5
    elif block.region in {"aside", "figure"}:
        score -= 0.5 if block.region == "aside" else 1.5
    elif block.region in {"nav", "footer"}:
        score -= 3.0
    if block.link_chars * 2 > len(block.text):
        score -= 1.5
    return score


@lru_cache(maxsize=1_024)  # as those of the lines of a page and a site
def _score_of_names(names: str) -> float:
    """Return what class and id names say for a date line."""
    cue = _CUE.search(names[-80:]) is not None
    other = 0.0 if not _OTHER.search(names[-70:]) else -0.5 if cue else -2.0
    return cue + other


def _distance(i: int, title: int | None) -> float:
    if title is None:
        return 0.5
    off = i - title
    if off == 0:
        return -1.0
    if 0 < off <= 4:
        return 2.0
    if off in {-1, -2}:
        return 1.5
    if -12 <= off <= 12:
        return 1.0 if off > -4 else 0.0
    return -1.0 if -40 < off <= 45 else -1.5


def _stacked(blocks: Sequence[Block], i: int, title: int | None) -> DateLine | None:
    """Read a date whose year, day and time stand on lines of their own, in that order."""
    block = blocks[i]
    after = blocks[i + 1 : i + 3]
    day = _STACKED_DAY.fullmatch(after[0].text) if after else None
    if not block.text.isdecimal() or day is None:
        return None
    last = after[0]
    clock = day if day[3] else None
    parts = (day[3], day[4], "0") if day[3] else ("", "", "")
    if clock is None and len(after) > 1 and (clock := _CLOCK.fullmatch(after[1].text)):
        last = after[1]
        parts = (clock[1], clock[2], clock[3] or "0")
    try:
        moment = date(int(block.text), int(day[1]), int(day[2]))
        hour = time(int(parts[0]), int(parts[1]), int(parts[2])) if clock else None
    except ValueError:
        return None
    raw = " ".join(b.text for b in (block, after[0], *([last] if last is not after[0] else ())))
    found = DateSpan(raw, 0, len(raw), moment, hour, None)
    score = _context(block) + _distance(i, title) + 1.0
    return DateLine(found, (block.start, last.end), score, modified=False, block=i)
