"""The quality gate on small releases that were written by hand."""

import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dataset_tools.checks import check, gate, measure
from dataset_tools.checks.metrics import METRICS, names
from dataset_tools.checks.suite import DEFAULT, EXPECTATIONS, Expectation, bound_text, load_suite
from dataset_tools.errors import ColophonError, ConfigError, ReleaseError
from dataset_tools.manifest import file_digest, write_manifest
from dataset_tools.model import Severity
from dataset_tools.schema import load_schema, to_table
from dataset_tools.shards import write_table

Row = dict[str, Any]
SHARD = "data/metadata/train-00000-of-00001.parquet"
TEXT_SHARD = "data/text/train-00000-of-00001.parquet"
BETWEEN = "expect_column_values_to_be_between"

QUALITY = {
    name: None if "null" in node["type"] else 0
    for name, node in load_schema("record.v1")["properties"]["quality"]["properties"].items()
}


def row(number: int = 0, *, quality: Row | None = None, **changed: Any) -> Row:
    """Return one sound row of an invented site."""
    digest = f"{number:032x}"
    start = changed.pop("start", 7)
    return {
        **dict.fromkeys(load_schema("record.v1")["properties"]),
        "id": digest,
        "url": f"https://news.qingshan.example/{number}",
        "domain": "qingshan.example",
        "title": f"Title {number}",
        "text": "A sentence that ends. " * 10,
        "language": "en",
        "published_date": None,
        "authors": ["Mei Lin"],
        "editors": [],
        "license": "CC-BY-4.0",
        "rights_status": "open_license",
        "release": "full_text",
        "credits": [],
        "captions": [],
        "rights": {
            "years": [],
            "flags": [],
            "ai": {"tdm": "unknown", "train": "unknown", "search": "unknown"},
        },
        "evidence": [
            {
                "id": 0,
                "field": "title",
                "kind": "meta",
                "source": "page",
                "start": start,
                "end": None if start is None else start + 5,
                "excerpt": "Title",
                "value": "Title",
                "scope": "page",
                "polarity": "inform",
                "confidence": 1.0,
                "detector": "meta",
            }
        ],
        "provenance": {
            "dump": "a.warc",
            "format": "warc",
            "offset": number,
            "charset": "utf-8",
            "charset_source": "http",
            "replaced_chars": 0,
            "raw_sha256": "0" * 64,
            "page_text_sha256": "0" * 64,
            "text_sha256": "0" * 64,
            "converter": "colophon",
            "version": "0",
            "context_sha256": "0" * 64,
            "steps": [],
        },
        "quality": {
            **QUALITY,
            "text_chars": 220,
            "terminal_punctuation_ratio": 1.0,
            "duplicate_paragraph_ratio": 0.0,
            **(quality or {}),
        },
        **changed,
    }


def make(
    release: Path, rows: list[Row], *, shard: str = SHARD, counts: dict[str, Any] | None = None
) -> Path:
    """Write a release with one shard a subset, and its manifest."""
    write_table(to_table(rows, "metadata"), release / shard)
    if texts := [r for r in rows if r["release"] == "full_text"]:
        write_table(to_table(texts, "text"), release / TEXT_SHARD)
    sums = {"captures": len(rows) + 1, "kept": len(rows), "duplicate": 0, "quarantined": 0}
    write_manifest(
        release, {"counts": {**sums, "refused": 1, "damage": 0, "skipped": 2, **(counts or {})}}
    )
    return release


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """Return a sound release of four records."""
    dated = [row(n, published_date=19_000) for n in range(4)]
    return make(tmp_path / "release", dated)


def suite_file(tmp_path: Path, *expectations: Row) -> Path:
    """Write a user's suite."""
    path = tmp_path / "suite.json"
    path.write_text(json.dumps({"name": "mine", "expectations": expectations}))
    return path


def rule(column: str, severity: str = "critical", scope: str = "corpus", **kwargs: Any) -> Row:
    """Return one between-expectation."""
    return {
        "type": BETWEEN,
        "kwargs": {"column": column, **kwargs},
        "severity": severity,
        "meta": {"scope": scope},
    }


def strict_json(path: Path) -> Any:
    """Load JSON and refuse Infinity and NaN."""

    def refuse(name: str) -> None:
        raise AssertionError(name)

    return json.loads(path.read_bytes(), parse_constant=refuse)


