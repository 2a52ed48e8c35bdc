"""Planted leaks: a paragraph of a withheld page in each kind of place that a release has."""

from pathlib import Path
from typing import Any

import pytest

from dataset_tools import checks
from dataset_tools.builder import build
from dataset_tools.errors import BuildError
from tests.test_policy_builds import make, page, prose, rows, strings, write_dump, write_policy

SECRET = prose(90)
CLOSED = page("Not for all", 90, grant=None)
SENTENCE = " ".join(SECRET.split()[5:25])  # longer than a shingle, no whole line


def figure(caption: str) -> str:
    return f"<figure><img src='a.jpg'><figcaption>{caption}</figcaption></figure>"


PLACES = {
    "caption": page("Open", 91, extra=figure(SENTENCE)),
    "caption credit": page("Open", 91, extra=figure(f"The quay. Photo: {SENTENCE}")),
    "credit": page("Open", 91, byline=f"<p class='byline'>By Jane Roe, {SENTENCE}</p>"),
    "summary": page("Open", 91, head=f'<meta name="description" content="{SENTENCE}">'),
    "publisher": page("Open", 91, head=f'<meta property="og:site_name" content="{SENTENCE}">'),
    "notice": page("Open", 91, footer=f"<p>© 2020 The Quay Post. {SENTENCE}</p>"),
    "rights meta": page("Open", 91, head=f'<meta name="copyright" content="{SENTENCE}">'),
    "text": page("Open", 91, extra=f"<p>{SENTENCE}</p>"),
}


def in_any_file(release: Path) -> bool:
    """Say whether the sentence stands in any string of a release, the texts included."""
    found = strings(release) + "".join(row["text"] for row in rows(release, "data/text").values())
    return SENTENCE in found or " ".join(SENTENCE.split()[2:16]) in found


@pytest.mark.parametrize("place", PLACES)
def test_a_page_that_repeats_a_withheld_one_loses_the_passage(tmp_path: Path, place: str) -> None:
    """A build ends, and no file of it has the paragraph, wherever an open page repeats it."""
    release = make(tmp_path, {"closed": CLOSED, "open": PLACES[place]}, checks=True).release
    assert rows(release)["closed"]["release"] == "metadata_only"
    assert not in_any_file(release)


@pytest.mark.parametrize(
    "planted",
    [
        pytest.param({"extra": figure(SENTENCE)}, id="caption"),
        pytest.param({"byline": f"<p class='byline'>By Jane Roe, {SENTENCE}</p>"}, id="credit"),
        pytest.param({"head": f'<meta name="rights" content="{SENTENCE}">'}, id="rights meta"),
        pytest.param({"footer": f"<p>© 2020 {SENTENCE}. All rights reserved.</p>"}, id="notice"),
        pytest.param({"head": f'<meta name="publisher" content="{SENTENCE}">'}, id="publisher"),
    ],
)
def test_a_withheld_page_does_not_quote_itself(tmp_path: Path, planted: dict[str, str]) -> None:
    """Columns of a withheld page hold no passage of its text beside headline and notices."""
    pages = {"closed": page("Not for all", 90, grant=None, **planted), "open": page("Open", 91)}
    release = make(tmp_path, pages, checks=True).release
    assert rows(release)["open"]["release"] == "full_text"
    assert not in_any_file(release)


def test_the_open_page_alone_shows_the_passage(tmp_path: Path) -> None:
    """Without the withheld page the same captions ship: they were not lost on the way."""
    release = make(tmp_path, {"open": PLACES["caption"]}).release
    assert in_any_file(release)


CORPUS = '[corpus]\nname = "quay"\ndescription = """{}"""\n'


@pytest.mark.parametrize(
    ("description", "top", "where"),
    [
        pytest.param(SENTENCE, "", "README.md", id="card"),
        pytest.param("\n".join(SENTENCE.split()), "", "README.md", id="card, a word a line"),
        pytest.param(SENTENCE.replace("a", "&#97;"), "", "CITATION.cff", id="entities"),
        pytest.param("", f"# {SENTENCE}", "meta/policy.toml", id="policy"),
    ],
)
def test_a_leak_in_a_document_stops_the_build(
    tmp_path: Path, description: str, top: str, where: str
) -> None:
    """What the operator writes into card or policy is compared too; the error names the place."""
    config = tmp_path / "corpus.toml"
    config.write_text(CORPUS.format(description), "utf-8")
    dump = write_dump(tmp_path / "in", {"closed": CLOSED, "open": page("Open", 91)})
    policy = str(write_policy(tmp_path, top=top))
    with pytest.raises(BuildError, match="quote a withheld text") as caught:
        build([dump], tmp_path / "out", config=config, policy=policy, workers=1, checks=False)
    assert where in caught.value.problem
    assert SENTENCE not in str(caught.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["checks.json", "checks.html"])
def test_a_leak_in_a_report_stops_the_build(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reports are written last, and are read by the guard like everything else."""
    real = checks.check

    def leaky(release: Path, *args: Any, **options: Any) -> Any:
        report = real(release, *args, **options)
        path = release / "meta" / name
        path.write_text(f"{path.read_text('utf-8')}\n{SENTENCE}\n", "utf-8")
        return report

    monkeypatch.setattr(checks, "check", leaky)
    with pytest.raises(BuildError, match=f"meta/{name}"):
        make(tmp_path, {"closed": CLOSED, "open": page("Open", 91)}, checks=True)
    assert not (tmp_path / "out").exists()
