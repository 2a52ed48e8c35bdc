"""A small Hub on the loopback interface: dataset repositories, LFS objects, pull requests, tags.

Strict where a lenient double would hide a fault: every upload is hashed again, a commit may only
name stored objects of the stated size, small files must be plain base64, a stale parent is
refused, object storage has another host name and refuses tokens. There is no Xet storage. What
the real Hub does beyond that may differ.
"""

import hashlib
import json
import re
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from tests.hubstate import (
    CREATED,
    OWNER,
    ROUTES,
    Fault,
    RefusedError,
    Repo,
    Store,
    apply,
    byte_range,
    card_problems,
    described,
    listing,
    upload_mode,
)

TOKEN = "hf_ownerTokenForTests0123"
PAGE_ENTRIES = 4  # of one page of the file list; small, so that every listing has several pages
MAX_FOLDER_ENTRIES = 10_000


Answer = tuple[int, dict[str, str], bytes]  # status, headers, body


class Hub:
    """The server and its state; use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = Store(folder / "objects")
        self.store.objects.mkdir(parents=True)
        self.repos: dict[str, Repo] = {}
        self.faults: list[Fault] = []
        self.log: list[tuple[str, int]] = []  # ("METHOD /path", status)
        self.unknown: list[str] = []  # requests for which there is no route
        self.lock = threading.RLock()
        handler = type("Handler", (_Handler,), {"hub": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.storage = f"http://localhost:{self.port}/storage"  # another host for the client

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def create(self, name: str, *, private: bool, files: dict[str, bytes] | None = None) -> Repo:
        """Create a repository with its first commit."""
        repo = self.repos[name] = Repo(private)
        content = {".gitattributes": b"*.parquet filter=lfs\n", **(files or {})}
        repo.refs["main"] = repo.commit(
            None,
            {path: self.store.keep(data, lfs=False) for path, data in content.items()},
            "initial",
        )
        return repo

    def read(self, repo: str, revision: str, path: str) -> bytes:
        """Return the bytes of a file at a revision."""
        oid = str(self.repos[repo].files(revision)[path]["oid"])
        return (self.store.objects / oid).read_bytes()

    def count(self, pattern: str) -> int:
        """Return the number of requests whose ``METHOD /path`` matches."""
        return sum(re.search(pattern, line) is not None for line, _ in self.log)

    def save(self) -> None:
        """Write the state beside the objects, for whoever looks into a failed test."""
        state = {name: vars(repo) for name, repo in self.repos.items()}
        (self.folder / "state.json").write_text(json.dumps(state, indent=1, sort_keys=True))


class _Handler(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None: ...

    def do_GET(self) -> None:
        self._serve()

    do_HEAD = do_POST = do_PUT = do_GET  # noqa: N815 - names that http.server calls

    def _serve(self) -> None:
        url = urlsplit(self.path)
        line = f"{self.command} {unquote(url.path)}"
        body = self._body()
        with self.hub.lock:
            fault = next(
                (f for f in self.hub.faults if f.count and re.search(f.pattern, line)), None
            )
            try:
                status, headers, content = self._faulty(fault, url.path, parse_qs(url.query), body)
            except RefusedError as err:
                status, headers = err.status, {"X-Error-Message": err.message}
                headers |= {"X-Error-Code": err.code} if err.code else {}
                content = json.dumps({"error": err.message, **err.body}).encode()
            self.hub.log.append((line, status))
            self.hub.save()
        self.send_response(status)
        length = headers.pop("Content-Length", str(len(content)))
        for name, value in {"Content-Length": length, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _faulty(
        self, fault: Fault | None, path: str, query: dict[str, list[str]], body: bytes
    ) -> Answer:
        if fault is None:
            return self._route(path, query, body)
        fault.count -= 1
        if fault.after:
            self._route(path, query, body)
        raise RefusedError(fault.status, "injected")

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _route(self, path: str, query: dict[str, list[str]], body: bytes) -> Answer:
        for pattern, name in ROUTES:
            if match := re.fullmatch(pattern, f"{self.command} {path}"):
                groups = {k: unquote(v) for k, v in match.groupdict(default="").items()}
                if "repo" in groups:
                    self._authorize(groups["repo"], writes=self.command in ("POST", "PUT"))
                result = getattr(self, name)(query=query, body=body, **groups)
                if isinstance(result, tuple):
                    return result
                return 200, {"Content-Type": "application/json"}, json.dumps(result).encode()
        self.hub.unknown.append(f"{self.command} {path}")
        raise RefusedError(404, "no such route")

    def _owner(self) -> bool:
        given = self.headers.get("Authorization")
        if given is not None and given != f"Bearer {TOKEN}":
            raise RefusedError(401, "Invalid credentials in Authorization header")
        return given is not None

    def _authorize(self, name: str, *, writes: bool) -> None:
        owner = self._owner()
        repo = self.hub.repos.get(name)
        if repo is None or (repo.private and not owner):
            raise RefusedError(404 if owner else 401, "Repository not found", "RepoNotFound")
        if writes and not owner and not self.path.split("?")[0].endswith("/paths-info"):
            raise RefusedError(403, "You need write access")

    # Repositories

    def create_repo(self, body: bytes, **_: Any) -> Any:
        asked = json.loads(body)
        if not self._owner() or asked.get("organization") != OWNER:
            raise RefusedError(403, "You may not create a repository here")
        if asked.get("type") != "dataset":
            raise RefusedError(400, "type must be dataset")
        name = f"{OWNER}/{asked['name']}"
        if name in self.hub.repos:
            raise RefusedError(409, "You already created this dataset repo")
        private = asked.get("visibility") == "private" or asked.get("private") is True
        self.hub.create(name, private=private)
        return {"url": f"{self.hub.endpoint}/datasets/{name}", "id": name, "name": name}

    def info(self, repo: str, revision: str, **_: Any) -> Any:
        state = self.hub.repos[repo]
        sha = state.resolve(revision or "main")
        siblings = [{"rfilename": path} for path in sorted(state.files(sha))]
        about = {"id": repo, "author": OWNER, "sha": sha, "private": state.private, "gated": False}
        return {**about, "tags": [], "siblings": siblings, "lastModified": CREATED}

    def refs(self, repo: str, query: dict[str, list[str]], **_: Any) -> Any:
        state = self.hub.repos[repo]
        pulls = [
            {"name": r, "ref": r, "targetCommit": c} for r, c in state.refs.items() if "/" in r
        ]
        return {
            "branches": [
                {"name": "main", "ref": "refs/heads/main", "targetCommit": state.refs["main"]}
            ],
            "tags": [
                {"name": t, "ref": f"refs/tags/{t}", "targetCommit": c}
                for t, c in state.tags.items()
            ],
            "converts": [],
            **({"pullRequests": pulls} if query.get("include_prs") else {}),
        }

    def tag(self, repo: str, revision: str, body: bytes, **_: Any) -> Any:
        name = json.loads(body)["tag"]
        state = self.hub.repos[repo]
        if name in state.tags:
            raise RefusedError(409, f"Tag {name} exists already")
        state.tags[name] = state.resolve(revision)
        return {}

    def tree(
        self, repo: str, revision: str, path: str, query: dict[str, list[str]], **_: Any
    ) -> Any:
        files = self.hub.repos[repo].files(revision)
        found = listing(files, path, recursive=query.get("recursive") == ["true"])
        if path and not found:
            raise RefusedError(404, f"{path} does not exist", "EntryNotFound")
        start = int(query.get("cursor", ["0"])[0])
        page = found[start : start + PAGE_ENTRIES]
        headers = {"Content-Type": "application/json"}
        if start + PAGE_ENTRIES < len(found):
            asked = urlsplit(self.path)
            kept = "&".join(f"{k}={v[0]}" for k, v in query.items() if k != "cursor")
            link = f"{self.hub.endpoint}{asked.path}?{kept}&cursor={start + PAGE_ENTRIES}"
            headers["Link"] = f'<{link}>; rel="next"'
        return 200, headers, json.dumps(page).encode()

    def paths_info(self, repo: str, revision: str, body: bytes, **_: Any) -> Any:
        files = self.hub.repos[repo].files(revision)
        kind = self.headers.get("Content-Type", "")
        asked = json.loads(body)["paths"] if "json" in kind else parse_qs(body.decode())["paths"]
        wanted = [asked] if isinstance(asked, str) else asked
        found = {entry["path"]: entry for entry in listing(files, "", recursive=True)}
        return [found[path] for path in wanted if path in found]

    # Uploads

    def validate_yaml(self, body: bytes, **_: Any) -> Any:
        problems = [{"message": text} for text in card_problems(json.loads(body)["content"])]
        if problems:
            raise RefusedError(400, "Invalid YAML", errors=problems, warnings=[])
        return {"errors": [], "warnings": []}

    def preupload(self, repo: str, revision: str, body: bytes, **_: Any) -> Any:
        stored = self.hub.repos[repo].files(revision)
        asked = json.loads(body)["files"]
        if len(asked) > 256:
            raise RefusedError(413, "too many files")
        return {"files": [upload_mode(entry, stored.get(entry["path"])) for entry in asked]}

    def lfs_batch(self, body: bytes, **_: Any) -> Any:
        asked = json.loads(body)
        if asked["operation"] != "upload" or asked.get("hash_algo") != "sha256":
            raise RefusedError(422, "unsupported operation or hash")
        objects = []
        for entry in asked["objects"]:
            answer = dict(entry)
            if not (self.hub.store.objects / entry["oid"]).exists():
                href = f"{self.hub.storage}/{entry['oid']}"
                answer["actions"] = {"upload": {"href": f"{href}?size={entry['size']}"}}
            objects.append(answer)
        return {"transfer": "basic", "objects": objects}

    def put(self, oid: str, query: dict[str, list[str]], body: bytes, **_: Any) -> Any:
        self._storage_only()
        if hashlib.sha256(body).hexdigest() != oid or query.get("size") != [str(len(body))]:
            raise RefusedError(400, "digest or size of the upload is wrong")
        (self.hub.store.objects / oid).write_bytes(body)
        return {}

    def commit(
        self, repo: str, revision: str, query: dict[str, list[str]], body: bytes, **_: Any
    ) -> Any:
        state = self.hub.repos[repo]
        lines = [json.loads(line) for line in body.splitlines()]
        if not lines or lines[0]["key"] != "header" or not lines[0]["value"].get("summary"):
            raise RefusedError(400, "the first line must be a header with a summary")
        header, pull = lines[0]["value"], query.get("create_pr") == ["1"]
        if revision not in state.refs:
            raise RefusedError(404, f"no branch {revision}", "RevisionNotFound")
        parent = header.get("parentCommit") or state.refs[revision]
        if not pull and parent != state.refs[revision]:
            raise RefusedError(412, "A commit has happened since. Please refresh and try again.")
        files = state.files(parent)
        for line in lines[1:]:
            apply(self.hub.store, files, line["key"], line["value"])
        folders = Counter(path.rpartition("/")[0] for path in files)
        if folders and max(folders.values()) > MAX_FOLDER_ENTRIES:
            raise RefusedError(400, "too many entries in one folder")
        sha = state.commit(parent, files, header["summary"])
        answer = {
            "commitOid": sha,
            "commitUrl": f"{self.hub.endpoint}/datasets/{repo}/commit/{sha}",
        }
        if not pull:
            state.refs[revision] = sha
            return answer
        number = len(state.pulls) + 1
        state.pulls[str(number)] = {"title": header["summary"], "status": "open", "base": parent}
        state.refs[f"refs/pr/{number}"] = sha
        address = f"{self.hub.endpoint}/datasets/{repo}/discussions/{number}"
        return {**answer, "pullRequestUrl": address}

    # Pull requests

    def discussions(self, repo: str, **_: Any) -> Any:
        found = [self._pull(repo, number) for number in self.hub.repos[repo].pulls]
        return {"count": len(found), "start": 0, "discussions": found}

    def _pull(self, repo: str, number: str) -> dict[str, Any]:
        pull = self.hub.repos[repo].pulls.get(number)
        if pull is None:
            raise RefusedError(404, "no such discussion")
        return described(repo, int(number), pull)

    def status(self, repo: str, number: str, body: bytes, **_: Any) -> Any:
        self._pull(repo, number)
        status = json.loads(body)["status"]
        self.hub.repos[repo].pulls[number]["status"] = status
        event = {"id": "1", "type": "status-change", "createdAt": CREATED}
        return {"newStatus": {**event, "author": {"name": OWNER}, "data": {"status": status}}}

    def merge(self, repo: str, number: str, **_: Any) -> Any:
        if self._pull(repo, number)["status"] != "open":
            raise RefusedError(409, "This pull request is not open")
        state = self.hub.repos[repo]
        pull = state.pulls[number]
        if pull["base"] != state.refs["main"]:
            raise RefusedError(409, "There are conflicts with main")
        files = state.files(f"refs/pr/{number}")
        state.refs["main"] = state.commit(state.refs["main"], files, pull["title"])
        pull["status"] = "merged"
        return {}

    # Downloads

    def resolve(self, repo: str, revision: str, path: str, **_: Any) -> Any:
        state = self.hub.repos[repo]
        sha = state.resolve(revision)
        entry = state.files(sha).get(path)
        if entry is None:
            raise RefusedError(404, "Entry not found", "EntryNotFound")
        headers = {"X-Repo-Commit": sha, "ETag": f'"{entry["oid"]}"'}
        if not entry["lfs"]:
            return self._bytes(entry["oid"], headers)
        headers |= {
            "Location": f"{self.hub.storage}/{entry['oid']}",
            "X-Linked-Size": str(entry["size"]),
            "X-Linked-Etag": f'"{entry["oid"]}"',
        }
        return 302, headers, b""

    def get(self, oid: str, **_: Any) -> Any:
        self._storage_only()
        return self._bytes(oid, {"ETag": f'"{oid}"'})

    def _storage_only(self) -> None:
        if not self.headers["Host"].startswith("localhost") or "Authorization" in self.headers:
            raise RefusedError(400, "object storage takes signed addresses only, and no token")

    def _bytes(self, oid: str, headers: dict[str, str]) -> Answer:
        stored = self.hub.store.objects / oid
        if not stored.exists():
            raise RefusedError(404, "no such object", "EntryNotFound")
        data = stored.read_bytes()
        headers = {"Accept-Ranges": "bytes", "Content-Type": "application/octet-stream", **headers}
        if asked := self.headers.get("Range"):
            start, end = byte_range(asked, len(data))
            headers["Content-Range"] = f"bytes {start}-{end}/{len(data)}"
            return 206, headers, data[start : end + 1]
        return 200, headers, data
