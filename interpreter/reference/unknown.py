"""What is not known: a value that remembers what it waits for, and how large it may be.

Kleene's logic over it: false and unknown is false, true or unknown is true, anything
else with unknown is unknown.  Unknown is never false, zero or empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import NoReturn

Number = int | Fraction
Known = bool | int | Fraction | date | str | frozenset[str]


class Unknown:
    """A value that waits for facts or decisions, named in `missing`.

    For numbers `low` and `high` bound it, either end None where nothing is known.
    """

    __slots__ = ("high", "low", "missing")

    def __init__(
        self,
        missing: frozenset[str] = frozenset(),
        low: Number | None = None,
        high: Number | None = None,
    ) -> None:
        self.missing = missing
        self.low = low
        self.high = high

    def __repr__(self) -> str:
        return f"Unknown({sorted(self.missing)}, {self.low}, {self.high})"

    def __bool__(self) -> NoReturn:
        raise TypeError("an unknown is neither true nor false")


Answer = Known | Unknown


def waiting(values: Iterable[Answer]) -> frozenset[str]:
    """Give everything the unknown ones among `values` wait for."""
    return frozenset[str]().union(*(v.missing for v in values if isinstance(v, Unknown)))


def low_of(value: Answer) -> Number | None:
    """Give the least a number may be, None where there is no bound."""
    if isinstance(value, Unknown):
        return value.low
    return value if isinstance(value, int | Fraction) and not isinstance(value, bool) else None


def high_of(value: Answer) -> Number | None:
    """Give the most a number may be, None where there is no bound."""
    if isinstance(value, Unknown):
        return value.high
    return value if isinstance(value, int | Fraction) and not isinstance(value, bool) else None


def all_of(values: Iterable[Answer]) -> bool | Unknown:
    """Kleene's and over any number of conditions."""
    unknown: list[Answer] = []
    for value in values:
        if value is False:
            return False
        if value is not True:
            unknown.append(value)
    return Unknown(waiting(unknown)) if unknown else True


def any_of(values: Iterable[Answer]) -> bool | Unknown:
    """Kleene's or over any number of conditions."""
    unknown: list[Answer] = []
    for value in values:
        if value is True:
            return True
        if value is not False:
            unknown.append(value)
    return Unknown(waiting(unknown)) if unknown else False


def hull(left: Answer, right: Answer, missing: frozenset[str]) -> Unknown:
    """Give the unknown that is one of two values, not known which."""
    lows, highs = (low_of(left), low_of(right)), (high_of(left), high_of(right))
    return Unknown(missing, least(lows), most(highs))


def least(bounds: Iterable[Number | None]) -> Number | None:
    """Give the least of some lower bounds; no bound wins."""
    found = list(bounds)
    return None if None in found else min(b for b in found if b is not None)


def most(bounds: Iterable[Number | None]) -> Number | None:
    """Give the greatest of some upper bounds; no bound wins."""
    found = list(bounds)
    return None if None in found else max(b for b in found if b is not None)
