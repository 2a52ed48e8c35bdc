"""Preferences on text mining, training and search: robots meta and header, TDMRep, robots.txt."""

import json
import re
from collections.abc import Iterator
from urllib.parse import unquote

from dataset_tools.blocks import Outline
from dataset_tools.model import (
    AiValue,
    CorpusContext,
    Page,
    Polarity,
    Scope,
    SiteSignal,
)
from dataset_tools.readers.decode import host_of
from dataset_tools.rights.claims import Claim, page_evidence, record_evidence
from dataset_tools.rights.links import header_evidence
from dataset_tools.rights.robots import Rules, read_robots, url_path, verdict
from dataset_tools.rights.rsl import rsl_of_site

# Crawlers that collect text for training models (operators' own documentation, 2025).
AI_AGENTS = (
    "gptbot", "ccbot", "google-extended", "claudebot", "anthropic-ai", "claude-web", "bytespider",
    "applebot-extended", "meta-externalagent", "facebookbot", "cohere-ai", "ai2bot", "diffbot",
    "omgili", "amazonbot", "pangubot",
)  # fmt: skip
_AGENTS = frozenset({"*", *AI_AGENTS})
_AGENT_METAS = frozenset({"robots", *AI_AGENTS, "googlebot", "bingbot"})
_WELL_KNOWN, _HEADER, _IN_FILE = 1, 2, 3  # TDMRep 7: the later of these steps holds
_YES_NO: dict[str, AiValue] = {"yes": "allow", "y": "allow", "no": "deny", "n": "deny"}
# Content-Signal (robots.txt) and AIPREF Content-Usage labels, older drafts included.
_USAGE_AXES = {
    "ai-train": "train", "train-ai": "train", "train-genai": "train", "search": "search",
    "tdm": "tdm", "bots": "tdm",
}  # fmt: skip
_RESERVATION: dict[str, AiValue] = {"1": "deny", "0": "allow"}
_EXCEPTION = re.compile(r";\s{0,3}exceptions\s{0,3}=\s{0,3}\"?[a-z]", re.IGNORECASE)
_PAIR = re.compile(
    r"\s{0,9}([a-z-]{2,30})\s{0,3}=\s{0,3}([a-z]{1,12}|\"[a-z]{1,12}\")", re.IGNORECASE
)


def page_preferences(page: Page, outline: Outline, context: CorpusContext) -> Iterator[Claim]:  # noqa: ARG001 - the form of a Signal
    """Yield robots and TDMRep meta tags of the page."""
    for tag in outline.named("meta"):
        name = (tag.attrs.get("name") or tag.attrs.get("property") or "").strip().lower()
        value = tag.attrs.get("content", "")
        span = (tag.start, tag.end)
        if name in _AGENT_METAS:
            for token, flags, ai, scope in _robots_tokens(value):
                evidence = page_evidence(
                    page,
                    "ai",
                    "meta_robots",
                    span,
                    token,
                    scope=scope,
                    polarity="reserve",
                    confidence=0.9,
                )
                yield Claim(evidence, flags=flags, ai=ai, system="robots_tag")
        elif name in {"tdm-reservation", "tdm:reservation"} and (ai_value := _reservation(value)):
            evidence = page_evidence(
                page, "ai", "meta_tdm", span, value, polarity=_polarity(ai_value)
            )
            yield Claim(evidence, ai=(("tdm", ai_value),), system="tdmrep", rank=_IN_FILE)
        elif name in {"tdm-policy", "tdm:policy"} and value:
            yield Claim(page_evidence(page, "ai", "meta_tdm", span, value), system="tdmrep")


def header_preferences(page: Page, outline: Outline, context: CorpusContext) -> Iterator[Claim]:  # noqa: ARG001 - the form of a Signal
    """Yield X-Robots-Tag, tdm-reservation and Content-Usage headers."""
    names = [name.lower() for name, _ in page.capture.headers]
    for name, value in page.capture.headers:
        key, span, once = name.lower(), (0, len(value)), names.count(name.lower()) == 1
        if key == "x-robots-tag":
            for token, flags, ai, _ in _robots_tokens(value):
                yield Claim(
                    header_evidence("ai", "header_robots", name, value, span, token, once=once),
                    flags=flags,
                    ai=ai,
                    system="robots_tag",
                )
        elif key == "tdm-reservation" and (ai_value := _reservation(value)):
            yield Claim(
                header_evidence("ai", "header_tdm", name, value, span, value, once=once),
                ai=(("tdm", ai_value),),
                system="tdmrep",
                rank=_HEADER,
            )
        elif key == "tdm-policy" and value:
            yield Claim(header_evidence("ai", "header_tdm", name, value, span, value, once=once))
        elif key in {"content-usage", "content-signal"}:
            # The value is kept as it is: labels that are not known here are kept with it.
            yield Claim(
                header_evidence("ai", "content_usage", name, value, span, value, once=once),
                ai=_usage(value),
                system="content_usage",
            )


