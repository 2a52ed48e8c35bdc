"""Failures of the system are told in words: what, where, what to try; bugs stay tracebacks."""

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dataset_tools.errors import BuildError, InputError
from dataset_tools.failures import explain_os_error, worded

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("number", "says", "try_this"),
    [
        pytest.param(errno.ENOSPC, "the disk is full", "free space", id="ENOSPC"),
        pytest.param(errno.EDQUOT, "quota", "free space", id="EDQUOT"),
        pytest.param(errno.EFBIG, "larger than this system allows", "ulimit -f", id="EFBIG"),
        pytest.param(errno.EACCES, "permission denied", "permissions", id="EACCES"),
        pytest.param(errno.EPERM, "not permitted", "permissions", id="EPERM"),
        pytest.param(errno.EROFS, "read-only", "can be written", id="EROFS"),
        pytest.param(errno.EMFILE, "too many open files", "ulimit -n", id="EMFILE"),
        pytest.param(errno.ENFILE, "on this machine", "other programs", id="ENFILE"),
        pytest.param(errno.EAGAIN, "too many processes", "ulimit -u", id="EAGAIN"),
        pytest.param(errno.ENOMEM, "out of memory", "--workers", id="ENOMEM"),
        pytest.param(errno.EIO, "reports a fault", "check the disk", id="EIO"),
        pytest.param(errno.ESTALE, "network disk", "mount", id="ESTALE"),
        pytest.param(errno.ENOENT, "has vanished", "bring it back", id="ENOENT"),
        pytest.param(errno.ENOTEMPTY, "stands there", "move it away", id="ENOTEMPTY"),
        pytest.param(errno.ENAMETOOLONG, "too long", "shorter", id="ENAMETOOLONG"),
    ],
)
def test_numbers_have_words(number: int, says: str, try_this: str) -> None:
    """Each number gives a problem, the file it names, and something to try."""
    told = explain_os_error(OSError(number, os.strerror(number), "out.work/a"), "building")
    assert told is not None
    assert says in told.problem
    assert told.problem.endswith(", while building")
    assert told.where == "out.work/a"
    assert try_this in str(told.hint)


@pytest.mark.parametrize(
    ("err", "says", "where"),
    [
        pytest.param(OSError("[Errno 28] Error writing bytes to file"), "full", None, id="text"),
        pytest.param(OSError("write failed: No space left on device"), "full", None, id="words"),
        pytest.param(MemoryError(), "out of memory", None, id="MemoryError"),
        pytest.param(pa.ArrowMemoryError("malloc of size 9"), "out of memory", None, id="arrow"),
        pytest.param(FileNotFoundError("a/b.parquet"), "vanished", "a/b.parquet", id="no number"),
        pytest.param(
            duckdb.IOException('IO Error: Could not write file "a/x.db": No space left on device'),
            "full", "a/x.db", id="duckdb full",
        ),
        pytest.param(
            duckdb.IOException('IO Error: Cannot open file "a/x.db": Permission denied'),
            "permission denied", "a/x.db", id="duckdb rights",
        ),
        pytest.param(
            duckdb.OutOfMemoryException("Out of Memory Error: could not allocate block"),
            "out of memory", None, id="duckdb memory",
        ),
        pytest.param(
            duckdb.OutOfMemoryException("failed to offload. See 'max_temp_directory_size'"),
            "the disk is full", None, id="duckdb spill",
        ),
        pytest.param(
            OSError(errno.ENOTEMPTY, "Directory not empty", "a", None, "b"),
            "stands there", "a -> b", id="rename",
        ),
    ],
)  # fmt: skip
def test_libraries_have_words(err: Exception, says: str, where: str | None) -> None:
    """Errors of pyarrow and DuckDB are known by class or text, also without a number."""
    told = explain_os_error(err, "building")
    assert told is not None
    assert says in told.problem
    assert told.where == where


@pytest.mark.parametrize(
    "err",
    [
        pytest.param(ValueError("No space left on device"), id="not of the system"),
        pytest.param(KeyError("x"), id="a bug"),
        pytest.param(ConnectionRefusedError(errno.ECONNREFUSED, "refused"), id="network"),
        pytest.param(duckdb.BinderException("Binder Error: no such column"), id="a bug in SQL"),
        pytest.param(pa.ArrowInvalid("Parquet magic bytes not found"), id="a broken file"),
        pytest.param(InputError("is not a dump", "a.warc"), id="worded already"),
    ],
)
def test_other_errors_pass(err: Exception) -> None:
    """What is no failure of the system keeps its type and its traceback."""
    with pytest.raises(type(err)) as caught, worded("building"):
        raise err
    assert caught.value is err


