"""Read JSON lines: one page a line, from a plain file or a .gz, .zst or .bz2 one."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dataset_tools.dump import InputFile, Limits
from dataset_tools.model import Capture, LedgerRow
from dataset_tools.readers.entries import item_of
from dataset_tools.readers.items import Seam
from dataset_tools.readers.tape import Tape, open_raw


def read_jsonl(file: InputFile, limits: Limits) -> Iterator[Capture | LedgerRow | Seam]:
    """Yield one capture for each line, or a damage row for a line that holds no page.

    `offset` and `length` count bytes of the decompressed file, line end not included; lines end
    at "\\n" only and blank lines are passed over. Memory: a few times `limits.line_bytes`.

    A range gives the lines that start in it, and then a Seam from the first of them to the line
    behind the last. The lines of a compressed file all belong to the range from its byte 0.
    """
    with open_raw(file.path) as raw:
        tape = Tape(raw, file.size)
        tape.joined = True
        packed = tape.kind != "plain"
        first, last = file.size, file.size
        if tape.open() and not (packed and file.start):
            first = _align(tape, file.start)
            yield from _lines(file, tape, limits, None if packed else file.stop)
            last = file.size if packed else tape.position
    if file.start or file.stop is not None:
        yield Seam(first, last)


def _align(tape: Tape, start: int) -> int:
    """Go to the first line that begins at byte `start` of a plain file or behind it."""
    if start:
        tape.jump(start - 1)
        _drop_line(tape)
        tape.drop(len(tape.data[:1]))
    return tape.position


def _lines(
    file: InputFile, tape: Tape, limits: Limits, stop: int | None
) -> Iterator[Capture | LedgerRow]:
    while stop is None or tape.position < stop:
        start = tape.position
        try:
            line = take_line(tape, limits.line_bytes)
        except FaultError:
            yield fault_row(file, start, tape)
            return
        if line is None:
            length = tape.position - start
            detail = f"longer than {limits.line_bytes} bytes"
            yield LedgerRow(file.dump, start, length, "damage", reason="bad-line", detail=detail)
        elif line.strip():
            yield _read_line(file, start, line, limits)
        if not tape.need(1) and not tape.fault:
            return
        if tape.data[:1] == b"\n":
            tape.drop(1)


def fault_row(file: InputFile, start: int, tape: Tape) -> LedgerRow:
    """Return the damage row of a compressed file that cannot be read on."""
    reason = "truncated-archive" if tape.fault == "truncated" else "damaged-archive"
    detail = f"the compressed file cannot be read from byte {tape.end} on"
    return LedgerRow(file.dump, start, None, "damage", reason=reason, detail=detail)


class FaultError(Exception):
    """A compressed file cannot be read to the end of a line."""


def take_line(tape: Tape, limit: int) -> bytes | None:
    """Take the bytes up to the next line end or the end; None where they exceed `limit`.

    Raises FaultError, and takes nothing, where the file cannot be read so far.
    """
    looked = 0
    while (end := tape.data.find(b"\n", looked)) < 0:
        looked = len(tape.data)
        if looked > limit:
            _drop_line(tape)
            return None
        if not tape.fill():
            if tape.fault:
                raise FaultError
            end = len(tape.data)
            break
    line = bytes(memoryview(tape.data)[:end]) if end <= limit else None
    tape.drop(end)
    return line


def _drop_line(tape: Tape) -> None:
    while (end := tape.data.find(b"\n")) < 0:
        tape.drop(len(tape.data))
        if not tape.fill():
            return
    tape.drop(end)


def _read_line(file: InputFile, start: int, line: bytes, limits: Limits) -> Capture | LedgerRow:
    # A byte-order mark at the start of the file is no part of its first object.
    entry = parse(line.removeprefix(b"\xef\xbb\xbf" if start == 0 else b""))
    if isinstance(entry, NotJson):
        return LedgerRow(
            file.dump, start, len(line), "damage", reason="bad-line", detail=entry.detail
        )
    return item_of(file, start, len(line), entry, limits, "bad-line")


@dataclass(frozen=True, slots=True)
class NotJson:
    """What is wrong with bytes that are no JSON value."""

    detail: str


def parse(data: bytes) -> Any:
    """Return the JSON value of some UTF-8 bytes, or a NotJson that holds none of them."""
    try:
        return json.loads(data.decode("utf-8"))
    except UnicodeDecodeError as err:
        return NotJson(f"byte {err.start} is not UTF-8")
    except json.JSONDecodeError as err:
        return NotJson(f"not JSON at character {err.pos}")
    except RecursionError:
        return NotJson("nested too deeply")
    except ValueError:  # an integer of more digits than Python reads
        return NotJson("a number that cannot be read")
