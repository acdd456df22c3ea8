"""A policy with its readings settled: an option that was not chosen leaves no trace.

Each expression is folded with the options decided by; conditions that then always hold
are left out, and what facts a rule reads is worked out again.  A reading that changes on
a day stays open, to be asked on each event date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from interpreter.language.folding import fold, is_true
from interpreter.language.tree import EARLIER, Expression, Literal, names_in
from interpreter.language.types import Kind
from interpreter.policy.law import Law
from interpreter.policy.model import (
    Award,
    Condition,
    Constraint,
    Definition,
    Exclusion,
    Finding,
    Limit,
    Payment,
    Policy,
    Target,
    Window,
)
from interpreter.policy.reach import award_expressions


@dataclass(frozen=True, slots=True)
class Twin:
    """A policy as loaded, and as settled by some readings: what another shares with it is taken."""

    loaded: Policy
    settled: Policy
    _names: dict[str, frozenset[str]] = field(default_factory=dict, compare=False)

    @property
    def known(self) -> Mapping[str, Literal]:
        """The options it was settled by."""
        return _known(self.loaded, self.settled.instead)

    def names_of(self, award: Award) -> frozenset[str]:
        """Give the names that an award of the policy as loaded uses."""
        name = award.cited.name
        if name not in self._names:
            used = (names_in(expression.root) for expression in award_expressions(award))
            self._names[name] = frozenset(n.removeprefix(EARLIER) for each in used for n in each)
        return self._names[name]


def settle(policy: Policy, readings: Mapping[str, str], twin: Twin | None = None) -> Policy:
    """Give the policy as decided by its chosen readings, or by `readings` instead of them.

    With a `twin` only what differs from it, or reads an option that does, is worked out.
    """
    instead = {
        name: option
        for name, option in readings.items()
        if policy.readings[name].chosen != option or policy.readings[name].rulings
    }
    settler = _Settler(policy, _known(policy, instead), twin if _alike(policy, twin) else None)
    return replace(
        policy,
        definitions=settler.definitions,
        constraints=tuple(settler.constraint(c) for c in policy.constraints),
        awards={n: settler.taken(n) or settler.award(a) for n, a in policy.awards.items()},
        limits=tuple(settler.limit(c) for c in policy.limits if settler.reaches(c.where)),
        exclusions=tuple(
            settler.exclusion(e) for e in policy.exclusions if settler.reaches(e.guard)
        ),
        findings={name: settler.finding(f) for name, f in policy.findings.items()},
        targets=tuple(settler.target(t) for t in policy.targets),
        laws=tuple(settler.law(law) for law in policy.laws),
        instead=instead,
        is_settled=True,
    )


def _known(policy: Policy, instead: Mapping[str, str]) -> dict[str, Literal]:
    """Give the options that hold on every day."""
    return {
        name: Literal(instead.get(name, reading.chosen))
        for name, reading in policy.readings.items()
        if name in instead or not reading.rulings
    }


def _alike(policy: Policy, twin: Twin | None) -> bool:
    """Say whether names mean the same in both before any definition is looked at."""
    if twin is None or policy.readings is not twin.loaded.readings:
        return False
    ours, theirs = policy.standards, twin.loaded.standards
    rows = ours is theirs or {n: s.by for n, s in ours.items()} == {
        n: s.by for n, s in theirs.items()
    }
    return rows and policy.facts.keys() == twin.loaded.facts.keys()


class _Settler:
    def __init__(
        self, policy: Policy, known: Mapping[str, Literal], twin: Twin | None = None
    ) -> None:
        self._policy = policy
        self._twin = twin
        self._known: dict[str, Literal] = dict(known)
        self._reads: dict[str, tuple[str, ...]] = {name: (name,) for name in policy.facts}
        self._reads |= {n: (s.by,) if s.by else () for n, s in policy.standards.items()}
        theirs = known if twin is None else twin.known
        self._differing = {n for n in policy.readings if known.get(n) != theirs.get(n)}
        self.definitions: dict[str, Definition] = {}
        for name in policy.definitions:
            self._define(name)

    def _define(self, name: str) -> None:
        """Settle a definition after those it needs."""
        if name in self.definitions:
            return
        definition = self._policy.definitions[name]
        names = names_in(definition.expression.root)
        for needed in names:
            if needed in self._policy.definitions:
                self._define(needed)
        differs = self._differing.intersection(n.removeprefix(EARLIER) for n in names)
        settled = None if differs else self._same_definition(name)
        settled = settled or self._definition(definition)
        self.definitions[name] = settled
        if isinstance(settled.expression.root, Literal) and settled.type.kind is Kind.BOOLEAN:
            self._known[name] = settled.expression.root
        self._reads[name] = settled.reads
        self._note_difference(name, settled)

    def _definition(self, definition: Definition) -> Definition:
        expression = self.expression(definition.expression)
        return replace(definition, expression=expression, reads=self.reads(expression))

    def _same_definition(self, name: str) -> Definition | None:
        if self._twin is None or self._policy.definitions[
            name
        ] is not self._twin.loaded.definitions.get(name):
            return None
        return self._twin.settled.definitions[name]

    def _note_difference(self, name: str, settled: Definition) -> None:
        """Note a definition by which those that use it may settle otherwise than in the twin."""
        if self._twin is None:
            return
        before = self._twin.settled.definitions.get(name)
        if before is settled:
            return
        ends = isinstance(settled.expression.root, Literal)
        if (
            before is None
            or ends
            or isinstance(before.expression.root, Literal)
            or before.reads != settled.reads
        ):
            self._differing.add(name)

    def taken(self, name: str) -> Award | None:
        """Give an award as the twin settled it, where it would settle the same here."""
        award = self._policy.awards[name]
        if self._twin is None or award is not self._twin.loaded.awards.get(name):
            return None
        differs = self._differing.intersection(self._twin.names_of(award))
        return None if differs else self._twin.settled.awards[name]

    def expression(self, expression: Expression) -> Expression:
        root = fold(expression.root, self._known)
        return expression if root is expression.root else replace(expression, root=root)

    def maybe(self, expression: Expression | None) -> Expression | None:
        return None if expression is None else self.expression(expression)

    def reads(self, *expressions: Expression | None) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for expression in expressions:
            for name in names_in(expression.root) if expression else ():
                found.update(dict.fromkeys(self._reads.get(name, ())))
        return tuple(found)

    def reaches(self, guard: Expression | None) -> bool:
        """A rule whose guard can no longer hold is left out."""
        settled = self.maybe(guard)
        if settled is None or not isinstance(settled.root, Literal):
            return True
        return bool(settled.root.value)

    def constraint(self, constraint: Constraint) -> Constraint:
        return replace(constraint, expression=self.expression(constraint.expression))

    def condition(self, condition: Condition, dates: Mapping[str, Expression | None]) -> Condition:
        expression = self.expression(condition.expression)
        names = names_in(expression.root)
        names = (*names, "event") if condition.window != Window() else names
        also = (date for name, date in dates.items() if name in names)
        reads = self.reads(expression, *also)
        return replace(condition, expression=expression, reads=reads)

    def award(self, award: Award) -> Award:
        event, counts_on = self.maybe(award.event), self.maybe(award.counts_on)
        dates = {"event": event, "counted_on": counts_on or event}
        settled = [self.condition(c, dates) for c in award.conditions]
        asked = [c for c in settled if not is_true(c.expression.root)]
        always = (c for c in settled if is_true(c.expression.root) and c.window == Window())
        silent = {r for c in always for r in c.readings}
        readings = tuple(sorted({*award.cited.readings, *silent}))
        return replace(
            award,
            cited=replace(award.cited, readings=readings),
            payee=self.expression(award.payee),
            event=event,
            counts_on=counts_on,
            applies=self.condition(award.applies, dates),
            conditions=tuple(asked),
            payment=self.payment(award.payment),
        )

    def payment(self, payment: Payment) -> Payment:
        formula, times = self.expression(payment.formula), self.maybe(payment.times)
        bounds = tuple(self.expression(b) for b in payment.bounds)
        reads = self.reads(formula, *bounds, times)
        return replace(payment, formula=formula, bounds=bounds, times=times, reads=reads)

    def limit(self, limit: Limit) -> Limit:
        where, matches = self.maybe(limit.where), self.maybe(limit.matches)
        keys = tuple(self.expression(k) for k in limit.keys)
        at_most = self.expression(limit.at_most)
        reads = self.reads(*keys, where, matches, at_most)
        where, matches = _unless_true(where), _unless_true(matches)
        settled = replace(limit, where=where, matches=matches, keys=keys, at_most=at_most)
        return replace(settled, reads=reads)

    def exclusion(self, exclusion: Exclusion) -> Exclusion:
        sides = tuple(
            replace(side, where=_unless_true(self.maybe(side.where)))
            for side in exclusion.sides
            if self.reaches(side.where)
        )
        keys = tuple(self.expression(k) for k in exclusion.keys)
        guard = _unless_true(self.maybe(exclusion.guard))
        return replace(exclusion, guard=guard, keys=keys, sides=sides)

    def law(self, law: Law) -> Law:
        settled: Law = self._settled(law)
        return settled

    def _settled(self, value: Any) -> Any:
        """Give a value with every expression in it settled."""
        if isinstance(value, Expression):
            return self.expression(value)
        if isinstance(value, tuple):
            return tuple(self._settled(v) for v in value)
        if is_dataclass(value) and not isinstance(value, type):
            inner = {f.name: self._settled(getattr(value, f.name)) for f in fields(value)}
            return replace(value, **inner)
        return value

    def finding(self, finding: Finding) -> Finding:
        return replace(
            finding,
            applies=self.condition(finding.applies, {}),
            holds=self.condition(finding.holds, {}),
            values=tuple((name, self.expression(e)) for name, e in finding.values),
        )

    def target(self, target: Target) -> Target:
        progress = target.progress
        if progress is None:
            return target
        each = self.maybe(progress.each)
        heads = tuple((name, self.expression(e)) for name, e in progress.heads)
        columns = tuple((n, replace(m, where=self.maybe(m.where))) for n, m in progress.columns)
        asked = self.reads(each, *(e for _, e in heads), *(m.where for _, m in columns))
        reads = tuple(dict.fromkeys([*([progress.row] if progress.row else []), *asked]))
        settled = replace(progress, each=each, heads=heads, columns=columns, reads=reads)
        return replace(target, progress=settled)


def _unless_true(expression: Expression | None) -> Expression | None:
    return None if expression is None or is_true(expression.root) else expression
