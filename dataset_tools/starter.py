"""`init`: write a commented corpus.toml, and say what a dump looks like."""

import tempfile
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from dataset_tools.config import Config
from dataset_tools.dump import InputFile, Limits
from dataset_tools.errors import ConfigError
from dataset_tools.model import LedgerRow, Page
from dataset_tools.readers import read
from dataset_tools.readers.decode import decode
from dataset_tools.readers.inputs import find_inputs

GUESS_CAPTURES = 20  # enough to see the format, little enough to answer at once


@dataclass(frozen=True, slots=True)
class Guess:
    """What the first captures of a dump look like."""

    files: tuple[InputFile, ...]
    captures: int  # looked at
    readable: int  # decoded to a page
    charsets: tuple[str, ...]

    def lines(self) -> tuple[str, ...]:
        """Return the guess as lines for people."""
        formats = ", ".join(sorted({f.format for f in self.files}))
        charsets = ", ".join(self.charsets) or "none"
        return (
            f"{len(self.files)} file(s), {sum(f.size for f in self.files):,} bytes: {formats}",
            f"first {self.captures} captures: {self.readable} readable pages, charset {charsets}",
        )


def init(folder: str | Path = ".", from_dump: str | None = None) -> tuple[Path, Guess | None]:
    """Write FOLDER/corpus.toml; return its path and what was guessed about the dump.

    Raises: ConfigError when corpus.toml exists already (it is never overwritten).
    """
    path = Path(folder) / "corpus.toml"
    if path.exists():
        raise ConfigError("exists already", str(path), "edit it, or name another folder")
    guess = guess_dump(from_dump) if from_dump else None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(template(path.parent.resolve().name, guess), "utf-8", newline="\n")
    return path, guess


def guess_dump(dump: str) -> Guess:
    """Read the first captures of a dump."""
    limits = Limits()
    with tempfile.TemporaryDirectory() as spool:
        files = find_inputs([dump], "auto", Path(spool))
        items = (item for file in files for item in read(file, limits))
        captures = [*islice((i for i in items if not isinstance(i, LedgerRow)), GUESS_CAPTURES)]
    pages = [page for c in captures if isinstance(page := decode(c, limits), Page)]
    charsets = tuple(sorted({page.charset for page in pages}))
    return Guess(files, len(captures), len(pages), charsets)


def template(name: str, guess: Guess | None) -> str:
    """Return a commented corpus.toml."""
    clean = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in name)
    clean = clean.strip("-._") or "corpus"
    default = Config()
    formats = sorted({f.format for f in guess.files}) if guess else []
    single = formats[0] if len(formats) == 1 else "auto"
    found = "".join(f"# {line}\n" for line in guess.lines()) if guess else ""
    return f"""# Configuration of a corpus: `colophon build DUMP... --config corpus.toml --out DIR`
{found}
[corpus]
name = "{clean[:96]}"                # letters, digits, dot, dash, underscore
version = "{default.version}"             # `publish` tags the release with it
# pretty_name = "A title for the dataset card"
# description = "One paragraph: what the pages are, and who gathered them."
# release_date = "2026-01-31"     # no clock is read; absent where you give none
# authors = ["Who made this corpus"]
# compilation_license = "CC0-1.0" # of the compilation and metadata, not of the texts

[build]
format = "{single}"                # auto, warc, wet, html, text, jsonl
policy = "cautious"             # cautious, open-only, internal, or a policy file
# timezone = "Asia/Shanghai"      # of printed times without a zone
# dedup = true                    # merge exact duplicates

[limits]
# page_bytes = {Limits().page_bytes}           # larger pages are refused, and named in the ledger

[splits]
# test = 0.05                     # by a hash of the text; the rest is train

[datasheet]
# purpose = "Why the corpus was made; DATASHEET.md lists the other questions."
"""
