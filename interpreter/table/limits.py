"""Caps over what was granted earlier, in every row, as one case after the other is held to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from interpreter.evaluation.history import HISTORY
from interpreter.evaluation.limits import counts_beside
from interpreter.language.tree import EARLIER, names_in
from interpreter.policy.model import Limit, Policy
from interpreter.policy.reach import names_through
from interpreter.table import figures
from interpreter.table.figures import Figure
from interpreter.table.history import History
from interpreter.table.judged import Judged
from interpreter.table.judging import NEGATIVE, work_out
from interpreter.table.lowering import lower
from interpreter.table.meaning import COLUMNS
from interpreter.table.truths import NEVER, NO, YES, both, either, fails, negated, surely, unknown
from interpreter.table.values import Bound, Number, Truth, Value, Waits, Word, number, unknown_like

OWN = "\0"  # what begins with it is equal to nothing a case can hold


@dataclass(frozen=True, slots=True)
class Holding:
    """A limit over an award: where it reaches, and where what was granted earlier is known."""

    limit: Limit
    judged: Judged
    reached: Truth
    keys: list[Value]
    active: pl.Expr
    known: pl.Expr


def apply_limits(policy: Policy, judged: Judged, history: History, known: pl.Expr) -> None:
    """Hold an award to every limit over it; `known` is where the history is."""
    for limit in policy.limits:
        if judged.name in limit.over and not limit.siblings:
            _apply(policy, limit, judged, history, known, [])


def apply_joint_limits(
    policy: Policy, ordered: list[Judged], history: History, known: pl.Expr
) -> None:
    """Hold what exclusions left to the limits that count this case's own awards too."""
    for limit in policy.limits:
        before: list[Judged] = []
        for judged in ordered if limit.siblings else ():
            if judged.name in limit.over:
                _apply(policy, limit, judged, history, known, before)
            before.append(judged)


def own_thing(
    policy: Policy, judged: Judged, keys: list[Value], limit_keys: tuple[object, ...]
) -> pl.Expr:
    """Say where a key is of a thing that was not given: it is equal to no earlier one."""
    unnamed = {n for n, f in policy.facts.items() if f.names_one or f.request}
    found = NO
    for key, expression in zip(keys, limit_keys, strict=True):
        names = names_through([expression], policy)  # type: ignore[list-item]
        if isinstance(key, Word) and key.words is None and unnamed.intersection(names):
            found = either([found, judged.keep(surely(key.expr.str.starts_with(OWN)))])
    return judged.keep(found)


def _apply(
    policy: Policy,
    limit: Limit,
    judged: Judged,
    history: History,
    known: pl.Expr,
    siblings: list[Judged],
) -> None:
    scope = judged.scope
    reached: Value = scope.governed(limit.window)
    if limit.where is not None:
        reached = scope.plan.hold(COLUMNS["and"](reached, scope.value(limit.where)))
    assert isinstance(reached, Truth)
    keys = [scope.value(key) for key in limit.keys]
    judging = both(judged.concerned, negated(judged.out)) if limit.siblings else judged.concerned
    missed = scope.plan.false_in(reached)
    own = own_thing(policy, judged, keys, limit.keys)
    active = judged.keep(both(judging, negated(missed), negated(own)))
    holding = Holding(limit, judged, reached, keys, active, judged.keep(both(active, known)))
    judged.rests.append((limit.cited.readings, both(judging, negated(missed))))
    judged.wait(both(active, negated(known)), lambda: {HISTORY: YES})
    if limit.measure:
        _measured(policy, holding, history)
    else:
        _counted(policy, holding, history, siblings)


