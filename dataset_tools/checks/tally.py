"""Sums over one shard, taken from narrow columns only: never `text`, never an excerpt."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dataset_tools.errors import ReleaseError

NULLABLE = ("title", "url", "published_date", "source", "publisher", "captured_at")
LISTS = ("authors", "editors")
COUNTED = ("replaced_chars", "control_chars", "private_use_chars", "mojibake_marks")
RATIOS = (
    "duplicate_paragraph_ratio",
    "duplicate_5gram_ratio",
    "terminal_punctuation_ratio",
    "kept_ratio",
    "link_ratio",
)
COLUMNS = ("id", "domain", "language", "license", "release", *NULLABLE)
QUALITY = ("text_chars", *COUNTED, *RATIOS)

BATCH_ROWS = 10_000  # as the writer's row groups; only bounds foreign files


@dataclass(slots=True)
class Tally:
    """What was counted in one or more shards.

    Memory: 20 bytes a record (id and length; twice that while sorting), one counter a
    distinct domain, language and license.
    """

    counts: Counter[str] = field(default_factory=Counter)
    sums: dict[str, float] = field(default_factory=dict)
    languages: Counter[str] = field(default_factory=Counter)
    domains: Counter[str] = field(default_factory=Counter)
    licenses: Counter[str] = field(default_factory=Counter)
    releases: Counter[str] = field(default_factory=Counter)
    lengths: list[npt.NDArray[np.int32]] = field(default_factory=list)
    ids: list[npt.NDArray[np.uint64]] = field(default_factory=list)

    def add(self, batch: pa.RecordBatch) -> None:
        """Count one batch that `read` selected."""
        self.counts["rows"] += batch.num_rows
        for name in NULLABLE:
            self.counts[f"null:{name}"] += batch.column(name).null_count
        for name in LISTS:
            sizes: Any = pc.fill_null(pc.list_value_length(batch.column(name)), 0)
            self.counts[f"empty:{name}"] += _total(pc.equal(sizes, pa.scalar(0)))
        starts = pc.list_flatten(batch.column("evidence"))
        self.counts["evidence"] += len(starts)
        self.counts["placeless"] += pc.struct_field(starts, "start").null_count
        for counter, name in (
            (self.languages, "language"),
            (self.domains, "domain"),
            (self.licenses, "license"),
            (self.releases, "release"),
        ):
            found: Any = pc.value_counts(batch.column(name))
            for item in found.to_pylist():
                if item["values"] is not None:
                    counter[item["values"]] += item["counts"]
        self._add_quality(batch.column("quality"))
        self.ids.append(_id_keys(batch.column("id").to_pylist()))

    def _add_quality(self, quality: Any) -> None:
        lengths = pc.fill_null(pc.struct_field(quality, "text_chars"), 0)
        self.lengths.append(lengths.to_numpy(zero_copy_only=False).astype(np.int32))
        for name in COUNTED:
            marks: Any = pc.struct_field(quality, name)
            self.counts[name] += _total(marks)
            self.counts[f"pages:{name}"] += _total(pc.greater(marks, pa.scalar(0)))
        for name in RATIOS:
            values = pc.drop_null(pc.struct_field(quality, name)).to_numpy(zero_copy_only=False)
            values = values[np.isfinite(values)]
            self.counts[f"measured:{name}"] += len(values)
            self.sums[name] = self.sums.get(name, 0.0) + float(values.sum(dtype=np.float64))

    def merge(self, other: "Tally") -> None:
        """Add the numbers of another shard."""
        for name in ("counts", "languages", "domains", "licenses", "releases"):
            getattr(self, name).update(getattr(other, name))
        for name, value in other.sums.items():
            self.sums[name] = self.sums.get(name, 0.0) + value
        self.lengths.extend(other.lengths)
        self.ids.extend(other.ids)

    def all_lengths(self) -> npt.NDArray[np.int32]:
        """Return `text_chars` of every record."""
        return np.concatenate(self.lengths) if self.lengths else np.empty(0, np.int32)

    def repeated_ids(self) -> int:
        """Count the records whose id another record has before them."""
        if not self.ids:
            return 0
        keys = np.concatenate(self.ids)
        keys = keys[np.lexsort((keys[:, 1], keys[:, 0]))]
        return int(np.all(keys[1:] == keys[:-1], axis=1).sum())


def read(path: Path, name: str) -> Tally:
    """Count one shard, row group by row group; `name` is its path in the release.

    Raises: ReleaseError when it is no Parquet file or lacks a column.
    """
    hint = "run `colophon validate` on this release"
    tally = Tally()
    try:
        with pq.ParquetFile(path) as file:
            columns = _paths(file, name)
            for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=columns):
                tally.add(batch)
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError) as err:
        raise ReleaseError(f"unreadable shard ({type(err).__name__})", name, hint) from err
    return tally


def _paths(file: pq.ParquetFile, name: str) -> list[str]:
    """Return the Parquet leaf paths to read; list items are named differently by writers."""
    found = [file.schema.column(i).path for i in range(len(file.schema))]
    chosen = [p for p in found if p in COLUMNS]
    chosen += [p for p in found if p.split(".")[0] in LISTS]
    chosen += [p for p in found if p.startswith("quality.") and p[8:] in QUALITY]
    chosen += [p for p in found if p.startswith("evidence.") and p.endswith(".start")]
    present = {p if p.startswith("quality.") else p.split(".")[0] for p in chosen}
    wanted = {*COLUMNS, *LISTS, "evidence", *(f"quality.{q}" for q in QUALITY)}
    if missing := sorted(wanted - present):
        problem = f"lacks the columns {', '.join(missing)}"
        raise ReleaseError(problem, name, "run `colophon validate` on this release")
    return chosen


def _total(values: Any) -> int:
    return int(pc.sum(pc.cast(values, pa.int64())).as_py() or 0)


def _id_keys(ids: Sequence[str | None]) -> npt.NDArray[np.uint64]:
    """Return 16 bytes for each id, as two numbers: the id itself where it is 32 hex digits."""
    try:
        raw = bytes.fromhex("".join(i if i and len(i) == 32 else "?" for i in ids))
    except ValueError:  # not our ids: `validate` says so; here they only need to differ
        raw = b"".join(sha256((i or "").encode()).digest()[:16] for i in ids)
    return np.frombuffer(raw, dtype=">u8").astype(np.uint64).reshape(-1, 2)
