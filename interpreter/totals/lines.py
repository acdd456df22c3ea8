"""One decided award or finding of one claim, as it is added up: money in whole 分."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from interpreter.evaluation.outcome import FindingStatus, Status
from interpreter.evaluation.program import Program
from interpreter.language.tree import Expression
from interpreter.policy.model import Award
from interpreter.policy.reach import names_through
from interpreter.reference.unknown import Answer, Known

FEN = 100  # 分 in a 元
MOST_KEPT = 1 << 16  # answers remembered before they are forgotten again


class Line(NamedTuple):
    """What became of one award or finding of one claim.

    `row` is the row of the table decided, `case` the claim's name.  `fen` is what is granted,
    in 分, 0 unless it is.  `day` is the event date, None where it is not known.  `least` and
    `most` bound a pending award, in 分; a granted one that is told to be the least has `least`.
    """

    row: int
    case: str
    subject: str
    clause: str
    status: Status | FindingStatus
    payee: str
    fen: int
    day: date | None
    facts: Mapping[str, Known]
    least: int | None = None
    most: int | None = None

    def text(self, name: str) -> str:
        """Give a fact that is a word, empty where it is not known."""
        value = self.facts.get(name)
        return value if isinstance(value, str) else ""


def yuan(fen: int) -> Fraction:
    """Give 分 in 元."""
    return Fraction(fen, FEN)


class Memory:
    """Values of expressions on the facts of lines, each worked out once for the same facts."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._reads: dict[tuple[int, str], tuple[str, ...]] = {}
        self._known: dict[tuple[object, ...], Answer] = {}

    def day(self, name: str, facts: Mapping[str, Known]) -> date | None:
        """Give the event date of an award, None where it has none or it is not known."""
        award = self.program.policy.awards[name]
        if award.event is None:
            return None
        day = self.value(award.event, award, facts)
        return day if isinstance(day, date) else None

    def value(self, expression: Expression, award: Award, facts: Mapping[str, Known]) -> Answer:
        """Give the value of an expression over the facts of a line, its award and event."""
        name = award.cited.name
        key = (id(expression), name, *map(facts.get, self._read_by(expression, award)))
        if key not in self._known:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            scope = self.program.scope(award, facts)
            self._known[key] = self.program.evaluate(expression, scope)
        return self._known[key]

    def _read_by(self, expression: Expression, award: Award) -> tuple[str, ...]:
        key = (id(expression), award.cited.name)
        if key not in self._reads:
            dates = (e for e in (award.event, award.counts_on) if e is not None)
            names = names_through([expression, *dates], self.program.policy)
            self._reads[key] = tuple(n for n in names if n in self.program.policy.facts)
        return self._reads[key]
