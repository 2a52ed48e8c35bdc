"""A copy of a text that patterns can match, with the way back to the text's own offsets."""

import re
from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from dataset_tools.blocks import Outline

_WIDTH = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},  # full-width ASCII
    **str.maketrans("“”「」『』＂｜丨︱　\xa0﹕", '"""""""|||  :'),
}
_CJK = r"\u3001-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff65“”"
_GAPS = " \u3000\xa0"
_GAP = re.compile(rf"(?<=[{_CJK}])[{_GAPS}]+(?=[{_CJK}])")
_HAN = re.compile(rf"[{_CJK}]")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is width-folded, without spaces between CJK characters.

    `gaps` are (place in `text`, characters removed before it in all), ascending; `breaks` are
    the places where the removed space stood between words of two or more characters.
    """

    text: str
    gaps: tuple[tuple[int, int], ...]
    breaks: tuple[int, ...]

    def original(self, offset: int) -> int:
        """Return the offset in the unfolded text of the character at `offset`."""
        at = bisect_left(self.gaps, offset + 1, key=lambda gap: gap[0]) - 1
        return offset + (self.gaps[at][1] if at >= 0 else 0)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the unfolded text of ``text[start:end]`` (end > start)."""
        return self.original(start), self.original(end - 1) + 1


def fold(text: str) -> Folded:
    """Fold the width of a text and remove spaces between CJK characters.

    >>> fold("版 权 所 有：某 某").text
    '版权所有:某某'
    """
    if text.isascii():  # as are most lines of half the pages
        return Folded(text, (), ())
    pieces: list[str] = []
    gaps: list[tuple[int, int]] = []
    breaks: list[int] = []
    kept = removed = position = 0
    for gap in _GAP.finditer(text) if any(map(text.__contains__, _GAPS)) else ():
        piece = text[position : gap.start()]
        pieces.append(piece)
        kept += len(piece)
        removed += len(gap.group())
        position = gap.end()
        gaps.append((kept, removed))
        if not (_single(text, gap.start(), -1) and _single(text, gap.end() - 1, 1)):
            breaks.append(kept)
    pieces.append(text[position:])
    return Folded("".join(pieces).translate(_WIDTH), tuple(gaps), tuple(breaks))


def _single(text: str, at: int, step: int) -> bool:
    """Say whether the word before (-1) or after (1) a gap is one character long."""
    far = at - 2 if step < 0 else at + 2
    return not (0 <= far < len(text) and _HAN.match(text[far]))


_LETTERS = re.compile(r"[^\W_]+")
MAX_LINE = 1_000  # characters; a longer line is no headline, whatever is glued to it
MOST_FOLDED = 3  # characters that case folding makes of one (Unicode, SpecialCasing.txt)
_REMEMBERED = 300  # characters; the lines of a page are compared again and again


def squash(text: str) -> str:
    """Return the letters and digits of `text`, case folded, for comparing lines.

    >>> squash("The Piers – at Dawn!")
    'thepiersatdawn'
    """
    return _squashed(text) if len(text) <= _REMEMBERED else _squashed.__wrapped__(text)


class _FirstLetters(dict[str, str]):
    """The letter or digit with which a character begins when its case is folded; "" for none."""

    def __missing__(self, char: str) -> str:
        if len(self) >= _MOST_LETTERS:
            self.clear()
        folded = char.casefold()
        self[char] = folded[:1] if folded.isalnum() else ""
        return self[char]


_MOST_LETTERS = 1 << 14  # characters that are remembered
_first_letters = _FirstLetters()


def lines_opening_with(
    outline: Outline, names: Collection[str], longest: int = MAX_LINE
) -> list[int]:
    """Return the blocks that may begin with one of some squashed names, in order.

    Most lines of a page are told apart by their length and their first character.

    Args:
        names: one at least.
        longest: characters that a line has at most.
    """
    texts = outline.texts
    letters = outline.once("letters", lambda: [_first_letters[text[:1]] for text in texts])
    shortest, starts = min(map(len, names)) // MOST_FOLDED, {"", *(name[:1] for name in names)}
    near = [i for i, letter in enumerate(letters) if letter in starts]
    return [i for i in near if shortest <= len(texts[i]) <= longest]


@lru_cache(maxsize=4_096)
def _squashed(text: str) -> str:
    if text.isascii():  # the same as below, in a quarter of the time
        return text.encode().translate(_ASCII_LOWER, _ASCII_MARKS).decode()
    return "".join(_LETTERS.findall(text)).casefold()


_ASCII_LOWER = bytes(range(128)).lower() + bytes(128)
_ASCII_MARKS = bytes(code for code in range(128) if not chr(code).isalnum())
