"""The nouns of a build, as frozen dataclasses: capture → page → outline → body → record.

A *span* counts code points of the page text (see `Page.text`), a byte range bytes of the dump.
What becomes no record is a `Rejection`; what a check finds is a `Finding`; an error is an
exception (errors.py).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

Fate = Literal["kept", "duplicate", "quarantined", "refused"]
LedgerKind = Literal["capture", "damage", "skipped"]
Markup = Literal["html", "text", "wikitext"]
Scope = Literal["article", "page", "site", "media", "comments", "code", "metadata", "unknown"]
Polarity = Literal["grant", "reserve", "condition", "inform"]
Outcome = Literal["true", "false", "undetermined"]
AiValue = Literal["allow", "deny", "conditional", "unknown", "not_observed"]
Release = Literal["full_text", "metadata_only", "review", "withhold"]

EXCERPT_CHARS = 500  # an excerpt is the first 500 code points of what was read (design section 3)


@dataclass(frozen=True, slots=True)
class Capture:
    """One archived response as the dump holds it: bytes and headers, nothing interpreted.

    `payload` has transfer and content encoding removed. `headers` are those of the HTTP
    response, names in lower case, in order; empty where the dump has none.
    """

    dump: str
    format: str
    offset: int  # byte in the dump where the WARC record, line or file starts
    length: int | None  # bytes there, compressed where the dump is compressed by record
    payload: bytes
    markup: Markup | None = None  # None: decide by content type and content
    record_id: str | None = None
    url: str | None = None
    captured_at: datetime | None = None  # aware, UTC
    http_status: int | None = None
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    flags: tuple[str, ...] = ()  # e.g. "digest-mismatch", "truncated"
    digest: str | None = None  # of the payload, as the dump states it ("sha1:...")
    declared: tuple[tuple[str, str], ...] = ()  # what the dump itself says: (dump.DECLARED, value)


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a capture becomes no record. `reason` is a kebab-case code that is never renamed."""

    reason: str
    detail: str = ""  # never page bytes
    fate: Fate = "refused"


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One line of meta/ledger: where one WARC record, byte range or capture ended."""

    dump: str
    offset: int
    length: int | None
    kind: LedgerKind
    record_id: str | None = None
    url: str | None = None
    id: str | None = None
    fate: Fate | None = None  # set exactly when kind is "capture"
    reason: str | None = None
    detail: str | None = None
    partner: str | None = None
    partner_dump: str | None = None
    partner_offset: int | None = None
    similarity: float | None = None
    release: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A decoded capture. Every span of this page counts code points of `text`."""

    capture: Capture
    text: str
    markup: Markup
    charset: str  # the codec that was used, e.g. "gb18030"
    charset_source: str  # bom, http, meta, declared, utf-8, detected
    replaced_chars: int


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks that are the article, as indexes in page order; why others are not."""

    kept: tuple[int, ...]
    reasons: dict[int, str]  # of blocks that are not kept; what is not named is not-main
    scores: tuple[int, ...] = ()  # how sure the model is of each block, 0 to 100; () for a wiki

    def why(self, block: int) -> str:
        """Return "kept", or why a block is not."""
        return "kept" if block in self.kept else self.reasons.get(block, "not-main")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation with its place. Its id is its position in the record's list.

    `start` and `end` count code points of `source`; both are null where the exact place cannot
    be established. `excerpt` is the first 500 code points there, verbatim.
    """

    field: str  # the record column or rights member it speaks for, e.g. "source", "license"
    kind: str  # what was seen: "source_line", "rel_license", "copyright_line", "meta", ...
    source: str  # "page", "header:NAME", "dump:NAME", "record:WARC-RECORD-ID", "operator"
    start: int | None
    end: int | None
    excerpt: str
    value: str | None  # what was read from it
    scope: Scope = "page"
    polarity: Polarity = "inform"
    confidence: float = 1.0
    detector: str = ""


@dataclass(slots=True)
class EvidenceLog:
    """The growing evidence list of one page."""

    page_text: str
    items: list[Evidence] = field(default_factory=list)
    ids: dict[Evidence, int] = field(default_factory=dict)

    def add(self, item: Evidence) -> int:
        """Append `item` unless an equal one stands there already; return its id."""
        known = self.ids.setdefault(item, len(self.items))
        if known == len(self.items):
            self.items.append(item)
        return known

    def page(
        self,
        field: str,
        kind: str,
        span: tuple[int, int] | None,
        value: str | None,
        *,
        scope: Scope = "page",
        polarity: Polarity = "inform",
        confidence: float = 1.0,
    ) -> int:
        """Add an observation of the page text [span) and return its id.

        Without a span the place is not certain: the excerpt is then the value itself.
        """
        start, end = span or (None, None)
        excerpt = (self.page_text[start:end] if span else value or "")[:EXCERPT_CHARS]
        return self.add(
            Evidence(
                field, kind, "page", start, end, excerpt, value, scope, polarity, confidence, kind
            )
        )


