"""Ctrl-C, a scheduler's kill and a closed pipe: one line, a telling exit code, nothing left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import DUMPS

RUNS = "COLOPHON_TEST_RUN"  # an environment variable that all processes of a command inherit


def wait_until(true: Callable[[], bool], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return False


def processes(run: str) -> dict[int, int]:
    """Return {process: its parent} of what a command has started and still runs."""
    found = {}
    for folder in Path("/proc").iterdir():
        try:
            if f"{RUNS}={run}\0".encode() in (folder / "environ").read_bytes():
                stat = (folder / "stat").read_text().rpartition(")")[2].split()
                if stat[0] != "Z":
                    found[int(folder.name)] = int(stat[1])
        except (OSError, ValueError):
            continue
    return found


def workers(run: str, command: int) -> list[int]:
    """Return the processes that a process other than the command itself has forked."""
    known = processes(run)
    return [pid for pid, parent in known.items() if parent in known and parent != command]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[str]:
    """The name of a run; what is left of it at the end is killed."""
    yield str(tmp_path)
    for pid in processes(str(tmp_path)):
        os.kill(pid, signal.SIGKILL)


def start(run: str, *args: object, before: str = "") -> "subprocess.Popen[str]":
    """Start the command line as the first process of a group, after a piece of shell."""
    script = f'{before} exec "$@"'
    return subprocess.Popen(
        ["sh", "-c", script, "sh", sys.executable, "-m", "dataset_tools", *map(str, args)],
        env={**os.environ, RUNS: run}, start_new_session=True, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "whole_group", "code"),
    [
        pytest.param(signal.SIGINT, True, 130, id="ctrl-c"),
        pytest.param(signal.SIGINT, False, 130, id="kill -INT"),
        pytest.param(signal.SIGTERM, False, 143, id="kill"),
        pytest.param(signal.SIGTERM, True, 143, id="scheduler"),
        pytest.param(signal.SIGHUP, True, 129, id="closed terminal"),
    ],
)
def test_a_stopped_build(
    tmp_path: Path, run: str, number: signal.Signals, whole_group: bool, code: int
) -> None:
    """One line says what is kept; no traceback, no process, no spool, no half release."""
    out = tmp_path / "out"
    with start(run, "build", DUMPS, "--out", out, "--workers", 2, "--no-check") as build:
        assert wait_until(lambda: workers(run, build.pid) != [])
        (os.killpg if whole_group else os.kill)(build.pid, number)
        shown, told = build.communicate(timeout=30)
    assert build.returncode == code, told
    assert told == "stopped; finished splits are kept: repeat the same command to go on\n"
    assert shown == ""
    assert wait_until(lambda: processes(run) == {}, 5)
    assert not out.exists()
    assert {path.name for path in tmp_path.iterdir()} <= {"out.work"}
    if code == 143:
        with start(run, "build", DUMPS, "--out", out, "--no-check") as again:
            shown, told = again.communicate(timeout=120)
        assert again.returncode == 0, told
        assert "captures = " in shown


def test_a_killed_build_leaves_no_worker(tmp_path: Path, run: str) -> None:
    """Nothing outlives SIGKILL of the command either."""
    with start(run, "build", DUMPS, "--out", tmp_path / "out", "--workers", 2) as build:
        assert wait_until(lambda: workers(run, build.pid) != [])
        build.kill()
    assert wait_until(lambda: processes(run) == {}, 5)


def test_nohup(tmp_path: Path, run: str) -> None:
    """A signal that was ignored before the command stays ignored."""
    args = ("build", DUMPS, "--out", tmp_path / "out", "--no-check")
    with start(run, *args, before="trap '' HUP;") as build:
        assert wait_until(lambda: workers(run, build.pid) != [])
        os.killpg(build.pid, signal.SIGHUP)
        _, told = build.communicate(timeout=120)
    assert build.returncode == 0, told


@pytest.mark.parametrize(
    "args",
    [
        pytest.param(["--help"], id="help"),
        pytest.param(["explain", DUMPS / "text/minutes.txt"], id="lines"),
        pytest.param(["explain", DUMPS / "text/minutes.txt", "--json"], id="json"),
        pytest.param(["explain", "nowhere.html"], id="error"),
    ],
)
@pytest.mark.parametrize("streams", ["stdout", "both"])
def test_a_closed_pipe(run: str, args: list[object], streams: str) -> None:
    """`| head` ends the command quietly, with the code that a shell gives for SIGPIPE."""
    before = "exec 2>&1;" if streams == "both" else ""
    with start(run, *args, before=before) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.close()
        told = command.stderr.read()
    lost = streams == "both" or "nowhere.html" not in args
    assert command.returncode == (141 if lost else 2), told
    assert "Traceback" not in told
    assert "Exception" not in told


def test_closed_stdout(run: str) -> None:
    """A command works when it is started with no stdout at all."""
    args = ("explain", DUMPS / "text/minutes.txt", "--json")
    with start(run, *args, before="exec >&-;") as command:
        _, told = command.communicate(timeout=60)
    assert (command.returncode, told) == (0, "")


@pytest.mark.parametrize(
    "args",
    [
        pytest.param(["explain", DUMPS / "text/minutes.txt", "--json"], id="json"),
        pytest.param(["--help"], id="less than a buffer"),
    ],
)
def test_output_that_cannot_be_written(run: str, args: list[object]) -> None:
    """A full disk behind stdout is told on stderr."""
    with start(run, *args, before="exec > /dev/full;") as command:
        _, told = command.communicate(timeout=60)
    assert command.returncode == 2, told
    assert told.startswith("error the disk is full, while running colophon")
    assert "Exception" not in told
