"""The table back end's table: each operator of the language as a function over columns.

It agrees with the reference meaning in every row: the same value, unknown where that is
unknown, waiting for the same and within the same bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import cast

import polars as pl

from interpreter.reference.meaning import DIVIDED_BY_ZERO
from interpreter.table import days, figures
from interpreter.table.figures import Figure
from interpreter.table.truths import NEVER, NO, YES, both, either, negated
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
    Words,
    all_waits,
    number,
    unknown_like,
    where_unknown,
)

Function = Callable[..., Value]


def constant(value: object) -> Value:
    """Give a value that is written in the policy, the same in every row."""
    if isinstance(value, bool):
        return Truth(YES if value else NO)
    if isinstance(value, int | Fraction):
        return number(figures.constant(value))
    if isinstance(value, tuple):
        return Words(pl.lit(True), words=value)
    if isinstance(value, str):
        return Word(pl.lit(0, dtype=pl.UInt8), words=(value,), written=True)
    return Day(pl.lit(value))


# Words


def recoded(word: Word, words: tuple[str, ...]) -> pl.Expr:
    """Give the numbers of words in another list of words, null where a word is not in it."""
    if word.words is None:
        return word.expr.replace_strict(
            list(words), range(len(words)), default=None, return_dtype=pl.UInt16
        )
    if word.written:
        index = words.index(word.words[0]) if word.words[0] in words else None
        return pl.lit(index, dtype=pl.UInt16)
    if word.words == words[: len(word.words)]:
        return word.expr
    moved = {i: words.index(w) for i, w in enumerate(word.words) if w in words}
    return word.expr.replace_strict(
        list(moved), list(moved.values()), default=None, return_dtype=pl.UInt16
    )


def text_of(word: Word) -> pl.Expr:
    """Give words as text."""
    if word.words is None:
        return word.expr
    if word.written:
        return pl.lit(word.words[0])
    if not word.words:
        return pl.lit(None, dtype=pl.String)
    return word.expr.cast(pl.UInt16).cat.to(pl.Enum(word.words)).cast(pl.String)


def _same_words(left: Word, right: Word) -> pl.Expr:
    if left.written and not right.written:
        left, right = right, left
    if right.written and right.words is not None:
        return _is_word(left, right.words[0])
    if left.words is None or right.words is None:
        return text_of(left) == text_of(right)
    words = tuple(dict.fromkeys((*left.words, *right.words)))
    return recoded(left, words) == recoded(right, words)


def _is_word(word: Word, written: str) -> pl.Expr:
    if word.words is None:
        return word.expr == written
    if word.written:
        return pl.lit(word.words[0] == written)
    if written in word.words:
        return word.expr == word.words.index(written)
    return pl.when(word.known).then(False)


def _is_among(word: Value, words: Value) -> pl.Expr:
    listed = cast("Words", words).words
    known = cast("Word", word)
    if known.words is None:
        return known.expr.is_in(listed)
    if known.written:
        return pl.lit(known.words[0] in listed)
    return _any(known, [known.expr == i for i, w in enumerate(known.words) if w in listed])


def _any(value: Value, ways: list[pl.Expr]) -> pl.Expr:
    """Give whether any of some ways holds, each unknown where the value is."""
    return either(ways) if ways else pl.when(value.known).then(False)


# Sets


def _bits(members: Members, words: tuple[str, ...]) -> int:
    return sum(1 << i for i, word in enumerate(members.words) if word in words)


def _has_any(members: Value, words: Value) -> pl.Expr:
    whole = cast("Members", members)
    return (whole.expr & _bits(whole, cast("Words", words).words)) != 0


def _has(members: Value, word: Value) -> pl.Expr:
    whole, sought = cast("Members", members), cast("Word", word)
    if sought.written:
        return (whole.expr & _bits(whole, cast("tuple[str, ...]", sought.words))) != 0
    ways = [(negated(both(whole.known, sought.known)), NEVER)]
    for index, name in enumerate(whole.words):
        ways.append((_is_word(sought, name), (whole.expr & (1 << index)) != 0))
    return _first([*ways, (YES, NO)])


# Conditions


def _strict(function: Callable[..., pl.Expr]) -> Function:
    """Make a condition of values unknown as soon as one of them is."""

    def apply(*values: Value) -> Value:
        if any(isinstance(v, Nothing) for v in values):
            return Truth(NEVER, all_waits(values))
        return Truth(function(*values), all_waits(values))

    return apply


def _truth(value: Value) -> pl.Expr:
    return NEVER if isinstance(value, Nothing) else value.expr


def _and(*conditions: Value) -> Value:
    found = both(*map(_truth, conditions))
    return Truth(found, where_unknown(found, all_waits(conditions)))


def _or(*conditions: Value) -> Value:
    found = either(map(_truth, conditions))
    return Truth(found, where_unknown(found, all_waits(conditions)))


def _not(condition: Value) -> Value:
    return Truth(negated(_truth(condition)), condition.waits)


def same(left: Value, right: Value) -> pl.Expr:
    """Say whether two known values are equal, unknown where either is."""
    if isinstance(left, Number) and isinstance(right, Number):
        return figures.equal(left.figure, right.figure)
    if isinstance(left, Word) and isinstance(right, Word):
        return _same_words(left, right)
    if isinstance(left, Nothing) or isinstance(right, Nothing):
        return NEVER
    return left.expr == right.expr


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


def _if_else(condition: Value, then: Value, otherwise: Value) -> Value:
    holds = _truth(condition)
    if isinstance(then, Nothing) and isinstance(otherwise, Nothing):
        return Nothing(NEVER, _chosen_waits(holds, condition, then, otherwise, NEVER))
    if isinstance(then, Nothing):
        then = unknown_like(otherwise, then.waits)
    if isinstance(otherwise, Nothing):
        otherwise = unknown_like(then, otherwise.waits)
    alike = same(then, otherwise)
    waits = _chosen_waits(holds, condition, then, otherwise, alike)
    if isinstance(then, Number) and isinstance(otherwise, Number):
        return _chosen_number(holds, then, otherwise, alike, waits)
    if isinstance(then, Word) and isinstance(otherwise, Word):
        return _chosen_word(holds, then, otherwise, alike, waits)
    found = pl.when(holds | (holds.is_null() & alike)).then(then.expr)
    return type(then)(found.when(~holds).then(otherwise.expr), waits)


def _chosen_waits(
    holds: pl.Expr, condition: Value, then: Value, otherwise: Value, alike: pl.Expr
) -> Callable[[], Waits]:
    def waits() -> Waits:
        open_ = holds.is_null() & ~alike.fill_null(False)
        found = {n: where & open_ for n, where in condition.waits().items()}
        for value, chosen in ((then, holds), (otherwise, ~holds)):
            for name, where in value.waits().items():
                here = where & chosen.fill_null(False)
                found[name] = found[name] | here if name in found else here
        return found

    return waits


def _chosen_number(
    holds: pl.Expr, then: Number, otherwise: Number, alike: pl.Expr, waits: Callable[[], Waits]
) -> Number:
    def end(bound: str, way: Callable[..., Figure]) -> Bound:
        def either() -> Figure | None:
            a, b = (getattr(v, bound)() for v in (then, otherwise))
            ends = [(c, f) for c, f in ((holds, a), (~holds, b)) if f is not None]
            if a is not None and b is not None:
                ends.append((holds.is_null(), way(a, b)))
            return figures.chosen(*ends) if ends else None

        return either

    a, b = then.figure, otherwise.figure
    found = figures.chosen((holds | (holds.is_null() & alike), a), (~holds, b))
    return number(found, waits, end("low", figures.least), end("high", figures.greatest))


def _chosen_word(
    holds: pl.Expr, then: Word, otherwise: Word, alike: pl.Expr, waits: Callable[[], Waits]
) -> Word:
    words = None
    if then.words is not None and otherwise.words is not None:
        words = tuple(dict.fromkeys((*then.words, *otherwise.words)))
    a, b = (text_of(w) if words is None else recoded(w, words) for w in (then, otherwise))
    found = pl.when(holds | (holds.is_null() & alike)).then(a).when(~holds).then(b)
    return Word(found, waits, words)


def pick(branches: list[tuple[pl.Expr, Value]]) -> Value:
    """Give the value of the first branch whose condition surely holds, with all it tells."""
    like = next((v for _, v in branches if not isinstance(v, Nothing)), branches[0][1])
    held = [(c, unknown_like(like, v.waits) if isinstance(v, Nothing) else v) for c, v in branches]
    waits = _picked_waits(held)
    if isinstance(like, Number):
        return _picked_number([(c, _one(v)) for c, v in held], waits)
    if isinstance(like, Word):
        return _picked_word([(c, cast("Word", v)) for c, v in held], waits)
    return replace(like, expr=_first([(c, v.expr) for c, v in held]), waits=waits)


def _first(branches: list[tuple[pl.Expr, pl.Expr]]) -> pl.Expr:
    chain = pl.when(branches[0][0]).then(branches[0][1])
    for condition, expr in branches[1:]:
        chain = chain.when(condition).then(expr)  # type: ignore[assignment]
    return chain


def _picked_waits(branches: list[tuple[pl.Expr, Value]]) -> Callable[[], Waits]:
    def waits() -> Waits:
        found: Waits = {}
        passed = pl.lit(True)
        for condition, value in branches:
            here = condition.fill_null(False)
            for name, where in value.waits().items():
                mine = passed & here & where
                found[name] = found[name] | mine if name in found else mine
            passed = passed & ~here
        return found

    return waits


def _picked_number(branches: list[tuple[pl.Expr, Number]], waits: Callable[[], Waits]) -> Number:
    def end(bound: str) -> Bound:
        def picked() -> Figure:
            ends = [(c, getattr(n, bound)() or figures.nothing()) for c, n in branches]
            return figures.chosen(*ends)

        return picked

    figure = figures.chosen(*((c, n.figure) for c, n in branches))
    return number(figure, waits, end("low"), end("high"))


def _picked_word(branches: list[tuple[pl.Expr, Word]], waits: Callable[[], Waits]) -> Word:
    words: tuple[str, ...] | None = None
    if all(w.words is not None for _, w in branches):
        words = tuple(dict.fromkeys(t for _, w in branches for t in w.words or ()))
    found = [(c, text_of(w) if words is None else recoded(w, words)) for c, w in branches]
    return Word(_first(found), waits, words)


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
    known = pl.all_horizontal(v.known for v in values)
    return Day(pl.when(known).then(way([v.expr for v in values])), all_waits(values))


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
        "among": _strict(_is_among),
        "contains": _strict(_has),
        "any_of": _strict(_has_any),
        "count": _count_of(_size),
        "add": _numeric(_add),
        "subtract": _numeric(_subtract),
        "multiply": _numeric(_multiply),
        "divide": _numeric(_divide),
        "negate": _numeric(_negate),
        "if_else": _if_else,
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
