"""The terms of a page's publisher, applied to the page: whose it is, what it credits, which rule.

A publisher is told by its domain, by a phrase of its notice or by its name there. The rule that
decides cites a clause; whether that clause stands on the page decides how sure it is.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from dataset_tools.blocks import Outline
from dataset_tools.grammar.notices import emails
from dataset_tools.model import About, Evidence, EvidenceLog, Page, Polarity, Rights, Tried
from dataset_tools.rights.claims import Claim, page_evidence
from dataset_tools.rights.notice_area import (
    Area,
    Passage,
    cited_passage,
    fingerprint,
    inside,
    last_blocks,
)
from dataset_tools.rights.outlet_terms import (
    Facts,
    Outlets,
    Rule,
    Sign,
    Terms,
    evaluate,
    letters,
    plain,
)

MIN_IDENTITY = 0.8  # less is no identification; a lone publisher line should say more
MAX_IDENTITY = 0.99
MAX_LINE = 200  # letters of a block that names the publisher; longer is prose
NONE_STATUSES = frozenset({"reserved", "permission_required", "third_party", "platform_upload"})
_FIELD = "outlet_rule"
_MARKING = frozenset({"author", "reporter", "correspondent", "source_outlet", "original_outlet"})
_PICTURE = frozenset({"photographer", "image_source"})
_POLARITY: dict[str, Polarity] = {"conditional_reprint": "condition", "conflicting": "inform"}


@dataclass(frozen=True, slots=True)
class Decided:
    """What terms say of a page; `rights` is None where no rule was true.

    `by_source` says that a valued source line took part: such a rule comes before a license of
    the whole page. `grant` is set for rules that grant a license, which then is one claim among
    the others.
    """

    rights: Rights | None
    tried: tuple[Tried, ...]
    flags: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    grant: Claim | None = None
    by_source: bool = False
    known: tuple[tuple[int, int], ...] = ()  # where the clauses stand that the terms describe


def decide_by_terms(
    page: Page,
    outline: Outline,
    about: About,
    area: Area,
    claims: Sequence[Claim],
    log: EvidenceLog,
    outlets: Outlets,
) -> Decided | None:
    """Return what the terms of the page's publisher say of it; None for an unknown publisher."""
    named = _identify(page, about, area, outlets)
    if named is None:
        return None
    known, sure = named
    terms = _at_the_time(known, page)
    if terms is None:
        why = "no terms of this publisher hold at the time of capture"
        return Decided(None, (Tried(known[0].id, "undetermined", why),), ("terms_out_of_date",))
    cited = _cited(terms, area)
    if len(cited) < len(terms.clauses):
        wider = last_blocks(outline)
        if len(found := _cited(terms, wider)) > len(cited):
            area, cited = wider, found
    changed = _changed(terms, area, cited)
    found_as_known = frozenset() if changed else frozenset(cited)
    facts = page_facts(about, claims, log, area, found_as_known)
    decided = apply(page, about, terms, facts, cited, area, log, sure)
    evidence = decided.evidence
    if decided.rights is not None and not any(e.kind == "outlet_clause" for e in evidence):
        evidence = (*evidence, *_sign_seen(page, terms, area, decided.rights, sure))
    spans = tuple(passage.span for passage in cited.values())
    flags = (*decided.flags, *changed)
    return replace(decided, evidence=evidence, flags=flags, known=spans)


def _cited(terms: Terms, area: Area) -> dict[str, Passage]:
    """Return the clauses of terms that stand in an area, by their marks."""
    return {
        one.mark: passage
        for one in terms.clauses
        if (passage := cited_passage(area, one.mark, one.contains))
    }


def apply(
    page: Page,
    about: About,
    terms: Terms,
    facts: Facts,
    cited: dict[str, Passage],
    area: Area,
    log: EvidenceLog,
    sure: float,
) -> Decided:
    """Evaluate terms and turn the rule that decides into rights with evidence.

    Args:
        cited: The passages of the page by the marks of the clauses that they are.
        sure: How sure it is that these are the terms of the page's publisher, 0 to 1.
    """
    verdict = evaluate(terms, facts)
    rule = verdict.rule
    if rule is None:
        return Decided(None, verdict.tried)
    passage = cited.get(rule.clause)
    name = f"{terms.id}/{rule.id}"
    flags = verdict.flags
    confidence = sure
    if passage is None and rule.clause != "page":
        flags, confidence = (*flags, "clause_unverified"), sure * 0.6
    evidence = _evidence(page, about, rule, name, passage, log, confidence)
    text = passage.text if passage else None
    addresses = [a for t in (text or "", *(b.text for b in area.blocks)) for a in emails(t)]
    rights = Rights(
        license="NONE" if rule.status in NONE_STATUSES else "NOASSERTION",
        rights_status=rule.status,
        license_notes=text,
        holder=_holder(rule, about),
        attribution=rule.attribution,
        contact=addresses[0] if addresses else terms.contact,
        outlet_rule=name,
    )
    grant = None
    if rule.license is not None and passage is not None:
        clause = page_evidence(
            page, "license", "outlet_clause", passage.span, rule.license,
            polarity="grant", confidence=confidence,
        )  # fmt: skip
        grant = Claim(clause, rule.license, holder=rights.holder)
    return Decided(rights, verdict.tried, flags, evidence, grant, bool(facts.sources))


