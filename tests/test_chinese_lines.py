"""Lines around Chinese articles: who wrote, edited and published them, and what is no text."""

from typing import Any

import pytest

from tests.linepages import read_page

# Title, site, menu and paragraphs, in simplified and traditional characters.
PAGES = {
    "simplified": (
        "两座城镇就跨河新桥达成一致意见",
        "青山门户",
        "首页|国内|国际|财经|体育|联系我们",
        "市议会周二晚间召开会议，讨论居民们等待了十多年的新桥方案，多名代表在会上发言。",
        "工程师表示，工程将于明年春季开工，费用由两座城镇共同承担，预计工期为两年。",
        "居民代表说，大桥建成后，往返两地的时间将由四十分钟缩短到十分钟，方便上班和上学。",
        "会议最后通过了这项方案，并决定下个月举行听证会，听取沿河商户的意见。",
    ),
    "traditional": (
        "兩座城鎮就跨河新橋達成一致意見",
        "青山入口網",
        "首頁|國內|國際|財經|體育|聯絡我們",
        "市議會週二晚間召開會議，討論居民們等待了十多年的新橋方案，多名代表在會上發言。",
        "工程師表示，工程將於明年春季開工，費用由兩座城鎮共同承擔，預計工期為兩年。",
        "居民代表說，大橋建成後，往返兩地的時間將由四十分鐘縮短到十分鐘，方便上班和上學。",
        "會議最後通過了這項方案，並決定下個月舉行聽證會，聽取沿河商戶的意見。",
    ),
}
# Lines above the text, what its first paragraph opens with, lines below; authors, editors, source.
LINES: list[tuple[str, list[str], str, list[str], list[str], list[str], str | None]] = [
    (
        "simplified",
        ["2024-03-12 09:15:00 来源：新江网"],
        "",
        ["责任编辑：张晓明"],
        [],
        ["张晓明"],
        "新江网",
    ),
    (
        "simplified",
        ["2024年03月12日 09:15 新江日报"],
        "",
        ["(责编：张晓明、李丽)"],
        [],
        ["张晓明", "李丽"],
        "新江日报",
    ),
    (
        "simplified",
        ["新江新闻记者 张晓明", "2024-03-12 09:15 来源：新江新闻"],
        "",
        ["责任编辑：李丽", "校对：王强"],
        ["张晓明"],
        ["李丽"],
        "新江新闻",
    ),
    (
        "simplified",
        ["2024-03-12"],
        "新江报讯（记者 张晓明）",
        ["编辑 李丽"],
        ["张晓明"],
        ["李丽"],
        "新江报",
    ),
    (
        "simplified",
        ["2024-03-12"],
        "新江报讯（记者张晓明 通讯员李丽）",
        [],
        ["张晓明", "李丽"],
        [],
        "新江报",
    ),
    (
        "simplified",
        ["作者｜张晓明", "编辑｜李丽", "来源｜新江财经"],
        "",
        ["2024-03-12"],
        ["张晓明"],
        ["李丽"],
        "新江财经",
    ),
    (
        "simplified",
        ["文丨张晓明", "编辑丨李丽", "2024-03-12 09:15"],
        "",
        [],
        ["张晓明"],
        ["李丽"],
        None,
    ),
    (
        "simplified",
        ["2024-03-12 09:15"],
        "",
        ["（作者：张晓明 编辑：李丽）"],
        ["张晓明"],
        ["李丽"],
        None,
    ),
    (
        "simplified",
        ["来源：新江网", "作者：张晓明", "2024-03-12 09:15"],
        "",
        ["【责任编辑:李丽】"],
        ["张晓明"],
        ["李丽"],
        "新江网",
    ),
    (
        "simplified",
        ["时间：2024-03-12 09:15 来源：新江网 作者：张晓明 编辑：李丽"],
        "",
        [],
        ["张晓明"],
        ["李丽"],
        "新江网",
    ),
    (
        "simplified",
        ["发布时间：2024-03-12 09:15 | 来源：新江网 | 作者：张晓明 | 责任编辑：李丽"],
        "",
        [],
        ["张晓明"],
        ["李丽"],
        "新江网",
    ),
    (
        "simplified",
        ["2024-03-12 09:15:00", "新江网", "字号", "分享到："],
        "",
        ["责任编辑：李丽 PN002"],
        [],
        ["李丽"],
        "新江网",
    ),
    (
        "simplified",
        ["2024-03-12 09:15"],
        "新江社某地3月12日电（记者张晓明、王强）",
        ["责任编辑：李丽"],
        ["张晓明", "王强"],
        ["李丽"],
        "新江社",
    ),
    (
        "simplified",
        ["2024-03-12 09:15"],
        "新江社某地3月12日电 ",
        ["[责任编辑：李丽]"],
        [],
        ["李丽"],
        "新江社",
    ),
    (
        "simplified",
        ["新江网 2024-03-12 09:15"],
        "",
        ["一审：张晓明 二审：李丽 三审：王强"],
        [],
        [],
        "新江网",
    ),
    (
        "simplified",
        ["2024-03-12 09:15 新江在线"],
        "",
        ["（新江在线记者 张晓明）", "编辑：李丽"],
        ["张晓明"],
        ["李丽"],
        "新江在线",
    ),
    (
        "simplified",
        ["2024-03-12 09:15:01　来源： 新江晚报　 作者： 张晓明"],
        "",
        ["标签：大桥 责任编辑：李丽"],
        ["张晓明"],
        ["李丽"],
        "新江晚报",
    ),
    ("simplified", ["张晓明", "2024-03-12 09:15", "新江号"], "", [], ["张晓明"], [], None),
    (
        "simplified",
        ["原创 张晓明 新江观察 2024-03-12 09:15 某省"],
        "",
        [],
        ["张晓明"],
        [],
        "新江观察",
    ),
    (
        "simplified",
        ["新江观察", "2024年03月12日 09:15"],
        "",
        ["撰文：张晓明", "编辑：李丽", "图：王强"],
        ["张晓明"],
        ["李丽"],
        "新江观察",
    ),
    (
        "simplified",
        ["2024-03-12 09:15　　来源：新江网　　【字体：大 中 小】"],
        "",
        ["来源：新江网 责任编辑：李丽"],
        [],
        ["李丽"],
        "新江网",
    ),
    (
        "simplified",
        ["本报记者 张晓明 《新江日报》（2024年03月12日 第 03 版）"],
        "",
        [],
        ["张晓明"],
        [],
        "新江日报",
    ),
    (
        "simplified",
        ["2024-03-12 09:15", "来源：新江网-新江日报"],
        "",
        ["责任编辑：李丽_NF4425"],
        [],
        ["李丽"],
        "新江网-新江日报",
    ),
    (
        "simplified",
        ["2024-03-12 09:15 来源: 新江网 作者: 佚名"],
        "",
        ["(编辑: 李丽)"],
        [],
        ["李丽"],
        "新江网",
    ),
    (
        "simplified",
        ["新江财经记者 张晓明 实习记者 王强 2024-03-12 09:15"],
        "",
        ["（编辑：李丽 审核：赵刚）"],
        ["张晓明", "王强"],
        ["李丽"],
        "新江财经",
    ),
    (
        "simplified",
        ["2024-03-12 09:15"],
        "",
        ["来源：新江财经", "作者：张晓明", "责任编辑：李丽", "审校：王强"],
        ["张晓明"],
        ["李丽"],
        "新江财经",
    ),
    (
        "simplified",
        ["2024-03-12 09:15"],
        "",
        ["采写：新江报记者 张晓明", "摄影：王强", "编辑：李丽"],
        ["张晓明"],
        ["李丽"],
        "新江报",
    ),
    (
        "simplified",
        ["2024年03月12日 09:15"],
        "",
        ["(本文来源：新江网 作者：张晓明 责任编辑：李丽_B1234)"],
        ["张晓明"],
        ["李丽"],
        "新江网",
    ),
    (
        "traditional",
        ["2024-03-12 09:15 新江報 記者張曉明／台北即時報導"],
        "",
        [],
        ["張曉明"],
        [],
        "新江報",
    ),
    ("traditional", ["〔記者張曉明／台北報導〕", "2024/03/12 09:15"], "", [], ["張曉明"], [], None),
    (
        "traditional",
        ["2024/03/12 09:15"],
        "〔記者張曉明／台北報導〕",
        ["責任編輯：李麗"],
        ["張曉明"],
        ["李麗"],
        None,
    ),
    (
        "traditional",
        ["2024/03/12 09:15"],
        "（新江社記者張曉明台北12日電）",
        ["（編輯：李麗）1130312"],
        ["張曉明"],
        ["李麗"],
        "新江社",
    ),
    (
        "traditional",
        ["撰文：張曉明", "出版：2024-03-12 09:15", "更新：2024-03-12 14:00"],
        "",
        [],
        ["張曉明"],
        [],
        None,
    ),
    (
        "traditional",
        ["文：張曉明", "發佈時間：2024年3月12日"],
        "",
        ["責任編輯：李麗", "核稿編輯：王強"],
        ["張曉明"],
        ["李麗"],
        None,
    ),
    (
        "traditional",
        ["文／張曉明", "2024-03-12"],
        "",
        ["本文由新江網授權轉載"],
        ["張曉明"],
        [],
        None,
    ),
    ("traditional", ["張曉明", "新江網", "最後更新：2024年3月12日"], "", [], ["張曉明"], [], None),
    ("traditional", ["2024年03月12日 09:15", "記者張曉明／綜合報導"], "", [], ["張曉明"], [], None),
    (
        "traditional",
        ["作者：張曉明 / 2024-03-12"],
        "",
        ["原文出處：新江雜誌"],
        ["張曉明"],
        [],
        "新江雜誌",
    ),
    (
        "traditional",
        ["新江電視 2024-03-12", "記者 張曉明 / 攝影 王強 報導"],
        "",
        [],
        ["張曉明"],
        [],
        None,
    ),
    ("traditional", ["編譯張曉明／綜合報導", "2024-03-12 09:15"], "", [], [], [], None),
    ("traditional", ["【本報訊】", "2024-03-12"], "", ["記者：張曉明"], ["張曉明"], [], None),
    (
        "traditional",
        ["2024.03.12 09:15 臺北時間", "文｜張曉明 攝影｜王強"],
        "",
        [],
        ["張曉明"],
        [],
        None,
    ),
]


