"""`colophon init`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dataset_tools.cli import output

if TYPE_CHECKING:
    from dataset_tools.readers.text_dump import Look

SHOWN = 60  # characters of one title


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
    show_texts(guess.texts if guess else ())
    output.line(f"next: colophon build {from_dump or 'DUMP'} --config {path} --out build/release")


def show_texts(looks: "Sequence[Look]") -> None:
    """Print how text files are cut into pages, with the first pages of each."""
    from dataset_tools.starter import toml_lines

    single = sum(look.guess.grammar is None for look in looks)
    if single:
        output.line(f"{single} text file(s): one page each")
    for look in looks:
        guess = look.guess
        if guess.grammar is None:
            continue
        how = "declared" if look.declared else "guessed" if look.used else "unsure, not in use"
        output.heading(f"{look.dump}: {how}: {', '.join(toml_lines(guess.grammar))}")
        seen = f"{guess.pages} pages seen in the first MiB, match rate {guess.match_rate:.2f}"
        output.line(f"{seen}: {guess.why}")
        output.table(
            ("page", "url", "title or first line", "chars"),
            [(p.place, p.url or "-", _cut(p.title), f"{p.chars:,}") for p in look.pages],
        )


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN else flat[: SHOWN - 1] + "…"
