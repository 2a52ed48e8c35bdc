"""Cut a WARC file into records, and name every byte range that is none.

The rule behind all of it: the ranges of records and gaps, in order, tile the file. A record
counts only if its Content-Length is believable (a blank line, a header or the end follows) and,
where each record has a member of its own, only if that member's checksum was right.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dataset_tools.dump import Limits
from dataset_tools.readers.tape import Tape

_VERSION = re.compile(rb"WARC/[01]\.[0-9]{1,2}[ \t]{0,8}\r?\n")
_VERSION_BYTES = 24  # no match of _VERSION is longer
_BLANK = re.compile(rb"\n\r?\n")
# What ends a header: a blank line, or the header of another record, which spoils it.
_HEADER_END = re.compile(rb"\n(?:\r?\n|WARC/[01]\.)")
_FOLD = re.compile(rb"\r?\n[ \t]+")
_LENGTH = re.compile(r"[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Frame:
    """One WARC record. `block` is None where it is longer than a page may be.

    `offset` and `length` count bytes of the file where records have members of their own or
    the file is plain; else bytes of the decompressed file. `length` is None for a record that
    shares its member with others.
    """

    offset: int
    length: int | None
    fields: dict[str, str]  # names in lower case; of equal names the first counts
    block: bytes | None
    block_bytes: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A byte range without a readable record."""

    offset: int
    length: int | None
    detail: str
    cut: bool = False  # the file ends inside
    padding: bool = False  # zeros, or members without content
    fields: dict[str, str] | None = None  # of the record that was lost here, as far as read


def frames(tape: Tape, limits: Limits) -> Iterator[Frame | Gap]:
    """Yield the records and gaps of a file in order; one damaged member costs one gap."""
    while tape.open():
        held: list[Frame | Gap] = []  # of this member, until it is known to be sound
        shared = False
        for item in _cut(tape, limits):
            held.append(item)
            # A record with junk behind it still has the member for itself.
            shared = shared or len(held) > 2 or sum(isinstance(one, Frame) for one in held) > 1
            if shared and tape.joined is None:
                tape.joined = True  # several records in the first member: not one for each
            if tape.joined or shared:
                yield from held if tape.joined else _within(tape, held)
                held.clear()
        if tape.fault:
            if tape.joined is None and held and _VERSION.match(tape.data):
                tape.joined = True
                yield from held
            yield _fault(tape)
        elif not tape.joined:
            yield from _within(tape, held) if shared else _settle(tape, held)
        tape.joined = bool(tape.joined)


def _within(tape: Tape, items: list[Frame | Gap]) -> list[Frame | Gap]:
    """Place items that share a member where that member is."""
    return [replace(item, offset=tape.start, length=None) for item in items]


def _settle(tape: Tape, held: list[Frame | Gap]) -> list[Frame | Gap]:
    """Give the range of a sound member to its only record, or to the gap that it is."""
    length = tape.end - tape.start
    if not held:
        return [Gap(tape.start, length, "a member without content", padding=True)]
    if not any(isinstance(item, Frame) for item in held):
        return [replace(held[0], offset=tape.start, length=length)]
    return [
        replace(item, offset=tape.start, length=length if isinstance(item, Frame) else None)
        for item in held
    ]


def _fault(tape: Tape) -> Gap:
    """Move on to the next readable member and describe what was lost before it."""
    fields = _fields(tape.data if tape.joined else tape.glimpse())
    broken, kind = tape.end, tape.fault
    padding = tape.resume()
    cut = kind == "truncated" and tape.end == tape.size
    what = "the file ends inside a member" if cut else "a member cannot be decompressed"
    if not tape.joined:
        length = tape.end - tape.start
        return Gap(tape.start, length, what, cut=cut, padding=padding, fields=fields)
    place = tape.position
    tape.drop(len(tape.data))
    tape.position += 1  # what follows stands behind this gap, however little was read of it
    detail = f"{what}: bytes {broken} to {tape.end} of the file"
    return Gap(place, None, detail, cut=cut, padding=padding, fields=fields)


def _cut(tape: Tape, limits: Limits) -> Iterator[Frame | Gap]:
    """Yield what the open member holds, in bytes of the decompressed stream.

    Ends early at a fault; `tape.data` then begins with the record that was being read.
    """
    start = tape.position  # blank lines before the first record belong to its range
    while (tape.kind != "plain" or start < tape.stop) and _skip_blank(tape):
        if not tape.need(_VERSION_BYTES) and b"WARC/1.".startswith(tape.data[:7]):
            _ = _goes_on(tape) and tape.need(_VERSION_BYTES)
        if _VERSION.match(tape.data):
            item = _record(tape, limits)
        else:
            _seek_header(tape, 1)
            item = Gap(start, tape.position - start, "no WARC header here")
        if tape.fault and item is None:
            return
        assert item is not None
        _skip_blank(tape)
        yield replace(item, offset=start, length=tape.position - start)
        start = tape.position
    if tape.position > start and not tape.fault:
        yield Gap(start, tape.position - start, "line ends only", padding=True)


