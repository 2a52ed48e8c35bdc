"""Collect text into blocks, keeping the map from each block back to the page text."""

import re
from html import unescape

from dataset_tools.blocks import Block, Context

_SPECIAL = re.compile(r"[ \t\r\n\f]+|&#?[a-zA-Z0-9]{1,32};?")


class BlockWriter:
    """Gather runs of page text until `flush` turns them into one block.

    White space is collapsed to one space and trimmed at both ends, entities are resolved;
    blank blocks are not kept.
    """

    def __init__(self, text: str) -> None:
        self.page_text = text
        self.blocks: list[Block] = []
        self.position = 0  # end of the last run of page text seen
        self._parts: list[str] = []
        self._chunks: list[tuple[int, int, int]] = []
        self._length = 0
        self._link_chars = 0
        self._space: tuple[int, int] | None = None  # a pending run of white space

    def add_text(self, start: int, end: int, *, in_link: bool, entities: bool = True) -> None:
        """Append page text [start, end)."""
        self.position = end
        before = self._length + (self._space is not None)
        position, text = start, self.page_text
        for match in _SPECIAL.finditer(text, start, end):
            token = match.group()
            if token == " " and start < match.start() and match.end() < end:
                continue  # a lone space inside a run needs no chunk of its own
            if token[0] == "&" and (not entities or (value := unescape(token)) == token):
                continue
            self._run(position, match.start())
            position = match.end()
            if token[0] == "&":
                self._put(value, match.start(), match.end())
            elif self._length:
                self._space = (match.start(), match.end())
        self._run(position, end)
        if in_link:
            self._link_chars += max(0, self._length - before)

    def flush(
        self, tag: str, region: str = "", depth: int = 0, *, hidden: bool = False, names: str = ""
    ) -> None:
        """End the block that is being gathered; nothing happens when it is blank."""
        if self._length:
            text = "".join(self._parts)
            start, end = self._chunks[0][1], self._chunks[-1][2]
            self.blocks.append(
                Block(
                    text, start, end, tag, tuple(self._chunks),
                    link_chars=min(self._link_chars, len(text)), depth=depth,
                    context=Context(region, hidden, names.strip()),
                )
            )  # fmt: skip
        self._parts, self._chunks, self._length, self._link_chars = [], [], 0, 0
        self._space = None

    def _run(self, start: int, end: int) -> None:
        if start < end:
            self._put(self.page_text[start:end], start, end)

    def _put(self, value: str, start: int, end: int) -> None:
        if not self._length:
            if not value.strip():
                return
            bare = value.lstrip(" \t\r\n\f")  # behind an entity that is blank
            start, value = start + len(value) - len(bare), bare
        if self._space is not None:
            space_start, space_end = self._space
            self._space = None
            self._append(" ", space_start, space_end)
        self._append(value, start, end)

    def _append(self, value: str, start: int, end: int) -> None:
        self._parts.append(value)
        self._chunks.append((self._length, start, end))
        self._length += len(value)
