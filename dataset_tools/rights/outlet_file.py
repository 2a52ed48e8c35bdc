"""Outlet terms files: TOML, checked against their schema, parsed once; and the tests they carry."""

import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from dataset_tools.errors import ConfigError
from dataset_tools.model import Tried
from dataset_tools.rights.outlet_terms import (
    SIGNS,
    Argument,
    Cited,
    Condition,
    Facts,
    Outlets,
    Rule,
    Sign,
    Terms,
    evaluate,
    letters,
    plain,
)
from dataset_tools.rights.spdx import license_status, valid_expression
from dataset_tools.schema import refuse_bad_values, shipped_folder

MAX_FILE_BYTES = 2**20  # terms of one publisher are a few kilobytes
_HINT = "schemas/outlet-terms.v1.schema.json lists keys and values"


@dataclass(frozen=True, slots=True)
class Case:
    """One test of a terms file: what a page says, and which rule must decide."""

    facts: Facts
    expect: str  # id of a rule, or "none"
    undetermined: tuple[str, ...] = ()
    flags: tuple[str, ...] | None = None  # None: any


@dataclass(frozen=True, slots=True)
class Tested:
    """How one test of a terms file came out; `problem` is None where it passed."""

    number: int  # from 1, in the order of the file
    expect: str
    problem: str | None
    tried: tuple[Tried, ...]


@dataclass(frozen=True, slots=True)
class TestedFile:
    """The tests of one terms file."""

    file: str
    id: str
    tests: tuple[Tested, ...]

    @property
    def passed(self) -> bool:
        """Say whether every test passed."""
        return all(test.problem is None for test in self.tests)


def outlets_test(files: Sequence[str | Path] = ()) -> tuple[TestedFile, ...]:
    """Run the tests that outlet terms files carry.

    Args:
        files: TOML files or folders of them; the built-in ones where none is named.
    Raises: ConfigError when one cannot be read or does not fit its schema.
    """
    paths = _find(files) if files else _built_in()
    return tuple(_test(path) for path in paths)


def load_outlets(files: Sequence[str | Path] = ()) -> Outlets:
    """Return the built-in terms and those in files or folders, which replace terms of their ids.

    Raises: ConfigError when a file cannot be read, does not fit its schema, or overlaps in time
        with another one of its id.
    """
    own = [(path, _read(path)) for path in _find(files)]
    replaced = {content["id"] for _, content in own}
    built_in = [(path, _read(path)) for path in _built_in()]
    known = [one for one in built_in if one[1]["id"] not in replaced] + own
    known.sort(key=lambda one: (one[1]["id"], one[1]["valid"]["observed"], _canonical(one[1])))
    terms = [_parse(content, str(path))[0] for path, content in known]
    for (path, _), one, other in zip(known[1:], terms, terms[1:], strict=False):
        if one.id == other.id and _overlap(one, other):
            hint = "give both `from` and `until` in [valid]"
            raise ConfigError(f"two terms of {one.id} hold at one time", str(path), hint)
    whole = "\n".join(_canonical(content) for _, content in known)
    return Outlets(tuple(terms), sha256(whole.encode()).hexdigest())


def _built_in() -> list[Path]:
    return sorted(shipped_folder("data/outlets").glob("*.toml"))


def _find(files: Sequence[str | Path]) -> list[Path]:
    """Return the named files, and of folders the TOML files in them; twins once."""
    found: dict[Path, None] = {}
    for name in files:
        path = Path(name)
        inside = sorted(path.glob("*.toml")) if path.is_dir() else [path]
        if not inside:
            raise ConfigError("holds no TOML file", str(path), "name a file of outlet terms")
        found.update(dict.fromkeys(inside))
    return list(found)


def _read(path: Path) -> dict[str, Any]:
    """Return the content of a terms file that fits its schema; dates are ISO strings."""
    where = str(path)
    try:
        with path.open("rb") as source:
            raw = source.read(MAX_FILE_BYTES + 1)
        if len(raw) > MAX_FILE_BYTES:
            hint = "a file holds the terms of one publisher"
            raise ConfigError(f"is larger than {MAX_FILE_BYTES} bytes", where, hint)
        content = _with_dates_as_text(tomllib.loads(raw.decode("utf-8")))
    except OSError as err:
        hint = "name a TOML file, or a folder of them"
        raise ConfigError(f"cannot be read ({err.strerror})", where, hint) from err
    except (ValueError, RecursionError) as err:  # what is no TOML or no UTF-8
        raise ConfigError(f"is no valid TOML: {err}", where, "mend that line") from err
    refuse_bad_values(content, "outlet-terms.v1", where)
    return dict(content)


