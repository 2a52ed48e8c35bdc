"""The numbers that the quality gate judges: one row a shard, one row for the corpus.

The corpus row counts subset `metadata` (every kept record) and the sums of the manifest.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dataset_tools.checks.tally import LISTS, NULLABLE, RATIOS, Tally, read
from dataset_tools.errors import ReleaseError
from dataset_tools.ledger import FATES
from dataset_tools.manifest import MANIFEST, read_manifest

Value = float | int | str | None
SCOPES = ("corpus", "shard")
DIGITS = 6  # significant digits kept, so that a small share never becomes 0
LARGEST = 2**53  # the largest count that a float column holds exactly


@dataclass(frozen=True, slots=True)
class Metric:
    """One number: what it says, and how it follows from a tally; None where it has no value."""

    meaning: str
    value: Callable[[Tally], float | int | None]
    corpus_only: bool = False


def _count(key: str) -> Callable[[Tally], int | None]:
    return lambda tally: tally.counts[key]


def _known(key: str) -> Callable[[Tally], int | None]:
    """Return a count of the manifest, None where the manifest does not say."""
    return lambda tally: tally.counts.get(key)


def _share(part: str, whole: str = "rows") -> Callable[[Tally], float | None]:
    return lambda tally: _ratio(tally.counts.get(part, 0), tally.counts.get(whole, 0))


def _known_share(part: str, *wholes: str) -> Callable[[Tally], float | None]:
    def value(tally: Tally) -> float | None:
        known = [tally.counts.get(key) for key in (part, *wholes)]
        if None in known:
            return None
        return _ratio(tally.counts[part], sum(tally.counts[key] for key in wholes))

    return value


def _difference(left: str, right: str) -> Callable[[Tally], int | None]:
    def value(tally: Tally) -> int | None:
        known = left in tally.counts and right in tally.counts
        return tally.counts[left] - tally.counts[right] if known else None

    return value


def _value_share(counter: str, value: str) -> Callable[[Tally], float | None]:
    return lambda tally: _ratio(getattr(tally, counter)[value], tally.counts["rows"])


def _largest_share(counter: str) -> Callable[[Tally], float | None]:
    return lambda tally: _ratio(
        max(getattr(tally, counter).values(), default=0), tally.counts["rows"]
    )


def _mean(name: str) -> Callable[[Tally], float | None]:
    return lambda tally: _ratio(tally.sums.get(name, 0.0), tally.counts[f"measured:{name}"])


def _quantile(share: float) -> Callable[[Tally], int | None]:
    def value(tally: Tally) -> int | None:
        lengths = tally.all_lengths()
        return int(np.quantile(lengths, share, method="lower")) if len(lengths) else None

    return value


def _mean_length(tally: Tally) -> float | None:
    lengths = tally.all_lengths()
    return _ratio(float(lengths.sum(dtype=np.int64)), len(lengths))


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


METRICS: dict[str, Metric] = {
    "rows": Metric("records", _count("rows")),
    "shards": Metric("Parquet files of subset `metadata`", _count("shards"), corpus_only=True),
    "text_rows": Metric("records that ship with their text", _count("text_rows"), corpus_only=True),
    "duplicate_ids": Metric("records whose id is taken already", Tally.repeated_ids),
    **{
        f"{name}_null_share": Metric(f"records without `{name}`", _share(f"null:{name}"))
        for name in NULLABLE
    },
    **{
        f"{name}_empty_share": Metric(f"records with no `{name}`", _share(f"empty:{name}"))
        for name in LISTS
    },
    "und_share": Metric("records of undetermined language", _value_share("languages", "und")),
    "languages": Metric("distinct languages", lambda tally: len(tally.languages)),
    "largest_language_share": Metric("records in the first language", _largest_share("languages")),
    "domains": Metric("distinct registrable domains", lambda tally: len(tally.domains)),
    "largest_domain_share": Metric("records of the largest domain", _largest_share("domains")),
    "full_text_share": Metric(
        "records whose release is full_text", _value_share("releases", "full_text")
    ),
    "metadata_only_share": Metric(
        "records whose release is metadata_only", _value_share("releases", "metadata_only")
    ),
    "review_share": Metric("records whose release is review", _value_share("releases", "review")),
    "review_records": Metric("records that wait for review", lambda t: t.releases["review"]),
    "license_noassertion_share": Metric(
        "records whose license is NOASSERTION", _value_share("licenses", "NOASSERTION")
    ),
    "license_none_share": Metric("records whose license is NONE", _value_share("licenses", "NONE")),
    "evidence_items": Metric("observations", _count("evidence")),
    "evidence_without_place_share": Metric(
        "observations without an exact place", _share("placeless", "evidence")
    ),
    "text_chars_mean": Metric("mean length of a text, code points", _mean_length),
    "text_chars_min": Metric("shortest text, code points", _quantile(0)),
    "text_chars_p05": Metric("5th percentile of text length", _quantile(0.05)),
    "text_chars_p50": Metric("median text length", _quantile(0.5)),
    "text_chars_p95": Metric("95th percentile of text length", _quantile(0.95)),
    "text_chars_max": Metric("longest text, code points", _quantile(1)),
    **{f"{name}_mean": Metric(f"mean of `quality.{name}`", _mean(name)) for name in RATIOS},
    "mojibake_share": Metric(
        "records with marks of a wrong charset", _share("pages:mojibake_marks")
    ),
    "replaced_share": Metric(
        "records whose page had undecodable bytes", _share("pages:replaced_chars")
    ),
    "replaced_chars": Metric("code points replaced while decoding", _count("replaced_chars")),
    "control_chars": Metric("control characters left in texts", _count("control_chars")),
    "private_use_chars": Metric("private-use code points in texts", _count("private_use_chars")),
    "captures": Metric("captures read", _known("m:captures"), corpus_only=True),
    **{
        f"{fate}_share": Metric(
            f"captures with fate {fate}", _known_share(f"m:{fate}", "m:captures"), corpus_only=True
        )
        for fate in FATES
    },
    "damage_share": Metric(
        "damaged places, per capture or damaged place read",
        _known_share("m:damage", "m:captures", "m:damage"),
        corpus_only=True,
    ),
    "kept_minus_rows": Metric(
        "manifest's kept records minus rows of subset `metadata`",
        _difference("m:kept", "rows"),
        corpus_only=True,
    ),
    "full_text_minus_text_rows": Metric(
        "records of release full_text minus rows of the text subsets",
        lambda tally: tally.releases["full_text"] - tally.counts["text_rows"],
        corpus_only=True,
    ),
}


def names(scope: str) -> list[str]:
    """Return the metrics that a row of this scope has, in the order of METRICS."""
    return [name for name, metric in METRICS.items() if scope == "corpus" or not metric.corpus_only]


def measure(release: Path) -> list[dict[str, Value]]:
    """Return one row of metrics for the corpus, then one for each shard, by path.

    A row has ``scope`` ("corpus" or "shard"), ``name`` ("corpus" or the shard's path) and the
    metrics of its scope; every number is finite, None where there is nothing to measure.

    Memory: one row group of narrow columns, and what a Tally holds.
    Raises: ReleaseError without a manifest or with an unreadable shard.
    """
    manifest = read_manifest(release)
    corpus = Tally(counts=_manifest_counts(manifest))
    rows: list[dict[str, Value]] = []
    for name in _shards(release, manifest):
        tally = read(release / name, name)
        rows.append(_row("shard", name, tally))
        if name.startswith("data/metadata/"):
            corpus.merge(tally)
            corpus.counts["shards"] += 1
        else:
            corpus.counts["text_rows"] += tally.counts["rows"]
    corpus.counts["rows"] += 0  # so that an empty corpus has 0 rows, not an unknown number
    return [_row("corpus", "corpus", corpus), *rows]


def _row(scope: str, name: str, tally: Tally) -> dict[str, Value]:
    numbers = {key: _tidy(METRICS[key].value(tally)) for key in names(scope)}
    return {"scope": scope, "name": name, **numbers}


def _tidy(value: float | None) -> float | int | None:
    """Round to DIGITS significant digits; summing order must not show in a report."""
    if value is None or isinstance(value, int):
        return value
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None


def _manifest_counts(manifest: dict[str, Any]) -> Any:
    """Return the sums of the manifest as a counter, without those that are no counts."""
    from collections import Counter

    given = manifest.get("counts")
    counts = given if isinstance(given, dict) else {}
    keys = ("captures", "damage", *FATES)
    known = {k: counts[k] for k in keys if k in counts and type(counts[k]) is int}
    return Counter({f"m:{k}": v for k, v in known.items() if 0 <= v <= LARGEST})


def _shards(release: Path, manifest: dict[str, Any]) -> list[str]:
    """Return the paths of the data shards that the manifest lists, sorted.

    Raises: ReleaseError for a path that leaves the release or is not there.
    """
    where, hint = MANIFEST, "run `colophon validate` on this release"
    files = manifest.get("files")
    if not isinstance(files, list) or not all(isinstance(f, dict) for f in files):
        raise ReleaseError("`files` is no list of objects", where, hint)
    root = release.resolve()
    found = []
    for path in (entry.get("path") for entry in files):
        if not isinstance(path, str) or not path.isprintable():
            raise ReleaseError(f"unusable path {path!a}", where, hint)
        if not (path.startswith("data/") and path.endswith(".parquet")):
            continue
        full = (release / path).resolve()
        if ".." in path.split("/") or "\\" in path or not full.is_relative_to(root):
            raise ReleaseError(f"path {path!r} leaves the release", where, hint)
        if not full.is_file():
            raise ReleaseError("listed in the manifest, but not there", path, hint)
        found.append(path)
    return sorted(set(found))
