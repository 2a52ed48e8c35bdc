"""What the elements around a block are called: their class and id names."""

import re
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

    def path(self, number: int) -> list[int]:
        """Return the elements open in an element and itself, outermost first; 0 is the page."""
        path = [number]
        while number:
            number = self._around[number]
            path.append(number)
        return path[::-1]

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
