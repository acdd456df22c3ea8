"""The facts of any case or earlier award: each an unknown of the solver, within its bounds.

A fact may also not be given.  A text may be any of the words the policies know, or another;
one that names a thing is then a thing of its own, as in the reference back end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import z3

from interpreter.evaluation.program import NOTHING_ASKED
from interpreter.language.types import Kind
from interpreter.policy.model import Fact
from interpreter.reference.unknown import Known
from interpreter.solver import days
from interpreter.solver.days import Day
from interpreter.solver.terms import (
    NEVER_KNOWN,
    TRUE,
    Chosen,
    Formula,
    Ratio,
    Term,
    Word,
    every,
    negated,
    pick,
    ratio,
    said,
    some,
)
from interpreter.solver.unknowns import Unknowns

MOST_WORDS = 9999
OTHER = "另 "  # what the name of a fact of another case beside begins with


class Facts:
    """The facts of a case, or those an earlier award was granted on.

    `own` is what a thing is called that was given no number.  Facts that are `told` have
    their values; all others may be anything, or with `closed` are not given.
    """

    def __init__(
        self,
        world: Unknowns,
        own: str,
        mark: str = "",
        told: Mapping[str, Known] | None = None,
        *,
        closed: bool = False,
    ) -> None:
        self._world = world
        self._own = own
        self._mark = mark
        self._told = told or {}
        self._closed = closed
        self._terms: dict[str, Term] = {}
        self._given: dict[str, Formula] = {}
        self._values: dict[str, Any] = {}

    @property
    def given(self) -> dict[str, Formula]:
        """For each fact looked at so far, where it is given."""
        return dict(self._given)

    def fact(self, name: str) -> Term:
        """Give the term of a fact."""
        if name not in self._terms:
            fact = self._world.facts[name]
            term = self._told_term(name) if self._is_settled(name) else self._any(fact)
            self._given[name] = term.known
            self._terms[name] = self._named(fact, term)
        return self._terms[name]

    def unknown_value(self, name: str) -> Any:
        """Give the value a fact has wherever it is given."""
        return self._values[name]

    def _is_settled(self, name: str) -> bool:
        return self._closed or name in self._told

    def _told_term(self, name: str) -> Term:
        if name not in self._told:
            return _bounded(self._world.facts[name], NEVER_KNOWN)
        value = self._told[name]
        if isinstance(value, frozenset):
            words = self._world.facts[name].type.values
            return Term(TRUE, Chosen({w: said(w in value) for w in words}))
        return self._world.constant(value)

    def _any(self, fact: Fact) -> Term:
        """Give a fact as an unknown of the solver, and note what holds for it."""
        name = self._mark + fact.name
        value, valid = _value(self._world, fact, name)
        self._values[fact.name] = value
        self._world.notes.append(valid)
        self._world.spans.update(_ends(fact, value))
        return _bounded(fact, Term(z3.Bool(f"{name}·已知"), value))

    def _named(self, fact: Fact, term: Term) -> Term:
        """A text that names a thing, or asks for one, always says something."""
        if not (fact.names_one or fact.request):
            return term
        absent = self._world.code(NOTHING_ASKED if fact.request else self._own)
        code = absent if term.value is None else pick(term.known, term.value.code, absent)
        return Term(TRUE, Word(code))

    def found_in(self, model: Any) -> dict[str, Known]:
        """Give the facts that the solver found, and those told; others looked at are not given."""
        found: dict[str, Known] = dict(self._told)
        for name, value in self._values.items():
            if z3.is_true(model.eval(self._given[name], model_completion=True)):
                found[name] = self._read(self._world.facts[name], value, model)
        return found

    def _read(self, fact: Fact, value: Any, model: Any) -> Known:
        def found(formula: Any) -> Any:
            told = model.eval(formula, model_completion=True)
            return z3.is_true(told) if z3.is_bool(told) else told.as_long()

        if isinstance(value, Chosen):
            return frozenset(word for word, has in value.has.items() if found(has))
        if isinstance(value, Day):
            return date(found(value.year), found(value.month) + 1, found(value.date))
        if isinstance(value, Ratio):
            exact = Fraction(found(value.above), value.below)
            return int(exact) if fact.type.whole else exact
        return bool(found(value)) if z3.is_bool(value) else self._world.word(found(value.code))


class Beside(Facts):
    """The facts of another case beside one: its own but for some, which stand in the one too."""

    def __init__(self, world: Unknowns, own: str, case: Facts, apart: Collection[str]) -> None:
        super().__init__(world, own)
        self._case, self._apart = case, frozenset(apart)

    def fact(self, name: str) -> Term:
        """Give the term of a fact."""
        return self._case.fact(OTHER + name if name in self._apart else name)


def _value(world: Unknowns, fact: Fact, name: str) -> tuple[Any, Formula]:
    """Give any value of a fact, with what makes it one."""
    kind = fact.type.kind
    if kind is Kind.BOOLEAN:
        return z3.Bool(name), TRUE
    if kind is Kind.SET:
        return Chosen({w: z3.Bool(f"{name}·{w}") for w in fact.type.values}), TRUE
    if kind is Kind.DATE:
        day, valid = days.unknown_day(name, _years(fact))
        return day, every(valid, *_within(fact, day))
    whole = z3.Int(name)
    if kind is Kind.NUMBER:
        below = 1 if fact.type.whole else 10 ** (fact.type.places or 0)
        return Ratio(whole, below), every(*_inside(fact, whole, below))
    if kind is Kind.CHOICE:
        return Word(whole), some(*(whole == world.code(v) for v in fact.type.values))
    return Word(whole), every(whole >= 0, whole <= MOST_WORDS)


def _bounded(fact: Fact, term: Term) -> Term:
    """Give a number that lies between the policy's bounds where it is not given."""
    low, high = fact.minimum, fact.maximum
    if term.known is TRUE or not isinstance(low, int | Fraction):
        return term
    assert isinstance(high, int | Fraction)
    ends = _end(term, low), _end(term, high)
    return Term(term.known, term.value, lambda: ends)


