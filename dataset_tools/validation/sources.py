"""Prove every excerpt and digest of a release against the dumps it was made from.

Records are matched by (dump, offset, id). Dumps are taken in groups, so that memory holds the
evidence of at most GROUP_RECORDS records, or of one dump.
"""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from dataset_tools.dump import InputFile, Limits, reading_of
from dataset_tools.model import EXCERPT_CHARS, Capture, Finding, LedgerRow, Page
from dataset_tools.readers import READERS, read
from dataset_tools.readers.decode import decode
from dataset_tools.readers.inputs import find_inputs
from dataset_tools.schema import record_id, text_digest
from dataset_tools.validation.findings import Breaches, error
from dataset_tools.validation.rows import Shard, batches

GROUP_RECORDS = 50_000
COLUMNS = ("id", "evidence", "provenance")
_Key = tuple[str, int, str | None]  # dump, offset, id; no id where the payload stands elsewhere


@dataclass(frozen=True, slots=True)
class _Claim:
    """One record's digests and evidence, with the place of its row."""

    place: str
    raw_sha256: str
    page_text_sha256: str
    evidence: list[dict[str, Any]]
    revisit: bool = False  # its payload is that of another WARC record, its headers are its own


@dataclass(slots=True)
class _Proof:
    """Evidence found in other records of a dump (robots.txt), by their name, once each."""

    wanted: dict[str, dict[tuple[int, int, str], str]] = field(default_factory=dict)
    breaches: Breaches = field(default_factory=Breaches)

    def miss(self, code: str, what: str, place: str) -> None:
        self.breaches.add(code, what, iter([place]), 1)


def check_sources(
    shards: Sequence[Shard],
    sources: Sequence[str],
    manifest: dict[str, Any] | None,
    examined: dict[str, int],
) -> Iterator[Finding]:
    """Compare all records of subset metadata with the dumps; adds to `examined`.

    Raises: InputError when a dump cannot be read at all.
    """
    metadata = [s for s in shards if s.subset == "metadata" and s.frozen]
    counts, proof = _survey(metadata)
    config = (manifest or {}).get("config", {})
    limits = _limits(config.get("limits", {}))
    done = Counter[str]()
    lost: list[str] = []
    with tempfile.TemporaryDirectory(prefix="colophon-source-") as spool:
        format_ = config.get("format") if config.get("format") in READERS else "auto"
        files = find_inputs(
            list(sources), str(format_), Path(spool), reading_of(config.get("reading"))
        )
        for name in sorted(set(counts) - {file.dump for file in files}):
            message = f"the dump of {counts[name]} records is not among the sources"
            yield error(
                "source-missing", message, name, "name the INPUTs as `build` was given them"
            )
        for group in _groups(files, counts):
            claims = _claims(metadata, {file.dump for file in group})
            for file in group:
                _read(file, limits, claims, proof, done)
            lost += [claim.place for found in claims.values() for claim in found]
    if lost:
        proof.breaches.add("source-missing", "not in its dump", iter(sorted(lost)), len(lost))
    for name, places in sorted(proof.wanted.items()):
        for place in places.values():
            proof.miss("source-missing", f"the dumps have no record {_short(name)}", place)
    yield from proof.breaches.findings()
    for name in ("source captures", "source excerpts"):
        examined[name] = done[name]


def _limits(stated: Any) -> Limits:
    """Return the limits of the build, where the manifest states usable ones."""
    known = {f.name for f in fields(Limits)}
    given = stated if isinstance(stated, dict) else {}
    return Limits(**{k: v for k, v in given.items() if k in known and type(v) is int})


def _rows(shards: Iterable[Shard]) -> Iterator[tuple[str, dict[str, Any]]]:
    for shard in shards:
        for first, batch in batches(shard.path, COLUMNS):
            for start in range(0, batch.num_rows, 256):
                rows = batch.slice(start, 256).to_pylist()
                for number, row in enumerate(rows, start=first + start):
                    yield f"{shard.name}:row {number}", row


def _survey(shards: list[Shard]) -> tuple[Counter[str], _Proof]:
    """Count records by dump, and note the evidence that stands in other records."""
    counts: Counter[str] = Counter()
    proof = _Proof()
    for place, row in _rows(shards):
        counts[_place(row["provenance"])[0]] += 1
        for number, item in enumerate(row["evidence"]):
            if item and item["source"].startswith("record:") and item["start"] is not None:
                key = (item["start"], item["end"], item["excerpt"])
                name = item["source"].removeprefix("record:")
                where = f"{place}:$.evidence[{number}]"
                proof.wanted.setdefault(name, {}).setdefault(key, where)
    return counts, proof


