"""One award judged on its own in every row: does it apply, does it hold, how much would it be.

Limits and exclusions come after and work on the same `Judged`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TypeVar

import polars as pl

from interpreter.evaluation.outcome import Status
from interpreter.policy.model import Award, Cited, Condition, Payment, Shape
from interpreter.table import figures
from interpreter.table.figures import Figure
from interpreter.table.meaning import COLUMNS
from interpreter.table.scope import Scope
from interpreter.table.values import (
    Bound,
    Nothing,
    Number,
    Truth,
    Value,
    Waits,
    Word,
    number,
    unknown_like,
)

Kind = TypeVar("Kind", bound=Value)
NO, YES = pl.lit(False), pl.lit(True)
NEGATIVE = "金额不小于零"


def surely(condition: pl.Expr) -> pl.Expr:
    """Say where a condition surely holds."""
    return condition.fill_null(False)


class Judged:
    """An award on its way to an outcome, in every row; the marks are never null.

    `concerned` where it is about the case, or may be; `looked_at` also where it was claimed
    although it is not.  `refused`, `doubtful` and `waiting`
    as in the outcome of one case; `reasons` are what refuses, each with where it does.
    """

    def __init__(self, award: Award, scope: Scope, present: pl.Expr) -> None:
        self.award = award
        self.scope = scope
        self.present = present
        self.reasons: list[tuple[str, pl.Expr]] = []
        self.concerned = self.looked_at = self.refused = self.doubtful = self.waiting = NO
        self.applies = Truth(YES)
        self.at_least = NO
        self.payee = Word(pl.lit(None, dtype=pl.String))
        self.amount = number(figures.nothing())
        self.cuts: list[tuple[Cited, pl.Expr, Number]] = []
        self._pending: list[Callable[[], Waits]] = []

    @property
    def name(self) -> str:
        """The award's name."""
        return self.award.cited.name

    @property
    def out(self) -> pl.Expr:
        """Where nothing can be paid any more."""
        return ~self.concerned | self.refused

    @property
    def stands(self) -> pl.Expr:
        """Where it would be granted as things are."""
        return self.concerned & ~(self.refused | self.waiting | self.doubtful)

    def keep(self, expr: pl.Expr) -> pl.Expr:
        """Work a column out once."""
        return self.scope.plan.keep(expr)

    def refuse(self, title: str, where: pl.Expr) -> None:
        """Note where a reason refuses."""
        where = where if where is NO else self.keep(where)
        self.reasons.append((title, where))
        if where is not NO:
            self.refused = self.keep(self.refused | where)

    def cut(self, limit: Cited, where: pl.Expr) -> None:
        """Note where a limit cuts the amount, and what it was before."""
        self.reasons.append((limit.says, where))
        self.cuts.append((limit, where, self.amount))

    def wait(
        self, where: pl.Expr, waits: Callable[[], Waits], waiting: pl.Expr | None = None
    ) -> None:
        """Note where the award may come to nothing, and what it waits for there, if anything."""
        where = self.keep(where)
        self.doubtful = self.keep(self.doubtful | where)
        self.lack(where if waiting is None else where & waiting, waits)

    def lack(self, where: pl.Expr, waits: Callable[[], Waits]) -> None:
        """Note where only the amount or the payee waits."""
        where = self.keep(where)
        self.waiting = self.keep(self.waiting | where)
        self._pending.append(lambda: {n: w & where for n, w in waits().items()})

    def waits(self) -> Callable[[], Waits]:
        """Give what the award waits for as things are."""
        held = tuple(self._pending)

        def found() -> Waits:
            joined: Waits = {}
            for pending in held:
                for name, where in pending().items():
                    joined[name] = joined[name] | where if name in joined else where
            return {name: self.keep(where) for name, where in joined.items()}

        return cache(found)

    def status(self) -> pl.Expr:
        """Give the status by its number in the order of `Status`; null where not in question."""
        order = list(Status)
        pending = self.waiting | self.doubtful | ~self.amount.known | ~self.payee.known
        number_ = (
            pl.when(self.refused)
            .then(order.index(Status.REFUSED))
            .when(~self.concerned)
            .then(order.index(Status.NOT_APPLICABLE))
            .when(pending)
            .then(order.index(Status.PENDING))
            .otherwise(order.index(Status.GRANTED))
        )
        return pl.when(self.present).then(number_).cast(pl.UInt8)


def judge(award: Award, scope: Scope, present: pl.Expr, claimed: pl.Expr) -> Judged:
    """Judge an award by its own conditions and work out its amount."""
    judged = Judged(award, scope, present)
    _apply(judged, claimed)
    for condition in award.conditions:
        _test(judged, condition)
    on_merits = judged.refused
    judged.payee = word_value(scope.value(award.payee))
    judged.lack(~judged.payee.known, judged.payee.waits)
    paid = judged.looked_at
    if award.payment.shape is Shape.RANGE:
        _hold_in_range(judged)
    else:
        paid = judged.keep(paid & ~on_merits)
    work_out(judged, paid)
    return judged


def _apply(judged: Judged, claimed: pl.Expr) -> None:
    applies = truth_value(judged.scope.value(judged.award.applies.expression))
    off = surely(~applies.expr)
    judged.applies = applies
    judged.concerned = judged.keep(~off)
    judged.looked_at = judged.keep(~off | claimed)
    judged.reasons.append((judged.award.applies.title, judged.keep(off)))
    judged.refused = judged.keep(off & claimed)
    judged.wait(applies.expr.is_null(), applies.waits)


