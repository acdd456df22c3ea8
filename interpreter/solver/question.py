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

from interpreter.reference.unknown import Known
from interpreter.solver.scope import Scopes
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
        valid, beyond = _valid(world)
        self._context = z3.Context()
        self._solver = z3.Solver(ctx=self._context)
        self._solver.set("rlimit", effort)
        self._solver.add(self._here([*valid, *world.notes, *beyond]))

    def _here(self, formulas: Sequence[Formula]) -> Any:
        """Give formulas in the slice's own context, where their parts are numbered anew."""
        told = z3.AstVector()
        for formula in formulas:
            told.push(formula)
        return told.translate(self._context)

    def find(self, *formulas: Formula) -> Answer:
        """Find a case where all the formulas hold, or prove that there is none."""
        verdict = self._solver.check(*self._here(formulas))
        if verdict == z3.sat:
            model = self._solver.model().translate(z3.main_ctx())
            return Found(self._world.case.found_in(model))
        return Nothing() if verdict == z3.unsat else Undecided()


def _valid(world: World) -> tuple[list[Formula], list[Formula]]:
    """Give the constraints on what a slice reads, and that no fact beyond it is given.

    Of complete cases the facts that constraints link to it are given too, and so on through
    those; all others may then be as in the typical case.
    """
    valid, beyond = [], []
    for facts in (world.case, *(earlier.facts for earlier in world.records)):
        for policy in world.policies:
            scope = Scopes(world, policy, facts).base
            read = facts.given
            waiting = list(policy.constraints)
            while linked := [c for c in waiting if set(c.reads) & set(read)]:
                valid += [negated(scope.lower(c.expression).fails) for c in linked]
                waiting = [c for c in waiting if c not in linked] if world.complete else []
                new = [given for name, given in facts.given.items() if name not in read]
                beyond += [] if world.complete else [negated(given) for given in new]
                read = facts.given
    return valid, beyond
