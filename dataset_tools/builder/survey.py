"""First pass: what one part of the input must know of the others, committed split by split.

Site signals (robots.txt, tdmrep.json) by host, the lines that recur on the pages of a site, the
originals of revisits, and where the byte
ranges of a file really begin. Workers write it as small Parquet files, SQL joins them on disk,
and each split reads back only what concerns its own captures: memory does not grow with the
input.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dataset_tools.builder.plan import Plan, Split
from dataset_tools.builder.recurring import QUERY as RECURRING
from dataset_tools.builder.recurring import SCHEMA as LINES
from dataset_tools.builder.recurring import LineCounts
from dataset_tools.builder.tables import batches, load, stream
from dataset_tools.dump import InputFile, Limits
from dataset_tools.engines import Engine, beat
from dataset_tools.manifest import write_json
from dataset_tools.model import Capture, CorpusContext, SiteSignal
from dataset_tools.pipeline import MAX_SIGNALS_A_HOST, site_lines, site_of, site_signal
from dataset_tools.readers import read_items
from dataset_tools.readers.decode import host_of, is_site_signal
from dataset_tools.readers.items import Revisit, Seam
from dataset_tools.readers.warc import read_at

PLACES_A_SPLIT = 10**9
_URL_FREE = frozenset({"html", "mediawiki", "index", "unknown"})  # without a sidecar
_ARCHIVES = frozenset({"warc", "wacz"})  # may hold originals of revisits
_RANGED = frozenset({"warc", "wet", "jsonl", "parquet"})
_MOMENT = pa.timestamp("us", tz="UTC")
_SIGNALS = pa.schema(
    [("kind", pa.string()), ("host", pa.string()), ("record_id", pa.string()),
     ("text", pa.string()), ("captured_at", _MOMENT), ("dump", pa.string()),
     ("offset", pa.int64())]
)  # fmt: skip
# One line for each WARC record that a revisit may mean, and for each revisit.
_STORED = pa.schema(
    [("place", pa.int64()), ("record_id", pa.string()), ("url", pa.string()),
     ("moment", _MOMENT), ("digest", pa.string()), ("revisit", pa.bool_()),
     ("refers_to", pa.string()), ("file", pa.int64()), ("offset", pa.int64()),
     ("length", pa.int64())]
)  # fmt: skip
_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Original:
    """Where the payload of a revisit stands."""

    file: InputFile
    offset: int
    length: int

    def read(self, limits: Limits) -> Capture | None:
        """Return the original capture; None where it is not readable there."""
        return read_at(self.file, self.offset, self.length, limits)


def run_survey(
    plan: Plan,
    work: Path,
    limits: Limits,
    run: Engine,
    tell: Callable[[str, int, int], None],
) -> tuple[Split, ...]:
    """Survey every split; return the splits with the byte ranges that were really found.

    A range begins at the first record behind its first byte, as far as that can be told from
    the middle of a file. Where the range before it ended elsewhere, its end decides and the
    range is surveyed again: the ranges of a file always read what one reader would have read.
    """
    splits = list(plan.splits)
    todo: Sequence[Split] = splits
    while todo:
        surveying = _Survey(work, limits, {f.dump: n for n, f in enumerate(plan.files)})
        with closing(run(surveying, todo)) as results:
            for done, _ in enumerate(results, start=1):
                tell("survey", done, len(todo))
        todo = _misfits(splits, work)
        for split in todo:
            splits[split.number] = split
    return tuple(_exact(split, work) for split in splits)


def _misfits(splits: Sequence[Split], work: Path) -> list[Split]:
    """Return the first range of each file that does not begin where the one before it ended."""
    wrong: dict[str, Split] = {}
    for before, split in pairwise(splits):
        file = split.files[0]
        if not file.start or file.dump in wrong or before.files[-1].dump != file.dump:
            continue
        stop, start = _seam(before, work).stop, _seam(split, work).start
        if start != stop:
            wrong[file.dump] = replace(split, files=(replace(file, start=stop, guess=False),))
    return list(wrong.values())


def _exact(split: Split, work: Path) -> Split:
    """Return a range as it was found, to be read without looking for its start."""
    file = split.files[0]
    if file.format not in _RANGED or (not file.start and file.stop is None):
        return split
    return replace(split, files=(replace(file, start=_seam(split, work).start, guess=False),))


def _seam(split: Split, work: Path) -> Seam:
    return Seam(*_content(split, work)["seam"])


def _committed(split: Split, work: Path) -> dict[str, Any] | None:
    """Return the survey commit of this very split, else None."""
    content = _content(split, work)
    return content if content.get("range") == _range(split) else None


def _content(split: Split, work: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((work / "survey" / f"{split.name}.json").read_bytes()))
    except (OSError, ValueError, TypeError):
        return {}


def _range(split: Split) -> list[Any]:
    file = split.files[0]
    return [file.start, file.stop, file.guess]


@dataclass(frozen=True, slots=True)
class _Survey:
    """Surveys one split; picklable."""

    work: Path
    limits: Limits
    numbers: dict[str, int]  # of the input files, by dump

    def __call__(self, split: Split) -> None:
        if _committed(split, self.work):
            return
        folder = self.work / "survey"
        signals: list[dict[str, Any]] = []
        hosts: set[str] = set()
        counted: dict[tuple[str, str], int] = {}
        seam = Seam(0, 0)
        lines, sites = LineCounts(), set[str]()
        stored = _Lines(folder / f"{split.name}.stored.parquet", _STORED)
        for place, file, item in _items(split, self.limits):
            if isinstance(item, Seam):
                seam = item
            elif isinstance(item, Revisit):
                hosts.add(host_of(item.capture.url))
                stored.add(_revisit_line(place, item))
            elif isinstance(item, Capture):
                hosts.add(host_of(item.url))
                # What is replayed from a quarantine stands at its place no more.
                here = item.dump == file.dump and item.length is not None
                if here and item.format in _ARCHIVES:
                    stored.add(_original_line(place, item, self.numbers[file.dump]))
                if item.markup == "text" and not is_site_signal(item.url):
                    site = site_of(item)
                    sites.add(site)
                    lines.add(site, site_lines(item, self.limits))
                if found := site_signal(item, self.limits):
                    key = (found.host, found.kind)
                    counted[key] = counted.get(key, 0) + 1
                    if counted[key] <= MAX_SIGNALS_A_HOST:
                        signals.append(asdict(found))
        stored.close()
        table = pa.Table.from_pylist(signals, schema=_SIGNALS)
        pq.write_table(table, folder / f"{split.name}.signals.parquet", compression="zstd")
        lines.write(folder / f"{split.name}.lines.parquet")
        content = {
            "range": _range(split),
            "seam": [seam.start, seam.stop],
            "hosts": sorted(hosts - {""}),
            "sites": sorted(sites),
        }
        temporary = folder / f"{split.name}.tmp"
        write_json(temporary, content)
        temporary.replace(folder / f"{split.name}.json")


def _items(split: Split, limits: Limits) -> Iterator[tuple[int, InputFile, Any]]:
    """Yield the items of a split with place and file, for formats that have something to tell."""
    number = 0
    for file in split.files:
        if file.format in _URL_FREE and file.sidecar is None:
            continue
        for item in read_items(file, limits):
            beat()
            yield split.number * PLACES_A_SPLIT + number, file, item
            number += not isinstance(item, Seam)


class _Lines:
    """A Parquet file that is written a few thousand rows at a time; none where there are none."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path, self.schema = path, schema
        self.rows: list[dict[str, Any]] = []
        self.writer = pq.ParquetWriter(path, schema, compression="zstd")

    def add(self, row: dict[str, Any]) -> None:
        self.rows.append(row)
        if len(self.rows) >= _ROWS:
            self._flush()

    def close(self) -> None:
        self._flush()
        self.writer.close()

    def _flush(self) -> None:
        self.writer.write_table(pa.Table.from_pylist(self.rows, schema=self.schema))
        self.rows = []


