"""The time of `check --prove`, beside deciding the plain golden cases once, one after the other;
and of each law of the policy.

Run by itself: `python benchmarks/proofs.py`; `--rules 300` also proves a made-up policy of so
many rules (`synthetic.py`).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from interpreter.evaluation.program import Program

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))


def main() -> None:
    from synthetic import synthetic

    from interpreter.evaluation.program import Program
    from interpreter.policy.loader import load
    from interpreter.policy.sources import Source, gather
    from interpreter.solver.lint import check_policy

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, help="also a made-up policy of so many rules")
    rules = parser.parse_args().rules
    program = Program(load(gather(ROOT / "policy/2019-79.yaml"))[0])
    yardstick = _seconds(lambda: _decide_goldens(program))
    print(f"golden cases decided once: {yardstick:.2f} s")
    policies = {"2019-79": program}
    if rules:
        made = synthetic(rules).encode()
        policies[f"{rules} made-up rules"] = Program(load(Source(("made-up", made)))[0])
    for name, each in policies.items():
        found: list[object] = []
        seconds = _seconds(lambda each=each, found=found: found.append(check_policy(each)))
        (checked,) = found
        print(
            f"{name}: {checked.questions} questions, {len(checked.problems)} findings, "
            f"{seconds:.1f} s, {seconds / yardstick:.1f} times"
        )
        taken = _seconds_of_laws(each)
        if taken:
            slowest = max(taken, key=lambda law: taken[law])
            total, most = sum(taken.values()), taken[slowest]
            print(f"{name}: {len(taken)} laws, {total:.1f} s, the slowest {most:.2f} s ({slowest})")


def _seconds_of_laws(program: Program) -> dict[str, float]:
    """Give for each law how long it takes to prove."""
    from interpreter.evaluation.program import Program
    from interpreter.solver.laws import check_laws

    laws = program.policy.laws
    alone = {law.cited.name: Program(replace(program.policy, laws=(law,))) for law in laws}
    return {
        name: _seconds(lambda one=one: list(check_laws(one, lambda _: None)))
        for name, one in alone.items()
    }


def _decide_goldens(program: object) -> None:
    from interpreter.evaluation.decision import decide
    from interpreter.problems import Refused
    from interpreter.truth.golden import case_of, read_goldens

    for golden in read_goldens(ROOT / "tests/golden/2019-79"):
        if not golden.amendments and not golden.readings:
            try:
                case = case_of(golden, program)
            except Refused:
                continue
            decide(program, case, date.max)


def _seconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


if __name__ == "__main__":
    main()
