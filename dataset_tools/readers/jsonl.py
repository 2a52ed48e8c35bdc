"""Read JSON lines: one page a line, from a plain file or a .gz, .zst or .bz2 one."""

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dataset_tools.dump import InputFile, Limits
from dataset_tools.model import Capture, LedgerRow, Markup
from dataset_tools.readers.guard import parse_utc
from dataset_tools.readers.tape import Tape, open_raw

_PAGE_FIELDS = ("html", "html_base64", "text")


def read_jsonl(file: InputFile, limits: Limits) -> Iterator[Capture | LedgerRow]:
    """Yield one capture for each line, or a damage row for a line that holds no page.

    `offset` and `length` count bytes of the decompressed file, line end not included; lines end
    at "\\\\n" only and blank lines are passed over. Memory: a few times `limits.line_bytes`.
    """
    with open_raw(file.path) as raw:
        tape = Tape(raw, file.size)
        tape.joined = True
        if tape.open():
            yield from _lines(file, tape, limits)


def _lines(file: InputFile, tape: Tape, limits: Limits) -> Iterator[Capture | LedgerRow]:
    while True:
        start = tape.position
        line = _take_line(tape, limits.line_bytes)
        if tape.fault:
            reason = "truncated-archive" if tape.fault == "truncated" else "damaged-archive"
            detail = f"the compressed file cannot be read from byte {tape.end} on"
            yield LedgerRow(file.dump, start, None, "damage", reason=reason, detail=detail)
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


def _take_line(tape: Tape, limit: int) -> bytes | None:
    """Take the bytes up to the next line end or the end; None where they exceed `limit`."""
    looked = 0
    while (end := tape.data.find(b"\n", looked)) < 0:
        looked = len(tape.data)
        if looked > limit:
            _drop_line(tape)
            return None
        if not tape.fill():
            end = len(tape.data)
            break
    if end > limit:
        tape.drop(end)
        return None
    line = bytes(memoryview(tape.data)[:end])
    if not tape.fault:
        tape.drop(end)
    return line


def _drop_line(tape: Tape) -> None:
    while (end := tape.data.find(b"\n")) < 0:
        tape.drop(len(tape.data))
        if not tape.fill():
            return
    tape.drop(end)


def _read_line(file: InputFile, start: int, line: bytes, limits: Limits) -> Capture | LedgerRow:
    row = LedgerRow(file.dump, start, len(line), "damage", reason="bad-line")
    try:
        # A byte-order mark at the start of the file is no part of its first object.
        text = line.removeprefix(b"\xef\xbb\xbf" if start == 0 else b"").decode("utf-8")
        capture = _capture(file, start, len(line), json.loads(text))
    except UnicodeDecodeError as err:
        return replace(row, detail=f"byte {err.start} is not UTF-8")
    except json.JSONDecodeError as err:
        return replace(row, detail=f"not JSON at character {err.pos}")
    except (BadLineError, RecursionError) as err:
        detail = "nested too deeply" if isinstance(err, RecursionError) else str(err)
        return replace(row, detail=detail)
    except ValueError:  # an integer of more digits than Python reads
        return replace(row, detail="a number that cannot be read")
    if len(capture.payload) > limits.page_bytes:
        return replace(
            row,
            kind="capture",
            record_id=capture.record_id,
            url=capture.url,
            fate="refused",
            reason="page-too-large",
            detail=f"{len(capture.payload)} bytes",
        )
    return capture


class BadLineError(Exception):
    """A line is JSON but holds no page; the message says what is wrong, without its bytes."""


def _capture(file: InputFile, start: int, length: int, entry: Any) -> Capture:
    if not isinstance(entry, dict):
        raise BadLineError("not a JSON object")
    present = [name for name in _PAGE_FIELDS if entry.get(name) is not None]
    if len(present) != 1:
        found = " and ".join(present) or "none"
        raise BadLineError(f"one of html, html_base64 and text is needed; found {found}")
    flags: list[str] = []
    fields = {
        name: _string(entry, name, flags)
        for name in (present[0], "url", "record_id", "captured_at", "content_type")
    }
    page = fields[present[0]] or ""
    captured_at = parse_utc(fields["captured_at"])
    if fields["captured_at"] and captured_at is None:
        flags.append("captured-at-unreadable")
    headers = _headers(entry.get("headers"), flags)
    markup: Markup = "text" if present[0] == "text" else "html"
    content_type = fields["content_type"] or dict(reversed(headers)).get("content-type")
    if present[0] == "html_base64":
        payload = _base64(page)
    else:
        payload = page.encode()
        content_type = f"text/{'html' if markup == 'html' else 'plain'}; charset=utf-8"
    return Capture(
        dump=file.dump,
        format=file.format,
        offset=start,
        length=length,
        payload=payload,
        markup=markup,
        record_id=fields["record_id"],
        url=fields["url"],
        captured_at=captured_at,
        content_type=content_type,
        headers=headers,
        flags=tuple(dict.fromkeys(flags)),
    )


def _string(entry: dict[str, Any], name: str, flags: list[str]) -> str | None:
    value = entry.get(name)
    if value is not None and not isinstance(value, str):
        raise BadLineError(f"{name} is not a string")
    return None if value is None else _whole(value, flags)


def _whole(value: str, flags: list[str]) -> str:
    """Replace lone surrogates, which JSON can write and UTF-8 cannot, by U+FFFD; flag it."""
    try:
        value.encode()
    except UnicodeEncodeError:
        flags.append("lone-surrogates")
        # A pair written as two escapes was joined by the JSON parser already.
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value)
    return value


def _headers(value: Any, flags: list[str]) -> tuple[tuple[str, str], ...]:
    if value is None:
        return ()
    if not isinstance(value, dict):
        raise BadLineError("headers is not an object")
    headers: list[tuple[str, str]] = []
    for name, given in value.items():
        for one in given if isinstance(given, list) else [given]:
            if not isinstance(one, str):
                raise BadLineError("headers holds a value that is not a string")
            headers.append((_whole(name, flags).strip().lower(), _whole(one, flags).strip()))
    return tuple(headers)


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as err:
        raise BadLineError("html_base64 is not base64") from err
