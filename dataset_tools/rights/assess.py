"""All claims of a page to one verdict, by a fixed order of precedence.

The order (narrow before wide, specific before generic, doubt before release):

1. Claims about pictures, comments, code or an unknown part never decide about the text.
2. Among licenses the narrowest scope decides; two different ones there conflict. A name without
   version or port gives way to the same license with it.
3. A reservation at that scope or a narrower one conflicts with the license; a copyright line
   without "all rights reserved" does not.
4. A text credited to another outlet is not covered by a license that the site repeats on
   every page.
5. The terms of a known publisher, where they turn on the credited source, come before a
   license of the whole page or site; a license of the article is narrower than terms.
6. Without a license, the other terms decide, then notices: the clauses of an unknown
   publisher, platform uploads, reservations, conditions of reprint, "all rights reserved".
7. Preferences on mining and training are an axis of their own: any deny holds.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from dataset_tools.blocks import Outline
from dataset_tools.grammar.notices import credit_line, emails
from dataset_tools.model import About, Ai, AiValue, CorpusContext, EvidenceLog, Page, Rights, Scope
from dataset_tools.rights.claims import Claim, confidence
from dataset_tools.rights.declared import operator_license
from dataset_tools.rights.generic_terms import generic_terms
from dataset_tools.rights.notice_area import Area, find_area, inside
from dataset_tools.rights.optout import host_signals
from dataset_tools.rights.outlet_page import (
    NONE_STATUSES,
    Decided,
    apply,
    decide_by_terms,
    page_facts,
)
from dataset_tools.rights.outlet_terms import Outlets
from dataset_tools.rights.signals import SIGNALS
from dataset_tools.rights.spdx import PUBLIC_DOMAIN, license_status
from dataset_tools.rights.text_notices import is_overlong

MAX_CLAIMS = 200  # of one family; a page with more is hostile, its licenses are not trusted
_WIDTH: dict[Scope, int] = {"article": 0, "page": 1, "site": 2}
_RESERVATIONS = frozenset({"reservation", "all_rights_reserved", "outlet_clause_own"})
_STRICT_FIRST: tuple[AiValue, ...] = ("deny", "conditional", "allow")
_NAME = re.compile(r"[\W_]+")
_NO_OUTLETS = Outlets()
GENERIC_IDENTITY = 0.85  # how sure it is that a page's clauses were read as they were meant
_TERMS_FLAGS = frozenset({"terms_changed", "terms_out_of_date"})


def assess(
    page: Page,
    outline: Outline,
    about: About,
    context: CorpusContext,
    log: EvidenceLog,
    stated: str | None = None,
    outlets: Outlets = _NO_OUTLETS,
    *,
    without: frozenset[Claim] = frozenset(),
) -> Rights:
    """Read every signal of a page into the log and return what they add up to.

    `stated` is the license that the operator states of every page (SPDX), `outlets` the terms of
    publishers that are known; claims in `without` are passed over, which is how `explain` finds
    out what each of them does.
    Without any claim: status ``unknown``, license ``NOASSERTION``.
    """
    found, truncated = gather(page, outline, context, stated)
    claims = [claim for claim in found if claim not in without]
    for claim in claims:
        log.add(claim.evidence)
    deciding = [c for c in claims if c.evidence.scope in _WIDTH]
    scene = _Scene(page, about, find_area(outline, deciding), log)
    terms = decide_by_terms(page, outline, about, scene.area, deciding, log, outlets)
    rights = _by_terms(deciding, scene, terms, truncated=truncated)
    flags = {flag for c in deciding for flag in c.flags if flag in _KEPT_FLAGS}
    holder, years = _holder(rights, [c for c in deciding if not inside(c.evidence, scene.spans)])
    return replace(
        rights,
        holder=holder,
        years=years,
        flags=tuple(sorted({*rights.flags, *flags, *(("claims_truncated",) if truncated else ())})),
        ai=_preferences(claims, observed=_observed(page, outline, context)),
    )


def gather(
    page: Page, outline: Outline, context: CorpusContext, stated: str | None = None
) -> tuple[list[Claim], bool]:
    """Return all claims about a page, each once, and whether there are too many to trust."""
    claims: dict[Claim, None] = {}
    truncated = is_overlong(outline)
    for signal in SIGNALS.values():
        found = list(islice(signal(page, outline, context), MAX_CLAIMS + 1))
        if found:
            truncated = truncated or len(found) > MAX_CLAIMS
            claims.update(dict.fromkeys(found[:MAX_CLAIMS]))
    claims.update(dict.fromkeys(operator_license(stated)))
    return list(claims), truncated


_KEPT_FLAGS = frozenset({"noarchive", "nosnippet", "license_page_linked"})


@dataclass(frozen=True, slots=True)
class _Scene:
    """A page, what it says of itself, where its notice stands, and its evidence so far."""

    page: Page
    about: About
    area: Area
    log: EvidenceLog

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Where clauses stand: what one says of its works holds for no other ones."""
        return tuple(passage.span for passage in self.area.passages)


