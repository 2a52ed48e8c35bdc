"""Publish to a folder: copy beside the target, read every copy back, then rename."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from dataset_tools.errors import ColophonError, PublishError
from dataset_tools.manifest import file_digest
from dataset_tools.publishing.payload import Payload, Published, read_payload


def folder_of(target: str) -> Path:
    """Return the folder that a target names: a plain path or a ``file://`` URL.

    Raises: PublishError for a ``file://`` URL of another machine.

    >>> folder_of("file:///srv/my%20corpus").as_posix()
    '/srv/my corpus'
    """
    if not target.startswith("file://"):
        return Path(target)
    parts = urlsplit(target)
    if parts.netloc not in ("", "localhost") or parts.query or parts.fragment:
        raise PublishError("not a folder of this machine", target, "write file:///PATH")
    return Path(unquote(parts.path))


def publish_folder(
    payload: Payload, target: str, *, dry_run: bool, on_step: Callable[[str], None]
) -> Published:
    """Copy a release to a folder, so that a reader sees the old content or the new, never a mix.

    A free or empty target appears by one rename. A target that holds an older version of the same
    corpus is set aside, replaced and removed. The same release there already: nothing is done.

    Raises: PublishError when the target holds anything else, or a copy differs from its digest.
    """
    folder = folder_of(target)
    _refuse_overlap(payload.folder, folder)
    folder = folder.resolve()
    existing = _existing(folder)
    if existing is not None and existing.manifest_sha256 == payload.manifest_sha256:
        on_step(f"{folder} holds this very release already, nothing to do")
        return _published(payload, target, folder, dry_run=dry_run, changed=False)
    if existing is not None:
        _refuse_replacement(existing, payload)
    verb = "would copy" if dry_run else "copy"
    replaced = f", replacing version {existing.version}" if existing else ""
    on_step(f"{verb} {len(payload.items)} files, {payload.bytes} bytes, to {folder}{replaced}")
    if dry_run:
        for item in payload.items:
            on_step(f"would copy {item.path} ({item.bytes} bytes)")
        return _published(payload, target, folder, dry_run=True, changed=False)
    _copy_and_rename(payload, folder, replace=existing is not None)
    on_step(f"{len(payload.items)} copies read back, all digests agree")
    return _published(payload, target, folder, dry_run=False, changed=True)


def _refuse_overlap(release: Path, folder: Path) -> None:
    if folder.is_symlink():
        raise PublishError("the target is a link", str(folder), "name the folder itself")
    source, goal = release.resolve(), folder.resolve()
    if source.is_relative_to(goal) or goal.is_relative_to(source):
        hint = "name a folder outside of the release"
        raise PublishError("the target and the release overlap", str(folder), hint)


def _existing(folder: Path) -> Payload | None:
    """Return the release that stands at the target; None where it is free or empty."""
    if not folder.exists():
        return None
    if not folder.is_dir():
        raise PublishError("the target is a file", str(folder), "name a new or empty folder")
    if not any(folder.iterdir()):
        return None
    try:
        return read_payload(folder)
    except ColophonError as err:
        problem = f"the target is not empty and no intact release ({err.problem})"
        raise PublishError(problem, str(folder), "name a new or empty folder") from err


def _refuse_replacement(existing: Payload, payload: Payload) -> None:
    where = str(existing.folder)
    if existing.name != payload.name:
        problem = f"the target holds the corpus {existing.name!r}, not {payload.name!r}"
        raise PublishError(problem, where, "name another folder")
    if existing.version == payload.version:
        problem = f"version {payload.version} was published here with another content"
        raise PublishError(problem, where, "raise `version` in corpus.toml and build again")
    if _order(existing.version) > _order(payload.version):
        problem = f"the target holds version {existing.version}, newer than {payload.version}"
        raise PublishError(problem, where, "name another folder, or raise `version`")


def _order(version: str) -> tuple[int, ...]:
    """Return the numbers of a dotted version, up to the first part that is none."""
    numbers: list[int] = []
    for part in version.split("."):
        if not (part.isascii() and part.isdigit()):
            break
        numbers.append(int(part))
    return tuple(numbers)


def _copy_and_rename(payload: Payload, folder: Path, *, replace: bool) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = folder.with_name(f".{folder.name}.publishing-{os.getpid()}")
    aside = folder.with_name(f".{folder.name}.replaced-{os.getpid()}")
    try:
        fresh.mkdir()  # not mkdtemp, whose mode 0700 would hide the corpus from its readers
        for item in payload.items:
            copy = fresh / item.path
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(payload.folder / item.path, copy, follow_symlinks=False)
            if copy.is_symlink() or file_digest(copy) != item.sha256:
                hint = "nobody may write to the release meanwhile; run the command again"
                raise PublishError("the copy differs from its digest", item.path, hint)
        if replace:
            folder.rename(aside)
        try:
            fresh.rename(folder)
        except OSError:
            if replace:
                aside.rename(folder)
            raise
    except OSError as err:
        problem = f"cannot write ({err.strerror or err})"
        raise PublishError(problem, str(folder), "check space and permissions") from err
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(aside, ignore_errors=True)


def _published(
    payload: Payload, target: str, folder: Path, *, dry_run: bool, changed: bool
) -> Published:
    return Published(
        target=target,
        url=str(folder),
        revision=None,
        tag=None,
        files=len(payload.items),
        bytes=payload.bytes,
        steps=(),
        dry_run=dry_run,
        changed=changed,
    )
