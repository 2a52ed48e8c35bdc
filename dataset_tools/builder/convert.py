"""Second pass: one input split to rows and ledger rows, committed atomically."""

import gzip
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import pyarrow as pa
import pyarrow.parquet as pq

from dataset_tools.builder.plan import Split
from dataset_tools.builder.survey import PLACES_A_SPLIT, Original, context_of, originals_of
from dataset_tools.builder.suspects import NOBODY, condemned_pages
from dataset_tools.dedup.exact import text_digest as dedup_digest
from dataset_tools.dump import InputFile, Limits
from dataset_tools.engines import beat
from dataset_tools.ledger import SCHEMA as LEDGER_SCHEMA
from dataset_tools.manifest import file_digest, write_json
from dataset_tools.model import Capture, CorpusContext, LedgerRow, Record, Rejection, Step
from dataset_tools.pipeline import Settings, convert_capture
from dataset_tools.readers import read_items, unresolved
from dataset_tools.readers.items import Quarantined, Revisit, Seam
from dataset_tools.readers.quarantine import keep_capture
from dataset_tools.rights.leak import withhold
from dataset_tools.rights.redact import Redaction, redact
from dataset_tools.schema import arrow_schema, to_row

BATCH_ROWS = 256
BATCH_CHARS = 4 * 2**20  # of text in one row group of the work folder
LEDGER_ROWS = 10_000

# A place names one capture of the plan: records that share a compressed member share an offset.
_PLACE = pa.field("place", pa.int64())
# The rows of a split carry what the second half of the build needs beside the record itself.
WORK_SCHEMA = pa.schema([*arrow_schema("text"), pa.field("dedup_digest", pa.string()), _PLACE])
WORK_LEDGER_SCHEMA = pa.schema([*LEDGER_SCHEMA, _PLACE])


@dataclass(frozen=True, slots=True)
class Convert:
    """Converts splits; all that a worker needs for it."""

    work: Path
    settings: Settings
    files: tuple[InputFile, ...]  # of the whole plan, for the originals of revisits
    context_sha256: str

    def __call__(self, split: Split) -> None:
        """Convert one split unless it is committed already.

        Its files get temporary names first; a small JSON file that is written last commits them.
        """
        if is_committed(self.work, split):
            return
        folder = self.work / "splits"
        (folder / f"{split.name}.now").unlink(missing_ok=True)
        context = context_of(split, self.work, self.context_sha256)
        originals = originals_of(split, self.files, self.work)
        condemned = condemned_pages(self.work, split)
        with _Output(folder, split) as output, output.now.open("wb", 0) as now:
            for number, item in enumerate(_items(split, self.settings.limits)):
                beat()
                os.pwrite(now.fileno(), b"%20d" % number, 0)
                steps: tuple[Step, ...] = ()
                if isinstance(item, Revisit):
                    item, steps = _resolve(item, originals, output.place, self.settings.limits)  # noqa: PLW2901
                if isinstance(item, LedgerRow | Quarantined):
                    output.add(item)
                elif number in condemned:
                    output.add(keep_capture(item, *condemned[number]))
                else:
                    output.add(*convert_one(item, self.settings, context, steps))
                os.pwrite(now.fileno(), b"%20d" % NOBODY, 0)


def is_committed(work: Path, split: Split) -> bool:
    """Say whether a split is done: its commit is there and its files are what it says."""
    folder = work / "splits"
    try:
        content = json.loads((folder / f"{split.name}.commit.json").read_bytes())
        return all(file_digest(folder / name) == digest for name, digest in content.items())
    except (OSError, ValueError, AttributeError):
        return False


def _items(split: Split, limits: Limits) -> Iterator[Capture | LedgerRow | Revisit | Quarantined]:
    for file in split.files:
        for item in read_items(file, limits):
            if not isinstance(item, Seam):
                yield item


def _resolve(
    item: Revisit, originals: dict[int, Original], place: int, limits: Limits
) -> tuple[Capture | LedgerRow, tuple[Step, ...]]:
    """Give a revisit the payload of its original; its own headers stay."""
    if place not in originals:
        return unresolved(item, "the input does not hold its original"), ()
    found = originals[place]
    where = f"{found.file.dump}@{found.offset}"
    original = found.read(limits)
    if original is None:
        return unresolved(item, f"its original at {where} is not readable"), ()
    digests = {d.lower() for d in (item.capture.digest, original.digest) if d}
    flags = (*original.flags, "digest-mismatch") if len(digests) > 1 else original.flags
    capture = replace(
        item.capture,
        payload=original.payload,
        markup=original.markup,
        content_type=original.content_type,  # of the payload that is read
        http_status=item.capture.http_status or original.http_status,
        headers=item.capture.headers or original.headers,
        flags=tuple(dict.fromkeys(flags)),
    )
    return capture, (Step("revisit", 0, where),)


