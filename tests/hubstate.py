"""The state behind hubserver.py: repositories, commits, objects, and what they accept."""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

LICENSES = {"apache-2.0", "cc0-1.0", "cc-by-4.0", "cc-by-sa-4.0", "mit", "other", "unknown"}
SIZES = {"n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M"}
SPLIT = re.compile(r"\w+(\.\w+)*")


OWNER = "example"
CREATED = "2026-01-01T00:00:00.000Z"

Files = dict[str, dict[str, Any]]  # path -> {"oid", "size", "lfs"}


class RefusedError(Exception):
    """An HTTP error to answer with."""

    def __init__(self, status: int, message: str, code: str = "", **body: Any) -> None:
        super().__init__(message)
        self.status, self.message, self.code, self.body = status, message, code, body


@dataclass
class Fault:
    """Answer `status` to the next `count` requests whose ``METHOD /path`` matches."""

    pattern: str
    status: int
    count: int = 1
    after: bool = False  # True: do what was asked first, so that only the answer is lost


@dataclass
class Repo:
    """One dataset repository; commits hold full file lists."""

    private: bool
    commits: dict[str, dict[str, Any]] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)  # "main", "refs/pr/1"
    tags: dict[str, str] = field(default_factory=dict)
    pulls: dict[str, dict[str, Any]] = field(default_factory=dict)

    def resolve(self, revision: str) -> str:
        """Return the commit that a branch, tag, pull request or commit name means."""
        sha = self.refs.get(revision) or self.tags.get(revision) or revision
        if sha not in self.commits:
            raise RefusedError(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        return sha

    def files(self, revision: str) -> Files:
        """Return the files of a revision."""
        return dict(self.commits[self.resolve(revision)]["files"])

    def commit(self, parent: str | None, files: Files, title: str) -> str:
        """Store a commit and return its name."""
        content = json.dumps([parent, files, title, len(self.commits)], sort_keys=True)
        sha = hashlib.sha1(content.encode()).hexdigest()
        self.commits[sha] = {"parent": parent, "files": files, "title": title}
        return sha


@dataclass
class Store:
    """Objects by digest, in a folder."""

    objects: Path
    corrupt: str | None = None  # path of a small file that the next commit damages

    def keep(self, data: bytes, *, lfs: bool) -> dict[str, Any]:
        """Store bytes and return their entry in a file list."""
        oid = hashlib.sha256(data).hexdigest() if lfs else git_sha1(data)
        (self.objects / oid).write_bytes(data)
        return {"oid": oid, "size": len(data), "lfs": lfs}


def git_sha1(data: bytes) -> str:
    """Return the git name of a blob."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def card_problems(content: str) -> Iterator[str]:
    """Yield what is wrong with the front matter of a dataset card."""
    match = re.match(r"---\n(.*?)\n---(\n|$)", content, re.DOTALL)
    try:
        card = yaml.safe_load(match[1]) if match else None
    except yaml.YAMLError:
        card = None
    if not isinstance(card, dict):
        yield "no front matter with a mapping"
        return
    licenses = card.get("license", "unknown")
    for value in licenses if isinstance(licenses, list) else [licenses]:
        if value not in LICENSES:
            yield f'"license" must be one of a list, not {value!r}'
    for value in card.get("size_categories", []):
        if value not in SIZES:
            yield f'"size_categories" must be one of a list, not {value!r}'
    for value in card.get("language", []):
        if not isinstance(value, str) or not re.fullmatch(r"[a-z]{2,3}(-\w+)*", value):
            yield f'"language" must be language codes, not {value!r}'
    configs = card.get("configs", [])
    for config in configs:
        if not isinstance(config.get("config_name"), str):
            yield "config_name must be a string"
        for entry in config.get("data_files", []):
            if not SPLIT.fullmatch(str(entry.get("split"))) or ".." in str(entry.get("path")):
                yield f"bad data_files {entry!r}"
    if configs and sum(bool(config.get("default")) for config in configs) != 1:
        yield "exactly one config must be the default"


def apply(store: Store, files: Files, key: str, value: dict[str, Any]) -> None:
    path = value["path"]
    if path.startswith("/") or {"", ".", "..", ".git"} & set(path.split("/")):
        raise RefusedError(400, f"bad path {path!r}")
    if key == "file":
        if path.endswith(".parquet"):
            raise RefusedError(400, f"{path} must be an LFS file")
        try:
            data = base64.b64decode(value["content"], validate=True)
        except binascii.Error as err:
            raise RefusedError(400, f"bad base64 for {path}") from err
        if path == "README.md" and (problems := list(card_problems(data.decode()))):
            raise RefusedError(400, "; ".join(problems))
        if path == store.corrupt:
            store.corrupt, data = None, data[:-1] + bytes([data[-1] ^ 1])
        files[path] = store.keep(data, lfs=False)
    elif key == "lfsFile":
        stored = store.objects / value["oid"]
        if value["algo"] != "sha256" or not stored.exists():
            raise RefusedError(400, f"unknown object for {path}")
        if stored.stat().st_size != value["size"]:
            raise RefusedError(400, f"wrong size for {path}")
        files[path] = {"oid": value["oid"], "size": value["size"], "lfs": True}
    elif key == "deletedFile":
        if files.pop(path, None) is None:
            raise RefusedError(404, "A file with this name doesn't exist", "EntryNotFound")
    else:
        raise RefusedError(400, f"unknown operation {key}")


def listed(path: str, entry: dict[str, Any]) -> dict[str, Any]:
    if not entry["lfs"]:
        return {"type": "file", "path": path, "oid": entry["oid"], "size": entry["size"]}
    lines = ("version https://git-lfs.github.com/spec/v1", f"oid sha256:{entry['oid']}")
    pointer = "\n".join((*lines, f"size {entry['size']}", ""))
    lfs = {"oid": entry["oid"], "size": entry["size"], "pointerSize": len(pointer)}
    oid = git_sha1(pointer.encode())
    return {"type": "file", "path": path, "oid": oid, "size": entry["size"], "lfs": lfs}


def upload_mode(asked: dict[str, Any], stored: dict[str, Any] | None) -> dict[str, Any]:
    base64.b64decode(asked["sample"], validate=True)
    large = asked["path"].endswith(".parquet") or asked["size"] > 10 * 2**20
    return {
        "path": asked["path"],
        "uploadMode": "lfs" if large else "regular",
        "shouldIgnore": False,
        "oid": stored["oid"] if stored else None,
    }


def listing(files: Files, path: str, *, recursive: bool) -> list[dict[str, Any]]:
    """Return files and folders below `path`, as a file list shows them."""
    prefix = f"{path}/" if path else ""
    found: dict[str, dict[str, Any]] = {}
    for name in sorted(n for n in files if n.startswith(prefix)):
        parts = name[len(prefix) :].split("/")
        for depth in range(1, len(parts) if recursive else min(2, len(parts))):
            folder = prefix + "/".join(parts[:depth])
            oid = hashlib.sha1(folder.encode()).hexdigest()
            found[folder] = {"type": "directory", "path": folder, "oid": oid, "size": 0}
        if recursive or len(parts) == 1:
            found[name] = listed(name, files[name])
    return list(found.values())


def byte_range(asked: str, size: int) -> tuple[int, int]:
    """Return first and last byte of a Range header."""
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", asked)
    if match is None or not (match[1] or match[2]):
        raise RefusedError(400, "bad range")
    start = int(match[1]) if match[1] else max(0, size - int(match[2]))
    end = min(int(match[2]), size - 1) if match[1] and match[2] else size - 1
    if start > end:
        raise RefusedError(416, "range not satisfiable")
    return start, end


def described(repo: str, number: int, pull: dict[str, Any]) -> dict[str, Any]:
    """Return a pull request as a list of discussions shows it."""
    about = {"title": pull["title"], "num": number, "status": pull["status"]}
    where = {"repo": {"name": repo, "type": "dataset"}, "isPullRequest": True}
    return {**about, **where, "author": {"name": OWNER}, "createdAt": CREATED}


_API = r"/api/datasets/(?P<repo>[^/]+/[^/]+)"
_REV = r"(?P<revision>[^/]+)"
_PULL = _API + r"/discussions/(?P<number>\d+)"
# METHOD and path, and the method of the server that answers
ROUTES: tuple[tuple[str, str], ...] = (
    (r"POST /api/repos/create", "create_repo"),
    (r"POST /api/validate-yaml", "validate_yaml"),
    (rf"GET {_API}/revision/{_REV}", "info"),
    (rf"GET {_API}(?P<revision>)", "info"),
    (rf"GET {_API}/refs", "refs"),
    (rf"GET {_API}/tree/{_REV}(?:/(?P<path>.+))?", "tree"),
    (rf"GET {_API}/discussions", "discussions"),
    (rf"POST {_API}/paths-info/{_REV}", "paths_info"),
    (rf"POST {_API}/preupload/{_REV}", "preupload"),
    (rf"POST {_API}/commit/{_REV}", "commit"),
    (rf"POST {_API}/tag/{_REV}", "tag"),
    (rf"POST {_PULL}/merge", "merge"),
    (rf"POST {_PULL}/status", "status"),
    (r"POST /datasets/(?P<repo>[^/]+/[^/]+)\.git/info/lfs/objects/batch", "lfs_batch"),
    (rf"(?:GET|HEAD) /datasets/(?P<repo>[^/]+/[^/]+)/resolve/{_REV}/(?P<path>.+)", "resolve"),
    (r"PUT /storage/(?P<oid>[0-9a-f]{64})", "put"),
    (r"(?:GET|HEAD) /storage/(?P<oid>[0-9a-f]{64})", "get"),
)
