"""What a change of a policy does to all cases: every class of changed outcomes, or a proof of none.

Each class comes with one case, which the reference back end decides under both policies too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product

import z3

from interpreter.policy.model import Number
from interpreter.review.edits import Comparison
from interpreter.review.proof import Granted, Open, Proof, Shift, Turn
from interpreter.solver.cases import Cases, Unsettled, farthest
from interpreter.solver.classes import AwardChange, Class, Key
from interpreter.solver.decision import Verdict
from interpreter.solver.mixtures import Mixtures, View
from interpreter.solver.question import EFFORT
from interpreter.solver.region import region
from interpreter.solver.replay import Disagreement
from interpreter.solver.terms import TRUE, Formula, Ratio, levelled, some
from interpreter.solver.ties import Within
from interpreter.solver.witness import Point, witness
from interpreter.truth.shares import shared

# By which of the policies an award is granted that takes a turn: True the one before the change.
SIDES = {
    Turn.LOST: (True,),
    Turn.SUSPENDED: (True,),
    Turn.LESS: (True, False),
    Turn.MORE: (True, False),
    Turn.PAYEE: (True, False),
    Turn.WON: (False,),
    Turn.CLEARED: (False,),
}
MOST_RECORDS = 3  # awards granted earlier that a case is looked at with
MANY = 2  # edits that may move an award; for more it is first proved that it changes at all
SHARE = 3  # so many awards are looked at by one worker, who asks of them in one place
# A class is sought among the plainest cases first: what is found there need not be sought among
# others, about which the formulas say far more.
STAGES = (
    Within(complete=True, claims=False, records=0),
    Within(records=0),
    Within(complete=True, claims=False, records=1),
    Within(complete=True, claims=False),
    Within(claims=False),
)
WHOLE = STAGES[1], STAGES[-1]  # between them the cases of all stages


@dataclass(slots=True)
class Changed:
    """What becomes of one award: its classes, what stays open, and whether we are at fault."""

    shifts: list[Shift] = field(default_factory=list)
    undecided: list[Open] = field(default_factory=list)
    fault: bool = False

    @property
    def is_same(self) -> bool:
        """Whether the award is proved to be decided as before in every case."""
        return not (self.shifts or self.undecided or self.fault)

    def add(self, view: _AwardView) -> None:
        """Add what is found in some more cases."""
        for item in view.look([(shift.turn, shift.edit) for shift in self.shifts]):
            if isinstance(item, Shift):
                self.shifts.append(item)
            elif isinstance(item, Open):
                self.undecided.append(item)
            else:
                self.fault = True


def prove_change(comparison: Comparison, effort: int = EFFORT, jobs: int = 1) -> Proof:
    """Give every class of changed outcomes between two policies, over all valid cases.

    So many `jobs` share the work, which is cut in the same way however many there are.
    """
    mixtures = Mixtures(comparison)
    work = _Work(mixtures, View(mixtures, MOST_RECORDS, effort))
    awards = [a for a in mixtures.policy(mixtures.all).awards if a not in mixtures.lone]
    found = {award: Changed() for award in awards}
    for part in shared(work.look, work.share(awards), jobs):
        found |= part
    shifts = [shift for one in found.values() for shift in one.shifts]
    undecided = [item for one in found.values() for item in one.undecided]
    return Proof(
        tuple(sorted(shifts, key=lambda s: (s.turn, s.edit is None, s.edit or 0))),
        tuple(award for award, one in found.items() if one.is_same),
        mixtures.inert(shifts, undecided),
        tuple(undecided),
        tuple(award for award, one in found.items() if one.fault),
        MOST_RECORDS,
        tuple(mixtures.lone),
    )


class _Work:
    """What there is to be proved, in shares that can be worked out apart from each other."""

    def __init__(self, mixtures: Mixtures, view: View) -> None:
        self._mixtures, self._view = mixtures, view
        self._shares: list[tuple[list[AwardChange], list[Formula]]] = []

    def share(self, awards: Iterable[str]) -> range:
        """Cut what may have changed into shares; give their numbers."""
        for group in self._mixtures.groups(awards):
            changes = [AwardChange(self._mixtures, self._view, award) for award in group]
            changes = self._changed([change for change in changes if change.turns])
            for first in range(0, len(changes), SHARE):
                share = changes[first : first + SHARE]
                self._shares.append((share, [f for change in share for f in change.read()]))
        return range(len(self._shares))

    def _changed(self, changes: list[AwardChange]) -> list[AwardChange]:
        """Leave out what many edits together are proved not to change.

        Then it need not be worked out what each of them does without the others.
        """
        if not any(change.edits[MANY:] for change in changes):
            return changes
        read = [formula for change in changes for formula in change.turns.values()]
        same = set(changes)
        for within in WHOLE:
            cases = self._view.cases(read, within)
            same = {change for change in same if _is_same(cases, change)}
        return [change for change in changes if change not in same]

    def look(self, number: int) -> dict[str, Changed]:
        """Give what becomes of the awards of a share, stage by stage."""
        changes, read = self._shares[number]
        found = {change.award: Changed() for change in changes}
        for within in STAGES:
            cases = self._view.cases(read, within)
            for change in changes:
                found[change.award].add(_AwardView(self._mixtures, cases, change))
        return found


def _is_same(cases: Cases, change: AwardChange) -> bool:
    """Say whether an award is proved to be decided as before in some cases."""
    turns = (where for turn, where in change.turns.items() if _is_asked(cases, turn))
    try:
        return not cases.possible(some(*turns))
    except Unsettled:
        return False


def _is_asked(cases: Cases, turn: Turn) -> bool:
    """Say whether a turn is looked at: with records what is decided is, not what waits."""
    return cases.within.records == 0 or not turn.waits


class _AwardView:
    """One award in some cases."""

    def __init__(self, mixtures: Mixtures, cases: Cases, change: AwardChange) -> None:
        self._mixtures, self._cases, self._change = mixtures, cases, change
        self._award, self._usual = change.award, mixtures.usual

    def look(self, known: Collection[Key]) -> Iterator[Shift | Open | Disagreement]:
        """Give the classes that there are but for those known, what stays open, and our errors.

        A case of some class shows which; then a case of another is looked for.
        """
        left = [c for c in self._change.left(known) if _is_asked(self._cases, c.turn)]
        try:
            while left and self._cases.possible(some(*(c.where for c in left))):
                shown = [c for c in left if self._cases.is_so(c.where)]
                left = [c for c in left if c not in shown]
                for each in shown:
                    yield from self._tried(each)
        except Unsettled:
            yield Open(self._award)

    def _tried(self, concerned: Class) -> Iterator[Shift | Open | Disagreement]:
        try:
            yield self._shift(concerned)
        except Unsettled:
            yield Open(self._award, *concerned.key)
        except Disagreement as found:
            yield found

    def _shift(self, concerned: Class) -> Shift:
        """Give a class with its case.

        Raises Unsettled, and Disagreement where the case is decided otherwise.
        """
        point, complete, sole = self._witness(concerned)
        turn, edit = concerned.key
        case = self._mixtures.replay.witness(self._award, turn, point)
        shift = Shift(self._award, turn, edit, case, complete, sole)
        plain = complete and not point.records and point.claims is None
        return self._widened(shift, concerned.where, point) if plain else shift

    def _witness(self, concerned: Class) -> tuple[Point, bool, bool]:
        """Give a case; one with every fact given and no other edit at work where there is one."""
        whole = self._cases.complete
        given = (True,) if self._cases.within.complete else (True, False)
        for complete, sole in product(given, (True, False)):
            parts = whole if complete else TRUE, concerned.alone if sole else TRUE
            point = witness(self._cases, (concerned.where, *parts), self._usual)
            if point is not None:
                return point, complete, sole
        raise Disagreement(self._award)

    def _widened(self, shift: Shift, concerned: Formula, point: Point) -> Shift:
        """Add whom the class concerns, and how much they gain, where it is a matter of money."""
        if shift.turn not in SIDES:
            return shift
        change = self._change
        pair = {True: change.before, False: change.after}
        granted = [(Granted(side), pair[side].granted) for side in SIDES[shift.turn]]
        beside = [] if change.is_own(shift.turn) else change.beside
        where = region(self._cases, concerned, point, granted, beside, self._usual)
        return replace(shift, region=where, gains=self._gains(shift.turn, concerned))

    def _gains(self, turn: Turn, concerned: Formula) -> tuple[Number, Number] | None:
        """Give the least and the most that is paid more in a class."""
        change = self._change
        before, after = (
            _paid(verdict, side in SIDES[turn])
            for verdict, side in ((change.before, True), (change.after, False))
        )
        now, was, below = levelled(after, before)
        if not isinstance(below, int):
            return None
        if isinstance(now, int) and isinstance(was, int):
            return Fraction(now - was, below), Fraction(now - was, below)
        inside = (concerned, self._cases.complete)
        try:
            ends = [farthest(self._cases, inside, way * (now - was)) for way in (-1, 1)]
        except Unsettled:
            return None
        return Fraction(-ends[0], below), Fraction(ends[1], below)


def _paid(verdict: Verdict, granted: bool) -> Ratio:
    """Give what is paid where an award is granted, or is not; plain where it is always the same."""
    if not granted:
        return Ratio(0)
    above = verdict.amount.above
    if isinstance(above, int):
        return verdict.amount
    told = z3.simplify(z3.substitute(above, (verdict.granted, TRUE)))
    return Ratio(told.as_long() if z3.is_int_value(told) else told, verdict.amount.below)
