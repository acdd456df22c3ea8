"""Truth: every golden case of every policy is decided as its people wrote it."""

import pytest
from suites import POLICIES, goldens_of, program_of

from interpreter.report.goldens import verdict_text
from interpreter.truth.golden import Golden, judge
from interpreter.truth.laws import breaches_in

CASES = [(suite, golden) for suite in POLICIES for golden in goldens_of(suite)]


def _name(value: object) -> str:
    return f"{value.file}::{value.name}" if isinstance(value, Golden) else str(value)


@pytest.mark.parametrize(("suite", "golden"), CASES, ids=_name)
def test_the_outcome_is_what_the_document_says(suite: str, golden: Golden) -> None:
    program = program_of(suite)
    verdict = judge(golden, program)
    assert not verdict.differences, verdict_text(verdict, program.policy)
    assert not [broken.law.cited.name for _, broken in breaches_in(program, [verdict])]


def test_there_are_enough_cases_to_trust() -> None:
    assert len([1 for suite, _ in CASES if suite == "2019-79"]) >= 150
