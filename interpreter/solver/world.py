"""Every case there is: each fact as an unknown of the solver, within the policy's bounds.

A fact may also not be given.  A text may be any of the words the policy knows, or another;
one that names a thing is then a thing of its own, as in the reference back end.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import z3

from interpreter.evaluation.program import NOTHING_ASKED
from interpreter.language.types import Kind
from interpreter.policy.model import Fact, Policy
from interpreter.reference.unknown import Known
from interpreter.solver import days
from interpreter.solver.days import Day
from interpreter.solver.spans import Span, span_of
from interpreter.solver.terms import (
    TRUE,
    Chosen,
    Formula,
    Listed,
    Ratio,
    Term,
    Whole,
    Word,
    every,
    pick,
    ratio,
    said,
    some,
)

ITSELF = "\0case"  # what the reference back end calls a thing that was given no number
MOST_WORDS = 9999


class World:
    """The facts of any case and what holds for them; grows as expressions are lowered."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.notes: list[Formula] = []
        self.counted: list[tuple[Day, Whole]] = []
        self._codes: dict[str, int] = {ITSELF: -1, NOTHING_ASKED: -2}
        self._facts: dict[str, Term] = {}
        self._given: dict[str, Formula] = {}
        self._values: dict[str, Any] = {}
        self._spans: dict[str, tuple[int, int]] = {}

    def code(self, word: str) -> int:
        """Give the number that stands for a word."""
        return self._codes.setdefault(word, len(self._codes))

    @property
    def given(self) -> dict[str, Formula]:
        """For each fact looked at so far, where the case gives it."""
        return dict(self._given)

    def counted_day(self, count: Whole) -> Day:
        """Give the day with a number: one more unknown, that the number determines."""
        day, valid = days.unknown_day(f"日{len(self.counted)}")
        self.counted.append((day, count))
        self.notes += [valid, day.counted == count]
        return day

    def span(self, whole: Whole) -> Span:
        """Give the ends of a whole number, as far as its formula tells them."""
        return span_of(whole, self._spans)

    def constant(self, value: object) -> Term:
        """Give the term of a value written in the policy."""
        return Term(TRUE, self._constant(value))

    def _constant(self, value: object) -> Any:
        if isinstance(value, bool):
            return z3.BoolVal(value)
        if isinstance(value, int | Fraction):
            return ratio(value)
        if isinstance(value, date):
            return days.of(value)
        return Word(self.code(value)) if isinstance(value, str) else Listed(_words(value))

    def fact(self, name: str) -> Term:
        """Give the term of a fact of the case."""
        if name not in self._facts:
            fact = self.policy.facts[name]
            self._given[name] = given = z3.Bool(f"{name}·已知")
            value, valid = _any(self, fact)
            self.notes.append(valid)
            self._spans.update(_ends(fact, value))
            self._values[name] = value
            self._facts[name] = Term(given, value)
            if fact.names_one or fact.request:
                absent = self.code(NOTHING_ASKED if fact.request else ITSELF)
                self._facts[name] = Term(TRUE, Word(pick(given, value.code, absent)))
        return self._facts[name]

    def unknown_value(self, name: str) -> Any:
        """Give the value a fact has wherever the case gives it."""
        return self._values[name]

    def case_in(self, model: Any) -> dict[str, Known]:
        """Give the facts of the case that the solver found; those not looked at are left out."""
        return {
            name: self._read(self.policy.facts[name], self._values[name], model)
            for name, given in self._given.items()
            if z3.is_true(model.eval(given, model_completion=True))
        }

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
        return bool(found(value)) if z3.is_bool(value) else self.word(found(value.code))

    def word(self, code: int) -> str:
        """Give the word a number stands for; another number is some other text."""
        words = {number: word for word, number in self._codes.items()}
        return words.get(code, f"其他{code}")


def _any(world: World, fact: Fact) -> tuple[Any, Formula]:
    """Give any value of a fact, with what makes it one."""
    kind = fact.type.kind
    if kind is Kind.BOOLEAN:
        return z3.Bool(fact.name), TRUE
    if kind is Kind.SET:
        return Chosen({w: z3.Bool(f"{fact.name}·{w}") for w in fact.type.values}), TRUE
    if kind is Kind.DATE:
        day, valid = days.unknown_day(fact.name, _years(fact))
        return day, every(valid, *_within(fact, day))
    whole = z3.Int(fact.name)
    if kind is Kind.NUMBER:
        below = 1 if fact.type.whole else 10 ** (fact.type.places or 0)
        return Ratio(whole, below), every(*_bounded(fact, whole, below))
    if kind is Kind.CHOICE:
        return Word(whole), some(*(whole == world.code(v) for v in fact.type.values))
    return Word(whole), every(whole >= 2, whole <= MOST_WORDS)


def _words(value: object) -> tuple[str, ...]:
    assert isinstance(value, tuple | frozenset)
    return tuple(str(word) for word in value)


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
        yield day.ordered >= days.of(fact.minimum).ordered
    if isinstance(fact.maximum, date) and fact.maximum != date(fact.maximum.year, 12, 31):
        yield day.ordered <= days.of(fact.maximum).ordered


def _bounded(fact: Fact, whole: Any, below: int) -> Iterator[Formula]:
    if isinstance(fact.minimum, int | Fraction):
        yield said(whole >= -(-fact.minimum * below // 1))
    if isinstance(fact.maximum, int | Fraction):
        yield said(whole <= fact.maximum * below // 1)
