"""Read JSON-LD scripts: article nodes with the place of each value in the page text."""

import json
import re
from collections.abc import Iterator
from typing import Any

from dataset_tools.blocks import Outline, Tag

MAX_NODES = 2_000  # nodes walked in one script: bounds time on hostile input
MAX_DEPTH = 24
_ARTICLES = ("article", "posting", "report", "webpage", "creativework", "book", "recipe")


def articles(outline: Outline) -> Iterator[tuple[Tag, dict[str, Any]]]:
    """Yield (script, node) for each node that describes the page or its article, best first."""
    found: list[tuple[int, int, Tag, dict[str, Any]]] = []
    for tag in outline.named("script"):
        for number, node in enumerate(_nodes(_load(tag.text))):
            rank = _rank(node)
            if rank is not None:
                found.append((rank, number, tag, node))
    for _, _, tag, node in sorted(found, key=lambda f: (f[0], f[2].start, f[1])):
        yield tag, node


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
    for ensure_ascii in (False, True):
        quoted = json.dumps(value, ensure_ascii=ensure_ascii)
        for written in {quoted: None, quoted.replace("/", "\\/"): None}:
            name = re.escape(json.dumps(key))
            statement = rf'{name}\s*+:\s*+(?:[\[{{\s]{{1,40}}[^{{}}\[\]]{{0,400}}?"name"\s*+:\s*+)?'
            found = re.search(f"{statement}({re.escape(written)})", tag.text)
            at = found.start(1) if found else tag.text.find(written)
            if found or (at >= 0 and tag.text.count(written) == 1):
                return tag.text_start + at + 1, tag.text_start + at + len(written) - 1
    return None


def _load(source: str) -> Any:
    """Parse one script; raw control characters and a trailing semicolon are forgiven."""
    try:
        return json.loads(source.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(root: Any) -> Iterator[dict[str, Any]]:
    stack, count = [(root, 0)], 0
    while stack and count < MAX_NODES:
        value, depth = stack.pop()
        count += 1
        if isinstance(value, dict):
            yield value
            children = list(value.values())
        elif isinstance(value, list):
            children = value
        else:
            continue
        if depth < MAX_DEPTH:
            inner = [c for c in children if isinstance(c, dict | list)]
            stack.extend((child, depth + 1) for child in reversed(inner))


def _rank(node: dict[str, Any]) -> int | None:
    types = node.get("@type")
    names = [
        t.lower() for t in (types if isinstance(types, list) else [types]) if isinstance(t, str)
    ]
    ranks = [i for i, word in enumerate(_ARTICLES) for name in names if name.endswith(word)]
    return min(ranks) if ranks else None
