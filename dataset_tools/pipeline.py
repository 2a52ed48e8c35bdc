"""The life of a page: decode → extract → describe → rights → normalise → score."""

from dataclasses import dataclass, field, replace

from dataset_tools.dump import Limits
from dataset_tools.extract import body_text, likely_blocks, outline, recurring_digests, select_body
from dataset_tools.metadata import describe, find_title, read_structured
from dataset_tools.metadata.domains import registrable_domain
from dataset_tools.model import (
    Capture,
    CorpusContext,
    EvidenceLog,
    Record,
    Rejection,
    SiteSignal,
)
from dataset_tools.readers.decode import decode, host_of, is_site_signal
from dataset_tools.rights.assess import assess
from dataset_tools.rights.outlet_terms import Outlets
from dataset_tools.rights.policy import Policy, decide
from dataset_tools.rights.takedowns import Subject
from dataset_tools.schema import record_id, text_digest
from dataset_tools.text.language import identify
from dataset_tools.text.normalize import normalize
from dataset_tools.text.scores import score

MAX_SIGNALS_A_HOST = 8  # of each kind; the survey stays bounded on hostile input
MAX_SIGNAL_CHARS = 512_000  # RFC 9309, 2.5: crawlers parse at least 500 KiB of robots.txt


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides how a capture is converted; the same for every worker."""

    policy: Policy
    limits: Limits = field(default_factory=Limits)
    timezone: str | None = None
    license: str | None = None  # of every page, as the operator states it (SPDX)
    outlets: Outlets = field(default_factory=Outlets)  # terms of the publishers that are known


def site_signal(capture: Capture, limits: Limits) -> SiteSignal | None:
    """Return the robots.txt or tdmrep.json that a capture is, or None."""
    if not (kind := is_site_signal(capture.url)):
        return None
    page = decode(replace(capture, markup="text"), limits)
    if isinstance(page, Rejection):
        return None
    name = capture.record_id or f"{capture.dump}@{capture.offset}"
    host, text = host_of(capture.url), page.text[:MAX_SIGNAL_CHARS]
    return SiteSignal(kind, host, name, text, capture.captured_at, capture.dump, capture.offset)


def site_of(capture: Capture) -> str:
    """Name the site whose pages share their lines: the host, else the dump or its folder."""
    folder = capture.dump.rpartition("/")[0] + "/"
    return host_of(capture.url) or (folder if capture.format == "text" else capture.dump)


def site_lines(capture: Capture, limits: Limits) -> frozenset[int]:
    """Return the digests of the lines of a plain-text page; empty for pages with markup."""
    if capture.markup != "text":
        return frozenset()
    page = decode(capture, limits)
    return frozenset() if isinstance(page, Rejection) else recurring_digests(page.text)


def subject_of(capture: Capture, canonical_url: str | None, text: str) -> Subject:
    """Return what a takedown can name of a record."""
    urls = tuple(url for url in (capture.url, canonical_url) if url)
    return Subject(record_id(capture.url, capture.payload), urls, text_digest(text))


def convert_capture(
    capture: Capture, settings: Settings, context: CorpusContext
) -> Record | Rejection:
    """Turn one capture into one record, or say why not. Pure: no I/O, no clock, no globals."""
    page = decode(capture, settings.limits)
    if is_site_signal(capture.url) and (
        not isinstance(page, Rejection) or page.reason == "not-html"
    ):
        return Rejection("site-signal", "read by the survey")
    if isinstance(page, Rejection):
        return page
    seen = outline(page, settings.limits)
    if isinstance(seen, Rejection):
        return seen
    structured = read_structured(seen)
    title = find_title(page, seen, structured, likely_blocks)
    recurring = context.lines.get(site_of(capture), frozenset()) if context.lines else frozenset()
    body = select_body(page, seen, title.text if title else None, recurring)
    if isinstance(body, Rejection):
        return body
    text, steps = normalize(body_text(seen, body))
    if not text:
        return Rejection("no-main-text", "nothing is left after normalisation")
    language, language_score = identify(text)
    log = EvidenceLog(page.text)
    about = describe(page, seen, title, language, settings.timezone, log, structured, body.kept)
    rights = assess(page, seen, about, context, log, settings.license, settings.outlets)
    subject = subject_of(capture, about.canonical_url, text)
    release, rule = decide(rights, about, settings.policy, subject)
    return Record(
        id=subject.id,
        page=page,
        about=about,
        rights=replace(rights, policy_rule=rule),
        release=release,
        text=text,
        language=language,
        language_score=language_score,
        domain=registrable_domain(capture.url),
        evidence=tuple(log.items),
        quality=score(
            text,
            language=language,
            link_chars=sum(seen.blocks[i].link_chars for i in body.kept),
            page_chars=sum(len(block.text) for block in seen.blocks),
            repeated_chars=sum(
                len(seen.blocks[i].text) for i, why in body.reasons.items() if why == "repeat"
            ),
            replaced_chars=page.replaced_chars,
        ),
        steps=steps,
        context_sha256=context.digest,
    )