def _test(judged: Judged, condition: Condition) -> None:
    """Hold an award to a condition where its window reaches; one to be cured never refuses."""
    scope = judged.scope
    value = truth_value(scope.value(condition.expression))
    governed = scope.governed(condition.window)
    holds, waits = value.expr, value.waits
    if not governed.expr.meta.is_literal():
        holds = judged.keep(holds | ~governed.expr)
        waits = _either_waits(value, governed, holds)
    if condition.cure:
        cured = judged.keep(surely(~holds))
        holds = judged.keep(pl.when(holds).then(YES))
        waits = _cured_waits(condition.cure, cured, waits)
    judged.refuse(condition.title, judged.looked_at & surely(~holds))
    judged.wait(judged.looked_at & holds.is_null(), waits)


def _either_waits(value: Truth, governed: Truth, holds: pl.Expr) -> Callable[[], Waits]:
    """A false condition waits for its window; an unknown one for itself."""

    def waits() -> Waits:
        own = {n: w & holds.is_null() for n, w in value.waits().items()}
        false = surely(~value.expr) & governed.expr.is_null()
        for name, where in governed.waits().items():
            own[name] = own[name] | (where & false) if name in own else where & false
        return own

    return waits


def _cured_waits(cure: str, cured: pl.Expr, waits: Callable[[], Waits]) -> Callable[[], Waits]:
    def found() -> Waits:
        own = dict(waits())
        own[cure] = own[cure] | cured if cure in own else cured
        return own

    return found


def work_out(judged: Judged, paid: pl.Expr) -> None:
    """Work out the amount by its shape; a limit that cuts works it out again."""
    payment, scope = judged.award.payment, judged.scope
    amount = _shaped(judged, payment, scope)
    if payment.times is not None:
        amount = COLUMNS["multiply"](amount, scope.value(payment.times))
    judged.amount = number_value(scope.plan.hold(number_value(amount)))
    judged.lack(~judged.amount.known, judged.amount.waits)
    judged.refuse(NEGATIVE, paid & surely(judged.amount.figure.above < 0))


def _shaped(judged: Judged, payment: Payment, scope: Scope) -> Value:
    formula = scope.value(payment.formula)
    bounds = [scope.value(b) for b in payment.bounds]
    if payment.shape is Shape.CEILING:
        return scope.plan.hold(COLUMNS["min"](formula, bounds[0]))
    if payment.shape is Shape.FLOOR:
        return _floor(judged, number_value(formula), number_value(bounds[0]))
    if payment.shape is Shape.RANGE:
        return _range(number_value(formula), number_value(bounds[0]), number_value(bounds[1]))
    return formula


def _floor(judged: Judged, formula: Number, bound: Number) -> Value:
    """The floor is certain whatever is decided above it, so it is paid and said to be one."""
    least = judged.keep(~formula.known & bound.known)
    judged.at_least = least
    higher = number_value(judged.scope.plan.hold(COLUMNS["max"](formula, bound)))

    def end(of: Bound) -> Bound:
        return lambda: figures.chosen((least, bound.figure), (~least, of() or figures.nothing()))

    figure = figures.chosen((least, bound.figure), (~least, higher.figure))
    waits = lambda: {n: w & ~least for n, w in higher.waits().items()}  # noqa: E731
    return judged.scope.plan.hold(number(figure, waits, end(higher.low), end(higher.high)))


def _range(formula: Number, low: Number, high: Number) -> Number:
    """An amount that is not decided yet is bounded by the range it must lie in."""

    def end(of: Bound) -> Bound:
        def bound() -> Figure:
            outer = of() or figures.nothing()
            return figures.chosen((formula.known, formula.figure), (~formula.known, outer))

        return bound

    return number(formula.figure, formula.waits, end(low.low), end(high.high))


def _hold_in_range(judged: Judged) -> None:
    """An amount outside its range is refused, never moved into it."""
    payment, scope = judged.award.payment, judged.scope
    formula, low, high = (scope.value(e) for e in (payment.formula, *payment.bounds))
    inside = scope.plan.hold(
        COLUMNS["and"](COLUMNS["at_least"](formula, low), COLUMNS["at_most"](formula, high))
    )
    title = f"核定的数在 {payment.bounds[0].text} 与 {payment.bounds[1].text} 之间"
    decided = judged.keep(judged.looked_at & number_value(formula).known)
    judged.refuse(title, decided & surely(~inside.expr))
    judged.wait(decided & inside.expr.is_null(), inside.waits)


def truth_value(value: Value) -> Truth:
    """Give a condition; what is unstated is one that is unknown."""
    return value if isinstance(value, Truth) else _like(Truth(NO), value)


def number_value(value: Value) -> Number:
    """Give a number; what is unstated is one that is unknown."""
    return value if isinstance(value, Number) else _like(number(figures.nothing()), value)


def word_value(value: Value) -> Word:
    """Give a text; what is unstated is one that is unknown."""
    return value if isinstance(value, Word) else _like(Word(pl.lit("")), value)


def _like(like: Kind, value: Value) -> Kind:
    """Take what is unstated for a value of the kind that is needed."""
    assert isinstance(value, Nothing)
    found = unknown_like(like, value.waits)
    assert isinstance(found, type(like))
    return found
