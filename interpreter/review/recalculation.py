"""Past decisions looked at again: what was known then against what is known now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from interpreter.evaluation.case import Case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.outcome import AwardOutcome
from interpreter.evaluation.program import Program
from interpreter.policy.model import Number, Policy
from interpreter.policy.overlay import lay_over
from interpreter.problems import Problems


@dataclass(frozen=True, slots=True)
class Revision:
    """An award that would be decided otherwise now.

    `difference` is what is owed (positive) or was overpaid (negative), in 元.  `protected`
    names the amendments that leave decisions made before them alone: then the difference
    is told and not counted.
    """

    case: str
    award: str
    before: AwardOutcome
    after: AwardOutcome
    difference: Number
    protected: str = ""


@dataclass(frozen=True, slots=True)
class Recalculation:
    """All revisions of a number of cases, with what is owed and what was overpaid."""

    revisions: tuple[Revision, ...]
    cases: int

    @property
    def owed(self) -> Number:
        """What is still to be paid, in 元."""
        return sum((r.difference for r in self._counted() if r.difference > 0), 0)

    @property
    def overpaid(self) -> Number:
        """What was paid too much, in 元."""
        return -sum((r.difference for r in self._counted() if r.difference < 0), 0)

    def _counted(self) -> Iterator[Revision]:
        return (r for r in self.revisions if not r.protected)


class Recalculator:
    """Three policies: as known then, as known now, and as now acts on decisions already made.

    The last lacks the later amendments that protect what was decided before them.
    """

    def __init__(self, base: Policy, then: Policy, now: Policy, days: tuple[date, date]) -> None:
        later = [a for a in now.amendments if a not in then.amendments]
        self._protecting = "、".join(a.id for a in later if a.protects)
        acting = [a for a in now.amendments if a in then.amendments or not a.protects]
        self._then, self._now = Program(then), Program(now)
        self._acting = Program(lay_over(base, acting, Problems()))
        self._days = days

    def recalculate(self, cases: Iterable[tuple[str, Case]]) -> Recalculation:
        """Decide each case three times and give every award that differs."""
        revisions: list[Revision] = []
        count = 0
        for name, case in cases:
            count += 1
            revisions += self._revise(name, case)
        return Recalculation(tuple(revisions), count)

    def _revise(self, name: str, case: Case) -> Iterator[Revision]:
        before = decide(self._then, case, self._days[0]).awards
        acting = decide(self._acting, case, self._days[1]).awards
        now = decide(self._now, case, self._days[1]).awards
        for old, due, new in zip(before, acting, now, strict=True):
            if old.decision != due.decision:
                yield Revision(name, old.award, old, due, _difference(old, due))
            elif old.decision != new.decision:
                yield Revision(name, old.award, old, new, _difference(old, new), self._protecting)


def _difference(before: AwardOutcome, after: AwardOutcome) -> Number:
    return (after.amount or 0) - (before.amount or 0)
