"""Claims of whole pages to one verdict; the pages are invented."""

import pytest

from dataset_tools.blocks import Block, Outline
from dataset_tools.model import About, CorpusContext, EvidenceLog
from dataset_tools.rights.assess import assess, same_name
from tests.rightspages import BODY, BY, REL, assess_page, make_page

OWN = (
    "② 凡本网注明“来源:柳溪网”的作品,版权属柳溪网。未经本网授权,不得转载。"
    "获得授权的,须按授权的范围使用,并注明“来源:柳溪网”。"
)
OTHER = "③ 本网标明其他来源的作品,均非本网原创,联系邮箱:desk@liuxi.example。"


@pytest.mark.parametrize(
    ("about", "status", "license_id"),
    [
        pytest.param(About(), "open_license", "CC-BY-4.0", id="no source line"),
        pytest.param(
            About(source="柳溪网", publisher="柳溪网络传媒"),
            "open_license",
            "CC-BY-4.0",
            id="own text",
        ),
        pytest.param(
            About(source="湖畔晚报", publisher="柳溪网"), "third_party", "NONE", id="reprint"
        ),
        pytest.param(About(source="湖畔晚报"), "unknown", "NOASSERTION", id="unnamed publisher"),
    ],
)
def test_a_site_cannot_license_what_it_reprints(about: About, status: str, license_id: str) -> None:
    """A license that every page of a site repeats does not cover a text of another outlet."""
    html = f'{BODY}<footer>本站内容采用 <a rel="license" href="{BY}">CC BY</a></footer>'
    rights, _ = assess_page(html, about=about)
    assert (status, license_id) == (rights.rights_status, rights.license)


@pytest.mark.parametrize(
    ("source", "publisher", "status", "holder"),
    [
        pytest.param("柳溪网", None, "permission_required", "柳溪网", id="own clause"),
        pytest.param("湖畔晚报", "柳溪网", "third_party", "湖畔晚报", id="other clause"),
        pytest.param(None, None, "reserved", None, id="no source line"),
    ],
)
def test_outlet_clauses(
    source: str | None, publisher: str | None, status: str, holder: str | None
) -> None:
    """The publisher's clauses decide by the source that the page credits."""
    text = f"一篇文章的正文。\n{OWN}\n{OTHER}\n"
    about = About(source=source, publisher=publisher)
    rights, _ = assess_page(text, about=about, markup="text")
    assert (status, holder, "NONE") == (rights.rights_status, rights.holder, rights.license)
    assert rights.contact == "desk@liuxi.example"


def test_the_deciding_clause_is_kept_verbatim() -> None:
    """License notes, attribution and the evidence span hold the whole clause."""
    text = f"正文第一段。\n{OWN}\n"
    rights, log = assess_page(text, about=About(source="柳溪网"), markup="text")
    assert (rights.license_notes, rights.attribution) == (OWN, "来源:柳溪网")
    spans = {(e.start, e.end) for e in log.items if e.kind == "reservation"}
    assert {(text.index(OWN), text.index(OWN) + len(OWN))} == spans


def test_holder_and_years_of_a_copyright_line() -> None:
    """A copyright line alone reserves nothing, and is read."""
    rights, _ = assess_page(BODY + "<footer>&copy; 2001-2013 Harbour Review</footer>")
    assert (
        rights.rights_status,
        rights.holder,
        rights.years,
    ) == ("unknown", "Harbour Review", (2001, 2013))


def test_software_is_no_holder() -> None:
    """The maker of a forum software is not the holder of what people write in it."""
    rights, _ = assess_page('<meta name="copyright" content="2001-2013 Comsenz Inc.">' + BODY)
    assert rights.holder is None


def test_ports_and_exceptions_are_kept() -> None:
    """A port without an SPDX id of its own stays as jurisdiction; carve-outs are flagged."""
    link = '<a rel="license" href="https://creativecommons.org/licenses/by/3.0/cn/">CC</a>'
    rights, _ = assess_page(f"{BODY}<p>Except where otherwise noted, this work is under {link}</p>")
    assert (
        rights.license,
        rights.license_jurisdiction,
        rights.flags,
    ) == ("CC-BY-3.0", "cn", ("carve_outs",))


def test_a_hand_made_outline_needs_no_parser() -> None:
    """The verdict depends on the outline only, not on who made it."""
    text = "禁止转载"
    block = Block(text, 0, 4, "line", ((0, 0, 4),))
    log = EvidenceLog(text)
    rights = assess(
        make_page(text, markup="text"), Outline((block,)), About(), CorpusContext(), log
    )
    assert (rights.rights_status, [(e.start, e.end) for e in log.items]) == ("reserved", [(0, 4)])


def test_too_many_claims_are_not_trusted() -> None:
    """A page with more claims than are read gets no license."""
    links = "".join(f'<p id="p{i}">{REL}</p>' for i in range(300))
    rights, log = assess_page(BODY + links)
    assert (rights.rights_status, rights.license) == ("conflicting", "NOASSERTION")
    assert "claims_truncated" in rights.flags
    assert len(log.items) <= 200


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
