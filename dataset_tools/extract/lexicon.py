"""The words of a block that the body model knows: how menus, share bars and credits talk."""

import re

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
    look = vocabulary.get
    rows: list[int] = []
    found: list[int] = []
    row = 0
    for word in _WORD.findall("\n".join(map(_shown, texts)).lower()):
        if word == "\n":
            row += 1
        elif word >= _WIDE:
            for at in range(len(word) - 1):
                if (number := look(word[at : at + 2])) is not None:
                    rows.append(row)
                    found.append(number)
        elif (number := look(word)) is not None:
            rows.append(row)
            found.append(number)
    return np.asarray(rows, np.int64), np.asarray(found, np.int64)


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