def _match(policy: Policy, holding: Holding, history: History) -> tuple[Truth, pl.Expr] | None:
    """Give whether each record counts against a limit, and what tells trainings apart."""
    limit, judged = holding.limit, holding.judged
    awards = [n for n in policy.awards if counts_beside(policy, limit, judged.award, n)]
    if history.empty or not awards:
        return None
    parts: list[Value] = [Truth(history.named(awards))]
    told = history.keep(pl.lit(0))
    if limit.count:
        told, same = history.texts_apart(awards, limit.count, judged.scope)
        parts.append(Truth(history.keep(negated(same))))
    for key, expression in zip(holding.keys, limit.keys, strict=True):
        theirs = history.record(awards, lambda scope, e=expression: scope.value(e))  # type: ignore[misc]
        parts.append(history.hold(COLUMNS["equal"](history.case(key), theirs)))
    if limit.where is not None:
        where = limit.where
        parts.append(history.record(awards, lambda scope: scope.value(where)))
    if limit.matches is not None:
        parts.append(history.beside(limit.matches, judged.scope, awards))
    parts.append(history.case(holding.reached))
    return history.all_of(parts), told


def _counted(policy: Policy, holding: Holding, history: History, siblings: list[Judged]) -> None:
    limit, judged, known = holding.limit, holding.judged, holding.known
    at_most = _number(judged.scope.value(limit.at_most))
    sure, perhaps, waits = _count(policy, holding, history)
    for sibling in siblings:
        if counts_beside(policy, limit, judged.award, sibling.name):
            match = _sibling(holding, sibling)
            sure += surely(match.expr).cast(pl.Int64)
            perhaps += negated(fails(match.expr)).cast(pl.Int64)
            waits.append(match.waits)
    least, most = at_most.low(), at_most.high()
    over = judged.keep(surely(judged.keep(_above(sure, most))))
    judged.refuse(limit.cited.says, both(known, over))
    within = judged.keep(fails(judged.keep(_above(perhaps, least))))
    waits_for = _joined([at_most.waits, *waits])
    judged.wait(both(known, negated(over), negated(within)), waits_for)


def _above(count: pl.Expr, end: Figure | None) -> pl.Expr:
    """Say whether one more than a count is above an end; unknown where there is none."""
    if end is None:
        return NEVER
    return figures.less(end, figures.whole(count + 1, (1, 2**40)))


def _count(
    policy: Policy, holding: Holding, history: History
) -> tuple[pl.Expr, pl.Expr, list[Callable[[], Waits]]]:
    """Give how many trainings surely count, how many may, and what that waits for."""
    matched = _match(policy, holding, history)
    if matched is None:
        none = pl.lit(0, dtype=pl.Int64)
        return none, none, []
    match, told = matched

    def trainings(where: pl.Expr) -> pl.Expr:
        counted = told.filter(where).n_unique() if holding.limit.count else where.sum()
        return history.sum_up(counted.cast(pl.Int64), 0)

    sure = history.keep(surely(match.expr))
    may = history.keep(negated(fails(match.expr)))
    return trainings(sure), trainings(may), [history.waits(unknown(match.expr), match)]


def _sibling(holding: Holding, sibling: Judged) -> Truth:
    """Give whether an award of this very case, as it stands, counts against the limit."""
    limit, judged = holding.limit, holding.judged
    scope, theirs = judged.scope, sibling.scope
    gone = either([sibling.out, negated(sibling.present)])
    stands = pl.when(gone).then(NO).when(sibling.stands).then(YES)
    parts: list[Value] = [Truth(judged.keep(stands), sibling.waits()), holding.reached]
    for key, expression in zip(holding.keys, limit.keys, strict=True):
        parts.append(COLUMNS["equal"](key, theirs.value(expression)))
    if limit.where is not None:
        parts.append(theirs.value(limit.where))
    if limit.matches is not None:
        names = {
            n: theirs[n.removeprefix(EARLIER)] if n.startswith(EARLIER) else scope[n]
            for n in _names(limit)
        }
        parts.append(lower(limit.matches.root, names, scope.plan))
    found = scope.plan.hold(COLUMNS["and"](*parts))
    assert isinstance(found, Truth)
    return found


def _names(limit: Limit) -> tuple[str, ...]:
    return () if limit.matches is None else names_in(limit.matches.root)


