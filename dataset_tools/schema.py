"""The one seam between records and Arrow: everything derives from schemas/record.v1.schema.json.

A JSON null is an Arrow null with the key present. Types that JSON lacks are named by the
annotation ``x-arrow``, which JSON Schema validators ignore (core specification, 6.5).
"""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from dataset_tools.errors import ConfigError
from dataset_tools.model import Record

if TYPE_CHECKING:
    import datasets

SUBSETS = ("text", "metadata")
TEXT_COLUMN = "text"  # the one column that subset `metadata` lacks

_ARROW: dict[str, pa.DataType] = {
    "string": pa.string(),
    "boolean": pa.bool_(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "int16": pa.int16(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float": pa.float32(),
    "date32[day]": pa.date32(),
    "timestamp[us, tz=UTC]": pa.timestamp("us", "UTC"),
}


def shipped_folder(name: str) -> Path:
    """Return a folder of files that ship with the package, e.g. ``"schemas"``, ``"data/policies"``.

    A wheel holds it under the last part of its name, a source checkout at the root.
    """
    package = Path(__file__).resolve().parent
    installed = package / f"_{name.rpartition('/')[2]}"
    return installed if installed.is_dir() else package.parent / name


@cache
def load_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema ``schemas/NAME.schema.json``, e.g. ``"record.v1"``."""
    return dict(json.loads((shipped_folder("schemas") / f"{name}.schema.json").read_bytes()))


def refuse_bad_values(content: dict[str, Any], name: str, where: str) -> None:
    """Hold what a file says against the schema `name`.

    Raises: ConfigError that names the first bad key, in the order of the keys.
    """
    from jsonschema import Draft202012Validator
    from referencing import Registry

    validator = Draft202012Validator(load_schema(name), registry=Registry())  # fetches no $ref
    errors = sorted(validator.iter_errors(content), key=lambda e: [str(p) for p in e.absolute_path])
    for error in errors:
        key = ".".join(str(part) for part in error.absolute_path)
        hint = f"schemas/{name}.schema.json lists keys and values"
        raise ConfigError(error.message[:500], f"{where}: {key}" if key else where, hint)


def schema_bytes(name: str = "record.v1") -> bytes:
    """Return the JSON Schema file as it is shipped in meta/."""
    return (shipped_folder("schemas") / f"{name}.schema.json").read_bytes()


def subset_schema(subset: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the JSON Schema of one subset: `metadata` has no column ``text``."""
    schema = schema or load_schema("record.v1")
    if subset != "metadata":
        return schema
    return {
        **schema,
        "properties": {k: v for k, v in schema["properties"].items() if k != TEXT_COLUMN},
        "required": [k for k in schema["required"] if k != TEXT_COLUMN],
    }


def arrow_type(node: dict[str, Any], path: str = "$") -> pa.DataType:
    """Return the Arrow type of one JSON Schema node.

    Raises: ConfigError for a node without one static type.
    """
    if "x-arrow" in node:
        if node["x-arrow"] not in _ARROW:
            raise ConfigError(f"unknown x-arrow {node['x-arrow']!r}", path)
        return _ARROW[node["x-arrow"]]
    types = node.get("type")
    names = [t for t in ([types] if isinstance(types, str) else types or []) if t != "null"]
    if len(names) != 1:
        raise ConfigError(f"needs exactly one type beside null, has {types!r}", path)
    if names[0] == "object":
        return pa.struct(_fields(node, path))
    if names[0] == "array":
        return pa.list_(_field("item", node["items"], f"{path}[]"))
    return _ARROW[names[0]]


def _fields(node: dict[str, Any], path: str) -> list["pa.Field[Any]"]:
    return [_field(k, v, f"{path}.{k}") for k, v in node.get("properties", {}).items()]


def _field(name: str, node: dict[str, Any], path: str) -> "pa.Field[Any]":
    types = node.get("type", [])
    # List items stay nullable in Arrow: Parquet readers differ on that flag; masks check it.
    nullable = name == "item" or "null" in ([types] if isinstance(types, str) else types)
    return pa.field(name, arrow_type(node, path), nullable=nullable)


@cache
def arrow_schema(subset: str = "text") -> pa.Schema:
    """Return the frozen Arrow schema of a subset, without metadata."""
    return pa.schema(_fields(subset_schema(subset), "$"))


def features(subset: str = "text") -> "datasets.Features":
    """Return `datasets.Features` of a subset (nullability has no place there)."""
    from datasets import Features

    return Features.from_arrow_schema(arrow_schema(subset))


def to_row(record: Record) -> dict[str, Any]:
    """Turn a record into one row (plain dict) of record.v1, `text` included."""
    page, about, rights = record.page, record.about, record.rights
    capture = page.capture
    return {
        "id": record.id,
        "url": capture.url,
        "canonical_url": about.canonical_url,
        "domain": record.domain,
        "title": about.title,
        "section": about.section,
        "summary": about.summary,
        "text": record.text,
        "language": record.language,
        "language_score": record.language_score,
        "published_at": about.published_at,
        "modified_at": about.modified_at,
        "published_date": about.published_date,
        "modified_date": about.modified_date,
        "published_raw": about.published_raw,
        "captured_at": capture.captured_at,
        "source": about.source,
        "publisher": about.publisher,
        "authors": list(about.authors),
        "editors": list(about.editors),
        "license": rights.license,
        "license_notes": rights.license_notes,
        "rights_status": rights.rights_status,
        "release": record.release,
        "credits": [
            {
                "role": c.role,
                "name": c.name,
                "affiliation": c.affiliation,
                "raw": c.raw,
                "evidence_ids": list(c.evidence_ids),
            }
            for c in about.credits
        ],
        "captions": [
            {"text": c.text, "credit": c.credit, "evidence_ids": list(c.evidence_ids)}
            for c in about.captions
        ],
        "rights": {
            "license_declared": rights.license_declared,
            "license_url": rights.license_url,
            "license_scope": rights.license_scope,
            "license_jurisdiction": rights.license_jurisdiction,
            "holder": rights.holder,
            "years": list(rights.years),
            "attribution": rights.attribution,
            "contact": rights.contact,
            "outlet_rule": rights.outlet_rule,
            "policy_rule": rights.policy_rule,
            "flags": sorted(
                {*rights.flags, *about.flags, *(flag.replace("-", "_") for flag in capture.flags)}
            ),
            "ai": {"tdm": rights.ai.tdm, "train": rights.ai.train, "search": rights.ai.search},
        },
        "evidence": [
            {
                "id": number,
                "field": e.field,
                "kind": e.kind,
                "source": e.source,
                "start": e.start,
                "end": e.end,
                "excerpt": e.excerpt,
                "value": e.value,
                "scope": e.scope,
                "polarity": e.polarity,
                "confidence": e.confidence,
                "detector": e.detector,
            }
            for number, e in enumerate(record.evidence)
        ],
        "provenance": {
            "dump": capture.dump,
            "format": capture.format,
            "record_id": capture.record_id,
            "offset": capture.offset,
            "length": capture.length,
            "http_status": capture.http_status,
            "content_type": capture.content_type,
            "charset": page.charset,
            "charset_source": page.charset_source,
            "replaced_chars": page.replaced_chars,
            "raw_sha256": sha256(capture.payload).hexdigest(),
            "page_text_sha256": text_digest(page.text),
            "text_sha256": text_digest(record.text),
            "converter": "colophon",
            "version": converter_version(),
            "context_sha256": record.context_sha256,
            "steps": [
                {"step": s.step, "dropped_chars": s.dropped_chars, "note": s.note}
                for s in record.steps
            ],
        },
        "quality": dict(record.quality),
        "duplicate_cluster": None,
    }


def text_digest(text: str) -> str:
    """Return sha256 of the UTF-8 form, bare lower-case hex."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def converter_version() -> str:
    """Return the version of this converter, as installed or as the checkout says."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("colophon-dataset-tools")
    except PackageNotFoundError:
        return "0.0.0+checkout"


def record_id(url: str | None, payload: bytes) -> str:
    """Return the id of a record: first 32 hex of sha256(url + newline + raw digest)."""
    return sha256(f"{url or ''}\n{sha256(payload).hexdigest()}".encode()).hexdigest()[:32]


def to_table(rows: list[dict[str, Any]], subset: str = "text") -> pa.Table:
    """Return rows as a table of the frozen schema; columns that it lacks are dropped."""
    return pa.Table.from_pylist(rows, schema=arrow_schema(subset))
