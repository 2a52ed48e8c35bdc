"""Read a stored HTTP response: status, headers, and the body without its transfer codings."""

import re
from dataclasses import dataclass

from dataset_tools.dump import Limits
from dataset_tools.readers.guard import CODINGS, UndecodableError, decompress
from dataset_tools.readers.sniff import looks_binary

_STATUS = re.compile(rb"HTTP/[0-9](?:\.[0-9])?[ \t]+([0-9]{3})(?![0-9])")
_BLANK = re.compile(rb"\n\r?\n")
_FOLD = re.compile(rb"\r?\n[ \t]+")
_CHUNK = re.compile(rb"[ \t]{0,8}([0-9a-fA-F]{1,8})[ \t]{0,8}(?:;[^\r\n]{0,4096})?\r?\n")
_MAGIC = {"gzip": b"\x1f\x8b", "x-gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response as stored. `bodies` are its body as stored and without chunks."""

    status: int
    headers: tuple[tuple[str, str], ...]  # names in lower case, in order
    bodies: tuple[bytes, ...]
    flags: tuple[str, ...]

    def header(self, name: str) -> str | None:
        """Return the first header of this name (lower case), or None."""
        return next((value for key, value in self.headers if key == name), None)


def parse_response(block: bytes, limits: Limits) -> Response:
    """Split an HTTP message and undo chunked coding; raises UndecodableError where it is none.

    A body that is declared chunked but is not (crawlers store it so) is taken as it is.
    """
    status = _STATUS.match(block)
    if not status:
        raise UndecodableError("no HTTP status line")
    end = _BLANK.search(block, 0, limits.header_bytes)
    if not end:
        if len(block) > limits.header_bytes:
            raise UndecodableError(f"HTTP headers longer than {limits.header_bytes} bytes")
        head, body = block, b""
    else:
        head, body = block[: end.start()], block[end.end() :]
    headers = _headers(head)
    coding = " ".join(value.lower() for name, value in headers if name == "transfer-encoding")
    if "chunked" not in coding:
        return Response(int(status[1]), headers, (body,), ())
    plain, flags = _dechunk(body)
    return Response(int(status[1]), headers, (body, plain), flags)


def _headers(head: bytes) -> tuple[tuple[str, str], ...]:
    headers: list[tuple[str, str]] = []
    for raw in _FOLD.sub(b" ", head).split(b"\n")[1:]:
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError:
            line = raw.decode("latin-1")  # what RFC 9110 calls obs-text
        name, colon, value = line.partition(":")
        if colon and name.strip():
            headers.append((name.strip().lower(), value.strip()))
    return tuple(headers)


def _dechunk(body: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Join chunks. Returns the body as it is, without a flag, where it is not chunked."""
    out = bytearray()
    chunks = 0
    at = 0
    while size := _CHUNK.match(body, at):
        start = size.end()
        length = int(size[1], 16)
        if not length:
            return bytes(out), ()
        if start + length > len(body):
            return bytes(out) + body[start:], ("truncated",)
        out += body[start : start + length]
        chunks += 1
        at = start + length
        if body.startswith((b"\r\n", b"\n"), at):
            at += 2 if body[at] == 13 else 1
        elif at < len(body):
            if chunks == 1:
                return body, ()
            raise UndecodableError("a chunk of the HTTP body has a wrong length")
    if not out:
        return body, ()
    if at >= len(body):
        return bytes(out), ("truncated",)
    raise UndecodableError("a chunk of the HTTP body has no size")


def decode_body(body: bytes, encoding: str | None, limits: Limits) -> tuple[bytes, tuple[str, ...]]:
    """Undo the content codings of a Content-Encoding header; returns the payload and flags.

    A label without the matching bytes is a common slip of crawlers and servers: the body is
    taken as it is and flagged. Raises UndecodableError, or TooLargeError above a limit.
    """
    flags: tuple[str, ...] = ()
    names = [name.strip().lower() for name in (encoding or "").split(",")]
    for name in reversed([n for n in names if n and n not in ("identity", "none")]):
        if not body:
            break
        magic = _MAGIC.get(name)
        if name not in CODINGS or (magic and not body.startswith(magic)):
            if looks_binary(body):
                raise UndecodableError("the body is not in its content encoding")
            flags = ("content-encoding-ignored",)
            continue
        try:
            body = decompress(body, name, limits)
        except UndecodableError:
            # Without a magic number only the attempt tells whether the label is true.
            if magic or looks_binary(body):
                raise
            flags = ("content-encoding-ignored",)
    return body, flags
