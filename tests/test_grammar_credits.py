"""Credit lines name people by role; prose, cameras and placeholders name nobody."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset_tools.grammar.credits import CreditSpan, find_credits


def _named(text: str) -> list[tuple[str, str | None, str | None]]:
    return [(credit.role, credit.name, credit.affiliation) for credit in find_credits(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("作者:青禾(某江新区)", [("author", "青禾", "某江新区")]),
        ("作 者：张三", [("author", "张三", None)]),
        ("作者︱青青", [("author", "青青", None)]),
        ("作者：卡尔·某森", [("author", "卡尔·某森", None)]),
        ("作者：Jane Doe", [("author", "Jane Doe", None)]),
        ("作者：某某大学新闻中心", [("author", "某某大学新闻中心", None)]),
        ("（作者：张三，系某某大学教授）", [("author", "张三", "某某大学教授")]),
        ("作者：张三 李四返回某站，查看更多", [("author", "张三", None), ("author", "李四", None)]),
        ("来源：某时报网作者：张三", [("author", "张三", None)]),
        ("文/青禾", [("author", "青禾", None)]),
        ("撰文：张三", [("author", "张三", None)]),
        ("文/图 张三", [("author", "张三", None), ("photographer", "张三", None)]),
        ("张三/文 李四/摄", [("author", "张三", None), ("photographer", "李四", None)]),
        ("[责任编辑: 张小三 ]", [("editor", "张小三", None)]),
        ("编辑 张三 校对 李四", [("editor", "张三", None), ("proofreader", "李四", None)]),
        ("记者 张三 / 摄影 李四", [("reporter", "张三", None), ("photographer", "李四", None)]),
        ("一审：张三 二审：李四", [("proofreader", "张三", None), ("proofreader", "李四", None)]),
        ("文＝山田太郎", [("author", "山田太郎", None)]),
        (
            "von Ada Schneider , Johanna Vogelsang und Anna Roe",
            [
                ("author", "Ada Schneider", None),
                ("author", "Johanna Vogelsang", None),
                ("author", "Anna Roe", None),
            ],
        ),
        ("Photo: Some Images", [("image_source", "Some Images", None)]),
        ("Текст: Анна Роу Фото: Пётр По", [("author", "Анна Роу", None)]),
        ("Por Ada Poe y Ann Roe", [("author", "Ada Poe", None), ("author", "Ann Roe", None)]),
        ("Por Ada Poe y Roe", [("author", "Ada Poe y Roe", None)]),
        ("【编辑：张三】", [("editor", "张三", None)]),
        ("（编辑：张小三 李四）", [("editor", "张小三", None), ("editor", "李四", None)]),
        ("(责编：张三、李小四)", [("editor", "张三", None), ("editor", "李小四", None)]),
        ("编辑：张三和李四", [("editor", "张三", None), ("editor", "李四", None)]),
        ("编辑：王　三", [("editor", "王三", None)]),
        ("责编|张三", [("editor", "张三", None)]),
        ("责任编辑：张三_AB1234", [("editor", "张三", None)]),
        ("[责任编辑：张三 AB123]", [("editor", "张三", None)]),
        ("[责任编辑：zhangsan]", [("editor", "zhangsan", None)]),
        ("责任编辑：张三校对：李四", [("editor", "张三", None), ("proofreader", "李四", None)]),
        ("主编：张三", [("chief_editor", "张三", None)]),
        ("翻译：张三", [("translator", "张三", None)]),
        ("译者：张三", [("translator", "张三", None)]),
        ("编译：张三", [("compiler", "张三", None)]),
        ("（记者 张三）", [("reporter", "张三", None)]),
        ("某某社巴黎2月9日电（记者张三）昨天", [("reporter", "张三", "某某社")]),
        ("某江网2月9日讯（记者张三 整合）", [("reporter", "张三", "某江网")]),
        ("本报讯（记者 张三）昨天", [("reporter", "张三", None)]),
        (
            "本站讯（职工通讯员 张小三 李四）",
            [("correspondent", "张小三", None), ("correspondent", "李四", None)],
        ),
        ("记者 张三 通讯员 李四", [("reporter", "张三", None), ("correspondent", "李四", None)]),
        ("实习记者 张三 报道", [("reporter", "张三", None)]),
        ("采写：南都见习记者 张三", [("reporter", "张三", "南都")]),
        ("2024-02-09 记者 张三", [("reporter", "张三", None)]),
        ("（张三摄）", [("photographer", "张三", None)]),
        ("张三 摄", [("photographer", "张三", None)]),
        ("某某社记者 张三 摄", [("photographer", "张三", "某某社")]),
        ("本报记者 张三 摄", [("photographer", "张三", None)]),
        ("图片来源：每经记者 张三 摄", [("photographer", "张三", "每经")]),
        ("By Jane Doe", [("author", "Jane Doe", None)]),
        (
            "By Jane Doe and John Roe, Staff Writer",
            [("author", "Jane Doe", None), ("author", "John Roe", None)],
        ),
        ("By Jane van der Doe, Example Wire", [("author", "Jane van der Doe", "Example Wire")]),
        ("By Jane Doe, John Roe", [("author", "Jane Doe", None), ("author", "John Roe", None)]),
        ("By Jane DoeDecember 19, 2024", [("author", "Jane Doe", None)]),
        ("By Jane Doe19 December 2024", [("author", "Jane Doe", None)]),
        ("Photo by Jane Doe.", [("photographer", "Jane Doe", None)]),
        ("By Jane Doe Jr.", [("author", "Jane Doe Jr.", None)]),
        ("Edited by Jane Doe", [("editor", "Jane Doe", None)]),
        (
            "(Reporting by Jane Doe in Paris; Editing by John Roe)",
            [("reporter", "Jane Doe", None), ("editor", "John Roe", None)],
        ),
        ("Photographs by Jane Doe", [("photographer", "Jane Doe", None)]),
        ("Photo: Jane Doe/EXP", [("photographer", "Jane Doe", "EXP")]),
        ("Translated by Jane Doe", [("translator", "Jane Doe", None)]),
        ("Von Max Muster", [("author", "Max Muster", None)]),
        ("Redaktion: Max Muster", [("editor", "Max Muster", None)]),
        ("Par Jean Exemple", [("author", "Jean Exemple", None)]),
        ("記者：山田太郎", [("reporter", "山田太郎", None)]),
        ("編集：山田 太郎", [("editor", "山田 太郎", None)]),
        ("文：さとう花子", [("author", "さとう花子", None)]),
        ("撮影：鈴木一郎", [("photographer", "鈴木一郎", None)]),
    ],
)
def test_people_by_role(text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    """Role, name and affiliation of each person, in reading order."""
    assert _named(text) == expected


@pytest.mark.parametrize(
    ("text", "flag", "raw"),
    [
        ("责任编辑：", "empty", "责任编辑："),
        ("作者：  ", "empty", "作者："),
        ("（责任编辑： AB666）", "code_only", "责任编辑： AB666"),
        ("（责任编辑：系统管理员）", "placeholder", "责任编辑：系统管理员"),
        ("作者：admin", "placeholder", "作者：admin"),
        ("作者：网络整理", "placeholder", "作者：网络整理"),
        ("作者：未知", "placeholder", "作者：未知"),
        ("编辑：小编", "placeholder", "编辑：小编"),
        ("作者：name, email@mail.example", "placeholder", "作者：name"),
        ("By admin", "placeholder", "By admin"),
    ],
)
def test_nobody_is_named_but_the_label_is_kept(text: str, flag: str, raw: str) -> None:
    """Placeholders, staff numbers and empty values leave a credit without a name."""
    (credit,) = find_credits(text)
    assert (credit.name, credit.flag, credit.raw) == (None, flag, raw)


@pytest.mark.parametrize(
    "text",
    [
        "手机有摄像头",
        "5000万像素 主摄",
        "后置双主摄",
        "不良信息举报|图",
        "编辑部：某市",
        "编辑本段",
        "记者：您怎么看？",
        "记者：为什么？",
        "记者从市政府获悉，今年",
        "昨日记者 向他了解情况",
        "记者 张某表示，今年会更好",
        "有记者 问他",
        "记者 于昨日走访",
        "他问作者：你好吗",
        "“作者：张三”",
        "作者：今天天气不错，大家去玩",
        "文章编辑：张三",
        "（作者系某某大学教授）",
        "By Popular Demand",
        "By the end of the day",
        "Von Berlin nach Hamburg",
        "VON DER MUSTER Agentur",
        "圖／翻攝畫面",
        "高清摄影",
        "一审：维持原判",
        "编辑 推荐",
        "作者 王国维的书",
        "POR FAVOR ESPERE",
        "Photo: a bridge over the river",
        "",
    ],
)
def test_prose_names_nobody(text: str) -> None:
    """Sentences and look-alikes are no credits."""
    assert find_credits(text) == []


def test_a_long_line_is_read_at_both_ends_only() -> None:
    """A credit in the middle of a paragraph is not looked for; those at its ends are."""
    prose = "江上的桥很长。" * 40
    text = f"（记者 张三）{prose}（编辑：王五）{prose}（编辑：李四）"
    assert _named(text) == [("reporter", "张三", None), ("editor", "李四", None)]
    assert all(text[c.start : c.end] == c.raw for c in find_credits(text))


@pytest.mark.parametrize(
    ("full", "folded"),
    [
        ("（编辑：张三，李四）", "(编辑:张三,李四)"),
        ("责编｜张三", "责编|张三"),
        ("作者：张三（某区）", "作者:张三(某区)"),
    ],
)
def test_full_width_and_folded_punctuation_are_alike(full: str, folded: str) -> None:
    """A dump whose punctuation was folded to ASCII gives the same people."""
    assert _named(full) == _named(folded) != []


@given(st.text(alphabet="作者编辑记摄张三李四王:：|/（）[]、 ，。2024-ByJaneDo_A1", max_size=80))
@settings(max_examples=300)
def test_raw_is_the_slice(text: str) -> None:
    """Whatever the input, `raw` is what stands at the span, and a flag means no name."""
    for credit in find_credits(text):
        assert isinstance(credit, CreditSpan)
        assert text[credit.start : credit.end] == credit.raw != ""
        assert (credit.name is None) == (credit.flag is not None)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("08.03.2020 - Von Uta Lenthe", ["Uta Lenthe"]),
        ("Posted on 2020-02-11 by Maren Tolley", ["Maren Tolley"]),
        ("by Odile Marsh", ["Odile Marsh"]),
        ("In 2020 by Monday morning the rain had stopped", []),
        ("by the river", []),
    ],
)
def test_bylines_after_a_date_and_in_small_letters(line: str, names: list[str]) -> None:
    """A byline may follow a date, and a very short line may start with a small letter."""
    assert names == [c.name for c in find_credits(line)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("（青山社記者張三台北21日電）渡輪恢復", [("reporter", "張三", "青山社")]),
        ("青山報／記者張三／地區即時報導", [("reporter", "張三", "青山報")]),
        ("【青山報╱記者張文╱台北報導】", [("reporter", "張文", "青山報")]),
        ("（張三／台南報導）", [("reporter", "張三", None)]),
        ("（某报／独家报导：张三）", [("reporter", "张三", "某报")]),
        ("撰文：張學文 李四", [("author", "張學文", None), ("author", "李四", None)]),
        ("【某报记者】张三 李四", [("reporter", "张三", "某报"), ("reporter", "李四", "某报")]),
        ("【通讯员】张三", [("correspondent", "张三", None)]),
        ("某某新闻编辑 | 张三", [("editor", "张三", "某某新闻")]),
        (
            "21世纪经济报道记者 张三 实习生 李四 广州报道",
            [("reporter", "张三", "21世纪经济报道"), ("reporter", "李四", None)],
        ),
        (
            "某某新闻记者 张三 摄影报道",
            [
                ("reporter", "张三", "某某新闻"),
                ("photographer", "张三", "某某新闻"),
            ],
        ),
        (
            "记者：张三 责编：李四 网编：王五",
            [
                ("reporter", "张三", None),
                ("editor", "李四", None),
                ("editor", "王五", None),
            ],
        ),
        (
            "（本文首发某某APP，作者 | 张三，编辑 | 李四）",
            [
                ("author", "张三", None),
                ("editor", "李四", None),
            ],
        ),
        (
            "新华社某地5月19日电（张三、李四）",
            [("reporter", "张三", "新华社"), ("reporter", "李四", "新华社")],
        ),
        ("《某刊》作者 张三", [("author", "张三", "某刊")]),
        ("某青报·某青网记者 张三 来源：某报", [("reporter", "张三", "某青报·某青网")]),
        ("原创： 张三编译", [("author", "张三", None)]),
        ("责任编辑：住在海边的人", [("editor", "住在海边的人", None)]),
        ("10:11| 0条评论|作者张三", [("author", "张三", None)]),
        ("작성 홍길동 기자 a@mail.example", [("reporter", "홍길동", None)]),
        ("[어디=어떤통신] 홍길동 기자 = 정부는", [("reporter", "홍길동", None)]),
        ("Автор: Иван Петров", [("author", "Иван Петров", None)]),
        ("Yazan: Ayşe Örnek", [("author", "Ayşe Örnek", None)]),
        ("Door Jan Voorbeeld", [("author", "Jan Voorbeeld", None)]),
        ("Autor: Jan Przykład", [("author", "Jan Przykład", None)]),
        ("Di Mario Esempio", [("author", "Mario Esempio", None)]),
        ("By Jane Doe Senior Writer", [("author", "Jane Doe", None)]),
        ("By Jane DoePublished: May 3", [("author", "Jane Doe", None)]),
        ("1. Mai 2020 // Redaktion: Max Muster", [("editor", "Max Muster", None)]),
        ("posted by somebody", [("author", "somebody", None)]),
        ("By clicking you agree", []),
        ("By Monday, all was over", []),
        ("記者タイムライン", []),
        ("作者简介", []),
    ],
)
def test_more_ways_to_name_people(
    text: str, expected: list[tuple[str, str | None, str | None]]
) -> None:
    """Datelines, columns, pen names, trades and labels of further languages."""
    assert _named(text) == expected
