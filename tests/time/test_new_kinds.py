"""What commands say of an amendment of each kind, and what `amend --new` writes for each."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from commands import Run

BUS = Path(__file__).parents[1] / "policies/school-bus"
KINDS = {
    "standard": ("第十四条第三款", "示例县教育局"),
    "end": ("第十四条第一款", "示例县人民政府"),
    "cap": ("第十四条第二款", "示例县人民政府"),
    "ruling": ("第十三条", "示例县教育局"),
}
CHANGES = {
    "standard": "{standard: 残疾学生补助标准, for: {残疾证等级: 二级}, from: 2022-03-01, "
    "value: 45, because: 示例}",
    "end": "{in_force_to: 2025-08-31, because: 示例}",
    "cap": "{limit: 每年残疾补助次数, from: 2022-03-01, to: 2022-12-31, because: 示例, rule: "
    '{says: 示例：每年一次, over: [残疾学生补助], per: [year(counted_on)], at_most: "1"}}',
    "ruling": "{reading: A01, option: 不包括, from: 2022-03-01, because: 示例}",
}


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """The example policy without its amendments, alone in a folder."""
    return Path(shutil.copy(BUS / "policy.yaml", tmp_path / "policy.yaml"))


def write(folder: Path, kind: str) -> Path:
    clause, body = KINDS[kind]
    file = folder / "trial.yaml"
    file.write_text(
        f"amendment: 示例\namends: example-school-bus\nauthority: {clause}\napproved_by: {body}\n"
        "approval: 示例〔2022〕9号\ndecided_on: 2022-01-10\n"
        f"changes:\n  - {CHANGES[kind]}\n",
        encoding="utf-8",
    )
    return file


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (
            "standard",
            "残疾学生补助标准（残疾证等级：二级） 50 → 45 元\n    2022-03-01 到 2023-02-28",
        ),
        ("end", "施行期限延长：到 2024-08-31 → 到 2025-08-31\n    2024-09-01 到 2025-08-31 的事件"),
        (
            "cap",
            "新上限 每年残疾补助次数：示例：每年一次（不超过 1）\n    2022-03-01 到 2022-12-31",
        ),
        ("ruling", "裁定 A01 以上包不包括本数？　包括 → 不包括\n    2022-03-01 到 2024-08-31"),
    ],
)
def test_a_trial_says_what_each_kind_does_and_when(
    run: Run, policy: Path, tmp_path: Path, kind: str, words: str
) -> None:
    trial, goldens = str(write(tmp_path, kind)), str(BUS / "golden")
    found = run("amend", trial, "--policy", str(policy), "--goldens", goldens)
    assert found.code == 0, found.err
    assert words in found.out
    assert "残疾学生补助" in found.out.split("涉及：")[1]
    # no golden case has a record that the new cap would count
    assert ("没有金案变动" in found.out) == (kind == "cap")


def test_an_extension_names_what_it_does_not_prolong(
    run: Run, policy: Path, tmp_path: Path
) -> None:
    old = "values: [{from: 2021-09-01, value: 20000}]"
    text = policy.read_text(encoding="utf-8")
    assert text.count(old) == 1
    ending = old.replace(", value", ", to: 2024-08-31, value")
    policy.write_text(text.replace(old, ending), encoding="utf-8")
    goldens = str(BUS / "golden")
    found = run("amend", str(write(tmp_path, "end")), "--policy", str(policy), "--goldens", goldens)
    assert "有自己的期限，不随着延长：标准 包车补助上限 到 2024-08-31" in found.out


@pytest.mark.parametrize(
    "asked",
    [
        (
            "--standard",
            "线路补助标准",
            "--for",
            "示例四号线",
            "--from",
            "2022-06-01",
            "--value",
            "3",
        ),
        ("--extend-to", "2025-08-31"),
        ("--limit", "示例新上限", "--from", "2022-06-01", "--value", "2"),
        ("--ruling", "A01=不包括", "--from", "2022-06-01"),
    ],
    ids=lambda asked: asked[0],
)
def test_the_skeleton_of_each_kind_loads_as_written(
    run: Run, policy: Path, tmp_path: Path, asked: tuple[str, ...]
) -> None:
    written = run("amend", "--new", *asked, "--policy", str(policy))
    assert written.code == 0, written.err
    (tmp_path / "new.yaml").write_text(written.out, encoding="utf-8")
    found = run("check", str(policy), "--amendment", str(tmp_path / "new.yaml"))
    assert (found.code, "修订 1。" in found.out) == (0, True), found.out


@pytest.mark.parametrize(("day", "code"), [("2024-05-31", 0), ("2024-06-01", 3), ("2024-09-01", 3)])
def test_what_ends_within_the_days_asked_for_ends_with_three(
    run: Run, policy: Path, tmp_path: Path, day: str, code: int
) -> None:
    (tmp_path / "none").mkdir()
    asked = ("--on", day, "--within", "91", "--goldens", str(tmp_path / "none"))
    assert run("check", str(policy), *asked).code == code


def test_a_ruling_is_listed_with_who_ruled_its_number_and_day(
    run: Run, policy: Path, tmp_path: Path
) -> None:
    standing = tmp_path / "amendments"
    standing.mkdir()
    write(tmp_path, "ruling").rename(standing / "ruling.yaml")
    found = run("readings", "--policy", str(policy))
    line = "裁定：2022-03-01 起的事件，不包括（示例县教育局，示例〔2022〕9号，2022-01-10）"
    assert found.out.count("裁定：") == 1
    assert line in found.out.split("A02（")[0]
