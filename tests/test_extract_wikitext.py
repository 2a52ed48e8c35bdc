"""Wikitext to blocks: what readers see stays, with its place; what they do not see is named."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dataset_tools.blocks import Block, Outline
from dataset_tools.dump import Limits
from dataset_tools.extract import body_text, outline, select_body
from dataset_tools.extract.templates import expand, read_call
from dataset_tools.extract.wikitree import parse
from dataset_tools.model import Body, Capture, Page, Rejection

SMALL = Limits()


def page(text: str, language: str = "en", **headers: str) -> Page:
    sent = {"mediawiki-language": language, **{k.replace("_", "-"): v for k, v in headers.items()}}
    capture = Capture(
        "d", "mediawiki", 0, 1, text.encode(), "wikitext", headers=tuple(sent.items()),
        declared=(("title", "Pier"),),
    )  # fmt: skip
    return Page(capture, text, "wikitext", "utf-8", "utf-8", 0)


def read(text: str, language: str = "en", **headers: str) -> Outline:
    seen = outline(page(text, language, **headers), SMALL)
    assert isinstance(seen, Outline)
    return seen


def shown(text: str, language: str = "en", **headers: str) -> list[tuple[str, str]]:
    """Return (tag, text) of the blocks that are not hidden."""
    return [(b.tag, b.text) for b in read(text, language, **headers).blocks if not b.hidden]


def prose(text: str, language: str = "en", **headers: str) -> str:
    return "\n".join(text for _, text in shown(text, language, **headers))


def dropped(text: str) -> list[tuple[str, str]]:
    """Return (reason, label) of the hidden blocks."""
    return [(b.names, b.text) for b in read(text).blocks if b.hidden]


TEMPLATES = [
    ("{{convert|5|km|mi}}", "5 km"),
    ("{{Convert|5|to|10|km|mi}}", "5 to 10 km"),
    ("{{cvt|5|-|10|km}}", "5–10 km"),
    ("{{convert|2|by|3|m|ft}}", "2 by 3 m"),
    ("{{convert|5|ft|11|in|m}}", "5 ft 11 in"),
    ("{{convert|12|km2|sqmi|1}}", "12 km²"),
    ("{{convert|30|C|F}}", "30 °C"),
    ("{{convert|70|ft|adj=on}}", "70-ft"),
    ("{{convert|{{formatnum:5000}}|km}}", "5,000 km"),
    ("{{formatnum:1234567}}", "1,234,567"),
    ("{{formatnum:1234.5}}", "1,234.5"),
    ("{{formatnum:1,234,567|R}}", "1,234,567"),
    ("{{FORMATNUM:999}}", "999"),
    ("{{val|1234.5|u=km}}", "1234.5 km"),
    ("{{val|5|2|e=3}}", "5±2×10^3"),
    ("{{nowrap|5 of 6}}", "5 of 6"),
    ("{{lang|fr|pont neuf}}", "pont neuf"),
    ("{{lang-de|Brücke}}", "Brücke"),
    ("{{langx|de|Brücke}}", "Brücke"),
    ("{{transliteration|ru|most}}", "most"),
    ("{{zh|t=碼頭|s=码头}}", "碼頭; 码头"),
    ("{{zh|s=码头|t=碼頭|p=mǎtóu}}", "码头; 碼頭; mǎtóu"),
    ("{{nihongo|pier|桟橋|sanbashi}}", "pier (桟橋, sanbashi)"),
    ("{{nihongo||桟橋|sanbashi}}", "桟橋, sanbashi"),
    ("{{as of|2020}}", "As of 2020"),
    ("{{as of|2020|5|lc=y}}", "as of May 2020"),
    ("{{as of|2020|5|3}}", "As of 3 May 2020"),
    ("{{IPA|/pɪə/}}", ""),
    ("{{IPAc-en|p|ɪər}}", ""),
    ("{{frac|1|2}}", "1/2"),
    ("{{frac|3|1|2}}", "3 1/2"),
    ("{{age|1950|1|2}}", ""),
    ("{{birth date and age|1950|1|2}}", ""),
    ("{{circa|1900}}", "c. 1900"),
    ("{{USD|5}}", "US$5"),
    ("{{€|7}}", "€7"),
    ("{{abbr|km|kilometre}}", "km"),
    ("{{sup|2}}", "2"),
    ("{{le|码头|Pier}}", "码头"),
    ("{{tsl|en|Pier|码头}}", "码头"),
    ("{{ill|Ada Stone|de}}", "Ada Stone"),
    ("{{bd|1881年|9月25日|1936年|10月19日}}", "1881年9月25日－1936年10月19日"),
    ("{{ship|HMS|Victory}}", "HMS Victory"),
    ("{{HMS|Victory}}", "HMS Victory"),
    ("{{ISBN|978-0-00-000000-2}}", "ISBN 978-0-00-000000-2"),
    ("{{gaps|1|234|567}}", "1234567"),
    ("{{snd}}", "–"),
    ("{{PAGENAME}}", "Pier"),
    ("{{lc:ABC}}", "ABC"),
    ("{{cite web|url=http://a.example|title=A 7}}", ""),
    ("{{citation needed|date=May 2020}}", ""),
    ("{{sfn|Stone|2010|p=5}}", ""),
    ("{{coord|54|N|8|E}}", ""),
    ("{{#if:a|b|c}}", ""),
    ("{{flag|Chile}}", "Chile"),
    ("{{unheard of|3 of 4}}", "3 of 4"),
    ("{{unheard of|de|Brücke}}", "Brücke"),
    ("{{unheard of|date=2020}}", ""),
    ("{{unheard of|https://a.example}}", ""),
    ("{{{width|12}}}", "12"),
    ("{{{width}}}", ""),
    ("{{nowrap|{{convert|5|km}} {{nowrap|a '''b'''}}}}", "5 km a b"),
]


@pytest.mark.parametrize(("given_", "expected"), TEMPLATES, ids=[t[0] for t in TEMPLATES])
def test_template_in_a_sentence(given_: str, expected: str) -> None:
    """A template in a sentence leaves its words and numbers, or nothing."""
    assert prose(f"It is {given_} there.") == " ".join(f"It is {expected} there.".split())


@pytest.mark.parametrize(
    ("language", "given_", "expected"),
    [
        ("en", "1234567", "1,234,567"),
        ("de", "1234567.5", "1.234.567,5"),
        ("zh", "1234567", "1,234,567"),
        ("fr", "1234", "1\u202f234"),
        ("es", "1234", "1234"),
        ("en", "-12", "-12"),
        ("en", "not a number", "not a number"),
    ],
)
def test_numbers_are_grouped_as_the_wiki_prints_them(
    language: str, given_: str, expected: str
) -> None:
    """`formatnum` follows the language of the wiki, and leaves what is no plain number."""
    assert prose(f"N {{{{formatnum:{given_}}}}}", language) == f"N {expected}"


INLINE = [
    ("'''Bold''' and ''slanted'' and '''''both'''''", "Bold and slanted and both"),
    ("the [[quay|old quay]] of [[Town]]s", "the old quay of Towns"),
    ("[[:Category:Piers]] list", "Category:Piers list"),
    ("[[quay|''old'' {{nowrap|stone}} quay]]", "old stone quay"),
    ("a [https://a.example big lamp] here", "a big lamp here"),
    ("a [https://a.example] here", "a here"),
    ("[https://a.example/{{x|b c}} big lamp] here", "big lamp here"),
    ("see https://a.example/b now", "see https://a.example/b now"),
    ("a<ref>x [[y]]</ref> b<ref name=c /> c", "a b c"),
    ("a<!-- [[b]] --> c", "a c"),
    ("a <nowiki>[[b]]</nowiki> c", "a [[b]] c"),
    ("a <math>x^{2}</math> b", "a b"),
    ("a <span style='x'>b</span> <u>c</u>", "a b c"),
    ("fish &amp; chips &mdash; 5&nbsp;€", "fish & chips — 5\u00a0€"),
    ("__NOTOC__a __init__ b", "a __init__ b"),
    ("-{zh-hans:软件;zh-hant:軟體}-很好", "软件很好"),
    ("-{zh-tw:軟體;zh-cn:软件;}-很好", "软件很好"),
    ("-{zh-tw:軟體;zh-hk:軟件}-很好", "軟體很好"),
    ("-{不转换}-的字", "不转换的字"),
    ("-{A|zh-hans:甲;zh-hant:乙}-字", "甲字"),
    ("-{H|zh-hans:甲;zh-hant:乙}-字", "字"),
    ("{{a|-{zh-hans:甲;zh-hant:乙}-}}字", "甲字"),
    ("a [[b c", "a [[b c"),
    ("a {{b c", "a {{b c"),
    ("a ]] b }} c", "a ]] b }} c"),
    ("a <ref>b c", "a b c"),
    ("a < b > c", "a < b > c"),
    ("x [[a]] {{nowrap|y [[z}} w", "x a y [[z w"),
    ("[[de:Anleger]] word", "word"),
    ("[[wikt:pier|the word]]", "the word"),
    ("[[Image:a.jpg|thumb|left]] word", "word"),
]


@pytest.mark.parametrize(("given_", "expected"), INLINE, ids=[t[0] for t in INLINE])
def test_inline_markup(given_: str, expected: str) -> None:
    """Links give their label; references, comments, formulas and quote marks leave nothing."""
    assert prose(given_) == expected


ARTICLE = """{{short description|A pier}}
{{Infobox pier
| name   = Pier
| length = {{convert|5|km}}
}}
[[File:Pier.jpg|thumb|220px|alt=x|The '''pier''' at [[dusk]].<ref>Stone, p. 2</ref>]]
The '''pier'''<ref name="a">{{cite web|url=http://a.example|title=B}}</ref> is {{convert|5|km|mi}}
long and {{convert|5|to|10|m}} wide.<!-- really? -->

{{quote|So it is.

And so.|Ada}}
== History <!-- x -->==
* one {{flag|Chile}}
*# [[two|2]]
; term
: meaning
{| class="wikitable"
|+ Prices
! Head !! style="x" | Two
|-
| a || b [[c|d]]
| align=right | {{nts|12}}
next line
|}
<poem>
Line one
Line two
</poem>
<gallery>
A.jpg|one
</gallery>
=== Empty ===
== See also ==
* [[Quay]]
=== More ===
* [[Dock]]
== Later ==
{{-}}
It burnt down.
== References ==
{{reflist}}
{{Pier navbox}}
[[Category:Piers]]
[[Kategorie:Seebrücke]]
[[fr:Jetée]]
"""

BLOCKS = [
    ("figcaption", "The pier at dusk."),
    ("p", "The pier is 5 km long and 5 to 10 m wide."),
    ("blockquote", "So it is."),
    ("blockquote", "And so."),
    ("h2", "History"),
    ("li", "one Chile"),
    ("li", "2"),
    ("dt", "term"),
    ("dd", "meaning"),
    ("caption", "Prices"),
    ("th", "Head"),
    ("th", "Two"),
    ("td", "a"),
    ("td", "b d"),
    ("td", "12 next line"),
    ("p", "Line one"),
    ("p", "Line two"),
    ("h3", "Empty"),
    ("h2", "See also"),
    ("li", "Quay"),
    ("h3", "More"),
    ("li", "Dock"),
    ("h2", "Later"),
    ("p", "It burnt down."),
    ("h2", "References"),
]


def test_blocks_of_an_article() -> None:
    """Paragraphs, headings, items, cells, captions and poem lines are blocks, in page order."""
    assert shown(ARTICLE) == BLOCKS


def test_what_is_dropped_is_named() -> None:
    """Each dropped part is a hidden block with its name and a reason, and no word of its text."""
    assert dropped(ARTICLE) == [
        ("layout", "short description"),
        ("infobox", "Infobox pier"),
        ("file", "File:Pier.jpg"),
        ("reference", "ref"),
        ("reference", 'ref name="a"'),
        ("comment", "!--"),
        ("comment", "!--"),
        ("gallery", "gallery"),
        ("layout", "-"),
        ("reference", "reflist"),
        ("navigation", "Pier navbox"),
        ("category", "Category:Piers"),
        ("category", "Kategorie:Seebrücke"),
        ("interwiki", "fr:Jetée"),
    ]


def test_body_of_an_article() -> None:
    """The body leaves out captions, appendices with what follows them, and empty sections."""
    this = page(ARTICLE)
    seen = read(ARTICLE)
    body = select_body(this, seen, "Pier")
    assert isinstance(body, Body)
    kept = body_text(seen, body).split("\n\n")
    assert kept == [
        text
        for _, text in BLOCKS
        if text not in "The pier at dusk.|Empty|See also|Quay|More|Dock|References".split("|")
    ]  # fmt: skip
    assert sorted([*body.kept, *body.reasons]) == list(range(len(seen.blocks)))
    assert {"appendix", "caption", "empty-section", "infobox"} <= set(body.reasons.values())


@pytest.mark.parametrize(
    "heading", ["See also", "References", "参见", "參考文獻", "外部链接", "Weblinks", "Siehe auch"]
)
def test_appendices_are_cut(heading: str) -> None:
    """An appendix and its subsections are dropped in the language of the wiki."""
    text = f"Words stay.\n== {heading} ==\n* gone\n=== too ===\ngone\n== Next ==\nstays"
    seen = read(text)
    body = select_body(page(text), seen, None)
    assert isinstance(body, Body)
    assert body_text(seen, body) == "Words stay.\n\nNext\n\nstays"


@pytest.mark.parametrize("text", ["{{reflist}}", "== See also ==\n* [[a]]", "<!-- a -->", "* - *"])
def test_a_page_without_text_has_no_body(text: str) -> None:
    """A page of markup only is refused."""
    body = select_body(page(text), read(text), None)
    assert isinstance(body, Rejection)
    assert body.reason == "no-main-text"


def test_namespaces_of_the_dump() -> None:
    """File and category names that the siteinfo gives are known beside the usual ones."""
    text = "[[Mynd:a.jpg|thumb|A pier]]Word[[Flokkur:Piers]]"
    names = {"mediawiki_file_namespace": "Mynd", "mediawiki_category_namespace": "Flokkur"}
    assert shown(text, **names) == [("figcaption", "A pier"), ("p", "Word")]


def test_german_and_chinese_captions() -> None:
    """Image options of other languages are no captions."""
    assert shown("[[Datei:a.jpg|mini|hochkant=1.2|Die Mole]]") == [("figcaption", "Die Mole")]
    assert shown("[[文件:a.jpg|缩略图|右|200像素|码头]]") == [("figcaption", "码头")]


def test_tables_that_are_nested_or_never_closed() -> None:
    """An inner table ends in its cell; after an open table headings and text are read on."""
    nested = "{|\n| a\n{|\n| b\n|}\nafter\n| c\n|}\nout"
    assert shown(nested) == [("td", "a"), ("td", "b"), ("td", "after"), ("td", "c"), ("p", "out")]
    assert prose("{| class=x\nstyle=y\n| a\n\n== H ==\nWords.") == "a\nH\nWords."


def test_links_count() -> None:
    """Characters inside links are counted for quality."""
    block = read("ab [[cd]] [https://a.example ef]").blocks[0]
    assert (block.text, block.link_chars) == ("ab cd ef", 4)


def slices_back(text: str, block: Block) -> None:
    """Every chunk of its source's length says what stands there, or stands for a rewritten unit."""
    ends = [*(c[0] for c in block.chunks[1:]), len(block.text)]
    before = 0
    for (at, start, end), stop in zip(block.chunks, ends, strict=True):
        assert 0 <= start <= end <= len(text)
        assert start >= before
        before = start
        if stop - at > 1 and stop - at == end - start:
            assert text[start:end] == block.text[at:stop]
    assert (block.start, block.end) == (block.chunks[0][1], block.chunks[-1][2])


def test_spans_of_words() -> None:
    """The span of each unchanged word in a block is that word in the page."""
    for block in read(ARTICLE).blocks:
        slices_back(ARTICLE, block)
    block = next(b for b in read(ARTICLE).blocks if b.text.startswith("The pier is"))
    for words in ("pier", "long and", "wide."):
        at = block.text.index(words)
        start, end = block.span(at, at + len(words))
        assert ARTICLE[start:end].split() == words.split()


PARTS = [
    "{{", "}}", "{{{", "}}}", "[[", "]]", "[http://a ", "]", "|", "=", "\n", "\n\n", "-{", "}-",
    "<ref>", "</ref>", "<!--", "-->", "<nowiki>", "</nowiki>", "{|", "|}", "|-", "||", "!!", "!",
    "*", "#", ":", ";", "'''", "''", "==", "&amp;", "&nbsp;", "nowrap|", "convert|5|km|mi",
    "formatnum:1234567", "quote|", "zh-hans:", "File:a.jpg|thumb|", "Category:a", "<br>", "<poem>",
    "</poem>", "<b ", ">", " ", "word", "字", "__TOC__", "nihongo|", "frac|", "12", "\u00a0", "_",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=60).map("".join))
@example("&nbsp; {{")
def test_any_wikitext_has_an_outline(text: str) -> None:
    """Unbalanced markup neither raises nor breaks the map from blocks to the page."""
    seen = read(text)
    assert list(seen.blocks) == sorted(seen.blocks, key=lambda b: (b.start, b.end))
    for block in seen.blocks:
        assert block.text == block.text.strip(" \t\r\n\f")
        assert block.text
        slices_back(text, block)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(["a", "{{b|", "}}", "[[c|", "]]", "{{{d|", "}}}", "x"])).map("".join)
)
def test_nodes_are_nested(text: str) -> None:
    """Nodes lie inside their parent, apart from their siblings, and begin with their bracket."""
    pairs = {"template": ("{{", "}}"), "link": ("[[", "]]"), "param": ("{{{", "}}}")}
    top = parse(text, SMALL)
    assert isinstance(top, list)
    stack = [(0, len(text), top)]
    while stack:
        start, end, nodes = stack.pop()
        for node in nodes:
            assert start <= node.start < node.end <= end
            start = node.end
            opens, closes = pairs[node.kind]
            source = text[node.start : node.end]
            assert source.startswith(opens)
            assert source.endswith(closes)
            stack.append((*node.inner, node.children))


