"""Fetch dumps named by URL into a spool folder: the only reader that may use the network."""

import hashlib
import re
import shutil
from pathlib import Path
from typing import Any

from dataset_tools.errors import InputError

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
_HINT = "check the URL, the credentials and that the package for its scheme is installed"


def clean_url(url: str) -> str:
    """Return a URL without user, password, query and fragment, fit for messages and names.

    >>> clean_url("s3://key:secret@bucket/crawl/a.warc.gz?token=1")
    's3://bucket/crawl/a.warc.gz'
    """
    scheme, _, rest = url.partition("://")
    rest = re.split(r"[?#]", rest, maxsplit=1)[0]
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


def spool_urls(url: str, folder: Path) -> list[tuple[Path, str]]:
    """Copy the file, folder or glob behind `url` into `folder`.

    Returns each path with its name: for a file its own, else the path below `url`, or below the
    part of `url` without wildcards. Files and folders that begin with a dot are passed over.
    Raises InputError where nothing is found or reading fails.
    """
    import fsspec

    where = clean_url(url)
    try:
        files, root = fsspec.core.url_to_fs(url)
        names = _names(files, root)
        if not names:
            raise FileNotFoundError(where)  # noqa: TRY301 (worded below, like the storage's own)
        folder.mkdir(parents=True, exist_ok=True)
        return [(_copy(files, path, where, folder), name) for path, name in names]
    except FileNotFoundError:
        raise InputError("no files there", where, _HINT) from None
    except Exception as err:  # noqa: BLE001 (the comment below says why)
        # Each storage package has errors of its own; their texts may hold credentials.
        problem = f"cannot be fetched ({type(err).__name__})"
        raise InputError(problem, where, _HINT) from None


def _names(files: Any, root: str) -> list[tuple[str, str]]:
    """List (path, name) of the files that a fsspec path stands for, sorted."""
    if files.isfile(root):
        return [(root, _last(root))]
    prefix = root
    if "*" in root or "[" in root:
        parts = root.split("/")
        fixed = next(n for n, part in enumerate(parts) if "*" in part or "[" in part)
        prefix = "/".join(parts[:fixed])
        paths = [path for path in files.glob(root) if files.isfile(path)]
    elif files.isdir(root):
        paths = files.find(root)
    else:
        raise FileNotFoundError
    names = ((path, path[len(prefix) :].strip("/")) for path in sorted(set(paths)))
    return [(path, name) for path, name in names if "/." not in f"/{name}"]


def _last(path: str) -> str:
    return re.split(r"[?#]", path, maxsplit=1)[0].rstrip("/").rpartition("/")[2] or "page"


def _copy(files: Any, path: str, where: str, folder: Path) -> Path:
    # The digest keeps files of equal names apart; the name is there for people.
    digest = hashlib.sha256(f"{where} {path}".encode()).hexdigest()[:16]
    target = folder / f"{digest}-{_UNSAFE.sub('_', _last(path))[-80:]}"
    partial = target.with_name(target.name + ".partial")
    with files.open(path, "rb") as source, partial.open("wb") as sink:
        shutil.copyfileobj(source, sink, 2**20)
    return partial.replace(target)