def test_sound_release_passes(release: Path) -> None:
    """A sound small release has no finding, and the report is bound to its manifest."""
    report = check(release)
    content = strict_json(release / "meta/checks.json")
    assert report.findings == ()
    assert report.passed
    assert report.manifest_sha256 == file_digest(release / "manifest.json")
    assert content["manifest_sha256"] == report.manifest_sha256
    assert content["suite_sha256"] == file_digest(DEFAULT)
    assert (content["schema"], content["kind"], content["passed"]) == ("report/1", "checks", True)
    assert len(content["results"]) == report.examined["expectations"] >= 20
    assert report.examined["records"] == 4
    assert report.examined["shards"] == 2


@pytest.mark.parametrize(
    ("rows", "counts", "metric"),
    [
        ([row(1), row(1)], {}, "duplicate_ids"),
        ([row(1), row(2, start=None)], {}, "evidence_without_place_share"),
        ([row(1), row(2, quality={"mojibake_marks": 3})], {}, "mojibake_share"),
        ([row(1, quality={"control_chars": 1})], {}, "control_chars"),
        ([row(1, quality={"text_chars": 0})], {}, "text_chars_min"),
        ([row(1)], {"kept": 2}, "kept_minus_rows"),
        ([], {}, "rows"),
    ],
)
def test_critical_failures(
    tmp_path: Path, rows: list[Row], counts: dict[str, Any], metric: str
) -> None:
    """A failed critical expectation is an error that names the metric, the value and the bound."""
    report = check(make(tmp_path / "r", rows, counts=counts))
    found = [f for f in report.findings if f.where == f"corpus: {metric}"]
    assert not report.passed
    assert [(f.code, f.severity) for f in found] == [("expectation-failed", Severity.ERROR)]
    assert found[0].message.startswith(f"{metric} is ")
    assert "; expected " in found[0].message


@pytest.mark.parametrize(
    ("changed", "counts", "metric"),
    [
        ({"release": "review"}, {}, "review_records"),
        ({"title": None}, {}, "title_null_share"),
        ({"language": "und"}, {}, "und_share"),
        ({"quality": {"replaced_chars": 1}}, {}, "replaced_share"),
        ({}, {"quarantined": 1}, "quarantined_share"),
        ({}, {"damage": 1}, "damage_share"),
    ],
)
def test_warnings_pass(tmp_path: Path, changed: Row, counts: Row, metric: str) -> None:
    """A failed warning is a warning, and the report still passes."""
    rows = [row(1, published_date=19_000, **changed)]
    report = check(make(tmp_path / "r", rows, counts=counts))
    assert [(f.where, f.severity) for f in report.findings] == [
        (f"corpus: {metric}", Severity.WARNING)
    ]
    assert report.passed


def test_info_is_no_finding(release: Path, tmp_path: Path) -> None:
    """A failed info expectation stands in the results only."""
    suite = suite_file(tmp_path, rule("rows", "info", min_value=1000))
    report = check(release, suite)
    results = strict_json(release / "meta/checks.json")["results"]
    assert report.findings == ()
    assert [r["success"] for r in results] == [False]


def test_metrics_are_the_planted_numbers(tmp_path: Path) -> None:
    """The corpus row has the shares and quantiles of the rows that were written."""
    rows = [
        row(1, quality={"text_chars": 100, "mojibake_marks": 2, "link_ratio": float("nan")}),
        row(2, quality={"text_chars": 200, "link_ratio": 0.5}, title=None, authors=[]),
        row(3, quality={"text_chars": 300}, language="und", license="NOASSERTION", url=None),
        row(4, quality={"text_chars": 400}, release="metadata_only", license="NONE", start=None),
    ]
    corpus, *shards = measure(make(tmp_path / "r", rows))
    expected = {
        "rows": 4,
        "text_rows": 3,
        "title_null_share": 0.25,
        "url_null_share": 0.25,
        "published_date_null_share": 1.0,
        "authors_empty_share": 0.25,
        "editors_empty_share": 1.0,
        "und_share": 0.25,
        "languages": 2,
        "largest_language_share": 0.75,
        "largest_domain_share": 1.0,
        "full_text_share": 0.75,
        "license_noassertion_share": 0.25,
        "license_none_share": 0.25,
        "evidence_without_place_share": 0.25,
        "text_chars_mean": 250.0,
        "text_chars_min": 100,
        "text_chars_p50": 200,
        "text_chars_max": 400,
        "link_ratio_mean": 0.5,
        "kept_ratio_mean": None,
        "mojibake_share": 0.25,
        "captures": 5,
        "refused_share": 0.2,
        "damage_share": 0.0,
        "duplicate_ids": 0,
    }
    assert {name: corpus[name] for name in expected} == expected
    assert [s["name"] for s in shards] == [SHARD, TEXT_SHARD]
    assert list(corpus) == ["scope", "name", *METRICS]
    assert list(shards[0]) == ["scope", "name", *names("shard")]


