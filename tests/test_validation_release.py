"""Damage to a release: each kind gives a finding that names its rule, file, row and field."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dataset_tools.errors import ConfigError, ReleaseError
from dataset_tools.model import LedgerRow, Report
from dataset_tools.schema import text_digest
from dataset_tools.shards import write_table
from dataset_tools.validation import RULES, validate
from tests.validation_case import (
    LEDGER,
    METADATA,
    TEXT,
    Row,
    make_release,
    make_rows,
    reseal,
    write_dump,
)


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dump(tmp_path_factory.mktemp("dump"))


@pytest.fixture(scope="module")
def pristine(dump: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows, book = make_rows(dump)
    return make_release(tmp_path_factory.mktemp("made") / "release", rows, book, dump)


@pytest.fixture
def release(pristine: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pristine, tmp_path / "release"))


@pytest.fixture(autouse=True)
def no_load_test(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the load test (2 s each); the good release and test_validation_card.py have it."""
    if request.node.name != "test_a_good_release_passes":
        monkeypatch.setattr("dataset_tools.validation.run.check_loads", lambda *_: ())


def found(report: Report) -> list[tuple[str, str | None]]:
    return [(f.code, f.where) for f in report.findings]


def test_a_good_release_passes(pristine: Path, dump: Path) -> None:
    """Nothing is found in a good release, also against its dump, and everything was looked at."""
    report = validate(pristine, source=[dump])
    assert report.findings == ()
    assert report.passed
    assert report.examined == {
        "files": 8,
        "ledger rows": 7,
        "rows in metadata": 3,
        "rows in text": 2,
        "source captures": 5,
        "source excerpts": 3,
    }


# -- the folder -------------------------------------------------------------------------------


def flip(release: Path, name: str) -> None:
    path = release / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def edit(release: Path, name: str, old: str, new: str) -> None:
    path = release / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8", newline="\n")


def edit_manifest(release: Path, *keys: str | int, value: Any) -> None:
    content = json.loads((release / "manifest.json").read_bytes())
    node = content
    for key in keys[:-1]:
        node = node[key]
    node[keys[-1]] = value
    (release / "manifest.json").write_text(json.dumps(content), "utf-8")


def link(release: Path) -> None:
    target = release.parent / "elsewhere.md"
    shutil.move(release / "LICENSE.md", target)
    (release / "LICENSE.md").symlink_to(target)


def foreign_path(release: Path) -> None:
    edit_manifest(release, "files", 0, "path", value="../elsewhere")


FOLDER: list[tuple[str, Callable[[Path], object], list[tuple[str, str]]]] = [
    ("a flipped byte", lambda r: flip(r, TEXT), [("file-digest", TEXT)]),
    ("a flipped byte in the ledger", lambda r: flip(r, LEDGER), [("file-digest", LEDGER)]),
    ("a longer file", lambda r: edit(r, "LICENSE.md", "M", "MM"), [("file-digest", "LICENSE.md")]),
    ("a removed shard", lambda r: (r / TEXT).unlink(), [("missing-file", TEXT)]),
    ("an extra file", lambda r: (r / "x.txt").touch(), [("unlisted-file", "x.txt")]),
    (
        "an extra shard",
        lambda r: shutil.copy(r / TEXT, r / TEXT.replace("train", "test")),
        [("unlisted-file", TEXT.replace("train", "test"))],
    ),
    (
        "a link",
        link,
        [
            ("unsafe-path", "LICENSE.md"),
            ("missing-file", "LICENSE.md"),
            ("card-license", "README.md:license_link"),
        ],
    ),
    (
        "a linked folder",
        lambda r: (r / "data/more").symlink_to(r / "data/text"),
        [("unsafe-path", "data/more")],
    ),
    ("a device", lambda r: os.mkfifo(r / "pipe"), [("unsafe-path", "pipe")]),
    ("a control character", lambda r: (r / "a\x1b[2J").touch(), [("unsafe-path", "a\x1b[2J")]),
    ("no manifest", lambda r: (r / "manifest.json").unlink(), [("manifest", "manifest.json")]),
    (
        "a manifest that is no JSON",
        lambda r: (r / "manifest.json").write_text("{" * 200_000),
        [("manifest", "manifest.json")],
    ),
    (
        "a manifest without a key",
        lambda r: edit(r, "manifest.json", '"audience"', '"listeners"'),
        [("manifest", "manifest.json:$"), ("manifest", "manifest.json:$")],
    ),
    (
        "an audience that is none",
        lambda r: edit_manifest(r, "audience", value="everybody"),
        [("manifest", "manifest.json:$.audience")],
    ),
    (
        "a path that leaves the folder",
        foreign_path,
        [("unsafe-path", "manifest.json:$.files[0].path"), ("unlisted-file", "LICENSE.md")],
    ),
    (
        "a changed manifest",
        lambda r: edit_manifest(r, "version", value="9"),
        [("checksums", "SHA256SUMS:5")],
    ),
    (
        "a changed checksum",
        lambda r: edit(r, "SHA256SUMS", "  README.md", "  README.txt"),
        [("checksums", "SHA256SUMS:2"), ("checksums", "SHA256SUMS:README.md")],
    ),
    ("no checksums", lambda r: (r / "SHA256SUMS").unlink(), [("checksums", "SHA256SUMS")]),
]


