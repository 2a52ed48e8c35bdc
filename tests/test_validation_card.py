"""The card lint: what the Hub and `datasets` would accept silently, or break on."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from dataset_tools.validation import validate
from dataset_tools.validation.card import Facts, check_card
from dataset_tools.validation.loads import load
from tests.validation_case import make_release, make_rows, reseal, write_dump

Head = dict[str, Any]
FILES = [
    "LICENSE.md",
    "README.md",
    "data/metadata/train-00000-of-00001.parquet",
    "data/text/train-00000-of-00001.parquet",
]
FACTS = Facts({("text", "train"): 2, ("metadata", "train"): 3}, FILES)


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    dump = write_dump(folder / "in")
    rows, book = make_rows(dump)
    return make_release(folder / "release", rows, book, dump)


def lint(folder: Path, text: str) -> list[tuple[str, str | None]]:
    (folder / "README.md").write_text(text, "utf-8")
    return [(f.code, f.where) for f in check_card(folder, FACTS)]


def head_of(release: Path) -> Head:
    return dict(yaml.safe_load((release / "README.md").read_text("utf-8").split("---\n")[1]))


def at(*keys: str | int, value: Any) -> Callable[[Head], None]:
    def change(head: Head) -> None:
        node: Any = head
        for key in keys[:-1]:
            node = node[key]
        node[keys[-1]] = value

    return change


FILE = ("data_files", 0, "path")
CASES: list[tuple[Callable[[Head], object], str, str]] = [
    (at("license", value="not-a-license"), "card-license", "license"),
    (at("license", value=None), "card-license", "license"),
    (lambda h: h.pop("license_name"), "card-license", "license_name"),
    (at("license_link", value="COPYING"), "card-license", "license_link"),
    (at("language", value=[False]), "card-language", "language[0]"),
    (at("language", value=["de", "english"]), "card-language", "language[1]"),
    (at("size_categories", value=["lots"]), "card-size", "size_categories"),
    (lambda h: h.pop("configs"), "card-configs", "configs"),
    (at("configs", 0, "config_name", value=False), "card-configs", "configs[0].config_name"),
    (at("configs", 0, "config_name", value="text"), "card-configs", "configs[1].config_name"),
    (at("configs", 0, "default", value=True), "card-configs", "configs"),
    (at("configs", 1, "default", value=False), "card-configs", "configs"),
    (lambda h: h["configs"].pop(0), "card-configs", "configs"),
    (lambda h: h["configs"].pop(0), "card-data-files", "configs"),
    (at("configs", 0, *FILE, value="../*.parquet"), "card-data-files",
     "configs[0].data_files[0].path"),
    (at("configs", 0, *FILE, value="https://a.example/x"), "card-data-files",
     "configs[0].data_files[0].path"),
    (at("configs", 0, *FILE, value="data/none-*.parquet"), "card-data-files",
     "configs[0].data_files[0].path"),
    (at("configs", 0, *FILE, value="data/**"), "card-data-files",
     "configs[0].data_files[0].path"),
    (at("configs", 0, "data_files", 0, "split", value="all"), "card-data-files",
     "configs[0].data_files[0].path"),
    (at("dataset_info", 0, "splits", 0, "num_examples", value=4), "card-info",
     "dataset_info[0].splits[0].num_examples"),
    (at("dataset_info", 1, "splits", 0, "name", value="test"), "card-info",
     "dataset_info[1].splits[0].num_examples"),
    (at("dataset_info", 0, "features", 3, "dtype", value="int64"), "card-info",
     "dataset_info[0].features"),
    (lambda h: h["dataset_info"][0]["features"].pop(), "card-info", "dataset_info[0].features"),
    (at("dataset_info", 0, "features", value=[{"dtype": ["x"] * 3}]), "card-info",
     "dataset_info[0].features"),
    (lambda h: h.pop("dataset_info"), "card-info", "dataset_info"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "code", "where"), CASES, ids=[f"{c[1]} {c[2]}" for c in CASES])
def test_damage(
    pristine: Path, tmp_path: Path, change: Callable[[Head], object], code: str, where: str
) -> None:
    """Each wrong field is named by its place in the front matter."""
    head = head_of(pristine)
    change(head)
    found = lint(tmp_path, f"---\n{yaml.safe_dump(head)}---\n")
    assert (code, f"README.md:{where}") in found


@pytest.mark.parametrize(
    "text",
    [
        "# no front matter\n",
        "---\nlicense: mit\n",
        "---\n- a list\n---\n",
        "---\na: [\n---\n",
        "---\na: &a [x]\nb: *a\n---\n",
        "---\n!!python/object/apply:os.getcwd []\n---\n",
        "---\n" + "[" * 5_000 + "\n---\n",
        "---\n" + "a: x\n" * 300_000 + "---\n",
    ],
    ids=["none", "unterminated", "list", "broken", "alias", "object", "deep", "huge"],
)
def test_no_front_matter(tmp_path: Path, text: str) -> None:
    """Front matter that is none, or an attack, is one finding."""
    assert lint(tmp_path, text) == [("card", "README.md")]


def test_edited_count(pristine: Path, tmp_path: Path) -> None:
    """A row count edited in the card of a sealed release is found with its place."""
    release = Path(shutil.copytree(pristine, tmp_path / "release"))
    path = release / "README.md"
    text = path.read_text("utf-8")
    path.write_text(text.replace("num_examples: 3", "num_examples: 30"), "utf-8")
    reseal(release)
    found = [(f.code, f.where) for f in validate(release).findings]
    assert found == [("card-info", "README.md:dataset_info[0].splits[0].num_examples")]


def test_load(pristine: Path, tmp_path: Path) -> None:
    """Both subsets load with `datasets`; one that does not is an answer, not a crash."""
    good = load(pristine, ["metadata", "text"])
    rows = [{"rows": {"train": 3}, "features": True}, {"rows": {"train": 2}, "features": True}]
    assert good == rows
    release = Path(shutil.copytree(pristine, tmp_path / "release"))
    path = release / "README.md"
    text = path.read_text("utf-8")
    path.write_text(text.replace("num_examples: 3", "num_examples: 30"), "utf-8")
    broken = load(release, ["metadata", "text"])
    assert list(broken[0]) == ["error"]
    assert broken[1] == rows[1]
