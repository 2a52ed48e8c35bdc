"""robots.txt by RFC 9309, with the place of every line, for what a path is told."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

MAX_LINES = 20_000  # lines read of one robots.txt
MAX_PATTERN = 2_000  # characters of one path pattern
LINE = re.compile(r"[^\r\n]+")
_FIELD = re.compile(r"\s*([a-z-]{2,30})\s*:\s*([^#]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One Allow or Disallow line at `span` of the file."""

    path: str
    allow: bool
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Usage:
    """One Content-Signal or Content-Usage line of a wanted group, with the path it is for."""

    path: str
    value: str
    span: tuple[int, int]


@dataclass(slots=True)
class Rules:
    """The groups of one robots.txt by agent (lower case), its usage and RSL license lines."""

    groups: dict[str, list[Rule]] = field(default_factory=dict)
    usage: list[Usage] = field(default_factory=list)
    licenses: list[tuple[str, tuple[int, int]]] = field(default_factory=list)

    @staticmethod
    def covers(pattern: str, path: str) -> bool:
        """Say whether a path pattern (``*``, final ``$``) matches the start of `path`.

        >>> [Rules.covers(p, "/a/b/c.html") for p in ("/a/*.html$", "/a", "/b", "")]
        [True, True, False, False]
        """
        if not pattern or len(pattern) > MAX_PATTERN:
            return False
        anchored = pattern.endswith("$")
        pieces = pattern.removesuffix("$").split("*")
        if not path.startswith(pieces[0]):
            return False
        position = len(pieces[0])
        for piece in pieces[1:-1]:
            position = path.find(piece, position)
            if position < 0:
                return False
            position += len(piece)
        if len(pieces) == 1:
            return not anchored or path == pieces[0]
        if anchored:
            return path.endswith(pieces[-1]) and len(path) - len(pieces[-1]) >= position
        return path.find(pieces[-1], position) >= 0


def url_path(url: str) -> str:
    """Return path and query of a URL, at least ``/``."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


@lru_cache(maxsize=64)
def read_robots(text: str, wanted: frozenset[str]) -> Rules:
    """Read the groups of the `wanted` agents in a robots.txt; lines that are no rule are skipped.

    The result is shared by all pages of a host: read it, do not change it.
    """
    rules = Rules()
    agents: list[str] = []
    in_agents = grouped = False
    for key, value, span in _fields(text):
        if key == "user-agent":
            if not in_agents:
                agents = []
            if value.lower() in wanted and value.lower() not in agents:
                agents.append(value.lower())
            in_agents, grouped = True, True
            continue
        in_agents = False
        if key in {"allow", "disallow"} and value:
            for agent in agents:
                rules.groups.setdefault(agent, []).append(Rule(value, key == "allow", span))
        elif key in {"content-signal", "content-usage"}:
            path, _, rest = value.partition(" ") if value.startswith("/") else ("/", "", value)
            if agents or not grouped:  # before any group it is for everybody
                rules.usage.append(Usage(path, rest, span))
        elif key == "license" and value and (agents or not grouped):
            rules.licenses.append((value, span))
    return rules


def verdict(rules: Rules, agent: str, path: str) -> tuple[int, int] | None:
    """Return the span of the line that forbids `agent` the path; None if it may fetch it.

    Only a group that names the agent counts. The longest pattern decides, Allow in a tie.
    """
    best: Rule | None = None
    for rule in rules.groups.get(agent, ()):
        if not Rules.covers(rule.path, path):
            continue
        longer = best is None or len(rule.path) > len(best.path)
        tie = best is not None and len(rule.path) == len(best.path) and rule.allow
        if longer or tie:
            best = rule
    return None if best is None or best.allow else best.span


def _fields(text: str) -> Iterator[tuple[str, str, tuple[int, int]]]:
    for number, line in enumerate(LINE.finditer(text)):
        if number >= MAX_LINES:
            return
        found = _FIELD.match(line.group()[: MAX_PATTERN + 100].lstrip("\ufeff"))
        if found:
            yield found[1].lower(), found[2].strip(), line.span()
