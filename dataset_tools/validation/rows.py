"""Read the shards of a release row group by row group and judge every row.

The masks judge all rows; jsonschema then judges the flagged ones, at most MAX_JUDGED a rule, and
says where exactly they are wrong. It also judges the first row of every row group, flagged or
not. Rows are numbered from 0 in their file. Memory: one row group.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dataset_tools.errors import ConfigError
from dataset_tools.model import Finding
from dataset_tools.schema import subset_schema
from dataset_tools.validation.corpus import ROW_RULES
from dataset_tools.validation.findings import Breaches, error
from dataset_tools.validation.masks import violations
from dataset_tools.validation.oracle import Verdict, judge, oracle
from dataset_tools.validation.seen import Seen

MAX_JUDGED = 1_000  # rows a rule that jsonschema looks at; the masks count all
MAX_GROUP_BYTES = 300_000_000  # uncompressed; the Hub's viewer reads no more in one request


@dataclass(frozen=True, slots=True)
class Shard:
    """One Parquet file with rows; `name` is its path in the release."""

    name: str
    path: Path
    subset: str
    split: str
    frozen: bool = True  # its Arrow schema is the frozen one


@dataclass(slots=True)
class _Judge:
    """One schema as masks and as oracle, with the rows judged so far."""

    schema: Any
    validator: Any
    judged: Counter[tuple[str, str]] = field(default_factory=Counter)


def batches(
    path: Path, columns: Sequence[str] | None = None
) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Yield (number of its first row, batch) of a Parquet file, one row group at a time.

    Raises: OSError or pa.ArrowException for a damaged file, a wrong page checksum, text that is
    no UTF-8, or a row group larger than MAX_GROUP_BYTES.
    """
    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        number = 0
        for group in range(file.num_row_groups):
            size = file.metadata.row_group(group).total_byte_size
            if size > MAX_GROUP_BYTES:
                raise pa.ArrowInvalid(f"row group {group} has {size} bytes")
            table = file.read_row_group(group, columns=list(columns) if columns else None)
            for batch in table.combine_chunks().to_batches():
                batch.validate(full=True)
                yield number, batch
                number += batch.num_rows


def judge_file(
    name: str, path: Path, judge_: _Judge, breaches: Breaches
) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Judge the rows of one file against the schema and pass its batches on."""
    for first, batch in batches(path):
        _judge_batch(name, first, batch, judge_, breaches)
        yield first, batch


def judge_of(schema: Any) -> _Judge:
    """Return masks and oracle of a schema.

    Raises: ConfigError when the schema is invalid or uses an unsupported keyword.
    """
    return _Judge(schema, oracle(schema))


def _judge_batch(
    name: str, first: int, batch: pa.RecordBatch, judge_: _Judge, breaches: Breaches
) -> None:
    clean = batch.num_rows > 0
    for violation in violations(judge_.schema, batch):
        rows = np.flatnonzero(violation.rows)
        clean = clean and rows[0] != 0
        key = (violation.path, violation.keyword)
        budget = MAX_JUDGED - judge_.judged[key]
        sure: list[str] = []
        unsure: list[str] = []
        detail = None
        for row in rows[: max(budget, 0)].tolist():
            judge_.judged[key] += 1
            found = _verdict(judge_.validator, batch, row, key)
            place = f"{name}:row {first + row}:{found.path if found else violation.path}"
            if found or violation.keyword == "finite":
                sure.append(place)
                detail = detail or (f"{found.rule}; {found.value}" if found else None)
            else:
                unsure.append(place)
        what = f"`{violation.keyword}` is broken at {violation.path}"
        if count := len(rows) - len(unsure):
            breaches.add("row-schema", what, iter(sure), count, detail=detail)
        if unsure:
            what = f"{what}, which jsonschema does not confirm"
            breaches.add("row-schema", what, iter(unsure), len(unsure))
    if clean:
        _audit(name, first, batch, judge_, breaches)


def _verdict(
    validator: Any, batch: pa.RecordBatch, row: int, key: tuple[str, str]
) -> Verdict | None:
    try:
        found = judge(validator, batch, row)
    except ValueError:
        return None
    return next((v for v in found if (v.general, v.keyword) == key), None)


def _audit(
    name: str, first: int, batch: pa.RecordBatch, judge_: _Judge, breaches: Breaches
) -> None:
    """Let jsonschema judge a row that the masks pass."""
    try:
        found = judge(judge_.validator, batch, 0)
    except ValueError:
        return
    for verdict in found:
        what = f"`{verdict.keyword}` is broken at {verdict.general}, which the masks do not see"
        place = f"{name}:row {first}:{verdict.path}"
        breaches.add("row-schema", what, iter([place]), 1, detail=verdict.rule)


def judge_shards(shards: Iterable[Shard], breaches: Breaches, seen: Seen) -> Iterator[Finding]:
    """Judge all rows of a release; yields what cannot be read, fills `breaches` and `seen`."""
    judges: dict[str, _Judge] = {}
    last: dict[tuple[str, str], tuple[str, str, str]] = {}
    for shard in shards:
        kind = "metadata" if shard.subset == "metadata" else "text"
        judge_ = judges.get(kind) or judge_of(subset_schema(kind))
        judges[kind] = judge_
        try:
            for first, batch in judge_file(shard.name, shard.path, judge_, breaches):
                if not shard.frozen:
                    continue
                _row_rules(shard, first, batch, breaches)
                _row_order(shard, first, batch, last, breaches)
                seen.add(shard.subset, batch)
        except (OSError, pa.ArrowException, UnicodeDecodeError) as err:
            yield unreadable(shard.name, err)
        except ConfigError:
            if shard.frozen:
                raise
            # A column of a type that JSON lacks; `arrow-schema` has reported it.


def unreadable(name: str, err: Exception) -> Finding:
    """Return the finding for a Parquet file that cannot be read."""
    hint = "fetch or build this file again"
    return error("unreadable-shard", f"cannot be read ({type(err).__name__})", name, hint)


def _row_rules(shard: Shard, first: int, batch: pa.RecordBatch, breaches: Breaches) -> None:
    for code, rule in ROW_RULES.items():
        for breach in rule(batch):
            if len(breach.rows):
                at = (f"{shard.name}:row {first + int(row)}:{breach.field}" for row in breach.rows)
                breaches.add(code, breach.what, at, len(breach.rows), severity=breach.severity)


def _row_order(
    shard: Shard,
    first: int,
    batch: pa.RecordBatch,
    last: dict[tuple[str, str], tuple[str, str, str]],
    breaches: Breaches,
) -> None:
    columns = [batch.column(name).to_pylist() for name in ("domain", "url", "id")]
    before = last.get((shard.subset, shard.split))
    wrong = []
    for row, values in enumerate(zip(*columns, strict=True)):
        key = (values[0] or "", values[1] or "", values[2] or "")
        if before is not None and key < before:
            wrong.append(row)
        before = key
    if before is not None:
        last[shard.subset, shard.split] = before
    if wrong:
        at = (f"{shard.name}:row {first + row}:$.id" for row in wrong)
        breaches.add("row-order", "not in the order of domain, url, id", at, len(wrong))
