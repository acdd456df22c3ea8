"""What each reading is worth: how many cases another option would move, and how much money."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from interpreter.evaluation.case import Case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.outcome import Outcome
from interpreter.evaluation.program import Program
from interpreter.language.tree import EARLIER, Expression, names_in
from interpreter.policy.model import Number, Policy, Reading


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
        for reading in executable(policy)
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


def moved(before: Outcome, after: Outcome) -> bool:
    """Say whether two outcomes of a case differ in what is decided."""
    return _decided(before) != _decided(after)


def _decided(outcome: Outcome) -> list[object]:
    awards = [(a.award, a.status, a.amount, a.payee) for a in outcome.awards]
    return [*awards, *((f.finding, f.status) for f in outcome.findings)]


def executable(policy: Policy) -> list[Reading]:
    """Give the readings that some expression asks for, so that their options really decide."""
    asked = {
        name.removeprefix(EARLIER)
        for expression in expressions(policy)
        for name in names_in(expression.root)
    }
    return [reading for reading in policy.readings.values() if reading.id in asked]


def expressions(policy: Policy) -> Iterable[Expression]:
    """Give every expression of a policy."""
    yield from (c.expression for c in policy.constraints)
    yield from (d.expression for d in policy.definitions.values())
    for award in policy.awards.values():
        payment = award.payment
        yield from (c.expression for c in (award.applies, *award.conditions))
        yield from (award.payee, payment.formula, *payment.bounds)
        yield from (e for e in (award.event, award.counts_on, payment.times) if e is not None)
    for limit in policy.limits:
        yield from (*limit.keys, limit.at_most)
        yield from (e for e in (limit.where, limit.matches) if e is not None)
    for exclusion in policy.exclusions:
        yield from exclusion.keys
        sides = (side.where for side in exclusion.sides)
        yield from (e for e in (exclusion.guard, *sides) if e is not None)
    for finding in policy.findings.values():
        yield from (finding.applies.expression, finding.holds.expression)
        yield from (e for _, e in finding.values)
