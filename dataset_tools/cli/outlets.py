"""`colophon outlets test`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dataset_tools.cli import output

if TYPE_CHECKING:
    from dataset_tools.rights.outlet_file import TestedFile


def command(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help="Outlet terms or folders; default: the built-in ones."),
    ] = None,
) -> None:
    """Run the tests that outlet-terms files carry; exit 1 when one fails.

    Example: `colophon outlets test data/outlets/example.liuxi.toml`
    """
    from dataset_tools import outlets_test

    tested = outlets_test(files or ())
    for file in tested:
        _show(file)
    passed = sum(file.passed for file in tested)
    cases = sum(len(file.tests) for file in tested)
    output.line(f"{passed} of {len(tested)} files passed, {cases} tests")
    if passed < len(tested):
        raise typer.Exit(1)


def _show(file: "TestedFile") -> None:
    failed = [test for test in file.tests if test.problem]
    verdict = f"{len(failed)} of {len(file.tests)} tests failed" if failed else "passed"
    output.line(f"{file.id}: {verdict} ({file.file})")
    for one in failed:
        output.line(f"  test {one.number}: {one.problem}")
        for tried in one.tried:
            output.line(f"    {tried.rule}: {tried.outcome} ({tried.why})")
