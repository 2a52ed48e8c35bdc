"""The headline of a dump without a <title>: above the text, of its words, with a date below it."""

import pytest

from dataset_tools.blocks import Outline
from dataset_tools.dump import Limits
from dataset_tools.extract import likely_blocks, outline
from dataset_tools.metadata import find_title
from dataset_tools.model import Capture, Page

CHINESE = [
    "江城的老粮仓停用十二年后，昨天作为社区图书馆重新开门。三层楼里放着两万册书，靠窗的位置都留给了孩子。",
    "馆长林小溪说，粮仓的木梁一根没有换，只是把通风口改成了天窗，白天看书不用开灯。",
    "图书馆每天开放十个小时，读者凭一张水电费单就能办证。附近的中学已经约好每周三下午来上阅读课。",
]
ENGLISH = [
    (
        "The old granary on the north bank reopened on Monday as a public library, twelve years"
        " after the last sack of wheat left it. Some two thousand people came on the first day."
    ),
    (
        "Its beams are the old ones, said the librarian, Ada Moss. The granary has new windows"
        " where the air once came in, so that nobody needs a lamp before the evening."
    ),
    "The library is open ten hours a day. A school nearby has booked every Wednesday afternoon.",
]
HAN, LATIN = (
    "老粮仓改成社区图书馆 首日迎来两千读者",
    "Granary reopens as a library on the north bank",
)


def title_of(lines: list[str]) -> str | None:
    page = Page(Capture("d", "text", 0, None, b""), "\n".join(lines), "text", "utf-8", "utf-8", 0)
    seen = outline(page, Limits())
    assert isinstance(seen, Outline)
    found = find_title(page, seen, likely=likely_blocks)
    assert found is None or found.span is None or page.text[slice(*found.span)] == found.text
    return found.text if found else None


@pytest.mark.parametrize(
    "above",
    [
        pytest.param([], id="nothing above"),
        pytest.param(["江城网 移动客户端 微信 微博 登录 | 注册", "首页 快讯"], id="menus in lines"),
        pytest.param(["首页", "登录", "新闻"], id="menus"),
        pytest.param(["江城网首页 手机江城网 新闻客户端", "江城网 > 社会 > 正文"], id="breadcrumb"),
        pytest.param(["江城网>新闻频道>国内新闻"], id="breadcrumb without spaces"),
        pytest.param(["今天是：2021年4月20日 星期二", "无障碍阅读"], id="the date of today"),
        pytest.param(["江城日报 2021年04月20日 星期二"], id="the name and date of a paper"),
        pytest.param(["江城晚报", "慢慢走，欣赏啊"], id="the name of a site"),
        pytest.param(["首页", "春季汛期水位创新高 沿江乡镇加固堤坝", "首页"], id="other headlines"),
    ],
)  # fmt: skip
def test_han(above: list[str]) -> None:
    """What stands above the headline is no headline."""
    below = [
        "2021-04-20 09:12 来源：江城晚报",
        *CHINESE,
        "责任编辑：周一鸣",
        "推荐阅读",
        "老码头的灯又亮了",
    ]
    assert title_of([*above, HAN, *below]) == HAN


@pytest.mark.parametrize(
    ("above", "below"),
    [
        pytest.param(["Skip to content", "News"], ["By Sam Hill", "May 3, 2021"], id="menus"),
        pytest.param(["Home | News | Sports", "Home > News > Local"], ["May 3, 2021"], id="rows"),
        pytest.param(["Saturday, May 1", "News"], ["By Sam Hill"], id="the date of today"),
        pytest.param(["The River Post", "News"], ["May 3, 2021", "The River Post"], id="the site"),
        pytest.param(
            ["News"],
            ["Twelve years after the last sack of wheat, two thousand people came", "May 3, 2021"],
            id="a standfirst below it",
        ),
        pytest.param(["Weather", "Floods close a road"], ["May 3, 2021"], id="another headline"),
        pytest.param(["Skip to content"], [], id="no date"),
    ],
)  # fmt: skip
def test_latin(above: list[str], below: list[str]) -> None:
    """The headline is told from menus, standfirsts and other headlines."""
    lines = [*above, LATIN, *below, *ENGLISH, "More news", "Lamps on the pier are lit again"]
    assert title_of(lines) == LATIN


def test_a_headline_that_stands_twice() -> None:
    """Of two articles on one page the one counts whose headline the page prints again."""
    other = ["桥上的灯亮了一夜", "2021-04-19 08:00", "桥上的灯昨天亮了一夜，许多人来看。" * 4]
    article = [HAN, "2021-04-20 09:12 来源：江城晚报", *CHINESE]
    assert title_of([*other, *article, "首页", *article]) == HAN


def test_a_title_line_that_no_headline_repeats() -> None:
    """A first line with the words of the text and the site behind them is a <title>."""
    lines = [f"{LATIN} - The River Post", "News", "Sports", *ENGLISH]
    assert title_of(lines) == LATIN


@pytest.mark.parametrize("lines", [CHINESE, ENGLISH])
def test_no_headline(lines: list[str]) -> None:
    """A text without a headline has none: its first paragraph is not taken for it."""
    assert title_of(lines) is None


def test_no_text() -> None:
    """Where no line is text, the first is the title as far as anybody can say."""
    assert title_of(["Quellwerk", "Start", "Kontakt"]) == "Quellwerk"
