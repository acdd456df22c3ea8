"""How a column holds the values of a fact: and each value of it as the other back ends know it.

Numbers are counted in the last decimal of their fact, choices are their index, sets one bit
for each word.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl

from interpreter.language.types import Kind, Type
from interpreter.reference.unknown import Known

STORED = {
    Kind.BOOLEAN: pl.Boolean,
    Kind.NUMBER: pl.Int64,
    Kind.DATE: pl.Date,
    Kind.TEXT: pl.String,
    Kind.CHOICE: pl.UInt8,
    Kind.SET: pl.Int64,
}


def stored_value(given: Type, known: Known) -> Any:
    """Give a value as its column holds it."""
    if given.kind is Kind.CHOICE:
        return given.values.index(str(known))
    if isinstance(known, frozenset):
        return sum(1 << i for i, word in enumerate(given.values) if word in known)
    if given.kind is Kind.NUMBER:
        assert isinstance(known, int | Fraction)
        return int(known * 10 ** (given.places or 0))
    return known


def known_value(given: Type, stored: Any) -> Known:
    """Give a value that a column holds."""
    if given.kind is Kind.CHOICE:
        return given.values[int(stored)]
    if given.kind is Kind.SET:
        return frozenset(word for i, word in enumerate(given.values) if stored >> i & 1)
    if given.kind is Kind.NUMBER:
        return exact(stored, 10 ** (given.places or 0))
    known: bool | str = stored
    return known


def exact(above: int, below: int) -> int | Fraction:
    """Give a number of a column that counts in `below`ths."""
    number = Fraction(above, below)
    return number.numerator if number.denominator == 1 else number
