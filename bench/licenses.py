"""Page licenses on adjudicated pages: `python bench/licenses.py --bench DIR`.

DIR holds WARC files in pages/. bench/license_labels.jsonl says of every page that a wide detector
flags (a Creative Commons URL, rel=license, the name of a license near a word for it, public domain
and the works of governments, in seven languages) what a reader found; a page without a label was
flagged by nothing and counts as one without a license. One row a page:

- id: WARC record id without ``urn:page:``.
- license: the SPDX id (or LicenseRef-…) that the page states for its text; null for none. Null at
  scope page, article or site: the page says that there is one and not which; such pages count
  neither for nor against a detector, and may not be released.
- jurisdiction: the port in lower case, null for none.
- scope: article, page, site; media, comments, code, other for what the license is of instead;
  none where nothing is licensed.
- releasable: whether the cautious policy may ship the text.
- reason: the reader's own words.

Every page is converted under the cautious policy. A page counts as found where the record has a
license scope. Intervals are Wilson's, 95 %. Spans are checked for every item of evidence: those of
the records, and those of the same pages with headers and site records of our own. The time of
rights is that of `rights.assess` alone, after the steps before it. Without pages it says so.
"""

import argparse
import json
import re
import statistics
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

sys.path.insert(0, str(Path(__file__).parent))
import convert as steps  # bench/convert.py

from dataset_tools.dump import Limits
from dataset_tools.extract import outline
from dataset_tools.model import (
    EXCERPT_CHARS,
    About,
    Capture,
    CorpusContext,
    Evidence,
    EvidenceLog,
    Page,
    Record,
    Rejection,
    SiteSignal,
)
from dataset_tools.pipeline import Settings, convert_capture
from dataset_tools.readers import read
from dataset_tools.readers.decode import decode
from dataset_tools.readers.inputs import find_inputs
from dataset_tools.rights.assess import assess
from dataset_tools.rights.policy import load_policy
from dataset_tools.rights.spdx import known_ids, read_license_url

LABELS = Path(__file__).parent / "license_labels.jsonl"
TEXT_SCOPES = frozenset({"article", "page", "site"})
# What no development page has: headers and records of the site on rights. Written by us.
HEADERS = (
    ("link", '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'),
    ("x-robots-tag", "noai, noarchive"),
    ("tdm-reservation", "1"),
    ("content-usage", "train-ai=n, search=y"),
)
ROBOTS = "User-agent: GPTBot\nDisallow: /\n\nUser-agent: *\nContent-Signal: ai-train=no\nAllow: /\n"
TDMREP = '[{"location": "/", "tdm-reservation": 1}]'


@dataclass(frozen=True, slots=True)
class Label:
    """What a reader found on one page."""

    license: str | None = None
    jurisdiction: str | None = None
    scope: str = "none"
    releasable: bool = False

    @property
    def states(self) -> bool | None:
        """Whether the page states a license for its text; None: one without a name."""
        if self.license:
            return True
        return None if self.scope in TEXT_SCOPES else False


@dataclass(frozen=True, slots=True)
class Answer:
    """What was concluded of one page, and what others would say."""

    found: bool = False
    license: str | None = None
    jurisdiction: str | None = None
    released: bool = False
    shown: str = ""
    peers: tuple[str, ...] = ()  # names of the peers that found a license


def read_labels(path: Path) -> dict[str, Label]:
    """Return the label of each page that has one."""
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return {
        row["id"]: Label(row["license"], row["jurisdiction"], row["scope"], row["releasable"])
        for row in rows
    }


def page_name(capture: Capture) -> str:
    """Return the id of a development page: SET/ID."""
    return unquote(re.sub(r"^<?urn:page:|>$", "", capture.record_id or ""))


# Peers, each from its own description (their measured rates: 0.79/0.96 and 0.95/0.75).
_C5 = re.compile(
    r"<(?:a|link|meta)\b[^<>]{0,2000}?(?:href|content)\s*=\s*[\"']?([^\"'<>\s]*creativecommons\.org/[^\"'<>\s]+)"
    r"|\"license\"\s*:\s*\"([^\"<>\s]*creativecommons\.org/[^\"<>\s]+)",
    re.IGNORECASE,
)
_EXACT_REL = re.compile(
    r"<a\b[^<>]{0,2000}?\brel\s*=\s*[\"']license[\"'][^<>]{0,2000}>", re.IGNORECASE
)
_FOOTER = re.compile(
    r"<footer\b.{0,50000}?</footer>|<div\b[^<>]{0,500}(?:class|id)=[\"']?[^\"'<>]{0,100}footer.{0,20000}",
    re.IGNORECASE | re.DOTALL,
)
_TYPE = re.compile(r"/(by(?:-nc)?(?:-nd|-sa)?|zero|mark)/([1-4]\.[0-9])", re.IGNORECASE)
_HREF = re.compile(r"<a\b[^<>]{0,2000}?href\s*=\s*[\"']?([^\"'<>\s]+)", re.IGNORECASE)


