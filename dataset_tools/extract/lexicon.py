"""The words of a block that the body model knows: how menus, share bars and credits talk.

All words of a page are cut and looked up at once, by their hashes.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dataset_tools.extract.characters import BASIC_PLANE, RARE_HAN, Characters

Places = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

HEAD_CHARS = 80  # of a longer block only the beginning and the end are read
TAIL_CHARS = 40
_WORD = re.compile(r"[^\W\d_]+")
_WIDE = "\u3040"  # from here on scripts are written without spaces: pairs of characters are read

# The hash of a word is its code points as digits of a number in this base, modulo 2^64 (Karp and
# Rabin 1987). It is odd, so that one can divide by its powers.
_BASE = 0x9E3779B97F4A7C15
_POWERS = 15  # bits of the least number of powers that is computed
_SIEVE_BITS = 18  # of a hash that are looked up before the rest


def _lower_letters() -> npt.NDArray[np.uint32]:
    """Return the lower case of each letter of the basic plane, 0 for all other code points."""
    # The one letter whose lower case is longer (Unicode, SpecialCasing.txt).
    lower = BASIC_PLANE.replace("İ", "i").lower()
    table = np.zeros(len(BASIC_PLANE), np.uint32)
    for run in _WORD.finditer(BASIC_PLANE):
        codes = lower[slice(*run.span())].encode("utf-32-le", "surrogatepass")
        table[slice(*run.span())] = np.frombuffer(codes, np.uint32)
    return table


_LOWER = _lower_letters()
_PAST_HAN = 0x33480  # where the last block of rare Han characters ends


class Lexicon(NamedTuple):
    """Known words by their hashes."""

    hashes: Hashes  # ascending
    numbers: Places  # of the words with these hashes
    sieve: npt.NDArray[np.bool_]  # which first bits of a hash belong to a word


def make_lexicon(words: Iterable[str]) -> Lexicon:
    """Return the lexicon of some words in lower case, numbered in their order."""
    hashes = np.asarray([_hash(word) for word in words], np.uint64)
    sieve = np.zeros(1 << _SIEVE_BITS, np.bool_)
    sieve[_first_bits(hashes)] = True
    order = hashes.argsort()
    return Lexicon(hashes[order], order, sieve)


def known_words(chars: Characters, lexicon: Lexicon) -> tuple[Places, Places]:
    """Return (row, word) numbers of the known words of some blocks, in order.

    >>> from dataset_tools.extract.characters import characters
    >>> chars = characters(("Share this", "x", "分享到"))
    >>> rows, words = known_words(chars, make_lexicon(["分享", "share"]))
    >>> rows.tolist(), words.tolist()
    ([0, 2], [1, 0])
    """
    letters, rows = _shown(chars)
    flags = np.zeros(len(letters) + 2, np.int8)
    flags[1:-1] = letters > 0
    edges = np.diff(flags)
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    powers, inverses = _powers(1 << max(_POWERS, len(letters).bit_length()))
    sums = np.zeros(len(letters) + 1, np.uint64)
    np.cumsum(letters * powers[: len(letters)], out=sums[1:])
    hashes = (sums[ends] - sums[starts]) * inverses[starts]
    places = starts
    wide = letters[starts] >= ord(_WIDE)
    if wide.any():
        level = np.zeros(len(letters) + 1, np.int8)
        level[starts[wide]] = 1
        level[ends[wide]] = -1
        inside = level.cumsum(dtype=np.int8)[:-1]
        pairs = np.flatnonzero(inside[:-1] & inside[1:])
        hashes = np.append(hashes[~wide], letters[pairs] + letters[pairs + 1] * powers[1])
        places = np.append(starts[~wide], pairs)
        order = places.argsort(kind="stable")
        hashes, places = hashes[order], places[order]
    maybe = np.flatnonzero(lexicon.sieve[_first_bits(hashes)])
    hashes = hashes[maybe]
    at = lexicon.hashes.searchsorted(hashes)
    known = np.flatnonzero(lexicon.hashes.take(at, mode="clip") == hashes)
    return rows[places[maybe[known]]], lexicon.numbers[at[known]]


def _shown(chars: Characters) -> tuple[Hashes, Places]:
    """Return the letters of the beginnings and ends of the blocks, in lower case, and their rows.

    What is no letter is 0; one such stands between beginning and end, and behind each block.
    """
    sizes = chars.sizes
    long = sizes > HEAD_CHARS + TAIL_CHARS
    heads = np.where(long, HEAD_CHARS, sizes) + 1
    tails = np.where(long, TAIL_CHARS + 1, 0)
    tails[-1] -= long[-1]  # no line end stands behind the last block
    heads[-1] -= not long[-1]
    begins = np.column_stack((chars.starts, chars.starts + sizes - TAIL_CHARS)).ravel()
    lengths = np.column_stack((heads, tails)).ravel()
    ends = lengths.cumsum()
    shown = np.arange(ends[-1]) + np.repeat(begins - ends + lengths, lengths)
    codes = chars.codes[shown]
    letters = _LOWER.take(codes, mode="clip").astype(np.uint64)
    if codes.max() >= len(_LOWER):
        rare = (codes >= RARE_HAN) & (codes < _PAST_HAN)
        letters[rare] = codes[rare]
    letters[ends[::2][long] - 1] = 0
    return letters, np.repeat(np.arange(len(sizes)), heads + tails)


@lru_cache(maxsize=1)  # nearly all pages need the same number of them
def _powers(count: int) -> tuple[Hashes, Hashes]:
    """Return the first powers of the base, and of its inverse."""
    bases = np.asarray([[_BASE], [pow(_BASE, -1, 1 << 64)]], np.uint64)
    table = np.repeat(bases, count, axis=1)
    table[:, 0] = 1
    powers, inverses = np.cumprod(table, axis=1, dtype=np.uint64)
    return powers, inverses


def _hash(word: str) -> int:
    value = 0
    for char in reversed(word):
        value = (value * _BASE + ord(char)) % (1 << 64)
    return value


def _first_bits(hashes: Hashes) -> Hashes:
    return hashes >> np.uint64(64 - _SIEVE_BITS)


def words_of(text: str) -> list[str]:
    """Return all words of one block as `known_words` would look them up."""
    if len(text) > HEAD_CHARS + TAIL_CHARS:
        text = f"{text[:HEAD_CHARS]} {text[-TAIL_CHARS:]}"
    words: list[str] = []
    for word in _WORD.findall(text.lower()):
        if word >= _WIDE:
            words += [word[at : at + 2] for at in range(len(word) - 1)]
        else:
            words.append(word)
    return words
