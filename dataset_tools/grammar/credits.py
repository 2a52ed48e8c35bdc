"""Credit lines (作者, 责任编辑, 记者 … 摄, "By …"): who made a text, by role, str -> CreditSpan.

A credit stands at the start of a line, inside brackets, next to a date, a source or another
credit, or behind a label with a colon; running prose names people too, and is left alone. Of a
line of more than 200 characters only both ends are read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dataset_tools.grammar import BAR, CLOSERS, COLON, HAN, OPENERS, QUOTES, SLASH
from dataset_tools.grammar.bylines import find_bylines, may_name
from dataset_tools.grammar.dates import find_dates
from dataset_tools.grammar.names import People, is_chinese_name, read_people
from dataset_tools.grammar.roles import (
    BARE,
    COLON_ONLY,
    CREDIT_HINT,
    IN_BRACKETS,
    JAPANESE,
    MODIFIER,
    NO_COLON,
    OF_OUTLETS,
    ONLY_NAMED,
    OUTLET,
    ROLES,
    CreditSpan,
    people_spans,
)
from dataset_tools.grammar.sign_offs import find_sign_offs
from dataset_tools.grammar.trailing import find_trailing, find_wires

__all__ = ["CreditSpan", "find_credits"]

LONG_LINE = 200  # characters; a credit at the end of a paragraph stands in its last EDGE
EDGE = 60
VALUE_CHARS = 80
MAX_LABELS = 40  # a line with more is a list or hostile

_PREFIX = re.compile(
    rf"(?P<org>(?:{OUTLET}[·•、]){{0,2}}{OUTLET})??[\s{SLASH}]?(?:{MODIFIER}\s?){{0,3}}\Z"
)
_WITHIN = re.compile(
    rf"\s{{0,3}}(?P<org>{OUTLET})?\s?(?:{MODIFIER}\s?){{0,3}}(?:记者|記者|通讯员|通訊員|评论员)\s{{0,3}}"
)
_SPACED = {
    label: r"\s{0,4}".join(label) for label in ROLES if len(label) > 1
} | {label: label for label in ROLES if len(label) == 1}  # fmt: skip
_LABEL = re.compile(
    "(?P<label>"
    + "|".join(_SPACED[label] for label in sorted(ROLES, key=len, reverse=True))
    + rf")(?P<sep>\s{{0,3}}[{COLON}{BAR}{SLASH}=＝]\s{{0,3}}|\s{{0,3}}・文\s{{0,2}}[{COLON}=＝]"
    r"|(?<=聞き手)・|\s{0,2}[】\]]\s{0,2})?"
)
_DESK = rf"[{SLASH}]\s?[{HAN}]{{2,8}}(?:報導|报导|報道|报道)"  # 記者張三／台北即時報導
_FROM = rf"\s[{HAN}]{{2,4}}(?:报道|報導)\s?\Z"  # 记者 张三 广州报道
_AT_DESK = re.compile(rf"\s?{_DESK}|{_FROM}")
_VALUE_END = re.compile(
    rf"[。;；!！?？\n«»{re.escape(QUOTES)}”’」』》{BAR}{COLON}]|来源|來源|(?:发布|更新)?(?:时间|日期)[{COLON}]|公開日|更新日|掲載日"
    rf"|{_DESK}|{_FROM}"
)
_DATELINE = re.compile(
    rf"(?:\A|[\s】]){{1}}(?P<org>[{HAN}]{{1,8}}?(?:社|网|網|日报|晚报|晨报|时报|早报|都市报|商报|视台|电台|总台"
    rf"|新闻(?!网|社|客户端)|客户端|报(?!社)))?[{HAN}（()）]{{0,10}}?(?:\d{{1,2}}月\d{{1,2}}日)?\s?(?:电|讯|電|訊)\s{{0,2}}\Z"
)
_NICKNAMED = frozenset({"editor"})
_NICKNAME = re.compile(rf"[{HAN}]{{5,8}}")  # 责任编辑：a pen name that is the whole value
_SENTENCE_END = re.compile(r"[。！？!?]")
_HAN = re.compile(rf"[{HAN}]")
_KANA = re.compile("[\u3041-\u30ff]")
_AFTER_SOURCE = re.compile(rf"[来來]源\s?[{COLON}]\s{{0,2}}[^\s。，,]{{1,20}}\s{{0,3}}\Z")


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
    if signed := find_sign_offs(text):
        return signed
    if len(text) <= LONG_LINE:
        found = _find(text, 0)
        return _unique(found) if len(found) > 1 else found
    cut = len(text) - EDGE
    if text.isascii() or not (
        CREDIT_HINT.search(text, 0, EDGE + VALUE_CHARS) or CREDIT_HINT.search(text, cut - EDGE)
    ):
        return []
    head = [c for c in _find(text[: EDGE + VALUE_CHARS], 0) if c.start < EDGE]
    seen_from = cut - EDGE  # what stands before a label decides whether it is one
    tail = [c for c in _find(text[seen_from:], seen_from) if c.start >= cut]
    return _unique([*head, *tail])


def _unique(found: list[CreditSpan]) -> list[CreditSpan]:
    ordered = sorted(found, key=lambda credit: (credit.start, credit.end))
    return list(dict.fromkeys(ordered))


def _find(text: str, offset: int) -> list[CreditSpan]:
    credits_: list[CreditSpan] = []
    if not text.isascii() and CREDIT_HINT.search(text):
        credits_ = _find_labelled(text)
    if len(text) <= LONG_LINE and may_name(text):
        credits_ += [
            CreditSpan(b.role, b.name, b.affiliation, b.start, b.end, text[b.start : b.end], b.flag)
            for b in find_bylines(text)
        ]
    if not offset:
        return credits_
    return [
        CreditSpan(
            c.role, c.name, c.affiliation, c.start + offset, c.end + offset, c.raw, c.flag
        )
        for c in credits_
    ]  # fmt: skip


def _find_labelled(text: str) -> list[CreditSpan]:
    credits_ = [*find_trailing(text), *find_wires(text)]
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
    return credits_


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
    name = "".join(match["label"].split())
    separator = (match["sep"] or "").strip()
    before, start, affiliation = text[: match.start()], match.start(), None
    by_outlet = name in NO_COLON or (name in OF_OUTLETS and separator)
    prefix = _PREFIX.search(before[-24:]) if by_outlet else None
    if prefix and (prefix["org"] or (prefix[0] and name in NO_COLON)):
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
    after_source = _AFTER_SOURCE.search(before[-60:]) is not None
    if glued and name == "文" and separator[:1] in tuple(SLASH):
        return None  # 記者洪啟文／台北報導
    if before[-1:] in tuple(QUOTES) or (
        glued and not chained and not after_source and not dateline
    ):
        return None
    if dateline:
        affiliation = affiliation or dateline["org"]
    placed = opens or chained or near_date or after_source or dateline is not None
    if name in COLON_ONLY and (separator[:1] not in tuple(COLON) or not separator or not opens):
        return None
    label = _Label(name, start, match.end(), affiliation, bracket, opens)
    if separator[:1] in tuple("】]"):  # 【某报记者】张三
        return replace(label, colon=True) if bracket and bare[-1] in "【[" else None
    if separator[:1] in tuple(SLASH + BAR) and separator:
        spaced = placed or before[-1:].isspace() or before[-1:] in tuple("，,；;、")
        return replace(label, colon=True) if spaced else None
    if separator:
        return replace(label, colon=True)
    allowed = name in NO_COLON or (name in IN_BRACKETS and (bracket or chained))
    if name in IN_BRACKETS and not bracket and (opens or bare[-1:] in tuple(BAR)):
        return label if _names_only(text[match.end() :]) else None  # 编辑 李四 校对 张三
    if not placed or not allowed:
        return None
    inside = bracket or (previous is not None and previous.bracket and chained)
    return replace(label, bracket=inside)


def _names_only(value: str) -> bool:
    """Say whether Chinese names are all that stands behind a label, up to the next one."""
    read = read_people(value) if len(value) <= VALUE_CHARS else None
    return (
        read is not None
        and read.clean
        and bool(read.people)
        and all(is_chinese_name(person.name) for person in read.people)
    )


def _continues(between: str) -> bool:
    """Tell whether a label that follows a credit's value `between` continues that credit line."""
    return len(between) <= 40 and not _SENTENCE_END.search(between)


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
    read = read_people(value, japanese=label.label in JAPANESE or _is_kana(value))
    role = ROLES[label.label]
    if not _accepts(text, label, read, value, value_start):
        nick = value.strip()
        if role in _NICKNAMED and label.colon and _NICKNAME.fullmatch(nick) and not read.flag:
            end = value_start + len(value.rstrip())
            raw = text[label.start : end]
            yield CreditSpan(role, nick, affiliation, label.start, end, raw, None)
        return
    if read.people:
        end = value_start + read.end
        if desk := _AT_DESK.match(text, end):
            end = desk.end()
        yield from people_spans(text, role, read.people, label.start, end, affiliation)
    else:
        end = value_start + read.end if read.flag != "empty" else label.value_start
        raw = text[label.start : end].rstrip()
        yield CreditSpan(role, None, None, label.start, label.start + len(raw), raw, read.flag)


