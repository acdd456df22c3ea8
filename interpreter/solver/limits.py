"""Caps over what was granted earlier, in any case, as one case is held to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from interpreter.evaluation.limits import counts_beside
from interpreter.language.tree import EARLIER, Expression
from interpreter.policy.model import Limit, Policy
from interpreter.solver.bounds import choose
from interpreter.solver.history import History
from interpreter.solver.judging import Filled, Judged, apply, work_out
from interpreter.solver.scope import lower
from interpreter.solver.terms import (
    FALSE,
    NEVER_KNOWN,
    TRUE,
    Formula,
    Ratio,
    Term,
    Whole,
    Word,
    every,
    negated,
    pick,
    said,
    some,
)


@dataclass(frozen=True, slots=True)
class Before:
    """An award that stands before: a record, or one of this very case; and what is read of it."""

    stands: Term
    read: Callable[[Expression | str], Term]


@dataclass(frozen=True, slots=True)
class Holding:
    """A limit over an award: where it reaches, and where what was granted earlier is known."""

    history: History
    limit: Limit
    judged: Judged
    reached: Term
    keys: tuple[Term, ...]
    active: Formula

    @property
    def known(self) -> Formula:
        """Where it reaches a case whose history is known."""
        return every(self.active, self.history.known)


def apply_limits(policy: Policy, judged: Judged, history: History) -> None:
    """Hold an award to every limit over it."""
    for limit in policy.limits:
        if judged.name in limit.over and not limit.siblings:
            _apply(policy, limit, judged, history, [])


def apply_joint_limits(policy: Policy, ordered: list[Judged], history: History) -> None:
    """Hold what exclusions left to the limits that count this case's own awards too."""
    for limit in policy.limits:
        before: list[Judged] = []
        for judged in ordered if limit.siblings else ():
            if judged.name in limit.over:
                _apply(policy, limit, judged, history, before)
            before.append(judged)


def own_thing(keys: tuple[Term, ...]) -> Formula:
    """Say where a key is of a thing that was not given: it is equal to no earlier one."""
    words = [key for key in keys if isinstance(key.value, Word)]
    return some(*(every(key.known, said(key.value.code < 0)) for key in words))


def _apply(
    policy: Policy, limit: Limit, judged: Judged, history: History, siblings: list[Judged]
) -> None:
    scope = judged.scope
    reached = scope.governed(limit.window)
    if limit.where is not None:
        reached = apply("and", scope, reached, scope.lower(limit.where))
    keys = tuple(scope.lower(key) for key in limit.keys)
    judging = every(judged.concerned, negated(judged.out) if limit.siblings else TRUE)
    active = every(judging, negated(reached.fails), negated(own_thing(keys)))
    holding = Holding(history, limit, judged, reached, keys, active)
    judged.wait(every(active, negated(history.known)))
    before = [*_records(policy, holding), *_siblings(policy, holding, siblings)]
    matched = [(each, _match(holding, each)) for each in before]
    if limit.measure:
        _measured(holding, matched)
    else:
        _counted(holding, matched)


def _records(policy: Policy, holding: Holding) -> Iterator[Before]:
    own, limit, history = holding.judged.award, holding.limit, holding.history
    awards = tuple(n for n in policy.awards if counts_beside(policy, limit, own, n))
    for told in history.records if awards else ():
        yield Before(history.is_of(told, awards), partial(history.value, told, awards))


def _siblings(policy: Policy, holding: Holding, siblings: list[Judged]) -> Iterator[Before]:
    """Give the awards of this very case that stand before, as they then stand."""
    for sibling in siblings:
        if counts_beside(policy, holding.limit, holding.judged.award, sibling.name):
            gone = some(sibling.out, negated(sibling.present))
            stands = every(sibling.stands, sibling.present)
            yield Before(Term(some(gone, stands), stands), sibling.scope.read)


def _match(holding: Holding, before: Before) -> Term:
    """Say whether an earlier award counts against a limit, in Kleene's logic."""
    limit, scope = holding.limit, holding.judged.scope
    parts = [before.stands, holding.reached]
    if limit.count:
        same = holding.history.same(before.read(limit.count), scope[limit.count])
        parts.append(Term(TRUE, negated(same)))  # the same training is not an earlier one
    for key, expression in zip(holding.keys, limit.keys, strict=True):
        parts.append(apply("equal", scope, key, before.read(expression)))
    if limit.where is not None:
        parts.append(before.read(limit.where))
    if limit.matches is not None:
        parts.append(_beside(holding, before, limit.matches))
    return apply("and", scope, *parts)


