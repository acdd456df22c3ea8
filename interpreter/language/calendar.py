"""Calendar arithmetic with its rules stated: total within the years 1 to 9999.

A shift by years or months keeps the day, or takes the last day of a shorter month
(29 February plus a year is 28 February).  Spans count complete months and years.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

FIRST, LAST = date.min, date.max


def add_months(day: date, months: int) -> date:
    """Shift by whole calendar months; clamped to the calendar's ends."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year < FIRST.year:
        return FIRST
    if year > LAST.year:
        return LAST
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """Shift by whole calendar years."""
    return add_months(day, 12 * years)


def add_days(day: date, days: int) -> date:
    """Shift by days; clamped to the calendar's ends."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return LAST if days > 0 else FIRST


def months_between(start: date, end: date) -> int:
    """Count the complete months from start to end; negative when end is earlier."""
    if end < start:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if end >= add_months(start, months) else months - 1


def years_between(start: date, end: date) -> int:
    """Count the complete years from start to end; negative when end is earlier."""
    months = months_between(start, end)
    return -(-months // 12) if months < 0 else months // 12


def days_between(start: date, end: date) -> int:
    """Count the days from start to end; negative when end is earlier."""
    return (end - start).days
