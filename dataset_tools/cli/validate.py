"""`colophon validate`."""

from pathlib import Path
from typing import Annotated

import typer

from dataset_tools.cli import output
from dataset_tools.errors import ConfigError


def command(
    path: Annotated[Path, typer.Argument(help="A release, or Parquet with --schema.")],
    schema: Annotated[Path | None, typer.Option(help="JSON Schema of any Parquet.")] = None,
    source: Annotated[
        list[str] | None, typer.Option(metavar="DUMP", help="Re-slice the evidence from these.")
    ] = None,
    report: Annotated[str, typer.Option(help="text, json or junit.")] = "text",
) -> None:
    """Validate structure: manifest, checksums, schema, every row, sums, card, load test.

    Example: `colophon validate build/demo`
    """
    from dataset_tools import validate
    from dataset_tools.validation.reports import REPORTS

    if report not in REPORTS:
        hint = f"known: {', '.join(REPORTS)}"
        raise ConfigError(f"unknown report {report!r}", "--report", hint)
    found = validate(path, schema=schema, source=source)
    output.raw(REPORTS[report](found))
    if not found.passed:
        raise typer.Exit(1)
