"""What the body model sees of a page: a row of numbers a block.

Everything is a count, a flag or a logarithm of a count, in fixed steps, so that the same page
gives the same numbers on every machine (`QUANTUM`).
"""

import math
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dataset_tools.blocks import Context, Outline
from dataset_tools.extract.characters import Characters
from dataset_tools.extract.names import REGIONS, WORDS

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

QUANTUM = 64  # steps of a feature between 0 and 1; features are whole numbers of them

TAGS = (
    "p li td h1 h2 h3 h4 h5 h6 div line span dd dt th figcaption blockquote pre article section"
    " main body header footer nav aside form a summary caption label center ul ol address option"
).split()  # fmt: skip
_TAG_CODES = {name: code for code, name in enumerate(TAGS)}
_REGION_CODES = {name: code for code, name in enumerate(("", *REGIONS))}

# Classes of characters; each code point is in one.
(
    _OTHER, _SPACE, _LOWER, _UPPER, _DIGIT, _HAN, _KANA, _COMMA, _STOP, _MARK, _COLON, _QUOTE,
    _BRACKET, _BAR, _SYMBOL,
) = range(15)  # fmt: skip
_CLASSES = 15


def _character_classes() -> npt.NDArray[np.uint8]:
    """Return the class of each code point of the basic plane."""
    table = np.zeros(0x10000, np.uint8)
    for code in range(0x3000):
        char = chr(code)
        if char.isspace():
            table[code] = _SPACE
        elif char.isupper():
            table[code] = _UPPER
        elif char.isalpha():
            table[code] = _LOWER
        elif char.isdigit():
            table[code] = _DIGIT
        else:
            table[code] = _SYMBOL
    table[0x3000] = _SPACE
    table[0x3040:0x3100] = table[0x31F0:0x3200] = _KANA
    table[0xAC00:0xD7B0] = table[0x1100:0x1200] = _LOWER  # Hangul has spaces between words
    for first, last in ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00)):
        table[first:last] = _HAN
    for chars, code in (
        (",，、;；،", _COMMA), (".。!！?？…‥؟।", _STOP), ("-–—~～*#_+=@&%", _MARK), (":：", _COLON),
        ("\"'“”‘’„«»‹›「」『』", _QUOTE), ("()（）[]【】〔〕{}《》〈〉<>", _BRACKET),
        ("|｜丨·•/\\›»>→▶■◆●▪", _BAR), ("©®™$€£¥", _SYMBOL),
    ):  # fmt: skip
        for char in chars:
            table[ord(char)] = code
    return table


_CLASS = _character_classes()


class Features(NamedTuple):
    """The features of n blocks, in whole numbers.

    Most of a row is zero: which one of several it is, and what blocks of one context share, is
    told by place.
    """

    counts: Numbers  # n x COUNTS: logarithms, parts of a whole, flags; at most 104
    choices: tuple[Places, ...]  # of n features each that are QUANTUM; those beside them are 0
    contexts: Numbers  # contexts x rest: regions and names around the blocks of each, 0 or QUANTUM
    places: Places  # n: the context of each block

    def rows(self) -> Numbers:
        """Return the whole row of each block."""
        rows = np.zeros((len(self.counts), FEATURES))
        rows[:, :COUNTS] = self.counts
        for chosen in self.choices:
            rows[np.arange(len(rows)), chosen] = QUANTUM
        rows[:, NAMED:] = self.contexts[self.places]
        return rows


