"""Many claims of many persons, each decided on what the same person was granted before it.

Exactly as the claims would be decided one after the other: a person's claims by the day they
count on, those of one day in the order given.  Round k decides every person's k-th claim as
one table; rounds with few claims left are finished one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import polars as pl

from interpreter.evaluation.case import Record
from interpreter.evaluation.program import Program
from interpreter.evaluation.succession import Turn, decide_in_turn
from interpreter.policy.model import Policy
from interpreter.policy.reach import (
    exclusion_expressions,
    limit_expressions,
    names_through,
)
from interpreter.table.decision import Table
from interpreter.table.figures import TooWide
from interpreter.table.history import RECORD_AWARD, ROW
from interpreter.table.layout import VALID, Asked, layout, measures
from interpreter.table.one_by_one import cases_of, is_consistent, records_of, table_of

FEW = 250  # rows that are sooner decided one by one than a line is laid for them
SMALL_ROUND = 120  # rows that are sooner decided one by one than all steps of a line are taken
BATCH = 1 << 18  # rows whose columns are worked out at a time
WORKERS = 2  # at a time: one line of columns, step after step, leaves processors idle
BEHIND = "behind"
TURN, PERSON, DAY = "#turn", "#person", "#day"


def worth_columns(rows: int) -> bool:
    """Say whether a table of so many rows is decided sooner by columns than row by row."""
    return rows > FEW


def decide_table(
    program: Program,
    cases: pl.DataFrame,
    settled: pl.DataFrame | None = None,
    asked: Asked | None = None,
    *,
    by_columns: bool | None = None,
) -> pl.DataFrame:
    """Decide a table of claims, each on what the same person was granted before it.

    `cases` has a column for each fact that is given (numbers whole or Decimal, never float)
    and may have `claims`, a list of awards.  `settled` holds what was granted before: `award`
    and the facts of each; None says that nobody knows.  A row that does not say whose it is
    stands alone, what was granted before it not known.  The table given has the columns of
    `layout`, row by row as `cases`, and `behind`: the latest day on which something settled
    before counts, where a claim is dated earlier.  `by_columns` overrides the choice by size.
    Raises Refused where a column does not fit the policy.
    """
    asked = asked or Asked()
    table = Table(program, replace(asked, paid=True))
    by_columns = worth_columns(cases.height) if by_columns is None else by_columns
    try:
        found = _rounds(program, table, cases, settled).decide(by_columns=by_columns)
    except TooWide:
        found = _rounds(program, table, cases, settled).decide(by_columns=False)
    return found.select(*layout(program.policy, asked), BEHIND)


def _rounds(
    program: Program, table: Table, cases: pl.DataFrame, settled: pl.DataFrame | None
) -> Rounds:
    read = table.read(cases, known=_known(program.policy, cases, settled))
    told = None if settled is None else table.read_records(settled)
    return Rounds(program, table, read, told)


class Rounds:
    """The claims of a table that was read, taken in turns, with what was settled before.

    `left` are the claims that fill no round by columns, `granted` the records of the others.
    """

    def __init__(
        self, program: Program, table: Table, read: pl.DataFrame, told: pl.DataFrame | None
    ) -> None:
        self._program = program
        self._policy = program.policy
        self._table = table
        self._told = told
        self._read = self.left = self._in_turn(read)
        self._granted = pl.DataFrame()
        self._carried = [n for n in told_of_records(self._policy) if n in read.columns]

    def _in_turn(self, read: pl.DataFrame) -> pl.DataFrame:
        """Number each person's claims by the day they count on, then in the order given."""
        person = self._policy.person
        if person not in read.columns:
            return read.with_columns(pl.lit(None, dtype=pl.String).alias(PERSON), _zero(TURN))
        read = read.with_columns(pl.col(person).alias(PERSON))
        if _all_differ(read[PERSON]):
            return read.with_columns(_zero(TURN))
        alone = pl.col(PERSON).is_null() | (pl.len().over(PERSON) == 1)
        several = read.filter(~alone)
        if not several.height:
            return read.with_columns(_zero(TURN))
        days = self._table.days(several)
        turns = (
            several.select(ROW, PERSON)
            .with_columns(days.alias(DAY))
            .sort(PERSON, DAY, ROW, nulls_last=True)
            .select(ROW, pl.int_range(pl.len()).over(PERSON).cast(pl.UInt32).alias(TURN))
        )
        return read.join(turns, on=ROW, how="left", maintain_order="left").with_columns(
            pl.col(TURN).fill_null(0)
        )

    def decide(self, *, by_columns: bool) -> pl.DataFrame:
        """Decide all claims."""
        found = list(self.by_columns()) if by_columns else []
        if self.left.height:
            found.append(self._one_by_one(self.left))
        whole = pl.concat(found) if found else self._empty()
        if len(found) > 1:
            whole = whole.sort(ROW)
        return whole.drop(ROW).with_columns(self.behind())

    def by_columns(self) -> Iterator[pl.DataFrame]:
        """Decide the claims that fill rounds, round by round."""
        import numpy as np

        for turn, rows in enumerate(np.bincount(self._read[TURN].to_numpy()).tolist()):
            if rows < SMALL_ROUND:
                return
            all_ = rows == self._read.height
            claims = self._read if all_ else self._read.filter(pl.col(TURN) == turn)
            with ThreadPoolExecutor(WORKERS) as pool:
                size = min(BATCH, -(-rows // WORKERS))
                decided = pl.concat(pool.map(self._run, claims.iter_slices(size)))
            self.left = self._read.clear() if all_ else self._read.filter(pl.col(TURN) > turn)
            if self.left.height:
                new = self._records_of(claims, decided)
                self._granted = pl.concat([self._granted, new], how="diagonal")
            yield decided

    def _run(self, claims: pl.DataFrame) -> pl.DataFrame:
        return self._table.run(_bare(claims), self._records(claims))

    def _empty(self) -> pl.DataFrame:
        return pl.DataFrame(schema={ROW: pl.UInt32, **self._table.layout})

    def _records(self, claims: pl.DataFrame) -> pl.DataFrame | None:
        """Give what each claim's person was granted before, settled or in an earlier turn."""
        if self._told is None:
            return None
        rows = claims.select(ROW, PERSON)
        parts = [
            rows.join(told, on=PERSON, how="inner").drop(PERSON)
            for told in (self._settled(), self._granted)
            if told.height
        ]
        return pl.concat(parts, how="diagonal") if parts else self._told.clear()

    def _settled(self) -> pl.DataFrame:
        assert self._told is not None
        person = self._policy.person
        if person not in self._told.columns:
            return pl.DataFrame()
        return self._told.with_columns(pl.col(person).alias(PERSON)).drop_nulls(PERSON)

    def _records_of(self, claims: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
        """Give the records that decided claims leave for the person's next ones."""
        last = self._read.group_by(PERSON).agg(pl.col(TURN).max().alias("#last"))
        going_on = (
            claims.join(last, on=PERSON, how="left", maintain_order="left")["#last"] > claims[TURN]
        )
        open_ = claims.select(PERSON, *self._carried).filter(going_on.fill_null(False))
        told = decided.filter(going_on.fill_null(False))
        parts = [
            open_.with_columns(pl.lit(code, dtype=pl.UInt8).alias(RECORD_AWARD), *paid).filter(
                (told[f"{name}.status"] == "granted").fill_null(False)
            )
            for code, name in enumerate(self._policy.awards)
            for paid in [[told[f"{name}.paid.{m}"].alias(m) for m in measures(self._policy, name)]]
        ]
        return pl.concat(parts, how="diagonal")

    def _one_by_one(self, claims: pl.DataFrame) -> pl.DataFrame:
        """Decide the claims that are left one after the other."""
        cases = cases_of(self._policy, claims)
        valid = [
            given and is_consistent(self._program, case)
            for given, case in zip(claims[VALID].to_list(), cases, strict=True)
        ]
        turns: list[Turn | None] = [None] * len(cases)
        kept = [index for index, fit in enumerate(valid) if fit]
        settled = self._ledger()
        decided = decide_in_turn(self._program, [cases[i] for i in kept], date.max, settled)
        for index, turn in zip(kept, decided, strict=True):
            turns[index] = turn
        legend = self._table.legend() if self._table.asked.reasons else {}
        told = table_of(self._policy, turns, self._table.asked, legend)
        return told.select(claims[ROW], pl.all())

    def _ledger(self) -> dict[str, tuple[Record, ...]] | None:
        if self._told is None:
            return None
        ledger: dict[str, tuple[Record, ...]] = {}
        for told in (self._settled(), self._granted):
            if told.height:
                records = records_of(self._policy, told)
                for person, record in zip(told[PERSON].to_list(), records, strict=True):
                    ledger[person] = (*ledger.get(person, ()), record)
        return ledger

    def behind(self) -> pl.Series:
        """Give the latest day settled before for a person, where a claim is dated earlier."""
        settled = pl.DataFrame() if self._told is None else self._settled()
        none = pl.Series(BEHIND, [None] * self._read.height, dtype=pl.Date)
        if not settled.height:
            return none
        days = settled.select(PERSON, self._table.recorded_days(settled).alias(BEHIND))
        latest = days.group_by(PERSON).agg(pl.col(BEHIND).max())
        mine = self._read.select(PERSON, self._table.days(_bare(self._read)).alias(DAY), VALID)
        joined = mine.join(latest, on=PERSON, how="left", maintain_order="left")
        late = pl.col(VALID) & (pl.col(DAY) < pl.col(BEHIND))
        return joined.select(pl.when(late).then(pl.col(BEHIND)).alias(BEHIND)).to_series()


def _all_differ(persons: pl.Series) -> bool:
    """Say whether no person is named twice; looked at by hashes, of which few are alike."""
    named = persons.drop_nulls()
    return named.hash().n_unique() == named.len()


def _known(policy: Policy, cases: pl.DataFrame, settled: pl.DataFrame | None) -> bool | pl.Series:
    """Say where what was granted before is known: of whom it is, too."""
    if settled is None or policy.person not in cases.columns:
        return False
    named = cases[policy.person].is_not_null()
    return True if named.all() else named


def _bare(claims: pl.DataFrame) -> pl.DataFrame:
    return claims.drop(TURN, PERSON)


def _zero(name: str) -> pl.Expr:
    return pl.lit(0, dtype=pl.UInt32).alias(name)


def told_of_records(policy: Policy) -> tuple[str, ...]:
    """Give the facts that are read on a record."""
    caps = [e for limit in policy.limits for e in limit_expressions(limit)]
    kept = [e for exclusion in policy.exclusions for e in exclusion_expressions(exclusion)]
    dates = [e for a in policy.awards.values() for e in (a.event, a.counts_on) if e is not None]
    also = [lim.measure for lim in policy.limits if lim.measure]
    names = {*names_through([*caps, *kept, *dates], policy, also)}
    names |= {s.by for n, s in policy.standards.items() if n in names}
    names |= {lim.count for lim in policy.limits}
    return tuple(name for name in policy.facts if name in names)
