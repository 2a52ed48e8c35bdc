"""Choose the headline: what headings, og:title, JSON-LD and <title> agree on."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import combinations
from typing import NamedTuple

from dataset_tools.blocks import Block, Outline, Tag, read_link
from dataset_tools.grammar.dates import find_dates
from dataset_tools.grammar.endings import unanchored
from dataset_tools.grammar.folding import lines_opening_with, squash
from dataset_tools.grammar.hints import DATED
from dataset_tools.metadata import json_ld, meta_tags
from dataset_tools.metadata.dump_titles import find_dump_title
from dataset_tools.metadata.headlines import (
    MAX_TITLE,
    find_section,
    likeness,
    parts,
    strip_site,
    without_site,
)
from dataset_tools.metadata.scan import read_structured
from dataset_tools.metadata.structured import Structured
from dataset_tools.model import Page

_TITLE_NAMES = re.compile(
    r"(?:article|post|entry|page|content|news|story|node|detail|main|art|topic|thread|product|"
    r"rich_media|p)[-_]?_?(?:title|headline|heading|tit)\b|headline|\bh-title|\btitle\b|titel|biaoti"
)
_SITE_NAMES = re.compile(
    r"site-?_?(?:title|name|brand|header|logo)|blog-?_?name|\blogo|\bbrand|masthead"
    r"|navbar|topnav|widget|\bsidebar|related|recommend|comment|cookie|consent|modal|popup|newsletter|crumb"
    r"|\bmenu"
)
_SEPARATED = re.compile(r"^[|/•·»›>►▶:]{1,2}\s+(?=\S)")  # behind what is not shown
MAX_CLAIM = 1_000  # characters of a claim that are looked at
MAX_HEADS = 60  # headings looked at
MAX_PARTS = 12  # of them that stand in one claim
_TAG_OR_BADGE = re.compile(r"^\[[^\]\s]{1,10}\]\s*|\s(?:原创|原創|独家|獨家|精华|置顶)$")
ENOUGH = 3.0  # a heading below this score is not known to be the headline


@dataclass(frozen=True, slots=True)
class Title:
    """The headline, where it stands and how it was found; `block` is its block's index."""

    text: str
    span: tuple[int, int] | None
    kind: str
    block: int | None = None


class _Head(NamedTuple):
    """One heading: the blocks of an h1 that line breaks divide are one."""

    text: str
    name: str  # squashed
    first: int
    last: int
    block: Block


class _Claim(NamedTuple):
    """A headline as a machine-readable part states it, with the site cut off where known."""

    text: str
    kind: str
    full: str
    tag: Tag
    key: str = ""  # of JSON-LD

    def span(self, page: Page) -> tuple[int, int] | None:
        """Return the place of the text, or of all that it was cut from."""
        tag = self.tag
        if self.kind == "json_ld":
            return json_ld.locate(tag, self.full, self.key)
        whole = (tag.text_start, tag.text_end)
        if self.kind == "meta":
            whole = meta_tags.content_span(page.text, tag)
        at = page.text.find(self.text, *whole)
        if at < 0 or page.text.find(self.text, at + 1, whole[1]) >= 0:
            return whole
        return at, at + len(self.text)


Likely = Callable[[Page, Outline], Sequence[int]]


def _none(_page: Page, _outline: Outline) -> tuple[int, ...]:
    return ()


def find_title(
    page: Page,
    outline: Outline,
    structured: Structured | None = None,
    likely: Likely = _none,
) -> Title | None:
    """Return the headline of a page, or None where it has none.

    What the dump itself declares wins, and has no span in the page. `likely` finds the blocks of a
    text dump that are main text as far as is known without a headline (extract.likely_blocks).
    """
    for name, value in page.capture.declared:
        if name == "title" and (stated := " ".join(value.split())):
            return Title(stated, None, "declared")
    if page.markup == "text":
        found = find_dump_title(
            outline, _site_names(page, Structured()), lambda: likely(page, outline)
        )
        if found is None:
            return None
        text, number = found
        block, text = outline.blocks[number], _SEPARATED.sub("", text)
        at = block.text.find(text)
        return Title(text, block.span(at, at + len(text)), "line", number)
    if page.markup == "wikitext":
        return None
    return _html_title(page, outline, structured or read_structured(outline))


def _html_title(page: Page, outline: Outline, structured: Structured) -> Title | None:
    sites = _site_names(page, structured)
    claims = list(_claims(structured, sites))
    heads = list(_heads(outline))
    sites |= {h.name for h in heads[:6] if _leads_home(outline, h)} | _beside(claims, heads)
    best = _best_head(heads, claims, sites)
    if best is not None and best[1] >= ENOUGH:
        return _printed(page, outline, best[0], claims)
    if (seen := _visible_line(outline, claims, sites)) is not None:
        index, text = seen
        block = outline.blocks[index]
        return Title(text, (block.start, block.end), block.tag, index)
    for claim in claims:
        if claim.text:
            return Title(claim.text, claim.span(page), claim.kind)
    if best is not None and best[0].block.tag == "h1":
        return _printed(page, outline, best[0], ())
    return None


