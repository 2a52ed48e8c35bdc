"""A source line is read where a page uses it, and not where it talks about one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset_tools.grammar.sources import find_sources


@pytest.mark.parametrize(
    ("text", "value", "line"),
    [
        ("来源:某江网2024-02-09", "某江网", "来源:某江网2024-02-09"),
        ("2024-02-09 06:05:00 来源:", None, "2024-02-09 06:05:00 来源:"),
        ("来源： 某江网", "某江网", "来源： 某江网"),
        ("本文来源：某周刊", "某周刊", "本文来源：某周刊"),
        ("稿件来源：", None, "稿件来源："),
        ("来 源：某江网", "某江网", "来 源：某江网"),
        ("来源|某参考、某发布、某晚报", "某参考、某发布、某晚报", "来源|某参考、某发布、某晚报"),
        ("来源：某商报 时间：2024-02-09 作者：某", "某商报", "来源：某商报"),
        ("来源：某时报网作者：张三", "某时报网", "来源：某时报网"),
        ("作者：张三来源：某江网", "某江网", "来源：某江网"),
        ("来源：某江网  字号 大", "某江网", "来源：某江网"),
        ("来源：某江网 浏览 33", "某江网", "来源：某江网"),
        ("来源：上海发布", "上海发布", "来源：上海发布"),
        ("稿源：某科技1207 次阅读7 条评论", "某科技", "稿源：某科技"),
        ("来源：微信公众号：某研究所", "某研究所", "来源：微信公众号：某研究所"),
        ("（来源：某江网）", "某江网", "来源：某江网"),
        ("出处：某刊", "某刊", "出处：某刊"),
        ("原文出處：某刊", "某刊", "原文出處：某刊"),
        (
            "《某江日报》（2024年02月09日 第 03 版）",
            "某江日报",
            "《某江日报》（2024年02月09日 第 03 版）",
        ),
        ("稿源：某刊（记者）", "某刊", "稿源：某刊"),
        ("來源：某聞社", "某聞社", "來源：某聞社"),
        ("Source: Example Wire", "Example Wire", "Source: Example Wire"),
        ("Quelle: epx | 9. Februar 2024", "epx", "Quelle: epx"),
        ("出典：某新聞", "某新聞", "出典：某新聞"),
        ("来源：未知", None, "来源：未知"),
    ],
)
def test_source_lines(text: str, value: str | None, line: str) -> None:
    """Value without the date, and the whole line with a date printed next to it."""
    (span,) = find_sources(text)
    assert span.value == value
    assert text[span.start : span.end] == line
    if value:
        assert text[span.value_start : span.value_end] == value


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("凡本网注明“来源:某江网”的作品", id="quoted in terms"),
        pytest.param("转载请注明来源：某江网", id="a duty, not a source"),
        pytest.param("标明非本网的确定来源或未标注的稿件", id="prose"),
        pytest.param("图片来源：某江网", id="of a picture"),
        pytest.param("（资料来源：某年鉴）", id="of data"),
        pytest.param("新闻 | 来源 | 关于", id="menu"),
        pytest.param("This is Open Source: free for all", id="English word"),
        pytest.param("来源：" + "这是一段没有停顿的长文字" * 9, id="a paragraph"),
        pytest.param("", id="empty"),
    ],
)
def test_no_source_line(text: str) -> None:
    """Labels inside quotes, words and menus are none."""
    assert find_sources(text) == []


def test_an_empty_value_has_an_empty_place_behind_the_label() -> None:
    """The caller can look for the value on the next line from there."""
    (span,) = find_sources("来源:")
    assert (span.value, span.value_start, span.value_end) == (None, 3, 3)


@given(st.text(alphabet="来源:：某网 0124-年（）“”|作者,。\n", max_size=80))
@settings(max_examples=200)
def test_values_are_slices(text: str) -> None:
    """Whatever the input, places are in order and values are what stands there."""
    for span in find_sources(text):
        assert 0 <= span.start <= span.value_start <= span.value_end <= len(text)
        assert span.value in (None, text[span.value_start : span.value_end])
        assert span.value_end <= max(span.end, span.value_end)


def test_a_source_after_a_date_in_chinese_characters() -> None:
    """The character 日 of a date before the label does not make it prose."""
    assert [s.value for s in find_sources("2012年5月3日 来源:临江日报 作者:宋平")] == ["临江日报"]


def test_two_outlets_or_a_place_behind_the_outlet_are_cut() -> None:
    """Of 某某网 某地 the outlet comes first; 本文来源于 needs no colon in a short line."""
    assert find_sources("来源: 某某网 某地")[0].value == "某某网"
    assert find_sources("本文来源于某某日报")[0].value == "某某日报"
    assert find_sources("Kaynak: Bir Ajans")[0].value == "Bir Ajans"
