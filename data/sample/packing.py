"""Bytes of archives: digests, HTTP codings, gzip members, and how to spoil one."""

import base64
import hashlib
import zlib
from collections.abc import Iterator


def digest(payload: bytes) -> str:
    """Return the sha1 digest as WARC headers write it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(payload).digest()).decode()


def chunked(body: bytes, size: int = 700) -> bytes:
    """Return `body` in HTTP chunked transfer coding."""
    parts = [body[i : i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in parts) + b"0\r\n\r\n"


def stored_gzip(body: bytes) -> bytes:
    """Return `body` as gzip of stored blocks, which every zlib version would write alike."""
    parts = [body[i : i + 65535] for i in range(0, len(body), 65535)] or [b""]
    blocks = b"".join(
        bytes([i == len(parts) - 1])
        + len(p).to_bytes(2, "little")
        + (len(p) ^ 0xFFFF).to_bytes(2, "little")
        + p
        for i, p in enumerate(parts)
    )
    tail = zlib.crc32(body).to_bytes(4, "little") + (len(body) % 2**32).to_bytes(4, "little")
    return b"\x1f\x8b\x08" + bytes(6) + b"\xff" + blocks + tail


def broken(member: bytes) -> bytes:
    """Return a compressed member with its middle overwritten, so that it cannot be read."""
    middle = len(member) // 2
    return member[:middle] + b"\xff" * 64 + member[middle + 64 :]


def read_members(data: bytes) -> Iterator[bytes | None]:
    """Yield each gzip member decompressed, None for one that cannot be read."""
    at = 0
    while 0 <= at < len(data):
        member = zlib.decompressobj(31)
        try:
            out = member.decompress(data[at:])
        except zlib.error:
            out = b""
        if member.eof:
            yield out
            at = len(data) - len(member.unused_data)
            continue
        yield None
        at = data.find(b"\x1f\x8b\x08\x00", at + 4)
