"""The documents of a release: what readers, the Hub and `load_dataset` rely on."""

import copy
import difflib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml
from markdown_it import MarkdownIt

from dataset_tools import schema
from dataset_tools.documents import DOCUMENTS, write_documents
from dataset_tools.documents.card import card, limits
from dataset_tools.documents.citation import citation
from dataset_tools.documents.datasheet import QUESTION_KEYS, datasheet
from dataset_tools.documents.facts import SplitFacts
from dataset_tools.documents.front_matter import front_matter, license_keys
from dataset_tools.documents.license import license_document
from dataset_tools.errors import BuildError
from dataset_tools.manifest import size_category
from dataset_tools.shards import write_table

GOLDEN = Path(__file__).parent / "golden" / "documents"
TEXT_LICENSES = ["CC-BY-4.0", "CC-BY-4.0", "CC0-1.0"]
FEATURES_OF_A_SPLIT = {"text": {"train": SplitFacts(3, 900, 500)}}
EVIL = 'x](javascript:alert(1)) <script>a</script>\n---\nlicense: mit\n- "|` &lt; $a$'


def blank(kind: pa.DataType) -> Any:
    """Return an empty value of an Arrow type: null, 0, "", [] or a struct of such."""
    if pa.types.is_struct(kind):
        return {f.name: None if f.nullable else blank(f.type) for f in kind}
    if pa.types.is_list(kind):
        return []
    return "" if pa.types.is_string(kind) else 0


def row(number: int, license_: str, release: str) -> dict[str, Any]:
    """Return a synthetic row of record.v1."""
    columns = schema.arrow_schema("text")
    empty = {f.name: None if f.nullable else blank(f.type) for f in columns}
    known = {"id": f"{number:032x}", "text": "桥很高。", "language": "zh-Hans"}
    return {**empty, **known, "license": license_, "release": release, "title": "一座桥"}


def manifest(*, texts: int) -> dict[str, Any]:
    """Return a manifest of 5 kept records, as the builder has it before the files are listed."""
    sums = {"captures": 9, "kept": 5, "duplicate": 1, "quarantined": 1, "refused": 2}
    sums |= {"damage": 1, "skipped": 4}
    held = {"full_text": texts, "metadata_only": 4 - texts, "review": 1, "withhold": 1}
    dump = {"dump": "bridges/news.warc.gz", "format": "warc", "bytes": 4096, "sha256": "ab" * 32}
    return {
        "schema": "manifest/1",
        "name": "bridge-news",
        "version": "0.1.0",
        "pretty_name": "Bridge News",
        "description": "News about invented bridges.\n\nMade for tests.",
        "release_date": "2026-01-01",
        "audience": "public",
        "reproducible": True,
        "tool": {"name": "colophon", "version": "0.1.0"},
        "libraries": {"pyarrow": "26.0.1", "python": "3.11"},
        "inputs": [{**dump, **sums}],
        "config": {},
        "config_sha256": "cd" * 32,
        "policy": {"id": "cautious", "sha256": "ef" * 32},
        "context_sha256": "01" * 32,
        "counts": {
            **sums,
            "release": held,
            "reasons": {"exact-duplicate": 1, "not-html": 1, "undecodable": 1, "withheld": 1},
            "license": {"CC-BY-4.0": 2, "CC0-1.0": 1, "NOASSERTION": 2},
            "rights_status": {"open_license": 3, "unknown": 2},
            "language": {"zh-Hans": 4, "und": 1},
            "domains": {"bridge.example": 4, "": 1},
            "evidence": {"items": 12, "without_place": 1},
            "text_chars": 20,
            "published": {"first": "2019-01-01", "last": "2020-02-02"},
        },
    }


def release(folder: Path, *, texts: int = 3) -> dict[str, Any]:
    """Write the data files of a small release; return its manifest, without documents."""
    content = manifest(texts=texts)
    licenses = [*TEXT_LICENSES[:texts], *["NOASSERTION"] * (5 - texts)]
    held = ["full_text"] * texts + ["metadata_only"] * (4 - texts) + ["review"]
    rows = [row(n, *pair) for n, pair in enumerate(zip(licenses, held, strict=True))]
    content["subsets"] = {}
    for subset, chosen in (("text", rows[:texts]), ("metadata", rows)):
        if not chosen:
            continue
        table = schema.to_table(chosen, subset)
        content["subsets"][subset] = {"train": {"rows": len(chosen), "bytes": table.nbytes}}
        cut = (len(chosen) + 1) // 2  # two shards
        for number, part in enumerate((table.slice(0, cut), table.slice(cut))):
            write_table(part, folder / f"data/{subset}/train-{number:05d}-of-00002.parquet")
    return content


