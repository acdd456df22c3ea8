"""The solver's table: each operator of the language as formulas over all cases.

It must say what the reference back end's table says; agreement is tested case by case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from interpreter.solver import days
from interpreter.solver.days import Day
from interpreter.solver.terms import (
    FALSE,
    NEVER_KNOWN,
    TRUE,
    Chosen,
    Formula,
    Listed,
    Ratio,
    Term,
    Whole,
    Word,
    every,
    levelled,
    negated,
    pick,
    said,
    some,
    times,
    whole_part,
)
from interpreter.solver.world import World

Function = Callable[..., Term]


def _strict(function: Callable[..., Any]) -> Function:
    """Make a function of values known only where all its arguments are."""

    def lowered(world: World, *terms: Term) -> Term:
        if any(term.value is None for term in terms):
            return NEVER_KNOWN
        known = every(*(term.known for term in terms))
        return Term(known, function(world, *(term.value for term in terms)))

    return lowered


def _and(_: World, *terms: Term) -> Term:
    true = every(*(t.holds for t in terms))
    return Term(some(true, *(t.fails for t in terms)), true)


def _or(_: World, *terms: Term) -> Term:
    true = some(*(t.holds for t in terms))
    return Term(some(true, every(*(t.fails for t in terms))), true)


def equal(_: World, left: Any, right: Any) -> Formula:
    """Say where two values of one kind are the same."""
    if isinstance(left, Ratio):
        one, other, _below = levelled(left, right)
        return said(one == other)
    if isinstance(left, Day):
        return said(left.ordered == right.ordered)
    if isinstance(left, Word):
        return said(left.code == right.code)
    if isinstance(left, Chosen):
        return every(*(left.has[w] == right.has[w] for w in left.has))
    return said(left == right)


def _order(compare: Callable[[Whole, Whole], Any]) -> Function:
    def lowered(_: World, left: Ratio | Day, right: Ratio | Day) -> Formula:
        if isinstance(left, Day) and isinstance(right, Day):
            return said(compare(left.ordered, right.ordered))
        assert isinstance(left, Ratio)
        assert isinstance(right, Ratio)
        one, other, _below = levelled(left, right)
        return said(compare(one, other))

    return _strict(lowered)


def either(condition: Formula, then: Term, otherwise: Term) -> Term:
    """Give one of two terms; a value that is never known leaves room for the other."""
    known = pick(condition, then.known, otherwise.known)
    if then.value is None or otherwise.value is None:
        return Term(known, otherwise.value if then.value is None else then.value)
    return Term(known, _one_of(condition, then.value, otherwise.value))


def _one_of(condition: Formula, then: Any, otherwise: Any) -> Any:
    if isinstance(then, Ratio):
        one, other, below = levelled(then, otherwise)
        return Ratio(pick(condition, one, other), below)
    if isinstance(then, Day):
        return days.either(condition, then, otherwise)
    if isinstance(then, Word):
        return Word(pick(condition, then.code, otherwise.code))
    if isinstance(then, Chosen):
        return Chosen({w: pick(condition, then.has[w], otherwise.has[w]) for w in then.has})
    return pick(condition, then, otherwise)


def _if_else(world: World, condition: Term, then: Term, otherwise: Term) -> Term:
    """Whatever the condition turns out to be, two equal values are that value."""
    chosen = either(TRUE if condition.value is None else condition.value, then, otherwise)
    alike = FALSE
    if then.value is not None and otherwise.value is not None:
        alike = every(then.known, otherwise.known, equal(world, then.value, otherwise.value))
    return Term(some(every(condition.known, chosen.known), alike), chosen.value)


def _extreme(compare: Callable[[Whole, Whole], Any]) -> Function:
    order = _order(compare)

    def lowered(world: World, *terms: Term) -> Term:
        if any(term.value is None for term in terms):
            return NEVER_KNOWN
        found = terms[0]
        for term in terms[1:]:
            found = either(order(world, term, found).value, term, found)
        return Term(every(*(t.known for t in terms)), found.value)

    return lowered


def _add(_: World, left: Ratio, right: Ratio) -> Ratio:
    one, other, below = levelled(left, right)
    return Ratio(one + other, below)


def _subtract(_: World, left: Ratio, right: Ratio) -> Ratio:
    one, other, below = levelled(left, right)
    return Ratio(one - other, below)


def _multiply(_: World, left: Ratio, right: Ratio) -> Ratio:
    return Ratio(times(left.above, right.above), times(left.below, right.below))


def _divide(_: World, left: Term, right: Term) -> Term:
    if left.value is None or right.value is None:
        return NEVER_KNOWN
    by = right.value
    usable = every(left.known, right.known, said(by.above != 0))
    positive = said(by.above > 0)
    above = left.value.above * by.below
    size = pick(positive, by.above, pick(said(by.above == 0), 1, -by.above))
    return Term(usable, Ratio(pick(positive, above, -above), left.value.below * size))


def _rounding(way: Callable[[Ratio], Whole]) -> Function:
    def lowered(_: World, value: Ratio, places: Ratio) -> Ratio:
        scale = 10**places.above  # a written number: the checker sees to it
        return Ratio(way(Ratio(times(value.above, scale), value.below)), scale)

    return _strict(lowered)


def _up(number: Ratio) -> Whole:
    return -whole_part(Ratio(-number.above, number.below))


def _half_up(number: Ratio) -> Whole:
    positive = said(number.above >= 0)
    size = pick(positive, number.above, -number.above)
    rounded = whole_part(Ratio(2 * size + number.below, 2 * number.below))
    return pick(positive, rounded, -rounded)


def _contains(world: World, chosen: Chosen, word: Word) -> Formula:
    return some(*(every(has, said(world.code(w) == word.code)) for w, has in chosen.has.items()))


def _among(world: World, word: Word, listed: Listed) -> Formula:
    return some(*(said(word.code == world.code(w)) for w in listed.words))


def _any_of(_: World, chosen: Chosen, listed: Listed) -> Formula:
    return some(*(chosen.has[w] for w in listed.words))


def _count(_: World, chosen: Chosen) -> Ratio:
    return Ratio(sum(pick(has, 1, 0) for has in chosen.has.values()))


MEANING: Mapping[str, Function] = MappingProxyType(
    {
        "and": _and,
        "or": _or,
        "not": _strict(lambda _, a: negated(a)),
        "equal": _strict(equal),
        "unequal": _strict(lambda world, a, b: negated(equal(world, a, b))),
        "less": _order(lambda a, b: a < b),
        "at_most": _order(lambda a, b: a <= b),
        "more": _order(lambda a, b: a > b),
        "at_least": _order(lambda a, b: a >= b),
        "among": _strict(_among),
        "contains": _strict(_contains),
        "any_of": _strict(_any_of),
        "count": _strict(_count),
        "add": _strict(_add),
        "subtract": _strict(_subtract),
        "multiply": _strict(_multiply),
        "divide": _divide,
        "negate": _strict(lambda _, a: Ratio(-a.above, a.below)),
        "if_else": _if_else,
        "min": _extreme(lambda a, b: a < b),
        "max": _extreme(lambda a, b: a > b),
        "floor": _strict(lambda _, a: Ratio(whole_part(a))),
        "round_down": _rounding(whole_part),
        "round_up": _rounding(_up),
        "round_half_up": _rounding(_half_up),
        "year": _strict(lambda _, d: Ratio(d.year)),
        "day": _strict(lambda _, d: Ratio(d.date)),
        "add_years": _strict(lambda w, d, n: days.add_years(d, n.above, w.span(n.above))),
        "add_months": _strict(lambda w, d, n: days.add_months(d, n.above, w.span(n.above))),
        "add_days": _strict(lambda world, d, n: days.add_days(d, n.above, world.counted_day)),
        "years_between": _strict(lambda _, a, b: Ratio(days.years_between(a, b))),
        "months_between": _strict(lambda _, a, b: Ratio(days.months_between(a, b))),
        "days_between": _strict(lambda _, a, b: Ratio(b.counted - a.counted)),
        "unstated": lambda _, __: NEVER_KNOWN,
    }
)
