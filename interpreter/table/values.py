"""What an expression gives in every row: a column that is null where the answer is unknown.

An unknown also tells, when it is asked, what it waits for and how large it may be; neither
costs anything unless somebody asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction

import polars as pl

from interpreter.table import figures
from interpreter.table.figures import Figure, nothing
from interpreter.table.truths import NO, YES, both, is_known, is_sure, unknown

Waits = dict["str | Told", pl.Expr]
Bound = Callable[[], Figure | None]


@dataclass(frozen=True, slots=True)
class Told:
    """Something waited for whose name is worked out per row; `key` tells it from others."""

    key: str
    text: pl.Expr = field(compare=False)


def no_waits() -> Waits:
    """Nothing is waited for: the value is known in every row."""
    return {}


@dataclass(frozen=True, slots=True)
class Value:
    """A value per row: `known` says where it is; `waits` what each unknown row waits for."""

    expr: pl.Expr
    waits: Callable[[], Waits] = no_waits

    @property
    def known(self) -> pl.Expr:
        """Where the value is known."""
        return is_known(self.expr)

    @property
    def sure(self) -> bool:
        """Whether it is known in every row."""
        return is_sure(self.expr)


@dataclass(frozen=True, slots=True)
class Nothing(Value):
    """A value of no kind yet, unknown in every row: what the policy leaves unstated."""


@dataclass(frozen=True, slots=True)
class Truth(Value):
    """A condition, in Kleene's logic."""


@dataclass(frozen=True, slots=True)
class Day(Value):
    """A date."""


@dataclass(frozen=True, slots=True)
class Word(Value):
    """A text, or one of `words` by its number; `written` where it is the same in every row."""

    words: tuple[str, ...] | None = None
    written: bool = False


@dataclass(frozen=True, slots=True)
class Words(Value):
    """A list written in the policy."""

    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Members(Value):
    """A set of `words`, one bit each in the policy's order."""

    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Number(Value):
    """An exact number; `low` and `high` bound it where it is unknown, None where nothing does."""

    figure: Figure = field(default_factory=nothing)
    low: Bound = lambda: None
    high: Bound = lambda: None


def number(
    figure: Figure,
    waits: Callable[[], Waits] = no_waits,
    low: Bound | None = None,
    high: Bound | None = None,
) -> Number:
    """Give a number of a figure; without bounds of its own it is bounded only where known."""
    return Number(figure.above, waits, figure, low or (lambda: figure), high or (lambda: figure))


def all_waits(values: Iterable[Value]) -> Callable[[], Waits]:
    """Give what any of some values wait for."""
    held = tuple(values)

    def waits() -> Waits:
        found: Waits = {}
        for value in held:
            for name, where in value.waits().items():
                found[name] = found[name] | where if name in found else where
        return found

    return waits


def where_unknown(expr: pl.Expr, waits: Callable[[], Waits]) -> Callable[[], Waits]:
    """Wait only in the rows in which a column is unknown."""
    return lambda: {name: both(where, unknown(expr)) for name, where in waits().items()}


def unknown_like(value: Value, waits: Callable[[], Waits]) -> Value:
    """Give an unknown of the same kind as a value."""
    if isinstance(value, Number):
        return Number(nothing().above, waits, nothing(), lambda: None, lambda: None)
    if isinstance(value, Word):
        return Word(
            pl.lit(None, dtype=pl.String if value.words is None else pl.UInt8), waits, value.words
        )
    if isinstance(value, Members):
        return Members(pl.lit(None, dtype=pl.Int64), waits, value.words)
    if isinstance(value, Day):
        return Day(pl.lit(None, dtype=pl.Date), waits)
    return Truth(pl.lit(None, dtype=pl.Boolean), waits)


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
