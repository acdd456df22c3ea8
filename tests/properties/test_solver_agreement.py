"""The solver back end says of a case what the reference back end says: operators and policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from expressions import NAMES, SCOPE, Situation, answers, situations
from hypothesis import assume, given
from pinning import plainly, told
from random_cases import PROGRAM, ROOT, case_of, cases
from trials import SCALE, bounded

from interpreter.evaluation.case import read_case
from interpreter.evaluation.program import Program
from interpreter.language.checker import read
from interpreter.language.tree import Expression
from interpreter.policy.loader import load
from interpreter.policy.model import NOWHERE, Award, Fact
from interpreter.policy.sources import gather
from interpreter.problems import Refused
from interpreter.reference.backend import Evaluator, lower
from interpreter.reference.unknown import Known
from interpreter.solver.scope import Scopes
from interpreter.solver.world import World
from interpreter.truth.golden import read_goldens

FACTS = {n: Fact(n, named.type, "", None, named.low, named.high) for n, named in NAMES.items()}
LANGUAGE = replace(
    PROGRAM.policy, facts=FACTS, definitions={}, standards={}, readings={}, constraints=()
)
SCHOOL_BUS = ROOT / "tests/policies/school-bus"
PROGRAMS = {
    "2019-79": PROGRAM,
    "example-school-bus": Program(load(gather(SCHOOL_BUS / "policy.yaml"))[0]),
}
GOLDENS = {
    "2019-79": ROOT / "tests/golden/2019-79",
    "example-school-bus": SCHOOL_BUS / "golden",
}


@bounded(500)
@given(situation=situations())
def test_an_expression_means_the_same(situation: Situation) -> None:
    root, slips = read(situation.text, SCOPE)
    assume(root is not None and not slips)
    assert root is not None
    world = World(LANGUAGE)
    term = Scopes(world, LANGUAGE, world.case).base.lower(Expression(situation.text, root, NOWHERE))
    facts = {n: v for n, v in situation.known.items() if n not in situation.gone}
    expected = Evaluator().evaluate(lower(root), answers(situation.known, situation.gone))
    assert told(world, [term], facts) == [plainly(expected)]


EVERY = 40  # one golden case in so many; `LAWS_SCALE=40` takes all


class _Lowered:
    """Everything a policy asks of a case apart from its history, in one world."""

    def __init__(self, program: Program) -> None:
        self.program, self.world = program, World(program.policy)
        awards = program.policy.awards.values()
        scopes = Scopes(self.world, program.policy, self.world.case)
        self.terms = [
            (award, e, scopes.of(award).lower(e)) for award in awards for e in _asked(award)
        ]
        undated = scopes.base
        for finding in program.policy.findings.values():
            figures = (e for _, e in finding.values)
            for e in (finding.applies.expression, finding.holds.expression, *figures):
                self.terms.append((None, e, undated.lower(e)))

    def differences(self, facts: Mapping[str, Known]) -> list[str]:
        """Give the expressions on which the two back ends differ for a case."""
        found = told(self.world, [term for _, _, term in self.terms], facts)
        return [
            f"{expression.text}: {solved} ≠ {expected}"
            for (award, expression, _), solved in zip(self.terms, found, strict=True)
            if solved != (expected := plainly(self._reference(award, expression, facts)))
        ]

    def _reference(
        self, award: Award | None, expression: Expression, facts: Mapping[str, Known]
    ) -> object:
        program = self.program
        scope = program.undated(facts) if award is None else program.scope(award, facts)
        return program.evaluate(expression, scope)


def _asked(award: Award) -> Iterator[Expression]:
    yield from (c.expression for c in (award.applies, *award.conditions))
    yield from (award.payee, award.payment.formula, *award.payment.bounds)
    yield from (e for e in (award.event, award.counts_on, award.payment.times) if e is not None)


LOWERED = {name: _Lowered(program) for name, program in PROGRAMS.items()}


@pytest.mark.parametrize("suite", GOLDENS)
def test_a_golden_case_means_the_same(suite: str) -> None:
    lowered = LOWERED[suite]
    differing = {}
    for golden in read_goldens(GOLDENS[suite])[:: max(1, EVERY // SCALE)]:
        with suppress(Refused):  # a case meant to be invalid
            case = read_case(golden.raw, lowered.program, lambda _: NOWHERE)
            differing[golden.name] = lowered.differences(case.facts)
    assert len(differing) > 3
    assert {name: found for name, found in differing.items() if found} == {}


@bounded(25)
@given(raw=cases())
def test_a_random_case_means_the_same(raw: dict[str, Any]) -> None:
    assert LOWERED["2019-79"].differences(case_of(raw).facts) == []
