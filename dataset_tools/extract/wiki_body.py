"""The article of a page of wikitext: all but captions, appendices and empty sections."""

from collections.abc import Sequence

from dataset_tools.blocks import Block
from dataset_tools.extract.wikinames import APPENDICES
from dataset_tools.grammar.folding import squash
from dataset_tools.model import Body, Rejection

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def wiki_body(blocks: Sequence[Block]) -> Body | Rejection:
    """Keep what the outline does not hide, but captions, appendices and empty sections."""
    reasons: dict[int, str] = {}
    appendix = 0  # level of the heading of the appendix that is open
    waiting: list[tuple[int, int]] = []  # headings without text so far: (level, index)
    for i, block in enumerate(blocks):
        level = int(block.tag[1]) if block.tag in _HEADINGS else 0
        if block.hidden:
            reasons[i] = block.names
            continue
        if level and (not appendix or level <= appendix):
            appendix = level if block.text.strip(" :：").casefold() in APPENDICES else 0
        if appendix:
            reasons[i] = "appendix"
        elif block.tag == "figcaption":
            reasons[i] = "caption"
        elif not squash(block.text):
            reasons[i] = "no-letters"
        elif not level:
            waiting.clear()
        if level:
            while waiting and waiting[-1][0] >= level:
                reasons.setdefault(waiting.pop()[1], "empty-section")
            waiting.append((level, i))
    reasons.update((i, reasons.get(i, "empty-section")) for _, i in waiting)
    chosen = tuple(i for i in range(len(blocks)) if i not in reasons)
    if not chosen:
        return Rejection("no-main-text", f"{len(blocks)} blocks, none of them text of an article")
    return Body(chosen, reasons)