def _by_terms(
    claims: Sequence[Claim], scene: _Scene, terms: Decided | None, *, truncated: bool
) -> Rights:
    """Return the verdict of terms, licenses and notices, in their order (module docstring)."""
    if terms is None:
        return _by_license(claims, scene, truncated=truncated) or _by_notice(claims, scene)
    kept = tuple(flag for flag in terms.flags if flag in _TERMS_FLAGS)
    if terms.grant is not None and terms.rights is not None:
        # Whoever wrote the file has read these clauses: what they reserve is about other works.
        others = [c for c in claims if not (_reserves(c) and inside(c.evidence, terms.known))]
        rights = _by_license([*others, terms.grant], scene, truncated=truncated)
        scene.log.add(terms.grant.evidence)
        if rights is None or rights.license != terms.grant.license:
            rights = rights or _by_notice(claims, scene)
            return replace(rights, flags=(*rights.flags, *kept), tried=terms.tried)
        said = terms.rights
        rights = replace(rights, holder=said.holder, attribution=said.attribution)
        rights = replace(rights, contact=said.contact, outlet_rule=said.outlet_rule)
        return _decided(terms, rights, scene)
    granted = [c for c in claims if c.license]
    # The word of the operator, and what the article itself says, are not for terms to overrule.
    narrow = any(c.evidence.scope == "article" or c.evidence.source == "operator" for c in granted)
    if terms.rights and not terms.grant and terms.by_source and not narrow:
        overruled = ("license_overruled_by_terms",) if granted else ()
        return _decided(terms, replace(terms.rights, flags=overruled), scene)
    rights = _by_license(claims, scene, truncated=truncated)
    if rights is None and terms.rights and not terms.grant:
        return _decided(terms, terms.rights, scene)
    if rights is not None and terms.rights and not terms.grant:
        kept = (*kept, "license_differs_from_terms")
    rights = rights or _by_notice(claims, scene)
    return replace(rights, flags=(*rights.flags, *kept), tried=(*terms.tried, *rights.tried))


def _decided(terms: Decided, rights: Rights, scene: _Scene) -> Rights:
    """Return the rights of the rule that decided, and keep its evidence."""
    for item in terms.evidence:
        scene.log.add(item)
    return replace(rights, flags=(*rights.flags, *terms.flags), tried=terms.tried)


def _by_license(claims: Sequence[Claim], scene: _Scene, *, truncated: bool) -> Rights | None:
    """Return the verdict of the licenses found; None where none speaks for this text."""
    flags: list[str] = []
    about = scene.about
    grants = [c for c in claims if c.license]
    foreign = bool(about.source) and not same_name(about.source, about.publisher)
    if foreign and any(_is_site_wide(c) for c in grants):
        flags.append("site_license_not_for_this_source")
        grants = [c for c in grants if not _is_site_wide(c)]
        if not grants:
            return _reprint(claims, scene, tuple(flags))
    if not grants:
        return None
    width = min(_WIDTH[c.evidence.scope] for c in grants)
    grants = [c for c in grants if _WIDTH[c.evidence.scope] == width]
    grants = _specific(grants)
    first = max(grants, key=lambda c: c.evidence.confidence)
    several = len({(c.license, c.jurisdiction) for c in grants}) > 1
    against = [c for c in claims if _reserves(c)]
    near = [c for c in against if _WIDTH[c.evidence.scope] <= width]
    flags += sorted({flag for c in grants for flag in c.flags})
    rights = Rights(
        license=first.license or "NOASSERTION",
        rights_status=license_status(first.license or ""),
        license_notes=first.evidence.value,
        license_declared=None if several else first.license,
        license_url=None if several else first.license_url,
        license_scope=first.evidence.scope,
        license_jurisdiction=None if several else first.jurisdiction,
        confidence=confidence(c for c in grants if c.license == first.license),
    )
    if several or near or truncated:
        flags += (["several_licenses"] if several else []) + (
            ["license_and_reservation"] if near else []
        )
        notes = near[0].evidence.value if near else rights.license_notes
        return replace(
            rights,
            license="NOASSERTION",
            rights_status="conflicting",
            license_notes=notes,
            flags=tuple(flags),
        )
    if against:
        flags.append("wider_reservation")
    if "unversioned" in rights.license:
        flags.append("license_version_unknown")
    return replace(rights, flags=tuple(flags))


