"""When a page was published and changed: the printed day, the stated instant, the evidence."""

from typing import Any

import pytest

from dataset_tools.blocks import Outline
from dataset_tools.dump import Limits
from dataset_tools.extract.outline import outline
from dataset_tools.metadata import describe, find_title
from dataset_tools.model import About, Capture, EvidenceLog, Page

H1 = "<h1>Lamps on the pier</h1>"


def about(text: str, language: str = "en", markup: Any = "html") -> tuple[About, EvidenceLog]:
    page = Page(Capture("d", "html", 0, None, b""), text, markup, "utf-8", "utf-8", 0)
    seen = outline(page, Limits())
    assert isinstance(seen, Outline)
    log = EvidenceLog(text)
    found = describe(page, seen, find_title(page, seen), language, None, log)
    for item in log.items:
        if item.start is not None:
            assert text[item.start : item.end][:500] == item.excerpt
    return found, log


def json_ld(**values: str) -> str:
    pairs = ",".join(f'"{key}":"{value}"' for key, value in values.items())
    return f'<script type="application/ld+json">{{"@type":"NewsArticle",{pairs}}}</script>'


@pytest.mark.parametrize(
    ("text", "day", "kind"),
    [
        pytest.param(json_ld(datePublished="2024-05-03T10:00:00Z"), "2024-05-03", "json_ld"),
        pytest.param('<meta name="DC.date.issued" content="2024-05-03">', "2024-05-03", "meta"),
        pytest.param(
            '<div itemscope itemtype="https://schema.org/Article"><span itemprop="datePublished">'
            "3 May 2024</span></div>", "2024-05-03", "microdata",
        ),
        pytest.param(
            '<span property="schema:datePublished" content="2024-05-03"></span>', "2024-05-03",
            "microdata",
        ),
        pytest.param(
            '<time class="entry-date" datetime="2024-05-03">May</time>', "2024-05-03", "time_tag"
        ),
        pytest.param(
            f"{H1}<p>x</p><footer><time class='entry-date published' datetime=2024-05-03>"
            "May 3</time></footer>", "2024-05-03", "time_tag",
        ),
        pytest.param(
            f"{H1}<p>May 3, 2024 / 6:14 AM / Updated 3 years ago</p><p>May 9, 2019 was a day.</p>",
            "2024-05-03", "date_line",
        ),
        pytest.param('<script>var ct = "1714725000";</script>', "2024-05-03", "script"),
        pytest.param(f"{H1}<p>By A B | May 3, 2024</p>", "2024-05-03", "date_line"),
        pytest.param(f"{H1}<time>3 May 2024</time><p>x</p>", "2024-05-03", "date_line"),
        pytest.param('<meta name="apub:time" content="2024-5-3 21:30:50">', "2024-05-03", "meta"),
        pytest.param(
            '<script>var publish_time = "2024-05-03" || "";</script>', "2024-05-03", "script"
        ),
        pytest.param(
            '<script>var t="1714752000",n="1714665600",s="2024-05-03";</script>', "2024-05-03",
            "script", id="the script of WeChat",
        ),
        pytest.param(f"{H1}<p>更新时间：2024-05-03</p>", "2024-05-03", "date_line"),
        pytest.param(f"{H1}<p>Last updated on May 3, 2024</p>", "2024-05-03", "update_line"),
    ],
)  # fmt: skip
def test_each_place_of_a_date(text: str, day: str, kind: str) -> None:
    """A date is found wherever pages keep it, with its place."""
    found, log = about(f"<body>{text}<p>Some text of the article.</p></body>")
    assert day == str(found.published_date)
    (first, *_) = [item for item in log.items if item.field == "published"]
    assert (kind, True) == (first.kind, first.start is not None)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<p>The pier was opened on 3 May 1999 by the mayor.</p>", id="prose"),
        pytest.param(
            "".join(
                f"<article><h2>{day}</h2><p>Text.</p><footer><time class='entry-date published'"
                f" datetime=2024-05-{day}></time></footer></article>" for day in ("03", "04")
            ), id="a list of entries",
        ),
        pytest.param('<script>{"publishDate":"2024-05-03"}{"publishDate":"2023-01-01"}</script>',
                     id="scripts that disagree"),
        pytest.param('<script>var n="1581517074",s="2019-02-12";</script>',
                     id="a day that is not that of the seconds"),
        pytest.param("<footer>© 2024, 3 May 2024</footer>", id="footer"),
        pytest.param('<aside><time datetime="2024-05-03">x</time></aside>', id="aside"),
        pytest.param(
            '<div itemscope itemtype="https://schema.org/Comment"><meta itemprop="x">'
            '<time itemprop="datePublished" datetime="2024-05-03">x</time></div>', id="comment",
        ),
    ],
)  # fmt: skip
def test_what_is_no_date_of_the_page(text: str) -> None:
    """A date of something else is not the page's."""
    found, _ = about(f"<body>{H1}<p>Some text of the article.</p>{text}</body>")
    assert found.published_date is None


