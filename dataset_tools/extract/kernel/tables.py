"""What the kernel is told once: tables of characters, character references, elements and words."""

import math
from collections.abc import Iterator
from html.entities import html5
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from dataset_tools.extract.characters import LOWER, TRAITS
from dataset_tools.extract.elements import ELEMENTS, NAMES
from dataset_tools.extract.names import WORD_GROUPS
from dataset_tools.grammar.hints import HINTS, INSIDE

NOISE = 12  # blocks with a lower score are not main text, however many they are
UNDECIDED = 50  # of 100
# Log odds at which the score goes from 0 to 1, from 1 to 2, ... 99 to 100, to four places.
STEPS = np.asarray([round(float(np.log(n / (100.0 - n))), 4) for n in np.arange(0.5, 100.0)])
QUANTUM = 64  # steps of a feature between 0 and 1; features are whole numbers of them

# QUANTUM/8 steps for each doubling; a table, so that no library's logarithm decides.
LOGARITHMS = [round(QUANTUM / 8 * math.log2(1 + n)) for n in range(8192)]
# Tags that the body model tells apart.
TAGS = (
    "p li td h1 h2 h3 h4 h5 h6 div line span dd dt th figcaption blockquote pre article section"
    " main body header footer nav aside form a summary caption label center ul ol address option"
).split()  # fmt: skip

Table = tuple[str, list[bytes], tuple[int, ...]]  # the function that takes it, arrays, numbers


def tables() -> Iterator[Table]:
    """Yield all tables."""
    yield "set_characters", [TRAITS.tobytes(), LOWER.tobytes()], ()
    names, places = _joined(list(html5))
    points = [[*map(ord, value), 0][:2] for value in html5.values()]
    entities = np.column_stack((places, np.asarray(points, np.uint32)))
    yield "set_entities", [names, entities.tobytes()], (len(html5),)
    names, places = _joined(list(NAMES))
    elements = np.empty(len(NAMES), [("is", "u1", 8), ("name", "<u4", 2)])
    elements["is"], elements["name"] = ELEMENTS, places
    yield "set_elements", [names, elements.tobytes()], (len(NAMES),)
    words = "".join(f"{word}\0" for word in WORD_GROUPS).encode()
    groups = np.asarray(list(WORD_GROUPS.values()), np.uint64)
    yield "set_words", [words, groups.tobytes()], (len(words),)
    hints = [
        (word if bits & INSIDE else word.replace(" ", ""), bits)
        for bits, words_ in HINTS.items()
        for word in words_
    ]
    codes = "".join(f"{word}\n" for word, _ in hints).encode("utf-32-le")
    bits = np.asarray([bits for _, bits in hints], np.uint32)
    yield "set_hints", [codes, bits.tobytes()], (len(codes) // 4,)
    tags = bytes(TAGS.index(name) if name in TAGS else len(TAGS) for name in NAMES)
    yield "set_scores", [STEPS.tobytes()], (NOISE, UNDECIDED)
    yield "set_features", [np.asarray(LOGARITHMS, np.int16).tobytes(), tags], ()


def _joined(names: list[str]) -> tuple[bytes, npt.NDArray[np.uint32]]:
    """Return the names in one, and where each stands in it: start and length."""
    lengths = [len(name) for name in names]
    starts = list(accumulate(lengths, initial=0))[:-1]
    return "".join(names).encode(), np.asarray([starts, lengths], np.uint32).T