def _by_notice(claims: Sequence[Claim], scene: _Scene) -> Rights:
    """Return the verdict of the notices; `unknown` where none decides."""
    notices = [c for c in claims if c.evidence.field == "rights_status"]
    generic = _by_clauses(notices, scene)
    if generic is None:
        return _by_kind(notices)
    if generic.rights is not None:
        return _decided(generic, generic.rights, scene)
    if scene.about.source:
        return replace(_by_kind(notices), tried=generic.tried)
    # The clauses reserve works that name a source; which of them this is, nobody knows.
    rights = _by_kind([c for c in notices if not inside(c.evidence, scene.spans)])
    if rights.rights_status == "unknown" and any(map(_reserves, notices)):
        rights = _verdict("reserved", None, notices)
    return replace(rights, flags=(*rights.flags, "clauses_undetermined"), tried=generic.tried)


def _by_clauses(notices: Sequence[Claim], scene: _Scene) -> Decided | None:
    """Return what the clauses of an unknown publisher say; None where it has none."""
    source = scene.about.source
    elsewhere = source if source and _is_elsewhere(notices, scene.about) else None
    found = generic_terms(scene.area, elsewhere)
    if found is None:
        return None
    terms, cited = found
    facts = page_facts(scene.about, notices, scene.log, scene.area, frozenset(cited))
    return apply(
        scene.page, scene.about, terms, facts, cited, scene.area, scene.log, GENERIC_IDENTITY
    )


def _by_kind(notices: Sequence[Claim]) -> Rights:
    """Return the verdict of notices that speak of everything on the page."""
    if upload := _first(notices, "platform_disclaimer"):
        return replace(_verdict("platform_upload", upload, notices), holder=None)
    reservations = [
        c for c in notices if c.evidence.kind == "reservation" and "tdm_only" not in c.flags
    ]
    if reservations:
        best = min(reservations, key=lambda c: (_WIDTH[c.evidence.scope], "route" not in c.flags))
        status = "permission_required" if "route" in best.flags else "reserved"
        disagree = _first(notices, "conditional_reprint") is not None
        return replace(
            _verdict(status, best, notices), flags=("notices_disagree",) if disagree else ()
        )
    if condition := _first(notices, "conditional_reprint"):
        return _verdict("conditional_reprint", condition, notices)
    if all_rights := next((c for c in notices if _reserves(c)), None):
        return _verdict("reserved", all_rights, notices)
    return Rights()


def _is_elsewhere(notices: Sequence[Claim], about: About) -> bool:
    """Say whether the credited outlet is neither the publisher nor named in a reservation."""
    source = _folded(about.source)
    if same_name(about.source, about.publisher):
        return False
    named = (c.evidence.value for c in notices if c.evidence.kind == "reservation")
    return not any(source in _folded(value) for value in named)


def _reprint(claims: Sequence[Claim], scene: _Scene, flags: tuple[str, ...]) -> Rights:
    """Return the verdict on a text of another outlet under a license of the whole site."""
    rights = _by_notice([c for c in claims if not c.license], scene)
    if rights.rights_status == "unknown" and scene.about.publisher:
        rights = Rights("NONE", "third_party", holder=scene.about.source)
    return replace(rights, flags=(*rights.flags, *flags))


def _verdict(status: str, claim: Claim | None, notices: Sequence[Claim]) -> Rights:
    text = claim.evidence.value if claim else None
    credit = credit_line(text or "")
    others = (c.evidence.value or "" for c in notices if c.evidence.kind != "copyright_line")
    addresses = [address for t in (text or "", *others) for address in emails(t)]
    return Rights(
        license="NONE" if status in NONE_STATUSES else "NOASSERTION",
        rights_status=status,
        license_notes=text,
        holder=claim.holder if claim else None,
        attribution=credit,
        contact=addresses[0] if addresses else None,
    )


