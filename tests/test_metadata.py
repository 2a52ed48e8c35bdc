"""What pages say of themselves: titles, people, outlets and dates, with their evidence."""

from typing import Any

import pytest

from dataset_tools.blocks import Outline
from dataset_tools.dump import Limits
from dataset_tools.extract.outline import outline
from dataset_tools.metadata import describe, find_title
from dataset_tools.metadata.domains import registrable_domain
from dataset_tools.metadata.headlines import find_section
from dataset_tools.model import About, Capture, EvidenceLog, Page


def about(
    text: str, *, markup: Any = "html", language: str = "zh-Hans"
) -> tuple[About, EvidenceLog]:
    page = Page(Capture("d", "html", 0, None, b""), text, markup, "utf-8", "utf-8", 0)
    seen = outline(page, Limits())
    assert isinstance(seen, Outline)
    log = EvidenceLog(text)
    found = describe(page, seen, find_title(page, seen), language, None, log)
    for item in log.items:
        assert item.start is not None
        assert text[item.start : item.end][:500] == item.excerpt
    return found, log


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        pytest.param("<title>Piers - The Post</title>", "<h1>Piers</h1>", "Piers", id="h1"),
        pytest.param("<title>Piers - The Post</title>", "", "Piers", id="site cut off"),
        pytest.param("<title>桥上的灯_青山网</title>", "", "桥上的灯", id="Chinese site"),
        pytest.param(
            "<meta property='og:title' content='New piers | Post'><meta property='og:site_name'"
            " content='Post'>", "", "New piers", id="og:title",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":'
            '"In a graph"}]}</script>', "", "In a graph", id="JSON-LD graph",
        ),
        pytest.param("<title>Piers - The Post</title>", "<h1>The Logo</h1>", "Piers", id="logo"),
        pytest.param("", "<h1>Only head</h1>", "Only head", id="h1 alone"),
        pytest.param("", "<p>x</p>", None, id="none"),
    ],
)  # fmt: skip
def test_titles(head: str, body: str, title: str | None) -> None:
    """The headline is what the sources agree on, without the name of the site."""
    found, _ = about(f"<html><head>{head}</head><body>{body}<p>text</p></body></html>")
    assert found.title == title


@pytest.mark.parametrize(
    ("title", "section"),
    [
        ("【城事】快评 | 桥上的灯", "【城事】快评"),
        ("【城事】桥上的灯", "【城事】"),
        ("深一度｜桥上的灯", "深一度"),
        ("桥上的灯", None),
        ("A headline without a column", None),
    ],
)
def test_sections(title: str, section: str | None) -> None:
    """A column that prefixes the headline is the section; the headline keeps it."""
    assert section == find_section(title)


DUMP = """【江城谈】评论 | 旧厂房里的新课堂

来源:江畔网2024-03-05
工人在旧厂房里装灯。 江畔网发

正文第一段。

作者:苇叶(临江新区)

2024-03-05 07:30:00 来源:
[责任编辑: 何川 ]
版权声明:
① 凡本网注明“来源:江畔网”的作品,未经授权不得转载。
"""


def test_a_dump_with_two_copies() -> None:
    """A valued source beats an empty one, times win, terms at the end are no sources."""
    found, log = about(DUMP, markup="text")
    assert found.title == "【江城谈】评论 | 旧厂房里的新课堂"
    assert found.section == "【江城谈】评论"
    assert found.source == "江畔网"
    assert found.authors == ("苇叶",)
    assert found.editors == ("何川",)
    assert str(found.published_date) == "2024-03-05"
    assert str(found.published_at) == "2024-03-04 23:30:00+00:00"
    assert [c.affiliation for c in found.credits if c.role == "author"] == ["临江新区"]
    assert [(c.text, c.credit) for c in found.captions] == [("工人在旧厂房里装灯。", "江畔网发")]
    sources = [item.value for item in log.items if item.field == "source"]
    assert sources == ["江畔网", None]


