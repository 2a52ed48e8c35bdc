"""Credit lines (作者, 责任编辑, 记者 … 摄, "By …"): who made a text, by role, str -> CreditSpan.

A credit stands at the start of a line, inside brackets, next to a date, a source or another
credit, or behind a label with a colon; running prose names people too, and is left alone. Of a
line of more than 200 characters only both ends are read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dataset_tools.grammar import BAR, CLOSERS, COLON, HAN, OPENERS, QUOTES
from dataset_tools.grammar.bylines import find_bylines
from dataset_tools.grammar.dates import find_dates
from dataset_tools.grammar.names import People, Person, is_chinese_name, read_people

LONG_LINE = 200  # characters; a credit at the end of a paragraph stands in its last EDGE
EDGE = 60
VALUE_CHARS = 80
MAX_LABELS = 40  # a line with more is a list or hostile

_ROLE_LABELS = {
    "author": "作者 本文作者 文章作者 撰文 撰稿 撰写 执笔 著者 執筆 文字 文",
    "reporter": "记者 記者 采写 採寫 采访 取材",
    "correspondent": "通讯员 通訊員",
    "editor": (
        "责任编辑 责编 编辑 执行编辑 网络编辑 实习编辑 值班编辑 本期编辑 文字编辑 新媒体编辑"
        " 本文编辑 責任編輯 責編 編輯 執行編輯 編集 担当編集 责任编校"
    ),
    "chief_editor": "主编 总编 总编辑 执行主编 值班主编 值班总编 副主编 主編 總編輯 編集長",
    "proofreader": "校对 责任校对 责校 校審 校對 責任校對 校閲",
    "photographer": "摄影 攝影 摄影记者 摄 攝 撮影 写真 图 圖",
    "translator": "翻译 译者 译 翻譯 譯者 翻訳 訳",
    "compiler": "编译 編譯 整理 综合整理 汇编",
}
ROLES = {label: role for role, labels in _ROLE_LABELS.items() for label in labels.split()}
_JAPANESE = frozenset("執筆 取材 編集 担当編集 編集長 校閲 撮影 写真 翻訳 訳".split())
_BARE = frozenset("文 图 圖 摄 攝 译 訳 文字 整理 采访 写真 撰写".split())  # never "empty"
_ONLY_NAMED = frozenset("图 圖".split())  # 图：某网 names an outlet: no photographer
_NO_COLON = frozenset("记者 記者 通讯员 通訊員".split())
_IN_BRACKETS = frozenset(
    "责任编辑 责编 编辑 責任編輯 責編 編輯 摄影 攝影 摄影记者 校对 校對 翻译 翻譯 编译"
    " 作者 撰文".split()
)

_MODIFIER = (
    r"(?:全媒体|融媒体|融媒|实习|實習|见习|見習|首席|特约|特約|职工|高级|资深|驻站|特派"
    r"|文字|摄影|本报|本網|本网|本台|本刊|本社)"
)
_OUTLET = (
    rf"[{HAN}]{{0,8}}(?:社|网|網|报|報|台|视|刊|新闻|新聞|经|南都|北青|澎湃|界面|封面|红星|客户端|传媒|媒体"
    r"|财经|在线|频道|中新|央广|热线|之声)"
)
_PREFIX = re.compile(rf"(?P<org>{_OUTLET})??\s?(?:{_MODIFIER}\s?){{0,3}}\Z")
_WITHIN = re.compile(
    rf"\s{{0,3}}(?P<org>{_OUTLET})?\s?(?:{_MODIFIER}\s?){{0,3}}(?:记者|記者|通讯员|通訊員|评论员)\s{{0,3}}"
)
_SPACED = {
    label: r"\s{0,4}".join(label) for label in ROLES if len(label) > 1
} | {label: label for label in ROLES if len(label) == 1}  # fmt: skip
_LABEL = re.compile(
    "(?P<label>"
    + "|".join(_SPACED[label] for label in sorted(ROLES, key=len, reverse=True))
    + rf")(?P<sep>\s{{0,3}}[{COLON}{BAR}/／]\s{{0,3}}|\s{{0,3}}・文\s{{0,2}}[{COLON}])?"
)
_VALUE_END = re.compile(
    rf"[。;；!！?？\n«»{re.escape(QUOTES)}”’」』》{BAR}{COLON}]|来源|來源|(?:发布|更新)?(?:时间|日期)[{COLON}]|公開日|更新日|掲載日"
)
_DATELINE = re.compile(
    rf"(?:\A|[\s】]){{1}}(?P<org>[{HAN}]{{1,8}}?(?:社|网|網|日报|晚报|晨报|时报|早报|都市报|商报|视台|电台|总台"
    rf"|新闻(?!网|社|客户端)|客户端|报(?!社)))?[{HAN}（()）]{{0,10}}?(?:\d{{1,2}}月\d{{1,2}}日)?\s?(?:电|讯|電|訊)\s{{0,2}}\Z"
)
_SUFFIX_HINT = re.compile(r"[摄攝图圖]|[/／]\s?[文译编編整]")
_HAN_NAME = (
    rf"(?:[{HAN}]{{2,3}}|[{HAN}]{{4}}|[{HAN}]\s{{1,2}}[{HAN}]|[{HAN}]{{1,6}}·[{HAN}]{{1,8}})"
)
_SHOT_BY = re.compile(
    rf"(?:(?<=\d日)|(?<![{HAN}\w])(?:(?P<org>{_OUTLET})?\s?(?:{_MODIFIER}\s?){{0,3}}"
    rf"(?:记者|記者|通讯员|通訊員)\s{{0,3}})?)"
    rf"(?P<names>{_HAN_NAME}(?:[\s、,，]{{1,3}}{_HAN_NAME}){{0,3}}?)\s{{0,3}}[/／]?\s?"
    rf"(?:摄影报道|摄影|攝影|摄|攝)(?=[\s{re.escape(CLOSERS)}。，,;；/／|]|\Z)"
)
_NAME_SLASH = re.compile(
    rf"(?:\A|(?<=[\s{re.escape(OPENERS)}]))(?P<names>{_HAN_NAME})\s?[/／]\s?(?P<label>文|译|編譯|编译|整理)"
    rf"(?=[\s{re.escape(CLOSERS)}、，,|]|\Z)"
)
_BOTH = r"(?:文\s?[/／、]\s?[图圖]|[图圖]\s?[/／、]\s?文|图文|圖文)"
_TEXT_AND_PICTURE = re.compile(
    rf"(?:\A|(?<=[\s{re.escape(OPENERS)}]))"
    rf"(?:{_BOTH}\s{{0,2}}[{COLON}{BAR}/／]?\s{{0,2}}(?:本报记者|记者)?\s{{0,2}}(?P<after>{_HAN_NAME}(?:[\s、]{{1,2}}{_HAN_NAME}){{0,3}})"
    rf"|(?P<before>{_HAN_NAME})\s{{0,2}}[/／]?\s{{0,2}}{_BOTH})(?=[\s{re.escape(CLOSERS)}]|\Z)"
)


@dataclass(frozen=True, slots=True)
class CreditSpan:
    """One person named at text[start:end] (`raw`), which runs from the label to the last name.

    People of one label share its span. `name` is None exactly when `flag` is set: "empty" (a
    label without a value), "placeholder" (系统管理员, admin, …) or "code_only" (a staff number).
    """

    role: str
    name: str | None
    affiliation: str | None
    start: int
    end: int
    raw: str
    flag: str | None


@dataclass(frozen=True, slots=True)
class _Label:
    """A label that is used as one: text[start:value_start], organisation prefix included."""

    label: str
    start: int
    value_start: int
    affiliation: str | None
    bracket: bool
    opens: bool  # at the start of the line or of a bracket
    colon: bool = False


def find_credits(text: str) -> list[CreditSpan]:
    """Return everybody credited in one line of text, in order; empty where nobody is.

    Roles: author, reporter, correspondent, editor, chief_editor, proofreader, photographer,
    translator, compiler.

    >>> [(c.role, c.name) for c in find_credits("（编辑：张三 李四）")]
    [('editor', '张三'), ('editor', '李四')]
    """
    if len(text) <= LONG_LINE:
        return _unique(_find(text, 0))
    head = [c for c in _find(text[: EDGE + VALUE_CHARS], 0) if c.start < EDGE]
    cut = len(text) - EDGE
    seen_from = cut - EDGE  # what stands before a label decides whether it is one
    tail = [c for c in _find(text[seen_from:], seen_from) if c.start >= cut]
    return _unique([*head, *tail])


def _unique(found: list[CreditSpan]) -> list[CreditSpan]:
    ordered = sorted(found, key=lambda credit: (credit.start, credit.end))
    return list(dict.fromkeys(ordered))


def _find(text: str, offset: int) -> list[CreditSpan]:
    credits_ = list(_find_suffixes(text))
    taken = [(credit.start, credit.end) for credit in credits_]
    labels = [
        label
        for label in _labels(text)
        if not any(start <= label.start < end for start, end in taken)
    ]
    stops = sorted(start for start, _ in taken)
    for index, label in enumerate(labels):
        following = [other.start for other in labels[index + 1 :][:1]]
        following += [start for start in stops if start >= label.value_start][:1]
        credits_ += _read(text, label, min([*following, label.value_start + VALUE_CHARS]))
    if len(text) <= LONG_LINE:
        credits_ += [
            CreditSpan(b.role, b.name, b.affiliation, b.start, b.end, text[b.start : b.end], b.flag)
            for b in find_bylines(text)
        ]
    return [
        CreditSpan(
            c.role, c.name, c.affiliation, c.start + offset, c.end + offset, c.raw, c.flag
        )
        for c in credits_
    ]  # fmt: skip


def _find_suffixes(text: str) -> Iterator[CreditSpan]:
    """Read credits whose role follows the name: 张三 摄, 张三/文."""
    if not _SUFFIX_HINT.search(text):
        return
    for match in _SHOT_BY.finditer(text):
        people = read_people(match["names"]).people
        labelled = match.end("names") and match.start("names") > match.start()
        glued = re.search(r"\S(?:摄影|攝影)\Z", match[0]) and text[match.end() :][:1] not in tuple(
            CLOSERS
        )
        if glued and not labelled:
            continue  # 高清摄影 is a trade
        if people and (labelled or all(is_chinese_name(p.name) for p in people)):
            yield from _spans(
                text, "photographer", people, match.start(), match.end(), match["org"]
            )
    for match in _NAME_SLASH.finditer(text):
        if is_chinese_name(match["names"]):
            role, people = ROLES[match["label"]], read_people(match["names"]).people
            yield from _spans(text, role, people, match.start(), match.end(), None)
    for match in _TEXT_AND_PICTURE.finditer(text):
        people = read_people(match["after"] or match["before"]).people
        if people and all(is_chinese_name(person.name) for person in people):
            for role in ("author", "photographer"):
                yield from _spans(text, role, people, match.start(), match.end(), None)


def _spans(
    text: str, role: str, people: tuple[Person, ...], start: int, end: int, org: str | None
) -> Iterator[CreditSpan]:
    start += len(text[start:end]) - len(text[start:end].lstrip())
    org = None if org and org.startswith("本") else org  # 本报 names no outlet
    for person in people:
        affiliation = person.affiliation or org
        yield CreditSpan(role, person.name, affiliation, start, end, text[start:end], None)


def _labels(text: str) -> list[_Label]:
    found: list[_Label] = []
    matches = list(_LABEL.finditer(text))
    date_ends = {span.end for span in find_dates(text)} if matches else set()
    for match in matches:
        if len(found) >= MAX_LABELS:
            break
        if label := _used(text, match, date_ends, found[-1] if found else None):
            found.append(label)
    return found


def _used(
    text: str, match: re.Match[str], date_ends: set[int], previous: _Label | None
) -> _Label | None:
    """Return the label if it is used as one here, and not part of a sentence or a word."""
    name = re.sub(r"\s", "", match["label"])
    separator = (match["sep"] or "").strip()
    before, start, affiliation = text[: match.start()], match.start(), None
    if name in _NO_COLON and (prefix := _PREFIX.search(before[-24:])) and prefix[0]:
        start -= len(prefix[0])
        before, affiliation = text[:start], prefix["org"]
    if previous and start <= previous.value_start:
        return None  # 文/本报记者 张三: the first label has the say
    dateline = _DATELINE.search(before.rstrip(OPENERS + " \t")[-40:])
    bare = before.rstrip(" \t\u3000■□●◆▲△◎※*·•>_-—")
    bracket = bare[-1:] in tuple(OPENERS) and bare != ""
    opens = not bare or bracket
    chained = previous is not None and _continues(text[previous.value_start : start])
    near_date = bool(date_ends & {start, len(bare)})
    glued = bool(before) and _is_word(before[-1]) and start not in date_ends
    after_source = bool(
        re.search(rf"[来來]源\s?[{COLON}]\s{{0,2}}[^\s。，,]{{1,20}}\s{{0,3}}\Z", before)
    )
    if before[-1:] in tuple(QUOTES) or (
        glued and not chained and not after_source and not dateline
    ):
        return None
    if dateline:
        affiliation = affiliation or dateline["org"]
    placed = opens or chained or near_date or after_source or dateline is not None
    label = _Label(name, start, match.end(), affiliation, bracket, opens)
    if separator[:1] in tuple("/／" + BAR) and separator:
        spaced = placed or before[-1:].isspace()
        return replace(label, colon=True) if spaced else None
    if separator:
        return replace(label, colon=True)
    allowed = name in _NO_COLON or (name in _IN_BRACKETS and (bracket or chained))
    if not placed or not allowed:
        return None
    inside = bracket or (previous is not None and previous.bracket and chained)
    return replace(label, bracket=inside)


def _continues(between: str) -> bool:
    """Tell whether a label that follows a credit's value `between` continues that credit line."""
    return len(between) <= 40 and not re.search(r"[。！？!?]", between)


