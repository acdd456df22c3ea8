"""The policies of the project with their golden cases, each read once in a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.sources import gather
from interpreter.truth.golden import Golden, read_goldens

ROOT = Path(__file__).parents[1]
BUS = ROOT / "tests/policies/school-bus"
POLICIES = {"2019-79": ROOT / "policy/2019-79.yaml", "school-bus": BUS / "policy.yaml"}
FOLDERS = {"2019-79": ROOT / "tests/golden/2019-79", "school-bus": BUS / "golden"}


@cache
def program_of(suite: str) -> Program:
    """Give the program of a policy with its amendments."""
    return Program(load(gather(POLICIES[suite]))[0])


@cache
def goldens_of(suite: str) -> tuple[Golden, ...]:
    """Give the golden cases of a policy."""
    return tuple(read_goldens(FOLDERS[suite]))
