"""Reports: stable, safe to print and to parse, and without values of rows."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from dataset_tools.manifest import file_digest
from dataset_tools.model import Finding, Report, Severity
from dataset_tools.schema import load_schema
from dataset_tools.validation import REPORTS, RULES, validate, write_report
from dataset_tools.validation.reports import as_dict
from tests.validation_case import make_release, make_rows, write_dump

NASTY = "a\x00\x1b[31m\r\n\u202e<b>]]>&\"'\ud800 ::error::"
REPORT = Report(
    "validation",
    "a" * 64,
    (
        Finding("row-schema", Severity.ERROR, f"message {NASTY}", NASTY, NASTY, (NASTY,)),
        Finding("date-mismatch", Severity.WARNING, "two rows", "a:row 1:$.x"),
    ),
    {"files": 2},
)


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_no_control_characters(name: str) -> None:
    """What comes from a hostile file name or column cannot drive a terminal or a parser."""
    text = REPORTS[name](REPORT)
    assert not set(text) & {"\x00", "\x1b", "\r", "\u202e", "\ud800"}
    assert text.encode("utf-8")


def test_text_is_one_line_a_fact() -> None:
    """A newline inside a message starts no new line, so that nothing can pose as a finding."""
    lines = REPORTS["text"](REPORT).splitlines()
    assert [line.split(":")[0].split(" ")[0] for line in lines] == [
        "error",
        "",
        "",
        "warning",
        "validation",
    ]
    assert lines[-1] == "validation failed: 1 errors, 1 warnings; examined 2 files"


def test_junit() -> None:
    """There is one test case a rule; errors fail it, warnings stand in its output."""
    root = ET.fromstring(REPORTS["junit"](REPORT))
    suite = root.find("testsuite")
    assert suite is not None
    cases = {case.get("name"): case for case in suite}
    assert list(cases) == list(RULES)
    assert (suite.get("tests"), suite.get("failures")) == (str(len(RULES)), "1")
    assert cases["row-schema"].find("failure") is not None
    assert cases["date-mismatch"].find("failure") is None
    assert cases["date-mismatch"].find("system-out") is not None
    assert cases["source-excerpt"].find("skipped") is not None
    assert list(cases["file-digest"]) == []


def test_junit_knows_foreign_codes() -> None:
    """Findings of `check` become test cases as well."""
    report = Report("checks", None, (Finding("few-domains", Severity.ERROR, "two"),))
    suite = ET.fromstring(REPORTS["junit"](report))[0]
    assert [(case.get("name"), case[0].tag) for case in suite] == [("few-domains", "failure")]


def test_json_agrees_with_its_schema() -> None:
    """The JSON report is what schemas/report.v1 promises."""
    content = json.loads(REPORTS["json"](REPORT))
    Draft202012Validator(load_schema("report.v1")).validate(content)
    assert content == as_dict(REPORT)
    assert content["passed"] is False


@pytest.mark.parametrize("name", ["manifest.v1", "report.v1"])
def test_schemas_are_schemas(name: str) -> None:
    """The shipped schemas are valid themselves."""
    Draft202012Validator.check_schema(load_schema(name))


def test_stored_report(tmp_path: Path) -> None:
    """The stored report names its manifest, repeats byte by byte, and leaves the release valid."""
    dump = write_dump(tmp_path / "in")
    rows, book = make_rows(dump)
    release = make_release(tmp_path / "release", rows, book, dump)
    before = sorted(p.name for p in (release / "meta").iterdir())
    validate(release)
    assert sorted(p.name for p in (release / "meta").iterdir()) == before
    validate(release, write=True)
    stored = (release / "meta/validation.json").read_bytes()
    assert json.loads(stored)["manifest_sha256"] == file_digest(release / "manifest.json")
    again = validate(release, write=True)
    assert again.passed
    content = json.loads((release / "meta/validation.json").read_bytes())
    assert content["findings"] == []
    assert write_report(release, Report("checks", None, ())) == release / "meta/checks.json"