def any_cc_link(page: Page) -> bool:
    """Say whether any link, meta or JSON-LD license leads to a Creative Commons license (C5)."""
    return any(read_license_url(one or two) for one, two in _C5.findall(page.text))


def exact_rel(page: Page) -> bool:
    """Say whether a link is exactly rel=license, or one in a footer has a type and a version."""
    for match in _EXACT_REL.finditer(page.text):
        if _TYPE.search(match.group()):
            return True
    return any(
        _TYPE.search(url) for footer in _FOOTER.findall(page.text) for url in _HREF.findall(footer)
    )


def peers() -> dict[str, Callable[[Page], bool]]:
    """Return the peers, trafilatura itself where it is installed."""
    found: dict[str, Callable[[Page], bool]] = {
        "any creativecommons.org link": any_cc_link,
        "exact rel=license, or a footer link": exact_rel,
    }
    try:
        import trafilatura
        from trafilatura.metadata import extract_license
    except ImportError:
        return found

    def of_trafilatura(page: Page) -> bool:
        tree = trafilatura.load_html(page.capture.payload)
        return tree is not None and bool(extract_license(tree))

    found[f"trafilatura {trafilatura.__version__}"] = of_trafilatura
    return found


def judge(
    capture: Capture, settings: Settings, others: dict[str, Callable[[Page], bool]]
) -> tuple[Answer, list[str]]:
    """Convert one page; return the answer and what is wrong with its evidence."""
    record = convert_capture(capture, settings, CorpusContext())
    page = decode(capture, settings.limits)
    said = tuple(name for name, rule in others.items() if isinstance(page, Page) and rule(page))
    if isinstance(record, Rejection):
        return Answer(shown=f"rejected: {record.reason}", peers=said), []
    answer = Answer(
        found=record.rights.license_scope is not None,
        license=record.rights.license_declared,
        jurisdiction=record.rights.license_jurisdiction,
        released=record.release == "full_text",
        shown=_shown(record),
        peers=said,
    )
    wrong = [*misplaced(record.evidence, record.page, ()), *with_site_records(capture, settings)]
    return answer, wrong


def _shown(record: Record) -> str:
    rights = record.rights
    told = (rights.rights_status, rights.license_declared, rights.license_jurisdiction,
            rights.license_scope, record.release, rights.policy_rule, *rights.flags)  # fmt: skip
    return " ".join(str(part) for part in told if part)


def with_site_records(capture: Capture, settings: Settings) -> list[str]:
    """Assess a page once more with headers and site records; return what is wrong."""
    host = urlsplit(capture.url or "").netloc.rpartition("@")[2].lower()
    capture = replace(capture, headers=(*capture.headers, *HEADERS))
    page = decode(capture, settings.limits)
    if not isinstance(page, Page):
        return []
    seen = outline(page, settings.limits)
    if isinstance(seen, Rejection):
        return []
    signals = tuple(
        SiteSignal(kind, host, f"urn:{kind}", text, None, capture.dump, 0)  # type: ignore[arg-type]
        for kind, text in (("robots", ROBOTS), ("tdmrep", TDMREP))
    )
    log = EvidenceLog(page.text)
    assess(page, seen, About(), CorpusContext({host: signals}), log, "CC-BY-4.0")
    return list(misplaced(log.items, page, signals))


def misplaced(
    evidence: Iterable[Evidence], page: Page, signals: tuple[SiteSignal, ...]
) -> Iterable[str]:
    """Yield the items whose place in their source does not hold the excerpt."""
    for item in evidence:
        kind, _, name = item.source.partition(":")
        texts = {
            "page": lambda _: [page.text],
            "header": lambda name: [v for k, v in page.capture.headers if k.lower() == name],
            "dump": lambda name: [v for k, v in page.capture.declared if k == name],
            "record": lambda name: [s.text for s in signals if s.record_id == name],
            "operator": lambda _, excerpt=item.excerpt: [excerpt],
        }[kind](name)
        if item.start is None:
            continue
        if all(text[item.start : item.end][:EXCERPT_CHARS] != item.excerpt for text in texts):
            yield f"{item.detector} at {item.source} {item.start}-{item.end}"


