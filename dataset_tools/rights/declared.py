"""Licenses that stand beside a page: what the dump declares, and what the operator states."""

from collections.abc import Iterator
from dataclasses import replace

from dataset_tools.blocks import Outline
from dataset_tools.errors import ConfigError
from dataset_tools.grammar.notices import find_notices
from dataset_tools.model import CorpusContext, Evidence, Page, Scope, declared_evidence
from dataset_tools.rights.claims import Claim
from dataset_tools.rights.metas import MAX_VALUE, licenses_in, notice_claim
from dataset_tools.rights.spdx import License, known_ids, valid_expression


def declared_licenses(page: Page, outline: Outline, context: CorpusContext) -> Iterator[Claim]:  # noqa: ARG001 - the form of a Signal
    """Yield the claims of each license value that the dump gives the page (Capture.declared).

    A column speaks for its own row; the license of a wiki is that of each page. A value that
    names no license is kept as evidence, and its notices count.
    """
    scope: Scope = "page" if page.markup == "wikitext" else "article"
    for name, value in page.capture.declared:
        if name != "license" or not value.strip():
            continue
        found = _licenses(value[:MAX_VALUE])
        for one in found:
            evidence = declared_evidence(
                "license", name, value, one.url or one.spdx,
                scope=scope, polarity="grant", confidence=0.95,
            )  # fmt: skip
            yield Claim(evidence, one.spdx, one.url, one.jurisdiction)
        if found:
            continue
        yield Claim(declared_evidence("license", name, value, None, scope=scope, confidence=0.5))
        for notice in find_notices(value[:MAX_VALUE]):
            words = value[notice.start : notice.end]
            claim = notice_claim(page, notice, None, words, scope, 0.9)
            source = replace(claim.evidence, source=f"dump:{name}")
            yield replace(claim, evidence=replace(source, start=notice.start, end=notice.end))


def _licenses(value: str) -> list[License]:
    """Return the licenses that a value names, or the SPDX expression that it is."""
    if found := licenses_in(value):
        return found
    name = value.strip()
    if name in ("NONE", "NOASSERTION") or not valid_expression(name):
        return []
    return [License(name)]


def operator_license(license_id: str | None) -> Iterator[Claim]:
    """Yield the claim of `[build] license`: the operator's word on every page of the dumps.

    The word is a source of its own, of which the whole is the excerpt.
    """
    if license_id is not None:
        evidence = Evidence(
            "license", "operator_license", "operator", 0, len(license_id), license_id,
            license_id, "page", "grant", 0.9, "rights.operator_license",
        )  # fmt: skip
        yield Claim(evidence, license_id)


def check_license(license_id: str | None) -> None:
    """Raise ConfigError where `[build] license` is no SPDX expression."""
    if license_id is None:
        return
    if license_id not in ("NONE", "NOASSERTION") and valid_expression(license_id):
        return
    known = known_ids().get(license_id.lower())
    hint = f"write {known!r}" if known else "use an id of https://spdx.org/licenses"
    raise ConfigError(f"{license_id!r} is no SPDX license", "build.license", hint)
