"""Read JSON-LD scripts: article nodes with the place of each value in the page text."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dataset_tools.blocks import Outline, Tag
from dataset_tools.metadata.structured import Node, Structured

MAX_SCRIPT = 1_000_000  # characters of one script; the longest of 1,600 real pages has 250,000
MAX_PLACES = 250_000  # characters of a script in which a value is placed
MAX_NODES = 2_000  # nodes walked in one script: bounds time on hostile input
MAX_DEPTH = 24
# schema.org types that a page's own description has, best first; a subtype ends with its name.
_ARTICLES = (
    "article", "posting", "report", "review", "creativework", "book", "recipe", "question",
    "product", "course", "event", "videoobject", "softwareapplication", "page",
)  # fmt: skip
_OUTLETS = frozenset({"website", "organization", "newsmediaorganization"})
# Keys whose value describes the page again; what stands under any other key is another thing.
_SAME = frozenset({"@graph", "mainEntity", "mainEntityOfPage", "subjectOf"})
DECODER = json.JSONDecoder(strict=False)  # line ends stand in strings as they are
_CONTROL = re.compile(r"[\x00-\x1f]+")
_WRAPPER = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)")
_COMMAS = re.compile(r",(?=\s*+[\]},])")
_QUOTE = re.compile(r'\\.|"', re.DOTALL)
_CLOSES = re.compile(r"\s*+(?:[\]}:]|,\s*+[\"\[{\]}\dtfn-]|\Z)")


@dataclass(frozen=True, slots=True)
class Found:
    """All that the scripts of a page hold of interest."""

    articles: tuple[tuple[Tag, Node], ...] = ()
    crumbs: tuple[tuple[Tag, str], ...] = ()
    sites: tuple[str, ...] = ()


def read_scripts(scripts: Iterable[Tag]) -> Found:
    """Parse each script once and sort its nodes: articles, breadcrumbs, names of the site."""
    ranked: list[tuple[int, int, int, Tag, Node]] = []
    crumbs: list[tuple[Tag, str]] = []
    sites: list[str] = []
    for tag in scripts:
        for number, (node, own) in enumerate(_nodes(_load(tag.text))):
            types = _types(node)
            if "breadcrumblist" in types and not crumbs:
                crumbs.extend((tag, name) for name in _crumbs(node))
            elif not _OUTLETS.isdisjoint(types):
                sites.extend(strings(node.get("name"))[:1])
            elif own and (rank := _rank(types)) is not None:
                ranked.append((rank, tag.start, number, tag, node))
    ranked.sort(key=lambda found: found[:3])
    return Found(
        tuple((tag, node) for *_, tag, node in ranked),
        tuple(crumbs),
        tuple(dict.fromkeys(sites[:8])),
    )


def articles(source: Outline | Structured) -> Iterator[tuple[Tag, Node]]:
    """Yield (script, node) for each node that describes the page or its article, best first."""
    if isinstance(source, Outline):
        yield from read_scripts(source.named("script")).articles
    else:
        yield from source.articles


def strings(value: Any, key: str = "name") -> list[str]:
    """Return the names in a value: a string, an object with `key`, or a list of those."""
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, dict):
        return strings(value.get(key), key) if key in value else []
    if isinstance(value, list):
        return [name for item in value[:50] if item is not value for name in strings(item, key)]
    return []


def locate(tag: Tag, value: str, key: str) -> tuple[int, int] | None:
    """Return the span of `value` where the script says ``key: value``.

    A script may say the same thing of the page and of its article; each place is that very
    statement, and the first is returned. Otherwise the value must stand there only once.
    """
    text = tag.text
    name = re.escape(json.dumps(key))
    statement = re.compile(
        rf'{name}\s*+:\s*+(?:[\[{{\s]{{1,40}}[^{{}}\[\]]{{0,400}}?"name"\s*+:\s*+)?"'
    )
    for found in statement.finditer(text, 0, MAX_PLACES):
        start = found.end()
        for end in _ends(text, start):
            if _unquote(text[start:end]) == value:
                return tag.text_start + start, tag.text_start + end
    for ensure_ascii in (False, True):
        quoted = json.dumps(value, ensure_ascii=ensure_ascii)
        for written in {quoted: None, quoted.replace("/", "\\/"): None}:
            at = text.find(written)
            if at >= 0 and text.find(written, at + 1) < 0:
                return tag.text_start + at + 1, tag.text_start + at + len(written) - 1
    return None


def _ends(text: str, start: int) -> Iterator[int]:
    """Yield where a string that starts at `start` may end: at its next few bare quotes."""
    tries = 0
    for mark in _QUOTE.finditer(text, start, start + 20_000):
        if mark.group() == '"':
            yield mark.start()
            tries += 1
            if tries == 5:
                return


def _unquote(raw: str) -> str:
    """Decode the inside of a JSON string, trimmed; an unescaped quote in it stands for itself."""
    if "\\" in raw:
        try:
            text = json.loads(f'"{raw}"', strict=False)
        except ValueError:
            return raw.strip()
        return text.strip() if isinstance(text, str) else raw
    return raw.strip()


def _load(source: str) -> Any:
    """Parse one script, mending what is often broken; None where that does not help.

    >>> _load('{"a": "b "c" d", "e": [1, ], };')
    {'a': 'b "c" d', 'e': [1]}
    """
    source = _WRAPPER.sub("", source[:MAX_SCRIPT]).strip()
    for mend in (str, _mend_ends, _mend_strings):
        source = mend(source)
        try:
            return DECODER.raw_decode(source)[0]
        except (ValueError, RecursionError):
            continue
    return None


def _mend_ends(source: str) -> str:
    """Drop commas before a closing bracket and resolve quotes written as entities."""
    if '"' not in source:
        source = source.replace("&quot;", '"').replace("&amp;", "&")
    return _COMMAS.sub("", source)


def _mend_strings(source: str) -> str:
    """Escape quotes inside strings: a quote ends a string only where JSON can go on behind it."""
    pieces: list[str] = []
    position, inside = 0, False
    for mark in _QUOTE.finditer(source):
        if mark.group() != '"':
            continue
        at = mark.start()
        if not inside:
            inside = True
        elif _CLOSES.match(source, at + 1):
            inside = False
        else:
            pieces += (source[position:at], '\\"')
            position = at + 1
    pieces.append(source[position:])
    return _COMMAS.sub("", "".join(pieces))


def _nodes(root: Any) -> Iterator[tuple[Node, bool]]:
    """Yield (object, whether it describes the page itself), in document order."""
    stack: list[tuple[Any, int, bool]] = [(root, 0, True)]
    count = 0
    while stack and count < MAX_NODES:
        value, depth, own = stack.pop()
        count += 1
        if isinstance(value, dict):
            yield value, own
            # The questions of a FAQ are parts of the page, that of a QAPage is its subject.
            same = own and "FAQPage" not in str(value.get("@type"))[:100]
            children = [(c, same and key in _SAME) for key, c in value.items()]
        else:
            children = [(c, own) for c in value] if isinstance(value, list) else []
        if depth < MAX_DEPTH:
            stack.extend(
                (child, depth + 1, mine)
                for child, mine in reversed(children)
                if isinstance(child, dict | list)
            )


def nodes(source: str) -> Iterator[Node]:
    """Yield all nodes of a script."""
    return (node for node, _ in _nodes(_load(source)))


def _types(node: Node) -> list[str]:
    types = node.get("@type")
    found = types if isinstance(types, list) else [types]
    return [t.rpartition("/")[2].lower() for t in found[:8] if isinstance(t, str)]


def _rank(types: list[str]) -> int | None:
    ranks = [i for i, word in enumerate(_ARTICLES) for name in types if name.endswith(word)]
    return min(ranks) if ranks else None


def _crumbs(node: Node) -> list[str]:
    """Return the names of a breadcrumb list in the order of their positions."""
    entries = node.get("itemListElement")
    if not isinstance(entries, list):
        return []
    placed: list[tuple[int, str]] = []
    for number, entry in enumerate(entries[:20]):
        if not isinstance(entry, dict):
            continue
        names = strings(entry.get("name")) or strings(entry.get("item"))
        position = str(entry.get("position", ""))
        if names and len(names[0]) <= 200:
            place = int(position) if position.isdecimal() and len(position) < 4 else number
            placed.append((place, names[0]))
    return [name for _, name in sorted(placed, key=lambda p: p[0])]
