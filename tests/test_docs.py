"""The README's excerpts are what the commands print today."""

import re
from pathlib import Path

from dataset_tools.builder import Built
from dataset_tools.rights.signals import SIGNALS
from tests.conftest import DUMPS, ROOT
from tests.test_cli import colophon

README = (ROOT / "README.md").read_text("utf-8")


def test_explain_excerpt() -> None:
    """Every value and place of the excerpt is in the output of the command it names."""
    block = README.split("```")[3]
    shown = " ".join(colophon("explain", DUMPS / "text/liuxi-review.txt").stdout.split())
    lines = [line for line in block.strip().splitlines() if "Evidence" not in line]
    assert len(lines) > 12
    for line in lines:
        words = line.replace("…", "").split()
        assert all(word in shown for word in words), line


def test_ledger_excerpt(sample: Built) -> None:
    """The README's ledger line is the sample's."""
    s = sample.sums
    line = (
        f"{s.captures} captures = {s.kept} kept + {s.duplicate} duplicate"
        f" + {s.quarantined} quarantined + {s.refused} refused"
        f" (beside them: {s.damage} damaged ranges, {s.skipped} skipped parts)"
    )
    assert line in README


def test_links_exist() -> None:
    """Every file that the README links to is there."""
    targets = [part.split(")")[0] for part in README.split("](")[1:]]
    assert targets
    assert all((ROOT / Path(target)).exists() for target in targets)


def test_documented_policies_exist() -> None:
    """The three built-in policies named in the README load."""
    from dataset_tools.rights.policy import load_policy

    assert {load_policy(name).id for name in ("cautious", "open-only", "internal")} == {
        "cautious", "open-only", "internal",
    }  # fmt: skip


def test_datasheet_is_that_of_the_sample(sample: Built) -> None:
    """The repository's DATASHEET.md is what a build of the sample corpus writes."""
    written = (sample.release / "DATASHEET.md").read_text("utf-8")
    assert written == (ROOT / "DATASHEET.md").read_text("utf-8")


def test_reasons_are_documented() -> None:
    """Every reason that the code can put into the ledger stands in docs/inputs.md."""
    documented = set(re.findall(r"`([a-z0-9-]+)`", (ROOT / "docs/inputs.md").read_text("utf-8")))
    given = r'(?:reason=|_refused\(\w+, |Rejection\(|_lost\(.{1,80}?)"([a-z]+(?:-[a-z]+)*)"'
    found = {
        reason
        for folder in ("readers", "extract", "builder")
        for path in (ROOT / "dataset_tools" / folder).glob("*.py")
        for reason in re.findall(given, path.read_text("utf-8"))
    }
    assert len(found) > 20
    assert found <= documented


def test_signals_are_documented() -> None:
    """docs/rights.md has a row for each family of signals, in their order, and no other."""
    table = (ROOT / "docs/rights.md").read_text("utf-8").split("## Signals")[1].split("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(SIGNALS)
