"""Wikitext to a tree of brackets: templates, links, tags, each with its exact place.

Brackets are matched with a stack, as MediaWiki's preprocessor does it, in one pass. A parser
that tries again where a bracket stays open (mwparserfromhell 0.7: 25 s and more for 40 kB of
"{{a|", in C code that nothing can interrupt) takes quadratic time on hostile pages.
"""

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from dataset_tools.dump import Limits
from dataset_tools.model import Rejection

Kind = Literal["template", "param", "link", "external", "variant", "comment", "raw", "tag"]

# Extension tags: their content is no wikitext, or none that is read here.
RAW_TAGS = frozenset(
    "ref nowiki pre math chem ce gallery source syntaxhighlight score timeline hiero graph"
    " imagemap inputbox templatedata mapframe maplink categorytree includeonly indicator"
    " templatestyles section references dynamicpagelist".split()
)
_TOKEN = re.compile(
    r"\{\{+|\}\}+|\[\[|\[(?=(?:https?|ftps?|mailto|irc|news):|//)|\]|\||-\{(?!\{)|\}-"
    r"|<!--|</?(?P<name>[a-zA-Z][a-zA-Z0-9]{0,20})(?P<attrs>[\s/][^<>]{0,2000})?>|\n(?=\n|=)"
)
_INDENT = 80  # blanks before a comment that has its line alone
_COMMENT_LINE = re.compile(r"[ \t]*\n")


@dataclass(slots=True)
class Node:
    """One bracketed part of a page; spans count code points of the page text."""

    kind: Kind
    start: int
    end: int
    name: str = ""  # of a tag: lower case
    closes: bool = False  # an end tag
    pipes: tuple[int, ...] = ()  # of a bracket: where "|" stands at its own level
    inner: tuple[int, int] = (0, 0)  # between the brackets or the tags
    children: list["Node"] = field(default_factory=list)

    def parts(self) -> list[tuple[int, int]]:
        """Return the spans between the pipes."""
        starts = [self.inner[0], *(at + 1 for at in self.pipes)]
        return list(zip(starts, [*self.pipes, self.inner[1]], strict=True))


def within(children: list[Node], start: int, end: int) -> list[Node]:
    """Return those of a list of siblings that stand in [start, end)."""
    first = bisect_left(children, start, key=lambda n: n.start)
    return children[first : bisect_left(children, end, first, key=lambda n: n.start)]


def plain_spans(start: int, end: int, children: list[Node]) -> list[tuple[int, int]]:
    """Return the parts of [start, end) that are in none of the nodes."""
    spans = []
    for node in children:
        if start < node.start:
            spans.append((start, node.start))
        start = max(start, node.end)
    return [*spans, (start, end)] if start < end else spans


def parse(text: str, limits: Limits) -> list[Node] | Rejection:
    """Return the outermost nodes of a page in order, or the Rejection ``too-many-nodes``.

    A bracket that is never closed is text; so is one inside more than `limits.dom_depth` open
    ones. Linear in the length of the text.
    """
    parser = _Parser(text, limits)
    return parser.read()


@dataclass(slots=True)
class _Open:
    mark: str  # "{", "[[", "[" or "-{"
    start: int
    count: int  # braces
    pipes: list[int] = field(default_factory=list)


