"""What a run wrote, read back: nothing is added up that does not fit together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from interpreter.evaluation.outcome import FindingStatus, Status
from interpreter.evaluation.program import Program
from interpreter.office import names
from interpreter.office.cells import Cell, Doubtful, is_blank, read_cell, read_day, show_cell, tidy
from interpreter.office.grid import Grid, Row
from interpreter.office.opening import open_grid
from interpreter.office.results import summed_facts, tried
from interpreter.office.writing import check_format, paths_of
from interpreter.policy.model import Fact
from interpreter.policy.values import BadValue, read_value
from interpreter.problems import Place, Problem, Problems, Refused, shown
from interpreter.reference.unknown import Known
from interpreter.report.outcome_text import FINDING_HEADS, HEADS
from interpreter.totals.lines import FEN, Line, Memory

TABLES = (names.USUAL_SHEET, names.AWARDS_SHEET, names.ERRORS_SHEET)
NEEDED = (
    *(names.RESULT, names.LINE, names.CASE, names.AWARD, names.CLAUSE),
    *(names.PAYEE, names.AMOUNT, names.AT_LEAST, names.AT_MOST),
    *(names.KNOWN_ON, names.FINGERPRINT, names.TRIED),
)
LINES = (".ndjson", ".jsonl")
MOST_TOLD = 20
MOST_CELLS = 1 << 16  # values of cells remembered
MONEY = re.compile(r"[0-9]{1,16}(\.[0-9]{1,2}0*)?\Z")
REDO = "结果表写出以后改过；重新运行 batch，不要在结果里改"
AWARD_HEADS = {head: status for status, head in HEADS.items()}
FINDING_RESULTS = {head: status for status, head in FINDING_HEADS.items()}
Programs = Callable[[date], Program]


@dataclass(frozen=True, slots=True)
class Told:
    """A row of the table of cases: the name given in it, and what was decided; None: nothing."""

    case: str
    fen: int | None


class Output:
    """The tables of one finished run, decided by `programs` as known on the day they say.

    With `any_policy` it may have been decided by another policy: then lines tell no event date
    and only who and which organisation they are about.  Every reading raises Refused where a
    file is missing, is not what a run writes, or was changed.
    """

    def __init__(self, path: Path, programs: Programs, *, any_policy: bool = False) -> None:
        check_format(path)
        self.path = path
        self._programs, self._any_policy = programs, any_policy
        paths = paths_of(path, TABLES)
        self._paths = dict(zip(TABLES, paths if len(paths) > 1 else paths * 3, strict=True))
        self.marks: dict[date, str] = {}

    def lines(self) -> Iterator[Line]:
        """Give every line of the table of awards, in its order."""
        with self._open(names.AWARDS_SHEET) as grid:
            reader = _Reader(grid, self._programs, self._any_policy)
            for row in grid.rows:
                line = reader.read(row)
                if line is not None:
                    yield line
                if len(reader.problems) >= MOST_TOLD:
                    break
            reader.problems.refuse_if_any()
            self.marks = reader.marks

    def rows(self) -> Iterator[Told]:
        """Give every row of the table of cases, in its order."""
        with self._open(names.USUAL_SHEET) as grid:
            at = _columns(grid, (names.DECISION, names.TOTAL))
            problems = Problems()
            for row in grid.rows:
                case = show_cell(_at(row, at.get(names.CASE)))
                undecided = show_cell(_at(row, at[names.DECISION])) == names.UNDECIDED
                fen = _fen(_at(row, at.get(names.TOTAL)))
                if fen is None:
                    _bad_amount(problems, grid, row, at[names.TOTAL])
                yield Told(tidy(case), None if undecided else fen)
            problems.refuse_if_any()

    def undecided(self) -> set[int]:
        """Give the numbers of the rows that were not decided."""
        with self._open(names.ERRORS_SHEET) as grid:
            column = _columns(grid, (names.CODE, names.LINE)).get(names.LINE)
            return {_number(_at(row, column)) for row in grid.rows}

    def _open(self, table: str) -> AbstractContextManager[Grid]:
        path = self._paths[table]
        wanted = table if path.suffix.lower() == ".xlsx" else None
        if wanted is None and table != names.USUAL_SHEET and not path.exists():
            message = f"缺少 {self.path.name} 的{table}表"
            hint = f"batch 写出的 {'、'.join(p.name for p in self._paths.values())} 要放在一起"
            raise Refused([Problem("file-missing", Place(str(path)), message, hint)])
        return open_grid(path, frozenset(), wanted, table)


class _Reader:
    """Reads the lines of one table of awards."""

    def __init__(self, grid: Grid, programs: Programs, any_policy: bool) -> None:
        self.problems = Problems()
        self.marks: dict[date, str] = {}
        self._grid, self._programs, self._any_policy = grid, programs, any_policy
        self._at = _columns(grid, NEEDED)
        self._memories: dict[date, Memory] = {}
        self._summed: tuple[str, ...] = ()
        self._days = cache(read_day)
        self._values: dict[tuple[object, ...], Known | None] = {}

    def read(self, row: Row) -> Line | None:
        """Give a line, or note what is wrong with it."""
        before = len(self.problems)
        memory = self._memory(row)
        policy = memory.program.policy
        subject, result = self._text(row, names.AWARD), self._text(row, names.RESULT)
        status: Status | FindingStatus | None = None
        if self._any_policy:
            status = AWARD_HEADS.get(result) or FINDING_RESULTS.get(result)
        elif subject in policy.awards:
            status = AWARD_HEADS.get(result)
        elif subject in policy.findings:
            status = FINDING_RESULTS.get(result)
        if status is None:
            message = f"没有这样的项目和结果：`{shown(subject)}`，`{shown(result)}`"
            self._note(row, names.RESULT, "not-a-result", message, REDO)
        fen = self._amount(row, status)
        least, most = self._ends(row, status, fen)
        facts = dict(self._facts(row, memory))
        if status is None or len(self.problems) > before:
            return None
        dated = isinstance(status, Status) and not self._any_policy
        day = memory.day(subject, facts) if dated else None
        clause = self._text(row, names.CLAUSE).split("、")[0]
        case, payee = self._text(row, names.CASE), self._text(row, names.PAYEE)
        number = _number(_at(row, self._at.get(names.LINE)))
        return Line(number, case, subject, clause, status, payee, fen, day, facts, least, most)

    def _text(self, row: Row, name: str) -> str:
        return tidy(show_cell(_at(row, self._at.get(name))))

    def _note(self, row: Row, name: str, code: str, message: str, hint: str) -> None:
        place = Place(self._grid.file, row.number, self._at.get(name, -1) + 1)
        self.problems.add(code, place, message, hint)

    def _memory(self, row: Row) -> Memory:
        """Give what knows the policy a line was decided by; that it is another refuses the file."""
        cell = _at(row, self._at.get(names.KNOWN_ON))
        mark = _receipt(self._text(row, names.FINGERPRINT), self._text(row, names.TRIED))
        day = self._days(cell) if not isinstance(cell, Doubtful) else None
        if day is not None and self.marks.get(day) == mark:
            return self._memories[day]
        place = Place(self._grid.file, row.number, self._at.get(names.FINGERPRINT, -1) + 1)
        if day is None:
            message = f"不是已知至哪一天：{shown(show_cell(cell))}"
            raise Refused([Problem("not-a-result", place, message, REDO)])
        program = self._programs(day)
        ours = mark_of(program)
        if ours != mark and not self._any_policy:
            number = program.policy.number
            message = f"规则指纹是 {shown(mark)}，{number}已知至 {day} 的是 {ours}"
            hint = "用决定它的那一份政策：加 --policy；"
            hint += "试行过修订的加 --amendment，试用过读法的加 --reading"
            raise Refused([Problem("other-policy", place, message, hint)])
        self.marks[day] = mark
        self._memories[day] = Memory(program)
        self._summed = summed_facts(program.policy)
        if self._any_policy:
            about = (program.policy.person, program.policy.organisation)
            self._summed = tuple(filter(None, about))
        return self._memories[day]

    def _amount(self, row: Row, status: Status | FindingStatus | None) -> int:
        cell = _at(row, self._at.get(names.AMOUNT))
        fen = _fen(cell)
        given = not is_blank(cell)
        if fen is None or (status is not None and given != (status is Status.GRANTED)):
            _bad_amount(self.problems, self._grid, row, self._at.get(names.AMOUNT))
        return fen or 0

    def _ends(
        self, row: Row, status: Status | FindingStatus | None, fen: int
    ) -> tuple[int | None, int | None]:
        """Give what an award comes to at least and at most, in 分, None where it is not told."""
        cells = [_at(row, self._at.get(name)) for name in (names.AT_LEAST, names.AT_MOST)]
        least, most = (None if is_blank(cell) else _fen(cell) for cell in cells)
        given = [end for cell, end in zip(cells, (least, most), strict=True) if not is_blank(cell)]
        if status is Status.GRANTED:
            fits = given in ([], [fen]) and most is None
        elif status is Status.PENDING:
            fits = None not in given and (least is None or (most is not None and least <= most))
        else:
            fits = not given
        if not fits:
            _bad_amount(self.problems, self._grid, row, self._at.get(names.AT_LEAST))
        return least, most

    def _facts(self, row: Row, memory: Memory) -> Iterator[tuple[str, Known]]:
        known = memory.program.policy.facts
        for name in self._summed:
            index = self._at.get(name)
            if index is None or index >= len(row.cells):
                continue
            try:
                value = self._value(known, name, row.cells[index])
            except BadValue as bad:
                self._note(row, name, bad.code, bad.message, bad.hint)
                continue
            if value is not None:
                yield name, value

    def _value(self, known: dict[str, Fact], name: str, cell: Cell) -> Known | None:
        """Give the value of a cell, None for a blank one; most cells stand in many lines."""
        key = (name, type(cell), cell)
        if key not in self._values:
            if len(self._values) >= MOST_CELLS:
                self._values.clear()
            fact = known[name]
            blank = is_blank(cell)
            self._values[key] = None if blank else read_value(fact, read_cell(fact, cell)[0])
        return self._values[key]


def mark_of(program: Program) -> str:
    """Give the fingerprint of a policy as tables show it, and the readings tried, if any."""
    policy = program.policy
    return _receipt(policy.fingerprint.removeprefix("sha256:")[:12], tried(policy.instead))


def _receipt(fingerprint: str, readings: str) -> str:
    return f"{fingerprint}　试用读法 {readings}" if readings else fingerprint


def _columns(grid: Grid, needed: tuple[str, ...]) -> dict[str, int]:
    """Give the position of each column; those needed are there, or the file is refused.

    The first of them is one that no other table has.  Lines of objects have no key for
    what is empty everywhere.
    """
    found = {tidy(name): index for index, name in reversed([*enumerate(grid.header)])}
    missing = [name for name in needed if name not in found]
    if grid.file.lower().endswith(LINES) and (needed[0] in found or not found):
        return found
    place = Place(grid.file, grid.header_line or 1)
    if needed[0] in missing:
        hint = "给出 batch 用 -o 写出的那个文件；.csv 给不带“补贴”和“错误”的那一个"
        raise Refused([Problem("not-an-output", place, "这不是 batch 写出的结果", hint)])
    if missing:
        message = f"缺少列 {'、'.join(f'`{name}`' for name in missing)}"
        raise Refused([Problem("missing-column", place, message, REDO)])
    return found


def _at(row: Row, index: int | None) -> Cell:
    return row.cells[index] if index is not None and index < len(row.cells) else None


def _number(cell: Cell) -> int:
    text = show_cell(cell)
    return int(text) if text.isascii() and text.isdigit() else 0


def _fen(cell: Cell) -> int | None:
    """Give an amount in 分, 0 for none; None for what is no amount."""
    if is_blank(cell):
        return 0
    text = show_cell(cell)
    if not MONEY.match(text):
        return None
    return int(Decimal(text) * FEN)


def _bad_amount(problems: Problems, grid: Grid, row: Row, column: int | None) -> None:
    written = shown(show_cell(_at(row, column)))
    message = f"金额 `{written}` 不是这一行的结果会有的" if written else "准予的一行没有金额"
    problems.add("bad-amount", Place(grid.file, row.number, (column or 0) + 1), message, REDO)
