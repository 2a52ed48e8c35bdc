"""Values that only their markup names: <span class="author">, <a id="media_name">, rel=author.

The page source between headline and text is searched for class and id words; what stands in the
element is taken with its exact place. Time is linear: each word is looked up once, and the
content of a hit is read for a bounded number of tags.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

REACH = 40_000  # characters of source that are searched
CONTENT = 2_000  # characters of an element that are read for its first text
MAX_TOKENS = 40  # tags and texts of it
MAX_HITS = 24
VALUE_CHARS = 80

_WORDS = {
    "author": "author", "byline": "author", "writer": "author", "reporter": "author",
    "contributor": "author", "nickname": "account", "username": "account", "user-name": "account",
    "autor": "author", "redakteur": "author", "creator": "author", "zuozhe": "author",
    "rich_media_meta_text": "author", "postby": "author", "posted-by": "author",
    "js_name": "account", "profile-name": "account", "screen-name": "account",
    "media_name": "source", "media-name": "source", "source": "source", "laiyuan": "source",
    "post_nickname": "account", "follow-name": "account", "userinfo": "account",
}  # fmt: skip
_HEADING = re.compile(r"<h[1-6]\s", re.IGNORECASE)
_ATTR = re.compile(r"""([\w:-]{1,40})\s{0,4}=\s{0,4}(?:"[^"]*|'[^']*|[^\s"'>]*)\Z""")
_NAMING = frozenset(
    {"class", "id", "itemprop", "rel", "data-testid", "data-qa", "data-bosszone", "data-test-id"}
)
_NOT_VALUES = re.compile(
    r"bio\b|avatar|img|image|photo|picture|icon|job|role|title|date|time|desc|social|share|email"
    r"|resource|datasource|data-source|outsource|sourceset|opensource|authori[sz]|sources-|-sources"
)
_TOKEN = re.compile(
    r"<!--.*?-->|<(/?)([a-zA-Z][a-zA-Z0-9-]{0,30})[^<>]{0,2000}>|[^<]+|<", re.DOTALL
)
_SKIPPED = frozenset({"script", "style", "svg", "noscript", "template", "button"})
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())


@dataclass(frozen=True, slots=True)
class Mark:
    """The first texts of an element whose class or id says what it holds.

    `texts` are (collapsed text, start, end) of its runs of text, spans of the page text.
    """

    kind: str  # "author", "account", "source"
    word: str  # the class or id word
    start: int  # of the element's start tag
    texts: tuple[tuple[str, int, int], ...]


def find_marks(source: str, start: int, end: int) -> list[Mark]:
    """Return the marked elements that open in source[start:end], in order."""
    end = min(end, start + REACH)
    lowered = source[start:end].lower()
    hits: dict[int, tuple[str, str]] = {}
    for word, kind in _WORDS.items():
        at = lowered.find(word)
        while at >= 0 and len(hits) < MAX_HITS * 4:
            opening = source.rfind("<", max(start, start + at - 600), start + at)
            if opening >= 0 and opening not in hits and _names(source, opening, start + at):
                hits[opening] = (kind, word)
            at = lowered.find(word, at + len(word))
    return [
        Mark(kind, word, opening, texts)
        for opening, (kind, word) in sorted(hits.items())[:MAX_HITS]
        if (texts := tuple(_texts(source, opening)))
    ]


def _names(source: str, opening: int, at: int) -> bool:
    """Say whether the word at `at` stands in a class or id of the tag that opens there."""
    between = source[opening:at]
    if ">" in between or not between[1:2].isalpha():
        return False
    attribute = _ATTR.search(between)
    if attribute is None or attribute[1].lower() not in _NAMING:
        return False
    if attribute[1].lower() == "id" and _HEADING.match(between):
        return False  # an anchor, made of the words of a heading
    token = re.split(r"[\s\"'=]", between)[-1] + re.match(r"[\w-]*", source[at : at + 80])[0]  # type: ignore[index]
    return not _NOT_VALUES.search(token.lower())


def _texts(source: str, opening: int) -> Iterator[tuple[str, int, int]]:
    """Yield the runs of text of the element that opens at `opening`."""
    first = _TOKEN.match(source, opening)
    if first is None or not first[2]:
        return
    name, depth, skipped = first[2].lower(), 1, ""
    if name in _VOID:
        return
    position, limit = first.end(), min(len(source), first.end() + CONTENT)
    for _ in range(MAX_TOKENS):
        token = _TOKEN.match(source, position, limit)
        if token is None:
            return
        position = token.end()
        if token[2]:
            tag = token[2].lower()
            if skipped:
                skipped = "" if token[1] and tag == skipped else skipped
            elif tag in _SKIPPED and not token[1]:
                skipped = tag
            if tag == name:
                depth += -1 if token[1] else (not token[0].endswith("/>"))
                if depth <= 0:
                    return
        elif not skipped and not token[0].startswith("<!--") and token[0].strip():
            raw = token[0]
            value = " ".join(unescape(raw).split())
            at = token.start() + len(raw) - len(raw.lstrip())
            if value:
                yield value[:VALUE_CHARS], at, at + len(raw.strip())
