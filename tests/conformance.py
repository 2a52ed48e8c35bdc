"""Pages that state rights in every way we know, each with the verdict it must get.

The cases are products of axes: what license, stated by which signal at which place, in which
encoding. Beside each way to license a page stands its twin: the same words or markup for a part
of the page, another work, or nobody. All texts and outlets are invented.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from dataset_tools.model import AiValue, Capture, CorpusContext, SiteSignal

HOST = "harbour.example"
URL = f"https://{HOST}/notes/lamps"
CC = "https://creativecommons.org"
BY = f"{CC}/licenses/by/4.0/"


@dataclass(frozen=True)
class Expect:
    """What a page must get; the default is the verdict on a page that says nothing."""

    license: str = "NOASSERTION"
    status: str = "unknown"
    scope: str | None = None
    jurisdiction: str | None = None
    release: str = "metadata_only"
    tdm: AiValue = "unknown"
    train: AiValue = "unknown"
    search: AiValue = "unknown"


NOTHING = Expect()


@dataclass(frozen=True)
class Parts:
    """Where on the page which markup goes; headers and site records travel beside it."""

    head: str = ""
    lead: str = ""  # before the article
    inside: str = ""  # at the end of the article
    after: str = ""
    footer: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    robots: str | None = None
    tdmrep: str | None = None


@dataclass(frozen=True)
class Case:
    """One page as captured, and its verdict."""

    id: str
    parts: Parts
    expect: Expect
    charset: str = "utf-8"
    language: str = "en"
    metas: bool = True  # a page without any meta, header or record observes no preference
    plain: bool = False  # a text dump: the article and what stands inside it, a line each

    def capture(self) -> Capture:
        """Return the page as a dump holds it."""
        article = ARTICLES[self.language]
        parts = self.parts
        if self.plain:
            lines = "\n".join([*article, parts.inside, ""])
            return Capture(
                "d", "text", 0, None, lines.encode(self.charset), "text", url=URL,
                content_type=f"text/plain; charset={self.charset}",
            )  # fmt: skip
        meta = f'<meta charset="{self.charset}">' if self.metas else ""
        html = (
            f"<!doctype html><html><head>{meta}<title>{article[0]}</title>"
            f"{parts.head}</head><body>{parts.lead}<main><article><h1>{article[0]}</h1>"
            f"{''.join(f'<p>{p}</p>' for p in article[1:])}{parts.inside}</article></main>"
            f"{parts.after}{f'<footer>{parts.footer}</footer>' if parts.footer else ''}"
            "</body></html>"
        )
        return Capture(
            "d", "html", 0, None, html.encode(self.charset), url=URL,
            content_type=f"text/html; charset={self.charset}", headers=parts.headers,
        )  # fmt: skip

    def context(self) -> CorpusContext:
        """Return what the same dump holds of the site."""
        found = []
        if self.parts.robots is not None:
            found.append(SiteSignal("robots", HOST, "urn:r", self.parts.robots, None, "d", 0))
        if self.parts.tdmrep is not None:
            found.append(SiteSignal("tdmrep", HOST, "urn:t", self.parts.tdmrep, None, "d", 0))
        return CorpusContext({HOST: tuple(found)} if found else {})


ARTICLES: dict[str, tuple[str, ...]] = {
    "en": (
        "The harbour lamps are lit again",
        (
            "The lamps on the old mole were lit again on Monday evening after eleven dark winters. "
            "Two hundred people had come to the quay, some with folding chairs and soup."
        ),
        (
            "The keeper, who is eighty, turned the key himself. He had cleaned every pane of the "
            "lantern in the weeks before, and he had oiled the clockwork twice, as he put it."
        ),
        (
            "Fishing boats answered with their horns. By nine the fog had come in, and the beam went "
            "round above the roofs as it did when the ferries still ran at night."
        ),
    ),
    "zh": (
        "老灯塔重新亮起",
        "星期一傍晚，熄灭了十一个冬天的老灯塔重新亮了起来。两百多位居民来到码头，有人带着折叠椅，有人端着热汤。",
        "八十岁的守塔人亲手转动了钥匙。前几个星期里，他擦净了灯笼的每一块玻璃，又给钟表机械上了两次油。",
        "渔船用汽笛回应。到了九点，雾气涌进港湾，光柱在屋顶上缓缓转动，就像当年夜航的渡轮还在的时候。",
    ),
    "ja": (
        "港の灯台がふたたび灯る",
        "月曜日の夕方、十一年のあいだ消えていた古い灯台に明かりが戻った。岸壁には二百人あまりが集まり、椅子や温かい汁物を持ち寄った。",
        "八十歳の灯台守が自ら鍵を回した。彼は何週間もかけて灯室のガラスを一枚ずつ磨き、時計仕掛けに二度油を差したという。",
        "漁船は汽笛で応えた。九時には霧が入り、光は夜の連絡船が走っていたころと同じように屋根の上を回った。",
    ),
}


@dataclass(frozen=True)
class Licensed:
    """A license by its address, and what it comes to at page scope."""

    url: str
    spdx: str
    status: str = "open_license"
    jurisdiction: str | None = None
    release: str = "full_text"

    def expect(self, scope: str = "page") -> Expect:
        """Return the verdict of this license at a scope."""
        shipped = self.release if scope in {"page", "article"} else "metadata_only"
        return Expect(self.spdx, self.status, scope, self.jurisdiction, shipped)


def _cc(path: str, spdx: str, kind: str = "open", port: str | None = None) -> Licensed:
    """Return a Creative Commons license; `kind` is open, nc, nd, pd or odd."""
    status = {
        "open": "open_license", "nc": "open_license_nc", "nd": "open_license_nd",
        "pd": "public_domain", "odd": "unknown",
    }[kind]  # fmt: skip
    ships = kind in {"open", "pd"} and not spdx.startswith("LicenseRef")
    return Licensed(f"{CC}/{path}", spdx, status, port, "full_text" if ships else "metadata_only")


LICENSES: dict[str, Licensed] = {
    "by 4.0": _cc("licenses/by/4.0/", "CC-BY-4.0"),
    "by-nc-nd 3.0 de": _cc("licenses/by-nc-nd/3.0/de/", "CC-BY-NC-ND-3.0-DE", "nc", "de"),
    "by-sa 2.1 jp": _cc("licenses/by-sa/2.1/jp/", "CC-BY-SA-2.1-JP", "open", "jp"),
    "cc0": _cc("publicdomain/zero/1.0/", "CC0-1.0", "pd"),
    "by-sa 2.0 keeps share-alike": _cc("licenses/by-sa/2.0/", "CC-BY-SA-2.0"),
    "by-nd 4.0": _cc("licenses/by-nd/4.0/", "CC-BY-ND-4.0", "nd"),
    "by-nc-sa 4.0 deed": _cc("licenses/by-nc-sa/4.0/deed.zh-hans", "CC-BY-NC-SA-4.0", "nc"),
    "by 3.0 igo": _cc("licenses/by/3.0/igo/", "CC-BY-3.0-IGO", "open", "igo"),
    "port without an id": _cc("licenses/by/3.0/cn/", "CC-BY-3.0", "open", "cn"),
    "version and port without an id": _cc("licenses/by/2.1/es/", "LicenseRef-CC-BY-2.1", "open", "es"),
    "old order": _cc("licenses/by-nd-nc/1.0/", "CC-BY-NC-ND-1.0", "nc"),
    "old type": _cc("licenses/nc-sa/1.0/", "LicenseRef-CC-NC-SA-1.0", "nc"),
    "sampling+": _cc("licenses/sampling+/1.0/", "LicenseRef-CC-SAMPLING-PLUS-1.0", "odd"),
    "no version": _cc("licenses/by-sa/", "LicenseRef-CC-BY-SA-unversioned"),
    "mark": _cc("publicdomain/mark/1.0/deed.en", "CC-PDM-1.0", "pd"),
    "old public domain": _cc("licenses/publicdomain/", "CC-PDDC", "pd"),
    "www and http": replace(_cc("", "CC-BY-4.0"), url="http://www.creativecommons.org/licenses/by/4.0"),
    "capitals": replace(_cc("", "CC-BY-4.0"), url="HTTPS://CreativeCommons.ORG/Licenses/BY/4.0/"),
    "archived": replace(
        _cc("", "CC-BY-3.0-AT", "open", "at"),
        url=f"https://web.archive.org/web/20160101000000/{CC}/licenses/by/3.0/at/",
    ),
    "OGL 3": Licensed(
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        "OGL-UK-3.0", "government_open",
    ),
    "DL-DE": Licensed("https://www.govdata.de/dl-de/by-2-0", "DL-DE-BY-2.0", "government_open"),
    "NLOD": Licensed("https://data.norge.no/nlod/no/2.0", "NLOD-2.0", "government_open"),
    "etalab": Licensed(
        "https://github.com/etalab/licence-ouverte/blob/master/LO.md",
        "etalab-2.0", "government_open",
    ),
    "SPDX page": Licensed("https://spdx.org/licenses/CC-BY-SA-4.0.html", "CC-BY-SA-4.0"),
}  # fmt: skip
MAIN = ("by 4.0", "by-nc-nd 3.0 de", "by-sa 2.1 jp", "cc0")


def _ld(content: object) -> str:
    text = json.dumps(content) if not isinstance(content, str) else content
    return f'<script type="application/ld+json">{text}</script>'


Place = Callable[[str], Parts]
# How a license is stated of this page, and at which scope.
PLACES: dict[str, tuple[str, Place]] = {
    "a rel": ("page", lambda u: Parts(after=f'<p><a rel="license" href="{u}">Some rights</a></p>')),
    "rel token list": ("page", lambda u: Parts(after=f'<p><a rel="license noopener" href="{u}">R</a></p>')),
    "capitals": ("page", lambda u: Parts(after=f'<P><A REL="LICENSE" HREF="{u}">R</A></P>')),
    "unquoted": ("page", lambda u: Parts(after=f"<p><a rel=license href={u}>R</a></p>")),
    "entities in the address": ("page", lambda u: Parts(after=f'<p><a rel="license" href="{u.replace("/", "&#47;")}">R</a></p>')),
    "cc:license": ("page", lambda u: Parts(after=f'<p><a rel="cc:license" href="{u}">R</a></p>')),
    "link": ("page", lambda u: Parts(head=f'<link rel="license" href="{u}">')),
    "area": ("page", lambda u: Parts(after=f'<map><area rel="license" href="{u}"></map>')),
    "plain link in the footer": ("page", lambda u: Parts(footer=f'Content of this site: <a href="{u}">terms</a>')),
    "Site-Footer": ("page", lambda u: Parts(after=f'<div class="Site-Footer"><p>Content: <a href="{u}">terms</a></p></div>')),
    "badge link in the footer": ("page", lambda u: Parts(footer=f'<a href="{u}"><img src="/i/88x31.png" alt=""></a>')),
    "sentence about itself": ("page", lambda u: Parts(inside=f'<p>This article is licensed under <a href="{u}">these terms</a>.</p>')),
    "French sentence": ("page", lambda u: Parts(inside=f'<p>Cet article est mis à disposition sous <a href="{u}">ces termes</a>.</p>')),
    "German sentence": ("page", lambda u: Parts(inside=f'<p>Dieser Text steht unter <a href="{u}">dieser Lizenz</a>.</p>')),
    "chooser": ("page", lambda u: Parts(after=(
        f'<div><a rel="license" href="{u}"><img alt="License" src="/i/88x31.png"></a><br>This <span '
        'href="http://purl.org/dc/dcmitype/Text" rel="dct:type">work</span> is licensed under '
        f'<a rel="license" href="{u}">a license</a>.</div>'))),
    "widget of the site": ("page", lambda u: Parts(after=(
        f'<aside class="widget"><p>Der Inhalt dieser Seite steht unter <a rel="license" href="{u}">Lizenz</a></p></aside>'))),
    "badge of the site before its sentence": ("page", lambda u: Parts(after=(
        f'<aside class="widget"><a rel="license" href="{u}"><img src="/i/88x31.png"></a><br>'
        "Dieses Werk bzw. dieser Inhalt steht unter einer Lizenz.</aside>"))),
    "code under other terms": ("page", lambda u: Parts(footer=(
        f'Except as otherwise noted, the content of this page is licensed under <a href="{u}">terms</a>, '
        "and code samples are licensed under other terms."))),
    "HTTP Link": ("page", lambda u: Parts(headers=(("link", f'<{u}>; rel="license"'),))),
    "HTTP Link among others": ("page", lambda u: Parts(headers=(("link", f'</a.css>; rel=preload, <{u}>; rel="x license"; title="t"'),))),
    "meta dcterms": ("page", lambda u: Parts(head=f'<meta name="dcterms.license" content="{u}">')),
    "meta DC:rights": ("page", lambda u: Parts(head=f'<meta name="DC:rights" content="{u}">')),
    "meta license": ("page", lambda u: Parts(head=f'<meta name="License" content="{u}">')),
    "meta og:license": ("page", lambda u: Parts(head=f'<meta property="og:license" content="{u}">')),
    "meta copyright": ("page", lambda u: Parts(head=f'<meta name="copyright" content="Harbour Notes, {u}">')),
    "JSON-LD article": ("article", lambda u: Parts(head=_ld({"@type": "NewsArticle", "license": u}))),
    "JSON-LD type list": ("article", lambda u: Parts(head=_ld({"@type": ["Thing", "BlogPosting"], "license": {"@id": u}}))),
    "JSON-LD graph": ("article", lambda u: Parts(head=_ld({"@graph": [{"@type": "Organization"}, {"@type": "schema:Article", "license": [u]}]}))),
    "JSON-LD main entity": ("article", lambda u: Parts(head=_ld({"@type": "WebPage", "mainEntity": {"@type": "Article", "license": {"@type": "CreativeWork", "url": u}}}))),
    "JSON-LD page": ("page", lambda u: Parts(head=_ld({"@type": "https://schema.org/WebPage", "license": u}))),
    "JSON-LD site": ("site", lambda u: Parts(head=_ld({"@type": "WebSite", "license": u}))),
    "JSON-LD own among others": ("article", lambda u: Parts(head=_ld([
        {"@type": "NewsArticle", "url": URL, "license": u}, {"@type": "NewsArticle", "url": URL + "2"}]))),
    "microdata link": ("article", lambda u: Parts(after=f'<div itemscope itemtype="https://schema.org/Article"><a itemprop="license" href="{u}">T</a></div>')),
    "microdata meta": ("article", lambda u: Parts(after=f'<div itemscope itemtype="http://schema.org/BlogPosting"><b>x</b><meta itemprop="license" content="{u}"></div>')),
    "microdata page": ("page", lambda u: Parts(after=f'<section itemscope itemtype="https://schema.org/WebPage"><link itemprop="license" href="{u}"></section>')),
    "microdata behind a picture": ("article", lambda u: Parts(after=(
        '<div itemscope itemtype="https://schema.org/Article"><div itemprop="image" itemscope '
        'itemtype="https://schema.org/ImageObject"><img src="a.jpg"></div>'
        f'<link itemprop="license" href="{u}"></div>'))),
    "RDFa property": ("page", lambda u: Parts(after=f'<p>Terms: <a property="dct:license" href="{u}">here</a></p>')),
    "RDFa of the page's address": ("page", lambda u: Parts(after=f'<div about="{URL}"><span property="cc:license" resource="{u}">T</span></div>')),
    "RDFa article": ("article", lambda u: Parts(after=f'<div vocab="http://schema.org/" typeof="Article"><span property="license" content="{u}">T</span></div>')),
    "RDFa full name": ("page", lambda u: Parts(after=f'<p><span property="http://purl.org/dc/terms/license" content="{u}">T</span></p>')),
    "printed address": ("page", lambda u: Parts(inside=f"<p>This work is licensed under {u}</p>")),
    "printed in a line of its own": ("page", lambda u: Parts(inside=f"<p>This work is licensed under</p><p>{u}</p>")),
}  # fmt: skip
# Addresses that only the reader of license pages in links knows are not printed in the text.
_PRINTABLE = frozenset({"printed address", "printed in a line of its own"})


def _licensed() -> Iterator[Case]:
    """Every place with the main licenses, and every license at three places."""
    for place, (scope, parts) in PLACES.items():
        for name in MAIN:
            license_ = LICENSES[name]
            yield Case(f"{place} / {name}", parts(license_.url), license_.expect(scope))
    for name, license_ in LICENSES.items():
        for place in ("a rel", "HTTP Link", "JSON-LD article"):
            if name not in MAIN:
                scope, parts = PLACES[place]
                yield Case(f"{place} / {name}", parts(license_.url), license_.expect(scope))


BADGES: dict[str, tuple[str, Licensed]] = {
    "i.creativecommons.org": ("https://i.creativecommons.org/l/by/4.0/88x31.png", LICENSES["by 4.0"]),
    "licensebuttons.net": ("https://licensebuttons.net/l/by-nc-nd/3.0/de/80x15.png", LICENSES["by-nc-nd 3.0 de"]),
    "zero": ("https://licensebuttons.net/p/zero/1.0/88x31.png", LICENSES["cc0"]),
}  # fmt: skip


def _badges() -> Iterator[Case]:
    """Badges without a link: a statement in the footer or in a sentence, else a picture."""
    for name, (src, license_) in BADGES.items():
        img = f'<img src="{src}" alt="">'
        good = license_.expect()
        yield Case(f"badge / footer / {name}", Parts(footer=img), good)
        yield Case(
            f"badge / sentence / {name}", Parts(inside=f"<p>{img} This work is licensed.</p>"), good
        )
        for twin, parts in {
            "running text": Parts(inside=f"<p>The button looks like this: {img} and is often seen.</p>"),
            "figure": Parts(inside=f"<figure>{img}<figcaption>A button</figcaption></figure>"),
            "comment": Parts(after=f'<div class="comments"><p>{img}</p></div>'),
            "picture words": Parts(footer=f"Photos: {img}"),
            "other host": Parts(footer=img.replace("creativecommons.org", "example.org").replace("licensebuttons.net", "buttons.example")),
            "in the query": Parts(footer=f'<img src="https://img.example/?u={src}">'),
        }.items():  # fmt: skip
            yield Case(f"badge twin / {twin} / {name}", parts, NOTHING)


# What looks like a license of this page and is none.
TWINS: dict[str, Place] = {
    "figure": lambda u: Parts(inside=f'<figure><img src="a.jpg"><figcaption>A lamp <a rel="license" href="{u}">CC</a></figcaption></figure>'),
    "wp-caption": lambda u: Parts(inside=f'<div class="wp-caption"><p class="wp-caption-text">A lamp <a rel="license" href="{u}">CC</a></p></div>'),
    "photo credit": lambda u: Parts(inside=f'<p>Photo: Jane Roe, <a rel="license" href="{u}">CC</a></p>'),
    "photo credit in German": lambda u: Parts(inside=f'<p>Foto: Jane Roe, <a rel="license" href="{u}">CC</a></p>'),
    "photo credit in Spanish": lambda u: Parts(inside=f'<p>Imagen: <a href="{u}">CC</a> vía Wikimedia</p>'),
    "photo credit with a page word": lambda u: Parts(inside=f'<p>Photo from this article: Jane Roe, <a rel="license" href="{u}">CC</a></p>'),
    "name behind a picture": lambda u: Parts(inside=f'<p><img src="a.jpg"><br>Jane Roe <a rel="license" href="{u}">CC</a></p>'),
    "all photos on this blog": lambda u: Parts(footer=f'All photos on this blog: <a rel="license" href="{u}">CC</a>'),
    "music credit": lambda u: Parts(inside=f'<p>Music: "Tide" by Roe, <a href="{u}">CC</a></p>'),
    "comment": lambda u: Parts(after=f'<div class="comments"><p>My note: <a rel="license" href="{u}">CC</a></p></div>'),
    "comment list": lambda u: Parts(after=f'<ol id="commentlist"><li>This text is licensed under <a rel="license" href="{u}">CC</a></li></ol>'),
    "user contributions": lambda u: Parts(footer=f'User contributions: <a rel="license" href="{u}">CC</a>'),
    "pre": lambda u: Parts(inside=f'<pre>&lt;a rel="license" href="{u}"&gt;\nThis work is licensed under {u}</pre>'),
    "code": lambda u: Parts(inside=f"<p><code>This work is licensed under {u}</code></p>"),
    "link in code": lambda u: Parts(inside=f'<p><code>This work is <a rel="license" href="{u}">licensed</a></code></p>'),
    "textarea to copy": lambda u: Parts(inside=f'<textarea><a rel="license" href="{u}">CC</a></textarea>'),
    "comment in the source": lambda u: Parts(inside=f'<!-- <a rel="license" href="{u}">CC</a> <rdf:RDF><License rdf:about="{u}"/></rdf:RDF> -->'),
    "script": lambda u: Parts(inside=f"<script>var license = '<a rel=\"license\" href=\"{u}\">'</script>"),
    "template": lambda u: Parts(inside=f'<template><a rel="license" href="{u}">CC</a></template>'),
    "blockquote": lambda u: Parts(inside=f'<blockquote><p>This work is licensed under <a rel="license" href="{u}">CC</a>.</p></blockquote>'),
    "quotation": lambda u: Parts(inside=f'<p>The leaflet ended “This work is licensed under <a href="{u}">CC</a>” in small print.</p>'),
    "quotation in straight marks": lambda u: Parts(inside=f'<p>It ended "This work is licensed under {u}" in print.</p>'),
    "report": lambda u: Parts(inside=f'<p>The museum said this page is licensed under <a href="{u}">CC</a>.</p>'),
    "example": lambda u: Parts(inside=f'<p>For example: this article is licensed under <a href="{u}">CC</a>.</p>'),
    "supposition": lambda u: Parts(inside=f'<p>If this article were licensed under <a href="{u}">CC</a>, you could copy it.</p>'),
    "denial": lambda u: Parts(inside=f'<p>This article is not licensed under <a href="{u}">CC</a>.</p>'),
    "marked denial": lambda u: Parts(inside=f'<p>This site is no longer licensed under <a rel="license" href="{u}">CC</a>.</p>'),
    "mention": lambda u: Parts(inside=f'<p>See <a href="{u}">this license</a> for an example.</p>'),
    "footer without words": lambda u: Parts(footer=f'<a href="{u}">CC</a>'),
    "sidebar for a book": lambda u: Parts(after=f'<aside><h3>Free e-book</h3><p>Download Knots, <a rel="license" href="{u}">CC</a></p></aside>'),
    "sidebar for a picture book": lambda u: Parts(after=f'<div class="sidebar"><p>Our photo book is under <a rel="license" href="{u}">CC</a></p></div>'),
    "related teaser": lambda u: Parts(after=f'<div class="related"><p>Knots and ropes <a rel="license" href="{u}">CC</a></p></div>'),
    "theme": lambda u: Parts(footer=f'Theme: Breeze, <a rel="license" href="{u}">CC</a>'),
    "theme of this site": lambda u: Parts(footer=f'This site uses the theme Breeze, licensed under <a href="{u}">CC</a>'),
    "library": lambda u: Parts(footer=f'Lightbox script by Roe, <a href="{u}">CC</a>'),
    "icons": lambda u: Parts(footer=f'Icons on this site: <a rel="license" href="{u}">CC</a>'),
    "dataset": lambda u: Parts(inside=f'<p>Our dataset is published under <a href="{u}">CC</a>.</p>'),
    "all works elsewhere": lambda u: Parts(inside=f'<p>All articles in the journal are licensed under <a href="{u}">CC</a>.</p>'),
    "share link": lambda u: Parts(inside=f'<a href="https://example.com/share?u={u}">Share this article</a>'),
    "share link marked": lambda u: Parts(inside=f'<a rel="nofollow" href="https://social.example/intent?text=this+work&amp;url={u}">Share</a>'),
    "printed share link": lambda u: Parts(inside=f"<p>This work is licensed: https://example.com/?u={u}</p>"),
    "other host": lambda u: Parts(inside=f'<p>This work is licensed under <a href="{u.replace("://", "://not")}">CC</a></p>'),
    "host in front": lambda u: Parts(inside=f'<p>This work is licensed under <a href="{u.replace(".org/", ".org.example.com/")}">CC</a></p>'),
    "user in front": lambda u: Parts(inside=f'<p>This work is licensed under <a href="{u.replace(".org/", ".org@example.com/")}">CC</a></p>'),
    "printed other host": lambda u: Parts(inside=f"<p>This work is licensed under {u.replace('://', '://not')}</p>"),
    "rel copyright": lambda u: Parts(head=f'<link rel="copyright" href="{u}">'),
    "rel alternate": lambda u: Parts(head=f'<link rel="alternate" href="{u}">'),
    "rel nolicense": lambda u: Parts(head=f'<link rel="nolicense" href="{u}">'),
    "HTTP Link of a picture": lambda u: Parts(headers=(("link", f'<{u}>; rel="license"; anchor="/a.jpg"'),)),
    "HTTP Link of another relation": lambda u: Parts(headers=(("link", f'<{u}>; rel="help"; title="license"'),)),
    "HTTP Link without relation": lambda u: Parts(headers=(("link", f"<{u}>"),)),
    "other HTTP header": lambda u: Parts(headers=(("x-license", u),)),
    "JSON-LD picture": lambda u: Parts(head=_ld({"@type": "ImageObject", "license": u, "acquireLicensePage": u})),
    "JSON-LD picture of an article": lambda u: Parts(head=_ld({"@type": "NewsArticle", "image": {"@type": "ImageObject", "license": u}})),
    "JSON-LD picture in a graph": lambda u: Parts(head=_ld({"@graph": [{"@type": "WebPage"}, {"@type": "ImageObject", "license": u, "creditText": "Roe"}]})),
    "JSON-LD video": lambda u: Parts(head=_ld({"@type": "VideoObject", "license": u})),
    "JSON-LD comment": lambda u: Parts(head=_ld({"@type": "NewsArticle", "comment": [{"@type": "Comment", "license": u}]})),
    "JSON-LD software": lambda u: Parts(head=_ld({"@type": "SoftwareSourceCode", "license": u})),
    "JSON-LD cited work": lambda u: Parts(head=_ld({"@type": "Article", "citation": {"@type": "Article", "license": u}})),
    "JSON-LD list entry": lambda u: Parts(head=_ld({"@type": "ItemList", "itemListElement": [{"@type": "Article", "license": u}]})),
    "JSON-LD other article": lambda u: Parts(head=_ld([{"@type": "NewsArticle", "url": URL}, {"@type": "NewsArticle", "url": URL + "2", "license": u}])),
    "JSON-LD dataset": lambda u: Parts(head=_ld({"@type": "Dataset", "license": u})),
    "JSON-LD broken": lambda u: Parts(head=_ld(f'{{"@type":"Article","license":"{u}"')),
    "JSON-LD in prose": lambda u: Parts(inside=f'<p>"@type":"Article","license":"{u}"</p>'),
    "microdata picture": lambda u: Parts(after=f'<div itemscope itemtype="https://schema.org/ImageObject"><a rel="license" itemprop="license" href="{u}">CC</a></div>'),
    "microdata picture in an article": lambda u: Parts(after=(
        '<div itemscope itemtype="https://schema.org/Article"><div itemprop="image" itemscope '
        f'itemtype="https://schema.org/ImageObject"><meta itemprop="license" content="{u}"></div></div>')),
    "microdata comment": lambda u: Parts(after=f'<div itemscope itemtype="https://schema.org/Comment"><link itemprop="license" href="{u}"></div>'),
    "microdata product": lambda u: Parts(after=f'<div itemscope itemtype="https://schema.org/Product"><a rel="license" href="{u}">CC</a></div>'),
    "microdata cited article": lambda u: Parts(after=(
        '<div itemscope itemtype="https://schema.org/Article"><div itemprop="citation" itemscope '
        f'itemtype="https://schema.org/Article"><link itemprop="license" href="{u}"></div></div>')),
    "microdata list of articles": lambda u: Parts(after="".join(
        f'<div itemscope itemtype="https://schema.org/Article">{n}<link itemprop="license" href="{u}"></div>' for n in "ab")),
    "microdata without item": lambda u: Parts(after=f'<p><span itemprop="license" content="{u}">CC</span></p>'),
    "RDFa about a picture": lambda u: Parts(after=f'<div about="lamp.jpg"><a rel="license" href="{u}">CC</a></div>'),
    "RDFa about another page": lambda u: Parts(after=f'<div about="https://other.example/x"><a rel="license" href="{u}">CC</a></div>'),
    "RDFa picture": lambda u: Parts(after=f'<div typeof="ImageObject"><span property="license" content="{u}">CC</span></div>'),
    "RDFa still image": lambda u: Parts(after=(
        '<p><span href="http://purl.org/dc/dcmitype/StillImage" rel="dct:type">Lamp</span> by Roe is '
        f'licensed under <a rel="license" href="{u}">CC</a>.</p>')),
    "meta for photos": lambda u: Parts(head=f'<meta name="dcterms.rights" content="Photos: {u}">'),
    "meta description": lambda u: Parts(head=f'<meta name="description" content="This work is licensed under {u}">'),
    "meta keywords": lambda u: Parts(head=f'<meta name="keywords" content="license, {u}">'),
    "non-commercial beside": lambda u: Parts(inside=f'<p>This text is licensed under <a rel="license" href="{u}">CC</a>, non-commercial use only.</p>'),
    "printed in running text": lambda u: Parts(inside=f"<p>The terms are at {u} for those who want them.</p>"),
    "printed in a caption": lambda u: Parts(inside=f"<figure><figcaption>This work is licensed under {u}</figcaption></figure>"),
    "material of another page": lambda u: Parts(inside=f'<p>This article uses material from an encyclopedia, which is released under <a href="{u}">CC</a>.</p>'),
    "material in German": lambda u: Parts(inside=f'<p>Dieser Artikel basiert auf einem Artikel der Enzyklopädie und steht unter der Lizenz <a rel="license" href="{u}">CC</a>.</p>'),
    "design of this site": lambda u: Parts(footer=f'This site has a design published under <a href="{u}">CC</a>'),
    "map data": lambda u: Parts(footer=f'Data on this page: OpenStreetMap, <a href="{u}">CC</a>'),
    "embedded post": lambda u: Parts(inside=f'<div class="embed"><p>A post <a rel="license" href="{u}">CC</a></p></div>'),
    "commercial use on request": lambda u: Parts(inside=f'<p>This text is licensed under <a href="{u}">CC</a>. For commercial use, please contact us.</p>'),
    "sample after a colon": lambda u: Parts(inside=f'<p>To license a page, add this line at its end:</p><p>This work is licensed under <a href="{u}">CC</a>.</p>'),
    "sample amid an article": lambda u: Parts(inside=(
        f'<p>This work is licensed under <a rel="license" href="{u}">CC</a>.</p>'
         f"<p>{ARTICLES['en'][1]}</p><p>{ARTICLES['en'][2]}</p>")),
    "open sentence before another work": lambda u: Parts(
        inside='<p>This work is licensed under <a href="https://other.example/">these terms</a></p>',
        footer=f'Icons on this site: <a rel="license" href="{u}">CC</a>'),
    "open sentence before another part": lambda u: Parts(
        inside='<p>This work is licensed under <a href="https://other.example/">these terms</a></p>',
        after=f'<section class="next"><p><a href="{u}">CC</a></p></section>'),
    "microdata entry without an end": lambda u: Parts(after=(
        '<ul><li itemscope itemtype="https://schema.org/Article">Knots</ul>'
        f'<p><span itemprop="license" content="{u}">CC</span></p>')),
    "license of former days": lambda u: Parts(inside=f'<p>This blog was formerly published under <a href="{u}">CC</a>.</p>'),
    "title attribute": lambda u: Parts(inside=f'<p><span title="This work is licensed under {u}">Lamps</span></p>'),
}  # fmt: skip


def _twins() -> Iterator[Case]:
    for name in ("by 4.0", "cc0"):
        for twin, parts in TWINS.items():
            yield Case(f"twin / {twin} / {name}", parts(LICENSES[name].url), NOTHING)


# Addresses beside the license pages, each linked as if it were one.
NO_LICENSES: dict[str, str] = {
    "chooser": f"{CC}/choose/",
    "chooser results": f"{CC}/choose/results-one?license_code=by",
    "compatible licenses": f"{CC}/compatiblelicenses",
    "list of licenses": f"{CC}/licenses/",
    "start page": f"{CC}/",
    "feed": f"{CC}/licenses/by/4.0/feed/",
    "search": "https://search.creativecommons.org/licenses/by/4.0/",
    "standby": f"{CC}/licenses/standby/4.0/",
    "impossible type": f"{CC}/licenses/by-sa-nd/4.0/",
    "version to come": f"{CC}/licenses/by/5.0/",
    "some public domain": f"{CC}/publicdomain/something/1.0/",
    "zero of no version": f"{CC}/publicdomain/zero/4.0/",
    "path on another host": "https://example.com/by/4.0",
    "other port": "https://creativecommons.org:8443/licenses/by/4.0/",
    "other scheme": "ftp://creativecommons.org/licenses/by/4.0/",
    "own page": "/meta/license",
}


def _no_licenses() -> Iterator[Case]:
    for name, url in NO_LICENSES.items():
        link = f'<a rel="license" href="{url}">rights</a>'
        yield Case(f"no license / {name}", Parts(footer=f"Content of this site: {link}"), NOTHING)
        yield Case(
            f"no license / JSON-LD / {name}",
            Parts(head=_ld({"@type": "Article", "license": url})),
            NOTHING,
        )


UNOBSERVED = replace(NOTHING, tdm="not_observed", train="not_observed", search="not_observed")
_U = "unversioned"
# Licenses in words, without an address: (language of the article, sentence, what it is).
PROSE: dict[str, tuple[str, str, Licensed]] = {
    "en long": ("en", "This work is licensed under a Creative Commons Attribution-ShareAlike 4.0 International License.", _cc("", "CC-BY-SA-4.0")),
    "en short": ("en", "This article is published under CC BY 4.0.", _cc("", "CC-BY-4.0")),
    "en no version": ("en", "All content on this site is licensed under a Creative Commons Attribution license.", _cc("", f"LicenseRef-CC-BY-{_U}")),
    "en nc": ("en", "Our articles are available under CC BY-NC-ND 4.0.", _cc("", "CC-BY-NC-ND-4.0", "nc")),
    "en port": ("en", "This post is licensed under CC BY 3.0 DE.", _cc("", "CC-BY-3.0-DE", "open", "de")),
    "en text and images": ("en", "All text and images on this site are licensed under CC BY-SA 4.0.", _cc("", "CC-BY-SA-4.0")),
    "en zero": ("en", "This text is dedicated to the public domain under CC0 1.0.", _cc("", "CC0-1.0", "pd")),
    "en carve-out": ("en", "Except where otherwise noted, content on this site is licensed under CC BY 4.0.", _cc("", "CC-BY-4.0")),
    "de long": ("en", "Dieses Werk ist lizenziert unter einer Creative Commons Namensnennung - Weitergabe unter gleichen Bedingungen 3.0 Deutschland Lizenz.", _cc("", "CC-BY-SA-3.0-DE", "open", "de")),
    "de nc nd": ("en", "Dieser Text steht unter der Creative-Commons-Lizenz CC BY-NC-ND 4.0.", _cc("", "CC-BY-NC-ND-4.0", "nc")),
    "de nc in words": ("en", "Alle Inhalte dieser Seite stehen unter der Lizenz Creative Commons Namensnennung – Nicht kommerziell – Keine Bearbeitungen 4.0.", _cc("", "CC-BY-NC-ND-4.0", "nc")),
    "de carve-out": ("en", "Soweit nicht anders angegeben, stehen alle Texte dieser Website unter CC BY 4.0.", _cc("", "CC-BY-4.0")),
    "fr": ("en", "Cet article est mis à disposition selon les termes de la Licence Creative Commons Attribution - Partage dans les Mêmes Conditions 4.0 International.", _cc("", "CC-BY-SA-4.0")),
    "fr nc": ("en", "Ce texte est publié sous licence Creative Commons Attribution - Pas d'Utilisation Commerciale 3.0 France.", _cc("", "CC-BY-NC-3.0", "nc", "fr")),
    "es": ("en", "Este artículo se publica con licencia Creative Commons Reconocimiento 4.0 Internacional.", _cc("", "CC-BY-4.0")),
    "es nc": ("en", "Esta obra está bajo una licencia de Creative Commons Reconocimiento-NoComercial-SinObraDerivada 4.0 Internacional.", _cc("", "CC-BY-NC-ND-4.0", "nc")),
    "it": ("en", "Quest'opera è distribuita con Licenza Creative Commons Attribuzione 4.0 Internazionale.", _cc("", "CC-BY-4.0")),
    "it nc": ("en", "Questo articolo è distribuito con licenza Creative Commons Attribuzione - Non commerciale - Condividi allo stesso modo 4.0.", _cc("", "CC-BY-NC-SA-4.0", "nc")),
    "pt": ("en", "Este trabalho está licenciado sob uma Licença Creative Commons Atribuição 4.0 Internacional.", _cc("", "CC-BY-4.0")),
    "zh": ("zh", "本作品采用知识共享署名-相同方式共享 4.0 国际许可协议进行许可。", _cc("", "CC-BY-SA-4.0")),
    "zh port": ("zh", "本文采用知识共享署名 3.0 中国大陆许可协议进行许可。", _cc("", "CC-BY-3.0", "open", "cn")),
    "zh nc": ("zh", "版权声明：本博客所有文章除特别声明外，均采用 CC BY-NC-SA 4.0 许可协议。", _cc("", "CC-BY-NC-SA-4.0", "nc")),
    "zh nd": ("zh", "本文采用知识共享署名-禁止演绎 4.0 国际许可协议。", _cc("", "CC-BY-ND-4.0", "nd")),
    "zh Hant": ("zh", "本著作採用創用 CC 姓名標示-非商業性-相同方式分享 3.0 台灣 授權條款授權。", _cc("", "CC-BY-NC-SA-3.0", "nc", "tw")),
    "ja": ("ja", "この記事はクリエイティブ・コモンズ 表示 4.0 国際 ライセンスの下に提供されています。", _cc("", "CC-BY-4.0")),
    "ja nc sa": ("ja", "この作品は、クリエイティブ・コモンズ 表示 - 非営利 - 継承 4.0 国際 ライセンスで提供されています。", _cc("", "CC-BY-NC-SA-4.0", "nc")),
    "OGL": ("en", "All content on this site is available under the Open Government Licence v3.0, except where otherwise stated.", Licensed("", "OGL-UK-3.0", "government_open")),
    "OGL no version": ("en", "This page is published under the Open Government Licence.", Licensed("", f"LicenseRef-OGL-UK-{_U}", "government_open", None, "metadata_only")),
    "OGL Canada": ("en", "This page is published under the Open Government Licence - Canada (version 2.0).", Licensed("", "OGL-Canada-2.0", "government_open", None)),
    "parliament": ("en", "This page is licensed under the Open Parliament Licence v3.0.", Licensed("", "LicenseRef-Open-Parliament-3.0", "government_open", None)),
    "US government": ("en", "This work is a work of the United States Government and is in the public domain.", Licensed("", "LicenseRef-US-Government-Work", "public_domain", None)),
    "17 USC 105": ("en", "This article is in the public domain (17 U.S.C. § 105).", Licensed("", "LicenseRef-US-Government-Work", "public_domain", None)),
    "etalab": ("en", "Cet article est publié sous Licence Ouverte / Open Licence version 2.0.", Licensed("", "etalab-2.0", "government_open")),
    "DL-DE": ("en", "Dieser Text steht unter der Datenlizenz Deutschland – Namensnennung – Version 2.0.", Licensed("", "DL-DE-BY-2.0", "government_open")),
    "DL-DE zero": ("en", "Dieser Text steht unter der Datenlizenz Deutschland – Zero – Version 2.0.", Licensed("", "DL-DE-ZERO-2.0", "government_open")),
    "NLOD": ("en", "This page is available under the Norwegian Licence for Open Government Data (NLOD) 2.0.", Licensed("", "NLOD-2.0", "government_open")),
    "EU": ("en", "Reuse of this page is licensed by Commission Decision 2011/833/EU.", Licensed("", "LicenseRef-EU-2011-833", "government_open", None)),
    "public domain en": ("en", "This text is in the public domain.", Licensed("", "LicenseRef-Public-Domain", "public_domain", None, "metadata_only")),
    "public domain, no copyright": ("en", "This text is not subject to copyright and is in the public domain.", Licensed("", "LicenseRef-Public-Domain", "public_domain", None, "metadata_only")),
    "public domain de": ("en", "Dieser Text ist gemeinfrei.", Licensed("", "LicenseRef-Public-Domain", "public_domain", None, "metadata_only")),
    "public domain fr": ("en", "Ce texte relève du domaine public.", Licensed("", "LicenseRef-Public-Domain", "public_domain", None, "metadata_only")),
    "public domain es": ("en", "Este texto es de dominio público.", Licensed("", "LicenseRef-Public-Domain", "public_domain", None, "metadata_only")),
    "public domain it": ("en", "Questo testo è di pubblico dominio.", Licensed("", "LicenseRef-Public-Domain", "public_domain", None, "metadata_only")),
    "public domain zh": ("zh", "本文属于公有领域。", Licensed("", "LicenseRef-Public-Domain", "public_domain", None, "metadata_only")),
}  # fmt: skip


def entities(text: str) -> str:
    """Return a text with every character but spaces as a numeric reference."""
    return "".join(c if c == " " else f"&#{ord(c)};" for c in text)


def full_width(text: str) -> str:
    """Return a text with its ASCII letters, digits and signs in full width."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