def declared_evidence(
    field: str,
    name: str,
    value: str,
    read: str | None,
    *,
    scope: Scope = "page",
    polarity: Polarity = "inform",
    confidence: float = 1.0,
) -> Evidence:
    """Return evidence of all of a declared value; it is a source of its own, "dump:NAME"."""
    return Evidence(
        field, "declared", f"dump:{name}", 0, len(value), value[:EXCERPT_CHARS], read, scope,
        polarity, confidence, "declared",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Credit:
    """One person or outlet that the page names, by role (design section 3 lists the roles)."""

    role: str
    name: str | None
    affiliation: str | None = None
    raw: str = ""
    evidence_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Caption:
    """A picture caption, kept out of the text."""

    text: str | None
    credit: str | None = None
    evidence_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """What a page says of itself; None where it says nothing."""

    title: str | None = None
    section: str | None = None
    summary: str | None = None
    canonical_url: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    published_date: date | None = None
    modified_date: date | None = None
    published_raw: str | None = None
    source: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    credits: tuple[Credit, ...] = ()
    captions: tuple[Caption, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ai:
    """Machine-readable preferences on text mining, training and search."""

    tdm: AiValue = "not_observed"
    train: AiValue = "not_observed"
    search: AiValue = "not_observed"


@dataclass(frozen=True, slots=True)
class Tried:
    """A rule of outlet terms that was tried: "ID/RULE", how it came out, and by which tests."""

    rule: str
    outcome: Outcome
    why: str


@dataclass(frozen=True, slots=True)
class Rights:
    """What the page claims about rights; no claim is null, never guessed."""

    license: str = "NOASSERTION"  # concluded SPDX expression, NOASSERTION or NONE
    rights_status: str = "unknown"
    license_notes: str | None = None
    license_declared: str | None = None
    license_url: str | None = None
    license_scope: Scope | None = None
    license_jurisdiction: str | None = None
    holder: str | None = None
    years: tuple[int, ...] = ()
    attribution: str | None = None
    contact: str | None = None
    outlet_rule: str | None = None
    policy_rule: str | None = None
    flags: tuple[str, ...] = ()
    ai: Ai = Ai()
    tried: tuple[Tried, ...] = ()  # rules of outlet terms, for `explain`; no column
    confidence: float = 0.0  # of the license, for the policy; no column


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the text between page and record, with the characters it dropped."""

    step: str
    dropped_chars: int
    note: str | None = None


@dataclass(frozen=True, slots=True)
class SiteSignal:
    """A robots.txt or tdmrep.json record found in the same dump."""

    kind: Literal["robots", "tdmrep"]
    host: str  # lower case, with port where the URL names one
    record_id: str
    text: str  # decoded; spans of evidence count its code points
    captured_at: datetime | None
    dump: str
    offset: int


@dataclass(frozen=True, slots=True)
class CorpusContext:
    """What the survey pass learned of the whole input; bounded and order-independent."""

    signals: dict[str, tuple[SiteSignal, ...]] = field(default_factory=dict)  # by host
    lines: dict[str, frozenset[int]] = field(default_factory=dict)  # that recur, by site
    digest: str = ""  # sha256 of its canonical JSON, bare hex


@dataclass(frozen=True, slots=True)
class Record:
    """One row before the seam to Arrow: schema.py turns it into a row of record.v1."""

    id: str
    page: Page
    about: About
    rights: Rights
    release: Release
    text: str
    language: str
    language_score: float | None
    domain: str | None
    evidence: tuple[Evidence, ...]
    quality: dict[str, int | float | None]
    steps: tuple[Step, ...]
    context_sha256: str


class Severity(StrEnum):
    """How much a finding matters: an error blocks publishing."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a validator or check found: data, never an exception."""

    code: str  # kebab-case, never renamed
    severity: Severity
    message: str  # one clause with counts and values; never text of a page
    where: str | None = None  # file, file:row:field, or manifest key
    hint: str | None = None
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict of `validate` or `check` on one release, bound to its manifest."""

    kind: Literal["validation", "checks"]
    manifest_sha256: str | None  # None when there is no readable manifest
    findings: tuple[Finding, ...]
    examined: dict[str, int] = field(default_factory=dict)  # what was looked at, by name

    @property
    def passed(self) -> bool:
        """Say whether no finding is an error."""
        return all(f.severity is not Severity.ERROR for f in self.findings)
