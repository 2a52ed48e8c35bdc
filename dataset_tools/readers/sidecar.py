"""Read an index.jsonl that says where the saved pages beside it come from.

One JSON object a line: `file` (path below the folder of the index, "/"-separated), and `url`,
`captured_at` (ISO 8601), `headers` (object), each of them optional.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from dataset_tools.dump import InputFile, Limits, Sidecar
from dataset_tools.model import Capture, LedgerRow
from dataset_tools.readers.entries import PAGE_FIELDS, BadEntryError, capture_of
from dataset_tools.readers.jsonl import NotJson, parse
from dataset_tools.readers.tape import open_raw

NAME = "index.jsonl"
# Of one line: an address, a time and response headers, which servers cap at 8 to 64 KiB. Not
# from Limits, because what describes a page must not depend on who asks.
LINE_BYTES = 2**18
_KEYS = ("url", "captured_at", "headers")


def is_index(path: Path) -> bool:
    """Tell whether a file describes others: its first JSON object has `file` and no page."""
    if path.name != NAME:
        return False
    with open_raw(path) as raw:
        for number, (_, line, _) in enumerate(_lines(raw)):
            entry = parse(line) if line is not None else None
            if isinstance(entry, dict):
                has_page = any(entry.get(name) is not None for name in PAGE_FIELDS)
                return isinstance(entry.get("file"), str) and not has_page
            if number == 1000:
                break
    return False


def read_sidecars(path: Path) -> dict[Path, Sidecar]:
    """Return what an index says of each file that is there. Memory: the lines of these files."""
    return {target: sidecar for _, target, sidecar in _entries(path, "") if target and sidecar}


def read_index(file: InputFile, limits: Limits) -> Iterator[LedgerRow]:  # noqa: ARG001 (a Reader)
    """Yield one row for each line: `skipped` where it describes a page, else `damage`."""
    yield from (row for row, _, _ in _entries(file.path, file.dump))


def described(capture: Capture, file: InputFile) -> Capture:
    """Add to a capture what the sidecar of its file says; its own content type stays."""
    sidecar = file.sidecar
    if sidecar is None:
        return capture
    return replace(
        capture,
        url=sidecar.url or capture.url,
        captured_at=sidecar.captured_at or capture.captured_at,
        headers=sidecar.headers or capture.headers,
        content_type=capture.content_type or dict(reversed(sidecar.headers)).get("content-type"),
    )


def _entries(path: Path, dump: str) -> Iterator[tuple[LedgerRow, Path | None, Sidecar | None]]:
    """Yield a row for each line that is not blank, with the file it describes and how."""
    seen: set[Path] = set()
    home = path.parent.resolve()
    with open_raw(path) as raw:
        for start, line, length in _lines(raw):
            bad = LedgerRow(dump, start, length, "damage", reason="bad-line")
            if line is None:
                yield replace(bad, detail=f"longer than {LINE_BYTES} bytes"), None, None
                continue
            entry = parse(line)
            if isinstance(entry, NotJson):
                yield replace(bad, detail=entry.detail), None, None
                continue
            try:
                name, stated = _stated(entry)
            except BadEntryError as err:
                yield replace(bad, detail=str(err)), None, None
                continue
            target = _locate(path.parent, home, name)
            row = replace(bad, kind="skipped", reason="sidecar-line", url=stated.url)
            sidecar = Sidecar(stated.url, stated.captured_at, stated.headers)
            if target is None:
                row = replace(row, kind="damage", reason="sidecar-file-missing")
            elif target in seen:
                detail = "a line above describes the same file"
                row, target = replace(bad, url=stated.url, detail=detail), None
            elif "captured-at-unreadable" in stated.flags:
                detail = "captured_at names no moment; the rest of the line counts"
                row = replace(bad, url=stated.url, detail=detail)
            if target:
                seen.add(target)
            yield row, target, sidecar


def _stated(entry: Any) -> tuple[str, Capture]:
    """Return the name of the file and what is said of it, by the rules of JSONL dumps."""
    if not isinstance(entry, dict):
        raise BadEntryError("not a JSON object")
    name = entry.get("file")
    if not isinstance(name, str):
        raise BadEntryError("file is not a string")
    nowhere = InputFile(Path(), "", "index", 0)
    said = {key: entry.get(key) for key in _KEYS}
    return name, capture_of(nowhere, 0, None, {**said, "html": ""})


def _locate(folder: Path, home: Path, name: str) -> Path | None:
    """Return the file that a line names; None where there is none, or outside, or hidden."""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if (
        not parts
        or "\\" in name
        or name.startswith("/")
        or any(part.startswith(".") for part in parts)
    ):
        return None
    path = folder.joinpath(*parts)
    try:
        inside = path.is_file() and path.resolve().is_relative_to(home)
    except (OSError, ValueError, RuntimeError):  # too long a name, a loop of links
        return None
    return path if inside else None


def _lines(raw: BinaryIO) -> Iterator[tuple[int, bytes | None, int]]:
    """Yield (place, line, length) of the lines that are not blank; None for one too long."""
    start = 0
    while line := raw.readline(LINE_BYTES + 1):
        length = len(line) - line.endswith(b"\n")
        if length > LINE_BYTES:
            while (more := raw.readline(LINE_BYTES)) and not more.endswith(b"\n"):
                length += len(more)
            length += len(more) - more.endswith(b"\n")
            yield start, None, length
        elif line.strip():
            yield start, line.removeprefix(b"\xef\xbb\xbf" if start == 0 else b""), length
        start = raw.tell()
