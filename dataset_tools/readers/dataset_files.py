"""Read the files of a dataset folder: CSV, TSV, a JSON array, Arrow IPC files and streams."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from pyarrow import ipc

from dataset_tools.dump import InputFile, Limits
from dataset_tools.model import Capture, LedgerRow
from dataset_tools.readers.buffers import claimed_bytes
from dataset_tools.readers.columns import DAMAGE, as_binary, has, raise_if_real, rows_of
from dataset_tools.readers.csv_files import read_csv
from dataset_tools.readers.entries import check_columns, item_of
from dataset_tools.readers.guard import SAFE_BYTES
from dataset_tools.readers.items import Item
from dataset_tools.readers.json_array import read_array
from dataset_tools.readers.tabular import ARROW_FILE, ARROW_STREAM, is_delimited
from dataset_tools.readers.tape import Tape, open_raw

_BATCH_BYTES = 2 * 2**30  # of one decompressed record batch, which is held at once
_SLICE = 16  # rows that are held as Python values


def read_dataset(file: InputFile, limits: Limits) -> Iterator[Item]:
    """Read a file by its kind, with one capture for each row, record or object.

    `offset` and `length` count bytes of the decompressed file, but for Arrow, where `offset`
    counts rows and `length` is None. These files are not cut into ranges.

    Raises InputError where no column may hold the page.
    """
    with open_raw(file.path) as raw:
        head = raw.read(8)
        raw.seek(0)
        if head.startswith((ARROW_FILE, ARROW_STREAM)):
            yield from _read_arrow(file, limits, 8 if head.startswith(ARROW_FILE) else 0)
            return
        tape = Tape(raw, file.size)
        tape.joined = True
        if not tape.open():
            return
        tape.need(2**10)
        begins = bytes(tape.data[: 2**10]).removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        if begins in (b"[", b"{") and not is_delimited(file.dump):
            yield from read_array(file, limits, tape)
        else:
            yield from read_csv(file, limits, tape)


def read_side_file(file: InputFile, limits: Limits) -> Iterator[Item]:  # noqa: ARG001 (a Reader)
    """Yield the one ledger row of a file that describes a dataset and holds no page of it."""
    yield LedgerRow(file.dump, 0, file.size, "skipped", reason="dataset-file")


def _read_arrow(file: InputFile, limits: Limits, start: int) -> Iterator[Capture | LedgerRow]:
    """Read an Arrow stream from byte `start`; a file is a stream between two magic words.

    The file is mapped, so that memory holds what is decompressed of one record batch. A damaged
    batch is one damage row; where the stream itself breaks, the rest of the file is.
    """
    try:
        checked, source, reader = _open(file, start)
    except (StopIteration, *DAMAGE) as err:
        raise_if_real(err)
        yield _lost(file, 0, "damaged-archive", "the schema cannot be read")
        return
    at = out = 0
    allowed = max(SAFE_BYTES, limits.inflate_ratio * file.size)
    while True:
        before = source.tell()
        claim = _claim(checked)
        if claim is not None and claim > min(allowed, _BATCH_BYTES):
            yield _lost(file, at, "expands-too-much", f"a batch that claims {claim} bytes")
            return
        try:
            batch = reader.read_next_batch()
            _validate(batch)
        except StopIteration:
            break
        except DAMAGE as err:
            raise_if_real(err)
            if claim is None or source.tell() == before:
                yield _lost(file, at, "damaged-archive", f"the rest, from row {at} on")
                return
            yield _lost(file, at, "damaged-archive", f"one batch, before row {at}")
            continue
        for row in _rows(batch):
            item = item_of(file, at, None, row, limits, "bad-row")
            out += 1 + (len(item.payload) if isinstance(item, Capture) else 0)
            if out > allowed:
                yield _lost(file, at, "expands-too-much", f"the rest, from row {at} on")
                return
            yield item
            at += 1
    if start and not _ends(file):
        yield _lost(file, at, "truncated-archive", "there is no footer at the end of the file")


def _open(file: InputFile, start: int) -> tuple[Any, Any, Any]:
    """Return a reader of messages, and the mapped file with the reader of its mapped columns."""
    watched, source = (pa.memory_map(str(file.path)) for _ in range(2))
    watched.seek(start)
    checked = ipc.MessageReader.open_stream(watched)
    checked.read_next_message()
    source.seek(start)
    schema = ipc.open_stream(source).schema
    wanted = check_columns(file, schema.names, lambda name: has(schema, name))
    fields = [name if name in schema.names else name.partition(".")[0] for name in wanted]
    options = ipc.IpcReadOptions(
        included_fields=sorted({schema.names.index(name) for name in fields}), use_threads=False
    )
    source.seek(start)
    return checked, source, ipc.open_stream(source, options=options)


def _claim(checked: Any) -> int | None:
    """Look at the messages up to the next batch; None where there is none, or none to be read.

    Returns the most bytes that one of them claims to become.
    """
    most = 0
    while True:
        try:
            message = checked.read_next_message()
            most = max(most, claimed_bytes(message))
        except (StopIteration, *DAMAGE):
            return None
        if message.type == "record batch":
            return most


def _validate(batch: pa.RecordBatch) -> None:
    """Raise ArrowInvalid where offsets, sizes or dictionary indices point out of their buffers."""
    columns = [as_binary(column) for column in batch.columns]
    pa.RecordBatch.from_arrays(columns, names=batch.schema.names).validate(full=True)


def _rows(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    for at in range(0, batch.num_rows, _SLICE):
        yield from rows_of(batch.slice(at, _SLICE))


def _ends(file: InputFile) -> bool:
    with open_raw(file.path) as raw:
        raw.seek(max(0, file.size - len(ARROW_FILE)))
        return raw.read() == ARROW_FILE


def _lost(file: InputFile, at: int, reason: str, detail: str) -> LedgerRow:
    return LedgerRow(file.dump, at, None, "damage", reason=reason, detail=detail)
