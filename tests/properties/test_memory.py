"""What a program for many cases remembers changes nothing."""

from pathlib import Path

import pytest
from seeded import Maker

from interpreter.evaluation.decision import decide
from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.sources import gather
from interpreter.truth.golden import read_goldens

ROOT = Path(__file__).parents[2]
FOLDERS = {
    "policy/2019-79.yaml": ROOT / "tests/golden/2019-79",
    "tests/policies/school-bus/policy.yaml": ROOT / "tests/policies/school-bus/golden",
}


@pytest.mark.parametrize("name", FOLDERS)
def test_cases_are_decided_as_if_each_were_the_first(name: str) -> None:
    policy = load(gather(ROOT / name))[0]
    fresh, many = Program(policy), Program(policy, many=True)
    goldens = [dict(g.raw) for g in read_goldens(FOLDERS[name]) if "invalid" not in g.expect]
    cases = Maker(fresh, goldens).cases(79, 150)
    met = [many.memory.key(a.applies, {}) for a in many.policy.awards.values() if many.memory]
    assert any(key is not None for key in met)
    for case in [*cases, *cases[:50]]:
        found = decide(many, case, policy.issued)
        assert found == decide(fresh, case, policy.issued)
