"""corpus.toml: what a user may decide about a build, parsed once into a frozen type."""

import tomllib
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dataset_tools.dump import Limits, Reading, TextGrammar
from dataset_tools.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Config:
    """The effective configuration; the defaults hold where corpus.toml is silent."""

    name: str = "corpus"
    version: str = "0.1.0"
    pretty_name: str | None = None
    description: str | None = None
    release_date: str | None = None
    authors: tuple[str, ...] = ()
    compilation_license: str | None = None
    format: str = "auto"
    policy: str = "cautious"
    outlets: tuple[str, ...] = ()  # files or folders of outlet terms, beside the built-in ones
    timezone: str | None = None
    dedup: bool = True
    limits: Limits = field(default_factory=Limits)
    reading: Reading = field(default_factory=Reading)
    splits: tuple[tuple[str, float], ...] = ()  # beside train, by name
    datasheet: tuple[tuple[str, str], ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON values for the manifest; files by their names only."""
        plain = asdict(self)
        plain["policy"] = Path(self.policy).name
        plain["outlets"] = [Path(name).name for name in self.outlets]
        plain["splits"], plain["datasheet"] = dict(self.splits), dict(self.datasheet)
        return plain


def read_config(path: Path | None, schema: dict[str, Any]) -> Config:
    """Read corpus.toml, or return the defaults for None.

    Args:
        path: The file.
        schema: JSON Schema corpus.v1; it is the list of keys there are.
    Raises: ConfigError naming file and key, with the nearest known key.
    """
    if path is None:
        return Config()
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except OSError as err:
        hint = "`colophon init` writes a commented corpus.toml"
        raise ConfigError(f"cannot be read ({err.strerror})", str(path), hint) from err
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise ConfigError(f"is no valid TOML: {err}", str(path), "mend that line") from err
    _refuse_unknown_keys(content, schema, str(path))
    _refuse_bad_values(content, schema, path)
    _refuse_bad_grammar(content.get("text", {}), f"{path}: [text]")
    splits = tuple(sorted(content.get("splits", {}).items()))
    if sum(share for _, share in splits) >= 1:
        hint = "leave room for train"
        raise ConfigError("the shares add up to 1 or more", f"{path}: [splits]", hint)
    corpus = {**content.get("corpus", {}), **content.get("build", {})}
    corpus.pop("license", None)  # belongs to the reading
    corpus["authors"] = tuple(corpus.get("authors", ()))
    corpus["outlets"] = tuple(corpus.get("outlets", ()))
    return Config(
        **corpus,
        limits=Limits(**content.get("limits", {})),
        reading=_reading(content),
        splits=splits,
        datasheet=tuple(sorted(content.get("datasheet", {}).items())),
    )


def _reading(content: dict[str, Any]) -> Reading:
    """Read the tables that say how a dump is to be read."""
    text, wiki = content.get("text", {}), content.get("mediawiki", {})
    grammar = TextGrammar(
        text.get("separator"),
        tuple(sorted(text.get("headers", {}).items())),
        text.get("starts"),
        text.get("ends"),
    )
    declared = "many" if grammar.separator or grammar.starts else "auto"
    return Reading(
        columns=tuple(sorted(content.get("columns", {}).items())),
        pages=text.get("pages", declared),
        grammar=grammar,
        namespaces=tuple(wiki.get("namespaces", Reading().namespaces)),
        license=content.get("build", {}).get("license"),
    )


def _refuse_bad_grammar(text: dict[str, Any], where: str) -> None:
    """Refuse a [text] table that does not say where a page begins."""
    starts, cuts = text.get("starts"), text.get("separator") or text.get("starts")
    if starts and starts not in text.get("headers", {}):
        hint = f'give its label in headers, e.g. {{ {starts} = "{starts.title()}:" }}'
        raise ConfigError(f"starts = {starts!r} names no header line", where, hint)
    if text.get("pages") == "many" and not cuts:
        hint = "give separator or starts; `colophon init --from DUMP` guesses them"
        raise ConfigError("pages = 'many' does not say where a page begins", where, hint)
    if text.get("pages") != "one" and not cuts and text.get("headers"):
        hint = "give separator or starts, or pages = 'one' for one page a file"
        raise ConfigError("headers alone do not say where a page begins", where, hint)


def _refuse_unknown_keys(content: dict[str, Any], schema: dict[str, Any], where: str) -> None:
    """Name the unknown key and the known one that looks most like it."""
    for key, value in content.items():
        node = schema.get("properties", {}).get(key)
        if node is None:
            known = sorted(schema.get("properties", {}))
            near = get_close_matches(key, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(known)}"
            raise ConfigError(f"unknown key {key!r}", where, hint)
        if isinstance(value, dict) and "properties" in node:
            _refuse_unknown_keys(value, node, f"{where}: [{key}]")


def _refuse_bad_values(content: dict[str, Any], schema: dict[str, Any], path: Path) -> None:
    from jsonschema import Draft202012Validator
    from referencing import Registry

    validator = Draft202012Validator(schema, registry=Registry())  # never fetches a $ref
    for error in validator.iter_errors(content):
        key = ".".join(str(part) for part in error.absolute_path)
        raise ConfigError(error.message, f"{path}: {key}", "see `colophon init` for the form")
    zone = content.get("build", {}).get("timezone")
    if zone is not None:
        import zoneinfo

        try:
            zoneinfo.ZoneInfo(zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError) as err:
            hint = "use an IANA name, e.g. Asia/Shanghai"
            raise ConfigError(f"unknown zone {zone!r}", f"{path}: build.timezone", hint) from err
