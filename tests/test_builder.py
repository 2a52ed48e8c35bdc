"""Building the sample corpus: the ledger closes, bytes repeat, withheld text stays withheld."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dataset_tools.builder import Built, build, preview
from dataset_tools.builder.plan import MARKER
from dataset_tools.errors import BuildError, ConfigError, InputError
from dataset_tools.manifest import read_manifest
from tests.conftest import CONFIG, DUMPS

ARTICLE = (
    "<html lang='en'><head><title>{title} - The Harbour Post</title></head><body>"
    "<nav><a href='/'>Home</a> <a href='/news'>News</a></nav><article><h1>{title}</h1>"
    "<p>{first}</p><p>{second}</p></article><footer>{footer}</footer></body></html>"
)
FIRST = (
    "The harbour council met on Tuesday evening to settle how the new ferry pier will be paid for,"
    " and the members agreed to sell two old warehouses before the winter begins."
)
SECOND = (
    "Work on the foundations starts in March, said the engineer, who expects that the first boat"
    " will moor there in the autumn of the following year if the ground is as firm as it seems."
)


def rows(release: Path, subset: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for path in sorted((release / "data" / subset).glob("*.parquet")):
        found.extend(pq.read_table(path).to_pylist())
    return found


def ledger(release: Path) -> list[dict[str, Any]]:
    paths = sorted((release / "meta/ledger").glob("*.parquet"))
    return [row for path in paths for row in pq.read_table(path).to_pylist()]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def pages(folder: Path, **texts: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    return folder


def article(title: str, footer: str = "", first: str = FIRST, second: str = SECOND) -> str:
    return ARTICLE.format(title=title, first=first, second=second, footer=footer)


LINK = "<a rel='license' href='https://creativecommons.org/licenses/by/4.0/'>CC BY 4.0</a>"
CC_BY = f"© 2023 Harbour Post. {LINK}"


def test_the_sample_passes_its_own_gates(sample: Built) -> None:
    """A build ends with validate and check, and the sample passes both."""
    assert [f for report in sample.reports for f in report.findings if f.severity == "error"] == []
    assert len(sample.reports) == 2


def test_nothing_disappears(sample: Built) -> None:
    """Captures are the sum of the four fates, in the ledger, the manifest and the card."""
    fates = Counter(row["fate"] for row in ledger(sample.release) if row["kind"] == "capture")
    assert fates.total() == sample.sums.captures
    assert fates["kept"] == sample.sums.kept == len(rows(sample.release, "metadata"))
    counts = read_manifest(sample.release)["counts"]
    assert counts["captures"] == sum(fates.values())
    assert str(counts["captures"]) in (sample.release / "README.md").read_text("utf-8")
    kinds = {row["kind"] for row in ledger(sample.release)}
    assert kinds == {"capture", "damage", "skipped"}


def test_duplicates_name_their_partner(sample: Built) -> None:
    """A duplicate's ledger row points at a record that is kept."""
    kept = {row["id"] for row in rows(sample.release, "metadata")}
    found = [row for row in ledger(sample.release) if row["fate"] == "duplicate"]
    assert found
    assert all(row["partner"] in kept and row["similarity"] == 1.0 for row in found)
    clusters = {row["duplicate_cluster"] for row in rows(sample.release, "metadata")} - {None}
    assert clusters == {row["partner"] for row in found}


def test_text_ships_only_with_full_text(sample: Built) -> None:
    """Subset `text` holds exactly the full_text records; the rest keep no text anywhere."""
    metadata = rows(sample.release, "metadata")
    assert "text" not in metadata[0]
    shipped = {row["id"] for row in rows(sample.release, "text")}
    assert shipped == {row["id"] for row in metadata if row["release"] == "full_text"}
    withheld = [row for row in metadata if row["release"] != "full_text"]
    assert withheld
    assert all(row["summary"] is None for row in withheld)
    assert all(caption["text"] is None for row in withheld for caption in row["captions"])


def test_a_withheld_text_stands_in_no_file(sample: Built, internal: Built) -> None:
    """No sentence of a text that the cautious policy withholds is in any file of the release."""
    shipped = {row["id"] for row in rows(sample.release, "text")}
    everything = b"\n".join(
        json.dumps(rows(sample.release, subset), default=str, ensure_ascii=False).encode()
        for subset in ("text", "metadata")
    ) + b"\n".join(v for k, v in contents(sample.release).items() if not k.endswith(".parquet"))

    texts = {row["text"] for row in rows(sample.release, "text")}
    secret = [row for row in rows(internal.release, "text") if row["id"] not in shipped]
    assert len(secret) > 10
    for row in secret:
        if row["text"] not in texts:  # an exact copy may ship under an open license
            longest = max(row["text"].split("\n\n"), key=len)
            assert longest[:60].encode() not in everything


