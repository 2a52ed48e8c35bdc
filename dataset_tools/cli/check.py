"""`colophon check`."""

from pathlib import Path
from typing import Annotated

import typer

from dataset_tools.cli import output


def command(
    release: Annotated[Path, typer.Argument(help="A release.")],
    suite: Annotated[Path | None, typer.Option(help="An expectation suite (JSON).")] = None,
) -> None:
    """Check quality: the Great Expectations suite on metrics of the corpus and its shards.

    Example: `colophon check build/demo`
    """
    from dataset_tools import check
    from dataset_tools.validation.reports import REPORTS

    found = check(release, suite)
    output.raw(REPORTS["text"](found))
    output.line(f"written: {release / 'meta/checks.json'}, {release / 'meta/checks.html'}")
    if not found.passed:
        raise typer.Exit(1)
