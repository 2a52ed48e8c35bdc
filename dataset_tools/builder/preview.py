"""`build --dry-run`: what would be read, and how; nothing is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from dataset_tools.builder.settings import effective, settings_of
from dataset_tools.dump import InputFile, Limits
from dataset_tools.model import Capture, CorpusContext, LedgerRow, Rejection
from dataset_tools.pipeline import convert_capture
from dataset_tools.readers import read
from dataset_tools.readers.inputs import find_inputs
from dataset_tools.readers.text_dump import Look, look

TEXT_FILES = 20  # that are looked at; a folder may hold thousands


@dataclass(frozen=True, slots=True)
class Preview:
    """What `--dry-run` shows: the files, and the first pages as they would be read."""

    files: tuple[InputFile, ...]
    pages: tuple[tuple[str, str], ...]  # (place, title or reason)
    texts: tuple[Look, ...] = ()  # how the first text files are cut into pages


def preview(
    inputs: Sequence[str | Path],
    out: str | Path,
    *,
    config: Path | None = None,
    format: str | None = None,  # noqa: A002 - the name of the option
    policy: str | None = None,
    pages: int = 5,
) -> Preview:
    """Say what a build would read, with its first pages; nothing is written."""
    chosen, rules = effective(config, format=format, policy=policy, dedup=None)
    del out
    with TemporaryDirectory() as spool:
        files = find_inputs([str(i) for i in inputs], chosen.format, Path(spool), chosen.reading)
        settings = settings_of(chosen, rules)
        shown: list[tuple[str, str]] = []
        for item in islice(_captures(files, chosen.limits), pages):
            result = convert_capture(item, settings, CorpusContext())
            place = f"{item.dump}@{item.offset}"
            if isinstance(result, Rejection):
                shown.append((place, result.reason))
            else:
                shown.append((place, result.about.title or "(no title)"))
        texts = [file for file in files if file.format == "text"][:TEXT_FILES]
        looks = tuple(look(file, chosen.limits, pages) for file in texts)
    return Preview(files, tuple(shown), looks)


def _captures(files: Sequence[InputFile], limits: Limits) -> Iterator[Capture]:
    for file in files:
        yield from (item for item in read(file, limits) if not isinstance(item, LedgerRow))
