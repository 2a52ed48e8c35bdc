"""The headline is what headings, metas, JSON-LD and <title> agree on, without the site."""

from typing import Any

import pytest

from dataset_tools.blocks import Outline
from dataset_tools.dump import Limits
from dataset_tools.extract import likely_blocks, outline
from dataset_tools.metadata import find_title
from dataset_tools.metadata.headlines import strip_site, without_site
from dataset_tools.metadata.titles import Title
from dataset_tools.model import Capture, Page

ARTICLE = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"%s"}</script>'


def title_of(text: str, markup: Any = "html", url: str | None = None) -> Title | None:
    page = Page(Capture("d", "html", 0, None, b"", url=url), text, markup, "utf-8", "utf-8", 0)
    seen = outline(page, Limits())
    assert isinstance(seen, Outline)
    return find_title(page, seen, likely=likely_blocks)


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        pytest.param(
            "<title>Lamps on the pier | The Daily Post</title>",
            "<h1>The Daily Post</h1><h2 class='entry-title'>Lamps on the pier</h2>",
            "Lamps on the pier", id="the h1 is the site, named behind the headline",
        ),
        pytest.param(
            "<title>Time for tea » Archive » Lamps on the pier</title>",
            "<h1><a href='/'>Time for tea</a></h1><h2>Lamps on the pier</h2>",
            "Lamps on the pier", id="an h1 that leads home is the site",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type":"WebSite","name":"Pier &amp; Post"}'
            "</script>"
            "<title>Pier &amp; Post - Lamps on the pier</title>", "<p>Some text.</p>",
            "Lamps on the pier", id="a site whose JSON-LD has entities",
        ),
        pytest.param(
            "<title>Lamps on the pier</title>", "<h1><img src=x> | Lamps on the pier</h1>",
            "Lamps on the pier", id="a separator behind a picture",
        ),
        pytest.param(
            "<title>Lamp in piers - Harbour</title>", "<h1>Lamp in piers<button>Copy</button></h1>",
            "Lamp in piers", id="a button in a heading",
        ),
        pytest.param(
            "<title>Lamps - The Harbour Manual</title>",
            "<div id='menu-bar'><h1 class='menu-title'>The Harbour Manual</h1></div>"
            "<main><h1><a class='header'>Lamps</a></h1></main>", "Lamps", id="a manual's own title",
        ),
        pytest.param(
            "<title>Lamps | Harbour 20.2 documentation</title>",
            "<header><h1>Harbour 20.2 documentation</h1></header><section><h2>Lamps</h2></section>",
            "Lamps", id="a chapter below the header",
        ),
        pytest.param(
            "<title>Lamps on the pier | Harbour</title>",
            "<h1>Lamps on the pier</h1><h2>Harbour</h2>", "Lamps on the pier", id="a heading below",
        ),
        pytest.param(
            "<title>Lamps - Harbour 2.1 documentation</title>", "<h1>Lamps<a href='#l'>¶</a></h1>",
            "Lamps", id="a heading that links to itself",
        ),
        pytest.param(
            "<title>桥上的灯-青山网</title>", "<div class='h-title'>桥上的灯</div>", "桥上的灯",
            id="a hyphen is a cut where a line of the page confirms it",
        ),
        pytest.param(
            "<title>桥上的灯_城事_频道首页_青山网 - QINGSHAN.EXAMPLE</title>", "<h2>桥上的灯</h2>",
            "桥上的灯", id="a chain of channels",
        ),
        pytest.param(
            "<meta property='og:title' content='多地桥上灯亮 '>"
            "<title>多地桥上灯亮 \"暗灯\"也亮？_青山网</title>",
            "<h1>多地桥上灯亮 \"暗灯\"也亮？</h1>", "多地桥上灯亮 \"暗灯\"也亮？",
            id="a meta that a quote cuts short",
        ),
        pytest.param(
            "<meta property='og:title' content='You will not believe these lamps'>",
            "<main><h1>Why the lamps on the pier never go out these days</h1></main>"
            "<title>You will not believe these lamps on the pier</title>",
            "Why the lamps on the pier never go out these days",
            id="the printed headline beats the one for sharing",
        ),
        pytest.param(
            ARTICLE % "Lamps on the pier", "<h1>Night in town - Lamps on the pier</h1>",
            "Lamps on the pier", id="a kicker inside the h1 is cut off",
        ),
        pytest.param(
            ARTICLE % "Night in town: Lamps on the pier",
            "<div>Night in town</div><h1>Lamps on the pier</h1>",
            "Night in town: Lamps on the pier", id="a printed kicker that the headline has",
        ),
        pytest.param(
            ARTICLE % "Lamps on the pier", "<h1>Lamps on<br>the pier</h1>", "Lamps on the pier",
            id="an h1 of two lines",
        ),
        pytest.param(
            ARTICLE % "Lamps &amp; piers", "", "Lamps & piers", id="entities inside JSON-LD"
        ),
        pytest.param(
            "<title>Lamps on the pier | The Post</title>",
            "<nav><h1>All sections</h1></nav><h3>Lamps on the pier</h3>", "Lamps on the pier",
            id="an h1 of the menu",
        ),
        pytest.param(
            "<title>【城事】快评 | 桥上的灯</title>", "<h1>【城事】快评 | 桥上的灯</h1>",
            "【城事】快评 | 桥上的灯", id="the column stays",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type":"FAQPage","mainEntity":[{"@type":'
            '"Question","name":"How long is the pier?"}]}</script><title>Piers - Post</title>',
            "<h3>How long is the pier?</h3>", "Piers", id="a question of a FAQ is no headline",
        ),
        pytest.param(
            "<title>桥上的灯亮了一夜 - 杂谈 - 青山论坛</title>", "<h1>[杂谈] 桥上的灯亮了一夜</h1>",
            "桥上的灯亮了一夜", id="the tag of a forum",
        ),
        pytest.param(
            "<title>桥上的灯亮了一夜_青山</title>", "<h1>桥上的灯亮了一夜 <i>原创</i></h1>",
            "桥上的灯亮了一夜", id="a badge",
        ),
        pytest.param(
            "<title>桥上的灯亮了一夜_青山</title>",
            "<h1>桥上的灯亮了一夜<br><span>2014-05-12 来源：青山</span></h1>",
            "桥上的灯亮了一夜", id="a date in the heading",
        ),
    ],
)  # fmt: skip
def test_html_titles(head: str, body: str, title: str) -> None:
    """Agreement decides between headings, and a site name is never the headline."""
    found = title_of(f"<html><head>{head}</head><body>{body}<p>Some text.</p></body></html>")
    assert found is not None
    assert title == found.text


