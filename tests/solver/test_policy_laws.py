"""Laws over all cases: what the policies promise is proved, and a slip of a rule breaks its law.

Whatever case shows a breach was decided by the case back end: nothing else is an answer.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from seeded import Maker

from interpreter.evaluation.laws import Answer, Found, Trial
from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.sources import Source, gather
from interpreter.report.laws import breach_in_words, law_problems
from interpreter.solver.laws import check_laws
from interpreter.truth.golden import read_goldens
from interpreter.truth.laws import breaches, seen_in_cases

ROOT = Path(__file__).parents[2]
CITY = ROOT / "policy/2019-79.yaml"
BUS = ROOT / "tests/policies/school-bus/policy.yaml"
GOLDENS = {CITY: ROOT / "tests/golden/2019-79", BUS: BUS.parent / "golden"}
RANDOM = 100 * int(os.environ.get("SOLVER_SCALE", "1"))
# For each law a slip that breaks it: what is written, and what is written instead.
SLIPS = {
    CITY: {
        "以工代训与岗前不兼得": (
            "    keep: [paid_first, elected, higher]\n    elects: 择一选择",
            "    keep: [elected, higher]\n    elects: 择一选择",
        ),
        "一次培训单位只得一份": ("      - {awards: [部门培训补贴]}\n", ""),
        "一次培训个人只得一份": ("      - {awards: [自主选择培训补贴]}\n", ""),
        "等级越高不少给": ("三级: 1500", "三级: 900"),
        "机构性质不影响结果": ("急需紧缺职业 or A39", '机构性质 == "公办" or A39'),
        "产业实训基地在核定范围内": ("range: [产业实训基地下限,", "range: [设施升级下限,"),
        "设施资金在核定范围内": (
            "range: [设施升级下限, 设施",
            "range: [设施升级下限, 国家级基地补助 + 设施",
        ),
        "生活费不超上限": ("ceiling: 生活费每次上限", "floor: 生活费每次上限"),
        "预拨不过六成": ("round_down(预拨比例 *", "round_up(预拨比例 *"),
        "没有参训不给": ("      - {if: 参加培训, says: 本人参加了培训}\n", ""),
    },
    BUS: {
        "同月月票与线路不兼得": (
            "    keep: [paid_first, elected, higher]\n    elects: 减免选择",
            "    keep: [elected, higher]\n    elects: 减免选择",
        ),
        "残疾越重不少给": ("二级: 60, 三级: 50", "二级: 40, 三级: 50"),
        "路越远不少减": (
            "家庭距校公里数 > 残疾学生最低距离 or",
            "家庭距校公里数 < 残疾学生最低距离 or",
        ),
        "申请早晚不影响结果": (
            "value: 家庭距校公里数 >= 最低距离}",
            "value: 家庭距校公里数 >= 最低距离 and year(交表日期) < 2023}",
        ),
        "包车在核定范围内": ("within: [包车补助下限,", 'within: ["6000",'),
        "不在本县就读不减免": (
            "  在本县就读: {cites: 第三条, over: 学生补助,",
            "  在本县就读: {cites: 第三条, over: 月票补助,",
        ),
    },
}
LOWERED = """amendment: 2023-example
amends: example-school-bus
authority: 第十四条第三款
approved_by: 示例县教育局
approval: 示例教〔2023〕1号
decided_on: 2023-08-01
changes:
  - standard: 残疾学生补助标准
    for: {残疾证等级: 二级}
    from: 2023-09-01
    value: 55
    because: 示例
"""
PROMISED = """  调整残疾学生补助不少给:
    cites: 第十四条第三款
    says: 调整以后不比原来少
    no_worse: [调整残疾学生补助]
    over: [残疾学生补助]