@pytest.mark.parametrize(
    ("damage", "expected"), [c[1:] for c in FOLDER], ids=[c[0] for c in FOLDER]
)
def test_folder(
    release: Path, damage: Callable[[Path], object], expected: list[tuple[str, str]]
) -> None:
    """A damaged file is named, and only it: rules about sums say nothing on top of it."""
    damage(release)
    report = validate(release)
    assert [pair for pair in expected if pair not in found(report)] == []
    others = {code for code, _ in found(report)} - {code for code, _ in expected}
    assert others <= {"checksums"}
    assert not report.passed


def test_other_schema_file(release: Path) -> None:
    """meta/record.schema.json is the schema that judged, byte by byte."""
    edit(release, "meta/record.schema.json", "Colophon", "Other")
    reseal(release)
    assert found(validate(release)) == [("record-schema", "meta/record.schema.json")]


def test_no_folder(tmp_path: Path) -> None:
    """A path that is no folder is an error of the caller, not a finding."""
    with pytest.raises(ReleaseError):
        validate(tmp_path / "nothing")


# -- shards -----------------------------------------------------------------------------------

Change = Callable[[pa.Table], pa.Table]


def drop_column(table: pa.Table) -> pa.Table:
    return table.drop_columns(["title"])


def retype(table: pa.Table) -> pa.Table:
    number = table.schema.get_field_index("language_score")
    return table.set_column(number, "language_score", pa.nulls(len(table), pa.float64()))


def loosen(table: pa.Table) -> pa.Table:
    field = table.schema.field("license").with_nullable(True)  # no keyword there
    return table.cast(table.schema.set(table.schema.get_field_index("license"), field))


def swap(table: pa.Table) -> pa.Table:
    names = table.schema.names
    return table.select([names[1], names[0], *names[2:]])


@pytest.mark.parametrize(
    ("change", "column"),
    [(drop_column, "title"), (retype, "language_score"), (loosen, "license"), (swap, "url")],
)
def test_arrow_schema(release: Path, change: Change, column: str) -> None:
    """A shard whose columns, order, types or nullability drift is named with the column."""
    table = change(pq.read_table(release / METADATA))
    pq.write_table(table, release / METADATA, write_page_index=True, store_schema=False)
    reseal(release)
    assert ("arrow-schema", f"{METADATA}:$.{column}") in found(validate(release))


@pytest.mark.parametrize(
    ("options", "where"),
    [
        ({"write_page_index": False}, f"{TEXT}:row group 0"),
        ({"empty": True}, TEXT),
    ],
)
def test_shard_layout(release: Path, options: dict[str, Any], where: str) -> None:
    """Shards have a page index, and none is empty."""
    table = pq.read_table(release / TEXT)
    table = table.slice(0, 0) if options.pop("empty", False) else table
    pq.write_table(table, release / TEXT, store_schema=False, **options)
    reseal(release)
    assert ("shard-layout", where) in found(validate(release))


