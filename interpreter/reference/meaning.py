"""The reference back end's table: each operator of the language as an exact, total function.

Functions take known values or `Unknown` and give the like; only arithmetic also carries
bounds through.  Nothing here reads a clock, a file or a float.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import ceil, floor
from types import MappingProxyType
from typing import Any, cast

from interpreter.language import calendar
from interpreter.reference.unknown import (
    Answer,
    Number,
    Unknown,
    all_of,
    any_of,
    high_of,
    hull,
    least,
    low_of,
    most,
    waiting,
)

DIVIDED_BY_ZERO = "（除数为零）"
Function = Callable[..., Answer]


def _strict(function: Callable[..., Any]) -> Function:
    """Make a function of known values unknown as soon as one argument is."""

    def two(left: Answer, right: Answer) -> Answer:
        if type(left) is Unknown or type(right) is Unknown:
            return Unknown(waiting((left, right)))
        return cast("Answer", function(left, right))

    return two


def _strict_one(function: Callable[..., Any]) -> Function:
    def one(value: Answer) -> Answer:
        return value if type(value) is Unknown else cast("Answer", function(value))

    return one


def _and(*conditions: Answer) -> Answer:
    return all_of(conditions)


def _or(*conditions: Answer) -> Answer:
    return any_of(conditions)


def _not(condition: Answer) -> Answer:
    return condition if isinstance(condition, Unknown) else not condition


def _if_else(condition: Answer, then: Answer, otherwise: Answer) -> Answer:
    if isinstance(condition, Unknown):
        if not isinstance(then, Unknown) and then == otherwise:
            return then
        return hull(then, otherwise, condition.missing)
    return then if condition else otherwise


def _arithmetic(
    exact: Callable[[Any, Any], Any],
    bounds: Callable[[Answer, Answer], tuple[Number | None, Number | None]],
) -> Function:
    def apply(left: Answer, right: Answer) -> Answer:
        if type(left) is Unknown or type(right) is Unknown:
            return Unknown(waiting((left, right)), *bounds(left, right))
        return cast("Answer", exact(left, right))

    return apply


def _total(left: Number | None, right: Number | None) -> Number | None:
    return None if left is None or right is None else left + right


def _opposite(bound: Number | None) -> Number | None:
    return None if bound is None else -bound


def _add_bounds(left: Answer, right: Answer) -> tuple[Number | None, Number | None]:
    return _total(low_of(left), low_of(right)), _total(high_of(left), high_of(right))


def _subtract_bounds(left: Answer, right: Answer) -> tuple[Number | None, Number | None]:
    low = _total(low_of(left), _opposite(high_of(right)))
    return low, _total(high_of(left), _opposite(low_of(right)))


def _multiply_bounds(left: Answer, right: Answer) -> tuple[Number | None, Number | None]:
    ends = [low_of(left), high_of(left)], [low_of(right), high_of(right)]
    if None not in ends[0] and None not in ends[1]:
        products = [cast("Number", a) * cast("Number", b) for a in ends[0] for b in ends[1]]
        return min(products), max(products)
    positive = all(low is not None and low >= 0 for low, _ in ends)
    return (
        (cast("Number", ends[0][0]) * cast("Number", ends[1][0]), None)
        if positive
        else (None, None)
    )


def _divide(left: Answer, right: Answer) -> Answer:
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return Unknown(waiting((left, right)))
    if right == 0:
        return Unknown(frozenset({DIVIDED_BY_ZERO}))
    return Fraction(cast("Number", left)) / cast("Number", right)


def _negate(value: Answer) -> Answer:
    if isinstance(value, Unknown):
        return Unknown(value.missing, _opposite(value.high), _opposite(value.low))
    return -cast("Number", value)


def _min(*values: Answer) -> Answer:
    if any(isinstance(v, Unknown) for v in values):
        highs = [h for v in values if (h := high_of(v)) is not None]
        low = least(low_of(v) for v in values)
        return Unknown(waiting(values), low, min(highs) if highs else None)
    return cast("Answer", min(cast("Any", values)))


def _max(*values: Answer) -> Answer:
    if any(isinstance(v, Unknown) for v in values):
        lows = [w for v in values if (w := low_of(v)) is not None]
        high = most(high_of(v) for v in values)
        return Unknown(waiting(values), max(lows) if lows else None, high)
    return cast("Answer", max(cast("Any", values)))


def _floor(value: Answer) -> Answer:
    if isinstance(value, Unknown):
        low, high = value.low, value.high
        low, high = (None if b is None else floor(b) for b in (low, high))
        return Unknown(value.missing, low, high)
    return floor(cast("Number", value))


def _rounding(way: Callable[[Number], int]) -> Function:
    def apply(value: Answer, places: int) -> Answer:
        scale = 10**places
        if isinstance(value, Unknown):
            ends = (
                None if b is None else Fraction(way(b * scale), scale)
                for b in (value.low, value.high)
            )
            return Unknown(value.missing, *ends)
        return Fraction(way(cast("Number", value) * scale), scale)

    return apply


def _half_up(value: Number) -> int:
    rounded = floor(Fraction(value if value >= 0 else -value) + Fraction(1, 2))
    return rounded if value >= 0 else -rounded


def _unstated(what: Answer) -> Answer:
    return Unknown(frozenset({cast("str", what)}))


MEANING: Mapping[str, Function] = MappingProxyType(
    {
        "and": _and,
        "or": _or,
        "not": _not,
        "equal": _strict(lambda a, b: a == b),
        "unequal": _strict(lambda a, b: a != b),
        "less": _strict(lambda a, b: a < b),
        "at_most": _strict(lambda a, b: a <= b),
        "more": _strict(lambda a, b: a > b),
        "at_least": _strict(lambda a, b: a >= b),
        "among": _strict(lambda a, b: a in b),
        "contains": _strict(lambda a, b: b in a),
        "any_of": _strict(lambda a, b: not a.isdisjoint(b)),
        "count": _strict_one(len),
        "add": _arithmetic(lambda a, b: a + b, _add_bounds),
        "subtract": _arithmetic(lambda a, b: a - b, _subtract_bounds),
        "multiply": _arithmetic(lambda a, b: a * b, _multiply_bounds),
        "divide": _divide,
        "negate": _negate,
        "if_else": _if_else,
        "min": _min,
        "max": _max,
        "floor": _floor,
        "round_down": _rounding(floor),
        "round_up": _rounding(ceil),
        "round_half_up": _rounding(_half_up),
        "year": _strict_one(lambda day: day.year),
        "day": _strict_one(lambda day: day.day),
        "add_years": _strict(calendar.add_years),
        "add_months": _strict(calendar.add_months),
        "add_days": _strict(calendar.add_days),
        "years_between": _strict(calendar.years_between),
        "months_between": _strict(calendar.months_between),
        "days_between": _strict(calendar.days_between),
        "unstated": _unstated,
    }
)
