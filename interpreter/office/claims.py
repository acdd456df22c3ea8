"""A row becomes a case, or every reason why it does not, each at its cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path as File
from typing import NamedTuple

from interpreter.evaluation.case import Case, Path, check_read
from interpreter.evaluation.program import Program
from interpreter.office.cells import (
    Cell,
    Doubtful,
    Raw,
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
from interpreter.policy.model import Fact
from interpreter.policy.values import BadValue, read_value
from interpreter.problems import Place, Problem, Refused, shown
from interpreter.reference.unknown import Known

MOST_CELLS = 1 << 16  # distinct cells remembered


class Flaw(NamedTuple):
    """Why a row is not decided: its row and column, the value there, and what would mend it."""

    row: int
    column: str
    value: str
    code: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A row that was read: `given` as it stands in the file, `raw` as a case would write it.

    `person` is empty where the row does not say whose it is.  `read_as` tells each cell that
    a case writes in another way.  With `flaws` there is nothing to decide, else there is `case`.
    """

    row: int
    given: tuple[str, ...]
    raw: dict[str, object]
    person: str
    read_as: str
    flaws: tuple[Flaw, ...]
    case: Case | None = None


class _Read(NamedTuple):
    """What a cell comes to: as a case writes it, its value, and how it was read, if otherwise."""

    raw: Raw
    known: Known
    note: str


class Reader:
    """Reads the rows of one file as claims under one policy; each distinct cell is read once."""

    def __init__(self, program: Program, columns: Columns, file: str) -> None:
        self._program = program
        self._columns = columns
        self._file = file
        self._awards = {plain(name): name for name in program.policy.awards}
        self._facts = [*columns.facts.items()]
        self._cells: dict[tuple[int, type, object], _Read | BadValue | None] = {}

    def read(self, row: Row) -> Claim:
        """Read one row, with everything that is wrong with it."""
        given = tuple(self._shown(row, index) for index in self._columns.names)
        flaws = [*self._misshapen(row)]
        raw: dict[str, object] = {"facts": (facts := {})}
        known: dict[str, Known] = {}
        read_as: list[str] = []
        for index, fact in () if flaws else self._facts:
            read = self._cell(index, fact, row.cells[index])
            if isinstance(read, BadValue):
                flaws.append(self._flaw(row, index, read.code, read.message, read.hint))
            elif read is not None:
                facts[fact.name], known[fact.name], note = read
                if note:
                    read_as.append(note)
        flaws += self._name_and_claims(row, raw)
        case = self._check(row, raw, known, flaws)
        person = str(facts.get(self._program.policy.person, ""))
        notes = "；".join(read_as)
        return Claim(row.number, given, raw, person, notes, tuple(flaws), None if flaws else case)

    def _cell(self, index: int, fact: Fact, cell: Cell) -> _Read | BadValue | None:
        """Give what the cell of a fact comes to, None where it is blank."""
        alike = str(cell) if isinstance(cell, Decimal) else cell  # 1.0 is not written as 1.00 is
        key = (index, cell.__class__, alike)
        if key not in self._cells:
            if len(self._cells) >= MOST_CELLS:
                self._cells.clear()
            self._cells[key] = _read(fact, cell)
        return self._cells[key]

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

    def _check(
        self, row: Row, raw: dict[str, object], known: dict[str, Known], flaws: list[Flaw]
    ) -> Case | None:
        """Check what could be read as a case, or note each problem at its column."""

        def place_of(path: Path) -> Place:
            name = {"case": CASE, "claims": CLAIMS}.get(str(path[0])) if path else None
            if len(path) > 1 and path[0] == "facts":
                name = str(path[1])
            index = self._columns.of(name) if name else None
            return Place(self._file, row.number, 0 if index is None else index + 1)

        try:
            return check_read(raw, known, self._program, place_of)
        except Refused as refused:
            flaws += [self._told(row, problem) for problem in refused.problems]
        return None

    def _told(self, row: Row, problem: Problem) -> Flaw:
        index = problem.place.column - 1 if problem.place.column else None
        return self._flaw(row, index, problem.code, problem.message, problem.hint)


def _read(fact: Fact, cell: Cell) -> _Read | BadValue | None:
    if is_blank(cell):
        return None
    try:
        raw, text = read_cell(fact, cell)
        known = read_value(fact, raw)
    except BadValue as bad:
        return bad
    alike = text == show_cell(cell) or isinstance(cell, bool)
    return _Read(raw, known, "" if alike else f"{fact.name} {text}")


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
