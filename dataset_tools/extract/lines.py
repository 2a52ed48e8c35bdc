"""Lines of a plain-text dump to blocks; lines that were cut at a column are joined again."""

import re
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from itertools import pairwise, repeat
from typing import NamedTuple
from unicodedata import east_asian_width

from dataset_tools.blocks import NO_CONTEXT, Block, Columns, Outline, collapse
from dataset_tools.extract.elements import NUMBERS
from dataset_tools.extract.features import BLOCK, CONTEXT
from dataset_tools.extract.kernel import kernel
from dataset_tools.grammar.folding import squash

# Columns at which text is cut in practice: 72 to 80 in mail and on terminals, to 132 in print.
MIN_WIDTH, MAX_WIDTH = 30, 132
LEAST_CUT = 5  # lines that must look cut
MOST_SHARE, LEAST_SHARE = 0.8, 0.5  # of the long lines that something follows
# Of the lines that look cut: the next begins with a small letter. Fewer are enough where most of
# the long lines look so.
GOING_ON, LEAST_GOING_ON = 0.5, 0.3
EXACT = 0.8  # of them where letters have one case: as long as can be
LEAST_PART = 0.25  # of all characters; a page that was cut holds most of its text in such lines
LONG = 0.6  # of the width; a shorter line ends a paragraph or is a line of a menu
MAX_WORD = 20  # columns of a word of Chinese text, which has no spaces to be cut at
MAX_RECURRING = 200  # characters; a longer line is a paragraph
MAX_LINES = 2_000  # of one page that are counted
_SENTENCE_END = re.compile(r"[。！？；：!?;:…][\"'”’」』）)】]*$")
_WIDE = re.compile(r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]")
_ITEM = re.compile(r"[•·●○■◆▪*-] |\d{1,3}[.、)] ?|[①-⑳【\[]")


_FIELDS = BLOCK.itemsize // 4
_FIELD_AT = {name: number for number, name in enumerate(BLOCK.names or ())}
_CONTEXTS = bytes(CONTEXT.itemsize)  # of no element


class Line(NamedTuple):
    """One line that is not blank: its place without white space around it."""

    start: int
    end: int
    text: str


def text_outline(text: str) -> Outline:
    """Make one block of each line that is not blank; lines end at CR, LF or both.

    Lines that were cut at a column (hard-wrapped text) are one block again.
    """
    longest, columns = _read(text)
    starts, ends = _column(columns, "start"), _column(columns, "end")
    if longest <= MAX_WIDTH and (joined := _joined(text, zip(starts, ends, strict=True))):
        _, columns = _read("\n".join([block.text for block in joined]))
        hints = _column(columns, "hints")
        blocks = [block._replace(hints=hint) for block, hint in zip(joined, hints, strict=True)]
        return Outline(tuple(blocks), columns=columns)
    texts = columns.codes.decode("utf-32-le", "surrogatepass").split("\n")[:-1]
    fields = zip(
        texts, starts, ends, repeat("line"), repeat(()), repeat(text), repeat(()), repeat(0),
        repeat(0), repeat(NO_CONTEXT), repeat(0), repeat(0), _column(columns, "hints"),
    )  # fmt: skip
    made = tuple(map(_new, repeat(Block), fields))
    return Outline(made, columns=columns if texts else None)


def _read(text: str) -> tuple[int, Columns]:
    """Return how many characters the longest line of a text has, and its lines."""
    numbers = (len(text), NUMBERS["line"])
    longest, (rows, codes) = kernel().run("read_lines", [text], numbers, 2)
    return longest, Columns(codes, rows, _CONTEXTS)


def _column(columns: Columns, name: str) -> memoryview:
    """Return one column of the lines of a text."""
    return memoryview(columns.blocks).cast("I")[_FIELD_AT[name] :: _FIELDS]


