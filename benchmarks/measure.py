"""What every benchmark shares: turns, medians, the machine's kind, and a table for people.

A measurement is never a figure alone: it is taken in turn with its yardstick, in one run
on one machine, and told as a ratio to it beside the absolute figure.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    # Run from the checkout without an installation, as `python benchmarks/run.py`.
    sys.path.insert(0, str(ROOT))


@dataclass(frozen=True)
class Time:
    """Seconds by the clock on the wall and seconds of the processor."""

    wall: float
    cpu: float


Turn = Callable[[], Time]


def in_turn(turns: Mapping[str, Turn], rounds: int, *, warm: bool = True) -> dict[str, Time]:
    """Take every turn once a round, A B C A B C …, and give the medians.

    What slows the machine down for a while slows all of them; the first round only warms up,
    where there is one.
    """
    taken: dict[str, list[Time]] = {name: [] for name in turns}
    for count in range(0 if warm else 1, rounds + 1):
        for name, turn in turns.items():
            time = turn()
            if count:
                taken[name].append(time)
    return {name: middle(times) for name, times in taken.items()}


def timed(work: Callable[[], object]) -> Turn:
    """Give a turn that takes the time of some work."""

    def take() -> Time:
        wall, cpu = perf_counter(), process_time()
        work()
        return Time(perf_counter() - wall, process_time() - cpu)

    return take


def process(command: Sequence[str], environment: Mapping[str, str]) -> Time:
    """Run one process to its end and give its time; one that fails is no measurement."""
    before, start = _children(), perf_counter()
    subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return Time(perf_counter() - start, _children() - before)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def shell(bytecode: Path, cache: Path) -> dict[str, str]:
    """Give the variables of a user's shell, with nothing that changes how Python starts.

    Bytecode and policies are kept in the folders given, as they are kept for a user.
    """
    mine = {n: v for n, v in os.environ.items() if not n.startswith(("PYTHON", "POLICY_"))}
    return mine | {"PYTHONPYCACHEPREFIX": str(bytecode), "XDG_CACHE_HOME": str(cache)}


def middle(times: Sequence[Time]) -> Time:
    """Give the medians of several times."""
    return Time(median(t.wall for t in times), median(t.cpu for t in times))


def machine() -> dict[str, object]:
    """Give the kind of machine a figure was taken on; nothing that tells which one."""
    return {
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
    }


def machine_line() -> str:
    """Give the kind of machine in one line."""
    kind = machine()
    python = f"{kind['implementation']} {kind['python']}"
    return f"{kind['cores']} cores, {kind['machine']}, {kind['system']}, {python}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Give rows as aligned columns, the first to the left and the others to the right."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    ruled = [head, ["-" * width for width in widths], *rows]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if i else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in ruled
    )


def arguments(says: str, rounds: int | None) -> argparse.Namespace:
    """Read what every benchmark takes: `--json` and `--rounds`, by default its own."""
    parser = argparse.ArgumentParser(description=says)
    parser.add_argument("--json", action="store_true", help="print data instead of a table")
    parser.add_argument("--rounds", type=_at_least_one, default=rounds, help="turns to take")
    return parser.parse_args()


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def show(as_json: bool, data: Mapping[str, object], text: str) -> None:
    """Print a result as one JSON object or as a page."""
    if as_json:
        print(json.dumps({"on": machine(), **data}, ensure_ascii=False, indent=2))
    else:
        print(f"on {machine_line()}\n\n{text}")