def _groups(files: Sequence[InputFile], counts: Counter[str]) -> Iterator[list[InputFile]]:
    group: list[InputFile] = []
    size = 0
    for file in files:
        if group and size + counts[file.dump] > GROUP_RECORDS:
            yield group
            group, size = [], 0
        group.append(file)
        size += counts[file.dump]
    if group:
        yield group


def _claims(shards: list[Shard], dumps: set[str]) -> dict[_Key, list[_Claim]]:
    found: dict[_Key, list[_Claim]] = {}
    for place, row in _rows(shards):
        origin = row["provenance"]
        dump, offset = _place(origin)
        if dump in dumps:
            revisit = (dump, offset) != (origin["dump"], origin["offset"])
            key = (dump, offset, None if revisit else row["id"])
            claim = _Claim(
                place, origin["raw_sha256"], origin["page_text_sha256"], row["evidence"], revisit
            )
            found.setdefault(key, []).append(claim)
    return found


def _place(origin: dict[str, Any]) -> tuple[str, int]:
    """Return dump and offset where the payload stands: for a revisit those of its original."""
    for step in origin["steps"] or ():
        if step and step["step"] == "revisit":
            dump, _, offset = str(step["note"]).rpartition("@")
            if offset.isascii() and offset.isdigit():
                return dump, int(offset[:18])
    return origin["dump"], origin["offset"]


def _read(
    file: InputFile,
    limits: Limits,
    claims: dict[_Key, list[_Claim]],
    proof: _Proof,
    done: Counter[str],
) -> None:
    for capture in read(file, limits):
        if isinstance(capture, LedgerRow):
            continue
        done["source captures"] += 1
        name = capture.record_id or f"{capture.dump}@{capture.offset}"
        if name in proof.wanted:
            _judge_signal(capture, limits, proof, name)
        own = record_id(capture.url, capture.payload)
        for id_ in (own, None):
            for claim in claims.pop((capture.dump, capture.offset, id_), ()):
                page = decode(capture, limits)
                done["source excerpts"] += _judge_claim(capture, page, claim, proof)


def _judge_signal(capture: Capture, limits: Limits, proof: _Proof, name: str) -> None:
    page = decode(replace(capture, markup="text"), limits)
    text = page.text if isinstance(page, Page) else None
    for (start, end, excerpt), place in proof.wanted.pop(name).items():
        if text is None or text[start:end][:EXCERPT_CHARS] != excerpt:
            proof.miss("source-excerpt", "the excerpt does not stand in the named record", place)


def _judge_claim(capture: Capture, page: object, claim: _Claim, proof: _Proof) -> int:
    """Compare one record with its capture; returns the number of excerpts compared."""
    if sha256(capture.payload).hexdigest() != claim.raw_sha256:
        place = f"{claim.place}:$.provenance.raw_sha256"
        proof.miss("source-digest", "the digest of the payload differs", place)
    if not isinstance(page, Page):
        proof.miss("source-digest", "the capture cannot be decoded", claim.place)
        return 0
    if text_digest(page.text) != claim.page_text_sha256:
        place = f"{claim.place}:$.provenance.page_text_sha256"
        proof.miss("source-digest", "the digest of the page text differs", place)
    compared = 0
    for number, item in enumerate(claim.evidence):
        texts = _texts(item["source"], page) if item else None  # row-schema reports null items
        if texts is None or item["start"] is None:
            continue
        if claim.revisit and item["source"] != "page":
            continue
        compared += 1
        start, end = item["start"], item["end"]
        if all(text[start:end][:EXCERPT_CHARS] != item["excerpt"] for text in texts):
            what = "the excerpt does not stand at its place in the dump"
            proof.miss("source-excerpt", what, f"{claim.place}:$.evidence[{number}]")
    return compared


def _texts(source: str, page: Page) -> list[str] | None:
    """Return the texts in which an item of this source may stand; None: judged elsewhere."""
    if source == "page":
        return [page.text]
    if source.startswith("header:"):
        name = source.removeprefix("header:").lower()
        return [value for header, value in page.capture.headers if header == name]
    if source.startswith("dump:"):
        name = source.removeprefix("dump:")
        return [value for declared, value in page.capture.declared if declared == name]
    return None


def _short(name: str) -> str:
    return name if len(name) <= 80 else f"{name[:80]}…"
