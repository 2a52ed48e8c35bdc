"""Convert one input split: captures to rows and ledger rows, committed atomically."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dataset_tools.builder.plan import Split
from dataset_tools.dedup.exact import text_digest as dedup_digest
from dataset_tools.ledger import SCHEMA as LEDGER_SCHEMA
from dataset_tools.manifest import file_digest, write_json
from dataset_tools.model import Capture, CorpusContext, LedgerRow, Record, SiteSignal
from dataset_tools.pipeline import Settings, convert_capture, survey
from dataset_tools.readers import read
from dataset_tools.rights.leak import withhold
from dataset_tools.schema import arrow_schema, to_row

ROWS_A_GROUP = 256  # rows of one row group in the work folder: bounds the memory of the merge

# A place names one capture of the plan: records that share a compressed member share an offset.
_PLACE = pa.field("place", pa.int64())
PLACES_A_SPLIT = 10**9
# The rows of a split carry what the second half of the build needs beside the record itself.
WORK_SCHEMA = pa.schema([*arrow_schema("text"), pa.field("dedup_digest", pa.string()), _PLACE])
WORK_LEDGER_SCHEMA = pa.schema([*LEDGER_SCHEMA, _PLACE])


@dataclass(frozen=True, slots=True)
class Job:
    """All that a worker needs to convert a split."""

    work: Path
    settings: Settings
    context: CorpusContext


def survey_split(job: Job, split: Split) -> list[SiteSignal]:
    """Return the site signals of one split; only formats with URLs can have any."""
    found: list[SiteSignal] = []
    for file in split.files:
        if file.format not in {"html", "text"}:
            found.extend(survey(read(file, job.settings.limits), job.settings.limits))
    return found


def convert_split(job: Job, split: Split) -> int:
    """Convert one split unless it is committed already; return its number of captures.

    Results are written under temporary names, renamed, and then committed by a small JSON file
    that is written last.
    """
    folder = job.work / "splits"
    commit = folder / f"{split.name}.commit.json"
    rows_path = folder / f"{split.name}.rows.parquet"
    ledger_path = folder / f"{split.name}.ledger.parquet"
    if (done := _committed(commit, rows_path, ledger_path)) is not None:
        return done
    rows: list[dict[str, Any]] = []
    ledger: list[dict[str, Any]] = []
    parts: list[pa.Table] = []
    for file in split.files:
        for item in read(file, job.settings.limits):
            place = split.number * PLACES_A_SPLIT + len(ledger)
            row, line = (None, item) if isinstance(item, LedgerRow) else convert_one(item, job)
            ledger.append({**asdict(line), "place": place})
            if row is not None:
                rows.append({**row, "place": place})
            if len(rows) >= ROWS_A_GROUP:
                parts.append(pa.Table.from_pylist(rows, schema=WORK_SCHEMA))
                rows = []
    parts.append(pa.Table.from_pylist(rows, schema=WORK_SCHEMA))
    table = pa.concat_tables(parts)
    order = sorted(range(table.num_rows), key=sort_keys(table).__getitem__)
    _write(table.take(order) if order else table, rows_path)
    _write(pa.Table.from_pylist(ledger, schema=WORK_LEDGER_SCHEMA), ledger_path)
    captures = [line["kind"] for line in ledger].count("capture")
    content = {
        "captures": captures,
        "rows": file_digest(rows_path),
        "ledger": file_digest(ledger_path),
    }
    temporary = commit.with_suffix(".tmp")
    write_json(temporary, content)
    temporary.replace(commit)
    return captures


def convert_one(capture: Capture, job: Job) -> tuple[dict[str, Any] | None, LedgerRow]:
    """Convert one capture; an unexpected exception stops the build and names the capture."""
    try:
        result = convert_capture(capture, job.settings, job.context)
    except Exception as err:
        err.add_note(f"while converting {capture.dump}@{capture.offset} ({capture.url})")
        raise
    line = LedgerRow(
        capture.dump, capture.offset, capture.length, "capture", capture.record_id, capture.url
    )
    if not isinstance(result, Record):
        return None, _ended(line, result.fate, result.reason, result.detail)
    row = to_row(result)
    if result.release != "full_text":
        text = row["text"]
        row = {**withhold(row), "text": text}  # the work folder keeps it for the leak guard
    row["dedup_digest"] = dedup_digest(result.text)
    return row, LedgerRow(
        line.dump, line.offset, line.length, "capture", line.record_id, line.url,
        id=result.id, release=result.release,
    )  # fmt: skip


def sort_keys(table: pa.Table) -> list[tuple[str, str, str, int]]:
    """Return the release order of rows: (domain, url, id), then the place in the input."""
    columns = [table[name].to_pylist() for name in ("domain", "url", "id", "place")]
    return [(d or "", u or "", i, place) for d, u, i, place in zip(*columns, strict=True)]


def _ended(line: LedgerRow, fate: Any, reason: str, detail: str) -> LedgerRow:
    return LedgerRow(
        line.dump, line.offset, line.length, line.kind, line.record_id, line.url,
        fate=fate, reason=reason, detail=detail or None,
    )  # fmt: skip


def _write(table: pa.Table, path: Path) -> None:
    temporary = path.with_suffix(".tmp")
    pq.write_table(table, temporary, compression="zstd", row_group_size=ROWS_A_GROUP)
    temporary.replace(path)


def _committed(commit: Path, rows: Path, ledger: Path) -> int | None:
    """Return the captures of a valid commit, else None."""
    try:
        content = json.loads(commit.read_bytes())
        valid = content["rows"] == file_digest(rows) and content["ledger"] == file_digest(ledger)
        return int(content["captures"]) if valid else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
