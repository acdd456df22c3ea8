"""The cases in which an award is claimed, alone or with one that excludes it, step by step.

All complete cases are looked at, with nothing granted earlier and nothing else claimed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property

import z3

from interpreter.evaluation.case import read_case
from interpreter.evaluation.cliffs import Cliff, Slope
from interpreter.evaluation.decision import decide as decide_case
from interpreter.evaluation.outcome import AwardOutcome, Status
from interpreter.evaluation.program import Program
from interpreter.evaluation.remedies import award_in
from interpreter.language.types import Kind
from interpreter.policy.model import Amount, Exclusion, Number, Policy
from interpreter.policy.typical import typical_facts
from interpreter.policy.values import raw_value
from interpreter.solver.agreed import nowhere
from interpreter.solver.cases import Cases
from interpreter.solver.decision import Verdict, decide
from interpreter.solver.rules import title_of
from interpreter.solver.scope import Uses
from interpreter.solver.slots import slots_of
from interpreter.solver.steps import Steps, whole
from interpreter.solver.terms import FALSE, TRUE, Formula, Whole, every, levelled, said, some
from interpreter.solver.ties import Ties, Within
from interpreter.solver.twins import decisive
from interpreter.solver.witness import Point, Usual, witness
from interpreter.solver.world import World

Way = tuple[str, str]  # how a step flips an award, and by which rule
LOST, WON, MORE, LESS = "lost", "won", "more", "less"
WAITS = "待定"
COMPLETE = Within(complete=True)


class Claiming(World):
    """The cases that claim some awards, with nothing granted earlier."""

    def __init__(self, policy: Policy, names: tuple[str, ...]) -> None:
        super().__init__(policy)
        self._names = names

    @property
    def claims_made(self) -> Formula:
        """Where awards are claimed: in all of the cases."""
        return TRUE

    def claimed(self, award: str) -> Formula:
        """Give where an award is claimed."""
        return TRUE if award in self._names else FALSE


class Survey:
    """An award in all complete cases that claim it, and a `rival` where there is one.

    `titles`: the rules by which it may be flipped that are looked at; with a rival those that
    choose between the two, for the others say the same without it.
    """

    def __init__(
        self,
        program: Program,
        award: str,
        rival: str,
        uses: Uses,
        effort: int,
        *,
        quick: bool = False,
    ) -> None:
        self._program, self.award, self.rival = program, award, rival
        self._names = (award, rival) if rival else (award,)
        self.usual = Usual(typical_facts(program.policy.facts))
        world = Claiming(program.policy, self._names)
        self.verdict = decide(world, program.policy, uses, self._names).verdicts[award]
        rules = _rules(self.verdict, between=bool(rival))
        self._rules, self.titles = rules, frozenset(rules)
        formulas = [*decisive(self.verdict), *rules.values()]
        self._ties, self._formulas = Ties(world), formulas
        self._effort, self._quick = effort, quick
        _, self.valid = self._ties.slice(formulas)
        self._whole = {s.key: tuple(whole(s)) for s in slots_of(world)}
        pins = [pin for pins in self._whole.values() for pin in pins]
        self.cases = Cases(self._ties, formulas, effort, COMPLETE, pins=pins, quick=quick)
        read = frozenset[str]().union(*(self._ties.keys_of(formula) for formula in formulas))
        kinds = (Kind.NUMBER, Kind.DATE)
        self.slots = [s for s in self.cases.slots if s.key in read and s.fact.type.kind in kinds]

    @cached_property
    def base(self) -> Point | None:
        """The case nearest to the typical one in which the award is granted, if there is one.

        Raises Unsettled.
        """
        return witness(self.cases, (self.verdict.granted,), self.usual)

    def along(self, steps: Steps, point: Point) -> Cases:
        """Give the cases that differ in one fact alone, the others settled by a point."""
        slot, facts = steps.slot, point.facts
        others = (s for s in self.cases.slots if s is not slot)
        pins = [pin for s in others for pin in s.pins(facts[s.fact.name])]
        pins += self._whole[slot.key]
        day = facts[slot.fact.name]
        if steps.monthly and isinstance(day, date):
            pins.append((slot.value.date, z3.IntVal(day.day)))
        line = Cases(
            self._ties, self._formulas, self._effort, COMPLETE, pins=pins, quick=self._quick
        )
        line.add(slot.given)
        return line

    def ways(self, steps: Steps) -> Iterator[tuple[Way, Formula]]:
        """Give each way in which a step may flip the award, and where it does."""
        granted, later = self.verdict.granted, steps.of(self.verdict.granted)
        for title, where in self._rules.items():
            there = steps.of(where)
            if not where.eq(there):
                yield (LOST, title), every(granted, there)
                yield (WON, title), every(where, later)
        here, there = self.amounts(steps)
        if not self.rival:
            both = every(granted, later)
            yield (MORE, ""), every(both, said(here < there))
            yield (LESS, ""), every(both, said(here > there))

    def amounts(self, steps: Steps) -> tuple[Whole, Whole]:
        """Give the amount here and a step further on, in whole numbers of the same size."""
        here, there, _ = levelled(self.verdict.amount, steps.ratio(self.verdict.amount))
        return here, there

    def decided(self, point: Point, name: str, value: Amount) -> AwardOutcome:
        """Decide the award in the typical case with some facts otherwise.

        Raises Refused or BadValue where that is no valid case.
        """
        facts = {**self.usual.facts, **point.facts, name: value}
        known = self._program.policy.facts
        raw = {n: raw_value(known[n], v) for n, v in facts.items() if v is not None}
        claiming = {"facts": raw, "history": [], "claims": list(self._names)}
        case = read_case(claiming, self._program, nowhere)
        return award_in(decide_case(self._program, case, date.max), self.award)

    def concerns(self, edge: Cliff | Slope) -> bool:
        """Say whether a flip is of the kind looked at."""
        return any(title in self.titles or not (title or self.rival) for _, title in ways_of(edge))


def _rules(verdict: Verdict, *, between: bool) -> Mapping[str, Formula]:
    """Give by title what keeps an award from being granted, with where it does."""
    found = {} if between else {WAITS: verdict.pending}
    for cause, where in verdict.causes:
        if not between or isinstance(cause, Exclusion):
            title = title_of(cause)
            found[title] = some(found.get(title, FALSE), where)
    return found


def added(before: AwardOutcome, after: AwardOutcome) -> Number | None:
    """Give what a step adds to the amount, None where it is not paid on both sides."""
    if before.amount is None or after.amount is None:
        return None
    return after.amount - before.amount


def way_of(by: Number) -> Way:
    """Give the way of what a step adds to an amount."""
    return (MORE if by > 0 else LESS), ""


def ways_of(edge: Cliff | Slope) -> Iterator[Way]:
    """Give the ways in which a step flips the award there."""
    by = edge.each if isinstance(edge, Slope) else added(*edge.outcomes)
    if by is not None:
        yield way_of(by)
        return
    assert isinstance(edge, Cliff)
    before, after = edge.outcomes
    how, other = (LOST, after) if before.status is Status.GRANTED else (WON, before)
    against = [reason.condition for reason in other.because if reason.holds is False]
    waits = other.status is Status.PENDING
    yield from ((how, title) for title in ([WAITS] if waits else against))