def _measured(policy: Policy, holding: Holding, history: History) -> None:
    """Hold a quantity to what is left of it; what still fits is paid where the limit cuts."""
    limit, judged, active, known = holding.limit, holding.judged, holding.active, holding.known
    own, most = _number(judged.scope[limit.measure]), _number(judged.scope.value(limit.at_most))
    keep = judged.keep
    told = keep(both(own.known, most.known))
    surely_used, perhaps_used, waits = _used(policy, holding, history)
    judged.wait(both(known, negated(told)), _joined([own.waits, most.waits]))
    used_up = keep(both(told, fails(figures.less(surely_used, most.figure))))
    highest = most.high()
    if highest is not None:
        blindly = both(negated(told), fails(figures.less(surely_used, highest)))
        used_up = keep(either([used_up, blindly]))
    judged.refuse(limit.cited.says, both(known, used_up))
    open_ = both(known, told, negated(used_up))
    over = keep(surely(figures.less(most.figure, figures.plus(perhaps_used, own.figure))))
    alike = keep(surely(figures.equal(perhaps_used, surely_used)))
    unsure = either([unknown(perhaps_used.above), both(negated(alike), over)])
    unsure = keep(both(open_, unsure))
    judged.wait(unsure, _joined(waits))
    too_much = keep(both(open_, negated(unsure), negated(judged.out), over))
    blind = both(active, negated(known), surely(figures.less(most.figure, own.figure)))
    judged.set_apart(blind)
    cuts = [(keep(blind), most.figure)]
    if limit.cuts:
        cuts.append((too_much, figures.plus(most.figure, figures.minus(perhaps_used))))
        judged.cut(limit, too_much)
    else:
        judged.refuse(limit.cited.says, too_much)
    _take(judged, limit.measure, own, cuts)


def _take(judged: Judged, measure: str, own: Number, cuts: list[tuple[pl.Expr, Figure]]) -> None:
    """Take a quantity to be what fits, and work the amount out again from it."""
    cuts = [(where, fits) for where, fits in cuts if where is not NO]
    if not cuts:
        judged.refuse(NEGATIVE, NO)  # the bits of the reasons are the same for every table
        return
    cut = judged.keep(either(where for where, _ in cuts))
    figure = figures.chosen(*cuts, (negated(cut), own.figure))

    def bound(of: Bound) -> Bound:
        return lambda: figures.chosen(*cuts, (negated(cut), of() or figures.nothing()))

    held = judged.scope.plan.hold(number(figure, own.waits, bound(own.low), bound(own.high)))
    judged.scope = judged.scope.with_({measure: held})
    work_out(judged, cut)


def _used(
    policy: Policy, holding: Holding, history: History
) -> tuple[Figure, Figure, list[Callable[[], Waits]]]:
    """Give what records surely and perhaps used of a quantity, unknown without such a bound."""
    matched = _match(policy, holding, history)
    if matched is None:
        return figures.constant(0), figures.constant(0), []
    match, _ = matched
    limit, judged = holding.limit, holding.judged
    awards = [n for n in policy.awards if counts_beside(policy, limit, judged.award, n)]
    measure = _number(history.record(awards, lambda scope: scope[limit.measure]))
    low, high = measure.low() or figures.nothing(), measure.high() or figures.nothing()
    sure = history.keep(surely(match.expr))
    may = history.keep(negated(fails(match.expr)))
    waits = [
        history.waits(unknown(match.expr), match),
        history.waits(both(may, unknown(measure.expr)), measure),
    ]
    return history.total(low, sure), history.total(high, may), waits


def _number(value: Value) -> Number:
    found = (
        value if isinstance(value, Number) else unknown_like(number(figures.nothing()), value.waits)
    )
    assert isinstance(found, Number)
    return found


def _joined(held: list[Callable[[], Waits]]) -> Callable[[], Waits]:
    def waits() -> Waits:
        found: Waits = {}
        for each in held:
            for name, where in each().items():
                found[name] = found[name] | where if name in found else where
        return found

    return waits
