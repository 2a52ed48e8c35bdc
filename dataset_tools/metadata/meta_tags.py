"""Read <meta>, <link> and <title>: which names carry which field, in order of trust."""

import re
from collections.abc import Iterable, Iterator

from dataset_tools.blocks import Outline, Tag
from dataset_tools.metadata.structured import Structured

# Names as found in the wild; Chinese content systems use the ones without a prefix.
NAMES: dict[str, tuple[str, ...]] = {
    "title": (
        "og:title", "twitter:title", "articletitle", "dc.title", "dcterms.title",
        "citation_title", "parsely-title", "sailthru.title", "headline",
    ),
    "summary": (
        "og:description", "description", "twitter:description", "dc.description",
        "dcterms.description", "dcterms.abstract",
    ),
    "section": (
        "article:section", "og:section", "columnname", "channel", "parsely-section", "section",
        "articlesection",
    ),
    "publisher": (
        "og:site_name", "dc.publisher", "dcterms.publisher", "sitename", "application-name",
    ),
    "authors": (
        "article:author", "author", "dc.creator", "dcterms.creator", "citation_author",
        "parsely-author", "sailthru.author", "byl",
    ),
    "source": ("contentsource", "source", "original-source", "mediaid"),
    "editors": ("editor", "contenteditor"),
    "published": (
        "article:published_time", "og:published_time", "article:published", "datepublished",
        "pubdate", "publishdate", "publish-date", "published-date", "publish_date",
        "published_time",
        "publication_date", "publisheddate", "dc.date.issued", "dcterms.issued",
        "dcterms.created", "dc.date.created", "dc.date", "dcterms.date", "dc.terms.date",
        "citation_publication_date", "citation_date", "citation_online_date",
        "parsely-pub-date", "sailthru.date", "article.published", "pub_date", "ptime",
        "bt:pubdate", "og:article:published_time", "article_date_original", "release_date",
        "date", "datecreated",
    ),
    "canonical": ("og:url",),
    "modified": (
        "article:modified_time", "og:updated_time", "dcterms.modified", "dc.date.modified",
        "lastmod", "datemodified", "last-modified", "og:article:modified_time", "revised",
    ),
    # The day of the page file, which some content systems write anew at every change.
    "written": ("apub:time", "dateupdate", "firstpublishedtime", "creationdate"),
}  # fmt: skip
_KNOWN = frozenset(name for names in NAMES.values() for name in names)
_CONTENT = re.compile(r"""\bcontent\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)


def index_metas(tags: Iterable[Tag]) -> dict[str, list[tuple[Tag, str]]]:
    """Return (tag, value) of each meta of `NAMES` that has a value, by its lower-case name."""
    found: dict[str, list[tuple[Tag, str]]] = {}
    for tag in tags:
        attrs = tag.attrs
        name = attrs.get("property") or attrs.get("name") or attrs.get("itemprop")
        if not name or (name := name.lower()) not in _KNOWN:
            continue
        if value := " ".join(attrs.get("content", "").split()):
            found.setdefault(name, []).append((tag, value))
    return found


def find_meta(source: Outline | Structured, field: str) -> Iterator[tuple[Tag, str]]:
    """Yield (tag, value) of the metas of one field, the most trusted name first."""
    metas = index_metas(source.named("meta")) if isinstance(source, Outline) else source.metas
    for name in NAMES[field]:
        yield from metas.get(name, ())


def content_span(page_text: str, tag: Tag) -> tuple[int, int]:
    """Return the span of the value of the attribute ``content`` (the tag if it has none)."""
    return value_span(page_text, tag, _CONTENT)


def value_span(page_text: str, tag: Tag, pattern: re.Pattern[str]) -> tuple[int, int]:
    """Return the span of the first group of `pattern` in a start tag, without its quotes."""
    match = pattern.search(page_text, tag.start, tag.end)
    if match is None:
        return tag.start, tag.end
    start, end = match.span(1)
    quoted = page_text[start] in "\"'"
    return start + quoted, end - quoted