def _original_line(place: int, item: Capture, file: int) -> dict[str, Any]:
    return {
        "place": place, "record_id": item.record_id, "url": item.url,
        "moment": item.captured_at, "digest": _digest(item.digest), "revisit": False,
        "refers_to": None, "file": file, "offset": item.offset, "length": item.length,
    }  # fmt: skip


def _revisit_line(place: int, item: Revisit) -> dict[str, Any]:
    uri = item.refers_uri or (item.capture.url if item.refers_date else None)
    return {
        "place": place, "record_id": None, "url": uri, "moment": item.refers_date,
        "digest": _digest(item.capture.digest), "revisit": True, "refers_to": item.refers_to,
        "file": None, "offset": None, "length": None,
    }  # fmt: skip


def _digest(text: str | None) -> str | None:
    return "".join((text or "").split()).lower() or None


_FIRST = f"""
SELECT * EXCLUDE (number) FROM (
    SELECT *, row_number() OVER (
        PARTITION BY host, kind ORDER BY dump, "offset", record_id
    ) AS number FROM signals
) WHERE number <= {MAX_SIGNALS_A_HOST} ORDER BY host, kind, dump, "offset", record_id
"""  # noqa: S608 (a number of ours)
# A revisit names its original by record id, else by URL and date, else by the payload digest;
# of several originals the first of the input counts.
_RESOLVE = """
WITH revisits AS (FROM stored WHERE revisit), originals AS (FROM stored WHERE NOT revisit),
    by_id AS (SELECT record_id, min(place) AS original FROM originals GROUP BY ALL),
    by_url AS (SELECT url, moment, min(place) AS original FROM originals GROUP BY ALL),
    by_digest AS (SELECT digest, min(place) AS original FROM originals GROUP BY ALL),
    pairs AS (
        SELECT place, 1 AS rank, original FROM revisits JOIN by_id ON refers_to = by_id.record_id
        UNION ALL SELECT place, 2, original FROM revisits JOIN by_url USING (url, moment)
        UNION ALL SELECT place, 3, original FROM revisits JOIN by_digest USING (digest)
    ),
    best AS (SELECT place, arg_min(original, rank) AS original FROM pairs GROUP BY place)
SELECT best.place, file, "offset", length FROM best JOIN originals ON original = originals.place
ORDER BY best.place
"""
_RESOLVED = pa.schema([(name, pa.int64()) for name in ("place", "file", "offset", "length")])


