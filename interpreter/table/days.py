"""Calendar arithmetic over columns, by the rules of the language's calendar."""

from __future__ import annotations

import polars as pl

from interpreter.language.calendar import FIRST, LAST
from interpreter.table.figures import Figure, whole

EPOCH = 719_163  # the ordinal of 1970-01-01, from which columns count days
SHORTEST, LONGEST = FIRST.toordinal() - EPOCH, LAST.toordinal() - EPOCH
MONTHS = 12 * 9_999
SPAN_OF_DAYS = (SHORTEST - LONGEST, LONGEST - SHORTEST)


def _number(day: pl.Expr) -> pl.Expr:
    return day.to_physical().cast(pl.Int64)


def _index(day: pl.Expr) -> pl.Expr:
    """Give the month of a date, counted from the year zero."""
    return day.dt.year().cast(pl.Int64) * 12 + day.dt.month().cast(pl.Int64) - 1


def _steps(figure: Figure, most: int) -> pl.Expr:
    """Give whole steps, no more than could leave the calendar from either end."""
    return figure.above.clip(-most, most).cast(pl.Int64)


def _length(first: pl.Expr) -> pl.Expr:
    """Give the number of days of the month that begins on a date."""
    return first.dt.month_end().dt.day()


def add_months(day: pl.Expr, months: Figure, times: int = 1) -> pl.Expr:
    """Shift by whole calendar months, `times` each; clamped to the calendar's ends."""
    index = _index(day) + _steps(months, MONTHS) * times
    inside = index.clip(FIRST.year * 12, LAST.year * 12 + 11)
    first = pl.date(inside // 12, inside % 12 + 1, 1)
    kept = pl.min_horizontal(day.dt.day(), _length(first)).cast(pl.Int32)
    shifted = (first.to_physical() + kept - 1).cast(pl.Date)
    return (
        pl.when(index < FIRST.year * 12)
        .then(pl.lit(FIRST))
        .when(index > LAST.year * 12 + 11)
        .then(pl.lit(LAST))
        .when(index.is_not_null())
        .then(shifted)
    )


def add_days(day: pl.Expr, days: Figure) -> pl.Expr:
    """Shift by days; clamped to the calendar's ends."""
    moved = _number(day) + _steps(days, SPAN_OF_DAYS[1])
    return moved.clip(SHORTEST, LONGEST).cast(pl.Int32).cast(pl.Date)


def months_between(start: pl.Expr, end: pl.Expr) -> Figure:
    """Count complete months from start to end, negative when end is earlier."""
    months = (
        pl.when(start <= end).then(_months(start, end)).when(end < start).then(-_months(end, start))
    )
    return whole(months, (-MONTHS, MONTHS))


def _months(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Count complete months to a day that is not earlier."""
    reached = pl.min_horizontal(start.dt.day(), _length(end.dt.month_start()))
    return _index(end) - _index(start) - (end.dt.day() < reached).cast(pl.Int64)


def years_between(start: pl.Expr, end: pl.Expr) -> Figure:
    """Count complete years from start to end, negative when end is earlier."""
    months = months_between(start, end).above
    years = pl.when(months < 0).then(-(-months // 12)).otherwise(months // 12)
    return whole(years, (-MONTHS, MONTHS))


def days_between(start: pl.Expr, end: pl.Expr) -> Figure:
    """Count the days from start to end, negative when end is earlier."""
    return whole(_number(end) - _number(start), SPAN_OF_DAYS)


def year(day: pl.Expr) -> Figure:
    """Give the year of a date."""
    return whole(day.dt.year().cast(pl.Int64), (FIRST.year, LAST.year))


def day_of_month(day: pl.Expr) -> Figure:
    """Give the day within the month of a date."""
    return whole(day.dt.day().cast(pl.Int64), (1, 31))
