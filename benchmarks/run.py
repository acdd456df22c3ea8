"""Every benchmark in turn, each a process of its own, and the table that stands in the README.

`python benchmarks/run.py [--json] [--rounds N]`.  One whose libraries are not installed is
left out, and the command that installs them is told.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from measure import ROOT, arguments, show

Found = Mapping[str, Any]


@dataclass(frozen=True)
class Benchmark:
    """A file of this folder: the library it cannot do without, and the extra that brings it."""

    name: str
    library: str = ""
    extra: str = ""

    @property
    def lacks(self) -> str:
        """What to install before it can run; empty where nothing is missing."""
        return (
            f"pip install '.[{self.extra}]'" if self.library and not find_spec(self.library) else ""
        )


BENCHMARKS = (
    Benchmark("startup"),
    Benchmark("rate"),
    Benchmark("mutants"),
    Benchmark("difference"),
    Benchmark("table", "polars", "table"),
    Benchmark("peers", "polars", "table"),
    Benchmark("batch", "polars", "table"),
    Benchmark("proofs_diff", "z3", "prove"),
)
RIVALS = ("simpleeval", "zen-engine", "OpenFisca")
SIZES = (100, 1_000, 10_000)
PROVED = (1, 5, 10)


@dataclass(frozen=True)
class Row:
    """A row of the README's table: what is measured, the goal, and where the figures stand.

    Each of `paths` leads to one figure of a benchmark, key by key.
    """

    what: str
    goal: str
    benchmark: str
    paths: tuple[str, ...]
    unit: str = "×"

    def told(self, results: Mapping[str, Found]) -> str:
        """Give the figures as measured, a dash for each that was not."""
        found = [_at(results.get(self.benchmark, {}), path) for path in self.paths]
        return " · ".join("–" if f is None else f"{_shown(f)}{self.unit}" for f in found)


def _at(found: Any, path: str) -> float | None:
    for key in path.split("/"):
        found = found.get(key) if found else None
    return None if found is None else float(found)


def _shown(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 20 else f"{figure:.{1 if figure >= 5 else 2}f}"


ROWS = (
    Row(
        "a whole `evaluate`, policy cached, beside a bare Python that does nothing",
        *("≤ 12×", "startup", ("settings/plain/warm/ratio/cpu",)),
    ),
    Row(
        "cases checked, decided and explained on one core",
        *("≥ 1,000/s", "rate", ("runs/as given/cases_per_second/explained",), "/s"),
    ),
    Row(
        "every mutant of the policy hunted, two cores",
        *("< 120 s", "mutants", ("seconds/hunt",), " s"),
    ),
    Row(
        "two policies compared over 10,000 cases, beside deciding them once",
        *("< 10×", "difference", ("times_once",)),
    ),
    Row(
        "a million claims, Parquet to Parquet, beside Polars written by hand",
        *("≤ 2×", "table", ("ratios/ours to by hand",)),
    ),
    Row(
        "the same, beside merely copying the columns",
        *("≤ 4×", "table", ("ratios/ours to a copy",)),
    ),
    Row(
        "the same with reasons, beside without",
        *("≤ 4×", "table", ("ratios/with reasons to ours",)),
    ),
    Row(
        f"the same by {' · '.join(RIVALS)}, beside ours",
        *("> 1×", "peers", tuple(f"times_ours/most/{name}" for name in RIVALS)),
    ),
    Row(
        "one warm case by these without reasons, beside ours with every reason",
        *("–", "peers", tuple(f"times_ours/single/{name}" for name in RIVALS)),
    ),
    Row(
        f"`batch` of {' · '.join(f'{size:,}' for size in SIZES)} rows, beside a plain loop",
        *("≤ 1×", "batch", tuple(f"times_loop/{size}" for size in SIZES)),
    ),
    Row(
        f"`diff --prove` of {' · '.join(map(str, PROVED))} edits of 2019-79, processor",
        *("< 5 s", "proofs_diff", tuple(f"runs/2019-79, {n}/seconds/cpu" for n in PROVED)),
        " s",
    ),
)


def measured(benchmark: Benchmark, rounds: int | None) -> Found:
    """Run a benchmark and give its figures."""
    command = [sys.executable, f"benchmarks/{benchmark.name}.py", "--json"]
    command += [] if rounds is None else ["--rounds", str(rounds)]
    told = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    found: Found = json.loads(told)[benchmark.name]
    return found


def summary(results: Mapping[str, Found]) -> str:
    """Give the table that stands in the README."""
    rows = [f"| {row.what} | {row.told(results)} | {row.goal} |" for row in ROWS]
    return "\n".join(["| what | measured | goal |", "|---|---|---|", *rows])


def main() -> None:
    """Run every benchmark that can run."""
    given = arguments("Run every benchmark.", None)
    results, missing = dict[str, Found](), dict[str, str]()
    for benchmark in BENCHMARKS:
        if benchmark.lacks:
            missing[benchmark.name] = benchmark.lacks
            continue
        print(f"{benchmark.name} …", file=sys.stderr, flush=True)
        results[benchmark.name] = measured(benchmark, given.rounds)
    pages = [import_module(name).page(found) for name, found in results.items()]
    pages += [f"{name} is left out; install: {command}" for name, command in missing.items()]
    show(given.json, {**results, "missing": missing}, "\n\n".join([*pages, summary(results)]))


if __name__ == "__main__":
    main()
