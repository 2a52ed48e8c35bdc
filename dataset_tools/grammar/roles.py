"""What credit lines call the people who made a text: labels by role, in Chinese and Japanese."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from dataset_tools.grammar import BAR, CLOSERS, COLON, HAN, SLASH, words_pattern
from dataset_tools.grammar.names import Person

_ROLE_LABELS = {
    "author": "作者 本文作者 文章作者 原文作者 撰文 撰稿 撰写 执笔 原创 著者 執筆 ライター 文字 文",
    "reporter": (
        "记者 記者 采写 採寫 采访 採訪 采写记者 文字记者 特约记者 实习生 取材 聞き手"
        " 独家报导 独家报道 獨家報導 报导 报道 報導"
    ),
    "correspondent": "通讯员 通訊員",
    "editor": (
        "责任编辑 责编 编辑 执行编辑 网络编辑 实习编辑 值班编辑 本期编辑 文字编辑 新媒体编辑"
        " 网编 網編 本文编辑 見习编辑 见习编辑"
        " 流程编辑 版面编辑 本版编辑 栏目编辑 微信编辑 内容编辑"
        " 責任編輯 責編 編輯 執行編輯 網路編輯 編集 担当編集 责任编校 编审"
    ),
    "chief_editor": "主编 总编 总编辑 执行主编 值班主编 值班总编 副主编 主編 總編輯 編集長",
    "proofreader": (
        "校对 责任校对 责校 审校 校審 校對 責任校對 校閲 核稿 核稿编辑 核稿編輯"
        " 审核 審核 审读 审签 初审 复审 终审 一审 二审 三审 审稿"
    ),
    "photographer": "摄影 攝影 摄影记者 摄 攝 撮影 写真 图 圖",
    "translator": "翻译 译者 译 翻譯 譯者 翻訳 訳",
    "compiler": "编译 編譯 整理 综合整理 汇编",
}
ROLES = {label: role for role, labels in _ROLE_LABELS.items() for label in labels.split()}
JAPANESE = frozenset(
    "執筆 ライター 取材 聞き手 編集 担当編集 編集長 校閲 撮影 写真 翻訳 訳".split()
)
_REVIEWS = "审核 审读 审签 初审 复审 终审 一审 二审 三审"  # courts have some of these, too
BARE = frozenset(  # never "empty"
    f"文 图 圖 摄 攝 译 訳 文字 整理 采访 写真 撰写 {_REVIEWS}".split()
)
COLON_ONLY = frozenset(  # 原创：张三 names a writer, 来源：原创 does not
    "原创 独家报导 独家报道 獨家報導 报导 报道 報導".split()
)
ONLY_NAMED = frozenset(f"图 圖 {_REVIEWS}".split())  # 图：某网 names an outlet: no photographer
NO_COLON = frozenset("记者 記者 通讯员 通訊員 实习生".split())
OF_OUTLETS = frozenset("编辑 編輯 独家报导 獨家報導 报导 報導".split())  # 某网编辑 | 张三
IN_BRACKETS = frozenset(
    "责任编辑 责编 编辑 責任編輯 責編 編輯 摄影 攝影 摄影记者 校对 校對 翻译 翻譯 编译"
    " 作者 撰文".split()
)

MODIFIER = (
    r"(?:全媒体|融媒体|融媒|实习|實習|见习|見習|首席|特约|特約|职工|高级|资深|驻站|特派"
    r"|文字|摄影|本报|本網|本网|本台|本刊|本社)"
)
OUTLET = (
    rf"[{HAN}\d]{{0,8}}(?:社|网|網|报|報|台|视|刊|新闻|新聞|经|南都|北青|澎湃|界面|封面|红星|客户端|传媒|媒体"
    r"|财经|在线|频道|中新|央广|热线|之声|报道|南方\+)"
)

_SINGLE = [label for label in ROLES if len(label) == 1]
# One stands in each credit in Chinese or Japanese, perhaps with white space between its characters.
CREDIT_WORDS = frozenset({
    *(label[:2] for label in ROLES if len(label) > 1),
    *map("".join, product(_SINGLE, f"{COLON}{BAR}{SLASH}=＝")),
    *map("".join, product(SLASH, "文译编編整图圖")),
    *map("".join, product("电電讯訊", "(（)）")),
    *map("".join, product(("报导", "報導", "报道", "報道"), CLOSERS)),
    *"摄 攝 图文 圖文 文图 文圖 文・".split(),
})  # fmt: skip
CREDIT_HINT = words_pattern(CREDIT_WORDS)


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


def people_spans(
    text: str, role: str, people: Iterable[Person], start: int, end: int, org: str | None
) -> Iterator[CreditSpan]:
    """Yield one CreditSpan for each of `people`, all over text[start:end]; 本报 is no `org`."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    org = None if org and org.startswith("本") else org  # 本报 names no outlet
    for person in people:
        affiliation = person.affiliation or org
        yield CreditSpan(role, person.name, affiliation, start, end, text[start:end], None)
