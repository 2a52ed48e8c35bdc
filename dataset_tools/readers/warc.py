"""Read WARC and WET files, plain or compressed by record, past any damage."""

import base64
import binascii
import hashlib
from collections.abc import Iterator
from dataclasses import replace

from dataset_tools.dump import InputFile, Limits
from dataset_tools.model import Capture, LedgerRow
from dataset_tools.readers.frames import Frame, Gap, frames
from dataset_tools.readers.guard import TooLargeError, UndecodableError, parse_utc
from dataset_tools.readers.http import decode_body, parse_response
from dataset_tools.readers.tape import Tape, open_raw

_SKIPPED = frozenset({"warcinfo", "request", "metadata", "continuation"})
_DIGESTS = frozenset({"md5", "sha1", "sha256", "sha512"})


def read_warc(file: InputFile, limits: Limits) -> Iterator[Capture | LedgerRow]:
    """Yield one capture or ledger row for each WARC record and each unreadable byte range.

    Responses, resources and conversions become captures; revisits are refused, the other
    kinds skipped. Where each record has a gzip member or zstd frame of its own, and in plain
    files, `offset` and `length` are bytes of the file; in files compressed as a whole they are
    bytes of the decompressed file. Memory: a few times `limits.page_bytes`.
    """
    with open_raw(file.path) as raw:
        for item in frames(Tape(raw, file.size), limits):
            if isinstance(item, Gap):
                yield _gap_row(file, item)
            else:
                yield _from_frame(file, item, limits)


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
    url = fields.get("warc-target-uri", "")
    if url.startswith("<") and url.endswith(">"):  # as the examples of WARC/1.0 print it
        url = url[1:-1]
    return url or None


def _from_frame(file: InputFile, frame: Frame, limits: Limits) -> Capture | LedgerRow:
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
    if kind == "revisit":
        return _refused(row, "revisit-unresolved")
    if kind not in ("response", "resource", "conversion"):
        reason = kind if kind in _SKIPPED else "unknown-record-type"
        return replace(row, kind="skipped", reason=reason)
    if frame.block is None:
        return _refused(row, "page-too-large", f"{frame.block_bytes} bytes")
    try:
        return _capture(file, frame, kind, frame.block, limits)
    except TooLargeError as err:
        return _refused(row, "page-too-large", str(err))
    except UndecodableError as err:
        return replace(row, fate="quarantined", reason="undecodable-payload", detail=str(err))


def _refused(row: LedgerRow, reason: str, detail: str | None = None) -> LedgerRow:
    return replace(row, fate="refused", reason=reason, detail=detail)


def _capture(file: InputFile, frame: Frame, kind: str, block: bytes, limits: Limits) -> Capture:
    """Read the block of a response, resource or conversion; raises the errors of guard."""
    fields = frame.fields
    capture = Capture(
        dump=file.dump,
        format=file.format,
        offset=frame.offset,
        length=frame.length,
        payload=block,
        markup="text" if kind == "conversion" else None,
        record_id=fields.get("warc-record-id"),
        url=_url(fields),
        captured_at=parse_utc(fields.get("warc-date"), assume_utc=True),
        content_type=fields.get("content-type"),
    )
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