def block_features(outline: Outline, chars: Characters, title: str = "") -> Features:
    """Return the features of a page with blocks.

    Args:
        chars: the characters of the texts of the blocks.
        title: the headline as far as it is known; that of the head of the page is known anyway.
    """
    blocks = outline.blocks
    count = len(blocks)
    texts, _, _, tags, _, _, _, links, depths, contexts, elements, parents = zip(
        *blocks, strict=True
    )
    around, places = _contexts(contexts)
    sizes = chars.sizes.astype(np.float64)
    kinds, first, last = _kinds(chars)
    han = kinds[:, _HAN] + kinds[:, _KANA]
    spaces, stops, commas = kinds[:, _SPACE], kinds[:, _STOP], kinds[:, _COMMA]
    # As the field counts tokens: a Han character or a run of other letters.
    words = han + np.where(han * 2 > sizes, 0, spaces + 1)
    letters = han + kinds[:, _LOWER] + kinds[:, _UPPER]
    linked = np.asarray(links, np.float64)
    free = words - np.floor(words * linked / sizes)
    hidden = np.asarray([context.hidden for context in around], np.float64)[places]
    again = _copies(texts)
    named = _title_places(texts, tags, "\n".join([title, *_titles(outline)]))
    seen = named != NO_TITLE

    element, parent = np.asarray(elements), np.asarray(parents)
    same_element = element[1:] == element[:-1]
    same_parent = parent[1:] == parent[:-1]
    prose = free * (stops + commas > 0) * (1 - hidden)
    of_parent, in_parent = _grouped(parent, prose)
    of_element, in_element = _grouped(element, prose)
    total = max(1.0, prose.sum())
    everything = np.ones(count)
    order = np.arange(count, dtype=np.float64)

    logs = [
        words, sizes, free, linked, stops, commas, kinds[:, _COLON], kinds[:, _QUOTE],
        kinds[:, _BRACKET], kinds[:, _DIGIT], depths, order,
        count - 1 - order, of_parent, in_parent, of_element, in_element, everything * total,
        everything * count, np.where(seen, np.abs(named), 0),
    ]  # fmt: skip
    parts = [
        linked, kinds[:, _UPPER], kinds[:, _DIGIT], han, letters, stops * 8, commas * 8,
        kinds[:, _BAR] * 8, kinds[:, _MARK] * 8, kinds[:, _SYMBOL] * 8, letters, order,
        np.cumsum(prose) - prose, of_parent, of_element, everything * total,
    ]  # fmt: skip
    wholes = [
        sizes, letters, sizes, sizes, sizes, words, words, sizes, sizes, sizes,
        (spaces + 1) * 16, everything * count, everything * total, everything * total,
        everything * total, everything * words.sum(),
    ]  # fmt: skip
    off = np.zeros(1, np.bool_)
    flags = [
        words == 1, words <= 3, linked >= sizes, linked == 0, hidden == 1, again == 1, again == 2,
        np.concatenate([off, same_element]), np.concatenate([same_element, off]),
        np.concatenate([off, same_parent]), np.concatenate([same_parent, off]),
        of_parent == of_parent.max(), of_element == of_element.max(),
        named == 0, (named > 0) & seen, named < 0, ~seen,
    ]  # fmt: skip
    counts = np.empty((COUNTS, count))
    counts[_LOGGED] = _LOGS[np.minimum(np.asarray(logs), len(_LOGS) - 1).astype(np.int64)]
    ratios = np.asarray(parts) * QUANTUM / np.maximum(np.asarray(wholes), 1)
    counts[_RATIOS] = np.floor(np.minimum(ratios, QUANTUM))
    counts[_FLAGS] = np.asarray(flags) * QUANTUM
    named_tags = np.asarray([_TAG_CODES.get(tag, len(TAGS)) for tag in tags])
    regions = np.asarray([_REGION_CODES[context.region] for context in around])[places]
    chosen = zip(_CHOICES, (named_tags, regions, first, last), strict=True)
    choices = tuple(start + which for start, which in chosen)
    return Features(counts.T, choices, _masks(around), places)


# Where which features stand: logarithms, parts of a whole, flags, one of several, any of several.
_LOGGED, _RATIOS, _FLAGS = slice(0, 20), slice(20, 36), slice(36, 53)
COUNTS = _FLAGS.stop
_SIZES = (len(TAGS) + 1, len(REGIONS) + 1, _CLASSES, _CLASSES)
_CHOICES = tuple(accumulate(_SIZES[:-1], initial=COUNTS))
NAMED = COUNTS + sum(_SIZES)
FEATURES = NAMED + len(REGIONS) + 2 * len(WORDS)


