"""JSON-LD, microdata, RDFa, Open Graph, Dublin Core and the metas of content systems."""

import json

import pytest

from dataset_tools.blocks import Outline
from dataset_tools.dump import Limits
from dataset_tools.extract.outline import outline
from dataset_tools.metadata import describe, find_title, json_ld, meta_tags
from dataset_tools.metadata.microdata import properties
from dataset_tools.metadata.scan import read_structured
from dataset_tools.metadata.structured import Structured
from dataset_tools.model import About, Capture, EvidenceLog, Page


def read(text: str, url: str | None = None) -> tuple[Page, Outline, Structured]:
    page = Page(Capture("d", "html", 0, None, b"", url=url), text, "html", "utf-8", "utf-8", 0)
    seen = outline(page, Limits())
    assert isinstance(seen, Outline)
    return page, seen, read_structured(seen)


def about(text: str, url: str | None = None) -> tuple[About, dict[str, list[str]]]:
    page, seen, structured = read(text, url)
    log = EvidenceLog(text)
    found = describe(page, seen, find_title(page, seen), "en", None, log, structured)
    for item in log.items:
        assert item.start is None or text[item.start : item.end][:500] == item.excerpt
    return found, {i.field: [j.kind for j in log.items if j.field == i.field] for i in log.items}


def script(source: str) -> str:
    return f'<script type="application/ld+json">{source}</script>'


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('{"@type":"NewsArticle","headline":"Piers"}', id="plain"),
        pytest.param('[{"@type":"WebSite"},{"@type":["Article"],"headline":"Piers"}]', id="list"),
        pytest.param('{"@graph":[{"@type":"Article","headline":"Piers"}]}', id="graph"),
        pytest.param(
            '{"@type":"WebPage","mainEntity":{"@type":"BlogPosting","headline":"Piers"}}',
            id="nested",
        ),
        pytest.param('{"@type":"http://schema.org/Article","headline":"Piers"}', id="full type"),
        pytest.param('{"@type":"Article","headline":"Piers",}', id="trailing comma"),
        pytest.param('{"@type":"Article","headline":"Piers"};', id="semicolon"),
        pytest.param('<!-- {"@type":"Article","headline":"Piers"} -->', id="comment"),
        pytest.param(
            '//<![CDATA[\n{"@type":"Article","headline":"Piers"}\n//]]>', id="CDATA"
        ),
        pytest.param('{"@type":"Article","x":"a\nb\tc","headline":"Piers"}', id="controls"),
        pytest.param('{"@type":"Article","x":"say "yes" now","headline":"Piers"}', id="quotes"),
        pytest.param('{"@type":"Article","headline":"Piers"}{"@type":"Thing"}', id="two documents"),
        pytest.param(
            "{&quot;@type&quot;:&quot;Article&quot;,&quot;headline&quot;:&quot;Piers&quot;}",
            id="entities for quotes",
        ),
    ],
)  # fmt: skip
def test_json_ld_is_read_and_mended(source: str) -> None:
    """The article node is found in every form that sites write, broken ones too."""
    _, _, structured = read(script(source))
    assert [node["headline"] for _, node in structured.articles if "headline" in node] == ["Piers"]


@pytest.mark.parametrize(
    "source",
    [
        '{"@type":"ItemList","itemListElement":[{"@type":"Article","headline":"Other"}]}',
        '{"@type":"WebPage","hasPart":{"@type":"Article","headline":"Other"}}',
        '{"@type":"FAQPage","mainEntity":[{"@type":"Question","name":"Other"}]}',
        '{"@type":"Person","name":"Other"}',
        "[[[[", "null", '"text"', "", "{", '{"@type":3}',
    ],
)  # fmt: skip
def test_nodes_about_other_things(source: str) -> None:
    """What a page lists, contains or cannot be parsed does not describe it."""
    _, _, structured = read(script(source))
    names = [node.get("headline") or node.get("name") for _, node in structured.articles]
    assert [name for name in names if name] == []


@pytest.mark.parametrize("value", ['Piers "at" dawn', "码头 – é", "a\\b/c", "tab\there"])
@pytest.mark.parametrize("ensure_ascii", [False, True])
def test_a_value_is_placed_however_it_is_escaped(value: str, *, ensure_ascii: bool) -> None:
    """The place is the string as the script writes it."""
    node = {"@type": "Article", "name": value + "x", "headline": value}
    source = json.dumps(node, ensure_ascii=ensure_ascii).replace("/", "\\/")
    _, seen, structured = read(script(source))
    tag, _ = structured.articles[0]
    span = json_ld.locate(tag, value, "headline")
    assert span is not None
    text = script(source)
    assert json.loads(f'"{text[slice(*span)]}"') == value
    assert text[: span[0]].endswith('"headline": "')
    assert [n for _, n in json_ld.articles(seen)] == [n for _, n in json_ld.articles(structured)]


def test_metas_by_name() -> None:
    """Open Graph, Dublin Core and Chinese content systems share one index."""
    text = (
        '<meta property="og:title" content="A"><meta name="DC.Title" content="B">'
        '<meta name="ColumnName" content="要闻">'
        '<meta itemprop="datePublished" content="2024-05-03">'
        '<meta name="keywords" content="x"><meta name="description">'
    )
    _, seen, structured = read(text)
    assert [v for _, v in meta_tags.find_meta(structured, "title")] == ["A", "B"]
    assert [v for _, v in meta_tags.find_meta(seen, "section")] == ["要闻"]
    assert [v for _, v in meta_tags.find_meta(structured, "published")] == ["2024-05-03"]
    assert list(meta_tags.find_meta(structured, "summary")) == []


