"""How long `diff --prove` takes for one, five and ten edits, beside deciding the golden cases once.

The edits are numbers of 2019-79, and of a made-up policy (`synthetic.py`; `--rules N`), of which
a rewriting of every condition that means the same is to be proved equal too.  Goals: under 5
seconds for up to ten edits; for 300 rules under 10, and 5 for the rewriting.  Run as
`python benchmarks/proofs_diff.py [--json] [--rounds N] [--rules N]`.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from statistics import median
from time import perf_counter
from typing import Any

from measure import ROOT, show, table
from synthetic import synthetic

from interpreter.evaluation.decision import decide
from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.model import Policy
from interpreter.policy.sources import Source
from interpreter.problems import Refused
from interpreter.review.edits import Comparison
from interpreter.review.proof import Proof
from interpreter.solver.change import prove_change
from interpreter.truth.golden import case_of, read_goldens

ROUNDS, RULES = 1, 30
GOALS = {"2019-79": 5.0, "made up": 10.0, "rewritten": 5.0}
COUNTS = (1, 5, 10)
# Each on the line that begins so.
EDITS = (
    ("岗前培训标准:", "value: 800", "value: 900"),
    ("- {from: 2019-01-01, rows: {五级: 700", "五级: 700", "五级: 750"),
    ("最低合同期限:", "value: 12", "value: 6"),
    ("重点产业标准:", "value: 1000", "value: 1200"),
    ("结对帮扶标准:", "value: 1500", "value: 1600"),
    ("以工代训标准:", "value: 200", "value: 250"),
    ("每年次数上限:", "value: 3", "value: 4"),
    ("学徒制最低标准:", "value: 4000", "value: 5000"),
    ("安全培训标准:", "value: 800", "value: 900"),
    ("生活费每次上限:", "value: 500", "value: 600"),
)
STANDARD = re.compile(r"(  标准\d+: .*?value: )(\d+)")
CONDITION = re.compile(r"      - '(.+)'\n?")


def measure(rounds: int = ROUNDS, rules: int = RULES) -> dict[str, object]:
    """Measure each proof by the clock and by the processor, all its processes together."""
    text = (ROOT / "policy" / "2019-79.yaml").read_text(encoding="utf-8")
    made = synthetic(rules)
    runs: dict[str, tuple[str, str]] = {}
    for count in COUNTS:
        runs[f"2019-79, {count}"] = text, edited(text, count)
        runs[f"made up, {count}"] = made, raised(made, count)
    runs["rewritten"] = made, rewritten(made)
    program = Program(_policy(text))
    once, _ = _taken(lambda: _decide_goldens(program), rounds)
    return {
        "rounds": rounds,
        "rules": rules,
        "jobs": os.cpu_count(),
        "goals": GOALS,
        "once": once,
        "runs": {name: _measured(pair, rounds) for name, pair in runs.items()},
    }


def _measured(pair: tuple[str, str], rounds: int) -> dict[str, object]:
    """Measure one proof, and count what it found."""
    comparison = Comparison(*map(_policy, pair))
    found: list[Proof] = []
    jobs = os.cpu_count() or 1
    wall, cpu = _taken(lambda: found.append(prove_change(comparison, jobs=jobs)), rounds)
    proof = found[-1]
    return {
        "edits": sum(edit.decides for edit in comparison.edits),
        "classes": len(proof.shifts),
        "undecided": len(proof.undecided),
        "seconds": {"wall": wall, "cpu": cpu},
    }


def _taken(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Give the medians by the clock and by the processor."""
    taken = []
    for _ in range(rounds):
        wall, cpu = perf_counter(), _processor()
        work()
        taken.append((perf_counter() - wall, _processor() - cpu))
    return median(wall for wall, _ in taken), median(cpu for _, cpu in taken)


def _processor() -> float:
    return sum(os.times()[:4])


def _policy(text: str) -> Policy:
    return load(Source(("policy.yaml", text.encode())))[0]


def _decide_goldens(program: Program) -> None:
    for golden in read_goldens(ROOT / "tests/golden/2019-79"):
        if golden.amendments or golden.readings:
            continue
        try:
            decide(program, case_of(golden, program), date.max)
        except Refused:
            continue


def edited(text: str, count: int) -> str:
    """Make so many edits of 2019-79."""
    lines = text.splitlines(keepends=True)
    for begins, before, after in EDITS[:count]:
        (at,) = (i for i, line in enumerate(lines) if line.strip().startswith(begins))
        lines[at] = lines[at].replace(before, after)
    return "".join(lines)


def raised(text: str, count: int) -> str:
    """Raise the first number of so many standards of a made-up policy, spread over its rules."""
    lines = text.splitlines(keepends=True)
    plain = [i for i, line in enumerate(lines) if STANDARD.match(line)]
    for at in plain[:: max(1, len(plain) // count)][:count]:
        lines[at] = STANDARD.sub(lambda m: f"{m[1]}{int(m[2]) + 100}", lines[at], count=1)
    return "".join(lines)


def rewritten(text: str) -> str:
    """Say every condition in another way that means the same."""
    return "".join(_rewritten(text.splitlines(keepends=True)))


def _rewritten(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        found = CONDITION.fullmatch(line)
        yield f"      - 'not (not ({found[1]}))'\n" if found else line


def page(found: Mapping[str, Any]) -> str:
    """Give the figures as a page."""
    rows = []
    for name, run in found["runs"].items():
        seconds = run["seconds"]
        rows.append(
            (
                f"{name} ({run['edits']} edits): {run['classes']} classes",
                f"{seconds['wall']:.1f} s",
                f"{seconds['cpu']:.1f} s",
                f"{seconds['wall'] / found['once']:.1f}×",
                f"< {GOALS[name.split(',')[0]]:.0f} s",
            )
        )
    head = ("diff --prove", "clock", "processor", "beside golden cases once", "goal")
    told = f"made up: {found['rules']} rules; {found['jobs']} processes"
    return f"{table(head, rows)}\n({told}; medians of {found['rounds']})"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print data instead of a table")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="turns to take")
    parser.add_argument("--rules", type=int, default=RULES, help="rules of the made-up policy")
    given = parser.parse_args()
    result = measure(given.rounds, given.rules)
    show(given.json, {"proofs_diff": result}, page(result))