def test_same_input_same_bytes(sample: Built, tmp_path: Path) -> None:
    """A second build gives the same bytes, whatever the number of workers."""
    again = build([DUMPS], tmp_path / "again", config=CONFIG, workers=2)
    assert contents(again.release) == contents(sample.release)
    assert not (tmp_path / "again.work").exists()


def test_split_order_does_not_matter(tmp_path: Path) -> None:
    """The order in which inputs are named changes nothing."""
    a = pages(
        tmp_path / "in",
        one=article("One pier", CC_BY),
        two=article("Two piers", second=FIRST[::-1]),
    )
    names = [str(a / "one.html"), str(a / "two.html")]
    first = build(names, tmp_path / "x", checks=False)
    second = build(names[::-1], tmp_path / "y", checks=False)
    assert contents(first.release) == contents(second.release)


def test_evidence_reslices(internal: Built) -> None:
    """Every excerpt of the sample is found again in its dump, code point by code point."""
    from dataset_tools.validation import validate

    report = validate(internal.release, source=[str(DUMPS)])
    assert [f.message for f in report.findings if f.severity == "error"] == []


def test_quoting_a_withheld_text_is_withheld(tmp_path: Path) -> None:
    """An open page that quotes a reserved page is not shipped with its text."""
    folder = pages(
        tmp_path / "in",
        open=article("Open letter", CC_BY, second=f"As the Post wrote: {SECOND}"),
        reserved=article("Reserved", "© 2023 Harbour Post. All rights reserved."),
        free=article("Free words", CC_BY, first="A " + FIRST[::-1], second=SECOND[::-1]),
    )
    built = build([str(folder)], tmp_path / "out", checks=False)
    by_title = {row["title"]: row for row in rows(built.release, "metadata")}
    assert by_title["Free words"]["release"] == "full_text"
    assert by_title["Open letter"]["release"] == "metadata_only"
    assert by_title["Open letter"]["rights"]["policy_rule"] == "quotes-withheld-text"


def test_exact_duplicates_merge_unless_told_otherwise(tmp_path: Path) -> None:
    """One text on two pages is one record; --no-dedup keeps both."""
    folder = pages(tmp_path / "in", a=article("Pier", CC_BY), b=article("Pier", CC_BY + " "))
    merged = build([str(folder)], tmp_path / "merged", checks=False)
    both = build([str(folder)], tmp_path / "both", dedup=False, checks=False)
    assert (merged.sums.kept, merged.sums.duplicate) == (1, 1)
    assert (both.sums.kept, both.sums.duplicate) == (2, 0)


def test_equal_ids_are_one_record(tmp_path: Path) -> None:
    """Records of equal id are one record, with or without --no-dedup."""
    folder = pages(tmp_path / "in", a=article("Pier"), b=article("Pier"))
    built = build([str(folder)], tmp_path / "out", policy="internal", dedup=False, checks=False)
    assert (built.sums.kept, built.sums.duplicate) == (1, 1)


def test_splits_are_opt_in(tmp_path: Path) -> None:
    """A share in [splits] makes a split of its own; one that would be empty is refused."""
    config = tmp_path / "corpus.toml"
    config.write_text("[splits]\ntest = 0.4\n")
    built = build([str(DUMPS)], tmp_path / "out", config=config, policy="internal", checks=True)
    assert built.passed
    splits = read_manifest(built.release)["subsets"]["metadata"]
    assert set(splits) == {"train", "test"}
    assert sum(s["rows"] for s in splits.values()) == built.sums.kept
    config.write_text("[splits]\ntest = 0.000001\n")
    with pytest.raises(BuildError, match="would be empty"):
        build([str(DUMPS)], tmp_path / "none", config=config, policy="internal")


def test_a_finished_release_is_left_alone(tmp_path: Path) -> None:
    """The same build is not repeated; another one into the same folder stops; --fresh replaces."""
    folder = pages(tmp_path / "in", a=article("Pier", CC_BY))
    out = tmp_path / "out"
    build([str(folder)], out, checks=False)
    assert build([str(folder)], out, checks=False).reused
    pages(folder, b=article("Other", CC_BY, second=SECOND[::-1]))
    with pytest.raises(BuildError, match="other input or configuration"):
        build([str(folder)], out, checks=False)
    assert build([str(folder)], out, checks=False, fresh=True).sums.kept == 2


