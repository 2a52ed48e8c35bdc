"""Credits without a label before the name: 张三 摄, 张三/文, （某社记者张三台北1日电）."""

import re
from collections.abc import Iterator

from dataset_tools.grammar import BAR, CLOSERS, COLON, HAN, OPENERS, SLASH
from dataset_tools.grammar.names import is_chinese_name, read_people
from dataset_tools.grammar.roles import MODIFIER, OUTLET, ROLES, CreditSpan, people_spans

_SUFFIX_HINT = re.compile(
    rf"[摄攝图圖]|[{SLASH}]\s?[文译编編整]|[报報][导導道][{re.escape(CLOSERS)}]"
)
_WIRE_HINT = re.compile(r"[电電][)）]|[电電讯訊]\s?[(（]|》(?:特约|专栏)?(?:作者|记者)")
HAN_NAME = rf"(?:[{HAN}]{{2,3}}|[{HAN}]{{4}}|[{HAN}]\s{{1,2}}[{HAN}]|[{HAN}]{{1,6}}·[{HAN}]{{1,8}})"
_SHOT_BY = re.compile(
    rf"(?:(?<=\d日)|(?<![{HAN}\w])(?:(?P<org>{OUTLET})?\s?(?:{MODIFIER}\s?){{0,3}}"
    rf"(?:记者|記者|通讯员|通訊員)\s{{0,3}})?)"
    rf"(?P<names>{HAN_NAME}(?:[\s、,，]{{1,3}}{HAN_NAME}){{0,3}}?)\s{{0,3}}[{SLASH}]?\s?"
    rf"(?:(?P<both>摄影报道|攝影報導)|(?:摄影|攝影)(?!\s{{1,3}}{HAN_NAME}(?:\s|\Z))|摄|攝)(?=[\s{re.escape(CLOSERS)}。，,;；{SLASH}|]|\Z)"
)
_NAME_SLASH = re.compile(
    rf"(?:\A|(?<=[\s{re.escape(OPENERS)}]))(?P<names>{HAN_NAME})\s?[{SLASH}]\s?(?P<label>文|译|編譯|编译|整理)"
    rf"(?=[\s{re.escape(CLOSERS)}、，,|]|\Z)"
)
_BOTH = r"(?:文\s?[/／、]\s?[图圖]|[图圖]\s?[/／、]\s?文|图文|圖文)"
_TEXT_AND_PICTURE = re.compile(
    rf"(?:\A|(?<=[\s{re.escape(OPENERS)}]))"
    rf"(?:{_BOTH}\s{{0,2}}[{COLON}{BAR}{SLASH}]?\s{{0,2}}(?:本报记者|记者)?\s{{0,2}}(?P<after>{HAN_NAME}(?:[\s、]{{1,2}}{HAN_NAME}){{0,3}})"
    rf"|(?P<before>{HAN_NAME})\s{{0,2}}[{SLASH}]?\s{{0,2}}{_BOTH})(?=[\s{re.escape(CLOSERS)}]|\Z)"
)
_NAMES = rf"{HAN_NAME}(?:[\s、，,]{{1,2}}{HAN_NAME}){{0,5}}"
_INLINE_WIRE = re.compile(  # （某某社記者張三台北1日電）: name and place are one run
    rf"(?:\A|(?<=[\s{re.escape(OPENERS)}]))(?P<org>[{HAN}]{{2,6}}(?:社|報|报|網|网|台))?(?:特派)?(?:记者|記者)"
    rf"(?P<run>[{HAN}、]{{4,24}}?)(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?(?:專|专|外|综合|綜合)?(?:电|電)(?=[)）])"
)
_AGENCY_WIRE = re.compile(  # 某某社某地5月19日电（张三、李四）
    rf"(?:\A|(?<=[\s　]))(?P<org>[{HAN}]{{1,4}}社)[{HAN}]{{2,8}}(?:\d{{1,2}}月)?\d{{1,2}}日"
    rf"(?:电|電)\s?[(（]\s?(?P<names>{_NAMES})\s?[)）]"
)
_COLUMN = re.compile(
    rf"\s{{0,3}}[(（]?《(?P<org>[^》\n]{{1,20}})》(?:特约|专栏)?(?P<label>作者|记者)\s{{0,3}}[:：]?\s{{0,2}}"
    rf"(?P<names>{_NAMES})\s{{0,2}}[)）]?\s{{0,3}}\Z"
)
_FROM_DESK = re.compile(  # （張三／台北報導）, without a label
    rf"[{re.escape(OPENERS)}](?P<names>{_NAMES})\s?[{SLASH}]\s?[{HAN}]{{2,8}}(?:報導|报导|報道|报道)"
    rf"[{re.escape(CLOSERS)}]"
)
_PLACE = re.compile(
    r"(?:台北|新北|桃園|台中|台南|高雄|基隆|新竹|苗栗|彰化|南投|雲林|嘉義|屏東|宜蘭|花蓮|台東|澎湖|金門"
    r"|香港|澳門|北京|上海|廣州|東京|首爾|紐約|華盛頓|洛杉磯|倫敦|巴黎|柏林|莫斯科|曼谷|新加坡|雪梨)[縣市]?\Z"
)


def find_wires(text: str) -> Iterator[CreditSpan]:
    """Read the people of datelines and columns: （某社記者張三台北1日電）, 《某刊》作者 张三."""
    if not _WIRE_HINT.search(text):
        return
    for match in _INLINE_WIRE.finditer(text):
        names = _without_place(match["run"])
        if people := read_people(names).people:
            end = match.start("run") + len(names)
            yield from people_spans(text, "reporter", people, match.start(), end, match["org"])
    for match in _AGENCY_WIRE.finditer(text):
        people = read_people(match["names"]).people
        if people and all(is_chinese_name(p.name) for p in people):
            yield from people_spans(
                text, "reporter", people, match.start(), match.end("names"), match["org"]
            )
    if (column := _COLUMN.match(text)) is not None:
        people = read_people(column["names"]).people
        if people and all(is_chinese_name(p.name) for p in people):
            yield from people_spans(
                text, ROLES[column["label"]], people, column.start(), column.end("names"),
                column["org"],
            )  # fmt: skip


def _without_place(run: str) -> str:
    """Cut the place off the last name of a dateline, `張三台北` or `張小三台北`."""
    place = _PLACE.search(run)
    if place and place.start() >= 2:
        return run[: place.start()]
    last = run.rpartition("、")[2]
    length = 2 if len(last) == 4 else 3
    return run[: len(run) - len(last) + length]


def find_trailing(text: str) -> Iterator[CreditSpan]:
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
            for role in ("reporter", "photographer") if match["both"] else ("photographer",):
                yield from people_spans(
                    text, role, people, match.start(), match.end(), match["org"]
                )
    for match in _FROM_DESK.finditer(text):
        people = read_people(match["names"]).people
        if people and all(is_chinese_name(person.name) for person in people):
            yield from people_spans(text, "reporter", people, match.start(), match.end(), None)
    for match in _NAME_SLASH.finditer(text):
        if is_chinese_name(match["names"]):
            role, people = ROLES[match["label"]], read_people(match["names"]).people
            yield from people_spans(text, role, people, match.start(), match.end(), None)
    for match in _TEXT_AND_PICTURE.finditer(text):
        people = read_people(match["after"] or match["before"]).people
        if people and all(is_chinese_name(person.name) for person in people):
            for role in ("author", "photographer"):
                yield from people_spans(text, role, people, match.start(), match.end(), None)
