"""Markdown from values nobody vouched for: everything that is not ours is escaped here."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

CELL_CHARS = 300  # longest value in a table cell; the data holds the whole

# Numeric references, not backslashes: by CommonMark 2.5 they never start a structure, and they
# mean the same inside tables and raw HTML. Quotes are left out: no value stands in an attribute.
_ACTIVE = {ord(c): f"&#{ord(c)};" for c in "\\`*_{}[]<>&#|~:$^=!+@"}
_WWW = re.compile(r"(?i)\b(www|ftp)\.")  # GitHub's autolinks need no scheme
_LEADING = re.compile(r"^([-+>])|^(\d{1,9})([.)])")  # a list, a quote or an ordered list
_PLAIN = re.compile(r"[A-Za-z0-9._/+:=@ -]{1,300}")


def one_line(text: str, limit: int | None = None) -> str:
    """Return `text` without controls and direction overrides, white space collapsed.

    Lone surrogates become U+FFFD. `limit` counts code points; a longer text ends in "…".
    """
    kept = "".join(_readable(c) for c in text)
    line = " ".join(kept.split())
    return f"{line[: limit - 1]}…" if limit and len(line) > limit else line


def _readable(char: str) -> str:
    category = unicodedata.category(char)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    if category == "Cs":
        return "\ufffd"
    # Cf reorders or hides what stands beside it; the joiners are part of words and emoji.
    return "" if category == "Cf" and char not in "\u200c\u200d" else char


def escape_md(text: object, limit: int | None = None) -> str:
    """Return a value as one line of inert text for Markdown and HTML content.

    Not for HTML attributes: quotes stay. The empty string gives the empty string.

    >>> escape_md("[a](javascript:b) <i>\\n---")
    '&#91;a&#93;(javascript&#58;b) &#60;i&#62; ---'
    """
    line = one_line(str(text), limit).translate(_ACTIVE)
    line = _WWW.sub(r"\1&#46;", line)
    return _LEADING.sub(_escape_leading, line)


def _escape_leading(found: re.Match[str]) -> str:
    mark = found[1] or found[3]
    return f"{found[2] or ''}&#{ord(mark)};"


def code(text: object, limit: int = CELL_CHARS) -> str:
    """Return an identifier as a code span, or escaped where a code span could be left."""
    line = one_line(str(text), limit)
    return f"`{line}`" if _PLAIN.fullmatch(line) else escape_md(line)


def paragraphs(text: str) -> str:
    """Return text of the publisher, escaped; blank lines still part paragraphs."""
    parts = (escape_md(part) for part in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")))
    return "\n\n".join(part for part in parts if part)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a pipe table; cells are ready Markdown, numbers align right, none gives "None."."""
    body = [tuple(row) for row in rows]
    if not body:
        return "None."
    numeric = [all(isinstance(row[i], int) for row in body) for i in range(len(head))]
    lines = [head, ["---:" if right else "---" for right in numeric], *body]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def counts(head: Sequence[str], found: Mapping[str, int], top: int | None = None) -> str:
    """Return a table of names and counts, by count downwards, then name; at most `top` rows."""
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    cut = ordered[:top]
    shown = table(head, ((code(name) if name else "(none)", n) for name, n in cut))
    if len(cut) == len(ordered):
        return shown
    rest = sum(n for _, n in ordered[len(cut) :])
    return f"{shown}\n\n{len(ordered) - len(cut)} more, with {plural(rest, 'record')}."


def plural(number: int, noun: str) -> str:
    """Return a count with its regular noun.

    >>> plural(1, "dump"), plural(0, "dump")
    ('1 dump', '0 dumps')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def document(*blocks: str) -> str:
    """Join blocks by blank lines, without the empty ones; one newline at the end."""
    return "\n\n".join(block for block in blocks if block) + "\n"
