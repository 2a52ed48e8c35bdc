"""Choose the headline: what h1, og:title, JSON-LD and <title> agree on."""

import re
from dataclasses import dataclass
from typing import Any

from dataset_tools.blocks import Block, Outline
from dataset_tools.metadata import json_ld, meta_tags
from dataset_tools.model import Page

_SEPARATORS = re.compile(r"\s+[|｜\-–—_·»:]\s+|\s*[_|｜]\s*|--+")
_COLUMN = re.compile(
    r"^(【[^】]{1,12}】[^|｜丨:：]{0,12})\s*[|｜丨]|^(【[^】]{1,12}】)|^([^|｜丨\s]{2,10})\s*[|｜丨]\s*\S"
)
MAX_TITLE = 300  # longer first lines of a dump are prose


@dataclass(frozen=True, slots=True)
class Title:
    """The headline, where it stands and how it was found."""

    text: str
    span: tuple[int, int] | None
    kind: str


def find_title(page: Page, outline: Outline) -> Title | None:
    """Return the headline of a page, or None where it has none.

    What the dump itself declares wins, and has no span in the page.
    """
    for name, value in page.capture.declared:
        if name == "title" and (stated := " ".join(value.split())):
            return Title(stated, None, "declared")
    if page.markup == "text":
        return _dump_title(outline)
    if page.markup == "wikitext":
        return None
    candidates = [*_structured(page, outline)]
    heads = [b for b in outline.blocks if b.tag == "h1" and not b.hidden and b.text]
    tag = next(outline.named("title"), None)
    known = [_squash(c.text) for c in candidates] + ([_squash(tag.text)] if tag else [])
    for block in heads:
        # An h1 that another source repeats is the headline; a logo's h1 is not repeated.
        name = _squash(block.text)
        if any(name and (name in other) for other in known) and len(name) > 3:
            return Title(block.text, (block.start, block.end), "h1")
    if candidates:
        return candidates[0]
    if tag and tag.text:
        text = _without_site(tag.text, heads)
        at = page.text.find(text, tag.text_start, tag.text_end)
        span = (at, at + len(text)) if at >= 0 else (tag.text_start, tag.text_end)
        return Title(text, span, "title_tag")
    if heads:
        return Title(heads[0].text, (heads[0].start, heads[0].end), "h1")
    return None


def find_section(title: str) -> str | None:
    """Return the column that prefixes a headline.

    >>> find_section("【城事】快评 | 桥上的灯"), find_section("桥上的灯")
    ('【城事】快评', None)
    """
    match = _COLUMN.match(title)
    return next((g.strip() for g in match.groups() if g), None) if match else None


def _structured(page: Page, outline: Outline) -> list[Title]:
    found: list[Title] = []
    site = next((v for _, v in meta_tags.find_meta(outline, "publisher")), "")
    for tag, value in meta_tags.find_meta(outline, "title"):
        text = _strip_site(value, site)
        found.append(Title(text, meta_tags.content_span(page.text, tag), "meta"))
        break
    for script, node in json_ld.articles(outline):
        name: Any = node.get("headline")
        if isinstance(name, str) and name.strip():
            span = json_ld.locate(script, name, "headline")
            found.append(Title(" ".join(name.split()), span, "json_ld"))
            break
    return found


def _dump_title(outline: Outline) -> Title | None:
    """Take the first line that recurs near the top, else the first that could be a headline."""
    lines = [b for b in outline.blocks if 4 <= len(b.text) <= MAX_TITLE]
    counts: dict[str, int] = {}
    for block in outline.blocks:
        counts[block.text] = counts.get(block.text, 0) + 1
    top = lines[:40]
    repeated = [b for b in top if counts[b.text] > 1 and _headline_like(b)]
    fresh = [b for b in top if _headline_like(b)]
    chosen = next(iter(repeated or fresh), None)
    if chosen and not repeated:
        # The first line of a dump is often the <title>, with the site behind the headline.
        headlines = (b for b in fresh if b is not chosen and chosen.text.startswith(b.text))
        cut = next(headlines, None)
        if cut and _SEPARATORS.match(chosen.text, len(cut.text)):
            chosen = cut
    return Title(chosen.text, (chosen.start, chosen.end), "line") if chosen else None


def _headline_like(block: Block) -> bool:
    text = block.text
    if len(_squash(text)) < 4 or text.endswith(("。", ".", "：", ":", "；", ";", "，", ",")):
        return False
    separators = sum(text.count(mark) for mark in "|｜丨·")
    words_of_a_menu = text.count(" ") > 5 and not text.isascii() and len(text) < 60
    return separators < 3 and not words_of_a_menu and not re.match(r"^[\d\W]+$", text)


def _strip_site(title: str, site: str) -> str:
    if site:
        for end in _SEPARATORS.finditer(title):
            if _squash(title[end.end() :]) == _squash(site) and end.start() > 0:
                return title[: end.start()].strip()
    return title


def _without_site(title: str, heads: list[Block]) -> str:
    """Cut the site name off a <title>: what follows the last separators, if it is shorter."""
    parts = [p.strip() for p in _SEPARATORS.split(title) if p.strip()]
    for block in heads:
        if block.text in parts:
            return block.text
    cuts = list(_SEPARATORS.finditer(title))
    for cut in cuts:
        rest = title[cut.end() :]
        if cut.start() > 0 and len(rest) <= max(12, cut.start()):
            return title[: cut.start()].strip()
    return title.strip()


def _squash(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