def page_of(script: str, head: list[str], opening: str, tail: list[str], markup: Any) -> str:
    """Return a page with a menu, a headline, lines, a text and a footer."""
    headline, site, entries, first, *others = PAGES[script]
    menu, text = entries.split("|"), [opening + first, *others, *tail]
    if markup == "text":
        return (
            "\n".join([f"{headline}_{site}", *menu, headline, *head, *text, menu[-1], site]) + "\n"
        )
    items = "".join(f"<a href='/{n}'>{entry}</a>" for n, entry in enumerate(menu))
    shown = "".join(f"<div class=info>{line}</div>" for line in head)
    paragraphs = "".join(f"<p>{line}</p>" for line in text)
    return (
        f"<html><head><title>{headline}_{site}</title></head><body><div class=nav>{items}</div>"
        f"<div class=main><h1>{headline}</h1>{shown}<div class=content>{paragraphs}</div></div>"
        f"<div class=footer>{site}</div></body></html>"
    )


@pytest.mark.parametrize("markup", ["html", "text"])
@pytest.mark.parametrize(
    ("script", "head", "opening", "tail", "authors", "editors", "source"), LINES
)
def test_lines_around_a_chinese_article(
    script: str,
    head: list[str],
    opening: str,
    tail: list[str],
    authors: list[str],
    editors: list[str],
    source: str | None,
    markup: Any,
) -> None:
    """People, outlet and day are read from them, and none of them stays in the text."""
    text = page_of(script, head, opening, tail, markup)
    about, shown = read_page(text, "zh", markup)
    assert about.title == PAGES[script][0]
    assert ([*about.authors], [*about.editors], about.source) == (authors, editors, source)
    assert str(about.published_date) == "2024-03-12"
    assert not {*head, *tail} & {*shown}