@pytest.mark.parametrize("left", [(), ("survey/", "splits/"), (MARKER, "splits/00000.commit.json")])
def test_what_a_kill_leaves_of_a_work_folder(left: tuple[str, ...], tmp_path: Path) -> None:
    """A build killed as it made or removed its work folder is repeated by the same command."""
    folder = pages(tmp_path / "in", a=article("Pier", CC_BY))
    work = tmp_path / "out.work"
    work.mkdir()
    for name in left:
        path = work / name
        path.parent.mkdir(exist_ok=True)
        path.mkdir() if name.endswith("/") else path.write_bytes(b"")
    assert build([str(folder)], tmp_path / "out", checks=False).sums.kept == 1
    assert not work.exists()


def test_fresh_never_removes_what_is_not_ours(tmp_path: Path) -> None:
    """--fresh removes only folders that carry our manifest or work marker."""
    folder = pages(tmp_path / "in", a=article("Pier", CC_BY))
    precious = tmp_path / "out"
    precious.mkdir()
    (precious / "thesis.txt").write_text("mine")
    with pytest.raises(BuildError, match="is no release"):
        build([str(folder)], precious, fresh=True)
    work = tmp_path / "other.work"
    work.mkdir()
    (work / "thesis.txt").write_text("mine")
    with pytest.raises(BuildError, match="not a work folder"):
        build([str(folder)], tmp_path / "other", fresh=True)
    assert (precious / "thesis.txt").read_text() == (work / "thesis.txt").read_text() == "mine"


def test_an_interrupted_build_resumes_to_the_same_bytes(sample: Built, tmp_path: Path) -> None:
    """SIGKILL in the middle, then the same command again, gives the bytes of a whole build."""
    out = tmp_path / "out"
    command = [
        sys.executable, "-m", "dataset_tools", "build", str(DUMPS), "--out", str(out),
        "--config", str(CONFIG), "--workers", "1",
    ]  # fmt: skip
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    marker = tmp_path / "out.work" / "splits"
    deadline = time.monotonic() + 60
    while not marker.exists() and started.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(started.pid, signal.SIGKILL)
    started.wait()
    assert not out.exists()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    assert contents(out) == contents(sample.release)


def test_nothing_kept_is_an_error_with_the_reasons(tmp_path: Path) -> None:
    """A build without a single record says why, and leaves no release."""
    folder = pages(tmp_path / "in", a="<html><body></body></html>")
    with pytest.raises(BuildError, match="no-main-text"):
        build([str(folder)], tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("toml", "match"),
    [
        pytest.param("[corpsu]\n", "unknown key 'corpsu'", id="unknown table"),
        pytest.param("[corpus]\nnmae = 'x'\n", "unknown key 'nmae'", id="unknown key"),
        pytest.param("[corpus]\nversion = 'one'\n", "corpus.version", id="bad version"),
        pytest.param("[build]\ntimezone = 'Mars/Base'\n", "unknown zone", id="bad zone"),
        pytest.param("[build\n", "no valid TOML", id="bad TOML"),
        pytest.param("[splits]\na = 0.6\nb = 0.5\n", "add up", id="too large shares"),
        pytest.param("[build]\npolicy = 'generous'\n", "generous", id="unknown policy"),
    ],
)
def test_bad_configuration(tmp_path: Path, toml: str, match: str) -> None:
    """A bad key or value is named, with what to try; nothing is written."""
    folder = pages(tmp_path / "in", a=article("Pier"))
    config = tmp_path / "corpus.toml"
    config.write_text(toml)
    with pytest.raises(ConfigError, match=match) as caught:
        build([str(folder)], tmp_path / "out", config=config)
    assert caught.value.hint
    assert sorted(p.name for p in tmp_path.iterdir()) == ["corpus.toml", "in"]


@pytest.mark.parametrize("given", ["missing.warc", "empty", "*.nothing"])
def test_unreadable_input(tmp_path: Path, given: str) -> None:
    """A missing path, an empty folder and a glob without match stop with a hint."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError) as caught:
        build([str(tmp_path / given)], tmp_path / "out")
    assert caught.value.hint
    assert [p.name for p in tmp_path.iterdir()] == ["empty"]


def test_dry_run_writes_nothing(tmp_path: Path) -> None:
    """The preview names files and first pages, and leaves no trace."""
    folder = pages(tmp_path / "in", a=article("Pier"), b="<html></html>")
    found = preview([str(folder)], tmp_path / "out")
    assert [(f.dump, f.format) for f in found.files] == [("a.html", "html"), ("b.html", "html")]
    assert [what for _, what in found.pages] == ["Pier", "no-main-text"]
    assert [p.name for p in tmp_path.iterdir()] == ["in"]
