"""The kernel reads what plain Python reads, whatever the page, and stops before it harms."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from html.entities import html5
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bench.build_kernel import digest
from dataset_tools.blocks import Block, Outline
from dataset_tools.extract import kernel as module
from dataset_tools.extract.classify import NETS, block_scores, load_model
from dataset_tools.extract.elements import RAW_TAGS
from dataset_tools.extract.features import BLOCK, CONTEXT, block_features
from dataset_tools.extract.furniture import furniture
from dataset_tools.extract.kernel import Kernel, KernelError, kernel
from dataset_tools.extract.labels import _class_and_id
from dataset_tools.extract.lexicon import words_of
from dataset_tools.extract.lines import text_outline
from dataset_tools.extract.names import WORD_GROUPS
from dataset_tools.grammar.bylines import lone_label
from dataset_tools.grammar.captions import split_caption
from dataset_tools.grammar.credits import find_credits
from dataset_tools.grammar.dates import find_dates
from dataset_tools.grammar.hints import (
    ANYTHING,
    CAPTION,
    CREDIT,
    DATED,
    HINTS,
    LABEL,
    OPENS,
    PLACED,
    SITE,
    SOURCE,
    SPEAKS,
    TERMS,
)
from dataset_tools.grammar.notice_patterns import SPEAKING, SPEAKING_WORDS
from dataset_tools.grammar.sources import find_sources
from tests.bodypages import PAGES
from tests.test_extract_outline import read


def test_the_binary_is_of_these_sources() -> None:
    """`make kernel` was run after the last change of the C sources."""
    assert kernel().sources == digest()


REFERENCES = st.lists(
    st.one_of(
        st.sampled_from(sorted(html5)).map(lambda name: f"&{name}"),
        st.sampled_from(sorted(html5)).map(lambda name: f"&{name.rstrip(';')}"),
        st.integers(0, 0x120000).map(lambda number: f"&#{number};"),
        st.integers(0, 0x120000).map(lambda number: f"&#X{number:x}"),
        st.text(alphabet="&#xX;1aZ灯 \n\t\f\r\xa0\x0b", max_size=5),
    ),
    max_size=6,
).map("".join)


@settings(max_examples=500, deadline=None)
@given(REFERENCES)
@example("&#128;&#0;&#1;&#xD800;&#99999999999999;&#x110000;&notit;&ampx&lt")
def test_references_are_those_of_html(source: str) -> None:
    """Character references are read as `html.unescape` reads them."""
    shown = re.sub(r"[ \t\r\n\f]+", " ", unescape(source).strip())
    assert [block.text for block in read(f"<p>{source}</p>").blocks] == [shown] * bool(shown)


ATTRIBUTES = st.lists(
    st.one_of(
        st.sampled_from(
            ["class", "ID", "data-id", "clàss", "=", " = ", '"', "'", " ", "/", "\n", "hidden",
             "style='display : NONE'", "visibility:hidden", "x_class", "éid", "hidden="]
        ),
        st.sampled_from([*WORD_GROUPS, "Main", "\u212aeyword", "related-news", "x" * 150]),
    ),
    max_size=8,
).map("".join)  # fmt: skip
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|(?:^|\s)hidden(?=[\s=/>]|$)")


def groups_of(names: str) -> int:
    """Return the groups of the leftmost words, of those at one place the longest."""
    found = at = 0
    while at < len(names):
        word = max((w for w in WORD_GROUPS if names.startswith(w, at)), key=len, default="")
        found |= WORD_GROUPS.get(word, 0)
        at += len(word) or 1
    return found


def groups_around(seen: Outline) -> list[tuple[int, int]]:
    """Return of each block what the innermost named element is called, and all around it."""
    if not seen.columns:
        return []
    contexts = np.frombuffer(seen.columns.contexts, CONTEXT)[["own", "all"]].tolist()
    return [contexts[at] for at in np.frombuffer(seen.columns.blocks, BLOCK)["context"]]


@settings(max_examples=300, deadline=None)
@given(ATTRIBUTES)
@example("class='byline author' id=x data-id=nav")
def test_start_tags_are_read_as_patterns_read_them(attributes: str) -> None:
    """The words of class and id names, and what hides an element."""
    source = f"<div {attributes.replace('>', '')}>"
    seen = read(f"{source}x")
    for block, groups in zip(seen.blocks, groups_around(seen), strict=True):
        if block.text != "x":
            return  # a quote reaches beyond the tag
        names = _class_and_id(source.replace("\u212a", "x"))
        assert groups == (groups_of(names), groups_of(names))
        assert block.hidden == bool(HIDDEN.search(source.lower()))


# HTML living standard, 13.2.5: what our tokens are, as a pattern.
START_TAG = re.compile(
    r"""</?([a-zA-Z][^\s/<>]*)(?:[^<>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+')|[="'])*+>?"""
)
SOURCES = st.lists(
    st.one_of(
        st.sampled_from(
            ["<p>", "</p>", "<b a='", '<i b="', "'", '"', "=", " ", ">", "<", "/", "<!--", "-->",
             "--", "<!", "<?", "<script", "<script>", "</script", "</SCRIPT >", "<style>",
             "</style>", "<title>", "</title\n>", "<x-y>", "</x-y>", "<a\x85b>", "-", "!"]
        ),
        st.text(alphabet="ab灯\U0001f600", min_size=1, max_size=3),
    ),
    max_size=14,
).map("".join)  # fmt: skip


def outside(source: str) -> str:
    """Return the characters of a page that stand in no tag, comment or raw text."""
    shown, at = [], 0
    while at < len(source):
        end = at
        if found := START_TAG.match(source, at):
            end = found.end()
            name = found[1].lower()
            if source[at + 1] != "/" and name in RAW_TAGS and source[end - 1] == ">":
                closer = re.compile(rf"</(?i:{name})[\s/>]").search(source, end)
                end = closer.start() if closer else len(source)
        elif source.startswith("<!--", at):
            short = re.compile("-?>").match(source, at + 4)
            long = source.find("-->", at + 4)
            end = short.end() if short else long + 3 if long >= 0 else len(source)
        elif source.startswith(("<!", "<?"), at):
            end = source.find(">", at) + 1
        if end <= at:
            end = at + 1
            shown.append(source[at])
        at = end
    return "".join("".join(shown).split())


@settings(max_examples=1_000, deadline=None)
@given(SOURCES)
@example("<script>a</script <b>c</script>d")
@example("<!--->a--><!---->b<!-- -- >c-->d")
@example("<b a='<p>x' b=\"'>y</p>'z")
def test_tags_are_cut_as_a_pattern_cuts_them(source: str) -> None:
    """What stands outside tags is text, and nothing else is."""
    assert "".join("".join(b.text.split()) for b in read(source).blocks) == outside(source)


def test_many_names() -> None:
    """Elements with names of the page's own are told apart, however many they are."""
    names = [f"my-{number}" for number in range(3_000)]
    source = "".join(f"<{name}>{name}<x{name}></{name.upper()}>" for name in names)
    blocks = read(source).blocks
    assert [(block.text, block.tag, block.depth) for block in blocks] == [
        (name, name, 1) for name in names
    ]


