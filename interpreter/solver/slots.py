"""What a case is made of for the solver: each fact of it, or of an award granted earlier."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import z3

from interpreter.policy.model import Amount, Fact, Number
from interpreter.reference.unknown import Known
from interpreter.solver import days
from interpreter.solver.days import Day
from interpreter.solver.facts import Facts
from interpreter.solver.terms import TRUE, Chosen, Formula, Ratio, Whole, Word, every, negated, said
from interpreter.solver.world import World

BETWEEN = "·"  # what the solver's names are put together with
CLAIMS = "申领"


@dataclass(frozen=True, slots=True)
class Slot:
    """A fact of a case (`record` 0) or of one of the awards granted earlier, counted from 1.

    `there`: where there is such an award.
    """

    world: World
    facts: Facts
    fact: Fact
    record: int = 0

    @property
    def key(self) -> str:
        """The name that tells it from all others."""
        return mark(self.record) + self.fact.name

    @property
    def given(self) -> Formula:
        """Where it is given."""
        return self.facts.given[self.fact.name]

    @property
    def value(self) -> Any:
        """Its value wherever it is given."""
        return self.facts.unknown_value(self.fact.name)

    @property
    def there(self) -> Formula:
        """Where there is what it is a fact of."""
        return self.world.records[self.record - 1].present if self.record else TRUE

    @property
    def number(self) -> Whole:
        """The whole number that a number or day is told by."""
        return self.value.ordered if isinstance(self.value, Day) else self.value.above

    def number_at(self, value: Amount | None) -> int:
        """Give a number or day as such a whole number."""
        if isinstance(value, date):
            return int(days.of(value).ordered)
        assert value is not None
        return int(Fraction(value) * self.value.below)

    def value_at(self, number: int, way: int = 1) -> Amount:
        """Give the value with such a number; of days the next, or with `way` -1 the last before."""
        if isinstance(self.value, Day):
            return day_at(number, way)
        return number_of(self.fact, number, self.value.below)

    def same(self, value: Known | None) -> Formula:
        """Say where it has a value, None: where it is not given."""
        if value is None:
            return negated(self.given)
        return every(self.given, *_equal(self.world, self.value, value))

    def pins(self, value: Known | None) -> Iterator[tuple[Formula, Formula]]:
        """Give what each unknown of it is where it has a value, None: where it is not given."""
        if not (self.given.eq(TRUE)):
            yield self.given, z3.BoolVal(value is not None)
        if value is not None:
            yield from _pinned(self.world, self.value, value)


def mark(record: int) -> str:
    """Give what the names of an earlier award's facts begin with."""
    return f"既往{record}{BETWEEN}" if record else ""


def key_of(name: str, records: int) -> str:
    """Give the key of what an unknown of the solver belongs to."""
    first, *rest = name.split(BETWEEN)
    if rest and first in {mark(n + 1).removesuffix(BETWEEN) for n in range(records)}:
        return f"{first}{BETWEEN}{rest[0]}"
    return first


def slots_of(world: World) -> Iterator[Slot]:
    """Give the facts that were looked at so far, the case's own first, in the policy's order."""
    each = (world.case, *(earlier.facts for earlier in world.records))
    for record, facts in enumerate(each):
        given = facts.given
        yield from (Slot(world, facts, f, record) for n, f in world.facts.items() if n in given)


def _equal(world: World, found: Any, value: Known) -> Iterator[Formula]:
    if isinstance(found, Chosen):
        assert isinstance(value, frozenset)
        yield from (has if word in value else negated(has) for word, has in found.has.items())
    elif isinstance(found, Day):
        assert isinstance(value, date)
        day = days.of(value)
        yield from (found.year == day.year, found.month == day.month, found.date == day.date)
    elif isinstance(found, Ratio):
        assert isinstance(value, int | Fraction)
        yield said(found.above == int(Fraction(value) * found.below))
    elif isinstance(found, Word):
        yield said(found.code == world.code(str(value)))
    else:
        yield found if value else negated(found)


def day_at(ordered: int, way: int = 1) -> date:
    """Give the day with a number in the calendar of months of 31 days.

    A number that is no day gives the next one after it, or with `way` -1 the last before.
    """
    while True:
        months, day = divmod(ordered - 1, 31)
        with suppress(ValueError):
            return date(months // 12, months % 12 + 1, day + 1)
        ordered += way


def number_of(fact: Fact, above: int, below: int) -> Number:
    """Give a number as the fact holds it."""
    exact = Fraction(above, below)
    return int(exact) if fact.type.whole else exact


def _pinned(world: World, found: Any, value: Known) -> Iterator[tuple[Any, Any]]:
    if isinstance(found, Chosen):
        assert isinstance(value, frozenset)
        yield from ((has, z3.BoolVal(word in value)) for word, has in found.has.items())
    elif isinstance(found, Day):
        assert isinstance(value, date)
        day = days.of(value)
        parts = (found.year, day.year), (found.month, day.month), (found.date, day.date)
        yield from ((unknown, z3.IntVal(part)) for unknown, part in parts)
    elif isinstance(found, Ratio):
        assert isinstance(value, int | Fraction)
        yield found.above, z3.IntVal(int(Fraction(value) * found.below))
    elif isinstance(found, Word):
        yield found.code, z3.IntVal(world.code(str(value)))
    else:
        yield found, z3.BoolVal(bool(value))
