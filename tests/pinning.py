"""A single case pinned in the solver: what its formulas say of it, for comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import z3

from interpreter.reference.unknown import Known, Unknown
from interpreter.solver.days import Day
from interpreter.solver.facts import Facts
from interpreter.solver.terms import Chosen, Ratio, Term, Word
from interpreter.solver.world import World

UNKNOWN = "未知"


def told(world: World, terms: Sequence[Term], facts: Mapping[str, Known]) -> list[object]:
    """Give what each term says of exactly these facts, all others unknown: a value, or that."""
    parts = [part for term in terms for part in _parts(term)]
    formulas = [part for part in parts if not isinstance(part, int)]
    pins = list(fact_pins(world, world.case, facts))
    for day, count in world.counted:
        (number,) = put_in([count], pins)
        pins += day_pins(day, date.fromordinal(number.as_long()))
    found = iter(plain(f) for f in put_in(formulas, pins))
    values = iter([part if isinstance(part, int) else next(found) for part in parts])
    return [_value(world, term, [next(values) for _ in _parts(term)]) for term in terms]


def _parts(term: Term) -> list[Any]:
    """Give the formulas a term is made of."""
    value = term.value
    if value is None:
        return []
    if isinstance(value, Ratio):
        return [term.known, value.above, value.below]
    if isinstance(value, Day):
        return [term.known, value.year, value.month, value.date]
    return [term.known, value.code if isinstance(value, Word) else value]


def _value(world: World, term: Term, found: list[Any]) -> object:
    if not found or not found[0]:
        return UNKNOWN
    if isinstance(term.value, Ratio):
        return Fraction(found[1], found[2])
    if isinstance(term.value, Day):
        return date(found[1], found[2] + 1, found[3])
    return world.word(found[1]) if isinstance(term.value, Word) else found[1]


def put_in(formulas: Sequence[Any], pins: Sequence[tuple[Any, Any]]) -> list[Any]:
    """Put values in and simplify, all formulas at once: they share most of their parts."""
    whole = z3.Function("全部", *(f.sort() for f in formulas), z3.BoolSort())(*formulas)
    return list(z3.simplify(z3.substitute(whole, *pins)).children())


def plain(value: Any) -> Any:
    """Give the Python value; what nothing determines is of no interest, for it is not known."""
    if z3.is_bool(value):
        return z3.is_true(value)
    return value.as_long() if z3.is_int_value(value) else None


def fact_pins(world: World, facts: Facts, known: Mapping[str, Known]) -> Iterator[tuple[Any, Any]]:
    """Give each unknown of the solver that stands for a fact with its value.

    A fact that is not given may have any value without anyone knowing: it gets a plain one.
    """
    for name, given in facts.given.items():
        yield given, z3.BoolVal(name in known)
        value = facts.unknown_value(name)
        yield from _same(world, value, known.get(name, _plain_value(value)))


def _plain_value(value: Any) -> Any:
    if isinstance(value, Day):
        return date(2000, 1, 1)
    return "" if isinstance(value, Word) else () if isinstance(value, Chosen) else 0


def _same(world: World, value: Any, known: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, Ratio):
        yield value.above, z3.IntVal(int(Fraction(known) * value.below))
    elif isinstance(value, Day):
        yield from day_pins(value, known)
    elif isinstance(value, Word):
        yield value.code, z3.IntVal(world.code(known))
    elif isinstance(value, Chosen):
        yield from ((has, z3.BoolVal(word in known)) for word, has in value.has.items())
    else:
        yield value, z3.BoolVal(bool(known))


def day_pins(unknown: Day, day: date) -> Iterator[tuple[Any, Any]]:
    parts = ((unknown.year, day.year), (unknown.month, day.month - 1), (unknown.date, day.day))
    yield from ((part, z3.IntVal(number)) for part, number in parts)


def plainly(answer: object) -> object:
    """Give the reference back end's answer in the same form."""
    if answer is None or isinstance(answer, Unknown):
        return UNKNOWN
    exact = isinstance(answer, int) and not isinstance(answer, bool)
    return Fraction(answer) if exact else answer  # type: ignore[call-overload]
