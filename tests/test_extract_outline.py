"""The outline keeps every block's exact place in the page."""

import re
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dataset_tools.blocks import Outline, links_like, parse_attrs
from dataset_tools.dump import Limits
from dataset_tools.extract.outline import outline
from dataset_tools.model import Capture, Page, Rejection


def read(text: str, *, markup: str = "html", limits: Limits | None = None) -> Outline:
    page = Page(Capture("d", "html", 0, None, b""), text, markup, "utf-8", "utf-8", 0)  # type: ignore[arg-type]  # table-driven
    found = outline(page, limits or Limits())
    assert isinstance(found, Outline)
    return found


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        pytest.param("<p>one<p>two", ["one", "two"], id="unclosed paragraphs"),
        pytest.param("a<br>b", ["a", "b"], id="line breaks end a block"),
        pytest.param("<p>a <b>b</b>c</p>", ["a bc"], id="inline tags join"),
        pytest.param("<p> a \n\t b </p>", ["a b"], id="white space collapses"),
        pytest.param("<p>a&nbsp;&lt;b&gt;&amp</p>", ["a\xa0<b>&"], id="entities"),
        pytest.param("<script>if (a<b) x</script>y", ["y"], id="scripts are no text"),
        pytest.param("<script>never closed <p>x</p>", [], id="unclosed script"),
        pytest.param("<!-- <p>x</p> --><p>y</p>", ["y"], id="comments are no text"),
        pytest.param("<!-- open <p>x", [], id="open comment"),
        pytest.param("1 < 2 and 3 > 2", ["1 < 2 and 3 > 2"], id="a lone bracket is text"),
        pytest.param('<p title="a > b">x</p>', ["x"], id="bracket in an attribute"),
        pytest.param('<p title="open>x</p>', ["x"], id="quote that never ends"),
        pytest.param("<ul><li>a<li>b<ul><li>c</ul></ul>", ["a", "b", "c"], id="nested lists"),
        pytest.param("<table><tr><td>a<td>b<tr><td>c</table>", ["a", "b", "c"], id="cells"),
        pytest.param("<p title='a < b > c'>x</p>", ["x"], id="tags in single quotes"),
        pytest.param('<p title = "a > b">x</p>', ["x"], id="space before a quote"),
        pytest.param("<p a=\"'\" b='>\"'>x</p>", ["x"], id="quotes in quotes"),
        pytest.param("<p a=\"1'>2\" b='<i>'>x</p>", ["x"], id="an apostrophe in a value"),
        pytest.param('<p a"b>x</p>', ["x"], id="a quote that opens no value"),
        pytest.param("<P>a<BR>b</P><DIV>c</dIv>d", ["a", "b", "c", "d"], id="upper case"),
        pytest.param("<SCRIPT>a</Script>b", ["b"], id="upper-case script"),
        pytest.param("<script>'</scripting>' <p></script >b", ["b"], id="what ends a script"),
        pytest.param("<script><!-- </script>b --><p>c", ["b -->", "c"], id="comment in a script"),
        pytest.param("<!-- <script> -->b<p>c", ["b", "c"], id="script in a comment"),
        pytest.param("<svg><title>a</title><p>b</svg>c", ["c"], id="raw in raw"),
        pytest.param("<noscript><p>a</noscript>b", ["b"], id="a long raw name"),
        pytest.param("<script <p>a", ["a"], id="an unclosed script tag holds nothing"),
        pytest.param("<p a=1 <p b>x", ["x"], id="an unclosed tag ends before the next"),
        pytest.param("a<p b='c", ["a"], id="the end in a tag"),
        pytest.param("a</", ["a</"], id="the end behind a slash"),
        pytest.param("a<", ["a<"], id="the end behind a bracket"),
        pytest.param("a<b", ["a"], id="the end in a name"),
        pytest.param("a<!b", ["a<!b"], id="a declaration that never ends is text"),
        pytest.param("a<!>b<?c?>d<!--><i>e", ["abde"], id="short declarations"),
        pytest.param("a<!b <p>c", ["ac"], id="a declaration ends at a bracket"),
        pytest.param("<!--a--->b<!---->c<!--->d", ["bcd"], id="short comments"),
        pytest.param("a</ b>c< d", ["a</ b>c< d"], id="brackets that begin no tag"),
        pytest.param("<my-part>a</my-part>b<x:y>c", ["a", "bc"], id="custom elements"),
        pytest.param("<figcaption>a</figcaption>b", ["a", "b"], id="a long name"),
        pytest.param("<p\x0b>a<p\x85>b<p\u3000>c", ["a", "b", "c"], id="rare white space"),
        pytest.param("<p>&nbsp;</p><p>\u3000</p>", [], id="blank blocks"),
        pytest.param("<p>a&nbsp;</p><p>&#10;b;</p>", ["a", "b;"], id="blank entities at the ends"),
        pytest.param("<p>&amp;nbsp;</p>", ["&nbsp;"], id="an entity is read once"),
        pytest.param("<pre>a\n\n b<i>c</i>\nd</pre>", ["a", "bc", "d"], id="lines of pre"),
        pytest.param(
            "\U0001f600<p>\ud800</p>\u013c<p>灯", list("\U0001f600\ud800\u013c灯"), id="points"
        ),
        pytest.param("", [], id="empty"),
        pytest.param("<title>t</title>", [], id="the title is no block"),
    ],
)
def test_blocks(source: str, texts: list[str]) -> None:
    """Blocks are the visible paragraphs, in page order."""
    assert texts == [block.text for block in read(source).blocks]


