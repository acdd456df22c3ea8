"""Standards in time: which version governs a day, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from interpreter.policy.model import Number, Reading, Standard, Version


def value_on(standard: Standard, key: str, day: date) -> Number | None:
    """Give the number a standard has on a day for a key; None where it has none."""
    version = version_on(standard, day)
    if version is None:
        return None
    if not standard.by:
        return version.value if not isinstance(version.value, date) else None
    return dict(version.rows).get(key, version.otherwise)


def version_on(standard: Standard, day: date) -> Version | None:
    """Give the version of a standard that governs a day."""
    for version in reversed(standard.versions):
        if version.start <= day:
            return version if version.end is None or day <= version.end else None
    return None


def numbers_of(version: Version) -> Iterator[Number]:
    """Give every number a version holds."""
    stated = (version.value, version.otherwise, *(row for _, row in version.rows))
    for number_ in stated:
        if isinstance(number_, int | Fraction):
            yield number_


def option_on(reading: Reading, day: date) -> str:
    """Give the option a reading has on a day."""
    return [reading.chosen, *(option for start, option in reading.rulings if start <= day)][-1]
