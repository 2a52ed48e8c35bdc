"""Values nobody vouched for stay inert in Markdown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from dataset_tools.documents.markdown import code, counts, escape_md, one_line, paragraphs, table

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

HOSTILE = [
    pytest.param("](javascript:alert(1))", id="link end"),
    pytest.param("[a](javascript:alert(1))", id="link"),
    pytest.param("![a](http://a.example/x.png)", id="image"),
    pytest.param("<script>alert(1)</script>", id="script"),
    pytest.param("<img src=x onerror=alert(1)>", id="attribute"),
    pytest.param("--- a: b\n---\nname: x", id="front matter"),
    pytest.param("# heading", id="heading"),
    pytest.param("1. item", id="ordered list"),
    pytest.param("- item\n- item", id="list"),
    pytest.param("a | b\n--- | ---\nc | d", id="table"),
    pytest.param("`code` *em* __strong__ ~~gone~~", id="inline"),
    pytest.param("&lt;b&gt; &#60;b&#62;", id="entities stay as they are read"),
    pytest.param("<https://a.example/>", id="autolink"),
    pytest.param("back\\slash \\<b\\>", id="backslash"),
]


def inline_kinds(markdown: str) -> set[str]:
    """Return the kinds of tokens below the blocks."""
    return {child.type for token in PARSER.parse(markdown) for child in token.children or []}


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_is_one_paragraph_of_text(text: str) -> None:
    """A reader sees the very characters, and no parser sees structure in them."""
    tokens = PARSER.parse(escape_md(text))
    assert [t.type for t in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    shown = "".join(child.content for child in tokens[1].children or [])
    assert inline_kinds(escape_md(text)) <= {"text", "text_special"}
    assert shown == one_line(text)


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.sampled_from("ab1 \n\t\\`*_{}[]<>()#+-.!|&~:$^='\"@/\u202e\ud800é高"), max_size=40)
)
def test_no_string_escapes_its_cell(text: str) -> None:
    """Whatever stands in a cell, the table keeps its rows and columns and gains no markup."""
    tokens = PARSER.parse(table(("a", "b"), [(escape_md(text), code(text)), ("x", "y")]))
    assert [t.type for t in tokens].count("td_open") == 4
    kinds = {c.type for t in tokens for c in t.children or []}
    assert kinds <= {"text", "text_special", "code_inline"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a\r\n\tb\u2028c", "a b c", id="line ends become blanks"),
        pytest.param("moc.\u202eexample", "moc.example", id="direction override goes"),
        pytest.param("a\x00\x1b[31mb", "a [31mb", id="terminal controls go"),
        pytest.param("\ud800", "\ufffd", id="lone surrogate can be encoded"),
        pytest.param("", "", id="empty"),
    ],
)
def test_one_line(text: str, shown: str) -> None:
    """No control survives, and the result is always valid UTF-8."""
    assert one_line(text) == shown
    one_line(text).encode()


def test_long_values_are_cut() -> None:
    """A limit counts code points and includes the ellipsis."""
    assert one_line("高" * 500, 10) == "高" * 9 + "…"


def test_bare_web_address_is_no_link() -> None:
    """GitHub links `www.` without a scheme; the escaped form has no such prefix."""
    assert escape_md("see WWW.a.example") == "see WWW&#46;a.example"


def test_paragraphs_of_the_publisher_stay_apart() -> None:
    """Blank lines part paragraphs, everything else is escaped."""
    assert paragraphs("one\r\n\r\n<b>two\n \nthree") == "one\n\n&#60;b&#62;two\n\nthree"


def test_counts_tell_what_they_leave_out() -> None:
    """A cut table names the number of rows and records it lacks; ties go by name."""
    shown = counts(("domain", "records"), {"b.example": 2, "a.example": 2, "": 1, "c": 3}, 2)
    assert shown.splitlines()[2:] == [
        "| `c` | 3 |",
        "| `a.example` | 2 |",
        "",
        "2 more, with 3 records.",
    ]
