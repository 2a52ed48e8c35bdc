"""Publishing to a Hub, with the stock client in its own process against tests/hubserver.py."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dataset_tools.errors import PublishError
from dataset_tools.manifest import file_digest, release_files
from dataset_tools.publishing.hub import repo_of
from dataset_tools.publishing.payload import read_payload
from dataset_tools.publishing.remote import Remote, is_transient
from tests.hubserver import TOKEN, Hub
from tests.hubstate import Fault
from tests.tinyrelease import CARD, rows_of, write_release

REPO = "example/notes"
ROOT = Path(__file__).parent.parent

# What stands below the gate: the gate itself has its own tests.
PUBLISH = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from dataset_tools.errors import PublishError
from dataset_tools.publishing.hub import publish_hub, repo_of
from dataset_tools.publishing import remote
from dataset_tools.publishing.payload import read_payload
remote.WAITS_S = (0.01, 0.01)
folder, target, options = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
steps = []
try:
    done = publish_hub(
        read_payload(Path(folder)), repo_of(target), token=None, on_step=steps.append,
        public=options.get("public", False), dry_run=options.get("dry_run", False),
    )
    print(json.dumps({**asdict(done), "steps": steps}))
except PublishError as err:
    print(json.dumps({"error": str(err), "steps": steps}))
"""
FULL = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from dataset_tools.errors import PublishError
from dataset_tools.publishing import publish
folder, target, options = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
try:
    print(json.dumps(asdict(publish(Path(folder), target, **options))))
except PublishError as err:
    print(json.dumps({"error": str(err)}))
