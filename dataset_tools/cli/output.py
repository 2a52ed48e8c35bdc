"""The only module that prints: results to stdout, progress and problems to stderr."""

import sys
import time
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from dataset_tools.errors import ColophonError

LINE_EVERY_S = 10.0  # one plain progress line this often where stderr is no terminal
# C0, DEL and C1 controls of page text would steer the reader's terminal.
_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), 127, *range(128, 160)), "�")
_out = Console(highlight=False, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)


def line(text: str = "") -> None:
    """Print one result line."""
    _out.print(escape(_clean(text)))


def heading(text: str) -> None:
    """Print a bold line."""
    _out.print(f"[bold]{escape(_clean(text))}[/bold]")


def raw(text: str) -> None:
    """Print text as it is, for machines."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def problem(error: ColophonError) -> None:
    """Print an error: what is wrong, where, and what to try."""
    _err.print(f"[bold red]error[/bold red] {escape(_clean(str(error)))}")


def note(text: str) -> None:
    """Print one line to stderr."""
    _err.print(escape(_clean(text)))


def table(headers: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Print a plain table."""
    shown = Table(*headers, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        shown.add_row(*(escape(_clean(str(cell))) for cell in row))
    _out.print(shown)


def _clean(text: str) -> str:
    return text.translate(_CONTROLS)


class Bar:
    """Progress on stderr: a bar on a terminal, one plain line every 10 s otherwise."""

    def __init__(self) -> None:
        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
            TimeElapsedColumn(), console=_err, transient=True, disable=not _err.is_terminal,
        )  # fmt: skip
        self._tasks: dict[str, TaskID] = {}
        self._last = time.monotonic()

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that `done` of `total` splits of a stage are done."""
        if stage not in self._tasks:
            self._tasks[stage] = self._bar.add_task(stage, total=total)
        self._bar.update(self._tasks[stage], completed=done)
        if not _err.is_terminal and time.monotonic() - self._last >= LINE_EVERY_S:
            self._last = time.monotonic()
            note(f"{stage}: {done} of {total} splits")
