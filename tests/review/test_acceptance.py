"""Accepting what the program decides: one expectation, its reason, and not a byte more."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from commands import ROOT, Run

from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.sources import Source, gather
from interpreter.problems import Place, Refused
from interpreter.report.goldens import rewriting_text
from interpreter.truth import acceptance
from interpreter.truth.acceptance import Rewriting, accept
from interpreter.truth.golden import Change, Golden, find_golden, judge, read_goldens

HERE = Path(__file__).parent
POLICY = ROOT / "tests/policies/school-bus/policy.yaml"
GOLDENS = ROOT / "tests/policies/school-bus/golden"
PROGRAM = Program(load(gather(POLICY))[0])
DAY, REASON = date(2021, 5, 6), "示例：某文件第二条"
ACCEPTABLE = [
    *("金额和付给谁写错", "准予写成不予", "不予写成准予", "理由少一条又多一条", "减去多少写错"),
    *("待定时还缺什么和金额范围写错", "无效写成准予", "有效写成无效", "无效的名称写错"),
    *("整个写在括号里", "违反写成达到"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE / "wrong", tmp_path / "golden"))


def named(name: str, folder: Path) -> Golden:
    return find_golden(name, read_goldens(folder), Place("--accept"))


def accepted(name: str, folder: Path, because: str = REASON) -> Rewriting:
    return accept(named(name, folder), because, DAY, PROGRAM)


def codes_of(action: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as refused:
        action()
    return [problem.code for problem in refused.value.problems]


def test_what_is_rewritten_is_recorded(
    folder: Path, recorded: Callable[[Path, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    told = []
    for name in ACCEPTABLE:
        golden = named(name, Path("golden"))
        rewriting = accept(golden, REASON, DAY, PROGRAM)
        told.append(rewriting_text(golden, rewriting.before, rewriting.after))
    recorded(HERE / "prints/accepted.txt", "\n\n".join(told) + "\n")
    for file in sorted(folder.glob("*.yaml")):
        recorded(HERE / "prints" / f"accepted.{file.name}", file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ACCEPTABLE)
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_the_case_passes_and_nothing_else_is_touched(folder: Path, name: str, ends: str) -> None:
    for file in folder.glob("*.yaml"):
        file.write_bytes(file.read_bytes().replace(b"\n", ends.encode()))
    golden, before = named(name, folder), _contents(folder)
    others = _others(name, folder)
    accepted(name, folder)
    again = named(name, folder)
    assert judge(again, PROGRAM).differences == ()
    assert again.changed == (Change("2021-05-06", REASON), *golden.changed)
    assert (again.raw, again.because) == (golden.raw, golden.because)
    assert _others(name, folder) == others
    after = _contents(folder)
    changed = [file for file in before if before[file] != after[file]]
    assert changed == [golden.file]
    assert after[golden.file].count(b"\n") == after[golden.file].count(ends.encode())
    _assert_only_the_case_changed(before[golden.file], after[golden.file], name)


def _others(name: str, folder: Path) -> list[object]:
    others = [g for g in read_goldens(folder) if g.name != name]
    return [(g.label, g.because, g.raw, g.expect, g.changed) for g in others]


def _contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def _assert_only_the_case_changed(before: bytes, after: bytes, name: str) -> None:
    """What stands before the case, and from the next case on, is the same to the byte."""
    start = before.index(f"name: {name}".encode())
    assert after[:start] == before[:start]
    _, following, rest = before[start:].partition(b"\n  - ")
    assert after.endswith(following + rest)
    comments = [line.partition(b"#")[2].strip() for line in before.splitlines() if b"#" in line]
    assert all(comment in after for comment in comments)


def test_only_the_values_that_differ_are_replaced(folder: Path) -> None:
    rewriting = accepted("金额和付给谁写错", folder)
    note = f'changed:\n      - {{decided_on: 2021-05-06, because: "{REASON}"}}\n    expect'
    expected = rewriting.before.replace("500.00, payee: 学生}  #", "520.00, payee: 陪护人}  #")
    expected = expected.replace("total: 500.00", "total: 520.00").replace("expect", note, 1)
    assert rewriting.after == expected


def test_a_comment_before_brackets_outlives_them(folder: Path) -> None:
    file = folder / "陪护.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace(
            "expect: {陪护补助: {status: granted}}",
            "expect:  # 为什么\n      {陪护补助: {status: granted}}",
        ),
        encoding="utf-8",
    )
    assert accepted("无效写成准予", folder).after.count("# 为什么") == 1


def test_the_latest_change_comes_first(folder: Path) -> None:
    accepted("不予写成准予", folder)
    because = [change.because for change in named("不予写成准予", folder).changed]
    assert because == [REASON, "示例：先前改过一次"]


@pytest.mark.parametrize("changed", ["[{decided_on: 2021-01-04, because: 先前改过}]", ""])
def test_a_list_of_changes_in_brackets_grows(folder: Path, changed: str) -> None:
    written = f" changed: {changed}," if changed else ""
    file = folder / "陪护.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("facts: {学期乘车次数: 10},", f"facts: {{学期乘车次数: 10}},{written}"),
        encoding="utf-8",
    )
    accepted("整个写在括号里", folder)
    assert len(named("整个写在括号里", folder).changed) == 1 + bool(changed)


@pytest.mark.parametrize(
    "because",
    [
        '引号"和反斜杠\\',
        "冒号: 井号 # 都在",
        "- 像一列表",
        "{像一对: 括号}",
        "yes 不是真假",
        "全角：冒号",
    ],
)
def test_a_reason_comes_back_as_it_was_given(folder: Path, because: str) -> None:
    accepted("准予写成不予", folder, because)
    assert named("准予写成不予", folder).changed[0].because == because


def test_a_name_of_any_signs_is_found_and_left_as_it_is(folder: Path) -> None:
    file, name = folder / "陪护.yaml", "名字里有 {括号}, '引号' # 和: 冒号 -"
    text = file.read_text(encoding="utf-8").replace("name: 准予写成不予", f'name: "{name}"')
    file.write_text(text, encoding="utf-8")
    accepted(name, folder)
    assert judge(named(name, folder), PROGRAM).differences == ()
    assert f'name: "{name}"' in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("because", ["", "    ", "改改改改改", "。。。。。", "1111", "甲乙丙"])
def test_a_reason_that_says_nothing_is_refused(folder: Path, because: str) -> None:
    before = _contents(folder)
    assert codes_of(lambda: accepted("准予写成不予", folder, because)) == ["not-accepted"]
    assert _contents(folder) == before


def test_a_case_that_passes_is_not_rewritten(folder: Path) -> None:
    before = _contents(folder)
    assert codes_of(lambda: accepted("写对了的", folder)) == ["not-accepted"]
    assert _contents(folder) == before


def test_a_name_in_two_files_must_be_told_with_its_file(folder: Path) -> None:
    text = (folder / "安全.yaml").read_text(encoding="utf-8")
    (folder / "再一次.yaml").write_text(text, encoding="utf-8")
    assert codes_of(lambda: accepted("违反写成达到", folder)) == ["which-golden"]
    accepted("安全.yaml::违反写成达到", folder)
    assert (folder / "再一次.yaml").read_text(encoding="utf-8") == text


def test_a_file_changed_since_it_was_read_is_left_alone(folder: Path) -> None:
    golden, file = named("准予写成不予", folder), folder / "陪护.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("9.0", "8.0"), encoding="utf-8")
    before = _contents(folder)
    assert codes_of(lambda: accept(golden, REASON, DAY, PROGRAM)) == ["file-changed"]
    assert _contents(folder) == before


def test_a_link_is_never_followed(folder: Path) -> None:
    kept = folder.parent / "别处.yaml"
    (folder / "安全.yaml").rename(kept)
    golden = named("准予写成不予", folder)
    (folder / "安全.yaml").symlink_to(kept)
    assert codes_of(lambda: read_goldens(folder)) == ["path-outside"]
    (folder / "安全.yaml").unlink()
    (folder / "陪护.yaml").rename(folder.parent / "陪护.yaml")
    (folder / "陪护.yaml").symlink_to(folder.parent / "陪护.yaml")
    before = (folder.parent / "陪护.yaml").read_bytes()
    assert codes_of(lambda: accept(golden, REASON, DAY, PROGRAM)) == ["path-outside"]
    assert (folder.parent / "陪护.yaml").read_bytes() == before


def test_mode_is_kept_and_nothing_is_left_beside(folder: Path) -> None:
    file = folder / "陪护.yaml"
    file.chmod(0o640)
    accepted("准予写成不予", folder)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(p.name for p in folder.iterdir()) == ["安全.yaml", "陪护.yaml"]


def test_a_write_that_fails_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    before = _contents(folder)
    monkeypatch.setattr(os, "fsync", full)
    assert codes_of(lambda: accepted("准予写成不予", folder)) == ["unwritable-file"]
    assert _contents(folder) == before


def test_a_restatement_that_would_not_pass_is_not_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _contents(folder)
    for wrong in ({"陪护补助": {"status": "pending"}}, {"陪护补助": "granted"}):
        monkeypatch.setattr(acceptance, "restate", lambda *_, wrong=wrong: wrong)
        assert codes_of(lambda: accepted("准予写成不予", folder)) == ["not-accepted"]
    assert _contents(folder) == before


def test_a_large_file_is_rewritten_where_it_differs(tmp_path: Path) -> None:
    head, _, rest = (HERE / "wrong/安全.yaml").read_text(encoding="utf-8").partition("cases:\n")
    cases = "".join(rest.replace("违反写成达到", f"第{n}个案件") for n in range(500))
    (tmp_path / "大.yaml").write_text(f"{head}cases:\n{cases}", encoding="utf-8")
    rewriting = accept(named("第400个案件", tmp_path), REASON, DAY, PROGRAM)
    pairs = zip(rewriting.before.splitlines(), rewriting.after.splitlines(), strict=False)
    assert next(n for n, (old, new) in enumerate(pairs) if old != new) == 5 + 400 * 5 + 3


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (" <= ", " < "),
        (" >= ", " > "),
        ("value: 2", "value: 3"),
    ],
)
def test_whatever_a_change_of_the_policy_moves_can_be_accepted(
    tmp_path: Path, old: str, new: str
) -> None:
    """Every golden case that a changed policy moves, one after the other: all pass in the end."""
    source = gather(POLICY)
    changed = source.base[1].decode().replace(old, new)
    program = Program(load(Source((source.base[0], changed.encode()), source.amendments))[0])
    folder = Path(shutil.copytree(GOLDENS, tmp_path / "golden"))
    moved = [g for g in read_goldens(folder) if judge(g, program).differences]
    for golden in moved:
        accept(named(golden.label, folder), REASON, DAY, program)
    assert moved
    assert not [g for g in read_goldens(folder) if judge(g, program).differences]


def test_staff_accept_by_the_command(run: Run, folder: Path) -> None:
    options = ("--policy", str(POLICY), "--goldens", str(folder))
    printed = run("test", *options, "--accept", "准予写成不予", "--because", REASON)
    assert printed.code == 0, printed
    assert "status: granted" in printed.out
    assert run("test", *options, "--case", "准予写成不予").code == 0
