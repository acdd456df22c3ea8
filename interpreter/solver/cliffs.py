"""Where one step of a number or day flips an award or its amount, over the typical cases.

Every way in which a step can flip it is asked for over all the cases of a survey; the other
facts are then as near to the typical case as can be, and along them each flip is found.
Every case told is decided by the case back end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import z3

from interpreter.evaluation.cliffs import Cliff, Cliffs, Slope
from interpreter.evaluation.outcome import AwardOutcome
from interpreter.evaluation.program import Program
from interpreter.policy.model import Amount, Number
from interpreter.policy.values import BadValue
from interpreter.problems import Refused
from interpreter.solver.cases import Unsettled, farthest
from interpreter.solver.question import EFFORT
from interpreter.solver.replay import Disagreement, fault
from interpreter.solver.scope import Uses
from interpreter.solver.steps import Steps, steps_of
from interpreter.solver.survey import Survey, Way, added, way_of, ways_of
from interpreter.solver.terms import FALSE, Formula, every, negated, said, some
from interpreter.solver.witness import Point, witness

MOST = 40  # flips of a line


class _Found:
    """What surveys of an award found: flips, and by fact the ways in which it is flipped."""

    def __init__(self) -> None:
        self.edges: list[Cliff | Slope] = []
        self.seen: dict[str, set[Way]] = {}
        self.monthly: set[str] = set()
        self.undecided: set[str] = set()

    def look(self, survey: Survey, only: Collection[str] | None = None) -> set[str]:
        """Look at each fact that a survey reads; give those that were not settled.

        Raises Disagreement.
        """
        left = set[str]()
        for slot in survey.slots:
            name = slot.fact.name
            if only is not None and name not in only:
                continue
            seen = self.seen.setdefault(name, set())
            try:
                steps = steps_of(slot, survey.cases, survey.valid)
                if steps is not None:
                    self.monthly |= {name} if steps.monthly else set()
                    self._step(survey, steps, seen)
            except Unsettled:
                left.add(name)
        return left

    def _step(self, survey: Survey, steps: Steps, seen: set[Way]) -> None:
        """Find the flips along the base, then each way that was not seen there.

        Raises Unsettled; Disagreement.
        """
        if not survey.rival and survey.base is not None:
            self._walk(survey, steps, survey.base, seen)
        survey.cases.push()
        try:
            survey.cases.add(steps.there)
            for way, formula in _possible(survey, steps, seen).items():
                if way not in seen:
                    point = witness(survey.cases, (formula,), survey.usual)
                    assert point is not None
                    self._walk(survey, steps, point, seen)
                    if way not in seen:
                        raise Disagreement(survey.award)
        finally:
            survey.cases.pop()

    def _walk(self, survey: Survey, steps: Steps, point: Point, seen: set[Way]) -> None:
        """Note the flips along a line in ways not seen on another one."""
        before = frozenset(seen)
        for edge in _Line(survey, steps, point).edges(before):
            ways = set(ways_of(edge))
            seen |= ways
            if survey.concerns(edge) and not ways <= before:
                self.edges.append(edge)


def find_cliffs(program: Program, award: str, effort: int = EFFORT) -> Cliffs:
    """Find the cliffs and slopes of an award, alone and with each that may exclude it.

    Raises Refused where the case back end does not bear one out: an error of ours.
    """
    found, uses = _Found(), Uses(program.policy)
    try:
        for rival in ("", *_rivals(program, award)):
            left = found.look(Survey(program, award, rival, uses, effort, quick=True))
            if left:
                found.undecided |= found.look(Survey(program, award, rival, uses, effort), left)
    except Disagreement as wrong:
        raise fault(award, "--cliffs") from wrong
    order = {name: number for number, name in enumerate(program.policy.facts)}
    edges = sorted(found.edges, key=lambda edge: (order[edge.fact], edge.values[0]))
    moving = {edge.fact for edge in edges} | found.undecided
    return Cliffs(
        award,
        tuple(edge for edge in edges if isinstance(edge, Cliff)),
        tuple(edge for edge in edges if isinstance(edge, Slope)),
        frozenset(found.monthly),
        tuple(sorted((n for n in found.seen if n not in moving), key=order.__getitem__)),
        tuple(sorted(found.undecided, key=order.__getitem__)),
    )


def _rivals(program: Program, award: str) -> list[str]:
    """Name the awards on another side of an exclusion, in the policy's order."""
    rivals = set[str]()
    for exclusion in program.policy.exclusions:
        own = [side for side in exclusion.sides if award in side.awards]
        others = [side for side in exclusion.sides if award not in side.awards]
        rivals |= {name for side in others for name in side.awards} if own else set()
    return [name for name in program.policy.awards if name in rivals]