def test_no_parquet(release: Path) -> None:
    """A shard that is no Parquet file is a finding, not a crash."""
    (release / TEXT).write_bytes(b"PAR1nonsensePAR1")
    path = release / "manifest.json"
    content = json.loads(path.read_bytes())
    for entry in content["files"]:
        if entry["path"] == TEXT:
            data = (release / TEXT).read_bytes()
            entry["bytes"], entry["sha256"] = len(data), sha256(data).hexdigest()
    path.write_text(json.dumps(content))
    assert ("unreadable-shard", TEXT) in found(validate(release))


# -- rows -------------------------------------------------------------------------------------


def put(*keys: str | int, value: Any) -> Callable[[list[Row]], None]:
    """Change one value of the second row, in every subset that has it."""

    def change(rows: list[Row]) -> None:
        node: Any = rows[1]
        for key in keys[:-1]:
            node = node[key]
        node[keys[-1]] = value

    return change


SCHEMA: list[tuple[Callable[[list[Row]], None], str, str]] = [
    (put("id", value="XYZ"), "pattern", "$.id"),
    (put("title", value=""), "minLength", "$.title"),
    (put("published_raw", value="9" * 201), "maxLength", "$.published_raw"),
    (put("language_score", value=1.5), "maximum", "$.language_score"),
    (put("language_score", value=float("nan")), "finite", "$.language_score"),
    (put("rights_status", value="free"), "enum", "$.rights_status"),
    (put("rights", "years", value=[2026, 42]), "minimum", "$.rights.years[1]"),
    (put("rights", "flags", value=["ok", "Not ok"]), "pattern", "$.rights.flags[1]"),
    (put("rights", "ai", "tdm", value="perhaps"), "enum", "$.rights.ai.tdm"),
    (put("evidence", 0, "excerpt", value="x" * 501), "maxLength", "$.evidence[0].excerpt"),
    (put("authors", value=[None]), "type", "$.authors[0]"),
    (put("evidence", value=[None]), "type", "$.evidence[0]"),
    (put("captions", value=[None]), "type", "$.captions[0]"),
    (put("credits", 0, "role", value="boss"), "enum", "$.credits[0].role"),
]


@pytest.mark.parametrize(
    ("change", "keyword", "field"), SCHEMA, ids=[f"{c[1]} {c[2]}" for c in SCHEMA]
)
def test_row_schema(
    dump: Path, tmp_path: Path, change: Callable[[list[Row]], None], keyword: str, field: str
) -> None:
    """A row that breaks a keyword is named by file, row and JSON path; its value is not shown."""
    rows, book = make_rows(dump)
    change(rows)
    report = validate(make_release(tmp_path / "release", rows, book, dump), source=[dump])
    broken = {f.where: f.message for f in report.findings if f.code == "row-schema"}
    assert f"{METADATA}:row 1:{field}" in broken, found(report)
    assert f"`{keyword}`" in broken[f"{METADATA}:row 1:{field}"]
    text = str(report)
    assert not any(secret in text for secret in ("XYZ", "999999", "perhaps", "Not ok", "xxxxx"))


def null_text(rows: list[Row]) -> None:
    rows[0]["text"] = "河水"  # the digest stays


def quoted(rows: list[Row]) -> None:
    rows[2]["summary"] = "Nobody"
    rows[2]["captions"][0]["text"] = "Nobody"


def withheld_twin(rows: list[Row]) -> None:
    rows[2]["provenance"]["text_sha256"] = rows[0]["provenance"]["text_sha256"]


def unplaced(rows: list[Row]) -> None:
    for row in rows:
        row["evidence"][0].update(start=None, end=None)