SPOKEN = st.text("aBé ßİ分享到𠀀微ひ1_-\n\xa0😀\ud800", min_size=1, max_size=12)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(SPOKEN, SPOKEN.map(lambda text: text * 20)), min_size=1, max_size=6))
def test_words_are_read_one_way(texts: list[str]) -> None:
    """Training and use read the same words of a block, however long it is."""
    texts = [text.replace("İ", "i") for text in texts]  # the one letter that is read otherwise
    words = [words_of(text) for text in texts]
    vocabulary = sorted({word for spoken in words for word in spoken})
    tables = (
        "".join(f"\n{word}" for word in vocabulary).encode("utf-32-le"),
        *[bytes(1 << 16)] * 6,
    )
    fresh = Kernel()
    address = fresh.table("set_model", tables)
    for text, spoken in zip(texts, words, strict=True):
        codes = text.encode("utf-32-le", "surrogatepass")
        numbers = (len(text), address)
        _, (found,) = fresh.run("known_words", (codes,), numbers, 1)
        assert spoken == [vocabulary[number] for number in np.frombuffer(found, np.uint32)]


@settings(max_examples=500)
@given(
    st.text(alphabet=list(" \t\n\r\f\xa0\u3000\x0b\x1c\u2028a&;灯\U0001f600\ud800"), max_size=40)
)
@example("a \t b\r\n\xa0c\x0bd\xa0")
def test_lines_are_cut_as_python_cuts_them(text: str) -> None:
    """Lines of a dump, blanks in a row as one space, each character with its place."""
    lines = [line.strip() for line in re.split("[\n\r\f]", text) if line.strip()]
    blocks = text_outline(text).blocks
    assert [text[block.start : block.end] for block in blocks] == lines
    assert [block.text for block in blocks] == [re.sub("[ \t]+", " ", line) for line in lines]
    for block in blocks:
        for at, char in enumerate(block.text):
            start, end = block.span(at, at + 1)
            assert text[start:end] == char or (char == " " and text[start:end].isspace())