def test_the_place_is_that_of_the_words() -> None:
    """The span is the heading, or the part of a meta that is left without the site."""
    text = "<meta property='og:title' content='New piers | Post'><title>x</title><p>Post</p>"
    text += "<meta property='og:site_name' content='Post'>"
    found = title_of(text)
    assert found is not None
    assert found.span is not None
    assert text[slice(*found.span)] == found.text == "New piers"


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        pytest.param(
            ["桥上的灯亮了一夜_青山网", "首页", "新闻", "首页", "桥上的灯亮了一夜", "2024-03-05"],
            "桥上的灯亮了一夜", id="below the menus",
        ),
        pytest.param(
            ["桥上的灯 | 青山", "青山", "首页", "桥上的灯", "正文第一段，说的是桥。"], "桥上的灯",
            id="a short headline before a site that is a line, too",
        ),
        pytest.param(
            ["Lamps on the pier | The Post", "Skip to content", "News", "Sports"],
            "Lamps on the pier", id="only in the title line",
        ),
        pytest.param(
            ["Lamps on the pier are lit | The Post", "Home", "» Lamps on the pier are lit"],
            "Lamps on the pier are lit", id="without the sign before it",
        ),
        pytest.param(
            [
                "Lamps light up pier after years of darkness | The Post", "News", "News",
                "The lamps light up the pier after many years of darkness", "By A. Writer",
            ],
            "The lamps light up the pier after many years of darkness", id="in other words",
        ),
        pytest.param(
            [
                "Lamps on the old pier are lit again", "Home", "Town",
                "Lamps on the old pier are lit again", "Debate in the council",
                "Who pays for the lamps on the old pier?", "The council met on Monday night.",
            ],
            "Who pays for the lamps on the old pier?", id="below a breadcrumb and a kicker",
        ),
        pytest.param(
            [
                "Kontakt", "Start", "Die Lampen auf der Mole brennen wieder in der Nacht",
                "Von Ada Schmid", "3. Mai 2021",
                "Die Lampen auf der Mole sind wieder an. Acht Jahre lang war es dort dunkel.",
                "Bezahlt hat sie die Stadt. Vierzig Lampen kosten so viel wie ein Boot.", "Kontakt",
            ],
            "Die Lampen auf der Mole brennen wieder in der Nacht", id="no title line, menu twice",
        ),
        pytest.param(
            [
                "Harbour town lost lamps: there is a way to light the pier again", "News",
                "Harbour lost its lamps: there is a way to light the pier again", "By A. Writer",
            ],
            "Harbour lost its lamps: there is a way to light the pier again",
            id="the end of the <title> is no headline",
        ),
        pytest.param(
            ["【江城谈】评论 | 旧厂房里的新课堂", "江城谈", "正文第一段，说的是厂房。"],
            "【江城谈】评论 | 旧厂房里的新课堂", id="a column is no site",
        ),
    ],
)  # fmt: skip
def test_dump_titles(lines: list[str], title: str) -> None:
    """The first line is the <title>; the headline is the line of the page that repeats it."""
    text = "\n".join(lines)
    found = title_of(text, "text")
    assert found is not None
    assert found.span is not None
    assert title == found.text == text[slice(*found.span)]


@pytest.mark.parametrize(
    ("title", "sites", "short"),
    [
        ("Piers - The Post", {"thepost"}, "Piers"),
        ("The Post | Piers", {"thepost"}, "Piers"),
        ("Piers - News - The Post", {"thepost"}, "Piers - News"),
        ("Piers - The Post", {"other"}, "Piers - The Post"),
        ("The Post", {"thepost"}, "The Post"),
    ],
)
def test_known_sites_are_stripped(title: str, sites: set[str], short: str) -> None:
    """Only what is known to be the site is cut off a headline that is stated."""
    assert short == strip_site(title, frozenset(sites))


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("桥上的灯_城事_青山网", "桥上的灯"),
        ("桥上的灯-青山网", "桥上的灯"),
        ("Piers | The Post", "Piers"),
        ("Piers", "Piers"),
        ("Short - a rest that is much longer", "Short - a rest that is much longer"),
    ],
)  # fmt: skip
def test_a_shorter_rest_is_the_site(title: str, short: str) -> None:
    """A <title> that nothing confirms loses what follows its first separator, if shorter."""
    assert short == without_site(title)


def test_hostile_titles_take_bounded_time() -> None:
    """A megabyte of separators, and thousands of headings, cost next to nothing."""
    noise = "x - " * 250_000
    text = f"<title>{noise}</title><meta property='og:title' content='{noise}'>"
    text += "<h1>a | b</h1>" * 5_000
    assert title_of(text) is not None
