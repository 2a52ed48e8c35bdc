"""What the system refuses, in words: full disks, missing rights, too many files, no memory.

Python raises OSError, pyarrow OSError with or without a number, DuckDB classes of its own whose
text ends in the words of the system.
"""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from dataset_tools.errors import BuildError, ColophonError

_AGAIN = "then repeat the same command: what is finished is kept"
_ROOM = f"free space on that disk or name a place on another, {_AGAIN}"
_RIGHTS = f"mend the permissions or name another place, {_AGAIN}"

# number of the system -> (what is wrong, what to try)
_WORDS = {
    errno.ENOSPC: ("the disk is full", _ROOM),
    errno.EDQUOT: ("the disk quota is used up", _ROOM),
    errno.EFBIG: (
        "the file is larger than this system allows",
        f"raise the limit (`ulimit -f unlimited`) or name a disk without one, {_AGAIN}",
    ),
    errno.EACCES: ("permission denied", _RIGHTS),
    errno.EPERM: ("operation not permitted", _RIGHTS),
    errno.EROFS: ("the file system is read-only", f"name a place that can be written, {_AGAIN}"),
    errno.EMFILE: ("too many open files", f"raise the limit (`ulimit -n 4096`), {_AGAIN}"),
    errno.ENFILE: (
        "too many open files on this machine",
        f"end other programs or ask who runs the machine, {_AGAIN}",
    ),
    errno.EAGAIN: (
        "too many processes",
        f"raise the limit (`ulimit -u`) or try fewer --workers, {_AGAIN}",
    ),
    errno.ENOMEM: ("out of memory", f"end other programs or try fewer --workers, {_AGAIN}"),
    errno.EIO: (
        "the disk reports a fault",
        f"check the disk and its cable or mount (`dmesg` tells more), {_AGAIN}",
    ),
    errno.ESTALE: ("the network disk lost the file", f"mount it again, {_AGAIN}"),
    errno.ENOENT: ("a file or folder has vanished", f"bring it back, {_AGAIN}"),
    errno.EEXIST: ("something else stands there", "move it away or name another place"),
    errno.ENOTEMPTY: ("something else stands there", "move it away or name another place"),
    errno.ENAMETOOLONG: ("the name is too long for this disk", "name a shorter path"),
}
# pyarrow raises these without a number.
_CLASSES: dict[type[OSError], int] = {
    FileNotFoundError: errno.ENOENT,
    PermissionError: errno.EACCES,
    FileExistsError: errno.EEXIST,
}
_NUMBER = re.compile(r"\[errno (\d+)\]", re.IGNORECASE)
_QUOTED = re.compile(r"['\"](/?[^'\"\n]{1,1000})['\"]")


def explain_os_error(err: BaseException, doing: str, place: str | None = None) -> BuildError | None:
    """Return what the system refused, where, and what to try; None for every other error.

    Args:
        err: OSError of Python or pyarrow, MemoryError, or an error of DuckDB.
        doing: What was being done, as in "building".
        place: Where, when the error does not say: a full disk never does.
    """
    number = _number(err)
    if number is None:
        return None
    problem, hint = _WORDS[number]
    return BuildError(f"{problem}, while {doing}", _where(err) or place, hint)


@contextmanager
def worded(doing: str, place: str | os.PathLike[str] | None = None) -> Iterator[None]:
    """Raise BuildError in place of errors that `explain_os_error` knows; let others pass."""
    try:
        yield
    except ColophonError:
        raise
    except Exception as err:
        told = explain_os_error(err, doing, None if place is None else os.fspath(place))
        if told is None:
            raise
        for note in getattr(err, "__notes__", ()):
            told.add_note(note)
        raise told from err


def _number(err: BaseException) -> int | None:
    """Return the number of an error that has words, by its attribute, class or text."""
    text = str(err)
    if isinstance(err, MemoryError) or type(err).__name__ == "OutOfMemoryException":
        # DuckDB says this too where the disk of its temporary files is full.
        return errno.ENOSPC if "max_temp_directory_size" in text else errno.ENOMEM
    found = None
    if isinstance(err, OSError):
        found = err.errno or _CLASSES.get(type(err))
    elif type(err).__module__.partition(".")[0] not in {"duckdb", "_duckdb", "pyarrow"}:
        return None
    if found is None and (match := _NUMBER.search(text)):
        found = int(match[1])
    if found is None:
        found = next((number for number in _WORDS if os.strerror(number) in text), None)
    return found if found in _WORDS else None


def _where(err: BaseException) -> str | None:
    names = [getattr(err, "filename", None), getattr(err, "filename2", None)]
    known = [os.fsdecode(name) for name in names if isinstance(name, str | bytes | os.PathLike)]
    if known:
        return " -> ".join(known)
    text = str(err)
    if isinstance(err, OSError) and err.errno is None and type(err) in _CLASSES:
        return text  # pyarrow gives the bare path
    match = _QUOTED.search(text)
    return match[1] if match and "/" in match[1] else None
