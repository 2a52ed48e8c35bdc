"""Time of one page, by step, on one core: `python bench/convert.py --bench DIR [--kind text]`.

DIR holds WARC files in pages/ (page dumps in text/). Where trafilatura is installed it reads the
same pages with its metadata, interleaved page by page in the same process; the ratios are those
of CPU time of both, for the text with all metadata and no rights, language or scores: what
trafilatura does too. For page dumps the peer is the best run of lines that look like sentences,
as it was before the body model (`best_run`). Without pages it says so.
"""

import argparse
import os
import re
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = "1"

from dataset_tools.builder import warm  # noqa: F401 - all as in a worker of `build`
from dataset_tools.dump import Limits
from dataset_tools.extract import body_text, likely_blocks, outline, select_body
from dataset_tools.metadata import describe, find_title, read_structured
from dataset_tools.model import Body, Capture, CorpusContext, EvidenceLog, Page
from dataset_tools.pipeline import Settings, convert_capture
from dataset_tools.readers import read
from dataset_tools.readers.decode import decode
from dataset_tools.readers.inputs import find_inputs
from dataset_tools.rights.assess import assess
from dataset_tools.rights.outlet_file import load_outlets
from dataset_tools.rights.policy import load_policy
from dataset_tools.text.language import identify
from dataset_tools.text.normalize import normalize
from dataset_tools.text.scores import score

EXTRACTION = ("decode", "outline", "title", "body", "normalize", "describe")
OUTLETS = load_outlets()
_SENTENCE = re.compile(r"[。！？.!?…;；:：]['\"”’」』)）\]】]*$")


class Clock:
    """CPU milliseconds by step."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)

    def __call__(self, step: str, run: Callable[[], Any]) -> Any:
        """Return what `run` returns, and add its time to the step."""
        start = time.process_time()
        result = run()
        self.spent[step] += (time.process_time() - start) * 1000
        return result


def convert(capture: Capture, limits: Limits) -> dict[str, float]:
    """Do what `pipeline.convert_capture` does, step by step; return the times."""
    clock = Clock()
    page = clock("decode", lambda: decode(capture, limits))
    if not isinstance(page, Page):
        return clock.spent
    seen = clock("outline", lambda: outline(page, limits))
    data = clock("title", lambda: read_structured(seen))
    title = clock("title", lambda: find_title(page, seen, data, likely_blocks))
    body = clock("body", lambda: select_body(page, seen, title.text if title else None))
    if not isinstance(body, Body):
        return clock.spent
    text, _ = clock("normalize", lambda: normalize(body_text(seen, body)))
    language, _ = clock("language", lambda: identify(text))
    log = EvidenceLog(page.text)
    about = clock(
        "describe", lambda: describe(page, seen, title, language, None, log, data, body.kept)
    )
    context = CorpusContext()
    clock("rights", lambda: assess(page, seen, about, context, log, None, OUTLETS))
    numbers = {"link_chars": 0, "page_chars": 1, "repeated_chars": 0, "replaced_chars": 0}
    clock("score", lambda: score(text, language=language, **numbers))
    return clock.spent


def best_run(page: Page) -> str:
    """Return the best-scoring run of lines: letters of sentences, less 20 for any other line."""
    lines = page.text.splitlines()
    best, value, start = (0.0, 0, 0), 0.0, 0
    for at, line in enumerate(lines):
        letters = len(re.sub(r"[\W_]+", "", line))
        value += letters if _SENTENCE.search(line) and letters >= 15 else -20
        if value <= 0:
            value, start = 0.0, at + 1
        elif value > best[0]:
            best = (value, start, at + 1)
    return "\n\n".join(lines[best[1] : best[2]])


def peer(kind: str) -> tuple[str, Callable[[Capture, Page], object]] | None:
    """Return what the pages are compared with, None where it is not installed."""
    if kind == "text":
        return "best run of lines", lambda _, page: best_run(page)
    try:
        import trafilatura
    except ImportError:
        return None
    return (
        f"trafilatura {trafilatura.__version__} with metadata",
        lambda capture, _: trafilatura.bare_extraction(capture.payload, with_metadata=True),
    )


def main() -> int:
    """Print the steps, and the ratios; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", type=Path)
    parser.add_argument("--kind", choices=("html", "text"), default="html")
    parser.add_argument("--most", type=int, default=300, help="pages to read, evenly spread")
    parser.add_argument(
        "--batch",
        type=int,
        default=1,
        help="pages that one reads before the other reads them: after each page of the other the"
        " caches of the processor are empty, which a build never sees",
    )
    options = parser.parse_args()
    if not options.bench or not options.bench.is_dir():
        print("skipped: name the folder of pages with --bench")
        return 0
    folder = options.bench / ("pages" if options.kind == "html" else "text")
    limits = Limits()
    files = find_inputs([str(folder)], "auto", Path("build/bench-spool"))
    captures = [c for file in files for c in read(file, limits) if isinstance(c, Capture)]
    captures = captures[:: max(1, len(captures) // options.most)]
    other = peer(options.kind)
    # What is made once, at the first page, is no page's time.
    convert_capture(captures[0], Settings(load_policy("internal")), CorpusContext())
    rows: list[dict[str, float]] = []
    theirs: list[float] = []
    for start in range(0, len(captures), options.batch):
        batch = captures[start : start + options.batch]
        found = [convert(capture, limits) for capture in batch]  # of bytes as cold as in a build
        pages = [decode(capture, limits) for capture in batch]
        readable = [page for page in pages if isinstance(page, Page)]
        rows += [row for row, page in zip(found, pages, strict=True) if isinstance(page, Page)]
        for page in readable if other else ():
            clock = Clock()
            clock("peer", lambda p=page: other[1](p.capture, p))
            theirs.append(clock.spent["peer"])
    own = [sum(row.get(step, 0) for step in EXTRACTION) for row in rows]
    print(f"{len(rows)} pages, CPU ms a page (median, mean)")
    for step in dict.fromkeys(step for row in rows for step in row):
        values = [row.get(step, 0) for row in rows]
        print(f"  {step:10} {statistics.median(values):7.2f} {statistics.mean(values):7.2f}")
    print(f"text with metadata: {statistics.median(own):.2f} {statistics.mean(own):.2f}")
    if other and theirs:
        ratios = [their / our for their, our in zip(theirs, own, strict=True)]
        print(f"{other[0]}: {statistics.median(theirs):.2f} {statistics.mean(theirs):.2f}")
        print(f"ratio: median {statistics.median(ratios):.1f}, total {sum(theirs) / sum(own):.1f}")
    else:
        print("no ratio: pip install trafilatura lxml_html_clean")
    return 0


if __name__ == "__main__":
    sys.exit(main())
