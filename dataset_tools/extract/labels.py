"""What the elements around a block are called: their class and id names."""

import re
from collections.abc import Iterable
from functools import lru_cache

MAX_NAMES = 400  # characters of class and id tokens that are kept for a block
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
            start, end = self._starts[inside], self._ends[inside]
            read = _cached_names if end - start <= _LONGEST_CACHED else _class_and_id
            if own := read(self._text[start:end]):
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

    def holds(self, holder: int, number: int) -> bool:
        """Say whether an element holds another, or is it."""
        while number > holder:
            number = self._around[number]
        return number == holder

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
