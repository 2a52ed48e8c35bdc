"""Publish to a Hub: one pull request, read back and loaded, then merged and tagged.

No reader of `main` or of a tag ever sees a part of a release. Until the merge `main` is
untouched, so that an interrupted run is simply repeated.
"""

import re
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dataset_tools.errors import ColophonError, PublishError
from dataset_tools.manifest import MANIFEST, read_manifest
from dataset_tools.publishing.gate import refuse_private
from dataset_tools.publishing.loadback import load_back
from dataset_tools.publishing.payload import Item, Payload, Published, git_blob_sha1, shown
from dataset_tools.publishing.remote import WAITS_S, Entry, Remote, State, connect

if TYPE_CHECKING:
    from huggingface_hub import CommitInfo

Step = Callable[[str], None]

TARGET = re.compile(r"hf://datasets/([A-Za-z0-9][\w.-]{0,95})/([A-Za-z0-9][\w.-]{0,95})", re.ASCII)
COMMIT_FILES = 100  # the Hub advises 50 to 100 files a commit (its requests end after 60 s)
MAX_MANIFEST_BYTES = 64 * 2**20  # of the release that stands in the repository
BLANK_REPO = frozenset({"README.md", "LICENSE", "LICENSE.md"})  # what a new repository may hold


def repo_of(target: str) -> str:
    """Return ``ORG/NAME`` of a target.

    Raises: PublishError for anything but ``hf://datasets/ORG/NAME``.

    >>> repo_of("hf://datasets/example/corpus")
    'example/corpus'
    """
    match = TARGET.fullmatch(target.removesuffix("/"))
    if match is None or any(".." in part or "--" in part for part in match.groups()):
        hint = "write hf://datasets/ORG/NAME; the release decides on the tag"
        raise PublishError("not a dataset repository", target, hint)
    return f"{match[1]}/{match[2]}"


def publish_hub(
    payload: Payload,
    repo: str,
    *,
    public: bool,
    dry_run: bool,
    token: str | None,
    on_step: Step,
) -> Published:
    """Publish a payload that passed the gate; see the module for the order of things.

    Raises: PublishError when the repository refuses, or an upload, its digests, the load test,
        the merge or the tag fails.
    """
    remote = connect(repo, token)
    tag = f"v{payload.version}"
    state = remote.state()
    if state is not None:
        _refuse_visibility(state, payload, repo, public=public)
        on_step(f"{repo} is a {_word(private=state.private)} repository")
        if tag in remote.tags():
            hint = "raise `version` in corpus.toml and build again; a tag is never moved"
            raise PublishError(f"tag {tag} exists already", repo, hint)
    elif public:
        refuse_private(payload)
    tree = remote.tree(state.sha) if state else {}
    _refuse_foreign(remote, state, tree, payload)
    if dry_run:
        _tell_plan(payload, state, tree, repo, tag, public=public, on_step=on_step)
        return _published(payload, remote, tag, None)
    if state is None:
        state = _create(remote, payload, public=public, on_step=on_step)
        tree = remote.tree(state.sha)
    if difference(payload, tree) == ([], []):
        on_step("main holds this release already, only the tag is missing")
        load_back(remote, payload, state.sha, on_step)
        commit = state.sha
    else:
        commit = _through_pull_request(remote, payload, state, tree, on_step)
    remote.attempt(
        f"set tag {tag}",
        lambda: remote.api.create_tag(repo, tag=tag, revision=commit, repo_type="dataset"),
        lambda: () if remote.tags().get(tag) == commit else None,
    )
    on_step(f"tagged {tag}; pin it with revision={commit!r}")
    return _published(payload, remote, tag, commit)


def difference(payload: Payload, tree: Mapping[str, Entry]) -> tuple[list[Item], list[str]]:
    """Return what a revision lacks or holds differently, and the paths it holds beyond."""
    wrong = [item for item in payload.items if not _is_stored(payload, item, tree.get(item.path))]
    ours = {item.path for item in payload.items}
    return wrong, sorted(set(tree) - ours)


def _is_stored(payload: Payload, item: Item, entry: Entry | None) -> bool:
    if entry is None or entry.bytes != item.bytes:
        return False
    if entry.sha256 is not None:
        return entry.sha256 == item.sha256
    return entry.sha1 == git_blob_sha1(payload.folder, item)