RULE_CASES: list[tuple[str, Callable[[list[Row]], None], list[tuple[str, str]]]] = [
    ("text-digest", null_text, [("text-digest", f"{TEXT}:row 0:$.provenance.text_sha256")]),
    (
        "license-expression",
        put("license", value="Public domain, surely"),
        [("license-expression", f"{METADATA}:row 1:$.license")],
    ),
    (
        "license-status",
        put("license", value="NONE"),
        [("license-status", f"{METADATA}:row 1:$.license")],
    ),
    (
        "license-status-open",
        put("rights_status", value="reserved"),
        [("license-status", f"{METADATA}:row 1:$.license")],
    ),
    (
        "withheld-content",
        quoted,
        [
            ("withheld-content", f"{METADATA}:row 2:$.summary"),
            ("withheld-content", f"{METADATA}:row 2:$.captions[].text"),
        ],
    ),
    ("withheld-text", withheld_twin, [("withheld-text", "data/text")]),
    (
        "evidence-id",
        put("evidence", 0, "id", value=3),
        [("evidence-place", f"{METADATA}:row 1:$.evidence[].id")],
    ),
    (
        "evidence-half",
        put("evidence", 0, "end", value=None),
        [("evidence-place", f"{METADATA}:row 1:$.evidence[].start")],
    ),
    (
        "evidence-length",
        put("evidence", 0, "excerpt", value="©"),
        [("evidence-place", f"{METADATA}:row 1:$.evidence[].excerpt")],
    ),
    (
        "evidence-ids",
        put("credits", 0, "evidence_ids", value=[0, 1]),
        [("evidence-ids", f"{METADATA}:row 1:$.credits[].evidence_ids")],
    ),
    (
        "evidence-unplaced",
        unplaced,
        [("evidence-unplaced", "data/metadata:$.evidence[].start")],
    ),
    (
        "placeholder",
        put("editors", value=["Ed", " Admin "]),
        [("placeholder-name", f"{METADATA}:row 1:$.editors[]")],
    ),
    (
        "date",
        put("published_date", value=date(2026, 3, 4)),
        [("date-mismatch", f"{METADATA}:row 1:$.published_date")],
    ),
]


@pytest.mark.parametrize(
    ("change", "expected"), [c[1:] for c in RULE_CASES], ids=[c[0] for c in RULE_CASES]
)
def test_row_rules(
    dump: Path,
    tmp_path: Path,
    change: Callable[[list[Row]], None],
    expected: list[tuple[str, str]],
) -> None:
    """A rule across columns or rows names the first row and column that break it."""
    rows, book = make_rows(dump)
    change(rows)
    report = validate(make_release(tmp_path / "release", rows, book, dump))
    assert found(report) == expected


def double(table: pa.Table, subset: str) -> pa.Table:
    return pa.concat_tables([table, table.slice(0, 1)]) if subset == "text" else table


def backwards(table: pa.Table, subset: str) -> pa.Table:
    return table.take(list(range(len(table)))[::-1]) if subset == "text" else table


def first_only(table: pa.Table, subset: str) -> pa.Table:
    return table.slice(0, 1) if subset == "text" else table


@pytest.mark.parametrize(
    ("tables", "code", "where"),
    [
        (double, "duplicate-id", "data/text"),
        (double, "row-order", f"{TEXT}:row 2:$.id"),
        (backwards, "row-order", f"{TEXT}:row 1:$.id"),
        (first_only, "subset-ids", "data/text"),
    ],
)
def test_between_rows(
    dump: Path,
    tmp_path: Path,
    tables: Callable[[pa.Table, str], pa.Table],
    code: str,
    where: str,
) -> None:
    """Order, unique ids and the two subsets are compared over all rows."""
    rows, book = make_rows(dump)
    report = validate(make_release(tmp_path / "release", rows, book, dump, tables=tables))
    assert (code, where) in found(report)


# -- sums -------------------------------------------------------------------------------------


def without(number: int) -> Callable[[list[LedgerRow]], list[LedgerRow]]:
    return lambda book: [row for n, row in enumerate(book) if n != number]


