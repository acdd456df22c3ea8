"""Truth: every golden case of every policy is decided as its people wrote it."""

from pathlib import Path

import pytest

from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.sources import gather
from interpreter.review.golden import Golden, read_goldens, run

ROOT = Path(__file__).parents[1]
SUITES = {
    "2019-79": (ROOT / "policy/2019-79.yaml", ROOT / "tests/golden/2019-79"),
    "example-school-bus": (
        ROOT / "tests/policies/school-bus/policy.yaml",
        ROOT / "tests/policies/school-bus/golden",
    ),
}
PROGRAMS = {name: Program(load(gather(policy))[0]) for name, (policy, _) in SUITES.items()}
CASES = [(name, golden) for name, (_, folder) in SUITES.items() for golden in read_goldens(folder)]


def _name(value: object) -> str:
    return f"{value.file}::{value.name}" if isinstance(value, Golden) else str(value)


@pytest.mark.parametrize(("suite", "golden"), CASES, ids=_name)
def test_the_outcome_is_what_the_document_says(suite: str, golden: Golden) -> None:
    differences = run(golden, PROGRAMS[suite])
    told = "\n".join(f"{d.about}: 应为 {d.expected}，得到 {d.found}" for d in differences)
    assert not differences, f"{golden.place} {golden.because}\n{told}"


def test_there_are_enough_cases_to_trust() -> None:
    assert len([1 for suite, _ in CASES if suite == "2019-79"]) >= 150