"""


def found_in(program: Program, unamended: Program | None = None) -> dict[str, Found]:
    return {f.law.cited.name: f for f in check_laws(program, lambda _: unamended)}


def checked(program: Program, unamended: Program | None = None) -> Found:
    [found] = found_in(program, unamended).values()
    return found


def only(path: Path, name: str, *slips: tuple[str, str]) -> Program:
    """Give a policy, with slips made in it, that states one law only."""
    text = path.read_text(encoding="utf-8")
    for written, slip in slips:
        assert text.count(written) == 1, written
        text = text.replace(written, slip)
    policy = load(Source((path.name, text.encode())))[0]
    laws = tuple(law for law in policy.laws if law.cited.name == name)
    return Program(replace(policy, laws=laws))


def test_an_exemption_is_shown_by_a_case_and_the_law_is_kept_beside_it() -> None:
    """A65: 省级 100000, 泉州市级 150000, as the document lists them."""
    program = only(CITY, "工作室级别越高不少给")
    found = checked(program)
    assert found.answer is Answer.KEPT
    [(_, answer, shown)] = found.exemptions
    assert answer is Answer.BROKEN
    assert shown is not None
    assert breach_in_words(shown, program.policy) == (
        "典型案件，遴选类别=泉州市级技能大师工作室：技能大师工作室补助准予 150000.00 元；"
        "同样的案件，遴选类别=省级技能大师工作室：技能大师工作室补助准予 100000.00 元"
    )


def test_a_case_that_breaks_no_law_after_all_is_an_error_of_ours() -> None:
    program = only(BUS, "残疾越重不少给", ("二级: 60, 三级: 50", "二级: 40, 三级: 50"))
    with patch("interpreter.solver.laws.breach", lambda *_: None):
        found = checked(program)
    assert found.answer is Answer.FAULTY
    assert [p.code for p in law_problems(found, program.policy)] == ["proof-disagrees"]


@pytest.mark.parametrize("path", [CITY, BUS], ids=lambda path: path.parent.name)
def test_no_random_case_breaks_a_law_that_is_proved(path: Path) -> None:
    """Values near every boundary, facts left out, claims, up to four earlier awards."""
    program = Program(load(gather(path))[0])
    goldens = read_goldens(GOLDENS[path])
    known = [g.raw for g in goldens if set(g.raw["facts"]) <= program.policy.facts.keys()]
    held = seen_in_cases(program)
    for number, case in enumerate(Maker(program, known).cases(13, RANDOM)):
        broken = [b.law.cited.name for b in breaches(held, Trial(program, case))]
        assert broken == [], number


@pytest.mark.parametrize("path", [CITY, BUS], ids=lambda path: path.parent.name)
def test_a_slip_breaks_the_law_that_speaks_of_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for written, slip in SLIPS[path].values():
        assert text.count(written) == 1, written
        text = text.replace(written, slip)
    policy = load(Source((path.name, text.encode())))[0]
    laws = tuple(law for law in policy.laws if law.cited.name in SLIPS[path])
    found = found_in(Program(replace(policy, laws=laws)))
    assert {name: f.answer for name, f in found.items()} == dict.fromkeys(found, Answer.BROKEN)
    assert found.keys() == SLIPS[path].keys()


def test_the_case_that_breaks_a_law_is_the_nearest_to_the_typical_one() -> None:
    program = only(CITY, "等级越高不少给", ("三级: 1500", "三级: 900"))
    found = checked(program)
    assert found.breach is not None
    assert breach_in_words(found.breach, program.policy) == (
        "典型案件：岗位提升个人补贴准予 1000.00 元；"
        "同样的案件，证书等级=三级：岗位提升个人补贴准予 900.00 元"
    )


@pytest.mark.parametrize(
    ("name", "most"), [("个人一年所得有限", 10500), ("以工代训所得有限", 1200)]
)
def test_what_a_person_is_paid_over_any_cases_is_bounded_exactly(name: str, most: int) -> None:
    """二(五)1, 二(五)3, 二(六)2: three at 3000, three at 500; 二(六)7: six months at 200."""
    assert checked(only(CITY, name)).answer is Answer.KEPT
    tighter = (f"at_most: {most}\n", f"at_most: {most - 1}\n")
    found = checked(only(CITY, name, tighter))
    assert found.breach is not None
    assert sum(outcome.total for outcome in found.breach.outcomes) == most


def test_an_amendment_that_lowers_breaks_the_promise_that_it_does_not() -> None:
    base = (BUS.name, (BUS.read_text(encoding="utf-8") + PROMISED).encode())
    before = load(Source(base))[0]
    after = load(Source(base, (("2023.yaml", LOWERED.encode()),)))[0]
    law = before.laws[-1:]
    unamended = Program(replace(before, laws=law))
    assert checked(Program(replace(after, laws=law)), unamended).answer is Answer.BROKEN
    assert checked(unamended).answer is Answer.KEPT
