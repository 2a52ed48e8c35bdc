"""What the claims of a page add up to: a table of invented pages."""

import pytest

from tests.rightspages import BODY, BY, REL, assess_page

NC = "https://creativecommons.org/licenses/by-nc/4.0/"
ARR = "<footer>© 2020 Harbour Review. All rights reserved.</footer>"


def _ld(content: str) -> str:
    return f'<script type="application/ld+json">{content}</script>{BODY}'


@pytest.mark.parametrize(
    ("html", "license_id", "status", "scope"),
    [
        pytest.param(BODY, "NOASSERTION", "unknown", None, id="nothing"),
        pytest.param(
            f"{BODY}<p>{REL}</p>", "CC-BY-4.0", "open_license", "page", id="rel token list"
        ),
        pytest.param(
            f'<link REL=LICENSE HREF="{BY}">{BODY}',
            "CC-BY-4.0",
            "open_license",
            "page",
            id="link in the head",
        ),
        pytest.param(
            f'{BODY}<map><area rel="license" href="{BY}"></map>',
            "CC-BY-4.0",
            "open_license",
            "page",
            id="area",
        ),
        pytest.param(
            f'{BODY}<p><a rel="license" href="{NC}">NC</a></p>',
            "CC-BY-NC-4.0",
            "open_license_nc",
            "page",
            id="non-commercial",
        ),
        pytest.param(
            f'{BODY}<p>See <a href="{BY}">this license</a> for an example.</p>',
            "NOASSERTION",
            "unknown",
            None,
            id="a mention",
        ),
        pytest.param(
            f'{BODY}<footer>Content of this site: <a href="{BY}">CC BY</a></footer>',
            "CC-BY-4.0",
            "open_license",
            "page",
            id="footer with a page word",
        ),
        pytest.param(
            f'{BODY}<footer><a href="{BY}">CC BY</a></footer>',
            "NOASSERTION",
            "unknown",
            None,
            id="footer without",
        ),
        pytest.param(
            f'{BODY}<footer>Icons: <a rel="license" href="{BY}">CC BY</a></footer>',
            "NOASSERTION",
            "unknown",
            None,
            id="icons in the footer",
        ),
        pytest.param(
            f'<figure><img src="a.jpg"><figcaption>A lamp {REL}</figcaption></figure>{BODY}',
            "NOASSERTION",
            "unknown",
            None,
            id="figure",
        ),
        pytest.param(
            f"{BODY}<p>Photo: Jane Roe, {REL}</p>",
            "NOASSERTION",
            "unknown",
            None,
            id="photo credit",
        ),
        pytest.param(
            f"{BODY}<p>Photo from this article by Jane Roe, {REL}</p>",
            "NOASSERTION",
            "unknown",
            None,
            id="photo credit with a page word",
        ),
        pytest.param(
            f'{BODY}<div class="comments"><p>My note: {REL}</p></div>',
            "NOASSERTION",
            "unknown",
            None,
            id="comment",
        ),
        pytest.param(
            f'{BODY}<p>This article is licensed under <a href="{BY}">CC BY</a>.</p>',
            "CC-BY-4.0",
            "open_license",
            "page",
            id="a sentence about itself",
        ),
        pytest.param(
            f'{BODY}<a href="https://example.com/share?u={BY}">share this article</a>',
            "NOASSERTION",
            "unknown",
            None,
            id="share link",
        ),
        pytest.param(
            f"{BODY}<p>{REL}</p><footer>© 2020 Harbour Review</footer>",
            "CC-BY-4.0",
            "open_license",
            "page",
            id="license and a holder",
        ),
        pytest.param(
            f"{BODY}<p>{REL}</p>{ARR}",
            "NOASSERTION",
            "conflicting",
            "page",
            id="license and all rights",
        ),
        pytest.param(
            f"{BODY}<p>{REL}</p><p>未经授权，不得转载。</p>",
            "NOASSERTION",
            "conflicting",
            "page",
            id="license and a reservation",
        ),
        pytest.param(
            f'{BODY}<p>{REL}</p><p><a rel="license" href="{NC}">NC</a></p>',
            "NOASSERTION",
            "conflicting",
            "page",
            id="two licenses",
        ),
        pytest.param(
            f"{BODY}<p>{REL}</p><footer>{REL}</footer>",
            "CC-BY-4.0",
            "open_license",
            "page",
            id="the same twice",
        ),
        pytest.param(
            f"{BODY}<p>{REL}</p><p>Photo: © 2019 Jane Roe. {ARR}</p>",
            "NOASSERTION",
            "conflicting",
            "page",
            id="picture and page lines",
        ),
        pytest.param(
            f'<meta name="dcterms.license" content="{BY}">{BODY}',
            "CC-BY-4.0",
            "open_license",
            "page",
            id="dcterms",
        ),
        pytest.param(
            f'<meta name="DC:rights" content="{BY}">{BODY}',
            "CC-BY-4.0",
            "open_license",
            "page",
            id="DC:rights",
        ),
        pytest.param(
            '<meta name="license" content="CC BY">' + BODY,
            "LicenseRef-CC-BY-unversioned",
            "open_license",
            "page",
            id="no version",
        ),
        pytest.param(
            '<meta name="license" content="CC BY">' + f"{BODY}<p>{REL}</p>",
            "CC-BY-4.0",
            "open_license",
            "page",
            id="a version beats none",
        ),
        pytest.param(
            '<meta name="copyright" content="Harbour Review">' + BODY,
            "NOASSERTION",
            "unknown",
            None,
            id="meta holder",
        ),
        pytest.param(
            '<meta name="rights" content="All rights reserved">' + BODY,
            "NONE",
            "reserved",
            None,
            id="meta rights",
        ),
        pytest.param(
            _ld(f'{{"@graph":[{{"@type":"NewsArticle","license":"{BY}"}}]}}'),
            "CC-BY-4.0",
            "open_license",
            "article",
            id="graph article",
        ),
        pytest.param(
            _ld(
                f'{{"@type":"WebPage","mainEntity":{{"@type":"BlogPosting","license":{{"@id":"{BY}"}}}}}}'
            ),
            "CC-BY-4.0",
            "open_license",
            "article",
            id="main entity",
        ),
        pytest.param(
            _ld(f'{{"@type":"ImageObject","license":"{BY}"}}'),
            "NOASSERTION",
            "unknown",
            None,
            id="image object",
        ),
        pytest.param(
            _ld(f'{{"@type":"NewsArticle","image":{{"@type":"ImageObject","license":"{BY}"}}}}'),
            "NOASSERTION",
            "unknown",
            None,
            id="image of an article",
        ),
        pytest.param(
            _ld(
                f'{{"@type":"ItemList","itemListElement":[{{"@type":"Article","license":"{BY}"}}]}}'
            ),
            "NOASSERTION",
            "unknown",
            None,
            id="another article",
        ),
        pytest.param(
            _ld(f'{{"@type":"WebSite","license":"{BY}"}}'),
            "CC-BY-4.0",
            "open_license",
            "site",
            id="site",
        ),
        pytest.param(_ld(f'{{"license":"{BY}"'), "NOASSERTION", "unknown", None, id="broken JSON"),
        pytest.param(
            _ld('{"@type":"Article","license":"https://example.com/terms"}'),
            "NOASSERTION",
            "unknown",
            None,
            id="own terms",
        ),
        pytest.param(
            _ld(f'{{"@type":"Article","license":"{BY}"}}') + ARR,
            "CC-BY-4.0",
            "open_license",
            "article",
            id="narrow beats wide",
        ),
        pytest.param(
            _ld(f'{{"@type":"WebSite","license":"{BY}"}}') + ARR,
            "NOASSERTION",
            "conflicting",
            "site",
            id="a site license and the page's reservation",
        ),
        pytest.param(BODY + ARR, "NONE", "reserved", None, id="all rights"),
        pytest.param(
            BODY + "<footer>© 2020 Harbour Review</footer>",
            "NOASSERTION",
            "unknown",
            None,
            id="a copyright line alone",
        ),
        pytest.param(
            BODY + "<p>版权所有：临江日报社</p>",
            "NONE",
            "reserved",
            None,
            id="all rights in Chinese",
        ),
        pytest.param(
            BODY + "<p>未经授权，不得转载。</p>", "NONE", "reserved", None, id="reservation"
        ),
        pytest.param(
            BODY + "<p>未经授权，不得转载，请与本网联系。</p>",
            "NONE",
            "permission_required",
            None,
            id="reservation with a route",
        ),
        pytest.param(
            BODY + "<p>转载请注明出处：柳溪网</p>",
            "NOASSERTION",
            "conditional_reprint",
            None,
            id="condition",
        ),
        pytest.param(
            BODY + "<p>转载请注明出处。</p><p>禁止转载</p>",
            "NONE",
            "reserved",
            None,
            id="reservation beats condition",
        ),
        pytest.param(
            BODY + "<p>本文为溪边号作者上传并发布，仅提供信息发布平台。</p>" + ARR,
            "NONE",
            "platform_upload",
            None,
            id="platform",
        ),
        pytest.param(
            BODY + "<p>Text and data mining of our content is reserved.</p>",
            "NOASSERTION",
            "unknown",
            None,
            id="mining only",
        ),
        pytest.param(
            "<figure><figcaption>© 2019 Jane Roe. All rights reserved.</figcaption></figure>"
            + BODY,
            "NOASSERTION",
            "unknown",
            None,
            id="reservation of a picture",
        ),
    ],
)
def test_verdicts(html: str, license_id: str, status: str, scope: str | None) -> None:
    """Each page gets the license and status that its claims add up to."""
    rights, _ = assess_page(html)
    found = (rights.license, rights.rights_status, rights.license_scope)
    assert (license_id, status, scope) == found
