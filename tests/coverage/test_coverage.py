"""What the golden cases show of the rules: hand-written, for each kind of rule what counts."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from commands import ROOT, Run
from suites import FOLDERS, POLICIES, goldens_of, program_of

from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.sources import gather
from interpreter.problems import Problems
from interpreter.truth.coverage import cover
from interpreter.truth.declarations import UNREACHABLE, read_declared
from interpreter.truth.goals import goals_of
from interpreter.truth.golden import Golden, read_goldens
from interpreter.truth.sightings import Observer

HERE = Path(__file__).parent
PRINTS = ROOT / "tests/prints"
SMALL = "example-coverage"
ON_SMALL = ("--policy", "tests/coverage/policy.yaml")
PROGRAMS = {suite: program_of(suite) for suite in POLICIES}
GOLDENS: dict[str, Sequence[Golden]] = {suite: goldens_of(suite) for suite in POLICIES}
PROGRAMS[SMALL] = Program(load(gather(HERE / "policy.yaml"))[0])
GOLDENS[SMALL] = read_goldens(HERE / "golden")


def goals(suite: str) -> set[str]:
    program = PROGRAMS[suite]
    return {goal.id for goal in goals_of(program.policy, program.as_loaded)}


def golden(suite: str, name: str) -> Golden:
    return next(g for g in GOLDENS[suite] if g.name == name)


def seen(suite: str, name: str) -> set[str]:
    return Observer(PROGRAMS[suite]).seen(golden(suite, name)) & goals(suite)


@pytest.mark.parametrize("suite", POLICIES)
def test_every_rule_is_shown_or_said_to_be_unreachable(suite: str) -> None:
    problems = Problems()
    declared = read_declared(UNREACHABLE, FOLDERS[suite], problems)
    found = cover(PROGRAMS[suite], GOLDENS[suite], declared)
    assert not problems.errors
    assert [goal.id for goal in found.missing] == []
    assert found.failing == 0
    assert found.is_complete


def test_the_goals_of_a_small_policy() -> None:
    """Conditions either way and alone; rows; both directions and steps; other options."""
    award = "补贴/岗位补助"
    ways = ("成立", "不成立", "不明", "只因不成立", "只因不明")
    titles = ("合同满一年", "交了表", "参保才给", "施行期内", "后一年须参保")
    kinds = '身份 in ["职工", "学徒", "其他"]'
    rows = [f"{start} {key}" for start in ("2020-01-01", "2021-01-01") for key in ("职工", "其他")]
    lines = (
        *(f"岗位补助/{day}" for day in ("in_force_from <= 上岗日期", "上岗日期 <= in_force_to")),
        *(f"交通补助/{day}" for day in ("in_force_from <= 上岗日期", "上岗日期 <= in_force_to")),
        "岗位补助/合同月数 >= 最低月数",
        '岗位补助/上岗日期 > date("2020-12-31")',  # after it 参保才给 is not asked,
        '岗位补助/上岗日期 < date("2021-01-01")',  # before it 后一年须参保,
        '岗位补助/上岗日期 >= date("2021-01-01")',  # and from then on 岗位标准 is another one
        "交通补助/核定数 <= 交通上限",
        "每年培训/培训次数 >= 1",
    )
    assert goals("example-coverage") == {
        f"{award}/条件都成立",
        *(f"{award}/{title}/{way}" for title in (*titles, kinds) for way in ways),
        *(f"{award}/{payee}/付给" for payee in ("企业", "劳务企业")),
        "补贴/交通补助/条件都成立",
        *(f"补贴/交通补助/施行期内/{way}" for way in ways),
        "补贴/交通补助/岗位补助/随之不予",
        *(f"补贴/交通补助/金额/{way}" for way in ("受限", "不受限", "没有核定")),
        "补贴/交通补助/个人/付给",
        *(f"标准/岗位标准/{row}/用到" for row in rows),
        *(f"标准/{name}/2020-01-01/用到" for name in ("交通上限", "最低月数")),
        *(f"上限/一人一次/{way}" for way in ("不予", "没有超过")),
        *(f"义务/每年培训/{way}" for way in ("符合", "违反", "待定")),
        *(f"读法/{way}/改变结果" for way in ("R1/都给", "R1/换标准", "R2/只给一项")),
        "常理/申报不早于上岗/违反",
        *(f"上限/一人一次/{way}" for way in ("恰好到顶", "恰好超出")),
        *(f"界线/{line}/{way}" for line in lines for way in ("恰好成立", "恰好不成立")),
    }


def test_an_exclusion_asks_for_both_directions_and_every_step() -> None:
    mine = {goal for goal in goals("school-bus") if goal.startswith("择一/同月月票与线路")}
    sides = {f"择一/同月月票与线路/{s}/{w}" for s in ("月票", "线路") for w in ("留下", "不予")}
    steps = ("先付的留下", "按选择", "取金额高的")
    assert mine == sides | {f"择一/同月月票与线路/{step}/起决定作用" for step in steps}


SEEN = [
    # a condition alone, and not alone
    ("example-coverage", "合同恰好满一年，给九百元", "补贴/岗位补助/条件都成立", True),
    ("example-coverage", "差一个月，没有交表，也只说不予", "补贴/岗位补助/合同满一年/不成立", True),
    (
        *("example-coverage", "差一个月，没有交表，也只说不予"),
        *("补贴/岗位补助/合同满一年/只因不成立", False),
    ),
    (
        "school-bus",
        "距离够而不在本县就读，不予减免",
        "补贴/月票减免/学生在本县就读/只因不成立",
        True,
    ),
    (
        "school-bus",
        "不在本县就读，不知道距离，仍是不予",
        "补贴/月票减免/学生在本县就读/不成立",
        True,
    ),
    (
        *("school-bus", "不在本县就读，不知道距离，仍是不予"),
        *("补贴/月票减免/学生在本县就读/只因不成立", False),
    ),
    ("school-bus", "没有购买月票也没有申领，不适用", "补贴/月票减免/购买月票/不成立", True),
    (
        "school-bus",
        "没有购买月票也没有申领，不适用",
        "补贴/月票减免/购买月票/只因不成立",
        False,
    ),
    # what can be made good makes pending
    ("example-coverage", "没有交表，等补交", "补贴/岗位补助/交了表/只因不成立", True),
    ("example-coverage", "没有交表，等补交", "补贴/岗位补助/交了表/不明", False),
    (
        "school-bus",
        "不知道交没交证明，待定",
        "补贴/月票全免/低保等证明已经提交/只因不明",
        True,
    ),
    # on days outside its window a condition is not asked
    ("example-coverage", "合同恰好满一年，给九百元", "补贴/岗位补助/参保才给/成立", True),
    ("example-coverage", "合同恰好满一年，给九百元", "补贴/岗位补助/后一年须参保/成立", False),
    # an award that falls with another says so, and not by a condition of its own
    ("example-coverage", "岗位补助不给，交通补助随之不给", "补贴/交通补助/岗位补助/随之不予", True),
    # only what the expectation names is shown
    (
        "example-coverage",
        "岗位补助不给，交通补助随之不给",
        "补贴/岗位补助/合同满一年/只因不成立",
        False,
    ),
    # bounds, rows, payees
    ("school-bus", "月票多一分，只免一百二十元", "补贴/月票全免/金额/受限", True),
    ("school-bus", "月票恰为一百二十元，全免", "补贴/月票全免/金额/受限", False),
    ("school-bus", "月票恰为一百二十元，全免", "补贴/月票全免/金额/不受限", True),
    ("school-bus", "单价没有核定，先按五元，只会更多", "补贴/陪护补助/金额/没有核定", True),
    ("school-bus", "核定差一分不到五千元，不予", "补贴/包车补助/金额/低于下限", True),
    ("school-bus", "核定恰为五千元，准予", "补贴/包车补助/金额/在范围内", True),
    ("school-bus", "核定二万元多一分，不予", "补贴/包车补助/金额/高于上限", True),
    ("school-bus", "由承运公司代扣的，付给承运公司", "补贴/月票减免/承运公司/付给", True),
    ("school-bus", "由承运公司代扣的，付给承运公司", "补贴/月票减免/学生家庭/付给", False),
    (
        *("school-bus", "二〇二三年三月起二级六十元"),
        *("标准/残疾学生补助标准/2023-03-01 二级/用到", True),
    ),
    (
        *("school-bus", "二〇二三年三月起二级六十元"),
        *("标准/残疾学生补助标准/2021-09-01 二级/用到", False),
    ),
    # caps
    ("school-bus", "陪护一百二十一次，只补一百二十次", "上限/陪护每学年次数/削减", True),
    ("school-bus", "同一学年已补满一百二十次，不再补", "上限/陪护每学年次数/不予", True),
    ("school-bus", "当年已有九张，第十张减免", "上限/每年十张/没有超过", True),
    ("school-bus", "施行的第一个月，减免", "上限/每年十张/没有超过", False),
    ("school-bus", "当年已有九张，第十张减免", "上限/每年十张/恰好到顶", True),
    (
        "school-bus",
        "陪护一百二十一次，只补一百二十次",
        "上限/陪护每学年次数/恰好超出",
        True,
    ),
    (
        "school-bus",
        "同一学年已补满一百二十次，不再补",
        "上限/陪护每学年次数/恰好用尽",
        True,
    ),
    (
        *("school-bus", "本学年已陪护一百一十九次，再八十次只补一次"),
        *("上限/陪护每学年次数/只余一份", True),
    ),
    # just inside and just outside, where nothing else decides
    (
        "example-coverage",
        "合同恰好满一年，给九百元",
        "界线/岗位补助/合同月数 >= 最低月数/恰好成立",
        True,
    ),
    (
        *("example-coverage", "差一个月，没有交表，也只说不予"),
        *("界线/岗位补助/合同月数 >= 最低月数/恰好不成立", False),
    ),
    ("school-bus", "施行前一个月，不予减免", "补贴/月票减免/在办法施行期内/不成立", True),
    *(
        ("school-bus", name, f"界线/{line}", shown)
        for name, line, shown in (
            ("施行前一个月，低保学生也不免", "月票全免/in_force_from <= 乘车月份/恰好不成立", True),
            ("施行前一个月，不予减免", "月票减免/in_force_from <= 乘车月份/恰好不成立", False),
            ("施行的最后一个月，减免", "月票减免/乘车月份 <= in_force_to/恰好成立", True),
            ("月票多一分，只免一百二十元", "月票全免/月票价格 <= 全免每月上限/恰好不成立", True),
            ("月票恰为一百二十元，全免", "月票全免/月票价格 <= 全免每月上限/恰好成立", True),
            (
                "核定差一分不到五千元，不予",
                "包车补助/包车核定金额 >= 包车补助下限/恰好不成立",
                True,
            ),
            (
                "家校距离比一公里多一百米，有补助",
                "残疾学生补助/家庭距校公里数 == 残疾学生最低距离/恰好成立",
                False,
            ),
            ("多坐一人，违反", "不超核载/乘坐人数 <= 核载人数/恰好不成立", True),
            (
                "二〇二三年三月起二级六十元",
                '残疾学生补助/乘车月份 >= date("2023-03-01")/恰好成立',
                True,
            ),
        )
    ),
    # exclusions
    (
        "school-bus",
        "学生选了月票减免，金额低也给月票减免",
        "择一/同月月票与线路/按选择/起决定作用",
        True,
    ),
    (
        "school-bus",
        "学生没有选择，线路补助多二元，给线路补助",
        "择一/同月月票与线路/取金额高的/起决定作用",
        True,
    ),
    (
        "school-bus",
        "学生没有选择，线路补助多二元，给线路补助",
        "择一/同月月票与线路/线路/留下",
        True,
    ),
    (
        "school-bus",
        "当月付过线路补助，月票减免不再给，选了也不行",
        "择一/同月月票与线路/月票/不予",
        True,
    ),
    (
        "school-bus",
        "同月又领陪护又领线路，两项都不给",
        "择一/同月陪护与线路/两边都不给/起决定作用",
        True,
    ),
    # findings, readings, constraints, amendments
    ("school-bus", "多坐一人，违反", "义务/不超核载/违反", True),
    ("example-coverage", "换成都给的读法，没有参保也给", "读法/R1/都给/改变结果", True),
    ("example-coverage", "换成都给的读法，没有参保也给", "补贴/岗位补助/参保才给/不成立", False),
    (
        "example-coverage",
        "换成都给的读法，参保的也给，读法不起作用",
        "读法/R1/都给/改变结果",
        False,
    ),
    ("example-coverage", "申报早于上岗，整案无效", "常理/申报不早于上岗/违反", True),
]


@pytest.mark.parametrize(("suite", "name", "goal", "shown"), SEEN)
def test_what_a_golden_case_shows(suite: str, name: str, goal: str, shown: bool) -> None:
    assert goal in goals(suite)
    assert (goal in seen(suite, name)) is shown


def test_a_case_tried_with_an_amendment_speaks_for_the_amendment_alone() -> None:
    assert seen("school-bus", "试行的修订提高示例三号线，自生效的月份起") == set()


def test_a_case_that_is_decided_otherwise_shows_nothing() -> None:
    program, right = PROGRAMS["example-coverage"], GOLDENS["example-coverage"][0]
    wrong = replace(right, expect={"岗位补助": {"status": "refused"}})
    assert "补贴/岗位补助/条件都成立" in cover(program, [right], {}).reached
    found = cover(program, [wrong], {})
    assert (found.reached, found.cases, found.failing) == ({}, 1, 1)


def test_nothing_run_shows_nothing() -> None:
    assert not cover(PROGRAMS["example-coverage"], [], {}).is_complete


def test_a_goal_is_asked_for_once_where_a_stronger_one_brings_it_along() -> None:
    found = cover(PROGRAMS["example-coverage"], GOLDENS["example-coverage"], {})
    missing, wanted = {g.id for g in found.missing}, {g.id for g in found.wanted}
    alone = "补贴/岗位补助/合同满一年/只因不明"
    plain = "补贴/岗位补助/合同满一年/不明"
    assert {alone, plain} <= missing
    assert alone in wanted
    assert plain not in wanted


def test_how_it_is_printed(run: Run, recorded: Callable[[Path, str], None]) -> None:
    found = [run("coverage", *ON_SMALL, "--format", form) for form in ("text", "lines")]
    assert [(f.code, f.err) for f in found] == [(0, ""), (0, "")]
    recorded(PRINTS / "coverage.txt", found[0].out)
    recorded(PRINTS / "coverage-lines.txt", found[1].out)


def test_the_same_as_data(run: Run) -> None:
    data = json.loads(run("coverage", *ON_SMALL, "--format", "json").out)
    every = {goal["goal"]: goal for goal in data["all"]}
    assert len(every) == data["goals"] == len(goals("example-coverage"))
    assert data["reached"] + data["unreachable"] + len(data["missing"]) == data["goals"]
    shown = every["补贴/岗位补助/条件都成立"]
    assert shown["reached_by"] == "二.yaml：合同恰好满一年，给九百元"
    assert (shown["file"], shown["line"]) == ("tests/coverage/policy.yaml", 44)


def test_the_gate_ends_with_three_while_something_is_missing(run: Run) -> None:
    shut = run("coverage", *ON_SMALL, "--gate")
    assert shut.code == 3
    assert "还缺" in shut.out
    assert "声明达不到的" not in shut.out  # only what is missing is told
    open_ = run("coverage", "--policy", str(POLICIES["school-bus"]), "--gate")
    assert (open_.code, open_.out.count("\n")) == (0, 1)


def test_a_folder_without_cases_vouches_for_nothing(run: Run, tmp_path: Path) -> None:
    found = run("coverage", "--gate", "--goldens", str(tmp_path))
    assert found.code == 1
    assert "[no-cases]" in found.err
