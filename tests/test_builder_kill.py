"""A build that is killed again and again ends with the same bytes as one that is not."""

import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

from tests.test_builder import CC_BY, article, contents
from tests.test_cli_signals import processes, start, workers

KILLS = 20
SEED = 11
PAGES = 64
FILLER_BYTES = 150_000  # random bytes in a comment: makes the dump larger than one split


def dump(path: Path) -> None:
    """Write a WARC with a compressed member for each page; every eighth repeats the one before."""
    rng = random.Random(SEED)
    with path.open("wb") as file:
        for number in range(PAGES):
            told = number - 1 if number % 8 == 7 else number
            first = (
                f"The ferry of pier {told} left at {told % 12} in the morning, which was late. " * 4
            )
            page = article(f"Pier {told} opens", CC_BY if told % 3 else "", first)
            body = f"{page}<!-- {rng.randbytes(FILLER_BYTES).hex()} -->".encode()
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
            head = (
                "WARC/1.1\r\nWARC-Type: response\r\n"
                f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>\r\n"
                "WARC-Date: 2024-05-06T07:08:09Z\r\n"
                f"WARC-Target-URI: https://harbour.example/news/{number}\r\n"
                "Content-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(http)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + http + b"\r\n\r\n", mtime=0))


def twice_unlucky(work: Path) -> bool:
    """Say whether a page is at work at which a worker died before.

    A second death there would rightly quarantine it, and the bytes would differ.
    """
    for path in work.glob("splits/*.suspects.json"):
        try:
            now = path.with_name(path.name.replace(".suspects.json", ".now")).read_text()
            if now in json.loads(path.read_bytes()):
                return True
        except (OSError, ValueError):
            continue
    return False


def test_kills_do_not_show(tmp_path: Path) -> None:
    """SIGKILL of the command or of a worker, at any moment: repeated until done, equal bytes."""
    run, out, work = str(tmp_path), tmp_path / "out", tmp_path / "out.work"
    dump(tmp_path / "harbour.warc.gz")
    inputs = (tmp_path / "harbour.warc.gz", "--workers", 2, "--no-check")
    began = time.monotonic()
    with start(run, "build", *inputs, "--out", tmp_path / "whole") as command:
        _, told = command.communicate(timeout=300)
    assert command.returncode == 0, told
    takes_s = time.monotonic() - began
    whole = contents(tmp_path / "whole")

    rng = random.Random(SEED)
    kills = {"command": 0, "worker": 0}
    finished = 0
    while sum(kills.values()) < KILLS or not finished:
        with start(run, "build", *inputs, "--out", out) as command:
            while sum(kills.values()) < KILLS:
                if ended(command, rng.uniform(0, takes_s)):
                    break
                if kills["command"] <= kills["worker"]:
                    command.kill()
                    kills["command"] += 1
                elif (there := workers(run, command.pid)) and not twice_unlucky(work):
                    os.kill(rng.choice(there), signal.SIGKILL)
                    kills["worker"] += 1
            _, told = command.communicate(timeout=300)
        assert command.returncode in {0, -signal.SIGKILL}, told
        if command.returncode == 0:
            assert contents(out) == whole
            shutil.rmtree(out)
            finished += 1
    assert processes(run) == {}
    left = {path.name for path in tmp_path.iterdir()} - {"harbour.warc.gz", "whole", "whole.work"}
    assert all(name == "out.work" or not any((tmp_path / name).iterdir()) for name in left)


def ended(command: "subprocess.Popen[str]", within_s: float) -> bool:
    try:
        command.wait(within_s)
    except subprocess.TimeoutExpired:
        return False
    return True