LINES = st.lists(
    st.one_of(
        st.sampled_from([*HINTS[CREDIT], *HINTS[SOURCE], *HINTS[CAPTION], *HINTS[LABEL],
                         *HINTS[LABEL | PLACED], *HINTS[SITE], *HINTS[SITE | OPENS], *SPEAKING]),
        st.sampled_from([*HINTS[LABEL | PLACED]]).map(str.title),
        st.sampled_from(SPEAKING).map(str.upper),
        st.sampled_from(list("ſıİK:：|/-–(),.;·»>→ \xa0\u3000")),
        st.sampled_from(
            ["Jane Doe", "张三", "某某网", "김기자", "2021-05-03", "3. Mai 2021", "1", "年",
             "时间：21-05-03 10:00", "發表時間:24-02-09", "24.12.21 14:00 Uhr", "12/24/23 12:00 PM",
             "newsletter", "Facebook", "12", "Another title", "Photo: A. Name",
             "新华社发", "(Name/AP)", "水原灯", "京ICP证", "ICP 备", "许可证", " report",
             "commission", "Google News", "公众号", "二维码", "社會中心／綜合報導", "12 views",
             "3 Min."]
        ),
    ),
    min_size=1,
    max_size=7,
).map("".join)  # fmt: skip


@settings(max_examples=3_000, deadline=None)
@given(LINES)
@example("来 源：某某网")
@example("2019By Jane Doe")
@example("autor/in: Jane Doe")
@example(":12121212访问量")
def test_what_has_no_hint_is_not_there(line: str) -> None:
    """Lines without a hint hold no date, credit, source or caption."""
    for block in text_outline(line).blocks:
        text, hints = block.text, block.hints
        assert hints & DATED or not find_dates(text)
        assert hints & SOURCE or not find_sources(text)
        assert hints & (CREDIT | LABEL) or not (find_credits(text) or lone_label(text))
        assert hints & CAPTION or not split_caption(text)
        assert hints & SPEAKS or not SPEAKING_WORDS.groups(text)
        assert furniture(block) == furniture(block._replace(hints=ANYTHING))


@pytest.mark.parametrize(
    ("line", "hints"),
    [
        ("By the river", LABEL),
        ("Thereby hangs a tale", 0),
        ("A walk by the river", 0),
        ("The lamp was lit at 7.15", DATED),
        ("時間：24-02-09", DATED),
        ("iPhoto", 0),
        ("① terms", TERMS),
        ("雨停了", 0),
        ("文 ：张三", CREDIT),
        ("Home | News", SITE),
        ("京ICP备1号", SITE),
        ("theCOMMONSense", SPEAKS),
        ("c ommons", 0),
        ("DOMÍNIO PÚBLICO", SPEAKS),
        ("转", SPEAKS),
        ("A plain sentence, as most are.", 0),
    ],
)
def test_hints(line: str, hints: int) -> None:
    """Words count where they may mean something; most lines have no hint."""
    assert [block.hints for block in text_outline(line).blocks] == [hints]
    assert [block.hints for block in read(f"<p>{line}</p>").blocks] == [hints]


def weights_of(name: str) -> list[dict[str, np.ndarray]]:
    """Return the weights of each network of a model."""
    with np.load(str(files("dataset_tools.extract") / f"body_{name}.npz")) as stored:
        weights = {key: stored[key].astype(np.float64) for key in stored.files}
    vocabulary = weights.pop("vocabulary")
    nets = [{key: value[net] for key, value in weights.items()} for net in range(NETS)]
    return [{**net, "vocabulary": vocabulary} for net in nets]


