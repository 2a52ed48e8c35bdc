"""`explain`: one page, told from capture to decision, with the evidence of every field."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dataset_tools.blocks import Outline
from dataset_tools.builder.settings import effective, settings_of
from dataset_tools.errors import InputError
from dataset_tools.extract import explain_block, likely_blocks, outline, select_body
from dataset_tools.metadata import find_title
from dataset_tools.model import (
    Capture,
    CorpusContext,
    EvidenceLog,
    LedgerRow,
    Page,
    Record,
    Rejection,
    Release,
    Rights,
    Tried,
)
from dataset_tools.pipeline import Settings, convert_capture, subject_of
from dataset_tools.readers import read
from dataset_tools.readers.decode import decode
from dataset_tools.readers.inputs import find_inputs
from dataset_tools.rights.assess import assess, gather
from dataset_tools.rights.claims import Claim
from dataset_tools.rights.policy import Weighed, decide, weigh
from dataset_tools.rights.trace import Trace, trace
from dataset_tools.schema import to_row


@dataclass(frozen=True, slots=True)
class RightsStory:
    """How the claims of a page became a verdict, and the verdict a decision."""

    trace: Trace
    weighed: tuple[Weighed, ...]  # rules of the policy in order, to the one that decided
    decision: tuple[Release, str]  # with the rule in `rights.policy_rule`
    # for each claim of the trace: the decision without it, where that is another
    instead: tuple[tuple[Release, str] | None, ...]
    hidden: tuple[str, ...]  # roles whose names the policy leaves out of a release, and "contacts"


@dataclass(frozen=True, slots=True)
class Explained:
    """One page: its row, or why there is none; what was kept and dropped, with reasons."""

    place: str  # dump@offset
    url: str | None
    row: dict[str, Any] | None
    rejection: Rejection | None
    # ("kept" or the reason, how sure the body model is of it in percent, text)
    blocks: tuple[tuple[str, int | None, str], ...]
    context: str  # with which corpus context it ran
    release: dict[str, Any] | None = field(default=None)  # the stored row, with `within`
    tried: tuple[Tried, ...] = ()  # rules of outlet terms, in order
    rights: RightsStory | None = None


def explain(
    source: str | Path,
    *,
    id: str | None = None,  # noqa: A002 - the name of the option
    url: str | None = None,
    within: Path | None = None,
    config: Path | None = None,
    policy: str | None = None,
    format: str | None = None,  # noqa: A002 - the name of the option
) -> Explained:
    """Convert one page of a dump and say what happened to it and why.

    Args:
        source: A dump; the first page, or the one of this record id, WARC-Record-ID or URL.
        within: A release: its row of the same page is shown beside.
    Raises: InputError when no such page is in the dump.
    """
    chosen, rules = effective(config, format=format, policy=policy, dedup=None)
    settings = settings_of(chosen, rules)
    with tempfile.TemporaryDirectory() as spool:
        files = find_inputs([str(source)], chosen.format, Path(spool), chosen.reading)
        for file in files:
            for item in read(file, chosen.limits):
                if isinstance(item, Capture) and _is_wanted(item, id, url):
                    return _tell(item, settings, within)
                if isinstance(item, LedgerRow) and item.kind == "capture" and not (id or url):
                    rejection = Rejection(
                        str(item.reason), item.detail or "", item.fate or "refused"
                    )
                    place = f"{item.dump}@{item.offset}"
                    return Explained(place, item.url, None, rejection, (), "no context")
    wanted = id or url or "any page"
    hint = "ids are in the column `id` of a release and in meta/ledger"
    raise InputError(f"holds no page {wanted!r}", str(source), hint)


def _is_wanted(capture: Capture, record: str | None, url: str | None) -> bool:
    from dataset_tools.schema import record_id

    if url is not None and capture.url != url:
        return False
    if record is None:
        return True
    return record in {capture.record_id, record_id(capture.url, capture.payload)}


def _tell(capture: Capture, settings: Settings, within: Path | None) -> Explained:
    result = convert_capture(capture, settings, CorpusContext())
    place = f"{capture.dump}@{capture.offset}"
    context = "no context: robots.txt and tdmrep.json records of the dump were not read"
    stored = _stored(within, result) if within and isinstance(result, Record) else None
    if isinstance(result, Rejection):
        return Explained(place, capture.url, None, result, _blocks(capture, settings), context)
    row, tried, rights = to_row(result), result.rights.tried, _rights(result, settings)
    blocks = _blocks(capture, settings)
    return Explained(place, capture.url, row, None, blocks, context, stored, tried, rights)


def _rights(record: Record, settings: Settings) -> RightsStory | None:
    """Tell the rights of a record, by assessing its page without each claim in turn."""
    page, about, policy = record.page, record.about, settings.policy
    seen = outline(page, settings.limits)
    if isinstance(seen, Rejection):
        return None

    def verdict(without: frozenset[Claim]) -> Rights:
        log, context = EvidenceLog(page.text), CorpusContext()
        return assess(
            page, seen, about, context, log, settings.license, settings.outlets, without=without
        )

    subject = subject_of(page.capture, about.canonical_url, record.text)
    claims, _ = gather(page, seen, CorpusContext(), settings.license)
    told = trace(claims, verdict)
    decision = decide(told.rights, about, policy, subject)
    others = [decide(c.without, about, policy, subject) if c.without else None for c in told.told]
    return RightsStory(
        told,
        tuple(weigh(told.rights, about, policy, subject)),
        decision,
        tuple(None if other == decision else other for other in others),
        (*(role for role, _ in policy.redaction.roles),
         *(("contacts",) if policy.redaction.contacts else ())),
    )  # fmt: skip


def _blocks(capture: Capture, settings: Settings) -> tuple[tuple[str, int | None, str], ...]:
    page = decode(capture, settings.limits)
    if not isinstance(page, Page):
        return ()
    seen = outline(page, settings.limits)
    if not isinstance(seen, Outline):
        return ()
    title = find_title(page, seen, likely=likely_blocks)
    body = select_body(page, seen, title.text if title else None)
    if isinstance(body, Rejection):
        return tuple((explain_block(b, body.reason), None, b.text) for b in seen.blocks)
    return tuple(
        (
            explain_block(block, body.why(i)),
            body.scores[i] if body.scores else None,
            block.text,
        )
        for i, block in enumerate(seen.blocks)
    )


def _stored(within: Path, result: Record) -> dict[str, Any] | None:
    import pyarrow.parquet as pq

    from dataset_tools.manifest import read_manifest

    read_manifest(within)
    for path in sorted(within.glob("data/metadata/*.parquet")):
        rows = pq.read_table(path, filters=[("id", "=", result.id)]).to_pylist()
        if rows:
            return dict(rows[0])
    return None
