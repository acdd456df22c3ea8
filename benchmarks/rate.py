"""How many cases an hour holds: golden cases decided and explained, in one process on one core.

A case counts when it was checked as it was sent and decided, with every condition, the
values read, amounts, limits, exclusions and findings: `read` and `decide` together.  Twice:
with its claims, and with the claims removed, when every award of the policy is decided.
Beside it, in turn, runs a bare simpleeval over the very conditions that were looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from measure import ROOT, Time, arguments, in_turn, show, table, timed
from yardstick import Bare, Work

from interpreter.evaluation.case import Case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.outcome import Outcome
from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.sources import gather
from interpreter.problems import Refused
from interpreter.report.outcome_json import outcome_json
from interpreter.truth.golden import KNOWN_ON, Golden, case_of, program_for, read_goldens

ROUNDS = 15
GOAL = 1000.0  # cases a second, read and decided
POLICY = ROOT / "policy" / "2019-79.yaml"
GOLDENS = ROOT / "tests" / "golden" / "2019-79"
STEPS = ("read", "decide", "json", "bare")
SAID = {
    "explained": "read and decided, every reason",
    "decide": "  of it: decided",
    "read": "  of it: read and checked",
    "json": "its JSON written, besides",
    "bare": "bare simpleeval, same conditions",
}
Pair = tuple[Golden, Program]


def measure(rounds: int = ROUNDS) -> dict[str, object]:
    """Measure the golden cases as given and with their claims removed."""
    program = Program(load(gather(POLICY))[0])
    pairs = _valid(program)
    whole = [(_unclaimed(golden), chosen) for golden, chosen in pairs]
    return {
        "rounds": rounds,
        "goal": {"cases_per_second": GOAL},
        "awards": len(program.policy.awards),
        "runs": {
            "as given": _measured(pairs, rounds),
            "claims removed": _measured(whole, rounds),
        },
    }


def _valid(program: Program) -> list[Pair]:
    """Give the golden cases that can be decided, each with the program it is decided by."""
    found = []
    for golden in read_goldens(GOLDENS):
        try:
            chosen = program_for(golden, program)
            case_of(golden, chosen)
        except Refused:
            continue
        found.append((golden, chosen))
    return found


def _unclaimed(golden: Golden) -> Golden:
    return replace(golden, raw={k: v for k, v in golden.raw.items() if k != "claims"})


def _measured(pairs: list[Pair], rounds: int) -> dict[str, object]:
    cases = [(case_of(golden, program), program) for golden, program in pairs]
    outcomes = [(decide(program, case, KNOWN_ON), program) for case, program in cases]
    bares, works = _bare_work(cases, outcomes)
    turns = {
        "read": timed(lambda: [case_of(golden, program) for golden, program in pairs]),
        "decide": timed(lambda: [decide(program, case, KNOWN_ON) for case, program in cases]),
        "json": timed(lambda: [outcome_json(o, program.policy) for o, program in outcomes]),
        "bare": timed(lambda: [b.run(w) for b, w in zip(bares, works, strict=True)]),
    }
    return _told(in_turn(turns, rounds), len(pairs), _conditions(works))


def _bare_work(
    cases: list[tuple[Case, Program]], outcomes: list[tuple[Outcome, Program]]
) -> tuple[list[Bare], list[Work]]:
    made: dict[int, Bare] = {}
    for _, program in cases:
        if id(program) not in made:
            made[id(program)] = Bare(program.policy)
    bares = [made[id(program)] for _, program in cases]
    works = [
        bare.prepare(program, case, outcome)
        for bare, (case, program), (outcome, _) in zip(bares, cases, outcomes, strict=True)
    ]
    return bares, works


def _conditions(works: list[Work]) -> int:
    return sum(len(conditions) for _, steps in works for _, conditions in steps)


def _told(times: Mapping[str, Time], cases: int, conditions: int) -> dict[str, object]:
    """Give rates by processor time: a single core that does nothing else."""
    seconds = {step: times[step].cpu for step in STEPS}
    seconds["explained"] = seconds["read"] + seconds["decide"]
    return {
        "cases": cases,
        "conditions": conditions,
        "cases_per_second": {name: cases / seconds[name] for name in SAID},
        "microseconds_per_case": {name: seconds[name] / cases * 1e6 for name in SAID},
        "times_bare": {name: seconds[name] / seconds["bare"] for name in SAID},
    }


def page(data: Mapping[str, Any]) -> str:
    """Give the tables for people."""
    parts = [_run_page(name, run) for name, run in data["runs"].items()]
    tail = f"medians of {data['rounds']} in turn, processor time; goal: ≥ {GOAL:,.0f} cases/s"
    return "\n\n".join([*parts, tail])


def _run_page(name: str, run: Mapping[str, Any]) -> str:
    rows = [
        (
            said,
            f"{run['cases_per_second'][key]:,.0f}",
            f"{run['microseconds_per_case'][key]:,.0f} µs",
            f"{run['times_bare'][key]:.2f}×",
        )
        for key, said in SAID.items()
    ]
    head = (f"{run['cases']} cases, {name}", "cases/s", "a case", "times bare")
    each = run["conditions"] / run["cases"]
    return f"{table(head, rows)}\n({each:.1f} conditions looked at in a case)"


if __name__ == "__main__":
    given = arguments("Cases explained a second, beside a bare simpleeval.", ROUNDS)
    found = measure(given.rounds)
    show(given.json, {"rate": found}, page(found))
