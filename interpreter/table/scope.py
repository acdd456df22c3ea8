"""Names and what they give in every row: facts, definitions, standards on the event date.

What no event date and no award can change is worked out once for all awards; what only the
date changes, once for all awards with the same event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction

import polars as pl

from interpreter.evaluation.program import UNDATED
from interpreter.language.tree import Expression, Node, names_in
from interpreter.policy.model import Award, Number, Policy, Reading, Standard, Version, Window
from interpreter.policy.reach import names_through
from interpreter.policy.versions import numbers_of
from interpreter.table import figures
from interpreter.table.branches import pick, same
from interpreter.table.lowering import lower
from interpreter.table.plan import Plan
from interpreter.table.truths import NO, YES, both, unknown
from interpreter.table.values import (
    Bound,
    Day,
    Nothing,
    Told,
    Truth,
    Value,
    Waits,
    Word,
    constant,
    number,
)
from interpreter.table.words import text_of

DATED = ("event", "counted_on")
AWARD = "award"


class Scope(dict[str, Value]):
    """Values by name for all rows.

    `own` are the names that mean something else here than in the scope below; all others
    are asked there, so that they are worked out once.
    """

    def __init__(
        self, policy: Policy, plan: Plan, below: Scope | None, own: frozenset[str]
    ) -> None:
        super().__init__()
        self.policy = policy
        self.plan = plan
        self._below = below
        self._own = own
        self._values: dict[Node, Value] = {}
        self.award = ""
        self.paid: Mapping[str, Value] = below.paid if below is not None else {}
        self.event: Day | None = below.event if below is not None else None

    def __missing__(self, name: str) -> Value:
        if self._below is not None and name not in self._own:
            return self._below[name]
        value = self.plan.hold(self._value(name))
        self[name] = value
        return value

    def _value(self, name: str) -> Value:
        policy = self.policy
        if name in policy.definitions:
            return self._defined(name)
        if name in policy.standards:
            return _standard(self, policy.standards[name], self.event)
        if name in policy.readings:
            return _reading(policy.readings[name], self.event)
        return Nothing(pl.lit(None), lambda: {UNDATED: pl.lit(True)})

    def _defined(self, name: str) -> Value:
        """Give a definition; of a record that was cut, what was paid instead."""
        value = lower(self.policy.definitions[name].expression.root, self, self.plan)
        paid = self.paid.get(name)
        return value if paid is None else pick([(paid.known, paid), (pl.lit(True), value)])

    def value(self, expression: Expression) -> Value:
        """Give the value of an expression of the policy, worked out once per scope it needs."""
        used = names_in(expression.root)
        if self._below is not None and not self._own.intersection(used):
            return self._below.value(expression)
        found = self._values.get(expression.root)
        if found is None:
            found = self._values[expression.root] = lower(expression.root, self, self.plan)
        return found

    def with_(self, names: Mapping[str, Value]) -> Scope:
        """Give a scope in which some names have other values, and all that is made of them."""
        scope = Scope(self.policy, self.plan, self, using(self.policy, names))
        scope.update(names)
        return scope

    def governed(self, window: Window) -> Truth:
        """Say whether the event lies in a window of days."""
        if window == Window():
            return Truth(YES)
        if self.event is None:
            return Truth(NO)
        inside = YES
        for day, way in ((window.start, "ge"), (window.end, "le")):
            if day is not None:
                inside = both(inside, getattr(self.event.expr, way)(pl.lit(day)))
        return Truth(self.plan.keep(inside, sure=self.event.sure), self.event.waits)


def using(policy: Policy, names: Iterable[str]) -> frozenset[str]:
    """Give the definitions, standards and readings that use some names, and these."""
    sought = set(names)
    found = {n for n, s in policy.standards.items() if s.by in sought}
    return frozenset(sought | found | _made_of(policy, sought | found))


def _made_of(policy: Policy, sought: set[str]) -> set[str]:
    each = policy.definitions.items()
    return {n for n, d in each if sought.intersection(names_through([d.expression], policy))}


class Scopes:
    """The scopes of one side, cases or records: one for each award, sharing all they can."""

    def __init__(
        self,
        policy: Policy,
        plan: Plan,
        facts: Mapping[str, Value],
        paid: Mapping[str, Value] | None = None,
    ) -> None:
        self.policy = policy
        self.base = Scope(policy, plan, None, frozenset())
        self.base.paid = paid or {}
        self.base.update({name: plan.hold(value) for name, value in facts.items()})
        first, last = policy.in_force
        self.base.update(in_force_from=constant(first), in_force_to=constant(last))
        self._of_awards: dict[str, Scope] = {}
        self._dated: dict[tuple[Node | None, Node | None], Scope] = {}
        open_ = [n for n, r in policy.readings.items() if r.rulings]
        dated = using(policy, [*DATED, *policy.standards, *open_])
        self._own = dated | frozenset((*policy.standards, *open_))
        self._own_of_award = using(policy, [AWARD])

    def of(self, award: Award) -> Scope:
        """Give the scope of an award, standards as on its event date."""
        name = award.cited.name
        if name not in self._of_awards:
            below = self._on(award.event, award.counts_on)
            scope = Scope(self.policy, below.plan, below, self._own_of_award)
            scope[AWARD] = constant(name)
            scope.award = name
            self._of_awards[name] = scope
        return self._of_awards[name]

    def _on(self, event: Expression | None, counts_on: Expression | None) -> Scope:
        if event is None:
            return self.base
        key = (event.root, None if counts_on is None else counts_on.root)
        if key not in self._dated:
            scope = Scope(self.policy, self.base.plan, self.base, self._own)
            # Which day it is may depend on standards that are the same on every day.
            day = _day(self.base.value(event))
            counted = day if counts_on is None else _day(self.base.value(counts_on))
            scope.event = day
            scope.update(event=day, counted_on=counted)
            self._dated[key] = scope
        return self._dated[key]


def _day(value: Value) -> Day:
    return value if isinstance(value, Day) else Day(pl.lit(None, dtype=pl.Date), value.waits)


# Standards and readings in time


def _standard(scope: Scope, standard: Standard, event: Day | None) -> Value:
    """Give a standard as on the event date, or as on any day where it never changes."""
    rows = [(version, _row(scope, standard, version)) for version in standard.versions]
    always = rows[0][1] if len(rows) == 1 and standard.versions[0].end is None else None
    if event is None:
        return always if always is not None else _undated(standard, lambda: {UNDATED: pl.lit(True)})
    undated = always if always is not None else _undated(standard, event.waits)
    branches = [(_in_force(event, version), row) for version, row in reversed(rows)]
    none = _without_version(standard, event)
    return pick([*branches, (unknown(event.expr), undated), (YES, none)])


def _in_force(event: Day, version: Version) -> pl.Expr:
    begun = event.expr >= pl.lit(version.start)
    return begun if version.end is None else begun & (event.expr <= pl.lit(version.end))


def _undated(standard: Standard, waits: Callable[[], Waits]) -> Value:
    """Give a standard on a day that is not known: between all it ever was."""
    if isinstance(standard.versions[0].value, date):
        return Day(pl.lit(None, dtype=pl.Date), waits)
    return _between((n for v in standard.versions for n in numbers_of(v)), waits)


def _between(numbers: Iterable[Number], waits: Callable[[], Waits]) -> Value:
    ends = sorted(Fraction(n) for n in numbers)

    def end(value: Fraction) -> Bound:
        return lambda: figures.constant(value)

    if not ends:
        return number(figures.nothing(), waits)
    return number(figures.nothing(), waits, end(ends[0]), end(ends[-1]))


def _without_version(standard: Standard, event: Day) -> Value:
    """Give the unknown on a day that no version governs, and say why."""
    name, last = standard.cited.name, standard.versions[-1]
    day = event.expr.dt.to_string("%Y-%m-%d")
    why = (
        pl.when(event.expr < pl.lit(standard.versions[0].start))
        .then(pl.lit("尚未开始"))
        .when(event.expr >= pl.lit(last.start))
        .then(pl.lit("已经结束"))
        .otherwise(pl.lit("处于空档"))
    )
    told = Told(f"{name} 期外", pl.format("{}（{} {}）", pl.lit(name), day, why))

    def waits() -> Waits:
        return {told: event.known}

    if isinstance(last.value, date):
        return Day(pl.lit(None, dtype=pl.Date), waits)
    return number(figures.nothing(), waits)


def _row(scope: Scope, standard: Standard, version: Version) -> Value:
    if not standard.by:
        return constant(version.value) if version.value is not None else Nothing(pl.lit(None))
    if not version.rows and version.otherwise is not None:
        return constant(version.otherwise)
    key = scope[standard.by]
    assert isinstance(key, Word)
    known = [(same(key, constant(word)), constant(value)) for word, value in version.rows]
    if key.words is not None and {word for word, _ in version.rows} >= {*key.words}:
        known[-1] = (key.known, known[-1][1])  # there is no other word
    other = _no_row(standard, key) if version.otherwise is None else constant(version.otherwise)
    on_any = _between(numbers_of(version), key.waits)
    if version.otherwise is not None and len(set(numbers_of(version))) == 1:
        return constant(version.otherwise)  # every row says the same
    return pick([*known, (key.known, other), (YES, on_any)])


def _no_row(standard: Standard, key: Word) -> Value:
    text = pl.format("{}（{}）", pl.lit(standard.cited.name), text_of(key))
    told = Told(f"{standard.cited.name} 行外", text)
    return number(figures.nothing(), lambda: {told: key.known})


def _reading(reading: Reading, event: Day | None) -> Value:
    """Give the option a reading has on the event date."""
    if event is None:
        return Word(pl.lit(None, dtype=pl.String), lambda: {UNDATED: pl.lit(True)})
    branches = [(event.expr >= pl.lit(day), constant(option)) for day, option in reading.rulings]
    waiting = Word(pl.lit(None, dtype=pl.UInt8), event.waits, ())
    chosen = constant(reading.chosen)
    return pick([*reversed(branches), (event.known, chosen), (YES, waiting)])
