"""Publish a release to the Hugging Face Hub or to a folder; private unless asked otherwise."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from dataset_tools.errors import PublishError
from dataset_tools.publishing.gate import gate
from dataset_tools.publishing.payload import Published

__all__ = ["Published", "publish"]


def publish(
    release: Path,
    target: str,
    *,
    public: bool = False,
    dry_run: bool = False,
    token: str | None = None,
    on_step: Callable[[str], None] | None = None,
) -> Published:
    """Publish a release folder, after `validate` and `check` passed once more.

    Args:
        release: A folder that `build` wrote; it is not changed.
        target: ``hf://datasets/ORG/NAME``, a folder, or ``file:///PATH``.
        public: Needed for a public repository; a new one is private without it.
        dry_run: Do everything that only reads, and list what would be written.
        token: Access token of the Hub; without it, the one that the Hub's own client has stored.
        on_step: Called with one line for each step as it happens; never with the token.

    Raises: PublishError when the release or the target refuses, or the target fails.
    """
    steps: list[str] = []

    def step(line: str) -> None:
        steps.append(line)
        if on_step is not None:
            on_step(line)

    if target.startswith("s3://"):
        hint = "publish to a folder, then copy that folder to the bucket with your own tools"
        raise PublishError("object storage is not supported yet", target, hint)
    if target.startswith("hf://"):
        from dataset_tools.publishing.hub import publish_hub, repo_of

        repo = repo_of(target)
        payload = gate(release, public=public, on_step=step)
        done = publish_hub(payload, repo, public=public, dry_run=dry_run, token=token, on_step=step)
    elif "://" in target and not target.startswith("file://"):
        hint = "write hf://datasets/ORG/NAME or a folder"
        raise PublishError("unknown kind of target", target, hint)
    else:
        from dataset_tools.publishing.storage import folder_of, publish_folder

        folder_of(target)
        payload = gate(release, public=public, on_step=step)
        done = publish_folder(payload, target, dry_run=dry_run, on_step=step)
    return replace(done, steps=tuple(steps))