def test_microdata_and_rdfa() -> None:
    """Values are attributes or text, each with its place; comments and menus are left out."""
    text = (
        '<nav><span itemprop="headline">Menu</span></nav>'
        '<article itemscope itemtype="https://schema.org/Article">'
        '<h2 itemprop="headline"> Piers\n <b>at</b> dawn </h2>'
        '<span property="schema:headline" content="Piers in RDFa"></span>'
        '<div itemscope itemtype="https://schema.org/Comment"><b itemprop="headline">No</b></div>'
        "</article>"
    )
    page, _, structured = read(text)
    found = list(properties(page, structured, "headline"))
    assert [value for value, _ in found] == ["Piers at dawn", "Piers in RDFa"]
    assert text[slice(*found[0][1])] == "Piers\n <b>at</b> dawn"


@pytest.mark.parametrize(
    ("text", "section", "kind"),
    [
        pytest.param('<meta property="article:section" content="Town">', "Town", "meta"),
        pytest.param(
            script('{"@type":"Article","articleSection":["Town","Sea"]}'), "Town", "json_ld"
        ),
        pytest.param(
            '<div itemscope itemtype="https://schema.org/Article"><i itemprop="articleSection">'
            "Town</i></div>", "Town", "microdata",
        ),
        pytest.param(
            script('{"@type":"BreadcrumbList","itemListElement":[{"position":2,"name":"Town"},'
                   '{"position":1,"item":{"name":"Home"}},{"position":3,"name":"Piers"}]}')
            + "<title>Piers</title>", "Town", "breadcrumb",
        ),
        pytest.param(
            script('{"@type":"BreadcrumbList","itemListElement":[{"name":"Start"},'
                   '{"name":"Nuts &amp; Bolts"},{"name":"2023"},{"name":"June"}]}'),
            "Nuts & Bolts", "breadcrumb",
        ),
        pytest.param(
            "<div class='breadcrumb'>You are here: Home &gt; Town &gt; Piers</div><h1>Piers</h1>",
            "Town", "breadcrumb",
        ),
        pytest.param(
            "<div class='breadcrumb'>您的位置：首页 &gt; 新闻 &gt; 城事 &gt; 正文</div>", "城事",
            "breadcrumb",
        ),
        pytest.param("<h1>【城事】桥上的灯</h1>", "【城事】", "title_prefix"),
    ],
)  # fmt: skip
def test_sections(text: str, section: str, kind: str) -> None:
    """The column is what the page declares, else the last breadcrumb before the page."""
    found, kinds = about(f"{text}<p>Some text.</p>")
    assert (section, [kind]) == (found.section, kinds["section"])


@pytest.mark.parametrize("value", ["https://x.example/town", "tag, " * 40])
def test_what_is_no_section(value: str) -> None:
    """Addresses and lists of tags are not sections."""
    found, _ = about(f'<meta property="article:section" content="{value}"><p>x</p>')
    assert found.section is None


@pytest.mark.parametrize(
    ("text", "url", "canonical"),
    [
        ("<link rel='canonical' href='https://a.example/x'>", None, "https://a.example/x"),
        ("<link rel='canonical' href='/x'>", "https://a.example/y?z", "https://a.example/x"),
        ("<link rel='canonical' href='/x'>", None, None),
        ("<meta property='og:url' content='https://a.example/x'>", None, "https://a.example/x"),
        ("<link rel='canonical' href='javascript:x'>", "https://a.example/", None),
    ],
)
def test_canonical_addresses(text: str, url: str | None, canonical: str | None) -> None:
    """The address is what the page declares, relative ones resolved, and only on the web."""
    found, _ = about(f"{text}<p>x</p>", url)
    assert canonical == found.canonical_url


@pytest.mark.parametrize(
    ("told", "summary"),
    [
        ("<p>The &amp;amp; of <b>lamps</b>.</p>", "The & of lamps."),
        ("The &lt;table&gt; element", "The <table> element"),
        ("Lamps &amp; piers", "Lamps & piers"),
    ],
)
def test_a_summary_has_no_markup(told: str, summary: str) -> None:
    """Excerpts that content systems leave marked up are read as text; JSON-LD and metas alike."""
    found, _ = about(script(json.dumps({"@type": "Article", "description": told})) + "<p>x</p>")
    assert found.summary == summary


def test_names_of_json_ld_have_no_entities() -> None:
    """Publisher and author are shown as they are read, whatever wrote the script."""
    source = '{"@type":"Article","publisher":"Pier &amp; Post","author":{"name":"Ada O&#39;Poe"}}'
    found, _ = about(script(source) + "<h1>Piers</h1><p>x</p>")
    assert (found.publisher, found.authors) == ("Pier & Post", ("Ada O'Poe",))


def test_publisher_and_summary() -> None:
    """JSON-LD names the publisher before metas; the summary leaves no evidence."""
    source = '{"@type":"Article","publisher":{"@type":"Organization","name":"Pier Post"}}'
    text = f"{script(source)}<meta property='og:site_name' content='Post'>"
    found, kinds = about(f"{text}<meta name='description' content='About lamps.'><p>x</p>")
    assert (found.publisher, found.summary) == ("Pier Post", "About lamps.")
    assert (kinds["publisher"], "summary" in kinds) == (["json_ld"], False)


def test_hostile_scripts_take_bounded_time() -> None:
    """Megabytes of quotes, nesting and statements are read once and left."""
    for source in ('"' * 500_000, '{"headline":' * 100_000, '{"author": "' * 60_000, "[" * 300_000):
        found, _ = about(f"{script(source)}<p>x</p>")
        assert found.title is None
