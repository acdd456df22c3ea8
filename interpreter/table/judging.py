"""One award judged on its own in every row: does it apply, does it hold, how much would it be.

Limits and exclusions come after and work on the same `Judged`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TypeVar

import polars as pl

from interpreter.evaluation.outcome import Status
from interpreter.policy.model import Award, Condition, Limit, Payment, Shape
from interpreter.table import figures
from interpreter.table.figures import Figure
from interpreter.table.meaning import COLUMNS
from interpreter.table.scope import Scope
from interpreter.table.truths import NO, YES, both, either, negated, surely, unknown
from interpreter.table.values import (
    Bound,
    Nothing,
    Number,
    Truth,
    Value,
    Waits,
    Word,
    all_waits,
    number,
    unknown_like,
)

Kind = TypeVar("Kind", bound=Value)
NEGATIVE = "金额不小于零"


class Judged:
    """An award on its way to an outcome, in every row; the marks are never null.

    `concerned` where it is about the case, or may be; `looked_at` also where it was claimed
    although it is not.  `refused`, `doubtful` and `waiting` as in the outcome of one case;
    `reasons` are what refuses or cuts, each with where it does.
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
        self.cuts: list[tuple[Limit, pl.Expr]] = []
        self._pending: list[Callable[[], Waits]] = []

    @property
    def name(self) -> str:
        """The award's name."""
        return self.award.cited.name

    @property
    def out(self) -> pl.Expr:
        """Where nothing can be paid any more."""
        return self.keep(either([negated(self.concerned), self.refused]))

    @property
    def stands(self) -> pl.Expr:
        """Where it would be granted as things are."""
        marks = (self.refused, self.waiting, self.doubtful)
        return self.keep(both(self.concerned, *map(negated, marks)))

    @property
    def told(self) -> dict[str, pl.Expr]:
        """Each sentence that refuses or cuts, with where it does."""
        found: dict[str, pl.Expr] = {}
        for title, where in self.reasons:
            found[title] = either([found.get(title, NO), where])
        return found

    def keep(self, expr: pl.Expr) -> pl.Expr:
        """Work a column out once."""
        return self.scope.plan.keep(expr)

    def refuse(self, title: str, where: pl.Expr) -> None:
        """Note where a reason refuses."""
        where = self.keep(where)
        self.reasons.append((title, where))
        self.refused = self.keep(either([self.refused, where]))

    def cut(self, limit: Limit, where: pl.Expr) -> None:
        """Note where a limit cuts the amount."""
        self.reasons.append((limit.cited.says, where))
        self.cuts.append((limit, where))

    def wait(self, where: pl.Expr, waits: Callable[[], Waits], waiting: pl.Expr = YES) -> None:
        """Note where the award may come to nothing, and what it waits for there, if anything."""
        where = self.keep(where)
        self.doubtful = self.keep(either([self.doubtful, where]))
        self.lack(both(where, waiting), waits)

    def lack(self, where: pl.Expr, waits: Callable[[], Waits]) -> None:
        """Note where only the amount or the payee waits."""
        where = self.keep(where)
        if where is not NO:
            self.waiting = self.keep(either([self.waiting, where]))
            self._pending.append(lambda: {n: both(w, where) for n, w in waits().items()})

    def hold_to(self, conditions: list[tuple[str, Truth]]) -> None:
        """Note where conditions refuse or are not known, all of them at once."""
        plan, where = self.scope.plan, self.looked_at
        false = [(title, plan.false_in(truth)) for title, truth in conditions]
        self.reasons += [(title, both(fails, where)) for title, fails in false]
        fails = self.keep(both(where, either(f for _, f in false)))
        self.refused = self.keep(either([self.refused, fails]))
        open_ = self.keep(both(where, either(plan.unknown_in(t) for _, t in conditions)))
        self.wait(open_, all_waits([truth for _, truth in conditions]))

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
        unsure = either(
            [self.waiting, self.doubtful, unknown(self.amount.expr), unknown(self.payee.expr)]
        )
        found = (
            pl.when(self.refused)
            .then(pl.lit(order.index(Status.REFUSED), dtype=pl.UInt8))
            .when(negated(self.concerned))
            .then(pl.lit(order.index(Status.NOT_APPLICABLE), dtype=pl.UInt8))
            .when(unsure)
            .then(pl.lit(order.index(Status.PENDING), dtype=pl.UInt8))
            .otherwise(pl.lit(order.index(Status.GRANTED), dtype=pl.UInt8))
        )
        return found if self.present is YES else pl.when(self.present).then(found)


def judge(award: Award, scope: Scope, present: pl.Expr, claimed: pl.Expr) -> Judged:
    """Judge an award by its own conditions and work out its amount."""
    judged = Judged(award, scope, present)
    _apply(judged, claimed)
    judged.hold_to([(c.title, _asked(scope, c)) for c in award.conditions])
    on_merits = judged.refused
    judged.payee = word_value(scope.value(award.payee))
    judged.lack(unknown(judged.payee.expr), judged.payee.waits)
    paid = judged.looked_at
    if award.payment.shape is Shape.RANGE:
        _hold_in_range(judged)
    else:
        paid = judged.keep(both(paid, negated(on_merits)))
    work_out(judged, paid)
    return judged


def _apply(judged: Judged, claimed: pl.Expr) -> None:
    plan = judged.scope.plan
    applies = truth_value(judged.scope.value(judged.award.applies.expression))
    off = plan.false_in(applies)
    judged.applies = applies
    judged.concerned = judged.keep(negated(off))
    judged.looked_at = judged.keep(either([judged.concerned, claimed]))
    judged.reasons.append((judged.award.applies.title, off))
    judged.refused = judged.keep(both(off, claimed))
    judged.wait(plan.unknown_in(applies), applies.waits)


def _asked(scope: Scope, condition: Condition) -> Truth:
    """Give a condition where its window reaches; one that can be cured is never false."""
    value = truth_value(scope.value(condition.expression))
    governed = scope.governed(condition.window)
    holds, waits = value.expr, value.waits
    if governed.expr is not YES:
        holds = scope.plan.keep(either([holds, negated(governed.expr)]))
        waits = _either_waits(value, governed, holds)
    if condition.cure:
        cured = scope.plan.keep(surely(negated(holds)))
        holds = scope.plan.keep(pl.when(holds).then(YES))
        waits = _cured_waits(condition.cure, cured, waits)
    return value if holds is value.expr else Truth(holds, waits)


def _either_waits(value: Truth, governed: Truth, holds: pl.Expr) -> Callable[[], Waits]:
    """A false condition waits for its window; an unknown one for itself."""

    def waits() -> Waits:
        own = {n: both(w, unknown(holds)) for n, w in value.waits().items()}
        false = both(surely(negated(value.expr)), unknown(governed.expr))
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
    judged.lack(unknown(judged.amount.expr), judged.amount.waits)
    negative = judged.amount.figure.span[0] < 0
    below = surely(judged.amount.figure.above < 0) if negative else NO
    judged.refuse(NEGATIVE, both(paid, below))


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
    assert isinstance(inside, Truth)
    decided = judged.keep(both(judged.looked_at, number_value(formula).known))
    judged.refuse(title, both(decided, scope.plan.false_in(inside)))
    judged.wait(both(decided, scope.plan.unknown_in(inside)), inside.waits)


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
