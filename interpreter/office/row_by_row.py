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
from interpreter.office.tables import Column, Table, Values
from interpreter.office.work import NOBODY, Decided, Waiting, Work
from interpreter.problems import Place, Refused

PAGE = 256  # persons decided between two commits
TOLD_EVERY = 512  # rows read between two signs of progress


class RowByRow:
    """One run over a table, row by row."""

    name: ClassVar[str] = "rows"

    def __init__(self, job: Job, work: Work) -> None:
        self._job, self._order, self._program = job, job.order, job.program
        self.work = work

    def read(self, grid: Grid, columns: Columns) -> None:
        """Keep every row that was read, and what is wrong with it.  Raises Refused if strict."""
        reader = Reader(self._program, columns, grid.file)
        claims = (reader.read(row) for row in grid.rows)
        for count, claim in enumerate(self.work.add_claims(claims), 1):
            if self._order.strict and claim.flaws:
                raise Refused([problem_of(claim.flaws[0], grid.file)])
            if count % TOLD_EVERY == 0:
                self._job.progress("读入", count, None)

    def decide(self) -> None:
        """Decide every row that can be decided and is not yet."""
        work = self.work
        total = work.count("claims") - work.count("flaws")
        done = work.count("decisions")
        teller = Teller(self._program.policy)
        while page := work.undecided(PAGE):
            with work.whole():
                work.add_decided(self._decided(page, teller), page[-1].who)
            done += len(page)
            self._job.progress("决定", done, total)

    def _decided(self, page: list[Waiting], teller: Teller) -> Iterator[Decided]:
        program, place = self._program, Place(str(self._order.source))
        cases = [w.case or read_case(w.raw, program, lambda _: place) for w in page]
        persons = {w.who for w in page if not w.who.startswith(NOBODY)}
        settled = self._job.settled(self.work, persons)
        turns = decide_in_turn(program, cases, self._job.known_on, settled)
        for waiting, turn in zip(page, turns, strict=True):
            facts = waiting.raw["facts"]
            assert isinstance(facts, dict)
            lines = teller.lines(waiting.row, turn, teller.counted(facts))
            yield Decided(waiting.row, teller.decision(turn, waiting.read_as), [*lines])

    def tables(self, columns: list[str], summary: Summary) -> list[Table]:
        """Give the rows and the awards; what they come to is counted as they are written."""
        summary.decided = self.work.count("decisions")
        return [self._rows(columns, summary), self._awards(summary)]

    def _rows(self, given: list[str], summary: Summary) -> Table:
        columns = (*(Column(name) for name in given), *ADDED)

        def rows() -> Iterator[Values]:
            empty = (names.UNDECIDED, None, None, None, None)
            for _, cells, decision in self.work.rows():
                added = decision or empty
                summary.late += bool(added[-1])
                yield (*cells, *added)

        return Table(names.USUAL_SHEET, columns, rows())

    def _awards(self, summary: Summary) -> Table:
        columns = award_columns(self._program.policy)
        result = [c.name for c in columns].index(names.RESULT)
        amount = [c.name for c in columns].index(names.AMOUNT)

        def rows() -> Iterator[Values]:
            for line in self.work.lines():
                head = str(line[result])
                summary.lines[head] = summary.lines.get(head, 0) + 1
                summary.granted += Decimal(line[amount] or 0)
                yield line

        return Table(names.AWARDS_SHEET, columns, rows())
