"""All the cases that one with facts missing may turn out to be, as questions to the solver.

What the case gives stands fast, its earlier awards and its claims too.  An earlier history
that nobody knows is taken for none here; what it could do is looked at with cases.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import z3

from interpreter.evaluation.case import Case
from interpreter.evaluation.program import Program
from interpreter.reference.unknown import Known
from interpreter.solver.cases import Cases, Unsettled
from interpreter.solver.decision import Verdict, decide
from interpreter.solver.scope import Uses
from interpreter.solver.slots import Slot
from interpreter.solver.terms import FALSE, TRUE, Formula, every, levelled, said, some
from interpreter.solver.ties import Ties
from interpreter.solver.twins import Twin, decisive, primed, unknowns_of
from interpreter.solver.world import Asked, World

Facts = Mapping[str, Known]
EFFORT = 2_000_000  # about half a second: a person is waiting


@dataclass(frozen=True, slots=True)
class Pair:
    """Two cases alike but for one fact, by their facts."""

    one: Facts
    other: Facts


class Given(World):
    """The cases that give at least what a case gives, and claim just what it claims."""

    def __init__(self, program: Program, case: Case) -> None:
        self._claims = case.claims
        # A thing that was given no number is one of its own, and what is not asked for is not.
        absent = program.undated({})
        own: dict[str, Any] = {n: absent[n] for n in (*program.identities, *program.requests)}
        told = {**own, **case.facts}
        super().__init__(program.policy, asked=Asked(records=case.history or (), told=told))

    @property
    def claims_made(self) -> Formula:
        """Where awards are claimed: in all of the cases, or in none."""
        return FALSE if self._claims is None else TRUE

    def claimed(self, award: str) -> Formula:
        """Give where an award is claimed."""
        return TRUE if award in (self._claims or ()) else FALSE


class Possible:
    """The cases that give at least a case's facts, and the awards in them.

    `among` are the awards that may still be granted.
    """

    def __init__(
        self, program: Program, case: Case, uses: Uses, among: Collection[str], effort: int = EFFORT
    ) -> None:
        self.world = Given(program, case)
        self._decision = decide(self.world, program.policy, uses, among)
        self._ties = Ties(self.world)
        self._effort = effort
        self._cases: dict[str, Cases] = {}

    def verdict(self, name: str) -> Verdict:
        """Give what becomes of an award in any of the cases."""
        return self._decision.verdicts[name]

    def cases(self, *names: str) -> Cases:
        """Give the cases as far as some awards can tell them apart."""
        key = "、".join(names)
        if key not in self._cases:
            formulas = [f for name in names for f in decisive(self.verdict(name))]
            self._cases[key] = Cases(self._ties, formulas, self._effort)
        return self._cases[key]

    def read(self, name: str) -> frozenset[str]:
        """Name the missing facts that an award still reads."""
        return frozenset(slot.fact.name for slot in self.slots(name))

    def slots(self, name: str) -> list[Slot]:
        """Give the missing facts that an award still reads, as the solver knows them."""
        reach = frozenset[str]()
        for formula in decisive(self.verdict(name)):
            reach |= self._ties.keys_of(formula)
        days = {key for key in reach if key not in self.world.facts}
        for note in self.world.notes if days else ():
            keys = self._ties.keys_of(note)
            reach |= keys if keys & days else frozenset()
        return [slot for slot in self.cases(name).slots if slot.key in reach]

    def may_be_granted(self, name: str) -> bool:
        """Say whether an award is granted in some of the cases, or that is not settled."""
        try:
            return self.cases(name).possible(self.verdict(name).granted)
        except Unsettled:
            return True

    def pair(self, name: str, fact: str) -> Pair | None:
        """Find two of the cases, alike but for a fact, that an award tells apart.

        None is a proof that there are none.  Raises Unsettled.
        """
        verdict = self.verdict(name)
        _, valid = self._ties.slice(decisive(verdict))
        other = Twin([(u, primed(u)) for u in self._unknowns(fact)])
        given = self.world.case.given[fact]
        twins = [twin for f in (given, *valid) if not f.eq(twin := other.of(f))]
        solver = z3.SimpleSolver()
        solver.set("rlimit", self._effort)
        solver.add(given, some(*_told_apart(verdict, other)), *valid, *twins)
        found = solver.check()
        if found == z3.unknown:
            raise Unsettled
        if found == z3.unsat:
            return None
        case, model = self.world.case, solver.model()
        return Pair(case.found_in(model), case.found_in(other.read(model)))

    def _unknowns(self, fact: str) -> Iterator[Any]:
        """Give the solver's unknowns that stand for a fact, and for days worked out."""
        case = self.world.case
        yield case.given[fact]
        yield from unknowns_of(case.unknown_value(fact))
        for day, _ in self.world.counted:
            yield from unknowns_of(day)


def _told_apart(verdict: Verdict, other: Twin) -> Iterator[Formula]:
    """Give where two cases are decided differently; what is the same formula never is."""
    for formula in (verdict.granted, verdict.refused, verdict.not_applicable):
        twin = other.of(formula)
        if not formula.eq(twin):
            yield formula != twin
    both = every(verdict.granted, other.of(verdict.granted))
    amount, payee = verdict.amount, verdict.payee
    if any(z3.is_expr(part) for part in (amount.above, amount.below)):
        here, there, _ = levelled(amount, other.ratio(amount))
        yield every(both, said(here != there))
    if z3.is_expr(payee.code):
        yield every(both, payee.code != other.of(payee.code))