def test_the_printed_day_of_a_utc_stamp() -> None:
    """The stamp names the instant, the date line the day that readers saw."""
    head = json_ld(datePublished="2024-05-04T02:30:00Z")
    found, _ = about(f"{head}{H1}<p>Published May 3, 2024 9:30 pm</p><p>Some text.</p>")
    assert str(found.published_date) == "2024-05-03"
    assert str(found.published_at) == "2024-05-04 02:30:00+00:00"
    assert found.published_raw == "May 3, 2024 9:30 pm"


@pytest.mark.parametrize(
    ("stamp", "line"),
    [
        pytest.param("2024-05-04T12:30:00Z", "May 3, 2024 9:30 pm", id="no zone fits"),
        pytest.param("2024-05-04T02:30:00+02:00", "May 3, 2024", id="the stamp has its zone"),
        pytest.param("2024-05-04T02:30:00Z", "Updated May 3, 2024", id="another event"),
        pytest.param("2024-05-04T02:30:00Z", "May 1, 2024", id="another day"),
    ],
)
def test_a_stamp_that_the_printed_day_does_not_fit(stamp: str, line: str) -> None:
    """Only a day that is the stamp in some zone replaces the day of the stamp."""
    found, _ = about(f"{json_ld(datePublished=stamp)}{H1}<p>{line}</p><p>Some text.</p>")
    assert str(found.published_date) == "2024-05-04"


def test_published_and_modified_on_one_line() -> None:
    """Each date has the label before it."""
    found, _ = about(f"{H1}<p>Published: 3 May 2024, updated: 5 May 2024</p><p>Some text.</p>")
    assert [str(found.published_date), str(found.modified_date)] == ["2024-05-03", "2024-05-05"]


@pytest.mark.parametrize(
    "line", ["3 May 2024 updated at 16:01", "3 May 2024 (modified 4 May 2024)"]
)
def test_a_label_of_what_follows_is_not_that_of_the_date_before(line: str) -> None:
    """The day is that of publication where the word behind it belongs to a later date or clock."""
    found, _ = about(f"{H1}<p>{line}</p><p>Some text.</p>")
    assert str(found.published_date) == "2024-05-03"


def test_the_line_at_the_headline_wins() -> None:
    """Dates of related articles and of the masthead are further away."""
    text = (
        "<div>2024年5月9日 星期四</div><ul><li>桥边旧事 2024-04-01 10:00</li></ul><p>导航</p>"
        "<p>一</p><p>二</p><p>三</p><h1>桥上的灯</h1>"
        "<div class='info'>2024-05-03 08:00 来源：江畔网</div>"
        "<p>正文。</p><div class='related'>桥下的灯 2024-05-01 09:00</div>"
    )
    found, _ = about(text, "zh-Hans")
    assert str(found.published_date) == "2024-05-03"
    assert str(found.published_at) == "2024-05-03 00:00:00+00:00"


def test_a_date_in_three_lines() -> None:
    """Year, day and time on lines of their own are one date."""
    text = f"{H1}<div>2024</div><div>05/03</div><div>19:02</div><p>正文。</p>"
    found, _ = about(text, "zh-Hans")
    assert str(found.published_at) == "2024-05-03 11:02:00+00:00"
    assert found.published_raw == "2024 05/03 19:02"


def test_dates_of_a_dump() -> None:
    """A dump has no tags: the lines below its headline are read."""
    lines = "Lamps on the pier - Post\nMay 9, 2024\nNews\nHome\nMenu\nAbout\nLamps on the pier\n"
    found, _ = about(f"{lines}By A B\nMay 3, 2024\nThe lamps were lit.\n", markup="text")
    assert str(found.published_date) == "2024-05-03"


def test_hostile_dates_take_bounded_time() -> None:
    """Thousands of dates, stamps and scripts are looked at a bounded number of times."""
    text = "<p>2024-05-03</p>" * 20_000 + '<time datetime="2024-05-03">' * 5_000
    text += "<script>" + 'publishDate:"x",' * 50_000 + "</script>"
    _, log = about(text)
    assert len(log.items) < 100
