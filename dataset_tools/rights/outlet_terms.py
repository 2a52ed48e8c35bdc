"""Outlet terms: what a publisher's notice says of which works, as rules over a page's credits.

Rules are data (outlet_file.py reads them, generic_terms.py derives them from the clauses of a
notice nobody described). Each test is true, false or undetermined, as in Kleene's logic; the
first rule that is true decides, and every rule that was tried stays in the trace.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Literal

from dataset_tools.grammar.folding import fold, squash
from dataset_tools.model import Outcome, Tried
from dataset_tools.words import WordList

IdentifyBy = Literal["domain", "notice_contains", "publisher_line"]
SIGNS: tuple[IdentifyBy, ...] = ("domain", "notice_contains", "publisher_line")

_DASHES = dict.fromkeys(map(ord, "–—－‐‑―"), "-")
_SEVERAL = re.compile(r"[、,/;|]")  # between the outlets of one source line, folded


@dataclass(frozen=True, slots=True)
class Condition:
    """All of `tests` (name in `TESTS`, argument) and one of `either` (if any) must be true."""

    tests: tuple[tuple[str, tuple[str, ...] | bool], ...] = ()
    either: tuple["Condition", ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `clause` is the mark of the clause that it cites, or "page"."""

    id: str
    when: Condition
    status: str
    clause: str
    license: str | None = None  # SPDX; exactly with an open status
    holder: str | None = None
    holder_from: Literal["", "source", "author"] = ""
    duties: tuple[str, ...] = ()
    attribution: str | None = None
    flag_if: tuple[tuple[str, str], ...] = ()  # (name in TESTS without argument, flag)


