"""How long every slip of the rules takes to hunt: all mutants of the policy, on all cores.

Beside it, in turn, one plain run of the golden cases in one process: what it takes to see
once that they pass.  Goal: under two minutes on two cores.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from measure import ROOT, arguments, in_turn, show, table, timed

from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.sources import gather
from interpreter.truth.golden import judge, read_goldens
from interpreter.truth.mutation import mutants_of
from interpreter.truth.mutation_hunt import Hunt, verdicts

ROUNDS = 1
GOAL = 120.0  # seconds on two cores
POLICY = ROOT / "policy" / "2019-79.yaml"
GOLDENS = ROOT / "tests" / "golden" / "2019-79"


def measure(rounds: int = ROUNDS) -> dict[str, object]:
    """Measure a whole hunt beside a plain run of the golden cases."""
    policy, goldens = load(gather(POLICY))[0], read_goldens(GOLDENS)
    program, jobs = Program(policy), os.cpu_count() or 1
    tried: list[int] = []

    def hunted() -> None:
        hunt = Hunt(policy, mutants_of(policy), goldens)
        tried.append(sum(v.tried for v in verdicts(hunt, range(len(hunt.mutants)), jobs)))

    turns = {
        "goldens": timed(lambda: [judge(golden, program) for golden in goldens]),
        "hunt": timed(hunted),
    }
    times = in_turn(turns, rounds, warm=False)
    return {
        "rounds": rounds,
        "goal": {"seconds_on_two_cores": GOAL},
        "mutants": len(mutants_of(policy)),
        "goldens": len(goldens),
        "jobs": jobs,
        "tried": tried[-1],
        "seconds": {name: time.wall for name, time in times.items()},
        "times_goldens": times["hunt"].wall / times["goldens"].wall,
    }


def page(data: Mapping[str, Any]) -> str:
    """Give the table for people."""
    seconds, jobs = data["seconds"], data["jobs"]
    rows = [
        (
            f"golden cases once, one process ({data['goldens']})",
            f"{seconds['goldens']:.2f} s",
            "1×",
        ),
        (
            f"every mutant, {jobs} processes ({data['mutants']})",
            f"{seconds['hunt']:.1f} s",
            f"{data['times_goldens']:.0f}×",
        ),
    ]
    each = data["tried"] / data["mutants"]
    tail = f"{each:.1f} golden cases run against a mutant; goal: < {GOAL:.0f} s on two cores"
    return f"{table(('mutants', 'by the clock', 'ratio'), rows)}\n({tail})"


if __name__ == "__main__":
    given = arguments("All mutants of the policy, beside one run of the golden cases.", ROUNDS)
    found = measure(given.rounds)
    show(given.json, {"mutants": found}, page(found))
