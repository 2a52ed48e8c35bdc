"""README.md: the dataset card, every figure taken from the manifest or the data files."""

from collections.abc import Mapping
from typing import Any

from dataset_tools.documents.facts import SplitFacts, Subsets, rows_of, text_subsets
from dataset_tools.documents.front_matter import default_subset, front_matter
from dataset_tools.documents.license import NOTICE, compilation, license_table
from dataset_tools.documents.markdown import (
    code,
    counts,
    document,
    escape_md,
    paragraphs,
    plural,
    table,
)

SUMS = ("captures", "kept", "duplicate", "quarantined", "refused", "damage", "skipped")
MAX_DUMPS = 50  # rows of a table of inputs; the manifest lists all
MAX_DOMAINS = 20

_DECISIONS = {
    "full_text": "a row with the text, and one in `metadata`",
    "metadata_only": "a row in `metadata`; the text stays out",
    "review": "as `metadata_only`; a person has to decide before the release may be published",
    "withhold": "no row; a ledger row with the reason `withheld` or `taken-down`",
}


def card(manifest: Mapping[str, Any], subsets: Subsets, licenses: Mapping[str, int]) -> str:
    """Return README.md: YAML head and body.

    Args:
        manifest: As in manifest.json, `files` not needed.
        subsets: Measured facts by subset and split; empty when no record was kept.
        licenses: Concluded licenses of the shipped texts, with their counts.
    """
    return document(
        front_matter(manifest, subsets, licenses),
        f"# {escape_md(manifest.get('pretty_name') or manifest['name'])}",
        paragraphs(manifest.get("description") or ""),
        _summary(manifest, subsets),
        NOTICE,
        *_loading(subsets),
        "## Columns",
        "Lists are never null; empty means none found. Subset `metadata` has every column "
        "but `text`. `meta/record.schema.json` (JSON Schema 2020-12) has the fields of structs.",
        columns_table("text" if text_subsets(subsets) else "metadata"),
        "## Where every capture went",
        "captures = kept + duplicate + quarantined + refused. Damage (byte ranges that could "
        "not be read) and skipped (dump records that hold no page) stand beside the sum. "
        "`meta/ledger/` has a row for each.",
        sums_table(manifest),
        "Reasons of what was not kept:",
        counts(("reason", "ledger rows"), manifest["counts"]["reasons"]),
        *_rights(manifest, licenses),
        *_content(manifest),
        *_making(manifest),
        "## Known limits",
        "\n".join(f"- {limit}" for limit in limits(manifest)),
        *_verify(),
    )


def _summary(manifest: Mapping[str, Any], subsets: Subsets) -> str:
    found = manifest["counts"]
    texts = rows_of(subsets, text_subsets(subsets))
    return (
        f"{code(manifest['name'])} {code(manifest['version'])} holds "
        f"{plural(found['kept'], 'record')}, {texts} of them with their text, made from "
        f"{plural(found['captures'], 'capture')} in {plural(len(manifest['inputs']), 'dump')}. "
        "Every record says where it comes from, whom its page credits and what the page claims "
        "about rights, each claim with the excerpt it rests on. "
        f"Audience: {code(manifest['audience'])}."
    )


def _loading(subsets: Subsets) -> list[str]:
    if not subsets:
        return ["## Load", "This release holds no records."]
    lines = [
        "from pathlib import Path\n",
        "from datasets import load_dataset\n",
        "release = str(Path.cwd())  # this folder; on the Hub, the name of the repository",
    ]
    lines += [
        f'{name.replace("-", "_")} = load_dataset(release, "{name}", split="{_main(splits)}")'
        for name, splits in sorted(subsets.items(), key=lambda s: s[0] != default_subset(subsets))
    ]
    rows = (
        (f"`{name}`", f"`{split}`", s.rows, s.arrow_bytes, s.file_bytes)
        for name, splits in sorted(subsets.items())
        for split, s in sorted(splits.items())
    )
    head = ("subset", "split", "rows", "bytes in memory", "bytes of Parquet")
    default = f"Without a name, `{default_subset(subsets)}` is loaded."
    if any(name.startswith("text-") for name in subsets):
        default += (
            " Texts under share-alike licenses stand in subsets `text-FAMILY`: what is made from"
            " them has to keep their license."
        )
    snippet = "\n".join(["```python", *lines, "```"])
    return ["## Load", snippet, default, table(head, rows)]


def _main(splits: Mapping[str, SplitFacts]) -> str:
    return "train" if "train" in splits else min(splits)


def columns_table(subset: str) -> str:
    """Return the table of a subset's top-level columns, from JSON Schema and Arrow schema."""
    from dataset_tools.schema import arrow_schema, load_schema

    described = load_schema("record.v1")["properties"]
    return table(
        ("column", "type", "null", "meaning"),
        (
            (
                f"`{column.name}`",
                _type_name(str(column.type)),
                "yes" if column.nullable else "never",
                described[column.name].get("description", ""),
            )
            for column in arrow_schema(subset)
        ),
    )


