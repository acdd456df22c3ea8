"""What a law looks at: any case, or two side by side, each decided, and how one found is shown.

Two are alike but for some facts, or are one case under two policies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

from interpreter.evaluation.case import Case, Record, broken_constraints
from interpreter.evaluation.laws import Trial, Trials
from interpreter.evaluation.program import Program
from interpreter.language.tree import GRANTED, PAID, Expression
from interpreter.policy.typical import typical_facts
from interpreter.policy.values import raw_value
from interpreter.reference.unknown import Known
from interpreter.solver.cases import Cases
from interpreter.solver.decision import Verdict, decide
from interpreter.solver.facts import OTHER
from interpreter.solver.meaning import MEANING
from interpreter.solver.scope import Scope, Scopes, Uses, lower
from interpreter.solver.terms import TRUE, Formula, Term, some
from interpreter.solver.ties import Ties
from interpreter.solver.witness import Point, Usual
from interpreter.solver.world import Asked, World

Facts = dict[str, Known]


class Side:
    """Any case of a world decided by a policy: its awards, and its names as a law reads them."""

    def __init__(self, world: World, program: Program, uses: Uses, *, is_other: bool) -> None:
        self.program, self.world, self.is_other = program, world, is_other
        policy, facts = program.policy, world.other if is_other else world.case
        self.decision = decide(world, policy, uses, facts=facts)
        self.scopes = Scopes(world, policy, facts, uses)

    def verdict(self, award: str) -> Verdict:
        """Give what becomes of an award."""
        return self.decision.verdicts[award]

    def scope(self, award: str) -> Scope:
        """Give the names of an award, standards as on its event date."""
        return self.scopes.of(self.program.policy.awards[award])

    def holds(self, expression: Expression) -> Formula:
        """Say where something said of facts, of what is granted and of what is paid is so."""
        return lower(expression.root, self._name, self.world).holds

    def paid(self, awards: Iterable[str]) -> Term:
        """Give what is paid of some awards together, in 元."""
        add = MEANING["add"]
        amounts = (Term(TRUE, self.verdict(award).amount) for award in awards)
        return reduce(lambda one, other: add(self.world, one, other), amounts)

    def _name(self, name: str) -> Term:
        if not name.startswith((GRANTED, PAID)):
            return self.scopes.base[name]
        named = name.partition(" ")[2]
        awards = self.program.policy.families.get(named, (named,))
        if name.startswith(PAID):
            return self.paid(awards)
        return Term(TRUE, some(*(self.verdict(award).granted for award in awards)))


class Sides:
    """Any case there is, decided once for each side that a law looks at.

    One of a policy; or two, where some facts are `apart` or a case is decided by two policies.
    """

    def __init__(self, programs: Sequence[Program], asked: Asked) -> None:
        policies = [program.policy for program in programs]
        self.world = World(*policies, asked=asked)
        self.typical = typical_facts(policies[-1].facts)
        for value in self.typical.values():
            if isinstance(value, str):
                self.world.code(value)
        uses = [Uses(policy) for policy in policies]
        sides = [
            Side(self.world, program, used, is_other=False)
            for program, used in zip(programs, uses, strict=True)
        ]
        if asked.apart:
            sides.append(Side(self.world, programs[-1], uses[-1], is_other=True))
        self.each = tuple(sides)
        self._ties = Ties(self.world)

    @property
    def usual(self) -> Usual:
        """The typical case, the other one beside it as typical."""
        apart = {OTHER + name: self.typical[name] for name in self.world.asked.apart}
        return Usual({**self.typical, **apart})

    def cases(self, formulas: Sequence[Formula], effort: int) -> Cases:
        """Give the valid cases that formulas tell apart."""
        return Cases(self._ties, formulas, effort)

    def trials(self, point: Point) -> Trials:
        """Give the cases that were found, each to be decided by its side."""
        return tuple(Trial(side.program, self._case(side, point)) for side in self.each)

    def _case(self, side: Side, point: Point) -> Case:
        found = {n: v for n, v in point.facts.items() if not n.startswith(OTHER)}
        if side.is_other:
            apart = {n: v for n, v in point.facts.items() if n.startswith(OTHER)}
            found |= {n.removeprefix(OTHER): v for n, v in apart.items()}
        records = tuple(self._record(side.program, n, facts) for n, facts in point.records)
        return Case(None, point.claims, self._whole(side.program, found), records)

    def _whole(self, program: Program, found: dict[str, Known | None]) -> Facts:
        """Give the facts of a case, all others as usual; not given where that is no valid case."""
        whole = _given({**self.typical, **found})
        return _given(found) if broken_constraints(program, whole) else whole

    def _record(self, program: Program, award: str, found: dict[str, Known | None]) -> Record:
        facts, known = _given({**self.typical, **found}), program.policy.facts
        written = {name: raw_value(known[name], value) for name, value in facts.items()}
        return Record(award, facts, {"award": award, **written})


def _given(facts: dict[str, Known | None]) -> Facts:
    return {name: value for name, value in facts.items() if value is not None}
