"""Cut a page of HTML into its tags and the texts between them, as arrays of places.

Tags are found as the HTML living standard (13.2.5) has it: a quoted value ends at its quote and
nowhere else, script and its like hold everything up to their end tag. All tags of a page are cut
at once with numpy, which is several times faster than a regular expression that visits each.
One by one, in order, come only those whose end is not simply the next bracket. No string is made
for a tag.
"""

import re
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dataset_tools.extract.elements import (
    ACTS,
    DECLARATION,
    NAMES,
    NUMBERS,
    RAW_CODES,
    RAW_TAGS,
    UNKNOWN,
    Acts,
    acts_of,
)

Places = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]
Points = npt.NDArray[np.uint32]  # code points
Kinds = npt.NDArray[np.uint8]  # "<", ">" and quotes

# Attributes: a quote that does not follow "=" is a character like others, as is one that never
# ends; that is found out once for each kind of quote, so the scan stays linear. A tag that is
# not closed ends before the next one.
_ATTRS = r"""(?:[^<>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+')|[="'])*+"""
START_TAG = re.compile(rf"</?[a-zA-Z]{_ATTRS}>?")
_NAME = re.compile(r"[^\s/<>]*")

_CLOSERS = {2 * NUMBERS[name]: re.compile(rf"</(?i:{name})[\s/>]") for name in RAW_TAGS}

# Names are compared as one number of 8 bytes, in lower case, the first letter lowest.
_WIDTH = 8
_KEYED = sorted(
    (int.from_bytes(name.encode(), "little"), number)
    for name, number in NUMBERS.items()
    if len(name) < _WIDTH and number > UNKNOWN
)
_KEYS = np.array([key for key, _ in _KEYED], np.uint64)
_KEY_NUMBERS = np.array([number for _, number in _KEYED], np.intp)


@cache
def _spell(word: str) -> npt.NDArray[np.uint64]:
    """Return the code points of a word, two in a number."""
    return np.frombuffer(word.encode("utf-32-le"), np.uint64)


def _each(byte: int) -> np.uint64:
    return np.uint64(byte * 0x0101010101010101)


_HIGH, _LOW, _CASES = _each(0x80), _each(0x7F), _each(0x20)
_TO_A, _PAST_Z = _each(0x80 - ord("a")), _each(0x7F - ord("z"))
_TO_0, _PAST_9 = _each(0x80 - ord("0")), _each(0x7F - ord("9"))
_ONE, _SEVEN, _THREE = np.uint64(1), np.uint64(7), np.uint8(3)

_FF = np.uint32(0xFF)
_PAD = 16  # zeros behind the text, so that a name may be read anywhere
_LAST = np.uint32(0xFFFF)
_SPACE = np.array([chr(code).isspace() for code in range(_LAST + 1)])  # none is above
_ENDS_NAME = np.array([chr(code).isspace() or chr(code) in "/<>" for code in range(256)])
_LESS, _MORE, _QUOTE, _APOSTROPHE, _EQUALS = (ord(char) for char in "<>\"'=")
_SLASH, _BANG, _QUESTION, _A, _Z, _CASE = *(ord(char) for char in "/!?az"), 0x20
_DASH, _BLANK = ord("-"), ord(" ")
_COMMENT = len("<!---->")  # the shortest that ends with a dash of its own


class Tokens(NamedTuple):
    """The tags of a page, in page order. Raw text is part of the tag that starts it."""

    text: str
    points: Points  # the code points of the text, and some zeros
    starts: Places
    ends: Places
    codes: Places
    acts: Acts  # what each tag does
    names: tuple[str, ...]  # lower case; number 0 stands for comments and declarations
    items: Places  # where item attributes stand, and the like in texts


def _where(flags: Flags) -> Places:
    places: Places = flags.nonzero()[0]
    return places


def is_space(points: Points) -> Flags:
    """Say which code points are white space, as `str.isspace` has it."""
    return _SPACE.take(np.minimum(points, _LAST))


