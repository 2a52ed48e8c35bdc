"""From committed splits to the folders of a release; all texts are invented."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dataset_tools import shards
from dataset_tools.builder import ordering
from dataset_tools.builder.assemble import Written, assemble, scan_for_leaks
from dataset_tools.builder.convert import WORK_LEDGER_SCHEMA, WORK_SCHEMA
from dataset_tools.builder.tables import open_store
from dataset_tools.dedup.exact import text_digest
from dataset_tools.errors import BuildError
from dataset_tools.ledger import Sums
from dataset_tools.model import LedgerRow
from dataset_tools.schema import arrow_schema
from dataset_tools.shards import TableWriter, row_bytes, table_bytes

PLACES_A_SPLIT = 10**9
DAY = datetime(2024, 5, 1, tzinfo=UTC)
ONE = "The harbour lamps were lit again on Monday evening after a long winter of repairs."
TWO = "Seven ferries and a single pilot boat waited outside the bar until the tide had turned."
THREE = "Nobody on the quay could say who had painted the crane in such an improbable green."
CLEAN = "A short note on slate roofs and how they are mended when the wind has been at them."


def blank(kind: pa.DataType) -> Any:
    """Return a value of an Arrow type: empty lists, structs of such values, else None."""
    if pa.types.is_struct(kind):
        return {f.name: blank(f.type) if not f.nullable else None for f in kind}
    if pa.types.is_list(kind):
        return []
    return "" if pa.types.is_string(kind) else 0


def row(number: int, text: str = "", release: str = "full_text", **fields: Any) -> dict[str, Any]:
    """Return a work row; `number` decides id, url and offset where `fields` do not."""
    base: dict[str, Any] = {f.name: None if f.nullable else blank(f.type) for f in WORK_SCHEMA}
    text = text or f"Note {number}"
    url = f"https://{'ab'[number % 2]}.example/{number:03d}"
    given = {
        "id": f"{number:032x}", "url": url, "domain": url[8:17], "title": f"Title {number}",
        "text": text, "release": release, "language": "en", "license": "CC-BY-4.0",
        "rights_status": "open_license", "captured_at": DAY, "published_date": DAY.date(),
        "dedup_digest": text_digest(text),
        "provenance": {
            **base["provenance"], "dump": "d.warc", "offset": number,
            "text_sha256": sha256(text.encode()).hexdigest(),
        },
    }  # fmt: skip
    return {**base, **given, **fields}


def run(function: Callable[[Any], Any], items: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Map in this process, backwards: results may come in any order."""
    for item in reversed(items):
        yield item, function(item)


def write_splits(
    work: Path, rows: Sequence[dict[str, Any]], lines: Sequence[LedgerRow] = (), splits: int = 1
) -> list[str]:
    """Write rows, their ledger rows and further ledger rows as `splits` splits, in this order."""
    folder = work / "splits"
    folder.mkdir(parents=True)
    found: list[tuple[LedgerRow, dict[str, Any] | None]] = [
        (
            LedgerRow(
                r["provenance"]["dump"], r["provenance"]["offset"], 9, "capture", None, r["url"],
                id=r["id"], release=r["release"],
            ),
            r,
        )
        for r in rows
    ]  # fmt: skip
    found += [(line, None) for line in lines]
    names = []
    for number, part in enumerate(np.array_split(np.arange(len(found)), splits)):
        name = f"{number:05d}"
        items = [(number * PLACES_A_SPLIT + n, *found[at]) for n, at in enumerate(part)]
        its = [{**r, "place": place} for place, _, r in items if r]
        book = [{**asdict(line), "place": place} for place, line, _ in items]
        for kind, values, schema in (
            ("rows", its, WORK_SCHEMA),
            ("ledger", book, WORK_LEDGER_SCHEMA),
        ):
            table = pa.Table.from_pylist(values, schema=schema)
            pq.write_table(table, folder / f"{name}.{kind}.parquet", row_group_size=3)
        names.append(name)
    return names


def build(
    tmp: Path, rows: Sequence[dict[str, Any]], lines: Sequence[LedgerRow] = (), splits: int = 1,
    shares: Sequence[tuple[str, float]] = (), *, by_text: bool = True,
) -> tuple[Written, Path]:  # fmt: skip
    """Assemble a release from rows; return what was written, and the folder."""
    names = write_splits(tmp / "w", rows, lines, splits)
    folder = tmp / "release"
    folder.mkdir()
    written = assemble(
        folder, tmp / "w", names, by_text=by_text, shares=shares, run=run, tell=lambda *_: None
    )
    scan_for_leaks(folder, tmp / "w", run)
    return written, folder


def read(folder: Path, below: str) -> list[dict[str, Any]]:
    """Return the rows of all Parquet files below a folder."""
    paths = sorted((folder / below).rglob("*.parquet"))
    return [r for path in paths for r in pq.read_table(path).to_pylist()]


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all files of a release."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


