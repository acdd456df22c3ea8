"""Options of readings that change nothing: any case is decided by both, and comes out the same.

Only options that a rule asks for are looked at; the register may name others, for the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain

from interpreter.evaluation.program import Program
from interpreter.policy.model import Award, Finding, Policy
from interpreter.policy.reach import (
    award_expressions,
    exclusion_expressions,
    finding_expressions,
    limit_expressions,
    names_through,
)
from interpreter.solver.decision import decide
from interpreter.solver.history import History
from interpreter.solver.idle import parts_of, said_by
from interpreter.solver.inquiry import Notebook
from interpreter.solver.judging import judge
from interpreter.solver.limits import apply_limits
from interpreter.solver.question import Slice
from interpreter.solver.records import records_of
from interpreter.solver.scope import Scopes
from interpreter.solver.terms import FALSE, TRUE, Formula, negated, some
from interpreter.solver.world import Asked, World

Told = list[Formula]


def check_readings(program: Program, notebook: Notebook) -> None:
    """Note each option that a rule asks for, and by which no outcome is otherwise."""
    loaded = program.as_loaded
    spoken_of = _spoken_of(loaded)
    for reading in loaded.readings.values():
        touched = [name for name, names in spoken_of.items() if reading.id in names]
        for option in reading.options if touched and not reading.rulings else ():
            other = Program(loaded, {reading.id: option})
            policies = program.policy, other.policy
            if _is_asked(*policies) and not _Beside(policies, notebook).differ(touched):
                notebook.note("reading-idle", reading.place, reading.id, option)


def _spoken_of(policy: Policy) -> Mapping[str, frozenset[str]]:
    """Give the names that the rule of each award and finding uses."""
    found = {n: frozenset(_names(policy, award)) for n, award in policy.awards.items()}
    for name, finding in policy.findings.items():
        found[name] = frozenset(names_through(finding_expressions(finding), policy))
    return found


def _names(policy: Policy, award: Award) -> tuple[str, ...]:
    name = award.cited.name
    limits = [lim for lim in policy.limits if name in lim.over]
    exclusions = [e for e in policy.exclusions if any(name in s.awards for s in e.sides)]
    expressions = [*award_expressions(award)]
    expressions += [e for lim in limits for e in limit_expressions(lim)]
    expressions += [e for x in exclusions for e in exclusion_expressions(x)]
    return names_through(expressions, policy, [lim.measure for lim in limits if lim.measure])


def _is_asked(policy: Policy, other: Policy) -> bool:
    """Say whether anything in the rules changes with an option."""
    return replace(policy, instead={}) != replace(other, instead={})


class _Beside:
    """A policy by the options chosen and by another one, side by side."""

    def __init__(self, policies: tuple[Policy, Policy], notebook: Notebook) -> None:
        self._policies, self._notebook = policies, notebook

    def differ(self, names: list[str]) -> bool:
        """Say whether some award or finding may come out otherwise: alone, capped or at last."""
        awards = [n for n in names if n in self._policies[0].awards]
        findings = [n for n in names if n in self._policies[0].findings]
        most = max(records_of(policy, awards) for policy in self._policies)
        alone = (self._alone(awards, records) for records in (0, most))
        ways = chain(self._found(findings), *alone, self._at_last(awards, most))
        return any(self._may_differ(*way) for way in ways)

    def _found(self, names: list[str]) -> Iterator[tuple[World, Told, Told]]:
        world = World(*self._policies)
        scopes = [Scopes(world, policy, world.case) for policy in self._policies]
        for name in names:
            pair = zip(self._policies, scopes, strict=True)
            one, other = (_said_of(scope, policy.findings[name]) for policy, scope in pair)
            yield world, one, other

    def _alone(self, names: list[str], records: int) -> Iterator[tuple[World, Told, Told]]:
        """Give each award as conditions and caps leave it: mostly that tells the options apart."""
        world = World(*self._policies, asked=Asked(records=records))
        scopes = [Scopes(world, policy, world.case) for policy in self._policies]
        pairs = zip(self._policies, scopes, strict=True)
        histories = [History(world, policy, names_.uses) for policy, names_ in pairs]
        for name in names:
            three = zip(self._policies, scopes, histories, strict=True)
            one, other = (_left(policy, name, names_, told) for policy, names_, told in three)
            yield world, one, other

    def _at_last(self, names: list[str], records: int) -> Iterator[tuple[World, Told, Told]]:
        for name in names:
            world = World(*self._policies, asked=Asked(records=records))
            one, other = (said_by(decide(world, p).verdicts[name]) for p in self._policies)
            yield world, one, other

    def _may_differ(self, world: World, one: Told, other: Told) -> bool:
        if len(one) != len(other):
            return True
        differ = [negated(a == b) for a, b in zip(one, other, strict=True) if not a.eq(b)]
        self._notebook.asked += 1
        if not differ:
            return False
        return Slice(world, self._notebook.effort).exists(some(*differ)) is not False


def _said_of(scopes: Scopes, finding: Finding) -> Told:
    asked = [finding.applies.expression, finding.holds.expression, *(e for _, e in finding.values)]
    return [part for expression in asked for part in parts_of(scopes.base.lower(expression))]


def _left(policy: Policy, name: str, scopes: Scopes, history: History) -> Told:
    award = policy.awards[name]
    judged = judge(award, scopes.of(award), TRUE, FALSE)
    apply_limits(policy, judged, history)
    marks = [judged.concerned, judged.refused, judged.doubtful, judged.waiting]
    return [*marks, *parts_of(judged.amount), *parts_of(judged.payee)]
