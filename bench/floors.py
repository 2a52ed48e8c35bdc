"""Quality on development pages: `python bench/floors.py --bench DIR [--kind text] [--release R]`.

DIR holds pages/, text/, gold/ and score_extraction.py. The pages are built by `colophon build`
(policy internal, no deduplication) unless a release is named; then each measure is printed beside
the floor that it must reach and the aim. Exit code 1 if a floor is missed. The body model was
trained on these pages: bench/train_body.py prints its figures on sites that it did not see.
With `--kind text --cut-at 80` all lines of the dumps are cut at 80 columns first; with
`--without-title` their first lines are left out, most of them a <title>, which browsers do not
show. Without pages it says so.
"""

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from dump_variants import cut_at

# (measure, sets, must, aim). A whole number is how many values may be wrong at most.
Floor = tuple[str, tuple[str, ...], float | int, float | int]
ZH = ("zh-news", "zh-web")
FLOORS: dict[str, tuple[Floor, ...]] = {
    "html": (
        ("F1", ("publishers",), 0.962, 0.972),
        ("F1", ("en-news",), 0.932, 0.945),
        ("F1", ("zh-news",), 0.970, 0.985),
        ("F1", ("zh-web",), 0.962, 0.980),
        ("F1", ("web-types",), 0.870, 0.900),
        ("segment F1", ("de-web",), 0.940, 0.950),
        ("title", ZH, 7, 3),
        ("title", ("en-news",), 0.86, 0.90),
        ("title", ("publishers",), 0.84, 0.90),
        ("title", ("de-web",), 0.75, 0.85),
        ("authors", ZH, 10, 5),
        ("authors", ("en-news",), 0.85, 0.90),
        ("authors", ("publishers",), 0.88, 0.93),
        ("date", ZH, 3, 1),
        ("date", ("en-news",), 0.85, 0.86),
        ("date", ("publishers",), 0.98, 0.99),
        ("source", ZH, 9, 4),
        ("editor", ZH, 3, 1),
    ),
    "text": (
        ("F1", ("zh-news",), 0.95, 0.975),
        ("F1", ("zh-web",), 0.94, 0.97),
        ("F1", ("publishers",), 0.935, 0.96),
        ("F1", ("en-news",), 0.925, 0.95),
        ("F1", ("web-types",), 0.80, 0.85),
        ("title", ZH, 6, 3),
        ("date", ZH, 3, 1),
        ("source", ZH, 11, 6),
        ("editor", ZH, 1, 0),
        ("authors", ZH, 11, 6),
        ("title", ("en-news",), 0.82, 0.90),
        ("authors", ("en-news",), 0.65, 0.78),
        ("date", ("en-news",), 0.75, 0.82),
        ("title", ("publishers",), 0.80, 0.88),
        ("authors", ("publishers",), 0.55, 0.70),
        ("date", ("publishers",), 0.75, 0.85),
    ),
}


def changed(inputs: list[Path], change: Callable[[str], str], folder: Path) -> list[Path]:
    """Write dumps whose texts are changed; return the files."""
    folder.mkdir()
    for file in inputs:
        with (
            gzip.open(file, "rt", encoding="utf-8") as rows,
            gzip.open(folder / file.name, "wt", encoding="utf-8") as out,
        ):
            for row in map(json.loads, rows):
                out.write(json.dumps({**row, "text": change(row["text"])}) + "\n")
    return sorted(folder.glob("*.gz"))


def without_title(text: str) -> str:
    """Leave out the first line of a dump."""
    return text.lstrip().partition("\n")[2]


def built(bench: Path, kind: str, out: Path, change: Callable[[str], str] | None) -> Path:
    """Build the development pages as a user would; return the release."""
    inputs = sorted((bench / ("pages" if kind == "html" else "text")).glob("*.gz"))
    if change is not None:
        inputs = changed(inputs, change, out.parent / "changed")
    command = [sys.executable, "-m", "dataset_tools", "build", *map(str, inputs), "--out", str(out)]
    subprocess.run([*command, "--policy", "internal", "--no-dedup", "--no-check"], check=True)
    return out


def judged(bench: Path, release: Path) -> list[dict[str, Any]]:
    """Return the scoreboard's row of every page with a gold answer."""
    sys.path.insert(0, str(bench))
    import score_extraction  # type: ignore[import-not-found]  # of the scoreboard

    answers = score_extraction.read_release(release)
    golds = score_extraction.read_gold(bench)
    sets = {name.split("/")[0] for name in answers}
    return [
        score_extraction.judge(gold, answers.get(name, {}))
        for name, gold in golds.items()
        if name.split("/")[0] in sets
    ]


def main() -> int:
    """Print one line a floor; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", type=Path)
    parser.add_argument("--kind", choices=sorted(FLOORS), default="html")
    parser.add_argument("--release", type=Path)
    dumps = parser.add_mutually_exclusive_group()
    dumps.add_argument("--cut-at", type=int, help="columns; of dumps")
    dumps.add_argument("--without-title", action="store_true", help="of dumps")
    options = parser.parse_args()
    if not options.bench or not options.bench.is_dir():
        print("skipped: name the folder of pages and golds with --bench")
        return 0
    change: Callable[[str], str] | None = without_title if options.without_title else None
    if options.cut_at:
        change = partial(cut_at, width=options.cut_at)
    with tempfile.TemporaryDirectory() as folder:
        release = options.release or built(
            options.bench, options.kind, Path(folder) / "release", change
        )
        rows = judged(options.bench, release)
    import score_extraction

    missed = 0
    print("| measure | set | now | must | aim |\n|---|---|---:|---:|---:|")
    for measure, sets, must, aim in FLOORS[options.kind]:
        chosen = [row for row in rows if row["id"].split("/")[0] in sets]
        if isinstance(must, int):
            now: float = sum(row[measure] < 1 for row in chosen if measure in row)
            good, shown = now <= must, f"{now:.0f} wrong"
        else:
            now = score_extraction.summary(chosen)[measure]
            good, shown = now >= must, f"{now:.3f}"
        missed += not good
        verdict = "" if good else " **missed**"
        print(f"| {measure} | {' + '.join(sets)} | {shown}{verdict} | {must} | {aim} |")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
