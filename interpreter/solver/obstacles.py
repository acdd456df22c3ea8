"""What stands in the way of an award that no change of a case would have granted.

Each obstacle is as small as can be: without any part of it some change would do.  Several
that have nothing in common are told one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from interpreter.evaluation.case import Case
from interpreter.evaluation.program import Program
from interpreter.evaluation.remedies import Obstacle, Rule
from interpreter.policy.model import Condition
from interpreter.solver.cases import Cases
from interpreter.solver.decision import Verdict, decide
from interpreter.solver.needed import needed
from interpreter.solver.otherwise import Otherwise
from interpreter.solver.replay import Disagreement
from interpreter.solver.scope import Uses
from interpreter.solver.terms import TRUE, Formula, every, negated
from interpreter.solver.ties import Ties

MOST = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that cannot be changed: what it is called, which kind, and where it is so."""

    kind: str
    name: str
    formula: Formula


def obstacles(
    program: Program, case: Case, award: str, uses: Uses, effort: int
) -> Iterator[Obstacle]:
    """Give what keeps an award from being granted whatever is changed.

    Raises Unsettled; Disagreement where something would do after all.
    """
    world = Otherwise(program, case, award, loose=True)
    among = (*world.beside, award)
    verdict = decide(world, program.policy, uses, among).verdicts[award]
    rules = _rules(verdict)
    cases = Cases(Ties(world), [verdict.granted, *(rule.formula for rule in rules)], effort)
    left = list(_bars(world, case, cases))
    cases.add(*(p.slot.given for p in world.parts(cases) if p.slot and p.before is not None))
    if cases.possible(verdict.granted, *(bar.formula for bar in left)):
        raise Disagreement(award)
    for _ in range(MOST):
        bars = needed(cases, left, verdict.granted)
        yield _obstacle(case, bars, _refusing(cases, rules, bars))
        left = [bar for bar in left if bar not in bars]
        if not bars or cases.possible(verdict.granted, *(bar.formula for bar in left)):
            return


@dataclass(frozen=True, slots=True)
class Passed:
    """A rule, and where it does not refuse."""

    rule: Rule
    formula: Formula


def _rules(verdict: Verdict) -> list[Passed]:
    """Give what may refuse an award, each once."""
    found: dict[int, Passed] = {}
    for cause, where in verdict.causes:
        before = found.get(id(cause), Passed(cause, TRUE))
        found[id(cause)] = Passed(cause, every(before.formula, negated(where)))
    return list(found.values())


def _bars(world: Otherwise, case: Case, cases: Cases) -> Iterator[Bar]:
    """Give what is left as it is: fixed facts, other claims, earlier awards."""
    for slot in cases.slots:
        name = slot.fact.name
        if not slot.record and name in case.facts and world.is_fixed(name):
            yield Bar("fact", name, slot.same(case.facts[name]))
    for name in world.beside:
        yield Bar("claim", name, world.claimed(name))
    for number, earlier in enumerate(world.records):
        yield Bar("earlier", str(number), earlier.present)


def _refusing(cases: Cases, rules: list[Passed], bars: list[Bar]) -> tuple[Rule, ...]:
    """Give rules of which one always refuses behind some bars; none where the award waits.

    Where others stand in the way, those by which they do.
    """
    behind = tuple(bar.formula for bar in bars)
    if cases.possible(*behind, *(passed.formula for passed in rules)):
        return ()
    refusing = [passed.rule for passed in needed(cases, rules, *behind)]
    between = [rule for rule in refusing if not isinstance(rule, Condition)]
    others = any(bar.kind != "fact" for bar in bars)
    return tuple(between if others and between else refusing)


def _obstacle(case: Case, bars: list[Bar], rules: tuple[Rule, ...]) -> Obstacle:
    named: dict[str, list[str]] = {"fact": [], "claim": [], "earlier": []}
    for bar in bars:
        named[bar.kind].append(bar.name)
    earlier = tuple((case.history or ())[int(number)].written for number in named["earlier"])
    return Obstacle(
        {name: case.facts[name] for name in named["fact"]},
        earlier,
        tuple(named["claim"]),
        rules,
    )
