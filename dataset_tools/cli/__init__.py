"""The command line: parse, call the library, print, exit; nothing is computed here."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import typer

from dataset_tools.cli import build, check, explain, init, outlets, output, publish, validate
from dataset_tools.errors import ColophonError
from dataset_tools.failures import worded

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
    "outlets test": outlets.command,
}
GROUPS: dict[str, typer.Typer] = {
    "outlets": typer.Typer(help="Work with outlet terms.", no_args_is_help=True),
}
for _name, _group in GROUPS.items():
    app.add_typer(_group, name=_name, rich_help_panel="Commands")
for _name, _command in COMMANDS.items():
    _first, _, _second = _name.partition(" ")
    GROUPS.get(_first, app).command(_second or _first)(_command)


class _Stopped(BaseException):
    """A signal asked to stop; no KeyboardInterrupt, which libraries on the way catch or rename."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def main() -> None:
    """Run the command line.

    Exit 0 when done, 1 on a finding of severity error, 2 on misuse or when the system refuses;
    128 + the number of the signal that stopped it, also where nobody reads the output any more.
    """
    if sys.stdout is None:  # closed, as by `>&-`
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - to the end
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` wants it
            signal.signal(number, _stop)
    try:
        code = _run()
    except (BrokenPipeError, SystemExit):  # rich and typer turn the first into the second
        code = _unread()
    sys.exit(code)


def _run() -> int | str | None:
    command = next((word for word in sys.argv[1:] if word in {*COMMANDS, *GROUPS}), "")
    try:
        with worded(f"running colophon {command}".rstrip()):
            try:
                app()
            finally:
                sys.stdout.flush()
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):
            raise
        return end.code
    except ColophonError as error:
        output.problem(error)
        return 2
    except _Stopped as stopped:
        kept = "finished splits are kept: " if command == "build" else ""
        output.note(f"stopped; {kept}repeat the same command{' to go on' if kept else ''}")
        for note in getattr(stopped, "__notes__", ()):
            output.note(note)
        return 128 + stopped.number
    return 0


def _stop(number: int, _frame: FrameType | None) -> None:
    """Stop in good order; a second Ctrl-C does not wait for that."""
    for other in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    raise _Stopped(number)


def _unread() -> int:
    """Write the rest of the output to nowhere: the interpreter would complain at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            os.dup2(nowhere, stream.fileno())
    return 128 + signal.SIGPIPE
