"""`check --prove` on the policies there are: what it proves, and what it finds."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import Run

from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.sources import gather
from interpreter.solver.conditions import check_conditions

ROOT = Path(__file__).parents[2]
SCHOOL_BUS = "tests/policies/school-bus/policy.yaml"
# 三(二): what may be deducted is by its own formula never above what there is to deduct; the
# finding is there for its two figures.
FOUND = {
    "policy/2019-79.yaml": [("always-true", "职工教育经费税前扣除")],
    SCHOOL_BUS: [],
}


@pytest.mark.parametrize("policy", FOUND)
def test_every_condition_decides_something_but_for_these(policy: str) -> None:
    program = Program(load(gather(ROOT / policy))[0])
    checked = check_conditions(program)
    assert [(p.code, p.about) for p in checked.problems] == FOUND[policy]
    rules = [*program.policy.awards.values(), *program.policy.findings.values()]
    assert checked.rules == len(rules)
    assert checked.conditions > len(rules)


def test_the_command_says_what_was_proved(run: Run) -> None:
    told = run("check", "--prove", SCHOOL_BUS)
    assert told.code == 0
    assert "已对所有可能的案件证明" in told.out
    plain = run("check", SCHOOL_BUS)
    assert plain.out == "".join(told.out.splitlines(keepends=True)[:-1])
