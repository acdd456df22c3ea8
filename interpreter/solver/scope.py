"""Names as formulas: facts, definitions, standards and readings as on an award's event date."""

from __future__ import annotations

from datetime import date

from interpreter.language.tree import Apply, Expression, Literal, Node
from interpreter.policy.model import Award, Standard, Version, Window
from interpreter.solver import days
from interpreter.solver.meaning import MEANING, either
from interpreter.solver.terms import FALSE, NEVER_KNOWN, TRUE, Term, Word, every, said
from interpreter.solver.world import World


class Scope:
    """The names of any case; with an award, standards are those of its event date."""

    def __init__(self, world: World, award: Award | None = None, event: Term | None = None) -> None:
        self._world = world
        self._found: dict[str, Term] = {}
        self.event = self._counted_on = event
        start, end = world.policy.in_force
        self._found["in_force_from"] = world.constant(start)
        self._found["in_force_to"] = world.constant(end)
        if award is not None:
            self._found["award"] = world.constant(award.cited.name)

    def count_on(self, day: Term) -> None:
        """Let the award count on another day than its event."""
        self._counted_on = day

    def lower(self, expression: Expression) -> Term:
        """Give an expression of the policy as formulas over all cases."""
        return self._lower(expression.root)

    def _lower(self, node: Node) -> Term:
        if isinstance(node, Literal):
            return self._world.constant(node.value)
        if isinstance(node, Apply):
            arguments = [self._lower(argument) for argument in node.arguments]
            return MEANING[node.operator](self._world, *arguments)
        if node.id not in self._found:
            self._found[node.id] = self._name(node.id)
        return self._found[node.id]

    def _name(self, name: str) -> Term:
        policy = self._world.policy
        if name in ("event", "counted_on"):
            return (self.event if name == "event" else self._counted_on) or NEVER_KNOWN
        if name in policy.definitions:
            return self.lower(policy.definitions[name].expression)
        if name in policy.standards:
            return self._standard(policy.standards[name])
        return self._reading(name) if name in policy.readings else self._world.fact(name)

    def on_or_after(self, day: date) -> Term:
        """Say where the event is a day or later."""
        if self.event is None or self.event.value is None:
            return NEVER_KNOWN
        return Term(self.event.known, said(self.event.value.ordered >= days.of(day).ordered))

    def governed(self, window: Window) -> Term:
        """Say where the event lies in a window of days."""
        if window.start is None and window.end is None:
            return Term(TRUE, TRUE)
        if self.event is None:
            return Term(TRUE, FALSE)
        start, end = window.start or date.min, window.end or date.max
        after = self.on_or_after(start)
        if after.value is None:
            return after
        before = said(self.event.value.ordered <= days.of(end).ordered)
        return Term(after.known, every(after.value, before))

    def _reading(self, name: str) -> Term:
        reading = self._world.policy.readings[name]
        option = self._world.constant(reading.chosen)
        for start, ruled in reading.rulings:
            after = self.on_or_after(start)
            if after.value is None:
                return NEVER_KNOWN
            option = either(after.value, self._world.constant(ruled), option)
        return NEVER_KNOWN if self.event is None else Term(self.event.known, option.value)

    def _standard(self, standard: Standard) -> Term:
        """Give a standard on the event date; one that never changes needs no date."""
        versions = standard.versions
        always = len(versions) == 1 and versions[0].end is None
        undated = self._row(standard, versions[0]) if always else NEVER_KNOWN
        if self.event is None or self.event.value is None:
            return undated
        found = NEVER_KNOWN
        for version in versions:
            begun = self.on_or_after(version.start).value
            governed = self.governed(Window(version.start, version.end)).value
            row = self._row(standard, version)
            ended = either(governed, row, NEVER_KNOWN)
            found = either(begun, ended, found)
        return either(self.event.known, found, undated)

    def _row(self, standard: Standard, version: Version) -> Term:
        world = self._world
        if not standard.by:
            return NEVER_KNOWN if version.value is None else world.constant(version.value)
        others = NEVER_KNOWN if version.otherwise is None else world.constant(version.otherwise)
        if not version.rows:
            return others
        key = self._world.fact(standard.by)
        assert isinstance(key.value, Word)
        found = others
        for word, number in version.rows:
            same = said(key.value.code == world.code(word))
            found = either(same, world.constant(number), found)
        return Term(every(key.known, found.known), found.value)


def scope_of(world: World, award: Award) -> Scope:
    """Give the names of any case for an award, standards as on its event date."""
    undated = Scope(world, award)
    if award.event is None:
        return undated
    dated = Scope(world, award, undated.lower(award.event))
    if award.counts_on is not None:
        dated.count_on(undated.lower(award.counts_on))
    return dated
