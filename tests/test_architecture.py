"""What must stay true of the code as a whole."""

import subprocess
import sys
from pathlib import Path

import pytest

import dataset_tools

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "dataset_tools").rglob("*.py"))
HEAVY = ("great_expectations", "datasets", "pandas", "pyarrow", "numpy", "ray", "huggingface_hub")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_modules_stay_small(path: Path) -> None:
    """No module is longer than 400 lines."""
    assert len(path.read_text("utf-8").splitlines()) <= 400


def test_import_is_light() -> None:
    """`import dataset_tools` loads no heavy library."""
    code = f"import sys, dataset_tools; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("command", ["build", "check"])
def test_heavy_libraries_stay_out_of_the_command_line(command: str) -> None:
    """`--help` needs neither great_expectations nor datasets nor pandas."""
    code = (
        "import sys\nfrom dataset_tools.cli import app\n"
        f"try: app([{command!r}, '--help'])\nexcept SystemExit: pass\n"
        "print([m for m in ('great_expectations', 'datasets', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_public_names_exist() -> None:
    """Every name of `__all__` is there, and each command has its twin."""
    from dataset_tools.cli import COMMANDS

    assert all(getattr(dataset_tools, name) is not None for name in dataset_tools.__all__)
    twins = {name.replace(" ", "_") for name in COMMANDS}
    assert twins <= set(dataset_tools.__all__)
    assert all(callable(getattr(dataset_tools, name)) for name in twins)


def test_readme_names_every_command() -> None:
    """The README documents each command."""
    from dataset_tools.cli import COMMANDS

    readme = (ROOT / "README.md").read_text("utf-8")
    assert all(f"`colophon {name}" in readme or f"colophon {name} " in readme for name in COMMANDS)
