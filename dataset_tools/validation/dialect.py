"""The part of JSON Schema 2020-12 that is evaluated here; everything else is refused by name.

Patterns are searched, not matched, and run in RE2 only, for the masks and for the oracle, so
that a hostile value cannot cost more than linear time. Escapes and groups whose meaning differs
between ECMA 262, RE2 and Python are refused.
"""

import re
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dataset_tools.errors import ConfigError

DIALECT = "https://json-schema.org/draft/2020-12/schema"
KEYWORDS = frozenset(
    {
        "type", "enum", "const", "pattern", "minLength", "maxLength", "format",
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "items", "minItems", "maxItems", "uniqueItems",
        "properties", "required", "additionalProperties",
    }
)  # fmt: skip
ANNOTATIONS = frozenset(
    {
        "$schema", "$id", "$comment", "$defs", "title", "description", "default", "examples",
        "deprecated", "readOnly", "writeOnly", "contentEncoding", "contentMediaType",
    }
)  # fmt: skip
# Formats with a checker of linear cost. `iri` (measured: 88 s for 200,000 characters) and
# `regex` (compiles the value) have none.
FORMATS = frozenset(
    {
        "date", "date-time", "time", "duration", "email", "hostname", "ipv4", "ipv6",
        "uri", "uri-reference", "uuid",
    }
)  # fmt: skip
MAX_FORMAT_CHARS = 65_536  # no URI, host or date is longer; a longer value does not conform
_MAX_DEPTH = 64

# Refused: \s (ECMA: Unicode, RE2: ASCII), \p, \b and others that not all three have; groups
# other than (...) and (?:...).
_ESCAPES = re.compile(r"\\(?:[dDwWtnrfv0]|x[0-9A-Fa-f]{2}|[^A-Za-z0-9])|\\(.?)|\(\?(?!:)(.?)", re.S)


def is_annotation(keyword: str) -> bool:
    """Say whether a keyword asserts nothing."""
    return keyword in ANNOTATIONS or keyword.startswith("x-")


def is_utf8(text: str) -> bool:
    """Say whether a string has a UTF-8 form (no lone surrogate)."""
    return not any("\ud800" <= c <= "\udfff" for c in text)


def check_supported(schema: Any, path: str = "$", depth: int = 0) -> None:
    """Raise ConfigError for the first keyword, pattern or format that is not evaluated here."""
    if isinstance(schema, bool):
        return
    hint = "leave it out, or validate these rows with jsonschema itself"
    if not isinstance(schema, dict) or depth > _MAX_DEPTH:
        raise ConfigError("no JSON Schema (an object or a boolean)", path, hint)
    for keyword, value in schema.items():
        if keyword == "$schema" and str(value).rstrip("#") != DIALECT:
            raise ConfigError(f"$schema is {value!r}, not 2020-12", path, f"use {DIALECT}")
        if keyword not in KEYWORDS and not is_annotation(keyword):
            raise ConfigError(f"keyword `{keyword}` is not supported", path, hint)
        if keyword == "pattern":
            _check_pattern(value, path)
        elif keyword == "format" and value not in FORMATS:
            known = f"known: {', '.join(sorted(FORMATS))}"
            raise ConfigError(f"format {value!r} is not supported", path, known)
        elif keyword == "properties":
            for name, node in value.items():
                check_supported(node, f"{path}.{name}", depth + 1)
        elif keyword == "items":
            check_supported(value, f"{path}[]", depth + 1)
        elif keyword == "additionalProperties":
            check_supported(value, f"{path}.*", depth + 1)


@cache
def _check_pattern(pattern: str, path: str) -> None:
    hint = "use a form that ECMA 262 and RE2 read alike, e.g. [0-9] or [ \\t\\n]"
    for found in _ESCAPES.finditer(pattern):
        if found.group(1) is not None or found.group(2) is not None:
            problem = f"`{found.group()}` in a pattern is not supported"
            raise ConfigError(problem, path, hint)
    try:
        matches(pattern, "")
    except (pa.ArrowInvalid, UnicodeEncodeError) as err:
        raise ConfigError(f"pattern that RE2 does not read: {pattern[:80]!r}", path, hint) from err


def matches(pattern: str, text: str) -> bool:
    """Say whether RE2 finds `pattern` anywhere in `text`."""
    return bool(pc.match_substring_regex(pa.array([text], pa.string()), pattern)[0].as_py())


@cache
def _formats() -> Any:
    from jsonschema import Draft202012Validator

    checker = Draft202012Validator.FORMAT_CHECKER
    if missing := sorted(FORMATS - set(checker.checkers)):
        hint = "pip install 'jsonschema[format-nongpl]'"
        raise ConfigError(f"no checker for format {', '.join(missing)}", "jsonschema", hint)
    return checker


def conforms(value: str | None, name: str) -> bool:
    """Say whether a string conforms to a format; anything but a string does."""
    if not isinstance(value, str):
        return True
    return len(value) <= MAX_FORMAT_CHARS and bool(_formats().conforms(value, name))