LATER = datetime(2024, 6, 1, tzinfo=UTC)
MIXED = [
    row(0, ONE, "metadata_only"),
    row(1, f"{ONE} {TWO}"),  # quotes a withheld text
    row(2, f"{TWO} {THREE}"),  # quotes one that quotes it
    row(3, THREE),  # a third link of the chain
    row(4, CLEAN, url=None, domain=None),
    row(5, CLEAN, captured_at=LATER),  # the same text, later
    row(6, f"{CLEAN}!", captured_at=None),  # and again, but for a sign
    row(4, CLEAN, captured_at=LATER),  # a second capture of one id
    row(7, "Secret", "withhold"),
    row(8, "Under review", "review"),
    *[row(n) for n in range(9, 60)],
]
LINES = [
    LedgerRow("a.warc", 5, 3, "damage", reason="damaged-archive"),
    LedgerRow("z.warc", 7, 2, "capture", "r2", fate="quarantined", reason="watchdog"),
    LedgerRow("z.warc", 7, 2, "capture", "r1", fate="quarantined", reason="worker-died"),
    LedgerRow("d.warc", 900, 2, "skipped", reason="request"),
    LedgerRow("d.warc", 901, 2, "capture", fate="refused", reason="not-html", detail="text/plain"),
]


@pytest.mark.parametrize("splits", [7, 40])
@pytest.mark.parametrize("shares", [(), (("test", 0.3),)], ids=["train", "shares"])
def test_the_number_of_splits_changes_no_byte(
    tmp_path: Path,
    splits: int,
    shares: Sequence[tuple[str, float]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same rows in one split or many give the same files and numbers, also over buckets."""
    (tmp_path / "one").mkdir()
    one, first = build(tmp_path / "one", MIXED, LINES, 1, shares)
    monkeypatch.setattr(ordering, "BUCKET_BYTES", 5_000)
    monkeypatch.setattr(ordering, "BUCKETS", 3)
    (tmp_path / "many").mkdir()
    many, second = build(tmp_path / "many", MIXED, LINES, splits, shares)
    assert contents(first) == contents(second)
    assert one == many


def test_rows_come_in_release_order(tmp_path: Path) -> None:
    """By domain, url and id, nulls first; subset text holds the rows that ship."""
    _, folder = build(tmp_path, MIXED, splits=3)
    shown = [(r["domain"] or "", r["url"] or "", r["id"]) for r in read(folder, "data/metadata")]
    assert shown == sorted(shown)
    assert shown[0][0] == ""
    texts = [r["id"] for r in read(folder, "data/text")]
    credited = pq.read_table(folder / "meta/attribution.parquet")["id"].to_pylist()
    assert credited == texts


def test_quotes_of_quotes_are_demoted(tmp_path: Path) -> None:
    """A row that quotes a withheld text loses its own, and so do those that quote it in turn."""
    written, folder = build(tmp_path, MIXED, splits=2)
    rows = {int(r["id"], 16): r for r in read(folder, "data/metadata")}
    demoted = {n for n, r in rows.items() if r["rights"]["policy_rule"] == "quotes-withheld-text"}
    assert demoted == {1, 2, 3}
    assert {rows[n]["release"] for n in demoted} == {"metadata_only"}
    assert not demoted & {int(r["id"], 16) for r in read(folder, "data/text")}
    assert written.releases == {
        "full_text": 52, "metadata_only": 4, "review": 1, "withhold": 1
    }  # fmt: skip


def test_strings_beside_the_text_are_compared_too(tmp_path: Path) -> None:
    """A row whose notice quotes a withheld text loses notice and text; a review stays a review.

    What only such a string said spreads no further: THREE was never withheld.
    """
    rows = [
        row(0, ONE, "metadata_only"),
        row(1, license_notes=ONE, summary=THREE),
        row(2, license_notes=THREE),
        row(3, "Under review", "review", license_notes=ONE),
    ]
    _, folder = build(tmp_path, rows)
    found = {int(r["id"], 16): r for r in read(folder, "data/metadata")}
    assert [found[n]["release"] for n in range(4)] == [
        "metadata_only", "metadata_only", "full_text", "review",
    ]  # fmt: skip
    assert [found[n]["license_notes"] for n in range(4)] == [None, None, THREE, None]
    rules = [found[n]["rights"]["policy_rule"] for n in (1, 3)]
    assert rules == ["quotes-withheld-text", rows[3]["rights"]["policy_rule"]]


def test_decisions_come_by_rule(tmp_path: Path) -> None:
    """The counts have every decision, with the rules behind it, the most frequent first."""
    ruled = [
        row(n, rights={**row(n)["rights"], "policy_rule": rule})
        for n, rule in enumerate(["b", "a", "b"])
    ]
    written, _ = build(tmp_path, [*ruled, row(3, ONE, "withhold")])
    assert written.rules == {
        "full_text": {"b": 2, "a": 1}, "metadata_only": {}, "review": {}, "withhold": {"": 1},
    }  # fmt: skip
    assert list(written.rules["full_text"]) == ["b", "a"]


def test_duplicates_name_the_record_kept_instead(tmp_path: Path) -> None:
    """Of one id and of one text the earliest capture stays, whichever split it is in."""
    _, folder = build(tmp_path, MIXED, LINES, splits=5)
    kept = {r["id"]: r for r in read(folder, "data/metadata")}
    winner = f"{4:032x}"
    assert kept[winner]["duplicate_cluster"] == winner
    assert sum(r["duplicate_cluster"] is not None for r in kept.values()) == 1
    lost = [r for r in read(folder, "meta/ledger") if r["fate"] == "duplicate"]
    assert [int(r["id"], 16) for r in lost] == [4, 5, 6]
    told = {(r["reason"], r["partner"], r["partner_dump"], r["partner_offset"]) for r in lost}
    assert told == {("exact-duplicate", winner, "d.warc", 4)}
    assert {(r["similarity"], r["release"]) for r in lost} == {(1.0, None)}


def test_without_texts_only_one_id_is_one_record(tmp_path: Path) -> None:
    """Without deduplication by text, captures of one id still are one record."""
    written, _ = build(tmp_path, MIXED, splits=5, by_text=False)
    assert (written.sums.kept, written.sums.duplicate) == (59, 1)


def test_every_capture_gets_its_fate(tmp_path: Path) -> None:
    """The ledger has every row once, in order, and the sums are those of its rows."""
    written, folder = build(tmp_path, MIXED, LINES, splits=4)
    rows = read(folder, "meta/ledger")
    keys = [(r["dump"], r["offset"], r["kind"], r["record_id"] or "") for r in rows]
    assert keys == sorted(keys)
    assert len(rows) == len(MIXED) + len(LINES)
    withheld = [(r["fate"], r["reason"], r["release"]) for r in rows if r["offset"] == 7]
    assert ("refused", "withheld", "withhold") in withheld
    assert written.sums == Sums(
        captures=64, kept=57, duplicate=3, quarantined=2, refused=2, damage=1, skipped=1
    )
    assert written.by_dump["z.warc"] == Sums(captures=2, quarantined=2)
    assert written.by_dump["a.warc"] == Sums(damage=1)
    assert written.reasons == {
        "damaged-archive": 1, "exact-duplicate": 3, "not-html": 1, "request": 1, "watchdog": 1,
        "withheld": 1, "worker-died": 1,
    }  # fmt: skip
    assert written.interrupted == [("z.warc", 7, "worker-died"), ("z.warc", 7, "watchdog")]


def test_what_is_counted(tmp_path: Path) -> None:
    """Counters, days and text lengths are those of the rows in data/."""
    written, folder = build(tmp_path, MIXED)
    shown, texts = read(folder, "data/metadata"), read(folder, "data/text")
    assert written.text_chars == sum(len(r["text"]) for r in texts)
    assert written.counters["shipped_license"] == {"CC-BY-4.0": len(texts)}
    assert written.counters["language"] == {"en": len(shown)}
    assert sum(written.counters["domains"].values()) == len(shown)
    assert written.counters["domains"][""] == 1
    assert (written.first_day, written.last_day) == (DAY.date(), DAY.date())
    assert written.subsets["text"]["train"]["rows"] == len(texts)


def test_an_empty_split_is_refused(tmp_path: Path) -> None:
    """A split of the configuration that gets no row stops the build."""
    with pytest.raises(BuildError, match="'test' of subset 'metadata' would be empty"):
        build(tmp_path, [row(1)], shares=[("test", 1e-12)])


def test_nothing_is_kept(tmp_path: Path) -> None:
    """Where every record is withheld there is a ledger and an empty attribution, no data."""
    written, folder = build(tmp_path, [row(1, ONE, "withhold")])
    assert not (folder / "data").exists()
    assert pq.read_table(folder / "meta/attribution.parquet").num_rows == 0
    assert (written.sums.kept, written.releases["withhold"], written.subsets) == (0, 1, {})


def test_without_withheld_texts_nothing_is_compared(tmp_path: Path) -> None:
    """No worker runs where all records ship."""
    names = write_splits(tmp_path / "w", [row(1), row(2)])
    (tmp_path / "release").mkdir()

    def forbidden(*_: Any) -> Iterator[Any]:
        raise AssertionError("nothing to do")

    args = tmp_path / "release", tmp_path / "w"
    assemble(
        *args, names, by_text=True, shares=(), run=forbidden, tell=lambda *_: None
    )  # fmt: skip
    scan_for_leaks(*args, forbidden)


@pytest.mark.parametrize(
    ("where", "named"),
    [
        pytest.param("README.md", "README.md:2", id="document"),
        pytest.param("data/metadata/x.parquet", "x.parquet:row 300.a[].b", id="nested column"),
    ],
)
def test_the_last_scan_names_the_place_only(tmp_path: Path, where: str, named: str) -> None:
    """A quote in any string of any file stops the build; the message does not repeat it."""
    _, folder = build(tmp_path, [row(0, ONE, "metadata_only"), row(1)])
    if where == "README.md":
        (folder / where).write_text(f"# Notes\n> {ONE}\n", "utf-8")
    else:
        values: list[dict[str, Any]] = [{"a": []}] * 300 + [
            {"a": [{"b": None}, {"b": "x"}, {"b": ONE}]}
        ]
        pq.write_table(pa.Table.from_pylist(values), folder / where)
    with pytest.raises(BuildError, match="1 strings of the release quote") as caught:
        scan_for_leaks(folder, tmp_path / "w", run)
    assert named in caught.value.problem
    assert "harbour" not in str(caught.value)


def test_headlines_may_repeat_a_withheld_text(tmp_path: Path) -> None:
    """What the guard exempts, such as a title, is no leak; it demotes nobody."""
    title = " ".join(ONE.split()[:14])
    written, _ = build(tmp_path, [row(0, ONE, "metadata_only", title=title), row(1, title)])
    assert written.releases["full_text"] == 1


def test_store_is_bounded_and_offline(tmp_path: Path) -> None:
    """The store spills inside the work folder and neither installs nor loads extensions."""
    with open_store(tmp_path / "odd [x] 'name'") as store:
        names = (
            "memory_limit", "threads", "temp_directory", "TimeZone", "lock_configuration",
            "autoinstall_known_extensions", "autoload_known_extensions",
        )  # fmt: skip
        query = "SELECT " + ", ".join(f"current_setting('{name}')" for name in names)
        found = dict(zip(names, store.execute(query).fetchall()[0], strict=True))
    assert found["temp_directory"].startswith(str(tmp_path))
    assert (found["TimeZone"], found["threads"], found["lock_configuration"]) == ("UTC", 2, True)
    assert not found["autoinstall_known_extensions"]
    assert not found["autoload_known_extensions"]
    assert "183" in found["memory_limit"]  # MiB: 192 MB


ROWS = [row(n, "x" * (n % 7) * 50, summary=None if n % 3 else "s" * n) for n in range(40)]


def test_bytes_are_those_of_values(tmp_path: Path) -> None:
    """The size of a table does not depend on how its arrays came to be."""
    schema = arrow_schema("text")
    table = pa.Table.from_pylist(ROWS, schema=schema)
    turned = table.take(list(range(39, -1, -1)))
    assert table_bytes(turned) == table_bytes(table) == table.nbytes
    sizes = row_bytes(table)
    assert row_bytes(table.slice(5, 9)).tolist() == sizes[5:14].tolist()
    assert sizes.sum() <= table.nbytes


@pytest.mark.parametrize("piece", [1, 3, 40])
def test_row_groups_do_not_depend_on_pieces(
    tmp_path: Path, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row groups are cut by bytes and rows; a larger row is one itself."""
    table = pa.Table.from_pylist(ROWS, schema=arrow_schema("text"))
    largest = int(row_bytes(table).max())
    for limit in (largest * 3, largest - 1):
        monkeypatch.setattr(shards, "ROW_GROUP_BYTES", limit)
        whole = TableWriter(tmp_path / "whole.parquet", table.schema)
        whole.add(table)
        whole.close()
        writer = TableWriter(tmp_path / "pieces.parquet", table.schema)
        for start in range(0, 40, piece):
            writer.add(table.slice(start, piece))
        writer.close()
        assert (tmp_path / "whole.parquet").read_bytes() == (
            tmp_path / "pieces.parquet"
        ).read_bytes()
        assert pq.read_table(tmp_path / "pieces.parquet")["id"] == table["id"]
        groups = pq.ParquetFile(tmp_path / "whole.parquet").metadata
        assert groups.num_row_groups > 3


def test_a_full_file_returns_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind the row group that reaches the limit, rows are for the next file."""
    monkeypatch.setattr(shards, "ROW_GROUP_BYTES", 5_000)
    table = pa.Table.from_pylist(ROWS, schema=arrow_schema("text"))
    writer = TableWriter(tmp_path / "a.parquet", table.schema, ("domain",), limit=9_000)
    rest = writer.add(table)
    writer.close()
    assert 0 < rest.num_rows < 40
    assert pq.read_table(tmp_path / "a.parquet").num_rows == 40 - rest.num_rows
    assert writer.bytes >= 9_000
