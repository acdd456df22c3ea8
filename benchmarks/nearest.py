"""The time of `evaluate --why-not` and `explain --cliffs` once loaded, one award after the other.

Run by itself: `python benchmarks/nearest.py`.  Every award that a golden case is refused, so that
each is explained or proved impossible and every remedy is decided again; then every award's cliffs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from statistics import median, quantiles
from time import process_time

from measure import ROOT

from interpreter.evaluation.case import Case, read_case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.outcome import Status
from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.sources import gather
from interpreter.problems import Place, Refused
from interpreter.solver.cliffs import find_cliffs
from interpreter.solver.remedies import Remedial
from interpreter.truth.golden import KNOWN_ON, read_goldens

SUITES = {
    "policy/2019-79.yaml": "tests/golden/2019-79",
    "tests/policies/school-bus/policy.yaml": "tests/policies/school-bus/golden",
}


def main() -> None:
    for path, goldens in SUITES.items():
        program = Program(load(gather(ROOT / path))[0])
        print(path)
        explain_refusals(program, ROOT / goldens)
        find_all_cliffs(program)


def explain_refusals(program: Program, goldens: Path) -> None:
    remedial, ends = Remedial(program), Counter[str]()
    times = []
    for case, award in refused(program, goldens):
        start = process_time()
        found = remedial.why_not(case, award, KNOWN_ON)
        times.append(process_time() - start)
        ends["undecided" if found.undecided else "granted" if found.remedies else "never"] += 1
    print(f"  {len(times)} refusals {dict(ends)}: {told(times)}")


def refused(program: Program, goldens: Path) -> Iterator[tuple[Case, str]]:
    for golden in read_goldens(goldens):
        with suppress(Refused):
            case = read_case(golden.raw, program, lambda _: Place(""))
            awards = decide(program, case, KNOWN_ON).awards
            yield from ((case, a.award) for a in awards if a.status is Status.REFUSED)


def find_all_cliffs(program: Program) -> None:
    times, count, undecided = dict[str, float](), 0, 0
    for award in program.policy.awards:
        start = process_time()
        found = find_cliffs(program, award)
        times[award] = process_time() - start
        count += len(found.cliffs) + len(found.slopes)
        undecided += len(found.undecided)
    slowest = max(times, key=times.__getitem__)
    print(
        f"  {count} cliffs and slopes of {len(times)} awards, {undecided} facts undecided:"
        f" {told(list(times.values()))}; {slowest} {times[slowest]:.1f} s"
    )


def told(times: list[float]) -> str:
    ms = [1000 * seconds for seconds in times]
    return (
        f"median {median(ms):.0f} ms, p95 {quantiles(ms, n=20)[-1]:.0f} ms, most {max(ms):.0f} ms"
    )


if __name__ == "__main__":
    main()
