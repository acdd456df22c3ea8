"""What an amendment would do before it is in force: its reach, its days, the cases it moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from interpreter.evaluation.decision import decide
from interpreter.evaluation.outcome import AwardOutcome
from interpreter.evaluation.program import Program
from interpreter.policy.approved import Amendment, Change
from interpreter.policy.model import Number, Policy
from interpreter.policy.reach import names_of
from interpreter.policy.versions import value_on
from interpreter.problems import Refused
from interpreter.review.golden import KNOWN_ON, Golden, case_of


@dataclass(frozen=True, slots=True)
class Effect:
    """One change: the value before, the awards it reaches, and its first and last day."""

    change: Change
    before: Number | None
    awards: tuple[str, ...]
    clauses: tuple[str, ...]
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Move:
    """A golden case whose outcome an amendment changes."""

    golden: Golden
    before: AwardOutcome
    after: AwardOutcome


def effects(base: Policy, amended: Policy, amendment: Amendment) -> list[Effect]:
    """Give what each change of an amendment reaches, and when."""
    return [_effect(base, amended, change) for change in amendment.changes]


def _effect(base: Policy, amended: Policy, change: Change) -> Effect:
    reached = [a for a in base.awards.values() if change.standard in names_of(a, base)]
    clauses = dict.fromkeys(c for a in reached for c in a.cited.cites)
    before = value_on(base.standards[change.standard], change.key, change.start)
    last = _last_day(amended, change)
    names = tuple(a.cited.name for a in reached)
    return Effect(change, before, names, tuple(clauses), change.start, last)


def _last_day(policy: Policy, change: Change) -> date:
    """The day before the next version that says otherwise, or the policy's last day."""
    standard = policy.standards[change.standard]
    for version in standard.versions:
        later = version.start > change.start
        if later and value_on(standard, change.key, version.start) != change.value:
            return version.start - timedelta(days=1)
    return policy.in_force[1]


def moves(base: Policy, amended: Policy, goldens: Iterable[Golden]) -> list[Move]:
    """Give each golden case that an amendment would decide otherwise, award by award."""
    was, would = Program(base), Program(amended)
    return [move for golden in goldens for move in _moves(was, would, golden)]


def _moves(was: Program, would: Program, golden: Golden) -> Iterator[Move]:
    if golden.amendments or golden.readings or "invalid" in golden.expect:
        return
    try:
        case = case_of(golden, was)
    except Refused:
        return
    pairs = zip(
        decide(was, case, KNOWN_ON).awards, decide(would, case, KNOWN_ON).awards, strict=True
    )
    for before, after in pairs:
        if (before.status, before.amount) != (after.status, after.amount):
            yield Move(golden, before, after)
