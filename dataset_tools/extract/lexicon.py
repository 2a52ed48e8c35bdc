"""The words of a block that the body model knows: how menus, share bars and credits talk.

The kernel looks them up (kernel/features.c); here they are cut for training.
"""

import re

HEAD_CHARS = 80  # of a longer block only the beginning and the end are read
TAIL_CHARS = 40
_WORD = re.compile(r"[^\W\d_]+")
_WIDE = "\u3040"  # from here on scripts are written without spaces: pairs of characters are read


def words_of(text: str) -> list[str]:
    """Return all words of one block as the kernel would look them up."""
    if len(text) > HEAD_CHARS + TAIL_CHARS:
        text = f"{text[:HEAD_CHARS]} {text[-TAIL_CHARS:]}"
    words: list[str] = []
    for word in _WORD.findall(text.lower()):
        if word >= _WIDE:
            words += [word[at : at + 2] for at in range(len(word) - 1)]
        else:
            words.append(word)
    return words
