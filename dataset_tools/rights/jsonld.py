"""Licenses, holders and notices in JSON-LD (schema.org), with the scope of their node."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dataset_tools.blocks import Outline, Tag
from dataset_tools.grammar.notices import find_notices
from dataset_tools.model import CorpusContext, Page, Scope
from dataset_tools.rights.claims import Claim, page_evidence
from dataset_tools.rights.items import Items, address_key, kind_of
from dataset_tools.rights.metas import licenses_in, notice_claim, scope_of_value

# Links to terms that are not read here: how to get a license, what use is governed by.
_TERMS = ("acquireLicensePage", "usageInfo")
MAX_SCRIPT = 2_000_000  # characters of one script
MAX_NODES = 20_000  # values walked in one script
MAX_DEPTH = 32
_KEYS = ("license", "copyrightHolder", "copyrightYear", "copyrightNotice", *_TERMS)
_KEY = re.compile(rf'"({"|".join(_KEYS)})"\s{{0,40}}:\s{{0,40}}')
_MAIN = frozenset({"mainEntity", "mainEntityOfPage", "@graph"})


@dataclass(frozen=True, slots=True)
class _Node:
    values: dict[str, Any]
    scope: Scope


def jsonld_rights(page: Page, outline: Outline, context: CorpusContext) -> Iterator[Claim]:  # noqa: ARG001 - the form of a Signal
    """Yield the claims of every JSON-LD node about licenses, holders and notices."""
    found: list[tuple[_Node, Places]] = []
    for tag in outline.named("script"):
        if not _KEY.search(tag.text[:MAX_SCRIPT]):
            continue
        places = _places(tag)
        found += [(node, places) for node in _walk(_load(tag.text[:MAX_SCRIPT]))]
    others = _others(page, outline, [node for node, _ in found]) if found else set()
    for node, places in found:
        scope = "unknown" if id(node.values) in others else node.scope
        for key in _KEYS:
            if key in node.values:
                span = _next_place(places, key, node.values[key])
                yield from _claims(page, key, node.values[key], scope, span)


def _load(source: str) -> Any:
    try:
        return json.loads(source.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _walk(root: Any) -> Iterator[_Node]:
    """Yield the objects in document order, bounded in number and depth."""
    stack: list[tuple[Any, bool, int]] = [(root, True, 0)]  # value, is main, depth
    count = 0
    while stack and count < MAX_NODES:
        value, main, depth = stack.pop()
        count += 1
        if isinstance(value, list) and depth < MAX_DEPTH:
            stack.extend((item, main, depth + 1) for item in reversed(value))
        elif isinstance(value, dict):
            yield _Node(value, _scope(value, main=main))
            if depth < MAX_DEPTH:
                inner = [(k, v) for k, v in value.items() if isinstance(v, dict | list)]
                stack.extend((v, main and k in _MAIN, depth + 1) for k, v in reversed(inner))


def _scope(node: dict[str, Any], *, main: bool) -> Scope:
    """Return what a node is about; an article node that is not the page's own is unknown."""
    types = node.get("@type")
    return kind_of((str(t) for t in (types if isinstance(types, list) else [types])), main=main)


def _address_of(node: dict[str, Any]) -> str:
    """Return what tells a node from others: its URL, else its headline; "" without one."""
    for key in ("url", "mainEntityOfPage", "@id", "headline", "name"):
        value = node.get(key)
        value = value.get("@id") if isinstance(value, dict) else value
        if isinstance(value, str) and value.strip():
            return value.partition("#")[0].strip() or value
    return ""


def _others(page: Page, outline: Outline, nodes: list[_Node]) -> set[int]:
    """Return the article nodes, by id, that stand in a list and are not those of this page."""
    articles = [node for node in nodes if node.scope == "article"]
    names = {id(n.values): address_key(_address_of(n.values)) for n in articles}
    if len(set(names.values())) <= 1:
        return set()
    own = Items(page, outline).own_addresses()
    return {key for key, name in names.items() if name not in own}


Places = dict[str, list[tuple[tuple[int, int], Any]]]


def _places(tag: Tag) -> Places:
    """Find each key of interest in the script source: its span in the page and its value."""
    found: Places = defaultdict(list)
    decoder = json.JSONDecoder(strict=False)
    budget = 4 * len(tag.text)  # characters decoded again: keys nested in keys cost each time
    for match in _KEY.finditer(tag.text[:MAX_SCRIPT]):
        if budget < 0:
            break
        try:
            value, end = decoder.raw_decode(tag.text, match.end())
        except (ValueError, RecursionError):
            continue
        budget -= end - match.end()
        found[match[1]].append(((tag.text_start + match.start(), tag.text_start + end), value))
    return found


def _next_place(places: Places, key: str, value: Any) -> tuple[int, int] | None:
    """Take the first place of `key` not yet taken if it has this value; None when in doubt.

    Nodes are walked in document order except that an object comes before those inside it, so
    the first free place with an equal value is the right one only if equal values are equal
    claims; their spans then differ and their content does not.
    """
    for i, (span, found) in enumerate(places[key]):
        if found == value:
            del places[key][i]
            return span
    return None


def _claims(
    page: Page, key: str, value: Any, scope: Scope, span: tuple[int, int] | None
) -> Iterator[Claim]:
    if key == "license":
        yield from _licenses(page, value, scope, span)
    elif key == "copyrightYear":
        years = tuple(int(y) for y in re.findall(r"\b(?:19|20)\d\d\b", str(value)[:100]))
        if years:
            yield Claim(
                page_evidence(
                    page, "years", "jsonld", span, str(value)[:100], scope=scope, confidence=0.8
                ),
                years=years,
            )
    elif key in _TERMS:
        for text in _texts(value, "@id", "url"):
            yield _terms(page, text, scope, span)
    else:
        for text in _texts(value, "name"):
            if key == "copyrightHolder":
                yield Claim(
                    page_evidence(
                        page, "holder", "jsonld", span, text, scope=scope, confidence=0.8
                    ),
                    holder=text,
                )
            else:
                for notice in find_notices(text):
                    yield notice_claim(
                        page, notice, span, text[notice.start : notice.end], scope, 0.8
                    )


def _licenses(
    page: Page, value: Any, scope: Scope, span: tuple[int, int] | None
) -> Iterator[Claim]:
    for text in _texts(value, "@id", "url", "name"):
        found = licenses_in(text)
        for license_ in found:
            evidence = page_evidence(
                page, "license", "jsonld", span, text,
                scope=scope_of_value(text, scope, license_),
                polarity="grant", confidence=0.9,
            )  # fmt: skip
            yield Claim(evidence, license_.spdx, license_.url, license_.jurisdiction)
        if not found:
            yield _terms(page, text, scope, span)


def _terms(page: Page, text: str, scope: Scope, span: tuple[int, int] | None) -> Claim:
    evidence = page_evidence(page, "license", "jsonld", span, text, scope=scope, confidence=0.5)
    return Claim(evidence, flags=("license_page_linked",))


def _texts(value: Any, *keys: str) -> list[str]:
    """Return the strings in a value: itself, the first of `keys` of an object, of a list each."""
    if isinstance(value, str):
        return [value.strip()[:2000]] if value.strip() else []
    if isinstance(value, dict):
        named = next((value[k] for k in keys if isinstance(value.get(k), str)), None)
        return _texts(named) if named else []
    if isinstance(value, list):
        return [
            text
            for item in value[:20]
            if not isinstance(item, list)
            for text in _texts(item, *keys)
        ]
    return []
