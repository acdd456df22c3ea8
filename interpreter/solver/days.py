"""Calendar days for the solver: year, month and day, or a count of days, each from the other.

Days are compared in a calendar whose months all have 31 days: it keeps the order of days and
needs no division.  The count of days is worked out only where days are added or counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import z3

from interpreter.language.calendar import FIRST, LAST
from interpreter.solver.terms import Formula, Whole, every, negated, pick, said, some

BEFORE_MONTH = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)  # in a common year
SHORT_MONTHS = (3, 5, 8, 10)  # of 30 days, counted from 0


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar; `month` counts from 0, `date` from 1."""

    year: Whole
    month: Whole
    date: Whole

    @property
    def ordered(self) -> Whole:
        """The day's number in a calendar of months of 31 days."""
        return (self.year * 12 + self.month) * 31 + self.date

    @property
    def counted(self) -> Whole:
        """The day's number as Python counts days from the year 1."""
        before = self.year - 1
        leaps = _div(before, 4) - _div(before, 100) + _div(before, 400)
        late = every(said(self.month >= 2), is_leap(self.year))
        return before * 365 + leaps + _before(self.month) + pick(late, 1, 0) + self.date


def of(day: date) -> Day:
    """Give a known day."""
    return Day(day.year, day.month - 1, day.day)


def unknown_day(name: str) -> tuple[Day, Formula]:
    """Give a day that may be any, with what makes it one of the calendar."""
    day = Day(*(z3.Int(f"{name}·{part}") for part in ("年", "月", "日")))
    return day, every(day.month >= 0, day.month <= 11, day.date >= 1, day.date <= last(day))


def last(day: Day) -> Whole:
    """Give the last date of a day's month."""
    short = some(*(said(day.month == m) for m in SHORT_MONTHS))
    february = pick(is_leap(day.year), 29, 28)
    return pick(said(day.month == 1), february, pick(short, 30, 31))


def is_leap(year: Whole) -> Formula:
    """Say whether a year has a 29 February."""
    fourth, century, great = (said(_mod(year, n) == 0) for n in (4, 100, 400))
    return every(fourth, some(negated(century), great))


def either(condition: Formula, then: Day, otherwise: Day) -> Day:
    """Give one of two days."""
    pairs = ((getattr(then, n), getattr(otherwise, n)) for n in ("year", "month", "date"))
    return Day(*(pick(condition, a, b) for a, b in pairs))


def add_months(day: Day, months: Whole) -> Day:
    """Shift by whole months as the calendar does: a shorter month gives its last day."""
    index = day.year * 12 + day.month + months
    shifted = Day(_div(index, 12), _mod(index, 12), day.date)
    longest = last(shifted)
    shifted = Day(shifted.year, shifted.month, pick(said(day.date > longest), longest, day.date))
    after = either(said(shifted.year > LAST.year), of(LAST), shifted)
    return either(said(shifted.year < FIRST.year), of(FIRST), after)


def add_days(day: Day, days: Whole, fresh: Callable[[], tuple[Day, list[Any]]]) -> Day:
    """Shift by days; `fresh` gives a new day and the list to note what holds for it."""
    count = day.counted + days
    least, most = FIRST.toordinal(), LAST.toordinal()
    if isinstance(count, int):
        return of(date.fromordinal(max(least, min(most, count))))
    held = pick(said(count < least), least, pick(said(count > most), most, count))
    shifted, notes = fresh()
    notes.append(shifted.counted == held)
    return shifted


def months_between(start: Day, end: Day) -> Whole:
    """Count complete months; negative when end is earlier."""
    forward, back = _complete(start, end), _complete(end, start)
    return pick(said(end.ordered < start.ordered), -back, forward)


def years_between(start: Day, end: Day) -> Whole:
    """Count complete years; negative when end is earlier."""
    forward, back = _div(_complete(start, end), 12), _div(_complete(end, start), 12)
    return pick(said(end.ordered < start.ordered), -back, forward)


def _complete(start: Day, end: Day) -> Whole:
    """Count complete months to a day that is not earlier: its last one may fall short."""
    months = (end.year - start.year) * 12 + end.month - start.month
    short = every(said(end.date < start.date), said(end.date < last(end)))
    return months - pick(short, 1, 0)


def _before(month: Whole) -> Whole:
    if isinstance(month, int):
        return BEFORE_MONTH[month]
    found: Whole = BEFORE_MONTH[11]
    for index in range(10, -1, -1):
        found = z3.If(month == index, BEFORE_MONTH[index], found)
    return found


def _div(number: Whole, by: int) -> Whole:
    return number // by if isinstance(number, int) else number / by


def _mod(number: Whole, by: int) -> Whole:
    return number % by
