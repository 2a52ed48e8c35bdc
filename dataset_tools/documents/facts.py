"""What the documents say of the data files, measured from the files themselves."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dataset_tools.errors import BuildError

Subsets = Mapping[str, Mapping[str, "SplitFacts"]]  # subset -> split -> facts


@dataclass(frozen=True, slots=True)
class SplitFacts:
    """One split of one subset."""

    rows: int
    arrow_bytes: int  # uncompressed, in memory
    file_bytes: int  # the Parquet files


def split_files(release: Path, subset: str, split: str) -> list[Path]:
    """Return the shards of one split, in order."""
    return sorted((release / "data" / subset).glob(f"{split}-*.parquet"))


def measure(release: Path, manifest: Mapping[str, Any]) -> dict[str, dict[str, SplitFacts]]:
    """Measure the splits that the manifest names, from the Parquet footers.

    Raises: BuildError where the footers and the manifest disagree.
    """
    import pyarrow.parquet as pq

    measured: dict[str, dict[str, SplitFacts]] = {}
    for subset, splits in sorted(manifest["subsets"].items()):
        measured[subset] = {}
        for split, told in sorted(splits.items()):
            files = split_files(release, subset, split)
            rows = sum(pq.read_metadata(path).num_rows for path in files)
            if rows != told["rows"] or not rows:
                problem = f"the files hold {rows} rows, the manifest says {told['rows']}"
                hint = "build the release again; a split without rows is never written"
                raise BuildError(problem, f"data/{subset}/{split}", hint)
            size = sum(path.stat().st_size for path in files)
            measured[subset][split] = SplitFacts(rows, told["bytes"], size)
    return measured


def text_subsets(subsets: Subsets) -> list[str]:
    """Return the subsets that ship texts: `text` and its share-alike families, sorted."""
    return sorted(name for name in subsets if name != "metadata")


def rows_of(subsets: Subsets, names: list[str]) -> int:
    """Return the rows of all splits of these subsets; absent ones have none."""
    return sum(s.rows for name in names for s in subsets.get(name, {}).values())


def text_licenses(release: Path, subsets: Subsets) -> dict[str, int]:
    """Count the concluded licenses of the shipped texts, sorted by name; reads one column."""
    from dataset_tools.shards import scan

    found: Counter[str] = Counter()
    for subset in text_subsets(subsets):
        for split in subsets[subset]:
            for batch in scan(split_files(release, subset, split), ["license"]):
                found.update(str(name) for name in batch.column("license").to_pylist())
    return dict(sorted(found.items()))
