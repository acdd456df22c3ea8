"""A table read, decided and told one row after the other: the plain way, and that of few rows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from interpreter.evaluation.case import read_case
from interpreter.evaluation.succession import decide_in_turn
from interpreter.office import names
from interpreter.office.claims import Reader
from interpreter.office.columns import Columns
from interpreter.office.grid import Grid
from interpreter.office.job import Job, Summary, problem_of
from interpreter.office.results import ADDED, Teller, award_columns
from interpreter.office.tables import Column, Table, Value, typed
from interpreter.office.workfile import NOBODY, Decided, WorkFile
from interpreter.problems import Place, Refused

PAGE = 256  # persons decided between two commits
TOLD_EVERY = 512  # rows read between two signs of progress
Page = list[tuple[str, int, dict[str, object], str]]


class RowByRow:
    """One run over a table, row by row."""

    name: ClassVar[str] = "rows"

    def __init__(self, job: Job) -> None:
        self._job, self._order, self._program = job, job.order, job.program

    def read(self, work: WorkFile, grid: Grid, columns: Columns) -> None:
        """Keep every row that was read, and what is wrong with it.  Raises Refused if strict."""
        reader = Reader(self._program, columns, grid.file)
        claims = (reader.read(row) for row in grid.rows)
        for count, claim in enumerate(work.add_claims(claims), 1):
            if self._order.strict and claim.flaws:
                raise Refused([problem_of(claim.flaws[0], grid.file)])
            if count % TOLD_EVERY == 0:
                self._job.progress("读入", count, None)

    def decide(self, work: WorkFile) -> None:
        """Decide every row that can be decided and is not yet."""
        total = work.count("claims") - work.count("flaws")
        done = work.count("decisions")
        teller = Teller(self._program.policy)
        while page := work.undecided(PAGE):
            with work.whole():
                work.add_decided(self._decided(work, page, teller), page[-1][0])
            done += len(page)
            self._job.progress("决定", done, total)

    def _decided(self, work: WorkFile, page: Page, teller: Teller) -> Iterator[Decided]:
        program, file = self._program, str(self._order.source)
        cases = [read_case(raw, program, lambda _: Place(file)) for _, _, raw, _ in page]
        settled = self._job.settled(work, {w for w, *_ in page if not w.startswith(NOBODY)})
        turns = decide_in_turn(program, cases, self._job.known_on, settled)
        for (_, row, raw, read_as), turn in zip(page, turns, strict=True):
            facts = raw["facts"]
            assert isinstance(facts, dict)
            lines = teller.lines(row, turn, teller.counted(facts))
            yield Decided(row, teller.decision(turn, read_as), [*lines])

    def tables(self, work: WorkFile, columns: list[str], summary: Summary) -> list[Table]:
        """Give the rows and the awards; what they come to is counted as they are written."""
        summary.decided = work.count("decisions")
        return [self._rows(work, columns, summary), self._awards(work, summary)]

    def _rows(self, work: WorkFile, given: list[str], summary: Summary) -> Table:
        columns = (*(Column(name) for name in given), *ADDED)

        def rows() -> Iterator[tuple[Value, ...]]:
            empty = (names.UNDECIDED, None, None, None, None)
            for _, cells, decision in work.rows():
                added = empty if decision is None else decision
                summary.late += bool(added[-1])
                yield typed((*cells, *added), columns)

        return Table(names.USUAL_SHEET, columns, rows())

    def _awards(self, work: WorkFile, summary: Summary) -> Table:
        columns = award_columns(self._program.policy)
        result = [c.name for c in columns].index(names.RESULT)
        amount = [c.name for c in columns].index(names.AMOUNT)

        def rows() -> Iterator[tuple[Value, ...]]:
            for line in work.lines():
                head = str(line[result])
                summary.lines[head] = summary.lines.get(head, 0) + 1
                summary.granted += Decimal(str(line[amount] or 0))
                yield typed(line, columns)

        return Table(names.AWARDS_SHEET, columns, rows())
