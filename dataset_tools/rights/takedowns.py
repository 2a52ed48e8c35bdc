"""Takedowns: pages that must not ship, whatever they claim; a file that the operator keeps."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dataset_tools.errors import ConfigError

KINDS = ("url", "domain", "text_sha256", "id")
_FORM = '{"domain": "example.org", "reason": "asked by the publisher"}'


@dataclass(frozen=True, slots=True)
class Subject:
    """What a takedown can name of a record."""

    id: str = ""
    urls: tuple[str, ...] = ()
    text_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Takedowns:
    """The entries of a file by kind; reasons and dates are the operator's and stay there."""

    entries: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def find(self, subject: Subject) -> str | None:
        """Return the kind of the entry that names a record, or None."""
        if not self.entries:
            return None
        for url in subject.urls:
            if ("url", plain_url(url)) in self.entries:
                return "url"
            labels = _host(url).split(".")
            domains = (".".join(labels[n:]) for n in range(min(len(labels), 20)))
            if any(("domain", domain) in self.entries for domain in domains):
                return "domain"
        for kind in ("text_sha256", "id"):
            if (kind, getattr(subject, kind)) in self.entries:
                return kind
        return None


def plain_url(url: str) -> str:
    """Return an address without scheme, fragment, letter case of the host and last slash.

    >>> plain_url("HTTPS://A.example/Note/#top")
    'a.example/Note'
    """
    rest = url.partition("#")[0]
    scheme, mark, after = rest.partition("://")
    host, slash, path = (after if mark else scheme).partition("/")
    return f"{host.lower()}{slash}{path}".rstrip("/")


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def read_takedowns(path: Path, where: str, schema: Mapping[str, Any]) -> Takedowns:
    """Read a file of takedowns: JSON Lines, an object each, blank lines allowed.

    Args:
        path: The file.
        where: The key of the policy that names it, for errors.
        schema: JSON Schema of one object.
    Raises: ConfigError naming file and line.
    """
    from jsonschema import Draft202012Validator
    from referencing import Registry

    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as err:
        hint = f"write one JSON object a line, e.g. {_FORM}"
        raise ConfigError(f"names {path.name!r}, which cannot be read", where, hint) from err
    judge = Draft202012Validator(schema, registry=Registry())  # never fetches a $ref
    entries = set()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            one = json.loads(line)
        except ValueError as err:
            raise ConfigError("is no JSON object", f"{path}:{number}", f"write {_FORM}") from err
        for error in judge.iter_errors(one):
            hint = f"name one of {', '.join(KINDS)} and a reason, e.g. {_FORM}"
            raise ConfigError(error.message, f"{path}:{number}", hint)
        kind = next(kind for kind in KINDS if kind in one)
        value = one[kind]
        entries.add((kind, plain_url(value) if kind == "url" else value.lower()))
    return Takedowns(frozenset(entries))
