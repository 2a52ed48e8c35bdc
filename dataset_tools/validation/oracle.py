"""jsonschema as the reference: it judges single rows and says where exactly they are wrong.

Nothing it returns holds a value of a row: a value is described by type and length.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from dataset_tools.errors import ConfigError
from dataset_tools.validation.dialect import check_supported, conforms, matches
from dataset_tools.validation.masks import member

MAX_RULE_CHARS = 60


@dataclass(frozen=True, slots=True)
class Verdict:
    """One error of one row."""

    path: str  # e.g. "$.rights.years[0]"
    general: str  # e.g. "$.rights.years[]"
    keyword: str
    rule: str  # the keyword with its value in the schema, shortened
    value: str  # e.g. "string of 12 characters"


def oracle(schema: Any) -> Any:
    """Return the jsonschema validator of a schema; it fetches nothing, patterns run in RE2.

    Raises: ConfigError when the schema is invalid or uses an unsupported keyword.
    """
    from jsonschema import Draft202012Validator, FormatChecker, SchemaError
    from jsonschema.exceptions import ValidationError
    from jsonschema.validators import extend
    from referencing import Registry

    check_supported(schema)
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as err:
        raise ConfigError(f"invalid JSON Schema: {err.message[:200]}", err.json_path) from err

    def pattern(_: Any, wanted: str, value: object, __: Any) -> Iterator[ValidationError]:
        if isinstance(value, str) and not matches(wanted, value):
            yield ValidationError("does not match")

    def format_(_: Any, wanted: str, value: object, __: Any) -> Iterator[ValidationError]:
        if isinstance(value, str) and not conforms(value, wanted):
            yield ValidationError("does not conform")

    own = {"pattern": pattern, "format": format_}
    cls = extend(Draft202012Validator, own)  # type: ignore[no-untyped-call]  # no annotation there
    return cls(schema, registry=Registry(), format_checker=FormatChecker())


def judge(validator: Any, batch: pa.RecordBatch, row: int) -> list[Verdict]:
    """Return the errors of one row of a batch, in path order.

    Raises: ValueError when a value has no JSON form (a date beyond year 9999, an unknown zone).
    """
    try:
        instance = plain(batch.slice(row, 1).to_pylist()[0])
    except (pa.ArrowException, OverflowError, KeyError) as err:
        raise ValueError(type(err).__name__) from err
    found = []
    for error in validator.iter_errors(instance):
        path = general = "$"
        for part in error.absolute_path:
            path = f"{path}[{part}]" if isinstance(part, int) else member(path, part)
            general = f"{general}[]" if isinstance(part, int) else member(general, part)
        limit = str(error.validator_value)
        limit = limit if len(limit) <= MAX_RULE_CHARS else f"{limit[:MAX_RULE_CHARS]}…"
        keyword = str(error.validator or "false schema")
        found.append(
            Verdict(path, general, keyword, f"{keyword}: {limit}", describe(error.instance))
        )
    return sorted(found, key=lambda v: (v.path, v.keyword))


def plain(value: Any) -> Any:
    """Return a value from `to_pylist` as JSON: dates and times as RFC 3339 strings."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime):
        # A time without a zone has no RFC 3339 form; ISO 8601 keeps it a string that fails.
        return value.isoformat()
    return value.isoformat() if isinstance(value, date) else value


def describe(value: object) -> str:
    """Return type and size of a JSON value, never the value.

    >>> describe("secret"), describe([1, 2]), describe(None), describe(3)
    ('string of 6 characters', 'array of 2 items', 'null', 'integer')
    """
    if isinstance(value, str):
        return f"string of {len(value)} characters"
    if isinstance(value, list):
        return f"array of {len(value)} items"
    if isinstance(value, dict):
        return f"object of {len(value)} members"
    names = {bool: "boolean", int: "integer", float: "number", type(None): "null"}
    return names.get(type(value), type(value).__name__)
