"""`check --prove` on the policies there are: all it finds is declared, with the reason."""

from __future__ import annotations

from pathlib import Path

from commands import Run

from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.sources import gather
from interpreter.solver.idle import check_facts
from interpreter.solver.inquiry import Notebook
from interpreter.solver.lint import check_policy
from interpreter.solver.rules import check_awards, check_findings
from interpreter.solver.tables import check_tables

ROOT = Path(__file__).parents[2]
SCHOOL_BUS = "tests/policies/school-bus/policy.yaml"


def test_all_that_decides_nothing_is_declared() -> None:
    program = Program(load(gather(ROOT / SCHOOL_BUS))[0])
    checked = check_policy(program)
    assert [(p.code, p.about) for p in checked.problems] == []
    assert checked.declared == len(program.policy.declared) > 0
    assert checked.questions > 4 * checked.provisions


def test_2019_79_declares_all_but_its_readings() -> None:
    """The options of its readings take as long again: `make prove` asks about them too."""
    program = Program(load(gather(ROOT / "policy/2019-79.yaml"))[0])
    notebook = Notebook()
    for check in (check_awards, check_findings, check_tables, check_facts):
        check(program, notebook)
    noted = {(n.code, n.of, n.rule) for n in notebook.noted}
    declared = {(d.finding, d.of, d.rule) for d in program.policy.declared}
    assert {(code, of, rule) for code, of, rule in noted if (code, of, "") not in declared} == {
        each for each in declared if each[2]
    }
    assert {(code, of) for code, of, _ in noted} == {(code, of) for code, of, _ in declared}


def test_the_command_says_what_was_proved(run: Run) -> None:
    told = run("check", "--prove", SCHOOL_BUS)
    assert told.code == 0
    assert "已对所有可能的案件证明" in told.out
    plain = run("check", SCHOOL_BUS)
    assert plain.out == "".join(told.out.splitlines(keepends=True)[:-1])
