"""The characters of the blocks of a page as one array, for counts over all of them at once."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class Characters(NamedTuple):
    """The texts of n blocks, one line end between each two."""

    codes: npt.NDArray[np.uint32]  # code points
    rows: npt.NDArray[np.int64]  # the block of each; a line end belongs to the one before it
    starts: npt.NDArray[np.int64]  # n: where each text begins
    sizes: npt.NDArray[np.int64]  # n: how many characters it has


BASIC_PLANE = "".join(map(chr, range(0x10000)))
RARE_HAN = 0x20000  # where the planes of Han characters above the basic one begin


def _alphanumeric() -> npt.NDArray[np.bool_]:
    """Return which code points of the basic plane are letters or digits."""
    table = np.zeros(len(BASIC_PLANE), np.bool_)
    for run in re.finditer(r"[^\W_]+", BASIC_PLANE):
        table[slice(*run.span())] = True
    return table


_ALPHANUMERIC = _alphanumeric()


def letter_counts(chars: Characters) -> list[int]:
    """Return how many letters and digits each text has."""
    found = _ALPHANUMERIC.take(chars.codes, mode="clip") | (chars.codes >= RARE_HAN)
    counts = np.bincount(chars.rows[found], minlength=len(chars.sizes))
    numbers: list[int] = counts.tolist()
    return numbers


def characters(texts: Sequence[str]) -> Characters:
    """Return the characters of some texts (at least one)."""
    codes = np.frombuffer("\n".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    rows = np.repeat(np.arange(len(texts)), sizes + 1)[: len(codes)]
    return Characters(codes, rows, np.cumsum(sizes + 1) - sizes - 1, sizes)
