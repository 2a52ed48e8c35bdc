"""Gather breaches of rules into findings: exact counts, a few places, never a value."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from dataset_tools.model import Finding, Severity

MAX_EXAMPLES = 5  # enough to find the cause, short enough to read


@dataclass(slots=True)
class _Group:
    count: int = 0
    places: list[str] = field(default_factory=list)
    detail: str | None = None


@dataclass(slots=True)
class Breaches:
    """Breaches by (code, what is wrong): one finding each, in order of their first one.

    Memory: a few places a rule, whatever the number of breaches.
    """

    groups: dict[tuple[str, str, Severity, str | None], _Group] = field(default_factory=dict)

    def add(
        self,
        code: str,
        what: str,
        places: Iterator[str],
        count: int,
        *,
        severity: Severity = Severity.ERROR,
        hint: str | None = None,
        detail: str | None = None,
    ) -> None:
        """Count `count` breaches; only the places that fit are taken from `places`."""
        group = self.groups.setdefault((code, what, severity, hint), _Group())
        group.count += count
        group.detail = group.detail or detail
        while len(group.places) < MAX_EXAMPLES and (place := next(places, None)) is not None:
            group.places.append(place)

    def findings(self) -> Iterator[Finding]:
        """Yield one finding a group; `where` is the first place, the others are examples."""
        for (code, what, severity, hint), group in self.groups.items():
            noun = "row" if group.count == 1 else "rows"
            detail = f" ({group.detail})" if group.detail else ""
            yield Finding(
                code=code,
                severity=severity,
                message=f"{group.count} {noun}: {what}{detail}",
                where=group.places[0] if group.places else None,
                hint=hint,
                examples=tuple(group.places[1:]),
            )


def error(code: str, message: str, where: str | None = None, hint: str | None = None) -> Finding:
    """Return a finding of severity error."""
    return Finding(code, Severity.ERROR, message, where, hint)
