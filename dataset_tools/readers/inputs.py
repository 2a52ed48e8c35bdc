"""Find the files that the INPUTs of a command line stand for, and name them for the release."""

import glob
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from dataset_tools.dump import FORMATS, InputFile, Reading, Sidecar
from dataset_tools.errors import InputError
from dataset_tools.readers.sidecar import is_index, read_sidecars
from dataset_tools.readers.sniff import HEAD_BYTES, detect_format
from dataset_tools.readers.tabular import mark_side_files

_KNOWN = ", ".join(FORMATS)
_PAGE_FILES = frozenset({"auto", "html", "mhtml", "text"})  # that a sidecar may describe
_WILD = re.compile(r"[*?\[]")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+(?:::[A-Za-z][A-Za-z0-9+.-]+)*://")


def find_inputs(
    inputs: Sequence[str], format_: str, spool: Path, reading: Reading | None = None
) -> tuple[InputFile, ...]:
    """Return the files behind `inputs`, sorted by their dump name.

    Args:
        inputs: Files, folders (searched to the bottom, without names that begin with a dot),
            globs, "-" for standard input, and URLs.
        format_: One of FORMATS, or "auto" to decide for each file by its content.
        spool: Folder for standard input and fetched files; made only when needed.
        reading: What the user declares about the dumps.

    `dump` is the path relative to the INPUT: for a file its name, for a folder the path below
    it, for a glob the path below the part without wildcards, for standard input "stdin". Where
    two files would have one name, the later on the command line gets the number of its INPUT in
    front ("2/name"). A file named twice counts once. Files of unknown format inside folders and
    globs come back with format "unknown"; their reader accounts for them. An index.jsonl there
    that describes saved pages (readers/sidecar.py) comes back with format "index".

    Raises InputError where an INPUT is missing, empty, unreadable or of unknown format.
    """
    if format_ != "auto" and format_ not in FORMATS:
        raise InputError(f"unknown format {format_!r}", "--format", f"use auto, {_KNOWN}")
    if not inputs:
        raise InputError("no INPUT given", None, "name a file, a folder, a glob, a URL or -")
    names: dict[str, InputFile] = {}
    seen: set[Path] = set()
    for number, name in enumerate(inputs, start=1):
        found = [_describe(path, dump, format_) for path, dump in _expand(name, spool)]
        if format_ in _PAGE_FILES and found[0].path != Path(name):
            found = _with_sidecars(found)
        if len(found) > 1:
            found = mark_side_files(found)
        if all(file.format == "unknown" for file in found):
            what = (
                "unknown format" if len(found) == 1 else f"unknown format of all {len(found)} files"
            )
            hint = f"name the format: --format {'|'.join(FORMATS)}"
            raise InputError(what, _shown(name), hint)
        for file in found:
            real = file.path.resolve()
            if real not in seen:
                seen.add(real)
                dump = _free(file.dump, number, names)
                names[dump] = replace(file, dump=dump, reading=reading or Reading())
    return tuple(names[dump] for dump in sorted(names))


def _with_sidecars(found: list[InputFile]) -> list[InputFile]:
    """Join pages with what an index.jsonl of the same INPUT says of them.

    Where two say something of one page, the index in the deeper folder counts.
    """
    indexes = {file.path for file in found if is_index(file.path)}
    said: dict[Path, Sidecar] = {}
    for path in sorted(indexes, key=lambda path: (len(path.parts), path)):
        said.update(read_sidecars(path))
    return [
        replace(file, format="index" if file.path in indexes else file.format,
                sidecar=said.get(file.path))
        for file in found
    ]  # fmt: skip


def _free(dump: str, number: int, taken: dict[str, InputFile]) -> str:
    while dump in taken:
        dump = f"{number}/{dump}"
    return dump


def _shown(name: str) -> str:
    """Return an INPUT as a message may show it: URLs may hold credentials."""
    if not _URL.match(name):
        return name
    from dataset_tools.readers.remote import clean_url

    return clean_url(name)


def _expand(name: str, spool: Path) -> list[tuple[Path, str]]:
    """List the files of one INPUT with their dump names; never empty."""
    if name == "-":
        spool.mkdir(parents=True, exist_ok=True)
        target = spool / "stdin"
        with target.open("wb") as sink:
            shutil.copyfileobj(sys.stdin.buffer, sink, 2**20)
        return [(target, "stdin")]
    if _URL.match(name):
        from dataset_tools.readers.remote import spool_urls

        return spool_urls(name, spool)
    path = Path(name)
    try:
        if path.is_dir():
            return _folder(path, name)
        if path.exists() and not path.is_file():
            raise InputError("no regular file", name, "pipe it in and name it -")
        if path.exists():
            return [(path, _clean(path.name))]
    except PermissionError as err:
        raise _denied(name) from err
    except (OSError, ValueError) as err:
        raise InputError("no usable path", name, "check the spelling") from err
    if _WILD.search(name):
        return _glob(name)
    hint = "check the spelling; globs, URLs and - for standard input are understood too"
    raise InputError("no such file or folder", name, hint)


def _folder(root: Path, name: str) -> list[tuple[Path, str]]:
    found = [(path, _below(path, root)) for path in _walk(root)]
    if not found:
        raise InputError("no files in this folder", name, "name the folder that holds the dumps")
    return found


def _walk(root: Path) -> Iterator[Path]:
    """Yield the regular files below `root`, sorted; a link that leads outside is an error.

    A dump may have been unpacked from an archive of strangers, whose links could point anywhere.
    """

    def fail(err: OSError) -> None:
        raise _denied(str(err.filename)) from err

    home = root.resolve()
    for here, folders, files in os.walk(root, onerror=fail):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files) + folders:
            path = Path(here, name)
            if name.startswith("."):
                continue
            if path.is_symlink() and not path.resolve().is_relative_to(home):
                hint = "name its target on the command line instead"
                raise InputError("a link that leads out of the folder", str(path), hint)
            if path.is_file():
                yield path


def _glob(pattern: str) -> list[tuple[Path, str]]:
    parts = Path(pattern).parts
    wild = next(n for n, part in enumerate(parts) if _WILD.search(part))
    root = Path(*parts[:wild]) if wild else Path()
    found: dict[Path, str] = {}
    for match in sorted(glob.glob(pattern, recursive=True)):  # noqa: PTH207 (Path.glob refuses absolute patterns)
        path = Path(match)
        for file in _walk(path) if path.is_dir() else [path]:
            if file.is_file():
                found[file] = _below(file, root)
    if not found:
        raise InputError("no file matches", pattern, "check the pattern, and quote it in a shell")
    return list(found.items())


def _below(path: Path, root: Path) -> str:
    return _clean(path.relative_to(root).as_posix())


def _clean(name: str) -> str:
    """Make a file name storable: bytes that are no UTF-8 become U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _describe(path: Path, dump: str, format_: str) -> InputFile:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except PermissionError as err:
        raise _denied(str(path)) from err
    except OSError as err:
        problem = f"cannot be read ({err.strerror or type(err).__name__})"
        raise InputError(problem, str(path), "check the disk and the file") from err
    kind = detect_format(head, dump) if format_ == "auto" else format_
    return InputFile(path, dump, kind, size)


def _denied(where: str) -> InputError:
    return InputError("permission denied", where, "make it readable for this user")
