"""What the start tags around a block say of it: names, regions, and whether it is hidden."""

import re
from functools import lru_cache

from dataset_tools.blocks import Context
from dataset_tools.extract.names import REGIONS, name_bits

MAX_NAMES = 400  # characters of class and id tokens that are kept for a block
_LONGEST_CACHED = 300  # characters of a start tag whose reading is remembered
_CLASS_OR_ID = re.compile(r"""\b(?:class|id)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""")
_HIDDEN = re.compile(r"""display\s*:\s*none|visibility\s*:\s*hidden|(?:^|\s)hidden(?=[\s=/>]|$)""")
_REGION_BITS = {name: 1 << bit for bit, name in enumerate(REGIONS)}
TELLING = frozenset({*REGIONS, "pre"})  # names that change the context without an attribute


def within(above: Context, name: str, source: str) -> Context:
    """Return the context inside an element with this start tag."""
    read = _cached_labels if len(source) <= _LONGEST_CACHED else _labels
    names, bits, hidden = read(source)
    region = name if name in _REGION_BITS else ""
    if not (names or hidden or region or name == "pre"):
        return above
    around, hidden_too, outer, own, bits_too, verbatim, regions = above
    if names:
        outer = f"{outer} {names}".strip()[-MAX_NAMES:]
        own = bits
    if region:
        around = region
        regions |= _REGION_BITS[region]
    return _new(Context, (
        around, hidden or hidden_too, outer, own, bits | bits_too,
        verbatim or name == "pre", regions,
    ))  # fmt: skip


_new = tuple.__new__


def _labels(source: str) -> tuple[str, int, bool]:
    """Return class and id names, their word groups, and whether the element is hidden."""
    attrs = source.lower()
    hidden = ("hidden" in attrs or "display" in attrs) and _HIDDEN.search(attrs) is not None
    if "class" not in attrs and "id" not in attrs:
        return "", 0, hidden
    found = _CLASS_OR_ID.findall(attrs)
    names = " ".join(["".join(values) for values in found])[:200]
    bits = 0
    for word in names.split():
        bits |= _cached_bits(word)
    return names, bits, hidden


_cached_bits = lru_cache(maxsize=16_384)(name_bits)
_cached_labels = lru_cache(maxsize=16_384)(_labels)
