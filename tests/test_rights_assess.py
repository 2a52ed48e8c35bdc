"""Claims of whole pages to one verdict; the pages are invented."""

from typing import Any

import pytest

from dataset_tools.extract.outline import outline
from dataset_tools.model import (
    About,
    Ai,
    Block,
    Capture,
    CorpusContext,
    EvidenceLog,
    Limits,
    Outline,
    Page,
    Rejection,
    Rights,
    SiteSignal,
)
from dataset_tools.rights.assess import assess, same_name

BY = "https://creativecommons.org/licenses/by/4.0/"
NC = "https://creativecommons.org/licenses/by-nc/4.0/"
REL = f'<a rel="license noopener noreferrer" href="{BY}">CC BY</a>'
BODY = "<article><h1>Lamps</h1><p>The harbour lamps were lit again on Monday evening.</p></article>"
ARR = "<footer>© 2020 Harbour Review. All rights reserved.</footer>"
OWN = "② 凡本网注明“来源:柳溪网”的作品,版权属柳溪网。未经本网授权,不得转载。获得授权的,须按授权的范围使用,并注明“来源:柳溪网”。"
OTHER = "③ 本网标明其他来源的作品,均非本网原创,联系邮箱:desk@liuxi.example。"


def _page(text: str, *, markup: str = "html", **capture: Any) -> Page:
    fields: dict[str, Any] = {"dump": "d", "format": "html", "offset": 0, "length": None}
    raw = Capture(payload=text.encode(), **{**fields, **capture})
    return Page(raw, text, "text" if markup == "text" else "html", "utf-8", "utf-8", 0)


def _assess(
    text: str,
    *,
    about: About | None = None,
    context: CorpusContext | None = None,
    markup: str = "html",
    **capture: Any,
) -> tuple[Rights, EvidenceLog]:
    page = _page(text, markup=markup, **capture)
    seen = outline(page, Limits())
    assert not isinstance(seen, Rejection)
    log = EvidenceLog(page.text)
    rights = assess(page, seen, about or About(), context or CorpusContext(), log)
    for item in log.items:
        if item.source == "page" and item.start is not None:
            assert page.text[item.start : item.end][:500] == item.excerpt
    return rights, log


def _ld(content: str) -> str:
    return f'<script type="application/ld+json">{content}</script>{BODY}'


