"""The default engine: one process for each split, forked from a server with the modules loaded.

A process of its own costs some milliseconds and buys three things: a worker that dies costs its
split and no other, a worker that hangs can be killed alone, and the memory of a split goes back
to the system. Signals that stop a program are for the parent: workers block them, are ended by
SIGKILL (what they write counts from its last rename on), and end when the parent does.
"""

import atexit
import multiprocessing
import os
import signal
import sys
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.reduction import ForkingPickler
from time import monotonic, sleep
from types import FunctionType, ModuleType
from typing import Any, Generic, TypeVar

from dataset_tools.engines.watch import Death, Watch
from dataset_tools.engines.worker import STOPS, read_answer, work
from dataset_tools.errors import BuildError

S = TypeVar("S")
R = TypeVar("R")

# Workers are the parallelism; threads of the linear algebra below numpy only get in their way
# (measured: the body model takes four times as long with two of them on two busy cores).
BLAS_THREADS = ("OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
POLL_S = 0.5  # how often workers are looked at; also the grain of Watch.silence_s
GRACE_S = 2.0  # from the closed pipe of a worker to its end
GONE_S = 5.0  # from SIGKILL to the end of a worker; longer only on a hung disk
CHUNK = 2**20  # bytes read at once
RETRIES = 2  # of a split whose worker died, where nobody watches
STARTS = 3  # workers in a row that may die before they reach their split
PAUSE_S = 0.3  # after each of these
GUARD = 'if __name__ == "__main__":'  # workers import the main script


def map_splits(
    run: Callable[[S], R],
    splits: Sequence[S],
    workers: int,
    watch: Watch | None = None,
    preload: Sequence[str] = (),
) -> Generator[tuple[S, R], None, None]:
    """Yield (split, result) for every split, in any order; each runs at least once.

    What `run` raises ends the run and is raised here, with the worker's traceback as a note.
    Closing the generator ends the workers.

    Args:
        run: A picklable function whose effects are idempotent.
        splits: Picklable values.
        workers: Processes at a time; with 1 too the work is done in a process of its own.
        watch: Judges the deaths of workers; without it one split may cost three of them.
        preload: Modules to import once, before the first worker of this program is forked; what
            they load or compute, no worker has to load or compute again.
    Raises: BuildError when workers die or cannot start; finished splits are kept.
    """
    for name in BLAS_THREADS:
        os.environ.setdefault(name, "1")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_modules(run, preload))
    crew = _Crew(context, run, splits, workers, watch)
    atexit.register(crew.end)  # multiprocessing would wait at exit for workers left behind
    results: list[tuple[S, R]] = []
    try:
        while results or crew.running or crew.waiting or crew.suspects:
            crew.fill()
            yield from results  # while the workers work
            results = crew.collect()
    finally:
        crew.end()
        atexit.unregister(crew.end)


@dataclass(slots=True)
class _Worker:
    number: int  # of its split
    process: ForkServerProcess
    pulse: Any  # a double that the worker writes and the parent reads
    answer: bytearray = field(default_factory=bytearray)
    seen: float = 0.0  # the pulse when last looked at
    silent_s: float = 0.0


