"""Read a page into an outline: its blocks and its tags of interest, with exact places.

No parser binding tells where in the source a node stands, so HTML is read by our own kernel
(kernel/html.c), in one pass. Attributes are parsed here, for tags of interest; links only where
somebody asks (`links_like`). A text dump has one block a line.
"""

import re
from itertools import repeat

from dataset_tools.blocks import NO_CONTEXT, Block, Columns, Context, Outline
from dataset_tools.dump import Limits
from dataset_tools.extract.elements import NAMES
from dataset_tools.extract.kernel import kernel
from dataset_tools.extract.labels import PageLabels
from dataset_tools.extract.lines import text_outline
from dataset_tools.extract.names import REGIONS
from dataset_tools.extract.tags import element_name, make_tags
from dataset_tools.extract.wikitext import wikitext_outline
from dataset_tools.model import Page, Rejection

_SLOTS = 7  # what kernel/html.c gives
FEW_CHARS = 600  # of a page without text of its own: 0 to 200 among the development pages
LEAST_CHARS = 200  # of a text in <noscript>; a plea for scripts is shorter
_NOSCRIPT = re.compile(r"(</?)noscript\b", re.IGNORECASE)
_REGION_NAMES = ("", *REGIONS)


def outline(page: Page, limits: Limits) -> Outline | Rejection:
    """Return the outline of a page, or the Rejection ``too-many-nodes``."""
    if page.markup == "text":
        return text_outline(page.text)
    if page.markup == "wikitext":
        return wikitext_outline(page, limits)
    return _html_outline(page.text, limits)


def _html_outline(text: str, limits: Limits) -> Outline | Rejection:
    """Read a page of HTML as readers with scripts see it, or those without if it is empty then.

    Forums and shops send an empty page for their scripts to fill, and their text in <noscript>.
    """
    found = _read(text, limits)
    if isinstance(found, Rejection) or _size(found) >= FEW_CHARS or not _NOSCRIPT.search(text):
        return found
    plain = _read(_NOSCRIPT.sub(_as_div, text), limits)
    if isinstance(plain, Rejection) or _size(plain) < max(LEAST_CHARS, 2 * _size(found)):
        return found
    return plain


def _size(outline: Outline) -> int:
    return sum(map(len, outline.texts))


def _as_div(tag: re.Match[str]) -> str:
    """Return the tag of a <div> that is as long, so that all places stay the same."""
    return f"{tag[1]}div     "


def _read(text: str, limits: Limits) -> Outline | Rejection:
    """Let the kernel read a page."""
    numbers = (len(text), limits.dom_depth, limits.dom_nodes)
    counts, given = kernel().run("read_html", [text], numbers, _SLOTS)
    depth, count = divmod(counts, 1 << 32)
    if count > limits.dom_nodes:
        return Rejection("too-many-nodes", f"more than {limits.dom_nodes} tags")
    blocks, codes, runs, contexts, rows, links, regions = given
    texts = codes.decode("utf-32-le", "surrogatepass").split("\n")
    made = _blocks(text, texts, blocks, runs, _contexts(text, contexts))
    tags = make_tags(text, zip(*_columns(rows, 8), strict=True))
    places, names = _columns(regions, 2)
    lang = next(
        (t.attrs.get("lang") or t.attrs.get("xml:lang") for t in tags if t.name == "html"), None
    )
    return Outline(
        made,
        tags,
        tuple(zip(*_columns(links, 3), strict=True)),
        tuple(zip(places, map(_REGION_NAMES.__getitem__, names), strict=True)),
        lang or None,
        count,
        depth,
        Columns(codes, blocks, contexts) if made else None,
    )


def _columns(rows: bytes, size: int) -> list[memoryview]:
    """Return the columns of some rows of so many numbers."""
    numbers = memoryview(rows).cast("I")
    return [numbers[at::size] for at in range(size)]


def _contexts(text: str, rows: bytes) -> list[Context]:
    """Return the contexts of a page (CONTEXT); the first is that of no element."""
    around, starts, ends, region, _, hidden, verbatim, *_ = _columns(rows, 12)
    reader = PageLabels(text, around.tolist(), starts.tolist(), ends.tolist())
    fields = zip(
        map(_REGION_NAMES.__getitem__, region), map(bool, hidden), repeat(""), map(bool, verbatim),
        repeat(reader), range(len(around)),
    )  # fmt: skip
    contexts = list(map(_new, repeat(Context), fields))
    contexts[0] = NO_CONTEXT
    return contexts


def _blocks(
    page_text: str, texts: list[str], rows: bytes, runs: bytes, contexts: list[Context]
) -> tuple[Block, ...]:
    """Return the blocks of a page (BLOCK)."""
    (
        _, _, starts, ends, run, counts, numbers, names, linked, depths, elements, parents, context,
        hints,
    ) = _columns(rows, 14)  # fmt: skip
    tags = [NAMES[number] if number < len(NAMES) else "" for number in numbers]
    if "" in tags:
        tags = [tag or element_name(page_text, at) for tag, at in zip(tags, names, strict=True)]
    spans = tuple(zip(*_columns(runs, 2), strict=True))
    pieces = [spans[at : at + count] for at, count in zip(run, counts, strict=True)]
    fields = zip(
        texts, starts, ends, tags, repeat(()), repeat(page_text), pieces, linked, depths,
        map(contexts.__getitem__, context), elements, parents, hints,
    )  # fmt: skip
    return tuple(map(_new, repeat(Block), fields))


_new = tuple.__new__
