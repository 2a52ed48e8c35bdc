"""The manifest: what a release holds, from what it was made, and with what.

It lists every file except itself, SHA256SUMS and the files that `check` and `validate`
rewrite (REPORTS). No field reads a clock.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from dataset_tools.errors import ReleaseError

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
REPORTS = ("meta/validation.json", "meta/checks.json", "meta/checks.html")
SCHEMA_ID = "manifest/1"
_SIZES = ("1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T")


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a release; `rows` only for Parquet."""

    path: str  # relative, "/"-separated
    bytes: int
    sha256: str
    rows: int | None = None


def file_digest(path: Path) -> str:
    """Return sha256 of a file as bare lower-case hex; constant memory."""
    digest = sha256()
    with path.open("rb") as handle:
        while chunk := handle.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def release_files(release: Path) -> Iterator[str]:
    """Yield the relative paths of all files below `release`, sorted; links are listed too."""
    found = (p for p in release.rglob("*") if p.is_symlink() or not p.is_dir())
    yield from sorted(p.relative_to(release).as_posix() for p in found)


def describe_file(release: Path, path: str) -> FileEntry:
    """Measure one file of a release."""
    full = release / path
    rows = None
    if path.endswith(".parquet"):
        import pyarrow.parquet as pq

        rows = pq.read_metadata(full).num_rows
    return FileEntry(path, full.stat().st_size, file_digest(full), rows)


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write canonical JSON: sorted keys, two spaces, UTF-8, newline at the end."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def canonical_digest(content: object) -> str:
    """Return sha256 of the compact canonical JSON of `content`."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def write_manifest(release: Path, content: dict[str, Any]) -> None:
    """Measure all files, write manifest.json, then SHA256SUMS over them and the manifest."""
    own = {MANIFEST, SUMS, *REPORTS}
    entries = [describe_file(release, p) for p in release_files(release) if p not in own]
    files = [
        {"path": e.path, "bytes": e.bytes, "sha256": e.sha256, "rows": e.rows} for e in entries
    ]
    write_json(release / MANIFEST, {**content, "schema": SCHEMA_ID, "files": files})
    sums = [(e.sha256, e.path) for e in entries]
    sums.append((file_digest(release / MANIFEST), MANIFEST))
    lines = [f"{digest}  {path}\n" for digest, path in sorted(sums, key=lambda s: s[1])]
    (release / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def read_manifest(release: Path) -> dict[str, Any]:
    """Return manifest.json of a release.

    Raises: ReleaseError when it is missing, no JSON object, or of another schema.
    """
    path = release / MANIFEST
    try:
        content = json.loads(path.read_bytes())
    except OSError as err:
        hint = "name a folder that `colophon build` wrote"
        raise ReleaseError(f"no readable {MANIFEST} ({err.strerror})", str(release), hint) from err
    except ValueError as err:
        raise ReleaseError("no valid JSON", str(path), "build the release again") from err
    if not isinstance(content, dict) or content.get("schema") != SCHEMA_ID:
        raise ReleaseError(f"not a {SCHEMA_ID} file", str(path), "build the release again")
    return content


def size_category(rows: int) -> str:
    """Return the Hub's size category of a number of rows.

    >>> size_category(0), size_category(1000), size_category(10**12)
    ('n<1K', '1K<n<10K', 'n>1T')
    """
    for power, (low, high) in enumerate(zip(("", *_SIZES), _SIZES, strict=False), start=3):
        if rows < 10**power:
            return f"{low}<n<{high}" if low else f"n<{high}"
    return f"n>{_SIZES[-1]}"
