"""A million claims from Parquet to Parquet: ours, by hand, and merely copied, in turn.

By hand is a Polars program written for this policy alone that gives the same statuses and
amounts; that it does is checked before anything is measured.  Run as
`python benchmarks/table.py [--json] [--rounds N]`.
"""

from __future__ import annotations

import resource
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import by_hand
import numpy as np
import polars as pl
from measure import ROOT, Time, arguments, in_turn, show, table

from interpreter.evaluation.program import Program
from interpreter.language.types import Kind
from interpreter.policy.loader import load
from interpreter.policy.model import Fact
from interpreter.policy.sources import gather
from interpreter.table.layout import Asked
from interpreter.table.persons import decide_table

ROUNDS = 3
ROWS, CHECKED = 1_000_000, 20_000
GOALS = {"ours to by hand": 2.0, "ours to a copy": 4.0, "with reasons to ours": 4.0}
BY_LEVEL = "证书等级"
NO_RECORDS = pl.DataFrame({"award": pl.Series([], dtype=pl.String)})


def claims(program: Program, rows: int) -> pl.DataFrame:
    """Give claims of as many persons, every fact given, much like a working office's."""
    random = np.random.default_rng(79)
    facts = program.policy.facts.values()
    frame = pl.DataFrame([_column(f, random, rows) for f in facts if not f.request])
    certified = (
        frame["培训开始日期"]
        + pl.Series(random.integers(0, 200, rows)).cast(pl.Duration("ms")) * 86_400_000
    )
    level = pl.any_horizontal(
        pl.col("证书种类").list.contains(w) for w in ("职业资格证书", "职业技能等级证书")
    )
    return frame.with_columns(
        证书取得日期=certified,
        申请日期=certified,
        以工代训起始月=pl.col("以工代训起始月").dt.month_start(),
        证书等级=pl.when(level).then(BY_LEVEL),
    )


def _column(fact: Fact, random: np.random.Generator, rows: int) -> pl.Series:
    kind, words, places = fact.type.kind, fact.type.values, fact.type.places or 0
    if kind is Kind.BOOLEAN:
        return pl.Series(fact.name, random.random(rows) < (0.85 if fact.typical else 0.15))
    if kind in (Kind.CHOICE, Kind.SET):
        codes = random.integers(0, len(words), rows).astype(np.uint8)
        typical = fact.typical if kind is Kind.CHOICE else (fact.typical or [words[0]])[0]  # type: ignore[index]
        usual = np.uint8(words.index(str(typical)))
        word = pl.Series(fact.name, np.where(random.random(rows) < 0.5, usual, codes)).cat.to(
            pl.Enum(words)
        )
        return (
            word if kind is Kind.CHOICE else word.reshape((rows, 1)).cast(pl.List(pl.Enum(words)))
        )
    if kind is Kind.DATE:
        start = (date(2019, 6, 1) - date(1970, 1, 1)).days
        return pl.Series(
            fact.name, random.integers(start, start + 900, rows).astype(np.int32)
        ).cast(pl.Date)
    if kind is Kind.TEXT:
        unique = fact.name in (PERSON, "培训编号")
        return pl.Series(
            fact.name, np.arange(rows) if unique else random.integers(0, 50, rows)
        ).cast(pl.String)
    low, high = int(fact.minimum), int(min(fact.maximum, 5 * max(1, fact.typical)))  # type: ignore[arg-type, call-overload, operator]
    whole = pl.Series(fact.name, random.integers(low, high + 1, rows))
    return whole if fact.type.whole else whole.cast(pl.Decimal(20, places))


PERSON = "身份证号"


def told(frame: pl.DataFrame) -> pl.DataFrame:
    """Give what both programs tell."""
    return frame.select(pl.col(r"^.*\.status$", r"^.*\.amount$"))


def agree(program: Program, cases: pl.DataFrame) -> None:
    """Hold the program written by hand to ours."""
    ours = told(decide_table(program, cases, NO_RECORDS))
    hand = by_hand.decide(cases.lazy()).collect()
    wrong = [n for n in hand.columns if not hand[n].equals(ours[n])]
    if wrong:
        raise SystemExit(f"by hand differs from ours in {wrong}")


def measure(rounds: int = ROUNDS) -> dict[str, object]:
    """Measure all ways in turn, from file to file."""
    program = Program(load(gather(ROOT / "policy" / "2019-79.yaml"))[0])
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "claims.parquet", Path(folder) / "outcomes.parquet"
        cases = claims(program, ROWS)
        agree(program, cases.head(CHECKED))
        cases.write_parquet(source)
        del cases

        def ours(asked: Asked) -> None:
            found = decide_table(program, pl.read_parquet(source), NO_RECORDS, asked)
            found.select(pl.col(r"^.*\.(status|amount|because)$")).write_parquet(target)

        ways: dict[str, Callable[[], object]] = {
            "copy": lambda: pl.read_parquet(source).write_parquet(target),
            "by hand": lambda: (
                by_hand.decide(pl.scan_parquet(source)).collect().write_parquet(target)
            ),
            "ours": lambda: ours(Asked()),
            "with reasons": lambda: ours(Asked(reasons=True)),
        }
        times = in_turn({name: lambda way=way: _timed(way) for name, way in ways.items()}, rounds)  # type: ignore[misc]
    wall = {name: time.wall for name, time in times.items()}
    ratios = {
        "ours to by hand": wall["ours"] / wall["by hand"],
        "ours to a copy": wall["ours"] / wall["copy"],
        "with reasons to ours": wall["with reasons"] / wall["ours"],
    }
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return {
        "rows": ROWS,
        "rounds": rounds,
        "seconds": wall,
        "ratios": ratios,
        "goals": GOALS,
        "most_gb": most,
    }


def _timed(way: Callable[[], object]) -> Time:
    wall, cpu = perf_counter(), process_time()
    way()
    return Time(perf_counter() - wall, process_time() - cpu)


def page(found: dict[str, object]) -> str:
    """Give the figures as a page."""
    seconds, ratios = found["seconds"], found["ratios"]
    assert isinstance(seconds, dict)
    assert isinstance(ratios, dict)
    rows = [[name, f"{time:.2f} s"] for name, time in seconds.items()]
    rows += [[name, f"{ratio:.2f} (goal {GOALS[name]:g})"] for name, ratio in ratios.items()]
    rows.append(["most memory of the process", f"{found['most_gb']:.2f} GB"])
    return f"{ROWS:,} claims, Parquet to Parquet\n" + table(["way", "median"], rows)


if __name__ == "__main__":
    given = arguments("Measure a table of claims.", ROUNDS)
    result = measure(given.rounds)
    show(given.json, {"table": result}, page(result))
