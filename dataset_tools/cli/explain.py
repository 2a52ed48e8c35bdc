"""`colophon explain`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dataset_tools.cli import output

if TYPE_CHECKING:
    from dataset_tools.story import Explained

SHOWN = 70  # characters of one block or excerpt


def command(
    source: Annotated[str, typer.Argument(metavar="INPUT", help="A dump.")],
    id_: Annotated[str | None, typer.Option("--id", help="Record id or WARC-Record-ID.")] = None,
    url: Annotated[str | None, typer.Option(help="URL of the page.")] = None,
    within: Annotated[Path | None, typer.Option(help="A release that holds the page.")] = None,
    config: Annotated[Path | None, typer.Option(help="corpus.toml.")] = None,
    policy: Annotated[str | None, typer.Option(help="Release policy.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Tell one page's story: every field with its evidence, what was dropped, what decided.

    Example: `colophon explain data/sample/dumps/pages.jsonl`
    """
    from dataset_tools import explain

    found = explain(source, id=id_, url=url, within=within, config=config, policy=policy)
    if as_json:
        output.raw(json.dumps(_plain(found), ensure_ascii=False, default=str, sort_keys=True))
    else:
        _show(found)


def _plain(found: "Explained") -> dict[str, Any]:
    why = found.rejection
    return {
        "place": found.place,
        "url": found.url,
        "context": found.context,
        "record": found.row,
        "rejection": {"reason": why.reason, "fate": why.fate, "detail": why.detail}
        if why
        else None,
        "blocks": [
            {"verdict": verdict, "score": score, "text": text}
            for verdict, score, text in found.blocks
        ],
        "release": found.release,
        "outlet_rules": [
            {"rule": one.rule, "outcome": one.outcome, "why": one.why} for one in found.tried
        ],
    }


def _show(found: "Explained") -> None:
    output.heading(f"{found.place}  {found.url or ''}")
    output.line(f"({found.context})")
    if found.rejection:
        why = found.rejection
        output.line(f"{why.fate}: {why.reason} {why.detail}")
    if found.row:
        _show_row(found.row)
    if found.tried:
        output.heading("Outlet rules, in order; the first that is true decides")
        output.table(
            ("rule", "outcome", "because of"),
            [(one.rule, one.outcome, _cut(one.why)) for one in found.tried],
        )
    if found.release:
        output.line(f"in the release: {found.release['release']}, id {found.release['id']}")
    output.heading("Blocks")
    output.table(
        ("verdict", "sure", "text"),
        [
            (verdict, "" if score is None else f"{score} %", _cut(text))
            for verdict, score, text in found.blocks
        ],
    )


def _show_row(row: dict[str, Any]) -> None:
    output.heading("Fields")
    names = (
        "id", "title", "section", "source", "publisher", "authors", "editors", "published_date",
        "published_at", "language", "license", "rights_status", "release",
    )  # fmt: skip
    output.table(("field", "value"), [(name, row[name]) for name in names])
    if rule := row["rights"]["outlet_rule"]:
        output.line(f"decided by outlet rule {rule}: {row['rights_status']}")
    output.line(f"decided by policy rule {row['rights']['policy_rule']}: {row['release']}")
    output.heading("Evidence")
    output.table(
        ("field", "kind", "place", "scope", "value", "excerpt"),
        [
            (e["field"], e["kind"], f"{e['source']} {e['start']}-{e['end']}", e["scope"],
             _cut(e["value"] or ""), _cut(e["excerpt"]))
            for e in row["evidence"]
        ],
    )  # fmt: skip


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN else flat[: SHOWN - 1] + "…"
