"""What holds between the facts of any valid case, and which of the cases are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import z3

from interpreter.language.types import Kind
from interpreter.solver.reader import Reader
from interpreter.solver.scope import Scopes
from interpreter.solver.slots import Slot, key_of, slots_of
from interpreter.solver.terms import FALSE, TRUE, Formula, every, negated, some
from interpreter.solver.world import World


@dataclass(frozen=True, slots=True)
class Within:
    """Which of the cases of a world are looked at.

    `complete`: every fact is given that can be given, and that says something if not.
    `claims`: awards may be claimed.  `records`: so many awards granted earlier
    are looked at, None: as many as the world holds.
    """

    complete: bool = False
    claims: bool = True
    records: int | None = None


ANY = Within()


class Ties:
    """What holds between the facts of any valid case, under each policy of a world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.reader = Reader()
        self._absurd: dict[str, Formula] = {}
        valid: list[Formula] = []
        elected = set[str]()
        for policy in world.policies:
            for facts in world.each:
                scope = Scopes(world, policy, facts).base
                valid += [negated(scope.lower(c.expression).fails) for c in policy.constraints]
            elected |= {exclusion.elects for exclusion in policy.exclusions}
        self._constraints = [(formula, self.keys_of(formula)) for formula in valid]
        self._free = elected | {n for n, f in world.facts.items() if f.names_one or f.request}

    def keys_of(self, formula: Formula) -> frozenset[str]:
        """Give what a formula reads: facts by their keys, days worked out, claims, records."""
        records = len(self.world.records)
        return frozenset(key_of(name, records) for name in self.reader.names(formula))

    def slice(
        self, formulas: Iterable[Formula], valid: Iterable[Formula] | None = None
    ) -> tuple[frozenset[str], list[Formula]]:
        """Give what formulas read with what is tied to it, and what holds for it."""
        found = frozenset[str]().union(*(self.keys_of(f) for f in formulas))
        each = self.valid if valid is None else valid
        ties = [(formula, self.keys_of(formula)) for formula in each]
        while True:
            reached = [names for _, names in ties if names & found and not names <= found]
            if not reached:
                break
            found = found.union(*reached)
        return found, [formula for formula, names in ties if names and names <= found]

    @property
    def valid(self) -> list[Formula]:
        """What holds of every valid case."""
        return [*(formula for formula, _ in self._constraints), *self.world.notes]

    def settled(self, within: Within) -> Iterator[tuple[Formula, Formula]]:
        """Give what is the same in all of some cases, with what it is."""
        world = self.world
        if not within.claims and world.claims_made is not FALSE:
            yield world.claims_made, FALSE
        for earlier in world.records[within.records :] if within.records is not None else ():
            yield earlier.present, FALSE
        for slot in slots_of(world) if within.complete else ():
            asked = slot.fact.name not in self._free and not self._may_be_absurd(slot)
            if asked and slot.given is not TRUE:
                yield slot.given, TRUE

    def complete(self, slots: Iterable[Slot]) -> Formula:
        """Say where every fact is given that can be given, and that says something if not."""
        asked = (s for s in slots if s.fact.name not in self._free)
        return every(*(some(s.given, negated(s.there), self._is_absurd(s)) for s in asked))

    def _may_be_absurd(self, slot: Slot) -> bool:
        choice = slot.fact.type.kind is Kind.CHOICE
        return choice and any(slot.key in keys for _, keys in self._constraints)

    def _is_absurd(self, slot: Slot) -> Formula:
        """Say where a choice cannot be given: each of its values would break a constraint."""
        if slot.key not in self._absurd:
            tied = [c for c, keys in self._constraints if slot.key in keys]
            ways = slot.fact.type.values if self._may_be_absurd(slot) else ()
            each = (some(*(negated(_with(c, slot, way)) for c in tied)) for way in ways)
            self._absurd[slot.key] = every(*each) if ways else FALSE
        return self._absurd[slot.key]


def _with(formula: Formula, slot: Slot, way: str) -> Formula:
    """Give a formula as it is where a choice is given."""
    code = z3.IntVal(slot.world.code(way))
    return z3.substitute(formula, (slot.given, TRUE), (slot.value.code, code))