def _beside(claims: Sequence[_Claim], heads: Sequence[_Head]) -> set[str]:
    """Return the headings of the page's header that the <title> has beside another heading.

    Manuals print their own title above that of the chapter: <title>Chapter - Manual</title>.
    """
    found: set[str] = set()
    for full in {squash(claim.full) for claim in claims if claim.kind == "title_tag"}:
        parts = [head for head in heads if head.name in full and 0 < len(head.name) < len(full)]
        for first, second in combinations(parts[:MAX_PARTS], 2):
            whole = full in {first.name + second.name, second.name + first.name}
            if whole and first.block.region in {"header", "nav"}:
                found.add(first.name)
    return found


def _printed(page: Page, outline: Outline, head: _Head, claims: Sequence[_Claim]) -> Title:
    """Return a heading as the title; a kicker is cut off or taken in as the claims have it."""
    first, last = outline.blocks[head.first], outline.blocks[head.last]
    whole = Title(head.text, (first.start, last.end), first.tag, head.first)
    names = [squash(c.text) for c in claims if c.kind != "title_tag"]
    if head.name in names:
        return whole
    bare = _without_tag(head.text)
    if bare and head.first == head.last and (start := first.text.find(bare)) >= 0:
        said, own = squash(bare), [squash(c.full) for c in claims]
        if any(name.startswith(said) and not name.startswith(head.name) for name in own):
            return Title(bare, first.span(start, start + len(bare)), first.tag, head.first)
    for claim, name in zip(claims, names, strict=False):
        if len(name) < 6:
            continue
        if not head.name.endswith(name) and any(
            squash(c.full).startswith(head.name) for c in claims
        ):
            continue  # the page's <title> has more of the heading than this claim
        at = head.text.find(claim.text)
        if (
            name in head.name
            and at >= 0
            and head.first == head.last
            and not find_section(head.text)
        ):
            end = at + len(claim.text)
            return Title(claim.text, first.span(at, end), first.tag, head.first)
        if name in head.name and len(name) * 5 > len(head.name) * 2 and not find_section(head.text):
            return Title(claim.text, claim.span(page), claim.kind, head.first)
        kicker = name.removesuffix(head.name)
        before = outline.blocks[head.first - 1] if head.first else None
        if kicker != name and before is not None and squash(before.text) == kicker:
            return Title(claim.text, (before.start, last.end), first.tag, head.first)
        if kicker != name and names.count(name) > 1 and head.text[0] in ":–-":
            return Title(claim.text, claim.span(page), claim.kind, head.first)
    return whole


def _without_tag(heading: str) -> str | None:
    """Return a heading without the tag of its forum before it, or the badge behind it.

    >>> _without_tag("[杂谈] 桥上的灯"), _without_tag("桥上的灯 原创"), _without_tag("桥上的灯")
    ('桥上的灯', '桥上的灯', None)
    """
    bare = _TAG_OR_BADGE.sub("", heading)
    return bare if 3 < len(bare) < len(heading) else None


def _leads_home(outline: Outline, head: _Head) -> bool:
    """Say whether a heading is a link to the root of the site, as the names of sites are."""
    if head.block.link_chars * 10 < len(head.block.text) * 9:
        return False
    for link in outline.links:
        if link[2] > head.block.start and link[0] < head.block.end:
            tag = read_link(head.block.page_text, outline, link)
            if tag.name != "a":
                continue
            href = tag.attrs.get("href", "").rstrip("/")
            return href.count("/") <= 2 and (href == "" or "://" in href or href == "/index.html")
    return False


def _site_names(page: Page, structured: Structured) -> frozenset[str]:
    """Return the names of the site, squashed: as it states them, and the label of its domain."""
    names = [value for _, value in meta_tags.find_meta(structured, "publisher")]
    names += structured.sites
    for _, node in structured.articles[:3]:
        names += json_ld.strings(node.get("publisher"))[:1]
    urls = [page.capture.url or ""]
    urls += [value for _, value in meta_tags.find_meta(structured, "canonical")][:1]
    urls += [t.attrs.get("href", "") for t in structured.links if t.attrs.get("rel") == "canonical"]
    found = {squash(unescape(name)) for name in names}
    for url in urls[:3]:
        host = _host(url)
        labels = host.removeprefix("www.").split(".")
        found.add(squash(host.removeprefix("www.")))
        found.update(label for label in labels[:-1] if len(label) > 3)
    return frozenset(found - {""})


def _host(url: str) -> str:
    rest = url.partition("://")[2].partition("/")[0].partition("?")[0]
    return rest.rpartition("@")[2].partition(":")[0].lower()


def _claims(structured: Structured, sites: frozenset[str]) -> Iterator[_Claim]:
    for script, node in structured.articles[:4]:
        name = node.get("headline") or node.get("name")
        if isinstance(name, str) and name.strip():
            key = "headline" if name is node.get("headline") else "name"
            text = strip_site(" ".join(unescape(name[:MAX_CLAIM]).split()), sites)
            yield _Claim(text, "json_ld", name.strip(), script, key)
            break
    for tag, value in meta_tags.find_meta(structured, "title"):
        text = strip_site(value[:MAX_CLAIM], sites)
        if structured.title and structured.title.text == value:
            text = without_site(text)
        yield _Claim(text, "meta", value[:MAX_CLAIM], tag)
        break
    if (title := structured.title) is not None and title.text:
        full = title.text[:MAX_CLAIM]
        yield _Claim(without_site(strip_site(full, sites)), "title_tag", full, title)


