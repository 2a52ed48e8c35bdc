"""Fetch dumps named by URL into a spool folder: the only reader that may use the network."""

import hashlib
import os
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from dataset_tools.errors import InputError

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
_ODD = re.compile(r"[\x00-\x1f\x7f\\]")
_WILD = re.compile(r"[*\[]")
_NO_PORT = re.compile(r":(?![0-9]*$)")
_STEP = 2**23  # bytes; object storage is asked anew for each
_VERSION = ("size", "mtime", "ETag", "LastModified")  # what tells two states of a file apart
_CONNECT_S = 10.0  # seconds; a client of AWS gives up after 1
_HINT = "check the URL, the credentials and that the package for its scheme is installed"


def clean_url(url: str) -> str:
    """Return a URL without user, password, query and fragment, fit for messages and names.

    >>> clean_url("s3://key:secret@bucket/crawl/a.warc.gz?token=1")
    's3://bucket/crawl/a.warc.gz'
    """
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{_parted(re.split(r'[?#]', rest, maxsplit=1)[0])[1]}"


def _parted(place: str) -> tuple[str, str]:
    """Part user and password from the rest of a URL behind its scheme.

    Keys of AWS hold "/", and people paste them as they are: what stands in front of the first
    "/" is then no host and port.
    """
    host, slash, path = place.partition("/")
    if "@" in host:
        user, _, host = host.rpartition("@")
        return user, f"{host}{slash}{path}"
    if "@" in path and _NO_PORT.search(host):
        user, _, place = place.partition("@")
        return user, place
    return "", place


def spool_urls(url: str, folder: Path) -> list[tuple[Path, str]]:
    """Copy the file, folder or glob behind `url` into `folder`.

    Returns each path with its name: for a file its own, else the path below `url`, or below the
    part of `url` without wildcards. Files and folders that begin with a dot are passed over.
    Raises InputError where nothing is found, reading fails or a file comes short.
    """
    where = clean_url(url)
    try:
        files, root = _connect(url)
        names = _names(files, root)
        if not names:
            raise FileNotFoundError(where)  # noqa: TRY301 (worded below, like the storage's own)
        folder.mkdir(parents=True, exist_ok=True)
        return [(_copy(files, path, where, folder), name) for path, name in names]
    except FileNotFoundError:
        raise InputError("no files there", where, _HINT) from None
    except InputError:
        raise
    except Exception as err:  # noqa: BLE001 (the comment below says why)
        # Each storage package has errors of its own; their texts may hold credentials.
        raise InputError(f"cannot be fetched ({_why(err)})", where, _HINT) from None


def _why(err: Exception) -> str:
    """Word an error without its text, which may hold credentials."""
    text = str(err)
    if isinstance(err, PermissionError) or "ACCESS_DENIED" in text:
        return "access denied"
    # There is no such byte (see _step), or the answer that says so is longer than a byte.
    if "HTTP status 416" in text or "flush response stream" in text:
        return "it is shorter than announced"
    if isinstance(err, ConnectionError) or "NETWORK_CONNECTION" in text:
        return "the connection failed or broke off"
    return type(err).__name__


def _connect(url: str) -> tuple[Any, str]:
    """Return the fsspec file system of a URL, and the path on it."""
    import fsspec

    scheme = url.partition("://")[0].lower()
    if scheme in ("s3", "s3a") and find_spec("s3fs") is None:
        return _connect_s3(url)
    files, root = fsspec.core.url_to_fs(url)
    return files, str(root)


