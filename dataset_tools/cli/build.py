"""`colophon build`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dataset_tools.cli import output
from dataset_tools.cli.init import show_texts
from dataset_tools.dump import FORMATS
from dataset_tools.errors import ConfigError

if TYPE_CHECKING:
    from dataset_tools.builder import Built, Preview
    from dataset_tools.builder.assemble import Decisions


def command(
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT...", help="Files, folders, globs, - or URLs.")
    ],
    out: Annotated[Path, typer.Option(help="The release folder to make.")],
    config: Annotated[Path | None, typer.Option(help="corpus.toml.")] = None,
    format_: Annotated[
        str | None, typer.Option("--format", help=f"auto, {', '.join(FORMATS)}.")
    ] = None,
    policy: Annotated[
        str | None, typer.Option(help="cautious, open-only, internal, or a policy file.")
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, help="Processes; the output does not depend on it.")
    ] = os.cpu_count() or 1,
    engine: Annotated[str, typer.Option(help="Where the work runs.")] = "local",
    no_dedup: Annotated[bool, typer.Option("--no-dedup", help="Keep exact duplicates.")] = False,
    no_check: Annotated[
        bool, typer.Option("--no-check", help="Skip `validate` and `check` at the end.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the files and the first pages; write nothing.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Replace an older release or work folder of ours.")
    ] = False,
) -> None:
    """Build a release from page dumps: the main job.

    Example: `colophon build data/sample/dumps --out build/release`
    """
    from dataset_tools.builder import build as run
    from dataset_tools.builder import preview

    if config is None and Path("corpus.toml").is_file() and not dry_run:
        output.note("a corpus.toml stands here and is not used; add --config corpus.toml for it")
    if dry_run:
        _show_preview(preview(inputs, out, config=config, format=format_, policy=policy))
        return
    with output.Bar() as bar:
        built = run(
            inputs, out, config=config, format=format_, policy=policy, workers=workers,
            engine=engine, dedup=False if no_dedup else None, checks=not no_check, fresh=fresh,
            on_progress=bar, on_decided=_tell_decisions,
        )  # fmt: skip
    _show(built)
    if not built.passed:
        raise typer.Exit(1)


def _tell_decisions(decided: "Decisions") -> None:
    """Say on stderr how many records each rule of the policy decided on, before shards exist."""
    for release, rules in decided.items():
        named = ", ".join(f"{rule} {number}" for rule, number in rules.items())
        output.note(f"decided {release}: {sum(rules.values())}{f' ({named})' if named else ''}")


def _show(built: "Built") -> None:
    if built.reused:
        output.line(f"{built.release} holds this very build already; nothing to do")
    releases = ", ".join(f"{n} {name}" for name, n in built.releases.items())
    output.line(f"release {built.release}: {releases}")
    for report in built.reports:
        output.line(f"{report.kind}: {'passed' if report.passed else 'FAILED'}")
        for finding in report.findings:
            output.line(
                f"  {finding.severity} {finding.code} {finding.where or ''}: {finding.message}"
            )
    if built.quarantine:
        output.line(f"quarantine: {built.quarantine} keeps what could not be processed;")
        output.line(f"  a later version may: colophon build {built.quarantine} --out OTHER")
    s = built.sums
    output.line(
        f"{s.captures} captures = {s.kept} kept + {s.duplicate} duplicate"
        f" + {s.quarantined} quarantined + {s.refused} refused"
        f" (beside them: {s.damage} damaged ranges, {s.skipped} skipped parts)"
    )


def _show_preview(found: "Preview") -> None:
    rows = [(f.dump, f.format, f"{f.size:,}") for f in found.files]
    output.table(("dump", "format", "bytes"), rows)
    output.table(("page", "title, or why there is none"), found.pages)
    show_texts(found.texts)
    if not found.files:
        raise ConfigError("nothing to read", None, "name an INPUT")
