"""`check --prove` on the second policy: all it finds is declared, with the reason.

`make prove` asks the same of 2019-79, which takes as long as a tenth of all tests.
"""

from __future__ import annotations

from pathlib import Path

from commands import Run

from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.sources import Source
from interpreter.solver.lint import check_policy

BASE = Path(__file__).parents[1] / "errors/base.yaml"
DECLARED = "\ndeclared: [{finding: fact-idle, of: 等级, why: 留给提标用}]\n"
RAISED = """amendment: 甲
amends: 示例
authority: 一
approved_by: 示例市人民政府
approval: 示例〔2020〕2号
decided_on: 2020-02-01
changes:
  - {standard: 每人标准, for: {等级: 初级}, from: 2020-07-01, value: 150, because: 示例}
"""
SCHOOL_BUS = "tests/policies/school-bus/policy.yaml"


def test_the_command_says_what_was_proved(run: Run) -> None:
    told = run("check", "--prove", "--overlaps", SCHOOL_BUS)
    assert told.code == 0  # so all that it finds is declared, and all that is declared it finds
    assert "已对所有可能的案件证明" in told.out
    assert "1 处已声明" in told.out
    assert "8 条底线都守得住" in told.out
    plain = run("check", SCHOOL_BUS)
    assert told.out.startswith(plain.out)
    # 第九条 speaks of passes, lines and escorts, not of what schools hire or a disability gives
    assert "  包车补助：线路补助\n" in told.out
    assert "  月票减免：残疾学生补助、包车补助\n" in told.out


def test_what_an_amendment_makes_use_of_was_rightly_declared_to_decide_nothing() -> None:
    text = BASE.read_text(encoding="utf-8") + DECLARED
    text = text.replace("rows: {初级: 100, 高级: 200}", "rows: {}, otherwise: 100")
    amended = ("甲.yaml", RAISED.encode())
    for amendments, declared in (((), 1), ((amended,), 0)):
        policy = load(Source((BASE.name, text.encode()), amendments))[0]
        checked = check_policy(Program(policy))
        assert "declared-stale" not in {problem.code for problem in checked.problems}
        assert checked.declared == declared