def changed(number: int, **values: Any) -> Callable[[list[LedgerRow]], list[LedgerRow]]:
    def change(book: list[LedgerRow]) -> list[LedgerRow]:
        return [replace(r, **values) if n == number else r for n, r in enumerate(book)]

    return change


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            changed(0, fate=None),
            [
                ("ledger", f"{LEDGER}:row 0:$.fate"),
                ("ledger", f"{LEDGER}:row 0:$.reason"),
                ("ledger-sums", "meta/ledger:pages.jsonl"),
                ("ledger-sums", "manifest.json:$.inputs[0]"),
                ("ledger-sums", "manifest.json:$.counts"),
                ("ledger-sums", "meta/ledger:kept"),
                ("ledger-ids", "meta/ledger:$.id"),
                ("ledger-partner", "meta/ledger:$.partner"),
            ],
            id="a capture without a fate",
        ),
        pytest.param(
            without(0),
            [
                ("ledger-sums", "meta/ledger:kept"),
                ("ledger-ids", "meta/ledger:$.id"),
                ("ledger-partner", "meta/ledger:$.partner"),
            ],
            id="a kept capture is missing",
        ),
        pytest.param(
            changed(1, id="f" * 32),
            [("ledger-ids", "meta/ledger:$.id"), ("ledger-ids", "meta/ledger:$.id")],
            id="another id",
        ),
        pytest.param(
            changed(3, partner="e" * 32),
            [("ledger-partner", "meta/ledger:$.partner")],
            id="a partner that is nowhere",
        ),
        pytest.param(
            changed(3, partner=None),
            [("ledger", f"{LEDGER}:row 3:$.partner")],
            id="no partner",
        ),
        pytest.param(
            changed(4, reason=None),
            [("ledger", f"{LEDGER}:row 4:$.reason")],
            id="no reason",
        ),
    ],
)
def test_ledger(
    dump: Path,
    tmp_path: Path,
    change: Callable[[list[LedgerRow]], list[LedgerRow]],
    expected: list[tuple[str, str]],
) -> None:
    """A ledger that does not add up, or points nowhere, is found even when the manifest agrees."""
    rows, book = make_rows(dump)
    report = validate(make_release(tmp_path / "release", rows, change(book), dump))
    assert found(report) == expected


@pytest.mark.parametrize(
    ("keys", "value", "expected"),
    [
        (("counts", "captures"), 6, {"ledger-sums"}),
        (("counts", "license"), {"MIT": 3}, {"counts"}),
        (("counts", "text_chars"), 1, {"counts"}),
        (("counts", "published", "last"), "2030-01-01", {"counts"}),
        (("counts", "release", "withhold"), 0, {"counts"}),
        (("counts", "reasons"), {}, {"ledger-sums"}),
        (("inputs", 0, "kept"), 2, {"ledger-sums"}),
        (("inputs", 0, "dump"), "other.jsonl", {"ledger-sums"}),
        (("subsets", "text", "train", "rows"), 7, {"row-count"}),
    ],
    ids=str,
)
def test_manifest_counts(
    release: Path, keys: tuple[str | int, ...], value: Any, expected: set[str]
) -> None:
    """Every number of the manifest is recomputed; a wrong one is named by its key."""
    edit_manifest(release, *keys, value=value)
    reseal(release)
    report = validate(release)
    assert {code for code, _ in found(report)} == expected
    tail = ".".join(str(k) for k in keys[:2] if k != 0)
    assert any(tail.split(".")[-1] in str(where) for _, where in found(report))


# -- sources ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            put("evidence", 0, "start", value=7),
            ("source-excerpt", f"{METADATA}:row 1:$.evidence[0]"),
            id="another place",
        ),
        pytest.param(
            put("evidence", 0, "source", value="header:link"),
            ("source-excerpt", f"{METADATA}:row 1:$.evidence[0]"),
            id="a header that is not there",
        ),
        pytest.param(
            put("evidence", 0, "source", value="record:<urn:x>"),
            ("source-missing", f"{METADATA}:row 1:$.evidence[0]"),
            id="a record that is not there",
        ),
        pytest.param(
            put("provenance", "raw_sha256", value="a" * 64),
            ("source-digest", f"{METADATA}:row 1:$.provenance.raw_sha256"),
            id="another payload",
        ),
        pytest.param(
            put("provenance", "page_text_sha256", value="a" * 64),
            ("source-digest", f"{METADATA}:row 1:$.provenance.page_text_sha256"),
            id="another page text",
        ),
        pytest.param(
            put("provenance", "offset", value=1),
            ("source-missing", f"{METADATA}:row 1"),
            id="another offset",
        ),
    ],
)
def test_sources(
    dump: Path,
    tmp_path: Path,
    change: Callable[[list[Row]], None],
    expected: tuple[str, str],
) -> None:
    """With the dump at hand, a moved excerpt or a wrong digest is found."""
    rows, book = make_rows(dump)
    change(rows)
    report = validate(make_release(tmp_path / "release", rows, book, dump), source=[dump])
    assert expected in found(report)