def join_survey(plan: Plan, work: Path, store: Any) -> str:
    """Join what the splits found into work/context; return the digest of the site signals."""
    tables = (("signals", _SIGNALS, 16), ("stored", _STORED, _ROWS), ("lines", LINES, _ROWS))
    for kind, schema, rows in tables:
        paths = [work / "survey" / f"{split.name}.{kind}.parquet" for split in plan.splits]
        load(store, f"CREATE TABLE {kind} AS FROM incoming", schema, batches(paths, rows=rows))
    digest = sha256()
    with pq.ParquetWriter(work / "context/signals.parquet", _SIGNALS, compression="zstd") as writer:
        for batch in stream(store, _FIRST, _SIGNALS):
            writer.write_batch(batch)
            for row in batch.to_pylist():
                digest.update(json.dumps(row, sort_keys=True, default=str).encode())
    with pq.ParquetWriter(work / "context/revisits.parquet", _RESOLVED) as writer:
        for batch in stream(store, _RESOLVE, _RESOLVED):
            writer.write_batch(batch)
    with pq.ParquetWriter(work / "context/lines.parquet", LINES, compression="zstd") as writer:
        for batch in stream(store, RECURRING, LINES):
            writer.write_batch(batch)
            digest.update(json.dumps(batch.to_pydict(), sort_keys=True).encode())
    return digest.hexdigest()


def context_of(split: Split, work: Path, digest: str) -> CorpusContext:
    """Return the site signals of the hosts that occur in one split, and the lines of its sites."""
    content = _content(split, work)
    hosts, sites = content.get("hosts", []), content.get("sites", [])
    by_host: dict[str, list[SiteSignal]] = {}
    if hosts:
        path = work / "context" / "signals.parquet"
        for row in pq.read_table(path, filters=[("host", "in", hosts)]).to_pylist():
            by_host.setdefault(row["host"], []).append(SiteSignal(**row))
    lines: dict[str, set[int]] = {}
    if sites:
        path = work / "context" / "lines.parquet"
        for row in pq.read_table(path, filters=[("site", "in", sites)]).to_pylist():
            lines.setdefault(row["site"], set()).add(row["line"])
    return CorpusContext(
        {host: tuple(s) for host, s in by_host.items()},
        {site: frozenset(found) for site, found in lines.items()},
        digest,
    )


def originals_of(split: Split, files: Sequence[InputFile], work: Path) -> dict[int, Original]:
    """Return the originals of the revisits in one split, by the place of the revisit."""
    first = split.number * PLACES_A_SPLIT
    between = [("place", ">=", first), ("place", "<", first + PLACES_A_SPLIT)]
    table = pq.read_table(work / "context" / "revisits.parquet", filters=between)
    return {
        row["place"]: Original(files[row["file"]], row["offset"], row["length"])
        for row in table.to_pylist()
    }
