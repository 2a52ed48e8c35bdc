"""Licenses named in words, their places, and what is kept of preferences nobody knows."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dataset_tools.model import CorpusContext, SiteSignal
from dataset_tools.rights.license_names import find_license_names
from dataset_tools.rights.spdx import valid_expression
from dataset_tools.rights.statements import speaks_of_page
from tests.rightspages import BODY, assess_page


@pytest.mark.parametrize(
    ("text", "words", "spdx"),
    [
        ("(CC BY-SA 3.0 AT)", "CC BY-SA 3.0 AT", "CC-BY-SA-3.0-AT"),
        ("采用CC BY-NC 4.0许可", "CC BY-NC 4.0", "CC-BY-NC-4.0"),
        ("Creative Commons BY-ND 4.0", "Creative Commons BY-ND 4.0", "CC-BY-ND-4.0"),
        ("under cc-by-sa-4.0.", "cc-by-sa-4.0", "CC-BY-SA-4.0"),
        ("CC BY 4.0 DE", "CC BY 4.0 DE", "CC-BY-4.0"),  # version 4.0 has no ports
        ("CC BY 3.0 IT'S", "CC BY 3.0", "CC-BY-3.0"),
        ("CC BY 7.0", None, None),
        ("CC BY-SA-ND 4.0", None, None),
        ("a cc by the way", None, None),
        ("CC0", "CC0", "LicenseRef-CC0-unversioned"),
        ("colour #CC0000", None, None),
        ("知识共享 署名 4.0", "知识共享 署名 4.0", "CC-BY-4.0"),
    ],
)
def test_names(text: str, words: str | None, spdx: str | None) -> None:
    """A name is found where it stands, with the version and port that it has."""
    found = [(text[n.start : n.end].strip(), n.license.spdx) for n in find_license_names(text)]
    assert found == ([] if words is None else [(words, spdx)])


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "CC|BY|-NC|-SA|-ND| |4.0|3.0|DE|Creative Commons|Attribution|知识共享|署名|ＣＣ"
            "|Open Government Licence|v3.0|public domain|\n|　|“|. |version|and".split("|")
        ),
        max_size=20,
    )
)
@example(["Open Government Licence", "\n", "Open Government Licence"])
def test_names_lie_in_the_text(parts: list[str]) -> None:
    """Whatever the text, names come in order, do not overlap, and are valid license ids."""
    text = "".join(parts)
    found = find_license_names(text)
    edges = [edge for name in found for edge in (name.start, name.end)]
    assert edges == sorted(edges)
    assert not edges or (edges[0] >= 0 and edges[-1] <= len(text))
    assert all(valid_expression(name.license.spdx) for name in found)


@pytest.mark.parametrize(
    "unit",
    ["CC BY ", "Creative Commons Attribution-", "this article all ", "“", "a.b. ", "本文采用"],
)
def test_time_is_bounded(unit: str) -> None:
    """A block that repeats half a statement costs no more than a long block may."""
    text = unit * (200_000 // len(unit))
    start = time.process_time()
    assert len(find_license_names(text)) <= 50
    speaks_of_page(text, len(text) // 2, len(text) // 2 + 5, text)
    assert time.process_time() - start < 2


def test_unknown_preferences_are_kept_as_they_are() -> None:
    """Labels and values that nobody knows decide nothing and stay in the evidence."""
    line = "Content-Signal: search-ai=no, ai-train=perhaps"
    robots = SiteSignal(
        "robots", "lamps.example", "urn:r", f"User-agent: *\n{line}\n", None, "d", 0
    )
    header = ("content-usage", "train-cats=n;q=1")
    rights, log = assess_page(
        f'<meta name="tdm-policy" content="https://lamps.example/policy.json">{BODY}',
        url="https://lamps.example/", headers=(header,),
        context=CorpusContext({"lamps.example": (robots,)}),
    )  # fmt: skip
    assert (rights.ai.tdm, rights.ai.train, rights.ai.search) == ("unknown", "unknown", "unknown")
    kept = {(e.source, e.value) for e in log.items if e.field == "ai"}
    assert kept == {
        ("page", "https://lamps.example/policy.json"),
        ("header:content-usage", "train-cats=n;q=1"),
        ("record:urn:r", "search-ai=no, ai-train=perhaps"),
    }
    assert any(e.excerpt == line for e in log.items)


def test_rsl_evidence_is_the_license_element() -> None:
    """The evidence of terms in the page is the element that states them."""
    terms = '<license><prohibits type="usage">ai-train</prohibits></license>'
    html = (
        '<script type="application/rsl+xml"><rsl xmlns="https://rslstandard.org/rsl">'
        f'<content url="/">{terms}</content></rsl></script>{BODY}'
    )
    rights, log = assess_page(html, url="https://lamps.example/x")
    assert rights.ai.train == "deny"
    assert [e.excerpt for e in log.items if e.kind == "rsl"] == [terms]
