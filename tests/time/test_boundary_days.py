"""The days on both sides of each border, on the example policy with windows written into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from interpreter.evaluation.case import Case, read_case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.outcome import AwardOutcome
from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.model import Policy
from interpreter.policy.sources import DISTANT, Source
from interpreter.problems import Place, Refused
from interpreter.review.recalculation import Recalculator

BUS = Path(__file__).parents[1] / "policies/school-bus/policy.yaml"
HEAD = """\
amendment: 示例
amends: example-school-bus
authority: {clause}
approved_by: {body}
approval: 示例〔2022〕1号
decided_on: {decided_on}
changes:
  - {change}
"""
EXTENDING = HEAD.format(
    clause="第十四条第一款",
    body="示例县人民政府",
    decided_on="2024-06-01",
    change="{in_force_to: 2025-08-31, because: 示例}",
)
RULING = HEAD.format(
    clause="第十三条",
    body="示例县教育局",
    decided_on="2022-06-01",
    change="{reading: A01, option: 不包括, from: 2022-05-01, because: 示例}",
)
COACH: Mapping[str, object] = {
    "学校名称": "示例小学",
    "申请包车": True,
    "乘坐人数": 20,
    "包车核定金额": 12000,
}
PUPIL: Mapping[str, object] = {
    "在本县就读": True,
    "学生年级": "初中",
    "家庭距校公里数": 6,
    "持有残疾证": True,
    "残疾证等级": "二级",
    "低保家庭": True,
    "困难类别": [],
    "证明已交": True,
    "购买月票": True,
    "购票方式": "自购",
    "月票编号": "P1",
    "月票价格": 100,
    "有陪护人": False,
    "乘坐偏远线路": False,
}


@cache
def loaded(old: str = "", new: str = "", amendment: str = "", known_on: date = DISTANT) -> Policy:
    """Give the example policy with one place written otherwise, and perhaps an amendment."""
    text = BUS.read_text(encoding="utf-8")
    assert not old or text.count(old) == 1
    laid = (("amendment.yaml", amendment.encode()),) if amendment else ()
    return load(Source((BUS.name, text.replace(old, new).encode()), laid), known_on)[0]


def case(policy: Policy, award: str, facts: Mapping[str, object], **days: str) -> Case:
    raw = {"case": "示例", "claims": [award], "history": [], "facts": {**facts, **days}}
    return read_case(raw, Program(policy), lambda _: Place("case.json"))


def told(policy: Policy, award: str, facts: Mapping[str, object], **days: str) -> AwardOutcome:
    awards = decide(Program(policy), case(policy, award, facts, **days), DISTANT).awards
    return next(a for a in awards if a.award == award)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2022-04-30", "granted"),
        ("2022-05-01", "refused"),
        ("2022-06-30", "refused"),
        ("2022-07-01", "granted"),
    ],
)
def test_a_dated_condition_asks_only_within_its_days(day: str, status: str) -> None:
    old = "says: 乘坐学生二十人以上,"
    policy = loaded(old, f"{old} from: 2022-05-01, to: 2022-06-30,")
    few = {**COACH, "乘坐人数": 19}
    assert told(policy, "包车补助", few, 核定日期=day).status.value == status


@pytest.mark.parametrize(
    ("month", "status"),
    [
        ("2022-04-01", "granted"),
        ("2022-05-01", "refused"),
        ("2022-06-01", "refused"),
        ("2022-07-01", "granted"),
    ],
)
def test_a_dated_exclusion_keeps_apart_only_within_its_days(month: str, status: str) -> None:
    old = "says: 同一张月票，全免和按比例减免只给一项"
    policy = loaded(old, f"{old}\n    from: 2022-05-01\n    to: 2022-06-01")
    raw = {
        "case": "示例",
        "claims": ["月票减免", "月票全免"],
        "history": [],
        "facts": {**PUPIL, "乘车月份": month},
    }
    program = Program(policy)
    outcome = decide(program, read_case(raw, program, lambda _: Place("case.json")), DISTANT)
    found = {a.award: a.status.value for a in outcome.awards}
    assert (found["月票减免"], found["月票全免"]) == (status, "granted")


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        ("2022-01-31", ["amendment-date"]),
        ("2022-02-01", []),
        ("2022-03-31", []),
        ("2022-04-01", ["amendment-date"]),
    ],
)
def test_a_mandate_is_used_only_within_its_days(day: str, codes: list[str]) -> None:
    raising = HEAD.format(
        clause="第七条第二款",
        body="示例县人民政府",
        decided_on=day,
        change="{standard: 线路补助标准, for: {线路名称: 示例四号线}, "
        "from: 2022-06-01, value: 3, because: 示例}",
    )
    old = "    only: raise\n"
    try:
        loaded(old, f"{old}    from: 2022-02-01\n    to: 2022-03-31\n", raising)
        found = []
    except Refused as refused:
        found = [p.code for p in refused.problems]
    assert found == codes


def only_in(*spans: tuple[date, date]) -> Policy:
    """Give the policy with the most for a coach in force in some spans of days only."""
    policy = loaded()
    most = policy.standards["包车补助上限"]
    versions = tuple(replace(most.versions[0], start=start, end=end) for start, end in spans)
    laid = {**policy.standards, "包车补助上限": replace(most, versions=versions)}
    return replace(policy, standards=laid)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2021-12-31", "2021-12-31 尚未开始"),
        ("2022-01-01", ""),
        ("2022-03-31", ""),
        ("2022-04-01", "2022-04-01 处于空档"),
        ("2022-04-30", "2022-04-30 处于空档"),
        ("2022-05-01", ""),
        ("2022-06-30", ""),
        ("2022-07-01", "2022-07-01 已经结束"),
    ],
)
def test_not_yet_ended_and_gap_are_three_answers(day: str, why: str) -> None:
    """The loader refuses a gap; were one to come about, nothing is paid in silence."""
    policy = only_in((date(2022, 1, 1), date(2022, 3, 31)), (date(2022, 5, 1), date(2022, 6, 30)))
    found = told(policy, "包车补助", COACH, 核定日期=day)
    assert found.status.value == ("pending" if why else "granted")
    assert why in str(found)


@pytest.mark.parametrize(
    ("known_on", "month", "status"),
    [
        (date(2024, 5, 31), "2024-08-01", "granted"),
        (date(2024, 5, 31), "2024-09-01", "refused"),
        (date(2024, 6, 1), "2024-09-01", "granted"),
        (date(2024, 6, 1), "2025-09-01", "refused"),
    ],
)
def test_an_extension_is_known_from_the_day_it_was_decided(
    known_on: date, month: str, status: str
) -> None:
    policy = loaded(amendment=EXTENDING, known_on=known_on)
    assert told(policy, "残疾学生补助", PUPIL, 乘车月份=month).status.value == status


@pytest.mark.parametrize(
    ("amendment", "decided", "month", "km", "owed", "overpaid"),
    [
        (EXTENDING, date(2024, 6, 1), "2024-09-01", 6, 60, 0),
        (EXTENDING, date(2024, 6, 1), "2024-08-01", 6, 0, 0),
        (RULING, date(2022, 6, 1), "2022-05-01", 1, 0, 50),
        (RULING, date(2022, 6, 1), "2022-04-01", 1, 0, 0),
    ],
    ids=["extended", "before the extension", "ruled", "before the ruling"],
)
def test_what_an_extension_or_a_ruling_changes_is_recalculated(
    amendment: str, decided: date, month: str, km: int, owed: int, overpaid: int
) -> None:
    days = (date.fromordinal(decided.toordinal() - 1), decided)
    base, was, now = (loaded(amendment=amendment, known_on=d) for d in (date.min, *days))
    facts = {**PUPIL, "家庭距校公里数": km}
    mine = [("示例", case(now, "残疾学生补助", facts, 乘车月份=month))]
    found = Recalculator(base, was, now, days).recalculate(mine)
    assert (found.owed, found.overpaid) == (owed, overpaid)
