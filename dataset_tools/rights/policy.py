"""Release policies: data that says which records ship with their text."""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from dataset_tools.errors import ConfigError
from dataset_tools.model import About, Release, Rights
from dataset_tools.rights.redact import GROUPS, Redaction, read_redaction
from dataset_tools.rights.spdx import license_parts
from dataset_tools.rights.takedowns import Subject, Takedowns, read_takedowns
from dataset_tools.schema import load_schema, refuse_bad_values, shipped_folder

BUILT_IN = ("cautious", "open-only", "internal")
LICENSED = frozenset(
    {"open_license", "open_license_nc", "open_license_nd", "public_domain", "government_open"}
)
MIN_KEY_BYTES = 32  # 128 bits in hexadecimal
_NOBODY = Subject()


@dataclass(frozen=True, slots=True)
class Policy:
    """A release policy, parsed and checked.

    `sha256` is of its canonical content, of its takedowns and of the digest of its key.
    """

    id: str
    audience: Literal["public", "private"]
    by_status: dict[str, Release]
    by_ai: dict[str, Release]  # "tdm.deny" -> release
    allow_licenses: tuple[str, ...] | None  # None: any license
    license_scope: tuple[str, ...] | None  # None: any scope
    require_attribution: bool
    min_confidence: float  # of the license, 0 to 1
    otherwise: Release | None  # what becomes of everything that is not full_text; None: as it is
    families_apart: bool  # share-alike texts go to subsets of their own
    redaction: Redaction
    takedowns: Takedowns
    sha256: str
    source: str  # the file as read


@dataclass(frozen=True, slots=True)
class Weighed:
    """One rule of a policy that was tried on a record: what it found, and whether it let pass."""

    rule: str
    passed: bool
    found: str
    release: Release  # where the rule did not let pass; of the first rule: what it opens


def load_policy(name_or_path: str) -> Policy:
    """Return a built-in policy by name, or the one in a TOML file.

    Files that it names are relative to it. Raises: ConfigError when there is no such policy or
    it does not fit its schema.
    """
    path = (
        shipped_folder("data/policies") / f"{name_or_path}.toml"
        if name_or_path in BUILT_IN
        else Path(name_or_path)
    )
    try:
        source = path.read_text("utf-8")
        content = tomllib.loads(source)
    except OSError as err:
        hint = f"built-in policies: {', '.join(BUILT_IN)}; else name a TOML file"
        raise ConfigError(f"no such policy {name_or_path!r}", name_or_path, hint) from err
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise ConfigError(f"is no valid TOML: {err}", name_or_path, "mend that line") from err
    refuse_bad_values(content, "release-policy.v1", name_or_path)
    required = content.get("require", {})
    key = _key(content.get("redact", {}), path)
    takedowns = Takedowns()
    if "takedowns" in content:
        schema = load_schema("release-policy.v1")["$defs"]["takedown"]
        listed = path.parent / content["takedowns"]
        takedowns = read_takedowns(listed, f"{name_or_path}: takedowns", schema)
    return Policy(
        id=content["id"],
        audience=content["audience"],
        by_status=content["by_status"],
        by_ai={
            f"{axis}.{value}": release
            for axis, values in content.get("by_ai", {}).items()
            for value, release in values.items()
        },
        allow_licenses=_tuple(content.get("allow_licenses")),
        license_scope=_tuple(required.get("license_scope")),
        require_attribution=required.get("attribution", False),
        min_confidence=required.get("min_confidence", 0),
        otherwise=content.get("otherwise"),
        families_apart=content.get("families") == "apart",
        redaction=read_redaction(content.get("redact", {}), key),
        takedowns=takedowns,
        sha256=_digest(content, takedowns, key),
        source=source,
    )


def decide(
    rights: Rights, about: About, policy: Policy, subject: Subject = _NOBODY
) -> tuple[Release, str]:
    """Return what becomes of a record and the rule of the policy that said so."""
    weighed = weigh(rights, about, policy, subject)
    last = next((one for one in weighed if not one.passed), weighed[0])
    if last.release not in ("full_text", "withhold") and policy.otherwise is not None:
        return policy.otherwise, f"{last.rule}+otherwise"
    return last.release, last.rule


def weigh(
    rights: Rights, about: About, policy: Policy, subject: Subject = _NOBODY
) -> list[Weighed]:
    """Try the rules of a policy in their order, up to the first that does not let pass.

    Rules only ever tighten: a status opens at most `full_text`; license, scope, confidence,
    attribution and preferences on mining and training can take it back. A takedown comes first.
    """
    if kind := policy.takedowns.find(subject):
        return [Weighed(f"takedowns.{kind}", passed=False, found="listed", release="withhold")]
    status = rights.rights_status
    release = policy.by_status.get(status, "metadata_only")
    weighed = [Weighed(f"by_status.{status}", release == "full_text", release, release)]
    for rule in _TIGHTEN if weighed[0].passed else ():
        for one in rule(rights, about, policy, subject):
            weighed.append(one)
            if not one.passed:
                return weighed
    return weighed


