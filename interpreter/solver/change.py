"""What a change of a policy does to all cases: every class of changed outcomes, or a proof of none.

A class is an award, the turn it takes, and the edit responsible: taken back alone, it decides
such cases again.  What no single edit is responsible for is joint.  Each class comes with one
case, which the reference back end decides under both policies too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import z3

from interpreter.policy.model import Condition, Number
from interpreter.review.edits import Comparison
from interpreter.review.proof import Granted, Open, Proof, Shift, Turn
from interpreter.solver.cases import Unsettled, farthest
from interpreter.solver.decision import Verdict
from interpreter.solver.mixtures import Mixtures, View
from interpreter.solver.question import EFFORT
from interpreter.solver.region import region
from interpreter.solver.replay import Disagreement
from interpreter.solver.terms import FALSE, TRUE, Formula, Ratio, every, levelled, negated, some
from interpreter.solver.turns import again, turned
from interpreter.solver.witness import Point, witness
from interpreter.solver.world import Asked

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
Class = tuple[Turn, int | None]
MOST_RECORDS = 3  # awards granted earlier that a case is looked at with
# A class is sought among the plainest cases first: what is found there need not be sought among
# others, about which the formulas say far more.
STAGES = (
    Asked(complete=True),
    Asked(claims=True),
    Asked(complete=True, records=MOST_RECORDS),
    Asked(records=MOST_RECORDS),
)


def prove_change(comparison: Comparison, effort: int = EFFORT) -> Proof:
    """Give every class of changed outcomes between two policies, over all valid cases."""
    mixtures = Mixtures(comparison)
    views = [View(mixtures, cases, effort) for cases in STAGES]
    awards = [a for a in mixtures.policy(mixtures.all).awards if a not in mixtures.lone]
    found = {award: _AwardChange(mixtures, award, views) for award in awards}
    shifts = [shift for one in found.values() for shift in one.shifts]
    undecided = [item for one in found.values() for item in one.undecided]
    return Proof(
        tuple(sorted(shifts, key=lambda s: (s.turn, s.edit is None, s.edit or 0))),
        tuple(award for award, one in found.items() if one.is_same),
        mixtures.inert(shifts, undecided),
        tuple(undecided),
        tuple(fault for one in found.values() for fault in one.faults),
        MOST_RECORDS,
        tuple(mixtures.lone),
    )


class _AwardChange:
    """What becomes of one award: first with nothing granted earlier, then what else there is."""

    def __init__(self, mixtures: Mixtures, award: str, views: Iterable[View]) -> None:
        self._mixtures, self._award = mixtures, award
        self.shifts: list[Shift] = []
        self.undecided: list[Open] = []
        self.faults: list[str] = []
        for view in views:
            known = {(s.turn, s.edit) for s in self.shifts}
            for item in _AwardView(mixtures, view, award, known).look():
                kept: list[Any] = self.shifts if isinstance(item, Shift) else self.undecided
                kept.append(item)
                if isinstance(item, str):
                    self.faults.append(kept.pop())

    @property
    def is_same(self) -> bool:
        """Whether the award is proved to be decided as before in every case."""
        return not (self.shifts or self.undecided or self.faults)


class _AwardView:
    """One award in the cases of one view, apart from the classes that are known already.

    With records only what is decided is looked at, not what waits.
    """

    def __init__(self, mixtures: Mixtures, view: View, award: str, known: set[Class]) -> None:
        self._mixtures, self._view, self._award, self._known = mixtures, view, award, known
        self._before = view.verdict(mixtures.none, award)
        self._after = view.verdict(mixtures.all, award)
        turns = [t for t in Turn if not (t.waits and view.world.records)]
        self._turns = {t: turned(view.world, t, self._before, self._after) for t in turns}

    def look(self) -> Iterator[Shift | Open | str]:
        """Give the classes, what stays open, and the award's name for each error of ours."""
        changed = some(*self._turns.values())
        if changed.eq(FALSE):
            return
        mixtures, view = self._mixtures, self._view
        edits = mixtures.on(self._award)
        self._without = {n: view.verdict(mixtures.all - {n}, self._award) for n in edits}
        responsible = [f for turn in self._turns for f in self._blame(turn).values()]
        beside = [formula for _, formula in view.rivals(self._award)]
        read = [changed, *responsible, *beside]
        self._cases = view.cases(read)
        left = {turn: self._left(turn) for turn in self._turns}
        try:
            new = some(*(f for classes in left.values() for _, f, _ in classes))
            if not self._cases.possible(new):
                return
        except Unsettled:
            yield Open(self._award)
            return
        for turn, classes in left.items():
            yield from self._turn(turn, classes)

    def _left(self, turn: Turn) -> list[tuple[int | None, Formula, Formula]]:
        """Give the classes of a turn not known yet: the edit, where, and where it is alone."""
        if self._turns[turn].eq(FALSE):
            return []
        blame, classes = self._blame(turn), []
        for edit in (*blame, None):
            others = every(*(negated(f) for n, f in blame.items() if n != edit))
            where = every(self._turns[turn], others if edit is None else blame[edit])
            if (turn, edit) not in self._known and not where.eq(FALSE):
                classes.append((edit, where, others))
        return classes

    def _blame(self, turn: Turn) -> dict[int, Formula]:
        """Give for each edit that may matter where, taken back, it undoes a turn."""
        if len(self._without) == 1:
            return dict.fromkeys(self._without, TRUE)
        world = self._view.world
        found = {n: again(world, turn, v, self._after) for n, v in self._without.items()}
        return {n: formula for n, formula in found.items() if not formula.eq(FALSE)}

    def _turn(
        self, turn: Turn, classes: list[tuple[int | None, Formula, Formula]]
    ) -> Iterator[Shift | Open | str]:
        """Give the classes of one turn that there are."""
        for edit, concerned, others in classes:
            try:
                found = self._shift(turn, edit, concerned, others)
            except Unsettled:
                yield Open(self._award, turn, edit)
            except Disagreement:
                yield self._award
            else:
                yield from [] if found is None else [found]

    def _shift(
        self, turn: Turn, edit: int | None, concerned: Formula, alone: Formula
    ) -> Shift | None:
        """Give a class with its case, None where it holds no case.

        Raises Unsettled, and Disagreement where the case is decided otherwise.
        """
        found = self._witness(concerned, alone)
        if found is None:
            return None
        point, complete, sole = found
        case = self._mixtures.replay.witness(self._award, turn, point)
        shift = Shift(self._award, turn, edit, case, complete, sole)
        plain = complete and not point.records and point.claims is None
        return self._widened(shift, concerned, point) if plain else shift

    def _witness(self, concerned: Formula, alone: Formula) -> tuple[Point, bool, bool] | None:
        """Give a case; one with every fact given and no other edit at work where there is one."""
        if not self._cases.possible(concerned):
            return None
        whole = self._cases.complete
        given = (True,) if self._view.world.asked.complete else (True, False)
        for complete, sole in product(given, (True, False)):
            asked = (concerned, whole if complete else TRUE, alone if sole else TRUE)
            point = witness(self._cases, asked, self._mixtures.typical)
            if point is not None:
                return point, complete, sole
        return None

    def _widened(self, shift: Shift, concerned: Formula, point: Point) -> Shift:
        """Add whom the class concerns, and how much they gain, where it is a matter of money."""
        if shift.turn not in SIDES:
            return shift
        pair = {True: self._before, False: self._after}
        granted = [(Granted(side), pair[side].granted) for side in SIDES[shift.turn]]
        beside = [] if self._is_own(shift.turn) else self._view.rivals(self._award)
        where = region(self._cases, concerned, point, granted, beside, self._mixtures.typical)
        return replace(shift, region=where, gains=self._gains(shift.turn, concerned))

    def _is_own(self, turn: Turn) -> bool:
        """Say whether the award's own rule may have changed, not only another award's."""
        if turn in (Turn.MORE, Turn.LESS, Turn.PAYEE):
            return True
        pairs = _conditions(self._before), _conditions(self._after)
        alike = (one.eq(other) for one, other in zip(*pairs, strict=False))
        return len(pairs[0]) != len(pairs[1]) or not all(alike)

    def _gains(self, turn: Turn, concerned: Formula) -> tuple[Number, Number] | None:
        """Give the least and the most that is paid more in a class."""
        before, after = (
            _paid(verdict, side in SIDES[turn])
            for verdict, side in ((self._before, True), (self._after, False))
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


def _conditions(verdict: Verdict) -> list[Formula]:
    """Give where each condition of an award refuses it."""
    return [where for cause, where in verdict.causes if isinstance(cause, Condition)]


def _paid(verdict: Verdict, granted: bool) -> Ratio:
    """Give what is paid where an award is granted, or is not; plain where it is always the same."""
    if not granted:
        return Ratio(0)
    above = verdict.amount.above
    if isinstance(above, int):
        return verdict.amount
    told = z3.simplify(z3.substitute(above, (verdict.granted, TRUE)))
    return Ratio(told.as_long() if z3.is_int_value(told) else told, verdict.amount.below)
