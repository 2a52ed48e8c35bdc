"""The plan of a build: what is read in which splits, and the work folder that remembers it."""

import json
import shutil
from collections.abc import Sequence
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

MARKER = ".colophon-work.json"  # only folders that carry it are ever removed
SPLIT_BYTES = 8 * 2**20  # small files are read together up to this size
SPLIT_FILES = 256


@dataclass(frozen=True, slots=True)
class Split:
    """A share of the input that one worker converts and commits at once."""

    number: int
    files: tuple[InputFile, ...]

    @property
    def name(self) -> str:
        """The name of its files in the work folder."""
        return f"{self.number:05d}"


@dataclass(frozen=True, slots=True)
class Plan:
    """Input and everything that decides the output; `key` is the digest of it all."""

    splits: tuple[Split, ...]
    inputs: tuple[dict[str, Any], ...]  # dump, format, bytes, sha256
    key: str


def make_plan(files: Sequence[InputFile], decides: dict[str, Any]) -> Plan:
    """Cut files into splits by input alone, so that the plan does not depend on workers.

    Args:
        files: In the order of their dump names.
        decides: Digests of configuration, policy and versions.
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
    splits: list[Split] = []
    group: list[InputFile] = []
    for file in files:
        full = sum(f.size for f in group) + file.size > SPLIT_BYTES or len(group) >= SPLIT_FILES
        if group and full:
            splits.append(Split(len(splits), tuple(group)))
            group = []
        group.append(file)
    if group:
        splits.append(Split(len(splits), tuple(group)))
    key = canonical_digest({"inputs": inputs, **decides})
    return Plan(tuple(splits), inputs, key)


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

    Raises: BuildError when it belongs to another build or is not ours.
    """
    work = out.parent / f"{out.name}.work"
    marker = work / MARKER
    if work.exists():
        if not marker.is_file():
            hint = "move it away or name another --out"
            raise BuildError("exists and is not a work folder of colophon", str(work), hint)
        if fresh or _key_of(marker) is None:
            shutil.rmtree(work)
        elif _key_of(marker) != key:
            hint = "repeat that command, or add --fresh to start anew"
            raise BuildError("belongs to an unfinished build of other input", str(work), hint)
    work.mkdir(parents=True, exist_ok=True)
    if not marker.exists():
        write_json(marker, {"key": key})
    (work / "splits").mkdir(exist_ok=True)
    return work


def _key_of(marker: Path) -> str | None:
    try:
        return str(json.loads(marker.read_bytes())["key"])
    except (ValueError, KeyError, TypeError):
        return None