def _holder(rights: Rights, claims: Sequence[Claim]) -> tuple[str | None, tuple[int, ...]]:
    """Return holder and years: of the deciding notice, then copyright lines, then metadata."""
    if rights.rights_status == "platform_upload":
        # The uploader holds the rights, not the site that prints the line.
        return rights.holder, rights.years
    lines = [c for c in claims if c.holder and c.evidence.kind == "copyright_line"]
    named = lines or sorted(
        (c for c in claims if c.holder and c.evidence.field == "holder"),
        key=lambda c: (_WIDTH[c.evidence.scope], -c.evidence.confidence),
    )
    if rights.rights_status == "third_party":
        return rights.holder, rights.years
    holder = rights.holder or (named[0].holder if named else None)
    years = next(
        (c.years for c in claims if c.years and (c.holder is None or c.holder == holder)),
        (),
    )
    return holder, years


def _reserves(claim: Claim) -> bool:
    if "tdm_only" in claim.flags or claim.evidence.field != "rights_status":
        return False
    return claim.evidence.kind in _RESERVATIONS or "all_rights" in claim.flags


def _is_site_wide(claim: Claim) -> bool:
    return claim.evidence.scope == "site" or (claim.site_wide and claim.evidence.scope != "article")


def _first(claims: Sequence[Claim], kind: str) -> Claim | None:
    """Return the first claim of a kind that is not about a part of the site only."""
    return next((c for c in claims if c.evidence.kind == kind and "partial" not in c.flags), None)


def _specific(grants: list[Claim]) -> list[Claim]:
    """Leave out licenses named without version or port where one of that name has it."""
    versioned = {_stem(c.license) for c in grants if "unversioned" not in (c.license or "")}
    ported = {_generic(c) for c in grants if c.jurisdiction}
    free = {c.license for c in grants if license_status(c.license or "") == "public_domain"}
    return [
        c
        for c in grants
        if ("unversioned" not in (c.license or "") or _stem(c.license) not in versioned)
        and (c.jurisdiction or c.license_url or _generic(c) not in ported)
        and (c.license != PUBLIC_DOMAIN or free == {PUBLIC_DOMAIN} or not free)
    ]


def _generic(claim: Claim) -> str:
    """Return the license id of a claim without its port."""
    port = (claim.jurisdiction or "").upper()
    return (claim.license or "").removesuffix(f"-{port}") if port else claim.license or ""


def _stem(license_id: str | None) -> str:
    """Return a license id without LicenseRef-, version and port: what a generic name names."""
    stem = (license_id or "").removeprefix("LicenseRef-").removesuffix("-unversioned")
    return re.sub(r"-\d.*$", "", stem)


def same_name(one: str | None, other: str | None) -> bool:
    """Say whether two outlet names are one, or one contains the other (ab, ab网络集团)."""
    a, b = _folded(one), _folded(other)
    return min(len(a), len(b)) >= 2 and (a in b or b in a)


def _folded(name: str | None) -> str:
    return _NAME.sub("", (name or "").casefold())


def _observed(page: Page, outline: Outline, context: CorpusContext) -> bool:
    """Say whether anything was looked at that could carry a machine-readable preference."""
    # The headers that the reader of a wiki adds come from no server.
    sent = any(not name.startswith("mediawiki-") for name, _ in page.capture.headers)
    return bool(sent or host_signals(page, context) or any(outline.named("meta")))


def _preferences(claims: Sequence[Claim], *, observed: bool) -> Ai:
    """Combine preferences: rank inside a system, then any deny, then any allow."""
    default: AiValue = "unknown" if observed else "not_observed"
    said: dict[str, dict[tuple[str, int], list[AiValue]]] = {}
    for claim in claims:
        if claim.evidence.scope not in {"media", "comments", "code"}:
            for axis, value in claim.ai:
                said.setdefault(axis, {}).setdefault((claim.system, claim.rank), []).append(value)
    return Ai(
        **{axis: _combine(said.get(axis, {}), default) for axis in ("tdm", "train", "search")}
    )


def _combine(said: dict[tuple[str, int], list[AiValue]], default: AiValue) -> AiValue:
    ranks: dict[str, int] = {}
    for system, rank in said:
        ranks[system] = max(rank, ranks.get(system, 0))
    holding = [
        v for (system, rank), values in said.items() if rank == ranks[system] for v in values
    ]
    return next((value for value in _STRICT_FIRST if value in holding), default)
