"""The folder of a release: its manifest, its files and their digests; nothing is followed out."""

import re
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from dataset_tools.errors import ReleaseError
from dataset_tools.manifest import MANIFEST, REPORTS, SUMS, file_digest, read_manifest
from dataset_tools.model import Finding
from dataset_tools.schema import load_schema, schema_bytes
from dataset_tools.validation.findings import error
from dataset_tools.validation.oracle import describe

MAX_JSON_BYTES = 256 * 2**20  # a manifest that lists a million files
MAX_MANIFEST_ERRORS = 20  # more do not help to find the cause
RECORD_SCHEMA = "meta/record.schema.json"
_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)")


def load_manifest(release: Path, found: list[Finding]) -> dict[str, Any] | None:
    """Return the manifest, or None with a finding when it cannot be used."""
    path, hint = release / MANIFEST, "build the release again"
    if not is_plain_file(path) or path.stat().st_size > MAX_JSON_BYTES:
        found.append(error("manifest", "is missing, no regular file, or too large", MANIFEST, hint))
        return None
    try:
        manifest = read_manifest(release)
    except (ReleaseError, RecursionError) as err:
        problem = err.problem if isinstance(err, ReleaseError) else "nested too deeply"
        found.append(error("manifest", problem, MANIFEST, hint))
        return None
    broken = list(_schema_errors(manifest))
    found.extend(broken)
    return None if broken else manifest


def _schema_errors(manifest: dict[str, Any]) -> Iterator[Finding]:
    from itertools import islice

    from jsonschema import Draft202012Validator
    from referencing import Registry

    validator = Draft202012Validator(load_schema("manifest.v1"), registry=Registry())
    for wrong in islice(validator.iter_errors(manifest), MAX_MANIFEST_ERRORS):
        message = f"`{wrong.validator}` is broken by {describe(wrong.instance)}"
        hint = "build the release again; schemas/manifest.v1.schema.json says what is allowed"
        yield error("manifest", message, f"{MANIFEST}:{wrong.json_path}", hint)


def is_plain_file(path: Path) -> bool:
    """Say whether `path` is a regular file and no link."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def is_safe(path: str) -> bool:
    """Say whether a listed path stays below its root on every system.

    >>> [is_safe(p) for p in ("data/a.parquet", "../a", "/etc/passwd", "a//b", "C:x", "")]
    [True, False, False, False, False, False]
    """
    parts = path.split("/")
    plain = path.isprintable() and not any(c in path for c in '\\:*?"<>|')
    return plain and all(part not in ("", ".", "..") for part in parts)


def inventory(release: Path) -> tuple[list[str], list[Finding]]:
    """Return the regular files below `release`, sorted, and findings on all that is not one."""
    files: list[str] = []
    found: list[Finding] = []
    folders = [release]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            name = path.relative_to(release).as_posix()
            mode = path.lstat().st_mode
            if stat.S_ISLNK(mode):
                found.append(error("unsafe-path", "is a link", name, "put the file in its place"))
            elif stat.S_ISDIR(mode):
                folders.append(path)
            elif not stat.S_ISREG(mode):
                found.append(error("unsafe-path", "is no regular file", name, "remove it"))
            elif not is_safe(name):
                hint = "rename it; only printable names that every system can write"
                found.append(error("unsafe-path", "has an unsafe name", name, hint))
            else:
                files.append(name)
    return sorted(files), found


def check_files(
    release: Path, manifest: dict[str, Any], files: list[str], intact: set[str]
) -> Iterator[Finding]:
    """Compare the folder with the manifest; `intact` receives the files whose digest holds."""
    own = {MANIFEST, SUMS, *REPORTS}
    present, listed = set(files), set()
    for number, entry in enumerate(manifest["files"]):
        path = entry["path"]
        where = f"{MANIFEST}:$.files[{number}].path"
        if not is_safe(path):
            yield error("unsafe-path", "a listed path leaves the release", where, "do not use it")
            continue
        if path in listed or path in own:
            yield error("manifest", "a path is listed twice, or must not be listed", where)
        listed.add(path)
        if path not in present:
            hint = "fetch this file again"
            yield error("missing-file", "is in the manifest, not in the folder", path, hint)
            continue
        size = (release / path).stat().st_size
        if size != entry["bytes"]:
            message = f"has {size} bytes, the manifest says {entry['bytes']}"
            yield error("file-digest", message, path, "fetch this file again")
        elif file_digest(release / path) != entry["sha256"]:
            message = "its sha256 is not that of the manifest"
            yield error("file-digest", message, path, "fetch this file again")
        else:
            intact.add(path)
    for path in sorted(present - listed - own):
        hint = "remove it, or build the release again"
        yield error("unlisted-file", "is in the folder, not in the manifest", path, hint)
    yield from _check_sums(release, manifest, present)
    if RECORD_SCHEMA in intact and (release / RECORD_SCHEMA).read_bytes() != schema_bytes():
        message = "is not the record schema of this version of colophon"
        yield error("record-schema", message, RECORD_SCHEMA, "validate with the version that built")


def _check_sums(release: Path, manifest: dict[str, Any], present: set[str]) -> Iterator[Finding]:
    wanted = {entry["path"]: entry["sha256"] for entry in manifest["files"]}
    wanted[MANIFEST] = file_digest(release / MANIFEST)
    if SUMS not in present or (release / SUMS).stat().st_size > MAX_JSON_BYTES:
        yield error("checksums", "is missing or too large", SUMS, "build the release again")
        return
    stated: dict[str, str] = {}
    text = (release / SUMS).read_bytes().decode("utf-8", "replace")
    for number, line in enumerate(text.splitlines(), start=1):
        match = _LINE.fullmatch(line)
        if match is None:
            yield error("checksums", "is no `sha256  path` line", f"{SUMS}:{number}")
            continue
        stated[match.group(2)] = match.group(1)
        if wanted.get(match.group(2)) != match.group(1):
            message = "differs from the manifest, or lists another file"
            yield error("checksums", message, f"{SUMS}:{number}", f"sha256sum -c {SUMS}")
    for path in sorted(set(wanted) - set(stated)):
        yield error("checksums", "lacks a file of the manifest", f"{SUMS}:{path}")


def subset_shards(files: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield (path, subset, split) of the Parquet files in data/, in shard order."""
    for name in files:
        parts = PurePosixPath(name).parts
        if len(parts) == 3 and parts[0] == "data" and name.endswith(".parquet"):
            match = re.fullmatch(r"(\w+)-[0-9]{5}-of-[0-9]{5}\.parquet", parts[2])
            yield name, parts[1], match.group(1) if match else parts[2]
