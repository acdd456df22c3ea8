"""What an amendment would do before it is in force: its reach, its days, the cases it moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from interpreter.evaluation.decision import decide
from interpreter.evaluation.outcome import AwardOutcome
from interpreter.evaluation.program import Program
from interpreter.policy.approved import (
    Amendment,
    Change,
    Extension,
    NewCap,
    Ruling,
    StandardChange,
)
from interpreter.policy.model import Number, Policy
from interpreter.policy.overlay import first_day
from interpreter.policy.reach import exclusion_expressions, names_of, names_through
from interpreter.policy.versions import option_on, value_on
from interpreter.problems import Refused
from interpreter.review.staleness import ends_of_rules
from interpreter.truth.golden import KNOWN_ON, Golden, case_of


@dataclass(frozen=True, slots=True)
class Effect:
    """One change: what held before, the awards it reaches, and its first and last day.

    `unmoved` names what an extension does not prolong, for it has a last day of its own.
    """

    change: Change
    before: Number | str | date | None
    awards: tuple[str, ...]
    clauses: tuple[str, ...]
    first: date
    last: date
    unmoved: tuple[tuple[str, date], ...] = ()


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
    reached = [base.awards[name] for name in _reached(base, change)]
    clauses = dict.fromkeys(c for a in reached for c in a.cited.cites)
    names = tuple(a.cited.name for a in reached)
    last = _last_day(amended, change)
    first, unmoved = first_day(change, base), _unmoved(amended, base.in_force[1], change)
    return Effect(change, _before(base, change), names, tuple(clauses), first, last, unmoved)


def _unmoved(policy: Policy, last: date, change: Change) -> tuple[tuple[str, date], ...]:
    """Name what goes on to the policy's last day so far, or beyond, and not to the new one."""
    if not isinstance(change, Extension):
        return ()
    ends = ends_of_rules(policy)
    return tuple((said.strip(), end) for said, end, _ in ends if last <= end < change.end)


def _reached(policy: Policy, change: Change) -> list[str]:
    """Name the awards whose own rule, caps or exclusions ask for what a change changes."""
    match change:
        case NewCap():
            return list(change.limit.over)
        case StandardChange():
            name = change.standard
        case Ruling():
            name = change.reading
        case Extension():
            name = change.matter.value
    beside = {
        award
        for exclusion in policy.exclusions
        if name in names_through(exclusion_expressions(exclusion), policy)
        for side in exclusion.sides
        for award in side.awards
    }
    return [n for n, a in policy.awards.items() if n in beside or name in names_of(a, policy)]


def _before(policy: Policy, change: Change) -> Number | str | date | None:
    match change:
        case StandardChange():
            return value_on(policy.standards[change.standard], change.key, change.start)
        case Ruling():
            return option_on(policy.readings[change.reading], change.start)
        case Extension():
            return policy.in_force[1]
        case NewCap():
            return None


def _last_day(policy: Policy, change: Change) -> date:
    """The day before what is changed changes again, or the policy's last day."""
    starts: list[date] = []
    match change:
        case StandardChange():
            standard = policy.standards[change.standard]
            starts = [
                v.start
                for v in standard.versions
                if v.start > change.start
                and value_on(standard, change.key, v.start) != change.value
            ]
        case Ruling():
            reading = policy.readings[change.reading]
            starts = [day for day, _ in reading.rulings if day > change.start]
        case NewCap():
            return min(change.limit.window.end or date.max, policy.in_force[1])
        case Extension():
            return change.end
    return min(starts) - timedelta(days=1) if starts else policy.in_force[1]


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
        if before.decision != after.decision:
            yield Move(golden, before, after)
