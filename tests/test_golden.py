"""Truth: every golden case of every policy is decided as its people wrote it."""

from pathlib import Path

import pytest

from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.sources import gather
from interpreter.report.goldens import verdict_text
from interpreter.truth.golden import Golden, judge, read_goldens
from interpreter.truth.laws import breaches_in

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
    program = PROGRAMS[suite]
    verdict = judge(golden, program)
    assert not verdict.differences, verdict_text(verdict, program.policy)
    assert not [broken.law.cited.name for _, broken in breaches_in(program, [verdict])]


def test_there_are_enough_cases_to_trust() -> None:
    assert len([1 for suite, _ in CASES if suite == "2019-79"]) >= 150
