"""Terms of a publisher that nobody described, derived from the clauses of its own notice.

Rule ids are the marks of the clauses, so that ``generic/②`` says which clause decided. A clause
on one class of works comes before one on everything; where both speak, the narrower holds and the
contradiction is flagged.
"""

from collections.abc import Sequence

from dataset_tools.grammar import notice_patterns as words
from dataset_tools.grammar.clauses import Meaning, list_names, read_clause
from dataset_tools.grammar.folding import fold
from dataset_tools.grammar.notices import credit_line
from dataset_tools.rights.notice_area import Area, Passage
from dataset_tools.rights.outlet_terms import Condition, Rule, Terms, plain

GENERIC = "generic"  # no id of a terms file: those have a dot
CONTRADICT = (("always", "clauses_contradict"),)
_ORDER = ("own", "group", "upload", "reprint", "blanket")
_BY_SOURCE = ("own", "group", "reprint")  # turn on what the page credits
_SENT_IN = (
    "网友",
    "网友投稿",
    "网友上传",
    "用户上传",
    "用户投稿",
    "读者投稿",
    "会员投稿",
    "会员上传",
)
_WORKS = "来來注註標标转轉传傳投网網版署"  # no clause on a class of works lacks all of these


def generic_terms(area: Area, elsewhere: str | None) -> tuple[Terms, dict[str, Passage]] | None:
    """Return the rules that the clauses of a notice amount to, and the passages that they cite.

    None where no clause turns on the source of a work. `elsewhere` is the outlet that the page
    credits where that is not its publisher: clauses on reprints speak of no other page.
    """
    read = [
        (passage, meaning)
        for passage in area.passages
        if any(map(passage.text.__contains__, _WORKS)) and (meaning := read_clause(passage.text))
    ]
    if not any(meaning.kind in _BY_SOURCE for _, meaning in read):
        return None
    read.sort(key=lambda one: _ORDER.index(one[1].kind))
    cited: dict[str, Passage] = {}
    read = [one for one in read if cited.setdefault(one[0].mark, one[0]) is one[0]]
    blanket = any(meaning.kind == "blanket" for _, meaning in read)
    listed = frozenset(plain(n) for block in area.blocks for n in list_names(block.text))
    rules = [
        _rule(passage, meaning, blanket=blanket)
        for passage, meaning in read
        if meaning.kind != "reprint"
        or (elsewhere and plain(elsewhere) not in map(plain, meaning.sources))
    ]
    return Terms(GENERIC, tuple(_agreed(rules)), lists=(("group", listed),)), cited


def _rule(passage: Passage, meaning: Meaning, *, blanket: bool) -> Rule:
    route = words.ROUTE.search(fold(passage.text).text)
    status = "permission_required" if route else "reserved"
    holder = meaning.holder
    contradicted = CONTRADICT if blanket else ()
    names = tuple(map(plain, meaning.sources))
    credit = credit_line(passage.text)
    if meaning.kind == "own":
        when = Condition((("source_equals", names),))
        return Rule(
            passage.mark, when, status, passage.mark,
            holder=holder or meaning.sources[0], attribution=credit,
        )  # fmt: skip
    if meaning.kind == "group":
        when = Condition(
            either=(
                Condition((("source_in", ("group",)),)),
                Condition((("source_equals", (plain(holder or ""),)),)),
                Condition((("source_starts", names),)),
            )
        )
        return Rule(passage.mark, when, status, passage.mark, holder=holder, attribution=credit)
    if meaning.kind == "reprint":
        when = Condition((("source_present", True),))
        return Rule(
            passage.mark, when, "third_party", passage.mark,
            holder_from="source", flag_if=contradicted,
        )  # fmt: skip
    if meaning.kind == "upload":
        when = Condition(
            either=(
                Condition((("account_present", True),)),
                Condition((("source_equals", _SENT_IN),)),
            )
        )
        return Rule(
            passage.mark, when, "platform_upload", passage.mark,
            holder_from="author", flag_if=contradicted,
        )  # fmt: skip
    when = Condition((("always", True),))
    return Rule(passage.mark, when, status, passage.mark, holder=holder, attribution=credit)


def _agreed(rules: Sequence[Rule]) -> list[Rule]:
    """Turn a rule into a conflict where another one says otherwise of the very same works."""
    said: dict[Condition, set[tuple[str, str | None]]] = {}
    for rule in rules:
        if rule.when.tests and rule.when.tests[0][0] == "source_equals":
            said.setdefault(rule.when, set()).add((rule.status, rule.holder))
    return [
        Rule(rule.id, rule.when, "conflicting", rule.clause, flag_if=CONTRADICT)
        if len(said.get(rule.when, ())) > 1
        else rule
        for rule in rules
    ]