def test_ids_of_another_form_still_count(tmp_path: Path) -> None:
    """Repeated ids are counted whatever they look like."""
    rows = [row(1, id="ab"), row(2, id="ab"), row(3, id="é" * 32), row(4, id="zz")]
    assert measure(make(tmp_path / "r", rows))[0]["duplicate_ids"] == 1


@pytest.mark.parametrize("value", [None, "7", 1.5, -1, True, 10**400, [1]])
def test_unusable_manifest_counts_are_unknown(tmp_path: Path, value: object) -> None:
    """A sum of the manifest that is no count gives a metric without value, not a number."""
    corpus = measure(make(tmp_path / "r", [row()], counts={"captures": value}))[0]
    assert (corpus["captures"], corpus["refused_share"]) == (None, None)
    corpus = measure(make(tmp_path / "r", [row()], counts={"refused": value}))[0]
    assert (corpus["captures"], corpus["refused_share"]) == (2, None)


def test_page_text_and_excerpts_are_never_read(release: Path) -> None:
    """A shard whose text and excerpt bytes are destroyed gives the same metrics."""
    before = measure(release)
    shard = release / TEXT_SHARD
    with pq.ParquetFile(shard) as file:
        group = file.metadata.row_group(0)
        columns = [group.column(i) for i in range(group.num_columns)]
    raw = bytearray(shard.read_bytes())
    destroyed = 0
    for column in columns:
        path = column.path_in_schema
        if path == "text" or path.endswith((".excerpt", ".raw")):
            start = column.dictionary_page_offset or column.data_page_offset
            raw[start : start + column.total_compressed_size] = (
                b"\xff" * column.total_compressed_size
            )
            destroyed += 1
    shard.write_bytes(raw)
    assert destroyed == 3
    assert measure(release) == before


def test_shard_scope_names_the_shards(tmp_path: Path, release: Path) -> None:
    """A failing shard expectation names the shards that fail, with how many."""
    suite = suite_file(tmp_path, rule("rows", scope="shard", min_value=5))
    finding = check(release, suite).findings[0]
    assert finding.where == "shard: rows"
    assert finding.message == "rows is 4 to 4, 2 shards outside; expected at least 5"
    assert finding.examples == (SHARD, TEXT_SHARD)


@pytest.mark.parametrize("kind", EXPECTATIONS)
def test_every_expectation_type_can_pass_and_fail(tmp_path: Path, release: Path, kind: str) -> None:
    """Each type that a suite may name is judged by Great Expectations, both ways."""
    takes = EXPECTATIONS[kind].takes
    good: Row = {"column": "rows", "min_value": 1, "max_value": 100}
    bad: Row = {"column": "rows", "min_value": 100}
    if "value_set" in takes:
        good, bad = {"column": "rows", "value_set": [4]}, {"column": "rows", "value_set": [5]}
    if kind == "expect_column_values_to_not_be_in_set":
        good, bad = bad, good
    if EXPECTATIONS[kind].judges_null:
        good, bad = {"column": "rows"}, {"column": "kept_ratio_mean"}
    meta = {"scope": "shard"}
    suite = suite_file(
        tmp_path, *({"type": kind, "kwargs": kwargs, "meta": meta} for kwargs in (good, bad))
    )
    check(release, suite)
    results = strict_json(release / "meta/checks.json")["results"]
    assert [r["success"] for r in results] == [True, False]


