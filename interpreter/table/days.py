"""Calendar arithmetic over columns, by the rules of the language's calendar.

Months are looked up, not worked out: for every day of the calendar its month and its day
within it, for every month its first day and its length.
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


@cache
def _calendar() -> tuple[pl.Expr, pl.Expr, pl.Expr, pl.Expr]:
    """Give month and day in it of each day, first day and length of each month, from the first."""
    import numpy as np

    begun = np.datetime64(FIRST, "M") + np.arange(MONTHS)
    months = begun.astype("datetime64[D]")
    firsts = np.append(months.astype(np.int32), np.int32(LONGEST + 1))
    lengths = np.diff(firsts)
    index = np.repeat(np.arange(MONTHS, dtype=np.int32), lengths)
    days = np.arange(SHORTEST, LONGEST + 1, dtype=np.int32) - firsts[index] + 1
    tables = (index, days.astype(np.int8), firsts[:-1], lengths.astype(np.int8))
    month, day, first, length = (pl.lit(pl.Series(table)) for table in tables)
    return month, day, first, length


def _number(day: pl.Expr) -> pl.Expr:
    return day.to_physical().cast(pl.Int64)


def _month(day: pl.Expr) -> pl.Expr:
    """Give the month of a date, counted from the first of the calendar."""
    return _calendar()[0].gather(day.to_physical() - SHORTEST).cast(pl.Int64)


def _within(day: pl.Expr) -> pl.Expr:
    """Give the day of a date within its month."""
    return _calendar()[1].gather(day.to_physical() - SHORTEST)


def _length(month: pl.Expr) -> pl.Expr:
    return _calendar()[3].gather(month)


def _steps(figure: Figure, most: int) -> pl.Expr:
    """Give whole steps, no more than could leave the calendar from either end."""
    return figure.above.clip(-most, most).cast(pl.Int64)


def add_months(day: pl.Expr, months: Figure, times: int = 1) -> pl.Expr:
    """Shift by whole calendar months, `times` each; clamped to the calendar's ends."""
    index = _month(day) + _steps(months, MONTHS) * times
    inside = index.clip(0, MONTHS - 1)
    kept = pl.min_horizontal(_within(day), _length(inside)).cast(pl.Int32)
    shifted = _calendar()[2].gather(inside) + kept - 1
    early, late = pl.lit(SHORTEST, dtype=pl.Int32), pl.lit(LONGEST, dtype=pl.Int32)
    clamped = pl.when(index < 0).then(early).when(index >= MONTHS).then(late).otherwise(shifted)
    return clamped.cast(pl.Date)


def add_days(day: pl.Expr, days: Figure) -> pl.Expr:
    """Shift by days; clamped to the calendar's ends."""
    moved = _number(day) + _steps(days, SPAN_OF_DAYS[1])
    return moved.clip(SHORTEST, LONGEST).cast(pl.Int32).cast(pl.Date)


def months_between(start: pl.Expr, end: pl.Expr) -> Figure:
    """Count complete months from start to end, negative when end is earlier."""
    known = start.is_not_null() & end.is_not_null()
    early, late = pl.min_horizontal(start, end), pl.max_horizontal(start, end)
    month = _month(late)
    short = _within(late) < pl.min_horizontal(_within(early), _length(month))
    months = month - _month(early) - short.cast(pl.Int64)
    signed = pl.when(end < start).then(months * -1).when(known).then(months)
    return whole(signed, (-MONTHS, MONTHS))


def years_between(start: pl.Expr, end: pl.Expr) -> Figure:
    """Count complete years from start to end, negative when end is earlier."""
    months = months_between(start, end).above
    years = months.abs() // 12
    return whole(pl.when(months < 0).then(years * -1).otherwise(years), (-MONTHS, MONTHS))


def days_between(start: pl.Expr, end: pl.Expr) -> Figure:
    """Count the days from start to end, negative when end is earlier."""
    return whole(_number(end) - _number(start), SPAN_OF_DAYS)


def year(day: pl.Expr) -> Figure:
    """Give the year of a date."""
    return whole(_month(day) // 12 + FIRST.year, (FIRST.year, LAST.year))


def day_of_month(day: pl.Expr) -> Figure:
    """Give the day within the month of a date."""
    return whole(_within(day).cast(pl.Int64), (1, 31))
