"""The twin of a real dump gives the same article however its lines come."""

import re
import textwrap

import pytest

from bench.dump_variants import FULL_WIDTH, OTHER, cut_at, wrapped
from dataset_tools.extract.lines import columns, text_outline
from dataset_tools.model import Capture, CorpusContext, Record
from dataset_tools.pipeline import Settings, convert_capture
from dataset_tools.rights.policy import load_policy
from tests.conftest import DUMPS

TWIN = (DUMPS / "text/liuxi-review.txt").read_text("utf-8")
SMALL, LARGE = TWIN.split("无障碍", 1)  # what small screens show, and large ones
LARGE = f"无障碍{LARGE}"


def converted(text: str) -> Record:
    capture = Capture("d", "text", 0, None, text.encode())
    found = convert_capture(capture, Settings(load_policy("internal")), CorpusContext())
    assert isinstance(found, Record)
    return found


PLAIN = converted(TWIN)

# What each variant lacks of what the whole dump says.
VARIANTS: dict[str, tuple[str, frozenset[str]]] = {
    "halves swapped": (f"{LARGE}\n{SMALL}", frozenset()),
    "small screens only": (SMALL, frozenset({"editors", "published_at"})),
    "large screens only": (LARGE, frozenset({"source", "summary"})),
    "full-width punctuation": (TWIN.translate(FULL_WIDTH), frozenset()),
    "no blank lines": (re.sub(r"\n\s*\n", "\n", TWIN), frozenset()),
    "source glued to headline": (re.sub(r"\n+来源", " 来源", TWIN), frozenset()),
    "caption glued to source": (re.sub(r"(来源:.*)\n南岸", r"\1 南岸", TWIN), frozenset()),
    "caption glued, large screens": (
        re.sub(r"(来源:.*)\n南岸", r"\1 南岸", LARGE),
        frozenset({"source", "summary"}),
    ),
    "next line glued to author": (re.sub(r"(南岸区\))\n+", r"\1 ", TWIN), frozenset()),
    "author glued to text": (re.sub(r"\n+作者", " 作者", TWIN), frozenset()),
    "values on the next line": (
        re.sub(r"(来源:|作者:|责任编辑:) ?(?=\S)", r"\1\n", TWIN),
        frozenset(),
    ),
    "another page appended": (f"{TWIN}\n{OTHER}", frozenset()),
    "another page before it": (f"{OTHER}\n{TWIN}", frozenset()),
    "a copy of the whole": (f"{TWIN}\n{TWIN}", frozenset()),
}


@pytest.mark.parametrize("label", VARIANTS)
def test_variant(label: str) -> None:
    """Text, headline, people, dates and caption are those of the dump as it is."""
    text, lacking = VARIANTS[label]
    found = converted(text)
    assert found.text.translate(FULL_WIDTH) == PLAIN.text.translate(FULL_WIDTH)
    for name in ("title", "section", "source", "authors", "editors", "published_date", "summary"):
        value = getattr(found.about, name)
        expected = getattr(PLAIN.about, name)
        if name in lacking:
            assert not value, name
        elif isinstance(value, str):
            assert value.translate(FULL_WIDTH) == expected.translate(FULL_WIDTH), name
        else:
            assert value == expected, name
    assert [c.text for c in found.about.captions] == ["南岸竹编作坊里的晾晒架。"]
    assert ("published_at" in lacking) == (found.about.published_at is None)
    author = next(credit for credit in found.about.credits if credit.role == "author")
    assert author.affiliation == "南岸区"


@pytest.mark.parametrize("wide", [1, 2])
@pytest.mark.parametrize("width", [40, 64, 76, 80, 100])
@pytest.mark.parametrize("half", ["whole", "large"])
def test_hard_wrapped(half: str, width: int, wide: int) -> None:
    """Lines that were cut at a column are joined: the same text, people and notices."""
    found = converted(wrapped(TWIN if half == "whole" else LARGE, width, wide=wide))
    # Without blank lines of their own, a line that happens to be full ends no paragraph.
    assert found.text.replace("\n", "") == PLAIN.text.replace("\n", "")
    assert found.about.title == PLAIN.about.title
    assert found.about.authors == PLAIN.about.authors
    assert found.about.editors == PLAIN.about.editors
    assert found.about.source == (PLAIN.about.source if half == "whole" else None)
    # Without a source the clause on own works cannot be said to hold.
    assert found.rights.rights_status == ("permission_required" if half == "whole" else "reserved")


ENGLISH = "\n\n".join(
    (
        "Old mill by the north quay opens as a bakery",
        "By Mara Quist",
        (
            "The mill by the north quay ground its last flour forty years ago, and since then only "
            "pigeons went in and out of it. On Saturday the doors open again, this time for bread."
        ),
        (
            "Two bakers from the harbour kept the stones and the wooden wheel. They grind rye and "
            "spelt from farms around the town, in sacks that a boat brings every second week."
        ),
        (
            "“A loaf here takes two days,” said the elder of them, “and nobody has complained so "
            "far, because they can sit by the oven while they wait.”"
        ),
    )
)


@pytest.mark.parametrize("width", [60, 72, 80])
def test_hard_wrapped_words(width: int) -> None:
    """Where words have spaces, a line end inside a paragraph is one."""
    cut = "\n\n".join("\n".join(textwrap.wrap(p, width)) for p in ENGLISH.split("\n\n"))
    assert converted(cut).text == converted(ENGLISH).text
    assert "\n\n" in converted(cut).text


HEADLINES = [
    "Council delays the vote on the new bridge by another month",
    "Ten facts about rivers that nobody told you at school so far",
    "Mayor opens a library in the old granary by the north quay",
    "School buses leave later from Monday on, says the district",
    "Farmers hope for rain before the harvest on the southern shore",
    "Ferry to the islands runs every hour again after the repairs",
]


def test_headlines_around_a_text_that_was_cut() -> None:
    """Whole lines that are nearly as long as cut ones hide them no more, and stay lines."""
    prose = ENGLISH.split("\n\n")[2:]
    text = "\n".join([*HEADLINES, ENGLISH.split("\n\n")[0], *2 * prose, *HEADLINES])
    lines = [block.text for block in text_outline(cut_at(text, 72)).blocks]
    assert {*prose[:2], *HEADLINES[:-1]} <= {*lines}


def test_headlines_alone_were_not_cut() -> None:
    """Lines of a list end where they like."""
    blocks = text_outline("\n".join(3 * HEADLINES)).blocks
    assert [block.text for block in blocks] == 3 * HEADLINES


POEM = """雨水敲着旧瓦
灯火数着归人
河流把名字带走
桥把名字留下
我在桥上等你
等一条没有写完的信"""


def test_lines_of_a_poem_stay() -> None:
    """Short lines that nobody cut are lines of the text."""
    text = f"桥上的信\n\n作者:青禾\n\n{POEM}\n\n[责任编辑: 韩晓川]"
    assert converted(text).text.replace("\n\n", "\n") == POEM


def test_columns() -> None:
    """A Han character takes two columns, an ideographic full stop too."""
    assert [columns(text) for text in ("", "ab", "中文", "a中。")] == [0, 2, 4, 5]
