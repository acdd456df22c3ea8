"""One of several values, row by row: by a condition, or the first that surely holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import polars as pl

from interpreter.table import figures
from interpreter.table.figures import Figure
from interpreter.table.truths import (
    NEVER,
    NO,
    YES,
    both,
    first,
    is_sure,
    negated,
    reached,
    surely,
    unknown,
)
from interpreter.table.values import (
    Bound,
    Nothing,
    Number,
    Value,
    Waits,
    Word,
    number,
    unknown_like,
)
from interpreter.table.words import recoded, same_words, text_of


def truth_of(value: Value) -> pl.Expr:
    """Give a condition as a column; what is unstated is known in no row."""
    return NEVER if isinstance(value, Nothing) else value.expr


def same(left: Value, right: Value) -> pl.Expr:
    """Say whether two known values are equal, unknown where either is."""
    if isinstance(left, Number) and isinstance(right, Number):
        return figures.equal(left.figure, right.figure)
    if isinstance(left, Word) and isinstance(right, Word):
        return same_words(left, right)
    if isinstance(left, Nothing) or isinstance(right, Nothing):
        return NEVER
    return left.expr == right.expr


def if_else(condition: Value, then: Value, otherwise: Value) -> Value:
    """Give one of two values; where it is not known which, both only if they are alike."""
    holds = truth_of(condition)
    if isinstance(then, Nothing) and isinstance(otherwise, Nothing):
        return Nothing(NEVER, _chosen_waits(holds, condition, then, otherwise, NEVER))
    if isinstance(then, Nothing):
        then = unknown_like(otherwise, then.waits)
    if isinstance(otherwise, Nothing):
        otherwise = unknown_like(then, otherwise.waits)
    alike = same(then, otherwise) if unknown(holds) is not NO else NO
    waits = _chosen_waits(holds, condition, then, otherwise, alike)
    if isinstance(then, Number) and isinstance(otherwise, Number):
        return _chosen_number(holds, then, otherwise, alike, waits)
    if isinstance(then, Word) and isinstance(otherwise, Word):
        return _chosen_word(holds, then, otherwise, alike, waits)
    way = _ways(holds, alike)
    return type(then)(first([(way[0], then.expr), (way[1], otherwise.expr)]), waits)


def _ways(holds: pl.Expr, alike: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Give where the one and where the other value is chosen; neither where that is not known."""
    if is_sure(holds):
        return holds, YES
    return holds | (holds.is_null() & alike), ~holds


def _chosen_waits(
    holds: pl.Expr, condition: Value, then: Value, otherwise: Value, alike: pl.Expr
) -> Callable[[], Waits]:
    def waits() -> Waits:
        open_ = both(unknown(holds), negated(surely(alike)))
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
                ends.append((unknown(holds), way(a, b)))
            return figures.chosen(*ends) if ends else None

        return either

    a, b = then.figure, otherwise.figure
    one, other = _ways(holds, alike)
    found = figures.chosen((one, a), (other, b))
    return number(found, waits, end("low", figures.least), end("high", figures.greatest))


def _chosen_word(
    holds: pl.Expr, then: Word, otherwise: Word, alike: pl.Expr, waits: Callable[[], Waits]
) -> Word:
    words = None
    if then.words is not None and otherwise.words is not None:
        words = tuple(dict.fromkeys((*then.words, *otherwise.words)))
    a, b = (text_of(w) if words is None else recoded(w, words) for w in (then, otherwise))
    one, other = _ways(holds, alike)
    return Word(first([(one, a), (other, b)]), waits, words)


def pick(branches: list[tuple[pl.Expr, Value]]) -> Value:
    """Give the value of the first branch whose condition surely holds, with all it tells."""
    branches = reached(branches)
    like = next((v for _, v in branches if not isinstance(v, Nothing)), branches[0][1])
    held = [(c, unknown_like(like, v.waits) if isinstance(v, Nothing) else v) for c, v in branches]
    waits = _picked_waits(held)
    if isinstance(like, Number):
        return _picked_number([(c, cast("Number", v)) for c, v in held], waits)
    if isinstance(like, Word):
        return _picked_word([(c, cast("Word", v)) for c, v in held], waits)
    return replace(like, expr=first([(c, v.expr) for c, v in held]), waits=waits)


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
    return Word(first(found), waits, words)
