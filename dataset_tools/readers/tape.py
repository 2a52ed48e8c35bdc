"""The decompressed bytes of one dump file, member by member, with their place in the file.

A *member* is a gzip member, a zstd frame or a bz2 stream, or the whole of a plain file. Crawlers
write one member for each WARC record, so that damage to one member costs one record.
"""

from pathlib import Path
from typing import BinaryIO, Literal

from dataset_tools.readers.guard import PIECES, Inflater, UndecodableError
from dataset_tools.readers.sniff import GZIP, ZSTD, compression, looks_binary

_SCAN = 2**18  # bytes a read while looking for the next member
_DICTIONARY_BYTES = 2**24
# Bytes that show whether a member begins with a WARC record; zstd gives nothing before its
# first block of up to 128 KiB is complete.
_PROBE = {"gzip": 2**9, "zstd": 2**17 + 2**9}


class Tape:
    """Reads one file from its start to its end; nothing of it is held but `data`.

    Attributes:
        data: Decompressed bytes that were not taken yet.
        position: Decompressed bytes taken or dropped before `data`.
        start: Byte of the file where the open member starts.
        end: Byte of the file behind what was read of it.
        fault: Why the open member cannot be read on; empty while it can.
        joined: Whether `fill` reads on into the next member, as if there were only one.
        stop: Byte of the file from which on no member (plain: no record) is begun.
    """

    def __init__(self, raw: BinaryIO, size: int) -> None:
        head = raw.read(_SCAN)
        self.kind: str = compression(head)
        self.size = size
        self.data = bytearray()
        self.position = 0
        self.start = 0
        self.end = 0
        self.fault: Literal["", "damaged", "truncated"] = ""
        self._raw = raw
        self._stream: Inflater | None = None
        self._dictionary = b""
        # Re-reading after damage is paid from here, so that a file made of nothing but false
        # starts costs a multiple of its size and no more.
        self._spare = 8 * size + min(2**24, 64 * size)
        if self.kind == "plain" and looks_binary(head) and not head.startswith(b"WARC/"):
            self.kind = self._hidden_kind(head)
        self.joined: bool | None = True if self.kind == "plain" else None
        self.stop = size
        self._opened = False  # a plain file is one member

    def go_to(self, at: int, *, guess: bool) -> int:
        """Go to the record at byte `at`, or with `guess` to the next one from there; return where.

        Only for files that can be cut: plain ones, and those with a member for each record.
        """
        if self.kind == "plain":
            self.end = self.position = self._next_header(at) if guess else at
            return self.position
        if self.kind == "zstd":
            self._open_next()  # a dictionary stands at the front
        self.joined, self.fault, self._stream = False, "", None
        self.start = self.end = at - 1
        if guess:
            self.resume()
        else:
            self.end = at
        return self.end

    @property
    def place(self) -> int:
        """The byte of the file from which reading would go on, at the end of a record."""
        return self.position if self.kind == "plain" else self.end

    def _next_header(self, at: int) -> int:
        """Return the byte of the next line, from `at` on, that begins like a WARC record."""
        at -= 1
        while window := self._read(at, _SCAN):
            found = window.find(b"\nWARC/1.")
            if found >= 0:
                return at + found + 1
            if len(window) < _SCAN:
                break
            at += len(window) - 8
        return self.size

    def open(self) -> bool:
        """Open the member at `end`; False at the end of the file. Sets `fault` for junk."""
        if self.kind != "plain" and self.end >= self.stop and not self.joined:
            return False
        self.data.clear()
        self.fault = ""
        if not self.joined:
            self.position = 0
        return self._open_next()

    def _open_next(self) -> bool:
        self.start = self.end
        head = self._read(self.end, 8)
        while self.kind == "zstd" and head[1:4] == b"\x2a\x4d\x18" and 0x50 <= head[0] <= 0x5F:
            head = self._skip_frame(head)
        if not head:
            return self.end > self.start  # skippable frames at the very end are a member too
        if self.kind == "plain":
            self._opened, opened = True, self._opened
            return not opened
        if compression(head + self._read(self.end + 8, 8)) == self.kind:
            self._stream = Inflater(self.kind, self._dictionary)
        else:
            self._stream = None
            self.fault = "damaged"
        return True

    def _skip_frame(self, head: bytes) -> bytes:
        """Pass over a zstd skippable frame; the first one may hold the file's dictionary."""
        length = int.from_bytes(head[4:8], "little")
        if head[0] == 0x5D and self.end == 0 and length <= _DICTIONARY_BYTES:
            words = self._read(8, length)
            if words.startswith(ZSTD):
                words = _unpack(words)
            self._dictionary = words
        self.end = min(self.end + 8 + length, self.size)
        return self._read(self.end, 8)

    def fill(self) -> bool:
        """Append some bytes to `data`; False at the end of the member, or at a fault."""
        while not self.fault:
            if self._stream is None or self._stream.done:
                more = self.kind != "plain" and bool(self.joined) and self.end < self.size
                if self.kind != "plain" and not (more and self._open_next() and self._stream):
                    return False
            piece = self._read(self.end, PIECES[self.kind])
            if self._stream is None:
                self.end += len(piece)
                self.data += piece
                return bool(piece)
            if not piece:
                self.fault = "truncated"
                return False
            # A member of its own is lost as a whole; of a shared one all before the damage counts.
            before = self._stream.copy() if self.joined is not False else None
            try:
                fresh = self._stream.decompress(piece)
            except UndecodableError:
                self.fault = "damaged"
                saved = _salvage(before, piece)
                self.data += saved
                return bool(saved)
            self.end += len(piece) - (len(self._stream.unused) if self._stream.done else 0)
            if fresh:
                self.data += fresh
                return True
        return False

    def need(self, count: int) -> bool:
        """Fill `data` to `count` bytes; False where the member ends before."""
        while len(self.data) < count:
            if not self.fill():
                return False
        return True

    def drop(self, count: int) -> None:
        """Forget the first `count` bytes of `data`."""
        del self.data[:count]
        self.position += count

    def pass_over(self, count: int) -> bool:
        """Drop `count` bytes, filling as needed; False where the member ends before."""
        while count:
            if not self.need(1):
                return False
            step = min(count, len(self.data))
            self.drop(step)
            count -= step
        return True

    def ahead(self, count: int, length: int) -> bytes:
        """Return up to `length` bytes that stand `count` bytes ahead in a plain file."""
        return self._read(self.position + count, length)

    def jump(self, count: int) -> None:
        """Drop `count` bytes of a plain file without reading them."""
        self.position += count
        self.data.clear()
        self.end = self.position

    def next_begins_record(self) -> bool | None:
        """Tell whether the member at `end` begins with a WARC record; None without a member."""
        if self.end >= self.size or not self._read(self.end, 4).startswith((GZIP, ZSTD)):
            return None
        return self._begins_record(self.end)

    def resume(self) -> bool:
        """After a fault, move `end` to the next member that begins with a WARC record.

        Looks from behind the start of the faulty member, for its length may be what is damaged.
        Returns whether the bytes passed over are all zero, which is padding.
        """
        cost = self.end - self.start
        at = self.start + 1
        if cost > self._spare:
            at = max(at, self.end)
        self._spare -= min(cost, self._spare)
        magic = GZIP if self.kind == "gzip" else ZSTD
        blank = self._read(self.start, 1) == b"\0"
        while self.kind in _PROBE:
            window = self._read(at, _SCAN)
            found = window.find(magic)
            while found >= 0 and not self._begins_record(at + found):
                found = window.find(magic, found + 1)
            gap = window if found < 0 else window[:found]
            blank = blank and not gap.strip(b"\0")
            if found >= 0:
                self.end = at + found
                return blank
            if len(window) < _SCAN:
                break
            at += len(window) - len(magic) + 1
        self.end = self.size
        return blank

    def glimpse(self) -> bytes:
        """Return what can be had of the first bytes of the open member, whatever its damage."""
        out = b""
        if self._stream is None:
            return out
        stream = Inflater(self.kind, self._dictionary)
        try:
            # Small steps: the step that meets the damage gives nothing.
            for at in range(self.start, self.start + 2**13, 2**6):
                out += stream.decompress(self._read(at, 2**6))
                if stream.done or len(out) > 2**14:
                    break
        except UndecodableError:
            pass
        return out

    def _hidden_kind(self, head: bytes) -> str:
        """Name the compression of an archive whose first bytes are damaged."""
        for self.kind, magic in (("gzip", GZIP), ("zstd", ZSTD)):
            at = head.find(magic)
            if at >= 0 and self._begins_record(at):
                return self.kind
        return "plain"

    def _begins_record(self, at: int) -> bool:
        if self._spare <= 0:
            return False
        stream = Inflater(self.kind, self._dictionary)
        step = PIECES[self.kind] if self.kind == "zstd" else _PROBE[self.kind]
        seen = b""
        for place in range(at, at + _PROBE[self.kind], step):
            piece = self._read(place, step)
            self._spare -= len(piece)
            try:
                seen += stream.decompress(piece)
            except UndecodableError:
                return False
            if len(seen) >= 5 or stream.done or not piece:
                break
        return seen.startswith(b"WARC/")

    def _read(self, at: int, count: int) -> bytes:
        self._raw.seek(at)
        return self._raw.read(count)


def _salvage(stream: Inflater | None, piece: bytes) -> bytes:
    """Return what a damaged piece gives up to its damage, byte by byte."""
    out = bytearray()
    try:
        for at in range(len(piece) if stream else 0):
            out += stream.decompress(piece[at : at + 1])  # type: ignore[union-attr]
    except UndecodableError:
        pass
    return bytes(out)


def _unpack(words: bytes) -> bytes:
    """Decompress a zstd dictionary; empty where it is damaged or too long."""
    stream = Inflater("zstd")
    out = bytearray()
    try:
        for at in range(0, len(words), PIECES["zstd"]):
            out += stream.decompress(words[at : at + PIECES["zstd"]])
            if stream.done or len(out) > _DICTIONARY_BYTES:
                break
    except UndecodableError:
        return b""
    return bytes(out) if stream.done and len(out) <= _DICTIONARY_BYTES else b""


def open_raw(path: Path) -> BinaryIO:
    """Open a dump file for reading, with a buffer that suits many small members."""
    return path.open("rb", buffering=2**18)
