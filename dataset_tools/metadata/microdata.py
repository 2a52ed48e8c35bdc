"""Read microdata and RDFa of the page's article: values with their places."""

import re
from collections.abc import Iterator

from dataset_tools.blocks import Tag
from dataset_tools.metadata.meta_tags import content_span, value_span
from dataset_tools.metadata.structured import Structured
from dataset_tools.model import Page

_DATETIME = re.compile(r"""\bdatetime\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)
_OTHERS = ("comment", "answer", "review", "imageobject", "videoobject")
_OUTSIDE = frozenset({"nav", "footer", "aside"})

Value = tuple[str, tuple[int, int]]


def properties(page: Page, structured: Structured, *names: str) -> Iterator[Value]:
    """Yield (value, span) of microdata and RDFa properties outside comments, in page order.

    `names` are local names in lower case: ``datepublished`` fits ``itemprop="datePublished"``
    and ``property="schema:datePublished"``.
    """
    other = False
    for tag in structured.items:
        attrs = tag.attrs
        if "itemtype" in attrs:
            kind = attrs["itemtype"].rstrip("/").rpartition("/")[2].lower()
            other = kind.startswith(_OTHERS)
        told = attrs.get("itemprop") or attrs.get("property")
        if not told or other or tag.region in _OUTSIDE:
            continue
        for word in told.split()[:4]:
            if word.rpartition(":")[2].lower() in names and (value := tag_value(page, tag)):
                yield value
                break


def tag_value(page: Page, tag: Tag) -> Value | None:
    """Return the value that an element states: its attribute, else its text; None if it has none.

    A link's address is no text, and is not returned.
    """
    if "content" in tag.attrs:
        value = " ".join(tag.attrs["content"].split())
        return (value, content_span(page.text, tag)) if value else None
    if tag.attrs.get("datetime"):
        return tag.attrs["datetime"].strip(), value_span(page.text, tag, _DATETIME)
    if tag.text and tag.name != "a":
        raw = page.text[tag.text_start : tag.text_end]
        start = tag.text_start + len(raw) - len(raw.lstrip())
        return tag.text, (start, start + len(raw.strip()))
    return None