"""
LOAD = """
import json, sys
from datasets import load_dataset
repo, subset, revision = sys.argv[1:]
dataset = load_dataset(repo, subset, revision=revision, split="train")
print(json.dumps([dict(row) for row in dataset], default=str))
"""


@dataclass(frozen=True)
class Client:
    """Runs Python with the stock client pointed at the hub."""

    hub: Hub
    home: Path

    def run(self, script: str, *args: str, **env: str) -> Any:
        """Run a script and return the JSON on its last line; no token may be printed."""
        settings = {
            "HF_ENDPOINT": self.hub.endpoint,
            "HF_HOME": str(self.home),
            "HF_TOKEN": TOKEN,
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_DISABLE_PROGRESS_BARS": "1",
            "NO_PROXY": "*",
        }
        done = subprocess.run(
            [sys.executable, "-c", script, *args],
            env={**os.environ, **settings, **env},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert TOKEN not in done.stdout + done.stderr
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def publish(self, release: Path, env: dict[str, str] | None = None, **options: bool) -> Any:
        """Publish a release that passed the gate."""
        args = (str(release), f"hf://datasets/{REPO}", json.dumps(options))
        return self.run(PUBLISH, *args, **(env or {}))

    def load(self, subset: str, revision: str) -> Any:
        """Load a subset as a reader does."""
        return self.run(LOAD, REPO, subset, revision)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with Hub(tmp_path / "hub") as server:
        yield server
    assert [line for line in server.unknown if line.split()[0] != "HEAD"] == []


@pytest.fixture
def client(hub: Hub, tmp_path: Path) -> Client:
    return Client(hub, tmp_path / "home")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_release(tmp_path / "release")


def test_publish_then_load(hub: Hub, client: Client, folder: Path) -> None:
    """A new repository is private; its tag loads with the written rows; a version goes out once."""
    done = client.publish(folder)
    repo = hub.repos[REPO]
    assert repo.private
    assert repo.tags == {"v1.0.0": done["revision"]} == {"v1.0.0": repo.refs["main"]}
    held = {path for path in repo.files("v1.0.0") if path != ".gitattributes"}
    assert held == {item.path for item in read_payload(folder).items}
    assert client.load("text", "v1.0.0") == rows_of("1.0.0", 4)
    again = client.publish(folder)
    assert "tag v1.0.0 exists already" in again["error"]
    assert "corpus.toml" in again["error"]
    assert hub.count("POST .*/commit/") == 1


def test_built_release(hub: Hub, client: Client, request: pytest.FixtureRequest) -> None:
    """A release that `build` wrote passes the gate, and each subset loads from its tag."""
    try:
        release: Path = request.getfixturevalue("release")
    except pytest.FixtureLookupError:
        pytest.skip("there is no fixture `release` with a built release")
    before = {p: file_digest(release / p) for p in release_files(release)}
    done = client.run(FULL, str(release), f"hf://datasets/{REPO}", "{}")
    assert "error" not in done
    payload = read_payload(release)
    for subset, splits in payload.subsets().items():
        rows = client.load(subset, done["tag"])
        ids = [pq.read_table(release / item.path)["id"].to_pylist() for item in splits["train"]]
        assert [row["id"] for row in rows] == [one for shard in ids for one in shard]
    assert {p: file_digest(release / p) for p in release_files(release)} == before


def test_next_version_replaces_the_files(hub: Hub, client: Client, tmp_path: Path) -> None:
    """A second version deletes shards of the first from main, and leaves the first tag alone."""
    first = client.publish(write_release(tmp_path / "one", shards=2))
    second = client.publish(write_release(tmp_path / "two", version="1.1.0"))
    assert first["revision"] != second["revision"]
    assert "data/text/train-00001-of-00002.parquet" in hub.repos[REPO].files("v1.0.0")
    names = {path for path in hub.repos[REPO].files("v1.1.0") if path.startswith("data/text/")}
    assert names == {"data/text/train-00000-of-00001.parquet"}
    assert client.load("text", "v1.1.0") == rows_of("1.1.0", 4)


@pytest.mark.parametrize(
    ("private", "audience", "public", "reason"),
    [
        pytest.param(False, "public", False, "the repository is public", id="needs --public"),
        pytest.param(False, "private", False, "audience of this release is private", id="private"),
        pytest.param(True, "public", True, "the repository is private", id="no change of it"),
        pytest.param(None, "private", True, "audience of this release is private", id="new"),
    ],
)
def test_visibility_is_decided_before_the_first_byte(
    hub: Hub,
    client: Client,
    tmp_path: Path,
    private: bool | None,
    audience: str,
    public: bool,
    reason: str,
) -> None:
    """Nothing is written where visibility and audience do not fit."""
    if private is not None:
        hub.create(REPO, private=private)
    folder = write_release(tmp_path / "release", audience=audience)
    assert reason in client.publish(folder, public=public)["error"]
    assert hub.count("^(POST|PUT)") == 0


def test_public_repository(hub: Hub, client: Client, folder: Path) -> None:
    """With --public a new repository is public, and readers need no token."""
    assert client.publish(folder, public=True)["tag"] == "v1.0.0"
    assert not hub.repos[REPO].private
    rows = client.run(LOAD, REPO, "metadata", "v1.0.0", HF_TOKEN="")
    assert [set(row) for row in rows] == [{"id", "size", "tags"}] * 4


def test_dry_run_only_reads(hub: Hub, client: Client, folder: Path) -> None:
    """A dry run names every file and deletion, and sends nothing."""
    hub.create(REPO, private=True, files={"README.md": b"---\nlicense: mit\n---\n"})
    before = dict(hub.repos[REPO].refs)
    done = client.publish(folder, dry_run=True)
    assert done["dry_run"]
    assert done["revision"] is None
    named = [step for step in done["steps"] if step.startswith("would upload ")]
    assert len(named) == len(read_payload(folder).items) + 1
    assert hub.count("^(POST|PUT)") == 0
    assert hub.count("^GET") > 0
    assert hub.repos[REPO].refs == before


def test_foreign_repository_is_refused(hub: Hub, client: Client, folder: Path) -> None:
    """Files that are no earlier release of this corpus are never deleted."""
    hub.create(REPO, private=True, files={"train.csv": b"a,b\n"})
    assert "holds files of no release: 'train.csv'" in client.publish(folder)["error"]
    assert hub.count("^(POST|PUT)") == 0


@pytest.mark.parametrize("path", ["LICENSE.md", "manifest.json"])
def test_damaged_upload_is_never_merged(hub: Hub, client: Client, folder: Path, path: str) -> None:
    """A file that the server stored wrongly stops the run before main changes; a rerun works."""
    hub.create(REPO, private=True)
    empty = hub.repos[REPO].refs["main"]
    hub.store.corrupt = path
    error = client.publish(folder)["error"]
    assert "differ from the release" in error
    assert path in error
    repo = hub.repos[REPO]
    assert (repo.refs["main"], repo.tags) == (empty, {})
    assert [pull["status"] for pull in repo.pulls.values()] == ["closed"]
    assert client.publish(folder)["revision"] == repo.refs["main"]


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Fault("POST .*/commit/", 503, 2), id="commit, twice"),
        pytest.param(Fault("POST .*/commit/", 503, after=True), id="commit, answer lost"),
        pytest.param(Fault("POST .*/merge", 504, after=True), id="merge, answer lost"),
        pytest.param(Fault("POST .*/tag/", 500, after=True), id="tag, answer lost"),
        pytest.param(Fault("POST /api/repos/create", 502, after=True), id="create, answer lost"),
        pytest.param(Fault("PUT /storage/", 503), id="object"),
        pytest.param(Fault("GET .*/tree/", 429), id="file list"),
    ],
)
def test_busy_server(hub: Hub, client: Client, folder: Path, fault: Fault) -> None:
    """Faults that pass are survived; nothing is done twice when only an answer was lost."""
    hub.faults.append(fault)
    done = client.publish(folder)
    assert fault.count == 0
    assert hub.repos[REPO].tags == {"v1.0.0": done["revision"]}
    assert list(hub.repos[REPO].pulls) == ["1"]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        pytest.param(Fault("POST .*/commit/", 503, 3), "could not upload the release", id="commit"),
        pytest.param(Fault("POST .*/merge", 403), "could not merge", id="merge"),
        pytest.param(Fault("POST .*/tag/", 403), "could not set tag", id="tag"),
    ],
)
def test_interrupted_run_is_repeated(
    hub: Hub, client: Client, folder: Path, fault: Fault, reason: str
) -> None:
    """After a failure at any step, the same command finishes the work, without a half release."""
    hub.faults.append(fault)
    assert reason in client.publish(folder)["error"]
    repo = hub.repos[REPO]
    assert repo.tags == {}
    assert set(repo.files("main")) in (
        {".gitattributes"},
        {".gitattributes", *(item.path for item in read_payload(folder).items)},
    )
    done = client.publish(folder)
    assert repo.tags == {"v1.0.0": done["revision"]}


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        pytest.param("path: data/text/", "path: data/metadata/", "files of text", id="files"),
        pytest.param("cc-by-4.0", "not-a-license", "Invalid metadata in README.md", id="license"),
        pytest.param("data/text/train-*", "data/texts/*", "could not load", id="no files"),
    ],
)
def test_wrong_card(
    hub: Hub, client: Client, tmp_path: Path, old: str, new: str, reason: str
) -> None:
    """A card that the Hub refuses, or that loads something else, never reaches main."""
    folder = write_release(tmp_path / "release", card=CARD.replace(old, new))
    assert reason in client.publish(folder)["error"]
    assert set(hub.repos[REPO].files("main")) == {".gitattributes"}


def test_many_files_in_one_pull_request(hub: Hub, client: Client, tmp_path: Path) -> None:
    """A release of more than 100 files arrives as several commits and one merge."""
    folder = write_release(tmp_path / "release", extra=120)
    client.publish(folder)
    assert hub.count("POST .*/commit/") == 2
    assert hub.count("POST .*/merge") == 1
    assert len(hub.repos[REPO].files("v1.0.0")) == len(read_payload(folder).items) + 1


def test_server_without_xet_is_explained(hub: Hub, client: Client, folder: Path) -> None:
    """The client's own message does not tell what to set; ours does."""
    hub.create(REPO, private=True)
    error = client.publish(folder, env={"HF_HUB_DISABLE_XET": "0"})["error"]
    hub.unknown.clear()
    assert "HF_HUB_DISABLE_XET=1" in error


