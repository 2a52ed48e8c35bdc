"""How workers end without a result, and who judges that."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Death:
    """How a worker ended without a result; as text, what to say of the worker."""

    silent: bool  # killed by us: no `beat` for Watch.silence_s
    exitcode: int | None  # negative: minus the number of the signal; None: it never began
    signal_name: str | None
    times: int  # deaths of this split so far, with this one

    def __str__(self) -> str:
        if self.silent:
            return "made no progress and was killed"
        if self.signal_name == "SIGKILL":
            return "was killed by SIGKILL: most often the system was out of memory"
        if self.signal_name:
            return f"was killed by {self.signal_name}"
        if self.exitcode is None:
            return "was gone before it began"
        return f"ended with exit code {self.exitcode}"


@dataclass(frozen=True, slots=True)
class Watch:
    """A watchdog. What `on_death(split, death)` raises ends the run; else the split runs again."""

    silence_s: float  # longest time between two beats, counted only while the parent is awake
    on_death: Callable[[Any, Death], None]
