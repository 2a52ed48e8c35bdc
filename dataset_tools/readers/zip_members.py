"""The members of a zip archive: by its central directory, or by what is left without one.

Source: PKWARE APPNOTE 6.3.10, sections 4.3 to 4.5. The standard library's zipfile is not used:
it holds the whole directory in memory and gives up on an archive that was cut.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

_LOCAL, _ENTRY, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END64, _LOCATOR, _DESCRIPTOR = b"PK\x06\x06", b"PK\x06\x07", b"PK\x07\x08"
_LOCAL_HEAD = struct.Struct("<4x2xHH4xIIIHH")
_ENTRY_HEAD = struct.Struct("<4x2x2xHH4xIIIHHH2x2x4xI")
_END_HEAD = struct.Struct("<4x2x2x2x2xIIH")
_END64_HEAD = struct.Struct("<4x8x2x2x4x4x8x8xQQ")
_COMMENT_BYTES = 2**16 - 1  # of the archive's comment, at most
_SIGNATURE = re.compile(rb"PK(?:\x03\x04|\x07\x08)")
_METHODS = frozenset({0, 8, 9, 12, 14, 93, 95})
_TRAILED = 8  # flag: the sizes stand in a data descriptor behind the data
_FULL = 0xFFFFFFFF  # the true value stands in the zip64 extra field
_SCAN = 2**18
_NAME_BYTES = 2**12  # of a name in a header that is believed without a directory
_NAME_CHARS = 120  # of a name that are kept; a name may be 64 KiB of anything
WARC_NAME = re.compile(r"\.warc(?:\.gz|\.zst)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Member:
    """One member. Bytes [offset, stop) are its own: header, data, and what trails them."""

    offset: int  # of its local header
    stop: int  # where the next member or the directory begins
    name: str
    method: int  # 0 stored, 8 deflate, 12 bzip2, 93 zstd
    packed: int  # bytes of its data as stored
    crc: int | None  # CRC-32 of its content; None where it is not known
    encrypted: bool = False
    overlaps: bool = False  # whether it claims bytes behind `stop`


@dataclass(frozen=True, slots=True)
class Listing:
    """What a central directory lists, in the order of the file."""

    members: tuple[Member, ...]
    directory: int  # byte where the directory begins
    end: int  # byte behind the archive
    unread: bool  # whether there are more members than were asked for


def list_members(raw: BinaryIO, size: int, most: int) -> Listing | None:
    """Read the central directory; None where there is no usable one. Memory: `most` members."""
    found = _end_record(raw, size)
    if found is None:
        return None
    start, stop, shift, end = found
    entries: list[Member] = []
    unread = False
    at = start
    raw.seek(start)
    while (head := raw.read(_ENTRY_HEAD.size)).startswith(_ENTRY) and at < stop:
        if len(entries) == most:
            unread = True
            break
        if len(head) < _ENTRY_HEAD.size:
            return None
        flags, method, crc, packed, plain, name_bytes, extra_bytes, note_bytes, offset = (
            _ENTRY_HEAD.unpack(head)
        )
        name = raw.read(name_bytes)
        extra = raw.read(extra_bytes)
        at = raw.seek(note_bytes, 1)
        packed, offset = _wide(extra, plain, packed, offset)
        if at > stop or not 0 <= offset + shift < start:
            return None
        entries.append(
            Member(offset + shift, start, _shown(name), method, packed, crc, bool(flags & 1))
        )
    if not unread and at != stop:
        return None
    entries.sort(key=lambda member: member.offset)  # stable: the first to name a place has it
    if entries and _read(raw, entries[0].offset, 4) != _LOCAL:
        return None  # the places are shifted, or wrong altogether
    return Listing(tuple(_apart(entries, start)), start, end, unread)


def _end_record(raw: BinaryIO, size: int) -> tuple[int, int, int, int] | None:
    """Return start and end of the directory, what to add to its offsets, and the archive's end."""
    tail_at = max(size - _END_HEAD.size - _COMMENT_BYTES, 0)
    tail = _read(raw, tail_at, size - tail_at)
    found = tail.rfind(_END)
    if found < 0 or found + _END_HEAD.size > len(tail):
        return None
    length, offset, note_bytes = _END_HEAD.unpack_from(tail, found)
    stop = place = tail_at + found
    end = min(place + _END_HEAD.size + note_bytes, size)
    locator = _read(raw, max(place - 20, 0), 20)
    if locator.startswith(_LOCATOR):
        stop = int.from_bytes(locator[8:16], "little")
        if stop > size or _read(raw, stop, 4) != _END64:  # something stands in front of the zip
            stop = place - 20 - _END64_HEAD.size
        wide = _read(raw, max(stop, 0), _END64_HEAD.size)
        if not wide.startswith(_END64) or len(wide) < _END64_HEAD.size:
            return None
        length, offset = _END64_HEAD.unpack(wide)
    start = stop - length
    return (start, stop, start - offset, end) if 0 <= offset <= start else None


def _wide(extra: bytes, plain: int, packed: int, offset: int) -> tuple[int, int]:
    """Replace sizes and offsets of 32 bits that are full by those of the zip64 extra field."""
    at = 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<HH", extra, at)
        if tag == 1:
            field = extra[at + 4 : at + 4 + length]
            field = field[8:] if plain == _FULL else field
            if packed == _FULL and len(field) >= 8:
                packed, field = int.from_bytes(field[:8], "little"), field[8:]
            if offset == _FULL and len(field) >= 8:
                offset = int.from_bytes(field[:8], "little")
            break
        at += 4 + length
    return packed, offset


