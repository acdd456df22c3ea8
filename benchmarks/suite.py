"""The time of `suggest --boundary --all`: a whole suite, beside seeing what golden cases show.

Run by itself: `python benchmarks/suite.py`.
"""

from __future__ import annotations

from time import process_time

from measure import ROOT

from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.sources import gather
from interpreter.solver.suite import propose
from interpreter.truth.coverage import cover
from interpreter.truth.golden import read_goldens

POLICIES = {
    "policy/2019-79.yaml": "tests/golden/2019-79",
    "tests/policies/school-bus/policy.yaml": "tests/policies/school-bus/golden",
}


def main() -> None:
    for path, folder in POLICIES.items():
        program = Program(load(gather(ROOT / path))[0])
        goldens = read_goldens(ROOT / folder)
        start = process_time()
        covered = cover(program, goldens, {})
        middle = process_time()
        suite = propose(program, covered.goals)
        end = process_time()
        shown = sum(len(proposed.goals) for proposed in suite.cases)
        print(
            f"{program.policy.id}: {len(covered.goals)} goals; {len(goldens)} golden cases show"
            f" {len(covered.reached)}, seen in {middle - start:.1f} s; {len(suite.cases)} proposed"
            f" cases show {shown}, found in {end - middle:.1f} s, any suite needs {suite.fewest};"
            f" {len(suite.unreachable)} proved unreachable, {len(suite.undecided)} undecided,"
            f" {suite.left_out} not asked about"
        )


if __name__ == "__main__":
    main()