def test_agrees_with_mwparserfromhell_on_sound_pages() -> None:
    """On well-formed wikitext the templates are those that mwparserfromhell finds."""
    parser = pytest.importorskip("mwparserfromhell")
    expected = [str(t) for t in parser.parse(ARTICLE).filter_templates(recursive=True)]
    top = parse(ARTICLE, SMALL)
    assert isinstance(top, list)
    found, stack = [], list(top)
    while stack:
        node = stack.pop()
        stack += node.children
        found += [ARTICLE[node.start : node.end]] if node.kind == "template" else []
    inside_references = ["{{cite web|url=http://a.example|title=B}}"]
    assert sorted(found + inside_references) == sorted(expected)


HOSTILE = [
    "{{", "{{{", "[[", "[[a|", "{{a|", "{{{a|", "<b>", "<ref>", "''a", "{|\n", "[http://a ", "==\n",
    "<!--", "<!-- -->", "<b ", "{{a|[[b|<i>''", "-{a;zh:", "{{a}}", "[[File:a|", "{{nowrap|",
    "|a||b", "<nowiki>", "{{quote|\n", "\n ", "&#", "{{#if:", "__A",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_repetition_is_linear(unit: str) -> None:
    """100 kB of one unbalanced token take well under the time of a quadratic parser."""
    text = unit * (100_000 // len(unit))
    before = time.process_time()
    read(text)
    assert time.process_time() - before < 5


@pytest.mark.parametrize(
    ("opens", "closes"),
    [("{{nowrap|", "}}"), ("[[a|", "]]"), ("{{quote|\n", "\n}}"), ("-{zh:", "}-"), ("{{{a|", "}}}"),
     ("[[File:a|", "]]"), ("{{hlist|a|", "}}")],
)  # fmt: skip
def test_deep_nesting_is_flattened(opens: str, closes: str) -> None:
    """Behind 40 levels a template is dropped as too deep; nothing recurses without bound."""
    text = opens * 5_000 + "core" + closes * 5_000
    seen = read(f"before {text} after")
    assert seen.blocks[0].text.startswith("before")
    shallow = prose(opens * 10 + "core" + closes * 10)
    assert "core" in shallow


def test_too_many_nodes() -> None:
    """A page with more brackets than `dom_nodes` is refused."""
    seen = outline(page("{{a}}" * 200), Limits(dom_nodes=100))
    assert isinstance(seen, Rejection)
    assert seen.reason == "too-many-nodes"


def test_no_rule_gives_a_parameter_twice() -> None:
    """Nested calls must not grow: each rule gives each span once at most."""
    names = {given_.strip("{}").partition("|")[0].partition(":")[0] for given_, _ in TEMPLATES}
    for name in sorted(names):
        text = "{{" + name + "|1|2|3|4|5|6|t=t|s=s|u=u|e=e|text=x|lt=y}}"
        nodes = parse(text, SMALL)
        assert isinstance(nodes, list)
        result = expand(read_call(text, nodes[0], "en", "T"), alone=False)
        spans = [p for p in result if isinstance(p, tuple)] if isinstance(result, list) else []
        assert len(spans) == len(set(spans)), name
