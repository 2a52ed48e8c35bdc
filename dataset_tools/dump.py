"""What is read, and how: input files, limits on them, and what a user declares about a dump."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

# The formats that a user may name.
FORMATS = (
    "warc", "wet", "wacz", "html", "mhtml", "text", "jsonl", "parquet", "dataset", "mediawiki",
)  # fmt: skip
# What a dump may say of a page beside the page itself (a wiki's title element, a column, a
# header line); it is evidence of source "dump:NAME".
DECLARED = ("title", "date", "author", "license")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on hostile input; all but the last are counts, so output never depends on load."""

    page_bytes: int = 32 * 2**20  # decoded payload of one page
    inflate_ratio: int = 1000  # decompressed ÷ compressed bytes of one payload
    dom_nodes: int = 1_000_000  # tags in one page
    dom_depth: int = 2_000  # open tags at once; deeper nesting is flattened
    line_bytes: int = 64 * 2**20  # one line of a JSONL dump
    header_bytes: int = 1 * 2**20  # WARC and HTTP header block of one WARC record
    archive_members: int = 100_000  # members of one zip archive
    # The safety net: a page that takes longer is quarantined, and the release says that it is
    # not reproducible.
    watchdog_s: int = 300


@dataclass(frozen=True, slots=True)
class TextGrammar:
    """How a text dump of many pages is cut into pages; patterns are literal, never regexes.

    `separator`: a line that begins with it stands between two pages; "\f" is a form feed
    anywhere, and "{n}" in it stands for a number. `headers`: (name, label) of lines at the start
    of a page; a name is "url", "captured_at", "record_id" or one of DECLARED; the label ends
    before the value ("URL:"), and an empty label of "url" stands for a line that is a URL.
    `starts`: the name whose header line starts a page; with a separator, only a separator that
    such a line follows counts. `ends`: what a line begins with that closes the header lines (""
    is a blank line); "Name: value" lines before it are then passed over. Without it the first
    line that is no header line closes them.
    """

    separator: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    starts: str | None = None
    ends: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a user declares about a dump; defaults where corpus.toml is silent."""

    # (our name, their name) of JSONL keys and columns; unnamed ones are called as ours.
    columns: tuple[tuple[str, str], ...] = ()
    pages: str = "auto"  # of a text dump: "auto" (guess), "one" a file, or "many" by `grammar`
    grammar: TextGrammar = TextGrammar()
    namespaces: tuple[int, ...] = (0,)  # of a wiki, that become records
    license: str | None = (
        None  # of all pages, as the operator states it (SPDX); evidence "operator"
    )

    def column(self, name: str) -> str:
        """Return their name of our column."""
        return dict(self.columns).get(name, name)


def reading_of(stated: Any) -> Reading:
    """Return the reading that a manifest states, the default for what is no such thing there."""
    try:
        grammar = stated["grammar"]
        return Reading(
            columns=tuple((str(ours), str(theirs)) for ours, theirs in stated["columns"]),
            pages=str(stated["pages"]),
            grammar=TextGrammar(
                grammar["separator"],
                tuple((str(name), str(label)) for name, label in grammar["headers"]),
                grammar["starts"],
                grammar["ends"],
            ),
            namespaces=tuple(int(number) for number in stated["namespaces"]),
            license=stated["license"],
        )
    except (KeyError, TypeError, ValueError):
        return Reading()


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What an index.jsonl beside saved pages says of one of them."""

    url: str | None = None
    captured_at: datetime | None = None  # aware, UTC
    headers: tuple[tuple[str, str], ...] = ()  # names in lower case


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file to read. `dump` is its name in the release: relative, "/"-separated.

    A range [start, stop) reads the WARC records, lines or row groups that start in it.
    """

    path: Path
    dump: str
    format: str  # a key of readers.READERS
    size: int  # bytes
    reading: Reading = field(default_factory=Reading)
    sidecar: Sidecar | None = None
    start: int = 0
    stop: int | None = None  # None: to the end
    guess: bool = False  # whether `start` may stand inside a record, which is then passed over
