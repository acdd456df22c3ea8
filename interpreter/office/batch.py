"""Many cases: a table in, tables out; every row is decided or told why not, and none is lost."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import date
from itertools import islice
from pathlib import Path
from typing import ClassVar, Protocol

from interpreter import __version__
from interpreter.evaluation.program import Program
from interpreter.office import names
from interpreter.office.columns import Columns, known_columns, match_columns
from interpreter.office.earlier import read_earlier
from interpreter.office.extras import can_do_columns
from interpreter.office.grid import Grid
from interpreter.office.job import Job, Order, Progress, Summary, problem_of
from interpreter.office.notes import notes_table
from interpreter.office.opening import open_grid
from interpreter.office.results import ERRORS, tried
from interpreter.office.row_by_row import RowByRow
from interpreter.office.tables import Table
from interpreter.office.work import Held, Work
from interpreter.office.workfile import FILE, WorkFile
from interpreter.office.writing import check_format, paths_of, write_tables
from interpreter.problems import Place, Problem, Refused
from interpreter.source.files import open_file, unwritable

MANY = 1_536  # rows from which on a table is done by columns, and can be gone on with
MOST_TOLD = 20  # problems of rows told at once; all of them stand in the table of errors
TABLES = (names.USUAL_SHEET, names.AWARDS_SHEET, names.ERRORS_SHEET)


def run_batch(order: Order, program: Program, known_on: date, progress: Progress) -> Summary:
    """Decide every row of a table and write the tables.

    Nothing stands at the output before all of it does.  Raises Refused.
    """
    try:
        return _Run(order, program, known_on, progress).run()
    except (OSError, sqlite3.Error) as error:
        raise unwritable(order.output, error) from None


class Way(Protocol):
    """A way to do the work of a run, from the rows that are read to the tables that are written."""

    name: ClassVar[str]

    @property
    def work(self) -> Work:
        """What is kept of the rows."""

    def read(self, grid: Grid, columns: Columns) -> None:
        """Keep every row that was read, and what is wrong with it."""

    def decide(self) -> None:
        """Decide every row that can be decided and is not yet."""

    def tables(self, columns: list[str], summary: Summary) -> list[Table]:
        """Give the rows and the awards; what they come to is counted as they are written."""


class _Run:
    def __init__(self, order: Order, program: Program, known_on: date, progress: Progress) -> None:
        self._order, self._program, self._known_on = order, program, known_on
        self._job = Job(order, program, known_on, progress)

    def run(self) -> Summary:
        _check_paths(self._order)
        file, keep = self._open_work(), False
        try:
            way = self._begun(file) or self._read(file)
            keep = way.work.lasts
            way.decide()
            summary = self._write(way, file.folder)
            keep = False
        finally:
            file.close(keep=keep)
        return summary

    def _key(self) -> dict[str, str]:
        order, policy = self._order, self._program.policy
        return {
            "input": _digest(order.source),
            "sheet": order.sheet or "",
            "carried": "、".join(order.carried),
            "earlier": _digest(order.earlier) if order.earlier else "",
            "none_before": str(order.none_before),
            "policy": policy.fingerprint,
            "instead": str(sorted(policy.instead.items())),
            "known_on": self._known_on.isoformat(),
            "interpreter": __version__,
        }

    def _open_work(self) -> WorkFile:
        """Take the place of the work, with what an earlier run left there if it may go on."""
        folder = work_folder(self._order.output)
        left = folder.exists() and {path.name for path in folder.iterdir()}
        file = WorkFile(folder)
        try:
            if file.noted("key") or (left and left != {FILE}):
                self._check_left(file)
        except Refused:
            file.close(keep=True)
            raise
        return file

    def _check_left(self, file: WorkFile) -> None:
        """Refuse to go on where nobody asked for it, or where it would be another run."""
        place, own = Place(str(file.folder)), f"要从头做，删去文件夹 {file.folder}"
        if not self._order.resume:
            hint = f"加 --resume 接着做；{own}"
            raise Refused([Problem("work-unfinished", place, "上一次运行没有做完", hint)])
        if file.noted("key") and not file.is_of(self._key()):
            hint = f"用原来的名单、政策和选项；{own}"
            message = "没有做完的是另一次运行：名单、政策、日期或选项不同"
            raise Refused([Problem("work-of-another", place, message, hint)])

    def _begun(self, file: WorkFile) -> Way | None:
        """Give the way that the work was begun in, None where nothing was read yet.

        Raises Refused where it cannot go on.
        """
        begun = file.noted("way")
        if not begun or begun == RowByRow.name:
            return RowByRow(self._job, file) if begun else None
        from interpreter.office.bulk.by_columns import fitting

        way = fitting(self._job, file)
        assert way is not None
        return way

    def _read(self, file: WorkFile) -> Way:
        order, policy = self._order, self._program.policy
        with open_grid(order.source, known_columns(policy), order.sheet) as grid:
            place = Place(grid.file, grid.header_line or 1)
            columns = match_columns(grid.header, policy, place, carried=order.carried)
            many, grid = grid.has(MANY)
            if many:
                file.start(self._key())
            way = self._way(file) if many else RowByRow(self._job, Held())
            with way.work.whole():
                if order.earlier is not None:
                    way.work.add_settled(read_earlier(order.earlier, policy, order.carried))
                way.read(grid, columns)
                way.work.note("header", "\n".join(columns.names.values()))
                way.work.note("remarks", "\n".join(grid.remarks))
                way.work.note("way", way.name)
        return way

    def _way(self, file: WorkFile) -> Way:
        """Give the way fit for many rows: by columns where it can be."""
        if not can_do_columns():
            return RowByRow(self._job, file)
        from interpreter.office.bulk.by_columns import fitting

        return fitting(self._job, file) or RowByRow(self._job, file)

    def _write(self, way: Way, folder: Path) -> Summary:
        work = way.work
        summary = Summary(undecided=work.count("flaws"))
        readings = tried(self._program.policy.instead)
        trial = f"试用读法（不是登记的选择）：{readings}" if readings else ""
        summary.remarks = (*filter(None, (trial, *work.noted("remarks").split("\n"))),)
        header = work.noted("header").split("\n")
        tables = [*way.tables(header, summary), _errors(work)]
        if self._order.output.suffix.lower() == ".xlsx":
            tables.append(notes_table(self._program.policy, self._order, self._known_on))
        told = islice(work.flaws(), MOST_TOLD)
        summary.problems = [problem_of(flaw, str(self._order.source)) for flaw in told]
        summary.files = write_tables(tables, self._order.output, folder)
        return summary


def work_folder(output: Path) -> Path:
    """Give the folder in which a run keeps its work, beside its output, until it is done."""
    return output.with_name(f"{output.name}.work")


def _errors(work: Work) -> Table:
    return Table(names.ERRORS_SHEET, ERRORS, (tuple(flaw) for flaw in work.flaws()))


def _check_paths(order: Order) -> None:
    """Refuse an output that would be written over an input, or cannot be written."""
    check_format(order.output)
    targets = paths_of(order.output, TABLES)
    inputs = {p.resolve() for p in (order.source, order.earlier) if p is not None}
    inputs |= {p.resolve() for p in (paths_of(order.against, TABLES) if order.against else ())}
    if inputs & {path.resolve() for path in targets}:
        hint = "换一个文件名"
        place = Place(str(order.output))
        raise Refused([Problem("output-is-input", place, "输出会盖掉输入", hint)])
    folder = next((path for path in targets if path.is_dir()), None)
    if folder is not None:
        place, hint = Place(str(folder)), "换一个文件名"
        raise Refused([Problem("not-a-file", place, "已经有这个名字的文件夹", hint)])
    if not order.output.resolve().parent.is_dir():
        place, hint = Place(str(order.output)), "先建文件夹，或改正路径"
        raise Refused([Problem("file-missing", place, "输出的文件夹不存在", hint)])


def _digest(path: Path) -> str:
    with open_file(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
