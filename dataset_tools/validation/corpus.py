"""Rules on rows that JSON Schema cannot say; each looks at one batch of record.v1 columns.

A rule tolerates nulls where the schema forbids them: `row-schema` reports those.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from dataset_tools.model import EXCERPT_CHARS, Severity
from dataset_tools.schema import TEXT_COLUMN, text_digest
from dataset_tools.validation.keywords import Mask, items_of

# rights_status values for which nobody may use the page without asking: license is NONE
NONE_STATUS = ("reserved", "permission_required", "third_party", "platform_upload")
# What content management systems print where a name should stand.
PLACEHOLDERS = (
    "系统管理员", "管理员", "网络整理", "admin", "administrator", "root", "webmaster",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Breach:
    """Rows of one batch that break one rule."""

    what: str
    field: str  # JSON path
    rows: npt.NDArray[np.int64]
    severity: Severity = Severity.ERROR


def _flags(array: Any) -> Mask:
    filled = pc.fill_null(array, pa.scalar(value=False, type=pa.bool_()))
    return np.asarray(filled.to_numpy(zero_copy_only=False), np.bool_)


def _rows(flags: Mask) -> npt.NDArray[np.int64]:
    return np.flatnonzero(flags)


def _text_digest(batch: pa.RecordBatch) -> Iterator[Breach]:
    if TEXT_COLUMN not in batch.schema.names:
        return
    texts = batch.column(TEXT_COLUMN).to_pylist()
    stated = pc.struct_field(batch.column("provenance"), "text_sha256").to_pylist()
    pairs = enumerate(zip(texts, stated, strict=True))
    wrong = [n for n, (text, digest) in pairs if text is not None and text_digest(text) != digest]
    yield Breach(
        "text_sha256 is not the digest of text",
        "$.provenance.text_sha256",
        np.array(wrong, np.int64),
    )


def _license_expression(batch: pa.RecordBatch) -> Iterator[Breach]:
    from dataset_tools.rights.spdx import valid_expression

    column = batch.column("license")
    known = ("NONE", "NOASSERTION")
    distinct = [v for v in pc.unique(column).to_pylist() if v is not None and v not in known]
    wrong = [v for v in distinct if not valid_expression(v)]
    hit = pc.is_in(column, value_set=pa.array(wrong, pa.string()))
    yield Breach("license is no SPDX expression", "$.license", _rows(_flags(hit)))


def _license_status(batch: pa.RecordBatch) -> Iterator[Breach]:
    none = _flags(pc.equal(batch.column("license"), "NONE"))
    closed = _flags(pc.is_in(batch.column("rights_status"), value_set=pa.array(NONE_STATUS)))
    what = "license is NONE without a rights_status that forbids, or the other way round"
    yield Breach(what, "$.license", _rows(none != closed))


def _release_value(batch: pa.RecordBatch) -> Iterator[Breach]:
    if TEXT_COLUMN in batch.schema.names:
        other = ~_flags(pc.equal(batch.column("release"), "full_text"))
        yield Breach("a row with text whose release is not full_text", "$.release", _rows(other))


def _withheld_content(batch: pa.RecordBatch) -> Iterator[Breach]:
    withheld = ~_flags(pc.equal(batch.column("release"), "full_text"))
    summary = _flags(pc.is_valid(batch.column("summary")))
    yield Breach("a summary without release full_text", "$.summary", _rows(withheld & summary))
    captions, row = items_of(batch.column("captions"))
    quoted = row[_flags(pc.is_valid(pc.struct_field(captions, "text")))]
    rows = np.unique(quoted[withheld[quoted]])
    yield Breach("a caption's text without release full_text", "$.captions[].text", rows)


def _evidence_place(batch: pa.RecordBatch) -> Iterator[Breach]:
    items, row = items_of(batch.column("evidence"))
    first = np.searchsorted(row, row, side="left")  # position of the row's first item
    ids = pc.fill_null(pc.struct_field(items, "id"), -1).to_numpy(zero_copy_only=False)
    wrong = ids != np.arange(len(row)) - first
    yield Breach("an evidence id is not its position", "$.evidence[].id", np.unique(row[wrong]))
    starts, ends = pc.struct_field(items, "start"), pc.struct_field(items, "end")
    placed, ended = _flags(pc.is_valid(starts)), _flags(pc.is_valid(ends))
    start = pc.fill_null(starts, 0).to_numpy(zero_copy_only=False)
    end = pc.fill_null(ends, 0).to_numpy(zero_copy_only=False)
    torn = (placed != ended) | (start > end)
    what = "evidence with one end only, or with its end before its start"
    yield Breach(what, "$.evidence[].start", np.unique(row[torn]))
    chars = pc.fill_null(pc.utf8_length(pc.struct_field(items, "excerpt")), 0)
    size = chars.to_numpy(zero_copy_only=False)
    wrong = placed & ~torn & (size != np.minimum(end - start, EXCERPT_CHARS))
    what = "an excerpt that is not as long as its place"
    yield Breach(what, "$.evidence[].excerpt", np.unique(row[wrong]))


def _evidence_ids(batch: pa.RecordBatch) -> Iterator[Breach]:
    lengths = pc.fill_null(pc.list_value_length(batch.column("evidence")), 0)
    limit = lengths.to_numpy(zero_copy_only=False)
    for name in ("credits", "captions"):
        items, row = items_of(batch.column(name))
        ids, item = items_of(pc.struct_field(items, "evidence_ids"))
        number = pc.fill_null(ids, 0).to_numpy(zero_copy_only=False)
        owner = row[item]
        wrong = np.unique(owner[(number < 0) | (number >= limit[owner])])
        yield Breach("refers to evidence that is not there", f"$.{name}[].evidence_ids", wrong)


def _placeholder_name(batch: pa.RecordBatch) -> Iterator[Breach]:
    for name in ("authors", "editors"):
        names, row = items_of(batch.column(name))
        plain = pc.utf8_lower(pc.utf8_trim_whitespace(names))
        hit = _flags(pc.is_in(plain, value_set=pa.array(PLACEHOLDERS)))
        yield Breach("a placeholder instead of a name", f"$.{name}[]", np.unique(row[hit]))


def _date_mismatch(batch: pa.RecordBatch) -> Iterator[Breach]:
    for name in ("published", "modified"):
        times, days = batch.column(f"{name}_at"), batch.column(f"{name}_date")
        both = _flags(pc.and_(pc.is_valid(times), pc.is_valid(days)))
        zero = pa.scalar(0, pa.int64())
        stamp = pc.fill_null(times.view(pa.int64()), zero).to_numpy(zero_copy_only=False)
        day = pc.fill_null(days.view(pa.int32()), pa.scalar(0, pa.int32()))
        # Zones run from UTC-12 to UTC+14: the printed day is at most one away from the UTC day.
        apart = np.abs(stamp // 86_400_000_000 - day.to_numpy(zero_copy_only=False))
        what = f"{name}_date is not the day of {name}_at in any time zone"
        yield Breach(what, f"$.{name}_date", _rows(both & (apart > 1)), Severity.WARNING)


ROW_RULES: dict[str, Callable[[pa.RecordBatch], Iterator[Breach]]] = {
    "text-digest": _text_digest,
    "license-expression": _license_expression,
    "license-status": _license_status,
    "release-value": _release_value,
    "withheld-content": _withheld_content,
    "evidence-place": _evidence_place,
    "evidence-ids": _evidence_ids,
    "placeholder-name": _placeholder_name,
    "date-mismatch": _date_mismatch,
}