def cut(text: str) -> Tokens:
    """Find the tags of a page."""
    # An array of one string, wider than the text: the fastest way to its code points.
    points = np.array([text], f"U{len(text) + _PAD}").view(np.uint32)
    marks, kinds = _marks(points, len(text))
    starts, ends, closed, risky = _brackets(points, marks, kinds)
    at = starts + 1
    first = points[at]
    closing = first == _SLASH
    at += closing
    letter = points[at] | _CASE
    declared = (first == _BANG) | (first == _QUESTION)
    tags = _where(((letter >= _A) & (letter <= _Z)) | declared)
    if len(tags) < len(starts):
        starts, ends, at = starts[tags], ends[tags], at[tags]
        closed, closing, declared = closed[tags], closing[tags], declared[tags]
    numbers = _numbers(text, points, at)
    numbers[declared] = DECLARATION
    codes = 2 * numbers + closing
    special = _settle_declarations(points, starts, ends, codes, closed)
    special[_settle_raw(points, starts, ends, codes, at, closed)] = True
    doubtful = np.zeros(len(starts), np.bool_)
    if len(risky):
        where = starts.searchsorted(risky)
        where = where[starts.take(where, mode="clip") == risky]
        doubtful[where] = codes[where] != 2 * DECLARATION
        special |= doubtful
    numbers = _where(special)
    if len(numbers):
        keep = _settle(text, starts, ends, codes, numbers, doubtful)
        starts, ends, codes, at = starts[keep], ends[keep], codes[keep], at[keep]
    names, acts = NAMES, ACTS
    unknown = _where(codes >> 1 == UNKNOWN)
    if len(unknown):
        names, numbers = _new_names(text, at[unknown])
        codes[unknown] += 2 * (numbers - UNKNOWN)
        if len(names) > len(NAMES):
            acts = np.concatenate((ACTS, acts_of(names[len(NAMES) :])))
    items = _items(points, marks, kinds)
    return Tokens(text, points, starts, ends, codes, acts[codes], names, items)


def _items(points: Points, marks: Places, kinds: Kinds) -> Places:
    """Return where attributes of microdata and RDFa, and values "author", stand."""
    equals = marks[kinds == _EQUALS]
    before = points[equals - 1]
    rel = equals[before == ord("l")]
    rel = rel[points[rel + 1] == ord("a")]
    quoted = marks[:-1][marks[1:] - marks[:-1] == len("'author")]
    quoted = quoted[points[quoted + 1] == ord("a")]
    return np.concatenate((
        _spelled(points, equals[before == ord("p")] - len("itemprop"), "itemprop"),
        _spelled(points, equals[before == ord("e")] - len("itemtype"), "itemtype"),
        _spelled(points, equals[before == ord("y")] - len("property"), "property"),
        _spelled(points, rel - len("rel"), "rel=auth"),
        quoted[_stands(points, quoted, '"author"') | _stands(points, quoted, "'author'")],
    ))  # fmt: skip


def _spelled(points: Points, at: Places, word: str) -> Places:
    """Return the places of these at which a word of eight characters stands behind a space."""
    at = at[points[at - 1] == _BLANK]
    return at[_stands(points, at, word)]


def _stands(points: Points, at: Places, word: str) -> Flags:
    """Say at which places a word of eight characters stands."""
    if not len(at):
        return np.zeros(0, np.bool_)
    equal = _eight(points, at).view(np.uint64).reshape(-1, 4) == _spell(word)
    stands: Flags = np.logical_and.reduce(equal, axis=1)
    return stands


def _marks(points: Points, length: int) -> tuple[Places, Kinds]:
    """Return where "<", "=", ">" and quotes stand, and the end; and which of them does."""
    narrow = points.astype(np.uint8)
    wanted = (narrow - _LESS) <= _MORE - _LESS  # "<", "=" and ">"
    wanted |= narrow == _QUOTE
    wanted |= narrow == _APOSTROPHE
    wanted[length] = True  # the end, kind 0
    marks = _where(wanted)
    kinds = points[marks]
    if kinds.max() > _MORE:  # another code point with the same low byte
        real = kinds <= _MORE
        marks, kinds = marks[real], kinds[real]
    return marks, kinds.astype(np.uint8)