FRAGMENTS = st.lists(
    st.one_of(
        st.sampled_from(
            ["<p>", "</p>", "<br>", "<b>", "</b>", "<a href='x'>", "</a>", "&amp;", "&nbsp;", "  ",
             "\n", "<", ">", "&", '"', "<div class=a>", "</div>", "<!--", "-->", "<script>",
             "</script>"]
        ),
        st.text(alphabet="ab桥灯 。<&;\"'\U0001f600", max_size=6),
    ),
    max_size=30,
).map("".join)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(FRAGMENTS)
@example("a &amp; b")
@example("<p>&lt;&gt;</p>")
def test_every_character_has_its_place(source: str) -> None:
    """Each character of a block stands at its span, once entities are resolved."""
    for block in read(source).blocks:
        for at, char in enumerate(block.text):
            start, end = block.span(at, at + 1)
            piece = source[start:end]
            assert char in unescape(piece) or (char == " " and not piece.strip())
        assert block.span(0, len(block.text)) == (block.start, block.end)


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="ab 灯\n\r\f", max_size=60))
def test_text_lines_are_blocks(source: str) -> None:
    """A dump's blocks are its lines that are not blank, at their exact place."""
    blocks = read(source, markup="text").blocks
    assert [" ".join(b.text.split()) for b in blocks] == [
        " ".join(source[b.start : b.end].split()) for b in blocks
    ]
    assert all(not set("\n\r\f") & set(b.text) for b in blocks)


def test_an_empty_page_is_read_as_without_scripts() -> None:
    """What forums keep in <noscript> is text where nothing else is, at its own place."""
    posts = "".join(
        f"<p>Post {n}: the lamps on the pier are lit again tonight.</p>" for n in range(9)
    )
    page = f"<body><script>load()</script><NoScript data-path='/t/1'><div>{posts}</div></noscript>"
    seen = read(page)
    assert len(seen.blocks) == 9
    for n, block in enumerate(seen.blocks):
        start, end = block.span(0, len(block.text))
        assert page[start:end] == block.text
        assert block.text.startswith(f"Post {n}:")
    assert read("<noscript><p>Please turn on your scripts.</p></noscript>").blocks == ()
    full = "<p>The lamps on the pier were lit again, as they had been each year.</p>" * 10
    assert len(read(full + page).blocks) == 10


def test_regions_links_and_hidden() -> None:
    """A block knows its region, its characters inside links, and whether it is hidden."""
    seen = read(
        "<nav><a href=a>home</a></nav><article><p class='Lead'>x <a href=b>yz</a></p></article>"
        "<div style='display:none'>gone</div><footer>f</footer>"
    )
    home, lead, gone, foot = seen.blocks
    assert (home.region, home.link_chars) == ("nav", 4)
    assert (lead.region, lead.link_chars, lead.names) == ("article", 2, "lead")
    assert gone.hidden
    assert foot.region == "footer"