@pytest.mark.parametrize(
    ("html", "license_id", "status", "scope"),
    [
        pytest.param(BODY, "NOASSERTION", "unknown", None, id="nothing"),
        pytest.param(f"{BODY}<p>{REL}</p>", "CC-BY-4.0", "open_license", "page", id="rel token list"),
        pytest.param(f'<link REL=LICENSE HREF="{BY}">{BODY}', "CC-BY-4.0", "open_license", "page", id="link in the head"),
        pytest.param(f'{BODY}<map><area rel="license" href="{BY}"></map>', "CC-BY-4.0", "open_license", "page", id="area"),
        pytest.param(f'{BODY}<p><a rel="license" href="{NC}">NC</a></p>', "CC-BY-NC-4.0", "open_license_nc", "page", id="non-commercial"),
        pytest.param(f'{BODY}<p>See <a href="{BY}">this license</a> for an example.</p>', "NOASSERTION", "unknown", None, id="a mention"),
        pytest.param(f'{BODY}<footer>Content of this site: <a href="{BY}">CC BY</a></footer>', "CC-BY-4.0", "open_license", "page", id="footer with a page word"),
        pytest.param(f'{BODY}<footer><a href="{BY}">CC BY</a></footer>', "NOASSERTION", "unknown", None, id="footer without"),
        pytest.param(f'{BODY}<footer>Icons: <a rel="license" href="{BY}">CC BY</a></footer>', "NOASSERTION", "unknown", None, id="icons in the footer"),
        pytest.param(f'<figure><img src="a.jpg"><figcaption>A lamp {REL}</figcaption></figure>{BODY}', "NOASSERTION", "unknown", None, id="figure"),
        pytest.param(f"{BODY}<p>Photo: Jane Roe, {REL}</p>", "NOASSERTION", "unknown", None, id="photo credit"),
        pytest.param(f"{BODY}<p>Photo from this article by Jane Roe, {REL}</p>", "NOASSERTION", "unknown", None, id="photo credit with a page word"),
        pytest.param(f'{BODY}<div class="comments"><p>My note: {REL}</p></div>', "NOASSERTION", "unknown", None, id="comment"),
        pytest.param(f'{BODY}<p>This article is licensed under <a href="{BY}">CC BY</a>.</p>', "CC-BY-4.0", "open_license", "page", id="a sentence about itself"),
        pytest.param(f'{BODY}<a href="https://example.com/share?u={BY}">share this article</a>', "NOASSERTION", "unknown", None, id="share link"),
        pytest.param(f"{BODY}<p>{REL}</p><footer>© 2020 Harbour Review</footer>", "CC-BY-4.0", "open_license", "page", id="license and a holder"),
        pytest.param(f"{BODY}<p>{REL}</p>{ARR}", "NOASSERTION", "conflicting", "page", id="license and all rights"),
        pytest.param(f"{BODY}<p>{REL}</p><p>未经授权，不得转载。</p>", "NOASSERTION", "conflicting", "page", id="license and a reservation"),
        pytest.param(f'{BODY}<p>{REL}</p><p><a rel="license" href="{NC}">NC</a></p>', "NOASSERTION", "conflicting", "page", id="two licenses"),
        pytest.param(f"{BODY}<p>{REL}</p><footer>{REL}</footer>", "CC-BY-4.0", "open_license", "page", id="the same twice"),
        pytest.param(f"{BODY}<p>{REL}</p><p>Photo: © 2019 Jane Roe. {ARR}</p>", "NOASSERTION", "conflicting", "page", id="picture and page lines"),
        pytest.param(f'<meta name="dcterms.license" content="{BY}">{BODY}', "CC-BY-4.0", "open_license", "page", id="dcterms"),
        pytest.param(f'<meta name="DC:rights" content="{BY}">{BODY}', "CC-BY-4.0", "open_license", "page", id="DC:rights"),
        pytest.param('<meta name="license" content="CC BY">' + BODY, "LicenseRef-CC-BY-unversioned", "open_license", "page", id="no version"),
        pytest.param('<meta name="license" content="CC BY">' + f"{BODY}<p>{REL}</p>", "CC-BY-4.0", "open_license", "page", id="a version beats none"),
        pytest.param('<meta name="copyright" content="Harbour Review">' + BODY, "NOASSERTION", "unknown", None, id="meta holder"),
        pytest.param('<meta name="rights" content="All rights reserved">' + BODY, "NONE", "reserved", None, id="meta rights"),
        pytest.param(_ld(f'{{"@graph":[{{"@type":"NewsArticle","license":"{BY}"}}]}}'), "CC-BY-4.0", "open_license", "article", id="graph article"),
        pytest.param(_ld(f'{{"@type":"WebPage","mainEntity":{{"@type":"BlogPosting","license":{{"@id":"{BY}"}}}}}}'), "CC-BY-4.0", "open_license", "article", id="main entity"),
        pytest.param(_ld(f'{{"@type":"ImageObject","license":"{BY}"}}'), "NOASSERTION", "unknown", None, id="image object"),
        pytest.param(_ld(f'{{"@type":"NewsArticle","image":{{"@type":"ImageObject","license":"{BY}"}}}}'), "NOASSERTION", "unknown", None, id="image of an article"),
        pytest.param(_ld(f'{{"@type":"ItemList","itemListElement":[{{"@type":"Article","license":"{BY}"}}]}}'), "NOASSERTION", "unknown", None, id="another article"),
        pytest.param(_ld(f'{{"@type":"WebSite","license":"{BY}"}}'), "CC-BY-4.0", "open_license", "site", id="site"),
        pytest.param(_ld(f'{{"license":"{BY}"'), "NOASSERTION", "unknown", None, id="broken JSON"),
        pytest.param(_ld('{"@type":"Article","license":"https://example.com/terms"}'), "NOASSERTION", "unknown", None, id="own terms"),
        pytest.param(_ld(f'{{"@type":"Article","license":"{BY}"}}') + ARR, "CC-BY-4.0", "open_license", "article", id="narrow beats wide"),
        pytest.param(_ld(f'{{"@type":"WebSite","license":"{BY}"}}') + ARR, "NOASSERTION", "conflicting", "site", id="a site license and the page's reservation"),
        pytest.param(BODY + ARR, "NONE", "reserved", None, id="all rights"),
        pytest.param(BODY + "<footer>© 2020 Harbour Review</footer>", "NOASSERTION", "unknown", None, id="a copyright line alone"),
        pytest.param(BODY + "<p>版权所有：临江日报社</p>", "NONE", "reserved", None, id="all rights in Chinese"),
        pytest.param(BODY + "<p>未经授权，不得转载。</p>", "NONE", "reserved", None, id="reservation"),
        pytest.param(BODY + "<p>未经授权，不得转载，请与本网联系。</p>", "NONE", "permission_required", None, id="reservation with a route"),
        pytest.param(BODY + "<p>转载请注明出处：柳溪网</p>", "NOASSERTION", "conditional_reprint", None, id="condition"),
        pytest.param(BODY + "<p>转载请注明出处。</p><p>禁止转载</p>", "NONE", "reserved", None, id="reservation beats condition"),
        pytest.param(BODY + "<p>本文为溪边号作者上传并发布，仅提供信息发布平台。</p>" + ARR, "NONE", "platform_upload", None, id="platform"),
        pytest.param(BODY + "<p>Text and data mining of our content is reserved.</p>", "NOASSERTION", "unknown", None, id="mining only"),
        pytest.param("<figure><figcaption>© 2019 Jane Roe. All rights reserved.</figcaption></figure>" + BODY, "NOASSERTION", "unknown", None, id="reservation of a picture"),
    ],
)  # fmt: skip
def test_verdicts(html: str, license_id: str, status: str, scope: str | None) -> None:
    """Each page gets the license and status that its claims add up to."""
    rights, _ = _assess(html)
    found = (rights.license, rights.rights_status, rights.license_scope)
    assert (license_id, status, scope) == found