# The encodings of a page, by what its sentences must be able to hold.
ENCODINGS: dict[str, tuple[str, Callable[[str], str]]] = {
    "utf-8": ("utf-8", str),
    "latin-1": ("iso-8859-1", str),
    "gb18030": ("gb18030", str),
    "big5": ("big5", str),
    "shift_jis": ("shift_jis", str),
    "utf-16": ("utf-16", str),
    "entities": ("utf-8", entities),
}
_BY_LANGUAGE = {
    "en": ("utf-8", "latin-1", "utf-16", "entities"),
    "zh": ("utf-8", "gb18030", "entities"),
    "ja": ("utf-8", "shift_jis", "entities"),
}


def _encodable(text: str, language: str, charset: str) -> bool:
    try:
        (text + "".join(ARTICLES[language])).encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _encoded(name: str, language: str, text: str, expect: Expect) -> Iterator[Case]:
    """One sentence in each encoding that can hold it."""
    for encoding in _BY_LANGUAGE[language]:
        charset, write = ENCODINGS[encoding]
        if _encodable(text, language, charset):
            parts = Parts(inside=f"<p>{write(text)}</p>")
            yield Case(f"{name} / {encoding}", parts, expect, charset, language)


# The same words of something else; {} is the sentence.
PROSE_TWINS: dict[str, Callable[[str], Parts]] = {
    "quoted": lambda s: Parts(inside=f"<p>The leaflet said: “{s}” It was blue.</p>"),
    "blockquote": lambda s: Parts(inside=f"<blockquote>{s}</blockquote>"),
    "caption": lambda s: Parts(inside=f"<figure><figcaption>{s}</figcaption></figure>"),
    "comment": lambda s: Parts(after=f'<div id="comments"><p>{s}</p></div>'),
    "code sample": lambda s: Parts(inside=f"<pre>{s}</pre>"),
    "hidden": lambda s: Parts(inside=f'<p style="display:none">{s}</p>'),
    "attribute": lambda s: Parts(inside=f'<p title="{s}">Lamps.</p>'),
}


