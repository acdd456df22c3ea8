"""Between what ends a number lies that is not known: each operator that carries bounds through.

It must say what the reference back end's `Unknown` says of its `low` and `high`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial, reduce
from types import MappingProxyType

from interpreter.solver.meaning import MEANING, either, equal
from interpreter.solver.terms import FALSE, TRUE, Formula, Ratio, Term, every, some
from interpreter.solver.world import World

Ends = tuple[Term, Term]
Bounding = Callable[..., Ends]


def bounded(operator: str, world: World, found: Term, terms: list[Term]) -> Term:
    """Give a term with the bounds its operator carries through, where it may be unknown."""
    bounding = ENDS.get(operator)
    if bounding is None or found.known is TRUE or not _is_number(found, terms):
        return found
    return Term(found.known, found.value, cache(partial(bounding, world, *terms)))


def _is_number(found: Term, terms: list[Term]) -> bool:
    if found.value is not None:
        return isinstance(found.value, Ratio)
    return any(isinstance(t.low.value, Ratio) for t in terms)


def choose(condition: Formula, then: Term, otherwise: Term) -> Term:
    """Give one of two terms, with the bounds of the one that is meant."""
    found = either(condition, then, otherwise)
    if then.ends is None and otherwise.ends is None and found.known is TRUE:
        return found

    def ends() -> Ends:
        low = either(condition, then.low, otherwise.low)
        return low, either(condition, then.high, otherwise.high)

    return Term(found.known, found.value, cache(ends))


def _each(operator: str) -> Bounding:
    """An operator that keeps the order of its first argument, and of any other number."""

    def ends(world: World, *terms: Term) -> Ends:
        meaning = MEANING[operator]
        return meaning(world, *(t.low for t in terms)), meaning(world, *(t.high for t in terms))

    return ends


def _subtract(world: World, left: Term, right: Term) -> Ends:
    less = MEANING["subtract"]
    return less(world, left.low, right.high), less(world, left.high, right.low)


def _negate(world: World, term: Term) -> Ends:
    less = MEANING["negate"]
    return less(world, term.high), less(world, term.low)


def _multiply(world: World, left: Term, right: Term) -> Ends:
    """The least and most of the four corners; two lower ends will do where none is negative."""
    times = MEANING["multiply"]
    corners = [times(world, a, b) for a in (left.low, left.high) for b in (right.low, right.high)]
    both = every(*(corner.known for corner in (corners[0], corners[3])))
    least, most = MEANING["min"](world, *corners), MEANING["max"](world, *corners)
    zero = world.constant(0)
    rises = every(*(MEANING["at_least"](world, t.low, zero).holds for t in (left, right)))
    alone = Term(every(rises, corners[0].known), corners[0].value)
    return either(both, least, alone), Term(every(both, most.known), most.value)


def _if_else(world: World, condition: Term, then: Term, otherwise: Term) -> Ends:
    """One of two numbers where it is not known which: between the ends of both."""
    alike = FALSE
    if then.value is not None and otherwise.value is not None:
        alike = every(then.known, otherwise.known, equal(world, then.value, otherwise.value))
    chosen = TRUE if condition.value is None else condition.value

    def end(operator: str, one: Term, other: Term) -> Term:
        hull = MEANING[operator](world, one, other)
        decided = either(chosen, one, other)
        hull = either(every(then.known, alike), then, hull) if then.value is not None else hull
        return either(condition.known, decided, hull)

    return end("min", then.low, otherwise.low), end("max", then.high, otherwise.high)


def _extreme(operator: str) -> Bounding:
    """The end that every number must have, and the one that the first known settles."""

    def ends(world: World, *terms: Term) -> Ends:
        lows, highs = [t.low for t in terms], [t.high for t in terms]
        if operator == "min":
            return MEANING["min"](world, *lows), reduce(partial(_of_known, world, "min"), highs)
        return reduce(partial(_of_known, world, "max"), lows), MEANING["max"](world, *highs)

    return ends


def _of_known(world: World, operator: str, one: Term, other: Term) -> Term:
    """Give the least or the most of two ends, or the only one there is."""
    both = MEANING[operator](world, one, other)
    only = either(one.known, one, other)
    settled = either(every(one.known, other.known), both, only) if both.value is not None else only
    return Term(some(one.known, other.known), settled.value)


ENDS: Mapping[str, Bounding] = MappingProxyType(
    {
        "add": _each("add"),
        "subtract": _subtract,
        "multiply": _multiply,
        "negate": _negate,
        "if_else": _if_else,
        "min": _extreme("min"),
        "max": _extreme("max"),
        "floor": _each("floor"),
        "round_down": _each("round_down"),
        "round_up": _each("round_up"),
        "round_half_up": _each("round_half_up"),
    }
)