def _accepts(text: str, label: _Label, read: People, value: str, value_start: int) -> bool:
    if not read.people:
        if read.flag == "empty":
            closed = text[value_start + len(value) :][:1] not in tuple("?？!！。" + QUOTES)
            asks = ROLES[label.label] in {"reporter", "correspondent"}  # 记者： opens a question
            return label.colon and closed and not asks and label.label not in BARE
        return read.flag is not None and label.label not in ONLY_NAMED
    after = text[value_start + len(value) :][:1]
    chinese = all(is_chinese_name(p.name) for p in read.people if _HAN.match(p.name))
    if label.label == "記者" and not label.colon and not _HAN.search(read.people[0].name):
        return False  # 記者タイムライン is a menu
    if label.label == "記者" and label.opens and read.clean and not after.strip(CLOSERS):
        return chinese or all(len(p.name) >= 4 for p in read.people)
    if label.colon:
        if label.label == "記者" and not label.opens and read.clean and not after:
            return True  # 2022年5月8日 記者：水原灯 has a name of no Chinese family
        if after in tuple("?？!！") and after:
            return False
        if label.label in ONLY_NAMED or label.label in {"记者", "記者", "文"}:
            named = chinese and any(_HAN.match(p.name) or _KANA.match(p.name) for p in read.people)
            return read.clean and (named or label.label == "文")
        return read.clean or chinese
    return read.clean if label.bracket else chinese and read.clean


def _is_kana(value: str) -> bool:
    return _KANA.search(value) is not None


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
