"""`validate`: is a release what it claims to be? Nothing but the folder is needed, offline."""

from collections.abc import Sequence
from pathlib import Path

from dataset_tools.model import Report
from dataset_tools.validation.reports import REPORTS, write_report
from dataset_tools.validation.rules import RULES

__all__ = ["REPORTS", "RULES", "validate", "write_report"]


def validate(
    release: str | Path,
    *,
    schema: str | Path | None = None,
    source: Sequence[str | Path] | None = None,
    write: bool = False,
) -> Report:
    """Validate a release, or any Parquet files against any JSON Schema.

    Args:
        release: The folder; with `schema` also a single Parquet file or a folder of them.
        schema: A JSON Schema (2020-12) file for the rows: then only rows are judged, and no
            manifest is needed.
        source: The dumps of the build, named as they were then: every excerpt and digest is
            compared with them.
        write: Store the report as meta/validation.json.
    Raises: ReleaseError when there is nothing to validate, ConfigError for an unusable schema,
        InputError for unreadable dumps. What is wrong in a release is a finding.
    """
    from dataset_tools.validation.run import validate_files, validate_release

    if schema is not None:
        return validate_files(Path(release), Path(schema))
    report = validate_release(Path(release), [str(s) for s in source or ()])
    if write:
        write_report(Path(release), report)
    return report
