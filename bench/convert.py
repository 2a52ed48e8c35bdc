"""Time of one page from capture to record, by step, on one core: `python bench/convert.py --pages DIR`.

DIR holds WARC files. Where trafilatura is installed it reads the same pages, interleaved page by
page, with metadata; the ratio compares medians and totals of CPU time. Without pages it says so.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from dataset_tools.dump import Limits
from dataset_tools.extract import outline, select_body
from dataset_tools.metadata import describe, find_title
from dataset_tools.model import Body, Capture, CorpusContext, EvidenceLog, Outline, Page
from dataset_tools.pipeline import Settings, convert_capture
from dataset_tools.readers import read
from dataset_tools.readers.decode import decode
from dataset_tools.readers.inputs import find_inputs
from dataset_tools.rights.assess import assess
from dataset_tools.rights.policy import load_policy


def peer() -> Callable[[Page], object] | None:
    """Return trafilatura with metadata, or None where it is not installed."""
    try:
        import trafilatura
    except ImportError:
        return None
    return lambda page: trafilatura.bare_extraction(page.capture.payload, with_metadata=True)


def timed(run: Callable[[], object]) -> tuple[float, object]:
    """Return (CPU milliseconds, result)."""
    start = time.process_time()
    result = run()
    return (time.process_time() - start) * 1000, result


def steps(page: Page, limits: Limits) -> dict[str, float]:
    """Return CPU milliseconds of the steps of one page."""
    spent: dict[str, float] = {}
    spent["outline"], seen = timed(lambda: outline(page, limits))
    if not isinstance(seen, Outline):
        return spent
    title = find_title(page, seen)
    spent["body"], body = timed(lambda: select_body(page, seen, title and title.text))
    if not isinstance(body, Body):
        return spent
    log = EvidenceLog(page.text)
    spent["describe"], about = timed(lambda: describe(page, seen, title, "zh-Hans", None, log))
    spent["rights"], _ = timed(lambda: assess(page, seen, about, CorpusContext(), log))  # type: ignore[arg-type]
    return spent


def main() -> int:
    """Print one table; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--most", type=int, default=200, help="pages to read")
    options = parser.parse_args()
    if not options.pages or not options.pages.is_dir():
        print("skipped: name a folder of WARC files with --pages")
        return 0
    settings, limits = Settings(load_policy("internal")), Limits()
    files = find_inputs([str(options.pages)], "auto", Path("build/bench-spool"))
    captures = [c for file in files for c in read(file, limits) if isinstance(c, Capture)]
    captures = captures[:: max(1, len(captures) // options.most)]
    other = peer()
    own: list[float] = []
    theirs: list[float] = []
    by_step: dict[str, list[float]] = {}
    convert_capture(captures[0], settings, CorpusContext())  # loads models and lists
    for capture in captures:
        own.append(timed(lambda c=capture: convert_capture(c, settings, CorpusContext()))[0])  # type: ignore[misc]
        page = decode(capture, limits)
        if isinstance(page, Page):
            for name, spent in steps(page, limits).items():
                by_step.setdefault(name, []).append(spent)
            if other:
                theirs.append(timed(lambda p=page: other(p))[0])  # type: ignore[misc]
    print(
        f"{len(own)} pages: median {statistics.median(own):.1f} ms, mean {statistics.mean(own):.1f} ms"
    )
    for name, values in by_step.items():
        print(
            f"  {name}: median {statistics.median(values):.1f} ms, mean {statistics.mean(values):.1f} ms"
        )
    if theirs:
        ratio, total = statistics.median(theirs) / statistics.median(own), sum(theirs) / sum(own)
        print(
            f"trafilatura with metadata: {ratio:.1f} times the median, {total:.1f} times the total"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
