"""The labels of page licenses, and the script that measures with them."""

import json
import subprocess
import sys
from pathlib import Path

from dataset_tools.rights.policy import is_allowed, load_policy
from dataset_tools.rights.spdx import valid_expression

BENCH = Path(__file__).parent.parent / "bench"
SCOPES = {"article", "page", "site", "media", "comments", "code", "other", "none"}
KEYS = ["id", "license", "jurisdiction", "scope", "releasable", "reason"]


def test_every_label_is_complete_and_says_nothing_twice() -> None:
    """Labels are one a page, of known scopes, and release what the cautious policy allows."""
    rows = [json.loads(line) for line in (BENCH / "license_labels.jsonl").open(encoding="utf-8")]
    allowed = load_policy("cautious").allow_licenses or ()
    assert [row["id"] for row in rows] == sorted({row["id"] for row in rows})
    for row in rows:
        assert list(row) == KEYS, row["id"]
        assert row["scope"] in SCOPES, row["id"]
        assert 0 < len(row["reason"]) <= 120, row["id"]
        if row["license"] is None:
            assert (row["jurisdiction"], row["releasable"]) == (None, False), row["id"]
            continue
        assert valid_expression(row["license"]), row["id"]
        assert row["scope"] in {"article", "page", "site"}, row["id"]
        public = row["license"] == "LicenseRef-Public-Domain"
        assert not row["releasable"] or public or is_allowed(row["license"], allowed), row["id"]


def test_without_pages_the_script_says_so() -> None:
    """Nothing is measured, and nothing fails, where the pages are not at hand."""
    command = [sys.executable, str(BENCH / "licenses.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.startswith("skipped")
