"""Guards on hostile input: bounded decompression and times that are read, never guessed."""

import bz2
import re
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

from dataset_tools.dump import Limits

SAFE_BYTES = 2**20  # below this size no ratio is refused: a page of blanks is no bomb
ZSTD_WINDOW = 2**27  # bytes; the largest window that zstd --ultra --long=27 asks for
# Input bytes a step, so that one step gives at most about 32 MB: zlib grows 1032 times at most,
# zstd turns 4 bytes into 128 KiB, bz2 45 bytes into 46 MB.
PIECES = {"gzip": 2**14, "zstd": 2**10, "bz2": 2**6, "plain": 2**16}
PIECES["zlib"] = PIECES["deflate"] = PIECES["gzip"]
_WBITS = {"gzip": 31, "zlib": 15, "deflate": -15}
_OUTPUT = 2**20

_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?"
    r"(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})?",
    re.ASCII,
)
_STAMP = re.compile(r"[0-9]{14}", re.ASCII)


class UndecodableError(ValueError):
    """The bytes are not what their content encoding says."""


class TooLargeError(ValueError):
    """Decompressed, the bytes exceed a limit; the message names it."""


def parse_utc(text: str | None, *, assume_utc: bool = False) -> datetime | None:
    """Return the moment that an ISO 8601 text names, in UTC; None where it names none.

    A time without zone names a moment only with `assume_utc` (WARC-Date is UTC by definition);
    a date without time never does. Fractions are cut to microseconds.

    >>> parse_utc("2024-05-01T08:00:00+08:00")
    datetime.datetime(2024, 5, 1, 0, 0, tzinfo=datetime.timezone.utc)
    >>> parse_utc("2024-05-01T08:00:00"), parse_utc("2024-05-01"), parse_utc("soon")
    (None, None, None)
    """
    text = (text or "").strip()
    try:
        if assume_utc and _STAMP.fullmatch(text):
            return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        if not _TIME.fullmatch(text):
            return None
        moment = datetime.fromisoformat(text.upper())
        if moment.tzinfo is None:
            return moment.replace(tzinfo=UTC) if assume_utc else None
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


class Inflater:
    """Decompresses one gzip member, zstd frame, bz2, zlib or deflate stream."""

    __slots__ = ("_damage", "_stream")

    def __init__(self, kind: str, dictionary: bytes = b"") -> None:
        self._stream: Any
        self._damage: tuple[type[Exception], ...] = (OSError, ValueError, EOFError)
        if kind in _WBITS:
            self._stream = zlib.decompressobj(_WBITS[kind])
            self._damage = (zlib.error,)
        elif kind == "bz2":
            self._stream = bz2.BZ2Decompressor()
        else:
            import zstandard

            words = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
            self._stream = zstandard.ZstdDecompressor(
                dict_data=words, max_window_size=ZSTD_WINDOW
            ).decompressobj()
            self._damage = (zstandard.ZstdError,)

    def decompress(self, piece: bytes) -> bytes:
        """Return what `piece` adds; raises UndecodableError on damage.

        Pieces of PIECES[kind] bytes at most keep memory bounded.
        """
        try:
            return cast("bytes", self._stream.decompress(piece))
        except self._damage as err:
            raise UndecodableError("the compressed bytes are damaged") from err

    def copy(self) -> "Inflater | None":
        """Return a copy at this point of the stream; None where the library has none."""
        if not hasattr(self._stream, "copy"):
            return None
        other = object.__new__(Inflater)
        other._stream, other._damage = self._stream.copy(), self._damage
        return other

    @property
    def done(self) -> bool:
        """Whether the stream has ended and its checksum, where it has one, was right."""
        return bool(self._stream.eof)

    @property
    def unused(self) -> bytes:
        """The bytes of the last piece that stand behind the end of the stream."""
        return cast("bytes", self._stream.unused_data)


def _check(grown: int, read: int, limits: Limits) -> None:
    if grown > limits.page_bytes:
        raise TooLargeError(f"more than {limits.page_bytes} bytes once decompressed")
    if grown > SAFE_BYTES and grown > limits.inflate_ratio * read:
        raise TooLargeError(f"grows more than {limits.inflate_ratio} times when decompressed")


def _members(data: bytes, limits: Limits, kind: str, magic: bytes | None) -> bytes:
    """Decompress one stream, and each that follows with `magic`; other bytes are ignored."""
    out = bytearray()
    position = 0
    while not position or (magic and data.startswith(magic, position)):
        stream = Inflater(kind)
        while not stream.done:
            position += _feed(stream, data[position : position + PIECES[kind]], out)
            _check(len(out), position, limits)
    return bytes(out)


def _feed(stream: Inflater, piece: bytes, out: bytearray) -> int:
    """Decompress one piece and return how many of its bytes were used."""
    if not piece:
        raise UndecodableError("the compressed payload ends early")
    out += stream.decompress(piece)
    return len(piece) - (len(stream.unused) if stream.done else 0)


def _gunzip(data: bytes, limits: Limits) -> bytes:
    return _members(data, limits, "gzip", b"\x1f\x8b\x08")


def _unzstd(data: bytes, limits: Limits) -> bytes:
    return _members(data, limits, "zstd", b"\x28\xb5\x2f\xfd")


def _undeflate(data: bytes, limits: Limits) -> bytes:
    """Undo "deflate": a zlib stream by RFC 9110, a bare deflate stream by habit."""
    for kind in ("zlib", "deflate"):
        try:
            return _members(data, limits, kind, None)
        except UndecodableError:
            continue
    raise UndecodableError("the compressed payload is damaged")


def _unbrotli(data: bytes, limits: Limits) -> bytes:
    import brotli

    stream = brotli.Decompressor()
    out = bytearray()
    position = 0
    try:
        while not stream.is_finished():
            piece = b""
            if stream.can_accept_more_data():
                piece = data[position : position + PIECES["gzip"]]
                if not piece:
                    raise UndecodableError("the compressed payload ends early")
            out += stream.process(piece, output_buffer_limit=_OUTPUT)
            position += len(piece)
            _check(len(out), position, limits)
    except brotli.error as err:
        raise UndecodableError("the compressed payload is damaged") from err
    return bytes(out)


CODINGS: dict[str, Callable[[bytes, Limits], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _undeflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}


def decompress(data: bytes, coding: str, limits: Limits) -> bytes:
    """Undo one HTTP content coding (a key of CODINGS) within page_bytes and inflate_ratio.

    Empty data give empty data. Raises UndecodableError on damage, TooLargeError above a limit.
    """
    return CODINGS[coding](data, limits) if data else b""