def _contexts(
    contexts: tuple[Context, ...],
) -> tuple[list[Context], npt.NDArray[np.int64]]:
    """Return the different contexts of the blocks, and which of them each block has."""
    different = {id(context): context for context in contexts}
    numbers = {key: number for number, key in enumerate(different)}
    return [*different.values()], np.asarray([numbers[id(context)] for context in contexts])


def _masks(contexts: list[Context]) -> Numbers:
    """Return a row for each context: what the elements around are, what they are called."""
    groups = [context.groups for context in contexts]
    masks = [
        ([context.regions for context in contexts], len(REGIONS)),
        ([own for own, _ in groups], len(WORDS)),
        ([every for _, every in groups], len(WORDS)),
    ]
    rows = [np.asarray(mask)[:, None] >> np.arange(size) & 1 for mask, size in masks]
    return np.concatenate(rows, axis=1) * float(QUANTUM)


def _titles(outline: Outline) -> list[str]:
    """Return what the head of the page gives as its title."""
    found = []
    for tag in outline.tags:
        if tag.name == "title":
            found.append(tag.text)
        elif tag.name == "meta":
            name = tag.attrs.get("property") or tag.attrs.get("name") or ""
            if name.lower() in _TITLE_METAS:
                found.append(" ".join(tag.attrs.get("content", "").split()))
    return found[:4]


_TITLE_METAS = frozenset({"og:title", "twitter:title"})
NO_TITLE = 4096


def _copies(texts: tuple[str, ...]) -> npt.NDArray[np.int64]:
    """Return 0 for a text that stands once, 1 for the first of equal texts, 2 for later ones."""
    again = [0] * len(texts)
    firsts: dict[str, int] = {}
    for i, text in enumerate(texts):
        first = firsts.setdefault(text, i)
        if first != i:
            again[first], again[i] = 1, 2
    return np.asarray(again)


def _kinds(
    chars: Characters,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Return characters by class, first and last class, for each of the texts."""
    count = len(chars.sizes)
    classes = _CLASS.take(chars.codes, mode="clip")
    counts = np.bincount(chars.rows * _CLASSES + classes, minlength=count * _CLASSES)
    table = counts.reshape(count, _CLASSES)
    table[:-1, _SPACE] -= 1  # the newline between two texts
    starts = chars.starts
    return table.astype(np.float64), classes[starts], classes[starts + chars.sizes - 1]


def _grouped(
    keys: npt.NDArray[np.int64], values: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return for each row the sum over the rows of its key and their number."""
    # Numbers of elements are small: tables by number need no sorting.
    sums = np.bincount(keys, weights=values)
    return sums[keys].astype(np.float64), np.bincount(keys)[keys].astype(np.float64)


def _title_places(
    texts: tuple[str, ...], tags: tuple[str, ...], titles: str
) -> npt.NDArray[np.int64]:
    """Return the signed distance of each block to the headline; NO_TITLE where none is seen.

    The headline is the first heading that a title of the head repeats, else the first block
    that it repeats, else the first h1.
    """
    places = [i for i, text in enumerate(texts) if 3 < len(text) < 300 and text in titles]
    heads = [i for i in places if tags[i] in _HEADINGS]
    longer = [i for i in places if len(texts[i]) > 7]
    found = heads or longer or [i for i, tag in enumerate(tags) if tag == "h1"]
    if not found:
        return np.full(len(texts), NO_TITLE)
    return np.minimum(np.arange(len(texts)) - found[0], NO_TITLE - 1)


_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

# QUANTUM/8 steps for each doubling; a table, so that no library's logarithm decides.
_LOGS = np.asarray([round(QUANTUM / 8 * math.log2(1 + n)) for n in range(8192)], np.float64)
