"""What became of each claim of a page: which decided, which was beaten, and by which step.

The verdict is that of `assess`; nothing is decided here. What a claim does is found by assessing
the page without it, why it does nothing by the rules of precedence in `assess`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from dataset_tools.model import Rights
from dataset_tools.rights.claims import Claim

Standing = Literal["decides", "conflicts", "preference", "beaten", "set aside", "informs"]
Verdict = Callable[[frozenset[Claim]], Rights]  # of a page, without some of its claims

MAX_TRIED = 40  # claims that are left out to see what follows; each costs an assessment

STEPS = {
    "license": "a license decides before notices do",
    "narrowest-scope": "among licenses the one of the narrowest scope decides",
    "named-version": "a license with its version decides before one without",
    "several-licenses": "different licenses of one scope conflict",
    "license-and-reservation": "a reservation of the license's scope or a narrower one conflicts",
    "wider-reservation": "a reservation of a wider scope does not reach the license",
    "reprint": "a license that the site repeats does not cover a text of another outlet",
    "too-many-claims": "a page with so many claims is not trusted",
    "outlet-terms": "the terms of the publisher decide about texts with this source",
    "outlet-clause": "the publisher's clause for this source decides before other notices",
    "platform-upload": "a platform that disclaims what users upload decides before reservations",
    "reservation": "a reservation decides before conditions of reprint",
    "conditional-reprint": "a condition of reprint decides before a plain all-rights line",
    "all-rights": "an all-rights line decides where nothing else does",
    "other-part": "what speaks of pictures, comments, code or an unknown part is not of the text",
    "preferences": "preferences are an axis of their own; any deny holds",
    "no-statement": "it names no license, right or preference by itself",
    "nothing": "nothing on the page decides",
}
_BY_KIND = {
    "outlet_clause_own": "outlet-clause",
    "outlet_clause_other": "outlet-clause",
    "platform_disclaimer": "platform-upload",
    "reservation": "reservation",
    "conditional_reprint": "conditional-reprint",
}
_BY_FLAG = {
    "claims_truncated": "too-many-claims",
    "several_licenses": "several-licenses",
    "license_and_reservation": "license-and-reservation",
}
_SCOPES = ("article", "page", "site")  # from narrow to wide


@dataclass(frozen=True, slots=True)
class Told:
    """One claim, what it does, by which step, and what the page would be without it."""

    claim: Claim
    standing: Standing
    step: str  # a key of STEPS
    without: Rights | None  # where license, status or preferences would be others


@dataclass(frozen=True, slots=True)
class Trace:
    """The verdict on a page, the step that decided it, and every claim."""

    rights: Rights
    step: str
    told: tuple[Told, ...]

    def beaten_by(self, number: int) -> tuple[int, ...]:
        """Return the claims that beat one, by number: those that decide or conflict in its stead.

        Among preferences those that hold on an axis that it speaks of. () for one not beaten.
        """
        one = self.told[number]
        if one.standing != "beaten":
            return ()
        if one.step == "preferences":
            axes = {axis for axis, _ in one.claim.ai}
            return tuple(
                n
                for n, other in enumerate(self.told)
                if other.standing == "preference" and axes & {axis for axis, _ in other.claim.ai}
            )
        holding = ("decides", "conflicts")
        return tuple(n for n, other in enumerate(self.told) if other.standing in holding)


def trace(claims: Sequence[Claim], verdict: Verdict) -> Trace:
    """Return what became of each claim of a page.

    Args:
        claims: All that `assess.gather` finds.
        verdict: `assess` of that page, without the claims it is called with.
    """
    rights = verdict(frozenset())
    step = _deciding(claims, rights)
    told = []
    for number, claim in enumerate(claims):
        without = None
        if number < MAX_TRIED:
            other = verdict(frozenset(c for c in claims if _same(c, claim)))
            without = other if _essence(other) != _essence(rights) else None
        told.append(Told(claim, *_standing(claim, rights, step, without), without))
    return Trace(rights, step, tuple(told))


def _essence(rights: Rights) -> tuple[object, ...]:
    return rights.license, rights.rights_status, rights.ai


def _same(one: Claim, other: Claim) -> bool:
    """Say whether two claims are copies of one line (a page's mobile and desktop halves)."""
    a, b = one.evidence, other.evidence
    return (a.field, a.kind, a.value, a.scope) == (b.field, b.kind, b.value, b.scope)


def _deciding(claims: Sequence[Claim], rights: Rights) -> str:
    if rights.rights_status == "conflicting":
        return next((step for flag, step in _BY_FLAG.items() if flag in rights.flags), "license")
    if rights.outlet_rule:
        return "outlet-terms"
    if rights.license not in ("NONE", "NOASSERTION"):
        return "license"
    if rights.license_notes is not None:
        for claim in claims:
            if _is_notice(claim) and claim.evidence.value == rights.license_notes:
                return _BY_KIND.get(claim.evidence.kind, "all-rights")
    return "reprint" if "site_license_not_for_this_source" in rights.flags else "nothing"


def _is_notice(claim: Claim) -> bool:
    return claim.evidence.field == "rights_status" and claim.evidence.scope in _SCOPES


def _standing(
    claim: Claim, rights: Rights, step: str, without: Rights | None
) -> tuple[Standing, str]:
    """Return what a claim does, and the step by which it does that or nothing."""
    bears = without is not None and (without.license, without.rights_status) != (
        rights.license, rights.rights_status,
    )  # fmt: skip
    if claim.evidence.scope not in _SCOPES and not bears:
        media = claim.evidence.scope in {"media", "comments", "code"}
        return ("set aside", "other-part") if media or not claim.ai else _preference(without)
    if claim.license:
        return _license(claim, rights, step, bears=bears)
    if _is_notice(claim):
        return _notice(claim, rights, step, bears=bears)
    if bears:
        return "decides", step
    return _preference(without) if claim.ai else ("informs", "no-statement")


def _preference(without: Rights | None) -> tuple[Standing, str]:
    return ("preference" if without else "beaten"), "preferences"


def _license(claim: Claim, rights: Rights, step: str, *, bears: bool) -> tuple[Standing, str]:
    scope = claim.evidence.scope
    foreign = "site_license_not_for_this_source" in rights.flags
    if foreign and not bears and (claim.site_wide or scope == "site"):
        return "set aside", "reprint"
    beside = scope == rights.license_scope
    if step in _BY_FLAG.values():
        return ("conflicts", step) if bears or beside else ("beaten", "narrowest-scope")
    if bears or (step == "license" and beside and claim.license == rights.license):
        return "decides", step
    if step == "license":
        return "beaten", "named-version" if beside else "narrowest-scope"
    return "beaten", step


def _notice(claim: Claim, rights: Rights, step: str, *, bears: bool) -> tuple[Standing, str]:
    decides = claim.evidence.value == rights.license_notes
    if step in _BY_FLAG.values():
        if bears or decides:
            return "conflicts", step
        return "informs", "no-statement"
    if bears or (decides and step != "license"):
        return "decides", step
    if claim.ai:
        return "preference", "preferences"
    if claim.evidence.polarity == "inform":
        return "informs", "no-statement"
    if step == "license" and claim.evidence.polarity == "reserve":
        return "beaten", "wider-reservation" if "wider_reservation" in rights.flags else "license"
    return "beaten", step
