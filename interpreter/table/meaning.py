"""The table back end's table: each operator of the language as a function over columns.

It agrees with the reference meaning in every row: the same value, unknown where that is
unknown, waiting for the same and within the same bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import cast

import polars as pl

from interpreter.reference.meaning import DIVIDED_BY_ZERO
from interpreter.table import days, figures
from interpreter.table.branches import if_else, same, truth_of
from interpreter.table.figures import Figure
from interpreter.table.truths import NEVER, both, either, first, negated
from interpreter.table.values import (
    Bound,
    Day,
    Members,
    Nothing,
    Number,
    Truth,
    Value,
    Waits,
    Word,
    all_waits,
    number,
    unknown_like,
    where_unknown,
)
from interpreter.table.words import has, has_any, is_among

Function = Callable[..., Value]


# Conditions


def _strict(function: Callable[..., pl.Expr]) -> Function:
    """Make a condition of values unknown as soon as one of them is."""

    def apply(*values: Value) -> Value:
        if any(isinstance(v, Nothing) for v in values):
            return Truth(NEVER, all_waits(values))
        return Truth(function(*values), all_waits(values))

    return apply


def _and(*conditions: Value) -> Value:
    found = both(*map(truth_of, conditions))
    return Truth(found, where_unknown(found, all_waits(conditions)))


def _or(*conditions: Value) -> Value:
    found = either(map(truth_of, conditions))
    return Truth(found, where_unknown(found, all_waits(conditions)))


def _not(condition: Value) -> Value:
    return Truth(negated(truth_of(condition)), condition.waits)


def _before(left: Value, right: Value) -> pl.Expr:
    if isinstance(left, Number) and isinstance(right, Number):
        return figures.less(left.figure, right.figure)
    return left.expr < right.expr


# Numbers


def _one(value: Value) -> Number:
    return cast("Number", value)


def _figure(value: Value) -> Figure:
    return _one(value).figure


def _bound(way: Callable[..., Figure], *ends: Bound) -> Bound:
    """Give a bound made of bounds, none where one of them is missing for good."""

    def bound() -> Figure | None:
        found = [end() for end in ends]
        return None if any(f is None for f in found) else way(*found)

    return bound


def _numeric(function: Function) -> Function:
    """Let a function of numbers take what is unstated for a number that is unknown."""

    def apply(*values: Value) -> Value:
        like = next((v for v in values if not isinstance(v, Nothing)), Nothing(NEVER))
        if isinstance(like, Nothing):
            return Nothing(NEVER, all_waits(values))
        return function(
            *(unknown_like(like, v.waits) if isinstance(v, Nothing) else v for v in values)
        )

    return apply


def _add(left: Value, right: Value) -> Value:
    a, b = _one(left), _one(right)
    found = figures.plus(a.figure, b.figure)
    low, high = _bound(figures.plus, a.low, b.low), _bound(figures.plus, a.high, b.high)
    return number(found, all_waits((a, b)), low, high)


def _subtract(left: Value, right: Value) -> Value:
    return _add(left, _negate(right))


def _negate(value: Value) -> Value:
    a = _one(value)
    low, high = _bound(figures.minus, a.high), _bound(figures.minus, a.low)
    return number(figures.minus(a.figure), a.waits, low, high)


def _multiply(left: Value, right: Value) -> Value:
    a, b = _one(left), _one(right)
    found = figures.times(a.figure, b.figure)
    low = lambda: _product_bound(a, b, lowest=True)  # noqa: E731
    high = lambda: _product_bound(a, b, lowest=False)  # noqa: E731
    return number(found, all_waits((a, b)), low, high)


def _product_bound(a: Number, b: Number, *, lowest: bool) -> Figure | None:
    """Give an end of a product: of all four ends, or of two lower ends that are not negative."""
    lows, highs = (a.low(), b.low()), (a.high(), b.high())
    for index, (low, high) in enumerate(zip(lows, highs, strict=True)):
        other = (lows if lowest else highs)[1 - index]
        if low is not None and low is high and low.is_positive and other is not None:
            return figures.times(low, other)
    way = figures.least if lowest else figures.greatest
    branches = []
    if None not in lows and None not in highs:
        pairs = [(x, y) for x in (lows[0], highs[0]) for y in (lows[1], highs[1])]
        ends = way(*(figures.times(x, y) for x, y in pairs if x is not None and y is not None))
        branches.append((ends.above.is_not_null(), ends))
    if lowest and lows[0] is not None and lows[1] is not None:
        positive = (lows[0].above >= 0) & (lows[1].above >= 0)
        branches.append((positive, figures.times(lows[0], lows[1])))
    return figures.chosen(*branches) if branches else None


def _divide(left: Value, right: Value) -> Value:
    a, b = _one(left), _one(right)

    def waits() -> Waits:
        both = a.known & b.known
        return all_waits((a, b))() | {DIVIDED_BY_ZERO: both & (b.figure.above == 0)}

    return number(figures.over(a.figure, b.figure), waits)


def _extreme(*, lowest: bool) -> Function:
    def apply(*values: Value) -> Value:
        if isinstance(values[0], Day):
            return _extreme_day(values, lowest=lowest)
        numbers = [_one(v) for v in values]
        strict, known = figures.least, figures.least_known
        if not lowest:
            strict, known = figures.greatest, figures.greatest_known
        sure = _bound(strict, *((n.low if lowest else n.high) for n in numbers))
        other = _known_bound(known, [(n.high if lowest else n.low) for n in numbers])
        low, high = (sure, other) if lowest else (other, sure)
        return number(strict(*(n.figure for n in numbers)), all_waits(values), low, high)

    return apply


def _known_bound(way: Callable[..., Figure], ends: list[Bound]) -> Bound:
    def bound() -> Figure | None:
        found = [f for end in ends if (f := end()) is not None]
        return way(*found) if found else None

    return bound


def _extreme_day(values: tuple[Value, ...], *, lowest: bool) -> Day:
    way = pl.min_horizontal if lowest else pl.max_horizontal
    known = both(*(v.known for v in values))
    return Day(first([(known, way([v.expr for v in values]))]), all_waits(values))


def _floor(value: Value) -> Value:
    a = _one(value)
    low, high = _bound(figures.floored, a.low), _bound(figures.floored, a.high)
    return number(figures.floored(a.figure), a.waits, low, high)


def _rounding(way: str) -> Function:
    def apply(value: Value, places: Value) -> Value:
        if isinstance(value, Nothing):
            return value
        a, kept = _one(value), _written(places)

        def rounded(figure: Figure) -> Figure:
            return figures.rounded(figure, kept, way)

        low, high = _bound(rounded, a.low), _bound(rounded, a.high)
        return number(rounded(a.figure), a.waits, low, high)

    return apply


def _written(places: Value) -> int:
    """Give the number of decimals a rounding keeps, which is always written out."""
    return _one(places).figure.span[0]


# Days and counts


def _count_of(function: Callable[..., Figure]) -> Function:
    """Make a whole number of days or sets, unknown as soon as one of them is."""

    def apply(*values: Value) -> Value:
        if any(isinstance(v, Nothing) for v in values):
            return number(figures.nothing(), all_waits(values))
        return number(function(*values), all_waits(values))

    return apply


def _size(members: Value) -> Figure:
    bits = cast("Members", members).expr.bitwise_count_ones().cast(pl.Int64)
    return figures.whole(bits, (0, len(cast("Members", members).words)))


def _shift(function: Callable[[pl.Expr, Figure], pl.Expr]) -> Function:
    def apply(day: Value, steps: Value) -> Value:
        if isinstance(day, Nothing) or isinstance(steps, Nothing):
            return Day(pl.lit(None, dtype=pl.Date), all_waits((day, steps)))
        return Day(function(day.expr, _figure(steps)), all_waits((day, steps)))

    return apply


def _unstated(what: Value) -> Value:
    [said] = cast("tuple[str, ...]", cast("Word", what).words)
    return Nothing(NEVER, lambda: {said: pl.lit(True)})


PARTIAL = frozenset({"divide", "unstated"})  # may be unknown though what they take is known
COLUMNS: Mapping[str, Function] = MappingProxyType(
    {
        "and": _and,
        "or": _or,
        "not": _not,
        "equal": _strict(same),
        "unequal": _strict(lambda a, b: ~same(a, b)),
        "less": _strict(_before),
        "at_most": _strict(lambda a, b: ~_before(b, a)),
        "more": _strict(lambda a, b: _before(b, a)),
        "at_least": _strict(lambda a, b: ~_before(a, b)),
        "among": _strict(is_among),
        "contains": _strict(has),
        "any_of": _strict(has_any),
        "count": _count_of(_size),
        "add": _numeric(_add),
        "subtract": _numeric(_subtract),
        "multiply": _numeric(_multiply),
        "divide": _numeric(_divide),
        "negate": _numeric(_negate),
        "if_else": if_else,
        "min": _numeric(_extreme(lowest=True)),
        "max": _numeric(_extreme(lowest=False)),
        "floor": _numeric(_floor),
        "round_down": _rounding("down"),
        "round_up": _rounding("up"),
        "round_half_up": _rounding("half_up"),
        "year": _count_of(lambda day: days.year(day.expr)),
        "day": _count_of(lambda day: days.day_of_month(day.expr)),
        "add_years": _shift(lambda day, n: days.add_months(day, n, 12)),
        "add_months": _shift(days.add_months),
        "add_days": _shift(days.add_days),
        "years_between": _count_of(lambda a, b: days.years_between(a.expr, b.expr)),
        "months_between": _count_of(lambda a, b: days.months_between(a.expr, b.expr)),
        "days_between": _count_of(lambda a, b: days.days_between(a.expr, b.expr)),
        "unstated": _unstated,
    }
)
