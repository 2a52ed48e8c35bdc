"""What the start tags around a block say of it: names, regions, and whether it is hidden."""

import re
from functools import lru_cache

from dataset_tools.blocks import Context, Labels
from dataset_tools.extract.names import REGIONS, name_bits

MAX_NAMES = 400  # characters of class and id tokens that are kept for a block
_LONGEST_CACHED = 300  # characters of a start tag whose reading is remembered
_CLASS_OR_ID = re.compile(r"""\b(?:class|id)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""")
_HIDDEN = re.compile(r"""display\s*:\s*none|visibility\s*:\s*hidden|(?:^|\s)hidden(?=[\s=/>]|$)""")
_REGION_BITS = {name: 1 << bit for bit, name in enumerate(REGIONS)}
TELLING = frozenset({*REGIONS, "pre"})  # names that change the context without an attribute


class PageLabels:
    """Makes the contexts of a page, and reads what its elements are called when asked."""

    def __init__(self) -> None:
        # By the id of a context. It is not held here, lest page and contexts form a cycle; all
        # contexts of a page are made before any is read, so no other takes its id.
        self.known: dict[int, Labels] = {}

    def within(self, above: Context, name: str, source: str) -> Context:
        """Return the context inside an element with this start tag."""
        region, hidden, _, verbatim, regions, *_ = above
        attrs = source.lower()
        if not hidden and ("hidden" in attrs or "display" in attrs):
            hidden = _HIDDEN.search(attrs) is not None
        if name in _REGION_BITS:
            region = name
            regions |= _REGION_BITS[name]
        elif name == "pre":
            verbatim = True
        return _new(Context, (region, hidden, "", verbatim, regions, above, source, self))

    def read(self, context: Context) -> Labels:
        """Return what the elements around a place are called."""
        chain = []
        around: Context | None = context
        found = Labels()
        while around is not None:
            known = self.known.get(id(around))
            if known is not None:
                found = known
                break
            chain.append(around)
            around = around.above
        for inside in reversed(chain):
            found = _extended(found, inside.source)
            self.known[id(inside)] = found
        return found


_new = tuple.__new__


def _extended(above: Labels, source: str) -> Labels:
    """Return the labels inside an element with this start tag."""
    names, bits = (_cached_labels if len(source) <= _LONGEST_CACHED else _labels)(source)
    if not names:
        return above
    return Labels(f"{above.names} {names}".strip()[-MAX_NAMES:], bits, above.all | bits)


def _labels(source: str) -> tuple[str, int]:
    """Return class and id names, and their word groups."""
    attrs = source.lower()
    if "class" not in attrs and "id" not in attrs:
        return "", 0
    found = _CLASS_OR_ID.findall(attrs)
    names = " ".join(["".join(values) for values in found])[:200]
    bits = 0
    for word in names.split():
        bits |= _cached_bits(word)
    return names, bits


_cached_bits = lru_cache(maxsize=16_384)(name_bits)
_cached_labels = lru_cache(maxsize=16_384)(_labels)