def test_metric_without_value_is_not_judged(tmp_path: Path, release: Path) -> None:
    """Where there is nothing to measure the result says so: neither passed nor failed."""
    suite = suite_file(tmp_path, rule("kept_ratio_mean", min_value=0.5))
    report = check(release, suite)
    result = strict_json(release / "meta/checks.json")["results"][0]
    assert (result["success"], result["observed"]) == (None, None)
    assert report.examined["not_measured"] == 1
    assert "nothing to judge" in (release / "meta/checks.html").read_text()


def test_edited_copy_of_the_shipped_suite(tmp_path: Path, release: Path) -> None:
    """A user copies the shipped suite, tightens one threshold, and that one fails."""
    content = json.loads(DEFAULT.read_bytes())
    chosen = next(e for e in content["expectations"] if e["kwargs"]["column"] == "text_chars_p50")
    chosen["kwargs"]["min_value"] = 500
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(content))
    messages = [f.message for f in check(release, path).findings]
    assert messages == ["text_chars_p50 is 220; expected at least 500"]


def test_shipped_suite_is_a_suite_of_great_expectations() -> None:
    """The shipped file loads as a suite of Great Expectations, with the same bounds and levels."""
    import great_expectations as gx

    theirs: Any = gx.ExpectationSuite(**json.loads(DEFAULT.read_bytes())).to_json_dict()
    ours = load_suite().expectations
    assert [(e["type"], e["kwargs"]["column"], e["severity"]) for e in theirs["expectations"]] == [
        (e.type, e.metric, e.level) for e in ours
    ]
    assert len(ours) == len({(e.type, e.metric, e.scope) for e in ours})
    assert all(e.description for e in ours)


GOOD = rule("rows", min_value=1)
INFINITE = json.dumps({"expectations": [rule("rows", max_value=9)]}).replace("9", "1e999")


@pytest.mark.parametrize(
    ("content", "where", "says"),
    [
        ("{", "", "no valid JSON"),
        ("[" * 100_000, "", "no valid JSON"),
        ('{"expectations": [NaN]}', "", "NaN is no JSON number"),
        ("[]", "", "non-empty list"),
        ({"expectations": []}, "", "non-empty list"),
        ({"expectations": [7]}, "expectations[0]", "object"),
        ({"expectations": [GOOD | {"typo": 1}]}, "expectations[0]", "'typo'"),
        ({"expectations": [GOOD | {"type": "expect_luck"}]}, ".type", BETWEEN),
        ({"expectations": [GOOD | {"type": ["x"]}]}, ".type", BETWEEN),
        ({"expectations": [GOOD | {"kwargs": None}]}, "expectations[0]", "`kwargs`"),
        ({"expectations": [GOOD | {"meta": 7}]}, "expectations[0]", "`meta`"),
        ({"expectations": [GOOD | {"severity": "fatal"}]}, ".severity", "critical, warning, info"),
        ({"expectations": [GOOD, rule("rowz", min_value=1)]}, "[1].kwargs.column", "title_null"),
        ({"expectations": [rule("rows", scope="page", min_value=1)]}, ".meta.scope", "corpus"),
        ({"expectations": [rule("captures", scope="shard", min_value=1)]}, ".column", "rows"),
        ({"expectations": [rule("rows")]}, ".kwargs", "min_value or max_value"),
        ({"expectations": [rule("rows", min_value=None)]}, ".kwargs", "no bound"),
        ({"expectations": [rule("rows", min_value="1")]}, ".min_value", "finite number"),
        ({"expectations": [rule("rows", min_value=True)]}, ".min_value", "finite number"),
        ({"expectations": [rule("rows", min_value=10**400)]}, ".min_value", "finite number"),
        (INFINITE, ".max_value", "finite number"),
        ({"expectations": [rule("rows", min_value=2, max_value=1)]}, ".kwargs", "swap"),
        ({"expectations": [rule("rows", min_value=1, mostly=0)]}, ".mostly", "at most 1"),
        ({"expectations": [rule("rows", min_value=1, strict_min=1)]}, ".strict_min", "true or"),
        ({"expectations": [rule("rows", min_value=1, regex="x")]}, ".kwargs", "'regex'"),
        ({"name": "\ud800", "expectations": [GOOD]}, "name", "plain string"),
        ({"expectations": [GOOD | {"description": 7}]}, ".description", "plain string"),
    ],
)  # fmt: skip
def test_bad_suites(tmp_path: Path, release: Path, content: Any, where: str, says: str) -> None:
    """A bad suite is refused with the place and what is known there; nothing is written."""
    path = tmp_path / "bad.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    with pytest.raises(ConfigError) as caught:
        check(release, path)
    assert str(caught.value.where).startswith(str(path))
    assert where in str(caught.value.where)
    assert says in str(caught.value)
    assert caught.value.hint
    assert not (release / "meta").exists()


