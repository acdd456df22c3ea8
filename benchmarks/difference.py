"""How long two policies take to compare over many cases, beside deciding the cases once by one.

Two edits, one of which interacts with the other, causes worked out; the cases are the plain
golden ones over and over.  Goal: under ten times.  Run as
`python benchmarks/difference.py [--json] [--rounds N]`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import cycle, islice
from typing import Any

from measure import ROOT, arguments, in_turn, show, table, timed

from interpreter.evaluation.case import read_case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.model import Policy
from interpreter.policy.sources import Source
from interpreter.problems import Refused
from interpreter.review.account import account
from interpreter.review.differences import Review
from interpreter.review.specimens import Specimen, specimen_of
from interpreter.truth.golden import read_goldens

ROUNDS = 1
COUNT = 10_000
GOAL = 10.0  # times deciding the cases once
EDITS = (
    ("岗前培训标准: {cites: 二(六)1, unit: 元/人, written: [800 元]", "value: 800}", "value: 900}"),
    ("最低合同期限: {cites: [二(六)1, 二(六)2], unit: 月", "value: 12}", "value: 6}"),
)


def measure(rounds: int = ROUNDS) -> dict[str, object]:
    """Measure the comparison beside one plain evaluation, by processor time."""
    text = (ROOT / "policy" / "2019-79.yaml").read_text(encoding="utf-8")
    old, new = _policy("old.yaml", text), _policy("new.yaml", edited(text))
    goldens = read_goldens(ROOT / "tests" / "golden" / "2019-79")
    plain = [specimen for specimen in map(specimen_of, goldens) if specimen.is_plain]
    cases = list(islice(cycle(plain), COUNT))
    moved: list[int] = []

    def compared() -> None:
        moved.append(len(account(Review(old, new, date.max), cases).stories))

    turns = {"once": timed(lambda: _decide(Program(old), cases)), "compared": timed(compared)}
    seconds = {n: time.cpu for n, time in in_turn(turns, rounds, warm=False).items()}
    return {
        "rounds": rounds,
        "goal": {"times_once": GOAL},
        "cases": COUNT,
        "moved": moved[-1],
        "seconds": seconds,
        "times_once": seconds["compared"] / seconds["once"],
    }


def _policy(name: str, text: str) -> Policy:
    return load(Source((name, text.encode())))[0]


def _decide(program: Program, cases: Sequence[Specimen]) -> None:
    for specimen in cases:
        try:
            decide(program, read_case(specimen.raw, program, specimen.place_of), date.max)
        except Refused:
            continue


def edited(text: str) -> str:
    """Make both edits, each on the line that holds its standard."""
    lines = text.splitlines(keepends=True)
    for begins, before, after in EDITS:
        at = next(i for i, line in enumerate(lines) if line.strip().startswith(begins))
        lines[at] = lines[at].replace(before, after)
    return "".join(lines)


def page(found: Mapping[str, Any]) -> str:
    """Give the figures as a page."""
    seconds = found["seconds"]
    rows = [
        (f"{found['cases']:,} cases decided once", f"{seconds['once']:.1f} s", "1×"),
        (
            f"two policies compared, {found['moved']} cases moved",
            f"{seconds['compared']:.1f} s",
            f"{found['times_once']:.1f}×",
        ),
    ]
    head = ("difference", "processor", "ratio")
    return f"{table(head, rows)}\n(medians of {found['rounds']}; goal: < {GOAL:.0f}×)"


if __name__ == "__main__":
    given = arguments("Two policies compared over many cases.", ROUNDS)
    result = measure(given.rounds)
    show(given.json, {"difference": result}, page(result))
