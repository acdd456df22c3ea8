"""`check --prove` on the second policy: all it finds is declared, with the reason.

`make prove` asks the same of 2019-79, which takes as long as a tenth of all tests.
"""

from __future__ import annotations

from commands import Run

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
