"""The gate: what may leave the machine, and the reasons when it may not."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dataset_tools.errors import PublishError
from dataset_tools.manifest import file_digest, read_manifest, write_json, write_manifest
from dataset_tools.model import Finding, Report, Severity
from dataset_tools.publishing.gate import gate
from dataset_tools.publishing.payload import Item, Payload, git_blob_sha1, read_payload
from tests.tinyrelease import write_release


def verdict(*findings: Finding) -> Callable[[Path], Report]:
    """Return a validator that reports these findings."""
    return lambda release: Report("checks", file_digest(release / "manifest.json"), findings)


def run(release: Path, *findings: Finding, public: bool = False) -> Payload:
    """Pass the gate with a validator that reports `findings` and a check that reports none."""
    return gate(
        release,
        public=public,
        on_step=lambda _: None,
        validate=verdict(*findings),
        check=verdict(),
    )


ERROR = Finding("null-id", Severity.ERROR, "2 rows without id", "data/text/x.parquet:7:id")
WARNING = Finding("short", Severity.WARNING, "1 text of 9 characters")


def test_passes_with_warnings(tmp_path: Path) -> None:
    """A warning does not block; the payload holds every file and the rows of each subset."""
    release = write_release(tmp_path / "one", shards=2)
    payload = run(release, WARNING)
    assert (payload.name, payload.version) == ("harbour-notes", "1.0.0")
    rows = {subset: [i.rows for i in s["train"]] for subset, s in payload.subsets().items()}
    assert rows == {"text": [2, 2], "metadata": [2, 2]}


def test_each_error_is_a_reason(tmp_path: Path) -> None:
    """Code, message and place of an error finding stand in the refusal; warnings do not."""
    release = write_release(tmp_path / "one", review=3, audience="private")
    with pytest.raises(PublishError) as caught:
        run(release, ERROR, WARNING, public=True)
    text = str(caught.value)
    assert "null-id: 2 rows without id (data/text/x.parquet:7:id)" in text
    assert "review-remaining: 3 records" in text
    assert "private-audience" in text
    assert "3 reasons" in text
    assert "short" not in text


def test_private_audience_passes_to_a_private_target(tmp_path: Path) -> None:
    """A private audience blocks public targets only."""
    assert run(write_release(tmp_path / "one", audience="private")).bytes > 0


@pytest.mark.parametrize("name", ["validation", "checks"])
def test_stored_report(tmp_path: Path, name: str) -> None:
    """A stored report counts for nothing, but one of another manifest tells of a change."""
    release = write_release(tmp_path / "one")
    stored = release / f"meta/{name}.json"
    digest = file_digest(release / "manifest.json")
    write_json(stored, {"manifest_sha256": digest, "passed": False})
    run(release)
    write_json(stored, {"manifest_sha256": "0" * 64, "passed": True})
    with pytest.raises(PublishError, match="changed-after-check"):
        run(release)
    stored.write_text("[]")
    with pytest.raises(PublishError, match="not a JSON object"):
        run(release)


def test_change_during_the_check(tmp_path: Path) -> None:
    """A verdict on another manifest than the one to be published does not count."""
    release = write_release(tmp_path / "one")
    with pytest.raises(PublishError, match="changed-during-check"):
        gate(
            release,
            public=False,
            on_step=lambda _: None,
            validate=lambda _: Report("validation", "0" * 64, ()),
            check=verdict(),
        )


def _stray(release: Path) -> None:
    (release / "data/text/train-00001-of-00001.parquet").write_bytes(b"PAR1")


def _hidden(release: Path) -> None:
    (release / ".env").write_text("TOKEN=1")


def _link_out(release: Path) -> None:
    (release.parent / "secret").write_text("Terms of the records.\n")
    (release / "LICENSE.md").unlink()
    (release / "LICENSE.md").symlink_to(release.parent / "secret")


def _link_folder(release: Path) -> None:
    (release / "meta/more").symlink_to(release.parent)


def _pipe(release: Path) -> None:
    (release / "LICENSE.md").unlink()
    os.mkfifo(release / "LICENSE.md")


def _changed(release: Path) -> None:
    (release / "LICENSE.md").write_text("Terms of the recorbs.\n")


def _missing(release: Path) -> None:
    (release / "README.md").unlink()


def _sums(release: Path) -> None:
    sums = release / "SHA256SUMS"
    sums.write_text(sums.read_text().replace("a", "b"))


def _manifest(key: str, value: object) -> Callable[[Path], None]:
    def edit(release: Path) -> None:
        content = read_manifest(release)
        content[key] = value
        write_manifest(release, content)

    return edit


def _path_outside(release: Path) -> None:
    content = read_manifest(release)
    content["files"][0]["path"] = "../secret"
    (release / "manifest.json").write_text(json.dumps(content))


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        pytest.param(_stray, "does not name: 'data/text/train-00001", id="stray shard"),
        pytest.param(_hidden, "does not name: '.env'", id="hidden file"),
        pytest.param(_link_out, "links or special files: 'LICENSE.md'", id="link"),
        pytest.param(_link_folder, "links or special files: 'meta/more'", id="linked folder"),
        pytest.param(_pipe, "links or special files: 'LICENSE.md'", id="pipe"),
        pytest.param(_changed, "differ from manifest.json: 'LICENSE.md'", id="changed"),
        pytest.param(_missing, "missing files: 'README.md'", id="missing"),
        pytest.param(_sums, "SHA256SUMS does not agree", id="sums"),
        pytest.param(_path_outside, "leads out of the release", id="path outside"),
        pytest.param(_manifest("audience", "all"), "audience is 'all'", id="audience"),
        pytest.param(_manifest("version", "1 0"), "cannot become a tag", id="version"),
        pytest.param(_manifest("version", 1), "'version' is not a str", id="version type"),
        pytest.param(_manifest("counts", {}), "counts-missing", id="no counts"),
    ],
)
def test_unfit_folder(tmp_path: Path, spoil: Callable[[Path], None], reason: str) -> None:
    """What the manifest does not describe exactly is not published."""
    release = write_release(tmp_path / "one")
    spoil(release)
    with pytest.raises(PublishError) as caught:
        run(release)
    assert reason in str(caught.value)


def test_reports_are_published_but_not_listed(tmp_path: Path) -> None:
    """The rewritten reports go out with the release although no digest of them is stored."""
    release = write_release(tmp_path / "one")
    for name in ("validation.json", "checks.json", "checks.html"):
        (release / "meta" / name).write_text("{}")
    paths = {item.path for item in read_payload(release).items}
    assert {"meta/validation.json", "meta/checks.json", "meta/checks.html"} < paths


def test_git_blob_sha1(tmp_path: Path) -> None:
    """The digest is the one that `git hash-object` prints, and of no other bytes than measured."""
    (tmp_path / "a").write_bytes(b"hello\n")
    item = Item("a", 6, file_digest(tmp_path / "a"))
    assert git_blob_sha1(tmp_path, item) == "ce013625030ba8dba906f756967f9e9ca394464a"
    (tmp_path / "a").write_bytes(b"jello\n")
    with pytest.raises(PublishError, match="changed while it was being published"):
        git_blob_sha1(tmp_path, item)
