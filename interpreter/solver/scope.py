"""Names as formulas: facts, definitions, standards and readings as on an award's event date.

What no event date and no award can change is worked out once for all awards; what only the
date changes, once for all awards with the same event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from interpreter.language.tree import Apply, Expression, Literal, Node, names_in
from interpreter.policy.model import Award, Number, Policy, Reading, Standard, Version, Window
from interpreter.policy.reach import names_through
from interpreter.policy.versions import numbers_of
from interpreter.solver import days
from interpreter.solver.bounds import bounded, choose
from interpreter.solver.facts import Facts
from interpreter.solver.meaning import MEANING, either
from interpreter.solver.terms import (
    ALWAYS,
    FALSE,
    NEVER_KNOWN,
    TRUE,
    Formula,
    Term,
    Word,
    every,
    negated,
    said,
)
from interpreter.solver.world import World

DATED = ("event", "counted_on")
AWARD = "award"


def lower(node: Node, names: Callable[[str], Term], world: World) -> Term:
    """Give a checked tree as formulas, its names as they are given."""
    if isinstance(node, Literal):
        return world.constant(node.value)
    if not isinstance(node, Apply):
        return names(node.id)
    arguments = [lower(argument, names, world) for argument in node.arguments]
    found = MEANING[node.operator](world, *arguments)
    return bounded(node.operator, world, found, arguments)


class Scope:
    """The terms of names in any case, or of an earlier award.

    `own` are the names that mean something else here than in the scope below; all others
    are asked there, so that they are worked out once.
    """

    def __init__(
        self,
        world: World,
        policy: Policy,
        facts: Facts,
        uses: Uses,
        below: Scope | None = None,
        own: frozenset[str] = frozenset(),
    ) -> None:
        self.world = world
        self.policy = policy
        self.facts = facts
        self._uses = uses
        self.award = ""
        self.event: Term | None = below.event if below is not None else None
        self._below = below
        self._own = own
        self._assumed: frozenset[str] = frozenset() if below is None else below._assumed
        self._found: dict[str, Term] = {}
        self._values: dict[Node, Term] = {}

    def __getitem__(self, name: str) -> Term:
        if name not in self._found:
            if self._below is not None and name not in self._own:
                return self._below[name]
            self._found[name] = self._name(name)
        return self._found[name]

    def put(self, names: Mapping[str, Term]) -> None:
        """Let names have these terms here."""
        self._found.update(names)

    def lower(self, expression: Expression) -> Term:
        """Give an expression of the policy as formulas, worked out once per scope it needs."""
        if self._below is not None and self._own.isdisjoint(names_in(expression.root)):
            return self._below.lower(expression)
        found = self._values.get(expression.root)
        if found is None:
            found = lower(expression.root, self.__getitem__, self.world)
            self._values[expression.root] = found
        return found

    def read(self, asked: Expression | str) -> Term:
        """Give an expression, or a name."""
        return self[asked] if isinstance(asked, str) else self.lower(asked)

    def assuming(self, names: Mapping[str, Term]) -> Scope:
        """Give a scope in which some names have other terms, and all that is made of them."""
        taken = self._uses.of(names) - (self._assumed - names.keys())
        scope = Scope(self.world, self.policy, self.facts, self._uses, self, taken)
        scope.put(names)
        scope._assumed |= names.keys()
        return scope

    def _name(self, name: str) -> Term:
        policy = self.policy
        if name in policy.definitions:
            return self.lower(policy.definitions[name].expression)
        if name in policy.standards:
            return self._standard(policy.standards[name])
        if name in policy.readings:
            return self._reading(policy.readings[name])
        return self.facts.fact(name) if name in policy.facts else NEVER_KNOWN

    def on_or_after(self, day: date) -> Term:
        """Say where the event is a day or later."""
        if self.event is None or self.event.value is None:
            return NEVER_KNOWN
        return Term(self.event.known, negated(self.event.value.is_before(days.of(day))))

    def governed(self, window: Window) -> Term:
        """Say where the event lies in a window of days."""
        if window.start is None and window.end is None:
            return ALWAYS
        if self.event is None:
            return Term(TRUE, FALSE)
        start, end = window.start or date.min, window.end or date.max
        after = self.on_or_after(start)
        if after.value is None:
            return after
        before = negated(days.of(end).is_before(self.event.value))
        return Term(after.known, every(after.value, before))

    def in_version(self, standard: Standard, version: Version) -> Formula:
        """Say where the event surely lies in the days of a version, before the next one begins."""
        later = (v for v in standard.versions if v.start > version.start)
        before = (negated(self.on_or_after(v.start).holds) for v in later)
        return every(self.governed(Window(version.start, version.end)).holds, *before)

    def _reading(self, reading: Reading) -> Term:
        """Give the option a reading has on the event date."""
        option = self.world.constant(reading.chosen)
        for start, ruled in reading.rulings:
            after = self.on_or_after(start)
            if after.value is None:
                return NEVER_KNOWN
            option = either(after.value, self.world.constant(ruled), option)
        return NEVER_KNOWN if self.event is None else Term(self.event.known, option.value)

    def _standard(self, standard: Standard) -> Term:
        """Give a standard on the event date, or as on any day where it never changes."""
        versions = standard.versions
        always = len(versions) == 1 and versions[0].end is None
        if always:
            undated = self._row(standard, versions[0])
        else:
            undated = self._between(n for v in versions for n in numbers_of(v))
        if self.event is None or self.event.value is None:
            return undated
        found = NEVER_KNOWN
        for version in versions:
            begun = self.on_or_after(version.start).value
            governed = self.governed(Window(version.start, version.end)).value
            row = self._row(standard, version)
            ended = choose(governed, row, NEVER_KNOWN)
            found = choose(begun, ended, found)
        return choose(self.event.known, found, undated)

    def _between(self, numbers: Iterable[Number]) -> Term:
        """Give an unknown that lies between some written numbers."""
        exact = sorted(numbers)
        if not exact:
            return NEVER_KNOWN
        low, high = self.world.constant(exact[0]), self.world.constant(exact[-1])
        return Term(FALSE, None, lambda: (low, high))

    def _row(self, standard: Standard, version: Version) -> Term:
        world = self.world
        if not standard.by:
            return NEVER_KNOWN if version.value is None else world.constant(version.value)
        others = NEVER_KNOWN if version.otherwise is None else world.constant(version.otherwise)
        if not version.rows:
            return others
        if version.otherwise is not None and len(set(numbers_of(version))) == 1:
            return others  # every row says the same
        key = self[standard.by]
        unknown = self._between(numbers_of(version))
        if key.value is None:
            return unknown
        assert isinstance(key.value, Word)
        found = others
        for word, number in version.rows:
            same = said(key.value.code == world.code(word))
            found = either(same, world.constant(number), found)
        return choose(key.known, found, unknown)


class Uses:
    """Which names of a policy are made of which: worked out once for all its scopes."""

    def __init__(self, policy: Policy) -> None:
        self._rows = {name: standard.by for name, standard in policy.standards.items()}
        each = policy.definitions.items()
        self._made = {n: frozenset(names_through([d.expression], policy)) for n, d in each}

    def of(self, names: Iterable[str]) -> frozenset[str]:
        """Give the definitions and standards that use some names, and these."""
        sought = set(names)
        sought |= {name for name, by in self._rows.items() if by in sought}
        return frozenset(sought | {n for n, used in self._made.items() if sought & used})


class Scopes:
    """The scopes of a case, or of an earlier award: one for each award, sharing all they can."""

    def __init__(
        self, world: World, policy: Policy, facts: Facts, uses: Uses | None = None
    ) -> None:
        self._policy = policy
        self.uses = uses or Uses(policy)
        self.base = Scope(world, policy, facts, self.uses)
        first, last = policy.in_force
        ends = {"in_force_from": world.constant(first), "in_force_to": world.constant(last)}
        self.base.put(ends)
        self._of_awards: dict[str, Scope] = {}
        self._dated: dict[tuple[Node, Node | None], Scope] = {}
        self._own = self.uses.of([*DATED, *policy.standards, *policy.readings])
        self._own_of_award = self.uses.of([AWARD])

    def of(self, award: Award) -> Scope:
        """Give the scope of an award, standards as on its event date."""
        name = award.cited.name
        if name not in self._of_awards:
            below = self._on(award)
            own = self._own_of_award
            scope = Scope(below.world, self._policy, below.facts, self.uses, below, own)
            scope.award = name
            scope.put({AWARD: below.world.constant(name)})
            self._of_awards[name] = scope
        return self._of_awards[name]

    def _on(self, award: Award) -> Scope:
        base, event, counts_on = self.base, award.event, award.counts_on
        if event is None:
            return base
        key = (event.root, None if counts_on is None else counts_on.root)
        if key not in self._dated:
            scope = Scope(base.world, self._policy, base.facts, self.uses, base, self._own)
            # Which day it is may depend on standards that are the same on every day.
            scope.event = base.lower(event)
            counted = scope.event if counts_on is None else base.lower(counts_on)
            scope.put({"event": scope.event, "counted_on": counted})
            self._dated[key] = scope
        return self._dated[key]
