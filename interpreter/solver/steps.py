"""One step of a number or day further on: the next day, or month, or one more of it.

Of figures with several decimal places a step is a whole one and only whole figures are looked
at: a 元, a month, a year.  A day that is always the first of its month goes on by a month.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import z3

from interpreter.language.calendar import add_days, add_months
from interpreter.language.types import Kind
from interpreter.policy.model import Amount
from interpreter.solver import days
from interpreter.solver.cases import Cases
from interpreter.solver.days import Day
from interpreter.solver.slots import Slot
from interpreter.solver.terms import Formula, every
from interpreter.solver.twins import Twin, primed, unknowns_of


class Steps(Twin):
    """The case one step of a fact further on.

    `there`: where there is this one and the next one.
    """

    def __init__(self, slot: Slot, valid: Sequence[Formula], *, monthly: bool = False) -> None:
        self.slot, self.monthly = slot, monthly
        self._by = 1 if isinstance(slot.value, Day) else _by(slot.value.below)
        super().__init__([*_moved(slot.value, self._by, monthly), *_worked_out(slot)])
        twins = (self.of(formula) for formula in valid)
        beyond = [twin for f, twin in zip(valid, twins, strict=True) if not f.eq(twin)]
        self.there: Formula = every(slot.given, *beyond)

    def after(self, value: Amount, steps: int = 1) -> Amount:
        """Give a value so many steps further on."""
        if isinstance(value, date):
            shift = add_months if self.monthly else add_days
            return shift(value, steps)
        moved = Fraction(value) + Fraction(self._by * steps, self.slot.value.below)
        return int(moved) if self.slot.fact.type.whole else moved


def steps_of(slot: Slot, cases: Cases, valid: Sequence[Formula]) -> Steps | None:
    """Give the steps of a fact, None where it has none in any valid case.

    Raises Unsettled.
    """
    daily = Steps(slot, valid)
    if cases.possible(daily.there):
        return daily
    monthly = Steps(slot, valid, monthly=True) if isinstance(slot.value, Day) else None
    return monthly if monthly is not None and cases.possible(monthly.there) else None


def whole(slot: Slot) -> Iterator[tuple[Any, Any]]:
    """Give the unknown of a figure that only whole ones are looked at of, with what it is."""
    if slot.fact.type.kind is Kind.NUMBER and (by := _by(slot.value.below)) > 1:
        yield slot.value.above, by * z3.Int(f"{slot.key}·整")


def _by(below: int) -> int:
    return below if below > 10 else 1


def _moved(value: Any, by: int, monthly: bool) -> Iterator[tuple[Any, Any]]:
    if not isinstance(value, Day):
        yield value.above, value.above + by
        return
    after = days.add_months(value, 1, (0, 1)) if monthly else days.next_day(value)
    yield from ((value.year, after.year), (value.month, after.month), (value.date, after.date))


def _worked_out(slot: Slot) -> Iterator[tuple[Any, Any]]:
    """Give other days for those worked out from a number, and others again two steps on."""
    for day, _ in slot.world.counted:
        for unknown in unknowns_of(day):
            yield unknown, primed(unknown)
            yield primed(unknown), primed(primed(unknown))
