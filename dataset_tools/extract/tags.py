"""The tags of interest of a page: metas, titles, JSON-LD, items, times."""

import re
from collections.abc import Iterable

from dataset_tools.blocks import MAX_LABEL, Tag, inner_text, parse_attrs
from dataset_tools.extract.elements import NAMES, NUMBERS
from dataset_tools.extract.names import REGIONS

MAX_TITLE = 4_000  # characters of a <title>
MAX_TEXT = 300  # characters of the text of an item or a <time>
_REGION_NAMES = ("", *REGIONS)
_LINK, _TITLE, _SCRIPT = NUMBERS["link"], NUMBERS["title"], NUMBERS["script"]
# Links to what a browser loads say nothing of the text.
_LOADED = re.compile(
    r"""\srel=["']?(?:stylesheet|(?:dns-)?prefetch|preconnect|(?:module)?preload"""
    r"""|(?:shortcut )?icon|apple-touch-icon)["'\s>]""",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\s/<>]+")


def element_name(text: str, place: int) -> str:
    """Return the name of an element as it stands at a place of the page."""
    found = _NAME.match(text, place)
    return found[0].lower() if found else ""


def make_tags(text: str, rows: Iterable[tuple[int, ...]]) -> tuple[Tag, ...]:
    """Return the tags of interest that the kernel found on a page (`Tag` of kernel/html.c)."""
    found: list[Tag] = []
    for start, end, inner, number, text_start, text_end, region, block in rows:
        name = NAMES[number] if number < len(NAMES) else element_name(text, start + 1)
        if number in {_TITLE, _SCRIPT}:
            if number == _TITLE or text.find("ld+json", start, min(end, start + 1000)) >= 0:
                found.append(_raw_tag(text, name, start, inner, end))
            continue
        source = text[start + 1 + len(name) : end]
        if number == _LINK and "prop" not in source and _LOADED.search(source):
            continue
        label = ""
        if text_end:
            label = inner_text(text[text_start : min(text_end, text_start + MAX_LABEL)])[:MAX_TEXT]
        found.append(_new(Tag, (
            name, parse_attrs(source), start, end, label, text_start, text_end,
            _REGION_NAMES[region], block,
        )))  # fmt: skip
    return tuple(found)


_new = tuple.__new__


def _raw_tag(text: str, name: str, start: int, begin: int, end: int) -> Tag:
    """Return a <title> or a JSON-LD script with its content."""
    attrs = parse_attrs(text[start + 1 + len(name) : begin])
    content = text[begin:end]
    if name == "title":
        content = content[:MAX_TITLE]
    label = inner_text(content) if name == "title" else content
    return Tag(name, attrs, start, begin, label, begin, begin + len(content))
