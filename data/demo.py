"""Build the sample, load it as a stranger would, and say what to type next (`make demo`)."""

import os
import sys
from pathlib import Path

from rich.console import Console
from rich.panel import Panel

import dataset_tools

ROOT = Path(__file__).resolve().parent.parent
RELEASE = Path("build/demo")


def main() -> int:
    """Build, validate and load the sample corpus; return the exit code."""
    os.chdir(ROOT)
    console = Console(highlight=False)
    with console.status("building the sample corpus"):
        built = dataset_tools.build(
            ["data/sample/dumps"], RELEASE, config=Path("data/sample/corpus.toml")
        )
    with console.status("validating it"):
        report = dataset_tools.validate(RELEASE)
    if not (report.passed and built.passed):
        for finding in report.findings:
            console.print(f"{finding.severity} {finding.code} {finding.where}: {finding.message}")
        return 1
    os.environ["HF_HUB_OFFLINE"] = "1"
    import datasets

    datasets.disable_progress_bars()
    with console.status("loading it with datasets.load_dataset"):
        rows = datasets.load_dataset(str(RELEASE), "metadata", split="train")
        texts = datasets.load_dataset(str(RELEASE), "text", split="train")
    s = built.sums
    decisions = ", ".join(f"{n} {name}" for name, n in built.releases.items())
    first = texts[0]
    console.print(
        Panel.fit(
            f"{RELEASE}: {s.captures} captures = {s.kept} kept + {s.duplicate} duplicate"
            f" + {s.quarantined} quarantined + {s.refused} refused\n"
            f"decisions: {decisions}\n"
            f"loaded: {rows.num_rows} records of metadata, {texts.num_rows} with text\n"
            f"first text: {first['title']}  [{first['license']}]",
            title="Colophon demo",
        )
    )
    console.print("Next, type:")
    console.print("  .venv/bin/colophon explain data/sample/dumps/pages.jsonl")
    console.print("  .venv/bin/colophon check build/demo")
    console.print("  .venv/bin/colophon publish build/demo --to build/published")
    return 0


if __name__ == "__main__":
    sys.exit(main())