@pytest.mark.parametrize(
    ("head", "body", "authors"),
    [
        pytest.param('<meta name="author" content="admin">', "", (), id="placeholder"),
        pytest.param('<meta name="author" content="Jane Doe">', "", ("Jane Doe",), id="meta"),
        pytest.param('<meta name="author" content="x@y.example">', "", (), id="address"),
        pytest.param(
            '<script type="application/ld+json">{"@type":"Article","author":[{"name":"A B"},'
            '{"name":"C D"}]}</script>', "", ("A B", "C D"), id="JSON-LD list",
        ),
        pytest.param(
            '<meta name="author" content="105092">', "<p>作者：林可</p>", ("林可",), id="byline"
        ),
        pytest.param("", "<p>（责任编辑：系统管理员）</p>", (), id="editor is no author"),
    ],
)  # fmt: skip
def test_authors(head: str, body: str, authors: tuple[str, ...]) -> None:
    """Writers come from the byline, then JSON-LD, then metas; placeholders are nobody."""
    found, _ = about(f"<html><head>{head}</head><body>{body}</body></html>")
    assert found.authors == authors


def test_editors_are_never_authors() -> None:
    """Two editors in one bracket are two editors, and nobody writes."""
    found, _ = about("<p>正文。</p><p>(责编：陈默、周桐)</p>")
    assert (found.authors, found.editors) == ((), ("陈默", "周桐"))


def test_dates_need_a_zone_for_a_time() -> None:
    """English pages have no zone in practice: the day is kept, the time is null."""
    page = '<meta property="article:published_time" content="{}"><p>x</p>'
    zoned, _ = about(page.format("2023-05-01T10:00:00+02:00"), language="en")
    assert str(zoned.published_at) == "2023-05-01 08:00:00+00:00"
    naive, _ = about(page.format("2023-05-01T10:00:00"), language="en")
    assert (naive.published_at, str(naive.published_date)) == (None, "2023-05-01")


def test_hostile_json_ld_is_survived() -> None:
    """Deep, broken and cyclic-looking JSON-LD is skipped without an error."""
    deep = "[" * 5_000 + "]" * 5_000
    for script in (deep, "{broken", '{"@type": ["NewsArticle", 3], "headline": {"a": 1}}'):
        found, _ = about(f"<script type='application/ld+json'>{script}</script><p>x</p>")
        assert found.title is None


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://news.qingshan.example/a", "qingshan.example"),
        ("http://a.b.co.uk:8080/x", "b.co.uk"),
        ("http://192.0.2.7/x", "192.0.2.7"),
        (None, None),
        ("", None),
    ],
)
def test_domains(url: str | None, domain: str | None) -> None:
    """The registrable domain by the bundled list; a bare host stays as it is."""
    assert domain == registrable_domain(url)


@pytest.mark.parametrize(
    ("script", "value", "key", "placed"),
    [
        pytest.param('{"name": "A", "b": "A"}', "A", "name", '"name": "A"', id="by its key"),
        pytest.param(
            '{"x": "J D", "author": [{"@type": "Person", "name": "J D"}]}', "J D", "author",
            '"author": [{"@type": "Person", "name": "J D"', id="inside an object",
        ),
        pytest.param('{"a": "\\u6865", "b": 1}', "桥", "a", '"a": "\\u6865"', id="escaped"),
        pytest.param('{"a": "x", "b": "x"}', "x", "c", None, id="twice, under other keys"),
        pytest.param('{"a": "x"}', "x", "c", '{"a": "x"', id="once, under another key"),
    ],
)  # fmt: skip
def test_json_ld_places(script: str, value: str, key: str, placed: str | None) -> None:
    """A value of JSON-LD is placed where its key says it, never at a chance repetition."""
    from dataset_tools.blocks import Tag
    from dataset_tools.metadata.json_ld import locate

    span = locate(Tag("script", {}, 0, 0, script, 0, len(script)), value, key)
    assert (span is None) == (placed is None)
    if span and placed:
        start = script.index(placed)
        assert span[1] == start + len(placed) - 1


@pytest.mark.parametrize(
    ("language", "authors"), [("zh-Hans", ()), ("zh-Hant", ()), ("ja", ("青山新聞社",))]
)
def test_a_site_is_no_author_of_a_chinese_page(language: str, authors: tuple[str, ...]) -> None:
    """Chinese systems state the site as author; Japanese papers sign with their own name."""
    head = "<meta name=author content=青山新聞社>"
    found, _ = about(f"<head>{head}</head><h1>橋</h1><p>橋。</p>", language=language)
    assert found.authors == authors
