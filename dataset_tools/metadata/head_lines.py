"""Names without a label around a headline: "Jane Doe, 3 May 2021", 2019年5月1日 某某网, 张三"
" 5月1日.

Where markup is gone, or says nothing, the place is all there is: a short line between headline
and text that holds a date and a name, or a lone name next to such a line.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dataset_tools.blocks import Block, Outline
from dataset_tools.grammar import HAN
from dataset_tools.grammar.agencies import AGENCY_NAMES, find_dateline
from dataset_tools.grammar.bylines import has_job, has_label, read_names
from dataset_tools.grammar.dates import DateSpan, find_dates
from dataset_tools.grammar.menus import is_of_menu
from dataset_tools.grammar.names import COMPOUND_SURNAMES, is_chinese_name
from dataset_tools.metadata.stated import is_organisation
from dataset_tools.metadata.zones import Zone, is_wide

LINE = 90  # characters; a longer line is text
SHORT = 30  # characters; in a longer line a year alone is no date
LONG_HEAD = 25  # characters; what is shorter may be an entry of a menu
POSTED = 25  # lines below the text in which blogs say who posted it
REACH = 14  # lines below the headline that are looked at

OUTLET = re.compile(
    r"(?:网|網|报|報|社|台|臺|刊|新闻|新聞|娱乐|科技|财经|体育|音乐|在线|客户端|传媒|媒体|杂志"
    r"|周刊|快讯|快訊|频道|出版社|消息"
    r"|研究院|统计局|委员会|部|局|号|资讯|中心|观察|中時|自媒体综合)(?:官方账号)?\Z"
)
_WORD = re.compile(rf"[{HAN}\u3040-\u30ff가-힣A-Za-z0-9_·•.~〜！!&《》“”-]{{2,24}}")
_HAN = re.compile(rf"[{HAN}\u3040-\u30ff가-힣]")
# Zones, halves of the day, days of the week, services and counters stand by dates, too.
NO_NAMES = (
    r"\b(?:HKT|GMT|UTC|CST|JST|KST|EST|EDT|ET|AM|PM|FB|LINE|IG|X)\b|FBLINE|星期[一二三四五六日天]"
    r"|[週周][一二三四五六日]\Z|人氣|人气|看板|\A資訊\Z|觀看|點閱|瀏覽|轉發|IP属地"
)
_NOISE = re.compile(
    r"关注|關注|订阅|登录|登錄|分享|收藏|评论|評論|阅读|閱讀|首页|发布|發布|发表|举报|投稿|更多"
    r"|浏览|点击|参与|字体|字號|字号|打印"
    r"|粉丝|简介|播报|播報|昨天|前天|今天|小时前|分钟前|刚刚|我有话说|微博|微信|原创|Original"
    r"|编辑于|更新|人气|次|http|www|发稿"
    r"|来源|來源|作者|时间|時間|日期|标签|分类|正文|搜索|专题|目录|导航|扫码|下载|注册|收听|语音"
    r"|听新闻|繁体|简体|热门|推荐|相关"
    r"|友情链接|上一篇|下一篇|点赞|转发|赞同|喜欢|打赏|主题|楼主|查看|博主|版权|文章|责编|编辑"
    r"|责任|责編|责编|記者|編輯|報導|報道|攝影|摄影|记者|图片|视频|\Aby\Z|\d{3,}|\A\d"
    r"|입력|수정|등록|승인|송고|발행|게시|기사|글자|공유|댓글|인쇄|스크랩|구독|요일\Z|[月火水木金土日]曜"
    r"|\A(?:公開|更新|掲載|配信)|加载|載入|ポスト|シェア|ツイート|保存|posted|publish|update|share|loading|facebook|twitter"
    r"|《|收录|收錄|發表|留言|情報元|前言|引言|序言|概述|摘要|目錄|总结|總結|结语|結語|\d[篇条條则則次人]"
    r"|\A(?:社[会會]|国[际内]|國[際內]|政治|[财財][经經]|[体體]育|[娱娛][乐樂]|科技|[军軍]事|教育|健康|文化|生活"
    r"|[两兩]岸|地方|要[闻聞]|焦[点點]|即[时時]|北米|アジア|欧州)\Z"
    rf"|{NO_NAMES}",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(r"\s{0,2}(?:原创|Original)\s{1,3}")
_JAPANESE_NAME = re.compile(rf"[{HAN}]{{1,3}}[ \u3000][{HAN}\u3040-\u30ff]{{1,4}}")
_SEPARATOR = re.compile(r"[\s|｜丨/／·•,，()（）【】\[\]]+")
_REST = re.compile(
    r"[\s|,•·–—/-]{0,4}(?:Ph\.?D\.?|M\.?D\.?|MS|RDN?|MBA|JD|Jr\.?|@.*|\d{1,3} ?(?:min\w*|months?"
    r"|days?|hours?|h|d)\b.*)?",
    re.IGNORECASE,
)
_GLUED_BY = re.compile(r"[Bb]y(?=[A-ZÀ-Þ][A-Za-zà-ÿ])")  # where markup had no space
_BY = re.compile(r"[\s|/,•·–—-]{0,4}(?:by\s)?", re.IGNORECASE)  # between a date and a name
_PRESS = re.compile(  # behind a name, in the names of newspapers: Jane Doe Some Town Gazette
    r"\w\s(?:.{0,30}\s)?(?:News|Times|Post|Press|Herald|Tribune|Gazette|Journal|Telegram|Register"
    r"|Observer|Enquirer|Courier|Dispatch|Chronicle|Sentinel|Examiner|Globe|NETWORK)\b"
)
_BEFORE_A_NAME = frozenset({"By ", "by ", "More from ", "About "})
_TOLD = (" is ", " was ", " has ", " writes ", " covers ", " works ")
_OUTLET_REST = re.compile(r"\s{0,2}[•|·,/–—-]\s{0,2}[\w .&’'-]{2,40}|\sin\s[A-Z][\w .’'-]{2,30}")
_SPOKEN_BY = re.compile(
    r"(?:posted|published|updated|veröffentlicht|publié|publicado|artikel|last).{0,80}?(?:\sby\s"
    r"|,\s|\s[/|]\s)(?=[A-ZÀ-Þ])",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TIMED = re.compile(
    r"\d{1,2}[:：]\d\d|\bago\b|publi[csz]|published|updated|posted"
    r"|actualiz|\b\d{1,2} (?:hours?|days?|months?|mins?)\b"
    r"|veröffentlicht|min(?:utes?)? read|lesezeit",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """One name with its place; the role is "author", "account" or "source"."""

    role: str
    name: str
    span: tuple[int, int]
    affiliation: str | None = None


def read_head_lines(outline: Outline, zone: Zone, title: str) -> list[Named]:
    """Return the names of lines around the headline; the title of the page is no name."""
    blocks = outline.blocks
    wide = is_wide(outline, zone)
    start, end = max(0, zone.headline, zone.first - REACH), zone.first + 5
    head = blocks[zone.headline].text if zone.headline >= 0 else ""
    if len(head) >= LONG_HEAD:  # it may stand twice, with the byline between
        start = next((i for i in range(zone.top, zone.headline) if blocks[i].text == head), start)
    if zone.headline >= 0 and wide:
        start, end = zone.headline, min(end, zone.headline + REACH)
    near = [i for i in range(start, min(end + 1, len(blocks))) if i != zone.headline]
    if not wide and 0 <= zone.headline < start:  # pictures and buttons may part it from the text
        near = [*range(zone.headline + 1, min(zone.headline + REACH, start)), *near]
    near = [i for i in near if len(blocks[i].text) <= LINE and not blocks[i].hidden]
    near = [i for i in near if not blocks[i].text.endswith(("。", "！", "？"))]
    behind = {i + n for i in near for n in (0, 1, 2)}
    dated = {i for i in behind if _is_dated(blocks, i)}
    if wide:
        near = [i for i in near if blocks[i].text != title]
        return _wide(outline, zone, near, dated) or _posted(blocks, zone)
    return _latin(outline, zone, near, dated)


def _dates(text: str) -> list[DateSpan]:
    """Return the dates of a line; only their place matters, not which of 5/6 is the day."""
    return find_dates(text, day_first=True)


def _is_dated(blocks: Sequence[Block], index: int) -> bool:
    if index >= len(blocks) or len(blocks[index].text) > LINE:
        return False
    text = blocks[index].text
    if _TIMED.search(text):
        return True
    return _YEAR.search(text) is not None and (len(text) <= SHORT or bool(_dates(text)))


def _wide(outline: Outline, zone: Zone, near: Sequence[int], dated: set[int]) -> list[Named]:
    """Return the names of the first dated line with some, or of a word next to one."""
    for i in near:
        block = outline.blocks[i]
        if i in dated or _ORIGINAL.match(block.text):
            found = list(_dated_line(block, repeated=_texts(outline.blocks, i)))
        elif _is_one_word(outline, zone, i) and any(i + step in dated for step in (1, 2, -1)):
            found = list(_words(block, 0, len(block.text), before=True))
        else:
            continue
        if found:
            return found
    return []


def _is_one_word(outline: Outline, zone: Zone, index: int) -> bool:
    """Say whether a line above the text is one word, and neither a heading nor the headline."""
    text = outline.blocks[index].text
    if index > zone.first or index in outline.headings:
        return False
    if _SEPARATOR.search(text) and not _JAPANESE_NAME.fullmatch(text):
        return False
    title = outline.blocks[zone.headline].text if zone.headline >= 0 else ""
    return text not in title or 2 * len(text) <= len(title)


def _texts(blocks: Sequence[Block], index: int) -> set[str]:
    return {block.text for block in blocks[index + 1 : index + 3]}


def _dated_line(block: Block, repeated: set[str]) -> Iterator[Named]:
    """Read what stands before and behind the date: an account and its outlet, or one of both."""
    dates = _dates(block.text)
    start, end = (dates[0].start, dates[-1].end) if dates else (0, 0)
    behind = list(_words(block, end, len(block.text), before=False))
    again = len(behind) > 1 and (
        behind[1].name in repeated or (len(behind) > 2 and behind[1].name == behind[2].name)
    )
    if again:
        yield Named("author", behind[0].name, behind[0].span)
        yield Named("source", behind[1].name, behind[1].span)
        return
    original = _ORIGINAL.match(block.text)
    opening = original.end() if original else 0
    ahead = list(_words(block, opening, start, before=True)) if start > opening else []
    if original and len(ahead) > 1 and is_person(ahead[0].name):  # WeChat: writer, account, date
        yield ahead[0]
        yield Named("source", ahead[1].name, ahead[1].span)
        return
    yield from ahead[:1] or behind[:1]


def _words(block: Block, start: int, end: int, *, before: bool) -> Iterator[Named]:
    """Yield the words of block.text[start:end] that could name somebody."""
    text, position = block.text, start
    if start == 0 and end == len(text) and _JAPANESE_NAME.fullmatch(text):
        yield Named("author", text, block.span(0, end))
        return
    while position < end:
        gap = _SEPARATOR.match(text, position, end)
        position = gap.end() if gap else position
        stop = _SEPARATOR.search(text, position, end)
        limit = stop.start() if stop else end
        names, after = read_names(text, position)
        if names and after <= end:
            limit = after
        word = text[position:limit]
        if len(word) < 2 or _NOISE.search(word):
            if before and word and not names:
                return
            if not before and word:
                return
        elif names or _WORD.fullmatch(word):
            role = (
                "author"
                if names or is_person(word) or (before and not OUTLET.search(word))
                else "source"
            )
            yield Named(role, word, block.span(position, limit))
        else:
            return
        position = max(limit, position + 1)


def _posted(blocks: Sequence[Block], zone: Zone) -> list[Named]:
    """Read `posted @ 2024-05-09 14:45 somebody` below a text."""
    for block in blocks[max(0, zone.last - 1) : zone.last + POSTED]:
        if block.text.startswith("posted @") and len(block.text) <= 2 * LINE:
            dates = _dates(block.text)
            if dates and (words := list(_words(block, dates[0].end, len(block.text), before=True))):
                return [Named("author", words[0].name, words[0].span)]
    return []


def is_person(name: str) -> bool:
    """Say whether a Chinese name reads like that of a person, not of an account or outlet."""
    if not is_chinese_name(name) or OUTLET.search(name) or is_organisation(name):
        return False
    return len(name) <= 3 or name.startswith(COMPOUND_SURNAMES) or "·" in name


def _latin(outline: Outline, zone: Zone, near: Sequence[int], dated: set[int]) -> list[Named]:
    """Return the names of the line that is most like a byline."""
    best: tuple[int, list[Named]] = (2, [])
    blocks = outline.blocks
    for i in near:
        block = blocks[i]
        if has_label(block.text) and not _SPOKEN_BY.match(block.text):
            continue
        found, score = _name_line(block)
        if not found or (zone.headline < 0 and not _is_by_date(blocks, i)):
            continue
        if close := any(j in dated for j in (i - 1, i, i + 1)):
            score += 3
        elif i in outline.headings:
            continue
        elif close := i - 2 in dated or i + 2 in dated:
            score += 1 + (i + 2 in dated and _is_place(blocks[i + 1].text))
        after = blocks[i + 1].text if i + 1 < len(blocks) else ""
        score += 3 * (len(after) <= 40 and has_job(after))
        score += zone.headline >= 0 and i - zone.headline <= 3
        if i - zone.headline == 1:
            score += (len(found) > 1) + 2 * (_PRESS.search(block.text) is not None)
        name = found[0].name
        holding = [j for j, text in enumerate(outline.texts) if name in text and j != i]
        if any(_tells_of(name, blocks[j].text) for j in holding):
            score += 2
        elif any(blocks[j].text.startswith(name) for j in holding if j >= zone.headline):
            score += 1 + close  # menus and their targets are called the same
        if all(named.name.isupper() and " " in named.name for named in found):
            score -= 2
        if score > best[0]:
            best = (score, found)
    return best[1]


def _is_place(text: str) -> bool:
    return len(text) <= SHORT and ((text.isalpha() and text.istitle()) or is_of_menu(text))


def _is_by_date(blocks: Sequence[Block], index: int) -> bool:
    """Say whether a date stands in a line or in the next one."""
    return any(_dates(b.text) for b in blocks[index : index + 2] if len(b.text) <= LINE)


def _name_line(block: Block) -> tuple[list[Named], int]:
    """Read a line that holds names and at most a date, a job, a handle or an outlet."""
    text = block.text
    if find_dateline(text):
        return [], 0
    position = 0
    if glued := _GLUED_BY.match(text):
        position = glued.end()
    elif spoken := _SPOKEN_BY.match(text):
        position = spoken.end()
    elif (dates := _dates(text)) and not text[: dates[0].start].strip():
        gap = _BY.match(text, dates[-1].end)
        position = gap.end() if gap else 0
    handle = text.find("@", position)
    shown = text[:handle] if handle > 0 else text
    if agency := _AGENCY_LINE.match(text):
        return [Named("author", agency[1], block.span(*agency.span(1)))], 0
    names, stop = read_names(shown, position)
    if not names:
        return [], 0
    rest = shown[stop:]
    if len(names) == 1 and (cut := _outlet_behind(shown[position:])):
        names = [(shown[position : position + cut], position, position + cut)]
        rest, stop = shown[position + cut :], position + cut
    if any(len(word) > 18 for name, _, _ in names for word in re.split("[ -]", name)):
        return [], 0
    if any(is_of_menu(name) or is_organisation(name) for name, _, _ in names):
        return [], 0
    job = bool(rest.strip()) and has_job(rest)
    dated = bool(rest.strip() and _dates(rest))
    fits = (
        position or rest.strip()[:1] == "(" or handle > 0 or job or _REST.fullmatch(rest) or dated
    )
    if not fits and not (_OUTLET_REST.fullmatch(rest) or is_organisation(rest)):
        return [], 0
    bonus = 2 if position or handle > 0 or job or dated else 0
    return [Named("author", name, block.span(at, end)) for name, at, end in names], bonus


_AGENCY_LINE = re.compile(rf"({AGENCY_NAMES})(?=\s{{0,2}}(?:\Z|,|/|[A-Z][a-z]{{2,8}}\.?\s\d))")


def _outlet_behind(text: str) -> int:
    """Return where a name of two words ends before an outlet (`Jane Doe Some Daily News`)."""
    words = text.split(" ")
    if len(words) < 4 or len(text) > LINE // 2 or not is_organisation(" ".join(words[2:])):
        return 0
    return len(words[0]) + 1 + len(words[1].rstrip(","))


def _tells_of(name: str, text: str) -> bool:
    """Say whether a line that holds a name tells of somebody, as biographies do."""
    before, _, after = text.partition(name)
    return before in _BEFORE_A_NAME or (not before and after.startswith(_TOLD))
