"""Preferences on mining, training and search: three states, and which one holds."""

from typing import Any, Literal

import pytest

from dataset_tools.model import Ai, CorpusContext, SiteSignal
from tests.rightspages import BODY, BY, REL, assess_page


def _site(kind: Literal["robots", "tdmrep"], text: str) -> CorpusContext:
    signal = SiteSignal(kind, "lamps.example", "urn:r", text, None, "d", 0)
    return CorpusContext({"lamps.example": (signal,)})


GPT = (
    "User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /notes/\nAllow: /notes/open/\n\n"
    "User-agent: *\nDisallow: /\n"
)


@pytest.mark.parametrize(
    ("head", "capture", "context", "ai"),
    [
        pytest.param("", {}, None, Ai(), id="nothing was there to see"),
        pytest.param(
            '<meta charset="utf-8">',
            {},
            None,
            Ai("unknown", "unknown", "unknown"),
            id="seen, says nothing",
        ),
        pytest.param(
            "",
            {"headers": (("server", "x"),)},
            None,
            Ai("unknown", "unknown", "unknown"),
            id="headers seen",
        ),
        pytest.param(
            '<meta name="robots" content="index, noai">',
            {},
            None,
            Ai("unknown", "deny", "unknown"),
            id="noai",
        ),
        pytest.param(
            '<meta name="robots" content="noimageai">',
            {},
            None,
            Ai("unknown", "unknown", "unknown"),
            id="noimageai is about pictures",
        ),
        pytest.param(
            '<meta name="TDM-Reservation" content="1">',
            {},
            None,
            Ai("deny", "unknown", "unknown"),
            id="tdm meta",
        ),
        pytest.param(
            '<meta name="tdm-reservation" content="0">',
            {},
            None,
            Ai("allow", "unknown", "unknown"),
            id="tdm meta 0",
        ),
        pytest.param(
            '<meta name="tdm-reservation" content="yes">',
            {},
            None,
            Ai("unknown", "unknown", "unknown"),
            id="tdm meta of no value",
        ),
        pytest.param(
            "",
            {"headers": (("tdm-reservation", "1"),)},
            None,
            Ai("deny", "unknown", "unknown"),
            id="tdm header",
        ),
        pytest.param(
            '<meta name="tdm-reservation" content="0">',
            {"headers": (("tdm-reservation", "1"),)},
            None,
            Ai("allow", "unknown", "unknown"),
            id="in-file beats header",
        ),
        pytest.param(
            "",
            {"headers": (("tdm-reservation", "1"),)},
            _site("tdmrep", '[{"location":"/","tdm-reservation":0}]'),
            Ai("deny", "unknown", "unknown"),
            id="header beats well-known",
        ),
        pytest.param(
            "",
            {},
            _site(
                "tdmrep",
                '[{"location":"/notes/*","tdm-reservation":1},{"location":"/","tdm-reservation":0}]',
            ),
            Ai("deny", "unknown", "unknown"),
            id="first location",
        ),
        pytest.param(
            "",
            {},
            _site(
                "tdmrep",
                '[{"location":"/other/","tdm-reservation":1},{"location":"/","tdm-reservation":0}]',
            ),
            Ai("allow", "unknown", "unknown"),
            id="second location",
        ),
        pytest.param(
            "",
            {},
            _site("tdmrep", '{"location":'),
            Ai("unknown", "unknown", "unknown"),
            id="broken well-known",
        ),
        pytest.param(
            "",
            {"headers": (("x-robots-tag", "googlebot: nofollow, noai"),)},
            None,
            Ai("unknown", "deny", "unknown"),
            id="robots header",
        ),
        pytest.param(
            "",
            {"headers": (("content-usage", "train-ai=n, search=y"),)},
            None,
            Ai("unknown", "deny", "allow"),
            id="content usage",
        ),
        pytest.param(
            "", {}, _site("robots", GPT), Ai("unknown", "deny", "unknown"), id="named crawler"
        ),
        pytest.param(
            "",
            {"url": "https://lamps.example/notes/open/1"},
            _site("robots", GPT),
            Ai("unknown", "unknown", "unknown"),
            id="longer allow",
        ),
        pytest.param(
            "",
            {},
            _site("robots", "User-agent: *\nDisallow: /\n"),
            Ai("unknown", "unknown", "unknown"),
            id="everybody is nobody named",
        ),
        pytest.param(
            "",
            {},
            _site("robots", "User-Agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /\n"),
            Ai("unknown", "deny", "allow"),
            id="content signal",
        ),
        pytest.param(
            "",
            {},
            _site("robots", "User-Agent: *\nContent-Usage: /notes/ train-ai=n\n"),
            Ai("unknown", "deny", "unknown"),
            id="usage of a path",
        ),
        pytest.param(
            "",
            {},
            _site("robots", "User-Agent: *\nContent-Usage: /other/ train-ai=n\n"),
            Ai("unknown", "unknown", "unknown"),
            id="usage of another path",
        ),
        pytest.param(
            "",
            {},
            _site("robots", "User-Agent: feedbot\nContent-Signal: ai-train=no\n"),
            Ai("unknown", "unknown", "unknown"),
            id="usage for another agent",
        ),
        pytest.param(
            "",
            {"url": "https://other.example/notes/1"},
            _site("robots", GPT),
            Ai(),
            id="another host",
        ),
        pytest.param(
            '<meta name="robots" content="noai">',
            {"headers": (("content-usage", "train-ai=y"),)},
            None,
            Ai("unknown", "deny", "unknown"),
            id="any deny wins",
        ),
    ],
)
def test_preferences(
    head: str, capture: dict[str, Any], context: CorpusContext | None, ai: Ai
) -> None:
    """Preferences have three states; within TDMRep the later step holds, elsewhere any deny."""
    capture = {"url": "https://lamps.example/notes/1", **capture}
    rights, _ = assess_page(head + BODY, context=context, **capture)
    assert ai == rights.ai


def test_a_license_does_not_cancel_a_mining_reservation() -> None:
    """License and preference are two axes."""
    ban = "<p>Text and data mining of our content is expressly reserved.</p>"
    rights, _ = assess_page(f"{BODY}<p>{REL}</p>{ban}")
    assert (rights.license, rights.ai.tdm) == ("CC-BY-4.0", "deny")


def test_evidence_outside_the_page_has_its_place() -> None:
    """Header and robots.txt evidence re-slices its own source."""
    headers = (("link", f'<x>; rel=next, <{BY}>; rel="license"'),)
    rights, log = assess_page(
        BODY, context=_site("robots", GPT), headers=headers, url="https://lamps.example/notes/1"
    )
    sources = {"header:link": headers[0][1], "record:urn:r": GPT}
    seen = {e.source: sources[e.source][e.start : e.end] for e in log.items}
    assert {e.source: e.excerpt for e in log.items} == seen
    assert seen["record:urn:r"] == "Disallow: /notes/"
    assert rights.license == "CC-BY-4.0"


def test_repeated_headers_have_no_place() -> None:
    """Where a header occurs twice, its evidence says the value and no place."""
    headers = (("x-robots-tag", "noarchive"), ("x-robots-tag", "noai"))
    rights, log = assess_page(BODY, headers=headers)
    assert ({None}, "deny") == ({e.start for e in log.items}, rights.ai.train)
