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


Files = dict[str, dict[str, Any]]  # path -> {"oid", "size", "lfs"}


class RefusedError(Exception):
    """An HTTP error to answer with."""

    def __init__(self, status: int, message: str, code: str = "", **body: Any) -> None:
        super().__init__(message)
        self.status, self.message, self.code, self.body = status, message, code, body


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