def _type_name(arrow: str) -> str:
    if arrow.startswith("struct"):
        return "struct"
    if arrow.startswith("list"):
        return "list of structs" if "struct" in arrow else "list of strings"
    return arrow


def sums_table(manifest: Mapping[str, Any]) -> str:
    """Return the ledger sums of each dump and of the whole build."""
    inputs = manifest["inputs"]
    rows: list[list[object]] = [
        [code(dump["dump"]), *(dump[name] for name in SUMS)] for dump in inputs[:MAX_DUMPS]
    ]
    rows.append(["all dumps", *(manifest["counts"][name] for name in SUMS)])
    return document(table(("dump", *SUMS), rows), _more_dumps(inputs)).rstrip("\n")


def _more_dumps(inputs: list[Any]) -> str:
    rest = len(inputs) - MAX_DUMPS
    return f"{rest} more dumps: see `manifest.json`." if rest > 0 else ""


def _rights(manifest: Mapping[str, Any], licenses: Mapping[str, int]) -> list[str]:
    found = manifest["counts"]
    policy = manifest["policy"]
    decisions = (
        (f"`{name}`", found["release"].get(name, 0), meaning)
        for name, meaning in _DECISIONS.items()
    )
    return [
        "## Rights",
        f"Decisions of the release policy {code(policy['id'])} (`meta/policy.toml`):",
        table(("release", "records", "what ships"), decisions),
        "Licenses of the shipped texts (`LICENSE.md`):",
        license_table(licenses),
        compilation(manifest),
        "Licenses concluded for all records, shipped with their text or not:",
        counts(("license", "records"), found["license"]),
        "What pages and publishers claim:",
        counts(("rights status", "records"), found["rights_status"]),
    ]


def _content(manifest: Mapping[str, Any]) -> list[str]:
    found = manifest["counts"]
    published = found.get("published") or {}
    first, last = published.get("first"), published.get("last")
    dates = "No record has a date of publication."
    if first and last:
        dates = f"Dates of publication run from {escape_md(first)} to {escape_md(last)}."
    return [
        "## Content",
        counts(("language", "records"), found["language"]),
        "Most frequent domains:",
        counts(("domain", "records"), found["domains"], MAX_DOMAINS),
        dates,
    ]


def _making(manifest: Mapping[str, Any]) -> list[str]:
    inputs = manifest["inputs"]
    tool = manifest["tool"]
    rows = [
        (code(dump["dump"]), code(dump["format"]), dump["bytes"], code(dump["sha256"]))
        for dump in inputs[:MAX_DUMPS]
    ]
    digests = [
        ("configuration", code(manifest["config_sha256"])),
        ("release policy", code(manifest["policy"]["sha256"])),
        ("corpus context", code(manifest["context_sha256"])),
    ]
    libraries = sorted(manifest["libraries"].items())
    return [
        "## Made from",
        table(("dump", "format", "bytes", "sha256"), rows),
        _more_dumps(inputs),
        f"Made by {code(tool['name'])} {code(tool['version'])} with:",
        table(("library", "version"), ((code(k), code(v)) for k, v in libraries)),
        table(("digest of", "sha256"), digests),
        "`manifest.json` has all of this for programs, and the digest of every file.",
    ]


def limits(manifest: Mapping[str, Any]) -> list[str]:
    """Return what a user has to know, one Markdown sentence or two each."""
    found = manifest["counts"]
    evidence = found["evidence"]
    decided = found["release"]
    told = [
        (
            "Licenses and rights are claims read from pages; Colophon asks no publisher. "
            f"{found['license'].get('NOASSERTION', 0)} records have no license that could be "
            "concluded (`NOASSERTION`)."
        ),
        (
            "Main text, titles, credits, dates and languages are found by rules and can be wrong. "
            "Null means not seen, not absent."
        ),
        "The numbers in `quality` measure and never judge: no text was dropped for them.",
        "Names of authors, editors and others whom pages credit are personal data.",
        (
            f"{evidence['without_place']} of {evidence['items']} evidence items have no certain "
            "place in their source; their `start` and `end` are null."
        ),
    ]
    conditional = [
        (found["damage"], "byte range", "of the dumps that could not be read."),
        (found["quarantined"], "capture", "that could not be processed, and not in the data."),
        (decided.get("review", 0), "record", "for a person to decide on (`review`)."),
    ]
    told += [f"{plural(number, noun)} {what}" for number, noun, what in conditional if number]
    told.append(
        "Only exact duplicates were merged; near-duplicates may remain."
        if manifest["config"].get("dedup", True)
        else "Pages with the same text were not merged."
    )
    if manifest["audience"] != "public":
        told.append("The audience is not `public`: do not pass this release on.")
    if not manifest["reproducible"]:
        told.append("A watchdog stopped work on a page: a second build may differ.")
    return told


def _verify() -> list[str]:
    return [
        "## Verify",
        "```sh\nsha256sum -c SHA256SUMS\ncolophon validate .\n```",
        (
            "`SHA256SUMS` covers every file but itself and the reports `meta/validation.json`, "
            "`meta/checks.json` and `meta/checks.html`, which name the digest of `manifest.json`."
        ),
    ]
