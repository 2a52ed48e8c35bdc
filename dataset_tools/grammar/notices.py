"""Rights notices in one block of visible text: what they are, where they stand, whom they name.

Matching runs on a folded copy (width folded, spaces between Han characters removed, since
footers print `人 民 网 版 权 所 有`); every span counts code points of the text as given.
All patterns are linear: bounded gaps, no nested repetition.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dataset_tools.grammar.notice_patterns import (
    ALL_RIGHTS,
    CLAUSE_MARK,
    CONDITIONAL,
    EMAIL,
    HAN_ALL_RIGHTS,
    OTHER_CLAUSE,
    OWN_CLAUSE,
    PARTIAL,
    PLATFORM,
    REPORTED,
    RESERVATIONS,
    ROUTE,
    SELF,
    TDM,
    TRIGGER,
    Rule,
)
from dataset_tools.grammar.notice_holders import copyright_lines, owned_by
from dataset_tools.grammar.notice_text import Folded, fold, sentences
from dataset_tools.model import Polarity

MAX_CLAUSE = 800  # characters; a longer numbered block is an article, not a clause


@dataclass(frozen=True, slots=True)
class NoticeSpan:
    """One notice: `text[start:end]` is its whole sentence, line or numbered clause.

    `kind` is copyright_line, all_rights_reserved, reservation, conditional_reprint,
    platform_disclaimer, outlet_clause_own or outlet_clause_other. `years` holds the years as
    printed (a range gives its two ends). `flags`: all-rights, media, route (says whom or how
    to ask), tdm, tdm-only, partial (speaks of a part of the site only).
    """

    kind: str
    start: int
    end: int
    holder: str | None = None
    years: tuple[int, ...] = ()
    polarity: Polarity = "inform"
    flags: tuple[str, ...] = ()


def find_notices(text: str) -> list[NoticeSpan]:
    """Return the rights notices of one block of visible text, by start; [] when there are none.

    >>> [(n.kind, n.holder, n.years) for n in find_notices("© 2019 Example Media Ltd.")]
    [('copyright_line', 'Example Media Ltd', (2019,))]
    >>> find_notices("Copyright"), find_notices("版权声明")
    ([], [])
    """
    if not TRIGGER.search(text) and not _spaced_trigger(text):
        return []
    folded = fold(text)
    found = [*_lines(folded), *_sentence_notices(folded), *_clauses(folded)]
    spans = {_unfold(folded, notice): None for notice in found}  # a dict keeps the first of twins
    return sorted(spans, key=lambda n: (n.start, n.end, n.kind))