def test_another_dump(pristine: Path, dump: Path, tmp_path: Path) -> None:
    """Records whose dump is not among the sources are counted by dump."""
    other = Path(shutil.copy(dump, tmp_path / "other.jsonl"))
    report = validate(pristine, source=[other])
    assert found(report) == [("source-missing", "pages.jsonl")]
    assert "3 records" in report.findings[0].message


# -- any Parquet file, any schema -------------------------------------------------------------


def test_any_schema(tmp_path: Path) -> None:
    """A folder of Parquet files is judged against a foreign schema, without a manifest."""
    write_table(pa.table({"n": [1, 5]}), tmp_path / "in/a.parquet")
    write_table(pa.table({"n": [9, 2, 8]}), tmp_path / "in/sub/b.parquet")
    schema = tmp_path / "s.json"
    schema.write_text('{"properties": {"n": {"maximum": 4}}, "required": ["n"]}')
    report = validate(tmp_path / "in", schema=schema)
    assert found(report) == [("row-schema", "a.parquet:row 1:$.n")]
    finding = report.findings[0]
    assert finding.examples == ("sub/b.parquet:row 0:$.n", "sub/b.parquet:row 2:$.n")
    assert finding.message == "3 rows: `maximum` is broken at $.n (maximum: 4; integer)"
    one = validate(tmp_path / "in/sub/b.parquet", schema=schema)
    assert found(one) == [("row-schema", "b.parquet:row 0:$.n")]


@pytest.mark.parametrize(
    "content", ["{", "[1]", '{"oneOf": []}', '{"maximum": "x"}', '{"$ref": "http://a.example"}']
)
def test_unusable_schema(tmp_path: Path, content: str) -> None:
    """A schema that cannot be evaluated in full stops the run."""
    write_table(pa.table({"n": [1]}), tmp_path / "a.parquet")
    (tmp_path / "s.json").write_text(content)
    with pytest.raises(ConfigError):
        validate(tmp_path / "a.parquet", schema=tmp_path / "s.json")


def test_nothing_to_judge(tmp_path: Path) -> None:
    """A folder without Parquet files is an error, never a pass."""
    (tmp_path / "s.json").write_text("{}")
    with pytest.raises(ReleaseError):
        validate(tmp_path, schema=tmp_path / "s.json")


def test_counts_beyond_the_judged(tmp_path: Path) -> None:
    """jsonschema looks at a sample, the count is exact."""
    write_table(pa.table({"n": list(range(5_000))}), tmp_path / "a.parquet")
    (tmp_path / "s.json").write_text('{"properties": {"n": {"maximum": 10}}}')
    report = validate(tmp_path / "a.parquet", schema=tmp_path / "s.json")
    assert [f.message.split(":")[0] for f in report.findings] == ["4989 rows"]


def test_codes_are_rules(dump: Path, tmp_path: Path) -> None:
    """A code that a finding carries is in the list of rules."""
    rows, book = make_rows(dump)
    for row in rows:
        row["text"], row["license"] = "other", "no license"
        row["evidence"][0]["id"] = 9
    assert text_digest("other") != rows[0]["provenance"]["text_sha256"]
    report = validate(make_release(tmp_path / "release", rows, book, dump))
    assert {code for code, _ in found(report)} <= set(RULES)
    assert len(report.findings) >= 3