@pytest.mark.parametrize("token", ["hf_someoneElsesToken99", ""])
def test_missing_rights_are_explained(hub: Hub, client: Client, folder: Path, token: str) -> None:
    """A wrong token and no token end with what to do, and never print the token."""
    hub.create(REPO, private=True)
    error = client.publish(folder, env={"HF_TOKEN": token})["error"]
    assert not token or token not in error
    assert "Try: " in error
    assert hub.count("POST .*/(commit|merge|tag)") == 0


@pytest.mark.parametrize(
    ("target", "repo"),
    [
        ("hf://datasets/example/notes", "example/notes"),
        ("hf://datasets/example/notes/", "example/notes"),
        ("hf://datasets/Ex-1/a.b_c", "Ex-1/a.b_c"),
        ("hf://datasets/notes", None),
        ("hf://example/notes", None),
        ("hf://datasets/example/notes@v1", None),
        ("hf://datasets/example/notes/data", None),
        ("hf://datasets/example/..", None),
        ("hf://datasets/example/no\ntes", None),
        ("hf://datasets/example/notes\n", None),
    ],
)
def test_repo_of(target: str, repo: str | None) -> None:
    """A target names exactly one repository, or is refused."""
    if repo is not None:
        assert repo_of(target) == repo
        return
    with pytest.raises(PublishError):
        repo_of(target)


def test_messages_are_scrubbed() -> None:
    """Tokens are cut out of a message, also those that are not ours."""
    remote = Remote(api=None, repo=REPO, secrets=("s3cret",))  # type: ignore[arg-type] # unused
    text = remote.scrub("a s3cret b\nhf_abcdefgh123 c Authorization: Bearer xyz.1 d")
    assert text == "a *** b *** c Authorization: *** d"


@pytest.mark.parametrize(
    ("make", "transient"),
    [
        pytest.param(lambda: ConnectionResetError("reset"), True, id="connection"),
        pytest.param(lambda: TimeoutError("slow"), True, id="timeout"),
        pytest.param(lambda: ValueError("bad card"), False, id="our fault"),
        pytest.param(lambda: FileNotFoundError("gone"), False, id="no file"),
    ],
)
def test_is_transient(make: Callable[[], Exception], transient: bool) -> None:
    """Only faults that may pass with time are tried again, also as the cause of another."""
    outer = RuntimeError("upload failed")
    outer.__cause__ = make()
    assert is_transient(outer) == transient
