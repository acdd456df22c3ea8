"""How long a caseworker waits: a whole `evaluate`, beside a Python that does nothing.

Each command is a process of its own, from its start to its exit.  Byte code is kept in a
temporary folder, as an installation keeps it, whatever the checkout allows; so is the policy
cache, which is the same folder every time (warm) or a new one every time (cold).

Two settings.  `installed` starts Python as this machine does, hooks of its site folder
included; they are part of every process here, and flatter a ratio.  `plain` starts it
without them (`-S`), which is the harder yardstick and the one to compare across machines.
"""

from __future__ import annotations

import os
import site
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from itertools import count
from pathlib import Path

from measure import Time, Turn, arguments, in_turn, process, shell, show, table

ROUNDS = 25
GOAL = 12.0  # warm, times a Python that does nothing
NOTHING = ("-c", "pass")
EVALUATE = ("cli.py", "evaluate", "examples/new-hire.json")
SETTINGS = ("installed", "plain")
KINDS = ("nothing", "warm", "cold")
SAID = {
    "nothing": "python -c pass",
    "warm": "evaluate, warm cache",
    "cold": "evaluate, cold cache",
}


def measure(rounds: int = ROUNDS) -> dict[str, object]:
    """Measure every kind of process in every setting, all in turn."""
    with tempfile.TemporaryDirectory() as folder:
        times = in_turn(_turns(Path(folder)), rounds)
    return {
        "rounds": rounds,
        "goal": {"warm": GOAL, "by": "cpu"},
        "settings": {
            setting: {kind: _told(times, setting, kind) for kind in KINDS} for setting in SETTINGS
        },
    }


def _turns(folder: Path) -> dict[str, Turn]:
    number = count()

    def turn(setting: str, kind: str) -> Turn:
        def take() -> Time:
            cache = folder / (f"cold-{next(number)}" if kind == "cold" else "warm")
            command = NOTHING if kind == "nothing" else EVALUATE
            return _run(setting, command, _environment(setting, folder / "bytecode", cache))

        return take

    return {f"{s} {k}": turn(s, k) for s in SETTINGS for k in KINDS}


def _environment(setting: str, bytecode: Path, cache: Path) -> dict[str, str]:
    """Give a user's shell; without the site module the installed packages have to be named."""
    mine = shell(bytecode, cache)
    if setting == "plain":
        mine["PYTHONPATH"] = os.pathsep.join(_packages())
    return mine


def _packages() -> list[str]:
    found = [*site.getsitepackages(), site.getusersitepackages()]
    return [folder for folder in found if Path(folder).is_dir()]


def _run(setting: str, command: tuple[str, ...], environment: Mapping[str, str]) -> Time:
    return process((*(("-S",) if setting == "plain" else ()), *command), environment)


def _told(times: Mapping[str, Time], setting: str, kind: str) -> dict[str, object]:
    time, base = times[f"{setting} {kind}"], times[f"{setting} nothing"]
    ratios = Time(time.wall / base.wall, time.cpu / base.cpu)
    return {"seconds": asdict(time), "ratio": asdict(ratios)}


def page(data: Mapping[str, object]) -> str:
    """Give the table for people."""
    settings = data["settings"]
    assert isinstance(settings, dict)
    rows = [
        (
            f"{SAID[kind]} ({setting})",
            *(f"{told['seconds'][clock] * 1000:.0f} ms" for clock in ("cpu", "wall")),
            *(f"{told['ratio'][clock]:.1f}×" for clock in ("cpu", "wall")),
        )
        for setting, kinds in settings.items()
        for kind, told in kinds.items()
    ]
    head = ("a whole process", "cpu", "wall", "ratio cpu", "ratio wall")
    return f"{table(head, rows)}\n\nmedians of {data['rounds']} in turn; goal: warm ≤ {GOAL:.0f}×"


if __name__ == "__main__":
    given = arguments("Time of a whole evaluate, beside a Python that does nothing.", ROUNDS)
    found = measure(given.rounds)
    show(given.json, {"startup": found}, page(found))
