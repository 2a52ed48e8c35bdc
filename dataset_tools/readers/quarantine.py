"""Quarantine: WARC records that keep what could not be processed, and bring it back."""

import json
import re
from dataclasses import asdict, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from dataset_tools.model import Capture, LedgerRow
from dataset_tools.readers.guard import parse_utc
from dataset_tools.readers.items import Quarantined

ORIGIN = "colophon-origin"  # WARC field: where the capture stood first, and what it was
MARK = "Colophon-Quarantine"  # field of the warcinfo record that a quarantine file begins with
# Fields that describe the old container, not the capture.
_OWN = frozenset({"content-length", "warc-block-digest", "warc-truncated", ORIGIN})
_CLEAN = re.compile(r"(?!/)(?!.*(?:^|/)\.\.(?:/|$))[^\x00-\x1f\\]{1,1000}")
_FORMAT = re.compile(r"[a-z-]{1,20}")
_EPOCH = "1970-01-01T00:00:00Z"  # WARC-Date is mandatory; the origin says null where it is unknown


def head() -> bytes:
    """Return the warcinfo record that a quarantine file begins with."""
    fields = {
        "WARC-Type": "warcinfo",
        "WARC-Record-ID": "<urn:uuid:00000000-0000-0000-0000-000000000000>",
        "WARC-Date": _EPOCH,
        "Content-Type": "application/warc-fields",
        MARK: "1",
    }
    return _record(fields, b"software: colophon\r\nformat: WARC File Format 1.1\r\n")


def keep_block(row: LedgerRow, format_: str, fields: dict[str, str], block: bytes) -> Quarantined:
    """Keep the block of a WARC record as it is, with its fields (names in lower case)."""
    origin = {"dump": row.dump, "offset": row.offset, "length": row.length, "format": format_}
    kept = {name: value for name, value in fields.items() if name not in _OWN}
    return Quarantined(row, _record({**kept, ORIGIN: json.dumps(origin)}, block))


def keep_capture(
    capture: Capture, reason: str, detail: str, *, coding: str | None = None
) -> Quarantined:
    """Keep a capture with everything that its reader knew of it.

    `coding` names a key of guard.CODINGS that the payload is still in.
    """
    row = LedgerRow(
        capture.dump, capture.offset, capture.length, "capture", capture.record_id, capture.url,
        fate="quarantined", reason=reason, detail=detail,
    )  # fmt: skip
    known = {k: v for k, v in asdict(capture).items() if k != "payload"}
    when = capture.captured_at.astimezone(UTC).isoformat() if capture.captured_at else None
    origin = {**known, "captured_at": when, "coding": coding}
    name = sha256(f"{capture.dump}@{capture.offset}".encode()).hexdigest()
    fields = {
        "WARC-Type": "resource",
        "WARC-Record-ID": f"<urn:sha256:{name}>",
        "WARC-Date": capture.captured_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        if capture.captured_at
        else _EPOCH,
        "Content-Type": "application/octet-stream",
        ORIGIN: json.dumps(origin),
    }
    return Quarantined(row, _record(fields, capture.payload))


def _record(fields: dict[str, str], block: bytes) -> bytes:
    lines = ["WARC/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    head_ = "\r\n".join([*lines, f"Content-Length: {len(block)}", "", ""])
    return head_.encode("utf-8", "replace") + block + b"\r\n\r\n"


def read_origin(fields: dict[str, str]) -> dict[str, Any] | None:
    """Return the origin that a record of a quarantine file names; None where it is unusable."""
    try:
        origin = json.loads(fields[ORIGIN])
        json.dumps(origin, ensure_ascii=False).encode()  # lone surrogates stand in no ledger
        usable = (
            _CLEAN.fullmatch(origin["dump"])
            and _is_count(origin["offset"])
            and (origin["length"] is None or _is_count(origin["length"]))
            and _FORMAT.fullmatch(origin["format"])
        )
    except (KeyError, TypeError, ValueError, RecursionError):
        return None
    return dict(origin) if usable else None


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value < 2**63


def bring_back(found: Capture, origin: dict[str, Any]) -> Capture:
    """Give a capture read from quarantine its first place, and what was known of it there."""
    place = {name: origin[name] for name in ("dump", "offset", "length", "format")}
    if "headers" not in origin:
        return replace(found, **place)
    moment = origin.get("captured_at")
    when: datetime | None = parse_utc(moment) if isinstance(moment, str) else None
    status, markup = origin.get("http_status"), origin.get("markup")
    return replace(
        found,
        **place,
        markup=markup if markup in ("html", "text", "wikitext") else None,
        record_id=_text(origin.get("record_id")),
        url=_text(origin.get("url")),
        captured_at=when,
        http_status=status if isinstance(status, int) and 0 <= status <= 999 else None,
        content_type=_text(origin.get("content_type")),
        headers=_pairs(origin.get("headers")),
        flags=_texts(origin.get("flags")),
        declared=_pairs(origin.get("declared")),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _pairs(value: Any) -> tuple[tuple[str, str], ...]:
    return tuple(
        (pair[0], pair[1])
        for pair in (value if isinstance(value, list) else ())
        if isinstance(pair, list) and len(pair) == 2 and all(isinstance(p, str) for p in pair)
    )