def test_tags_of_interest() -> None:
    """Links carry their text, metas their attributes, JSON-LD its source; all their place."""
    source = (
        "<html lang='zh-CN'><head><title>A &amp; B</title><meta name=author content='Q'>"
        "<script type='application/ld+json'>{\"a\": 1}</script></head>"
        "<a rel='license nofollow' href='https://example.org/l'>the <i>license</i></a>"
    )
    seen = read(source)
    assert seen.lang == "zh-CN"
    (link,) = links_like(source, seen, re.compile("license"), range(len(seen.blocks)))
    assert (link.text, link.attrs["rel"]) == ("the license", "license nofollow")
    assert source[link.text_start : link.text_end] == "the <i>license</i>"
    assert next(seen.named("title")).text == "A & B"
    script = next(seen.named("script"))
    assert source[script.text_start : script.text_end] == '{"a": 1}'
    assert source[link.start : link.end].startswith("<a rel=")


def test_names_are_read_when_asked() -> None:
    """What elements around a block are called: class and id, innermost last."""
    seen = read("<div id=Main class='post x'><p class=lead>a</p><ul><li data-id='7'>b</ul></div>c")
    first, second, third = seen.blocks
    assert (first.names, second.names, third.names) == ("main post x lead", "main post x 7", "")


def test_items_and_loaded_links() -> None:
    """Elements with microdata or RDFa are tags of interest; links to style sheets are none."""
    source = (
        "<link rel=stylesheet href=a.css><link rel='canonical' href=b><link rel=icon href=c>"
        "<SPAN itemprop=author>A <span>B</span></SPAN><i class='x' property='p'>C</i>"
        "<a rel=author href=d>D</a><b title='the author'>no</b> itemprop= <u itemprop>no</u>"
    )
    tags = read(source).tags
    assert [(tag.name, tag.text) for tag in tags] == [
        ("link", ""), ("span", "A B"), ("i", "C"), ("a", "D"),
    ]  # fmt: skip
    assert tags[0].attrs["rel"] == "canonical"


def test_limits_are_counts() -> None:
    """Too many tags refuse the page; deep nesting is flattened, and its text is kept."""
    page = Page(Capture("d", "html", 0, None, b""), "<i>" * 50, "html", "utf-8", "utf-8", 0)
    found = outline(page, Limits(dom_nodes=10))
    assert isinstance(found, Rejection)
    assert found.reason == "too-many-nodes"
    deep = read("<div>" * 500 + "x", limits=Limits(dom_depth=20))
    assert [b.text for b in deep.blocks] == ["x"]
    assert deep.depth == 20


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('<a b="' * 20_000, id="attributes that never end"),
        pytest.param("<a " * 20_000 + '="  >  "', id="a bracket only in quotes"),
        pytest.param("<!--" * 20_000, id="comments that never end"),
        pytest.param("<div>" * 20_000, id="deep nesting"),
        pytest.param("</div>" * 20_000, id="end tags without a start"),
        pytest.param("<p><b>" * 10_000, id="unclosed inline tags"),
        pytest.param("&" * 50_000, id="ampersands"),
        pytest.param("<script>" * 20_000, id="scripts that never end"),
        pytest.param("<script>" + "a<b>'\"= " * 100_000, id="a long script"),
        pytest.param("<a href=x>" * 50_000, id="links"),
        pytest.param("<" * 200_000, id="brackets"),
        pytest.param("</" * 200_000, id="slashes"),
        pytest.param("<!" * 100_000, id="declarations that never end"),
        pytest.param('<a b="' + "'" * 200_000 + '">' * 2, id="apostrophes in a value"),
        pytest.param("<a b=\"'" * 50_000, id="two kinds of quotes"),
        pytest.param("<svg></scripting" * 20_000, id="raw text with other end tags"),
        pytest.param("<i itemprop='author'>" * 20_000, id="items"),
    ],
)
def test_hostile_markup_ends(source: str) -> None:
    """Hostile markup is read in one pass; the test would hang if it were quadratic."""
    read(source)


def test_attributes() -> None:
    """The first attribute of a name wins; names are lower case, entities resolved."""
    assert parse_attrs(' HREF="a&amp;b" x=1 y=\'2\' z href=c') == {
        "href": "a&b", "x": "1", "y": "2", "z": "",
    }  # fmt: skip
