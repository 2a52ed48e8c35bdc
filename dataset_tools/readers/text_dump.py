"""Read plain-text dumps: one page a file, or many that a grammar cuts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from dataset_tools.dump import DECLARED, InputFile, Limits, Reading, TextGrammar
from dataset_tools.model import Capture, LedgerRow, Rejection
from dataset_tools.readers.charsets import CODECS
from dataset_tools.readers.cutter import Part, cut
from dataset_tools.readers.decode import decode
from dataset_tools.readers.grammar import (
    GUESS_BYTES,
    Guess,
    file_charset,
    guess_grammar,
    measure,
)
from dataset_tools.readers.guard import parse_utc
from dataset_tools.readers.html_files import read_page
from dataset_tools.readers.items import Item, Quarantined
from dataset_tools.readers.tape import Tape, open_raw


def read_text(file: InputFile, limits: Limits) -> Iterator[Item]:
    """Yield the pages of a file; ranges count bytes of the decompressed file and tile it.

    One page a file: blank lines and all belong to it. Many: see `_read_pages`. With "auto" a
    file has many pages only where `guess_grammar` is sure.
    """
    with open_raw(file.path) as raw:
        tape = Tape(raw, file.size)
        tape.joined = True
        if tape.open():
            tape.need(GUESS_BYTES)
            head = bytes(memoryview(tape.data)[:GUESS_BYTES])
            grammar = _grammar(file, head)
            if grammar:
                yield from _read_pages(file, tape, grammar, file_charset(head), limits)
                return
    yield read_page(file, limits, "text")


def _grammar(file: InputFile, head: bytes) -> TextGrammar | None:
    """Return the grammar to cut with; None where the whole file is one page."""
    reading = file.reading
    if reading.pages == "auto":
        guess = None if file.sidecar else guess_grammar(head)  # a sidecar tells of one page
        return guess.grammar if guess and guess.strong else None
    if reading.pages == "one":  # its header lines are read all the same
        headers = reading.grammar.headers
        return TextGrammar(None, headers, None, reading.grammar.ends) if headers else None
    return reading.grammar


def _read_pages(
    file: InputFile, tape: Tape, grammar: TextGrammar, codec: str, limits: Limits
) -> Iterator[Capture | LedgerRow]:
    """Yield a capture for each page, and a row for each part that is none.

    `payload` is the page behind its separator and header lines. A page above `page_bytes` is
    refused. Where the file cannot be decompressed on, the page that was being read is part of
    the damage: its last bytes are not sure, and where it would have ended is not known.
    """
    for part in cut(tape, grammar, codec, limits.page_bytes):
        if part.last and tape.fault:
            reason = "truncated-archive" if tape.fault == "truncated" else "damaged-archive"
            detail = f"the compressed file cannot be read from byte {tape.end} on"
            yield LedgerRow(file.dump, part.start, None, "damage", reason=reason, detail=detail)
        elif part.last and part.separated and part.blank:
            yield LedgerRow(file.dump, part.start, part.length, "skipped", reason="separator")
        elif part.too_large:
            yield LedgerRow(
                file.dump, part.start, part.length, "capture",
                part.fields.get("record_id") or None, part.fields.get("url") or None,
                fate="refused", reason="page-too-large",
                detail=f"more than {limits.page_bytes} bytes",
            )  # fmt: skip
        else:
            yield _capture(file, part, grammar, codec)


def _capture(file: InputFile, part: Part, grammar: TextGrammar, codec: str) -> Capture:
    moment = part.fields.get("captured_at")
    captured_at = parse_utc(moment)
    flags = ["no-header"] if grammar.headers and not part.fields else []
    if moment and captured_at is None:
        flags.append("captured-at-unreadable")
    return Capture(
        dump=file.dump,
        format=file.format,
        offset=part.start,
        length=part.length,
        payload=bytes(part.payload),
        markup="text",
        record_id=part.fields.get("record_id") or None,
        url=part.fields.get("url") or None,
        captured_at=captured_at,
        content_type=f"text/plain; charset={_label(codec)}",
        flags=tuple(flags),
        declared=tuple((n, v) for n, v in part.fields.items() if n in DECLARED and v),
    )


def _label(codec: str) -> str:
    """Return a charset label that `codec_of` reads as this codec ("utf-16le" for utf-16-le)."""
    labels = [label for label, named in CODECS.items() if named == codec]
    plain = [label for label in labels if label.replace("-", "") == codec.replace("-", "")]
    return codec if codec in labels else (plain or labels)[0]


_SHOWN = (Capture, LedgerRow, Quarantined)


@dataclass(frozen=True, slots=True)
class Glance:
    """One page of a text dump, as a person is shown it."""

    place: str  # dump@offset
    url: str | None
    title: str  # the declared title, else the first line with text; or why there is no page
    chars: int  # of the page text


@dataclass(frozen=True, slots=True)
class Look:
    """How a text file is, or could be, cut."""

    dump: str
    guess: Guess
    declared: bool  # the grammar comes from corpus.toml
    used: bool  # whether `build` cuts the file by it
    pages: tuple[Glance, ...]


def look(file: InputFile, limits: Limits, pages: int = 5) -> Look:
    """Say how a text file is cut, with its first pages; a weak guess shows what it would give."""
    with open_raw(file.path) as raw:
        tape = Tape(raw, file.size)
        tape.joined = True
        if tape.open():
            tape.need(GUESS_BYTES)
        head = bytes(memoryview(tape.data)[:GUESS_BYTES])
    declared = file.reading.pages != "auto"
    if declared:
        grammar = _grammar(file, head)
        guess = measure(grammar, head) if grammar else Guess(None, 1, 1.0, "one page a file")
    else:
        guess = guess_grammar(head)
    shown = file
    if guess.grammar and not declared:
        shown = replace(file, reading=Reading(pages="many", grammar=guess.grammar))
    items = islice(read_text(shown, limits), pages)
    glances = tuple(_glance(item, limits) for item in items if isinstance(item, _SHOWN))
    return Look(file.dump, guess, declared, declared or guess.strong, glances)


def _glance(item: Capture | LedgerRow | Quarantined, limits: Limits) -> Glance:
    if isinstance(item, Quarantined):
        item = item.row
    place = f"{item.dump}@{item.offset}"
    if isinstance(item, LedgerRow):
        return Glance(place, item.url, f"({item.fate or item.kind}: {item.reason})", 0)
    page = decode(item, limits)
    if isinstance(page, Rejection):
        return Glance(place, item.url, f"({page.fate}: {page.reason})", 0)
    first = next((line.strip() for line in page.text.splitlines() if line.strip()), "")
    return Glance(place, item.url, dict(item.declared).get("title", first), len(page.text))
