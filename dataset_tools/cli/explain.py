"""`colophon explain`."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dataset_tools.cli import output

if TYPE_CHECKING:
    from dataset_tools.rights.claims import Claim
    from dataset_tools.story import Explained, RightsStory

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
        "rights": _plain_rights(found.rights) if found.rights else None,
    }


def _plain_rights(story: "RightsStory") -> dict[str, Any]:
    from dataset_tools.rights.trace import STEPS

    told = []
    for number, (one, instead) in enumerate(zip(story.trace.told, story.instead, strict=True)):
        claim, without = one.claim, one.without
        told.append(
            {
                **asdict(claim.evidence),
                "license": claim.license,
                "holder": claim.holder,
                "system": claim.system or None,
                "ai": dict(claim.ai),
                "flags": list(claim.flags),
                "standing": one.standing,
                "step": one.step,
                "because": STEPS[one.step],
                "beaten_by": list(story.trace.beaten_by(number)),
                "without": without
                and {
                    "license": without.license,
                    "rights_status": without.rights_status,
                    "ai": asdict(without.ai),
                    **({"release": instead[0], "policy_rule": instead[1]} if instead else {}),
                },
            }
        )
    release, rule = story.decision
    return {
        "verdict": asdict(story.trace.rights),
        "step": story.trace.step,
        "because": STEPS[story.trace.step],
        "claims": told,
        "policy": [asdict(one) for one in story.weighed],
        "decision": {"release": release, "policy_rule": rule},
        "hidden": list(story.hidden),
    }


def _show(found: "Explained") -> None:
    output.heading(f"{found.place}  {found.url or ''}")
    output.line(f"({found.context})")
    if found.rejection:
        why = found.rejection
        output.line(f"{why.fate}: {why.reason} {why.detail}")
    if found.row:
        _show_row(found.row)
    if found.rights:
        _show_rights(found.rights)
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


def _show_rights(story: "RightsStory") -> None:
    from dataset_tools.rights.trace import STEPS

    rights, step = story.trace.rights, story.trace.step
    output.heading("Rights")
    sure = f", sure {rights.confidence:.2f}" if rights.confidence else ""
    output.line(f"{rights.rights_status}, license {rights.license}{sure}: {STEPS[step]} ({step})")
    for number, one in enumerate(story.trace.told):
        item = one.claim.evidence
        by = _listed(story.trace.beaten_by(number))
        why = ", ".join(
            part for part in (by, "" if one.step == "no-statement" else one.step) if part
        )
        system = f", {one.claim.system}" if one.claim.system else ""
        output.line(
            f"claim {number} {one.standing}{f' ({why})' if why else ''}: {item.kind} says"
            f" {_says(one.claim)} of the {item.scope}, sure {item.confidence:.2f}{system}"
        )
        output.line(f"  {item.source} {item.start}-{item.end}: {_cut(item.excerpt)}")
    for name in sorted({one.step for one in story.trace.told} - {step, "no-statement"}):
        output.line(f"{name}: {STEPS[name]}")
    output.heading("Rules of the policy, in order; the first that does not pass decides")
    output.table(
        ("rule", "found", "passes", "else"),
        [
            (one.rule, one.found, "yes" if one.passed else "no", "" if one.passed else one.release)
            for one in story.weighed
        ],
    )
    output.line(f"{story.decision[0]}, by {story.decision[1]}")
    for number, instead in enumerate(story.instead):
        if instead:
            output.line(f"without claim {number}: {instead[0]}, by {instead[1]}")
    if story.hidden:
        output.line(f"a release leaves out the names of: {', '.join(story.hidden)}")


def _listed(numbers: Sequence[int]) -> str:
    return f"by claim {', '.join(map(str, numbers))}" if numbers else ""


def _says(claim: "Claim") -> str:
    """Return what a claim states, in a word."""
    ai = ", ".join(f"{axis} {value}" for axis, value in claim.ai)
    return claim.license or ai or claim.evidence.polarity


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN else flat[: SHOWN - 1] + "…"
