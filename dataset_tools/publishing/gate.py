"""The gate before every target: validate and check run again, no stored verdict is trusted."""

from collections.abc import Callable, Iterator
from pathlib import Path

from dataset_tools.errors import PublishError
from dataset_tools.manifest import MANIFEST
from dataset_tools.model import Report, Severity
from dataset_tools.publishing.payload import Payload, read_payload, read_stored_report

STORED = ("meta/validation.json", "meta/checks.json")
MAX_REASONS = 20  # more do not help to find the cause

Run = Callable[[Path], Report]


def run_validate(release: Path) -> Report:
    """Run `validate` on a release."""
    from dataset_tools.validation import validate

    return validate(release)


def run_check(release: Path) -> Report:
    """Run `check` on a release without writing its report."""
    from dataset_tools.checks import check

    return check(release, write=False)


def gate(
    release: Path,
    *,
    public: bool,
    on_step: Callable[[str], None],
    validate: Run = run_validate,
    check: Run = run_check,
) -> Payload:
    """Return the payload of a release that may be published; the release is not changed.

    Raises: PublishError with every reason (code, message and place of each error finding).
    """
    payload = read_payload(release)
    on_step(f"{len(payload.items)} files agree with {MANIFEST} and SHA256SUMS")
    reasons = [*_policy_reasons(payload, public=public), *_stale_reports(payload)]
    for name, run in (("validate", validate), ("check", check)):
        report = run(release)
        found = list(_report_reasons(name, report, payload))
        warnings = sum(f.severity is Severity.WARNING for f in report.findings)
        verdict = f"{len(found)} errors" if found else "passed"
        on_step(f"{name}: {verdict}, {warnings} warnings")
        reasons += found
    if reasons:
        lines = [f"\n  - {reason}" for reason in reasons[:MAX_REASONS]]
        if len(reasons) > MAX_REASONS:
            lines.append(f"\n  - and {len(reasons) - MAX_REASONS} more")
        problem = f"not fit to be published, {len(reasons)} reasons:{''.join(lines)}"
        hint = f"`colophon validate {release}` and `colophon check {release}` show all findings"
        raise PublishError(problem, str(release), hint)
    return payload


def refuse_private(payload: Payload) -> None:
    """Raise PublishError when the audience of a release is private; call before public writes."""
    if payload.manifest["audience"] != "public":
        problem = "the audience of this release is private, the target is public"
        hint = "build it with `--policy cautious`, or publish to a private repository"
        raise PublishError(problem, str(payload.folder / MANIFEST), hint)


def _policy_reasons(payload: Payload, *, public: bool) -> Iterator[str]:
    counts = payload.manifest["counts"].get("release")
    if not isinstance(counts, dict):
        yield f"counts-missing: no counts by release decision ({MANIFEST}: counts.release)"
    elif counts.get("review", 0) != 0:
        yield (
            f"review-remaining: {counts['review']} records wait for a review"
            f" ({MANIFEST}: counts.release.review)"
        )
    if public and payload.manifest["audience"] != "public":
        yield f"private-audience: --public on a private audience ({MANIFEST}: audience)"


def _stale_reports(payload: Payload) -> Iterator[str]:
    for path in STORED:
        stored = read_stored_report(payload, path)
        if stored is not None and stored.get("manifest_sha256") != payload.manifest_sha256:
            yield f"changed-after-check: the stored report belongs to another manifest ({path})"


def _report_reasons(name: str, report: Report, payload: Payload) -> Iterator[str]:
    errors = [f for f in report.findings if f.severity is Severity.ERROR]
    for finding in errors:
        where = f" ({finding.where})" if finding.where else ""
        yield f"{finding.code}: {finding.message}{where}"
    if not report.passed and not errors:
        yield f"{name}-failed: the report did not pass"
    if report.manifest_sha256 != payload.manifest_sha256:
        yield f"changed-during-check: {name} read another manifest ({MANIFEST})"
