"""The quality gate: a suite of expectations on metrics of a release, never on page text.

`measure` reads narrow columns, `load_suite` reads the thresholds, `run` lets Great Expectations
judge, `render` writes the offline page.
"""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dataset_tools.checks.gate import Result, Row, run
from dataset_tools.checks.metrics import METRICS, measure
from dataset_tools.checks.page import render
from dataset_tools.checks.suite import Suite, bound_text, load_suite
from dataset_tools.errors import ReleaseError
from dataset_tools.manifest import MANIFEST, file_digest, write_json
from dataset_tools.model import Finding, Report, Severity

__all__ = ["METRICS", "check", "load_suite", "measure"]

REPORT = "meta/checks.json"
PAGE = "meta/checks.html"

_SEVERITIES = {"critical": Severity.ERROR, "warning": Severity.WARNING}


def check(release: Path, suite: Path | None = None, *, write: bool = True) -> Report:
    """Judge the metrics of a release by a suite (None: the shipped one).

    A failed critical expectation is an error, a failed warning a warning; info is only listed in
    the report. With `write`, meta/checks.json and meta/checks.html are rewritten; equal releases
    and suites give equal bytes.

    Raises: ReleaseError without a manifest or with an unreadable shard; ConfigError for a bad
    suite; ColophonError when the judging itself fails.
    """
    rules = load_suite(suite)  # first: a typing error should not wait for the reading
    rows = measure(release)
    results = run(rules, rows)
    corpus = next(row for row in rows if row["scope"] == "corpus")
    examined = {
        "records": int(corpus["rows"] or 0),
        "shards": len(rows) - 1,
        "metrics": len(METRICS),
        "expectations": len(results),
        "not_measured": sum(result.success is None for result in results),
    }
    findings = tuple(
        _finding(result)
        for result in results
        if result.success is False and result.rule.level in _SEVERITIES
    )
    report = Report("checks", file_digest(release / MANIFEST), findings, examined)
    if write:
        _write(release, _content(report, rules, results, rows))
    return report


def _finding(result: Result) -> Finding:
    rule = result.rule
    observed = "no value" if result.observed is None else str(result.observed)
    if isinstance(result.observed, list):
        low, high = result.observed
        observed = f"{low} to {high}, {result.unexpected} shards outside"
    message = f"{rule.metric} is {observed}; expected {bound_text(rule.bound)}"
    return Finding(
        code="expectation-failed",
        severity=_SEVERITIES[rule.level],
        message=message,
        where=f"{rule.scope}: {rule.metric}",
        hint=rule.description or None,
        examples=result.failing if rule.scope == "shard" else (),
    )


def _content(
    report: Report, suite: Suite, results: Sequence[Result], rows: Sequence[Row]
) -> dict[str, Any]:
    """Return meta/checks.json: no times, no random ids, nothing but numbers and names."""
    return {
        "schema": "report/1",
        "kind": report.kind,
        "manifest_sha256": report.manifest_sha256,
        "passed": report.passed,
        "examined": report.examined,
        "findings": [
            {**asdict(finding), "examples": list(finding.examples)} for finding in report.findings
        ],
        "suite": suite.name,
        "suite_sha256": suite.sha256,
        "results": [
            {
                "expectation": result.rule.type,
                "metric": result.rule.metric,
                "scope": result.rule.scope,
                "severity": result.rule.level,
                "description": result.rule.description,
                "bound": result.rule.bound,
                "success": result.success,
                "observed": result.observed,
                "failing": list(result.failing) if result.rule.scope == "shard" else [],
            }
            for result in results
        ],
        "metrics": list(rows),
    }


def _write(release: Path, content: dict[str, Any]) -> None:
    """Write both files by rename, so that a link in a foreign release is replaced, not followed."""
    folder = release / "meta"
    if not folder.resolve().is_relative_to(release.resolve()):
        raise ReleaseError("links out of the release", "meta", "copy the release, without links")
    folder.mkdir(exist_ok=True)
    for name in (REPORT, PAGE):
        target = release / name
        temporary = target.with_name(f".{target.name}.tmp")
        temporary.unlink(missing_ok=True)
        if name == REPORT:
            write_json(temporary, content)
        else:
            temporary.write_text(render(content), encoding="utf-8", newline="\n")
        temporary.replace(target)
