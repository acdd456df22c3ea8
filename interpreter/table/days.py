"""Calendar arithmetic over columns, by the rules of the language's calendar.

Months are looked up, not worked out: for every day of the calendar its month and its day
within it, for every month the days that stand for the 1st to the 31st.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from interpreter.language.calendar import FIRST, LAST
from interpreter.table.figures import Figure, whole

EPOCH = 719_163  # the ordinal of 1970-01-01, from which columns count days
SHORTEST, LONGEST = FIRST.toordinal() - EPOCH, LAST.toordinal() - EPOCH
MONTHS = 12 * (LAST.year - FIRST.year + 1)
SPAN_OF_DAYS = (SHORTEST - LONGEST, LONGEST - SHORTEST)


LONG = 31  # places in a month, of which a short one fills the last with its last day


@cache
def _calendar() -> tuple[pl.Expr, pl.Expr, pl.Expr, pl.Expr]:
    """Give month, day in it, and whether it is the last, of each day from the first.

    And the days of each month, LONG of them: before the first month and after the last one
    stands a month of nothing but the calendar's end.
    """
    import numpy as np

    begun = np.datetime64(FIRST, "M") + np.arange(MONTHS)
    firsts = np.append(begun.astype("datetime64[D]").astype(np.int32), np.int32(LONGEST + 1))
    lengths = np.diff(firsts)
    month = np.repeat(np.arange(MONTHS, dtype=np.int32), lengths)
    within = np.arange(SHORTEST, LONGEST + 1, dtype=np.int32) - firsts[month] + 1
    last = np.zeros(len(within), dtype=np.bool_)
    last[firsts[1:] - 1 - SHORTEST] = True
    days = np.full((MONTHS + 2, LONG), SHORTEST, dtype=np.int32)
    days[-1] = LONGEST
    places = firsts[:-1, None] + np.arange(LONG, dtype=np.int32)
    days[1:-1] = np.minimum(places, firsts[1:, None] - 1)
    tables = (month, within.astype(np.int8), last, days.ravel())
    return tuple(pl.lit(pl.Series(table)) for table in tables)  # type: ignore[return-value]


def _number(day: pl.Expr) -> pl.Expr:
    return day.to_physical().cast(pl.Int64)


def _place(day: pl.Expr) -> pl.Expr:
    return day.to_physical() - SHORTEST


def _month(day: pl.Expr) -> pl.Expr:
    """Give the month of a date, counted from the first of the calendar, in 32 bits."""
    return _calendar()[0].gather(_place(day))


def _within(day: pl.Expr) -> pl.Expr:
    """Give the day of a date within its month."""
    return _calendar()[1].gather(_place(day))


def _is_last(day: pl.Expr) -> pl.Expr:
    """Say whether a date is the last day of its month."""
    return _calendar()[2].gather(_place(day))


def _steps(figure: Figure, most: int) -> pl.Expr:
    """Give whole steps, no more than could leave the calendar from either end."""
    return figure.above.clip(-most, most).cast(pl.Int32)


def add_months(day: pl.Expr, months: Figure, times: int = 1) -> pl.Expr:
    """Shift by whole calendar months, `times` each; clamped to the calendar's ends."""
    place = (_month(day) + 1) * LONG + _within(day) - 1
    moved = place + _steps(months, MONTHS) * (times * LONG)
    return _calendar()[3].gather(moved.clip(0, (MONTHS + 2) * LONG - 1)).cast(pl.Date)


def add_days(day: pl.Expr, days: Figure) -> pl.Expr:
    """Shift by days; clamped to the calendar's ends."""
    moved = _number(day) + _steps(days, SPAN_OF_DAYS[1])
    return moved.clip(SHORTEST, LONGEST).cast(pl.Int32).cast(pl.Date)


def months_between(start: pl.Expr, end: pl.Expr) -> Figure:
    """Count complete months from start to end, negative when end is earlier."""
    later = pl.when(end < start).then(_months_until(end, start) * -1)
    months = later.otherwise(_months_until(start, end))
    return whole(months.cast(pl.Int64), (-MONTHS, MONTHS))


def _months_until(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Count complete months to a later day: one is not complete before its day, or its last."""
    short = (_within(end) < _within(start)) & ~_is_last(end)
    return _month(end) - _month(start) - short.cast(pl.Int32)


def years_between(start: pl.Expr, end: pl.Expr) -> Figure:
    """Count complete years from start to end, negative when end is earlier."""
    later = pl.when(end < start).then(_months_until(end, start) // 12 * -1)
    years = later.otherwise(_months_until(start, end) // 12)
    return whole(years.cast(pl.Int64), (-MONTHS, MONTHS))


def days_between(start: pl.Expr, end: pl.Expr) -> Figure:
    """Count the days from start to end, negative when end is earlier."""
    return whole(_number(end) - _number(start), SPAN_OF_DAYS)


def year(day: pl.Expr) -> Figure:
    """Give the year of a date."""
    return whole((_month(day) // 12 + FIRST.year).cast(pl.Int64), (FIRST.year, LAST.year))


def day_of_month(day: pl.Expr) -> Figure:
    """Give the day within the month of a date."""
    return whole(_within(day).cast(pl.Int64), (1, 31))
