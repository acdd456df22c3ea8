"""The command `mutants`: what it prints, how it ends, and what it refuses to vouch for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import ROOT, Run

HERE = Path(__file__).parent
POLICY = "tests/mutants/policy.yaml"
GOLDENS = HERE / "golden"
PRINTS = ROOT / "tests/prints"
SAMPLE = ("--sample", "12", "--seed", "1", "--jobs", "1", "--ideas", "0")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of golden cases of a test's own."""
    return Path(shutil.copytree(GOLDENS, tmp_path / "golden"))


def test_survivors_are_listed_with_place_change_and_idea(
    run: Run, recorded: Callable[[Path, str], None]
) -> None:
    asked = ("mutants", "--policy", POLICY, "--goldens", str(GOLDENS), *SAMPLE[:-1], "5")
    found = run(*asked)
    assert (found.code, found.err) == (3, "")
    recorded(PRINTS / "mutants.txt", found.out)


def test_the_same_as_data(run: Run) -> None:
    found = run(
        *("mutants", "--policy", POLICY, "--goldens", str(GOLDENS), *SAMPLE, "--format", "json")
    )
    data = json.loads(found.out)
    assert found.code == 3
    assert data["ran"] == 12 < data["mutants"]
    assert data["killed"] + data["equivalent"] + len(data["survivors"]) == data["ran"]
    assert all(entry["file"] == POLICY and entry["line"] > 1 for entry in data["survivors"])
    assert not data["faults"]


def test_all_noticed_or_declared_ends_with_zero(run: Run, folder: Path) -> None:
    asked = ("mutants", "--policy", POLICY, "--goldens", str(folder), *SAMPLE)
    survivors = json.loads(run(*asked, "--format", "json").out)["survivors"]
    (folder / "equivalent").mkdir()
    listed = "".join(f"      - '{entry['id']}'\n" for entry in survivors)
    group = f"  - because: 示例的理由\n    mutants:\n{listed}"
    text = f"equivalent: 示例\nsays: 示例\ndeclared:\n{group}"
    (folder / "equivalent/示例.yaml").write_text(text, encoding="utf-8")
    found = run(*asked)
    assert (found.code, found.err) == (0, "")
    assert f"声明为等价 {len(survivors)} 个；金案全部察觉" in found.out


def test_a_golden_case_that_fails_already_vouches_for_nothing(run: Run, folder: Path) -> None:
    path = folder / "一.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("300.00", "301.00"), encoding="utf-8")
    found = run("mutants", "--policy", POLICY, "--goldens", str(folder), *SAMPLE)
    assert (found.code, found.out) == (1, "")
    assert "[golden-failed]" in found.err


def test_nothing_to_run_is_no_success(run: Run, tmp_path: Path) -> None:
    found = run("mutants", "--policy", POLICY, "--goldens", str(tmp_path), *SAMPLE)
    assert (found.code, found.out) == (1, "")
    assert "[no-cases]" in found.err


def test_without_golden_cases_beside_the_policy_the_folder_must_be_named(run: Run) -> None:
    assert run("mutants", "--policy", POLICY).code == 2
