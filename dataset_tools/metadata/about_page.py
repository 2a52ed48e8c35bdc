"""Read section, summary, publisher and canonical address of a page."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import pairwise
from urllib.parse import urljoin

from dataset_tools.blocks import Outline, Tag, resolve
from dataset_tools.grammar.date_words import MONTHS
from dataset_tools.grammar.folding import lines_opening_with, squash
from dataset_tools.metadata import json_ld, meta_tags
from dataset_tools.metadata.headlines import find_section
from dataset_tools.metadata.microdata import properties
from dataset_tools.metadata.structured import Structured
from dataset_tools.metadata.titles import Title
from dataset_tools.model import EvidenceLog, Page, declared_evidence

MAX_NAME = 500
MAX_URL = 8192
MAX_LEAD = 60  # lines of a dump in which its headline is looked for twice
_SENTENCE_END = ("。", ".", "！", "!", "？", "?", "…")
MAX_SECTION = 80  # characters; a longer value is a list of tags
MAX_LEVEL = 40  # characters of one level; a longer one is a headline
MAX_CRUMBS = 300  # characters of a breadcrumb line
_CRUMBS = re.compile(r"crumb|\blocation\b|\bposition\b|dqwz|weizhi|currentpos|nav-?path|mbx")
_BREAK = re.compile(r"</?(?:p|br|div|li|[uo]l|h\d)\b[^<>]*+>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*+>")
_CRUMB_MARK = re.compile(r"\s*(?:>{1,2}|›|»|＞|/)\s*")
_HERE = re.compile(
    r"^(?:您?的?当前位置|您?当前所在位置|您现在的位置|目前位置|所在位置|位置"
    r"|you are here|sie sind hier|vous êtes ici|estás? (?:en|aquí))(?:是)?[:：]?\s*",
    re.IGNORECASE,
)
_NO_SECTION = frozenset(
    "正文 首页 首頁 home start startseite accueil inicio 文章 article 详情 内容".split()
)


def find_summary(outline: Outline, structured: Structured, title: Title | None) -> str | None:
    """Return the standfirst; it has no evidence, since an excerpt would outlive the text.

    A dump says it by its place: one sentence between the <title> and the headline, which are the
    same line.
    """
    if title is not None and title.kind == "line" and title.block is not None:
        return _between_headlines(outline, title)
    for _, value in meta_tags.find_meta(structured, "summary"):
        return _unmarked(" ".join(unescape(value).split()))  # content systems escape it twice
    for _, node in structured.articles[:4]:
        told = node.get("description")
        if isinstance(told, str) and told.strip():
            return _unmarked(unescape(" ".join(told.split())))
    return None


def _unmarked(text: str) -> str:
    """Return the text of an excerpt of HTML; one that only speaks of a <tag> stays."""
    if "</" not in text and not text.startswith("<"):
        return text
    return " ".join(resolve(_TAG.sub("", _BREAK.sub(" ", text))).split())


def _between_headlines(outline: Outline, title: Title) -> str | None:
    blocks = outline.blocks
    name = squash(title.text)
    lines = lines_opening_with(outline, [name])
    heads = [i for i in lines if i < MAX_LEAD and squash(blocks[i].text).startswith(name)]
    for first, second in pairwise(heads):
        if second - first == 2 and blocks[first + 1].text.endswith(_SENTENCE_END):
            return blocks[first + 1].text
    return None


def find_section_of(
    page: Page, outline: Outline, structured: Structured, title: Title | None, log: EvidenceLog
) -> str | None:
    """Return the column: the headline's prefix, what the page declares, or the last breadcrumb."""
    if title is not None and (section := find_section(title.text)):
        if title.kind == "declared":
            if page.markup != "wikitext":
                value = next(v for n, v in page.capture.declared if n == "title" and v.strip())
                log.add(declared_evidence("section", "title", value, section))
                return section
        else:
            at = page.text.find(section, *title.span) if title.span else -1
            span = (at, at + len(section)) if at >= 0 else None
            log.page("section", "title_prefix", span, section)
            return section
    for tag, value in meta_tags.find_meta(structured, "section"):
        if _is_section(value):
            log.page("section", "meta", meta_tags.content_span(page.text, tag), value)
            return value
    for script, node in structured.articles[:4]:
        for value in json_ld.strings(node.get("articleSection"))[:1]:
            if _is_section(value):
                span = json_ld.locate(script, value, "articleSection")
                log.page("section", "json_ld", span, value)
                return unescape(value)
    for value, span in properties(page, structured, "articlesection"):
        if _is_section(value):
            log.page("section", "microdata", span, value)
            return value
    return _crumb(page, outline, structured, title, log)


