"""What was granted earlier, as the awards of a case see it: each record with its names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from interpreter.language.tree import Expression
from interpreter.policy.model import Policy
from interpreter.solver.bounds import choose
from interpreter.solver.meaning import equal
from interpreter.solver.scope import Scope, Scopes, Uses
from interpreter.solver.terms import (
    FALSE,
    TRUE,
    Formula,
    Term,
    every,
    said,
    some,
)
from interpreter.solver.world import Earlier, World

Awards = tuple[str, ...]


@dataclass(slots=True)
class Told:
    """An earlier award with the scopes of its names; what it says to many is worked out once."""

    earlier: Earlier
    scopes: Scopes
    found: dict[tuple[Expression | str, Awards], Term] = field(default_factory=dict)


class History:
    """All that was granted earlier: whether it is known, and its records."""

    def __init__(self, world: World, policy: Policy, uses: Uses) -> None:
        self.known = world.history_known
        self._world = world
        self._policy = policy
        self.records = [Told(r, Scopes(world, policy, r.facts, uses)) for r in world.records]

    def is_of(self, told: Told, awards: Awards) -> Term:
        """Say where there is a record, and of one of some awards."""
        return Term(TRUE, every(told.earlier.present, self._among(told, awards)))

    def _among(self, told: Told, awards: Sequence[str]) -> Formula:
        return some(*(said(told.earlier.award == self._world.code(n)) for n in awards))

    def value(self, told: Told, awards: Awards, asked: Expression | str) -> Term:
        """Give an expression or a name as a record of one of some awards reads it."""
        if (asked, awards) not in told.found:
            told.found[asked, awards] = self.pick(told, awards, lambda scope: scope.read(asked))
        return told.found[asked, awards]

    def pick(self, told: Told, awards: Awards, read: Callable[[Scope], Term]) -> Term:
        """Give what is read of a record, on the scope of the award it is of."""
        groups: dict[int, tuple[Term, list[str]]] = {}
        for name in awards:
            term = read(told.scopes.of(self._policy.awards[name]))
            groups.setdefault(id(term), (term, []))[1].append(name)
        *others, (found, _) = groups.values()
        for term, names in others:
            found = choose(self._among(told, names), term, found)
        return found

    def same(self, one: Term, other: Term) -> Formula:
        """Say where two things are surely one."""
        if one.value is None or other.value is None:
            return FALSE
        return every(one.known, other.known, equal(self._world, one.value, other.value))
