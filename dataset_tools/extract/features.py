"""What the body model sees of a page: a row of numbers a block (kernel/features.c).

Everything is a count, a flag or a logarithm of a count, in fixed steps, so that the same page
gives the same numbers on every machine: 20 logarithms, 16 parts of a whole, 17 flags, then which
tag, region, first and last class of characters a block has, and what the elements around it are
and are called. Flags and parts are 0 to QUANTUM, logarithms at most 104.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from dataset_tools.blocks import Outline
from dataset_tools.extract.kernel import kernel

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TITLE_METAS = frozenset({"og:title", "twitter:title"})
# The structs of kernel/kernel.h.
BLOCK = np.dtype([
    (name, "<u4")
    for name in (
        "text", "size", "start", "end", "run", "runs", "number", "name", "linked", "depth",
        "element", "parent", "context", "hints",
    )
])  # fmt: skip
CONTEXT = np.dtype([
    *((n, "<u4") for n in "around start end region regions hidden verbatim named".split()),
    ("own", "<u8"), ("all", "<u8"),
])  # fmt: skip


def headline(outline: Outline, title: str = "") -> int:
    """Return the block that is the headline; the number of all blocks where none is seen.

    It is the first heading that a title of the head repeats, else the first block that it
    repeats, else the first h1.

    Args:
        title: the headline as far as it is known; that of the head of the page is known anyway.
    """
    blocks = outline.blocks
    known = [title, *_titles(outline)]
    titles, longest = "\n".join(known), min(299, max(map(len, known)))
    places = [
        i for i, text in enumerate(outline.texts) if 3 < len(text) <= longest and text in titles
    ]
    heads = [i for i in places if blocks[i].tag in _HEADINGS]
    longer = [i for i in places if len(blocks[i].text) > 7]
    found = heads or longer or [i for i in outline.headings if blocks[i].tag == "h1"]
    return found[0] if found else len(blocks)


def block_features(outline: Outline, title: str = "") -> npt.NDArray[Any]:
    """Return the features of a page with blocks: a row of whole numbers a block."""
    numbers = (len(outline.blocks), headline(outline, title))
    _, (rows,) = kernel().run("features", outline.columns or (), numbers, 1)
    return np.frombuffer(rows, np.int16).reshape(len(outline.blocks), -1)


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
