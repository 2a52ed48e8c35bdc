"""Read pages that a browser saved with their pictures into one file (MHTML, RFC 2557).

The standard library's email parser is not used for the structure: its time grows with nesting
times lines, and its memory with the number of lines.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import islice

from dataset_tools.dump import InputFile, Limits
from dataset_tools.model import Capture, LedgerRow
from dataset_tools.readers.guard import UndecodableError
from dataset_tools.readers.html_files import keep_file, refused
from dataset_tools.readers.items import Item
from dataset_tools.readers.quarantine import keep_capture
from dataset_tools.readers.sidecar import described
from dataset_tools.readers.tape import Tape, open_raw

_HEAD_BYTES = 2**16  # of one part's header
_VALUE_CHARS = 4000  # of a header that is looked into
_DEPTH = 8  # of multiparts in each other; browsers write one or two
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_BLANK = re.compile(rb"\n\r?\n")
_FOLD = re.compile(rb"\r?\n[ \t]+")
_LINE_END = re.compile(rb"\r?\n")
_REST = re.compile(rb"(--)?[ \t]*\r?(?:\n|\Z)")  # of a delimiter line
_PARAM = re.compile(r';\s*([a-z-]{1,20})\s*=\s*(?:"([^"]*)"|([^\s;"]+))', re.IGNORECASE)
_WEB = re.compile(r"https?://[!-\U0010ffff]{1,4000}", re.IGNORECASE)
_TOP = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]{0,100}")  # in front of the first header
_UNKNOWN_ZONE = re.compile(r"\s-0000\b")
_SPACE = b" \t\r\n"


@dataclass(frozen=True, slots=True)
class _Part:
    offset: int  # where its header starts, in the decompressed file
    start: int  # of its body
    stop: int
    whole: bool  # whether its end was found
    fields: dict[str, str]  # names in lower case; of equal names the first counts

    @property
    def media(self) -> str:
        """The media type, by default that of RFC 2045."""
        stated = self.fields.get("content-type", "text/plain")
        return stated.partition(";")[0].strip().lower()

    def param(self, name: str) -> str | None:
        """Return a parameter of the content type."""
        stated = self.fields.get("content-type", "")[:_VALUE_CHARS]
        found = (m for m in _PARAM.finditer(stated) if m[1].lower() == name)
        return next((m[2] or m[3] for m in found), None)


def read_mhtml(file: InputFile, limits: Limits) -> Iterator[Item]:
    """Yield the root page as a capture, and a row for each other part.

    `offset` and `length` of the capture are those of the file, of a row those of the part in
    the decompressed file. At most 2 × `limits.page_bytes` are read; what stands behind them is
    one damage row, and so is a part that is cut. Memory: three times that.
    """
    most = 2 * limits.page_bytes
    with open_raw(file.path) as raw:
        tape = Tape(raw, file.size)
        tape.joined = True
        if tape.open():
            tape.need(most + 1)
        data, fault, kind = bytes(memoryview(tape.data)[:most]), tape.fault, tape.kind
        over = len(tape.data) > most
        del tape
    if fault == "damaged" or (fault and not data):
        page = Capture(file.dump, file.format, 0, file.size, b"")
        yield keep_file(page, file, kind, f"the compressed file is {fault}", limits)
        return
    begin = match.end() if (match := _TOP.match(data)) else 0
    top = _entity(data, begin, len(data), whole=not (over or fault))
    parts = list(islice(_leaves(data, top, 0), limits.archive_members + 1))
    unread = parts.pop() if len(parts) > limits.archive_members else None
    page_part = _root(parts, top)
    yield _page(file, data, top, page_part, limits, over=over)
    for part in parts:
        if part is not page_part and part is not top:
            yield _row(file, part)
    if unread:
        detail = f"more than {limits.archive_members} parts"
        yield _damage(file, unread.offset, len(data) - unread.offset, "too-many-members", detail)
    if over:
        rest = file.size - most if kind == "plain" else None
        detail = f"only the first {most} bytes are read"
        yield _damage(file, most, rest, "mhtml-too-large", detail)


def _damage(
    file: InputFile, offset: int, length: int | None, reason: str, detail: str | None
) -> LedgerRow:
    return LedgerRow(file.dump, offset, length, "damage", reason=reason, detail=detail)


def _row(file: InputFile, part: _Part) -> LedgerRow:
    """Return the row of a part that is not the page."""
    length = part.stop - part.offset
    if part.media.startswith("multipart/"):
        return _damage(file, part.offset, length, "unread-multipart", "no parts found in it")
    if not part.whole:
        return _damage(file, part.offset, length, "truncated-archive", "the file ends inside")
    return LedgerRow(file.dump, part.offset, length, "skipped", reason="mhtml-part")


def _page(
    file: InputFile, data: bytes, top: _Part, part: _Part | None, limits: Limits, *, over: bool
) -> Item:
    """Return the capture of the root part, or why there is none."""
    places = [top.fields.get("snapshot-content-location")]
    places += [one.fields.get("content-location") for one in (part, top) if one]
    capture = Capture(
        dump=file.dump,
        format=file.format,
        offset=0,
        length=file.size,
        payload=data,
        url=next((url for place in places if (url := _url(place))), None),
        captured_at=_moment(top.fields.get("date")),
        content_type=top.fields.get("content-type"),
    )
    capture = described(capture, file)
    if part is None:
        return refused(capture, "not-html", "no HTML part in it")
    if over and not part.whole:
        return refused(capture, "page-too-large", f"more than {limits.page_bytes} bytes")
    try:
        payload = _decoded(data, part)
    except UndecodableError as err:
        return keep_capture(capture, "undecodable-payload", str(err))
    if len(payload) > limits.page_bytes:
        return refused(capture, "page-too-large", f"{len(payload)} bytes")
    return replace(
        capture,
        payload=payload,
        markup="html",
        content_type=part.fields.get("content-type"),
        flags=() if part.whole else ("truncated",),
    )


def _root(parts: list[_Part], top: _Part) -> _Part | None:
    """Return the part that `start` names if it is HTML, else the first HTML part."""
    pages = [part for part in parts if part.media in _HTML]
    start = (top.param("start") or "").strip("<> ")
    named = (p for p in pages if start and p.fields.get("content-id", "").strip("<> ") == start)
    return next(named, pages[0] if pages else None)


def _leaves(data: bytes, part: _Part, depth: int) -> Iterator[_Part]:
    """Yield the parts within `part` that hold no parts, in order; `part` itself if it is one."""
    boundary = (part.param("boundary") or "").rstrip()
    if not part.media.startswith("multipart/") or not boundary or depth == _DEPTH:
        yield part
        return
    empty = True
    cut = depth == 0 or not part.whole
    for child in _children(data, part, b"--" + boundary.encode("utf-8", "replace"), cut=cut):
        empty = False
        yield from _leaves(data, child, depth + 1)
    if empty:
        yield part


def _children(data: bytes, part: _Part, delimiter: bytes, *, cut: bool) -> Iterator[_Part]:
    """Yield the parts between the delimiters of `part`; `cut`: without the last, it is damage."""
    at, begun = part.start, -1
    while (found := data.find(delimiter, at, part.stop)) >= 0:
        at = found + len(delimiter)
        rest = _REST.match(data, at, part.stop)
        if rest is None or (found > part.start and data[found - 1] != 0x0A):
            continue
        if begun >= 0:
            yield _entity(data, begun, _line_before(data, begun, found), whole=True)
        if rest[1]:
            return
        at = begun = rest.end()
    if begun >= 0:
        line = data.rfind(b"\n", begun, part.stop) + 1
        tail = data[line : part.stop] if part.stop - line <= len(delimiter) + 1 else b""
        half = cut and line and tail and (delimiter + b"-").startswith(tail)
        stop = _line_before(data, begun, line) if half else part.stop
        yield _entity(data, begun, stop, whole=not cut)


def _line_before(data: bytes, start: int, line: int) -> int:
    """Return where the text before a line ends; the line end between belongs to the line."""
    return max(line - (2 if data[line - 2 : line] == b"\r\n" else 1), start)


def _entity(data: bytes, start: int, stop: int, *, whole: bool) -> _Part:
    """Read the header at `start` and find the body behind it."""
    if first := _LINE_END.match(data, start, stop):  # no header
        return _Part(start, first.end(), stop, whole, {})
    end = _BLANK.search(data, start, min(stop, start + _HEAD_BYTES))
    head = data[start : end.start() if end else min(stop, start + _HEAD_BYTES)]
    return _Part(start, end.end() if end else stop, stop, whole, _fields(head))


def _fields(head: bytes) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in _FOLD.sub(b" ", head.removeprefix(b"\xef\xbb\xbf")).split(b"\n"):
        name, colon, value = line.partition(b":")
        if colon:
            try:
                text = value.decode("utf-8")
            except UnicodeDecodeError:
                text = value.decode("latin-1")
            fields.setdefault(name.strip().lower().decode("latin-1"), text.strip())
    return fields


def _decoded(data: bytes, part: _Part) -> bytes:
    """Undo the transfer encoding of a part; raises UndecodableError.

    Of a part that is cut, what is whole is decoded.
    """
    body = data[part.start : part.stop]
    coding = part.fields.get("content-transfer-encoding", "").partition(";")[0].strip().lower()
    if not body:  # the header may be cut, and its encoding with it
        return b""
    if coding == "quoted-printable":
        return binascii.a2b_qp(body)
    if coding == "base64":
        body = body.translate(None, _SPACE)
        if not part.whole:
            body = body[: len(body) // 4 * 4]
        try:
            return binascii.a2b_base64(body, strict_mode=True)
        except binascii.Error as err:
            raise UndecodableError("the page is not the base64 that its header says") from err
    if coding in ("", "7bit", "8bit", "binary"):
        return body
    raise UndecodableError("a transfer encoding that is not known")


def _url(stated: str | None) -> str | None:
    """Return a web address without the white space that folding left; None for other places.

    Pages saved from a disk name paths of the person who saved them.
    """
    text = "".join((stated or "")[: 2 * _VALUE_CHARS].split()).strip("<>")
    return text if _WEB.fullmatch(text) else None


def _moment(stated: str | None) -> datetime | None:
    """Return the moment of a Date header in UTC; None where it does not name a zone."""
    # "-0000" is UTC on a clock that may stand elsewhere (RFC 5322, section 3.3); Chrome's.
    text = _UNKNOWN_ZONE.sub(" +0000", (stated or "")[:100])
    try:
        moment = parsedate_to_datetime(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
