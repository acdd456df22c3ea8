"""`check --prove` on the policies there are: all it finds is declared, with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import Run

from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.sources import gather
from interpreter.solver.lint import check_policy

ROOT = Path(__file__).parents[2]
SCHOOL_BUS = "tests/policies/school-bus/policy.yaml"


@pytest.mark.parametrize("policy", ["policy/2019-79.yaml", SCHOOL_BUS])
def test_all_that_decides_nothing_is_declared(policy: str) -> None:
    program = Program(load(gather(ROOT / policy))[0])
    checked = check_policy(program)
    assert [(p.code, p.about) for p in checked.problems] == []
    assert checked.declared == len(program.policy.declared) > 0
    assert checked.questions > 4 * checked.provisions


def test_the_command_says_what_was_proved(run: Run) -> None:
    told = run("check", "--prove", SCHOOL_BUS)
    assert told.code == 0
    assert "已对所有可能的案件证明" in told.out
    plain = run("check", SCHOOL_BUS)
    assert plain.out == "".join(told.out.splitlines(keepends=True)[:-1])