def _brackets(points: Points, marks: Places, kinds: Kinds) -> tuple[Places, Places, Flags, Places]:
    """Return where each "<" stands, where the next bracket ends it, whether that is a ">".

    The last of the four are the places of those whose end is doubtful, for a quote that opens
    before that bracket does not end before it. Where no quote does so, it is the end: no quoted
    value reaches beyond it, whichever of the quotes open one.
    """
    bracket = (kinds | 2) == _MORE
    bracket[-1] = True
    brackets = _where(bracket)  # their numbers among the marks
    places, shapes = marks[brackets], kinds[brackets]
    opening = _where(shapes == _LESS)
    closed = shapes[opening + 1] == _MORE
    risky = places[_doubtful(points, marks, kinds, brackets)]
    return places[opening], places[opening + 1] + closed, closed, risky


def _doubtful(points: Points, marks: Places, kinds: Kinds, brackets: Places) -> Places:
    """Return the numbers of the brackets "<" before the next of which a value may not end."""
    # A quote behind "=" whose next mark is the same quote ends before any bracket.
    if len(kinds) < 3:
        return np.empty(0, np.intp)
    quoted = (kinds[:-2] == _EQUALS) & (kinds[1:-1] < _LESS) & (kinds[2:] != kinds[1:-1])
    equals = _where(quoted)
    behind = marks[equals] + 1
    # White space may stand between "=" and the quote.
    near = (marks[equals + 1] == behind) | is_space(points[behind])
    openers = equals[near] + 1
    around = brackets.searchsorted(openers) - 1
    inside = (around >= 0) & (kinds[brackets[around]] == _LESS)
    openers, around = openers[inside], around[inside]
    reach = np.empty(len(openers), np.intp)
    for kind in (_QUOTE, _APOSTROPHE):
        ours = _where(kinds[openers] == kind)
        if len(ours):
            same = np.append(_where(kinds == kind), len(marks))
            reach[ours] = same[same.searchsorted(openers[ours]) + 1]
    risky: Places = around[reach > brackets[around + 1]]
    return risky


def _numbers(text: str, points: Points, at: Places) -> Places:
    """Return the numbers of the names that begin at some places; UNKNOWN for many a name."""
    narrow = np.minimum(_eight(points, at), _FF).astype(np.uint8)
    word = narrow.view(np.uint64)
    # The high bit of each byte says whether it is a letter or a digit; of the first that is
    # neither, everything from that byte on is masked.
    ascii_part = word & _LOW
    lower = ascii_part | _CASES
    known = (lower + _TO_A) & ~(lower + _PAST_Z)
    known |= (ascii_part + _TO_0) & ~(ascii_part + _PAST_9)
    stops = (~known | word) & _HIGH
    stop = stops & (~stops + _ONE)
    mask = (stop >> _SEVEN) - _ONE
    key = (word | _CASES) & mask
    index = _KEYS.searchsorted(key)
    length = np.bitwise_count(mask) >> _THREE
    end = narrow.take(np.arange(0, _WIDTH * len(at), _WIDTH) + np.minimum(length, _WIDTH - 1))
    found = (_KEYS.take(index, mode="clip") == key) & _ENDS_NAME.take(end) & (length < _WIDTH)
    numbers = np.where(found, _KEY_NUMBERS.take(index, mode="clip"), UNKNOWN)
    # Long names, and names that end at the end of the text or at a rare kind of white space.
    hard = _where((length == _WIDTH) | (end == 0) | (end >= 0x80))
    if len(hard):
        numbers[hard] = [NUMBERS.get(_name(text, place), UNKNOWN) for place in at[hard].tolist()]
    return numbers


def _eight(points: Points, at: Places) -> Points:
    """Return the eight code points that stand at each of some places."""
    windows = np.ndarray((len(points) - _WIDTH,), f"V{4 * _WIDTH}", points, 0, (4,))
    return windows[at].view(np.uint32)


def _name(text: str, at: int) -> str:
    found = _NAME.match(text, at)
    assert found is not None  # it matches nothing, too
    return found[0].lower()


