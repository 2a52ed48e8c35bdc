"""Really Simple Licensing (RSL 1.0): terms in the page, and links to terms that are not read.

Source: rslstandard.org/rsl (Recommendation 1.0). A document that is only linked says that terms
for machines exist, not which: training is then ``conditional``.
"""

import re
from collections.abc import Iterator
from itertools import islice

from dataset_tools.blocks import Outline, parse_attrs
from dataset_tools.model import AiValue, CorpusContext, Evidence, Page, SiteSignal
from dataset_tools.readers.decode import host_of
from dataset_tools.rights.claims import Claim, page_evidence, record_evidence
from dataset_tools.rights.links import header_evidence, header_links
from dataset_tools.rights.robots import Rules, url_path

TYPE = "application/rsl+xml"
MAX_DOCUMENT = 50_000  # characters of one document in a page
MAX_DOCUMENTS = 8
_DOCUMENT = re.compile(r"<(?:rsl:)?rsl\b[^<>]{0,500}rslstandard\.org/rsl", re.IGNORECASE)
_END = re.compile(r"</(?:rsl:)?rsl\s*>", re.IGNORECASE)
_ELEMENT = re.compile(
    r"<(?P<close>/?)(?:rsl:)?(?P<name>content|license|permits|prohibits|payment)\b"
    r"(?P<attrs>[^<>]{0,2000})>(?P<text>[^<]{0,500})",
    re.IGNORECASE,
)
# Usage tokens and the axes of the record that they decide.
_AXES = {
    "all": ("tdm", "train", "search"),
    "ai-all": ("tdm", "train"),
    "ai-train": ("train",),
    "search": ("search",),
    "ai-index": ("search",),
}
_FREE = frozenset({"free", "attribution", ""})
Axes = tuple[tuple[str, AiValue], ...]


def rsl_terms(page: Page, outline: Outline, context: CorpusContext) -> Iterator[Claim]:  # noqa: ARG001 - the form of a Signal
    """Yield RSL terms of the page: in its source, linked from its head, in its Link header."""
    for tag in outline.named("link"):
        rel = tag.attrs.get("rel", "").lower().split()
        if "license" in rel and TYPE in tag.attrs.get("type", "").lower():
            span = (tag.start, tag.end)
            evidence = page_evidence(
                page, "ai", "rsl_link", span, tag.attrs.get("href"), polarity="condition",
                confidence=0.8,
            )  # fmt: skip
            yield _linked(evidence)
    for link in header_links(page):
        if "license" in link.rel and TYPE in link.parameters.lower():
            evidence = header_evidence(
                "ai", "rsl_header", link.name, link.value, link.span, link.target, once=link.once
            )
            yield _linked(evidence)
    if "rslstandard.org/rsl" in page.text:
        yield from _inline(page)


def rsl_of_site(signal: SiteSignal, target: str, span: tuple[int, int]) -> Claim:
    """Return the claim of a ``License:`` line of robots.txt."""
    return _linked(record_evidence(signal, "rsl_robots", span, target, "condition", 0.8))


def _linked(evidence: Evidence) -> Claim:
    return Claim(evidence, ai=(("train", "conditional"),), system="rsl")


def _inline(page: Page) -> Iterator[Claim]:
    """Yield the claims of RSL documents in the source of a page, for its own path."""
    path, host = url_path(page.capture.url or ""), host_of(page.capture.url)
    for opened in islice(_DOCUMENT.finditer(page.text), MAX_DOCUMENTS):
        closed = _END.search(page.text, opened.end(), opened.end() + MAX_DOCUMENT)
        end = closed.end() if closed else min(len(page.text), opened.end() + MAX_DOCUMENT)
        for axes, span in _licenses(page.text, opened.start(), end, host, path):
            evidence = page_evidence(
                page, "ai", "rsl", span, " ".join(page.text[slice(*span)].split())[:500],
                polarity="condition", confidence=0.8,
            )  # fmt: skip
            yield Claim(evidence, ai=axes, system="rsl")


def _licenses(
    text: str, start: int, end: int, host: str, path: str
) -> Iterator[tuple[Axes, tuple[int, int]]]:
    """Yield what each license of the contents that cover a path says of the axes."""
    covered = served = False
    opened = -1
    said: dict[str, AiValue] = {}
    terms: list[tuple[str, frozenset[str]]] = []
    for element in _ELEMENT.finditer(text, start, end):
        name, attrs = element["name"].lower(), element["attrs"]
        if name == "content" and not element["close"]:
            values = parse_attrs(attrs)
            covered = _covers(values.get("url", ""), host, path)
            served = bool(values.get("server"))
        elif name == "license" and not element["close"]:
            opened, terms = element.start(), []
        elif name == "license" and opened >= 0:
            if covered:
                said = _axes(terms, served=served)
                yield tuple(said.items()), (opened, element.end() - len(element["text"]))
            opened = -1
        elif not element["close"]:
            kind = parse_attrs(attrs).get("type", "" if name == "payment" else "usage").lower()
            words = frozenset(re.split(r"[\s,]+", element["text"].strip().lower()))
            if name == "payment":
                terms.append(("payment", frozenset({kind})))
            elif kind == "usage":
                terms.append((name, words))


def _covers(url: str, host: str, path: str) -> bool:
    """Say whether the address of a content element, a path pattern or a URL, covers a page."""
    if "//" not in url:
        return url in {"", "*"} or Rules.covers(url, path)
    return host_of(url) == host and Rules.covers(url_path(url), path)


def _axes(terms: list[tuple[str, frozenset[str]]], *, served: bool) -> dict[str, AiValue]:
    """Combine the terms of one license: prohibited, else permitted (for a price: conditional).

    Where uses are permitted, those not named are not; a license server has to be asked.
    """
    permits = [words for name, words in terms if name == "permits"]
    prohibits = [words for name, words in terms if name == "prohibits"]
    paid = any(name == "payment" and not words <= _FREE for name, words in terms)
    allowed: AiValue = "conditional" if paid or served else "allow"
    said: dict[str, AiValue] = {}
    for axis in ("tdm", "train", "search"):
        named = {token for token, axes in _AXES.items() if axis in axes}
        if any(words & named for words in prohibits):
            said[axis] = "deny"
        elif any(words & named for words in permits) or not (permits or prohibits):
            said[axis] = allowed
        elif permits and axis != "tdm":
            said[axis] = "deny"
    return said