def _connect_s3(url: str) -> tuple[Any, str]:
    """Open S3 by pyarrow, which needs no further package.

    Credentials come from the URL, from the settings of fsspec for "s3" (FSSPEC_S3_KEY, _SECRET,
    _TOKEN, _ANON, _ENDPOINT_URL), else as AWS prescribes: AWS_ACCESS_KEY_ID and its kin, profile,
    instance. The endpoint is that of fsspec, AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL.
    """
    import fsspec
    from fsspec.implementations.arrow import ArrowFSWrapper
    from pyarrow.fs import S3FileSystem

    user, place = _parted(url.partition("://")[2].partition("?")[0])
    key, _, secret = user.partition(":")
    known = fsspec.config.conf.get("s3", {})
    endpoint = (
        known.get("endpoint_url")
        or os.environ.get("AWS_ENDPOINT_URL_S3")
        or os.environ.get("AWS_ENDPOINT_URL")
        or ""
    )
    parts = urlsplit(endpoint if "://" in endpoint or not endpoint else f"https://{endpoint}")
    files = S3FileSystem(
        access_key=unquote(key) or known.get("key"),
        secret_key=unquote(secret) or known.get("secret"),
        session_token=known.get("token"),
        anonymous=str(known.get("anon", "")).lower() in ("1", "true", "yes"),
        region=None if endpoint else _region(place.partition("/")[0]),
        scheme=parts.scheme or None,
        endpoint_override=f"{parts.netloc}{parts.path.rstrip('/')}" or None,
        connect_timeout=_CONNECT_S,
    )
    return ArrowFSWrapper(files, skip_instance_cache=True), place.strip("/")


def _region(bucket: str) -> str | None:
    """Ask AWS where a bucket is, unless the environment says it; None where it does not tell."""
    from pyarrow.fs import resolve_s3_region

    if os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION"):
        return None
    try:
        return str(resolve_s3_region(bucket))
    except OSError:
        return None


def _names(files: Any, root: str) -> list[tuple[str, str]]:
    """List (path, name) of the files that a fsspec path stands for, sorted."""
    try:
        kind = files.info(root)["type"]
    except FileNotFoundError:
        kind = ""
    prefix = root
    if kind == "file":
        return [(root, _last(root))]
    if kind == "directory":
        found = files.find(root, detail=True)
    elif _WILD.search(root):
        parts = root.split("/")
        fixed = next(n for n, part in enumerate(parts) if _WILD.search(part))
        prefix = "/".join(parts[:fixed])
        found = files.glob(root, detail=True)
    else:
        raise FileNotFoundError
    paths = sorted(path for path, entry in found.items() if entry["type"] == "file")
    names = ((path, path[len(prefix) :].strip("/")) for path in paths)
    return [(path, _ODD.sub("_", name)) for path, name in names if "/." not in f"/{name}"]


def _last(path: str) -> str:
    name = re.split(r"[?#]", path, maxsplit=1)[0].rstrip("/").rpartition("/")[2]
    return _ODD.sub("_", name) or "page"


def _copy(files: Any, path: str, where: str, folder: Path) -> Path:
    """Copy one file; raises InputError where it is not whole or changed meanwhile."""
    # The digest keeps files of equal names apart; the name is there for people.
    digest = hashlib.sha256(f"{where} {path}".encode()).hexdigest()[:16]
    target = folder / f"{digest}-{_UNSAFE.sub('_', _last(path))[-80:]}"
    partial = target.with_name(target.name + ".partial")
    before = _version(files, path)
    size = before[0] if isinstance(before[0], int) else None
    with files.open(path, "rb") as source, partial.open("wb") as sink:
        while piece := source.read(_step(size, sink.tell())):
            sink.write(piece)
        got = sink.tell()
    problem = ""
    if size is not None and got != size:
        problem = f"came with {got} of {size} bytes"
    elif _version(files, path) != before:
        problem = "changed while it was read"
    if problem:
        raise InputError(problem, f"{where} ({_last(path)})", "run the command again")
    return partial.replace(target)


def _step(size: int | None, got: int) -> int:
    """Return how many bytes to ask for: the last one alone.

    Where an answer of S3 is shorter than what was asked for, pyarrow fills it up with whatever
    stands in memory; asking for a byte that is not there is an error.
    """
    return _STEP if size is None or got >= size else max(1, min(_STEP, size - 1 - got))


def _version(files: Any, path: str) -> tuple[Any, ...]:
    entry = files.info(path)
    return tuple(entry.get(name) for name in _VERSION)