def _new_names(text: str, at: Places) -> tuple[tuple[str, ...], Places]:
    """Return the names of the page with those that begin at some places, and their numbers."""
    numbers: dict[str, int] = {}
    found = []
    for place in at.tolist():
        name = _name(text, place)
        number = NUMBERS.get(name)
        if number is None:
            number = numbers.setdefault(name, len(NAMES) + len(numbers))
        found.append(number)
    return (*NAMES, *numbers), np.array(found, np.intp)


def _settle_declarations(
    points: Points, starts: Places, ends: Places, codes: Places, closed: Flags
) -> Flags:
    """Return which tags are comments and declarations that do not end at the next bracket."""
    special = np.zeros(len(starts), np.bool_)
    some = _where(codes == 2 * DECLARATION)
    if len(some):
        start, end = starts[some], ends[some]
        opened = (points[start + 2] == _DASH) & (points[start + 3] == _DASH)
        shut = (points[end - 2] == _DASH) & (points[end - 3] == _DASH) & (end - start >= _COMMENT)
        special[some] = ~closed[some] | (opened & ~shut)
    return special


def _settle_raw(
    points: Points,
    starts: Places,
    ends: Places,
    codes: Places,
    at: Places,
    closed: Flags,
) -> Places:
    """Set the ends of elements of raw text: where their end tag begins, or the text ends.

    Returns the numbers of those that hold other tags.
    """
    raw = _where(RAW_CODES[codes] & closed)
    after = np.minimum(raw + 1, len(codes) - 1)
    # What is closed has no "<" behind its name, which would not end raw text.
    simple = (codes[after] == codes[raw] + 1) & closed[after]
    ends[raw[simple]] = starts[after[simple]]
    held: Places = raw[~simple]
    if not len(held):
        return held
    ours = codes[held]
    for code in set(ours.tolist()):
        closers = _where(codes == code + 1)
        # An end tag without a space, slash or bracket ">" behind its name ends no raw text.
        behind = points[at[closers] + len(NAMES[code >> 1])]
        stops = starts[closers[(behind != _LESS) & (behind != 0)]]
        stops = np.append(stops, len(points) - _PAD)
        some = held[ours == code]
        ends[some] = stops[stops.searchsorted(ends[some])]
    return held


def _settle(
    text: str, starts: Places, ends: Places, codes: Places, special: Places, doubtful: Flags
) -> Places:
    """Settle the special tags in order; return the numbers of the tags in none of them."""
    last_bracket = text.rfind(">")
    position = 0
    held: list[int] = []  # numbers of special tags that are tags
    held_ends: list[int] = []
    dropped: list[int] = []
    rows = zip(
        special.tolist(),
        starts[special].tolist(),
        ends[special].tolist(),
        codes[special].tolist(),
        doubtful[special].tolist(),
        strict=True,
    )
    for number, start, end, code, is_doubtful in rows:
        if start < position:
            continue
        if is_doubtful:
            position = _doubtful_end(text, start, code)
        elif code != 2 * DECLARATION:
            position = end
        elif text.startswith("<!--", start):
            position = _comment_end(text, start)
        elif start > last_bracket:  # no bracket ends it: it is text
            dropped.append(number)
            continue
        else:
            position = text.index(">", start) + 1
        held.append(number)
        held_ends.append(position)
    ends[held] = held_ends
    level = np.zeros(len(starts) + 1, np.int8)
    level[np.array(held, np.intp) + 1] = 1
    level[starts.searchsorted(held_ends)] -= 1
    keep = level.cumsum(dtype=np.int8)[:-1] == 0
    keep[dropped] = False
    return _where(keep)


def _doubtful_end(text: str, start: int, code: int) -> int:
    match = START_TAG.match(text, start)
    assert match is not None
    end = match.end()
    if RAW_CODES[code] and text[end - 1] == ">":  # in a value, a quote would follow
        closer = _CLOSERS[code].search(text, end)
        return closer.start() if closer else len(text)
    return end


def _comment_end(text: str, start: int) -> int:
    if text.startswith((">", "->"), start + 4):
        return text.index(">", start + 4) + 1
    end = text.find("-->", start + 4)
    return end + 3 if end >= 0 else len(text)