def _license(rights: Rights, about: About, policy: Policy, subject: Subject) -> Iterator[Weighed]:
    """Yield what the license lacks; a status without one (only `internal` opens it) lacks none."""
    if rights.rights_status not in LICENSED:
        return
    if policy.allow_licenses is not None:
        passed = is_allowed(rights.license, policy.allow_licenses)
        yield Weighed("allow_licenses", passed, rights.license, "metadata_only")
    if policy.license_scope is not None:
        scope = str(rights.license_scope)
        yield Weighed(
            "require.license_scope", scope in policy.license_scope, scope, "metadata_only"
        )
    if policy.min_confidence:
        sure = rights.confidence >= policy.min_confidence
        yield Weighed("require.min_confidence", sure, f"{rights.confidence:.2f}", "metadata_only")
    if policy.require_attribution and rights.rights_status != "public_domain":
        passed, found = _credited(rights, about, policy.redaction, subject)
        yield Weighed("require.attribution", passed, found, "metadata_only")


def _credited(
    rights: Rights, about: About, redaction: Redaction, subject: Subject
) -> tuple[bool, str]:
    """Say whether what a license asks to be named can be: somebody, or at least the address.

    An author whose name the policy hides cannot be credited (CC BY 4.0, 3(a)(1)(A): retain the
    names that come with the text).
    """
    writers = [c.role for c in about.credits if c.role in GROUPS["writers"] and c.name]
    roles = writers or ["author"] * bool(about.authors)
    if any(redaction.action(role) != "keep" for role in roles):
        return False, "the policy hides the author"
    named = (rights.attribution, rights.holder, *about.authors, about.publisher, about.source)
    if any(named):
        return True, "somebody is named"
    return (True, "its address is known") if subject.urls else (False, "nobody, and no address")


def _preferences(
    rights: Rights,
    about: About,  # noqa: ARG001 - the form of a rule
    policy: Policy,
    subject: Subject,  # noqa: ARG001
) -> Iterator[Weighed]:
    for axis in ("tdm", "train", "search"):
        value = getattr(rights.ai, axis)
        release = policy.by_ai.get(f"{axis}.{value}", "full_text")
        if any(key.startswith(f"{axis}.") for key in policy.by_ai):
            yield Weighed(f"by_ai.{axis}.{value}", release == "full_text", value, release)


_TIGHTEN = (_license, _preferences)


def is_allowed(expression: str, patterns: tuple[str, ...]) -> bool:
    """Say whether an SPDX expression is allowed: one side of an OR, both sides of an AND.

    A ``*`` at the end of a pattern stands for version and port only, so that ``CC-BY-*`` means
    CC-BY-4.0 and CC-BY-3.0-DE, never CC-BY-NC-4.0.

    >>> [is_allowed(e, ("CC-BY-*",)) for e in ("CC-BY-3.0-DE", "CC-BY-NC-4.0", "NOASSERTION")]
    [True, False, False]
    """
    alternatives = license_parts(expression)
    return any(all(_matches(part, patterns) for part in parts) for parts in alternatives)


def _matches(license_id: str, patterns: tuple[str, ...]) -> bool:
    for pattern in patterns:
        if license_id == pattern:
            return True
        stem = pattern.removesuffix("*")
        if (
            stem != pattern
            and license_id.startswith(stem)
            and license_id[len(stem) :][:1].isdigit()
        ):
            return True
    return False


def _key(stated: dict[str, str], policy: Path) -> bytes:
    """Read the key of pseudonyms; b"" where nothing is hashed.

    Raises: ConfigError for a hash without a key, or a key that could be guessed.
    """
    where = f"{policy}: redact.key_file"
    make = "`openssl rand -hex 32 > names.key` makes one; keep it out of releases and repositories"
    if "hash" not in stated.values():
        return b""
    if "key_file" not in stated:
        raise ConfigError("is missing, and redact asks for a hash", where, make)
    try:
        key = (policy.parent / stated["key_file"]).read_bytes().strip()
    except OSError as err:
        problem = f"names {stated['key_file']!r}, which cannot be read ({err.strerror})"
        raise ConfigError(problem, where, make) from err
    if len(key) < MIN_KEY_BYTES:
        raise ConfigError(f"names a key of fewer than {MIN_KEY_BYTES} bytes", where, make)
    return key


def _digest(content: dict[str, Any], takedowns: Takedowns, key: bytes) -> str:
    """Return the digest of all that decides; of the policy alone where it names no file."""
    told = content
    if takedowns.entries or key:
        listed = sorted(map(list, takedowns.entries))
        told = {"policy": content, "takedowns": listed, "key": sha256(key).hexdigest()}
    plain = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(plain.encode()).hexdigest()


def _tuple(values: list[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)
