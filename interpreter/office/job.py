"""What a run over a table is asked to do, and what it came to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from interpreter.evaluation.program import Program
from interpreter.evaluation.succession import Settled
from interpreter.office.claims import Flaw
from interpreter.office.earlier import record_of
from interpreter.office.work import Work
from interpreter.problems import Place, Problem


class Progress(Protocol):
    """Is told how far a stage has come, of how many rows; None where that is not known."""

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Show it."""


@dataclass(frozen=True)
class Order:
    """What is to be decided and where to: `earlier` None says that nobody knows what was before.

    `carried` columns are not read.  `strict` stops at the first row that cannot be decided.
    `against` is an output to compare with, which must stay.
    """

    source: Path
    output: Path
    sheet: str | None = None
    carried: tuple[str, ...] = ()
    earlier: Path | None = None
    none_before: bool = False
    strict: bool = False
    resume: bool = False
    against: Path | None = None


@dataclass
class Summary:
    """What a run came to: rows decided and not, lines by result, 元 granted, what to know."""

    decided: int = 0
    undecided: int = 0
    lines: dict[str, int] = field(default_factory=dict)
    granted: Decimal = Decimal(0)
    late: int = 0
    remarks: tuple[str, ...] = ()
    files: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Job:
    """An order with the program it is decided by, the day it is known on, and who is told."""

    order: Order
    program: Program
    known_on: date
    progress: Progress

    def settled(self, work: Work, persons: Iterable[str]) -> Settled | None:
        """Give what some persons were granted before, None where nobody knows."""
        if self.order.none_before:
            return {}
        if self.order.earlier is None:
            return None
        kept = {person: work.settled(person) for person in persons}
        return {p: tuple(record_of(w, self.program) for w in kept[p]) for p in kept}


def problem_of(flaw: Flaw, file: str) -> Problem:
    """Give what is wrong with a row as a problem of its file."""
    named = not flaw.column or flaw.column in flaw.message
    message = flaw.message if named else f"列 `{flaw.column}`：{flaw.message}"
    return Problem(flaw.code, Place(file, flaw.row), message, flaw.hint, about=flaw.column)
