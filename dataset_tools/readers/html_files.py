"""Read saved HTML files: one page a file."""

from collections.abc import Iterator
from dataclasses import replace

from dataset_tools.dump import InputFile, Limits
from dataset_tools.model import Capture, LedgerRow, Markup
from dataset_tools.readers.tape import Tape, open_raw


def read_html(file: InputFile, limits: Limits) -> Iterator[Capture | LedgerRow]:
    """Yield the file as one capture; `length` counts the bytes of the file as it lies."""
    yield read_page(file, limits, "html")


def read_page(file: InputFile, limits: Limits, markup: Markup) -> Capture | LedgerRow:
    """Read a file as one page, decompressed where it is compressed.

    A file that cannot be decompressed is quarantined, one above `limits.page_bytes` refused.
    """
    row = LedgerRow(file.dump, 0, file.size, "capture", fate="refused")
    with open_raw(file.path) as raw:
        tape = Tape(raw, file.size)
        tape.joined = True
        if tape.open():
            tape.need(limits.page_bytes + 1)
        payload = bytes(tape.data)
        fault = tape.fault
    if len(payload) > limits.page_bytes:
        detail = f"more than {limits.page_bytes} bytes"
        return replace(row, reason="page-too-large", detail=detail)
    if fault:
        detail = f"the compressed file is {fault}"
        return replace(row, fate="quarantined", reason="undecodable-payload", detail=detail)
    return Capture(file.dump, file.format, 0, file.size, payload, markup)
