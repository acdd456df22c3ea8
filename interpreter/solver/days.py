"""Calendar days for the solver: year, month and day, or a count of days, each from the other.

Days are compared in a calendar whose months all have 31 days: it keeps the order of days and
needs no division.  The count of days is worked out only where days are added or counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import z3

from interpreter.language.calendar import FIRST, LAST
from interpreter.solver.spans import Span
from interpreter.solver.terms import Formula, Whole, every, negated, pick, said, some

BEFORE_MONTH = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)  # in a common year
SHORT_MONTHS = (3, 5, 8, 10)  # of 30 days, counted from 0
SHORTEST = 28  # a shift by no more days crosses one end of a month at most
ALL_YEARS = (FIRST.year, LAST.year)
PLAIN_YEARS = (1901, 2099)  # every fourth of them is a leap year


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar; `month` counts from 0, `date` from 1; `span` holds its year."""

    year: Whole
    month: Whole
    date: Whole
    span: tuple[int, int] = ALL_YEARS

    @property
    def ordered(self) -> Whole:
        """The day's number in a calendar of months of 31 days."""
        return (self.year * 12 + self.month) * 31 + self.date

    def is_before(self, other: Day) -> Formula:
        """Say where it is earlier than another day: year by year, month by month, day by day."""
        months = some(
            said(self.month < other.month),
            every(said(self.month == other.month), said(self.date < other.date)),
        )
        return some(said(self.year < other.year), every(said(self.year == other.year), months))

    def is_same(self, other: Day) -> Formula:
        """Say where it is the same day as another."""
        return every(
            said(self.year == other.year),
            said(self.month == other.month),
            said(self.date == other.date),
        )

    @property
    def counted(self) -> Whole:
        """The day's number as Python counts days from the year 1."""
        late = every(said(self.month >= 2), self.is_leap)
        passed = (self.year - 1) * 365 + self._leaps
        return passed + _before(self.month) + pick(late, 1, 0) + self.date

    @property
    def is_leap(self) -> Formula:
        """Whether its year has a 29 February."""
        fourth = said(_mod(self.year, 4) == 0)
        if self._is_plain:
            return fourth
        century, great = (said(_mod(self.year, n) == 0) for n in (100, 400))
        return every(fourth, some(negated(century), great))

    @property
    def _leaps(self) -> Whole:
        """The number of leap years before its own."""
        if self._is_plain:
            whole = _div(self.year, 4) - pick(self.is_leap, 1, 0)
            return whole - (self.span[0] // 100 - self.span[0] // 400)
        before = self.year - 1
        return _div(before, 4) - _div(before, 100) + _div(before, 400)

    @property
    def _is_plain(self) -> bool:
        return PLAIN_YEARS[0] <= self.span[0] and self.span[1] <= PLAIN_YEARS[1]

    @property
    def last(self) -> Whole:
        """The last date of its month."""
        short = some(*(said(self.month == m) for m in SHORT_MONTHS))
        february = pick(self.is_leap, 29, 28)
        return pick(said(self.month == 1), february, pick(short, 30, 31))


def of(day: date) -> Day:
    """Give a known day."""
    return Day(day.year, day.month - 1, day.day, (day.year, day.year))


def unknown_day(name: str, span: tuple[int, int] = ALL_YEARS) -> tuple[Day, Formula]:
    """Give a day that may be any of some years, with what makes it one of the calendar."""
    year, month, date_ = (z3.Int(f"{name}·{part}") for part in ("年", "月", "日"))
    day = Day(year, month, date_, span)
    within = every(day.year >= span[0], day.year <= span[1], day.month >= 0, day.month <= 11)
    return day, every(within, day.date >= 1, day.date <= day.last)


def either(condition: Formula, then: Day, otherwise: Day) -> Day:
    """Give one of two days."""
    year = pick(condition, then.year, otherwise.year)
    month = pick(condition, then.month, otherwise.month)
    span = min(then.span[0], otherwise.span[0]), max(then.span[1], otherwise.span[1])
    return Day(year, month, pick(condition, then.date, otherwise.date), span)


def add_years(day: Day, years: Whole, ends: Span) -> Day:
    """Shift by whole years, between some ends: 29 February gives 28 February."""
    return _settled(day.year + years, day.month, day.date, _shifted(day.span, ends))


def add_months(day: Day, months: Whole, ends: Span) -> Day:
    """Shift by whole months, between some ends: a shorter month gives its last day."""
    if isinstance(months, int):
        years, beyond = divmod(months, 12)
        month = day.month + beyond
        over = said(month > 11)
        year = day.year + years + pick(over, 1, 0)
        span = _shifted(day.span, (years, years + 1))
        return _settled(year, pick(over, month - 12, month), day.date, span)
    index = day.year * 12 + day.month + months
    by = None if ends is None else (ends[0] // 12, ends[1] // 12 + 1)
    return _settled(_div(index, 12), _mod(index, 12), day.date, _shifted(day.span, by))


def _shifted(span: tuple[int, int], by: Span) -> tuple[int, int] | None:
    return None if by is None else (span[0] + by[0], span[1] + by[1])


def _settled(year: Whole, month: Whole, date_: Whole, span: Span) -> Day:
    """Keep a shifted day within its month and the calendar."""
    first, final = span or (FIRST.year - 1, LAST.year + 1)
    held = max(first, FIRST.year), min(final, LAST.year)
    last = Day(year, month, 1, held).last
    day = Day(year, month, pick(said(date_ > last), last, date_), held)
    if final > LAST.year:
        day = either(said(year > LAST.year), of(LAST), day)
    return either(said(year < FIRST.year), of(FIRST), day) if first < FIRST.year else day


def add_days(day: Day, days: Whole, counted: Callable[[Whole], Day]) -> Day:
    """Shift by days; `counted` gives the day with a number, where it cannot be told outright."""
    inside = FIRST.year < day.span[0] and day.span[1] < LAST.year
    if isinstance(days, int) and abs(days) <= SHORTEST and inside:
        return _a_few(day, days)
    count = day.counted + days
    least, most = FIRST.toordinal(), LAST.toordinal()
    if isinstance(count, int):
        return of(date.fromordinal(max(least, min(most, count))))
    return counted(pick(said(count < least), least, pick(said(count > most), most, count)))


def next_day(day: Day) -> Day:
    """Give the day after a day; after the last of the calendar there is none."""
    return _a_few(day, 1)


def _a_few(day: Day, days: int) -> Day:
    """Shift by fewer days than any month has: into the next month, or the one before."""
    date_ = day.date + days
    if days >= 0:
        last = day.last
        first = Day(day.year, day.month, 1, day.span)
        return either(
            said(date_ > last),
            _dated(add_months(first, 1, None), date_ - last),
            _dated(day, date_),
        )
    before = add_months(Day(day.year, day.month, 1, day.span), -1, None)
    return either(said(date_ < 1), _dated(before, date_ + before.last), _dated(day, date_))


def _dated(day: Day, date_: Whole) -> Day:
    return Day(day.year, day.month, date_, day.span)


def months_between(start: Day, end: Day) -> Whole:
    """Count complete months; negative when end is earlier."""
    forward, back = _complete(start, end), _complete(end, start)
    return pick(end.is_before(start), -back, forward)


def years_between(start: Day, end: Day) -> Whole:
    """Count complete years; negative when end is earlier."""
    forward, back = _complete_years(start, end), _complete_years(end, start)
    return pick(end.is_before(start), -back, forward)


def _complete(start: Day, end: Day) -> Whole:
    """Count complete months to a day that is not earlier: its last one may fall short."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - pick(_falls_short(start, end), 1, 0)


def _falls_short(start: Day, end: Day) -> Formula:
    return every(said(end.date < start.date), said(end.date < end.last))


def _complete_years(start: Day, end: Day) -> Whole:
    """Count complete years to a day that is not earlier: its last one may fall short."""
    earlier = said(end.month < start.month)
    short = every(said(end.month == start.month), _falls_short(start, end))
    return end.year - start.year - pick(some(earlier, short), 1, 0)


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
