"""What each reading is worth: how many cases another option would move, and how much money."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from interpreter.evaluation.case import Case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.outcome import Outcome, moved
from interpreter.evaluation.program import Program
from interpreter.policy.model import Number, Policy, Reading
from interpreter.policy.readings import executable


@dataclass(frozen=True, slots=True)
class Stake:
    """What an option would do to some cases: how many move, what is paid more and less, in 元."""

    reading: Reading
    option: str
    moved: int
    more: Number
    less: Number

    @property
    def money(self) -> Number:
        """All money that changes hands otherwise."""
        return self.more + self.less


def stakes(policy: Policy, cases: Sequence[Case], known_on: date) -> list[Stake]:
    """Decide the cases under every other option of every executable reading, largest first."""
    program = Program(policy)
    chosen = [decide(program, case, known_on) for case in cases]
    found = [
        _stake(policy, reading, option, cases, chosen, known_on)
        for reading in (policy.readings[name] for name in sorted(executable(policy)))
        for option in reading.options
        if option != reading.chosen
    ]
    return sorted(found, key=lambda s: (-s.money, -s.moved, s.reading.id, s.option))


def _stake(
    policy: Policy,
    reading: Reading,
    option: str,
    cases: Iterable[Case],
    chosen: Iterable[Outcome],
    known_on: date,
) -> Stake:
    other = Program(policy, {reading.id: option})
    pairs = [(a, decide(other, case, known_on)) for a, case in zip(chosen, cases, strict=True)]
    differences = [b.total - a.total for a, b in pairs]
    more = sum(d for d in differences if d > 0)
    less = -sum(d for d in differences if d < 0)
    return Stake(reading, option, sum(moved(a, b) for a, b in pairs), more, less)
