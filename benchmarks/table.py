"""A million claims from Parquet to Parquet: ours, by hand, and merely copied, in turn.

By hand is a Polars program written for this policy alone that gives the same statuses and
amounts; that it does is checked before anything is measured.  Ratios are by time of the
processor, all threads together, which a busy machine changes least.  Run as
`python benchmarks/table.py [--json] [--rounds N]`.
"""

from __future__ import annotations

import resource
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import by_hand
import polars as pl
from claims import NO_RECORDS, USUAL, WIDE, claims
from measure import ROOT, arguments, in_turn, show, table, timed

from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.sources import gather
from interpreter.table.layout import Asked
from interpreter.table.persons import decide_table

ROUNDS = 3
ROWS, CHECKED = 1_000_000, 20_000
GOALS = {"ours to by hand": 2.0, "ours to a copy": 4.0, "with reasons to ours": 4.0}
POLICY = ROOT / "policy" / "2019-79.yaml"


def ours(program: Program, cases: pl.DataFrame) -> pl.DataFrame:
    """Give what all programs tell: status and amount of every award."""
    found = decide_table(program, cases, NO_RECORDS, Asked(payee=False))
    return found.select(pl.col(r"^.*\.status$", r"^.*\.amount$"))


def by_hand_of(cases: pl.DataFrame) -> pl.DataFrame:
    """Give the same by the program written by hand."""
    return by_hand.decide(cases.lazy()).collect()


def agree(
    program: Program, other: Callable[[pl.DataFrame], pl.DataFrame], name: str, rows: int
) -> None:
    """Hold another program to ours, on usual claims and on widely spread ones."""
    for spread in (USUAL, WIDE):
        cases = claims(program, rows, spread)
        wanted, found = ours(program, cases), other(cases)
        wrong = [column for column in wanted.columns if not found[column].equals(wanted[column])]
        if wrong:
            raise SystemExit(f"{name} differs from ours in {wrong}")


def measure(rounds: int = ROUNDS) -> dict[str, object]:
    """Measure all ways in turn, from file to file."""
    program = Program(load(gather(POLICY))[0])
    agree(program, by_hand_of, "by hand", CHECKED)
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "claims.parquet", Path(folder) / "outcomes.parquet"
        claims(program, ROWS).write_parquet(source)
        turns = {n: timed(way) for n, way in _ways(program, source, target).items()}
        seconds = {name: time.cpu for name, time in in_turn(turns, rounds).items()}
    ratios = {
        "ours to by hand": seconds["ours"] / seconds["by hand"],
        "ours to a copy": seconds["ours"] / seconds["copy"],
        "with reasons to ours": seconds["with reasons"] / seconds["ours"],
    }
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return {
        "rows": ROWS,
        "rounds": rounds,
        "seconds": seconds,
        "ratios": ratios,
        "goals": GOALS,
        "most_gb": most,
    }


def _ways(program: Program, source: Path, target: Path) -> dict[str, Callable[[], object]]:
    def decided(asked: Asked) -> None:
        found = decide_table(program, pl.read_parquet(source), NO_RECORDS, asked)
        found.select(pl.col(r"^.*\.(status|amount|because)$")).write_parquet(target)

    return {
        "copy": lambda: pl.read_parquet(source).write_parquet(target),
        "by hand": lambda: by_hand.decide(pl.scan_parquet(source)).collect().write_parquet(target),
        "ours": lambda: decided(Asked(payee=False)),
        "with reasons": lambda: decided(Asked(payee=False, reasons=True)),
    }


def page(found: Mapping[str, Any]) -> str:
    """Give the figures as a page."""
    rows = [[name, f"{time:.2f} s"] for name, time in found["seconds"].items()]
    rows += [
        [name, f"{ratio:.2f} (goal {GOALS[name]:g})"] for name, ratio in found["ratios"].items()
    ]
    rows.append(["most memory of the process", f"{found['most_gb']:.2f} GB"])
    return f"{found['rows']:,} claims, Parquet to Parquet\n" + table(["way", "median"], rows)


if __name__ == "__main__":
    given = arguments("Measure a table of claims.", ROUNDS)
    result = measure(given.rounds)
    show(given.json, {"table": result}, page(result))
