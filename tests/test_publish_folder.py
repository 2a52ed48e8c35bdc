"""Publishing to a folder: all or nothing, nothing overwritten that is not ours."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dataset_tools.errors import ColophonError, PublishError
from dataset_tools.manifest import file_digest, release_files
from dataset_tools.publishing import publish
from dataset_tools.publishing.payload import Published, read_payload
from dataset_tools.publishing.storage import publish_folder
from tests.tinyrelease import write_release


def run(release: Path, target: Path | str, *, dry_run: bool = False) -> tuple[Published, list[str]]:
    """Publish a release that passed the gate; return the result and the steps."""
    steps: list[str] = []
    payload = read_payload(release)
    done = publish_folder(payload, str(target), dry_run=dry_run, on_step=steps.append)
    return done, steps


def digests(folder: Path) -> dict[str, str]:
    """Return the digest of every file of a folder."""
    paths = [path for path in release_files(folder) if (folder / path).is_file()]
    return {path: file_digest(folder / path) for path in paths}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_release(tmp_path / "one")


@pytest.mark.parametrize("kind", ["free", "empty", "deep", "url"])
def test_copy(folder: Path, tmp_path: Path, kind: str) -> None:
    """The target holds every file, no other one, and nothing is left beside it."""
    target = tmp_path / "out" / "a b" if kind == "deep" else tmp_path / "out"
    if kind == "empty":
        target.mkdir()
    done, _ = run(folder, target.as_uri() if kind == "url" else target)
    assert digests(target) == digests(folder)
    assert (done.changed, done.files) == (True, len(digests(folder)))
    assert [p.name for p in target.parent.iterdir() if p.name.startswith(".")] == []
    assert target.stat().st_mode == folder.stat().st_mode


def test_same_release_again_is_no_change(folder: Path, tmp_path: Path) -> None:
    """A second run says that nothing is to be done, and writes nothing."""
    target = tmp_path / "out"
    run(folder, target)
    inode = target.stat().st_ino
    done, steps = run(folder, target)
    assert not done.changed
    assert "holds this very release already" in steps[-1]
    assert target.stat().st_ino == inode


def test_newer_version_replaces(folder: Path, tmp_path: Path) -> None:
    """An older release of the same corpus makes way, with all of its files."""
    target = tmp_path / "out"
    run(write_release(tmp_path / "old", version="0.9.0", shards=2), target)
    done, steps = run(folder, target)
    assert done.changed
    assert "replacing version 0.9.0" in steps[0]
    assert digests(target) == digests(folder)
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def _other_files(target: Path) -> None:
    target.mkdir()
    (target / "thesis.txt").write_text("mine")


def _damaged(target: Path) -> None:
    write_release(target, version="0.9.0")
    (target / "LICENSE.md").write_text("other terms")


def _with_notes(target: Path) -> None:
    write_release(target, version="0.9.0")
    (target / "notes.txt").write_text("mine")


def _link(target: Path) -> None:
    (target.parent / "elsewhere").mkdir()
    target.symlink_to(target.parent / "elsewhere")


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        pytest.param(_other_files, "no intact release", id="other files"),
        pytest.param(_damaged, "no intact release", id="damaged release"),
        pytest.param(_with_notes, "no intact release", id="release with own notes"),
        pytest.param(_link, "the target is a link", id="link"),
        pytest.param(lambda t: t.write_text("x"), "the target is a file", id="file"),
        pytest.param(
            lambda t: write_release(t, shards=2), "published here with another", id="same version"
        ),
        pytest.param(lambda t: write_release(t, version="1.10.0"), "newer than 1.0.0", id="newer"),
        pytest.param(
            lambda t: write_release(t, name="x", version="0.9.0"), "the corpus 'x'", id="corpus"
        ),
    ],
)
def test_what_stands_there_is_kept(
    folder: Path, tmp_path: Path, prepare: Callable[[Path], object], reason: str
) -> None:
    """A target that is no older copy of this corpus is refused and left as it is."""
    target = tmp_path / "out"
    prepare(target)
    before = digests(tmp_path)
    with pytest.raises(PublishError, match=reason):
        run(folder, target)
    assert digests(tmp_path) == before


@pytest.mark.parametrize("inner", ["data", "new/folder", ".", ".."])
def test_overlap_is_refused(folder: Path, inner: str) -> None:
    """The target may be neither inside of the release nor around it."""
    with pytest.raises(PublishError, match="overlap"):
        run(folder, folder / inner)


def test_dry_run_writes_nothing(folder: Path, tmp_path: Path) -> None:
    """A dry run names every file and creates no folder."""
    done, steps = run(folder, tmp_path / "deep" / "out", dry_run=True)
    assert done.dry_run
    assert len(steps) == 1 + len(digests(folder))
    assert [p.name for p in tmp_path.iterdir()] == ["one"]


def test_change_during_the_copy_is_noticed(folder: Path, tmp_path: Path) -> None:
    """A file that changes after it was hashed never reaches the target."""
    payload = read_payload(folder)
    (folder / "LICENSE.md").write_text("Terms of the recorbs.\n", encoding="utf-8")
    with pytest.raises(PublishError, match="differs from its digest"):
        publish_folder(payload, str(tmp_path / "out"), dry_run=False, on_step=lambda _: None)
    assert [p.name for p in tmp_path.iterdir()] == ["one"]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("s3://bucket/corpus", "not supported yet"),
        ("ftp://host/corpus", "unknown kind of target"),
        ("file://otherhost/corpus", "not a folder of this machine"),
        ("hf://datasets/notes", "not a dataset repository"),
    ],
)
def test_unusable_target(folder: Path, target: str, reason: str) -> None:
    """A target that cannot work is refused before the gate runs, with what to do instead."""
    with pytest.raises(ColophonError, match=reason) as caught:
        publish(folder, target)
    assert caught.value.hint
