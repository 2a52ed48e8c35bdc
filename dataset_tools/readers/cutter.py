"""Cut the lines of a text dump into pages by a declared grammar; nothing is guessed here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dataset_tools.dump import TextGrammar
from dataset_tools.readers.sniff import BOMS
from dataset_tools.readers.tape import Tape

_PIECE = 2**16  # bytes of a line that are looked at together; a longer line comes in pieces
_HEADER_BYTES = 4096  # a longer line is no header line
_HEADER_LINES = 64  # lines within which the `ends` line must come
_HELD_LINES = 8  # between a separator and the header line that makes it count
BLANKS = b" \t\r\n\f\0"  # in UTF-16 too
_NUMBER = "[0-9０-９〇零一二三四五六七八九十百千]{1,12}"
_NAMED = re.compile(r"[^\s:：][^:：\n]{0,60}[:：]")
URL_LINE = re.compile(r"https?://[^\s<>\"]{3,4000}", re.ASCII)


@dataclass(slots=True)
class Part:
    """A page of the dump while it is read, and what was found at its start."""

    start: int  # byte of the decompressed file
    separated: bool = False  # whether it begins with a separator
    length: int = 0  # bytes, separator and header lines included; set when the page is closed
    payload: bytearray = field(default_factory=bytearray)
    fields: dict[str, str] = field(default_factory=dict)  # header lines: name and value
    too_large: bool = False  # the payload was given up
    last: bool = False  # the file ends with it, or cannot be read on
    in_head: bool = False
    lines: int = 0  # of the head

    @property
    def blank(self) -> bool:
        """Whether it has neither header lines nor text."""
        return not self.fields and not self.too_large and not self.payload.strip(BLANKS)


class _Rules:
    """A grammar made ready for the lines of one file."""

    def __init__(self, grammar: TextGrammar, codec: str) -> None:
        self.codec = codec
        self.labels = sorted(grammar.headers, key=lambda pair: -len(pair[1]))
        self.label_of = dict(grammar.headers)
        self.feeds = grammar.separator == "\f"
        self.start = grammar.starts
        self.ends = grammar.ends
        label = self.label_of.get(grammar.starts or "")
        self._label = None if label is None else self._bytes(label or "http")
        first, *more = (grammar.separator or "").split("{n}")
        self._separator = self._bytes(first) if grammar.separator else None
        rest = [re.escape(part) for part in (first, *more)]
        self._number = re.compile(_NUMBER.join(rest)) if more else None
        # Only lines that begin so can begin a page.
        self.marks = tuple(m for m in (self._separator, self._label) if m is not None)

    def _bytes(self, text: str) -> bytes | None:
        try:
            return text.encode(self.codec)
        except UnicodeEncodeError:  # no line of this charset can hold it
            return None

    def text(self, line: bytes) -> str:
        return line.decode(self.codec, "replace").strip("\r\n")

    def separates(self, line: bytes) -> bool:
        """Whether a line begins with the separator."""
        if self._separator is None or not line.startswith(self._separator):
            return False
        return self._number is None or bool(self._number.match(self.text(line)))

    def begins(self, line: bytes) -> bool:
        """Whether a line is the header line with which a page begins."""
        label = self.label_of.get(self.start or "")
        if label is None or self._label is None or not line.startswith(self._label):
            return False
        return self._value(self.start or "", label, self.text(line)) is not None

    def header(self, line: bytes) -> tuple[str, str] | None:
        """Read a header line as (name, value)."""
        text = self.text(line)
        for name, label in self.labels:
            if (value := self._value(name, label, text)) is not None:
                return name, value
        return None

    def _value(self, name: str, label: str, text: str) -> str | None:
        if not label:
            text = text.strip()
            return text if name == "url" and URL_LINE.fullmatch(text) else None
        if not text.startswith(label):
            return None
        value = text[len(label) :].strip()
        if name == "url":
            return value.split(maxsplit=1)[0] if value else ""
        if not any(c.isalnum() for c in label):  # "===== A title =====": a rule on both sides
            value = value.removesuffix(label.strip()).rstrip()
        return value

    def passes(self, line: bytes) -> bool:
        """Whether a line before the closing one looks like a header line of another name."""
        return bool(_NAMED.match(self.text(line)))


def cut(tape: Tape, grammar: TextGrammar, codec: str, limit: int) -> Iterator[Part]:
    """Yield the pages of an open tape; their byte ranges tile the file, and the last says so.

    A separator belongs to the page that follows it; blank lines before the first page belong to
    that page. `limit`: bytes of one payload; a longer one is given up, and reading goes on.
    Memory: `limit` and one piece of the tape.
    """
    rules = _Rules(grammar, codec)
    part = Part(0, in_head=bool(rules.labels))
    held: list[tuple[int, bytes]] = []  # a separator, and blank lines, that may begin a page
    fed = False  # the line before was a form feed: the blank rest of its line belongs to it
    for at, line, fresh in _lines(tape, codec, feeds=rules.feeds):
        if not fresh or not (part.in_head or held or fed or line.startswith(rules.marks)):
            _add(part, rules, line, limit, fresh=fresh)
            continue
        separates = rules.separates(line)
        blank = not separates and len(line) <= _HEADER_BYTES and not rules.text(line).strip()
        if (fed and blank) or _closes(part, rules, line, blank=blank):
            fed = False
            continue
        begins = not separates and rules.begins(line)
        if separates and rules.start:
            _flush(part, rules, held, limit)
            held.append((at, line))
            continue
        if held and blank and len(held) < _HELD_LINES:
            held.append((at, line))
            continue
        if separates or (begins and (held or not grammar.separator)):
            fresh_part = Part(held[0][0] if held else at, separates or bool(held))
            fresh_part.in_head = bool(rules.labels)
            if part.blank and not part.separated:
                fresh_part.start = part.start
            else:
                yield _close(part, fresh_part.start)
            part = fresh_part
            held.clear()
        _flush(part, rules, held, limit)
        fed = separates and rules.feeds
        if not separates:
            _add(part, rules, line, limit, fresh=True)
    if held and not tape.fault:
        yield _close(part, held[0][0])
        part = Part(held[0][0], separated=True)
    else:
        _flush(part, rules, held, limit)
    part.last = True
    yield _close(part, tape.position)


def _close(part: Part, end: int) -> Part:
    part.length = end - part.start
    return part


def _closes(part: Part, rules: _Rules, line: bytes, *, blank: bool) -> bool:
    """Take the line that closes the header lines of a page."""
    if not part.in_head or rules.ends is None or not part.fields:
        return False
    if not (rules.text(line).startswith(rules.ends) if rules.ends else blank):
        return False
    part.payload.clear()
    part.in_head = False
    return True


def _flush(part: Part, rules: _Rules, held: list[tuple[int, bytes]], limit: int) -> None:
    """Give the page the lines that turned out to begin no other."""
    for _, line in held:
        _add(part, rules, line, limit, fresh=True)
    held.clear()


def _add(part: Part, rules: _Rules, line: bytes, limit: int, *, fresh: bool) -> None:
    """Add a line to a page: a header line to its fields, any other to its payload."""
    if part.in_head:
        part.lines += 1
        found = rules.header(line) if fresh and len(line) <= _HEADER_BYTES else None
        if found and found[0] not in part.fields:
            part.fields[found[0]] = found[1]
            part.payload.clear()
            return
        passed = rules.ends is not None and part.lines <= _HEADER_LINES and rules.passes(line)
        part.in_head = not rules.text(line).strip() or (fresh and passed)
    if not part.too_large:
        part.payload += line
        if len(part.payload) > limit:
            part.payload = bytearray()
            part.too_large, part.in_head = True, False


def _lines(tape: Tape, codec: str, *, feeds: bool) -> Iterator[tuple[int, bytes, bool]]:
    """Yield (place, bytes, whether a line begins there) to the end of the tape or its fault.

    A byte-order mark is passed over. With `feeds` a form feed comes alone, and a line begins
    behind it. A line of 64 KiB and more comes in pieces.
    """
    _pass_mark(tape, codec)
    unit = 2 if codec.startswith("utf-16") else 1
    newline, feed = "\n".encode(codec), "\f".encode(codec) if feeds else None
    fresh, more = True, True
    while more:
        more = tape.fill()
        taken = 0
        block = bytes(memoryview(tape.data)[: len(tape.data) // unit * unit])
        for line in _split(block, codec if unit == 2 else "", feeds=feeds):
            whole = line.endswith(newline) or line == feed
            # The end of what was read is the end of a line only where the file ends.
            if more and not whole and taken + len(line) == len(block) and len(line) < _PIECE:
                break
            yield tape.position + taken, line, fresh or line == feed
            taken += len(line)
            fresh = whole
        if not more and len(tape.data) > taken:  # half a character of UTF-16
            yield tape.position + taken, bytes(tape.data[taken:]), fresh
            taken = len(tape.data)
        tape.drop(taken)


def _split(block: bytes, wide: str, *, feeds: bool) -> Iterator[bytes]:
    """Split after line ends, and around form feeds; `wide` names the codec of UTF-16."""
    pattern = r"\f|[^\n\f]*\n|[^\n\f]+" if feeds else r"[^\n]*\n|[^\n]+"
    if wide:
        text = block.decode(wide, "surrogatepass")
        for found in re.finditer(pattern, text):
            yield found[0].encode(wide, "surrogatepass")
    else:
        for match in re.finditer(pattern.encode(), block):
            yield match[0]


def _pass_mark(tape: Tape, codec: str) -> None:
    tape.need(3)
    for mark, marked in BOMS:
        if marked == codec and tape.data.startswith(mark):
            tape.drop(len(mark))
