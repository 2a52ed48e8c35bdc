"""What the start tags around a block say of it: names, regions, and whether it is hidden."""

import re
from functools import lru_cache

from dataset_tools.blocks import Context
from dataset_tools.extract.names import GROUPS, REGIONS

MAX_NAMES = 400  # characters of class and id tokens that are kept for a block
MAX_OWN = 200  # of one element
_LONGEST_CACHED = 300  # characters of a start tag whose reading is remembered
# What stands before a name is looked at behind it: a pattern that opens with letters is faster.
_CLASS_OR_ID = re.compile(
    r"""(?:class|id)(?<!\wclass)(?<!\wid)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))"""
)
_HIDDEN = re.compile(r"""display\s*:\s*none|visibility\s*:\s*hidden|(?:^|\s)hidden(?=[\s=/>]|$)""")
_REGION_BITS = {name: 1 << bit for bit, name in enumerate(REGIONS)}
TELLING = frozenset({*REGIONS, "pre"})  # names that change the context without an attribute


class PageLabels:
    """Makes the contexts of a page; what its elements are called is read when somebody asks.

    Elements are numbered in the order in which their contexts are made, outer ones first.
    """

    def __init__(self) -> None:
        self._sources: list[str] = []  # the start tags of the elements
        self._around: list[int] = []  # the number of the element around each; -1 for none
        self._own_names: list[str] = []
        self._own: list[int] = []
        self._all: list[int] = []
        self._names: dict[int, str] = {-1: ""}

    def within(self, above: Context, name: str, source: str) -> Context:
        """Return the context inside an element with this start tag."""
        region, hidden, _, verbatim, regions, _, around = above
        attrs = source.lower()
        if not hidden and ("hidden" in attrs or "display" in attrs):
            hidden = _HIDDEN.search(attrs) is not None
        if name in _REGION_BITS:
            region = name
            regions |= _REGION_BITS[name]
        elif name == "pre":
            verbatim = True
        number = len(self._sources)
        self._sources.append(source)
        self._around.append(around)
        return _new(Context, (region, hidden, "", verbatim, regions, self, number))

    def groups(self, number: int) -> tuple[int, int]:
        """Return the word groups of an element, and of all elements open in it: bits of WORDS.

        An element without a name is called what the one around it is called.
        """
        if len(self._own) < len(self._sources):
            self._read()
        return self._own[number], self._all[number]

    def names(self, number: int) -> str:
        """Return the class and id names of the elements open in an element, innermost last."""
        if len(self._own) < len(self._sources):
            self._read()
        chain = []
        while number not in self._names:
            chain.append(number)
            number = self._around[number]
        found = self._names[number]
        for inside in reversed(chain):
            if own := self._own_names[inside]:
                found = f"{found} {own}".strip()[-MAX_NAMES:]
            self._names[inside] = found
        return found

    def inner_names(self, number: int) -> str:
        """Return the same without those of html and body."""
        found = self.names(number)
        while number >= 0:
            if self._sources[number][:5].lower() in {"<body", "<html"}:
                return found.removeprefix(self.names(number)).strip()
            number = self._around[number]
        return found

    def _read(self) -> None:
        """Read the names of all elements at once."""
        self._own_names = [
            (_cached_names if len(source) <= _LONGEST_CACHED else _class_and_id)(source)
            for source in self._sources
        ]
        own: list[int] = []
        every: list[int] = []
        self._own, self._all = own, every
        for names, groups, around in zip(
            self._own_names, GROUPS.leftmost_groups(self._own_names), self._around, strict=True
        ):
            own.append(groups if names or around < 0 else own[around])
            every.append(groups | every[around] if around >= 0 else groups)


_new = tuple.__new__


def _class_and_id(source: str) -> str:
    attrs = source.lower()
    if "class" not in attrs and "id" not in attrs:
        return ""
    return " ".join(["".join(values) for values in _CLASS_OR_ID.findall(attrs)])[:MAX_OWN]


_cached_names = lru_cache(maxsize=16_384)(_class_and_id)
