"""Suites of proposed cases: what coverage sees and what the solver is asked are the same goals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from commands import ROOT, Run
from pinned import MOST_RECORDS, pins_of
from pinning import plain, put_in

from interpreter.evaluation.case import read_case
from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.sources import gather
from interpreter.problems import Problems
from interpreter.report.suite import suite_text
from interpreter.solver.agreed import nowhere
from interpreter.solver.decision import decide
from interpreter.solver.goals import ASKED, Goals
from interpreter.solver.suite import propose
from interpreter.solver.world import Asked, World
from interpreter.truth.coverage import cover
from interpreter.truth.goals import goals_of
from interpreter.truth.golden import case_of, read_golden_file, read_goldens
from interpreter.truth.sightings import Observer
from interpreter.truth.suite import Suite

SMALL = ROOT / "tests/coverage/policy.yaml"
SCHOOL_BUS = ROOT / "tests/policies/school-bus/policy.yaml"
EACH = 5  # of the golden cases of the second policy, every so many are put into the formulas


def program(path: Path) -> Program:
    return Program(load(gather(path))[0])


@pytest.fixture(scope="module")
def suite() -> tuple[Program, Suite]:
    small = program(SMALL)
    return small, propose(small, goals_of(small.policy, small.as_loaded))


def test_no_golden_case_shows_a_goal_whose_formula_it_does_not_meet() -> None:
    """So what no case can meet no golden case can show: a proof holds for coverage too."""
    bus = program(SCHOOL_BUS)
    world = World(bus.policy, asked=Asked(records=MOST_RECORDS, claims=True))
    formulas = Goals(decide(world, bus.policy))
    goals = [g for g in goals_of(bus.policy, bus.as_loaded) if g.section in ASKED]
    asked = [formulas.formula(goal) for goal in goals]
    observer, looked_at = Observer(bus), 0
    for golden in read_goldens(SCHOOL_BUS.parent / "golden")[::EACH]:
        if golden.amendments or golden.readings or "invalid" in golden.expect:
            continue
        case = case_of(golden, bus)
        if case.history is None or len(case.history) > MOST_RECORDS:
            continue
        met = [plain(answer) for answer in put_in(asked, pins_of(world, case))]
        seen = observer.seen(golden)
        assert [g.id for g, m in zip(goals, met, strict=True) if g.id in seen and not m] == []
        looked_at += 1
    assert looked_at > 30


def test_every_goal_is_shown_or_proved_unreachable(suite: tuple[Program, Suite]) -> None:
    small, found = suite
    goals = {g.id for g in goals_of(small.policy, small.as_loaded) if g.section in ASKED}
    shown = {goal.id for proposed in found.cases for goal in proposed.goals}
    unreachable = {goal.id for goal in found.unreachable}
    assert found.undecided == ()
    assert shown | unreachable == goals
    assert not shown & unreachable
    assert unreachable == {
        '补贴/岗位补助/身份 in ["职工", "学徒", "其他"]/不成立',  # it has no other values
        '补贴/岗位补助/身份 in ["职工", "学徒", "其他"]/只因不成立',
        # 最低月数 has no value before the first day, so 合同满一年 is open there
        "界线/岗位补助/in_force_from <= 上岗日期/恰好不成立",
        # 参保才给 ends where 后一年须参保 begins: without 参保 either of them refuses
        '界线/岗位补助/上岗日期 > date("2020-12-31")/恰好成立',
        '界线/岗位补助/上岗日期 < date("2021-01-01")/恰好成立',
    }


def test_each_case_shows_its_goals_and_no_case_is_idle(suite: tuple[Program, Suite]) -> None:
    small, found = suite
    observer = Observer(small)
    for proposed in found.cases:
        case = read_case(proposed.raw, small, nowhere)
        seen = set(observer.of_case(case, frozenset(proposed.about)))
        assert proposed.goals
        assert {goal.id for goal in proposed.goals} <= seen
    assert found.fewest <= len(found.cases)


def test_what_is_pasted_reads_as_the_cases_proposed(
    suite: tuple[Program, Suite], tmp_path: Path
) -> None:
    small, found = suite
    text = suite_text(found, cover(small, [], {}), whole=True)
    for index in range(len(found.cases)):
        text = text.replace(
            "  - name:\n    because:", f"  - name: 示例{index}号\n    because: 一二", 1
        )
    text = text.replace("clause:", "clause: 二").replace("says:", "says: 示例")
    text = text.replace("{status: }", "{status: pending}")
    path, problems = tmp_path / "二.yaml", Problems()
    path.write_text(text + "\n", encoding="utf-8")
    pasted = read_golden_file(path, problems)
    assert not problems.errors
    for golden, proposed in zip(pasted, found.cases, strict=True):
        read = (read_case(raw, small, nowhere) for raw in (golden.raw, proposed.raw))
        one, other = ((c.facts, c.claims, c.history) for c in read)
        assert one == other
        assert tuple(golden.expect) == proposed.about


def test_the_command_prints_the_same_every_time(
    run: Run, recorded: Callable[[Path, str], None]
) -> None:
    found = run("suggest", "--boundary", "--policy", "tests/coverage/policy.yaml")
    assert (found.code, found.err) == (0, "")
    recorded(ROOT / "tests/prints/suggest-boundary.txt", found.out)


def test_the_whole_suite_goes_with_the_boundaries(run: Run) -> None:
    assert run("suggest", "--all").code == 2


def test_what_is_declared_unreachable_is_proved(run: Run) -> None:
    told = run("coverage", "--gate", "--prove", "--policy", "tests/policies/school-bus/policy.yaml")
    assert told.code == 0
    assert "声明达不到的 5 个，已证明 5 个" in told.out
    nothing = run("suggest", "--boundary", "--policy", "tests/policies/school-bus/policy.yaml")
    assert "没有要提议的" in nothing.out
