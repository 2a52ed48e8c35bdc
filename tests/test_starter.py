"""What `init` writes, what it and `build --dry-run` show of text dumps, and that both agree."""

import tomllib
from pathlib import Path

import pytest

from dataset_tools.builder.preview import preview
from dataset_tools.config import Config, read_config
from dataset_tools.dump import TextGrammar
from dataset_tools.schema import load_schema
from dataset_tools.starter import init, template, toml_lines
from tests.test_cli import colophon
from tests.test_readers_text import CHINESE, SINGLE, STYLES, url

SCHEMA = load_schema("corpus.v1")


def folder_of(tmp_path: Path, **files: bytes) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, content in files.items():
        (folder / f"{name}.txt").write_bytes(content)
    return folder


def read_back(path: Path) -> Config:
    return read_config(path, SCHEMA)


def test_every_commented_line_is_valid(tmp_path: Path) -> None:
    """With every example line uncommented the template is a valid configuration."""
    lines = template("corpus", None).splitlines()
    active = [line.removeprefix("# ") if " = " in line else line for line in lines]
    path = tmp_path / "corpus.toml"
    path.write_text("\n".join(active).replace("# Configuration", "#"), "utf-8")
    config = read_back(path)
    assert config.reading.license == "CC-BY-SA-4.0"
    assert config.reading.grammar.separator == "====="
    assert dict(config.reading.columns) == {"text": "content", "url": "link"}
    assert config.limits == Config().limits


def test_defaults_are_those_of_no_file(tmp_path: Path) -> None:
    """An untouched template decides what no file decides."""
    path = tmp_path / "corpus.toml"
    path.write_text(template("corpus", None), "utf-8")
    assert read_back(path) == Config()


@pytest.mark.parametrize("name", ["equals-and-url", "framed-header", "form-feeds", "gbk", "gz"])
def test_sure_guess_is_active(name: str, tmp_path: Path) -> None:
    """A sure guess stands in the file, and the build that uses it reads the same pages."""
    style = STYLES[name]
    folder = folder_of(tmp_path, dump=style.pack(style.content()))
    path, guess = init(tmp_path / "corpus", str(folder))
    assert guess is not None
    (look,) = guess.texts
    assert look.used
    reading = read_back(path).reading
    assert (reading.pages, reading.grammar) == ("many", look.guess.grammar)
    shown = [glance for glance in look.pages if glance.chars]
    assert [glance.url for glance in shown] == [
        url(n) if style.url else None for n in range(1, len(style.texts) + 1)
    ]
    again = preview([str(folder)], tmp_path / "out", config=path)
    assert [look.pages for look in again.texts] == [look.pages]
    assert [place for place, _ in again.pages] == [glance.place for glance in shown]


def test_weak_guess_is_commented(tmp_path: Path) -> None:
    """A guess that is not sure is offered in comments, and nothing is declared."""
    folder = folder_of(tmp_path, dump=SINGLE["two-pages-only"].encode())
    path, guess = init(tmp_path / "corpus", str(folder))
    assert guess is not None
    assert not guess.texts[0].used
    text = path.read_text("utf-8")
    assert '# separator = "====="' in text
    assert "unsure guess" in text
    assert read_back(path).reading == Config().reading


def test_mixed_folder_stays_auto(tmp_path: Path) -> None:
    """Where one file has many pages and another has one, each is guessed for itself."""
    folder = folder_of(
        tmp_path, many=STYLES["equals-and-url"].content(), one=SINGLE["plain"].encode()
    )
    path, _ = init(tmp_path / "corpus", str(folder))
    assert read_back(path).reading.pages == "auto"
    assert "not every text file" in path.read_text("utf-8")
    found = preview([str(folder)], tmp_path / "out", config=path, pages=9)
    assert len(found.pages) == len(STYLES["equals-and-url"].texts) + 1
    assert [(look.dump, look.used) for look in found.texts] == [
        ("many.txt", True), ("one.txt", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "grammar",
    [
        pytest.param(TextGrammar("\f"), id="form-feed"),
        pytest.param(TextGrammar('"\\"\t\x7f\x01'), id="escapes"),
        pytest.param(
            TextGrammar("第{n}页", (("url", ""), ("title", "标题：")), None, ""), id="all"
        ),
        pytest.param(TextGrammar(None, (("url", "URL:"),), "url"), id="starts"),
        pytest.param(TextGrammar(None, (("url", "URL:"),)), id="one-page"),
    ],
)
def test_grammar_survives_toml(grammar: TextGrammar, tmp_path: Path) -> None:
    """A grammar written to corpus.toml is read back as it was."""
    path = tmp_path / "corpus.toml"
    path.write_text("[text]\n" + "\n".join(toml_lines(grammar)), "utf-8")
    assert tomllib.loads(path.read_text("utf-8"))
    headers = tuple(sorted(grammar.headers))
    read = read_back(path).reading.grammar
    assert (read.separator, read.headers) == (grammar.separator, headers)
    assert (read.starts, read.ends) == (grammar.starts, grammar.ends)


def test_commands_show_the_guess(tmp_path: Path) -> None:
    """`init --from` and `build --dry-run` show grammar, match rate and pages."""
    folder = folder_of(tmp_path, dump=STYLES["chinese"].content(), one=SINGLE["forum"].encode())
    made = colophon("init", tmp_path / "corpus", "--from", folder)
    dry = colophon("build", folder, "--out", tmp_path / "out", "--dry-run")
    for done in (made, dry):
        assert done.returncode == 0, done.stderr
        assert 'separator = "#####"' in done.stdout
        assert "match rate 1.00" in done.stdout
        assert "dump.txt@0" in done.stdout
        assert url(len(CHINESE)) in done.stdout
        assert "第4篇" in done.stdout
    assert sorted(p.name for p in tmp_path.iterdir()) == ["corpus", "in"]
