"""Readers: a dump goes in, captures and ledger rows come out, and nothing is lost between."""

from collections.abc import Iterator

from dataset_tools.dump import InputFile, Limits
from dataset_tools.errors import InputError
from dataset_tools.model import Capture, LedgerRow
from dataset_tools.readers.dataset_files import read_dataset, read_side_file
from dataset_tools.readers.html_files import read_html
from dataset_tools.readers.items import Item, Quarantined, Reader, Revisit, Seam
from dataset_tools.readers.jsonl import read_jsonl
from dataset_tools.readers.mediawiki import read_mediawiki
from dataset_tools.readers.mhtml import read_mhtml
from dataset_tools.readers.parquet import read_parquet
from dataset_tools.readers.sidecar import read_index
from dataset_tools.readers.text_dump import read_text
from dataset_tools.readers.wacz import read_wacz
from dataset_tools.readers.warc import read_warc


def refuse_unknown(file: InputFile, limits: Limits) -> Iterator[Item]:  # noqa: ARG001 (a Reader)
    """Yield the one ledger row of a file that no reader understands."""
    yield LedgerRow(file.dump, 0, file.size, "capture", fate="refused", reason="unknown-format")


READERS: dict[str, Reader] = {
    "warc": read_warc,
    "wet": read_warc,
    "wacz": read_wacz,
    "html": read_html,
    "mhtml": read_mhtml,
    "text": read_text,
    "jsonl": read_jsonl,
    "parquet": read_parquet,
    "mediawiki": read_mediawiki,
    "dataset": read_dataset,
    "dataset-file": read_side_file,
    "index": read_index,
    "unknown": refuse_unknown,
}


def read_items(file: InputFile, limits: Limits) -> Iterator[Item]:
    """Yield all that `file` holds, in the order of the file.

    Raises InputError where the file cannot be opened or read at all.
    """
    try:
        yield from READERS[file.format](file, limits)
    except OSError as err:
        problem = f"cannot be read ({err.strerror or type(err).__name__})"
        raise InputError(problem, file.dump, "check the file and its permissions") from err


def read(file: InputFile, limits: Limits) -> Iterator[Capture | LedgerRow]:
    """Yield captures and ledger rows of one file, read alone: revisits stay unresolved."""
    for item in read_items(file, limits):
        if isinstance(item, Revisit):
            yield unresolved(item, "its original was not looked for")
        elif isinstance(item, Quarantined):
            yield item.row
        elif not isinstance(item, Seam):
            yield item


def unresolved(item: Revisit, detail: str) -> LedgerRow:
    """Return the ledger row of a revisit whose original is not to be had."""
    at = item.capture
    return LedgerRow(
        at.dump, at.offset, at.length, "capture", at.record_id, at.url,
        fate="refused", reason="revisit-unresolved", detail=detail,
    )  # fmt: skip
