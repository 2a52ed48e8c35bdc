"""What tells Parquet, Arrow, CSV and JSON arrays from other files, and a dataset's folder."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from dataset_tools.dump import InputFile

PARQUET = b"PAR1"
ARROW_FILE = b"ARROW1"
ARROW_STREAM = b"\xff\xff\xff\xff"  # the continuation mark before its first message
_SCHEMA_BYTES = 2**26  # a longer schema message is taken for chance

_DELIMITED_NAME = re.compile(r"\.(?:csv|tsv)(?:\.(?:gz|zst|bz2))?$", re.IGNORECASE)
_JSON_NAME = re.compile(r"\.json(?:\.(?:gz|zst|bz2))?$", re.IGNORECASE)
# The start of a document up to the inside of its array: "[", or {"version": 1, "data": [.
JSON_ARRAY = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:\{(?:\s*+\"[^\"\\]{0,100}\"\s*+:\s*+(?:\"[^\"\\]{0,1000}\"|true|false"
    rb"|null|[-+.0-9eE]{1,40}+)\s*+,){0,50}\s*+\"[^\"\\]{0,100}\"\s*+:\s*+)?\["
)
_OBJECT = re.compile(rb"\s*+\{\s*+[\"}]")

# Files that describe a dataset beside its data: what the Hub, `datasets` and Spark write.
_SIDE_FILE = re.compile(
    r"(?:README|LICEN[CS]E)(?:\.(?:md|txt))?|dataset_(?:infos?|dict)\.json|state\.json|croissant\.json"
    r"|_SUCCESS|_(?:common_)?metadata",
    re.IGNORECASE,
)
_DATA = frozenset({"parquet", "dataset", "jsonl"})


def columnar_format(head: bytes) -> str | None:
    """Name the format of a Parquet or Arrow file by its first bytes."""
    if head.startswith(PARQUET):
        return "parquet"
    if head.startswith(ARROW_STREAM):
        length = int.from_bytes(head[4:8], "little")
        return "dataset" if 0 < length < _SCHEMA_BYTES and length % 8 == 0 else None
    return "dataset" if head.startswith(ARROW_FILE) else None


def is_delimited(name: str) -> bool:
    """Tell whether a file is CSV or TSV, which only its name can say."""
    return bool(_DELIMITED_NAME.search(name))


def holds_array(head: bytes, name: str) -> bool:
    """Tell whether text is one JSON document with an array of objects, not JSON lines.

    >>> holds_array(b'[{"text": "a"}]', "a"), holds_array(b"[1] a note", "a")
    (True, False)
    """
    found = JSON_ARRAY.match(head)
    if not found or not _OBJECT.match(head, found.end()):
        return False
    if b"{" not in found[0]:
        return True
    if not _JSON_NAME.search(name):
        return False
    line, _, rest = head.partition(b"\n")
    try:
        return not (rest.strip() and isinstance(json.loads(line), dict))
    except (ValueError, RecursionError):
        return True


def mark_side_files(found: Sequence[InputFile]) -> list[InputFile]:
    """Give the files that describe a dataset, where there is one, the format "dataset-file"."""
    sides = [bool(_SIDE_FILE.fullmatch(file.dump.rpartition("/")[2])) for file in found]
    data = any(f.format in _DATA for f, side in zip(found, sides, strict=True) if not side)
    return [
        replace(file, format="dataset-file") if side and data else file
        for file, side in zip(found, sides, strict=True)
    ]