def site_preferences(page: Page, outline: Outline, context: CorpusContext) -> Iterator[Claim]:  # noqa: ARG001 - the form of a Signal
    """Yield what robots.txt and tdmrep.json of the page's host say of this page's path."""
    for signal in host_signals(page, context):
        path = url_path(page.capture.url or "")
        if signal.kind == "tdmrep":
            yield from _tdmrep(signal, path)
        else:
            yield from _robots(signal, path)


def host_signals(page: Page, context: CorpusContext) -> tuple[SiteSignal, ...]:
    """Return the site signals of the page's host."""
    host = host_of(page.capture.url) if context.signals else ""
    return context.signals.get(host, ()) if host else ()


def _reservation(value: str) -> AiValue | None:
    """Read a tdm-reservation: 1 reserves, 0 does not, anything else says nothing."""
    return _RESERVATION.get(value.strip())


def _polarity(value: AiValue) -> Polarity:
    return "reserve" if value == "deny" else "inform"


Axes = tuple[tuple[str, AiValue], ...]


def _robots_tokens(value: str) -> Iterator[tuple[str, tuple[str, ...], Axes, Scope]]:
    """Yield the tokens noai, noimageai, noarchive and nosnippet of a robots tag."""
    for token in dict.fromkeys(re.split(r"[\s,;:]+", value.lower()[:2000])):
        if token in {"noai", "noml"}:
            yield token, (), (("train", "deny"),), "page"
        elif token == "noimageai":
            yield token, (), (), "media"
        elif token in {"noarchive", "nosnippet"}:
            yield token, (token,), (), "page"


def _usage(value: str) -> Axes:
    """Read ``train-ai=n, search=y`` into axes; unknown labels and values are left out.

    An exception (CC signals: ``train-ai=n;exceptions=cc-cr``) makes a denial conditional.
    """
    found: dict[str, AiValue] = {}
    for member in value[:2000].split(","):
        pair = _PAIR.match(member)
        if pair is None:
            continue
        axis, said = _USAGE_AXES.get(pair[1].lower()), _YES_NO.get(pair[2].strip('"').lower())
        if said == "deny" and _EXCEPTION.search(member, pair.end()):
            said = "conditional"
        if axis and said and found.get(axis) != "deny":
            found[axis] = said
    return tuple(found.items())


def _tdmrep(signal: SiteSignal, path: str) -> Iterator[Claim]:
    """Read /.well-known/tdmrep.json: the first location that matches decides (TDMRep 6.2)."""
    for entry, span in _entries(signal.text):
        location = entry.get("location")
        if not isinstance(location, str) or not verdict_matches(location, path):
            continue
        said = _reservation(str(entry.get("tdm-reservation")))
        if said:
            value = f"{location}: {entry.get('tdm-reservation')}"
            evidence = record_evidence(signal, "tdmrep", span, value, _polarity(said), 0.9)
            yield Claim(evidence, ai=(("tdm", said),), system="tdmrep", rank=_WELL_KNOWN)
        return


def verdict_matches(location: str, path: str) -> bool:
    """Say whether a TDMRep location (robots.txt pattern) covers a path."""
    return Rules.covers(location, path) or Rules.covers(unquote(location), unquote(path))


def _entries(text: str) -> Iterator[tuple[dict[str, object], tuple[int, int]]]:
    """Yield the objects of the top-level list (or the one object) with their spans."""
    decoder = json.JSONDecoder()
    position = next((i for i, c in enumerate(text) if not c.isspace() and c != "\ufeff"), len(text))
    position += text[position : position + 1] == "["
    for _ in range(10_000):
        gap = re.compile(r"[\s,]*").match(text, position)
        position = gap.end() if gap else position
        try:
            value, end = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            return
        if isinstance(value, dict):
            yield value, (position, end)
        position = end


def _robots(signal: SiteSignal, path: str) -> Iterator[Claim]:
    """Read robots.txt: named training crawlers that may not fetch the path; usage lines."""
    rules = read_robots(signal.text, _AGENTS)
    denied: dict[tuple[int, int], list[str]] = {}
    for agent in AI_AGENTS:
        line = verdict(rules, agent, path)
        if line is not None:
            denied.setdefault(line, []).append(agent)
    for span, agents in denied.items():
        evidence = record_evidence(
            signal,
            "robots",
            span,
            f"{', '.join(agents)}: {signal.text[slice(*span)].strip()}"[:500],
            "reserve",
            0.6,
        )
        yield Claim(evidence, ai=(("train", "deny"),), system="robots")
    for usage in rules.usage:
        if not Rules.covers(usage.path, path):
            continue
        ai = _usage(usage.value)
        polarity = _polarity("deny" if any(v == "deny" for _, v in ai) else "allow")
        evidence = record_evidence(signal, "robots_usage", usage.span, usage.value, polarity, 0.8)
        yield Claim(evidence, ai=ai, system="content_usage")
    for target, span in rules.licenses:
        yield rsl_of_site(signal, target, span)
