"""Readers: a dump goes in, captures and ledger rows come out, and nothing is lost between."""

from collections.abc import Callable, Iterator

from dataset_tools.errors import InputError
from dataset_tools.model import Capture, InputFile, LedgerRow, Limits
from dataset_tools.readers.html_files import read_html
from dataset_tools.readers.jsonl import read_jsonl
from dataset_tools.readers.text_dump import read_text
from dataset_tools.readers.warc import read_warc

Reader = Callable[[InputFile, Limits], Iterator[Capture | LedgerRow]]


def refuse_unknown(file: InputFile, limits: Limits) -> Iterator[Capture | LedgerRow]:  # noqa: ARG001 (a Reader)
    """Yield the one ledger row of a file that no reader understands."""
    yield LedgerRow(file.dump, 0, file.size, "capture", fate="refused", reason="unknown-format")


READERS: dict[str, Reader] = {
    "warc": read_warc,
    "wet": read_warc,
    "html": read_html,
    "text": read_text,
    "jsonl": read_jsonl,
    "unknown": refuse_unknown,
}


def read(file: InputFile, limits: Limits) -> Iterator[Capture | LedgerRow]:
    """Yield what `file` holds, in the order of the file.

    Raises InputError where the file cannot be opened or read at all.
    """
    try:
        yield from READERS[file.format](file, limits)
    except OSError as err:
        problem = f"cannot be read ({err.strerror or type(err).__name__})"
        raise InputError(problem, file.dump, "check the file and its permissions") from err
