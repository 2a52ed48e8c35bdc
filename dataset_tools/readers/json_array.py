"""Read one JSON document that holds an array of pages, object by object."""

import re
from collections.abc import Iterator

from dataset_tools.dump import InputFile, Limits
from dataset_tools.model import Capture, LedgerRow
from dataset_tools.readers.entries import item_of
from dataset_tools.readers.jsonl import NotJson, fault_row, parse
from dataset_tools.readers.sniff import HEAD_BYTES
from dataset_tools.readers.tabular import JSON_ARRAY
from dataset_tools.readers.tape import Tape

_BETWEEN = b" \t\r\n,"
_QUOTED = re.compile(rb"(?:[^\"\\\n]++|\\[^\n])*+")
_BARE = re.compile(rb"[^,:\"{}\[\]\s]*+")
_PLAIN = re.compile(rb"[^\"{}\[\]]*+")
_NEXT = re.compile(rb"\n[ \t]*+\{")
_LEAD_BYTES = 2**10  # spaces before an object that stands on a line of its own


def read_array(file: InputFile, limits: Limits, tape: Tape) -> Iterator[Capture | LedgerRow]:
    """Yield one capture for each object of the array; `offset` and `length` count its bytes.

    The document is an array, or an object in which an array comes first but for plain values
    ({"version": 1, "data": [...]}). After an object that does not end, reading goes on at the
    next line that begins with one. Memory: a few times `limits.line_bytes`.
    """
    tape.need(HEAD_BYTES)
    begin = JSON_ARRAY.match(bytes(tape.data[:HEAD_BYTES]))
    if begin is None:
        detail = "no JSON array of objects"
        yield LedgerRow(file.dump, 0, None, "damage", reason="damaged-archive", detail=detail)
        return
    tape.drop(begin.end())
    spare = 8 * file.size + 2**24  # bytes read again: broken objects must not make time quadratic
    while _pass(tape, b" \t\r\n,") and tape.data[:1] != b"]":
        start = tape.position
        end = _value_end(tape, limits.line_bytes)
        if end is not None:
            data = bytes(tape.data[:end])
            tape.drop(end)
            yield _read_object(file, start, data, limits)
            continue
        spare -= len(tape.data)
        if _to_next_object(tape, search=spare >= 0):
            yield _lost(file, start, tape.position, "an object that does not end", "bad-row")
            continue
        yield fault_row(file, start, tape) if tape.fault else _cut(file, start, tape)
        return
    yield from _rest(file, tape)


def _read_object(file: InputFile, start: int, data: bytes, limits: Limits) -> Capture | LedgerRow:
    entry = parse(data)
    if isinstance(entry, NotJson):
        return _lost(file, start, start + len(data), entry.detail, "bad-row")
    return item_of(file, start, len(data), entry, limits, "bad-row")


def _pass(tape: Tape, blanks: bytes) -> bool:
    """Drop leading bytes of `blanks`; False at the end, or where the file cannot be read on."""
    while tape.need(1):
        count = len(tape.data) - len(tape.data.lstrip(blanks))
        if not count:
            return True
        tape.drop(count)
    return False


def _value_end(tape: Tape, limit: int) -> int | None:
    """Return the length of the value at the front; None where it does not end within `limit`.

    A string that holds a line end is broken, and so is what it stands in.
    """
    at = depth = 0
    inside = _BARE
    while at <= limit:
        found = inside.match(tape.data, at)
        at = found.end() if found else at
        if at >= len(tape.data) - 1 and tape.fill():
            continue  # the last byte may be half of an escape
        mark = bytes(tape.data[at : at + 1])
        if inside is _BARE and (at or mark not in (b"{", b"[", b'"')):
            return max(at, 1)
        if not mark or (inside is _QUOTED and mark != b'"'):
            return None
        at += 1
        if mark == b'"':
            inside = _PLAIN if inside is _QUOTED else _QUOTED
        else:
            inside = _PLAIN
            depth += 1 if mark in b"{[" else -1
        if not depth and inside is _PLAIN:
            return at
    return None


def _to_next_object(tape: Tape, *, search: bool) -> bool:
    """Drop bytes up to the next line that begins with an object; False where there is none."""
    at = 1
    while True:
        found = _NEXT.search(tape.data, at) if search else None
        if found:
            end = found.start()
            tape.drop(end)
            return True
        tape.drop(max(0, len(tape.data) - _LEAD_BYTES))
        at = 0
        if not tape.fill():
            tape.drop(len(tape.data))
            return False


def _rest(file: InputFile, tape: Tape) -> Iterator[LedgerRow]:
    """Account for what stands behind the array, and for an array that does not end."""
    if tape.data[:1] == b"]":
        tape.drop(1)
        if _pass(tape, b" \t\r\n}"):
            start = tape.position
            while tape.need(1):
                tape.drop(len(tape.data))
            if not tape.fault:
                yield LedgerRow(
                    file.dump, start, tape.position - start, "skipped", reason="outside-the-array"
                )
    elif not tape.fault:
        yield _cut(file, tape.position, tape)
    if tape.fault:
        yield fault_row(file, tape.position, tape)


def _lost(file: InputFile, start: int, stop: int, detail: str, reason: str) -> LedgerRow:
    return LedgerRow(file.dump, start, stop - start, "damage", reason=reason, detail=detail)


def _cut(file: InputFile, start: int, tape: Tape) -> LedgerRow:
    return _lost(file, start, tape.position, "the array does not end", "truncated-archive")
