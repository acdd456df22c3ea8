"""Claims of one person, one after the other: what is granted counts, what is refused does not.

Every expectation is worked out from the document: 二(五)1 three times a year and no repeat,
二(六)7 six months with one employer.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from seeded import Maker

from interpreter.evaluation.case import Case, Record, read_case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.outcome import AwardOutcome, Status
from interpreter.evaluation.program import Program
from interpreter.evaluation.succession import Turn, day_of, decide_in_turn
from interpreter.policy.loader import load
from interpreter.policy.sources import Source, gather
from interpreter.policy.values import raw_value, read_value
from interpreter.problems import Place
from interpreter.truth.golden import read_goldens

ROOT = Path(__file__).parents[2]
PROGRAM = Program(load(gather(ROOT / "policy/2019-79.yaml"))[0])
COURSE: dict[str, Any] = {
    "身份证号": "示例甲",
    "用人单位": "示例公司",
    "主体类型": "企业",
    "主体在晋江": True,
    "参保企业": True,
    "实名制登记": True,
    "参加培训": True,
    "人员身份": ["企业职工", "就业困难人员"],
    "用工形式": "直接用工",
    "劳动合同类型": "固定期限",
    "劳动合同月数": 24,
    "缴纳基本养老保险": True,
    "培训类别": "岗位技能提升",
    "培训组织方式": "企业组织",
    "目录内": True,
    "职业": "焊工",
    "职业范围": "可实施职业技能等级认定",
    "证书种类": ["职业技能等级证书"],
    "证书等级": "四级",
    "重点产业": "否",
    "困难企业": False,
    "来晋务工": False,
    "企校双制工学一体": False,
    "专项安全技能培训": False,
    "开展以工代训": False,
}
PERSONAL = "岗位提升个人补贴"
MONTHLY = "以工代训补贴"


def course(number: int, day: str, **facts: Any) -> Case:
    """A course of its own occupation, so that only the count of a year can refuse it."""
    own = {"培训编号": f"t{number}", "职业": f"示例工种{number}", "证书取得日期": day}
    return case_of([PERSONAL], COURSE | own | facts)


def months(number: int, start: str, count: float) -> Case:
    facts = {"开展以工代训": True, "以工代训起始月": start, "以工代训月数": count}
    return case_of([MONTHLY], COURSE | {"培训编号": f"t{number}"} | facts)


def case_of(claims: list[str], facts: dict[str, Any]) -> Case:
    raw = {"claims": claims, "facts": facts}
    return read_case(raw, PROGRAM, lambda _: Place("示例"))


def turns_of(*claims: Case, settled: dict[str, tuple[Record, ...]] | None = None) -> list[Turn]:
    return decide_in_turn(PROGRAM, claims, date.max, {} if settled is None else settled)


def statuses(turns: list[Turn]) -> list[Status]:
    return [only(turn).status for turn in turns]


def only(turn: Turn) -> AwardOutcome:
    [award] = turn.outcome.awards
    return award


GRANTED, REFUSED, PENDING = Status.GRANTED, Status.REFUSED, Status.PENDING


def test_three_courses_of_a_year_are_paid_and_the_fourth_is_not() -> None:
    """二(五)1."""
    turns = turns_of(*(course(n, f"2020-0{n}-01") for n in (1, 2, 3, 4)))
    assert statuses(turns) == [GRANTED, GRANTED, GRANTED, REFUSED]


def test_they_are_taken_by_day_and_told_in_the_order_given() -> None:
    turns = turns_of(*(course(n, f"2020-0{n}-01") for n in (4, 1, 3, 2)))
    assert statuses(turns) == [REFUSED, GRANTED, GRANTED, GRANTED]


def test_courses_of_one_day_are_taken_in_the_order_given() -> None:
    turns = turns_of(*(course(n, "2020-06-01") for n in (4, 3, 2, 1)))
    assert statuses(turns) == [GRANTED, GRANTED, GRANTED, REFUSED]


def test_a_refused_course_uses_up_no_count() -> None:
    refused = course(1, "2020-01-01", 劳动合同月数=11)
    turns = turns_of(refused, *(course(n, f"2020-0{n}-01") for n in (2, 3, 4, 5)))
    assert statuses(turns) == [REFUSED, GRANTED, GRANTED, GRANTED, REFUSED]


def test_the_next_year_counts_anew() -> None:
    days = ["2020-01-01", "2020-02-01", "2020-12-31", "2021-01-01"]
    turns = turns_of(*(course(n, day) for n, day in enumerate(days)))
    assert statuses(turns) == [GRANTED] * 4


def test_other_persons_do_not_count() -> None:
    claims = [course(n, f"2020-0{n}-01", 身份证号=f"示例{n % 2}") for n in range(1, 7)]
    assert statuses(turns_of(*claims)) == [GRANTED] * 6


def test_claims_of_nobody_known_stand_alone() -> None:
    """Whose they are is not known, so what was granted before is not known either."""
    nobody = {n: v for n, v in COURSE.items() if n != "身份证号"}
    facts = [{"培训编号": f"t{n}", "证书取得日期": "2020-06-01"} for n in (1, 2)]
    turns = turns_of(*(case_of([PERSONAL], nobody | own) for own in facts))
    assert statuses(turns) == [PENDING, PENDING]
    assert only(turns[0]).missing == ("history",)


def test_without_a_ledger_what_was_granted_before_is_unknown() -> None:
    turns = decide_in_turn(PROGRAM, [course(1, "2020-06-01")], date.max, None)
    assert statuses(turns) == [PENDING]


def test_the_ledger_counts_and_is_told_in_the_reason() -> None:
    granted = turns_of(*(course(n, f"2020-0{n}-01") for n in (1, 2, 3)))
    ledger = tuple(record for turn in granted for record in turn.granted)
    [turn] = turns_of(course(4, "2020-09-01"), settled={"示例甲": ledger})
    assert only(turn).status is REFUSED
    [reason] = [r for r in only(turn).because if r.holds is False]
    assert [record["培训编号"] for record in reason.earlier] == ["t1", "t2", "t3"]
    assert turn.behind is None


def test_what_claim_and_ledger_both_tell_counts_once() -> None:
    turns = turns_of(*(months(n, f"2020-0{n}-01", 2) for n in (1, 3)))
    ledger = tuple(record for turn in turns for record in turn.granted)
    third = months(5, "2020-05-01", 2)
    own = Case(third.id, third.claims, third.facts, ledger)
    [turn] = turns_of(own, settled={"示例甲": ledger})
    assert (only(turn).status, only(turn).amount) == (GRANTED, 400)


def test_a_claim_that_comes_late_is_told_and_nothing_is_reopened() -> None:
    [before] = turns_of(course(1, "2020-06-01"))
    settled = {"示例甲": before.granted}
    late, same_day = turns_of(course(2, "2020-05-31"), course(3, "2020-06-01"), settled=settled)
    assert (late.behind, same_day.behind) == (date(2020, 6, 1), None)
    assert statuses([late, same_day]) == [GRANTED, GRANTED]


def test_six_months_with_one_employer_are_paid_and_a_cut_uses_what_was_paid() -> None:
    """二(六)7: four months, then two of four, then none."""
    turns = turns_of(*(months(n, f"2020-0{n}-01", 4) for n in (1, 5, 9)))
    assert statuses(turns) == [GRANTED, GRANTED, REFUSED]
    assert [only(turn).amount for turn in turns] == [800, 400, None]
    [record] = turns[1].granted
    assert record.facts["计划期内月数"] == 2
    assert record.facts["以工代训月数"] == 4


def test_what_a_cut_left_is_all_that_the_next_may_have() -> None:
    """二(六)7: eight months in one go are cut to six, and the six are used up."""
    first, second = turns_of(months(1, "2020-01-01", 8), months(2, "2020-09-01", 1))
    assert (only(first).amount, only(second).status) == (1200, REFUSED)


def test_a_cut_reaches_an_amount_through_a_definition() -> None:
    """二(六)7: the clause reads the same, however the policy file words the amount."""
    path = ROOT / "policy/2019-79.yaml"
    amount = "round_down(以工代训标准 * 计划期内月数 * 每案人数, 2)"
    text = path.read_text(encoding="utf-8").replace(f"amount: {amount}", "amount: 代训金额")
    defined = f"definitions:\n  代训金额: {{cites: 二(六)7, says: 示例, value: '{amount}'}}\n"
    text = text.replace("definitions:\n", defined)
    program = Program(load(Source((str(path), text.encode()), ()))[0])
    [turn] = decide_in_turn(program, [months(1, "2020-01-01", 8)], date.max, {})
    assert only(turn).amount == 1200


def test_a_growing_history_is_as_each_written_out() -> None:
    """Claims near every boundary, much of them unknown, all of one person after a ledger."""
    goldens = read_goldens(ROOT / "tests/golden/2019-79")
    made = Maker(PROGRAM, [dict(g.raw) for g in goldens if "invalid" not in g.expect])
    mine = {"身份证号": "示例甲"}
    cases = [replace(c, facts={**c.facts, **mine}, history=None) for c in made.cases(79, 90)]
    ledger = tuple(record for turn in turns_of(*cases[:30]) for record in turn.granted)
    claims = sorted(cases[30:], key=lambda case: day_of(PROGRAM, case) or date.max)
    assert len(ledger) > 5
    before = ledger
    for case, turn in zip(claims, turns_of(*claims, settled={"示例甲": ledger}), strict=True):
        assert turn.outcome == decide(PROGRAM, replace(case, history=before), date.max)
        before += turn.granted
    assert len(before) > len(ledger)


def test_a_value_is_written_as_it_is_read() -> None:
    facts = PROGRAM.policy.facts
    values = {"证书种类": frozenset({"培训合格证书"}), "证书取得日期": date(2020, 2, 29)}
    for name, value in {**values, "以工代训月数": Fraction(5, 2), "目录内": True}.items():
        assert read_value(facts[name], raw_value(facts[name], value)) == value
