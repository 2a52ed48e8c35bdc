"""Read <meta>, <link> and <title>: which names carry which field, in order of trust."""

import re
from collections.abc import Iterator

from dataset_tools.blocks import Outline, Tag

# Names as found in the wild; Chinese content systems use the ones without a prefix.
NAMES: dict[str, tuple[str, ...]] = {
    "title": ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title"),
    "summary": ("og:description", "description", "twitter:description", "dc.description"),
    "section": ("article:section", "columnname", "channel"),
    "publisher": ("og:site_name", "dc.publisher", "dcterms.publisher", "application-name"),
    "authors": (
        "article:author", "author", "dc.creator", "dcterms.creator", "citation_author",
        "parsely-author", "sailthru.author", "byl",
    ),
    "source": ("contentsource", "source", "original-source", "mediaid"),
    "editors": ("editor", "contenteditor"),
    "published": (
        "article:published_time", "og:published_time", "datepublished", "pubdate",
        "publishdate", "dc.date", "dcterms.date", "dcterms.created", "dc.date.issued",
        "citation_publication_date", "parsely-pub-date", "date", "sailthru.date",
    ),
    "modified": ("article:modified_time", "og:updated_time", "dcterms.modified", "lastmod"),
}  # fmt: skip
_CONTENT = re.compile(r"""\bcontent\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)


def find_meta(outline: Outline, field: str) -> Iterator[tuple[Tag, str]]:
    """Yield (tag, value) of the metas of one field, the most trusted name first."""
    by_name: dict[str, list[tuple[Tag, str]]] = {}
    for tag in outline.named("meta"):
        name = tag.attrs.get("property") or tag.attrs.get("name") or tag.attrs.get("itemprop")
        value = " ".join(tag.attrs.get("content", "").split())
        if name and value:
            by_name.setdefault(name.lower(), []).append((tag, value))
    for name in NAMES[field]:
        yield from by_name.get(name, ())


def content_span(page_text: str, tag: Tag) -> tuple[int, int]:
    """Return the span of the value of the attribute ``content`` (the tag if it has none)."""
    match = _CONTENT.search(page_text, tag.start, tag.end)
    if match is None:
        return tag.start, tag.end
    start, end = match.span(1)
    quoted = page_text[start] in "\"'"
    return start + quoted, end - quoted