def _with_dates_as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_dates_as_text(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_with_dates_as_text(one) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _canonical(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _parse(content: dict[str, Any], where: str) -> tuple[Terms, tuple[Case, ...]]:
    """Return the terms in a file's content and its tests; what the schema cannot say is checked."""
    publisher, valid, notice = content["publisher"], content["valid"], content.get("notice", {})
    lists = {name: frozenset(map(plain, v)) for name, v in content.get("lists", {}).items()}
    clauses = tuple(
        Cited(one["mark"], letters(one.get("contains", ""))) for one in content.get("clauses", ())
    )
    rules = tuple(_rule(one, f"{where}: rules.{one['id']}") for one in content["rules"])
    _refuse_unknown_names(content, {c.mark for c in clauses}, where)
    terms = Terms(
        id=content["id"],
        rules=rules,
        names=tuple(map(plain, (publisher["name"], *publisher.get("aliases", ())))),
        contact=publisher.get("contact"),
        signs=tuple(_sign(one, where) for one in content["identify"]),
        observed=_date(valid["observed"], where),
        valid_from=_date(valid["from"], where) if "from" in valid else None,
        valid_until=_date(valid["until"], where) if "until" in valid else None,
        clauses=clauses,
        notice_chars=notice.get("chars", 0),
        notice_digests=frozenset(notice.get("sha256", ())),
        lists=tuple(sorted(lists.items())),
        sources_agree=content.get("fields", {}).get("source") == "all_valued_must_agree",
    )
    marks = frozenset(c.mark for c in clauses)
    return terms, tuple(_case(one, marks) for one in content["tests"])


def _rule(content: dict[str, Any], where: str) -> Rule:
    then = content["then"]
    holder, license_id = then.get("holder"), then.get("license")
    if license_id is not None and (
        not valid_expression(license_id) or license_status(license_id) != then["status"]
    ):
        hint = "use an id of https://spdx.org/licenses and the status that it stands for"
        raise ConfigError(f"{license_id!r} is no license of {then['status']}", where, hint)
    return Rule(
        id=content["id"],
        when=_condition(content["when"]),
        status=then["status"],
        clause=then["clause"],
        license=license_id,
        holder=holder if isinstance(holder, str) else None,
        holder_from=holder["from"] if isinstance(holder, dict) else "",
        duties=tuple(then.get("duties", ())),
        attribution=then.get("attribution"),
        flag_if=tuple(sorted(then.get("flag_if", {}).items())),
    )


def _condition(content: dict[str, Any]) -> Condition:
    tests = tuple((k, _argument(k, v)) for k, v in content.items() if k != "any")
    return Condition(tests, tuple(_condition(one) for one in content.get("any", ())))


def _argument(name: str, value: Any) -> Argument:
    if isinstance(value, bool):
        return value
    values = [value] if isinstance(value, str) else value
    keep = name in ("source_in", "notice_present")  # names of ours, not of outlets
    return tuple(value if keep else plain(value) for value in values)


def _sign(content: dict[str, Any], where: str) -> Sign:
    by = next(kind for kind in SIGNS if kind in content)
    value = content[by]
    wanted = value if by == "domain" else letters(value)
    if len(wanted) < 4:
        raise ConfigError(f"{value!r} has too few letters", f"{where}: identify", _HINT)
    return Sign(by, wanted, content["confidence"])


def _date(value: str, where: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as err:
        raise ConfigError(f"{value!r} is no date", f"{where}: valid", "write 2026-01-31") from err


def _refuse_unknown_names(content: dict[str, Any], marks: set[str], where: str) -> None:
    """Refuse rules that cite no clause, lists and expectations that name nothing."""
    ids = [rule["id"] for rule in content["rules"]]
    if len(set(ids)) < len(ids):
        raise ConfigError("two rules have one id", where, "give each rule an id of its own")
    asked = {name for rule in content["rules"] for name in _lists_in(rule["when"])}
    cited = {rule["then"]["clause"] for rule in content["rules"]} - {"page"}
    expected = {one["expect"] for one in content["tests"]} - {"none"}
    expected.update(name for one in content["tests"] for name in one.get("undetermined", ()))
    for names, known, what in (
        (cited, marks, "clauses"),
        (asked, set(content.get("lists", {})), "lists"),
        (expected, set(ids), "rules"),
    ):
        if missing := sorted(names - known):
            hint = f"known: {', '.join(sorted(known)) or 'none'}"
            raise ConfigError(f"{missing[0]!r} is not among the {what}", where, hint)


def _lists_in(when: dict[str, Any]) -> Iterator[str]:
    if "source_in" in when:
        yield when["source_in"]
    for one in when.get("any", ()):
        yield from _lists_in(one)


def _overlap(one: Terms, other: Terms) -> bool:
    starts, ends = one.valid_from or date.min, one.valid_until or date.max
    return starts <= (other.valid_until or date.max) and (other.valid_from or date.min) <= ends


def _case(content: dict[str, Any], marks: frozenset[str]) -> Case:
    source = content.get("source", [])
    affiliations = [content["author_affiliation"]] if "author_affiliation" in content else []
    facts = Facts(
        sources=tuple(map(plain, [source] if isinstance(source, str) else source)),
        bylines=tuple(map(plain, [*content.get("byline", ()), *affiliations])),
        pictures=tuple(map(plain, content.get("credit", ()))),
        affiliations=tuple(map(plain, affiliations)),
        notices=frozenset(content.get("notices", ())),
        account=content.get("account", False),
        clauses=frozenset(content["clauses"]) if "clauses" in content else marks,
    )
    flags = tuple(sorted(content["flags"])) if "flags" in content else None
    return Case(facts, content["expect"], tuple(content.get("undetermined", ())), flags)


def _test(path: Path) -> TestedFile:
    terms, cases = _parse(_read(path), str(path))
    return TestedFile(
        str(path),
        terms.id,
        tuple(_run(terms, number, case) for number, case in enumerate(cases, 1)),
    )


def _run(terms: Terms, number: int, case: Case) -> Tested:
    verdict = evaluate(terms, case.facts)
    decided = verdict.rule.id if verdict.rule else "none"
    outcomes = {one.rule.rpartition("/")[2]: one.outcome for one in verdict.tried}
    problem = None
    if decided != case.expect:
        problem = f"expected {case.expect}, decided {decided}"
    elif wrong := [rule for rule in case.undetermined if outcomes.get(rule) != "undetermined"]:
        problem = f"{wrong[0]} is not undetermined but {outcomes.get(wrong[0], 'not tried')}"
    elif case.flags is not None and case.flags != verdict.flags:
        problem = f"expected flags {list(case.flags)}, raised {list(verdict.flags)}"
    return Tested(number, case.expect, problem, verdict.tried)