def head_of(readme: str) -> dict[str, Any]:
    """Return the YAML head of a card, read as the Hub's client reads it."""
    from huggingface_hub import DatasetCard

    data = DatasetCard(readme, ignore_metadata_errors=False).data
    head: dict[str, Any] = data.to_dict()  # type: ignore[no-untyped-call]
    assert head == yaml.safe_load(readme.split("\n---\n", maxsplit=1)[0])
    return head


@pytest.fixture(params=[pytest.param(3, id="text"), pytest.param(0, id="metadata-only")])
def texts(request: pytest.FixtureRequest) -> int:
    """Return how many texts ship."""
    return int(request.param)


def test_golden(tmp_path: Path, texts: int) -> None:
    """Every word of the documents is on record; UPDATE_GOLDEN=1 writes them anew.

    Sizes of Parquet files and memory change with pyarrow and are read as 0.
    """
    write_documents(tmp_path, release(tmp_path, texts=texts))
    for name in DOCUMENTS:
        golden = GOLDEN / ("text" if texts else "metadata-only") / name
        made = (tmp_path / name).read_text("utf-8")
        made = re.sub(r"(num_bytes|download_size|dataset_size): \d+", r"\1: 0", made)
        made = re.sub(r"(`train` \| \d+) \| \d+ \| \d+ ", r"\1 | 0 | 0 ", made)
        if os.environ.get("UPDATE_GOLDEN"):
            golden.parent.mkdir(parents=True, exist_ok=True)
            golden.write_text(made, encoding="utf-8", newline="\n")
        known = golden.read_text("utf-8")
        diff = difflib.unified_diff(known.splitlines(), made.splitlines(), str(golden), "made")
        assert made == known, "\n".join(diff)


def test_same_input_same_bytes(tmp_path: Path) -> None:
    """Two runs write the same bytes, with newline ends and without a clock or a path."""
    for name in ("a", "b"):
        write_documents(tmp_path / name, release(tmp_path / name))
    for name in DOCUMENTS:
        made = (tmp_path / "a" / name).read_bytes()
        assert made == (tmp_path / "b" / name).read_bytes()
        assert made.endswith(b"\n")
        assert b"\r" not in made
        assert str(tmp_path).encode() not in made


