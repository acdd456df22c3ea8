"""Values worth trying for a fact: every option, and numbers and days on both sides of a threshold.

The thresholds are the policy's own: standards, literals and days that an expression reads
beside the fact, and the other dates and numbers of the case it is tried in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeGuard

from interpreter.language.calendar import add_days, add_years
from interpreter.language.checker import read_date
from interpreter.language.tree import Expression, Literal, names_in, walk
from interpreter.language.types import Kind
from interpreter.policy.model import Fact, Policy
from interpreter.policy.reach import expressions, names_through
from interpreter.policy.values import BadValue, read_value
from interpreter.policy.versions import numbers_of

OTHER_TEXT = "另一个"


class Boundaries:
    """The thresholds of a policy by fact, worked out once."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._literals: dict[str, dict[object, None]] = {name: {} for name in policy.facts}
        self._beside: dict[str, dict[str, None]] = {name: {} for name in policy.facts}
        for expression in expressions(policy):
            self._note(expression)
        for standard in policy.standards.values():
            keys = [key for version in standard.versions for key, _ in version.rows]
            self._literals.get(standard.by, {}).update(dict.fromkeys(keys))
        self._days = tuple(_days_of(policy))

    def _note(self, expression: Expression) -> None:
        """What one expression reads together, through definitions and standards, is compared."""
        names = names_through([expression], self._policy)
        facts = [name for name in names if name in self._policy.facts]
        own = [name for name in names_in(expression.root) if name in self._policy.facts]
        values = list(self._values_of(expression, names))
        for fact in facts:
            self._literals[fact].update(dict.fromkeys(values))
            self._beside[fact].update(dict.fromkeys(n for n in (*own, *facts) if n != fact))

    def _values_of(self, expression: Expression, names: Iterable[str]) -> Iterator[object]:
        roots = [expression.root]
        for name in names:
            if name in self._policy.definitions:
                roots.append(self._policy.definitions[name].expression.root)
            elif name in self._policy.standards:
                for version in self._policy.standards[name].versions:
                    yield from numbers_of(version)
        for node in (n for root in roots for n in walk(root)):
            if isinstance(node, Literal):
                yield from node.value if isinstance(node.value, tuple) else (node.value,)

    def values(self, name: str, facts: Mapping[str, Any]) -> tuple[object, ...]:
        """Give the raw values to try for a fact in a case with these raw facts.

        The likeliest to matter first, not given (None) last; never the value it has.
        """
        fact = self._policy.facts[name]
        tried = dict.fromkeys(_frozen(v) for v in _PROPOSED[fact.type.kind](self, fact, facts))
        tried.pop(_frozen(facts.get(name)), None)
        valid = [_thawed(value) for value in tried if _is_valid(fact, _thawed(value))]
        return (*valid, None) if facts.get(name) is not None else tuple(valid)

    def _booleans(self, _fact: Fact, _facts: Mapping[str, Any]) -> Iterator[object]:
        yield from (True, False)

    def _choices(self, fact: Fact, _facts: Mapping[str, Any]) -> Iterator[object]:
        yield from fact.type.values

    def _sets(self, fact: Fact, facts: Mapping[str, Any]) -> Iterator[object]:
        """Give sets with one value more or less, single values, and the empty set."""
        held = list(facts.get(fact.name) or ())
        named = [v for v in fact.type.values if v in self._literals[fact.name]]
        yield from ([v] for v in named)
        yield from ([h for h in held if h != v] for v in held)
        yield from ([*held, v] for v in named if v not in held)
        yield from ([], list(fact.type.values[:1]))

    def _texts(self, fact: Fact, _facts: Mapping[str, Any]) -> Iterator[object]:
        yield from (v for v in self._literals[fact.name] if isinstance(v, str))
        yield fact.typical
        yield f"{OTHER_TEXT}{fact.name}"

    def _numbers(self, fact: Fact, facts: Mapping[str, Any]) -> Iterator[object]:
        step = Fraction(1, 10 ** (fact.type.places or 0))
        near = (*self._literals[fact.name], *(facts.get(n) for n in self._beside[fact.name]))
        for threshold in (Fraction(v) for v in near if _is_number(v)):
            yield from (_raw(threshold + by) for by in (0, -step, step))
        yield from (_raw(end) for end in (fact.minimum, fact.maximum) if _is_number(end))
        yield from (fact.typical, *(_raw(v) for v in range(1, 4)))

    def _dates(self, fact: Fact, facts: Mapping[str, Any]) -> Iterator[object]:
        """Give the days of the policy and of the case, the days around them, a year on and back."""
        stated = [read_date(v) for v in facts.values() if isinstance(v, str)]
        own = read_date(str(facts.get(fact.name)))
        for day in dict.fromkeys((own, *stated, *self._days)):
            if day is not None:
                yield from (add_days(day, by).isoformat() for by in (0, -1, 1))
        for day in dict.fromkeys(d for d in (own, *stated) if d is not None):
            for years in (1, -1):
                other = add_years(day, years)
                yield from (add_days(other, by).isoformat() for by in (0, -1, 1))
            yield day.replace(day=1).isoformat()
        yield fact.typical if isinstance(fact.typical, str) else str(fact.typical)


def _days_of(policy: Policy) -> Iterator[date]:
    """Give the days on which something begins or ends."""
    yield from (*policy.in_force, policy.issued)
    for standard in policy.standards.values():
        yield from (version.start for version in standard.versions)
    for node in (n for e in expressions(policy) for n in walk(e.root)):
        if isinstance(node, Literal) and isinstance(node.value, date):
            yield node.value
    conditions = [c for award in policy.awards.values() for c in award.conditions]
    for window in (*(c.window for c in conditions), *(m.window for m in policy.limits)):
        yield from (day for day in (window.start, window.end) if day is not None)


def _is_number(value: object) -> TypeGuard[int | Fraction | Decimal]:
    return isinstance(value, int | Fraction | Decimal) and not isinstance(value, bool)


def _raw(number: int | Fraction | Decimal) -> int | Decimal:
    """Give a number as a case writes it."""
    value = Fraction(number)
    if value.denominator == 1:
        return int(value)
    return Decimal(value.numerator) / Decimal(value.denominator)


def _is_valid(fact: Fact, value: object) -> bool:
    try:
        read_value(fact, value)
    except BadValue:
        return False
    return True


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list | tuple) else value


def _thawed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


Propose = Callable[[Boundaries, Fact, Mapping[str, Any]], Iterator[object]]
_PROPOSED: dict[Kind, Propose] = {
    Kind.BOOLEAN: Boundaries._booleans,
    Kind.CHOICE: Boundaries._choices,
    Kind.SET: Boundaries._sets,
    Kind.TEXT: Boundaries._texts,
    Kind.NUMBER: Boundaries._numbers,
    Kind.DATE: Boundaries._dates,
}
