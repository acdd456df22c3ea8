"""The unknowns of the solver, what holds for them, and the numbers that stand for words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from itertools import count
from typing import Any

from interpreter.evaluation.program import NOTHING_ASKED
from interpreter.policy.model import Fact
from interpreter.solver import days
from interpreter.solver.days import Day
from interpreter.solver.spans import Span, span_of
from interpreter.solver.terms import FALSE, TRUE, Formula, Listed, Term, Whole, Word, ratio

ITSELF = "\0case"  # what the reference back end calls a thing that was given no number


class Unknowns:
    """What is known of the unknowns so far; grows as expressions are lowered.

    `notes` hold of every case.  `counted` are the days that a number determines.
    """

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self.facts = facts
        self.notes: list[Formula] = []
        self.counted: list[tuple[Day, Whole]] = []
        self.spans: dict[str, tuple[int, int]] = {}
        self._own: dict[str, int] = {ITSELF: -1, NOTHING_ASKED: -2}
        self._codes: dict[str, int] = {}

    def code(self, word: str) -> int:
        """Give the number that stands for a word; below zero for what no case can hold."""
        if word.startswith("\0"):
            return self._own.setdefault(word, -1 - len(self._own))
        if word not in self._codes:
            taken = set(self._codes.values())
            self._codes[word] = next(n for n in count(len(self._codes)) if n not in taken)
        return self._codes[word]

    def word(self, code: int) -> str:
        """Give the word a number stands for; another number is some other text from then on."""
        words = {number: word for word, number in (*self._codes.items(), *self._own.items())}
        if code not in words:
            words[code] = next(w for n in count(code) if (w := f"其他{n}") not in self._codes)
            self._codes[words[code]] = code
        return words[code]

    def counted_day(self, count: Whole) -> Day:
        """Give the day with a number: one more unknown, that the number determines."""
        for day, same in self.counted:
            if same.eq(count):
                return day
        day, valid = days.unknown_day(f"日{len(self.counted)}")
        self.counted.append((day, count))
        self.notes += [valid, day.counted == count]
        return day

    def span(self, whole: Whole) -> Span:
        """Give the ends of a whole number, as far as its formula tells them."""
        return span_of(whole, self.spans)

    def constant(self, value: object) -> Term:
        """Give the term of a value written in the policy."""
        return Term(TRUE, self._constant(value))

    def _constant(self, value: object) -> Any:
        if isinstance(value, bool):
            return TRUE if value else FALSE
        if isinstance(value, int | Fraction):
            return ratio(value)
        if isinstance(value, date):
            return days.of(value)
        return Word(self.code(value)) if isinstance(value, str) else Listed(words_in(value))


def words_in(value: object) -> tuple[str, ...]:
    """Give the words of a list or a set written in the policy."""
    assert isinstance(value, tuple | frozenset)
    return tuple(str(word) for word in value)
