"""The local engine: whatever happens to a worker costs its split and no other."""

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from dataset_tools.engines import Death, Watch, beat
from dataset_tools.engines.local import map_splits
from dataset_tools.errors import BuildError, InputError
from tests.conftest import ROOT, WARM

SILENCE_S = 1.5  # of tests: longer than any pause of a busy machine between two beats


class KeyedError(Exception):
    """An exception that pickles but cannot be made again from its pickle."""

    def __init__(self, *, page: str) -> None:
        super().__init__(f"bad {page}")


def square(number: int) -> int:
    return number * number


def first_time(mark: Path) -> bool:
    """Say whether nobody was here before; holds across processes."""
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def fail(kind: str, split: int) -> int:
    if split == 3:
        if kind == "input":
            raise InputError("is not a dump", "a.warc@17", "name another file")
        if kind == "noted":
            err = ValueError("seven is too many")
            err.add_note("while converting a.warc@17")
            raise err
        if kind == "keyed":
            raise KeyedError(page="a.warc@17")
        if kind == "local":

            class InnerError(Exception):
                pass

            raise InnerError("from inside a function")
    return split


def answer_with_a_lambda(split: int) -> Any:
    return lambda: split


def die(how: str, marks: Path, split: int) -> int:
    """Die once on split 3, then work."""
    if split == 3 and first_time(marks / "died"):
        if how == "exit":
            os._exit(1)
        if how == "sys-exit":
            sys.exit(4)
        if how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if how == "segfault":
            ctypes.string_at(0)  # reads where no memory is
        if how == "stop":
            os.kill(os.getpid(), signal.SIGSTOP)
        if how == "regex":  # holds the interpreter lock for years
            re.match(r"(a+)+$", "a" * 50 + "b")
    return split * split


def die_always(split: int) -> int:
    if split == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return split


def die_half_way(marks: Path, split: int) -> bytes:
    """Be killed while a large answer is on its way."""
    if first_time(marks / "died"):
        if os.fork() == 0:
            time.sleep(0.2)
            os.kill(os.getppid(), signal.SIGKILL)
            os._exit(0)
        return bytes(2**28)
    return b"done"


def slow_with_beats(split: int) -> int:
    end = time.monotonic() + 2 * SILENCE_S
    while time.monotonic() < end:
        beat()
        time.sleep(0.05)
    return split


def quiet(split: int) -> int:
    """Return at once for split 1; else be silent for too long and then lively."""
    if split != 1:
        time.sleep(2 * SILENCE_S)
        beat()
        time.sleep(SILENCE_S / 2)
    return split


def large(split: int) -> bytes:
    return bytes([split]) * 20 * 2**20


def sit(pids: Path, how: str, split: int) -> int:
    """Leave our process id and stay."""
    (pids / str(os.getpid())).touch()
    if split == 0:
        return split
    if how == "regex":
        re.match(r"(a+)+$", "a" * 50 + "b")
    time.sleep(600)
    return split


def peers(folder: Path, split: int) -> int:
    """Return how many other splits ran at the same time; split 0 dies once."""
    mine = folder / str(os.getpid())
    mine.touch()
    time.sleep(0.1)
    if split == 0 and first_time(folder.parent / "died"):
        mine.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    found = len(list(folder.iterdir())) - 1
    mine.unlink()
    return found


def alive(pid: int) -> bool:
    """Say whether a process runs; one that nobody has waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(true: Callable[[], bool], seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return False


def pids_in(folder: Path) -> list[int]:
    return [int(path.name) for path in folder.iterdir()]


@pytest.fixture
def pids(tmp_path: Path) -> Iterator[Path]:
    """A folder for the ids of workers; those that are left at the end are killed."""
    folder = tmp_path / "pids"
    folder.mkdir()
    yield folder
    for pid in filter(alive, pids_in(folder)):
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_results_do_not_depend_on_workers(workers: int) -> None:
    """Each split has its result once, whatever the number of workers."""
    assert sorted(map_splits(square, range(7), workers)) == [(n, n * n) for n in range(7)]


def test_no_splits() -> None:
    """Nothing to do is done at once."""
    assert list(map_splits(square, [], 2)) == []


def test_work_is_done_in_another_process() -> None:
    """With one worker too the caller's process does none of the work, so that it can watch it."""
    assert os.getpid() not in {pid for _, pid in map_splits(_pid, range(2), 1)}


def _pid(_: int) -> int:
    return os.getpid()


def test_many_tiny_splits() -> None:
    """150 splits leave neither processes nor open files behind."""
    list(map_splits(square, [0], 1))  # the server and its pipes stay
    before = len(list(Path("/proc/self/fd").iterdir()))
    assert sum(result for _, result in map_splits(square, range(150), 2)) == 1113775
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_large_results() -> None:
    """Results far larger than a pipe come through."""
    found = dict(map_splits(large, [1, 2, 3], 2))
    assert {split: (len(result), set(result)) for split, result in found.items()} == {
        split: (20 * 2**20, {split}) for split in (1, 2, 3)
    }