@pytest.mark.parametrize(
    ("about", "status", "license_id"),
    [
        pytest.param(About(), "open_license", "CC-BY-4.0", id="no source line"),
        pytest.param(About(source="柳溪网", publisher="柳溪网络传媒"), "open_license", "CC-BY-4.0", id="own text"),
        pytest.param(About(source="湖畔晚报", publisher="柳溪网"), "third_party", "NONE", id="reprint"),
        pytest.param(About(source="湖畔晚报"), "unknown", "NOASSERTION", id="unnamed publisher"),
    ],
)  # fmt: skip
def test_a_site_cannot_license_what_it_reprints(about: About, status: str, license_id: str) -> None:
    """A license that every page of a site repeats does not cover a text of another outlet."""
    html = f'{BODY}<footer>本站内容采用 <a rel="license" href="{BY}">CC BY</a></footer>'
    rights, _ = _assess(html, about=about)
    assert (status, license_id) == (rights.rights_status, rights.license)


@pytest.mark.parametrize(
    ("source", "publisher", "status", "holder"),
    [
        pytest.param("柳溪网", None, "permission_required", "柳溪网", id="own clause"),
        pytest.param("湖畔晚报", "柳溪网", "third_party", "湖畔晚报", id="other clause"),
        pytest.param(None, None, "permission_required", "柳溪网", id="no source line"),
    ],
)
def test_outlet_clauses(
    source: str | None, publisher: str | None, status: str, holder: str
) -> None:
    """The publisher's clauses decide by the source that the page credits."""
    text = f"一篇文章的正文。\n{OWN}\n{OTHER}\n"
    about = About(source=source, publisher=publisher)
    rights, _ = _assess(text, about=about, markup="text")
    assert (status, holder, "NONE") == (rights.rights_status, rights.holder, rights.license)
    assert rights.contact == "desk@liuxi.example"


def test_the_deciding_clause_is_kept_verbatim() -> None:
    """License notes, attribution and the evidence span hold the whole clause."""
    text = f"正文第一段。\n{OWN}\n"
    rights, log = _assess(text, about=About(source="柳溪网"), markup="text")
    assert (OWN, "来源:柳溪网") == (rights.license_notes, rights.attribution)
    spans = {(e.start, e.end) for e in log.items if e.kind == "reservation"}
    assert {(text.index(OWN), text.index(OWN) + len(OWN))} == spans


