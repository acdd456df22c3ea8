"""The time of `evaluate --ask` once loaded, beside deciding the same cases, one after the other.

Run by itself: `python benchmarks/ask.py`.  Golden cases that claim something, filled up with what
is typical until every fact is given, then 40 % of all facts forgotten.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from contextlib import suppress
from statistics import median, quantiles
from time import process_time
from typing import Any

from measure import ROOT

from interpreter.evaluation.case import Case, read_case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.model import Policy
from interpreter.policy.sources import gather
from interpreter.problems import Place, Refused
from interpreter.solver.asking import ask
from interpreter.solver.matter import Matter
from interpreter.truth.golden import KNOWN_ON, read_goldens

FORGOTTEN = 0.4
CASES = 150


def main() -> None:
    policy = load(gather(ROOT / "policy/2019-79.yaml"))[0]
    program = Program(policy)
    matter = Matter(program)
    for what, claims in (("with claims", True), ("nothing claimed", False)):
        cases = forgetful(program, claims=claims)[: CASES if claims else CASES // 5]
        asked = [taken(lambda c=case: ask(matter, c)) for case in cases]
        plain = [taken(lambda c=case: decide(program, c, KNOWN_ON)) for case in cases]
        found = [ask(matter, case) for case in cases]
        missing = sum(len(policy.facts) - len(case.facts) for case in cases)
        questions = sum(len(one.questions) for one in found)
        ms = [1000 * seconds for seconds in asked]
        print(
            f"{what}: {len(cases)} cases, median {median(ms):.0f} ms,"
            f" p95 {quantiles(ms, n=20)[-1]:.0f} ms,"
            f" {median(asked) / median(plain):.0f} times a decision;"
            f" {questions / len(cases):.1f} questions of {missing / len(cases):.1f} missing facts,"
            f" {sum(len(one.unproved) for one in found)} of them unproved"
        )


def forgetful(program: Program, *, claims: bool) -> list[Case]:
    """Give golden cases whole, with facts forgotten."""
    rng, found = random.Random(1), list[Case]()
    claiming = [g.raw for g in read_goldens(ROOT / "tests/golden/2019-79") if g.raw.get("claims")]
    rng.shuffle(claiming)
    for raw in claiming:
        facts = {**typical(program.policy), **raw["facts"]}
        facts = {name: value for name, value in facts.items() if rng.random() > FORGOTTEN}
        whole = {**raw, "facts": facts, "claims": raw["claims"] if claims else None}
        with suppress(Refused):
            found.append(read_case(whole, program, lambda _: Place("")))
    return found


def typical(policy: Policy) -> Mapping[str, Any]:
    facts = policy.facts.values()
    return {f.name: f.typical for f in facts if not f.names_one and not f.request}


def taken(work: Any) -> float:
    """Give the seconds of the processor that some work takes."""
    start = process_time()
    work()
    return process_time() - start


if __name__ == "__main__":
    main()