def _possible(survey: Survey, steps: Steps, seen: Collection[Way]) -> Mapping[Way, Formula]:
    """Give each way not seen that some step takes, by a name for where it does."""
    cases, ways = survey.cases, dict[Way, Formula]()
    for number, (way, formula) in enumerate(survey.ways(steps)):
        if way not in seen:
            ways[way] = z3.Bool(f"翻转{number}")
            cases.add(ways[way] == formula)
    taken = set[Way]()
    while cases.possible(some(*(f for way, f in ways.items() if way not in taken))):
        taken |= {way for way, f in ways.items() if cases.is_so(f)}
    return {way: formula for way, formula in ways.items() if way in taken}


class _Line:
    """The cases that differ in one fact alone; the others are settled by a point."""

    def __init__(self, survey: Survey, steps: Steps, point: Point) -> None:
        self._survey, self._steps, self._point = survey, steps, point
        self._name, self._number = steps.slot.fact.name, steps.slot.number
        usual = survey.usual.facts
        moved = ((n, v) for n, v in point.facts.items() if v != usual.get(n) and n != self._name)
        self._beside = tuple(moved)
        self._cases = survey.along(steps, point)

    def edges(self, seen: Collection[Way]) -> Iterator[Cliff | Slope]:
        """Give each flip along the line, from the least value on, but for slopes seen already.

        Raises Unsettled; Disagreement.
        """
        for number in self._ends():
            yield from self._edge(number, seen)

    def _ends(self) -> list[int]:
        """Give each number after which the award is flipped, on a slope only the last."""
        cases, number = self._cases, self._number
        ends = every(self._steps.there, self._flips(), negated(self._goes_on()))
        found = list[int]()
        while cases.possible(ends, *(said(number != at) for at in found)):
            found.append(cases.number_in(number))
            if len(found) > MOST:
                raise Unsettled
        return sorted(found)

    def _flips(self) -> Formula:
        granted = self._survey.verdict.granted
        later = self._steps.of(granted)
        here, there = self._survey.amounts(self._steps)
        lost_or_won = some(every(granted, negated(later)), every(negated(granted), later))
        return some(lost_or_won, every(granted, later, negated(said(here == there))))

    def _goes_on(self) -> Formula:
        """Say where the next step adds as much as this one."""
        steps = self._steps
        granted, amount = self._survey.verdict.granted, self._survey.verdict.amount
        later, latest = steps.of(granted), steps.of(steps.of(granted))
        if not z3.is_expr(amount.above):
            return FALSE
        here, there = self._survey.amounts(steps)
        then = steps.of(there)
        alike = every(said(then - there == there - here), said(there != here))
        return every(granted, later, latest, steps.there, steps.of(steps.there), alike)

    def _edge(self, number: int, seen: Collection[Way]) -> Iterator[Cliff | Slope]:
        """Decide the cases on both sides; a step of a slope stands for all of it."""
        value = self._steps.slot.value_at(number)
        after = self._steps.after(value)
        sides = self._decided(value), self._decided(after)
        by = added(*sides)
        if by is None or not self._is_steady(value, by):
            if sides[0].decision == sides[1].decision:
                raise Disagreement(self._survey.award)
            yield Cliff(self._name, (value, after), sides, self._beside, self._survey.rival)
        elif way_of(by) not in seen:
            start = self._start(number)
            if added(self._decided(start), self._decided(self._steps.after(start))) != by:
                raise Disagreement(self._survey.award)
            yield Slope(self._name, (start, after), by, self._beside, self._survey.rival)

    def _is_steady(self, value: Amount, by: Number) -> bool:
        """Say whether the step before adds as much."""
        try:
            before = self._decided(self._steps.after(value, -1))
        except Disagreement:
            return False  # there is no such case
        return added(before, self._decided(value)) == by

    def _start(self, number: int) -> Amount:
        """Give where the slope begins that ends after a number."""
        cases, slot = self._cases, self._steps.slot
        breaks = (negated(self._goes_on()), said(self._number < number))
        if cases.possible(*breaks):
            return self._steps.after(slot.value_at(farthest(cases, breaks, self._number)))
        return slot.value_at(-farthest(cases, (), -self._number))

    def _decided(self, value: Amount) -> AwardOutcome:
        try:
            return self._survey.decided(self._point, self._name, value)
        except (Refused, BadValue) as refused:
            raise Disagreement(self._survey.award) from refused
