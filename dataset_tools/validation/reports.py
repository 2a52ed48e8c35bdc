"""A report as text, JSON or JUnit XML. Findings hold no values of rows; all else is escaped."""

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from dataset_tools.manifest import write_json
from dataset_tools.model import Finding, Report, Severity
from dataset_tools.validation.rules import RULES

SCHEMA_ID = "report/1"
FILES = {"validation": "meta/validation.json", "checks": "meta/checks.json"}
# C0 and C1 controls, surrogates, non-characters (none may stand in XML 1.0) and the controls of
# text direction, which can make a terminal line read as another.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
                     "\ud800-\udfff\ufffe\uffff]")  # fmt: skip


def clean(text: str) -> str:
    """Return one line that is safe in a terminal and in XML.

    >>> clean("a\\x1b[2J\\nb")
    'a�[2J�b'
    """
    return _UNSAFE.sub("\ufffd", text)


def as_dict(report: Report) -> dict[str, Any]:
    """Return the report as JSON values (schemas/report.v1); nothing depends on the run."""
    return {
        "schema": SCHEMA_ID,
        "kind": report.kind,
        "manifest_sha256": report.manifest_sha256,
        "passed": report.passed,
        "examined": dict(report.examined),
        "findings": [
            {
                "code": f.code,
                "severity": str(f.severity),
                "message": clean(f.message),
                "where": None if f.where is None else clean(f.where),
                "hint": None if f.hint is None else clean(f.hint),
                "examples": [clean(example) for example in f.examples],
            }
            for f in report.findings
        ],
    }


def write_report(release: Path, report: Report) -> Path:
    """Write the report into its place in a release and return that path."""
    path = release / FILES[report.kind]
    path.parent.mkdir(exist_ok=True)
    write_json(path, as_dict(report))
    return path


def to_json(report: Report) -> str:
    """Return the report as JSON, with a newline at the end."""
    return json.dumps(as_dict(report), ensure_ascii=False, sort_keys=True, indent=2) + "\n"


def _lines(finding: Finding) -> list[str]:
    where = f"{clean(finding.where)}: " if finding.where else ""
    lines = [f"{finding.severity} {finding.code}: {where}{clean(finding.message)}"]
    lines += [f"    also {clean(example)}" for example in finding.examples]
    return [*lines, f"  Try: {clean(finding.hint)}"] if finding.hint else lines


def to_text(report: Report) -> str:
    """Return the report for people: a finding a paragraph, the verdict in the last line."""
    lines = [line for finding in report.findings for line in _lines(finding)]
    found = Counter(str(f.severity) for f in report.findings)
    examined = ", ".join(f"{n} {clean(name)}" for name, n in sorted(report.examined.items()))
    verdict = "passed" if report.passed else "failed"
    counts = f"{found['error']} errors, {found['warning']} warnings"
    return "\n".join([*lines, f"{report.kind} {verdict}: {counts}; examined {examined}"]) + "\n"


def to_junit(report: Report) -> str:
    """Return JUnit XML: one test case a rule; warnings stand in its output.

    There is no standard; this is the subset that CI servers agree on.
    """
    rules = RULES if report.kind == "validation" else {}
    codes = dict.fromkeys([*rules, *(clean(f.code) for f in report.findings)])
    cases = [_case(report, code) for code in codes]
    failures = sum("<failure" in case for case in cases)
    head = f'name="colophon {report.kind}" tests="{len(cases)}" failures="{failures}" errors="0"'
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f"<testsuites {head}>",
            f"<testsuite {head}>",
            *cases,
            "</testsuite>",
            "</testsuites>\n",
        ]
    )


def _case(report: Report, code: str) -> str:
    found = [f for f in report.findings if clean(f.code) == code]
    errors = [f for f in found if f.severity is Severity.ERROR]
    others = [f for f in found if f.severity is not Severity.ERROR]
    body = ""
    if code.startswith("source-") and "source captures" not in report.examined:
        body += "<skipped/>"
    if errors:
        text = escape("\n".join(line for f in errors for line in _lines(f)))
        body += f"<failure message={quoteattr(_lines(errors[0])[0])}>{text}</failure>"
    if others:
        text = escape("\n".join(line for f in others for line in _lines(f)))
        body += f"<system-out>{text}</system-out>"
    name = f"classname={quoteattr(f'colophon.{report.kind}')} name={quoteattr(code)}"
    return f"<testcase {name}>{body}</testcase>"


REPORTS: dict[str, Callable[[Report], str]] = {
    "text": to_text,
    "json": to_json,
    "junit": to_junit,
}
