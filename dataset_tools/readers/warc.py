"""Read WARC and WET files, plain or compressed by record, past any damage."""

import base64
import binascii
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from dataset_tools.dump import InputFile, Limits
from dataset_tools.model import Capture, LedgerRow
from dataset_tools.readers.frames import Frame, Gap, frames
from dataset_tools.readers.guard import TooLargeError, UndecodableError, parse_utc
from dataset_tools.readers.http import decode_body, parse_response
from dataset_tools.readers.items import Item, Revisit, Seam
from dataset_tools.readers.quarantine import MARK, bring_back, keep_block, read_origin
from dataset_tools.readers.tape import Tape, open_raw
from dataset_tools.readers.window import window

_CAPTURES = frozenset({"response", "resource", "conversion", "revisit"})
_SKIPPED = frozenset({"warcinfo", "request", "metadata", "continuation"})
_DIGESTS = frozenset({"md5", "sha1", "sha256", "sha512"})


def read_warc(file: InputFile, limits: Limits) -> Iterator[Item]:
    """Yield one capture or ledger row for each WARC record and each unreadable byte range.

    Responses, resources and conversions become captures; the other kinds are skipped. Where
    each record has a gzip member or zstd frame of its own, and in plain files, `offset` and
    `length` are bytes of the file; in files compressed as a whole they are bytes of the
    decompressed file. Memory: a few times `limits.page_bytes`.

    A byte range reads the records that start in it; its first record is looked for as after
    damage, and the `Seam` at the end tells where the range really began and ended.
    """
    with open_raw(file.path) as raw:
        replays = MARK.lower() in _first_fields(raw, file.size)[0]
        tape = Tape(raw, file.size)
        tape.stop = file.size if file.stop is None else file.stop
        start = tape.go_to(file.start, guess=file.guess) if file.start else 0
        yield from items_of(tape, file, limits, replays=replays)
        if file.start or file.stop is not None:
            yield Seam(start, max(start, tape.place))


def read_at(file: InputFile, offset: int, length: int, limits: Limits) -> Capture | None:
    """Return the capture whose WARC record has bytes [offset, offset + length) of the file."""
    with open_raw(file.path) as raw:
        if file.format == "wacz":
            tape = Tape(window(raw, offset, offset + length), length)
            found = next(items_of(tape, file, limits, offset), None)
        else:
            tape = Tape(raw, file.size)
            tape.stop = offset + length
            if offset:
                tape.go_to(offset, guess=False)
            found = next(items_of(tape, file, limits), None)
        return found if isinstance(found, Capture) else None


def can_be_cut(file: InputFile) -> bool:
    """Tell whether byte ranges of a WARC file can be read apart: plain, or a member a record."""
    with open_raw(file.path) as raw:
        return _first_fields(raw, file.size)[1]


def _first_fields(raw: BinaryIO, size: int) -> tuple[dict[str, str], bool]:
    """Return the fields of the first record, and whether the file is plain or cut by record."""
    raw.seek(0)
    tape = Tape(raw, size)
    first = next(frames(tape, Limits()), None)
    raw.seek(0)
    return (first.fields or {}) if first else {}, tape.kind == "plain" or not tape.joined


def items_of(
    tape: Tape, file: InputFile, limits: Limits, base: int = 0, *, replays: bool = False
) -> Iterator[Item]:
    """Yield the items on a tape, with `base` added to their offsets.

    `replays`: the file is a quarantine of ours, whose records name their first place.
    """
    for found in frames(tape, limits):
        item = replace(found, offset=found.offset + base) if base else found
        if isinstance(item, Gap):
            yield _gap_row(file, item)
        else:
            yield from _from_frame(
                file, item, limits, read_origin(item.fields) if replays else None
            )


def _gap_row(file: InputFile, gap: Gap) -> LedgerRow:
    fields = gap.fields or {}
    reason = "truncated-archive" if gap.cut else "damaged-archive"
    return LedgerRow(
        dump=file.dump,
        offset=gap.offset,
        length=gap.length,
        kind="skipped" if gap.padding else "damage",
        record_id=fields.get("warc-record-id"),
        url=_url(fields),
        reason="padding" if gap.padding else reason,
        detail=gap.detail,
    )


def _url(fields: dict[str, str]) -> str | None:
    return _bracketless(fields.get("warc-target-uri", ""))


def _bracketless(url: str) -> str | None:
    if url.startswith("<") and url.endswith(">"):  # as the examples of WARC/1.0 print it
        url = url[1:-1]
    return url or None


