"""`init`: write a commented corpus.toml, and say what a dump looks like."""

import json
import tempfile
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from dataset_tools.config import Config
from dataset_tools.dump import FORMATS, InputFile, Limits, TextGrammar
from dataset_tools.errors import ConfigError
from dataset_tools.model import LedgerRow, Page
from dataset_tools.readers import read
from dataset_tools.readers.decode import decode
from dataset_tools.readers.inputs import find_inputs
from dataset_tools.readers.text_dump import Look, look

GUESS_CAPTURES = 20  # enough to see the format, little enough to answer at once
GUESS_TEXTS = 20  # text files whose cut into pages is guessed

_LIMITS = {
    "page_bytes": "larger pages are refused, and named in the ledger",
    "inflate_ratio": "a payload that grows more when decompressed is refused",
    "dom_nodes": "tags in one page",
    "dom_depth": "open tags at once; deeper nesting is flattened",
    "line_bytes": "of one line of a JSONL dump",
    "header_bytes": "of the WARC and HTTP headers of one record",
    "archive_members": "of one zip archive",
    "watchdog_s": "seconds; a page that takes longer is quarantined",
}


@dataclass(frozen=True, slots=True)
class Guess:
    """What the first captures of a dump look like."""

    files: tuple[InputFile, ...]
    captures: int  # looked at
    readable: int  # decoded to a page
    charsets: tuple[str, ...]
    texts: tuple[Look, ...] = ()  # the first text files, and how they could be cut into pages

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
        texts = [file for file in files if file.format == "text"][:GUESS_TEXTS]
        looks = tuple(look(file, limits) for file in texts)
    pages = [page for c in captures if isinstance(page := decode(c, limits), Page)]
    charsets = tuple(sorted({page.charset for page in pages}))
    return Guess(files, len(captures), len(pages), charsets, looks)


def toml_lines(grammar: TextGrammar) -> tuple[str, ...]:
    """Return the keys of a [text] table that declare a grammar."""
    lines = ['pages = "many"' if grammar.separator or grammar.starts else 'pages = "one"']
    if grammar.separator:
        lines.append(f"separator = {_quoted(grammar.separator)}")
    if grammar.headers:
        labels = ", ".join(f"{name} = {_quoted(label)}" for name, label in grammar.headers)
        lines.append(f"headers = {{ {labels} }}")
    if grammar.starts:
        lines.append(f"starts = {_quoted(grammar.starts)}")
    if grammar.ends is not None:
        lines.append(f"ends = {_quoted(grammar.ends)}")
    return tuple(lines)


def _quoted(text: str) -> str:
    """Return a TOML string; JSON escapes what TOML escapes, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _text_table(guess: Guess | None) -> str:
    """Return the [text] table: active only where every text file was surely cut by it."""
    looks = guess.texts if guess else ()
    guessed = [one for one in looks if one.guess.grammar]
    if not guessed:
        return """# pages = "auto"                  # guess; "one" page a file; "many", as follows
# separator = "====="             # what a line between two pages begins with; "\\f" form feed
# headers = { url = "URL:", title = "Title:", date = "Date:" }  # lines at the start of a page
# starts = "url"                  # the header line that a page begins with"""
    best = Counter(one.guess.grammar for one in guessed).most_common(1)[0][0]
    one = next(one for one in guessed if one.guess.grammar == best)
    assert best is not None
    sure = all(other.guess.strong and other.guess.grammar == best for other in looks)
    rate = f"match rate {one.guess.match_rate:.2f}"
    if sure:
        head = f"# guessed: {one.guess.why}; {rate}\n"
    elif one.guess.strong:
        head = '# not every text file is cut so; where it fits, pages = "auto" uses it unasked\n'
    else:
        head = f"# an unsure guess, not in use: {one.guess.why}; {rate}\n"
    return head + "\n".join(line if sure else f"# {line}" for line in toml_lines(best))


def template(name: str, guess: Guess | None) -> str:
    """Return a commented corpus.toml."""
    clean = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in name)
    clean = clean.strip("-._") or "corpus"
    default = Config()
    formats = sorted({f.format for f in guess.files} & set(FORMATS)) if guess else []
    single = formats[0] if len(formats) == 1 else "auto"
    found = "".join(f"# {line}\n" for line in guess.lines()) if guess else ""
    values = {name: getattr(default.limits, name) for name in _LIMITS}
    limits = "\n".join(
        f"# {f'{name} = {values[name]}':<31} # {why}" for name, why in _LIMITS.items()
    )
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
format = "{single}"                # auto, {", ".join(FORMATS)}
policy = "cautious"             # cautious, open-only, internal, or a policy file
# outlets = ["outlets"]           # files or folders of outlet terms, beside the built-in ones
# timezone = "Asia/Shanghai"      # of printed times without a zone
# dedup = true                    # merge exact duplicates
# license = "CC-BY-SA-4.0"        # of every page, as you, the operator, state it (e.g. of a wiki)

[text]                            # how a plain-text dump is cut into pages
{_text_table(guess)}

[columns]                         # names in JSONL, CSV and Parquet dumps, where they are not ours
# text = "content"                # one of html, html_base64 and text
# url = "link"                    # record_id, captured_at, content_type, headers, title, date,
#                                 # author and license likewise

[mediawiki]
# namespaces = [0]                # of a wiki, that become records; 0 are the articles

[limits]
{limits}

[splits]
# test = 0.05                     # by a hash of the text; the rest is train

[datasheet]
# purpose = "Why the corpus was made; DATASHEET.md lists the other questions."
"""