def _end(term: Term, end: int | Fraction) -> Term:
    bound = ratio(end)
    if term.value is None:
        return Term(TRUE, bound)
    written = end * term.value.below
    assert written.denominator == 1
    return Term(TRUE, Ratio(pick(term.known, term.value.above, int(written)), term.value.below))


def _ends(fact: Fact, value: Any) -> Iterator[tuple[str, tuple[int, int]]]:
    """Give the ends of each unknown number that stands for a fact."""
    if isinstance(value, Day):
        yield from ((str(value.year), value.span), (str(value.month), (0, 11)))
    least, most = fact.minimum, fact.maximum
    if isinstance(value, Ratio) and isinstance(least, int | Fraction):
        assert isinstance(most, int | Fraction)
        yield str(value.above), (-(-least * value.below // 1), most * value.below // 1)


def _years(fact: Fact) -> tuple[int, int]:
    first, last = fact.minimum, fact.maximum
    least, most = days.ALL_YEARS
    return (
        first.year if isinstance(first, date) else least,
        last.year if isinstance(last, date) else most,
    )


def _within(fact: Fact, day: Day) -> Iterator[Formula]:
    if isinstance(fact.minimum, date) and fact.minimum != date(fact.minimum.year, 1, 1):
        yield negated(day.is_before(days.of(fact.minimum)))
    if isinstance(fact.maximum, date) and fact.maximum != date(fact.maximum.year, 12, 31):
        yield negated(days.of(fact.maximum).is_before(day))


def _inside(fact: Fact, whole: Any, below: int) -> Iterator[Formula]:
    if isinstance(fact.minimum, int | Fraction):
        yield said(whole >= -(-fact.minimum * below // 1))
    if isinstance(fact.maximum, int | Fraction):
        yield said(whole <= fact.maximum * below // 1)