def convert_one(
    capture: Capture, settings: Settings, context: CorpusContext, steps: tuple[Step, ...] = ()
) -> tuple[LedgerRow | Quarantined, dict[str, Any] | None]:
    """Convert one capture to its ledger row and, where it becomes a record, its row.

    A fault of ours costs this page only: it is quarantined, and named by the kind of exception
    and the line that raised it, so that a mended version can replay it.
    """
    try:
        result = convert_capture(capture, settings, context)
        if isinstance(result, Rejection):
            line = _line(
                capture, fate=result.fate, reason=result.reason, detail=result.detail or None
            )
            return line, None
        row = _row(result, steps, settings.policy.redaction)
        return _line(capture, id=result.id, release=result.release), row
    except MemoryError:
        raise
    except Exception as err:  # noqa: BLE001 (any fault on one page, see above)
        return keep_capture(capture, "converter-fault", _blame(err)), None


def _line(capture: Capture, **fate: Any) -> LedgerRow:
    return LedgerRow(
        capture.dump, capture.offset, capture.length, "capture", capture.record_id, capture.url,
        **fate,
    )  # fmt: skip


def _row(record: Record, steps: tuple[Step, ...], redaction: Redaction) -> dict[str, Any]:
    row = to_row(replace(record, steps=(*steps, *record.steps)))
    if record.release != "full_text":
        # The work folder keeps the text for the leak guard.
        row = {**withhold(row), "text": row["text"]}
    row = redact(row, redaction)
    row["dedup_digest"] = dedup_digest(record.text)
    return row


def _blame(err: Exception) -> str:
    """Name an exception and our line that raised it; never its text, which may quote the page."""
    at, frame = "", err.__traceback__
    while frame:
        code = frame.tb_frame.f_code
        if "dataset_tools" in code.co_filename:
            at = f" at {Path(code.co_filename).name}:{frame.tb_lineno}"
        frame = frame.tb_next
    return f"{type(err).__name__}{at}"


class _Output:
    """The files of one split; they appear under their names, and are committed, on success."""

    def __init__(self, folder: Path, split: Split) -> None:
        self.folder, self.name = folder, split.name
        self.now = folder / f"{split.name}.now"  # which item is at work; read after a death
        self.place = split.number * PLACES_A_SPLIT
        self.rows: list[dict[str, Any]] = []
        self.ledger: list[dict[str, Any]] = []
        self.chars = 0
        self.kept: BinaryIO | None = None

    def __enter__(self) -> Self:
        self.row_file = pq.ParquetWriter(
            self._temporary("rows.parquet"), WORK_SCHEMA, compression="zstd"
        )
        self.ledger_file = pq.ParquetWriter(
            self._temporary("ledger.parquet"), WORK_LEDGER_SCHEMA, compression="zstd"
        )
        return self

    def add(self, line: LedgerRow | Quarantined, row: dict[str, Any] | None = None) -> None:
        """Add one item and go on to the next place."""
        if isinstance(line, Quarantined):
            if self.kept is None:
                self.kept = self._temporary("quarantine.warc.gz").open("wb")
            # No time in the header: the same input gives the same bytes.
            self.kept.write(gzip.compress(line.record, mtime=0))
            line = line.row
        self.ledger.append({**asdict(line), "place": self.place})
        if row is not None:
            self.rows.append({**row, "place": self.place})
            self.chars += len(row["text"])
        self.place += 1
        if len(self.rows) >= BATCH_ROWS or self.chars >= BATCH_CHARS:
            self._flush_rows()
        if len(self.ledger) >= LEDGER_ROWS:
            self._flush_ledger()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if error is None:
            self._flush_rows()
            self._flush_ledger()
        self.row_file.close()
        self.ledger_file.close()
        names = ["rows.parquet", "ledger.parquet"]
        if self.kept:
            self.kept.close()
            names.append("quarantine.warc.gz")
        if error is None:
            self._commit(names)

    def _commit(self, names: list[str]) -> None:
        content: dict[str, Any] = {}
        for name in names:
            final = self.folder / f"{self.name}.{name}"
            self._temporary(name).replace(final)
            content[final.name] = file_digest(final)
        write_json(self._temporary("commit.json"), content)
        self._temporary("commit.json").replace(self.folder / f"{self.name}.commit.json")

    def _flush_rows(self) -> None:
        self.row_file.write_table(pa.Table.from_pylist(self.rows, schema=WORK_SCHEMA))
        self.rows, self.chars = [], 0

    def _flush_ledger(self) -> None:
        self.ledger_file.write_table(pa.Table.from_pylist(self.ledger, schema=WORK_LEDGER_SCHEMA))
        self.ledger = []

    def _temporary(self, name: str) -> Path:
        return self.folder / f"{self.name}.{name}.tmp"
