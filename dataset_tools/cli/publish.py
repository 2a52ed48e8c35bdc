"""`colophon publish`."""

from pathlib import Path
from typing import Annotated

import typer

from dataset_tools.cli import output
from dataset_tools.errors import PublishError


def command(
    release: Annotated[Path, typer.Argument(help="A release.")],
    to: Annotated[str, typer.Option(metavar="TARGET", help="hf://datasets/ORG/NAME or a folder.")],
    public: Annotated[bool, typer.Option("--public", help="Let everybody see it.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done; change nothing.")
    ] = False,
) -> None:
    """Publish a release after validating and checking it once more.

    Example: `colophon publish build/demo --to build/published`
    """
    from dataset_tools import publish

    try:
        done = publish(release, to, public=public, dry_run=dry_run, on_step=output.note)
    except PublishError as error:
        output.problem(error)
        raise typer.Exit(1) from error
    verb = "would publish" if done.dry_run else "published"
    output.line(f"{verb} {done.files} files, {done.bytes:,} bytes to {done.target}")
    for step in done.steps:
        output.line(f"  {step}")