def _refuse_visibility(state: State, payload: Payload, repo: str, *, public: bool) -> None:
    if not state.private:
        refuse_private(payload)
        if not public:
            hint = "add --public if everybody may read it, or name a private repository"
            raise PublishError("the repository is public", repo, hint)
    elif public:
        hint = "change its visibility in its settings on the Hub first, or leave out --public"
        problem = "the repository is private; publishing never changes a visibility"
        raise PublishError(problem, repo, hint)


def _refuse_foreign(
    remote: Remote, state: State | None, tree: Mapping[str, Entry], payload: Payload
) -> None:
    """Refuse a repository with content that is not an earlier release of the same corpus."""
    if state is None or set(tree) <= BLANK_REPO:
        return
    hint = "name a new repository; its old files would be deleted from main"
    if MANIFEST not in tree or tree[MANIFEST].bytes > MAX_MANIFEST_BYTES:
        raise PublishError(f"holds files of no release: {shown(sorted(tree))}", remote.repo, hint)
    try:
        manifest = _remote_manifest(remote, state.sha)
    except ColophonError as err:
        problem = f"its {MANIFEST} is not that of a release ({err.problem})"
        raise PublishError(problem, remote.repo, hint) from None
    if manifest.get("name") != payload.name:
        problem = f"holds the corpus {manifest.get('name')!r}, not {payload.name!r}"
        raise PublishError(problem, remote.repo, hint)


def _remote_manifest(remote: Remote, sha: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="colophon-") as folder:
        remote.attempt(
            f"read {MANIFEST} of the repository",
            lambda: remote.api.hf_hub_download(
                remote.repo, MANIFEST, repo_type="dataset", revision=sha, local_dir=folder
            ),
        )
        return read_manifest(Path(folder))


def _create(remote: Remote, payload: Payload, *, public: bool, on_step: Step) -> State:
    def created() -> State | None:
        return remote.state()

    def create() -> State | None:
        remote.api.create_repo(remote.repo, repo_type="dataset", private=not public, exist_ok=False)
        return created()

    state = remote.attempt("create the repository", create, created)
    if state is None:
        raise PublishError("created, but not to be seen with this token", remote.repo)
    _refuse_visibility(state, payload, remote.repo, public=public)
    on_step(f"created {remote.repo}, a {_word(private=state.private)} repository")
    return state


def _through_pull_request(
    remote: Remote, payload: Payload, state: State, tree: Mapping[str, Entry], on_step: Step
) -> str:
    """Upload, read back, load, merge; return the commit of main that holds the release."""
    number, head = _propose(remote, payload, state, tree, on_step)
    on_step(f"pull request {number} holds the release at {head}")
    try:
        _verify(remote, payload, head)
        on_step(f"{len(payload.items)} files read back, all digests agree")
        load_back(remote, payload, head, on_step)
        _require_unchanged(remote, state)
    except PublishError:
        _close(remote, number)
        raise
    commit = _merge(remote, payload, number)
    on_step(f"merged: main is at {commit}")
    return commit


def _require_unchanged(remote: Remote, state: State) -> None:
    if remote.state() != state:
        hint = "nothing was merged; run the same command again"
        raise PublishError("the repository changed during the upload", remote.repo, hint)


def _propose(
    remote: Remote, payload: Payload, state: State, tree: Mapping[str, Entry], on_step: Step
) -> tuple[int, str]:
    """Commit what main lacks to one new pull request; return its number and head.

    Up to 100 files make one commit; the commits of a larger release follow on the same request.
    """
    add, delete = difference(payload, tree)
    on_step(f"uploading {len(add)} files, {sum(item.bytes for item in add)} bytes")
    if delete:
        on_step(f"deleting {len(delete)} files of the last release: {shown(delete)}")
    title = f"Release {payload.version} ({payload.manifest_sha256[:12]})"
    older = remote.pull_requests(title)
    batches = [add[i : i + COMMIT_FILES] for i in range(0, len(add), COMMIT_FILES)] or [[]]

    def first() -> tuple[int, str]:
        info = _commit(remote, payload, batches[0], delete, title, state.sha, None)
        if info.pr_num is None:
            raise PublishError("the server opened no pull request", remote.repo)
        return info.pr_num, info.oid

    def first_done() -> tuple[int, str] | None:
        for number, head in remote.pull_requests(title).items():
            if number not in older and _holds(remote, payload, head, batches[0], delete):
                return number, head
        return None

    number, head = remote.attempt("upload the release", first, first_done)
    for batch in batches[1:]:
        ref = f"refs/pr/{number}"

        def more(batch: list[Item] = batch, parent: str = head, ref: str = ref) -> str:
            return _commit(remote, payload, batch, [], title, parent, ref).oid

        def more_done(batch: list[Item] = batch) -> str | None:
            now = remote.pull_requests(title).get(number)
            return now if now and _holds(remote, payload, now, batch, []) else None

        head = remote.attempt("upload the release", more, more_done)
    return number, head


