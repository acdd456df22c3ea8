"""Tables through `batch`, each run a process of its own: its time, and the most memory it takes.

Claims of as many persons, every fact given, one award claimed in each.  Run as
`python benchmarks/memory.py [--json] [--rows N] [FROM:TO …]`; FROM and TO are endings of files.
Ten million rows in less than two gigabytes: `--rows 10000000 parquet:parquet`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import DEVNULL, Popen
from tempfile import TemporaryDirectory
from time import perf_counter

import polars as pl
from claims import PERSON, claims
from measure import ROOT, show, table

from interpreter.evaluation.program import Program
from interpreter.office.cells import show_cell
from interpreter.office.grid import Grid
from interpreter.office.names import CLAIMS, USUAL_SHEET
from interpreter.office.parquet import open_parquet
from interpreter.office.tables import Column, Table
from interpreter.office.writing import write_tables
from interpreter.policy.loader import load
from interpreter.policy.sources import gather

ROWS, AT_ONCE = 100_000, 1_000_000
WAYS = ("parquet:parquet", "csv:csv", "xlsx:xlsx", "ndjson:ndjson")
GOAL_GB = 2.0


def write_claims(program: Program, rows: int, folder: Path) -> Path:
    """Write claims of as many persons, never more than a million in memory."""
    whole, parts = claims(program, min(rows, AT_ONCE)), list[Path]()
    awards = pl.Series(list(program.policy.awards))
    whole = whole.with_columns(
        awards.sample(whole.height, with_replacement=True, seed=79).alias(CLAIMS)
    )
    for start in range(0, rows, AT_ONCE):
        own = (pl.format("{}-{}", start, name).alias(name) for name in (PERSON, "培训编号"))
        parts.append(folder / f"part{start}.parquet")
        whole.head(rows - start).with_columns(own).write_parquet(parts[-1])
    pl.scan_parquet(parts, glob=False).sink_parquet(folder / "claims.parquet")
    for part in parts:
        part.unlink()
    return folder / "claims.parquet"


def rewritten(source: Path, ending: str) -> Path:
    """Give the same rows in another format, as an office would hold them."""
    target = source.with_suffix(f".{ending}")
    if not target.exists():
        with open_parquet(source) as grid:
            columns = tuple(Column(name) for name in grid.header)
            write_tables([Table(USUAL_SHEET, columns, _rows(grid))], target, source.parent)
    return target


def _rows(grid: Grid) -> Iterator[tuple[str, ...]]:
    truths = {"TRUE": "是", "FALSE": "否"}
    for row in grid.rows:
        yield tuple(truths.get(text, text) for text in map(show_cell, row.cells))


def run(source: Path, ending: str) -> dict[str, float]:
    """Run `batch` on a file: seconds by the clock and of the processor, most memory in GB."""
    output = source.parent / f"out.{ending}"
    command = [sys.executable, str(ROOT / "cli.py"), "batch", str(source), "-o", str(output)]
    begun = perf_counter()
    process = Popen([*command, "--no-history"], stdout=DEVNULL, stderr=DEVNULL)
    _, _, used = os.wait4(process.pid, 0)
    wall = perf_counter() - begun
    if not output.exists():
        raise SystemExit(f"{' '.join(command)} wrote nothing")
    return {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "gb": used.ru_maxrss / 2**20}


def measure(rows: int, ways: list[str]) -> dict[str, dict[str, float]]:
    """Measure each way once, from file to file."""
    program = Program(load(gather(ROOT / "policy" / "2019-79.yaml"))[0])
    with TemporaryDirectory() as folder:
        source, found = write_claims(program, rows, Path(folder)), {}
        for way in ways:
            given, wanted = way.split(":")
            found[way] = run(rewritten(source, given), wanted)
    return found


def page(rows: int, found: dict[str, dict[str, float]]) -> str:
    """Give the figures as a page."""
    lines = [
        [way, f"{t['wall']:.1f} s", f"{t['wall'] / rows * 1e6:.0f} µs", f"{t['gb']:.2f} GB"]
        for way, t in found.items()
    ]
    head = ["from:to", "wall", "a row", f"memory (goal {GOAL_GB:g})"]
    return f"{rows:,} claims through batch\n" + table(head, lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure batch on tables of claims.")
    parser.add_argument("ways", nargs="*", default=list(WAYS), metavar="FROM:TO")
    parser.add_argument("--rows", type=int, default=ROWS, help="claims in the table")
    parser.add_argument("--json", action="store_true", help="print data instead of a table")
    given = parser.parse_args()
    result = measure(given.rows, given.ways)
    show(given.json, {"memory": result, "rows": given.rows}, page(given.rows, result))
