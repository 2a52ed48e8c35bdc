"""Peak memory of a whole build, by number of pages: ``python bench/memory.py 10000 200000``.

Pages are synthetic and all different; half of them are reserved and half are open, so that the
leak guard has work under the default policy. Memory is the peak of the proportional set size
(PSS) of the process and all its workers, sampled ten times a second.
"""

import argparse
import gzip
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SYLLABLES = "ba ke li mo nu pa ri so tu ve wa xi yo za fe gi ho ju ka le".split()
WORDS = [a + b + c for a in SYLLABLES for b in SYLLABLES for c in ("", "n", "s")]
OPEN = '<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>'
CLOSED = "© 2024 Bench Post. All rights reserved."


def page(number: int) -> bytes:
    """Return one page of about 2 kB with a title, four paragraphs and a footer."""
    random_ = random.Random(number)
    words = random_.choices(WORDS, k=240)
    paragraphs = "".join(
        f"<p>{' '.join(words[at : at + 60]).capitalize()}.</p>" for at in range(0, 240, 60)
    )
    title = " ".join(random_.choices(WORDS, k=6)).capitalize()
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title></head><body><nav><a href=/>Home"
        f"</a></nav><article><h1>{title}</h1>{paragraphs}</article>"
        f"<footer>{OPEN if number % 2 else CLOSED}</footer></body></html>"
    ).encode()


def write_warc(path: Path, pages: int) -> None:
    """Write a WARC file with a gzip member for each page."""
    with path.open("wb") as sink:
        for number in range(pages):
            block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page(
                number
            )
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:012d}>\r\n"
                f"WARC-Target-URI: https://site{number % 997}.example/{number}\r\n"
                f"WARC-Date: 2024-03-01T10:20:30Z\r\nContent-Type: application/http\r\n"
                f"Content-Length: {len(block)}\r\n\r\n"
            )
            sink.write(gzip.compress(head.encode() + block + b"\r\n\r\n", 1, mtime=0))


def tree_pss(root: int) -> int:
    """Return the proportional set size of a process and its descendants in bytes."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        parent = int(text.rpartition(")")[2].split()[1])
        children.setdefault(parent, []).append(int(stat.parent.name))
    total, todo = 0, [root]
    while todo:
        pid = todo.pop()
        todo += children.get(pid, [])
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(
            1024 * int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")
        )
    return total


def measure(pages: int, workers: int, folder: Path) -> dict[str, float]:
    """Build `pages` pages; return seconds and peak memory."""
    dump = folder / f"{pages}.warc.gz"
    write_warc(dump, pages)
    command = [
        sys.executable, "-m", "dataset_tools", "build", str(dump), "--out", str(folder / f"out-{pages}"),
        "--workers", str(workers),
    ]  # fmt: skip
    started, peak = time.monotonic(), 0
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        peak = max(peak, tree_pss(process.pid))
        time.sleep(0.1)
    if process.returncode:
        sys.exit(f"the build of {pages} pages ended with {process.returncode}")
    seconds = time.monotonic() - started
    return {
        "pages": pages,
        "input_mb": dump.stat().st_size / 1e6,
        "seconds": seconds,
        "peak_mb": peak / 1e6,
    }


def main() -> None:
    """Measure every number of pages and print one JSON line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=int, nargs="*", default=[10_000, 200_000])
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for pages in given.pages:
            found = measure(pages, given.workers, Path(folder))
            print(json.dumps({name: round(value, 1) for name, value in found.items()}), flush=True)


if __name__ == "__main__":
    main()
