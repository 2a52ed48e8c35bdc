"""Clauses of notices: where they stand and which works they are about; all are invented."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset_tools.grammar.clauses import Meaning, find_clauses, list_names, read_clause


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("版权声明:①甲。②乙。③丙。", ["①", "②", "③"]),
        ("1. 甲。2、乙。 3．丙。", ["1", "2", "3"]),
        ("(1)甲。（2）乙。", ["1", "2"]),
        ("一、甲。二、乙。", ["一", "二"]),
        ("（一）甲。（二）乙。", ["一", "二"]),
        ("凡注明来源的作品。凡转载的作品。", ["", ""]),
        ("凡事预则立。凡人皆有一死。", [""]),
        ("全长3.5公里,2019年建成。", []),
        ("他说过。", []),
        ("", []),
    ],
)
def test_marks(text: str, marks: list[str]) -> None:
    """Numbers are told apart from decimals; sentences with 凡 count where there are none."""
    assert marks == [clause.mark for clause in find_clauses(text)]


@pytest.mark.parametrize(
    ("clause", "meaning"),
    [
        ("凡本网注明“来源：甲网”的作品，版权属甲网。", Meaning("own", ("甲网",), "甲网")),
        ("凡注明“来源:甲网”或“来源:乙报”的稿件,均属本网。", Meaning("own", ("甲网", "乙报"))),
        ("凡署名“甲网:某某(记者)”的文章,版权归甲网所有", Meaning("own", ("甲网",), "甲网")),
        ("凡注明来源为甲网、乙报的稿件,请勿转载", Meaning("own", ("甲网", "乙报"))),
        ("凡本网未注明“来源:甲网”的作品,均转载自其他媒体。", Meaning("reprint", ("甲网",))),
        ("凡注明“来源:XXX(非甲网)”的作品,均转载自其它媒体。", Meaning("reprint")),
        ("本网标明非甲网来源的稿件,均为非原创作品。", Meaning("reprint")),
        (
            "①甲报集团授权甲网,在互联网上使用集团作品,并注明“来源:甲网”或“来源:甲网-甲地XX”。",
            Meaning("group", ("甲网-甲地",), "甲报集团"),
        ),
        ("网友在本站上传的文章,版权归原作者所有,本站仅提供信息存储空间。", Meaning("upload")),
        ("本网站刊登的所有内容,版权均属甲网独家所有。", Meaning("blanket", (), "甲网")),
        ("已经本网授权使用作品的,应在授权范围内使用。", None),
        ("未经本网授权,不得转载。", None),
        ("违反上述声明者,本网将追究责任。", None),
        ("学校授权三家单位在校内发布通知。", None),
    ],
)
def test_meanings(clause: str, meaning: Meaning | None) -> None:
    """A clause is read by the works it is about; what is about no class of works is none."""
    assert meaning == read_clause(clause)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("附:甲报集团两报:甲地日报 甲地晚报", ("甲地日报", "甲地晚报")),
        ("附：甲地日报、甲地晚报、画刊。", ("甲地日报", "甲地晚报", "画刊")),
        ("附近的居民说:我们都去过。", ()),
        ("甲地日报 甲地晚报", ()),
    ],
)
def test_lists(text: str, names: tuple[str, ...]) -> None:
    """A list of outlets stands behind 附; prose is none."""
    assert names == list_names(text)


PARTS = [
    "①", "②", "1.", "(2)", "三、", "凡", "注明", "“来源:", "甲 网", "”的作品", "。", " ", "\n",
    "授权", "，", "版权属", "独家所有", "未", "上传", "转载自其他", "XX",
]  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=30))
def test_clauses_lie_in_the_text(parts: list[str]) -> None:
    """Whatever the text, clauses are not empty, lie inside it, come in order and do not overlap."""
    text = "".join(parts)
    found = find_clauses(text)
    assert all(0 <= c.start < c.end <= len(text) for c in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for clause in found:
        read_clause(text[clause.start : clause.end])