def _record(tape: Tape, limits: Limits) -> Frame | Gap | None:
    """Take one record off the tape, or the range that pretends to be one; None at a fault."""
    start = tape.position
    head = _header_bytes(tape, limits.header_bytes)
    if head is None and tape.fault:
        return None
    fields = _fields(tape.data[:head]) if head else None
    size = fields.get("content-length", "") if fields else ""
    if head is None or not _LENGTH.fullmatch(size):
        _seek_header(tape, 1)
        wrong = "no usable Content-Length" if head else "a WARC header without end"
        return Gap(start, None, wrong, fields=fields)
    need = head + int(size)
    if int(size) > limits.page_bytes + limits.page_bytes // 8 + 2 * limits.header_bytes:
        return _oversized(tape, start, head, need, fields)
    whole = tape.need(need)
    if not whole and _goes_on(tape):
        whole = tape.need(need)
    if not whole and tape.fault:
        return None
    if whole:
        tape.need(need + _VERSION_BYTES)
        if _ends_well(tape.data[need : need + _VERSION_BYTES]):
            block = bytes(memoryview(tape.data)[head:need])
            tape.drop(need)
            return Frame(start, None, fields or {}, block, int(size))
    at_end = tape.kind == "plain" or bool(tape.joined)
    found = _seek_header(tape, head)
    if whole or found or not at_end:
        return Gap(start, None, f"Content-Length {int(size)} is wrong", fields=fields)
    return Gap(start, None, "the file ends inside a WARC record", cut=True, fields=fields)


def _oversized(
    tape: Tape, start: int, head: int, need: int, fields: dict[str, str] | None
) -> Frame | Gap | None:
    """Pass over a record that is longer than any page may be, without holding it.

    In a compressed file that cannot be read twice, a false length loses all it covers; headers
    inside are not looked for, because they may be part of a page.
    """
    if tape.kind == "plain":
        # The false length may be one that no file system can seek to.
        fits = tape.position + need <= tape.size
        if not (fits and _ends_well(tape.ahead(need, _VERSION_BYTES))):
            found = _seek_header(tape, head)
            cut = not found and start + need > tape.size
            return Gap(start, None, "Content-Length is wrong", cut=cut, fields=fields)
        tape.jump(need)
    elif not tape.pass_over(need):
        if tape.fault:
            return None
        return Gap(start, None, "Content-Length is wrong", fields=fields)
    tape.need(_VERSION_BYTES)
    if not _ends_well(tape.data[:_VERSION_BYTES]):
        _seek_header(tape, 0)
        return Gap(start, None, "Content-Length is wrong", fields=fields)
    return Frame(start, None, fields or {}, None, need - head)


def _goes_on(tape: Tape) -> bool:
    """Join the members of a file whose first one ends inside a record (block compressors)."""
    if tape.fault or tape.joined is not None or tape.next_begins_record() is not False:
        return False
    tape.joined = True
    return True


def _ends_well(tail: bytes | bytearray) -> bool:
    """Tell whether what follows a block fits: a blank line, the next header, or the end."""
    return (
        tail.startswith((b"\r\n\r\n", b"\n\n"))
        or not tail.strip(b"\r\n")
        or bool(_VERSION.match(tail.lstrip(b"\r\n")))
    )


def _skip_blank(tape: Tape) -> bool:
    """Drop line ends; False where the member ends with them."""
    while tape.need(1):
        blank = len(tape.data) - len(tape.data.lstrip(b"\r\n"))
        if not blank:
            return True
        tape.drop(blank)
    return False


def _header_bytes(tape: Tape, limit: int) -> int | None:
    """Count the bytes up to and with the blank line that ends a header; None without one."""
    looked = 0
    while True:
        if end := _HEADER_END.search(tape.data, looked):
            blank = end[0].endswith(b"\n")
            return end.end() if blank and end.end() <= limit else None
        looked = max(0, len(tape.data) - 8)
        if looked > limit or not (tape.fill() or (_goes_on(tape) and tape.fill())):
            return None


def _fields(head: bytes | bytearray) -> dict[str, str] | None:
    """Read the named fields of a WARC header; None where it is no whole header."""
    end = _BLANK.search(head)
    if not end or not _VERSION.match(head):
        return None
    fields: dict[str, str] = {}
    lines = _FOLD.sub(b" ", head[: end.start()]).decode("utf-8", "replace").split("\n")
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    return fields


def _seek_header(tape: Tape, at: int) -> bool:
    """Drop bytes up to the next line, from byte `at`, that begins a WARC header.

    Returns whether there is one; without it the member is dropped to its end.
    """
    at = max(at - 1, 0)
    while True:
        found = tape.data.find(b"\nWARC/", at)
        while found >= 0:
            tape.need(found + 1 + _VERSION_BYTES)
            if _VERSION.match(tape.data, found + 1):
                tape.drop(found + 1)
                return True
            found = tape.data.find(b"\nWARC/", found + 1)
        tape.drop(max(len(tape.data) - 5, 0))
        at = 0
        if not tape.fill():
            tape.drop(len(tape.data))
            return False
