"""The command line: parse, call the library, print, exit; nothing is computed here."""

import sys
from collections.abc import Callable

import typer

from dataset_tools.cli import build, check, explain, init, output, publish, validate
from dataset_tools.errors import ColophonError

app = typer.Typer(
    name="colophon",
    help="Turn raw page dumps into a corpus in which every record says where it came from, who"
    " wrote it, and what its page claims about rights.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)

COMMANDS: dict[str, Callable[..., None]] = {
    "init": init.command,
    "build": build.command,
    "explain": explain.command,
    "validate": validate.command,
    "check": check.command,
    "publish": publish.command,
}
for _name, _command in COMMANDS.items():
    app.command(_name)(_command)


def main() -> None:
    """Run the command line; exit 0 when done, 1 on a finding of severity error, 2 on misuse."""
    try:
        app()
    except ColophonError as error:
        output.problem(error)
        sys.exit(2)
    except KeyboardInterrupt:
        output.note("stopped; repeat the same command to go on")
        sys.exit(130)