class _Crew(Generic[S, R]):
    """The running workers by the pipe of their answer, and the splits that wait, by number."""

    def __init__(
        self, context: ForkServerContext, run: Callable[[S], R], splits: Sequence[S], workers: int,
        watch: Watch | None,
    ) -> None:  # fmt: skip
        self.context = context
        self.run = bytes(ForkingPickler.dumps(run))  # once: it may carry large settings
        self.splits, self.workers, self.watch = splits, max(1, workers), watch
        self.waiting = deque(range(len(splits)))
        self.suspects = deque[int]()  # their worker died: they run last, each by itself
        self.deaths = Counter[int]()
        self.stillborn = 0  # workers in a row that never reached their split
        self.looked = monotonic()
        self.running: dict[Any, _Worker] = {}

    def fill(self) -> None:
        """Start workers while there is room and work."""
        while len(self.running) < self.workers:
            if self.waiting:
                self._start(self.waiting.popleft())
            elif self.suspects and not self.running:  # if memory was short, it is all free now
                self._start(self.suspects.popleft())
            else:
                return

    def collect(self) -> list[tuple[S, R]]:
        """Wait a moment and return the results that came; see who died, and kill who hangs."""
        ended: dict[Any, bool] = {}  # pipe: was silent
        if not self.running:
            return []
        pipe: Any
        for pipe in wait(list(self.running), POLL_S):
            worker = self.running[pipe]
            chunk = os.read(pipe.fileno(), CHUNK)
            worker.answer += chunk
            worker.silent_s = 0.0
            if not chunk:
                ended[pipe] = False
        # A longer gap means that this process slept (Ctrl-Z, a suspended machine): so did they.
        now, before = monotonic(), self.looked
        self.looked, passed = now, min(now - before, 2 * POLL_S)
        if self.watch:
            for pipe, worker in self.running.items():
                if worker.seen != (pulse := worker.pulse.value):
                    worker.seen, worker.silent_s = pulse, 0.0
                else:
                    worker.silent_s += passed
                if worker.silent_s > self.watch.silence_s:
                    ended.setdefault(pipe, True)
        return [r for pipe, silent in ended.items() for r in self._take(pipe, silent=silent)]

    def end(self) -> None:
        """Kill all workers and wait until they are gone."""
        for worker in self.running.values():
            if worker.process.is_alive():
                worker.process.kill()
        for pipe, worker in self.running.items():
            _exitcode(worker.process)
            pipe.close()
        self.running.clear()

    def _start(self, number: int) -> None:
        pulse = self.context.RawValue("d", 0.0)
        mine, theirs = self.context.Pipe(duplex=False)
        args = (self.run, self.splits[number], theirs, pulse)
        process = self.context.Process(target=work, args=args, daemon=True)
        with _stops_held(), theirs:  # the server inherits what is blocked and hands it on
            self.running[mine] = _Worker(number, process, pulse)
            with suppress(ConnectionError, EOFError):  # a death that `collect` will find
                process.start()

    def _take(self, pipe: Any, *, silent: bool) -> Iterator[tuple[S, R]]:
        """Yield the result of a worker that ended or hangs; if it has none its split waits again.

        Raises: What the worker raised, what `Watch.on_death` raises, or BuildError.
        """
        worker = self.running[pipe]
        if silent:
            worker.process.kill()
        code = _exitcode(worker.process)
        del self.running[pipe]
        pipe.close()
        if (answer := read_answer(worker.answer)) is None:
            self._died(worker, code, silent=silent)
            return
        result, error = answer
        if error is not None:
            raise error
        self.stillborn = 0
        yield self.splits[worker.number], result

    def _died(self, worker: _Worker, code: int | None, *, silent: bool) -> None:
        number, started = worker.number, worker.pulse.value > 0
        self.deaths[number] += started
        self.stillborn = 0 if started else self.stillborn + 1
        death = Death(silent, code, _signal_name(code), self.deaths[number])
        if not started:
            if self.stillborn >= STARTS:
                problem = f"worker processes cannot start: the last one {death}"
                hint = f"see the messages above; a script needs {GUARD} around its work"
                raise BuildError(problem, None, hint)
            sleep(self.stillborn * PAUSE_S)  # a server that was killed takes a moment to be gone
        elif self.watch:
            self.watch.on_death(self.splits[number], death)
        elif death.times > RETRIES:
            hint = "run the same command again: finished splits are kept; try fewer --workers"
            raise BuildError(f"a worker process {death}", None, hint)
        (self.suspects if started and not silent else self.waiting).append(number)


def _exitcode(process: ForkServerProcess) -> int | None:
    """Wait for the end of a worker that was killed or closed its pipe; None if it never began."""
    if process.pid is None:
        return None
    process.join(GRACE_S)
    if process.is_alive():
        process.kill()
        process.join(GONE_S)
    code = process.exitcode
    if code is not None:
        process.close()  # tells a worker that outlived the server that its parent is gone
    return code


def _signal_name(code: int | None) -> str | None:
    if code is None or code >= 0:
        return None
    known = {int(number): number.name for number in signal.Signals}
    return known.get(-code, f"signal {-code}")


def _modules(run: Callable[..., Any], preload: Sequence[str]) -> list[str]:
    """Name the modules that the server imports: as asked, that of `run`, those of the main script.

    The last because each worker runs the top of a main script anew.
    """
    while isinstance(run, partial):
        run = run.func
    found = {*preload, __name__, run.__module__}
    for value in vars(sys.modules["__main__"]).values():
        if isinstance(value, ModuleType):
            found.add(value.__name__)
        elif isinstance(value, (FunctionType, type)):
            found.add(value.__module__)
    return sorted(found - {"__main__", "__mp_main__"})


@contextmanager
def _stops_held() -> Iterator[None]:
    """Keep signals that stop the program waiting, so that no process starts unseen."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