def test_missing_suite_and_missing_manifest(tmp_path: Path, release: Path) -> None:
    """A suite that is not there is a wrong command line, a folder without manifest no release."""
    with pytest.raises(ConfigError, match="no readable suite"):
        check(release, tmp_path / "none.json")
    with pytest.raises(ReleaseError, match=r"manifest\.json"):
        check(tmp_path)


@pytest.mark.parametrize(
    "files",
    [
        None,
        [7],
        [{"path": 7}],
        [{"path": "data/../../x.parquet"}],
        [{"path": "data/metadata/../metadata/x.parquet"}],
        [{"path": "data/metadata/gone.parquet"}],
        [{"path": "data/metadata/nul\0.parquet"}],
        [{"path": "data/metadata/\ud800.parquet"}],
        [{"path": "data/metadata/link.parquet"}],
    ],
)
def test_hostile_manifest_paths(tmp_path: Path, release: Path, files: object) -> None:
    """A manifest cannot make the check read outside the release, or crash it."""
    outside = tmp_path / "outside.parquet"
    outside.write_bytes((release / SHARD).read_bytes())
    (release / "data/metadata/link.parquet").symlink_to(outside)
    path = release / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), "files": files}))
    with pytest.raises(ReleaseError):
        check(release)


def test_unreadable_shards(tmp_path: Path, release: Path) -> None:
    """A shard that is no Parquet file, or lacks a column, is named."""
    table = pq.read_table(release / SHARD)
    pq.write_table(table.drop_columns(["license"]), release / SHARD)
    with pytest.raises(ReleaseError, match="lacks the columns license"):
        check(release)
    pq.write_table(table.set_column(0, "id", table["provenance"]), release / SHARD)
    with pytest.raises(ReleaseError, match=SHARD):
        check(release)
    (release / SHARD).write_bytes(b"PAR1 not really")
    with pytest.raises(ReleaseError, match="unreadable shard"):
        check(release)


def test_same_release_same_bytes(tmp_path: Path, release: Path) -> None:
    """Two runs, and a run on a copy elsewhere, write the same bytes."""
    import shutil

    def written(folder: Path) -> list[bytes]:
        check(folder)
        return [(folder / "meta" / name).read_bytes() for name in ("checks.json", "checks.html")]

    copy = Path(shutil.copytree(release, tmp_path / "elsewhere"))
    first = written(release)
    assert first == written(release) == written(copy)
    assert str(tmp_path).encode() not in b"".join(first)


def test_write_false_leaves_the_release_alone(release: Path) -> None:
    """With write=False no file is made or changed."""
    check(release, write=False)
    assert not (release / "meta").exists()


def test_links_are_not_followed_when_writing(tmp_path: Path, release: Path) -> None:
    """A report that is a link is replaced; a meta folder that leaves the release is refused."""
    victim = tmp_path / "victim.txt"
    victim.write_text("mine")
    meta = release / "meta"
    meta.mkdir()
    for name in ("checks.json", "checks.html", ".checks.json.tmp"):
        (meta / name).symlink_to(victim)
    check(release)
    assert victim.read_text() == "mine"
    assert not (meta / "checks.json").is_symlink()
    (tmp_path / "out").mkdir()
    for path in meta.iterdir():
        path.unlink()
    meta.rmdir()
    meta.symlink_to(tmp_path / "out")
    with pytest.raises(ReleaseError, match="links out"):
        check(release)


