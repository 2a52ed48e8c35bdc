"""Read WACZ files: a zip of WARC files with their indexes (specs.webrecorder.net/wacz/1.1.1)."""

import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from dataset_tools.dump import InputFile, Limits
from dataset_tools.model import Capture, LedgerRow
from dataset_tools.readers.guard import PIECES, SAFE_BYTES, Inflater, UndecodableError
from dataset_tools.readers.items import Item, Revisit, Seam
from dataset_tools.readers.quarantine import keep_block
from dataset_tools.readers.tape import Tape, open_raw
from dataset_tools.readers.warc import items_of
from dataset_tools.readers.window import window
from dataset_tools.readers.zip_members import (
    WARC_NAME,
    Member,
    data_start,
    list_members,
    walk_members,
)

INFLATED_BYTES = 2**32  # of one member that zip compressed; a WARC file has 1 GB by custom
_INFLATERS = {8: "deflate", 12: "bz2", 93: "zstd"}
_COPY = 2**20
_STEP = 2**9  # bytes inflated at once; the step that meets damage gives nothing
_DESCRIPTOR_BYTES = 24  # what may trail a member's data


def read_wacz(file: InputFile, limits: Limits) -> Iterator[Item]:
    """Yield what the WARC files inside hold, and one row for each other member and each damage.

    A member that is stored is read in place: offsets are bytes of this file. One that zip
    compressed is inflated to a nameless temporary file of at most INFLATED_BYTES; all its items
    get the offset of its local header, and length None. Without a usable central directory the
    members are found by their own headers, and what lies between is searched for records.
    """
    holds = False
    with open_raw(file.path) as raw:
        for item in _items(raw, file, limits):
            holds = holds or not (
                isinstance(item, LedgerRow)
                and (item.kind == "damage" or item.reason in ("wacz-member", "nested-archive"))
            )
            yield item
    if not holds:
        detail = "no WARC record was found in it"
        yield LedgerRow(
            file.dump, 0, file.size, "capture",
            fate="refused", reason="wacz-without-records", detail=detail,
        )  # fmt: skip


def _items(raw: BinaryIO, file: InputFile, limits: Limits) -> Iterator[Item]:
    listing = list_members(raw, file.size, limits.archive_members)
    if listing is None:
        yield from _without_directory(raw, file, limits)
        return
    first = listing.members[0].offset if listing.members else listing.directory
    if first:
        yield from _search(raw, 0, first, file, limits)
    for member in listing.members:
        start = data_start(raw, member)
        end = member.stop if start is None else start + member.packed
        unclaimed = member.stop - end > _DESCRIPTOR_BYTES and not listing.unread
        yield from _member(raw, replace(member, stop=end) if unclaimed else member, file, limits)
        if unclaimed:
            yield from _search(raw, end, member.stop, file, limits)
    if listing.unread:
        yield _too_many(file, listing.directory, None, limits)
    if listing.end < file.size:
        yield from _search(raw, listing.end, file.size, file, limits)


def _without_directory(raw: BinaryIO, file: InputFile, limits: Limits) -> Iterator[Item]:
    detail = "no usable central directory; members are found by their own headers"
    yield LedgerRow(file.dump, 0, None, "damage", reason="no-central-directory", detail=detail)
    for number, part in enumerate(walk_members(raw, file.size)):
        start, stop = (part.offset, part.stop) if isinstance(part, Member) else part
        if number == limits.archive_members:
            yield _too_many(file, start, file.size - start, limits)
            return
        if isinstance(part, Member):
            yield from _member(raw, part, file, limits)
        else:
            yield from _search(raw, start, stop, file, limits)


def _too_many(file: InputFile, offset: int, length: int | None, limits: Limits) -> LedgerRow:
    detail = f"more than {limits.archive_members} members; the others were not read"
    return LedgerRow(file.dump, offset, length, "damage", reason="too-many-members", detail=detail)


def _member(raw: BinaryIO, member: Member, file: InputFile, limits: Limits) -> Iterator[Item]:
    """Yield what one member holds; a row alone where it is no WARC file or cannot be read."""
    length = member.stop - member.offset
    damage = LedgerRow(file.dump, member.offset, length, "damage", detail=member.name)
    skipped = replace(damage, kind="skipped", reason="wacz-member")
    if member.overlaps:
        yield replace(damage, reason="overlapping-members")
    if not WARC_NAME.search(member.name) or not length:
        nested = member.name.lower().endswith(".wacz")
        if not member.overlaps:
            yield replace(skipped, reason="nested-archive") if nested else skipped
        return
    start = data_start(raw, member)
    if member.encrypted:
        yield replace(damage, reason="encrypted-member")
    elif start is None:
        yield from _search(raw, member.offset, member.stop, file, limits)
    elif start == (stop := min(start + member.packed, member.stop)):
        yield replace(damage, reason="truncated-archive") if member.packed else skipped
    elif member.method == 0:
        if _sum_differs(raw, start, stop, member):
            yield replace(damage, reason="bad-checksum")
        tape = Tape(window(raw, start, stop), stop - start)
        yield from _placed(tape, file, limits, start, member.offset)
    elif member.method in _INFLATERS:
        yield from _inflated(raw, start, stop, member, file, limits, damage)
    else:
        yield replace(damage, reason="unsupported-compression")