def _prose() -> Iterator[Case]:
    for name, (language, text, license_) in PROSE.items():
        yield from _encoded(f"prose / {name}", language, text, license_.expect())
    for name in ("en long", "en zero", "OGL", "de long", "fr", "es", "it", "zh", "ja"):
        language, text, _ = PROSE[name]
        for twin, parts in PROSE_TWINS.items():
            yield Case(f"prose twin / {twin} / {name}", parts(text), NOTHING, "utf-8", language)
    yield Case(
        "prose / full width", Parts(inside="<p>本文采用" + full_width("CC BY-SA 4.0") + "许可协议。</p>"),
        _cc("", "CC-BY-SA-4.0").expect(), "gb18030", "zh",
    )  # fmt: skip
    for name, text in NO_PROSE.items():
        yield Case(f"prose twin / {name}", Parts(inside=f"<p>{text}</p>"), NOTHING)
    for name, text in NO_PROSE_HAN.items():
        yield Case(f"prose twin / {name}", Parts(inside=f"<p>{text}</p>"), NOTHING, "gb18030", "zh")


NO_PROSE: dict[str, str] = {
    "another work": "Her report is licensed under CC BY 4.0.",
    "another site": "The catalogue of the museum is published under CC0 1.0.",
    "photo": "The photo above this text is licensed under CC BY 4.0.",
    "photos on this site": "The photos on this site are licensed under CC BY 4.0.",
    "code": "The source code of this site is available under CC BY 4.0.",
    "denied": "This article is not licensed under CC BY 4.0.",
    "denied in German": "Dieser Text steht nicht unter CC BY 4.0.",
    "supposed": "If this article is licensed under CC BY 4.0, anybody may copy it.",
    "source of data": "This page, source: harbour office, is licensed under DL-DE-BY 2.0 (dl-de/by-2-0).",
    "photo, then the license": "The photos on this site are licensed. Creative Commons Attribution 4.0 International is often chosen.",
    "two paragraphs": "The photo above this text is licensed under CC BY 4.0.</p><p>Creative Commons Attribution 4.0 International is often chosen.",
    "more restricted": "This article is licensed under CC BY 4.0, but non-commercial use only.",
    "license without a type": "This work is licensed under a Creative Commons license.",
    "copy to the keeper": "Please send this article, published in May, cc by mail.",
    "material used": "This article uses material from an encyclopedia, which is released under CC BY-SA 4.0.",
    "design": "The design of this site is licensed under CC BY 4.0.",
    "data used": "This page contains public sector information licensed under the Open Government Licence v3.0.",
    "law on the public domain": "Works enter the public domain seventy years after the death of their author.",
    "maritime domain": "Cette page parle du domaine public maritime.",
    "picture in the public domain": "The picture in this article is in the public domain.",
    "about the license": "Creative Commons Attribution 4.0 International is the license most often chosen.",
    "open licence in general": "Ce texte parle des données sous licence ouverte.",
    "government work elsewhere": "The map is a work of the United States Government.",
    "badge words": "This page shows how the words CC BY 4.0 look in print: “CC BY 4.0”.",
}
NO_PROSE_HAN: dict[str, str] = {
    "zh picture": "图片采用知识共享署名 4.0 国际许可协议。",
    "zh other work": "该书采用知识共享署名 4.0 国际许可协议。",
    "zh denied": "本文不采用知识共享署名 4.0 国际许可协议。",
    "zh material": "本文部分内容来自百科，采用知识共享署名 4.0 国际许可协议。",
    "zh about it": "知识共享署名 4.0 国际许可协议是常见的协议之一。",
}

