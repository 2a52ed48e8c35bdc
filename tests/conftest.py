"""Fixtures: releases built once a session from the sample corpus, and a warm server of workers."""

import fcntl
import pickle
import shutil
import signal
from collections.abc import Callable
from multiprocessing import forkserver, get_context
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from dataset_tools.builder import Built

ROOT = Path(__file__).resolve().parent.parent
DUMPS = ROOT / "data/sample/dumps"
CONFIG = ROOT / "data/sample/corpus.toml"
WARM = ("dataset_tools.builder.warm", "dataset_tools.engines.local")


@pytest.fixture(scope="session", autouse=True)
def ctrl_c() -> None:
    """Programs that tests start heed SIGINT, also where the shell ignores it for a test run."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def warm_workers() -> None:
    """One server for all workers of a session, warm whatever test starts the first of them."""
    get_context("forkserver").set_forkserver_preload(list(WARM))
    forkserver.ensure_running()


def once(factory: pytest.TempPathFactory, name: str, make: "Callable[[Path], Built]") -> "Built":
    """Make a release once for all processes of a test run, and share it; nobody may change it."""
    shared = factory.getbasetemp()
    if shared.name.startswith("popen-"):  # of a process of xdist, beside those of the others
        shared = shared.parent
    stored = shared / f"{name}.pickle"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stored.exists():
            built = make(shared / name / "release")
            stored.write_bytes(pickle.dumps(built))
        found: Built = pickle.loads(stored.read_bytes())
    return found


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> "Built":
    """The sample corpus under the cautious policy, validated and checked."""
    from dataset_tools.builder import build

    return once(
        tmp_path_factory, "sample", lambda out: build([DUMPS], out, config=CONFIG, workers=1)
    )


@pytest.fixture(scope="session")
def internal(tmp_path_factory: pytest.TempPathFactory) -> "Built":
    """The sample corpus under the internal policy, without its reports."""
    from dataset_tools.builder import build

    return once(
        tmp_path_factory,
        "internal",
        lambda out: build([DUMPS], out, config=CONFIG, policy="internal", workers=1, checks=False),
    )


@pytest.fixture
def release(sample: "Built", tmp_path: Path) -> Path:
    """A copy of the sample release that a test may damage."""
    return Path(shutil.copytree(sample.release, tmp_path / "release"))