def _sum_differs(raw: BinaryIO, start: int, stop: int, member: Member) -> bool:
    """Tell whether the checksum of a stored member is wrong.

    Not asked of gzip, whose members have checksums of their own that tell where the damage is.
    """
    raw.seek(start)
    if member.crc is None or stop - start < member.packed or raw.read(2) == b"\x1f\x8b":
        return False
    raw.seek(start)
    found = 0
    for at in range(start, stop, _COPY):
        found = zlib.crc32(raw.read(min(_COPY, stop - at)), found)
    return found != member.crc


def _inflated(
    raw: BinaryIO, start: int, stop: int, member: Member,
    file: InputFile, limits: Limits, damage: LedgerRow,
) -> Iterator[Item]:  # fmt: skip
    """Yield what a compressed member holds, as far as it can be inflated."""
    with tempfile.TemporaryFile() as sink:
        reason = _inflate(raw, start, stop, member, sink, limits)
        if reason:
            yield replace(damage, reason=reason)
        size = sink.tell()
        sink.seek(0)
        if size:
            yield from _placed(Tape(sink, size), file, limits, None, member.offset)
        elif not reason:
            yield replace(damage, kind="skipped", reason="wacz-member")


def _inflate(
    raw: BinaryIO, start: int, stop: int, member: Member, sink: BinaryIO, limits: Limits
) -> str | None:
    """Inflate a member into `sink`; return the reason why not all of it, or None."""
    kind = _INFLATERS[member.method]
    stream = Inflater(kind)
    grown = found = 0
    at = start
    while not stream.done:
        raw.seek(at)
        piece = raw.read(min(PIECES[kind], _STEP, stop - at))
        if not piece:
            return "truncated-archive"
        try:
            fresh = stream.decompress(piece)
        except UndecodableError:
            return "damaged-archive"
        at += len(piece)
        most = min(max(SAFE_BYTES, limits.inflate_ratio * (at - start)), INFLATED_BYTES)
        sink.write(fresh[: most - grown])
        grown += len(fresh)
        if grown > most:
            return "member-too-large"
        found = zlib.crc32(fresh, found)
    return "bad-checksum" if member.crc is not None and found != member.crc else None


def _search(
    raw: BinaryIO, start: int, stop: int, file: InputFile, limits: Limits
) -> Iterator[Item]:
    """Yield the records in bytes [start, stop) of unknown content, and a row for what is none."""
    blank = False
    for kind in ("gzip", "zstd"):
        tape = _tape(raw, start, stop, kind)
        if tape.open() and tape.fault:
            blank = tape.resume()
        if tape.end < tape.size:
            yield from _placed(_tape(raw, start, stop, kind), file, limits, start, start)
            return
    found = _find(raw, b"WARC/1.", start, stop)
    if found > start:
        row = LedgerRow(file.dump, start, found - start, "damage", reason="damaged-archive")
        if blank:
            yield replace(row, kind="skipped", reason="padding")
        else:
            yield replace(row, detail="neither a zip member nor WARC records")
    if found < stop:
        tape = Tape(window(raw, found, stop), stop - found)
        yield from _placed(tape, file, limits, found, found)


def _tape(raw: BinaryIO, start: int, stop: int, kind: str) -> Tape:
    """Return a tape that looks for records of one compression, whatever the first bytes are."""
    tape = Tape(window(raw, start, stop), stop - start)
    tape.kind, tape.joined = kind, None
    return tape


def _find(raw: BinaryIO, what: bytes, start: int, stop: int) -> int:
    """Return the place of `what` in bytes [start, stop) of a file; `stop` where it is not."""
    while start < stop:
        raw.seek(start)
        piece = raw.read(min(_COPY, stop - start))
        found = piece.find(what)
        if found >= 0:
            return start + found
        if len(piece) < _COPY:
            break
        start += len(piece) - len(what) + 1
    return stop


def _placed(
    tape: Tape, file: InputFile, limits: Limits, base: int | None, place: int
) -> Iterator[Item]:
    """Yield the items of a tape; those without bytes of their own in the file get `place`.

    `base`: where the tape begins in the file; None where it is not part of it.
    """
    for item in items_of(tape, file, limits, base or 0):
        within = base is None or (tape.joined and tape.kind != "plain")
        yield _put(item, place) if within else item


def _put(item: Item, place: int) -> Item:
    """Give an item the place of the member that holds it."""
    if isinstance(item, Capture | LedgerRow):
        return replace(item, offset=place, length=None)
    if isinstance(item, Revisit):
        return replace(item, capture=replace(item.capture, offset=place, length=None))
    if isinstance(item, Seam):
        return item
    head, _, block = item.record.partition(b"\r\n\r\n")
    lines = (line.partition(": ") for line in head.decode().split("\r\n")[1:])
    fields = {name.lower(): value for name, _, value in lines}
    row = replace(item.row, offset=place, length=None)
    return keep_block(row, "wacz", fields, block.removesuffix(b"\r\n\r\n"))
