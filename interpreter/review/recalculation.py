"""Past decisions looked at again: what was known then against what is known now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from interpreter.evaluation.case import Case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.outcome import AwardOutcome, Status
from interpreter.evaluation.program import Program
from interpreter.policy.approved import Amendment
from interpreter.policy.model import Number, Policy


@dataclass(frozen=True, slots=True)
class Revision:
    """An award that would be decided otherwise now.

    `difference` is what is owed (positive) or was overpaid (negative), in 元; `protected`
    names the amendment that leaves decisions made before it alone, whose difference then
    counts for nothing.
    """

    case: str
    award: str
    before: AwardOutcome
    after: AwardOutcome
    difference: Number
    protected: str = ""


@dataclass(frozen=True, slots=True)
class Recalculation:
    """All revisions, with what is owed and what was overpaid."""

    revisions: tuple[Revision, ...]
    cases: int

    @property
    def owed(self) -> Number:
        """What is still to be paid, in 元."""
        return sum((r.difference for r in self._open() if r.difference > 0), 0)

    @property
    def overpaid(self) -> Number:
        """What was paid too much, in 元."""
        return -sum((r.difference for r in self._open() if r.difference < 0), 0)

    def _open(self) -> Iterable[Revision]:
        return (r for r in self.revisions if not r.protected)


def recalculate(
    cases: Iterable[tuple[str, Case]], then: Policy, now: Policy, days: tuple[date, date]
) -> Recalculation:
    """Decide each case as known on the first day and as known on the second, and compare."""
    was, is_ = Program(then), Program(now)
    later = [a for a in now.amendments if a not in then.amendments]
    revisions: list[Revision] = []
    count = 0
    for name, case in cases:
        count += 1
        old, new = decide(was, case, days[0]), decide(is_, case, days[1])
        pairs = zip(old.awards, new.awards, strict=True)
        revisions += [_revision(name, a, b, later) for a, b in pairs if _differs(a, b)]
    return Recalculation(tuple(revisions), count)


def _differs(before: AwardOutcome, after: AwardOutcome) -> bool:
    return (before.status, before.amount, before.payee) != (after.status, after.amount, after.payee)


def _revision(
    name: str, before: AwardOutcome, after: AwardOutcome, later: list[Amendment]
) -> Revision:
    difference = (after.amount or 0) - (before.amount or 0)
    protecting = [a.id for a in later if a.protects == "decided_before"]
    settled = before.status in (Status.GRANTED, Status.REFUSED)
    protected = protecting[0] if protecting and settled and len(protecting) == len(later) else ""
    return Revision(name, before.award, before, after, difference, protected)
