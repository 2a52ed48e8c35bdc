"""One JSON object or table row to one capture: the same rules for all formats that have keys."""

import base64
import binascii
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dataset_tools.dump import DECLARED, InputFile, Limits, Reading
from dataset_tools.errors import InputError
from dataset_tools.model import Capture, LedgerRow, Markup
from dataset_tools.readers.guard import parse_utc

PAGE_FIELDS = ("html", "html_base64", "text")
FIELDS = (*PAGE_FIELDS, "url", "record_id", "captured_at", "content_type", "headers", *DECLARED)
# Columns that hold the page in well-known corpora; they are named in messages, never taken.
LIKELY = ("content", "body", "raw_content", "page", "article", "markdown", "page_content")
_SHOWN = 40  # names of columns in one message
_LISTS = frozenset({"author", "license"})  # may name several, one pair each


class BadEntryError(Exception):
    """An entry holds no page; the message says what is wrong, without a byte of the dump."""


class Unreadable:
    """A cell that its library could not turn into a value."""


UNREADABLE = Unreadable()


def item_of(
    file: InputFile, offset: int, length: int | None, entry: Any, limits: Limits, reason: str
) -> Capture | LedgerRow:
    """Return the capture of an entry, or the row that says why there is none.

    An entry that holds no page is damage with `reason`; a page above `limits.page_bytes` is
    refused as a capture.
    """
    try:
        capture = capture_of(file, offset, length, entry)
    except BadEntryError as err:
        return LedgerRow(file.dump, offset, length, "damage", reason=reason, detail=str(err))
    if len(capture.payload) <= limits.page_bytes:
        return capture
    return LedgerRow(
        file.dump, offset, length, "capture", capture.record_id, capture.url, fate="refused",
        reason="page-too-large", detail=f"{len(capture.payload)} bytes",
    )  # fmt: skip


def capture_of(file: InputFile, offset: int, length: int | None, entry: Any) -> Capture:
    """Return the capture that one JSON object or table row holds.

    Keys are looked up under the names that `file.reading.columns` gives them. A page given as
    bytes has an unknown charset; one given as a string is UTF-8. A time without zone, a date
    alone and a number name no moment: `captured_at` is then None and flagged.

    Raises BadEntryError where there is not exactly one page or a value has a wrong type.
    """
    if not isinstance(entry, Mapping):
        raise BadEntryError("not a JSON object")
    reading = file.reading
    present = [name for name in page_fields(reading) if _get(entry, reading, name) is not None]
    if len(present) != 1:
        raise BadEntryError(_no_single_page(entry, reading, present))
    flags: list[str] = []
    page, text = _page(_get(entry, reading, present[0]), present[0], flags)
    markup: Markup = "text" if present[0] == "text" else "html"
    headers = _headers(_get(entry, reading, "headers"), flags)
    content_type = _string(_get(entry, reading, "content_type"), "content_type", flags)
    content_type = content_type or dict(reversed(headers)).get("content-type")
    if text:
        content_type = f"text/{'html' if markup == 'html' else 'plain'}; charset=utf-8"
    return Capture(
        dump=file.dump,
        format=file.format,
        offset=offset,
        length=length,
        payload=page,
        markup=markup,
        record_id=_record_id(_get(entry, reading, "record_id"), flags),
        url=_string(_get(entry, reading, "url"), "url", flags),
        captured_at=_moment(_get(entry, reading, "captured_at"), flags),
        content_type=content_type,
        headers=headers,
        declared=tuple(_declared(entry, reading, flags)),
        flags=tuple(dict.fromkeys(flags)),
    )


def page_fields(reading: Reading) -> tuple[str, ...]:
    """Return the fields that may hold the page: those that the user mapped, else all three."""
    mapped = dict(reading.columns)
    return tuple(name for name in PAGE_FIELDS if name in mapped) or PAGE_FIELDS


def check_columns(file: InputFile, names: Sequence[str], has: Callable[[str], bool]) -> list[str]:
    """Return the columns of a table that are to be read, by their names, each once.

    Args:
        names: The columns that there are.
        has: Whether there is a column of that name, or a member of that dotted name.

    Raises InputError where no column holds the page, where one that corpus.toml names is missing,
    or where two have one name.
    """
    mapped = {name: theirs for name, theirs in file.reading.columns if name in FIELDS}
    pages = [name for name in page_fields(file.reading) if has(file.reading.column(name))]
    missing = [f"{name} = {quoted(theirs)}" for name, theirs in mapped.items() if not has(theirs)]
    there = ", ".join(quoted(name) for name in names[:_SHOWN])
    there += f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    if missing:
        problem = f"[columns] {', '.join(missing)}: no such column; there are {there or 'none'}"
        raise InputError(problem, file.dump, "mend [columns] in corpus.toml")
    if not pages:
        problem = f"no column html, html_base64 or text; there are {there or 'none'}"
        likely = next((name for name in LIKELY if name in names), None)
        hint = "say which column holds the page in corpus.toml: [columns] text = "
        hint += f"{quoted(likely)} (or html = {quoted(likely)})" if likely else '"NAME"'
        raise InputError(problem, file.dump, hint)
    others = [name for name in FIELDS if name not in PAGE_FIELDS]
    wanted = [file.reading.column(name) for name in (*pages, *others)]
    wanted = [name for name in dict.fromkeys(wanted) if has(name)]
    for name in wanted:
        if list(names).count(name) > 1:
            problem = f"two columns are called {quoted(name)}"
            raise InputError(problem, file.dump, "rename one of them")
    return wanted


