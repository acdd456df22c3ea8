"""What an expression is to the solver: whether it is known, and its value if it is.

The two rails follow Kleene: `known` and `value` are formulas over every case there is.
Numbers are whole numerators over denominators, so nothing is ever rounded unsaid.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import z3

Formula = Any  # a z3 boolean; z3 ships no types
Whole = Any  # an int, or a z3 integer

TRUE, FALSE = z3.BoolVal(True), z3.BoolVal(False)
HERE = z3.main_ctx()


@dataclass(frozen=True, slots=True)
class Ratio:
    """An exact number: a numerator over a denominator that is always positive."""

    above: Whole
    below: Whole = 1


@dataclass(frozen=True, slots=True)
class Word:
    """A text or a choice, as the number that stands for it."""

    code: Whole


@dataclass(frozen=True, slots=True)
class Chosen:
    """A set of choices: for each word whether it is in."""

    has: dict[str, Formula]


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of words written in the policy."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A value on two rails; `value` None where it is never known.

    `ends` gives a number's bounds, which may be known where the number itself is not.
    """

    known: Formula
    value: Any
    ends: Callable[[], tuple[Term, Term]] | None = None

    @property
    def low(self) -> Term:
        """The least a number may be, known where there is such a bound."""
        return self._ends[0]

    @property
    def high(self) -> Term:
        """The most a number may be, known where there is such a bound."""
        return self._ends[1]

    @property
    def _ends(self) -> tuple[Term, Term]:
        if self.ends is not None:
            return self.ends()
        return (self, self) if isinstance(self.value, Ratio) else (NEVER_KNOWN, NEVER_KNOWN)

    @property
    def open(self) -> Formula:
        """Where it is not known."""
        return negated(self.known)

    @property
    def holds(self) -> Formula:
        """Where a condition is surely true."""
        return FALSE if self.value is None else every(self.known, self.value)

    @property
    def fails(self) -> Formula:
        """Where a condition is surely false."""
        return FALSE if self.value is None else every(self.known, negated(self.value))


NEVER_KNOWN = Term(FALSE, None)
ALWAYS = Term(TRUE, TRUE)


# What is certain is always `TRUE` or `FALSE` itself, so that `is` tells it; and formulas are made
# without the checks of z3's own functions, which would take most of the time of a proof.


def every(*formulas: Formula) -> Formula:
    """Give the conjunction, without the parts that say nothing."""
    left = [f for f in formulas if f is not TRUE]
    if any(f is FALSE for f in left):
        return FALSE
    return left[0] if len(left) == 1 else _made(z3.Z3_mk_and, left) if left else TRUE


def some(*formulas: Formula) -> Formula:
    """Give the disjunction, without the parts that say nothing."""
    left = [f for f in formulas if f is not FALSE]
    if any(f is TRUE for f in left):
        return TRUE
    return left[0] if len(left) == 1 else _made(z3.Z3_mk_or, left) if left else FALSE


def _made(make: Callable[..., Any], parts: list[Formula]) -> Formula:
    array = (z3.Ast * len(parts))(*(part.ast for part in parts))
    return z3.BoolRef(make(HERE.ref(), len(parts), array), HERE)


def negated(formula: Formula) -> Formula:
    """Give the negation."""
    if formula is TRUE:
        return FALSE
    return TRUE if formula is FALSE else z3.BoolRef(z3.Z3_mk_not(HERE.ref(), formula.ast), HERE)


def said(fact: Any) -> Formula:
    """Give a comparison as a formula, also where both sides were plain numbers."""
    return (TRUE if fact else FALSE) if isinstance(fact, bool) else fact


def pick(condition: Formula, then: Whole, otherwise: Whole) -> Whole:
    """Give one of two numbers or formulas."""
    if condition is TRUE or then is otherwise:
        return then
    if condition is FALSE:
        return otherwise
    if then is TRUE and otherwise is FALSE:
        return condition
    if isinstance(then, int) and isinstance(otherwise, int) and then == otherwise:
        return then
    one, other = (z3.IntVal(n) if isinstance(n, int) else n for n in (then, otherwise))
    made = z3.Z3_mk_ite(HERE.ref(), condition.ast, one.ast, other.ast)
    return (z3.BoolRef if z3.is_bool(one) else z3.ArithRef)(made, HERE)


def ratio(number: int | Fraction) -> Ratio:
    """Give a known number."""
    exact = Fraction(number)
    return Ratio(exact.numerator, exact.denominator)


def levelled(left: Ratio, right: Ratio) -> tuple[Whole, Whole, Whole]:
    """Give both numerators over one denominator, and that denominator."""
    if isinstance(left.below, int) and isinstance(right.below, int):
        below = lcm(left.below, right.below)
        one, other = below // left.below, below // right.below
        return times(left.above, one), times(right.above, other), below
    one, other = times(left.above, right.below), times(right.above, left.below)
    return one, other, times(left.below, right.below)


def times(one: Whole, other: Whole) -> Whole:
    """Give a product, without a factor that says nothing."""
    if isinstance(one, int) and one == 1:
        return other
    return one if isinstance(other, int) and other == 1 else one * other


def whole_part(number: Ratio) -> Whole:
    """Give the greatest whole number that is not above; z3 divides so by what is positive."""
    if isinstance(number.below, int) and number.below == 1:
        return number.above
    plain = isinstance(number.above, int) and isinstance(number.below, int)
    return number.above // number.below if plain else number.above / number.below