def _apart(entries: list[Member], start: int) -> list[Member]:
    """End each member where the next begins, so that no byte is read for two of them.

    Of members that claim one place the first has it, and the others nothing.
    """
    apart: list[Member] = []
    for at, member in enumerate(entries):
        stop = start if at + 1 == len(entries) else entries[at + 1].offset
        if at and entries[at - 1].offset == member.offset:
            stop = member.offset
        elif stop == member.offset:
            stop = next((e.offset for e in entries[at:] if e.offset > member.offset), start)
        least = member.offset + _LOCAL_HEAD.size + member.packed
        apart.append(replace(member, stop=stop, overlaps=least > stop))
    return apart


def walk_members(raw: BinaryIO, size: int) -> Iterator[Member | tuple[int, int]]:
    """Yield the members that local headers show, and the byte ranges between them, in order.

    A member whose size is not told, or told wrong, ends where its data descriptor or the next
    header stands.
    """
    at = 0
    while at < size:
        member = _local_member(raw, at, size)
        if member:
            yield member
            at = member.stop
        else:
            found = next(_places(raw, at + 1, size, descriptors=False), size)
            yield at, found
            at = found


def _local_member(raw: BinaryIO, at: int, size: int) -> Member | None:
    """Read the local header at byte `at`; None where none stands there, or a doubtful one."""
    head = _read(raw, at, _LOCAL_HEAD.size)
    if not head.startswith(_LOCAL) or not _plausible(raw, at):
        return None
    flags, method, crc, packed, plain, name_bytes, extra_bytes = _LOCAL_HEAD.unpack(head)
    name = _shown(_read(raw, at + _LOCAL_HEAD.size, name_bytes))
    packed, _ = _wide(raw.read(extra_bytes), plain, packed, 0)
    data = min(at + _LOCAL_HEAD.size + name_bytes + extra_bytes, size)
    stop = data + packed
    told = not flags & _TRAILED or packed not in (0, _FULL)
    fits = stop == size or _read(raw, min(stop, size), 2) == b"PK"
    if not (told and (fits or (stop > size and WARC_NAME.search(name)))):
        stop = _data_end(raw, data, size)
        packed = stop - data
    stop = min(stop, size)
    trailer = _descriptor(raw, stop, stop - data) if flags & _TRAILED else 0
    behind = min(stop + trailer, size)  # it may be cut
    return Member(
        at, behind, name, method, packed, None if flags & _TRAILED else crc, bool(flags & 1)
    )


def _data_end(raw: BinaryIO, data: int, size: int) -> int:
    """Return the byte of the data descriptor that fits, or of the next local header."""
    for place in _places(raw, data, size, descriptors=True):
        if _read(raw, place, 4) == _LOCAL or _descriptor(raw, place, place - data):
            return place
    return size


def _descriptor(raw: BinaryIO, at: int, packed: int) -> int:
    """Return the length of the data descriptor at byte `at`; 0 where none stands that fits."""
    found = _read(raw, at, 16)
    if not found.startswith(_DESCRIPTOR):
        return 0
    if found[8:16] == packed.to_bytes(8, "little"):  # zip64
        return 24
    return 16 if found[8:12] == packed.to_bytes(8, "little")[:4] else 0


def _places(raw: BinaryIO, at: int, size: int, *, descriptors: bool) -> Iterator[int]:
    """Yield the places of local headers, and of data descriptors where asked for."""
    while at < size:
        piece = _read(raw, at, _SCAN)
        for found in _SIGNATURE.finditer(piece):
            place = at + found.start()
            if descriptors if found[0] == _DESCRIPTOR else _plausible(raw, place):
                yield place
        if len(piece) < _SCAN:
            return
        at += len(piece) - 3


def _plausible(raw: BinaryIO, at: int) -> bool:
    """Tell whether a local header at byte `at` is whole and says nothing absurd."""
    head = _read(raw, at, _LOCAL_HEAD.size + 1)
    if len(head) <= _LOCAL_HEAD.size:
        return False
    _, method, _, _, _, name_bytes, _ = _LOCAL_HEAD.unpack_from(head)
    return method in _METHODS and 0 < name_bytes <= _NAME_BYTES and head[-1] >= 32


def data_start(raw: BinaryIO, member: Member) -> int | None:
    """Return the byte where a member's data begin; None where its local header is damaged."""
    head = _read(raw, member.offset, _LOCAL_HEAD.size)
    if not head.startswith(_LOCAL) or len(head) < _LOCAL_HEAD.size:
        return None
    name_bytes, extra_bytes = (int(field) for field in _LOCAL_HEAD.unpack(head)[-2:])
    if _shown(raw.read(name_bytes)) != member.name:
        return None
    return min(member.offset + _LOCAL_HEAD.size + name_bytes + extra_bytes, member.stop)


def _shown(name: bytes) -> str:
    """Return the end of a name as a ledger may show it; it is never used as a path."""
    text = name[-4 * _NAME_CHARS :].decode("utf-8", "replace")[-_NAME_CHARS:]
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def _read(raw: BinaryIO, at: int, count: int) -> bytes:
    raw.seek(at)
    return raw.read(count)