def _is_section(value: str) -> bool:
    """Say whether a value is the name of a section, not a list of tags or an address."""
    return len(value) <= MAX_SECTION and not value.startswith(("http:", "https:", "/"))


def _crumb(
    page: Page, outline: Outline, structured: Structured, title: Title | None, log: EvidenceLog
) -> str | None:
    own = squash(title.text) if title else ""
    if structured.crumbs:
        levels = [level for level in _undated(structured.crumbs) if not _is_page(level[1], own)]
        if levels and len(levels[-1][1]) <= MAX_LEVEL:
            tag, name = levels[-1]
            log.page("section", "breadcrumb", json_ld.locate(tag, name, "name"), unescape(name))
            return unescape(name)
    if page.markup != "html":
        return None
    for block in outline.blocks[: title.block if title and title.block else 60]:
        text = block.text
        if not (">" in text or "»" in text or "›" in text or "/" in text or "＞" in text):
            continue
        if len(text) > MAX_CRUMBS or block.hidden:
            continue
        if not _CRUMBS.search(block.names[-60:]):
            continue
        start = _HERE.match(text)
        position = start.end() if start else 0
        found: tuple[int, int] | None = None
        for mark in (*_CRUMB_MARK.finditer(text, position), None):
            end = mark.start() if mark else len(text)
            name = text[position:end].strip()
            if name and not _is_page(name, own):
                at = text.index(name, position)
                found = (at, at + len(name))
            position = mark.end() if mark else end
        if found and _CRUMB_MARK.search(text):
            value = text[found[0] : found[1]]
            if len(value) <= MAX_LEVEL:
                log.page("section", "breadcrumb", block.span(*found), value)
                return value
    return None


def _undated(crumbs: Sequence[tuple[Tag, str]]) -> Iterator[tuple[Tag, str]]:
    """Yield the levels of a breadcrumb but those of an archive by date: 2023, June."""
    year = False
    for tag, name in crumbs:
        if not (name.isdecimal() or (year and name.lower() in MONTHS)):
            yield tag, name
        year = year or (name.isdecimal() and len(name) == 4)


def _is_page(name: str, title: str) -> bool:
    """Say whether a breadcrumb level is the page itself or the start of the site."""
    key = squash(name)
    same = bool(title) and (title in key or (key in title and len(key) * 2 > len(title)))
    return not key or key in _NO_SECTION or key.startswith("正文") or same


def find_publisher(page: Page, structured: Structured, log: EvidenceLog) -> str | None:
    """Return who runs the site, as its JSON-LD or metas say."""
    for script, node in structured.articles[:8]:
        for name in filter(_is_named, json_ld.strings(node.get("publisher"))[:1]):
            shown = unescape(name)
            log.page("publisher", "json_ld", json_ld.locate(script, name, "publisher"), shown)
            return shown[:MAX_NAME]
    for tag, value in meta_tags.find_meta(structured, "publisher"):
        if not _is_named(value):
            continue
        log.page("publisher", "meta", meta_tags.content_span(page.text, tag), value)
        return value[:MAX_NAME]
    return None


def _is_named(value: str) -> bool:
    """Say whether a value is a name, not an address or a template that was never filled."""
    return not value.startswith(("http:", "https:", "//", "{", "$", "%"))


def find_canonical(page: Page, structured: Structured, log: EvidenceLog) -> str | None:
    """Return the address that the page declares for itself; a relative one is resolved."""
    for tag in structured.links:
        if "canonical" not in tag.attrs.get("rel", "").lower().split():
            continue
        url = _absolute(page, tag.attrs.get("href", ""))
        if url is not None:
            log.page("canonical_url", "link", (tag.start, tag.end), url)
            return url
    for tag, value in meta_tags.find_meta(structured, "canonical"):
        if (url := _absolute(None, value)) is not None:
            log.page("canonical_url", "meta", meta_tags.content_span(page.text, tag), url)
            return url
    return None


def _absolute(page: Page | None, href: str) -> str | None:
    url = href
    if page and not href.startswith(("http://", "https://")):
        try:
            url = urljoin(page.capture.url or "", href)
        except ValueError:
            return None
    return url[:MAX_URL] if href and url.startswith(("http://", "https://")) else None
