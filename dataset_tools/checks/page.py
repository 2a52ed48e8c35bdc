"""The offline page of a check: no script, no network, every value escaped."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from dataset_tools.checks.metrics import METRICS, Value
from dataset_tools.checks.suite import bound_text

MAX_SHARDS = 200  # rows of the shard table; meta/checks.json has all

_CSP = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem;
  color: #1b1b1b; background: #fff; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
th, td { border-bottom: 1px solid #ccc; padding: .35rem .6rem; text-align: left;
  vertical-align: top; overflow-wrap: anywhere; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
.pass { color: #0a5c2b; font-weight: 600; } .fail { color: #a30f0f; font-weight: 600; }
.warn { color: #7a4b00; font-weight: 600; } .none { color: #555; }
.scroll { overflow-x: auto; }
@media (prefers-color-scheme: dark) {
  body { color: #e6e6e6; background: #161616; } th, td { border-color: #444; }
  .pass { color: #6fd08c; } .fail { color: #ff8a80; } .warn { color: #f0b429; }
  .none { color: #aaa; } }
"""
_SHARD_COLUMNS = (
    "rows",
    "text_chars_p50",
    "title_null_share",
    "und_share",
    "mojibake_share",
    "evidence_without_place_share",
)


def render(report: Mapping[str, Any]) -> str:
    """Return the page of a report as `check` writes it to meta/checks.json."""
    corpus = [row for row in report["metrics"] if row["scope"] == "corpus"]
    shards = [row for row in report["metrics"] if row["scope"] == "shard"]
    verdict = '<span class="pass">passed</span>'
    if not report["passed"]:
        verdict = '<span class="fail">failed</span>'
    return "".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{_CSP}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>Quality checks</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n",
            f"<h1>Quality checks: {verdict}</h1>\n",
            f"<p>Suite: {_cell(report['suite'])}</p>\n",
            f"<p>SHA-256 of the manifest: {_cell(report['manifest_sha256'])}</p>\n",
            "<p>Colophon records what pages claim; this is not legal advice.</p>\n",
            "<h2>Expectations</h2>\n",
            _results(report["results"]),
            "<h2>Metrics of the corpus</h2>\n",
            *(_corpus(row) for row in corpus),
            "<h2>Metrics of the shards</h2>\n",
            _shards(shards),
            "</body>\n</html>\n",
        ]
    )


def _results(results: Sequence[Mapping[str, Any]]) -> str:
    lines = []
    for item in results:
        style, word = _word(item["success"], item["severity"])
        names = f"<br>{', '.join(_cell(name) for name in item['failing'])}"
        lines.append(
            f'<tr><td class="{style}">{word}</td><td>{_cell(item["severity"])}</td>'
            f"<td>{_cell(item['scope'])}</td><td>{_cell(item['metric'])}</td>"
            f'<td class="n">{_observed(item["observed"])}</td>'
            f"<td>{_cell(bound_text(item['bound']))}</td>"
            f"<td>{_cell(item['description'])}{names if item['failing'] else ''}</td></tr>\n"
        )
    return _table(("result", "severity", "scope", "metric", "observed", "expected", "why"), lines)


def _word(success: bool | None, severity: str) -> tuple[str, str]:  # noqa: FBT001 - three states
    if success is None:
        return "none", "nothing to judge"
    if success:
        return "pass", "pass"
    return {"critical": ("fail", "FAIL"), "warning": ("warn", "WARNING")}.get(
        severity, ("none", "noted")
    )


def _corpus(row: Mapping[str, Value]) -> str:
    lines = [
        f'<tr><td>{_cell(name)}</td><td class="n">{_cell(row[name])}</td>'
        f"<td>{_cell(metric.meaning)}</td></tr>\n"
        for name, metric in METRICS.items()
        if name in row
    ]
    return _table(("metric", "value", "meaning"), lines)


def _shards(rows: Sequence[Mapping[str, Value]]) -> str:
    lines = [
        f"<tr><td>{_cell(row['name'])}</td>"
        + "".join(f'<td class="n">{_cell(row[name])}</td>' for name in _SHARD_COLUMNS)
        + "</tr>\n"
        for row in rows[:MAX_SHARDS]
    ]
    rest = len(rows) - len(lines)
    more = f"<p>{rest} more shards: see checks.json.</p>\n" if rest else ""
    return _table(("shard", *_SHARD_COLUMNS), lines) + more


def _table(heads: Sequence[str], lines: Sequence[str]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    return (
        f'<div class="scroll"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n'
        f"{''.join(lines)}</tbody>\n</table></div>\n"
    )


def _observed(value: object) -> str:
    if isinstance(value, list):
        return " to ".join(_cell(part) for part in value)
    return _cell(value)


def _cell(value: object) -> str:
    return "–" if value is None else escape(str(value))
