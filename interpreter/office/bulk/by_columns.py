"""A table read, decided and told by columns: the way of many rows.

Some rows of the file are read together and fall into parts by person; parts are decided
together, and what they came to is brought back into the order of the file to be written.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import ClassVar

import polars as pl

from interpreter.office import names
from interpreter.office.bulk import store
from interpreter.office.bulk.coded import batches
from interpreter.office.bulk.deciding import ASKED, Decider, Told
from interpreter.office.bulk.reading import NAME, ColumnReader
from interpreter.office.bulk.store import ROW
from interpreter.office.bulk.telling import schema_of
from interpreter.office.claims import Flaw
from interpreter.office.columns import Columns
from interpreter.office.grid import Grid
from interpreter.office.job import Job, Summary, problem_of
from interpreter.office.results import ADDED, award_columns
from interpreter.office.tables import Column, Table
from interpreter.office.work import given_twice
from interpreter.office.workfile import WorkFile
from interpreter.problems import Refused
from interpreter.table.decision import Table as Decisions
from interpreter.table.figures import TooWide

TOGETHER = 65_536  # claims that are decided together, where persons allow
GIVEN, NAMED, CLAIMS, STRUCK = "given", "named", "claims", "struck"
DECISIONS, LINES = "decisions", "lines"


class ByColumns:
    """One run over a table, by columns."""

    name: ClassVar[str] = "columns"

    def __init__(self, job: Job, work: WorkFile, table: Decisions) -> None:
        self._job, self._order, self._program = job, job.order, job.program
        self.work, self._table = work, table

    def read(self, grid: Grid, columns: Columns) -> None:
        """Keep every row that was read, and what is wrong with it.  Raises Refused if strict."""
        reader = ColumnReader(self._program, self._table, columns, grid.file)
        work, cases, count = self.work, Names(self.work), 0
        for batch in batches(grid, [*columns.names], store.SPAN):
            part = reader.read(batch)
            cases.add(part.named)
            if part.flaws:
                self._stop_if_strict(part.flaws, cases, grid.file)
            work.add_flaws(part.flaws)
            store.keep(work, GIVEN, part.given, store.by_row(part.given[ROW]))
            store.keep(work, CLAIMS, part.claims, self._parts(part.claims))
            count += batch.numbers.len()
            self._job.progress("读入", count, None)
        self._strike(cases, grid.file)

    def _parts(self, claims: pl.DataFrame) -> pl.Series:
        person, rows = self._program.policy.person, claims[ROW]
        named = person in claims.columns
        return store.by_person(claims[person] if named else rows.cast(pl.String), rows)

    def _strike(self, cases: Names, file: str) -> None:
        """Decide no case again that was given before."""
        flaws = cases.twice()
        if flaws:
            self._stop_if_strict([], cases, file)
            self.work.add_flaws(flaws)
            struck = pl.DataFrame({ROW: [flaw.row for flaw in flaws]})
            store.keep(self.work, STRUCK, struck, pl.Series([0]).new_from_index(0, struck.height))

    def _stop_if_strict(self, flaws: list[Flaw], cases: Names, file: str) -> None:
        if self._order.strict:
            first = min([*flaws, *cases.twice()], key=lambda flaw: flaw.row)
            raise Refused([problem_of(first, file)])

    def decide(self) -> None:
        """Decide every row that can be decided and is not yet."""
        work = self.work
        decider = Decider(self._program, self._table, self._job.known_on)
        struck = store.read(work, STRUCK, 0)
        done = sum(work.parts(DECISIONS).values())
        total = done + sum(work.parts(CLAIMS).values())
        for group in [*store.groups(work, CLAIMS, TOGETHER)]:
            with work.whole():
                for decisions, lines in self._decided(decider, group, struck):
                    store.keep(work, DECISIONS, decisions, store.by_row(decisions[ROW]))
                    store.keep(work, LINES, lines, store.by_row(lines[ROW]))
                    done += decisions.height
                    self._job.progress("决定", done, total)

    def _decided(
        self, decider: Decider, group: tuple[int, ...], struck: pl.DataFrame | None
    ) -> Iterator[Told]:
        work = self.work
        claims = store.read(work, CLAIMS, *group)
        assert claims is not None
        for part in group:
            work.drop_frames(CLAIMS, part)
        if struck is not None:
            claims = claims.join(struck, on=ROW, how="anti", maintain_order="left")
        person = self._program.policy.person
        persons = {*claims[person].drop_nulls()} if person in claims.columns else set[str]()
        yield from decider.decide(claims, self._job.settled(work, persons))

    def tables(self, columns: list[str], summary: Summary) -> list[Table]:
        """Give the rows and the awards; what they come to is counted as they are written."""
        work = self.work
        summary.decided = sum(work.parts(DECISIONS).values())
        added = (*(Column(name) for name in columns), *ADDED)
        awards = award_columns(self._program.policy)
        return [
            framed(names.USUAL_SHEET, added, lambda: _rows(work, columns, summary)),
            framed(names.AWARDS_SHEET, awards, lambda: _awards(work, awards, summary)),
        ]


def fitting(job: Job, work: WorkFile) -> ByColumns | None:
    """Give the run of a job by columns, None where its policy does not fit them."""
    titles = [column.name for column in award_columns(job.program.policy)]
    if len(set(titles)) < len(titles):
        return None
    try:
        table = Decisions(job.program, ASKED)
        table.check()
    except TooWide:
        return None
    return ByColumns(job, work, table)


def framed(
    name: str, columns: tuple[Column, ...], frames: Callable[[], Iterator[pl.DataFrame]]
) -> Table:
    """Give a table that is made of frames, for writers of rows and of columns."""
    rows = (row for frame in frames() for row in frame.iter_rows())
    return Table(name, columns, rows, frames)


def _rows(work: WorkFile, given: list[str], summary: Summary) -> Iterator[pl.DataFrame]:
    titles = dict(zip(map(str, range(len(given))), given, strict=True))
    none = pl.DataFrame(schema=schema_of(ADDED))
    for part in work.parts(GIVEN):
        rows, decided = store.read(work, GIVEN, part), store.read(work, DECISIONS, part)
        assert rows is not None
        decided = none if decided is None else decided
        whole = rows.rename(titles).join(decided, on=ROW, how="left", maintain_order="left")
        summary.late += whole.filter(pl.col(names.REMARK) != "").height
        yield whole.drop(ROW).with_columns(pl.col(names.DECISION).fill_null(names.UNDECIDED))


def _awards(
    work: WorkFile, columns: tuple[Column, ...], summary: Summary
) -> Iterator[pl.DataFrame]:
    for part in work.parts(LINES):
        lines = store.read(work, LINES, part)
        assert lines is not None
        counts = lines[names.RESULT].to_frame().group_by(names.RESULT, maintain_order=True).len()
        for head, count in counts.iter_rows():
            summary.lines[head] = summary.lines.get(head, 0) + count
        summary.granted += Decimal(lines[names.AMOUNT].sum())
        yield lines.select(column.name for column in columns)


class Names:
    """The names of the cases of a file, each with the row it was given in."""

    def __init__(self, work: WorkFile) -> None:
        self._work = work
        self._hashes: list[pl.Series] = []

    def add(self, named: pl.DataFrame) -> None:
        """Keep the names of some rows, those without one left out."""
        if named.height:
            self._hashes.append(named[NAME].hash())
            store.keep(self._work, NAMED, named, pl.Series([0]).new_from_index(0, named.height))

    def twice(self) -> list[Flaw]:
        """Say of each row whose case was given before that it was."""
        hashes = pl.concat(self._hashes) if self._hashes else pl.Series(dtype=pl.UInt64)
        again = hashes.filter(hashes.is_duplicated()).unique().implode()
        if not again.explode().len():
            return []
        frames = (pl.read_ipc(io.BytesIO(data)) for data in self._work.frames(NAMED, 0))
        named = pl.concat(f.filter(pl.col(NAME).hash().is_in(again)) for f in frames)
        named = named.with_columns(pl.col(ROW).min().over(NAME).alias("#first"))
        later = named.filter(pl.col(ROW) > pl.col("#first"))
        return [given_twice(row, name, first) for row, name, first in later.iter_rows()]
