"""The order of the rules: folder, footers, rows, sums, card, load test, dumps."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from dataset_tools import ledger as ledger_module
from dataset_tools.errors import ConfigError, ReleaseError
from dataset_tools.manifest import MANIFEST, file_digest
from dataset_tools.model import Finding, Report
from dataset_tools.schema import arrow_schema
from dataset_tools.validation.card import CARD, Facts, check_card
from dataset_tools.validation.findings import Breaches
from dataset_tools.validation.footers import check_footer, check_rows
from dataset_tools.validation.loads import check_loads
from dataset_tools.validation.release import (
    check_files,
    inventory,
    is_plain_file,
    load_manifest,
    subset_shards,
)
from dataset_tools.validation.rows import Shard, judge_file, judge_of, judge_shards, unreadable
from dataset_tools.validation.seen import Seen, across
from dataset_tools.validation.sums import Ledger, check_against_rows, check_ledger, read_ledger

DATA, LEDGER = "data/", "meta/ledger/"


def validate_release(release: Path, source: Sequence[str]) -> Report:
    """Judge a release folder by all rules; see `validate`."""
    if not release.is_dir():
        hint = "name a folder that `colophon build` wrote"
        raise ReleaseError("is no folder", str(release), hint)
    files, found = inventory(release)
    if not any(name == MANIFEST or name.startswith(DATA) for name in files):
        problem = f"is no release: neither {MANIFEST} nor {DATA} is in it"
        raise ReleaseError(problem, str(release), "name a folder that `colophon build` wrote")
    manifest = load_manifest(release, found)
    intact = set(files)
    if manifest is not None:
        intact = set()
        found.extend(check_files(release, manifest, files, intact))
    shards, rows = _shards(release, files, intact, found)
    breaches, seen = Breaches(), Seen()
    problems = list(judge_shards(shards, breaches, seen))
    found.extend(problems)
    shards = [shard for shard in shards if shard.name not in {f.where for f in problems}]
    ledger = _ledger(release, files, intact, breaches, found)
    found.extend(breaches.findings())
    # Rules about sums say nothing new where a file is damaged or missing.
    wanted = {name for name, _, _ in subset_shards(files)} | _listed(manifest, DATA)
    whole = wanted == {shard.name for shard in shards if shard.frozen}
    by_split = _by_split(shards, rows)
    if whole:
        found.extend(across(seen))
    if manifest is not None and whole and ledger.complete and _listed(manifest, LEDGER) <= intact:
        found.extend(check_rows(manifest, {s.name: rows[s.name] for s in shards}, by_split))
        found.extend(check_ledger(ledger, manifest))
        found.extend(check_against_rows(ledger, seen, manifest))
    if whole and (CARD in intact or CARD not in files):
        card = list(check_card(release, Facts(by_split, files)))
        found.extend(card)
        if by_split and not card:
            found.extend(check_loads(release, by_split))
    examined = {
        "files": len(files),
        "ledger rows": sum(sum(c.values()) - c["captures"] for c in ledger.by_dump.values()),
        **{f"rows in {subset}": count for subset, count in sorted(seen.rows.items())},
    }
    if source:
        from dataset_tools.validation.sources import check_sources

        found.extend(check_sources(shards, source, manifest, examined))
    digest = file_digest(release / MANIFEST) if is_plain_file(release / MANIFEST) else None
    return Report("validation", digest, tuple(found), examined)


def _listed(manifest: dict[str, Any] | None, folder: str) -> set[str]:
    files = manifest["files"] if manifest else []
    return {e["path"] for e in files if e["path"].startswith(folder)}


def _shards(
    release: Path, files: list[str], intact: set[str], found: list[Finding]
) -> tuple[list[Shard], dict[str, int]]:
    """Return the readable, intact shards in order, and the rows of each."""
    shards: list[Shard] = []
    rows: dict[str, int] = {}
    for name, subset, split in subset_shards(files):
        if name not in intact:
            continue
        frozen = arrow_schema("metadata" if subset == "metadata" else "text")
        footer = check_footer(name, release / name, frozen, found)
        if footer is not None:
            rows[name] = footer[0]
            shards.append(Shard(name, release / name, subset, split, frozen=footer[1]))
    return shards, rows


def _by_split(shards: list[Shard], rows: dict[str, int]) -> dict[tuple[str, str], int]:
    counted: Counter[tuple[str, str]] = Counter()
    for shard in shards:
        counted[shard.subset, shard.split] += rows[shard.name]
    return dict(counted)


def _ledger(
    release: Path, files: list[str], intact: set[str], breaches: Breaches, found: list[Finding]
) -> Ledger:
    usable, complete = [], True
    for name in (f for f in files if f.startswith(LEDGER)):
        if name not in intact:
            complete = False
            continue
        path = release / name
        footer = check_footer(name, path, ledger_module.SCHEMA, found, may_be_empty=True)
        if footer is not None and footer[1]:
            usable.append((name, path))
        else:
            complete = False
    ledger = read_ledger(usable, breaches, found)
    ledger.complete = ledger.complete and complete
    return ledger


def validate_files(target: Path, schema_file: Path) -> Report:
    """Judge the rows of any Parquet files against any JSON Schema; see `validate`."""
    judge_ = judge_of(_read_schema(schema_file))
    if is_plain_file(target):
        files = [(target.name, target)]
    else:
        names = (
            [n for n in inventory(target)[0] if n.endswith(".parquet")] if target.is_dir() else []
        )
        files = [(name, target / name) for name in names]
    if not files:
        raise ReleaseError("holds no Parquet file", str(target), "name a file or folder of them")
    breaches = Breaches()
    found: list[Finding] = []
    rows = 0
    for name, path in files:
        try:
            rows += sum(batch.num_rows for _, batch in judge_file(name, path, judge_, breaches))
        except (OSError, pa.ArrowException, UnicodeDecodeError) as err:
            found.append(unreadable(name, err))
    found.extend(breaches.findings())
    return Report("validation", None, tuple(found), {"files": len(files), "rows": rows})


def _read_schema(path: Path) -> Any:
    hint = "name a JSON Schema file (2020-12)"
    try:
        return json.loads(path.read_bytes())
    except OSError as err:
        raise ConfigError(f"cannot be read ({err.strerror})", str(path), hint) from err
    except (ValueError, RecursionError) as err:
        raise ConfigError("is no JSON", str(path), hint) from err