@dataclass(frozen=True, slots=True)
class Sign:
    """What tells that a page is a publisher's; `value` is a domain or `letters` of a phrase."""

    by: IdentifyBy
    value: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Cited:
    """A clause that rules cite: its mark, and `letters` that it must contain ("" for any)."""

    mark: str
    contains: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one publisher at one time, parsed and checked."""

    id: str
    rules: tuple[Rule, ...]
    names: tuple[str, ...] = ()  # of the publisher, `plain`
    contact: str | None = None
    signs: tuple[Sign, ...] = ()
    observed: date = date.min
    valid_from: date | None = None
    valid_until: date | None = None
    clauses: tuple[Cited, ...] = ()
    notice_chars: int = 0  # 0: the notice has no known fingerprint
    notice_digests: frozenset[str] = frozenset()
    lists: tuple[tuple[str, frozenset[str]], ...] = ()  # names, `plain`
    sources_agree: bool = False  # all valued source lines must agree, else the first counts


@dataclass(frozen=True, slots=True)
class Outlets:
    """All terms that a build knows; `sha256` is of their canonical content."""

    terms: tuple[Terms, ...] = ()
    sha256: str = ""
    domains: tuple[str, ...] = field(init=False)  # by which any publisher is told
    phrases: WordList = field(init=False, compare=False, repr=False)  # and what else tells one

    def __post_init__(self) -> None:
        signs = [sign for terms in self.terms for sign in terms.signs]
        domains = dict.fromkeys(sign.value for sign in signs if sign.by == "domain")
        phrases = WordList(sign.value for sign in signs if sign.by != "domain")
        object.__setattr__(self, "domains", tuple(domains))
        object.__setattr__(self, "phrases", phrases)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page says that rules may ask for. Names are `plain`.

    `clauses` are the marks of the cited clauses that stand on the page as they are known.
    """

    sources: tuple[str, ...] = ()  # of valued source lines, in page order
    bylines: tuple[str, ...] = ()  # credits of the text: names and affiliations
    pictures: tuple[str, ...] = ()  # credits of pictures
    affiliations: tuple[str, ...] = ()  # of authors
    notices: frozenset[str] = frozenset()  # kinds of notices outside the clauses
    account: bool = False
    clauses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rule that decided, None where none was true; all rules tried; the flags raised."""

    rule: Rule | None
    tried: tuple[Tried, ...] = ()
    flags: tuple[str, ...] = field(default=())


@lru_cache(maxsize=4_096)
def plain(name: str) -> str:
    """Return a name for comparing: width, case and dashes folded, without white space.

    >>> plain("华 龙 网 — Ｘ")
    '华龙网-x'
    """
    return "".join(fold(name).text.translate(_DASHES).split()).casefold()


def letters(text: str) -> str:
    """Return letters and digits of a text, width and case folded: what a phrase is compared by.

    >>> letters("注明“来源：青 山 网”的作品")
    '注明来源青山网的作品'
    """
    return squash(fold(text).text)


def evaluate(terms: Terms, facts: Facts) -> Verdict:
    """Try the rules in order; the first that is true decides.

    A rule that grants a license is true only where its clause stands on the page and no rule
    before it was undetermined: doubt never opens a text.
    """
    tried: list[Tried] = []
    doubt = False
    for rule in terms.rules:
        outcome, why = _try(rule.when, terms, facts)
        if outcome == "true" and rule.license is not None:
            if rule.clause not in facts.clauses:
                outcome, why = "undetermined", f"clause {rule.clause} is not there as it was known"
            elif doubt:
                outcome, why = "undetermined", "a rule before it is undetermined"
        tried.append(Tried(f"{terms.id}/{rule.id}", outcome, why))
        doubt = doubt or outcome == "undetermined"
        if outcome == "true":
            raised = {flag for test, flag in rule.flag_if if _is(test, terms, facts)}
            if any(one.outcome == "undetermined" for one in tried):
                raised.add("outlet_rule_undetermined")
            return Verdict(rule, tuple(tried), tuple(sorted(raised)))
    return Verdict(None, tuple(tried))


def _try(when: Condition, terms: Terms, facts: Facts) -> tuple[Outcome, str]:
    """Return the outcome of a condition, and the tests behind it in words."""
    said: list[tuple[Outcome, str]]
    said = [(TESTS[name](terms, facts, arg), f"{name}{_worded(arg)}") for name, arg in when.tests]
    if when.either:
        outcomes = [_try(one, terms, facts) for one in when.either]
        reached: tuple[Outcome, ...] = tuple(o for o in _HOPES if o in {one for one, _ in outcomes})
        outcome: Outcome = reached[0] if reached else "false"
        words = [word for one, word in outcomes if one == outcome]
        said.append((outcome, f"any({'; '.join(words)})"))
    for doubt in _DOUBTS:
        if words := [word for one, word in said if one == doubt]:
            return doubt, ", ".join(words)
    return "true", ", ".join(word for _, word in said)


_HOPES: tuple[Outcome, ...] = ("true", "undetermined")
_DOUBTS: tuple[Outcome, ...] = ("false", "undetermined")


def _worded(arg: tuple[str, ...] | bool) -> str:  # noqa: FBT001 - an argument of a test
    if isinstance(arg, bool):
        return "" if arg else " = false"
    return f" {'|'.join(arg[:4])}{'|…' if len(arg) > 4 else ''}"


def _is(test: str, terms: Terms, facts: Facts) -> bool:
    return TESTS[test](terms, facts, True) == "true"  # noqa: FBT003 - as in a file


Argument = tuple[str, ...] | bool
Test = Callable[[Terms, Facts, Argument], Outcome]


def _truth(value: bool, arg: Argument = True) -> Outcome:  # noqa: FBT001, FBT002 - a truth value
    return "true" if value == bool(arg) else "false"


def _source_test(holds: Callable[[str, Terms, tuple[str, ...]], bool]) -> Test:
    """Return a test of the source: of several outlets in one line all or none must hold."""

    def test(terms: Terms, facts: Facts, arg: Argument) -> Outcome:
        wanted = arg if isinstance(arg, tuple) else ()
        if not facts.sources:
            return "false"
        if terms.sources_agree and len(set(facts.sources)) > 1:
            return "undetermined"
        source = facts.sources[0]
        if holds(source, terms, wanted):
            return "true"
        parts = [part for part in _SEVERAL.split(source) if part]
        held = [holds(part, terms, wanted) for part in parts] if len(parts) > 1 else [False]
        return "true" if all(held) else "undetermined" if any(held) else "false"

    return test


def _equals(source: str, terms: Terms, wanted: tuple[str, ...]) -> bool:  # noqa: ARG001 - one form
    return source in wanted


def _listed(source: str, terms: Terms, wanted: tuple[str, ...]) -> bool:
    return any(source in names for name, names in terms.lists if name in wanted)


def _starts(source: str, terms: Terms, wanted: tuple[str, ...]) -> bool:  # noqa: ARG001 - one form
    return any(source.startswith(prefix) and source != prefix for prefix in wanted)


def _credit_absent(terms: Terms, facts: Facts, arg: Argument) -> Outcome:  # noqa: ARG001 - one form
    names = arg if isinstance(arg, tuple) else ()
    if _named(names, facts.bylines):
        return "false"
    # Whether the credit of a picture marks the text is for nobody to say.
    return "undetermined" if _named(names, facts.pictures) else "true"


def _named(names: Sequence[str], credited: Sequence[str]) -> bool:
    return any(name in credit for name in names for credit in credited)


def _outside(terms: Terms, facts: Facts) -> bool:
    return any(
        affiliation and not _named(terms.names, (affiliation,))
        for affiliation in facts.affiliations
    )


TESTS: dict[str, Test] = {
    "always": lambda _terms, _facts, _arg: "true",
    "source_present": lambda _terms, facts, arg: _truth(bool(facts.sources), arg),
    "source_equals": _source_test(_equals),
    "source_in": _source_test(_listed),
    "source_starts": _source_test(_starts),
    "credit_absent": _credit_absent,
    "author_affiliation_present": lambda terms, facts, arg: _truth(_outside(terms, facts), arg),
    "media_credit_present": lambda _terms, facts, arg: _truth(bool(facts.pictures), arg),
    "account_present": lambda _terms, facts, arg: _truth(facts.account, arg),
    "notice_present": lambda _terms, facts, arg: _truth(
        bool(isinstance(arg, tuple) and facts.notices.intersection(arg))
    ),
}
