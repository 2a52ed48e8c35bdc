"""What leaves the machine and what came of it: a release folder, read and re-hashed.

Nothing is sent that the manifest does not name, and nothing is sent under a digest that was
not computed here from the bytes on disk.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha1, sha256
from pathlib import Path
from typing import Any

from dataset_tools.errors import PublishError
from dataset_tools.manifest import (
    MANIFEST,
    REPORTS,
    SUMS,
    file_digest,
    read_manifest,
    release_files,
)

MAX_SHOWN = 5  # paths named in one message
VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,63}")  # what a git tag and a folder can hold
SHARD = re.compile(r"data/([^/]+)/(\w+(?:\.\w+)*)-\d{5}-of-\d{5}\.parquet")


@dataclass(frozen=True, slots=True)
class Item:
    """One file to publish, with the digest of its bytes on disk (bare hex)."""

    path: str  # relative, "/"-separated
    bytes: int
    sha256: str
    rows: int = 0  # of a data shard, from the manifest; 0 elsewhere


@dataclass(frozen=True, slots=True)
class Payload:
    """A release folder whose files, sums and manifest agree."""

    folder: Path
    manifest: dict[str, Any]
    manifest_sha256: str
    items: tuple[Item, ...]  # sorted by path

    @property
    def name(self) -> str:
        """The corpus name."""
        return str(self.manifest["name"])

    @property
    def version(self) -> str:
        """The release version, e.g. ``"1.0.0"``."""
        return str(self.manifest["version"])

    @property
    def bytes(self) -> int:
        """Bytes of all files together."""
        return sum(item.bytes for item in self.items)

    def subsets(self) -> dict[str, dict[str, list[Item]]]:
        """Return the data shards by subset and split, in the order of their names."""
        found: dict[str, dict[str, list[Item]]] = {}
        for item in self.items:
            if match := SHARD.fullmatch(item.path):
                found.setdefault(match[1], {}).setdefault(match[2], []).append(item)
        return found


@dataclass(frozen=True, slots=True)
class Published:
    """What one run of `publish` did, or would do."""

    target: str
    url: str  # where a reader finds it: a page of the Hub or a folder
    revision: str | None  # the commit to pin, 40 hex; None for a folder and a dry run
    tag: str | None  # "v" + version; None for a folder
    files: int
    bytes: int
    steps: tuple[str, ...]  # what happened, in order, one line each
    dry_run: bool = False
    changed: bool = True  # False: dry run, or the target held this very release already


def read_payload(folder: Path) -> Payload:
    """Read a release folder and re-hash every file against manifest.json and SHA256SUMS.

    Raises: PublishError for links, files that the manifest does not name, missing or changed
    files; ReleaseError when there is no usable manifest. Memory: constant, plus the manifest.
    """
    manifest = read_manifest(folder)
    _require_keys(manifest, folder)
    named = {entry["path"]: entry for entry in manifest["files"]}
    own = {MANIFEST, SUMS, *REPORTS}
    present = list(release_files(folder))
    hint = "build the release again, or remove what does not belong to it"
    links = [p for p in present if (folder / p).is_symlink() or not (folder / p).is_file()]
    if links:
        raise PublishError(f"links or special files: {shown(links)}", str(folder), hint)
    if strays := [p for p in present if p not in named and p not in own]:
        raise PublishError(
            f"files that {MANIFEST} does not name: {shown(strays)}", str(folder), hint
        )
    if missing := sorted({MANIFEST, SUMS, *named} - set(present)):
        raise PublishError(f"missing files: {shown(missing)}", str(folder), hint)
    items = tuple(_measure(folder, path, named.get(path)) for path in sorted(present))
    digests = {item.path: item.sha256 for item in items}
    changed = [p for p, entry in named.items() if not _as_named(entry, folder, digests[p])]
    if changed:
        problem = f"files that differ from {MANIFEST}: {shown(changed)}"
        raise PublishError(problem, str(folder), "build the release again")
    expected = {path: digests[path] for path in (MANIFEST, *named)}
    if dict(_read_sums(folder)) != expected:
        problem = f"{SUMS} does not agree with {MANIFEST} and the files"
        raise PublishError(problem, str(folder), "build the release again")
    return Payload(folder, manifest, digests[MANIFEST], items)


def read_stored_report(payload: Payload, path: str) -> dict[str, Any] | None:
    """Return a stored report as JSON, or None where the release has none.

    Raises: PublishError when it is no JSON object.
    """
    if not any(item.path == path for item in payload.items):
        return None
    try:
        content = json.loads((payload.folder / path).read_bytes())
    except ValueError:
        content = None
    if not isinstance(content, dict):
        hint = "run `colophon check` on the release again"
        raise PublishError("not a JSON object", str(payload.folder / path), hint)
    return content


def shown(paths: list[str]) -> str:
    """Return the first paths, quoted, and the number of the others.

    >>> shown(["a", "b"]), shown(["a", "b", "c", "d", "e", "f", "g"])
    ("'a', 'b'", "'a', 'b', 'c', 'd', 'e' and 2 more")
    """
    text = ", ".join(repr(path) for path in paths[:MAX_SHOWN])
    return text + (f" and {len(paths) - MAX_SHOWN} more" if len(paths) > MAX_SHOWN else "")


def git_blob_sha1(folder: Path, item: Item) -> str:
    """Return the name that git gives to the bytes of a file (sha1 of ``blob SIZE\\0`` + bytes).

    Raises: PublishError when the bytes are no longer those of `item`.
    """
    content = (folder / item.path).read_bytes()  # small: a Hub keeps large files under sha256
    if sha256(content).hexdigest() != item.sha256:
        hint = "nobody may write to the release meanwhile; run the command again"
        raise PublishError("the file changed while it was being published", item.path, hint)
    return sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _require_keys(manifest: dict[str, Any], folder: Path) -> None:
    where, hint = str(folder / MANIFEST), "build the release again"
    for key, kind in (("name", str), ("version", str), ("files", list), ("counts", dict)):
        if not isinstance(manifest.get(key), kind):
            raise PublishError(f"key {key!r} is not a {kind.__name__}", where, hint)
    if manifest.get("audience") not in ("public", "private"):
        problem = f"audience is {manifest.get('audience')!r}, not 'public' or 'private'"
        raise PublishError(problem, where, hint)
    if not VERSION.fullmatch(manifest["version"]) or ".." in manifest["version"]:
        raise PublishError(f"version {manifest['version']!r} cannot become a tag", where, hint)
    for entry in manifest["files"]:
        path = entry.get("path") if isinstance(entry, dict) else None
        if not isinstance(path, str) or not _is_inside(path):
            raise PublishError(f"file path {path!r} leads out of the release", where, hint)


def _is_inside(path: str) -> bool:
    parts = path.split("/")
    return not any(p in ("", ".", "..") for p in parts) and not any(c in path for c in "\\\0\n\r")


def _measure(folder: Path, path: str, entry: dict[str, Any] | None) -> Item:
    full = folder / path
    rows = entry.get("rows") if entry else None
    rows = rows if isinstance(rows, int) else 0
    return Item(path, full.stat().st_size, file_digest(full), rows)


def _as_named(entry: dict[str, Any], folder: Path, digest: str) -> bool:
    size = (folder / str(entry["path"])).stat().st_size
    return bool(entry.get("sha256") == digest and entry.get("bytes") == size)


def _read_sums(folder: Path) -> Iterator[tuple[str, str]]:
    for line in (folder / SUMS).read_text(encoding="utf-8", errors="replace").splitlines():
        digest, _, path = line.partition("  ")
        yield path, digest
