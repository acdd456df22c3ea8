"""The smallest changes of a case by which an award would be granted.

Smallest: as few facts changed as can be, then as few missing ones supplied.  Each set of them
is named by yes-or-no answers in the policy's order of facts, each new value is the nearest to
the old one, so that every run gives the same; and each is decided by the case back end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import z3

from interpreter.evaluation.case import Case, read_case
from interpreter.evaluation.decision import decide as decide_case
from interpreter.evaluation.history import HISTORY
from interpreter.evaluation.outcome import Status
from interpreter.evaluation.program import Program
from interpreter.evaluation.remedies import Change, Remedy, WhyNot, award_in
from interpreter.language.types import Kind
from interpreter.policy.typical import typical_facts
from interpreter.policy.values import raw_value
from interpreter.problems import Refused
from interpreter.reference.unknown import Known
from interpreter.solver.agreed import nowhere
from interpreter.solver.answers import Answers
from interpreter.solver.cases import Cases, Unsettled
from interpreter.solver.decision import decide
from interpreter.solver.obstacles import obstacles
from interpreter.solver.otherwise import Otherwise, Part
from interpreter.solver.replay import Disagreement, fault
from interpreter.solver.scope import Uses
from interpreter.solver.slots import Slot
from interpreter.solver.terms import TRUE, Formula, negated, some
from interpreter.solver.ties import Ties
from interpreter.solver.witness import closest

MOST = 5
EFFORT = 20_000_000  # of the solver's own count, a few seconds: a person is waiting


class Remedial:
    """A program made ready to say of any case why an award is not granted."""

    def __init__(self, program: Program, effort: int = EFFORT) -> None:
        self.program, self.effort = program, effort
        self.uses = Uses(program.policy)
        self.typical = typical_facts(program.policy.facts)
        self._answers = Answers(program.policy)

    def why_not(self, case: Case, award: str, day: date) -> WhyNot:
        """Say what would have had to be otherwise for an award, or what stands in its way.

        Raises Refused where the case back end does not bear it out: an error of ours.
        """
        claiming = _claiming(case, award)
        outcome = decide_case(self.program, claiming, day)
        as_is = WhyNot(award, outcome, added=claiming is not case)
        if as_is.as_is.status is Status.GRANTED:
            return as_is
        try:
            return self._found(as_is, claiming, day)
        except Disagreement as wrong:
            raise fault(award, "--why-not") from wrong

    def _found(self, as_is: WhyNot, case: Case, day: date) -> WhyNot:
        """Add the remedies, or the obstacles where there are none, as far as they are settled."""
        award, found = as_is.award, list[Remedy]()
        search = _Search(self, case, award)
        try:
            for chosen in search.sets():
                if len(found) == MOST:
                    return replace(as_is, remedies=tuple(found), exhaustive=False)
                found.append(self._replayed(case, award, search.values(chosen), day))
            stands = () if found else obstacles(self.program, case, award, self.uses, self.effort)
            return replace(as_is, remedies=tuple(found), obstacles=tuple(stands))
        except Unsettled:
            told = tuple(found)
            return replace(as_is, remedies=told, exhaustive=False, undecided=not told)

    def value(self, cases: Cases, slot: Slot, before: Known | None) -> Known:
        """Give the value nearest to the one before, or to the typical one, that is possible."""
        fact = slot.fact
        usual = self.typical[fact.name] if before is None else before
        if fact.type.kind is Kind.TEXT:
            for word in (usual, *self._answers.of(fact.name)):
                if cases.possible(slot.same(word)):
                    return word
        value = closest(cases, slot, usual)
        assert value is not None
        return value

    def _replayed(self, case: Case, award: str, changes: tuple[Change, ...], day: date) -> Remedy:
        """Decide the changed case anew: the award must be granted."""
        try:
            changed = with_changes(self.program, case, changes)
        except Refused as refused:
            raise Disagreement(award) from refused
        outcome = decide_case(self.program, changed, day)
        if award_in(outcome, award).status is not Status.GRANTED:
            raise Disagreement(award)
        return Remedy(changes, outcome)


def _claiming(case: Case, award: str) -> Case:
    """Give a case that claims an award besides what it claims."""
    if case.claims is None or award in case.claims:
        return case
    return replace(case, claims=(*case.claims, award))


def with_changes(program: Program, case: Case, changes: tuple[Change, ...]) -> Case:
    """Give a case with some changes.

    Raises Refused where that is no valid case.
    """
    known = program.policy.facts
    facts = {**case.facts, **{c.fact: c.after for c in changes if c.fact != HISTORY}}
    raw = {name: raw_value(known[name], v) for name, v in facts.items() if v is not None}
    read = read_case({"facts": raw}, program, nowhere)
    told = case.history is None and any(c.fact == HISTORY for c in changes)
    return replace(case, facts=read.facts, history=() if told else case.history)


class _Search:
    """The cases that one might have been in which an award is granted, and how they differ."""

    def __init__(self, remedial: Remedial, case: Case, award: str) -> None:
        self._remedial = remedial
        world = Otherwise(remedial.program, case, award)
        among = (*world.beside, award)
        granted = decide(world, world.policies[0], remedial.uses, among).verdicts[award].granted
        self._cases = Cases(Ties(world), [granted], remedial.effort)
        self._parts = world.parts(self._cases)
        given = (p.slot.given for p in self._parts if p.slot is not None and p.before is not None)
        self._cases.add(granted, *given)

    def sets(self) -> Iterator[tuple[Part, ...]]:
        """Give each smallest set of parts that have to be otherwise, in the policy's order.

        Raises Unsettled.
        """
        cases = self._cases
        changes = [p.moved for p in self._parts if p.before is not None]
        supplies = [p.moved for p in self._parts if p.before is None]
        fewest = None
        while cases.possible():
            changed = _least(cases, changes)
            if fewest is not None and changed > fewest:
                return
            fewest = changed
            limits = [_at_most(changes, changed)]
            limits.append(_at_most(supplies, _least(cases, supplies, *limits)))
            chosen = self._first(limits)
            yield chosen
            cases.add(some(*(negated(part.moved) for part in chosen)))

    def _first(self, limits: list[Formula]) -> tuple[Part, ...]:
        """Give the set that moves the earliest facts of the policy."""
        settled, chosen = list(limits), []
        for part in self._parts:
            if self._cases.possible(*settled, part.moved):
                chosen.append(part)
                settled.append(part.moved)
            else:
                settled.append(negated(part.moved))
        return tuple(chosen)

    def values(self, chosen: tuple[Part, ...]) -> tuple[Change, ...]:
        """Give the parts that are otherwise with their new values, all others as they are."""
        cases = self._cases
        cases.push()
        try:
            cases.add(*(negated(part.moved) for part in self._parts if part not in chosen))
            return tuple(self._valued(part) for part in chosen)
        finally:
            cases.pop()

    def _valued(self, part: Part) -> Change:
        if part.slot is None:
            self._cases.add(part.moved)
            return Change(part.name, None, None)
        value = self._remedial.value(self._cases, part.slot, part.before)
        self._cases.add(part.slot.same(value))
        return Change(part.name, part.before, value)


def _at_most(formulas: list[Formula], count: int) -> Formula:
    return z3.AtMost(*formulas, count) if count < len(formulas) else TRUE


def _least(cases: Cases, formulas: list[Formula], *inside: Formula) -> int:
    """Give the least number of some formulas that hold in any of the cases, of which there are."""
    possible = cases.possible(*inside)
    count = len(formulas)
    while possible:
        count = sum(cases.is_so(formula) for formula in formulas)
        if not count:
            break
        possible = cases.possible(*inside, _at_most(formulas, count - 1))
    return count
