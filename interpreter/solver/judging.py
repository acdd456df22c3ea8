"""One award judged on its own in any case: does it apply, does it hold, how much would it be.

Limits and exclusions come after and work on the same `Judged`.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from functools import partial

from interpreter.policy.model import Award, Condition, Exclusion, Limit, Payment, Shape
from interpreter.solver.bounds import bounded, choose
from interpreter.solver.meaning import MEANING
from interpreter.solver.scope import Scope
from interpreter.solver.terms import (
    FALSE,
    NEVER_KNOWN,
    TRUE,
    Formula,
    Ratio,
    Term,
    every,
    negated,
    said,
    some,
)

# What refuses or cuts an award: a condition of its own, a cap, an exclusion, or a word for what
# has no place of its own in the policy.
Cause = Condition | Limit | Exclusion | str
NEGATIVE = "金额不小于零"


@dataclass(frozen=True, slots=True)
class Filled:
    """How full a limit is before it acts on an award: used earlier, wanted now, and the most.

    `known` is where it reaches the case and all that is surely known.
    """

    limit: Limit
    known: Formula
    used: Ratio
    own: Ratio
    most: Ratio


class Judged:
    """An award on its way to an outcome, in any case; every mark is a formula.

    `concerned` where it is about the case, or may be; `looked_at` also where it was claimed
    although it is not.  `refused`, `doubtful` and `waiting` as in the outcome of one case.
    `filled` are the limits over it, `steps` where each step of an exclusion refuses it, `kept`
    where an exclusion keeps another award of the case instead.
    """

    def __init__(self, award: Award, scope: Scope, present: Formula) -> None:
        self.award = award
        self.scope = scope
        self.present = present
        self.applies = NEVER_KNOWN
        self.concerned = self.looked_at = self.refused = self.doubtful = self.waiting = FALSE
        self.payee = NEVER_KNOWN
        self.amount = scope.world.constant(0)
        self.at_least = FALSE
        self.causes: list[tuple[Cause, Formula]] = []
        self.cuts: list[tuple[Cause, Formula]] = []
        self.asked: list[tuple[Condition, Term]] = []
        self.filled: list[Filled] = []
        self.steps: list[tuple[Exclusion, str, Formula]] = []
        self.kept: list[tuple[Exclusion, str, Formula]] = []

    def copy(self) -> Judged:
        """Give one like it, to go on with apart from it."""
        other = copy(self)
        other.causes, other.cuts, other.asked = [*self.causes], [*self.cuts], [*self.asked]
        other.filled, other.steps, other.kept = [*self.filled], [*self.steps], [*self.kept]
        return other

    @property
    def name(self) -> str:
        """The award's name."""
        return self.award.cited.name

    @property
    def out(self) -> Formula:
        """Where nothing can be paid any more."""
        return some(negated(self.concerned), self.refused)

    @property
    def stands(self) -> Formula:
        """Where it would be granted as things are."""
        return negated(some(self.out, self.waiting, self.doubtful))

    def refuse(self, cause: Cause, where: Formula) -> None:
        """Note where something refuses."""
        self.causes.append((cause, where))
        self.refused = some(self.refused, where)

    def wait(self, where: Formula, waiting: Formula | None = None) -> None:
        """Note where the award may come to nothing; it waits for something unless told not to."""
        self.doubtful = some(self.doubtful, where)
        self.waiting = some(self.waiting, where if waiting is None else every(where, waiting))

    def lack(self, where: Formula) -> None:
        """Note where only the amount or the payee waits."""
        self.waiting = some(self.waiting, where)


def judge(award: Award, scope: Scope, present: Formula, claimed: Formula) -> Judged:
    """Judge an award by its own conditions and work out its amount."""
    judged = Judged(award, scope, present)
    _apply(judged, claimed)
    for condition in award.conditions:
        asked = asked_of(scope, condition)
        judged.asked.append((condition, asked))
        judged.refuse(condition, every(judged.looked_at, asked.fails))
        judged.wait(every(judged.looked_at, asked.open))
    judged.payee = scope.lower(award.payee)
    paid = every(judged.looked_at, negated(judged.refused))
    if award.payment.shape is Shape.RANGE:
        paid = judged.looked_at
        _hold_in_range(judged)
    judged.lack(every(paid, judged.payee.open))
    work_out(judged, paid)
    return judged


def _apply(judged: Judged, claimed: Formula) -> None:
    applies = judged.scope.lower(judged.award.applies.expression)
    judged.applies = applies
    judged.asked.append((judged.award.applies, applies))
    judged.concerned = negated(applies.fails)
    judged.looked_at = some(judged.concerned, claimed)
    judged.refuse(judged.award.applies, every(applies.fails, claimed))
    judged.wait(applies.open)


def asked_of(scope: Scope, condition: Condition) -> Term:
    """Give a condition where its window reaches; one that can be cured is never false."""
    value, governed = scope.lower(condition.expression), scope.governed(condition.window)
    holds = some(value.holds, governed.fails)
    if condition.cure:
        return Term(holds, TRUE)
    return Term(some(holds, every(value.fails, governed.holds)), holds)


def work_out(judged: Judged, paid: Formula) -> None:
    """Work out the amount by its shape; a limit that cuts works it out again."""
    payment, scope = judged.award.payment, judged.scope
    amount = _shaped(judged, payment, scope)
    if payment.times is not None:
        amount = apply("multiply", scope, amount, scope.lower(payment.times))
    judged.amount = amount
    judged.lack(every(paid, amount.open))
    if isinstance(amount.value, Ratio):
        judged.refuse(NEGATIVE, every(paid, amount.known, said(amount.value.above < 0)))


def apply(operator: str, scope: Scope, *terms: Term) -> Term:
    """Give an operator of the language applied, with the bounds it carries through."""
    found = MEANING[operator](scope.world, *terms)
    return bounded(operator, scope.world, found, list(terms))


def _shaped(judged: Judged, payment: Payment, scope: Scope) -> Term:
    formula = scope.lower(payment.formula)
    bounds = [scope.lower(bound) for bound in payment.bounds]
    if payment.shape is Shape.CEILING:
        return apply("min", scope, formula, bounds[0])
    if payment.shape is Shape.FLOOR:
        return _floor(judged, formula, bounds[0])
    return _range(formula, *bounds) if payment.shape is Shape.RANGE else formula


def _floor(judged: Judged, formula: Term, bound: Term) -> Term:
    """The floor is certain whatever is decided above it, so it is paid and said to be one."""
    least = every(formula.open, bound.known)
    judged.at_least = some(judged.at_least, least)
    return choose(least, bound, apply("max", judged.scope, formula, bound))


def _range(formula: Term, low: Term, high: Term) -> Term:
    """An amount that is not decided yet is bounded by the range it must lie in."""
    ends = choose(formula.known, formula, low.low), choose(formula.known, formula, high.high)
    return replace(formula, ends=lambda: ends)


def _hold_in_range(judged: Judged) -> None:
    """An amount outside its range is refused, never moved into it."""
    payment, scope = judged.award.payment, judged.scope
    formula, low, high = (scope.lower(e) for e in (payment.formula, *payment.bounds))
    hold = partial(MEANING["and"], scope.world)
    floor, ceiling = (
        MEANING[operator](scope.world, formula, end)
        for operator, end in (("at_least", low), ("at_most", high))
    )
    inside = hold(floor, ceiling)
    decided = every(judged.looked_at, formula.known)
    title = f"核定的数在 {payment.bounds[0].text} 与 {payment.bounds[1].text} 之间"
    judged.refuse(title, every(decided, inside.fails))
    judged.wait(every(decided, inside.open))
