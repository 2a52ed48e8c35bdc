"""What the place of a license says where no sentence speaks of the page; all pages are invented."""

import pytest

from tests.rightspages import BODY, BY, assess_page

BADGE = '<img src="https://i.creativecommons.org/l/by/4.0/88x31.png" alt="">'
QUESTION = f'<html itemscope itemtype="https://schema.org/QAPage">{BODY}'
USERS = "<footer><p>Site design © 2025 Dock Talk; user contributions licensed under CC BY-SA</p></footer>"
BOOK = f'<p>Download Knots, <a rel="license" href="{BY}">CC</a></p>'


@pytest.mark.parametrize(
    ("html", "license_id", "scope"),
    [
        pytest.param(f'{BODY}<div class="foot copyright"><p>Made with Quay ♦ © <a href="{BY}">CC BY 4.0</a></p></div>', "CC-BY-4.0", "page", id="holder of the copyright line"),
        pytest.param(f'{BODY}<div class="copyright"><p>© Ann Roe, drawing: <a href="{BY}">CC BY 4.0</a></p></div>', "NOASSERTION", None, id="behind a holder and a word"),
        pytest.param(f'{BODY}<div id="fuss"><p>Theme by: Roe • Lizenz: <a href="{BY}">CC BY</a></p></div>', "CC-BY-4.0", "page", id="label in the foot"),
        pytest.param(f'{BODY}<div id="fuss"><p>Theme license: <a href="{BY}">CC BY</a></p></div>', "NOASSERTION", None, id="label of something"),
        pytest.param(f"{BODY}<footer><p>Contenidos bajo licencia Creative Commons (CC-BY-NC) salvo excepciones. | Hecho con Muelle.</p></footer>", "LicenseRef-CC-BY-NC-unversioned", "page", id="contents in the foot"),
        pytest.param(f"{BODY}<footer><p>Documentation distributed under CC BY 4.0</p></footer>", "CC-BY-4.0", "page", id="documentation in the foot"),
        pytest.param(f"{BODY}<footer><p>Tide data under CC BY 4.0</p></footer>", "NOASSERTION", None, id="data in the foot"),
        pytest.param(f"{BODY}<footer><p>Content is available under GNU Free Documentation License 1.3 or later.</p></footer>", "GFDL-1.3-or-later", "page", id="GFDL"),
        pytest.param(f"{BODY}<footer><p>Content is available under the GNU Free Documentation License.</p></footer>", "LicenseRef-GFDL-unversioned", "page", id="GFDL without version"),
        pytest.param(f"{BODY}<footer><p>This page is licensed under the Python Software Foundation License Version 2.</p></footer>", "PSF-2.0", "page", id="PSF"),
        pytest.param(f'{BODY}<aside class="widget"><a rel="license" href="{BY}">{BADGE}</a></aside>', "CC-BY-4.0", "site", id="badge in the sidebar"),
        pytest.param(f'{BODY}<aside class="widget related"><a rel="license" href="{BY}">{BADGE}</a></aside>', "NOASSERTION", None, id="badge of related works"),
        pytest.param(f'{BODY}<div class="sidebar"><p>Der Inhalt von Hafenblatt steht unter einer <a rel="license" href="{BY}">CC-Lizenz</a></p></div>', "CC-BY-4.0", "site", id="contents in the sidebar"),
        pytest.param(f"{BODY}<aside>{BOOK}</aside>", "NOASSERTION", None, id="book in the sidebar"),
        pytest.param(f'<body class="right-sidebar lightbox-captions wp-embed-responsive">{BODY}<p>This article is licensed under <a href="{BY}">CC BY</a>.</p>', "CC-BY-4.0", "page", id="names of the theme"),
        pytest.param(f'<body class="sticky-footer">{BODY}<p>See <a href="{BY}">CC BY</a> for contents under other terms.</p>', "NOASSERTION", None, id="foot by name of the theme"),
        pytest.param(QUESTION + USERS, "LicenseRef-CC-BY-SA-unversioned", "site", id="users of a question"),
        pytest.param(BODY + USERS, "NOASSERTION", None, id="users of a blog"),
        pytest.param(QUESTION + USERS.replace("CC BY-SA", "cc by-sa"), "LicenseRef-CC-BY-SA-unversioned", "site", id="small letters"),
        pytest.param(f"{BODY}<div hidden><p>This article is distributed under CC BY 4.0</p></div>", "NOASSERTION", None, id="hidden"),
    ],
)  # fmt: skip
def test_places(html: str, license_id: str, scope: str | None) -> None:
    """Feet, sidebars and labels speak for the site or the page, unless of another work."""
    rights, _ = assess_page(html)
    assert (rights.license, rights.license_scope) == (license_id, scope)