def line_digest(text: str) -> int:
    """Return 64 bits that stand for one line; its letters and digits count.

    >>> line_digest("Share this!") == line_digest("share this")
    True
    """
    digest = blake2b(squash(text).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def recurring_digests(text: str) -> frozenset[int]:
    """Return the digests of the lines of a dump that may recur on other pages of its site."""
    texts = {block.text for block in text_outline(text).blocks[:MAX_LINES]}
    return frozenset(line_digest(text) for text in texts if 2 <= len(text) <= MAX_RECURRING)


def _joined(text: str, places: Iterable[tuple[int, int]]) -> list[Block]:
    """Return the lines of a text that was cut at a column, joined again; empty where it was not."""
    lines = [Line(start, end, text[start:end]) for start, end in places]
    cut = _cut_lines(text, lines)
    starts = [i for i in range(len(lines)) if i - 1 not in cut]
    parts = pairwise([*starts, len(lines)])
    return [_block(text, lines[start:end]) for start, end in parts] if cut else []


_new = tuple.__new__


def _is_next(text: str, line: Line, after: Line) -> bool:
    """Say whether no blank line stands between two lines."""
    between = text[line.end : after.start]
    return "\f" not in between and between.replace("\r\n", "\n").count("\n") <= 1


def _block(text: str, lines: Sequence[Line]) -> Block:
    first, last = lines[0], lines[-1]
    runs: list[tuple[int, int]] = []
    for line in lines:
        # Scripts without spaces take none where a line was cut; others take the line end as one.
        if runs and not _WIDE.match(line.text) and not _WIDE.match(text, runs[-1][1] - 1):
            runs[-1] = (runs[-1][0], line.end)
        else:
            runs.append((line.start, line.end))
    shown, chunks = collapse(text, runs, entities=False)
    return Block(shown, first.start, last.end, "line", chunks)


def _cut_lines(text: str, lines: Sequence[Line]) -> frozenset[int]:
    """Return the indexes of the lines that go on in the next one, empty where none was cut.

    A cut line is one that the first word of the next line would have made too long. Most long
    lines of a cut text are such lines; of other texts, only some. Headlines and teasers among
    them are long lines, too.
    """
    best: list[int] = []
    if any(len(line.text) > MAX_WIDTH for line in lines):
        return frozenset()
    for measure in (len, columns):
        sizes = _sizes(lines, measure)
        width = max(sizes, default=0)
        if not MIN_WIDTH <= width <= MAX_WIDTH:
            continue
        pairs = list(enumerate(pairwise(lines)))
        long = [i for i, pair in pairs if sizes[i] >= LONG * width and _is_next(text, *pair)]
        full = [i for i in long if _is_full(lines[i], lines[i + 1], sizes[i], width, measure)]
        open_ended = [i for i in full if not _SENTENCE_END.search(lines[i].text)]
        enough = sum(sizes[i] for i in full) >= LEAST_PART * sum(sizes)
        if not enough or len(open_ended) < LEAST_CUT or len(full) < LEAST_SHARE * len(long):
            continue
        firsts = [lines[i + 1].text[0] for i in open_ended]
        exact = sum(sizes[i] >= width - 1 for i in open_ended)
        if _go_on(firsts, exact, most=len(full) >= MOST_SHARE * len(long)):
            best = max(best, full, key=len)
    return frozenset(best)


def _go_on(firsts: Sequence[str], exact: int, *, most: bool) -> bool:
    """Say whether lines that look cut go on, by what the next lines begin with.

    Args:
        exact: how many are as long as can be; it counts where letters have one case.
        most: most of the long lines look cut.
    """
    small = sum(map(str.islower, firsts))
    cased = small + sum(map(str.isupper, firsts))
    if 2 * cased >= len(firsts):
        return small >= (LEAST_GOING_ON if most else GOING_ON) * cased
    return most or exact >= EXACT * len(firsts)


def _sizes(lines: Sequence[Line], measure: Callable[[str], int]) -> list[int]:
    """Return the length of each line; measuring ends at the first that is too long."""
    sizes: list[int] = []
    for line in lines:
        sizes.append(measure(line.text))
        if sizes[-1] > MAX_WIDTH:
            break
    return sizes


def _is_full(line: Line, after: Line, size: int, width: int, measure: Callable[[str], int]) -> bool:
    """Say whether the next line's first word had no room behind a line."""
    if _ITEM.match(after.text):
        return False
    word = measure(after.text[: MAX_WORD * 2].split(maxsplit=1)[0])
    if _WIDE.match(after.text) or _WIDE.match(line.text[-1:]):
        if size >= width - 1:
            return True
        return size + min(word, MAX_WORD) > width and not _SENTENCE_END.search(line.text)
    return size + 1 + word > width


def columns(text: str) -> int:
    """Return the columns that a text takes on a terminal (Unicode TR 11: W and F take two).

    >>> columns("ab"), columns("中文")
    (2, 4)
    """
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