_ASKS = Expect("NONE", "permission_required")
_RESERVED = Expect("NONE", "reserved")
_REPRINT = Expect(status="conditional_reprint", release="review")
# Notices, each with what it makes of the page.
NOTICES: dict[str, tuple[str, str, Expect]] = {
    "en all rights": ("en", "© 2024 Harbour Notes. All rights reserved.", _RESERVED),
    "en reservation": ("en", "No part of this article may be reproduced without written permission.", _RESERVED),
    "en route": ("en", "This article may not be reproduced without permission; please contact desk@harbour.example.", _ASKS),
    "en condition": ("en", "Reproduction is permitted provided the source is acknowledged.", _REPRINT),
    "en mining": ("en", "Text and data mining of our content is expressly reserved.", replace(NOTHING, tdm="deny", train="deny")),
    "en copyright line": ("en", "© 2024 Harbour Notes", NOTHING),
    "en crown": ("en", "© Crown copyright 2024", NOTHING),
    "de all rights": ("en", "© 2024 Hafenblatt. Alle Rechte vorbehalten.", _RESERVED),
    "de reservation": ("en", "Nachdruck, auch auszugsweise, nur mit Genehmigung der Redaktion.", _RESERVED),
    "de condition": ("en", "Nachdruck mit Quellenangabe gestattet.", _REPRINT),
    "de mining": ("en", "Die Nutzung unserer Inhalte für Text- und Data-Mining bleibt vorbehalten (§ 44b UrhG).", replace(NOTHING, tdm="deny", train="deny")),
    "fr all rights": ("en", "Tous droits réservés.", _RESERVED),
    "fr reservation": ("en", "Toute reproduction, même partielle, est interdite.", _RESERVED),
    "fr condition": ("en", "Reproduction autorisée sous réserve de la mention de la source.", _REPRINT),
    "fr mining": ("en", "Toute fouille de textes et de données sur nos contenus est interdite.", replace(NOTHING, tdm="deny", train="deny")),
    "es all rights": ("en", "Todos los derechos reservados.", _RESERVED),
    "es reservation": ("en", "Queda prohibida la reproducción total o parcial sin autorización.", _RESERVED),
    "es condition": ("en", "Se permite la reproducción citando la fuente.", _REPRINT),
    "es training": ("en", "El uso de este contenido para el entrenamiento de inteligencia artificial está prohibido.", replace(NOTHING, tdm="deny", train="deny")),
    "it all rights": ("en", "Tutti i diritti riservati.", _RESERVED),
    "it reservation": ("en", "È vietata la riproduzione, anche parziale.", _RESERVED),
    "it condition": ("en", "La riproduzione è consentita citando la fonte.", _REPRINT),
    "it training": ("en", "L'uso dei nostri contenuti per l'addestramento di sistemi di IA è vietato.", replace(NOTHING, tdm="deny", train="deny")),
    "zh all rights": ("zh", "临江网 版权所有", _RESERVED),
    "zh reservation": ("zh", "未经授权，不得转载。", _RESERVED),
    "zh route": ("zh", "未经授权，不得转载，请与本网联系。", _ASKS),
    "zh reservation in spaced letters": ("zh", "未 经 授 权 ， 不 得 转 载 。", _RESERVED),
    "zh rights in full width": ("zh", full_width("© 2024") + " 临江网 版权所有", _RESERVED),
    "zh Hant reservation": ("zh", "未經授權，不得轉載。", _RESERVED),
    "zh condition": ("zh", "转载请注明出处：临江网", _REPRINT),
    "zh condition that reserves": ("zh", "转载须经版权人书面授权并注明来源", _RESERVED),
    "zh platform": ("zh", "本文为溪边号作者上传并发布，仅提供信息发布平台。", Expect("NONE", "platform_upload")),
    "zh training": ("zh", "未经授权不得转载，不得用于训练人工智能模型。", replace(_RESERVED, tdm="deny", train="deny")),
    "ja all rights": ("ja", "全著作権所有", _RESERVED),
    "ja reservation": ("ja", "記事の無断転載を禁じます。", _RESERVED),
    "ja condition": ("ja", "転載の際は出典を明記してください。", _REPRINT),
    "ja training": ("ja", "当サイトのコンテンツをAIの学習に使用することを禁じます。", replace(NOTHING, tdm="deny", train="deny")),
}  # fmt: skip
# Sentences in the same words that reserve nothing of this page.
NO_NOTICES: dict[str, tuple[str, str]] = {
    "en trial": ("en", "The paper copied the photo without permission, the court heard."),
    "en seats": ("en", "All seats are reserved."),
    "en directive": (
        "en",
        "The directive allows text and data mining unless rights have been reserved by the author.",
    ),
    "en some rights": ("en", "Some rights reserved"),
    "de pesticide": ("en", "Die Verwendung von Pestiziden ist nur mit Genehmigung erlaubt."),
    "fr salmon": (
        "en",
        "La reproduction des saumons dans cette rivière reste interdite jusqu'en mai.",
    ),
    "es trout": (
        "en",
        "La reproducción de las truchas en el río está prohibida en invierno por ley.",
    ),
    "it species": (
        "en",
        "La riproduzione delle specie in cattività è vietata dalla legge regionale.",
    ),
    "zh trial": ("zh", "法院判决被告未经授权不得转载他人作品。"),
    "zh site": ("zh", "未经批准不得进入施工区域。"),
    "ja school": ("ja", "学習塾でAIの学習を禁止する学校が増えた。"),
}


