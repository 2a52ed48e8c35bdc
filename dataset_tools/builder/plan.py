"""The plan of a build: what is read in which splits, and the work folder that remembers it."""

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dataset_tools.dump import InputFile
from dataset_tools.errors import BuildError
from dataset_tools.manifest import (
    MANIFEST,
    canonical_digest,
    file_digest,
    read_manifest,
    write_json,
)
from dataset_tools.readers.ranges import cut_into_ranges

MARKER = ".colophon-work.json"  # only folders that carry it are ever removed
SPLIT_BYTES = 8 * 2**20  # small files are read together up to this size, large ones cut by it
SPLIT_FILES = 256
QUARANTINE = "quarantine.warc.gz"


@dataclass(frozen=True, slots=True)
class Split:
    """A share of the input that one worker converts and commits at once: files, or one range."""

    number: int
    files: tuple[InputFile, ...]

    @property
    def name(self) -> str:
        """The name of its files in the work folder."""
        return f"{self.number:05d}"


@dataclass(frozen=True, slots=True)
class Plan:
    """Input and everything that decides the output; `key` is the digest of it all."""

    files: tuple[InputFile, ...]
    splits: tuple[Split, ...]
    inputs: tuple[dict[str, Any], ...]  # dump, format, bytes, sha256
    key: str


def make_plan(
    files: Sequence[InputFile], decides: dict[str, Any], split_bytes: int = SPLIT_BYTES
) -> Plan:
    """Cut files into splits by input alone, so that the plan does not depend on workers.

    Args:
        files: In the order of their dump names.
        decides: Digests of configuration, policy and versions.
        split_bytes: A larger file is read as byte ranges of this size where it can be.
    """
    inputs = tuple(
        {
            "dump": f.dump,
            "format": f.format,
            "bytes": f.size,
            "sha256": file_digest(f.path),
        }
        for f in files
    )
    splits = tuple(Split(number, share) for number, share in enumerate(_shares(files, split_bytes)))
    key = canonical_digest({"inputs": inputs, **decides})
    return Plan(tuple(files), splits, inputs, key)


def _shares(files: Sequence[InputFile], split_bytes: int) -> Iterator[tuple[InputFile, ...]]:
    group: list[InputFile] = []
    held = 0
    for file in files:
        ranges = cut_into_ranges(file, split_bytes)
        if group and (
            len(ranges) > 1 or held + file.size > split_bytes or len(group) == SPLIT_FILES
        ):
            yield tuple(group)
            group, held = [], 0
        if len(ranges) > 1:
            yield from ((one,) for one in ranges)
        else:
            group.append(file)
            held += file.size
    if group:
        yield tuple(group)


def finished(out: Path, key: str, *, fresh: bool) -> bool:
    """Say whether OUT already holds this very build; make way for a fresh one.

    Raises: BuildError when OUT holds something else.
    """
    if not out.exists():
        return False
    if out.is_dir() and not any(out.iterdir()):
        out.rmdir()
        return False
    if not (out / MANIFEST).is_file():
        hint = "name another --out; --fresh removes only folders that colophon wrote"
        raise BuildError("exists and is no release", str(out), hint)
    if fresh:
        read_manifest(out)
        shutil.rmtree(out)
        return False
    if read_manifest(out).get("build_key") == key:
        return True
    hint = "name another --out, or add --fresh to replace it"
    raise BuildError("holds a release of other input or configuration", str(out), hint)


def open_work(out: Path, key: str, *, fresh: bool) -> Path:
    """Return OUT.work, new or with the commits of an interrupted build of the same plan.

    Raises: BuildError when it belongs to another build, keeps its quarantine, or is not ours.
    """
    work = work_folder(out)
    if work.exists() and not (work / MARKER).is_file():
        # A build that was killed right after it began, or right before its end, leaves folders.
        if not work.is_dir() or any(path.is_file() for path in work.rglob("*")):
            hint = "move it away or name another --out"
            raise BuildError("exists and is not a work folder of colophon", str(work), hint)
    elif work.exists():
        found = _marker(work)
        if fresh or "key" not in found:
            _remove(work)
        elif found.get("finished"):
            hint = f"move {QUARANTINE} away, or add --fresh to drop it"
            raise BuildError("keeps the quarantine of an earlier build", str(work), hint)
        elif found["key"] != key and not any((work / "splits").glob("*.commit.json")):
            _remove(work)  # nothing of value: most often a configuration that was wrong
        elif found["key"] != key:
            hint = "repeat that command, or add --fresh to start anew"
            raise BuildError("belongs to an unfinished build of other input", str(work), hint)
    for name in ("survey", "splits", "context"):
        (work / name).mkdir(parents=True, exist_ok=True)
    if not (work / MARKER).exists():
        write_json(work / MARKER, {"key": key})
    return work


def close_work(out: Path, key: str) -> Path | None:
    """Remove OUT.work but for its quarantine; return that file where there is one."""
    work = work_folder(out)
    found = _marker(work)
    if found.get("key") != key:
        return None
    kept = work / QUARANTINE
    if not kept.is_file():
        _remove(work)
        return None
    if not found.get("finished"):
        write_json(work / MARKER, {"key": key, "finished": True})
        for path in work.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name not in (MARKER, QUARANTINE):
                path.unlink()
    return kept


def work_folder(out: Path) -> Path:
    """Return the work folder of a build into OUT; it stands beside OUT."""
    return out.parent / f"{out.name}.work"


def _remove(work: Path) -> None:
    """Remove a work folder, its marker last: what a kill leaves of it is known to be ours."""
    (work / MARKER).write_bytes(b"")  # of no build any more
    for path in work.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != MARKER:
            path.unlink()
    (work / MARKER).unlink(missing_ok=True)
    work.rmdir()


def _marker(work: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((work / MARKER).read_bytes()))
    except (OSError, ValueError, TypeError):
        return {}