def _is_word(char: str) -> bool:
    return char.isalnum() or char in "_'’"


def _read(text: str, label: _Label, limit: int) -> Iterator[CreditSpan]:
    """Yield the people of one label, whose value ends at `limit` at the latest."""
    limit = min(limit, len(text))
    if stop := _VALUE_END.search(text, label.value_start, limit):
        limit = stop.start()
    for span in find_dates(text[label.value_start : limit])[:1]:
        limit = label.value_start + span.start
    value_start, affiliation = label.value_start, label.affiliation
    if within := _WITHIN.match(text, value_start, limit):
        value_start, affiliation = within.end(), within["org"] or affiliation
    value = _until_bracket(text[value_start:limit])
    read = read_people(value, japanese=label.label in _JAPANESE or _is_kana(value))
    role = ROLES[label.label]
    if not _accepts(text, label, read, value, value_start):
        return
    if read.people:
        end = value_start + read.end
        yield from _spans(text, role, read.people, label.start, end, affiliation)
    else:
        end = value_start + read.end if read.flag != "empty" else label.value_start
        raw = text[label.start : end].rstrip()
        yield CreditSpan(role, None, None, label.start, label.start + len(raw), raw, read.flag)


def _accepts(text: str, label: _Label, read: People, value: str, value_start: int) -> bool:
    if not read.people:
        if read.flag == "empty":
            closed = text[value_start + len(value) :][:1] not in tuple("?？!！。" + QUOTES)
            asks = ROLES[label.label] in {"reporter", "correspondent"}  # 记者： opens a question
            return label.colon and closed and not asks and label.label not in _BARE
        return read.flag is not None and label.label not in _ONLY_NAMED
    after = text[value_start + len(value) :][:1]
    chinese = all(is_chinese_name(p.name) for p in read.people if re.match(f"[{HAN}]", p.name))
    if label.label == "記者" and label.opens and read.clean and not after.strip(CLOSERS):
        return chinese or all(len(p.name) >= 4 for p in read.people)
    if label.colon:
        if after in tuple("?？!！") and after:
            return False
        if label.label in _ONLY_NAMED or label.label in {"记者", "記者", "文"}:
            named = chinese and any(re.match(f"[{HAN}\u3041-\u30ff]", p.name) for p in read.people)
            return read.clean and (named or label.label == "文")
        return read.clean or chinese
    return read.clean if label.bracket else chinese and read.clean


def _is_kana(value: str) -> bool:
    return re.search("[\u3041-\u30ff]", value) is not None


def _until_bracket(value: str) -> str:
    """Cut `value` at the closing bracket that opened before it."""
    depth = 0
    for index, char in enumerate(value):
        if char in OPENERS:
            depth += 1
        elif char in CLOSERS:
            depth -= 1
            if depth < 0:
                return value[:index]
    return value