def _notices() -> Iterator[Case]:
    for name, (language, text, expect) in NOTICES.items():
        yield from _encoded(f"notice / {name}", language, text, expect)
        caption = Parts(inside=f"<figure><figcaption>{text}</figcaption></figure>")
        yield Case(f"notice twin / caption / {name}", caption, NOTHING, "utf-8", language)
    for name, (language, text) in NO_NOTICES.items():
        yield from _encoded(f"notice twin / {name}", language, text, NOTHING)


_GOOD = LICENSES["by 4.0"].expect()
_CONFLICT = Expect(status="conflicting", scope="page", release="review")
_MARK = f'<p><a rel="license" href="{BY}">CC</a></p>'
# Several signals on one page.
TOGETHER: dict[str, tuple[Parts, Expect]] = {
    "license and a holder": (Parts(after=_MARK, footer="© 2024 Harbour Notes"), _GOOD),
    "license and all rights": (Parts(after=_MARK, footer="© 2024 Harbour Notes. All rights reserved."), _CONFLICT),
    "license and a reservation": (Parts(after=f"{_MARK}<p>未经授权，不得转载。</p>"), _CONFLICT),
    "license and a condition": (Parts(after=f"{_MARK}<p>Nachdruck mit Quellenangabe gestattet.</p>"), _GOOD),
    "license and a reserved picture": (Parts(inside="<figure><figcaption>© Roe. All rights reserved.</figcaption></figure>", after=_MARK), _GOOD),
    "two licenses": (Parts(after=f'{_MARK}<p><a rel="license" href="{CC}/licenses/by-nc/4.0/">CC</a></p>'), _CONFLICT),
    "words against the link": (Parts(after=f"{_MARK}<p>This work is licensed under CC BY-NC 4.0.</p>"), _CONFLICT),
    "words of another type in the link": (
        Parts(after=f'<p>This work is licensed under <a rel="license" href="{BY}">Attribution-NonCommercial 4.0</a></p>'), NOTHING),
    "words and link agree": (Parts(after=f"{_MARK}<p>This work is licensed under CC BY 4.0.</p>"), _GOOD),
    "label in the footer": (Parts(footer="License: CC BY 4.0"), _GOOD),
    "label of a picture in the footer": (Parts(footer="Photo license: CC BY 4.0"), NOTHING),
    "label in the text": (Parts(inside="<p>License: CC BY 4.0</p>"), NOTHING),
    "words without version": (Parts(after=f"{_MARK}<p>This work is licensed under CC BY.</p>"), _GOOD),
    "words without port": (
        Parts(after=f'<p><a rel="license" href="{CC}/licenses/by/3.0/de/">CC</a></p><p>This work is licensed under CC BY 3.0.</p>'),
        Expect("CC-BY-3.0-DE", "open_license", "page", "de", "full_text")),
    "the same twice": (Parts(after=_MARK, footer=f"This site: {_MARK}"), _GOOD),
    "article beats page": (
        Parts(head=_ld({"@type": "Article", "license": f"{CC}/licenses/by-nc/4.0/"}), after=_MARK),
        Expect("CC-BY-NC-4.0", "open_license_nc", "article")),
    "article beats the footer's reservation": (
        Parts(head=_ld({"@type": "Article", "license": BY}), footer="© Harbour Notes. All rights reserved."),
        replace(_GOOD, scope="article")),
    "site license and a reservation": (
        Parts(head=_ld({"@type": "WebSite", "license": BY}), footer="© Harbour Notes. All rights reserved."),
        replace(_CONFLICT, scope="site")),
    "picture license and page reservation": (
        Parts(inside=TWINS["figure"](BY).inside, footer="© Harbour Notes. All rights reserved."), _RESERVED),
    "license and noai": (Parts(head='<meta name="robots" content="noai">', after=_MARK), replace(_GOOD, release="metadata_only", train="deny")),
    "license and tdm 1": (Parts(after=_MARK, headers=(("tdm-reservation", "1"),)), replace(_GOOD, release="metadata_only", tdm="deny")),
    "license and tdm 0": (Parts(after=_MARK, headers=(("tdm-reservation", "0"),)), replace(_GOOD, tdm="allow")),
    "license and terms for machines": (
        Parts(head='<link rel="license" type="application/rsl+xml" href="/rsl.xml">', after=_MARK),
        replace(_GOOD, release="metadata_only", train="conditional")),
    "training allowed is no license": (Parts(headers=(("content-usage", "train-ai=y"),)), replace(NOTHING, train="allow")),
    "mining allowed is no license": (Parts(head='<meta name="tdm-reservation" content="0">'), replace(NOTHING, tdm="allow")),
    "mining reserved in prose": (
        Parts(after=f"{_MARK}<p>Text and data mining of our content is expressly reserved.</p>"),
        replace(_GOOD, release="metadata_only", tdm="deny", train="deny")),
}  # fmt: skip


