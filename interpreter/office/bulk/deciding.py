"""Claims of whole persons, decided by columns where columns can tell all there is to tell.

A person of whom one claim takes more words than columns hold, or has more claims than fill
a round, is decided as row by row: in that, nothing is different but the speed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, cast

import polars as pl

from interpreter.evaluation.case import Case, Record
from interpreter.evaluation.program import Program
from interpreter.evaluation.succession import Settled, decide_in_turn
from interpreter.office.bulk.reading import IN_WORDS, JOINED, NAME, READ_AS
from interpreter.office.bulk.store import ROW
from interpreter.office.bulk.telling import ColumnTeller, schema_of
from interpreter.office.results import ADDED, Teller, award_columns, counted_measures
from interpreter.policy.model import Number
from interpreter.table.decision import Table
from interpreter.table.history import RECORD_AWARD
from interpreter.table.layout import MILLIONTHS, VALID, Asked
from interpreter.table.one_by_one import cases_of
from interpreter.table.persons import Rounds, worth_columns
from interpreter.table.program import CLAIMS, KNOWN
from interpreter.table.stored import STORED, stored_value

ASKED = Asked(missing=True, bounds=True, findings=True, paid=True, told=True)
SLICE = 16_384  # rows that are told at a time
PAGE = 2_048  # claims that are decided one by one before they are kept
Told = tuple[pl.DataFrame, pl.DataFrame]


class Decider:
    """Decides claims that were read, under one program."""

    def __init__(self, program: Program, table: Table, known_on: date) -> None:
        self._program, self._table, self._known_on = program, table, known_on
        self._policy = program.policy
        self._by_columns = ColumnTeller(program, table, known_on)
        self._by_rows = Teller(program.policy)
        self._columns = award_columns(program.policy)

    def decide(self, claims: pl.DataFrame, settled: Settled | None) -> Iterator[Told]:
        """Give the decision columns and the lines of all claims of some persons, some at a time."""
        records, strange = self._records(settled)
        rounds = Rounds(self._program, self._table, self._read(claims, settled), records)
        decided = list(rounds.by_columns()) if worth_columns(claims.height) else []
        if not decided:
            yield from self._one_by_one(claims, settled)
            return
        found = pl.concat(decided)
        apart = self._apart(claims, found, rounds.left, strange)
        yield from self._one_by_one(claims.filter(apart), settled)
        late = claims.select(ROW).with_columns(rounds.behind())
        rest = claims.filter(~apart)
        for more in (found, late):
            rest = rest.join(more, on=ROW, maintain_order="left")
        for some in rest.iter_slices(SLICE):
            yield self._by_columns.tell(some)

    def _read(self, claims: pl.DataFrame, settled: Settled | None) -> pl.DataFrame:
        """Give claims as the table back end reads them."""
        facts = [n for n in self._policy.facts if n in claims.columns]
        claimed = [CLAIMS] if CLAIMS in claims.columns else []
        named = self._policy.person in facts and settled is not None
        known = pl.col(self._policy.person).is_not_null() if named else pl.lit(False)
        return claims.select(ROW, *claimed, *facts, pl.lit(True).alias(VALID), known.alias(KNOWN))

    def _records(self, settled: Settled | None) -> tuple[pl.DataFrame | None, set[str]]:
        """Give what was settled before as columns, and the persons of whom they cannot hold it."""
        if settled is None:
            return None, set()
        facts, measures = self._policy.facts, counted_measures(self._policy)
        schema = {RECORD_AWARD: pl.UInt8} | {n: STORED[f.type.kind] for n, f in facts.items()}
        schema |= dict.fromkeys(measures, pl.Int64)
        rows, strange = [], set()
        for person, record in ((p, r) for p, records in settled.items() for r in records):
            row, exact = self._record(record, measures)
            rows.append(row)
            if not exact:
                strange.add(person)
        frame = pl.DataFrame(rows, schema=schema, orient="row")
        given = [n for n in schema if n in (RECORD_AWARD, self._policy.person) or frame[n].count()]
        return frame.select(given), strange

    def _record(self, record: Record, measures: Iterable[str]) -> tuple[dict[str, Any], bool]:
        """Give a record as a row, and whether its columns hold it exactly."""
        facts, known = self._policy.facts, record.facts
        row = {n: stored_value(facts[n].type, v) for n, v in known.items() if n in facts}
        paid = {n: cast("Number", known[n]) for n in measures if n in known}
        used = {n: Fraction(number) * MILLIONTHS for n, number in paid.items()}
        row |= {RECORD_AWARD: list(self._policy.awards).index(record.award)}
        row |= {name: int(number) for name, number in used.items()}
        return row, all(number.denominator == 1 for number in used.values())

    def _apart(
        self, claims: pl.DataFrame, found: pl.DataFrame, left: pl.DataFrame, strange: set[str]
    ) -> pl.Series:
        """Say which claims are decided one by one, those of the same person with them."""
        marks = [
            pl.col(f"{n}.apart") & pl.col(f"{n}.status").is_not_null() for n in self._policy.awards
        ]
        rows = pl.concat([found.filter(pl.any_horizontal(marks))[ROW], left[ROW]])
        apart = claims[ROW].is_in(rows.implode())
        person = self._policy.person
        if person not in claims.columns:
            return apart
        persons = {*claims[person].filter(apart).drop_nulls(), *strange}
        return apart | claims[person].is_in([*persons]).fill_null(False)

    def _one_by_one(self, claims: pl.DataFrame, settled: Settled | None) -> Iterator[Told]:
        """Decide claims as row by row, whole persons, some at a time."""
        person = self._policy.person
        whose = [pl.col(person)] if person in claims.columns else []
        alone = pl.concat_str(pl.lit("\0"), ROW)  # no person is called so
        yield from (
            self._page(some, settled) for some in _pages(claims, pl.coalesce(*whose, alone))
        )

    def _page(self, claims: pl.DataFrame, settled: Settled | None) -> Told:
        cases = [*self._cases(claims)]
        turns = decide_in_turn(self._program, cases, self._known_on, settled)
        counted = self._by_columns.counted(claims).rows()
        decisions, lines = [], []
        for row, read_as, turn, told in zip(
            claims[ROW], claims[READ_AS], turns, counted, strict=True
        ):
            decisions.append((row, *self._by_rows.decision(turn, read_as)))
            each = self._by_rows.lines(row, turn, told)
            lines += [(row, *line) for line in each]
        return (
            pl.DataFrame(decisions, schema=schema_of(ADDED), orient="row"),
            pl.DataFrame(lines, schema=schema_of(self._columns), orient="row"),
        )

    def _cases(self, claims: pl.DataFrame) -> Iterator[Case]:
        named = claims[NAME] if NAME in claims.columns else [None] * claims.height
        words = claims[IN_WORDS] if IN_WORDS in claims.columns else [None] * claims.height
        for case, name, claimed in zip(cases_of(self._policy, claims), named, words, strict=True):
            order = None if claimed is None else tuple(filter(None, claimed.split(JOINED)))
            yield replace(case, id=name, claims=order)


def _pages(claims: pl.DataFrame, whose: pl.Expr) -> list[pl.DataFrame]:
    """Give claims in pages of whole persons, each person's in the order given."""
    ordered = claims.with_columns(whose.rank("dense").alias("#whose"))
    ordered = ordered.sort("#whose", maintain_order=True)
    first = pl.int_range(pl.len()).min().over("#whose")
    paged = ordered.with_columns((first // PAGE).alias("#page")).drop("#whose")
    return paged.partition_by("#page", maintain_order=True, include_key=False)
