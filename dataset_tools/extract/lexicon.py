"""The words of a block that the body model knows: how menus, share bars and credits talk."""

import re
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

HEAD_CHARS = 80  # of a longer block only the beginning and the end are read
TAIL_CHARS = 40
_WORD = re.compile(r"[^\W\d_]+|\n")
_WIDE = "\u3040"  # from here on scripts are written without spaces: pairs of characters are read


def known_words(
    texts: tuple[str, ...], vocabulary: dict[str, int]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return (row, word) numbers of the known words of some blocks, in order of the rows.

    >>> rows, words = known_words(("Share this", "x", "分享到"), {"share": 7, "分享": 8})
    >>> rows.tolist(), words.tolist()
    ([0, 2], [7, 8])
    """
    words = _WORD.findall("\n".join(map(_shown, texts)).lower())
    look = vocabulary.get
    numbers = np.asarray([_END if word == "\n" else look(word, _UNKNOWN) for word in words])
    if _WIDE_CHAR.search("".join(words)):
        numbers = np.asarray(list(_with_pairs(words, look)))
    rows = np.cumsum(numbers == _END)
    known = numbers >= 0
    return rows[known], numbers[known]


_UNKNOWN, _END = -1, -2
_WIDE_CHAR = re.compile("[\u3040-\U0010ffff]")


def _with_pairs(words: list[str], look: Callable[[str, int], int]) -> Iterator[int]:
    """Yield the numbers of words, of pairs of characters where scripts have no spaces."""
    for word in words:
        if word == "\n":
            yield _END
        elif word >= _WIDE:
            for at in range(len(word) - 1):
                yield look(word[at : at + 2], _UNKNOWN)
        else:
            yield look(word, _UNKNOWN)


def words_of(text: str) -> list[str]:
    """Return all words of one block as `known_words` would look them up."""
    words: list[str] = []
    for word in _WORD.findall(_shown(text).lower()):
        if word >= _WIDE:
            words += [word[at : at + 2] for at in range(len(word) - 1)]
        else:
            words.append(word)
    return words


def _shown(text: str) -> str:
    if len(text) > HEAD_CHARS + TAIL_CHARS:
        text = f"{text[:HEAD_CHARS]} {text[-TAIL_CHARS:]}"
    return text.replace("\n", " ") if "\n" in text else text
