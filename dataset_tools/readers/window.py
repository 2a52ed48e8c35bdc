"""A part of a file that reads like a file of its own."""

import io
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BUFFER_BYTES = 2**16


class _Window(io.RawIOBase):
    def __init__(self, raw: BinaryIO, start: int, stop: int) -> None:
        self._raw = raw
        self._start = start
        self._size = stop - start
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(base + offset, 0)
        return self._at

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer)
        self._raw.seek(self._start + self._at)
        piece = self._raw.read(max(min(len(view), self._size - self._at), 0))
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


def window(raw: BinaryIO, start: int, stop: int) -> BinaryIO:
    """Return bytes [start, stop) of an open file as a file; closing it leaves `raw` open."""
    return io.BufferedReader(_Window(raw, start, stop), _BUFFER_BYTES)