class Tags(HTMLParser):
    """Collects what a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_hostile_names_are_escaped(tmp_path: Path) -> None:
    """Markup in a shard's name, a suite's name or a description stays text on the page."""
    evil = "<img src=x onerror=alert(1)>\"'&"
    shard = f"data/metadata/{evil.replace('/', '')}.parquet"
    release = make(tmp_path / "r", [row()], shard=shard)
    suite = tmp_path / "suite.json"
    bad = {**rule("rows", scope="shard", min_value=9), "description": f"</table>{evil}"}
    suite.write_text(json.dumps({"name": evil, "expectations": [bad]}))
    assert shard in check(release, suite).findings[0].examples
    page = (release / "meta/checks.html").read_text()
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") >= 4
    seen = Tags()
    seen.feed(page)
    allowed = {
        *("html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "span", "br"),
        *("div", "table", "thead", "tbody", "tr", "th", "td"),
    }
    assert {tag for tag, _ in seen.tags} <= allowed
    assert {name for _, attrs in seen.tags for name in attrs} <= {
        *("lang", "charset", "http-equiv", "content", "name", "class", "scope")
    }
    assert "default-src 'none'; style-src 'unsafe-inline'" in page
    assert "not legal advice" in page


@pytest.mark.parametrize(
    "info",
    [
        {"raised_exception": True, "exception_message": "boom"},
        {"MetricConfigurationID(x)": {"raised_exception": True, "exception_message": "boom"}},
    ],
)
def test_recorded_exception_is_no_verdict(
    release: Path, monkeypatch: pytest.MonkeyPatch, info: Row
) -> None:
    """An exception that the library records in a result stops the check, even with success."""
    from great_expectations.core import ExpectationValidationResult

    original = ExpectationValidationResult.to_json_dict

    def broken(self: Any) -> Row:
        return {**original(self), "success": True, "exception_info": info}

    monkeypatch.setattr(ExpectationValidationResult, "to_json_dict", broken)
    with pytest.raises(ColophonError, match="boom") as caught:
        check(release)
    assert not isinstance(caught.value, ConfigError | ReleaseError)
    assert not (release / "meta").exists()


def test_real_library_failure_is_no_verdict() -> None:
    """A column that the frame lacks makes the library itself fail: an error, not a failed rule."""
    import great_expectations as gx
    import pandas as pd

    source = gx.get_context(mode="ephemeral").data_sources.add_pandas("metrics")
    batches = source.add_dataframe_asset("corpus").add_batch_definition_whole_dataframe("all")
    batch = batches.get_batch(batch_parameters={"dataframe": pd.DataFrame({"other": [1.0]})})
    expectation = Expectation(BETWEEN, "rows", "corpus", "critical", {"min_value": 1})
    with pytest.raises(ColophonError, match='column "rows"') as caught:
        gate.validate(expectation, batch)
    assert caught.value.where == "corpus: rows"


def _python(code: str, *args: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, args)],
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_import_is_light() -> None:
    """Importing the checks loads neither Great Expectations nor pandas."""
    code = (
        "import sys, dataset_tools.checks\n"
        "print([m for m in ('great_expectations', 'pandas', 'datasets') if m in sys.modules])"
    )
    assert _python(code).stdout == "[]\n"


def test_no_network_no_noise_no_files(release: Path) -> None:
    """With every way to a socket blocked a check passes; it prints nothing, bars included."""
    code = (
        "import os, socket, sys\n"
        "from pathlib import Path\n"
        "def refuse(*args, **kwargs):\n"
        "    sys.stderr.write('network')\n"
        "    os._exit(9)\n"
        "socket.socket.connect = socket.socket.connect_ex = refuse\n"
        "socket.create_connection = socket.getaddrinfo = refuse\n"
        "from dataset_tools import check\n"
        "report = check(Path(sys.argv[1]))\n"
        "raise SystemExit(0 if report.passed else 1)\n"
    )
    done = _python(code, release)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert sorted(p.name for p in (release / "meta").iterdir()) == ["checks.html", "checks.json"]


@pytest.mark.parametrize(
    ("bound", "text"),
    [
        ({"min_value": 1}, "at least 1"),
        ({"max_value": 0.5, "strict_max": True}, "below 0.5"),
        ({"value_set": [0]}, "in [0]"),
        ({}, "a value"),
    ],
)
def test_bounds_in_words(bound: Row, text: str) -> None:
    """A bound reads as words in findings and on the page."""
    assert bound_text(bound) == text
