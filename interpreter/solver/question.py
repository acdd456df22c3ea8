"""One question about all cases: is there one such that …?  A case found is replayed by others.

A slice holds only the facts a rule reads.  A fact it does not read is left unknown, which no
constraint can object to more than to any value of it; so nothing is lost by leaving it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import z3

from interpreter.reference.unknown import Known
from interpreter.solver.scope import Scope
from interpreter.solver.terms import Formula, negated
from interpreter.solver.world import World

EFFORT = 40_000_000  # of the solver's own count, about ten seconds: the same on every machine


@dataclass(frozen=True, slots=True)
class Found:
    """A case there is, by its facts; a fact left out is unknown."""

    facts: Mapping[str, Known]


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
        read = world.given
        self._solver = z3.Solver()
        self._solver.set("rlimit", effort)
        scope = Scope(world)
        for constraint in world.policy.constraints:
            if set(constraint.reads) & set(read):
                self._solver.add(negated(scope.lower(constraint.expression).fails))
        beyond = [given for name, given in world.given.items() if name not in read]
        self._solver.add(*world.notes, *(z3.Not(given) for given in beyond))

    def find(self, *formulas: Formula) -> Answer:
        """Find a case where all the formulas hold, or prove that there is none."""
        verdict = self._solver.check(*formulas)
        if verdict == z3.sat:
            return Found(self._world.case_in(self._solver.model()))
        return Nothing() if verdict == z3.unsat else Undecided()
