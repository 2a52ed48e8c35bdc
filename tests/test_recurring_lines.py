"""Lines that stand on many pages of one site are no part of its articles."""

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dataset_tools.builder import build, plan
from dataset_tools.extract.lines import recurring_digests
from dataset_tools.model import Capture, CorpusContext, Record
from dataset_tools.pipeline import Settings, convert_capture
from dataset_tools.rights.policy import load_policy

PAGES = 12
SLOGAN = "The lamps of this town are lit by people who read us every single evening at home."
PLACES = "quay mill bridge tower market school garden harbour station library chapel square".split()


def page(number: int) -> str:
    place, other = PLACES[number % PAGES], PLACES[(number * 5 + 1) % PAGES]
    return f"""A lamp for the old {place}
The old {place} has had no lamp since the storm of {1900 + number}, and people who walked from \
there to the {other} after dark carried their own.
{SLOGAN}
On Friday two workers of the town put up a new one beside the {place}, at the height of \
{2 + number} metres, and lit it before anybody had asked them to.
“We saw the {other} from the window for the first time in {3 + number} years,” said a woman who \
lives there, and then she drew the curtain again."""


def write_jsonl(path: Path, *, sites: bool) -> Path:
    rows = [
        {"text": page(n), **({"url": f"https://lamps.example/{n}"} if sites else {})}
        for n in range(PAGES)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def write_folder(path: Path) -> Path:
    path.mkdir()
    for number in range(PAGES):
        (path / f"{number:02}.txt").write_text(page(number), "utf-8")
    return path


def texts(release: Path) -> list[str]:
    rows: list[dict[str, Any]] = []
    for file in sorted(release.glob("data/text/*")):
        rows += pq.read_table(file).to_pylist()
    return [row["text"] for row in rows]


@pytest.mark.parametrize("kind", ["site", "dump", "folder"])
def test_recurring_lines_are_left_out(kind: str, tmp_path: Path) -> None:
    """The slogan is in no text of a build; the paragraphs around it are in all."""
    given = tmp_path / "in"
    if kind == "folder":
        write_folder(given)
    else:
        given = write_jsonl(tmp_path / "in.jsonl", sites=kind == "site")
    found = texts(build([given], tmp_path / "out", policy="internal", checks=False).release)
    assert len(found) == PAGES
    assert not any(SLOGAN in text for text in found)
    assert all("drew the curtain" in text and "two workers" in text for text in found)


def test_a_page_alone_keeps_its_lines() -> None:
    """Without other pages nothing recurs."""
    capture = Capture("d", "text", 0, None, page(3).encode())
    found = convert_capture(capture, Settings(load_policy("internal")), CorpusContext())
    assert isinstance(found, Record)
    assert SLOGAN in found.text


def test_a_page_that_recurs_is_kept(tmp_path: Path) -> None:
    """Where most lines of a page recur, the page was captured again; it stays whole."""
    lines = [f"Short line {word} of the same page." for word in PLACES]
    rows = [
        {"text": "\n".join(("A page", *lines)), "url": f"https://a.example/{n}"} for n in range(4)
    ]
    given = tmp_path / "in.jsonl"
    given.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    out = build([given], tmp_path / "out", policy="internal", checks=False, dedup=False).release
    assert all(lines[3] in text and lines[-1] in text for text in texts(out))


def test_workers_and_splits_change_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One worker or two, one split or many: the same texts."""
    given = write_folder(tmp_path / "in")
    whole = texts(build([given], tmp_path / "a", policy="internal", checks=False).release)
    monkeypatch.setattr(plan, "SPLIT_FILES", 2)
    for workers in (1, 2):
        out = build(
            [given], tmp_path / f"b{workers}", policy="internal", checks=False, workers=workers
        )
        assert texts(out.release) == whole


def test_digests() -> None:
    """Case and punctuation do not tell lines apart; paragraphs and single characters are left."""
    assert recurring_digests("Share this!\nx\n" + "word " * 60) == recurring_digests("share THIS")