def _robots_meta(value: str) -> Parts:
    return Parts(head=f'<meta name="robots" content="{value}">')


def _rsl(terms: str, url: str = "/", more: str = "") -> Parts:
    return Parts(head=(
        '<script type="application/rsl+xml"><rsl xmlns="https://rslstandard.org/rsl">'
        f'<content url="{url}"{more}><license>{terms}</license></content></rsl></script>'))  # fmt: skip


# Preferences: (parts, tdm, train, search); "-" is unknown: looked at, and nothing said.
_SAYS: dict[str, AiValue] = {"-": "unknown", "d": "deny", "a": "allow", "c": "conditional"}
PREFERENCES: dict[str, tuple[Parts, str]] = {
    "nothing said": (Parts(), "---"),
    "meta noai": (_robots_meta("index, noai"), "-d-"),
    "meta NOAI": (_robots_meta("NOAI,NOIMAGEAI"), "-d-"),
    "meta noml": (_robots_meta("noml"), "-d-"),
    "meta noimageai": (_robots_meta("noimageai"), "---"),
    "meta noarchive": (_robots_meta("noarchive, nosnippet"), "---"),
    "meta that only looks so": (Parts(head='<meta name="keywords" content="noai">'), "---"),
    "meta of one agent": (Parts(head='<meta name="GPTBot" content="noai">'), "-d-"),
    "header noai": (Parts(headers=(("x-robots-tag", "noai"),)), "-d-"),
    "header noai for an agent": (Parts(headers=(("x-robots-tag", "otherbot: noindex, noai"),)), "-d-"),
    "header in capitals": (Parts(headers=(("X-Robots-Tag", "NOAI"),)), "-d-"),
    "header noindex": (Parts(headers=(("x-robots-tag", "noindex"),)), "---"),
    "tdm meta 1": (Parts(head='<meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="/p.json">'), "d--"),
    "tdm meta 0": (Parts(head='<meta name="tdm-reservation" content="0">'), "a--"),
    "tdm meta of no value": (Parts(head='<meta name="tdm-reservation" content="true">'), "---"),
    "tdm policy alone": (Parts(head='<meta name="tdm-policy" content="/p.json">'), "---"),
    "tdm header": (Parts(headers=(("tdm-reservation", "1"),)), "d--"),
    "tdm meta beats header": (Parts(head='<meta name="tdm-reservation" content="0">', headers=(("tdm-reservation", "1"),)), "a--"),
    "tdmrep": (Parts(tdmrep='[{"location":"/notes/","tdm-reservation":1}]'), "d--"),
    "tdmrep first match": (Parts(tdmrep='[{"location":"/notes/*","tdm-reservation":0},{"location":"/","tdm-reservation":1}]'), "a--"),
    "tdmrep of another path": (Parts(tdmrep='[{"location":"/shop/","tdm-reservation":1}]'), "---"),
    "tdmrep broken": (Parts(tdmrep='[{"location":'), "---"),
    "tdmrep beaten by header": (Parts(tdmrep='[{"location":"/","tdm-reservation":1}]', headers=(("tdm-reservation", "0"),)), "a--"),
    "robots names a trainer": (Parts(robots="User-agent: GPTBot\nDisallow: /\n"), "-d-"),
    "robots names a trainer elsewhere": (Parts(robots="User-agent: GPTBot\nDisallow: /shop/\n"), "---"),
    "robots for all": (Parts(robots="User-agent: *\nDisallow: /\n"), "---"),
    "robots allow in a tie": (Parts(robots="User-agent: CCBot\nDisallow: /notes/\nAllow: /notes/lamps\n"), "---"),
    "robots of another agent": (Parts(robots="User-agent: otherbot\nDisallow: /\n"), "---"),
    "signals": (Parts(robots="User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /\n"), "-da"),
    "signals yes": (Parts(robots="User-agent: *\nContent-Signal: ai-train=yes\n"), "-a-"),
    "signals ai-input alone": (Parts(robots="User-agent: *\nContent-Signal: ai-input=no\n"), "---"),
    "signals of unknown labels": (Parts(robots="User-agent: *\nContent-Signal: search-ai=no, ai-train=maybe\n"), "---"),
    "signals of another agent": (Parts(robots="User-agent: otherbot\nContent-Signal: ai-train=no\n"), "---"),
    "signals in a comment": (Parts(robots="# Content-Signal: ai-train=no\nUser-agent: *\nAllow: /\n"), "---"),
    "usage in robots": (Parts(robots="User-agent: *\nContent-Usage: /notes/ train-ai=n\n"), "-d-"),
    "usage in robots elsewhere": (Parts(robots="User-agent: *\nContent-Usage: /shop/ train-ai=n\n"), "---"),
    "usage header": (Parts(headers=(("content-usage", "train-ai=n, search=y"),)), "-da"),
    "usage header unknown label": (Parts(headers=(("content-usage", "train-cats=n"),)), "---"),
    "usage header unknown value": (Parts(headers=(("content-usage", "train-ai=maybe"),)), "---"),
    "usage of an old draft": (Parts(headers=(("content-usage", "train-genai=n;x=1, tdm=n"),)), "dd-"),
    "usage with an exception": (Parts(headers=(("content-usage", "train-ai=n;exceptions=cc-cr"),)), "-c-"),
    "any deny holds": (Parts(head='<meta name="robots" content="noai">', headers=(("content-usage", "train-ai=y"),)), "-d-"),
    "rsl link": (Parts(head='<link rel="license" type="application/rsl+xml" href="/rsl.xml">'), "-c-"),
    "rsl header": (Parts(headers=(("link", '</rsl.xml>; rel="license"; type="application/rsl+xml"'),)), "-c-"),
    "rsl robots": (Parts(robots="License: https://harbour.example/rsl.xml\nUser-agent: *\nAllow: /\n"), "-c-"),
    "rsl link of another relation": (Parts(head='<link rel="alternate" type="application/rsl+xml" href="/rsl.xml">'), "---"),
    "rsl permits search": (_rsl('<permits type="usage">search</permits>'), "-da"),
    "rsl permits all, free": (_rsl('<permits type="usage">all</permits><payment type="free"/>'), "aaa"),
    "rsl permits training for a price": (_rsl('<permits type="usage">ai-train</permits><payment type="training"/>'), "-cd"),
    "rsl prohibits ai": (_rsl('<prohibits type="usage">ai-all</prohibits>'), "dd-"),
    "rsl license server": (_rsl('<permits type="usage">all</permits>', more=' server="https://s.example"'), "ccc"),
    "rsl of another path": (_rsl('<prohibits type="usage">all</prohibits>', "/shop/"), "---"),
    "rsl of another host": (_rsl('<prohibits type="usage">all</prohibits>', "https://other.example/"), "---"),
    "rsl by user": (_rsl('<permits type="user">education</permits><prohibits type="usage">ai-train</prohibits>'), "-d-"),
    "rsl printed": (Parts(inside="<pre>&lt;rsl xmlns='https://rslstandard.org/rsl'>&lt;content url='/'></pre>"), "---"),
    "picture may not be mined": (Parts(head=_ld({"@type": "ImageObject", "usageInfo": "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED"})), "---"),
}  # fmt: skip