def _heads(outline: Outline) -> Iterator[_Head]:
    """Yield the headings in page order; the lines of one <h1> are joined."""
    count = 0
    last = -2
    pending: _Head | None = None
    for i in outline.headings:
        block = outline.blocks[i]
        tag, shown = block.tag, _SEPARATED.sub("", unanchored(block.text))
        if len(shown) > MAX_TITLE:
            continue
        joined = (
            pending is not None
            and last == i - 1
            and tag == pending.block.tag == "h1"
            and block.names == pending.block.names
            and block.depth == pending.block.depth
            and block.start - pending.block.end < 200
            and not (block.hints & DATED and find_dates(block.text))
        )
        if joined and pending is not None:
            text = f"{pending.text} {shown}"
            pending = _Head(text, squash(text), pending.first, i, pending.block)
        else:
            if pending is not None:
                yield pending
            count += 1
            if count > MAX_HEADS:
                return
            pending = _Head(shown, squash(shown), i, i, block)
        last = i
    if pending is not None:
        yield pending


def _best_head(
    heads: Sequence[_Head], claims: Sequence[_Claim], sites: frozenset[str]
) -> tuple[_Head, float] | None:
    keys = [(squash(c.text), squash(c.full)) for c in claims]
    stated = {key for c, (key, _) in zip(claims, keys, strict=True) if c.kind == "json_ld"}
    first = next((h for h in heads if h.block.tag == "h1" and not h.block.hidden), None)
    said = "\n".join(full for _, full in keys)
    texts = [text for text, _ in keys if text]
    best: tuple[_Head, float] | None = None
    for head in heads:
        name = head.name
        if len(name) < 2:
            continue
        if head.block.tag != "h1" and name not in said and not any(t in name for t in texts):
            continue  # only an <h1> may word the headline its own way
        if head.block.region in {"nav", "footer"} and stated and head.name not in stated:
            continue
        score = _score(head, keys, sites) + (0.5 if head is first else 0.0)
        if best is None or score > best[1]:
            best = (head, score)
    return best


def _score(head: _Head, keys: Sequence[tuple[str, str]], sites: frozenset[str]) -> float:
    """Return how sure it is that a heading is the headline; the weights were fitted by hand."""
    block, name = head.block, head.name
    score = {"h1": 2.0, "h2": 0.5}.get(block.tag, 0.0)
    score += 0.25 * sum(name == text for text, _ in keys)
    agreement = max((_agreement(name, text, full, sites) for text, full in keys), default=0.0)
    if agreement == 0.0:
        agreement = max((1.5 * likeness(name, text) for text, _ in keys), default=0.0)
    score += agreement
    if name in sites:
        score -= 3.0
    if block.hidden:
        score -= 2.0
    score += _score_of_names(block.names)
    if block.region in {"article", "main"}:
        score += 0.5
    elif block.region in {"nav", "footer"}:
        score -= 2.0
    return score


@lru_cache(maxsize=1_024)  # the pages of a site call their headlines the same
def _score_of_names(names: str) -> float:
    """Return what class and id names say for a heading."""
    if _SITE_NAMES.search(names[-70:]):
        return -1.5
    return 0.5 if _TITLE_NAMES.search(names[-120:]) else 0.0


def _agreement(name: str, text: str, full: str, sites: frozenset[str]) -> float:
    """Return how well a heading agrees with one claim (`full` has the name of the site, too)."""
    if name == text:
        return 3.0
    if full.startswith(name):
        return 2.5 if len(name) > 3 else 1.5
    if name in full:
        if len(name) > 5 and full.endswith(name) and full.startswith(tuple(sites)):
            return 2.5  # the site comes first
        return 2.0 if len(name) * 2 > len(full) else 0.8
    return 2.0 if text and text in name else 0.0


def _visible_line(
    outline: Outline, claims: Sequence[_Claim], sites: frozenset[str]
) -> tuple[int, str] | None:
    """Return the line of the page that a claim repeats up to a separator; the longest of them."""
    wanted: dict[str, int] = {}
    for claim in claims:
        for part in parts(claim.full):
            name = squash(part)
            if len(name) > 3 and name not in sites:
                wanted.setdefault(name, len(wanted))
    blocks = outline.blocks
    lines = lines_opening_with(outline, wanted, MAX_TITLE) if wanted else []
    best: tuple[int, int, int] | None = None
    for i in lines:
        block, name = blocks[i], squash(blocks[i].text)
        if name not in wanted or block.hidden or block.region in {"nav", "footer"}:
            continue
        if block.link_chars * 10 >= len(block.text) * 9 and block.tag in {"li", "td", "div"}:
            continue
        order = (-len(name), wanted[name], i)
        if best is None or order < best:
            best = order
    return (best[2], blocks[best[2]].text) if best else None