def _beside(holding: Holding, before: Before, expression: Expression) -> Term:
    """Give an expression over a case and an earlier award, whose names are behind `earlier`."""
    scope = holding.judged.scope

    def name(written: str) -> Term:
        earlier = written.startswith(EARLIER)
        return before.read(written.removeprefix(EARLIER)) if earlier else scope[written]

    return lower(expression.root, name, scope.world)


Matched = list[tuple[Before, Term]]


def _counted(holding: Holding, matched: Matched) -> None:
    limit, judged, known = holding.limit, holding.judged, holding.known
    at_most = judged.scope.lower(limit.at_most)
    surely = _count(holding, [(b, m.holds) for b, m in matched])
    _fill(holding, matched, (Term(TRUE, Ratio(surely)), Term(TRUE, Ratio(1)), at_most))
    over = _above(surely, at_most.high).holds
    judged.refuse(limit, every(known, over))
    perhaps = _count(holding, [(b, negated(m.fails)) for b, m in matched])
    within = _above(perhaps, at_most.low).fails
    judged.wait(every(known, negated(over), negated(within)))


def _fill(holding: Holding, matched: Matched, figures: tuple[Term, Term, Term]) -> None:
    """Note how full a limit is, where nothing about it is open."""
    values = [term.value for term in figures]
    if all(isinstance(value, Ratio) for value in values):
        told = every(*(t.known for t in figures), *(match.known for _, match in matched))
        known = every(holding.known, holding.reached.holds, told)
        holding.judged.filled.append(Filled(holding.limit, known, *values))


def _above(count: Whole, end: Term) -> Term:
    """Say whether one more than a count is above an end; unknown where there is none."""
    if end.value is None:
        return NEVER_KNOWN
    return Term(end.known, said((count + 1) * end.value.below > end.value.above))


def _count(holding: Holding, counted: list[tuple[Before, Formula]]) -> Whole:
    """Count different trainings, or awards where the limit tells none apart."""
    count, total = holding.limit.count, 0
    things = [(b.read(count) if count else NEVER_KNOWN, where) for b, where in counted]
    for index, (thing, where) in enumerate(things):
        same = holding.history.same
        again = some(*(every(w, same(thing, other)) for other, w in things[:index]))
        total = total + pick(every(where, negated(again)), 1, 0)
    return total


def _measured(holding: Holding, matched: Matched) -> None:
    """Hold a quantity to what is left of it; what still fits is paid where the limit cuts."""
    limit, judged, known = holding.limit, holding.judged, holding.known
    scope = judged.scope
    own, most = scope[limit.measure], scope.lower(limit.at_most)
    told = every(own.known, most.known)
    surely = _used(holding, [(b.read(limit.measure).low, m.holds) for b, m in matched])
    perhaps = _used(holding, [(b.read(limit.measure).high, negated(m.fails)) for b, m in matched])
    _fill(holding, matched, (surely, own, most))
    judged.wait(every(known, negated(told)))
    used_up = apply("at_least", scope, surely, most.high).holds
    judged.refuse(limit, every(known, used_up))
    open_ = every(known, told, negated(used_up))
    over = apply("more", scope, apply("add", scope, perhaps, own), most).holds
    alike = holding.history.same(surely, perhaps)
    unsure = every(open_, some(perhaps.open, every(negated(alike), over)))
    judged.wait(unsure)
    too_much = every(open_, negated(unsure), negated(judged.out), over)
    blind = every(holding.active, negated(holding.history.known))
    blind = every(blind, apply("more", scope, own, most).holds)
    cuts = [(blind, most)]
    if limit.cuts:
        cuts.append((too_much, apply("subtract", scope, most, perhaps)))
        judged.cuts.append((limit, too_much))
    else:
        judged.refuse(limit, too_much)
    _take(judged, limit.measure, own, cuts)


def _used(holding: Holding, measured: list[tuple[Term, Formula]]) -> Term:
    """Add up one end of what earlier awards measure, unknown where one has no such end."""
    scope = holding.judged.scope
    total = scope.world.constant(0)
    for end, where in measured:
        value = Ratio(0) if end.value is None else end.value
        each = Ratio(pick(where, value.above, 0), value.below)
        total = apply("add", scope, total, Term(some(negated(where), end.known), each))
    return total


def _take(judged: Judged, measure: str, own: Term, cuts: list[tuple[Formula, Term]]) -> None:
    """Take a quantity to be what fits, and work the amount out again from it."""
    cut, held = FALSE, own
    for where, fits in cuts:
        cut = some(cut, where)
        held = choose(where, fits, held)
    judged.scope = judged.scope.assuming({measure: held})
    work_out(judged, cut)
