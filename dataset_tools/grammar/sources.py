"""Source lines (来源：某网, Source: …): the outlet a page credits for its text, str -> SourceSpan.

A label counts only where it is used: not inside quotes (terms quote “来源:…”), not behind a Han
word (确定来源, 图片来源, 注明出处), and with a colon or bar.
"""

import re
from dataclasses import dataclass

from dataset_tools.grammar import BAR, CLOSERS, COLON, HAN, LINE_CHARS, OPENERS, words_pattern
from dataset_tools.grammar.dates import DateSpan, find_dates
from dataset_tools.grammar.roles import OUTLET

VALUE_CHARS = 60  # a longer value without a stop is prose, not an outlet
FROM_CHARS = 80  # 本文来源于某网 without a colon, in a longer line, is a sentence
MAX_LABELS = 20  # a line with more is a list or hostile

PLACEHOLDERS = frozenset({
    "未知", "不详", "无", "暂无", "网络", "互联网", "网络整理", "综合", "转载", "原创", "佚名",
    "admin", "unknown", "n/a", "none", "-", "--", "null",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """One source line: text[start:end] is label, value and a date printed next to them.

    `value` is None where nothing stands after the label (then value_start == value_end) or only
    a placeholder such as 未知 (then text[value_start:value_end] is that placeholder).
    """

    value: str | None
    start: int
    end: int
    value_start: int
    value_end: int


_HAN_LABEL = (
    r"(?:(?:本文|文章|信息|稿件|消息|新闻|内容|資訊|新聞|原文)\s{0,2})?(?:来\s{0,4}源|來\s{0,4}源)"
    r"|稿\s{0,4}源|(?:原文)?出\s{0,4}(?:处|處)|出典|転載元|引用元|출처"
)
_LATIN_LABEL = r"Sources?|Quellen?|Fuentes?|Fonte|Bron|Źródło|Источник|Kaynak"
# One stands in each source line.
SOURCE_WORDS = tuple(
    "来源 來源 稿源 出处 出處 出典 来自 転載元 引用元 출처"
    " 报》 報》 刊》 志》 誌》 Source Quelle Fuente Fonte Bron Źródło Источник Kaynak".split()
)
SOURCE_HINT = words_pattern(SOURCE_WORDS)
_LABEL = re.compile(
    rf"(?P<han>{_HAN_LABEL})\s{{0,3}}(?P<sep>[{COLON}{BAR}])"
    rf"(?:\s?(?:微信)?(?:公众|公眾)[号號]\s?[{COLON}])?"
    rf"|(?P<latin>{_LATIN_LABEL})\s?(?P<sep2>[{COLON}])(?!//)"
    rf"|(?P<from>(?:\A|(?<=\s))(?:本文|文章|稿件)(?:来源于|來源於|来自)\s?)(?=[{HAN}A-Z])"
)
_NEXT_LABEL = (
    r"(?:(?:文章|本文)?作\s{0,4}者|[来來]\s{0,4}源|(?:责任|網絡|网络|執行|执行)?编\s{0,4}辑|責任編輯|編輯|责\s{0,4}编|责校"
    r"|记者|記者|时\s{0,4}间|時間|日\s{0,4}期|发布(?:时间|日期|人)?|發布(?:時間|日期)?|更新(?:时间|日期)?"
    r"|发表(?:时间|于)?|摄影|攝影|校对|通讯员|撰文|撰稿|翻译|译者|编译|审核|主编|浏览|点击|阅读|人气|评论"
    r"|查看|字\s{0,4}[号体體]|分享|栏目|分类|标签|关键词|Author|Autor|By|Date|Datum|Editor)\s{0,3}"
    rf"[{COLON}]"
)
_STOP = re.compile(
    rf"{_NEXT_LABEL}"
    r"|\s(?:浏览|点击|阅读|人气|评论|字号|字体|分享|打印|打 印|关闭|收藏|举报|大 中 小"
    r"|作者|编辑|责任编辑|责编)"
    r"|\d{1,8}\s?(?:次|条|條|人)\s?(?:阅读|閱讀|浏览|瀏覽|点击|评论|評論|参与|观看)"
    r"|分享[到至]|字号|(?:浏览|点击|阅读)(?:次数|量|数)|我要(?:评论|分享)|复制(?:链接|地址)|查看(?:原文|更多)"
    rf"|[。！？；;\n\t，,{BAR}•·]|\s\s|[{re.escape(OPENERS + CLOSERS)}]|[”’」』]|\s[–—-]\s"
)
_SENTENCE = re.compile(r"[。！？]\s{0,3}[^\s”’」』)）\]】]")
_OUTLET_END = re.compile(rf"{OUTLET}\Z")
_GLUED = re.compile(
    rf"(?:作者|编辑|责编|记者|时间|日期|发布|更新)[^\n。！？，,]{{0,3}}[{COLON}]\s{{0,2}}\S{{1,20}}\Z"
)
_PRINTED = re.compile(  # 《某某日报》（2024年03月12日 第 03 版）
    rf"《\s?(?P<name>[{HAN}]{{2,10}}(?:报|報|刊|志|誌))\s?》\s?[(（]\s?\d{{4}}\s?年[^()（）]{{4,20}}版\s?[)）]"
)
_TWO_OUTLETS = re.compile(rf"(\S*[{HAN}]\S*[{HAN}])\s(?=[{HAN}]{{2}})")  # 某网 某地 举报
_BLOCKED_BEFORE = re.compile(rf"[{HAN}\u3040-\u30ff“‘「『\"'《]\Z")
_OPENING = re.compile(rf"(?:\A|[{re.escape(OPENERS)}])\s{{0,3}}\Z")
_LATIN_BEFORE = re.compile(rf"(?:\A|[{re.escape(OPENERS)}{BAR}•·–—]|\d\s)\s{{0,3}}\Z")


def find_sources(text: str) -> list[SourceSpan]:
    """Return the source lines of one line of text, in order; empty where there are none.

    >>> find_sources("来源:某某网2024-02-29")[0].value
    '某某网'
    """
    if not SOURCE_HINT.search(text, 0, LINE_CHARS):
        return []
    line = text[:LINE_CHARS]
    labels = [match for match in _LABEL.finditer(line) if _is_used(line, match)][:MAX_LABELS]
    dates = find_dates(line) if labels else []
    spans: list[SourceSpan] = []
    for match in labels:
        if spans and match.start() < spans[-1].end:
            continue
        if span := _read(line, match, dates):
            spans.append(span)
    if not spans and (printed := _PRINTED.search(line)):
        name = printed.span("name")
        spans.append(SourceSpan(printed["name"], *printed.span(), *name))
    return spans


def _is_used(line: str, match: re.Match[str]) -> bool:
    before = line[max(0, match.start() - 40) : match.start()]
    if match["latin"]:
        return bool(_LATIN_BEFORE.search(before))
    if match["from"]:
        return len(line) <= FROM_CHARS
    if match["sep"] in BAR and not _OPENING.search(before):
        return False  # 新闻 | 来源 | 关于 is a menu
    return not _BLOCKED_BEFORE.search(before) or bool(_GLUED.search(before))


def _read(line: str, match: re.Match[str], dates: list[DateSpan]) -> SourceSpan | None:
    start, label_end = match.start(), match.end()
    limit = min(len(line), label_end + 2 * VALUE_CHARS)
    if stop := _STOP.search(line, label_end + _leading_space(line, label_end), limit):
        limit = stop.start()
    if following := next((span for span in dates if span.start >= label_end), None):
        limit = min(limit, following.start)
    value = line[label_end:limit].strip()
    if match["han"] and (cut := _TWO_OUTLETS.match(value)):
        value = cut[1]
    if match["han"] and _SENTENCE.match(line, limit) and not _OUTLET_END.search(value):
        value = ""  # what is glued behind an empty label is a sentence
    if len(value) > VALUE_CHARS or (not value and match["sep"] in (*BAR, None)):
        return None
    value_start = label_end + _leading_space(line, label_end) if value else label_end
    value_end = value_start + len(value)
    end = value_end
    for span in dates:
        if span.end <= start and not line[span.end : start].strip() and start - span.end <= 2:
            start = span.start
        if span.start >= value_end and not line[value_end : span.start].strip():
            end = span.end if span.start - value_end <= 2 else end
    named = value if value.casefold() not in PLACEHOLDERS else ""
    return SourceSpan(named or None, start, end, value_start, value_end)


def _leading_space(line: str, start: int) -> int:
    rest = line[start : start + VALUE_CHARS]
    return len(rest) - len(rest.lstrip())