def wilson(good: int, of: int) -> str:
    """Return a proportion with its 95 % interval (Wilson 1927).

    >>> wilson(9, 10)
    '0.900 (0.596-0.982; 9 of 10)'
    """
    if not of:
        return "- (0 of 0)"
    z, p = 1.96, good / of
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    half = z * ((p * (1 - p) / of + z * z / (4 * of * of)) ** 0.5) / (1 + z * z / of)
    return f"{p:.3f} ({max(0.0, middle - half):.3f}-{min(1.0, middle + half):.3f}; {good} of {of})"


def print_rates(name: str, found: dict[str, bool], labels: dict[str, Label]) -> None:
    """Print precision, recall and F1 of "the page states a license for its text"."""
    states = {key: labels.get(key, Label()).states for key in found}
    hits = sum(found[key] for key in found if states[key])
    claimed = sum(found[key] for key in found if states[key] is not None)
    there = sum(1 for key in found if states[key])
    f1 = 2 * hits / (claimed + there) if claimed + there else 0
    print(
        f"{name}\n  precision {wilson(hits, claimed)}\n  recall    {wilson(hits, there)}\n  F1        {f1:.3f}"
    )


def print_verdicts(answers: dict[str, Answer], labels: dict[str, Label]) -> None:
    """Print exactness, releases, and the pages where the answer is not the label."""
    exact = partial(_is_exact, labels)
    hits = [k for k, a in answers.items() if a.found and labels.get(k, Label()).license]
    released = [k for k, a in answers.items() if a.released]
    wrong = [k for k in released if not labels.get(k, Label()).releasable]
    releasable = [k for k in answers if labels.get(k, Label()).releasable]
    withheld = [k for k in releasable if not answers[k].released]
    print(f"type, version and port {wilson(sum(exact(k, answers[k]) for k in hits), len(hits))}")
    print(f"wrong releases         {wilson(len(wrong), len(released))}")
    print(f"released of releasable {wilson(len(releasable) - len(withheld), len(releasable))}")
    groups = {
        "missed": [k for k, a in answers.items() if labels.get(k, Label()).states and not a.found],
        "invented": [
            k for k, a in answers.items() if a.found and labels.get(k, Label()).states is False
        ],
        "inexact": [k for k in hits if not exact(k, answers[k])],
        "wrong release": wrong,
        "withheld": withheld,
    }
    for group, keys in groups.items():
        for key in keys:
            label = labels.get(key, Label())
            told = " ".join(filter(None, (label.license, label.jurisdiction, label.scope)))
            print(f"  {group}: {key}: {told} | {answers[key].shown}")


def _is_exact(labels: dict[str, Label], key: str, answer: Answer) -> bool:
    label = labels[key]
    return (answer.license, answer.jurisdiction) == (label.license, label.jurisdiction)


def main() -> int:
    """Print the measures; return 1 where a span is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", type=Path)
    parser.add_argument("--labels", type=Path, default=LABELS)
    parser.add_argument("--flagged-only", action="store_true", help="pages with a label only")
    options = parser.parse_args()
    if not options.bench or not options.bench.is_dir():
        print("skipped: name the folder of pages with --bench")
        return 0
    labels = read_labels(options.labels)
    settings, others = Settings(load_policy("cautious")), peers()
    known_ids()  # loaded once a process
    files = find_inputs([str(options.bench / "pages")], "auto", Path("build/bench-spool"))
    answers: dict[str, Answer] = {}
    wrong_spans: list[str] = []
    times: list[float] = []
    for file in files:
        for capture in read(file, Limits()):
            if not isinstance(capture, Capture):
                continue
            key = page_name(capture)
            if options.flagged_only and key not in labels:
                continue
            answers[key], wrong = judge(capture, settings, others)
            wrong_spans += [f"{key}: {item}" for item in wrong]
            times += [
                ms for step, ms in steps.convert(capture, Limits()).items() if step == "rights"
            ]
    if absent := sorted(set(labels) - set(answers)):
        print(f"{len(absent)} labels without a page, such as {absent[0]}")
    print(
        f"{len(answers)} pages, {sum(1 for k in answers if labels.get(k, Label()).states)} with a license"
    )
    print_rates("colophon", {k: a.found for k, a in answers.items()}, labels)
    for name in others:
        print_rates(name, {k: name in a.peers for k, a in answers.items()}, labels)
    print_verdicts(answers, labels)
    print(f"spans that do not hold their excerpt: {len(wrong_spans)}")
    for item in wrong_spans[:20]:
        print(f"  {item}")
    print(
        f"rights, CPU ms a page: median {statistics.median(times):.2f}, mean {statistics.mean(times):.2f}"
    )
    return 1 if wrong_spans else 0


if __name__ == "__main__":
    sys.exit(main())
