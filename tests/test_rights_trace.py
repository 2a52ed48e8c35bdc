"""What became of each claim of a page; all pages are invented."""

import json
from pathlib import Path

import pytest

from dataset_tools.dump import Limits
from dataset_tools.extract.outline import outline
from dataset_tools.model import About, CorpusContext, EvidenceLog, Rejection, Rights
from dataset_tools.rights.assess import assess, gather
from dataset_tools.rights.claims import Claim
from dataset_tools.rights.trace import STEPS, Trace, trace
from dataset_tools.story import explain
from tests.rightspages import BODY, BY, REL, make_page
from tests.test_cli import colophon

NC = "https://creativecommons.org/licenses/by-nc/4.0/"
ARR = "<footer>© 2020 Harbour Review. All rights reserved.</footer>"
PHOTO = (
    f'<figure><img src="a"><figcaption>A boat, <a href="{NC}">CC BY-NC</a></figcaption></figure>'
)
SITE = f'<footer>All content of this site is under <a rel="license" href="{BY}">CC BY</a></footer>'
TDM = '<meta name="tdm-reservation" content="{}">'
NOAI = '<meta name="robots" content="noai">'


def told(html: str, about: About | None = None) -> Trace:
    """Trace a page, and prove that what was beaten or set aside changes nothing."""
    page = make_page(html)
    seen = outline(page, Limits())
    assert not isinstance(seen, Rejection)

    def verdict(without: frozenset[Claim]) -> Rights:
        log, context = EvidenceLog(page.text), CorpusContext()
        return assess(page, seen, about or About(), context, log, without=without)

    claims, _ = gather(page, seen, CorpusContext())
    found = trace(claims, verdict)
    idle = frozenset(t.claim for t in found.told if t.standing in ("set aside", "informs"))
    for one in (*({t.claim} for t in found.told if t.standing == "beaten"), idle):
        other = verdict(frozenset(one))
        assert (other.license, other.rights_status) == (
            found.rights.license, found.rights.rights_status,
        )  # fmt: skip
    assert {found.step, *(t.step for t in found.told)} <= set(STEPS)
    return found


@pytest.mark.parametrize(
    ("html", "about", "step", "standings"),
    [
        pytest.param(BODY, None, "nothing", [], id="nothing"),
        pytest.param(
            f"{BODY}<p>{REL}</p>", None, "license", [("decides", "license")], id="license"
        ),
        pytest.param(
            f"{BODY}<p>{REL}</p>{PHOTO}", None, "license",
            [("decides", "license"), ("set aside", "other-part")], id="a photo's license",
        ),
        pytest.param(
            f"{BODY}<p>{REL}</p>{ARR}", None, "license-and-reservation",
            [("conflicts", "license-and-reservation"), ("informs", "no-statement"),
             ("conflicts", "license-and-reservation")], id="conflict",
        ),
        pytest.param(
            f'{BODY}<p>{REL}</p><p><a rel="license" href="{NC}">Terms</a></p>', None,
            "several-licenses", [("conflicts", "several-licenses")] * 2, id="two licenses",
        ),
        pytest.param(
            f"{BODY}{SITE}", About(source="The Valley Times", publisher="The Quay Post"),
            "reprint", [("decides", "reprint")], id="a reprint",
        ),
        pytest.param(
            f"<p>{BODY}</p>{ARR}", None, "all-rights",
            [("informs", "no-statement"), ("decides", "all-rights")], id="all rights",
        ),
        pytest.param(
            f"{TDM.format(1)}{BODY}<p>{REL}</p>", None, "license",
            [("decides", "license"), ("preference", "preferences")], id="mining reserved",
        ),
        pytest.param(
            f"{TDM.format(0)}{NOAI}{BODY}", None, "nothing",
            [("preference", "preferences")] * 2, id="preferences alone",
        ),
    ],
)  # fmt: skip
def test_what_became_of_each_claim(
    html: str, about: About | None, step: str, standings: list[tuple[str, str]]
) -> None:
    """The deciding step has a name, and every claim a standing with the step behind it."""
    found = told(html, about)
    assert found.step == step
    assert [(t.standing, t.step) for t in found.told] == standings


def test_beaten_claims_name_the_winner() -> None:
    """A wider license is beaten by the narrower one, and the story says by which claim."""
    article = f'{{"@type": "Article", "license": "{BY}"}}'
    link = f'<a rel="license" href="{NC}">NC</a>'
    html = f'<script type="application/ld+json">{article}</script>{BODY}<p>{link}</p>'
    found = told(html)
    (lost,) = [n for n, t in enumerate(found.told) if t.standing == "beaten"]
    (won,) = [n for n, t in enumerate(found.told) if t.standing == "decides"]
    assert found.told[lost].step == "narrowest-scope"
    assert found.beaten_by(lost) == (won,)
    assert found.beaten_by(won) == ()


def test_copies_of_a_line_are_left_out_together() -> None:
    """A notice that stands twice blocks as one: without it the page is unknown."""
    found = told(f"{BODY}{ARR}{ARR}")
    blocking = [t for t in found.told if t.standing == "decides"]
    assert {t.without.rights_status for t in blocking if t.without} == {"unknown"}


PAGE = (
    f"<html><head><title>Lamps</title>{TDM.format(1)}</head><body><article><h1>Lamps lit</h1>"
    "<p>The harbour lamps were lit again on Monday evening after a long winter of repairs.</p>"
    "<p>Seven ferries and a single pilot boat waited outside the bar until the tide turned.</p>"
    f"<p>By the Quay Post, under {REL}</p></article><footer>© 2020 The Quay Post</footer></body>"
)


def test_explain_says_what_blocks_a_text(tmp_path: Path) -> None:
    """The story has the policy's rules up to the one that decided, and the way around it."""
    path = tmp_path / "lamps.html"
    path.write_text(PAGE, "utf-8")
    story = explain(path).rights
    assert story is not None
    assert story.decision == ("metadata_only", "by_ai.tdm.deny")
    assert [one.passed for one in story.weighed] == [True] * (len(story.weighed) - 1) + [False]
    assert story.weighed[-1].rule == "by_ai.tdm.deny"
    blocking = [t.claim.system for t, i in zip(story.trace.told, story.instead, strict=True)
                if i and i[0] == "full_text"]  # fmt: skip
    assert blocking == ["tdmrep"]
    as_json = json.loads(colophon("explain", path, "--json").stdout)["rights"]
    assert as_json["decision"] == {"release": "metadata_only", "policy_rule": "by_ai.tdm.deny"}
    assert as_json["because"] == STEPS["license"]
    for claim in as_json["claims"]:
        assert claim["excerpt"] == PAGE[claim["start"] : claim["end"]][:500]
        assert {"scope", "confidence", "system", "standing", "step", "beaten_by"} <= set(claim)
    shown = " ".join(colophon("explain", path).stdout.split())
    assert "decides (license): rel_license says CC-BY-4.0 of the page, sure 0.95" in shown
    assert "says tdm deny of the page, sure 1.00, tdmrep" in shown
    assert "full_text, by by_status.open_license" in shown
