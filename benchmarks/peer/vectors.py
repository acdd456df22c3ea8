"""Days shifted and spans counted over whole arrays, by the rules of the language's calendar."""

from __future__ import annotations

from typing import Any

import numpy as np

Days = np.ndarray[Any, np.dtype[np.datetime64]]
Numbers = np.ndarray[Any, np.dtype[np.int32]]


def year(day: Days) -> Numbers:
    """Give the years of days."""
    return day.astype("datetime64[Y]").astype(np.int32) + 1970


def add_years(day: Days, years: Numbers | int) -> Days:
    """Shift by whole calendar years."""
    return add_months(day, years * 12)


def add_months(day: Days, months: Numbers | int) -> Days:
    """Shift by whole months, to the last day of a shorter one."""
    first = day.astype("datetime64[M]")
    shifted = first + np.asarray(months).astype("timedelta64[M]")
    last = (shifted + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    return np.minimum(shifted.astype("datetime64[D]") + (day - first.astype("datetime64[D]")), last)


def add_days(day: Days, days: Numbers | int) -> Days:
    """Shift by days."""
    return day + np.asarray(days).astype("timedelta64[D]")


def months_between(start: Days, end: Days) -> Numbers:
    """Count complete months, negative where the end is earlier."""
    first, last = np.minimum(start, end), np.maximum(start, end)
    months = (last.astype("datetime64[M]") - first.astype("datetime64[M]")).astype(np.int32)
    whole = months - (last < add_months(first, months))
    return np.where(end < start, -whole, whole)


def years_between(start: Days, end: Days) -> Numbers:
    """Count complete years, negative where the end is earlier."""
    months = months_between(start, end)
    return np.sign(months) * (np.abs(months) // 12)
