"""A table through `batch`, beside a plain loop of the case back end over the same claims.

Both are whole processes, from NDJSON to NDJSON, every claim another person's; byte code and
policy are kept, as on a user's machine.  `batch` also reads cells as people write them, settles
persons and writes three tables.  However few the rows, it should not be slower.  The ratio is by
time of the processor, which a busy machine changes least.
Run as `python benchmarks/batch.py [--json] [--rounds N]`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
from claims import claims
from loop import ROOT
from measure import Time, Turn, arguments, in_turn, process, shell, show, table

from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.sources import gather

ROUNDS = 5
SIZES = (100, 1_000, 10_000, 60_000)
LONG = 10_000  # rows from which one round is enough, and beyond which the loop is reckoned
GOAL = 1.0  # times a plain loop, up to LONG rows
OURS, LOOP = "batch", "plain loop"


def measure(rounds: int = ROUNDS) -> dict[str, object]:
    """Measure tables of several sizes."""
    program = Program(load(gather(ROOT / "policy" / "2019-79.yaml"))[0])
    taken: dict[int, dict[str, Time]] = {}
    with TemporaryDirectory() as folder:
        for rows in SIZES:
            source = Path(folder) / f"{rows}.ndjson"
            _write(claims(program, rows), source)
            commands = {OURS: _batch(source), LOOP: _loop(source)}
            if rows > LONG:
                del commands[LOOP]
            turns = {name: _turn(command, Path(folder)) for name, command in commands.items()}
            taken[rows] = in_turn(turns, 1 if rows >= LONG else rounds, warm=rows < LONG)
    for rows in (rows for rows in SIZES if rows > LONG):
        loop, more = taken[LONG][LOOP], rows / LONG
        taken[rows][LOOP] = Time(loop.wall * more, loop.cpu * more)
    return {
        "rounds": rounds,
        "goal": {"times_loop": GOAL, "up_to": LONG},
        "seconds": {rows: {n: asdict(t) for n, t in told.items()} for rows, told in taken.items()},
        "scaled": [rows for rows in SIZES if rows > LONG],
        "times_loop": {rows: told[OURS].cpu / told[LOOP].cpu for rows, told in taken.items()},
    }


def _write(frame: pl.DataFrame, path: Path) -> None:
    """Write claims one a line; amounts here have no cents."""
    frame.with_columns(pl.selectors.decimal().cast(pl.Int64)).write_ndjson(path)


def _batch(source: Path) -> list[str]:
    target = source.with_name("tables.ndjson")
    return ["cli.py", "batch", str(source), "-o", str(target), "--no-history"]


def _loop(source: Path) -> list[str]:
    return ["benchmarks/loop.py", str(source), str(source.with_name("outcomes.ndjson"))]


def _turn(command: list[str], folder: Path) -> Turn:
    return lambda: process(command, shell(folder / "bytecode", folder / "cache"))


def page(found: Mapping[str, Any]) -> str:
    """Give the figures as a page."""
    rows = [
        (
            f"{int(size):,}{'*' if int(size) in found['scaled'] else ''}",
            *(f"{told[name][clock]:.2f} s" for clock in ("cpu", "wall") for name in (OURS, LOOP)),
            f"{found['times_loop'][size]:.2f}×",
        )
        for size, told in found["seconds"].items()
    ]
    told_by = (f"{name}, {clock}" for clock in ("cpu", "wall") for name in (OURS, LOOP))
    head = ("rows, NDJSON to NDJSON", *told_by, "times the loop")
    tail = f"* the loop reckoned from {LONG:,}; goal: up to {LONG:,} rows ≤ {GOAL:g}×"
    return f"{table(head, rows)}\n{tail}"


if __name__ == "__main__":
    given = arguments("A table through batch, beside a plain loop.", ROUNDS)
    result = measure(given.rounds)
    show(given.json, {"batch": result}, page(result))