def test_worded_keeps_the_cause_and_the_notes() -> None:
    """The page at work and the first error are still there for who looks."""
    err = OSError(errno.ENOSPC, "No space left on device")
    err.add_note("while converting a.warc@17")
    with pytest.raises(BuildError) as caught, worded("building", Path("out.work")):
        raise err
    assert caught.value.__cause__ is err
    assert caught.value.__notes__ == ["while converting a.warc@17"]
    assert caught.value.where == "out.work"


def test_real_errors_of_this_system(tmp_path: Path) -> None:
    """What pyarrow and DuckDB raise here and now for a missing folder is known."""
    for act in (
        lambda: pq.read_table(tmp_path / "none.parquet"),
        lambda: pq.write_table(pa.table({"a": [1]}), tmp_path / "none" / "a.parquet"),
        lambda: duckdb.connect(str(tmp_path / "none" / "a.db")),
    ):
        with pytest.raises(BuildError, match="vanished") as caught, worded("building"):
            act()
        assert "none" in str(caught.value.where)


WRITE = """
import sys
import numpy as np
from dataset_tools.errors import BuildError
from dataset_tools.failures import worded

def plain():
    with open("a", "wb") as file:
        file.write(bytes(2**23))

def arrow():
    import pyarrow as pa
    import pyarrow.parquet as pq
    pq.write_table(pa.table({"a": np.random.default_rng(0).random(2**20)}), "a.parquet")

def duckdb():
    import duckdb
    with duckdb.connect("a.db") as store:
        store.execute("CREATE TABLE t AS SELECT range AS a, hash(range) AS b FROM range(1000000)")

try:
    with worded("building"):
        {"plain": plain, "arrow": arrow, "duckdb": duckdb}[sys.argv[1]]()
except BuildError as error:
    print(error)
"""


@pytest.mark.parametrize("who", ["plain", "arrow", "duckdb"])
def test_a_file_that_may_not_grow(tmp_path: Path, who: str) -> None:
    """`ulimit -f` gives EFBIG to Python, pyarrow and DuckDB: worded."""
    script = f"ulimit -f 1024; exec {sys.executable} -c '{WRITE.replace(chr(39), chr(34))}' {who}"
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert "the file is larger than this system allows, while building" in done.stdout, done.stderr


def small_disk(folder: Path, command: str) -> "subprocess.CompletedProcess[str]":
    """Run a shell command in a folder that is a disk of 1 MB in a name space of its own."""
    folder.mkdir()
    if shutil.which("unshare") is None:
        pytest.skip("unshare is not here")
    mount = f"mount -t tmpfs -o size=1m none {folder}"
    if subprocess.run(["unshare", "-rm", "sh", "-c", mount], capture_output=True).returncode:
        pytest.skip("this system lets nobody mount")
    return subprocess.run(
        ["unshare", "-rm", "sh", "-c", f"{mount} && cd {folder} && {command}"],
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


@pytest.mark.parametrize("who", ["plain", "arrow", "duckdb"])
def test_a_full_disk(tmp_path: Path, who: str) -> None:
    """A real disk that is full: Python, pyarrow and DuckDB are worded alike."""
    (tmp_path / "write.py").write_text(WRITE)
    done = small_disk(tmp_path / "disk", f"{sys.executable} {tmp_path}/write.py {who}")
    assert "the disk is full, while building" in done.stdout, done.stderr
    assert "free space on that disk" in done.stdout


def test_a_build_on_a_full_disk(tmp_path: Path) -> None:
    """The command line says that the disk is full; room given, the same command goes on."""
    from tests.conftest import DUMPS

    build = f"{sys.executable} -m dataset_tools build {DUMPS} --out o --workers 2 --no-check"
    fill = "head -c 900000 /dev/zero > filler"
    done = small_disk(
        tmp_path / "disk",
        f"{fill}; {build}; echo $?; ls -A; mount -o remount,size=100m . && {build}; echo $?",
    )
    first, second = done.stdout.split("filler", 1)
    assert first.split()[0] == "2", done.stderr
    assert "the disk is full, while building" in done.stderr
    assert "Traceback" not in done.stderr
    assert second.split()[-1] == "0", done.stderr
