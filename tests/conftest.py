"""Fixtures: releases built once a session from the sample corpus."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from dataset_tools.builder import Built

ROOT = Path(__file__).resolve().parent.parent
DUMPS = ROOT / "data/sample/dumps"
CONFIG = ROOT / "data/sample/corpus.toml"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> "Built":
    """The sample corpus under the cautious policy, validated and checked."""
    from dataset_tools.builder import build

    out = tmp_path_factory.mktemp("sample") / "release"
    return build([DUMPS], out, config=CONFIG, workers=1)


@pytest.fixture(scope="session")
def internal(tmp_path_factory: pytest.TempPathFactory) -> "Built":
    """The sample corpus under the internal policy, without its reports."""
    from dataset_tools.builder import build

    out = tmp_path_factory.mktemp("internal") / "release"
    return build([DUMPS], out, config=CONFIG, policy="internal", workers=1, checks=False)


@pytest.fixture
def release(sample: "Built", tmp_path: Path) -> Path:
    """A copy of the sample release that a test may damage."""
    return Path(shutil.copytree(sample.release, tmp_path / "release"))
