"""One dataset repository of a Hub, through the stock client: bounded retries, worded errors.

The client retries most reads and object uploads by itself, but neither commits nor merges nor
tags. Every call here gets at most three attempts; a call that changes something first looks
whether an attempt whose answer was lost has succeeded.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from dataset_tools.errors import PublishError

if TYPE_CHECKING:
    from huggingface_hub import HfApi

T = TypeVar("T")

WAITS_S = (1.0, 4.0)  # between three attempts; the client's own calls have up to 35 s before that
TRANSIENT = frozenset({429, 500, 502, 503, 504})
MAX_MESSAGE_CHARS = 400
HUB_TOKEN = re.compile(r"hf_[A-Za-z0-9]{6,}|(?i:bearer) [^\s'\"]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a revision: `sha256` for large files, `sha1` (git blob) for the others."""

    bytes: int
    sha256: str | None
    sha1: str | None


@dataclass(frozen=True, slots=True)
class State:
    """A repository as its owner sees it."""

    private: bool
    sha: str  # head of main


@dataclass(frozen=True, slots=True)
class Remote:
    """A repository and the client that reaches it."""

    api: "HfApi"
    repo: str  # ORG/NAME
    secrets: tuple[str, ...] = field(repr=False, default=())

    def scrub(self, text: str) -> str:
        """Return one line of at most 400 characters without tokens."""
        for secret in self.secrets:
            text = text.replace(secret, "***")
        text = " ".join(HUB_TOKEN.sub("***", text).split())
        return text if len(text) <= MAX_MESSAGE_CHARS else text[:MAX_MESSAGE_CHARS] + "…"

    def attempt(
        self, what: str, action: Callable[[], T], done: Callable[[], T | None] | None = None
    ) -> T:
        """Call `action` up to three times, while its error may pass with time.

        Args:
            what: What is being tried, for the error message ("merge the pull request").
            action: One call of the client.
            done: Returns the result of an earlier attempt that succeeded, else None.

        Raises: PublishError without a token in it.
        """
        for wait in (*WAITS_S, None):
            try:
                return action()
            except PublishError:
                raise
            except _errors() as err:
                if wait is None or not is_transient(err):
                    # The chained error would be printed with it, and is not scrubbed.
                    raise self.failure(what, err) from None
            time.sleep(wait)
            if done is not None and (result := done()) is not None:
                return result
        raise AssertionError("unreachable: the last attempt returns or raises")

    def failure(self, what: str, err: BaseException) -> PublishError:
        """Word an error of the client."""
        status, text = status_of(err), self.scrub(_texts(err))
        hint = _HINTS.get(status or 0)
        if status in TRANSIENT:
            hint = "run the same command again later: what is stored is not sent twice"
        if "xet-write-token" in text or "xet-read-token" in text:
            hint = (
                "this server seems to have no Xet storage: set HF_HUB_DISABLE_XET=1 and run again"
            )
        return PublishError(f"could not {what}: {text}", self.repo, hint)

    def state(self) -> State | None:
        """Return visibility and head of the repository; None where there is none to be seen.

        Raises: PublishError when the answer does not state the visibility, or names another
            repository (it was renamed).
        """
        from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError

        def read() -> State | None:
            try:
                info = self.api.dataset_info(self.repo, revision="main")
            except GatedRepoError:
                raise
            except RepositoryNotFoundError as err:
                if status_of(err) == 401 and self.secrets:
                    raise  # a token was sent and refused: that says nothing of the repository
                return None
            if info.id.lower() != self.repo.lower():
                hint = f"publish to hf://datasets/{info.id}"
                raise PublishError("the repository has another name now", self.repo, hint)
            if not isinstance(info.private, bool) or not info.sha:
                raise PublishError("the server does not state the visibility", self.repo)
            return State(info.private, info.sha)

        return self.attempt("read the repository", read)

    def tags(self) -> dict[str, str]:
        """Return the commit of each tag."""
        refs = self.attempt(
            "read the tags", lambda: self.api.list_repo_refs(self.repo, repo_type="dataset")
        )
        return {ref.name: ref.target_commit for ref in refs.tags}

    def tree(self, revision: str) -> dict[str, Entry]:
        """Return the files of a revision by path, without .gitattributes."""
        return self.attempt(f"list the files of {revision}", lambda: dict(self._files(revision)))

    def _files(self, revision: str) -> Iterator[tuple[str, Entry]]:
        from huggingface_hub.hf_api import RepoFile

        entries = self.api.list_repo_tree(
            self.repo, recursive=True, revision=revision, repo_type="dataset"
        )
        for entry in entries:
            if not isinstance(entry, RepoFile) or entry.path == ".gitattributes":
                continue
            digest = entry.lfs.sha256 if entry.lfs else None
            yield entry.path, Entry(entry.size, digest, None if digest else entry.blob_id)

    def pull_requests(self, title: str) -> dict[int, str]:
        """Return number and head of the open pull requests of this title."""

        def read() -> dict[int, str]:
            found = self.api.get_repo_discussions(
                self.repo, discussion_type="pull_request", repo_type="dataset"
            )
            numbers = {d.num for d in found if d.title == title and d.status in ("open", "draft")}
            refs = self.api.list_repo_refs(
                self.repo, repo_type="dataset", include_pull_requests=True
            )
            heads = {ref.ref: ref.target_commit for ref in refs.pull_requests or ()}
            return {n: heads[f"refs/pr/{n}"] for n in numbers if f"refs/pr/{n}" in heads}

        return self.attempt("list the pull requests", read)


def connect(repo: str, token: str | None) -> Remote:
    """Return a remote for ``ORG/NAME``; without a token, the one the client has stored is used."""
    from huggingface_hub import HfApi, get_token

    secret = token or get_token()
    return Remote(HfApi(token=token), repo, (secret,) if secret else ())


def status_of(err: BaseException) -> int | None:
    """Return the HTTP status of an error or of its causes; None where there was no answer."""
    for link in _chain(err):
        status = getattr(getattr(link, "response", None), "status_code", None)
        if isinstance(status, int):
            return status
    return None


def is_transient(err: BaseException) -> bool:
    """Tell whether an error may pass with time: a busy server, a lost connection."""
    if (status := status_of(err)) is not None:
        return status in TRANSIENT
    return any(_lost_connection(link) for link in _chain(err))


def _lost_connection(err: BaseException) -> bool:
    if type(err).__name__ == "OfflineModeIsEnabled":  # a ConnectionError that no retry can help
        return False
    lost = ("NetworkError", "TimeoutException", "RemoteProtocolError")  # of the HTTP library
    names = {kind.__name__ for kind in type(err).__mro__}
    return isinstance(err, (ConnectionError, TimeoutError)) or not names.isdisjoint(lost)


def _errors() -> tuple[type[Exception], ...]:
    """Return what the client raises: its HTTP library is httpx or httpx2, by version."""
    from huggingface_hub.errors import HfHubHTTPError

    return (OSError, ValueError, RuntimeError, *HfHubHTTPError.__bases__)


def _chain(err: BaseException | None) -> Iterator[BaseException]:
    seen = 0
    while err is not None and seen < 10:
        yield err
        err, seen = err.__cause__, seen + 1


def _texts(err: BaseException) -> str:
    return "; ".join(str(link) or type(link).__name__ for link in _chain(err))


_HINTS: dict[int, str] = {
    401: "log in with `hf auth login`, or set HF_TOKEN",
    403: "use a token that may write to this organisation and repository",
    404: "check the name; a private repository needs a token that may read it",
    409: "another change is in progress or the name is taken: look at the repository",
    412: "somebody changed the repository meanwhile: run the same command again",
}
