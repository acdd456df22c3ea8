"""Laws of a single outcome: what it pays, to whom, how often, and the shape it is sent in."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given
from jsonschema import Draft202012Validator
from random_cases import DECISIVE, GOLDEN_CASES, POLICY, ROOT, Raw, cases, outcome_of
from trials import bounded

from interpreter.evaluation.outcome import AwardOutcome, Outcome, Status
from interpreter.policy.model import Shape
from interpreter.policy.versions import numbers_of
from interpreter.report.outcome_json import outcome_data

SCHEMA = json.loads((ROOT / "schemas/outcome.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
CURES = {c.cure for a in POLICY.awards.values() for c in a.conditions if c.cure}


def _granted(outcome: Outcome) -> dict[str, AwardOutcome]:
    return {a.award: a for a in outcome.awards if a.status is Status.GRANTED}


def _of(exclusion: str) -> set[str]:
    [found] = [e for e in POLICY.exclusions if e.cited.name == exclusion]
    return {award for side in found.sides for award in side.awards}


def _stated(standard: str) -> set[Fraction]:
    versions = POLICY.standards[standard].versions
    return {Fraction(n) for version in versions for n in numbers_of(version)}


def _only(standard: str) -> Fraction:
    [number] = _stated(standard)
    return number


# (b) sums


def the_total_is_the_sum_of_what_is_granted(_: Raw, outcome: Outcome) -> None:
    granted = _granted(outcome).values()
    assert outcome.total == sum((a.amount for a in granted if a.amount is not None), Fraction(0))


def nothing_is_negative(_: Raw, outcome: Outcome) -> None:
    for award in outcome.awards:
        assert award.amount is None or award.amount >= 0
        assert all(reduction.by > 0 for reduction in award.reduced_by)
        low, high = award.bounds
        assert low is None or low >= 0
        assert low is None or high is None or low <= high


def only_what_is_granted_has_an_amount_and_a_payee(_: Raw, outcome: Outcome) -> None:
    for award in outcome.awards:
        granted = award.status is Status.GRANTED
        assert ((award.amount is not None), (award.payee is not None)) == (granted, granted)
        assert granted or not award.reduced_by


# (i) what is pending


def only_what_is_pending_waits_and_for_something_not_given(raw: Raw, outcome: Outcome) -> None:
    for award in outcome.awards:
        assert bool(award.missing) is (award.status is Status.PENDING)
        assert not set(award.missing) & set(raw["facts"]) - CURES - DECISIVE
        assert "history" not in award.missing or raw["history"] != []


def a_refusal_has_a_reason_and_a_grant_has_none_against_it(_: Raw, outcome: Outcome) -> None:
    for award in outcome.awards:
        against = [r for r in award.because if r.holds is False]
        cut = bool(award.reduced_by)
        refused = award.status in (Status.REFUSED, Status.NOT_APPLICABLE)
        assert bool(against) is refused or award.status is Status.PENDING or cut


# (g) nothing is paid twice, and each amount is one the standards allow


def one_training_is_paid_to_an_enterprise_at_most_once(_: Raw, outcome: Outcome) -> None:
    assert len(_of("同一培训一项企业补贴") & set(_granted(outcome))) <= 1


def one_certificate_is_paid_to_a_person_at_most_once(_: Raw, outcome: Outcome) -> None:
    assert len(_of("同一证书一项个人补贴") & set(_granted(outcome))) <= 1


def training_on_the_job_is_never_paid_beside_a_first_course(raw: Raw, outcome: Outcome) -> None:
    enterprise = set(POLICY.families["企业补贴"]) & set(_granted(outcome))
    if raw["facts"].get("培训类别") == "岗前培训" and "以工代训补贴" in enterprise:
        assert enterprise == {"以工代训补贴"}


RATES = {
    "岗前培训补贴": "岗前培训标准",
    "岗位提升企业补贴": "岗位提升标准",
    "岗位提升个人补贴": "技能等级标准",
    "困难企业培训补贴": "困难企业标准",
    "高危安全培训补贴": "安全培训标准",
    "重点产业培训补贴": "重点产业标准",
    "部门培训补贴": "部门培训标准",
    "结对帮扶企业补贴": "结对帮扶标准",
    "结对帮扶个人补贴": "技能等级标准",
    "自主选择培训补贴": "技能等级标准",
    "高技能人才培训基地补助": "国家级基地补助",
    "技能大师工作室补助": "大师工作室补助",
}
Allowed = Callable[[Fraction, dict[str, Any]], bool]


def _whole_months(amount: Fraction, _: dict[str, Any]) -> bool:
    months = amount / _only("以工代训标准")
    return months.denominator == 1 and 1 <= months <= _only("以工代训最长月数")


def _between(low: str, high: str) -> Allowed:
    return lambda amount, facts: (
        _only(low) <= amount <= _only(high) and amount == Fraction(facts["核定金额"])
    )


FIGURES: dict[str, Allowed] = {
    "以工代训补贴": _whole_months,
    "新型学徒制补贴": lambda amount, _: amount >= _only("学徒制最低标准"),
    "服刑戒毒人员培训支持": lambda amount, facts: (
        amount == _only("服刑戒毒标准") * facts["年度培训合格人数"]
    ),
    "生活费补贴": lambda amount, facts: (
        amount == min(_only("生活费每次上限"), Fraction(facts["核定生活费"]))
    ),
    "产业实训基地补助": _between("产业实训基地下限", "产业实训基地上限"),
    "设施设备升级资金": _between("设施升级下限", "设施升级上限"),
    "培训补贴预拨": lambda amount, facts: (
        0 <= _only("预拨比例") * Fraction(facts["预计补贴金额"]) - amount < Fraction(1, 100)
    ),
    "预拨结算": lambda amount, facts: (
        amount == Fraction(facts["应补总额"]) - Fraction(facts["已预拨"])
    ),
    "免费培训": lambda amount, _: amount == 0,
}
UNSTATED = {"举办院校扶持", "安全实训基地补助", "贫困家庭学生资助"}


def each_amount_is_one_the_standards_allow(raw: Raw, outcome: Outcome) -> None:
    for name, award in _granted(outcome).items():
        amount = Fraction(award.amount or 0)
        assert name not in UNSTATED
        if name in RATES:
            assert amount in _stated(RATES[name]), name
        else:
            assert FIGURES[name](amount, raw["facts"]), name


def test_the_amount_of_every_award_is_looked_at() -> None:
    assert UNSTATED | set(FIGURES) | set(RATES) == set(POLICY.awards)
    assert {POLICY.awards[name].payment.shape for name in RATES} == {Shape.FORMULA}


# (h) what is sent out has the shape that was promised


def its_json_has_the_shape_of_the_schema(_: Raw, outcome: Outcome) -> None:
    data = json.loads(json.dumps(outcome_data(outcome, POLICY), ensure_ascii=False))
    assert not [error.message for error in VALIDATOR.iter_errors(data)]


def its_json_adds_up(_: Raw, outcome: Outcome) -> None:
    data: Any = outcome_data(outcome, POLICY)
    amounts = [Fraction(a["amount"]) for a in data["awards"] if "amount" in a]
    assert Fraction(data["total"]) == sum(amounts, Fraction(0))


LAWS = (
    the_total_is_the_sum_of_what_is_granted,
    nothing_is_negative,
    only_what_is_granted_has_an_amount_and_a_payee,
    only_what_is_pending_waits_and_for_something_not_given,
    a_refusal_has_a_reason_and_a_grant_has_none_against_it,
    one_training_is_paid_to_an_enterprise_at_most_once,
    one_certificate_is_paid_to_a_person_at_most_once,
    training_on_the_job_is_never_paid_beside_a_first_course,
    each_amount_is_one_the_standards_allow,
    its_json_has_the_shape_of_the_schema,
    its_json_adds_up,
)


@bounded(250)
@given(raw=cases())
@example(raw={"facts": {}, "claims": None, "history": None})
@example(raw={"facts": {}, "claims": None, "history": []})
def test_every_law_holds_for_a_random_case(raw: Raw) -> None:
    outcome = outcome_of(raw)
    for law in LAWS:
        law(raw, outcome)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_law_holds_for_every_golden_case(law: Callable[[Raw, Outcome], None]) -> None:
    for raw, outcome in zip(GOLDEN_CASES, _golden_outcomes(), strict=True):
        law(raw, outcome)


@cache
def _golden_outcomes() -> tuple[Outcome, ...]:
    return tuple(map(outcome_of, GOLDEN_CASES))


# (g) once more, on a case made so that every enterprise award could be paid

FIRST_COURSE: dict[str, Any] = {
    "主体类型": "企业",
    "主体在晋江": True,
    "参保企业": True,
    "用人单位": "示例公司",
    "实名制登记": True,
    "参加培训": True,
    "人员身份": ["企业职工", "就业困难人员"],
    "用工形式": "直接用工",
    "劳动合同类型": "固定期限",
    "劳动合同月数": 24,
    "缴纳基本养老保险": True,
    "招用日期": "2019-12-02",
    "培训类别": "岗前培训",
    "培训组织方式": "企业组织",
    "培训编号": "示例培训",
    "培训开始日期": "2020-01-02",
    "目录内": True,
    "职业": "示例工种",
    "职业范围": "可实施职业技能等级认定",
    "证书种类": ["培训合格证书"],
    "证书取得日期": "2020-12-31",
    "初次取得": True,
    "培训年数": 1,
    "核定标准": 5000,
    "高危行业": "化工",
    "籍贯": "宁夏",
    "急需紧缺职业": True,
    "困难企业": False,
    "企校双制工学一体": False,
    "专项安全技能培训": False,
    "来晋务工": False,
    "重点产业": "否",
    "开展以工代训": False,
}
ON_THE_JOB = {"开展以工代训": True, "以工代训起始月": "2020-01-01", "以工代训月数": 3}
WAYS: dict[str, dict[str, Any]] = {
    "岗前培训补贴": {},
    "困难企业培训补贴": {"困难企业": True, "目录内": False},
    "新型学徒制补贴": {"企校双制工学一体": True},
    "高危安全培训补贴": {"专项安全技能培训": True},
    "重点产业培训补贴": {"重点产业": "鞋业"},
    "结对帮扶企业补贴": {"来晋务工": True},
}


def _enterprise(facts: dict[str, Any]) -> set[str]:
    outcome = outcome_of({"facts": facts, "claims": None, "history": []})
    return set(_granted(outcome)) & set(POLICY.families["企业补贴"])


@pytest.mark.parametrize("award", WAYS)
def test_a_first_course_is_paid_but_not_beside_training_on_the_job(award: str) -> None:
    """二(六)7: a first course, under whatever clause it is paid, or training on the job."""
    facts = FIRST_COURSE | WAYS[award]
    assert _enterprise(facts) == {award}
    assert len(_enterprise(facts | ON_THE_JOB)) == 1


def test_no_enterprise_award_is_left_out() -> None:
    advanced = {"岗位提升企业补贴"}  # a course of another kind can be no first course
    assert {*WAYS, "以工代训补贴"} | advanced == set(POLICY.families["企业补贴"])