def _commit(
    remote: Remote,
    payload: Payload,
    add: Iterable[Item],
    delete: Iterable[str],
    title: str,
    parent: str,
    revision: str | None,
) -> "CommitInfo":
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    # The client changes these objects, so that every attempt needs new ones.
    operations: list[Any] = [CommitOperationDelete(path) for path in delete]
    operations += [CommitOperationAdd(item.path, payload.folder / item.path) for item in add]
    return remote.api.create_commit(
        remote.repo,
        operations,
        commit_message=title,
        commit_description=f"sha256 of {MANIFEST}: {payload.manifest_sha256}",
        repo_type="dataset",
        revision=revision,
        create_pr=revision is None,
        parent_commit=parent,
    )


def _holds(
    remote: Remote, payload: Payload, revision: str, add: list[Item], delete: list[str]
) -> bool:
    tree = remote.tree(revision)
    stored = all(_is_stored(payload, item, tree.get(item.path)) for item in add)
    return stored and not any(path in tree for path in delete)


def _verify(remote: Remote, payload: Payload, revision: str) -> None:
    """Compare a revision with the digests on disk, from its file list, without a download."""
    wrong, beyond = difference(payload, remote.tree(revision))
    if wrong or beyond:
        paths = [item.path for item in wrong] + beyond
        hint = "nothing was merged; run the same command again"
        problem = f"{len(paths)} files of {revision} differ from the release: {shown(paths)}"
        raise PublishError(problem, remote.repo, hint)


def _close(remote: Remote, number: int) -> None:
    """Close a pull request that will not be merged; the error that led here matters more."""
    try:
        remote.attempt(
            "close the pull request",
            lambda: remote.api.change_discussion_status(
                remote.repo,
                number,
                "closed",
                comment="The upload could not be verified.",
                repo_type="dataset",
            ),
        )
    except PublishError:
        return


def _merge(remote: Remote, payload: Payload, number: int) -> str:
    def head() -> str | None:
        """Return the head of main once it holds exactly the release."""
        state = remote.state()
        if state is None or difference(payload, remote.tree(state.sha)) != ([], []):
            return None
        return state.sha

    def merge() -> str | None:
        remote.api.merge_pull_request(remote.repo, number, repo_type="dataset")
        return head()

    commit = remote.attempt(f"merge pull request {number}", merge, head)
    for wait in WAITS_S:
        if commit is not None:
            break
        time.sleep(wait)
        commit = head()
    if commit is None:
        problem = f"main does not hold the release after pull request {number} was merged"
        hint = "look at its history: somebody else may have committed; no tag was set"
        raise PublishError(problem, remote.repo, hint)
    return commit


def _tell_plan(
    payload: Payload,
    state: State | None,
    tree: Mapping[str, Entry],
    repo: str,
    tag: str,
    *,
    public: bool,
    on_step: Step,
) -> None:
    if state is None:
        on_step(f"would create {repo}, a {_word(private=not public)} repository")
    add, delete = difference(payload, tree)
    for item in add:
        on_step(f"would upload {item.path} ({item.bytes} bytes)")
    for path in delete:
        on_step(f"would delete {path}")
    for subset, splits in payload.subsets().items():
        rows = {split: sum(item.rows for item in items) for split, items in splits.items()}
        listed = ", ".join(f"{split}: {count} rows" for split, count in rows.items())
        on_step(f"subset {subset} ({listed})")
    size = sum(item.bytes for item in add)
    on_step(f"would upload {len(add)} files, {size} bytes, and set tag {tag}")


def _published(payload: Payload, remote: Remote, tag: str, commit: str | None) -> Published:
    page = f"{remote.api.endpoint}/datasets/{remote.repo}"
    return Published(
        target=f"hf://datasets/{remote.repo}",
        url=f"{page}/tree/{tag}" if commit else page,
        revision=commit,
        tag=tag,
        files=len(payload.items),
        bytes=payload.bytes,
        steps=(),
        dry_run=commit is None,
        changed=commit is not None,
    )


def _word(*, private: bool) -> str:
    return "private" if private else "public"
