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
LIBRARIES = {"simpleeval": "simpleeval", "zen-engine": "zen", "OpenFisca": "openfisca_core"}
INSTALL = "pip install '.[peers]'"
OURS, BY_HAND, COPY = "ours", "Polars by hand", "copy"


class Peer(Protocol):
    """A program of the policy in another system."""

    def ready(self, cases: pl.DataFrame) -> Sequence[Callable[[], object]]:
        """Give for each row what decides it, its facts read already."""

    def decide(self, cases: pl.DataFrame) -> pl.DataFrame:
        """Give status and amount in 分 of every award, row by row as the cases."""


def measure(rounds: int = ROUNDS) -> dict[str, object]:
    """Hold every rival that is installed to ours, then measure them all in turn."""
    program = Program(load(gather(POLICY))[0])
    peers = _peers(program)
    for name, peer in peers.items():
        agree(program, peer.decide, name, CHECKED)
    runs = {"single": _single(program, peers, rounds)}
    with TemporaryDirectory() as folder:
        runs |= _tables(program, peers, rounds, Path(folder))
    return {
        "rounds": rounds,
        "checked": 2 * CHECKED,
        "missing": [name for name in LIBRARIES if name not in peers],
        "seconds": runs,
        "scaled": _slow(peers),
        "times_ours": {
            run: {n: s / told[OURS] for n, s in told.items()} for run, told in runs.items()
        },
    }


def _peers(program: Program) -> dict[str, Peer]:
    """Give the rivals that are installed, each with its program of the policy."""
    plain, facts = plain_policy(program.policy), program.policy.facts
    found: dict[str, Peer] = {}
    for name in (n for n, library in LIBRARIES.items() if find_spec(library)):
        if name == "simpleeval":
            from peer.by_simpleeval import Loop

            found[name] = Loop(plain)
        elif name == "zen-engine":
            from peer.by_zen import Model

            found[name] = Model(plain, facts)
        else:
            from peer.by_openfisca import Country

            found[name] = Country(plain, facts)
    return found


def _slow(peers: Mapping[str, Peer]) -> list[str]:
    """Give the ways that decide row by row: a million is reckoned from ten thousand."""
    return [name for name in peers if name != "OpenFisca"]


def _single(program: Program, peers: Mapping[str, Peer], rounds: int) -> dict[str, float]:
    """Give the seconds for one warm case, everything read already."""
    cases = claims(program, SINGLE)
    ready = {OURS: _ours_ready(program, cases)}
    ready |= {name: peer.ready(cases) for name, peer in peers.items()}
    turns = {n: timed(lambda calls=calls: [c() for c in calls]) for n, calls in ready.items()}  # type: ignore[misc]
    return {name: time.cpu / SINGLE for name, time in in_turn(turns, rounds).items()}


def _ours_ready(program: Program, cases: pl.DataFrame) -> Sequence[Callable[[], object]]:
    read = cases_of(program.policy, Table(program).read(cases, known=True))
    return [partial(decide, program, replace(case, history=()), date.max) for case in read]


def _tables(
    program: Program, peers: Mapping[str, Peer], rounds: int, folder: Path
) -> dict[str, dict[str, float]]:
    """Give the seconds for tables of claims from file to file."""
    ways = {OURS: partial(ours, program), BY_HAND: by_hand_of}
    ways |= {name: peer.decide for name, peer in peers.items()}
    many = _files(program, MANY, ways, rounds, folder)
    slow = _slow(peers)
    fast = {name: way for name, way in ways.items() if name not in slow}
    most = _files(program, MOST, {**fast, COPY: lambda cases: cases}, rounds, folder)
    most |= {name: many[name] * MOST / MANY for name in slow}
    return {"many": many, "most": most}


def _files(
    program: Program,
    rows: int,
    ways: Mapping[str, Callable[[pl.DataFrame], pl.DataFrame]],
    rounds: int,
    folder: Path,
) -> dict[str, float]:
    source, target = folder / f"{rows}.parquet", folder / "outcomes.parquet"
    claims(program, rows).write_parquet(source)

    def run(way: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
        way(pl.read_parquet(source)).write_parquet(target)

    turns = {name: timed(partial(run, way)) for name, way in ways.items()}
    return {name: time.wall for name, time in in_turn(turns, rounds).items()}


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
