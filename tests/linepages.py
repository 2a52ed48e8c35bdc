"""Read one synthetic page as the pipeline does, for tests of the lines around an article."""

from typing import Any

from dataset_tools.blocks import Outline
from dataset_tools.dump import Limits
from dataset_tools.extract import body_text, likely_blocks, outline, select_body
from dataset_tools.metadata import describe, find_title
from dataset_tools.model import About, Body, Capture, EvidenceLog, Page


def read_page(text: str, language: str, markup: Any) -> tuple[About, list[str]]:
    """Return what a page says of itself, and the paragraphs of its text."""
    page = Page(Capture("d", "html", 0, None, b""), text, markup, "utf-8", "utf-8", 0)
    seen = outline(page, Limits())
    assert isinstance(seen, Outline)
    title = find_title(page, seen, likely=likely_blocks)
    body = select_body(page, seen, title.text if title else None)
    assert isinstance(body, Body)
    log = EvidenceLog(text)
    about = describe(page, seen, title, language, None, log, kept=body.kept)
    for item in log.items:
        if item.start is not None:
            assert text[item.start : item.end][:500] == item.excerpt
    return about, body_text(seen, body).split("\n\n")
