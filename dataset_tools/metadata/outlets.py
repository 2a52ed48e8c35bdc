"""The outlet that a page credits for its text: a source line, a meta, a marked element, a wire."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dataset_tools.grammar import HAN
from dataset_tools.grammar.dates import find_dates
from dataset_tools.metadata import meta_tags
from dataset_tools.metadata.bylines import Lines
from dataset_tools.metadata.marked_names import Named, is_person
from dataset_tools.metadata.zones import Zone
from dataset_tools.model import Credit, EvidenceLog, Outline, Page

MAX_NAME = 60
_WIDE = re.compile(rf"[{HAN}\u3040-\u30ff가-힣]")
_OUTLET = re.compile(
    r"(?:网|網|报|報|社|台|臺|刊|新闻|新聞|娱乐|科技|财经|财经网|体育|音乐|在线|客户端|传媒|媒体|杂志|周刊|日报|晚报|快讯"
    r"|快訊|频道|出版社|研究院|统计局|委员会|部|局|号|之家|资讯|中心|观察|时报)(?:\[[^\]]{1,4}\])?\Z"
)
_AGENCIES = {
    "reuters": "Reuters", "associated press": "Associated Press", "the associated press":
    "The Associated Press", "ap": "AP", "afp": "AFP", "dpa": "dpa", "efe": "EFE", "ansa": "ANSA",
    "xinhua": "Xinhua", "apa": "APA", "sda": "SDA", "upi": "UPI", "cnn wire": "CNN Wire",
}  # fmt: skip
_TAIL = re.compile(rf"[\s|·•,，]{{0,4}}(?P<outlet>[{HAN}A-Za-z][{HAN}A-Za-z·“”《》-]{{1,14}})(?:\[[^\]]{{1,4}}\])?\s{{0,3}}\Z")


@dataclass(frozen=True, slots=True)
class Outlet:
    """The source, with what to credit as its outlet: (name, raw) and the evidence id."""

    value: str | None
    credit: tuple[str, str] | None = None
    item: int = -1


def find_source(
    page: Page,
    outline: Outline,
    zone: Zone,
    lines: Lines,
    marked: Sequence[Named],
    people: Mapping[tuple[str, str | None], Credit],
    log: EvidenceLog,
) -> Outlet:
    """Return the outlet that is credited; every source line and meta becomes evidence."""
    chosen: Outlet | None = None
    for seen in lines.sources:
        item = log.page("source", "source_line", (seen.start, seen.end), seen.value)
        if seen.value and chosen is None:
            raw = page.text[seen.start : seen.end]
            chosen = Outlet(seen.value[:500], (seen.value[:200], raw), item)
    for tag, value in meta_tags.find_meta(outline, "source"):
        span = meta_tags.content_span(page.text, tag)
        log.page("source", "meta", span, value, confidence=0.8)
        if chosen is None and not value.startswith(("http:", "https:")) and len(value) <= MAX_NAME:
            chosen = Outlet(value)
    if chosen is not None:
        return chosen
    if any(_WIDE.search(block.text) for block in outline.blocks[zone.top : zone.first + 3]):
        found = _wide_source(page, outline, zone, marked, people, log)
    else:
        found = _agency(people)
    return found or Outlet(None)


def _wide_source(
    page: Page,
    outline: Outline,
    zone: Zone,
    marked: Sequence[Named],
    people: Mapping[tuple[str, str | None], Credit],
    log: EvidenceLog,
) -> Outlet | None:
    for named in marked:
        if named.role == "source":
            return _marked(named, named.name, log)
        if named.affiliation:
            return _marked(named, named.affiliation, log)
    if beside := _beside_date(outline, zone):
        value, span = beside
        item = log.page("source", "date_line", span, value, confidence=0.7)
        return Outlet(value, (value, page.text[span[0] : span[1]]), item)
    for credit in people.values():
        if credit.affiliation and credit.role in {"reporter", "author"} and credit.evidence_ids:
            if _OUTLET.search(credit.affiliation) or credit.raw.startswith("《"):
                return Outlet(credit.affiliation, (credit.affiliation, credit.raw), credit.evidence_ids[0])
    for named in marked:
        if named.role in {"account", "author"} and not is_person(named.name):
            return _marked(named, named.name, log)
    return None


def _marked(named: Named, value: str, log: EvidenceLog) -> Outlet:
    item = log.page("source", "marked", named.span, value, confidence=0.7)
    return Outlet(value, (value, value), item)


def _beside_date(outline: Outline, zone: Zone) -> tuple[str, tuple[int, int]] | None:
    """Read an outlet that is all a line under the headline holds besides its date."""
    start = max(0, zone.headline)
    for block in outline.blocks[start : min(zone.first + 1, start + 12)]:
        if len(block.text) > 60 or not (dates := find_dates(block.text)):
            continue
        end = dates[-1].end
        if (match := _TAIL.match(block.text, end)) and _OUTLET.search(match["outlet"]):
            return match["outlet"], block.span(match.start("outlet"), match.end("outlet"))
    return None


def _agency(people: Mapping[tuple[str, str | None], Credit]) -> Outlet | None:
    """Return the agency that a byline names as the writer or as the writer's employer."""
    for credit in people.values():
        for name in (credit.affiliation, credit.name):
            known = _AGENCIES.get((name or "").strip().casefold())
            if known and credit.role in {"author", "reporter"} and credit.evidence_ids:
                return Outlet(known, (known, credit.raw), credit.evidence_ids[0])
    return None
