"""A row becomes a case, or every reason why it does not, each at its cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as File
from typing import NamedTuple

from interpreter.evaluation.case import Path, read_case
from interpreter.evaluation.program import Program
from interpreter.office.cells import (
    Doubtful,
    doubt,
    is_blank,
    plain,
    read_cell,
    show_cell,
    split_names,
    tidy,
)
from interpreter.office.columns import Columns, known_columns, match_columns
from interpreter.office.grid import Row
from interpreter.office.names import CASE, CLAIMS
from interpreter.office.opening import open_grid
from interpreter.policy.values import BadValue
from interpreter.problems import Place, Problem, Refused, shown


class Flaw(NamedTuple):
    """Why a row is not decided: its row and column, the value there, and what would mend it."""

    row: int
    column: str
    value: str
    code: str
    message: str
    hint: str


@dataclass(frozen=True)
class Claim:
    """A row that was read: `given` as it stands in the file, `raw` as a case would write it.

    `person` is empty where the row does not say whose it is.  `read_as` tells each cell that
    a case writes in another way.  With `flaws` there is nothing to decide.
    """

    row: int
    given: tuple[str, ...]
    raw: dict[str, object]
    person: str
    read_as: str
    flaws: tuple[Flaw, ...]


class Reader:
    """Reads the rows of one file as claims under one policy."""

    def __init__(self, program: Program, columns: Columns, file: str) -> None:
        self._program = program
        self._columns = columns
        self._file = file
        self._awards = {plain(name): name for name in program.policy.awards}

    def read(self, row: Row) -> Claim:
        """Read one row, with everything that is wrong with it."""
        given = tuple(self._shown(row, index) for index in self._columns.names)
        flaws = [*self._misshapen(row)]
        raw: dict[str, object] = {"facts": (facts := {})}
        read_as: list[str] = []
        for index, fact in () if flaws else self._columns.facts.items():
            cell = row.cells[index]
            if is_blank(cell):
                continue
            try:
                facts[fact.name], text = read_cell(fact, cell)
            except BadValue as bad:
                flaws.append(self._flaw(row, index, bad.code, bad.message, bad.hint))
                continue
            if text != show_cell(cell) and not isinstance(cell, bool):
                read_as.append(f"{fact.name} {text}")
        flaws += self._name_and_claims(row, raw)
        flaws += self._check(row, raw)
        person = str(facts.get(self._program.policy.person, ""))
        return Claim(row.number, given, raw, person, "；".join(read_as), tuple(flaws))

    def _shown(self, row: Row, index: int) -> str:
        return show_cell(row.cells[index]) if index < len(row.cells) else ""

    def _flaw(self, row: Row, index: int | None, code: str, message: str, hint: str) -> Flaw:
        column = self._columns.names.get(index, "") if index is not None else ""
        value = shown(self._shown(row, index)) if index is not None else ""
        return Flaw(row.number, column, value, code, message, hint)

    def _misshapen(self, row: Row) -> Iterator[Flaw]:
        """Say why a row as a whole cannot be read: its cells may not stand where they should."""
        for problem in row.problems:
            yield Flaw(row.number, "", "", problem.code, problem.message, problem.hint)
        columns = self._columns
        stray = [i for i, c in enumerate(row.cells) if i not in columns.names and not is_blank(c)]
        if stray:
            message = f"第 {stray[0] + 1} 列有内容，却没有列名"
            hint = "补上列名，或清空这一格；CSV 里多半是一格里的逗号没有加引号"
            yield self._flaw(row, stray[0], "stray-cell", message, hint)
        if not row.problems and len(row.cells) <= max(columns.names):
            hint = "CSV 里多半是引号或换行放错了地方"
            yield self._flaw(row, None, "short-row", "这一行的格比表头少", hint)

    def _name_and_claims(self, row: Row, raw: dict[str, object]) -> Iterator[Flaw]:
        """Put the case's name and what it claims into it."""
        for index in (self._columns.of(CASE), self._columns.of(CLAIMS)):
            cell = row.cells[index] if index is not None and index < len(row.cells) else None
            if isinstance(cell, Doubtful):
                bad = doubt(cell, self._columns.names[index or 0])
                yield self._flaw(row, index, bad.code, bad.message, bad.hint)
            elif not is_blank(cell) and index == self._columns.of(CASE):
                raw["case"] = tidy(show_cell(cell))
            elif not is_blank(cell):
                raw["claims"] = [self._awards.get(n, n) for n in split_names(cell)]

    def _check(self, row: Row, raw: dict[str, object]) -> Iterator[Flaw]:
        """Check what could be read as a case, and give each problem at its column."""

        def place_of(path: Path) -> Place:
            name = {"case": CASE, "claims": CLAIMS}.get(str(path[0])) if path else None
            if len(path) > 1 and path[0] == "facts":
                name = str(path[1])
            index = self._columns.of(name) if name else None
            return Place(self._file, row.number, 0 if index is None else index + 1)

        try:
            read_case(raw, self._program, place_of)
        except Refused as refused:
            yield from (self._told(row, problem) for problem in refused.problems)

    def _told(self, row: Row, problem: Problem) -> Flaw:
        index = problem.place.column - 1 if problem.place.column else None
        return self._flaw(row, index, problem.code, problem.message, problem.hint)


def claims_of(path: File, program: Program, carried: tuple[str, ...] = ()) -> Iterator[Claim]:
    """Give every row of a table as a claim, in order; columns are facts, or `carried`.

    Raises Refused when the file or its header cannot be read.
    """
    with open_grid(path, known_columns(program.policy)) as grid:
        place = Place(grid.file, grid.header_line or 1)
        columns = match_columns(grid.header, program.policy, place, carried=carried)
        reader = Reader(program, columns, grid.file)
        for row in grid.rows:
            yield reader.read(row)
