"""Exact numbers in columns: whole numerators over a denominator, never a float.

Each figure knows how large its numerator and denominator may get, so that what could
overflow 64 bits is worked out in 128, and what could overflow those is refused beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import polars as pl

from interpreter.table.truths import YES, both, first, is_known, reached

Exact = int | Fraction
Span = tuple[int, int]
BITS = 63  # of a whole number of a column, apart from its sign
NARROW, WIDE = 2**BITS - 1, 2**127 - 1


class TooWide(Exception):
    """Numbers of a policy may get too large for columns; cases are then decided one by one."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number per row: `above` over `below`, null where unknown.

    `below` is a positive whole number, the same for all rows or, after a division, a column.
    `span` and `below_span` bound both as the facts' own bounds allow.
    """

    above: pl.Expr
    below: int | pl.Expr
    span: Span
    below_span: Span = (1, 1)

    @property
    def fixed(self) -> int | None:
        """The denominator where it is the same for all rows."""
        return self.below if isinstance(self.below, int) else None

    @property
    def is_one(self) -> bool:
        """Whether it is the number one in every row."""
        return self.span == (1, 1) and self.fixed == 1 and self.above.meta.is_literal()

    @property
    def is_positive(self) -> bool:
        """Whether it is the same positive number in every row."""
        return self.span[0] == self.span[1] > 0 and self.above.meta.is_literal()


def constant(value: int | Fraction) -> Figure:
    """Give a number that is the same in every row."""
    exact = Fraction(value)
    n, below = exact.numerator, exact.denominator
    return Figure(pl.lit(n, dtype=_kind((n, n))), below, (n, n), (below, below))


def nothing() -> Figure:
    """Give a number that is unknown in every row."""
    return Figure(pl.lit(None, dtype=pl.Int64), 1, (0, 0))


def whole(above: pl.Expr, span: Span, below: int = 1) -> Figure:
    """Give a column of whole numbers of 64 bits, counted in `below`ths, as a figure."""
    return Figure(above, below, span, (below, below))


def _kind(span: Span) -> type[pl.Int64 | pl.Int128]:
    most = max(abs(span[0]), abs(span[1]))
    if most > WIDE:
        raise TooWide
    return pl.Int64 if most <= NARROW else pl.Int128


def _as(expr: pl.Expr, span: Span, result: Span) -> pl.Expr:
    """Make a column as wide as a result needs it."""
    return expr if _kind(result) is pl.Int64 or _kind(span) is pl.Int128 else expr.cast(pl.Int128)


def _product(left: Span, right: Span) -> Span:
    ends = [a * b for a in left for b in right]
    return min(ends), max(ends)


def _scaled(figure: Figure, by: int) -> Figure:
    """Give the numerator `by` times as large, over the denominator as it should then be."""
    span = _product(figure.span, (by, by))
    above = figure.above if by == 1 else _as(figure.above, figure.span, span) * by
    assert isinstance(figure.below, int)
    below = figure.below * by
    return Figure(above, below, span, (below, below))


def _below(figure: Figure) -> Figure:
    """Give the denominator as a figure of its own."""
    below = figure.below
    kind = _kind(figure.below_span)
    above = pl.lit(below, dtype=kind) if isinstance(below, int) else below
    return Figure(above, 1, figure.below_span)


def aligned(*figures: Figure) -> list[Figure]:
    """Give figures over one denominator; unknown where any is, after a division."""
    fixed = [f.fixed for f in figures]
    if None not in fixed:
        common = lcm(*(f for f in fixed if f is not None))
        return _equally_wide([_scaled(f, common // (f.fixed or 1)) for f in figures])
    belows = [_below(f) for f in figures]
    every = belows[0]
    for below in belows[1:]:
        every = times(every, below)
    found = []
    for index, figure in enumerate(figures):
        above = Figure(figure.above, 1, figure.span)
        for other in (*belows[:index], *belows[index + 1 :]):
            above = times(above, other)
        found.append(Figure(above.above, every.above, above.span, every.span))
    return _equally_wide(found)


def _equally_wide(figures: list[Figure]) -> list[Figure]:
    span = _hull(f.span for f in figures)
    return [Figure(_as(f.above, f.span, span), f.below, f.span, f.below_span) for f in figures]


def _hull(spans: Iterable[Span]) -> Span:
    found = list(spans)
    return min(low for low, _ in found), max(high for _, high in found)


def plus(left: Figure, right: Figure) -> Figure:
    """Add."""
    a, b = aligned(left, right)
    span = (a.span[0] + b.span[0], a.span[1] + b.span[1])
    return Figure(_as(a.above, a.span, span) + b.above, a.below, span, a.below_span)


def minus(figure: Figure) -> Figure:
    """Change the sign."""
    span = (-figure.span[1], -figure.span[0])
    return Figure(figure.above * -1, figure.below, span, figure.below_span)


def times(left: Figure, right: Figure) -> Figure:
    """Multiply."""
    for one, other in ((left, right), (right, left)):
        if one.is_one:
            return other
    span = _product(left.span, right.span)
    above = _as(left.above, left.span, span) * _as(right.above, right.span, span)
    below_span = _product(left.below_span, right.below_span)
    if left.fixed is not None and right.fixed is not None:
        return Figure(above, left.fixed * right.fixed, span, below_span)
    a, b = _below(left), _below(right)
    below = _as(a.above, a.span, below_span) * _as(b.above, b.span, below_span)
    return Figure(above, below, span, below_span)


def over(left: Figure, right: Figure) -> Figure:
    """Divide; unknown where the divisor is zero."""
    above = times(Figure(left.above, 1, left.span), _below(right))
    size = Figure(right.above.abs(), 1, (0, max(abs(right.span[0]), abs(right.span[1]))))
    below = times(size, _below(left))
    sign = pl.when(right.above < 0).then(above.above * -1).otherwise(above.above)
    span = _hull([above.span, (-above.span[1], -above.span[0])])
    positive = pl.when(right.above != 0).then(below.above)
    return Figure(pl.when(right.above != 0).then(sign), positive, span, (1, max(below.span[1], 1)))


def floored(figure: Figure) -> Figure:
    """Give the greatest whole number that is not above each number."""
    if figure.below_span == (1, 1):
        return figure
    below = _below(figure)
    span = _hull([figure.span, figure.below_span])
    divided = _as(figure.above, figure.span, span) // _as(below.above, below.span, span)
    low, high = figure.span
    bound = (min(low, 0) // figure.below_span[0] - 1, max(high, 0) // figure.below_span[0] + 1)
    return Figure(divided if _kind(bound) is _kind(span) else divided.cast(_kind(bound)), 1, bound)


def rounded(figure: Figure, places: int, way: str) -> Figure:
    """Round `down`, `up` or `half_up` (away from zero) to a number of decimals."""
    scale = 10**places
    if figure.fixed is not None and scale % figure.fixed == 0:
        return figure
    scaled = times(figure, constant(scale))
    if way == "up":
        steps = minus(floored(minus(scaled)))
    elif way == "down":
        steps = floored(scaled)
    else:
        size = floored(plus(_size(scaled), constant(Fraction(1, 2))))
        signed = pl.when(figure.above < 0).then(size.above * -1).otherwise(size.above)
        steps = Figure(signed, 1, (-size.span[1], size.span[1]))
    return Figure(steps.above, scale, steps.span, (scale, scale))


def _size(figure: Figure) -> Figure:
    most = max(abs(figure.span[0]), abs(figure.span[1]))
    return Figure(figure.above.abs(), figure.below, (0, most), figure.below_span)


def chosen(*branches: tuple[pl.Expr, Figure]) -> Figure:
    """Give the figure of the first branch whose condition holds; unknown where none does."""
    found = reached([*branches])
    conditions, ways = [c for c, _ in found], [f for _, f in found]
    span = _hull(f.span for f in ways)
    if all(f.fixed is not None for f in ways):
        even = aligned(*ways)
        span = _hull(f.span for f in even)
        return Figure(_first(conditions, even), even[0].below, span, even[0].below_span)
    belows = [_below(f) for f in ways]
    below_span = _hull(f.span for f in belows)
    above = _first(conditions, _equally_wide(ways))
    return Figure(above, _first(conditions, _equally_wide(belows)), span, below_span)


def _first(conditions: list[pl.Expr], figures: list[Figure]) -> pl.Expr:
    return first([(c, f.above) for c, f in zip(conditions, figures, strict=True)])


def less(left: Figure, right: Figure) -> pl.Expr:
    """Say whether one is less than the other, unknown where either is."""
    a, b = aligned(left, right)
    return a.above < b.above


def equal(left: Figure, right: Figure) -> pl.Expr:
    """Say whether two are equal, unknown where either is."""
    a, b = aligned(left, right)
    return a.above == b.above


def least(*figures: Figure) -> Figure:
    """Give the least of several, unknown where any is."""
    if all(f.fixed is not None for f in figures):
        even = aligned(*figures)
        known = both(*(is_known(f.above) for f in even))
        return _alike(even, first([(known, pl.min_horizontal(f.above for f in even))]))
    found, *others = figures
    for other in others:
        below = less(other, found)
        found = chosen((below, other), (~below, found))
    return found


def least_known(*figures: Figure) -> Figure:
    """Give the least of those that are known."""
    if all(f.fixed is not None for f in figures):
        even = aligned(*figures)
        return _alike(even, pl.min_horizontal(f.above for f in even))
    found, *others = figures
    for other in others:
        mine = other.above.is_null() | less(found, other)
        found = chosen((mine & found.above.is_not_null(), found), (YES, other))
    return found


def greatest(*figures: Figure) -> Figure:
    """Give the greatest of several, unknown where any is."""
    if all(f.fixed is not None for f in figures):
        even = aligned(*figures)
        known = both(*(is_known(f.above) for f in even))
        return _alike(even, first([(known, pl.max_horizontal(f.above for f in even))]))
    return minus(least(*map(minus, figures)))


def greatest_known(*figures: Figure) -> Figure:
    """Give the greatest of those that are known."""
    return minus(least_known(*map(minus, figures)))


def _alike(even: list[Figure], above: pl.Expr) -> Figure:
    return Figure(above, even[0].below, _hull(f.span for f in even), even[0].below_span)
