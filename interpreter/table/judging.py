"""One award judged on its own in every row: does it apply, does it hold, how much would it be.

Limits and exclusions come after and work on the same `Judged`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import polars as pl

from interpreter.policy.model import Award, Condition, Payment, Shape
from interpreter.table import figures
from interpreter.table.figures import Figure
from interpreter.table.judged import Judged, Looked
from interpreter.table.meaning import COLUMNS
from interpreter.table.scope import Scope
from interpreter.table.truths import NO, YES, both, either, fails, negated, surely, unknown
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
NEGATIVE = "金额不小于零"


def judge(award: Award, scope: Scope, present: pl.Expr, claimed: pl.Expr) -> Judged:
    """Judge an award by its own conditions and work out its amount."""
    judged = Judged(award, scope, present)
    _apply(judged, claimed)
    _rest_on_early(judged)
    judged.hold_to([(c, _asked(scope, c)) for c in award.conditions])
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
    plan, condition = judged.scope.plan, judged.award.applies
    applies = truth_value(judged.scope.value(condition.expression))
    off, open_ = plan.false_in(applies), plan.unknown_in(applies)
    judged.applies = applies
    holds = judged.keep(negated(either([off, open_])))
    judged.looked.append(Looked(condition, holds, off, open_))
    judged.concerned = judged.keep(negated(off))
    judged.looked_at = judged.keep(either([judged.concerned, claimed]))
    judged.reasons.append((condition.title, off))
    judged.refused = judged.keep(both(off, claimed))
    judged.wait(open_, applies.waits)


def _rest_on_early(judged: Judged) -> None:
    """Events before the document was issued rest on a reading of their own."""
    policy, event = judged.scope.policy, judged.scope.event
    if event is not None:
        from_, issued = pl.lit(policy.in_force[0]), pl.lit(policy.issued)
        early = surely(event.expr.is_between(from_, issued, closed="left"))
        judged.rests.append((policy.before_issue, early))


def _asked(scope: Scope, condition: Condition) -> Truth:
    """Give a condition where its window reaches; one that can be cured is never false."""
    value = truth_value(scope.value(condition.expression))
    governed = scope.governed(condition.window)
    holds, waits = value.expr, value.waits
    if governed.expr is not YES:
        holds = scope.plan.keep(either([holds, negated(governed.expr)]))
        waits = _either_waits(value, governed, holds)
    if condition.cure:
        cured = scope.plan.keep(fails(holds))
        holds = scope.plan.keep(pl.when(holds).then(YES))
        waits = _cured_waits(condition.cure, cured, waits)
    return value if holds is value.expr else Truth(holds, waits)


def _either_waits(value: Truth, governed: Truth, holds: pl.Expr) -> Callable[[], Waits]:
    """A false condition waits for its window; an unknown one for itself."""

    def waits() -> Waits:
        own = {n: both(w, unknown(holds)) for n, w in value.waits().items()}
        false = both(fails(value.expr), unknown(governed.expr))
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
        lowered = surely(COLUMNS["more"](formula, bounds[0]).expr)
        judged.lowered = either([judged.lowered, lowered])
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
    cites, given = judged.award.cited.cites, number_value(formula).known
    asked = Condition(title, payment.formula, cites, (), payment.reads)
    fails, open_ = scope.plan.false_in(inside), scope.plan.unknown_in(inside)
    judged.looked.append(Looked(asked, judged.keep(negated(given)), fails, open_))
    decided = judged.keep(both(judged.looked_at, given))
    judged.fail(title, judged.keep(both(decided, fails)))
    judged.wait(both(decided, open_), inside.waits)


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