def _preferences() -> Iterator[Case]:
    for name, (parts, said) in PREFERENCES.items():
        tdm, train, search = (_SAYS[letter] for letter in said)
        expect = replace(NOTHING, tdm=tdm, train=train, search=search)
        yield Case(f"preference / {name}", parts, expect)
    yield Case("preference / nothing observed", Parts(), UNOBSERVED, metas=False)
    yield Case(
        "preference / a header observed", Parts(headers=(("server", "x"),)), NOTHING, metas=False
    )
    yield Case(
        "preference / a record observed",
        Parts(robots="User-agent: *\nAllow: /\n"),
        NOTHING,
        metas=False,
    )


_NC = f"{CC}/licenses/by-nc/4.0/"
# Errors of other detectors that facts on peers name: what each page must get here.
PEERS: dict[str, tuple[Parts, Expect]] = {
    "C5 misses a licence in a graph": (PLACES["JSON-LD graph"][1](BY), LICENSES["by 4.0"].expect("article")),
    "C5 misses DC.rights": (Parts(head=f'<meta name="DC.rights" content="{BY}">'), _GOOD),
    "C5 misses dcterms.license": (PLACES["meta dcterms"][1](BY), _GOOD),
    "C5 misses meta copyright": (PLACES["meta copyright"][1](BY), _GOOD),
    "C5 misses microdata": (PLACES["microdata link"][1](BY), LICENSES["by 4.0"].expect("article")),
    "C5 misses plain text": (PLACES["printed address"][1](BY), _GOOD),
    "C5 misses OGL": (PLACES["a rel"][1](LICENSES["OGL 3"].url), LICENSES["OGL 3"].expect()),
    "C5 misses prose": (Parts(inside="<p>Dieser Text steht unter CC BY 4.0.</p>"), _GOOD),
    "C5 misses a capital footer": (PLACES["Site-Footer"][1](BY), _GOOD),
    "C5 takes a photo caption": (TWINS["figure"](BY), NOTHING),
    "C5 takes an ImageObject": (TWINS["JSON-LD picture"](BY), NOTHING),
    "C5 takes another host": (TWINS["other host"](BY), NOTHING),
    "C5 takes a share link": (TWINS["share link"](BY), NOTHING),
    "C5 takes compatiblelicenses": (Parts(footer=f'<a href="{NO_LICENSES["compatible licenses"]}">Content</a>'), NOTHING),
    "C5 takes the chooser": (Parts(footer=f'<a href="{NO_LICENSES["chooser"]}">Content</a>'), NOTHING),
    "C5 takes a badge address as a licence": (Parts(inside='<p><a href="https://i.creativecommons.org/l/by/4.0/88x31.png">x</a></p>'), NOTHING),
    "C5 drops the port": (PLACES["a rel"][1](f"{CC}/licenses/by-sa/2.1/jp/"), LICENSES["by-sa 2.1 jp"].expect()),
    "C5 drops igo": (PLACES["a rel"][1](f"{CC}/licenses/by/3.0/igo/"), LICENSES["by 3.0 igo"].expect()),
    "C5 does not know by-nd-nc": (PLACES["a rel"][1](f"{CC}/licenses/by-nd-nc/1.0/"), LICENSES["old order"].expect()),
    "C5 does not know nc-sa": (PLACES["a rel"][1](f"{CC}/licenses/nc-sa/1.0/"), LICENSES["old type"].expect()),
    "C5 does not know sampling+": (PLACES["a rel"][1](f"{CC}/licenses/sampling+/1.0/"), LICENSES["sampling+"].expect()),
    "C5 does not know publicdomain": (PLACES["a rel"][1](f"{CC}/licenses/publicdomain/"), LICENSES["old public domain"].expect()),
    "dolma is case-sensitive": (PLACES["a rel"][1](LICENSES["capitals"].url), _GOOD),
    "dolma knows no www": (PLACES["a rel"][1](LICENSES["www and http"].url), _GOOD),
    "dolma knows one order": (PLACES["a rel"][1](f"{CC}/licenses/by-nd-nc/1.0/"), LICENSES["old order"].expect()),
    "dolma never matches CC0": (PLACES["a rel"][1](f"{CC}/publicdomain/zero/1.0/"), LICENSES["cc0"].expect()),
    "dolma never matches the mark": (PLACES["a rel"][1](f"{CC}/publicdomain/mark/1.0/"), replace(LICENSES["mark"].expect())),
    "dolma reads comments": (TWINS["comment in the source"](BY), NOTHING),
    "dolma reads scripts": (TWINS["script"](BY), NOTHING),
    "CCCC's filter passes NC": (PLACES["a rel"][1](_NC), Expect("CC-BY-NC-4.0", "open_license_nc", "page")),
    "CCCC's filter passes ND": (PLACES["a rel"][1](f"{CC}/licenses/by-nd/4.0/"), LICENSES["by-nd 4.0"].expect()),
    "Common Pile loses share-alike": (PLACES["a rel"][1](f"{CC}/licenses/by-sa/2.0/"), LICENSES["by-sa 2.0 keeps share-alike"].expect()),
    "Common Pile reads standby": (PLACES["a rel"][1](NO_LICENSES["standby"]), NOTHING),
    "Common Pile drops the port": (PLACES["a rel"][1](f"{CC}/licenses/by/3.0/cn/"), LICENSES["port without an id"].expect()),
    "Common Pile takes any public domain": (PLACES["a rel"][1](NO_LICENSES["some public domain"]), NOTHING),
    "trafilatura wants rel exactly": (PLACES["rel token list"][1](BY), _GOOD),
    "trafilatura takes by/4.0 on any host": (Parts(footer='<a href="https://example.com/by/4.0">Content</a>'), NOTHING),
    "trafilatura knows no link element": (PLACES["link"][1](BY), _GOOD),
    "trafilatura knows no JSON-LD": (PLACES["JSON-LD article"][1](BY), LICENSES["by 4.0"].expect("article")),
    "trafilatura drops the port": (PLACES["a rel"][1](f"{CC}/licenses/by-nc-nd/3.0/de/"), LICENSES["by-nc-nd 3.0 de"].expect()),
    "all: music credit": (TWINS["music credit"](BY), NOTHING),
    "all: a library": (TWINS["library"](BY), NOTHING),
    "all: photos on this blog": (TWINS["all photos on this blog"](BY), NOTHING),
    "all: user contributions": (TWINS["user contributions"](BY), NOTHING),
    "all: licence on an own page": (Parts(footer='<a rel="license" href="/meta/license">Content</a>'), NOTHING),
}  # fmt: skip


