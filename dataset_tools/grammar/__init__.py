"""Recognisers for credit lines, sources, dates, captions and notices: str -> spans.

They serve HTML and plain text alike: each takes one block or line of visible text and returns
spans that count its code points. All patterns are linear in their input.
"""

import re
from collections.abc import Iterable
from typing import Final

LINE_CHARS: Final = 4_000  # a line is read this far; longer ones are prose or hostile
HAN: Final = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # inside a character class
COLON: Final = ":\uff1a"
BAR: Final = "|\uff5c\u4e28\ufe31"  # ASCII, full-width, the Han radical 丨 and the vertical dash
SLASH: Final = "/\uff0f\u2571"  # ASCII, full-width, the box drawing of old Taiwanese pages
OPENERS: Final = "([{（［【〔〖"
CLOSERS: Final = ")]}）］】〕〗"
QUOTES: Final = "\"'“‘「『《〈"  # a label after one of these is talked about, not used

_OTHER_CASES = {"i": "İı", "s": "ſ", "k": "\u212a"}  # as patterns read them in any case


def longest_first(words: Iterable[str]) -> str:
    """Return a pattern of any of some words, the longest first, in any case.

    Any white space parts the words of phrases.

    >>> longest_first(["read", "read also"])
    '[rR](?i:ead\\\\salso|ead)'
    """
    ordered = sorted(words, key=len, reverse=True)
    return by_first_letter(re.escape(word).replace(r"\ ", r"\s") for word in ordered)


def by_first_letter(patterns: Iterable[str]) -> str:
    """Join patterns that begin with a letter each: a text fails on the first letter of most."""
    groups: dict[str, list[str]] = {}
    for pattern in patterns:
        groups.setdefault(pattern[0], []).append(pattern[1:])
    return "|".join(
        f"[{first}{first.upper()}{_OTHER_CASES.get(first, '')}](?i:{'|'.join(rest)})"
        for first, rest in groups.items()
    )


def words_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of some words; in wide scripts white space may stand between characters.

    >>> words_pattern(["来源", "Source"]).search("来　源").group()
    '来　源'
    """
    spaced = (
        r"\s{0,4}".join(map(re.escape, word)) if max(word) > "\u2e80" else re.escape(word)
        for word in sorted(words)
    )
    return re.compile("|".join(spaced))