def _get(entry: Mapping[str, Any], reading: Reading, name: str) -> Any:
    """Return the value of our field; "a.b" is the key of that name, else `b` within `a`."""
    theirs = reading.column(name)
    if theirs in entry or "." not in theirs:
        return entry.get(theirs)
    value: Any = entry
    for part in theirs.split("."):
        if isinstance(value, Unreadable):
            return value
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _no_single_page(entry: Mapping[str, Any], reading: Reading, present: list[str]) -> str:
    names = page_fields(reading)
    if not present and names != PAGE_FIELDS:
        wanted = ", ".join(f"{name} = {quoted(reading.column(name))}" for name in names)
        return f"no value under the key that corpus.toml names ([columns] {wanted})"
    found = " and ".join(present) or "none"
    problem = f"one of html, html_base64 and text is needed; found {found}"
    if present:
        return problem if names != PAGE_FIELDS else f"{problem}; name one in [columns]"
    likely = next((name for name in LIKELY if isinstance(entry.get(name), str)), None)
    return f'{problem}; [columns] text = "{likely}" would take that key' if likely else problem


def quoted(name: str) -> str:
    """Return a name as a TOML string for messages: printable, 60 characters at most."""
    shown = "".join(c if c.isprintable() and c not in '"\\' else "?" for c in name[:60])
    return f'"{shown}"'


def _page(value: Any, name: str, flags: list[str]) -> tuple[bytes, bool]:
    """Return the bytes of the page, and whether they are known to be UTF-8."""
    if name == "html_base64":
        return _base64(_string(value, name, flags) or ""), False
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value), False
    return (_string(value, name, flags) or "").encode(), True


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as err:
        raise BadEntryError("html_base64 is not base64") from err


def _string(value: Any, name: str, flags: list[str]) -> str | None:
    if isinstance(value, Unreadable):
        raise BadEntryError(f"{name} cannot be read")
    if isinstance(value, bytes):
        try:
            value = value.decode()
        except UnicodeDecodeError:
            raise BadEntryError(f"{name} is not UTF-8") from None
    if value is not None and not isinstance(value, str):
        raise BadEntryError(f"{name} is not a string")
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


def _record_id(value: Any, flags: list[str]) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _string(value, "record_id", flags)


def _moment(value: Any, flags: list[str]) -> datetime | None:
    if isinstance(value, Unreadable):  # e.g. a year that Python does not know
        flags.append("captured-at-unreadable")
        return None
    if isinstance(value, date):  # a datetime is one too
        value = value.isoformat()
    text = _string(value, "captured_at", flags)
    moment = parse_utc(text)
    if text and moment is None:
        flags.append("captured-at-unreadable")
    return moment


def _headers(value: Any, flags: list[str]) -> tuple[tuple[str, str], ...]:
    """Read an object, its JSON text or a map (to Arrow, a list of pairs); nulls are absent."""
    if value is None:
        return ()
    if isinstance(value, str):
        value = _object(value)
    if isinstance(value, Mapping):
        pairs = list(value.items())
    elif isinstance(value, list) and all(map(_is_pair, value)):
        pairs = value
    else:
        raise BadEntryError("headers is not an object")
    headers: list[tuple[str, str]] = []
    for name, given in pairs:
        for one in given if isinstance(given, list) else [given]:
            if one is None:
                continue
            if not isinstance(one, str):
                raise BadEntryError("headers holds a value that is not a string")
            headers.append((_whole(name, flags).strip().lower(), _whole(one, flags).strip()))
    return tuple(headers)


def _object(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], str)


def _declared(
    entry: Mapping[str, Any], reading: Reading, flags: list[str]
) -> Iterator[tuple[str, str]]:
    """Yield what the entry says of its page beside the page; blank values say nothing."""
    for name in DECLARED:
        value = _get(entry, reading, name)
        for one in value if isinstance(value, list) and name in _LISTS else [value]:
            text = _plain(one, name, flags)
            if text and text.strip():
                yield name, text


def _plain(value: Any, name: str, flags: list[str]) -> str | None:
    if isinstance(value, bool):
        raise BadEntryError(f"{name} is not a string")
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return str(value)
    return _string(value, name, flags)