def test_holder_and_years_of_a_copyright_line() -> None:
    """A copyright line alone reserves nothing, and is read."""
    rights, _ = _assess(BODY + "<footer>&copy; 2001-2013 Harbour Review</footer>")
    assert ("unknown", "Harbour Review", (2001, 2013)) == (
        rights.rights_status, rights.holder, rights.years,
    )  # fmt: skip


def test_software_is_no_holder() -> None:
    """The maker of a forum software is not the holder of what people write in it."""
    rights, _ = _assess('<meta name="copyright" content="2001-2013 Comsenz Inc.">' + BODY)
    assert rights.holder is None


def test_ports_and_exceptions_are_kept() -> None:
    """A port without an SPDX id of its own stays as jurisdiction; carve-outs are flagged."""
    link = '<a rel="license" href="https://creativecommons.org/licenses/by/3.0/cn/">CC</a>'
    rights, _ = _assess(f"{BODY}<p>Except where otherwise noted, this work is under {link}</p>")
    assert ("CC-BY-3.0", "cn", ("carve_outs",)) == (
        rights.license, rights.license_jurisdiction, rights.flags,
    )  # fmt: skip


def test_a_hand_made_outline_needs_no_parser() -> None:
    """The verdict depends on the outline only, not on who made it."""
    text = "禁止转载"
    block = Block(text, 0, 4, "line", ((0, 0, 4),))
    log = EvidenceLog(text)
    rights = assess(_page(text, markup="text"), Outline((block,)), About(), CorpusContext(), log)
    assert ("reserved", [(0, 4)]) == (rights.rights_status, [(e.start, e.end) for e in log.items])


def test_too_many_claims_are_not_trusted() -> None:
    """A page with more claims than are read gets no license."""
    links = "".join(f'<p id="p{i}">{REL}</p>' for i in range(300))
    rights, log = _assess(BODY + links)
    assert ("conflicting", "NOASSERTION") == (rights.rights_status, rights.license)
    assert "claims_truncated" in rights.flags
    assert len(log.items) <= 200


def _site(kind: str, text: str) -> CorpusContext:
    signal = SiteSignal(kind, "lamps.example", "urn:r", text, None, "d", 0)  # type: ignore[arg-type] - a test parameter
    return CorpusContext({"lamps.example": (signal,)})


GPT = "User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /notes/\nAllow: /notes/open/\n\nUser-agent: *\nDisallow: /\n"


