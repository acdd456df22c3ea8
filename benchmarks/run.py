"""Every benchmark in turn, each a process of its own, and the table that stands in the README.

`python benchmarks/run.py [--json] [--rounds N]`.  One whose libraries are not installed is
left out, and the command that installs them is told.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
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
)


@dataclass(frozen=True)
class Row:
    """A row of the README's table: what is measured, of which benchmark, which figure, the goal."""

    what: str
    benchmark: str
    figure: Callable[[Found], str]
    goal: str

    def told(self, results: Mapping[str, Found]) -> str:
        """Give the figure as measured, a dash where it was not."""
        found = results.get(self.benchmark)
        try:
            return "–" if found is None else self.figure(found)
        except KeyError:
            return "–"


def _times(*path: str) -> Callable[[Found], str]:
    """Give a ratio that stands at a path in a benchmark's figures."""

    def figure(found: Found) -> str:
        value: Any = found
        for key in path:
            value = value[key]
        return (
            f"{value:.0f}×" if value >= 100 else f"{value:.2g}×" if value >= 10 else f"{value:.2f}×"
        )

    return figure


ROWS = (
    Row(
        "one `evaluate`, policy cached, beside a Python that does nothing",
        "startup",
        _times("settings", "installed", "warm", "ratio", "cpu"),
        "≤ 12×",
    ),
    Row(
        "cases checked, decided and explained in a second, one core",
        "rate",
        lambda found: f"{found['runs']['as given']['cases_per_second']['explained']:,.0f}",
        "≥ 1,000",
    ),
    Row(
        "every mutant of the policy hunted, two cores",
        "mutants",
        lambda found: f"{found['seconds']['hunt']:.0f} s",
        "< 120 s",
    ),
    Row(
        "two policies compared over 10,000 cases, beside deciding them once",
        "difference",
        _times("times_once"),
        "< 10×",
    ),
    Row(
        "a million claims, Parquet to Parquet, beside Polars written by hand",
        "table",
        _times("ratios", "ours to by hand"),
        "≤ 2×",
    ),
    Row(
        "the same, beside merely copying the columns",
        "table",
        _times("ratios", "ours to a copy"),
        "≤ 4×",
    ),
    Row(
        "the same with reasons, beside without",
        "table",
        _times("ratios", "with reasons to ours"),
        "≤ 4×",
    ),
    *(
        Row(
            f"the same by {name}, beside ours",
            "peers",
            _times("times_ours", "most", name),
            "> 1×",
        )
        for name in ("simpleeval", "zen-engine", "OpenFisca")
    ),
    *(
        Row(
            f"`batch` of {size:,} rows, beside a plain loop of the case back end",
            "batch",
            _times("times_loop", str(size)),
            "≤ 1×",
        )
        for size in (100, 1_000, 10_000)
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
