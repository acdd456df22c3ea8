"""Every example is decided as the document says, and what is printed about it is recorded.

The table below is truth: worked out by hand from the document, never rewritten.  The prints
in `prints/` are what a person sees; a flag records them anew and their difference is read.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commands import ROOT, Run

EXAMPLES = sorted((ROOT / "examples").glob("*.json"))
PRINTS = Path(__file__).parent / "prints"
# Amendments count only up to this day, so that the prints are the same every day.
KNOWN_ON = ("--known-on", "2020-12-31")

# By example: each award claimed, with its status, amount and payee.
DECIDED: dict[str, dict[str, tuple[str, ...]]] = {
    "new-hire": {"岗前培训补贴": ("granted", "800.00", "企业")},
    "dispatched-worker": {
        "岗位提升企业补贴": ("granted", "800.00", "用工企业"),
        "岗位提升个人补贴": ("granted", "1000.00", "个人"),
    },
    "xinjiang-worker": {
        "结对帮扶企业补贴": ("granted", "1500.00", "企业"),
        "岗位提升企业补贴": ("refused",),
        "结对帮扶个人补贴": ("granted", "1000.00", "个人"),
    },
    "provincial-studio": {"技能大师工作室补助": ("granted", "100000.00", "入选单位")},
    "work-for-training": {"以工代训补贴": ("granted", "1200.00", "生产经营主体")},
    "fourth-time": {"岗位提升企业补贴": ("refused",), "岗位提升个人补贴": ("refused",)},
    "facts-missing": {"岗位提升企业补贴": ("pending",), "岗位提升个人补贴": ("pending",)},
    "accounts": {},
    "advance": {"培训补贴预拨": ("granted", "48000.00", "企业")},
    "settlement": {"预拨结算": ("granted", "28000.00", "企业")},
    "special-trade": {"部门培训补贴": ("granted", "800.00", "组织培训的部门")},
}
INVALID = "invalid"


def _outcome(run: Run, name: str) -> dict[str, Any]:
    printed = run("evaluate", "--format", "json", *KNOWN_ON, f"examples/{name}.json")
    outcome: dict[str, Any] = json.loads(printed.out)
    return outcome


def _award(outcome: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(a for a in outcome["awards"] if a["award"] == name)
    return found


def test_every_example_has_its_outcome_worked_out() -> None:
    assert {path.stem for path in EXAMPLES} == {*DECIDED, INVALID}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_says_what_it_is_an_example_of(path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    assert case["case"].startswith("示例-")
    named = [case["facts"].get(fact, "示例") for fact in ("用人单位", "职业", "特殊行业")]
    assert all(value.startswith("示例") for value in named)


@pytest.mark.parametrize("name", sorted(DECIDED))
def test_each_award_is_decided_as_the_document_says(name: str, run: Run) -> None:
    found = {
        a["award"]: tuple(a[key] for key in ("status", "amount", "payee") if key in a)
        for a in _outcome(run, name)["awards"]
    }
    assert found == DECIDED[name]


def test_the_special_clause_displaces_the_general_one(run: Run) -> None:
    general = _award(_outcome(run, "xinjiang-worker"), "岗位提升企业补贴")
    [reason] = [r for r in general["because"] if r["holds"] is False]
    assert (reason["cites"], reason["kept"]) == (["二(六)"], "结对帮扶企业补贴")


def test_a_provincial_studio_gets_less_than_a_municipal_one_as_written(run: Run) -> None:
    assert "A65" in _award(_outcome(run, "provincial-studio"), "技能大师工作室补助")["readings"]


def test_eight_months_are_cut_to_six(run: Run) -> None:
    [cut] = _award(_outcome(run, "work-for-training"), "以工代训补贴")["reduced_by"]
    assert (cut["cites"], cut["by"]) == (["二(六)7"], "400.00")


def test_the_fourth_time_is_refused_by_the_three_trainings_before(run: Run) -> None:
    for award in _outcome(run, "fourth-time")["awards"]:
        [reason] = [r for r in award["because"] if r["holds"] is False]
        assert reason["cites"] == ["二(五)1"]
        trainings = {record["培训编号"] for record in reason["earlier"]}
        assert trainings == {"示例-2020-05", "示例-2020-06", "示例-2020-07"}


def test_what_is_missing_is_named(run: Run) -> None:
    outcome = _outcome(run, "facts-missing")
    both = {"劳动合同月数", "缴纳基本养老保险", "history"}
    assert set(_award(outcome, "岗位提升企业补贴")["missing"]) == both
    assert set(_award(outcome, "岗位提升个人补贴")["missing"]) == {*both, "证书等级"}


def test_the_accounts_break_two_of_three_rules(run: Run) -> None:
    findings = {f["finding"]: f for f in _outcome(run, "accounts")["findings"]}
    found = {
        name: (findings[name]["status"], findings[name]["values"]["上限"], over)
        for name in ("绩效工资提取上限", "公用经费上限", "院校两项合计不超过净收入")
        for over in [findings[name]["values"]["超出"]]
    }
    assert found == {
        "绩效工资提取上限": ("breached", "420000.00", "10000.00"),  # 70% of 1000000 - 400000
        "公用经费上限": ("met", "300000.00", "0.00"),  # 30% of 1000000
        "院校两项合计不超过净收入": ("breached", "600000.00", "80000.00"),  # 430000 + 250000
    }


def test_an_invalid_case_is_told_every_problem_and_decides_nothing(run: Run) -> None:
    printed = run("evaluate", "--format", "json", *KNOWN_ON, f"examples/{INVALID}.json")
    told = json.loads(printed.out)
    assert printed.code == 1
    assert told["invalid"] is True
    assert "awards" not in told
    assert {problem["about"] for problem in told["problems"]} == {
        "岗位提升企业补助",
        "主体类型",
        "主体在晋江",
        "劳动合同月份",
        "招用日期",
        "劳动合同月数",
        "证书种类、证书等级",
        "培训开始日期、证书取得日期",
        "证书取得日期",
    }


@pytest.mark.parametrize(("form", "ending"), [("text", "txt"), ("json", "json")])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_is_printed_is_what_is_recorded(
    path: Path, form: str, ending: str, run: Run, recorded: Callable[[Path, str], None]
) -> None:
    printed = run("evaluate", "--format", form, *KNOWN_ON, f"examples/{path.name}")
    parts = [printed.out if form == "text" else _pretty(printed.out)]
    parts += ["-- stderr --\n", printed.err] if printed.err and form == "text" else []
    recorded(PRINTS / f"{path.stem}.{ending}", "".join(parts))
    assert printed.code == (1 if path.stem == INVALID else 0)


def _pretty(line: str) -> str:
    """One fact a line, so that a difference of prints can be read."""
    return json.dumps(json.loads(line), ensure_ascii=False, indent=1) + "\n"
