"""The table back end says of every case what the case back end says, to the letter."""

from __future__ import annotations

import os
from dataclasses import replace
from random import Random

import pytest
from agreement import EVERYTHING, differences, told_in_batches
from seeded import Maker
from suites import POLICIES, goldens_of, program_of

from interpreter.evaluation.case import Case
from interpreter.evaluation.program import Program
from interpreter.policy.model import Fact
from interpreter.policy.values import read_value
from interpreter.problems import Refused
from interpreter.reference.unknown import Known
from interpreter.table.decision import Table
from interpreter.table.layout import Asked
from interpreter.table.one_by_one import is_consistent
from interpreter.truth.golden import Golden, case_of, program_for

# `TABLE_SCALE=100 pytest tests/table` tries a hundred times as many random cases.
SCALE = int(os.environ.get("TABLE_SCALE", "1"))


def valid_cases(policy: str) -> list[tuple[Golden, Program, Case]]:
    """Give each golden case that is valid, with the program it is decided by."""
    found = []
    for golden in goldens_of(policy):
        try:
            program = program_for(golden, program_of(policy))
            found.append((golden, program, case_of(golden, program)))
        except Refused:
            continue
    return found


@pytest.mark.parametrize("policy", POLICIES)
def test_every_golden_case_comes_out_the_same(policy: str) -> None:
    """By the policy as it stands: with reasons, what is missing, bounds and findings."""
    program = program_of(policy)
    cases = [case for _, own, case in valid_cases(policy) if own is program]
    assert len(cases) > 100
    assert not list(told_in_batches(program, cases, len(cases)))


@pytest.mark.parametrize("policy", POLICIES)
def test_every_golden_case_under_other_rules_comes_out_the_same(policy: str) -> None:
    """With its amendments laid, or by other readings."""
    asked = Asked(reasons=True)
    others = [(g, own, c) for g, own, c in valid_cases(policy) if own is not program_of(policy)]
    assert others
    found = [
        f"{golden.name}: {said}"
        for golden, program, case in others[:: 1 if SCALE > 1 else 24]
        for said in differences(program, [case], Table(program, asked), asked)
    ]
    assert not found


READINGS = {
    "2019-79": [
        {},
        {"A09": "按付款", "A44": "两项都不给"},
        {"A44": "总给以工代训", "A42": "按天折算"},
    ],
    "school-bus": [{}],
}


@pytest.mark.parametrize(
    ("policy", "readings"), [(p, r) for p, each in READINGS.items() for r in each]
)
def test_random_cases_come_out_the_same(policy: str, readings: dict[str, str]) -> None:
    program = program_of(policy)
    if readings:
        program = Program(program.as_loaded, readings)
    examples = [dict(g.raw) for g in goldens_of(policy) if "invalid" not in g.expect]
    cases = Maker(program, examples).cases(seed=2019, count=200 * SCALE)
    assert not list(told_in_batches(program, cases, 2000))


@pytest.mark.parametrize("policy", POLICIES)
def test_cases_with_complete_columns_come_out_the_same(policy: str) -> None:
    """Where a fact is known in every case, nothing asks where it is not: soundly so."""
    program, random = program_of(policy), Random(79)
    examples = [dict(g.raw) for g in goldens_of(policy) if "invalid" not in g.expect]
    made = Maker(program, examples).cases(seed=79, count=300 * SCALE)
    for start, open_ in ((0, 0), (1, 1), (2, 10)):
        gaps = {*random.sample([*program.policy.facts], open_)}
        given = {n: known_of(f) for n, f in program.policy.facts.items() if n not in gaps}
        cases = [replace(case, facts={**given, **case.facts}) for case in made[start::3]]
        cases = [case for case in cases if is_consistent(program, case)]
        table = Table(program, EVERYTHING)
        assert not list(differences(program, cases, table))
        assert len(cases) > 20
        assert all(line.complete >= given.keys() for line in table.lines)


def known_of(fact: Fact) -> Known:
    """Give the typical value of a fact."""
    return read_value(fact, fact.typical)


FORTY_TIMES = "四十次每次二元，付给承运公司"


def test_a_difference_would_be_seen() -> None:
    program = program_of("school-bus")
    case = next(c for golden, _, c in valid_cases("school-bus") if golden.name == FORTY_TIMES)
    fewer = Case(case.id, case.claims, {**case.facts, "当月乘车次数": 39}, case.history)
    table = Table(program, EVERYTHING)
    assert not list(differences(program, [case], table))
    [said] = differences(program, [case], table, cases_of_table=[fewer])
    assert "线路补助 amount: Fraction(80, 1), in the table Fraction(78, 1)" in said
