"""Picture captions are split from their credit; sentences are left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset_tools.grammar.captions import CAPTION_CHARS, source_of, split_caption


@pytest.mark.parametrize(
    ("line", "text", "credit"),
    [
        ("车间一角。 某某网发", "车间一角。", "某某网发"),
        ("车间一角。某某日报发", "车间一角。", "某某日报发"),
        ("某某网发", "", "某某网发"),
        ("江上的桥。某某社记者 张三 摄", "江上的桥。", "某某社记者 张三 摄"),
        ("江上的桥（张三摄）", "江上的桥", "张三摄"),
        ("江上的桥。某某社发（张三 摄）", "江上的桥。", "某某社发（张三 摄）"),
        ("江上的桥。张三 李四 摄", "江上的桥。", "张三 李四 摄"),
        ("江上的桥。受访者供图", "江上的桥。", "受访者供图"),
        ("受访者供图", "", "受访者供图"),
        ("江上的桥 视觉中国 供图", "江上的桥", "视觉中国 供图"),
        ("图/pixabay", "", "图/pixabay"),
        ("图源：某某网", "", "图源：某某网"),
        ("江上的桥 图片来源：某某社 张三 摄", "江上的桥", "图片来源：某某社 张三 摄"),
        ("江上的桥（资料图）", "江上的桥", "资料图"),
        ("A bridge at dawn. Photo: Jane Doe/AFP", "A bridge at dawn.", "Photo: Jane Doe/AFP"),
        ("A bridge (AP Photo/John Roe)", "A bridge", "AP Photo/John Roe"),
        ("Die Brücke am Morgen. Foto: dpa", "Die Brücke am Morgen.", "Foto: dpa"),
        ("写真：山田太郎", "", "写真：山田太郎"),
        ("▲江上的桥", "▲江上的桥", None),
        ("图为江上的桥", "图为江上的桥", None),
    ],
)
def test_captions(line: str, text: str, credit: str | None) -> None:
    """Text and credit come apart, and the credit's place is exact."""
    caption = split_caption(line)
    assert caption is not None
    assert (caption.text, caption.credit) == (text, credit)
    assert line[caption.credit_start : caption.credit_end] == (credit or "")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("", id="empty"),
        pytest.param("普通的一句话。", id="a sentence"),
        pytest.param("手机后置双主摄", id="a camera part"),
        pytest.param("摄像头坏了。", id="a camera"),
        pytest.param("商业摄影", id="a trade"),
        pytest.param("Copyright © 2024 Jane Doe", id="a notice"),
        pytest.param("Alle Inhalte © Muster Verlag", id="a notice behind words"),
        pytest.param("工作人员拍摄", id="a verb"),
        pytest.param("这个消息由某某网发", id="a clause"),
        pytest.param("江上的桥，由某某网发", id="an unfinished sentence"),
        pytest.param("他说（张三）", id="a name in brackets"),
        pytest.param("The minister (Photo: Jane Doe) said no", id="credit inside a sentence"),
        pytest.param("江上的桥。" * CAPTION_CHARS + "张三摄", id="a paragraph"),
    ],
)
def test_no_caption(line: str) -> None:
    """Lines without a picture credit stay in the text."""
    assert split_caption(line) is None


@given(st.text(alphabet="桥张三王摄影发网社图/：:。 （）()PhotoA", max_size=60))
@settings(max_examples=200)
def test_a_credit_is_verbatim(line: str) -> None:
    """Whatever the input, credit and text are parts of the line that do not overlap."""
    caption = split_caption(line)
    if caption is not None:
        assert (caption.credit or "") == line[caption.credit_start : caption.credit_end]
        assert caption.text in (line[: caption.credit_start] if caption.credit else line)


@pytest.mark.parametrize(
    ("credit", "name"),
    [
        ("某某网发", "某某网"),
        ("图片来源：某图网", "某图网"),
        ("图源：某某网", "某某网"),
        ("图片由某大学提供", "某大学"),
        ("源江日报发", "源江日报"),
        ("图/pixabay", "pixabay"),
        ("Photo by ev on Some Stock", "ev on Some Stock"),
        ("Image credit: Example Games", "Example Games"),
        ("Image: Courtesy of Ada Poe", "Ada Poe"),
        ("Image: © Example / Ada Poe", "Example / Ada Poe"),
        ("Foto: dpa", "dpa"),
        ("AP Photo/John Roe", "AP Photo/John Roe"),
        ("Image: Example Pictures)", "Example Pictures"),
        ("视频截图", None),
        ("資料圖片", None),
        ("©" * 200, None),
        ("", None),
    ],
)
def test_a_source_has_no_label(credit: str, name: str | None) -> None:
    """What is credited is the name alone; a picture from an archive credits nobody."""
    assert source_of(credit) == name
