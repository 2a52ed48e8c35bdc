"""Every signal at every place in every encoding, and its twin: the verdict of the whole pipeline.

The cases stand in conformance.py. A text that ships without a license for it is the worst error.
"""

from collections import Counter
from functools import cache

import pytest

from dataset_tools.model import Record
from dataset_tools.pipeline import Settings, convert_capture
from dataset_tools.rights.policy import load_policy
from tests.conformance import Case, Expect, cases, pairs_of_twins

CASES = cases()


@cache
def _settings() -> Settings:
    return Settings(load_policy("cautious"))


def _convert(case: Case) -> Record:
    record = convert_capture(case.capture(), _settings(), case.context())
    assert isinstance(record, Record)
    return record


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case) -> None:
    """A page gets the license, scope, status, release and preferences that it states."""
    record = _convert(case)
    rights = record.rights
    found = Expect(
        rights.license, rights.rights_status, rights.license_scope, rights.license_jurisdiction,
        record.release, rights.ai.tdm, rights.ai.train, rights.ai.search,
    )  # fmt: skip
    assert case.expect == found, [(e.kind, e.value, e.scope) for e in record.evidence]
    for item in record.evidence:
        if item.source == "page" and item.start is not None:
            assert record.page.text[item.start : item.end][:500] == item.excerpt


@pytest.mark.parametrize("case", pairs_of_twins(), ids=lambda case: case.id)
def test_pairs_of_twins_do_not_ship(case: Case) -> None:
    """Two statements about something else do not add up to a license of the page."""
    assert _convert(case).release != "full_text"


def test_the_cases_are_many_and_different() -> None:
    """There are at least 300 cases, each under a name of its own, half of them adversarial."""
    assert len(CASES) >= 300
    assert [name for name, n in Counter(case.id for case in CASES).items() if n > 1] == []
    assert sum(case.expect.release != "full_text" for case in CASES) >= len(CASES) // 2
