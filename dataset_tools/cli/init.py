"""`colophon init`."""

from pathlib import Path
from typing import Annotated

import typer

from dataset_tools.cli import output


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write it.")] = Path(),
    from_dump: Annotated[
        str | None, typer.Option("--from", metavar="DUMP", help="Look at this dump first.")
    ] = None,
) -> None:
    """Write a commented corpus.toml and name the next command to type.

    Example: `colophon init my-corpus --from data/sample/dumps`
    """
    from dataset_tools import init

    path, guess = init(folder, from_dump)
    output.line(f"wrote {path}")
    for line in guess.lines() if guess else ():
        output.line(line)
    output.line(f"next: colophon build {from_dump or 'DUMP'} --config {path} --out build/release")