@pytest.mark.parametrize(
    ("kind", "error", "says"),
    [
        pytest.param("input", InputError, "a.warc@17: is not a dump\n  Try: name", id="ours"),
        pytest.param("noted", ValueError, "seven is too many", id="with a note"),
        pytest.param("keyed", BuildError, "KeyedError: bad a.warc@17", id="does not unpickle"),
        pytest.param(
            "local", BuildError, "InnerError: from inside a function", id="does not pickle"
        ),
    ],
)
def test_exceptions_travel(kind: str, error: type[Exception], says: str) -> None:
    """What a split raises is raised here: its type, its words, its notes, the place in the code."""
    with pytest.raises(error) as caught:
        list(map_splits(partial(fail, kind), range(5), 2))
    assert type(caught.value) is error
    assert says in str(caught.value)
    notes = "\n".join(caught.value.__notes__)
    assert "in fail" in notes
    assert kind != "noted" or caught.value.__notes__[0] == "while converting a.warc@17"
    assert notes.count("while converting") == (kind == "noted")


def test_a_result_that_does_not_pickle() -> None:
    """A result that cannot travel is an error, not a dead worker."""
    with pytest.raises(Exception, match="lambda"):
        list(map_splits(answer_with_a_lambda, [1], 1))


@pytest.mark.parametrize(
    ("how", "exitcode", "name"),
    [
        pytest.param("exit", 1, None, id="exit"),
        pytest.param("sys-exit", 4, None, id="sys.exit"),
        pytest.param("kill", -9, "SIGKILL", id="kill"),
        pytest.param("segfault", -11, "SIGSEGV", id="segfault"),
    ],
)
@pytest.mark.parametrize("workers", [1, 3])
def test_a_dead_worker_costs_its_split_only(
    tmp_path: Path, how: str, exitcode: int, name: str | None, workers: int
) -> None:
    """The split runs again, all others once; the watch learns how the worker died."""
    deaths: list[tuple[int, Death]] = []
    watch = Watch(60, lambda split, death: deaths.append((split, death)))
    found = sorted(map_splits(partial(die, how, tmp_path), range(6), workers, watch))
    assert found == [(n, n * n) for n in range(6)]
    assert deaths == [(3, Death(silent=False, exitcode=exitcode, signal_name=name, times=1))]


@pytest.mark.parametrize("how", ["stop", "regex"])
def test_a_silent_worker_is_killed(tmp_path: Path, how: str) -> None:
    """A worker without a beat is killed and its split runs again; the others go on meanwhile."""
    deaths: list[tuple[int, Death]] = []
    watch = Watch(SILENCE_S, lambda split, death: deaths.append((split, death)))
    found = list(map_splits(partial(die, how, tmp_path), range(6), 2, watch))
    assert sorted(found) == [(n, n * n) for n in range(6)]
    assert found[-1][0] == 3
    assert deaths == [(3, Death(silent=True, exitcode=-9, signal_name="SIGKILL", times=1))]


def test_beats_keep_a_slow_worker_alive() -> None:
    """A split may take any time as long as it makes progress."""
    watch = Watch(SILENCE_S, lambda split, death: pytest.fail(f"{split}: {death}"))
    assert list(map_splits(slow_with_beats, [1], 1, watch)) == [(1, 1)]


def test_a_parent_that_slept_blames_nobody() -> None:
    """Time that the parent did not look does not count: a program can be stopped and go on."""
    watch = Watch(SILENCE_S, lambda split, death: pytest.fail(f"{split}: {death}"))
    for split, _ in map_splits(quiet, [1, 2], 2, watch):
        if split == 1:
            time.sleep(2 * SILENCE_S)


def test_a_torn_answer_is_no_answer(tmp_path: Path) -> None:
    """A worker that dies while it sends its result has none."""
    deaths: list[Death] = []
    watch = Watch(60, lambda _, death: deaths.append(death))
    assert list(map_splits(partial(die_half_way, tmp_path), [1], 1, watch)) == [(1, b"done")]
    assert [death.signal_name for death in deaths] == ["SIGKILL"]


def test_a_suspect_runs_alone_and_last(tmp_path: Path) -> None:
    """A split whose worker died gets the machine for itself: most often memory was short."""
    folder = tmp_path / "running"
    folder.mkdir()
    found = list(map_splits(partial(peers, folder), range(6), 3))
    assert found[-1] == (0, 0)
    assert max(number for _, number in found) > 0


def test_without_a_watch_a_split_may_kill_three_workers() -> None:
    """Then the run ends with the name of the signal and what to try; the others were done."""
    results = map_splits(die_always, range(6), 2)
    assert sorted(split for split, _ in islice(results, 5)) == [0, 1, 2, 4, 5]
    with pytest.raises(BuildError, match="killed by SIGKILL: most often") as caught:
        next(results)
    assert "fewer --workers" in str(caught.value.hint)


