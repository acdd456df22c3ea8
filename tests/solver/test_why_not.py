"""What `evaluate --why-not` says would have granted an award, or what stands in its way."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from commands import ROOT, Run

from interpreter.evaluation.case import Case, read_case
from interpreter.evaluation.decision import judge_all, status_of
from interpreter.evaluation.outcome import Status
from interpreter.evaluation.program import Program
from interpreter.evaluation.remedies import Change, Obstacle, WhyNot, award_in
from interpreter.policy.loader import load
from interpreter.policy.sources import gather
from interpreter.problems import Place, Refused
from interpreter.report.facts import facts_json, facts_text
from interpreter.report.remedies import why_not_text
from interpreter.solver import remedies
from interpreter.solver.remedies import Remedial, with_changes
from interpreter.truth.boundaries import Boundaries
from interpreter.truth.golden import read_goldens

POLICY, BUS = "policy/2019-79.yaml", "tests/policies/school-bus/policy.yaml"
GOLDENS = {POLICY: "tests/golden/2019-79", BUS: "tests/policies/school-bus/golden"}
PROGRAMS = {path: Program(load(gather(ROOT / path))[0]) for path in GOLDENS}
REMEDIAL = {path: Remedial(program) for path, program in PROGRAMS.items()}
DAY = date(2020, 12, 31)
CASES, TRIES = 6, 20

# 二(六)2, granted 800 to the enterprise as it stands.
TRAINED = {
    "主体类型": "企业",
    "主体在晋江": True,
    "实名制登记": True,
    "参加培训": True,
    "目录内": True,
    "人员身份": ["企业职工"],
    "用工形式": "直接用工",
    "劳动合同类型": "固定期限",
    "劳动合同月数": 12,
    "缴纳基本养老保险": True,
    "培训类别": "岗位技能提升",
    "培训组织方式": "企业组织",
    "职业": "示例工种",
    "职业范围": "可实施职业技能等级认定",
    "证书种类": ["职业技能等级证书"],
    "证书等级": "四级",
    "证书取得日期": "2020-05-29",
}


def case_of(path: str, raw: Mapping[str, Any]) -> Case:
    return read_case(raw, PROGRAMS[path], lambda _: Place("示例"))


def trained(award: str, *beside: str, **changes: Any) -> WhyNot:
    """Ask why not, of the case above with other facts."""
    facts = {n: v for n, v in {**TRAINED, **changes}.items() if v is not None}
    raw = {"claims": [award, *beside], "facts": facts, "history": []}
    return REMEDIAL[POLICY].why_not(case_of(POLICY, raw), award, DAY)


def told(found: WhyNot) -> list[dict[str, Any]]:
    assert found.exhaustive
    assert not found.obstacles
    return [{c.fact: (c.before, c.after) for c in remedy.changes} for remedy in found.remedies]


def test_a_contract_a_month_too_short() -> None:
    # 二(六)2: at least a year, or without a term.
    found = trained("岗位提升企业补贴", 劳动合同月数=11)
    assert told(found) == [
        {"劳动合同类型": ("固定期限", "无固定期限")},
        {"劳动合同月数": (11, 12)},
    ]
    assert [award_in(r.outcome, found.award).amount for r in found.remedies] == [800, 800]


def test_both_must_change_where_neither_is_enough() -> None:
    # 二(六)2: the contract and the pension.
    pension = (False, True)
    assert told(trained("岗位提升个人补贴", 劳动合同月数=3, 缴纳基本养老保险=False)) == [
        {"劳动合同类型": ("固定期限", "无固定期限"), "缴纳基本养老保险": pension},
        {"劳动合同月数": (3, 12), "缴纳基本养老保险": pension},
    ]


def test_what_is_missing_is_supplied_before_anything_is_changed() -> None:
    # The typical contract of 24 months will do; a history has to be told, for three times a year.
    facts = {n: v for n, v in TRAINED.items() if n != "劳动合同月数"}
    case = case_of(POLICY, {"claims": ["岗位提升企业补贴"], "facts": facts})
    found = REMEDIAL[POLICY].why_not(case, "岗位提升企业补贴", DAY)
    assert told(found) == [{"劳动合同月数": (None, 24), "history": (None, None)}]


def test_a_certificate_after_the_plan_ended_cannot_be_dated_back() -> None:
    # 一: the plan ends with 2021.
    found = trained("岗位提升企业补贴", 劳动合同月数=11, 证书取得日期="2022-01-01")
    assert not found.remedies
    (obstacle,) = found.obstacles
    assert obstacle.facts == {"证书取得日期": date(2022, 1, 1)}
    assert [rule.title for rule in obstacle.rules] == ["计划期内"]
    assert "改不了的证书取得日期＝2022-01-01：「计划期内」（一）这一条总过不去" in why_not_text(
        found, PROGRAMS[POLICY].policy
    )


def test_an_award_before_it_in_the_same_case_is_named() -> None:
    # 二(六): one training, one award to the unit; 10 comes before 1, and asks nothing more.
    changes = {"来晋务工": True, "籍贯": "新疆", "证书种类": ["培训合格证书"], "证书等级": None}
    found = trained("岗前培训补贴", "结对帮扶企业补贴", 培训类别="岗前培训", **changes)
    (obstacle,) = found.obstacles
    assert obstacle.beside == ("结对帮扶企业补贴",)
    assert [rule.cited.cites for rule in obstacle.rules] == [("二(六)",)]


def test_three_trainings_of_the_year_are_named() -> None:
    # 二(五)1: not more than three a year; both awards of one training count once.
    raw = json.loads((ROOT / "examples/fourth-time.json").read_text(encoding="utf-8"))
    found = REMEDIAL[POLICY].why_not(case_of(POLICY, raw), "岗位提升个人补贴", DAY)
    (obstacle,) = found.obstacles
    assert list(obstacle.facts) == ["证书取得日期"]
    assert len({record["培训编号"] for record in obstacle.earlier}) == len(obstacle.earlier) == 3


def test_what_the_document_leaves_open_no_fact_can_settle() -> None:
    # 二(二)1 gives no amount.
    found = trained("举办院校扶持", 举办职业院校=True)
    (obstacle,) = found.obstacles
    assert obstacle == Obstacle({}, (), (), ())
    text = why_not_text(found, PROGRAMS[POLICY].policy)
    assert "在任何案件里，文件没有写定，总是待定：扶持金额" in text


def test_of_the_second_policy_a_distance_cannot_be_changed() -> None:
    # 第四条第一款: three kilometres for the upper grades.
    facts = {
        "学生年级": "小学高年级",
        "家庭距校公里数": Decimal("2.9"),
        "购买月票": True,
        "月票价格": 100,
    }
    facts |= {"在本县就读": True, "乘车月份": "2022-03-01", "证明已交": False, "低保家庭": False}
    case = case_of(BUS, {"claims": ["月票减免"], "facts": facts, "history": []})
    (obstacle,) = REMEDIAL[BUS].why_not(case, "月票减免", DAY).obstacles
    assert list(obstacle.facts) == ["学生年级", "家庭距校公里数"]


def test_the_vocabulary_says_what_cannot_be_changed() -> None:
    policy = PROGRAMS[POLICY].policy
    fixed = {str(fact["fact"]): fact["fixed"] for fact in facts_json(policy)}
    assert (fixed["籍贯"], fixed["劳动合同月数"]) == (True, False)
    lines = facts_text(policy).splitlines()
    assert [line.split("　")[0] for line in lines if line.endswith("；办事人改不了")] == [
        name for name, cannot in fixed.items() if cannot
    ]


def test_what_is_granted_needs_nothing() -> None:
    found = trained("岗位提升企业补贴")
    assert found == WhyNot(found.award, found.outcome)
    assert "准予 800.00 元，付给企业" in why_not_text(found, PROGRAMS[POLICY].policy)


def test_what_the_effort_does_not_settle_is_said() -> None:
    found = Remedial(PROGRAMS[POLICY], effort=1).why_not(
        case_of(POLICY, {"facts": {**TRAINED, "劳动合同月数": 11}}), "岗位提升企业补贴", DAY
    )
    assert found.undecided
    assert "没有算出来" in why_not_text(found, PROGRAMS[POLICY].policy)


def test_a_case_found_that_is_decided_otherwise_is_an_error_of_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(remedies, "with_changes", lambda _program, case, _changes: case)
    with pytest.raises(Refused) as refused:
        trained("岗位提升企业补贴", 劳动合同月数=11)
    assert [problem.code for problem in refused.value.problems] == ["proof-disagrees"]


def not_granted(path: str, seed: int) -> list[tuple[Case, str]]:
    """Give golden cases, facts of theirs forgotten, with an award that they do not get."""
    rng, found = random.Random(seed), list[tuple[Case, str]]()
    goldens = [golden.raw for golden in read_goldens(ROOT / GOLDENS[path])]
    rng.shuffle(goldens)
    for raw in goldens:
        facts = {n: v for n, v in raw["facts"].items() if rng.random() < 0.95}
        with suppress(Refused):
            case = case_of(path, {**raw, "facts": facts})
            judged = judge_all(PROGRAMS[path], case)
            names = [n for n, item in judged.items() if status_of(item) is not Status.GRANTED]
            found += [(case, rng.choice(names))] if names else []
        if len(found) == CASES:
            break
    return found


def is_granted(path: str, case: Case, award: str, changes: tuple[Change, ...]) -> bool:
    """Decide a case with some changes; what is no valid case is not granted either."""
    try:
        changed = with_changes(PROGRAMS[path], case, changes)
    except Refused:
        return False
    return status_of(judge_all(PROGRAMS[path], changed)[award]) is Status.GRANTED


@pytest.mark.parametrize("path", GOLDENS)
def test_no_change_can_be_spared_and_no_other_ones_do_with_less(path: str) -> None:
    kinds = {"remedies": 0, "obstacles": 0}
    rng = random.Random(5)
    for case, award in not_granted(path, 3):
        found = REMEDIAL[path].why_not(case, award, DAY)
        kinds["remedies"] += bool(found.remedies)
        kinds["obstacles"] += bool(found.obstacles)
        for changes in (remedy.changes for remedy in found.remedies):
            assert is_granted(path, case, award, changes)
            for count in range(len(changes)):
                for fewer in combinations(changes, count):
                    assert not is_granted(path, case, award, fewer), (award, fewer)
        attack(path, case, found, rng)
    assert all(kinds.values())


def attack(path: str, case: Case, found: WhyNot, rng: random.Random) -> None:
    """Change what may be changed at random, less of it than is said to be needed."""
    policy = PROGRAMS[path].policy
    boundaries = Boundaries(policy)
    free = [n for n in case.facts if not (policy.facts[n].fixed or policy.facts[n].names_one)]
    least = min(
        (sum(c.before is not None for c in r.changes) for r in found.remedies),
        default=len(free) + 1,
    )
    told_already = replace(case, history=case.history or ())
    for _ in range(TRIES):
        names = rng.sample(free, min(len(free), rng.randint(1, 3), least - 1)) if least > 1 else ()
        missing = [n for n in policy.facts if n not in case.facts]
        changes = [changed(boundaries, policy, n, rng) for n in (*names, *missing)]
        whole = tuple(change for change in changes if change is not None)
        assert not names or not is_granted(path, told_already, found.award, whole), whole


def changed(boundaries: Boundaries, policy: Any, name: str, rng: random.Random) -> Change | None:
    from interpreter.policy.values import read_value

    values = [value for value in boundaries.values(name, {}) if value is not None]
    own = policy.facts[name].names_one or policy.facts[name].request
    if own or rng.random() < 0.1:
        return None
    return Change(name, None, read_value(policy.facts[name], rng.choice(values)))


def test_for_a_person_and_as_json(run: Run, recorded: Callable[[Path, str], None]) -> None:
    example = ROOT / "examples/xinjiang-worker.json"
    case = case_of(POLICY, json.loads(example.read_text(encoding="utf-8")))
    policy, found = PROGRAMS[POLICY].policy, REMEDIAL[POLICY].why_not
    awards = ("岗位提升企业补贴", "自主选择培训补贴", "以工代训补贴", "岗前培训补贴")
    pages = [why_not_text(found(case, award, DAY), policy) + "\n" for award in awards]
    recorded(ROOT / "tests/prints/why-not.txt", "\n".join(pages))
    options = ("evaluate", "--known-on", "2020-12-31", "--why-not", "岗位提升个人补贴")
    missing = "examples/facts-missing.json"
    done = run(*options, "--format", "json", missing, missing)
    assert (done.code, done.err) == (0, "")
    one, other = (json.loads(line) for line in done.out.splitlines())
    assert one == other
    told = json.dumps(one["why_not"], ensure_ascii=False, indent=2) + "\n"
    recorded(ROOT / "tests/prints/why-not.json", told)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--why-not", "没有的补贴"),
        ("--why-not", "岗前培训补贴", "--ask"),
        ("--why-not", "岗前培训补贴", "--format", "markdown"),
    ],
)
def test_options_that_do_not_go_together(run: Run, arguments: tuple[str, ...]) -> None:
    assert run("evaluate", *arguments, "examples/new-hire.json").code == 2


def test_a_wrong_case_is_told_and_the_others_are_looked_at(run: Run) -> None:
    done = run(
        "evaluate", "--why-not", "岗前培训补贴", "examples/invalid.json", "examples/new-hire.json"
    )
    assert done.code == 1
    assert "案件无效" in done.err
    assert "准予 800.00 元" in done.out
