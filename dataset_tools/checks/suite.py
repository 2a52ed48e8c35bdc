"""The suite: expectations as reviewable JSON, in the form that Great Expectations stores.

One expectation is ``{"type", "kwargs": {"column", ...}, "severity", "description", "meta":
{"scope"}}``: `column` is a key of METRICS, `scope` says which rows it judges ("corpus", the
default, or "shard"). Anything unknown is refused, so that a typing error never weakens a gate.
"""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, NoReturn, cast

from dataset_tools.checks.metrics import SCOPES, names
from dataset_tools.errors import ConfigError

Level = Literal["critical", "warning", "info"]
LEVELS: tuple[Level, ...] = ("critical", "warning", "info")
DEFAULT = Path(__file__).with_name("suite.json")
MAX_BYTES = 2**20  # a suite is written by hand

_BOUNDS = ("min_value", "max_value", "strict_min", "strict_max")


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of expectation: its name in Great Expectations and what it takes."""

    gx: str  # the class in great_expectations.expectations
    takes: tuple[str, ...]
    needs: tuple[str, ...]  # at least one of these
    reads: str | None = None  # the statistic over all rows; None: judges each row
    judges_null: bool = False


EXPECTATIONS: dict[str, Kind] = {
    "expect_column_values_to_be_between": Kind(
        "ExpectColumnValuesToBeBetween", (*_BOUNDS, "mostly"), ("min_value", "max_value")
    ),
    "expect_column_values_to_be_in_set": Kind(
        "ExpectColumnValuesToBeInSet", ("value_set", "mostly"), ("value_set",)
    ),
    "expect_column_values_to_not_be_in_set": Kind(
        "ExpectColumnValuesToNotBeInSet", ("value_set", "mostly"), ("value_set",)
    ),
    "expect_column_values_to_not_be_null": Kind(
        "ExpectColumnValuesToNotBeNull", ("mostly",), (), judges_null=True
    ),
    "expect_column_min_to_be_between": Kind(
        "ExpectColumnMinToBeBetween", _BOUNDS, ("min_value", "max_value"), "min"
    ),
    "expect_column_max_to_be_between": Kind(
        "ExpectColumnMaxToBeBetween", _BOUNDS, ("min_value", "max_value"), "max"
    ),
    "expect_column_mean_to_be_between": Kind(
        "ExpectColumnMeanToBeBetween", _BOUNDS, ("min_value", "max_value"), "mean"
    ),
    "expect_column_median_to_be_between": Kind(
        "ExpectColumnMedianToBeBetween", _BOUNDS, ("min_value", "max_value"), "median"
    ),
    "expect_column_sum_to_be_between": Kind(
        "ExpectColumnSumToBeBetween", _BOUNDS, ("min_value", "max_value"), "sum"
    ),
}


@dataclass(frozen=True, slots=True)
class Expectation:
    """One rule: a metric, the rows it is read from, and a bound."""

    type: str  # a key of EXPECTATIONS
    metric: str  # a key of METRICS
    scope: str
    level: Level
    bound: dict[str, Any]  # the keyword arguments, without the column
    description: str = ""

    @property
    def kind(self) -> Kind:
        """The entry of EXPECTATIONS."""
        return EXPECTATIONS[self.type]


@dataclass(frozen=True, slots=True)
class Suite:
    """A named list of expectations, with the digest of its file."""

    name: str
    sha256: str
    expectations: tuple[Expectation, ...]


def bound_text(bound: dict[str, Any]) -> str:
    """Say a bound in words.

    >>> bound_text({"max_value": 0.02})
    'at most 0.02'
    >>> bound_text({"min_value": 1, "strict_min": True, "max_value": 9, "mostly": 0.9})
    'above 1 and at most 9, for at least 0.9 of the rows'
    """
    parts = []
    if (low := bound.get("min_value")) is not None:
        parts.append(f"{'above' if bound.get('strict_min') else 'at least'} {low}")
    if (high := bound.get("max_value")) is not None:
        parts.append(f"{'below' if bound.get('strict_max') else 'at most'} {high}")
    if "value_set" in bound:
        parts.append(f"in {bound['value_set']}")
    text = " and ".join(parts) or "a value"
    return text if "mostly" not in bound else f"{text}, for at least {bound['mostly']} of the rows"


def load_suite(path: Path | None = None) -> Suite:
    """Read and check a suite file; None: the shipped one.

    Raises: ConfigError with the place of the first fault and what is known there.
    """
    path = path or DEFAULT
    try:
        with path.open("rb") as handle:
            raw = handle.read(MAX_BYTES + 1)
    except OSError as err:
        hint = f"copy the shipped suite and edit it: {DEFAULT}"
        raise ConfigError(f"no readable suite ({err.strerror})", str(path), hint) from err
    if len(raw) > MAX_BYTES:
        raise ConfigError(f"a suite has at most {MAX_BYTES} bytes", str(path), "split it")
    try:
        content = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError) as err:
        fault = str(err) if isinstance(err, ValueError) else "nested too deep"
        raise ConfigError(f"no valid JSON ({fault})", str(path), "correct the file") from err
    items = content.get("expectations") if isinstance(content, dict) else None
    if not isinstance(items, list) or not items:
        hint = 'write {"name": ..., "expectations": [{"type": ..., "kwargs": {"column": ...}}]}'
        raise ConfigError("needs a non-empty list `expectations`", str(path), hint)
    rules = tuple(_parse(item, f"{path}: expectations[{i}]") for i, item in enumerate(items))
    name = _text(content.get("name") or path.stem, f"{path}: name")
    return Suite(name, sha256(raw).hexdigest(), rules)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _parse(item: object, where: str) -> Expectation:
    if not isinstance(item, dict):
        raise ConfigError("an expectation is an object", where, "see the shipped suite")
    # What Great Expectations adds when it stores a suite is accepted and has no effect.
    known = ("type", "kwargs", "severity", "description", "notes", "meta", "id", "rendered_content")
    _only(item, known, where)
    kind = _choice(item.get("type"), tuple(EXPECTATIONS), f"{where}.type")
    kwargs, meta = item.get("kwargs"), item.get("meta") or {}
    if not isinstance(kwargs, dict):
        raise ConfigError("`kwargs` is an object", where, "see the shipped suite")
    if not isinstance(meta, dict):
        raise ConfigError("`meta` is an object", where, 'write {"scope": "corpus"} or leave it out')
    scope = _choice(meta.get("scope", SCOPES[0]), SCOPES, f"{where}.meta.scope")
    level = _choice(item.get("severity", LEVELS[0]), LEVELS, f"{where}.severity")
    metric = _choice(kwargs.get("column"), tuple(names(scope)), f"{where}.kwargs.column")
    bound = {key: value for key, value in kwargs.items() if key != "column"}
    _check_bound(EXPECTATIONS[kind], bound, f"{where}.kwargs")
    description = _text(item.get("description") or "", f"{where}.description")
    return Expectation(kind, metric, scope, cast("Level", level), bound, description)


def _check_bound(kind: Kind, bound: dict[str, Any], where: str) -> None:
    _only(bound, kind.takes, where)
    if kind.needs and all(bound.get(key) is None for key in kind.needs):
        raise ConfigError("has no bound", where, f"give {' or '.join(kind.needs)}")
    for key, value in bound.items():
        good, wanted = _ARGUMENTS[key]
        if not good(value):
            raise ConfigError(f"is {value!a:.80}", f"{where}.{key}", f"give {wanted}")
    low, high = bound.get("min_value"), bound.get("max_value")
    if low is not None and high is not None and low > high:
        raise ConfigError(f"min_value {low} is above max_value {high}", where, "swap them")


def _number(value: object) -> bool:
    """Say whether `value` is a finite number that a float holds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= 2**53 if isinstance(value, int) else math.isfinite(value)


_ARGUMENTS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "min_value": (lambda v: v is None or _number(v), "a finite number"),
    "max_value": (lambda v: v is None or _number(v), "a finite number"),
    "strict_min": (lambda v: isinstance(v, bool), "true or false"),
    "strict_max": (lambda v: isinstance(v, bool), "true or false"),
    "mostly": (lambda v: _number(v) and 0 < v <= 1, "a number above 0 and at most 1"),
    "value_set": (
        lambda v: isinstance(v, list) and bool(v) and all(map(_number, v)),
        "a list of finite numbers",
    ),
}


def _only(item: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    if unknown := sorted(set(item) - set(known)):
        raise ConfigError(f"unknown key {unknown[0]!a:.80}", where, f"known: {', '.join(known)}")


def _choice(value: object, known: tuple[str, ...], where: str) -> str:
    if not isinstance(value, str) or value not in known:
        raise ConfigError(f"unknown value {value!a:.80}", where, f"known: {', '.join(known)}")
    return value


def _text(value: object, where: str) -> str:
    """Return a string that UTF-8 can write."""
    if not isinstance(value, str) or any("\ud800" <= c <= "\udfff" for c in value):
        raise ConfigError(f"no usable text: {value!a:.80}", where, "write a plain string")
    return value