class _Parser:
    """State of one pass over one page."""

    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text
        self.limits = limits
        self.nodes: list[Node] = []
        self.stack: list[_Open] = []
        self.opened: Counter[str] = Counter()
        self._unclosed: set[str] = set()  # raw tags without an end tag further on

    def read(self) -> list[Node] | Rejection:
        """Match all brackets."""
        at = 0
        while token := _TOKEN.search(self.text, at):
            at = self._take(token)
            if len(self.nodes) + len(self.stack) > self.limits.dom_nodes:
                return Rejection("too-many-nodes", f"more than {self.limits.dom_nodes} nodes")
        return _nest(self.nodes)

    def _take(self, token: re.Match[str]) -> int:
        """Take one token; return where to look for the next one."""
        word, start, end = token.group(), token.start(), token.end()
        if token["name"]:
            return self._tag(token)
        if word == "|":
            if self.stack:
                self.stack[-1].pipes.append(start)
        elif word == "<!--":
            return self._comment(start)
        elif word[0] == "{":
            self._push("{", start, len(word))
        elif word in ("[[", "[", "-{"):
            self._push(word, start, 0)
        elif word == "]":
            return self._close_square(start)
        elif word == "}-":
            self._close("-{", start, end, "variant", 2)
        elif word[0] == "}":
            return self._close_braces(start, end)
        else:  # a paragraph ends: no link goes on behind it
            while self.stack and self.stack[-1].mark in ("[[", "["):
                self._pop()
        return end

    def _push(self, mark: str, start: int, count: int) -> None:
        if len(self.stack) < self.limits.dom_depth:
            self.stack.append(_Open(mark, start, count))
            self.opened[mark] += 1

    def _pop(self) -> _Open:
        top = self.stack.pop()
        self.opened[top.mark] -= 1
        return top

    def _pop_to(self, mark: str) -> _Open | None:
        """Return the innermost open bracket of a kind; those inside it become text."""
        if not self.opened[mark]:
            return None
        while self.stack[-1].mark != mark:
            self._pop()
        return self.stack[-1]

    def _close(self, mark: str, start: int, end: int, kind: Kind, width: int) -> None:
        if found := self._pop_to(mark):
            self._pop()
            self._add(kind, found, found.start, start, end, width)

    def _add(self, kind: Kind, found: _Open, begin: int, start: int, end: int, width: int) -> None:
        pipes = tuple(found.pipes)
        self.nodes.append(Node(kind, begin, end, pipes=pipes, inner=(begin + width, start)))

    def _close_square(self, start: int) -> int:
        """Close an external link, or a link where two brackets stand."""
        if self.stack and self.stack[-1].mark == "[":
            top = self._pop()
            if "\n" not in self.text[top.start : start]:
                self._add("external", top, top.start, start, start + 1, 1)
            return start + 1
        if self.text.startswith("]]", start):
            self._close("[[", start, start + 2, "link", 2)
            return start + 2
        return start + 1

    def _close_braces(self, start: int, end: int) -> int:
        """Match closing braces with open ones, three before two (MediaWiki, Preprocessor_Hash)."""
        while end - start >= 2 and (top := self._pop_to("{")):
            width = 3 if min(top.count, end - start) >= 3 else 2
            kind: Kind = "param" if width == 3 else "template"
            top.count -= width
            self._add(kind, top, top.start + top.count, start, start + width, width)
            top.pipes = []
            if top.count < 2:
                self._pop()
            start += width
        # "}" and "-" may close a variant together.
        return end - 1 if end - start == 1 and self.text.startswith("-", end) else end

    def _comment(self, start: int) -> int:
        """Pass over a comment, with its line where it stands alone on it."""
        end = self.text.find("-->", start + 4)
        end = len(self.text) if end < 0 else end + 3
        before = max(0, start - _INDENT)
        line = self.text[before:start].rpartition("\n")
        alone = not line[2].strip(" \t") and (line[1] or not before)
        if alone and (rest := _COMMENT_LINE.match(self.text, end)):
            end = rest.end()
        self.nodes.append(Node("comment", start, end, "comment", inner=(start + 4, end)))
        return end

    def _tag(self, token: re.Match[str]) -> int:
        name, start, end = token["name"].lower(), token.start(), token.end()
        closes = token.group().startswith("</")
        if name not in RAW_TAGS or closes:
            self.nodes.append(Node("tag", start, end, name, closes=closes))
            return end
        inner = (end, end)
        if not (token["attrs"] or "").endswith("/"):
            found = None
            if name not in self._unclosed:
                found = re.compile(rf"</{name}\s{{0,20}}>", re.IGNORECASE).search(self.text, end)
            if found is None:
                self._unclosed.add(name)
                self.nodes.append(Node("tag", start, end, name))
                return end
            inner, end = (end, found.start()), found.end()
        self.nodes.append(Node("raw", start, end, name, inner=inner))
        return end


def _nest(nodes: list[Node]) -> list[Node]:
    """Build the tree of nodes, of which any two are nested or apart."""
    top: list[Node] = []
    around: list[Node] = []
    for node in sorted(nodes, key=lambda n: (n.start, -n.end)):
        while around and around[-1].end <= node.start:
            around.pop()
        (around[-1].children if around else top).append(node)
        around.append(node)
    return top
