"""Past decisions looked at again: amendments in time, receipts, recalculation."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from commands import Printed, run_cli

ROOT = Path(__file__).parents[2]
AMENDMENT = """\
amendment: {id}
amends: 2019-79
authority: 二(六)9
approved_by: 晋江市人民政府
approval: 示例文号
decided_on: {decided_on}
{extra}changes:
  - standard: 部门培训标准
    for: {{特殊行业: 示例行业}}
    from: {start}
    value: {value}
    because: 示例理由
"""


def write(folder: Path, name: str, extra: str = "", **fields: object) -> None:
    laid = folder / "policy" / "amendments"
    laid.mkdir(parents=True, exist_ok=True)
    text = AMENDMENT.format(id=name, extra=extra, **fields)
    (laid / f"{name}.yaml").write_text(text, encoding="utf-8")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A folder with the policy and one department-course case of 示例行业."""
    (tmp_path / "policy").mkdir()
    shutil.copy(ROOT / "policy/2019-79.yaml", tmp_path / "policy/policy.yaml")
    case = {
        "case": "示例-一",
        "claims": ["部门培训补贴"],
        "history": [],
        "facts": {
            "主体类型": "行政部门",
            "主体在晋江": True,
            "实名制登记": True,
            "参加培训": True,
            "目录内": True,
            "特殊行业": "示例行业",
            "职业": "示例工种",
            "培训编号": "示例-1",
            "培训类别": "其他",
            "培训组织方式": "部门组织",
            "培训开始日期": "2020-07-02",
            "证书种类": ["培训合格证书"],
            "证书取得日期": "2020-07-15",
        },
    }
    write_case(tmp_path, case)
    return tmp_path


def write_case(folder: Path, case: dict[str, object]) -> None:
    (folder / "case.json").write_text(json.dumps(case, ensure_ascii=False), encoding="utf-8")


def run(folder: Path, *arguments: str) -> Printed:
    return run_cli([*arguments, "--policy", "policy/policy.yaml"], folder, os.environ)


def amount(folder: Path, known_on: str) -> str:
    told = run(folder, "evaluate", "case.json", "--format", "json", "--known-on", known_on)
    return str(json.loads(told.out)["awards"][0]["amount"])


def test_an_amendment_counts_from_the_day_it_was_decided(office: Path) -> None:
    write(office, "one", decided_on="2020-08-01", start="2020-07-01", value=1200)
    assert amount(office, "2020-07-31") == "800.00"
    assert amount(office, "2020-08-01") == "1200.00"


@pytest.mark.parametrize(("start", "paid"), [("2020-07-15", "1200.00"), ("2020-07-16", "800.00")])
def test_the_event_and_not_the_day_of_deciding_picks_the_version(
    office: Path, start: str, paid: str
) -> None:
    write(office, "one", decided_on="2020-06-01", start=start, value=1200)
    assert amount(office, "2020-12-31") == paid


def test_what_acts_backwards_is_owed(office: Path) -> None:
    write(office, "one", decided_on="2020-08-01", start="2020-07-01", value=1200)
    told = run(
        office, "recalculate", "case.json", "--known-on", "2020-07-31", "--and", "2020-08-01"
    )
    assert told.code == 0
    assert "准予 800.00 元 → 准予 1200.00 元，差 400.00 元" in told.out
    assert "应补 400.00 元；多付 0.00 元；其余 0 例不变" in told.out


def test_a_decision_made_before_a_protecting_amendment_stays(office: Path) -> None:
    extra = "protects: decided_before\n"
    write(office, "one", extra, decided_on="2020-08-01", start="2020-07-01", value=1200)
    told = run(
        office,
        *("recalculate", "case.json", "--known-on", "2020-07-31", "--and", "2020-08-01"),
        *("--format", "json"),
    )
    found = json.loads(told.out)
    assert (found["owed"], found["overpaid"]) == ("0.00", "0.00")
    assert [r["protected"] for r in found["revisions"]] == ["one"]


def test_the_order_of_amendment_files_never_matters(office: Path) -> None:
    write(office, "a", decided_on="2020-06-01", start="2020-07-01", value=1000)
    write(office, "b", decided_on="2020-06-02", start="2020-07-10", value=1200)
    first = run(office, "evaluate", "case.json", "--format", "json").out
    folder = office / "policy" / "amendments"
    (folder / "a.yaml").rename(folder / "z.yaml")
    assert run(office, "evaluate", "case.json", "--format", "json").out == first
    assert '"amount": "1200.00"' in first


def test_a_receipt_is_replayed_to_the_same_bytes(office: Path) -> None:
    told = run(office, "evaluate", "case.json", "--format", "json", "--known-on", "2020-12-31")
    (office / "outcome.json").write_text(told.out, encoding="utf-8")
    again = run(office, "replay", "outcome.json", "--case", "case.json")
    assert (again.code, again.out) == (0, "结果相同，一字不差。\n")


def test_a_receipt_of_another_policy_says_which_part_changed(office: Path) -> None:
    def git(*arguments: str) -> None:
        quiet = ["git", "-c", "user.name=示例", "-c", "user.email=x@example.invalid", *arguments]
        subprocess.run(quiet, cwd=office, check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "before")
    told = run(office, "evaluate", "case.json", "--format", "json", "--known-on", "2020-12-31")
    (office / "outcome.json").write_text(told.out, encoding="utf-8")
    policy = office / "policy/policy.yaml"
    text = policy.read_text(encoding="utf-8")
    assert "otherwise: 800" in text
    policy.write_text(text.replace("otherwise: 800", "otherwise: 900"), encoding="utf-8")
    changed = run(office, "replay", "outcome.json", "--case", "case.json")
    assert changed.code == 3
    assert "政策里变了：standards.部门培训标准" in changed.out
    assert "准予 800.00 元，现为 准予 900.00 元" in changed.out
    before = run(office, "replay", "outcome.json", "--case", "case.json", "--policy-at", "HEAD")
    assert (before.code, before.out) == (0, "结果相同，一字不差。\n")


def test_a_trial_says_what_an_amendment_reaches_and_moves(office: Path) -> None:
    write(office, "one", decided_on="2020-06-01", start="2020-07-01", value=1200)
    laid = office / "policy/amendments/one.yaml"
    laid = laid.rename(office / "one.yaml")
    told = run(office, "amend", "one.yaml", "--goldens", str(ROOT / "tests/golden/2019-79"))
    assert "部门培训标准（特殊行业：示例行业） 800 → 1200 元/人" in told.out
    assert "2020-07-01 到 2021-12-31 的事件" in told.out
    assert "涉及：部门培训补贴（二(六)9）" in told.out


def test_a_new_amendment_within_the_mandate_loads_as_written(office: Path) -> None:
    told = run(
        office, "amend", "--new", "--for", "示例行业", "--from", "2020-07-01", "--value", "900"
    )
    (office / "new.yaml").write_text(told.out, encoding="utf-8")
    paid = run(office, "evaluate", "case.json", "--format", "json", "--amendment", "new.yaml")
    assert json.loads(paid.out)["awards"][0]["amount"] == "900.00"