# Lines of text dumps, which hold no markup, headers or records.
PLAIN: dict[str, tuple[str, str, str, Expect]] = {
    "says nothing": ("utf-8", "en", "The fog lifted at eleven.", UNOBSERVED),
    "license": ("utf-8", "en", f"This work is licensed under {BY}", _GOOD),
    "license in words": ("iso-8859-1", "en", "Dieser Text steht unter CC BY 4.0.", _GOOD),
    "license in Chinese": ("gb18030", "zh", "本文采用知识共享署名 4.0 国际许可协议进行许可。", _GOOD),
    "license in Japanese": ("shift_jis", "ja", "この記事はクリエイティブ・コモンズ 表示 4.0 国際 ライセンスの下に提供されています。", _GOOD),
    "reservation": ("gb18030", "zh", "未经授权，不得转载。", _RESERVED),
    "reservation in spaced letters": ("gb18030", "zh", "未 经 授 权 ， 不 得 转 载 。", _RESERVED),
    "full width": ("gb18030", "zh", full_width("© 2024") + " 临江网 版权所有", _RESERVED),
    "license in markup": ("utf-8", "en", f'<a rel="license" href="{BY}">CC</a>', NOTHING),
    "mention": ("utf-8", "en", f"The terms are at {BY} for those who want them.", NOTHING),
    "preference in markup": ("utf-8", "en", '<meta name="robots" content="noai">', NOTHING),
    "photo": ("utf-8", "en", "Photo: Jane Roe, CC BY 4.0", NOTHING),
}  # fmt: skip


def _plain() -> Iterator[Case]:
    for name, (charset, language, line, expect) in PLAIN.items():
        unseen = replace(expect, tdm="not_observed", train="not_observed", search="not_observed")
        yield Case(f"text dump / {name}", Parts(inside=line), unseen, charset, language, plain=True)


def pairs_of_twins() -> Iterator[Case]:
    """Yield pages with two twins each: none of them may ship either."""

    def joined(one: str, two: str) -> str:
        return f"{one} <br> {two}" if one and two else one + two

    found = [(name, parts(BY)) for name, parts in TWINS.items()]
    found += [(name, Parts(inside=f"<p>{text}</p>")) for name, text in NO_PROSE.items()]
    for step in (1, 7):
        for i, (name, a) in enumerate(found):
            other, b = found[(i + step) % len(found)]
            both = Parts(
                a.head + b.head, a.lead + b.lead, joined(a.inside, b.inside),
                joined(a.after, b.after), joined(a.footer, b.footer), a.headers + b.headers,
            )  # fmt: skip
            yield Case(f"pair / {name} / {other}", both, NOTHING)


def cases() -> list[Case]:
    """Return all cases; their ids are unique."""
    found = [
        *_licensed(),
        *_badges(),
        *_twins(),
        *_no_licenses(),
        *_prose(),
        *_notices(),
        *_preferences(),
        *_plain(),
    ]
    found += [Case(f"together / {name}", *pair) for name, pair in TOGETHER.items()]
    found += [Case(f"peers / {name}", *pair) for name, pair in PEERS.items()]
    return found
