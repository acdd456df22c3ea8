"""A change held to its golden cases: an outcome moves only with the truth, and for a reason."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from commands import ROOT, Printed, clean_environment, run_cli

BUS = ROOT / "tests/policies/school-bus"
GIT = ("git", "-c", "user.name=示例", "-c", "user.email=example@example.invalid")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A repository with the second policy and its golden cases, committed."""
    folder = tmp_path / "office"
    shutil.copytree(BUS, folder)
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "示例")):
        subprocess.run([*GIT, *command], cwd=folder, check=True, capture_output=True)
    return folder


def call(folder: Path, *arguments: str) -> Printed:
    (folder.parent / "bin").mkdir(exist_ok=True)
    environment = clean_environment(folder.parent / "bin", folder.parent / "cache")
    paths = ("--policy", "policy.yaml", "--goldens", "golden")
    return run_cli([*arguments, *paths], folder, environment)


def change(folder: Path, before: str, after: str) -> None:
    path = folder / "policy.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), encoding="utf-8")


ROW = "rows: {一级: %s, 二级: 50, 三级: 40}"
REVIEW = ("review", "--base", "HEAD", "--no-mutants")


def test_no_change_has_nothing_against_it(office: Path) -> None:
    printed = call(office, *REVIEW)
    assert printed.code == 0, printed.out + printed.err
    assert printed.out.startswith("没有发现问题。规则没有改动")


def test_an_outcome_that_moves_without_its_truth_is_named(office: Path) -> None:
    raised(office)
    printed = call(office, *REVIEW, "--format", "json")
    assert printed.code == 3
    found = json.loads(printed.out)
    assert not found["sound"]
    assert found["sections"]["结果变了，金案没有跟着改并写明理由"]
    assert found["difference"]["moves"]


def test_truth_rewritten_with_a_reason_lets_the_outcome_move(office: Path) -> None:
    raised(office)
    failing = call(office, "test")
    assert failing.code == 3
    found = json.loads(call(office, *REVIEW, "--format", "json").out)
    labels = {
        line.split("：")[0]
        for title in ("结果变了，金案没有跟着改并写明理由", "不合金案")
        for line in found["sections"].get(title, [])
    }
    for label in sorted(labels):
        accepted = call(office, "test", "--accept", label, "--because", "示例：标准已经提高")
        assert accepted.code == 0, accepted.err
    printed = call(office, *REVIEW)
    assert printed.code == 0, printed.out
    assert "【随结果改写的金案】" in printed.out


def test_truth_may_not_be_taken_away(office: Path) -> None:
    next(iter(sorted((office / "golden").glob("*.yaml")))).unlink()
    printed = call(office, *REVIEW)
    assert printed.code == 3
    assert "删去的金案" in printed.out


def test_a_broken_law_is_named_by_a_golden_case_and_by_a_proof(office: Path) -> None:
    change(office, "二级: 60, 三级: 50", "二级: 40, 三级: 50")
    found = json.loads(call(office, *REVIEW, "--prove", "--format", "json").out)
    by_golden, by_proof = found["sections"]["没有守住或没有证明的底线"]
    assert by_golden.startswith("金案“第五条.yaml")
    assert by_proof.startswith("底线“残疾越重不少给”守不住")


def test_diff_against_git_ends_with_three_when_an_outcome_moves(office: Path) -> None:
    paths = ("--policy", "policy.yaml", "--goldens", "golden")
    same = run(office, "diff", "git:HEAD", "policy.yaml", *paths)
    assert (same.code, same.out.strip()[:6]) == (0, "规则没有改动")
    raised(office)
    moved = run(office, "diff", "git:HEAD", "policy.yaml", *paths)
    assert moved.code == 3
    wrong = run(office, "diff", "git:nothing", "policy.yaml", *paths)
    assert wrong.code == 1
    assert "no-revision" in wrong.err


def run(folder: Path, *arguments: str) -> Printed:
    (folder.parent / "bin").mkdir(exist_ok=True)
    environment = clean_environment(folder.parent / "bin", folder.parent / "cache")
    return run_cli(arguments, folder, environment)


@pytest.mark.parametrize("form", ["markdown", "html", "json"])
def test_every_form_of_the_report_can_be_written_to_a_file(office: Path, form: str) -> None:
    raised(office)
    paths = ("--policy", "policy.yaml", "--goldens", "golden")
    run(office, "diff", "git:HEAD", "policy.yaml", *paths, "--format", form, "-o", "report")
    text = (office / "report").read_text(encoding="utf-8")
    assert "残疾学生补助标准" in text
    assert form != "json" or json.loads(text)["moved"] > 0


def raised(folder: Path) -> None:
    """Raise one row of a standard, from its first day."""
    change(folder, ROW % 60, ROW % 61)


def test_the_rows_of_a_table_are_cases_too(tmp_path: Path) -> None:
    lines = (ROOT / "examples/ledger.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "ledger.csv").write_text("\n".join(lines[:3]) + "\n", encoding="utf-8")
    policy = str(ROOT / "policy/2019-79.yaml")
    cases = ("--cases", "ledger.csv", "--carry", "姓名")
    printed = run(tmp_path, "diff", policy, policy, *cases)
    assert (printed.code, printed.out.strip()) == (0, "规则没有改动；2 例都不变。")
    refused = run(tmp_path, "diff", policy, policy, "--cases", "ledger.csv")
    assert refused.code == 1
    assert "unknown-column" in refused.err


def test_a_case_is_proposed_for_a_slip_that_nothing_notices(office: Path) -> None:
    # Without the pair of cases at the distance itself, a step of the distance goes unnoticed.
    path = next((office / "golden").glob("第四条.yaml"))
    path.unlink()
    printed = call(office, "suggest", "--mutants", "--most", "1")
    assert "处规则写错了也没有金案察觉" in printed.out
    assert "- name:" in printed.out
