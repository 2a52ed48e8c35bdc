"""Pages that killed their worker or never ended: named, then quarantined without being read."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dataset_tools.builder.plan import Split
from dataset_tools.engines import Death
from dataset_tools.errors import BuildError
from dataset_tools.manifest import write_json

MAX_DEATHS = 3  # of the worker of one split without a page to blame
NOBODY = -1  # stands for the page where none was being converted


@dataclass(frozen=True, slots=True)
class NoteDeaths:
    """Called by the engine when the worker of a split died; decides what its next one passes over.

    A page at which a worker was silent too long is condemned at once, one at which a worker
    died (a crash of a native library, the system's out-of-memory killer) the second time.
    """

    work: Path
    silence_s: int

    def __call__(self, split: Split, death: Death) -> None:
        """Raise BuildError when no page can be blamed for deaths that go on."""
        found = _read(self.work, split)
        number = _page(self.work, split)
        page = found.setdefault(str(number), {"deaths": 0, "reason": None})
        page["deaths"] += 1
        if number != NOBODY and page["reason"] is None and (death.silent or page["deaths"] > 1):
            page["reason"] = "watchdog" if death.silent else "worker-died"
            page["detail"] = (
                f"not done after {self.silence_s} s"
                if death.silent
                else f"the worker died twice ({death.signal_name or death.exitcode})"
            )
        elif page["deaths"] > MAX_DEATHS:
            dumps = ", ".join(file.dump for file in split.files[:3])
            how = (
                "does not answer"
                if death.silent
                else f"was killed by {death.signal_name or 'an exit'}"
            )
            problem = f"the worker of split {split.name} {how}, {page['deaths']} times"
            hint = "repeat the same command with fewer --workers; finished splits are kept"
            raise BuildError(problem, dumps, hint)
        write_json(_path(self.work, split), found)


def condemned_pages(work: Path, split: Split) -> dict[int, tuple[str, str]]:
    """Return reason and detail of the items of a split that must not be converted, by number."""
    return {
        int(number): (page["reason"], page["detail"])
        for number, page in _read(work, split).items()
        if page["reason"]
    }


def _page(work: Path, split: Split) -> int:
    """Return the number of the item that was at work when the worker died."""
    try:
        return int((work / "splits" / f"{split.name}.now").read_bytes())
    except (OSError, ValueError):
        return NOBODY


def _path(work: Path, split: Split) -> Path:
    return work / "splits" / f"{split.name}.suspects.json"


def _read(work: Path, split: Split) -> dict[str, Any]:
    try:
        return dict(json.loads(_path(work, split).read_bytes()))
    except (OSError, ValueError, TypeError):
        return {}
