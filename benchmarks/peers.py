"""Rivals beside ours: the same policy, the same claims, status and amount of every award.

Their programs are written by machine from the checked policy (`peer/`), and each must give
what ours gives before anything is measured.  One case decided warm, ten thousand claims and
a million from Parquet to Parquet.  Run as `python benchmarks/peers.py [--json] [--rounds N]`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import polars as pl
from claims import claims
from measure import arguments, in_turn, show, table, timed
from peer.lowering import plain_policy
from table import CHECKED, POLICY, agree, by_hand_of, ours

from interpreter.evaluation.decision import decide
from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.sources import gather
from interpreter.table.decision import Table
from interpreter.table.one_by_one import cases_of

ROUNDS = 3
SINGLE, MANY, MOST = 50, 10_000, 1_000_000
VECTORISED = "OpenFisca"
LIBRARIES = {"simpleeval": "simpleeval", "zen-engine": "zen", VECTORISED: "openfisca_core"}
INSTALL = "pip install '.[peers]'"
OURS, BY_HAND, COPY = "ours", "Polars by hand", "copy"


class Peer(Protocol):
    """A program of the policy in another system."""

    def ready(self, cases: pl.DataFrame) -> Sequence[Callable[[], object]]:
        """Give for each row what decides it, its facts read already."""

    def decide(self, cases: pl.DataFrame) -> pl.DataFrame:
        """Give status and amount in 分 of every award, row by row as the cases."""


Makers = Mapping[str, Callable[[], Peer]]
Way = Callable[[pl.DataFrame], pl.DataFrame]


def measure(rounds: int = ROUNDS) -> dict[str, object]:
    """Hold every rival that is installed to ours, then measure them all in turn."""
    program = Program(load(gather(POLICY))[0])
    makers = _makers(program)
    for name, make in makers.items():
        agree(program, make().decide, name, CHECKED)
    runs = {"single": _single(program, makers, rounds)}
    with TemporaryDirectory() as folder:
        runs |= _tables(program, makers, rounds, Path(folder))
    return {
        "rounds": rounds,
        "checked": 2 * CHECKED,
        "missing": [name for name in LIBRARIES if name not in makers],
        "seconds": runs,
        "scaled": [name for name in makers if name != VECTORISED],
        "times_ours": {
            run: {n: s / told[OURS] for n, s in told.items()} for run, told in runs.items()
        },
    }


def _makers(program: Program) -> dict[str, Callable[[], Peer]]:
    """Give what makes each rival that is installed ready, with its program of the policy."""
    plain, facts = plain_policy(program.policy), program.policy.facts

    def maker(name: str) -> Callable[[], Peer]:
        if name == "simpleeval":
            from peer.by_simpleeval import Loop

            return partial(Loop, plain)
        if name == "zen-engine":
            from peer.by_zen import Model

            return partial(Model, plain, facts)
        from peer.by_openfisca import Country

        return partial(Country, plain, facts)

    return {name: maker(name) for name, library in LIBRARIES.items() if find_spec(library)}


def _single(program: Program, makers: Makers, rounds: int) -> dict[str, float]:
    """Give the seconds for one warm case, everything read already."""
    cases = claims(program, SINGLE)
    ready = {OURS: _ours_ready(program, cases)}
    ready |= {name: make().ready(cases) for name, make in makers.items()}
    turns = {n: timed(lambda calls=calls: [c() for c in calls]) for n, calls in ready.items()}  # type: ignore[misc]
    return {name: time.cpu / SINGLE for name, time in in_turn(turns, rounds).items()}


def _ours_ready(program: Program, cases: pl.DataFrame) -> Sequence[Callable[[], object]]:
    read = cases_of(program.policy, Table(program).read(cases, known=True))
    return [partial(decide, program, replace(case, history=()), date.max) for case in read]


def _tables(
    program: Program, makers: Makers, rounds: int, folder: Path
) -> dict[str, dict[str, float]]:
    """Give the seconds for tables of claims from file to file, programs made ready each time.

    What decides row by row is not given a million: that is reckoned.
    """

    def by(make: Callable[[], Peer]) -> Way:
        return lambda cases: make().decide(cases)

    ways: dict[str, Way] = {OURS: partial(ours, program), BY_HAND: by_hand_of}
    ways |= {name: by(make) for name, make in makers.items()}
    many = _files(program, MANY, ways, rounds, folder)
    slow = [name for name in makers if name != VECTORISED]
    fast = {name: way for name, way in ways.items() if name not in slow}
    most = _files(program, MOST, {**fast, COPY: lambda cases: cases}, rounds, folder)
    most |= {name: many[name] * MOST / MANY for name in slow}
    return {"many": many, "most": most}


def _files(
    program: Program,
    rows: int,
    ways: Mapping[str, Way],
    rounds: int,
    folder: Path,
) -> dict[str, float]:
    source, target = folder / f"{rows}.parquet", folder / "outcomes.parquet"
    claims(program, rows).write_parquet(source)

    def run(way: Way) -> None:
        way(pl.read_parquet(source)).write_parquet(target)

    turns = {name: timed(partial(run, way)) for name, way in ways.items()}
    return {name: time.cpu for name, time in in_turn(turns, rounds).items()}


def page(found: Mapping[str, Any]) -> str:
    """Give the figures as a page."""
    seconds = found["seconds"]
    names = dict.fromkeys(name for run in seconds.values() for name in run)
    rows = [[name, *(c for run in seconds for c in _cells(found, run, name))] for name in names]
    head = ["way", "one case", "× ours", f"{MANY:,}", "× ours", f"{MOST:,}", "× ours"]
    lines = [table(head, rows)]
    lines.append(
        f"~ reckoned from {MANY:,}; each held to ours on {found['checked']:,} claims first"
    )
    lines += [f"{name} is not installed: {INSTALL}" for name in found["missing"]]
    return "\n".join(lines)


def _cells(found: Mapping[str, Any], run: str, name: str) -> tuple[str, str]:
    """Give a time with its ratio to ours, both empty where it was not measured."""
    seconds = found["seconds"][run].get(name)
    if seconds is None:
        return "", ""
    mark = "~" if run == "most" and name in found["scaled"] else ""
    shown = f"{seconds * 1e6:,.0f} µs" if run == "single" else f"{mark}{seconds:.2f} s"
    return shown, f"{mark}{found['times_ours'][run][name]:.3g}"


if __name__ == "__main__":
    given = arguments("Rivals beside ours.", ROUNDS)
    result = measure(given.rounds)
    show(given.json, {"peers": result}, page(result))