@pytest.mark.parametrize(
    ("head", "capture", "context", "ai"),
    [
        pytest.param("", {}, None, Ai(), id="nothing was there to see"),
        pytest.param('<meta charset="utf-8">', {}, None, Ai("unknown", "unknown", "unknown"), id="seen, says nothing"),
        pytest.param("", {"headers": (("server", "x"),)}, None, Ai("unknown", "unknown", "unknown"), id="headers seen"),
        pytest.param('<meta name="robots" content="index, noai">', {}, None, Ai("unknown", "deny", "unknown"), id="noai"),
        pytest.param('<meta name="robots" content="noimageai">', {}, None, Ai("unknown", "unknown", "unknown"), id="noimageai is about pictures"),
        pytest.param('<meta name="TDM-Reservation" content="1">', {}, None, Ai("deny", "unknown", "unknown"), id="tdm meta"),
        pytest.param('<meta name="tdm-reservation" content="0">', {}, None, Ai("allow", "unknown", "unknown"), id="tdm meta 0"),
        pytest.param('<meta name="tdm-reservation" content="yes">', {}, None, Ai("unknown", "unknown", "unknown"), id="tdm meta of no value"),
        pytest.param("", {"headers": (("tdm-reservation", "1"),)}, None, Ai("deny", "unknown", "unknown"), id="tdm header"),
        pytest.param('<meta name="tdm-reservation" content="0">', {"headers": (("tdm-reservation", "1"),)}, None, Ai("allow", "unknown", "unknown"), id="in-file beats header"),
        pytest.param("", {"headers": (("tdm-reservation", "1"),)}, _site("tdmrep", '[{"location":"/","tdm-reservation":0}]'), Ai("deny", "unknown", "unknown"), id="header beats well-known"),
        pytest.param("", {}, _site("tdmrep", '[{"location":"/notes/*","tdm-reservation":1},{"location":"/","tdm-reservation":0}]'), Ai("deny", "unknown", "unknown"), id="first location"),
        pytest.param("", {}, _site("tdmrep", '[{"location":"/other/","tdm-reservation":1},{"location":"/","tdm-reservation":0}]'), Ai("allow", "unknown", "unknown"), id="second location"),
        pytest.param("", {}, _site("tdmrep", '{"location":'), Ai("unknown", "unknown", "unknown"), id="broken well-known"),
        pytest.param("", {"headers": (("x-robots-tag", "googlebot: nofollow, noai"),)}, None, Ai("unknown", "deny", "unknown"), id="robots header"),
        pytest.param("", {"headers": (("content-usage", "train-ai=n, search=y"),)}, None, Ai("unknown", "deny", "allow"), id="content usage"),
        pytest.param("", {}, _site("robots", GPT), Ai("unknown", "deny", "unknown"), id="named crawler"),
        pytest.param("", {"url": "https://lamps.example/notes/open/1"}, _site("robots", GPT), Ai("unknown", "unknown", "unknown"), id="longer allow"),
        pytest.param("", {}, _site("robots", "User-agent: *\nDisallow: /\n"), Ai("unknown", "unknown", "unknown"), id="everybody is nobody named"),
        pytest.param("", {}, _site("robots", "User-Agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /\n"), Ai("unknown", "deny", "allow"), id="content signal"),
        pytest.param("", {}, _site("robots", "User-Agent: *\nContent-Usage: /notes/ train-ai=n\n"), Ai("unknown", "deny", "unknown"), id="usage of a path"),
        pytest.param("", {}, _site("robots", "User-Agent: *\nContent-Usage: /other/ train-ai=n\n"), Ai("unknown", "unknown", "unknown"), id="usage of another path"),
        pytest.param("", {}, _site("robots", "User-Agent: feedbot\nContent-Signal: ai-train=no\n"), Ai("unknown", "unknown", "unknown"), id="usage for another agent"),
        pytest.param("", {"url": "https://other.example/notes/1"}, _site("robots", GPT), Ai(), id="another host"),
        pytest.param('<meta name="robots" content="noai">', {"headers": (("content-usage", "train-ai=y"),)}, None, Ai("unknown", "deny", "unknown"), id="any deny wins"),
    ],
)  # fmt: skip
def test_preferences(
    head: str, capture: dict[str, Any], context: CorpusContext | None, ai: Ai
) -> None:
    """Preferences have three states; within TDMRep the later step holds, elsewhere any deny."""
    capture = {"url": "https://lamps.example/notes/1", **capture}
    rights, _ = _assess(head + BODY, context=context, **capture)
    assert ai == rights.ai


def test_a_license_does_not_cancel_a_mining_reservation() -> None:
    """License and preference are two axes."""
    ban = "<p>Text and data mining of our content is expressly reserved.</p>"
    rights, _ = _assess(f"{BODY}<p>{REL}</p>{ban}")
    assert ("CC-BY-4.0", "deny") == (rights.license, rights.ai.tdm)


def test_evidence_outside_the_page_has_its_place() -> None:
    """Header and robots.txt evidence re-slices its own source."""
    headers = (("link", f'<x>; rel=next, <{BY}>; rel="license"'),)
    rights, log = _assess(
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
    rights, log = _assess(BODY, headers=headers)
    assert ({None}, "deny") == ({e.start for e in log.items}, rights.ai.train)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("柳溪网", "柳溪网络传媒集团", True),
        ("Harbour Review", "harbour-review", True),
        ("柳溪网", "湖畔晚报", False),
        ("柳", "柳溪网", False),
        (None, "柳溪网", False),
        (None, None, False),
    ],
)
def test_same_name(one: str | None, other: str | None, same: bool) -> None:
    """Outlet names agree when one contains the other; nothing agrees with nothing."""
    assert same is same_name(one, other)
