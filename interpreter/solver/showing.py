"""What any case shows of one award's conditions and amount, as `coverage` sees it in one case."""

from __future__ import annotations

from functools import cached_property

from interpreter.evaluation.decision import together
from interpreter.language.tree import Node
from interpreter.policy.model import Condition, Limit, Payment, Shape
from interpreter.solver.decision import Verdict
from interpreter.solver.judging import Cause, apply
from interpreter.solver.scope import Scope, lower
from interpreter.solver.terms import (
    TRUE,
    Formula,
    Term,
    every,
    negated,
    some,
)
from interpreter.truth.goals import Sight, conditions_of
from interpreter.truth.thresholds import Threshold


class Showing:
    """An award in any case: which of its conditions hold, and which alone decides.

    A condition is `asked` where the award is looked at and the day lies in its window.
    """

    def __init__(self, verdict: Verdict, scope: Scope, claims_made: Formula) -> None:
        self.verdict = verdict
        self._scope = scope
        self._applies = scope.lower(verdict.award.applies.expression)
        self._claimed = every(claims_made, verdict.present)
        self.concerned = every(verdict.present, some(negated(self._applies.fails), self._claimed))
        self._conditions = conditions_of(verdict.award)
        self._held = {title: self._turned_out(c) for title, c in self._conditions.items()}

    def _turned_out(self, condition: Condition) -> dict[bool | None, Formula]:
        """Say where a condition holds, fails and is open."""
        value = self._scope.lower(condition.expression)
        if condition is self.verdict.award.applies:
            asked, surely = self.verdict.present, TRUE
        else:
            governed = self._scope.governed(condition.window)
            asked = every(self.concerned, negated(governed.fails))
            surely = TRUE if condition.cure else governed.holds
        holds, fails = every(asked, value.holds), every(asked, value.fails, surely)
        return {True: holds, False: fails, None: every(asked, negated(holds), negated(fails))}

    def _others_hold(self, title: str = "") -> Formula:
        others = (held for name, held in self._held.items() if name != title)
        return every(*(negated(some(held[False], held[None])) for held in others))

    @property
    def applies(self) -> Formula:
        """Where the award is surely about the case."""
        return self._applies.holds

    @cached_property
    def all_hold(self) -> Formula:
        """Where every condition that is asked holds."""
        return every(self.concerned, self._others_hold())

    def sight(self, title: str, sight: Sight) -> Formula:
        """Say where a condition is seen so; without a title, all of them."""
        verdict = self.verdict
        if sight is Sight.ALL_HOLD:
            return every(self.all_hold, some(verdict.granted, verdict.pending))
        held = self._held[title]
        if sight in (Sight.HOLDS, Sight.FAILS, Sight.UNKNOWN):
            return held[{Sight.HOLDS: True, Sight.FAILS: False, Sight.UNKNOWN: None}[sight]]
        alone = every(self.concerned, self._others_hold(title))
        if sight is Sight.UNKNOWN_ALONE:
            return every(held[None], alone, verdict.pending)
        condition = self._conditions[title]
        if condition.cure:
            return every(held[False], alone, verdict.pending)
        return every(held[False], alone, self._refused_only_by(condition))

    def _refused_only_by(self, condition: Condition) -> Formula:
        others = (where for cause, where in self.verdict.causes if cause is not condition)
        return every(*map(negated, others))

    def falls_with(self, other: str) -> Formula:
        """Say where the award falls because another is refused."""
        return every(self.concerned, self.caused_by(together(other)))

    def caused_by(self, cause: Cause) -> Formula:
        """Say where something refuses or cuts the award."""
        alike = cause if isinstance(cause, str) else None
        causes = (*self.verdict.causes, *self.verdict.cuts)
        return some(*(w for c, w in causes if c is cause or c == alike))

    def amount(self, sight: Sight) -> Formula:
        """Say on which side of its bounds a decided figure lies, where that decides."""
        payment, granted = self.verdict.award.payment, self.verdict.granted
        figure = self._scope.lower(payment.formula)
        if sight is Sight.UNDECIDED:
            return every(self.all_hold, figure.open)
        beyond = [self._beyond(payment, figure, index) for index in range(len(payment.bounds))]
        known = every(*(term.known for term in beyond))
        if sight in (Sight.BELOW, Sight.ABOVE):
            return every(self.all_hold, known, beyond[sight is Sight.ABOVE].holds)
        if sight is Sight.BOUND:
            return every(self.all_hold, granted, beyond[0].holds)
        return every(self.all_hold, granted, known, *(term.fails for term in beyond))

    def _beyond(self, payment: Payment, figure: Term, index: int) -> Term:
        lower_end = payment.shape is Shape.FLOOR or (payment.shape is Shape.RANGE and index == 0)
        bound = self._scope.lower(payment.bounds[index])
        return apply("less" if lower_end else "more", self._scope, figure, bound)

    def threshold(self, threshold: Threshold, sight: Sight) -> Formula:
        """Say where a case lies just on one side of a threshold, and nothing else decides."""
        inside = sight is Sight.JUST_HOLDS
        here = self.says(threshold.inside if inside else threshold.outside)
        if threshold.condition is None:
            return every(here, self.all_hold if threshold.ranged else self.verdict.granted)
        decides = self.sight("", Sight.ALL_HOLD)
        for title, condition in self._conditions.items():
            if condition is threshold.condition:
                decides = some(decides, self.sight(title, Sight.FAILS_ALONE))
        return every(here, decides)

    def says(self, node: Node) -> Formula:
        """Say where a condition of the language holds for the award."""
        return lower(node, self._scope.__getitem__, self._scope.world).holds

    def reached(self, limit: Limit) -> Term:
        """Say where a limit reaches the award."""
        governed = self._scope.governed(limit.window)
        if limit.where is None:
            return governed
        return apply("and", self._scope, governed, self._scope.lower(limit.where))
