"""One question about all cases: is there one such that …?  A case found is replayed by others.

A slice holds only the facts a rule reads.  A fact it does not read is left unknown, which no
constraint can object to more than to any value of it; so nothing is lost by leaving it out.
Each slice is a context of its own: what was asked before of another cannot change an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import z3

from interpreter.evaluation.case import Case, Record
from interpreter.reference.unknown import Known
from interpreter.solver.scope import Scopes, Uses
from interpreter.solver.terms import FALSE, Formula, negated
from interpreter.solver.world import World

EFFORT = 40_000_000  # of the solver's own count, about ten seconds: the same on every machine


@dataclass(frozen=True, slots=True)
class Found:
    """A case there is, by its facts and what was granted earlier; a fact left out is unknown."""

    facts: Mapping[str, Known]
    records: tuple[Record, ...] = ()

    @property
    def case(self) -> Case:
        """The case, as one that claims nothing in particular."""
        return Case(None, None, self.facts, self.records)


@dataclass(frozen=True, slots=True)
class Nothing:
    """Proved: there is no such case."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """The effort allowed did not settle it."""


Answer = Found | Nothing | Undecided


class Slice:
    """The valid cases as far as the rules lowered into a world can tell them apart."""

    def __init__(self, world: World, effort: int = EFFORT) -> None:
        self._world = world
        valid, beyond = _valid(world)
        self.held: tuple[Formula, ...] = (*valid, *world.notes, *beyond)
        self._context = z3.Context()
        self._solver = z3.Solver(ctx=self._context)
        self._solver.set("rlimit", effort)
        self._model: Any = None
        self._solver.add(self._here(self.held))

    def _here(self, formulas: Sequence[Formula]) -> Any:
        """Give formulas in the slice's own context, where their parts are numbered anew."""
        told = z3.AstVector()
        for formula in formulas:
            told.push(formula)
        return told.translate(self._context)

    def find(self, *formulas: Formula) -> Answer:
        """Find a case where all the formulas hold, or prove that there is none."""
        exists = self.exists(*formulas)
        if exists:
            return self._found(self._model.translate(z3.main_ctx()))
        return Undecided() if exists is None else Nothing()

    def exists(self, *formulas: Formula) -> bool | None:
        """Say whether there is a case where all the formulas hold; None where that is open."""
        if any(formula is FALSE for formula in formulas):
            return False
        self._solver.push()  # nothing of a question is left behind for the next one
        self._solver.add(self._here(formulas))
        verdict = self._solver.check()
        self._model = self._solver.model() if verdict == z3.sat else None
        self._solver.pop()
        return None if verdict == z3.unknown else bool(verdict == z3.sat)

    def _found(self, model: Any) -> Found:
        world, records = self._world, []
        for earlier in world.records:
            if z3.is_true(model.eval(earlier.present, model_completion=True)):
                code = model.eval(z3.IntVal(0) + earlier.award, model_completion=True).as_long()
                records.append(Record(world.word(code), earlier.facts.found_in(model), {}))
        return Found(world.case.found_in(model), tuple(records))


def _valid(world: World) -> tuple[list[Formula], list[Formula]]:
    """Give the constraints on what a slice reads, and that no fact beyond it is given."""
    valid, beyond = [], []
    uses = [Uses(policy) for policy in world.policies]
    for facts in (world.case, *(earlier.facts for earlier in world.records)):
        for policy, used in zip(world.policies, uses, strict=True):
            scope = Scopes(world, policy, facts, used).base
            read = facts.given
            linked = [c for c in policy.constraints if set(c.reads) & set(read)]
            valid += [negated(scope.lower(c.expression).fails) for c in linked]
            new = [given for name, given in facts.given.items() if name not in read]
            beyond += [negated(given) for given in new]
    return valid, beyond
