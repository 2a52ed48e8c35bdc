"""Release policies: data that says which records ship with their text."""

import json
import tomllib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from dataset_tools.errors import ConfigError
from dataset_tools.model import About, Release, Rights
from dataset_tools.rights.spdx import license_parts
from dataset_tools.schema import load_schema

BUILT_IN = ("cautious", "open-only", "internal")
LICENSED = frozenset(
    {"open_license", "open_license_nc", "open_license_nd", "public_domain", "government_open"}
)
_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Policy:
    """A release policy, parsed and checked. `sha256` is of its canonical content."""

    id: str
    audience: Literal["public", "private"]
    by_status: dict[str, Release]
    by_ai: dict[str, Release]  # "tdm.deny" -> release
    allow_licenses: tuple[str, ...] | None  # None: any license
    license_scope: tuple[str, ...] | None  # None: any scope
    require_attribution: bool
    otherwise: Release | None  # what becomes of everything that is not full_text; None: as it is
    sha256: str
    source: str  # the file as read


def load_policy(name_or_path: str) -> Policy:
    """Return a built-in policy by name, or the one in a TOML file.

    Raises: ConfigError when there is no such policy or it does not fit its schema.
    """
    path = _built_in(name_or_path) if name_or_path in BUILT_IN else Path(name_or_path)
    try:
        source = path.read_text("utf-8")
        content = tomllib.loads(source)
    except OSError as err:
        hint = f"built-in policies: {', '.join(BUILT_IN)}; else name a TOML file"
        raise ConfigError(f"no such policy {name_or_path!r}", name_or_path, hint) from err
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise ConfigError(f"is no valid TOML: {err}", name_or_path, "mend that line") from err
    _refuse_bad_values(content, name_or_path)
    required = content.get("require", {})
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
        otherwise=content.get("otherwise"),
        sha256=_digest(content),
        source=source,
    )


def decide(rights: Rights, about: About, policy: Policy) -> tuple[Release, str]:
    """Return what becomes of a record and the rule of the policy that said so.

    Rules only ever tighten: a status opens at most `full_text`; license, scope, attribution and
    preferences on mining and training can take it back.
    """
    release, rule = _by_status(rights, about, policy)
    if release == "full_text":
        for axis in ("tdm", "train", "search"):
            key = f"{axis}.{getattr(rights.ai, axis)}"
            if policy.by_ai.get(key, "full_text") != "full_text":
                release, rule = policy.by_ai[key], f"by_ai.{key}"
                break
    if release != "full_text" and policy.otherwise is not None:
        return policy.otherwise, f"{rule}+otherwise"
    return release, rule


def _by_status(rights: Rights, about: About, policy: Policy) -> tuple[Release, str]:
    status = rights.rights_status
    release = policy.by_status.get(status, "metadata_only")
    if release != "full_text" or status not in LICENSED:
        return release, f"by_status.{status}"
    if policy.allow_licenses is not None and not is_allowed(rights.license, policy.allow_licenses):
        return "metadata_only", "allow_licenses"
    if policy.license_scope is not None and rights.license_scope not in policy.license_scope:
        return "metadata_only", "require.license_scope"
    if policy.require_attribution and status == "open_license":
        named = (rights.attribution, rights.holder, about.publisher, *about.authors)
        if not any(named):
            return "metadata_only", "require.attribution"
    return release, f"by_status.{status}"


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


def _built_in(name: str) -> Path:
    installed = _ROOT / "_policies"
    folder = installed if installed.is_dir() else _ROOT.parent / "data" / "policies"
    return folder / f"{name}.toml"


def _refuse_bad_values(content: dict[str, Any], where: str) -> None:
    from jsonschema import Draft202012Validator
    from referencing import Registry

    validator = Draft202012Validator(
        load_schema("release-policy.v1"), registry=Registry()
    )  # never fetches a $ref
    errors = sorted(validator.iter_errors(content), key=lambda e: [str(p) for p in e.absolute_path])
    for error in errors:
        key = ".".join(str(part) for part in error.absolute_path)
        hint = "schemas/release-policy.v1.schema.json lists keys and values"
        raise ConfigError(error.message, f"{where}: {key}" if key else where, hint)


def _digest(content: dict[str, Any]) -> str:
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(plain.encode()).hexdigest()


def _tuple(values: list[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)
