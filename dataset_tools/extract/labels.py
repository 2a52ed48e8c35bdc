"""What the elements around a block are called: their class and id names."""

import re
from collections.abc import Iterable
from functools import lru_cache

MAX_NAMES = 400  # characters of class and id tokens that are kept for a block
LIKE = 3  # elements, from the inside, whose like holds another post of a thread
MAX_OWN = 200  # of one element; kernel/elements.c has the same
_LONGEST_CACHED = 300  # characters of a start tag whose reading is remembered
# What stands before a name is looked at behind it: a pattern that opens with letters is faster.
_CLASS_OR_ID = re.compile(
    r"""(?:class|id)(?<!\wclass)(?<!\wid)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))"""
)


class PageLabels:
    """Reads what the elements of a page are called when somebody asks."""

    def __init__(
        self,
        text: str,
        around: list[int],
        starts: list[int],
        ends: list[int],
    ) -> None:
        """Take the contexts of a page (extract.features.CONTEXT); the first is of no element."""
        self._text = text
        self._around = around
        self._starts, self._ends = starts, ends  # of the start tags
        self._names: dict[int, str] = {0: ""}

    def names(self, number: int) -> str:
        """Return the class and id names of the elements open in an element, innermost last."""
        chain = []
        while number not in self._names:
            chain.append(number)
            number = self._around[number]
        found = self._names[number]
        for inside in reversed(chain):
            if own := self._own(inside):
                found = f"{found} {own}".strip()[-MAX_NAMES:]
            self._names[inside] = found
        return found

    def holder(self, numbers: Iterable[int]) -> int:
        """Return the innermost element that holds all of some elements, or is all of them.

        0 is the page; an element has a lower number than what it holds.
        """
        left = sorted({*numbers})
        found = left.pop(0)
        while left:
            if left[-1] > found:
                left[-1] = self._around[left[-1]]
            elif left[-1] < found:
                found = self._around[found]
            else:
                left.pop()
        return found

    def is_beside(self, holder: int, number: int) -> bool:
        """Say whether an element stands outside another, and in none that is called like it.

        The posts of a thread are called alike, numbers aside, and so is what holds each.
        """
        around, kinds = {0}, set()
        inside = holder
        while inside:
            if len(around) <= LIKE:
                kinds.add(self._kind(inside))
            around.add(inside)
            inside = self._around[inside]
        while number not in around:
            if (kind := self._kind(number)) and kind in kinds:
                return False
            number = self._around[number]
        return number != holder

    def _kind(self, number: int) -> frozenset[str]:
        """Return the class and id names of an element without those that hold a digit."""
        names = self._own(number).split()
        return frozenset(name for name in names if not any(map(str.isdigit, name)))

    def _own(self, number: int) -> str:
        start, end = self._starts[number], self._ends[number]
        read = _cached_names if end - start <= _LONGEST_CACHED else _class_and_id
        return read(self._text[start:end])

    def inner_names(self, number: int) -> str:
        """Return the same without those of html and body."""
        found = self.names(number)
        while number:
            start = self._starts[number]
            if self._text[start : start + 5].lower() in {"<body", "<html"}:
                return found.removeprefix(self.names(number)).strip()
            number = self._around[number]
        return found


def _class_and_id(source: str) -> str:
    attrs = source.lower()
    if "class" not in attrs and "id" not in attrs:
        return ""
    return " ".join(["".join(values) for values in _CLASS_OR_ID.findall(attrs)])[:MAX_OWN]


_cached_names = lru_cache(maxsize=16_384)(_class_and_id)
