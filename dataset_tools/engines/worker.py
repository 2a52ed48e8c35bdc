"""What runs in a worker process of the local engine: one split, then the end."""

import fcntl
import multiprocessing
import os
import signal
import struct
import sys
import threading
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from time import monotonic
from typing import Any

from dataset_tools.errors import BuildError

LENGTH = struct.Struct("!Q")  # goes before an answer: tells a whole one from a torn one
STOPS = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})  # for the parent to act on

_pulse: Any = None  # in a worker: the double that it shares with its parent


def beat() -> None:
    """Say that this worker makes progress; does nothing outside a worker."""
    if _pulse is not None:
        _pulse.value = monotonic()


def work(run: bytes, split: Any, pipe: Connection, pulse: Any) -> None:
    """Run one split and write (result, None) or (None, exception) into the pipe."""
    global _pulse  # noqa: PLW0603 - a worker does one split in its life
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    _end_with_parent()
    _pulse = pulse
    beat()
    try:
        answer = bytes(ForkingPickler.dumps((ForkingPickler.loads(run)(split), None)))
    except Exception as err:  # noqa: BLE001 - raised again in the parent
        answer = _pack_error(err)
    unsent = memoryview(LENGTH.pack(len(answer)) + answer)
    with pipe, suppress(BrokenPipeError):
        while unsent:
            unsent = unsent[os.write(pipe.fileno(), unsent) :]


def read_answer(data: bytearray) -> tuple[Any, Exception | None] | None:
    """Return what a worker wrote, or None where it died before the end of it."""
    whole = len(data) >= LENGTH.size and len(data) == LENGTH.size + LENGTH.unpack_from(data)[0]
    return ForkingPickler.loads(memoryview(data)[LENGTH.size :]) if whole else None


def _pack_error(err: Exception) -> bytes:
    """Pickle an exception with its notes and its traceback; one that cannot be is described."""
    told = traceback.TracebackException.from_exception(err)
    told.__notes__ = None  # they travel by themselves
    err.add_note("in a worker process:\n" + "".join(told.format()).rstrip())
    try:
        answer = bytes(ForkingPickler.dumps((None, err)))
        ForkingPickler.loads(answer)  # constructors with keyword-only arguments fail here
    except Exception:  # noqa: BLE001 - whatever the class of the exception does
        plain = BuildError(f"{type(err).__name__}: {err}")
        for note in err.__notes__:
            plain.add_note(note)
        answer = bytes(ForkingPickler.dumps((None, plain)))
    return answer


def _end_with_parent() -> None:
    """Make this process end when its parent is gone, however it went."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    alive = int(parent.sentinel)  # a pipe whose other end only the parent holds
    if sys.platform == "linux":
        # The kernel kills us when the pipe is closed. A thread alone would not do: a regular
        # expression that runs for hours holds the interpreter lock all that time.
        fcntl.fcntl(alive, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(alive, fcntl.F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(alive, fcntl.F_SETFL, fcntl.fcntl(alive, fcntl.F_GETFL) | os.O_ASYNC)
    threading.Thread(target=lambda: wait([alive]) and os._exit(1), daemon=True).start()