def test_a_watch_can_end_the_run(pids: Path) -> None:
    """What `on_death` raises comes out, and counts the deaths of its split."""
    seen: list[int] = []

    def judge(split: int, death: Death) -> None:
        seen.append(death.times)
        if death.times == 5:
            raise BuildError(f"split {split} {death}")

    with pytest.raises(BuildError, match="split 3 was killed by SIGKILL"):
        list(map_splits(die_always, range(6), 2, Watch(60, judge)))
    assert seen == [1, 2, 3, 4, 5]


def test_a_closed_generator_leaves_no_worker(pids: Path) -> None:
    """Workers end when their results are no longer wanted."""
    results = map_splits(partial(sit, pids, "sleep"), range(5), 3)
    next(results)
    assert wait_until(lambda: sum(map(alive, pids_in(pids))) >= 2)
    results.close()
    assert not any(map(alive, pids_in(pids)))


def test_the_server_may_die(pids: Path) -> None:
    """Running workers finish and later ones get a new server."""
    found = []
    for split, _ in map_splits(square, range(20), 2, preload=WARM):
        found.append(split)
        if len(found) == 5:
            from multiprocessing import forkserver

            server = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
            os.kill(server, signal.SIGKILL)
    assert sorted(found) == list(range(20))


PROGRAM = """
import sys
from functools import partial
from pathlib import Path
from tests.test_engines_local import map_splits, sit
if {guard}:
    preload = sys.argv[3:]
    results = map_splits(partial(sit, Path(sys.argv[1]), sys.argv[2]), range(5), 2, None, preload)
    print(next(results), flush=True)
    {then}
"""


def start(
    tmp_path: Path,
    then: str,
    *args: object,
    guard: str = '__name__ == "__main__"',
    path: Path = ROOT,
) -> "subprocess.Popen[str]":
    """Start PROGRAM as the first process of a group of its own."""
    script = tmp_path / "program.py"
    script.write_text(PROGRAM.format(guard=guard, then=then))
    return subprocess.Popen(
        [sys.executable, str(script), *map(str, args)],
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{path}"}, start_new_session=True,
        text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.parametrize("how", ["sleep", "regex"])
def test_workers_end_with_a_killed_parent(tmp_path: Path, pids: Path, how: str) -> None:
    """SIGKILL of the parent ends its workers, also those that hold the interpreter lock."""
    with start(tmp_path, "next(results)", pids, how) as parent:
        assert wait_until(lambda: len(pids_in(pids)) >= 3)
        parent.kill()
    assert wait_until(lambda: not any(map(alive, pids_in(pids))), 5)


def test_a_program_that_leaves_a_generator_behind_ends(tmp_path: Path, pids: Path) -> None:
    """At exit workers are ended, not waited for."""
    with start(tmp_path, "sys.exit(7)", pids, "sleep") as parent:
        assert parent.wait(30) == 7
    assert not any(map(alive, pids_in(pids)))


def test_ctrl_c_is_for_the_parent(tmp_path: Path, pids: Path) -> None:
    """A signal to the whole group shows one traceback, the parent's, and leaves no worker."""
    with start(tmp_path, "next(results)", pids, "sleep") as parent:
        assert wait_until(lambda: len(pids_in(pids)) >= 3)
        os.killpg(parent.pid, signal.SIGINT)
        _, shown = parent.communicate(timeout=30)
    assert shown.count("Traceback") == 1
    assert shown.rstrip().endswith("KeyboardInterrupt")
    assert not any(map(alive, pids_in(pids)))


def test_a_script_without_its_guard_is_told(tmp_path: Path, pids: Path) -> None:
    """Workers import the main script; one that starts work at its top is an error, not a loop."""
    with start(tmp_path, "", pids, "sleep", guard="True") as parent:
        _, shown = parent.communicate(timeout=60)
    assert "worker processes cannot start: the last one ended with exit code 1" in shown
    assert 'a script needs if __name__ == "__main__":' in shown


def test_a_server_that_cannot_load_is_told(tmp_path: Path, pids: Path) -> None:
    """A module that fails in the server ends the run; its traceback is on stderr."""
    (tmp_path / "broken_module.py").write_text("raise ValueError('broken here')")
    with start(tmp_path, "", pids, "sleep", "broken_module", path=tmp_path) as parent:
        _, shown = parent.communicate(timeout=60)
    assert "ValueError: broken here" in shown
    assert "worker processes cannot start: the last one was gone before it began" in shown


def test_a_module_is_loaded_once(tmp_path: Path, pids: Path) -> None:
    """What is named to be loaded first is loaded in the server, not in each worker."""
    (tmp_path / "slow_module.py").write_text(
        f"import os, pathlib; pathlib.Path({str(tmp_path)!r}, 'by-%d' % os.getpid()).touch()"
    )
    then = "import slow_module"
    with start(tmp_path, then, pids, "sleep", "slow_module", path=tmp_path) as parent:
        assert parent.wait(60) == 0
    loaded = {int(path.name.removeprefix("by-")) for path in tmp_path.glob("by-*")}
    assert len(loaded) == 2  # by the server, and by the program itself
    assert not loaded & set(pids_in(pids))