def page_facts(
    about: About,
    claims: Sequence[Claim],
    log: EvidenceLog,
    area: Area,
    found: frozenset[str],
) -> Facts:
    """Return what rules may ask of a page; `found` are the cited clauses that stand on it."""
    lines = [e.value for e in log.items if e.field == "source" and e.kind == "source_line"]
    sources = [about.source, *lines] if about.source else []
    texts = [c for c in about.credits if c.role in _MARKING]
    pictures = [
        *(c.credit for c in about.captions),
        *(part for c in about.credits if c.role in _PICTURE for part in (c.name, c.affiliation)),
    ]
    authors = [c.affiliation for c in texts if c.role in {"author", "reporter", "correspondent"}]
    bylines = [part for c in texts for part in (c.name, c.affiliation)]
    clauses = [passage.span for passage in area.passages]
    notices = {
        c.evidence.kind
        for c in claims
        if c.evidence.field == "rights_status"
        and "partial" not in c.flags
        and not inside(c.evidence, clauses)
    }
    return Facts(
        sources=_plain(sources),
        bylines=_plain(bylines),
        pictures=_plain(pictures),
        affiliations=_plain(authors),
        notices=frozenset(notices),
        account=any(c.role == "platform_account" for c in about.credits),
        clauses=found,
    )


def _plain(names: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain(name) for name in names if name))


def _identify(
    page: Page, about: About, area: Area, outlets: Outlets
) -> tuple[list[Terms], float] | None:
    """Return the terms of the publisher of a page, of all times, and how sure that is."""
    if not outlets.terms:
        return None
    host = ""
    with suppress(ValueError):  # a page may call itself anything
        host = (urlsplit(page.capture.url or "").hostname or "").lower()
    if not (
        any(_at_domain(host, domain) for domain in outlets.domains)
        or outlets.phrases.groups(
            letters("\n".join([about.publisher or "", *(block.text for block in area.blocks)]))
        )
    ):
        return None
    lines = [letters(block.text) for block in area.blocks]
    notice = "\n".join(lines)
    names = "\n".join(
        line for line in (*lines, letters(about.publisher or "")) if len(line) <= MAX_LINE
    )
    best: tuple[float, str] | None = None
    for terms in outlets.terms:
        missing = 1.0
        for by in {sign.by for sign in terms.signs}:
            seen = [
                s.confidence for s in terms.signs if s.by == by and _shows(s, host, notice, names)
            ]
            missing *= 1 - max(seen, default=0.0)
        sure = min(1 - missing, MAX_IDENTITY)
        if sure >= MIN_IDENTITY and (best is None or (-sure, terms.id) < (-best[0], best[1])):
            best = sure, terms.id
    if best is None:
        return None
    return [terms for terms in outlets.terms if terms.id == best[1]], best[0]


def _sign_seen(
    page: Page, terms: Terms, area: Area, rights: Rights, sure: float
) -> Iterator[Evidence]:
    """Yield the block by which the publisher was told, for a rule whose clause is not there."""
    phrases = [sign.value for sign in terms.signs if sign.by != "domain"]
    for block in area.blocks:
        text = letters(block.text)
        if any(phrase in text for phrase in phrases):
            span = block.span(0, len(block.text))
            yield page_evidence(
                page, _FIELD, "outlet_sign", span, rights.outlet_rule, confidence=sure
            )
            return


def _shows(sign: Sign, host: str, notice: str, names: str) -> bool:
    if sign.by == "domain":
        return _at_domain(host, sign.value)
    return sign.value in (notice if sign.by == "notice_contains" else names)


def _at_domain(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def _at_the_time(known: Sequence[Terms], page: Page) -> Terms | None:
    """Return the terms that held when the page was captured; the latest where nobody knows."""
    if page.capture.captured_at is None:
        return max(known, key=lambda terms: terms.observed)
    day = page.capture.captured_at.date()
    for terms in known:
        if (terms.valid_from or date.min) <= day <= (terms.valid_until or date.max):
            return terms
    return None


def _changed(terms: Terms, area: Area, cited: dict[str, Passage]) -> tuple[str, ...]:
    """Return the flag of a notice that is on the page and differs from every known wording."""
    if not terms.notice_chars or not terms.clauses:
        return ()
    first = cited_passage(area, terms.clauses[0].mark, terms.clauses[0].contains)
    first = first or min(cited.values(), key=lambda p: p.span, default=None)
    if first is None:
        return ()
    known = fingerprint(area, first, terms.notice_chars) in terms.notice_digests
    return () if known else ("terms_changed",)


def _holder(rule: Rule, about: About) -> str | None:
    if rule.holder_from == "source":
        return about.source
    if rule.holder_from == "author":
        account = next((c.name for c in about.credits if c.role == "platform_account"), None)
        return account or next(iter(about.authors), None)
    return rule.holder


def _evidence(
    page: Page,
    about: About,
    rule: Rule,
    name: str,
    passage: Passage | None,
    log: EvidenceLog,
    confidence: float,
) -> tuple[Evidence, ...]:
    """Return the evidence of a decision: the source line, and the clause where it was found."""
    found = []
    value = about.source
    for item in log.items if value else ():
        if item.field == "source" and item.value == value and item.end:
            span, sure = (item.start or 0, item.end), item.confidence
            found.append(page_evidence(page, _FIELD, "outlet_source", span, value, confidence=sure))
            break
    if passage is not None:
        polarity: Polarity = "grant" if rule.license else _POLARITY.get(rule.status, "reserve")
        value = ", ".join((name, rule.status, *rule.duties))
        found.append(
            page_evidence(
                page,
                _FIELD,
                "outlet_clause",
                passage.span,
                value,
                polarity=polarity,
                confidence=confidence,
            )
        )
    return tuple(found)
