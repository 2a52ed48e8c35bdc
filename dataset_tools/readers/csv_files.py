"""Read CSV and TSV with a header line: one page a record, and a bad record costs only itself."""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from dataset_tools.dump import InputFile, Limits
from dataset_tools.errors import InputError
from dataset_tools.model import Capture, LedgerRow
from dataset_tools.readers.entries import check_columns, item_of, page_fields
from dataset_tools.readers.jsonl import FaultError, fault_row, take_line
from dataset_tools.readers.sniff import BOMS
from dataset_tools.readers.tape import Tape

_FIELD_CHARS = 2**31 - 1  # the csv module's own bound; records are bounded by line_bytes before


@dataclass(frozen=True, slots=True)
class _Line:
    """One line: its place without its end, and its bytes with it; None where it is too long."""

    start: int
    length: int
    data: bytes | None


@dataclass(slots=True)
class _Feed:
    """The lines of a file; those that were taken too many can be put back."""

    tape: Tape
    limit: int  # bytes of one record
    spare: int  # bytes that may still be put back: bad quotes must not make time quadratic
    back: deque[_Line] = field(default_factory=deque)

    def take(self) -> _Line | None:
        """Take a line; None at the end, and where the file cannot be read on."""
        if self.back:
            return self.back.popleft()
        start = self.tape.position
        try:
            data = take_line(self.tape, self.limit)
        except FaultError:
            return None
        length = self.tape.position - start
        if self.tape.need(1):
            self.tape.drop(1)
            data = None if data is None else data + b"\n"
        elif not length:
            return None
        return _Line(start, length, data)

    def put_back(self, lines: list[_Line]) -> bool:
        """Put lines back to be taken again; False where too many were already."""
        self.spare -= sum(line.length for line in lines)
        if self.spare >= 0:
            self.back.extendleft(reversed(lines))
        return self.spare >= 0


@dataclass(frozen=True, slots=True)
class _Record:
    """The fields of one record, or what is wrong with the lines that it seemed to have."""

    start: int
    length: int  # bytes, without the last line end
    fields: list[str]  # one character a byte
    wrong: str = ""


def read_csv(file: InputFile, limits: Limits, tape: Tape) -> Iterator[Capture | LedgerRow]:
    """Yield one capture for each record behind the header; blank lines are passed over.

    `offset` and `length` count bytes of the decompressed file. Fields are separated by the one
    of comma, tab, semicolon and bar with which the header names a page column. A page that is
    not UTF-8 has an unknown charset. An empty field is null. A record with a quote in a wrong
    place costs its first line, one with a wrong number of fields all of its lines.

    Raises InputError where the header names no page column, or the file is UTF-16.
    """
    tape.need(4)
    for mark, codec in BOMS:
        if tape.data.startswith(mark):
            if codec != "utf-8":
                raise InputError("is UTF-16, in which CSV is not read", file.dump, "save as UTF-8")
            tape.drop(len(mark))
    feed = _Feed(tape, limits.line_bytes, 8 * file.size + 2**24)
    header = feed.take()
    if header is not None:
        names, delimiter = _header(file, header.data or b"")
        wanted = check_columns(file, names, names.__contains__)
        pages = [n for n in map(file.reading.column, page_fields(file.reading)) if n in wanted]
        while record := _take_record(feed, delimiter):
            yield _read_record(file, limits, record, names, pages)
    if tape.fault:
        yield fault_row(file, tape.position, tape)


def _header(file: InputFile, line: bytes) -> tuple[list[str], str]:
    """Return the names of the columns, and the delimiter under which one of them holds a page."""
    wanted = {file.reading.column(name) for name in page_fields(file.reading)}
    text = line.decode("utf-8", "replace")
    order = "\t,;|" if ".tsv" in file.dump.lower() else ",\t;|"
    found: list[tuple[list[str], str]] = []
    for delimiter in order:
        try:
            names = next(csv.reader([text], delimiter=delimiter), [])
        except csv.Error:
            continue
        if wanted & {*names}:
            return names, delimiter
        found.append((names, delimiter))
    return found[0] if found else ([], order[0])


def _take_record(feed: _Feed, delimiter: str) -> _Record | None:
    """Take the lines of one record that is not blank; None at the end."""
    while True:
        taken: list[_Line] = []
        wrong = ""
        before = csv.field_size_limit(_FIELD_CHARS)
        try:
            fields = next(csv.reader(_lines(feed, taken), delimiter=delimiter, strict=True), [])
        except csv.Error:
            fields, wrong = [], "a quote in a wrong place"
        finally:
            csv.field_size_limit(before)
        if not taken:
            return None
        first, last = taken[0], taken[-1]
        if first.data is None:
            wrong = f"longer than {feed.limit} bytes"
        if wrong and feed.put_back(taken[1:]):
            last = first
        if wrong or any(map(str.strip, fields)) or len(taken) > 1:
            end = last.start + last.length - (last.data or b"").endswith(b"\r\n")
            return _Record(first.start, end - first.start, fields, wrong)


def _lines(feed: _Feed, taken: list[_Line]) -> Iterator[str]:
    """Hand out lines up to the bytes of one record, and note them in `taken`."""
    size = 0
    while size <= feed.limit and (line := feed.take()):
        taken.append(line)
        size += line.length
        if line.data is None:
            return
        yield line.data.decode("latin-1")


def _read_record(
    file: InputFile, limits: Limits, record: _Record, names: list[str], pages: list[str]
) -> Capture | LedgerRow:
    wrong = record.wrong
    if not wrong and len(record.fields) != len(names):
        wrong = f"{len(record.fields)} fields where the header has {len(names)}"
    if wrong:
        return LedgerRow(
            file.dump, record.start, record.length, "damage", reason="bad-row", detail=wrong
        )
    cells = dict(zip(names, map(_cell, record.fields), strict=True))
    if all(cells[name] is None for name in pages):
        cells[pages[0]] = ""
    return item_of(file, record.start, record.length, cells, limits, "bad-row")


def _cell(field_: str) -> str | bytes | None:
    """Return a field as a string where it is UTF-8, else as bytes; None where it is empty."""
    data = field_.encode("latin-1")
    try:
        return data.decode() or None
    except UnicodeDecodeError:
        return data