def test_snippets_load_what_was_written(tmp_path: Path, texts: int) -> None:
    """The card's own snippet, run in the folder without a network, gives rows and features."""
    content = release(tmp_path, texts=texts)
    write_documents(tmp_path, content)
    snippet = re.search(r"```python\n(.*?)```", (tmp_path / "README.md").read_text("utf-8"), re.S)
    assert snippet
    names = list(content["subsets"])
    checks = [
        "from dataset_tools.schema import features",
        *(f"assert {n}.features == features({n!r}), {n}.features" for n in names),
        f"print([len(x) for x in ({', '.join(names)},)])",
        # the default subset, and the row counts that the head claims, are enforced here
        "print(len(load_dataset(release, split='train')))",
    ]
    env = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path.parent / "cache")}
    env["PYTHONPATH"] = str(Path(schema.__file__).parents[1])
    run = subprocess.run(
        [sys.executable, "-c", "\n".join([snippet[1], *checks])],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.split("\n")[:2] == (["[3, 5]", "3"] if texts else ["[5]", "5"])


def test_head(tmp_path: Path) -> None:
    """The head names licenses, languages, sizes and one default, all from the files."""
    content = release(tmp_path)
    write_documents(tmp_path, content)
    head = head_of((tmp_path / "README.md").read_text("utf-8"))
    infos = {info.pop("config_name"): info for info in head.pop("dataset_info")}
    files = {p: p.stat().st_size for p in (tmp_path / "data").rglob("*.parquet")}
    assert head.pop("configs") == [
        {
            "config_name": "metadata",
            "data_files": [{"split": "train", "path": "data/metadata/train-*.parquet"}],
        },
        {
            "config_name": "text",
            "default": True,
            "data_files": [{"split": "train", "path": "data/text/train-*.parquet"}],
        },
    ]
    assert head == {
        "license": "other",
        "license_name": "mixed",
        "license_link": "LICENSE.md",
        "language": ["zh"],
        "pretty_name": "Bridge News",
        "size_categories": ["n<1K"],
        "tags": ["colophon", "provenance", "rights-metadata"],
        "task_categories": ["text-generation"],
    }
    for subset, rows in (("text", 3), ("metadata", 5)):
        told = content["subsets"][subset]["train"]["bytes"]
        split = {"name": "train", "num_bytes": told, "num_examples": rows}
        assert infos[subset]["splits"] == [split]
        assert infos[subset]["dataset_size"] == told
        sizes = [size for path, size in files.items() if path.parent.name == subset]
        assert infos[subset]["download_size"] == sum(sizes)


def test_metadata_only_release_offers_no_text(tmp_path: Path) -> None:
    """Without texts there is no text task, no text subset and no snippet that asks for one."""
    write_documents(tmp_path, release(tmp_path, texts=0))
    readme = (tmp_path / "README.md").read_text("utf-8")
    head = head_of(readme)
    assert [c["config_name"] for c in head["configs"] if c.get("default")] == ["metadata"]
    assert "task_categories" not in head
    assert '"text"' not in readme
    assert "| `text` |" not in readme


def test_sums_are_those_of_the_manifest(tmp_path: Path) -> None:
    """The card repeats the ledger sums digit by digit."""
    write_documents(tmp_path, release(tmp_path))
    readme = (tmp_path / "README.md").read_text("utf-8")
    assert "| all dumps | 9 | 5 | 1 | 1 | 2 | 1 | 4 |" in readme


def test_hostile_values_stay_values(tmp_path: Path) -> None:
    """Markup in any name changes neither the outline of a document nor the head's other keys."""
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    good, evil = release(tmp_path / "good"), release(tmp_path / "evil")
    for content, name in ((good, "plain"), (evil, EVIL)):
        content |= {"pretty_name": name, "description": name}
        content["inputs"][0]["dump"] = name
        content["config"] = {"datasheet": {"purpose": name}, "compilation_license": name}
        for key in ("domains", "reasons", "license", "language"):
            content["counts"][key] = {name: 1, "z": 1}
    for folder, content in (("good", good), ("evil", evil)):
        write_documents(tmp_path / folder, content)
    for name in ("README.md", "DATASHEET.md", "LICENSE.md"):
        pages = [(tmp_path / f / name).read_text("utf-8") for f in ("good", "evil")]
        if name == "README.md":
            heads = [head_of(page) for page in pages]
            assert heads[1].pop("pretty_name") == EVIL
            assert {k for k in heads[1] if heads[1][k] != heads[0].get(k)} == {"language"}
            pages = [page.split("\n---\n", 1)[1] for page in pages]
        plain, hostile = ([(t.type, t.level) for t in parser.parse(page)] for page in pages)
        assert hostile == plain
        shown = parser.render(pages[1])
        assert "<script" not in shown
        assert not re.search(r'href="(?!https://spdx\.org/)', shown)
    cff = yaml.safe_load((tmp_path / "evil" / "CITATION.cff").read_text("utf-8"))
    assert "license" not in cff
    assert cff["title"] == " ".join(EVIL.split())


@pytest.mark.parametrize("name", ["no", "2024-01-01", ": - x", "---", "a\n---\nb", "'\"", "#", ""])
def test_head_gives_the_name_back(name: str) -> None:
    """YAML reads the very name, whatever it looks like; an empty one falls back on `name`."""
    content = {**manifest(texts=3), "pretty_name": name}
    text = front_matter(content, FEATURES_OF_A_SPLIT, {"MIT": 3})
    head = head_of(text + "\n")
    assert head["pretty_name"] == (name or "bridge-news")
    assert head["license"] == "mit"


@pytest.mark.parametrize(
    ("licenses", "compilation", "keys"),
    [
        pytest.param({"CC-BY-4.0": 2}, None, {"license": "cc-by-4.0"}, id="one with a Hub id"),
        pytest.param({"CC-BY-4.0": 2}, "CC0-1.0", {"license": "cc-by-4.0"}, id="texts decide"),
        pytest.param({"CC-BY-3.0-DE": 2}, None, "cc-by-3.0-de", id="one without a Hub id"),
        pytest.param({"CC-BY-4.0": 2, "MIT": 1}, None, "mixed", id="several"),
        pytest.param({"NOASSERTION": 1}, None, "noassertion", id="texts without a license"),
        pytest.param({}, "CC0-1.0", {"license": "cc0-1.0"}, id="no texts, compilation stated"),
        pytest.param({}, None, "not-stated", id="nothing stated"),
    ],
)
def test_license_keys(
    licenses: dict[str, int], compilation: str | None, keys: dict[str, str] | str
) -> None:
    """A Hub id is claimed only where it holds for every shipped text."""
    other = {"license": "other", "license_name": keys, "license_link": "LICENSE.md"}
    assert license_keys(licenses, compilation) == (keys if isinstance(keys, dict) else other)


@pytest.mark.parametrize(
    ("rows", "category"),
    [(999, "n<1K"), (9_999, "1K<n<10K"), (10_000, "10K<n<100K"), (10**11, "100B<n<1T")],
)
def test_size_category(rows: int, category: str) -> None:
    """The lower bound belongs to the category."""
    assert size_category(rows) == category


def test_wrong_row_count_stops_the_build(tmp_path: Path) -> None:
    """A card that `load_dataset` would refuse is never written."""
    content = release(tmp_path)
    content["subsets"]["text"]["train"]["rows"] = 4
    with pytest.raises(BuildError, match="hold 3 rows, the manifest says 4"):
        write_documents(tmp_path, content)
    assert not (tmp_path / "README.md").exists()


def test_release_without_records_has_documents(tmp_path: Path) -> None:
    """A build that keeps nothing says so, without subsets that cannot load."""
    write_documents(tmp_path, {**manifest(texts=0), "subsets": {}})
    readme = (tmp_path / "README.md").read_text("utf-8")
    assert "configs" not in head_of(readme)
    assert "This release holds no records." in readme
    assert "load_dataset" not in readme


def test_snippet_prefers_train() -> None:
    """Further splits are listed in the head; the snippet shows the one most readers want."""
    facts = SplitFacts(3, 900, 500)
    text = card(manifest(texts=3), {"metadata": {"test": facts, "train": facts}}, {})
    assert 'metadata = load_dataset(release, "metadata", split="train")' in text
    paths = [f["path"] for f in head_of(text)["configs"][0]["data_files"]]
    assert paths == ["data/metadata/test-*.parquet", "data/metadata/train-*.parquet"]


def test_limits_follow_the_facts() -> None:
    """A limit is told exactly when the manifest has its cause."""
    calm, rough = manifest(texts=3), manifest(texts=3)
    calm["counts"] |= {"damage": 0, "quarantined": 0, "release": {"full_text": 5}}
    rough |= {"audience": "private", "reproducible": False, "config": {"dedup": False}}
    causes = ("byte range", "could not be processed", "`review`", "`public`", "watchdog", "not me")
    assert [any(cause in told for told in limits(calm)) for cause in causes] == [False] * 6
    assert [any(cause in told for told in limits(rough)) for cause in causes] == [True] * 6


def test_datasheet_takes_answers_and_names_open_questions() -> None:
    """Answers stand where they belong, none is lost, and each open question names its key."""
    content = copy.deepcopy(manifest(texts=3))
    content["config"] = {"datasheet": {"funding": "Nobody_paid.", "size": "Small.", "odd": "Kept."}}
    text = datasheet(content, FEATURES_OF_A_SPLIT, {"MIT": 3})
    assert "### Who paid for it?\n\nNobody&#95;paid.\n" in text
    assert "The publisher: Small.\n" in text
    assert "## Further answers of the publisher\n\n### odd\n\nKept.\n" in text
    open_keys = set(re.findall(r"corpus\.toml: `datasheet\.(\w+)`", text))
    assert open_keys < QUESTION_KEYS
    assert "purpose" in open_keys
    assert not open_keys & {"funding", "size"}


def test_license_document_links_each_id_of_an_expression() -> None:
    """Every id of the SPDX list has its link; own references and NONE have none."""
    found = {"CC-BY-SA-4.0 OR GFDL-1.3-or-later": 2, "LicenseRef-own": 1, "NONE": 1}
    text = license_document(manifest(texts=3), found)
    assert set(re.findall(r"<(https://[^>]+)>", text)) == {
        "https://spdx.org/licenses/CC-BY-SA-4.0.html",
        "https://spdx.org/licenses/GFDL-1.3-or-later.html",
    }
    assert "Texts in this release: 4." in text
    assert "far as rights exist in them: not stated." in text


@pytest.mark.parametrize(
    ("authors", "written"),
    [
        pytest.param(None, [{"name": "The bridge-news contributors"}], id="nobody named"),
        pytest.param(["A: b\n-c"], [{"name": "A: b -c"}], id="a name"),
        pytest.param([" \n"], [{"name": "The bridge-news contributors"}], id="a blank name"),
    ],
)
def test_citation_authors(authors: Any, written: list[dict[str, str]]) -> None:
    """Names of the configuration are cited, else the contributors as a body."""
    cff = yaml.safe_load(citation({**manifest(texts=3), "config": {"authors": authors}}))
    assert cff["authors"] == written
    assert (cff["cff-version"], cff["type"]) == ("1.2.0", "dataset")


def test_citation_without_a_date_has_none() -> None:
    """No date is invented."""
    assert "date-released" not in citation({**manifest(texts=3), "release_date": None})