def scores_by_numpy(seen: Outline, weights: dict[str, np.ndarray]) -> np.ndarray:
    """Return the log odds of each block, by the formulas of a network."""
    vocabulary = bytes(weights["vocabulary"].astype(np.uint8)).decode().split("\n")
    number = {word: i for i, word in enumerate(vocabulary)}
    inner = block_features(seen).astype(np.float64) @ weights["first"]
    for i, block in enumerate(seen.blocks):
        if known := [number[word] for word in words_of(block.text) if word in number]:
            inner[i] += np.floor(weights["words"][known].sum(axis=0) * 64 / len(known))
    inner = np.floor(np.maximum(inner + weights["first_bias"] * 64, 0) / 64)
    for layer, distance in enumerate(weights["distances"].astype(int)):
        before, here, after = np.split(weights["near"][layer], 3)
        heard = inner @ here + weights["near_bias"][layer] * 1024
        heard[distance:] += (inner @ before)[:-distance]
        heard[:-distance] += (inner @ after)[distance:]
        inner += np.floor(np.maximum(heard, 0) / 1024)
        for place in np.flatnonzero(weights["places"] == layer):
            page = np.concatenate([np.floor(inner.sum(axis=0) / len(inner)), inner.max(axis=0)])
            said = page @ weights["page"][place] + weights["page_bias"][place] * 1024
            inner += np.floor(np.maximum(said, 0) / 1024)
    odds: np.ndarray = (inner @ weights["last"] + weights["last_bias"] * 1024) / 1024**2
    return odds


@pytest.mark.parametrize("name", ["html", "text"])
@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.label)
def test_the_network_is_its_formulas(case: object, name: str) -> None:
    """The kernel and numpy are as sure of each block, to the last bit."""
    seen = read(case.html)  # type: ignore[attr-defined]
    nets = np.asarray([scores_by_numpy(seen, weights) for weights in weights_of(name)])
    odds: np.ndarray = nets.mean(axis=0)
    steps = np.log(np.arange(0.5, 100) / (100 - np.arange(0.5, 100))).round(4)
    scores, _, _ = block_scores(seen, load_model(name))
    assert scores == np.searchsorted(steps, odds, side="right").tolist()


@pytest.mark.parametrize("name", ["html", "text"])
def test_no_sum_leaves_32_bits(name: str) -> None:
    """Features are at most 104, inner values 32,767: no weights make more of them than fits."""
    for net in weights_of(name):
        weights = {key: abs(value) for key, value in net.items()}
        first = weights["first"].sum(axis=0) * 104 + weights["words"].max() * 64 * 120
        assert (first + weights["first_bias"] * 64).max() < 2**31
        for layer in ("near", "page"):
            most = weights[layer].sum(axis=1) * 32_767 + weights[f"{layer}_bias"] * 1024
            assert most.max() < 2**31
        assert weights["last"].sum() * 32_767 + weights["last_bias"].sum() * 1024 < 2**31


def test_a_page_beyond_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel stops at its limit, wherever it is reached, and serves the next page."""
    monkeypatch.setattr(module, "MOST_MEMORY", 16 << 20)
    small = Kernel()
    monkeypatch.setattr(module._local, "kernel", small, raising=False)
    for source in ("x" * (5 << 20), "<p>x" * 200_000):
        with pytest.raises(KernelError):
            read(source)
    assert [block.text for block in read("<p>a<p>b").blocks] == ["a", "b"]


def test_a_large_kernel_is_made_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a huge page took is given back before the next."""
    monkeypatch.setattr(module, "KEPT_MEMORY", 8 << 20)
    read("<p>word" * 200_000)
    assert module._local.kernel.size > 8 << 20
    read("<p>word")
    assert module._local.kernel.size < 8 << 20


def test_threads_do_not_meet() -> None:
    """Each thread has a kernel of its own."""
    sources = [case.html for case in PAGES]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda source: read(source).blocks, sources * 8))
    plain = [block_texts(read(source).blocks) for source in sources]
    assert [block_texts(blocks) for blocks in found] == plain * 8


def block_texts(blocks: tuple[Block, ...]) -> list[tuple[str, int, int]]:
    return [(block.text, block.start, block.end) for block in blocks]
