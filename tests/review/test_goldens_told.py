"""`test`: what staff read of golden cases, of those that are right and those that are wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from commands import ROOT, Run

HERE = Path(__file__).parent
BUS = "tests/policies/school-bus/policy.yaml"
WRONG = "tests/review/wrong"
Recorded = Callable[[Path, str], None]


def test_all_as_expected_is_said_with_the_counts(run: Run) -> None:
    printed = run("test", "--policy", BUS)
    assert printed.code == 0, printed
    assert "全部一致" in printed.out
    assert "✗" not in printed.out


def test_each_difference_is_told_in_words(run: Run, recorded: Recorded) -> None:
    printed = run("test", "--policy", BUS, "--goldens", WRONG)
    assert printed.code == 3
    recorded(HERE / "prints/differences.txt", printed.out)
    for python in ("Fraction", "Decimal", "None", "{'", "['", "frozenset"):
        assert python not in printed.out


def test_one_case_is_shown_whole(run: Run, recorded: Recorded) -> None:
    names = ("--case", "准予写成不予", "--case", "安全.yaml:7", "--case", "无效的名称写错")
    printed = run("test", "--policy", BUS, "--goldens", WRONG, *names)
    assert printed.code == 3
    recorded(HERE / "prints/cases.txt", printed.out)


def test_a_case_that_passes_is_shown_too(run: Run) -> None:
    printed = run("test", "--policy", BUS, "--goldens", WRONG, "--case", "写对了的")
    assert printed.code == 0
    assert "✓ 陪护补助" in printed.out


def test_an_amendment_on_trial_is_laid_over(run: Run, tmp_path: Path) -> None:
    amendment = tmp_path / "试行.yaml"
    amendment.write_text(
        "amendment: 示例试行\namends: example-school-bus\nauthority: 第七条第二款\n"
        "approved_by: 示例县人民政府\napproval: 示例〔2022〕1号\ndecided_on: 2022-02-01\n"
        "changes:\n  - {standard: 线路补助标准, for: {线路名称: 示例二号线}, from: 2022-03-01,"
        " value: 3.00, because: 示例理由}\n",
        encoding="utf-8",
    )
    printed = run("test", "--policy", BUS, "--amendment", str(amendment))
    assert printed.code == 3
    assert "线路补助·金额：应为 80.00 元，得到 120.00 元，多 40.00 元" in printed.out


def test_where_nothing_is_decided_nothing_passes(run: Run, tmp_path: Path) -> None:
    printed = run("test", "--policy", BUS, "--goldens", str(tmp_path))
    assert printed.code == 1
    assert "错误[no-cases]" in printed.err


def test_a_policy_without_golden_cases_is_no_success(run: Run, tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_bytes((ROOT / "tests/errors/base.yaml").read_bytes())
    printed = run("test", "--policy", str(policy))
    assert printed.code == 1
    assert "错误[no-cases]" in printed.err


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("{陪护补助: {amount: 八百}}", "要写数"),
        ("{陪护补助: {missing: history}}", "要写列表"),
        ("{陪护补助: {reasons: [没有陪护人], status: refused}}", "要写键和值"),
        ("{陪护补助: {bounds: {at_least: 很少}}}", "要写数"),
        ("{陪护补助: {reduced_by: [{cites: 一}]}}", "缺少键 `by`"),
        ("{总计: 800}", "要写键和值"),
        ("{total: 很多}", "要写数"),
        ("{invalid: 学生年级}", "要写列表"),
    ],
)
def test_an_expectation_of_the_wrong_shape_is_a_problem_with_its_place(
    run: Run, tmp_path: Path, expect: str, said: str
) -> None:
    text = (HERE / "wrong/安全.yaml").read_text(encoding="utf-8")
    head = text.partition("    expect:")[0]
    (tmp_path / "金案.yaml").write_text(f"{head}    expect: {expect}\n", encoding="utf-8")
    printed = run("test", "--policy", BUS, "--goldens", str(tmp_path))
    assert (printed.code, printed.out) == (1, "")
    assert said in printed.err
    assert f"{tmp_path.name}/金案.yaml:9:" in printed.err


@pytest.mark.parametrize(
    "options",
    [
        ("--accept", "写对了的"),
        ("--because", "示例：某文件第一条"),
        ("--accept", "甲", "--case", "乙", "--because", "示例：某文件第一条"),
        ("--accept", "甲", "--amendment", "x.yaml", "--because", "示例：某文件第一条"),
        ("--accept", "甲", "--reading", "A01=乙", "--because", "示例：某文件第一条"),
    ],
)
def test_accepting_is_one_case_at_a_time_with_a_reason(run: Run, options: tuple[str, ...]) -> None:
    assert run("test", "--policy", BUS, "--goldens", WRONG, *options).code == 2
