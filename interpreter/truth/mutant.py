"""A mutant: the policy with one change in it, and the spot of a rule where changes are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from interpreter.language.tree import Expression, Node
from interpreter.policy.model import Cited, Policy
from interpreter.problems import Place
from interpreter.truth.alterations import Alteration, alterations

T = TypeVar("T")


def spliced(items: tuple[T, ...], index: int, *instead: T) -> tuple[T, ...]:
    """Give a list with one entry replaced; dropped where nothing stands instead."""
    return (*items[:index], *instead, *items[index + 1 :])


@dataclass(frozen=True, slots=True)
class Mutant:
    """A policy with one change in it: where, what it was made of, and the change in words.

    `at` is the character of the expression that begins at `place`; 0 elsewhere.  `number`
    tells apart changes of one part that read the same.
    """

    clause: str
    rule: str
    part: str
    says: str
    place: Place
    at: int
    policy: Policy = field(repr=False)
    number: int = 1

    @property
    def id(self) -> str:
        """The name that declarations use; the same as long as the rule reads the same."""
        tail = f"#{self.number}" if self.number > 1 else ""
        return "/".join((self.clause, self.rule, self.part, self.says + tail))


@dataclass(frozen=True, slots=True)
class Spot:
    """A part of a rule where changes are made."""

    clause: str
    rule: str
    part: str
    place: Place

    @classmethod
    def of(cls, cited: Cited, part: str) -> Spot:
        """Give a part of what a clause decides."""
        clause = cited.cites[0] if cited.cites else ""
        return cls(clause, cited.name, part, cited.place)

    def mutant(self, says: str, policy: Policy, at: int = 0) -> Mutant:
        """Give the policy changed here."""
        return Mutant(self.clause, self.rule, self.part, says, self.place, at, policy)

    def mutants(
        self,
        expression: Expression,
        put: Callable[[Expression], Policy],
        ways: Callable[[Node], Iterable[Alteration]] = alterations,
    ) -> Iterator[Mutant]:
        """Give every small change of an expression; `put` lays the changed one into the policy."""
        here = replace(self, place=expression.place)
        for found in ways(expression.root):
            changed = put(replace(expression, root=found.root))
            yield here.mutant(found.says, changed, found.at)
