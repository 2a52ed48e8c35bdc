"""The command line: what a new user types, and what they are told when it goes wrong."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dataset_tools.builder import Built
from dataset_tools.cli import COMMANDS
from tests.conftest import DUMPS


def colophon(*args: object, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "dataset_tools", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_help_ends_with_an_example(name: str) -> None:
    """`--help` of each command says what it does and ends with a runnable example."""
    done = colophon(*name.split(), "--help")
    assert done.returncode == 0
    assert f"colophon {name}" in done.stdout


@pytest.mark.parametrize(
    ("args", "says"),
    [
        pytest.param(["build", "nowhere.warc", "--out", "o"], "nowhere.warc", id="missing path"),
        pytest.param(["build", "void", "--out", "o"], "void", id="empty folder"),
        pytest.param(["build", "a.bin", "--out", "o"], "a.bin", id="unknown format"),
        pytest.param(["build", "a.html", "--out", "o", "--format", "docx"], "docx", id="format"),
        pytest.param(["build", "a.html", "--out", "o", "--policy", "lax"], "lax", id="policy"),
        pytest.param(["build", "a.html", "--out", "o", "--engine", "slurm"], "slurm", id="engine"),
        pytest.param(["build", "a.html", "--out", "o", "--config", "bad.toml"], "nmae", id="key"),
        pytest.param(["build", "a.html", "--out", "o", "--config", "no.toml"], "no.toml", id="t"),
        pytest.param(["validate", "void"], "manifest.json", id="no release"),
        pytest.param(["check", "void"], "manifest.json", id="nothing to check"),
        pytest.param(["explain", "a.html", "--id", "x"], "x", id="no such page"),
        pytest.param(["validate", "void", "--report", "pdf"], "pdf", id="unknown report"),
        pytest.param(["outlets", "test", "no.toml"], "no.toml", id="no terms"),
        pytest.param(["outlets", "test", "bad.toml"], "bad.toml", id="no such terms"),
        pytest.param(["outlets", "test", "void"], "void", id="folder without terms"),
    ],
)
def test_misuse_is_one_clear_message(tmp_path: Path, args: list[str], says: str) -> None:
    """Exit 2, the problem and what to try on stderr, no traceback, nothing half-written."""
    (tmp_path / "void").mkdir()
    (tmp_path / "a.html").write_text("<html><body><p>short</p></body></html>")
    (tmp_path / "a.bin").write_bytes(b"\x00\x01\x02\xff" * 100)
    (tmp_path / "bad.toml").write_text("[corpus]\nnmae = 'x'\n")
    before = sorted(p.name for p in tmp_path.iterdir())
    done = colophon(*args, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert says in done.stderr
    assert "Try:" in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == before


def test_init_then_build(tmp_path: Path) -> None:
    """`init --from` writes a configuration that `build` accepts as it is."""
    made = colophon("init", tmp_path / "corpus", "--from", DUMPS)
    assert made.returncode == 0, made.stderr
    assert "colophon build" in made.stdout
    config = tmp_path / "corpus/corpus.toml"
    out = tmp_path / "out"
    done = colophon("build", DUMPS, "--out", out, "--config", config, "--no-check")
    assert done.returncode == 0, done.stderr
    assert "captures = " in done.stdout.splitlines()[-1]
    decided = [line for line in done.stderr.splitlines() if line.startswith("decided ")]
    assert [line.split()[1] for line in decided] == [
        "full_text:", "metadata_only:", "review:", "withhold:",
    ]  # fmt: skip
    assert "by_status.unknown" in decided[1]
    again = colophon("init", tmp_path / "corpus")
    assert again.returncode == 2
    assert "exists already" in again.stderr


def test_validate_and_check_exit_codes(release: Path) -> None:
    """0 while the release is whole; 1 once a file was changed."""
    assert colophon("validate", release).returncode == 0
    assert colophon("check", release).returncode == 0
    (release / "LICENSE.md").write_text("all yours")
    done = colophon("validate", release, "--report", "json")
    assert done.returncode == 1
    findings = json.loads(done.stdout)["findings"]
    assert any("LICENSE.md" in str(f["where"]) for f in findings)


def test_explain_tells_the_story(sample: Built) -> None:
    """Every field has its evidence, every block its verdict, and the policy rule is named."""
    dump = DUMPS / "text/liuxi-review.txt"
    done = colophon("explain", dump, "--json")
    assert done.returncode == 0, done.stderr
    story = json.loads(done.stdout)
    row = story["record"]
    source = dump.read_text("utf-8")
    for item in row["evidence"]:
        assert source[item["start"] : item["end"]][:500] == item["excerpt"]
    assert row["rights"]["policy_rule"]
    assert {"kept"} < {block["verdict"] for block in story["blocks"]}
    shown = colophon("explain", dump)
    assert shown.returncode == 0
    assert row["title"][:12] in shown.stdout


def test_terminal_controls_of_pages_are_not_printed(tmp_path: Path) -> None:
    """Escape sequences in a page do not reach the terminal."""
    page = tmp_path / "a.html"
    body = "<p>" + "This sentence is long enough to count as the text of an article. " * 4 + "</p>"
    page.write_text(f"<html><title>\x1b[31mred\x07</title><body>{body}</body></html>")
    done = colophon("explain", page)
    assert done.returncode == 0, done.stderr
    assert "\x1b[31m" not in done.stdout
    assert "\x07" not in done.stdout