def _from_frame(
    file: InputFile, frame: Frame, limits: Limits, origin: dict[str, Any] | None
) -> Iterator[Item]:
    fields = frame.fields
    kind = fields.get("warc-type", "").lower()
    row = LedgerRow(
        dump=file.dump,
        offset=frame.offset,
        length=frame.length,
        kind="capture",
        record_id=fields.get("warc-record-id"),
        url=_url(fields),
    )
    if origin:
        row = replace(row, **{name: origin[name] for name in ("dump", "offset", "length")})
    if kind not in _CAPTURES:
        reason = kind if kind in _SKIPPED else "unknown-record-type"
        yield replace(row, kind="skipped", reason=reason)
        return
    if frame.block is None:
        yield _refused(row, "page-too-large", f"{frame.block_bytes} bytes")
        return
    try:
        if kind == "revisit":
            yield _revisit(file, frame, frame.block, limits)
            return
        capture = _capture(file, frame, kind, frame.block, limits, origin)
        yield bring_back(capture, origin) if origin else capture
    except TooLargeError as err:
        yield _refused(row, "page-too-large", str(err))
    except UndecodableError as err:
        row = replace(row, fate="quarantined", reason="undecodable-payload", detail=str(err))
        format_ = origin["format"] if origin else file.format
        yield keep_block(row, format_, fields, frame.block)


def _revisit(file: InputFile, frame: Frame, block: bytes, limits: Limits) -> Revisit:
    """Read a revisit; its block holds HTTP headers at most (WARC/1.1, section 6.7)."""
    fields = frame.fields
    capture = _bare(file, frame)
    if block.startswith(b"HTTP/"):
        response = parse_response(block, limits)
        # 304 says that the page had not changed: the stored one is what was served.
        status = 200 if response.status == 304 else response.status
        capture = replace(
            capture,
            http_status=status,
            content_type=response.header("content-type"),
            headers=response.headers,
        )
    return Revisit(
        capture,
        refers_to=fields.get("warc-refers-to"),
        refers_uri=_bracketless(fields.get("warc-refers-to-target-uri", "")),
        refers_date=parse_utc(fields.get("warc-refers-to-date"), assume_utc=True),
    )


def _bare(file: InputFile, frame: Frame) -> Capture:
    """Return what the WARC header tells of a capture."""
    fields = frame.fields
    return Capture(
        dump=file.dump,
        format=file.format,
        offset=frame.offset,
        length=frame.length,
        payload=b"",
        record_id=fields.get("warc-record-id"),
        url=_url(fields),
        captured_at=parse_utc(fields.get("warc-date"), assume_utc=True),
        digest=fields.get("warc-payload-digest"),
    )


def _refused(row: LedgerRow, reason: str, detail: str | None = None) -> LedgerRow:
    return replace(row, fate="refused", reason=reason, detail=detail)


def _capture(
    file: InputFile, frame: Frame, kind: str, block: bytes, limits: Limits,
    origin: dict[str, Any] | None,
) -> Capture:  # fmt: skip
    """Read the block of a response, resource or conversion; raises the errors of guard."""
    fields = frame.fields
    capture = replace(
        _bare(file, frame),
        payload=block,
        markup="text" if kind == "conversion" else None,
        content_type=fields.get("content-type"),
    )
    if origin and isinstance(coding := origin.get("coding"), str):
        capture = replace(capture, payload=decode_body(block, coding, limits)[0])
    flags: tuple[str, ...] = ("truncated",) if "warc-truncated" in fields else ()
    if "warc-segment-number" in fields:
        flags += ("segmented",)
    bodies: tuple[bytes, ...] = (block,)
    is_http = (capture.content_type or "application/http").lower().startswith("application/http")
    if kind == "response" and (is_http or block.startswith(b"HTTP/")):
        response = parse_response(block, limits)
        bodies = response.bodies
        payload, more = decode_body(bodies[-1], response.header("content-encoding"), limits)
        if payload is not bodies[-1]:
            bodies += (payload,)
        flags += response.flags + more
        capture = replace(
            capture,
            payload=payload,
            http_status=response.status,
            content_type=response.header("content-type"),
            headers=response.headers,
        )
    if len(capture.payload) > limits.page_bytes:
        raise TooLargeError(f"{len(capture.payload)} bytes")
    if _digest_differs(fields.get("warc-payload-digest", ""), bodies):
        flags += ("digest-mismatch",)
    return replace(capture, flags=tuple(dict.fromkeys(flags)))


def _digest_differs(declared: str, bodies: tuple[bytes, ...]) -> bool:
    """Tell whether a payload digest fits none of the forms of a body.

    WARC/1.1 leaves open whether codings are undone before hashing, and crawlers differ. A
    digest that cannot be read proves nothing.
    """
    name, _, value = declared.partition(":")
    name = name.strip().lower().replace("-", "")
    value = value.strip()
    if name not in _DIGESTS:
        return False
    size = hashlib.new(name, usedforsecurity=False).digest_size
    try:
        if len(value) == 2 * size:
            wanted = bytes.fromhex(value)
        else:
            value = value.rstrip("=").upper()
            wanted = base64.b32decode(value + "=" * (-len(value) % 8))
    except (ValueError, binascii.Error):
        return False
    if len(wanted) != size:
        return False
    # The de-chunked body first: it is what most crawlers hash.
    order = sorted(bodies, key=lambda body: body is not bodies[min(1, len(bodies) - 1)])
    return all(hashlib.new(name, body, usedforsecurity=False).digest() != wanted for body in order)
