"""Read saved HTML files: one page a file."""

from collections.abc import Iterator
from dataclasses import replace

from dataset_tools.dump import InputFile, Limits
from dataset_tools.model import Capture, LedgerRow, Markup
from dataset_tools.readers.guard import CODINGS
from dataset_tools.readers.items import Quarantined
from dataset_tools.readers.quarantine import keep_capture
from dataset_tools.readers.sidecar import described
from dataset_tools.readers.tape import Tape, open_raw


def read_html(file: InputFile, limits: Limits) -> Iterator[Capture | LedgerRow | Quarantined]:
    """Yield the file as one capture; `length` counts the bytes of the file as it lies."""
    yield read_page(file, limits, "html")


def read_page(file: InputFile, limits: Limits, markup: Markup) -> Capture | LedgerRow | Quarantined:
    """Read a file as one page, decompressed where it is compressed.

    What a sidecar says of the file is taken over. A file that cannot be decompressed is
    quarantined, one above `limits.page_bytes` refused.
    """
    with open_raw(file.path) as raw:
        tape = Tape(raw, file.size)
        tape.joined = True
        if tape.open():
            tape.need(limits.page_bytes + 1)
        payload = bytes(tape.data)
        fault, kind = tape.fault, tape.kind
    capture = described(Capture(file.dump, file.format, 0, file.size, payload, markup), file)
    if len(payload) > limits.page_bytes:
        return refused(capture, "page-too-large", f"more than {limits.page_bytes} bytes")
    if fault:
        return keep_file(capture, file, kind, f"the compressed file is {fault}", limits)
    return capture


def refused(capture: Capture, reason: str, detail: str) -> LedgerRow:
    """Return the row of a capture that is refused."""
    return LedgerRow(
        capture.dump, capture.offset, capture.length, "capture", url=capture.url,
        fate="refused", reason=reason, detail=detail,
    )  # fmt: skip


def keep_file(
    capture: Capture, file: InputFile, kind: str, detail: str, limits: Limits
) -> Quarantined:
    """Quarantine a compressed file that cannot be decompressed, with its bytes as they lie.

    At most 2 × `limits.page_bytes` of them are kept; a page that compresses so badly is none.
    """
    with open_raw(file.path) as raw:
        stored = raw.read(2 * limits.page_bytes)
    coding = kind if kind in CODINGS else None
    capture = replace(capture, payload=stored)
    return keep_capture(capture, "undecodable-payload", detail, coding=coding)
