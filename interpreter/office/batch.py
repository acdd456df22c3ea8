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
from interpreter.office.opening import open_grid
from interpreter.office.results import ERRORS
from interpreter.office.row_by_row import RowByRow
from interpreter.office.tables import Table
from interpreter.office.workfile import WorkFile
from interpreter.office.writing import check_format, paths_of, write_tables
from interpreter.problems import Place, Problem, Refused
from interpreter.source.files import open_file, unwritable

MANY = 3_072  # rows from which on a table is done by columns: where both ways take as long
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

    def read(self, work: WorkFile, grid: Grid, columns: Columns) -> None:
        """Keep every row that was read, and what is wrong with it."""

    def decide(self, work: WorkFile) -> None:
        """Decide every row that can be decided and is not yet."""

    def tables(self, work: WorkFile, columns: list[str], summary: Summary) -> list[Table]:
        """Give the rows and the awards; what they come to is counted as they are written."""


class _Run:
    def __init__(self, order: Order, program: Program, known_on: date, progress: Progress) -> None:
        self._order, self._program, self._known_on = order, program, known_on
        self._job = Job(order, program, known_on, progress)

    def run(self) -> Summary:
        order = self._order
        _check_paths(order)
        key = self._key()
        work = self._open_work(key)
        keep = False
        try:
            if begun := work.noted("way"):
                keep = True
                way = self._way_begun(begun)
            else:
                with work.whole():
                    way = self._read(work)
            keep = True
            way.decide(work)
            summary = self._write(work, way)
            keep = False
        finally:
            work.close(keep=keep)
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

    def _open_work(self, key: dict[str, str]) -> WorkFile:
        folder = self._order.output.with_name(f"{self._order.output.name}.work")
        existed = folder.exists()
        if existed and not self._order.resume:
            hint = f"加 --resume 接着做；要从头做，删去文件夹 {folder}"
            message = "上一次运行没有做完"
            raise Refused([Problem("work-unfinished", Place(str(folder)), message, hint)])
        work = WorkFile(folder)
        if not work.noted("key"):
            work.start(key)
        elif not work.is_of(key):
            work.close(keep=True)
            hint = f"用原来的名单、政策和选项；要从头做，删去文件夹 {folder}"
            message = "没有做完的是另一次运行：名单、政策、日期或选项不同"
            raise Refused([Problem("work-of-another", Place(str(folder)), message, hint)])
        return work

    def _read(self, work: WorkFile) -> Way:
        order, policy = self._order, self._program.policy
        if order.earlier is not None:
            work.add_settled(read_earlier(order.earlier, policy, order.carried))
        with open_grid(order.source, known_columns(policy), order.sheet) as grid:
            place = Place(grid.file, grid.header_line or 1)
            columns = match_columns(grid.header, policy, place, carried=order.carried)
            many, grid = grid.has(MANY)
            way = self._way(many)
            way.read(work, grid, columns)
            work.note("header", "\n".join(columns.names.values()))
            work.note("remarks", "\n".join(grid.remarks))
        work.note("way", way.name)
        return way

    def _way(self, many: bool) -> Way:
        """Give the way fit for a table: by columns where it has many rows and it can be."""
        if not many or not can_do_columns():
            return RowByRow(self._job)
        from interpreter.office.bulk.by_columns import fitting

        return fitting(self._job) or RowByRow(self._job)

    def _way_begun(self, name: str) -> Way:
        """Give the way that the work was begun in.  Raises Refused where it cannot go on."""
        if name == RowByRow.name:
            return RowByRow(self._job)
        from interpreter.office.bulk.by_columns import fitting

        way = fitting(self._job)
        assert way is not None
        return way

    def _write(self, work: WorkFile, way: Way) -> Summary:
        summary = Summary(undecided=work.count("flaws"))
        summary.remarks = tuple(filter(None, work.noted("remarks").split("\n")))
        header = work.noted("header").split("\n")
        tables = [*way.tables(work, header, summary), _errors(work)]
        told = islice(work.flaws(), MOST_TOLD)
        summary.problems = [problem_of(flaw, str(self._order.source)) for flaw in told]
        summary.files = write_tables(tables, self._order.output, work.folder)
        return summary


def _errors(work: WorkFile) -> Table:
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
