"""Load each subset as a user would: `datasets.load_dataset`, offline, in a process of its own.

A crash of the loader, its caches and its progress bars stay in that process.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dataset_tools.model import Finding
from dataset_tools.validation.findings import error

WATCHDOG_SECONDS = 3600  # safety net only: loading copies the data once
_CHILD = "from dataset_tools.validation.loads import child; child()"


def check_loads(release: Path, rows: dict[tuple[str, str], int]) -> Iterator[Finding]:
    """Compare what loads with the footers.

    Args:
        release: The folder; its card has been linted, so that nothing outside is named.
        rows: Rows of the footers by (subset, split).
    Disk: the uncompressed data, in the folder for temporary files.
    """
    subsets = sorted({subset for subset, _ in rows})
    hint = 'python -c \'import datasets; datasets.load_dataset("FOLDER", "SUBSET")\' shows it'
    for subset, loaded in zip(subsets, load(release, subsets), strict=True):
        where = f"data/{subset}"
        if "error" in loaded:
            message = f"does not load with datasets ({loaded['error']})"
            yield error("load-test", message, where, hint)
            continue
        mine = {split: n for (name, split), n in rows.items() if name == subset}
        if loaded["rows"] != mine:
            message = f"loads {_text(loaded['rows'])}, the shards have {_text(mine)}"
            yield error("load-test", message, where, hint)
        if not loaded["features"]:
            message = "loads with other columns or types than the frozen schema"
            yield error("load-test", message, where, hint)


def _text(rows: dict[str, int]) -> str:
    return ", ".join(f"{n} rows in {split}" for split, n in sorted(rows.items())) or "nothing"


def load(release: Path, subsets: list[str]) -> list[dict[str, Any]]:
    """Load the subsets in a child process: for each `rows` and `features`, or `error`."""
    with tempfile.TemporaryDirectory(prefix="colophon-load-") as folder:
        answer = Path(folder) / "answer.json"
        command = [sys.executable, "-P", "-c", _CHILD, str(release.resolve()), str(answer)]
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("HF_", "PYTHON"))},
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "HF_HOME": folder,
            "HF_DATASETS_CACHE": f"{folder}/cache",
            "HF_HUB_OFFLINE": "1",
            "HF_DATASETS_OFFLINE": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_DISABLE_PROGRESS_BARS": "1",
            "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
        }
        try:
            done = subprocess.run(  # noqa: S603  # our own interpreter, no shell
                [*command, *subsets],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=WATCHDOG_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return [{"error": "the watchdog fired"}] * len(subsets)
        try:
            return list(json.loads(answer.read_bytes()))
        except (OSError, ValueError):
            return [{"error": f"the loader died, status {done.returncode}"}] * len(subsets)


def child() -> None:
    """Load the subsets named in sys.argv and write what came out (the child's main)."""
    from datasets import load_dataset

    from dataset_tools.schema import features

    release, answer, *subsets = sys.argv[1:]
    found: list[dict[str, Any]] = []
    for subset in subsets:
        try:
            loaded = load_dataset(release, subset)
            wanted = features("metadata" if subset == "metadata" else "text")
            same = all(
                split.features == wanted and list(split.features) == list(wanted)
                for split in loaded.values()
            )
            rows = {str(name): split.num_rows for name, split in loaded.items()}
            found.append({"rows": rows, "features": same})
        except Exception as err:  # noqa: BLE001  # any failure to load is the finding
            found.append({"error": type(err).__name__})
    Path(answer).write_text(json.dumps(found))
