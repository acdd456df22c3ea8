"""Many cases: a table in, tables out; every row is decided or told why not, and none is lost."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Protocol

from interpreter import __version__
from interpreter.evaluation.case import read_case
from interpreter.evaluation.program import Program
from interpreter.evaluation.succession import Settled, decide_in_turn
from interpreter.office import names
from interpreter.office.claims import Flaw, Reader
from interpreter.office.columns import known_columns, match_columns
from interpreter.office.earlier import read_earlier, record_of
from interpreter.office.opening import open_grid
from interpreter.office.results import ADDED, ERRORS, Teller, award_columns
from interpreter.office.tables import Column, Table, Value
from interpreter.office.workfile import NOBODY, Decided, WorkFile
from interpreter.office.writing import check_format, paths_of, write_tables
from interpreter.problems import Place, Problem, Refused
from interpreter.source.files import open_file, unwritable

PAGE = 256  # persons decided between two commits
TOLD_EVERY = 512  # rows read between two signs of progress
MOST_TOLD = 20  # problems of rows told at once; all of them stand in the table of errors
TABLES = (names.USUAL_SHEET, names.AWARDS_SHEET, names.ERRORS_SHEET)


class Progress(Protocol):
    """Is told how far a stage has come, of how many rows; None where that is not known."""

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Show it."""


@dataclass(frozen=True)
class Order:
    """What is to be decided and where to: `earlier` None says that nobody knows what was before.

    `carried` columns are not read.  `strict` stops at the first row that cannot be decided.
    `against` is an output to compare with, which must stay.
    """

    source: Path
    output: Path
    sheet: str | None = None
    carried: tuple[str, ...] = ()
    earlier: Path | None = None
    none_before: bool = False
    strict: bool = False
    resume: bool = False
    against: Path | None = None


@dataclass
class Summary:
    """What a run came to: rows decided and not, lines by result, 元 granted, what to know."""

    decided: int = 0
    undecided: int = 0
    lines: dict[str, int] = field(default_factory=dict)
    granted: Decimal = Decimal(0)
    late: int = 0
    remarks: tuple[str, ...] = ()
    files: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def run_batch(order: Order, program: Program, known_on: date, progress: Progress) -> Summary:
    """Decide every row of a table and write the tables.

    Nothing stands at the output before all of it does.  Raises Refused.
    """
    try:
        return _Run(order, program, known_on, progress).run()
    except (OSError, sqlite3.Error) as error:
        raise unwritable(order.output, error) from None


class _Run:
    def __init__(self, order: Order, program: Program, known_on: date, progress: Progress) -> None:
        self._order, self._program, self._known_on = order, program, known_on
        self._progress = progress

    def run(self) -> Summary:
        order = self._order
        _check_paths(order)
        key = self._key()
        work = self._open_work(key)
        keep = False
        try:
            if not work.noted("read"):
                with work.whole():
                    self._read(work)
            keep = True
            self._decide(work)
            summary = self._write(work)
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

    def _read(self, work: WorkFile) -> None:
        order, policy = self._order, self._program.policy
        if order.earlier is not None:
            work.add_settled(read_earlier(order.earlier, policy, order.carried))
        with open_grid(order.source, known_columns(policy), order.sheet) as grid:
            place = Place(grid.file, grid.header_line or 1)
            columns = match_columns(grid.header, policy, place, carried=order.carried)
            reader = Reader(self._program, columns, grid.file)
            claims = (reader.read(row) for row in grid.rows)
            for count, claim in enumerate(work.add_claims(claims), 1):
                if order.strict and claim.flaws:
                    raise Refused([problem_of(claim.flaws[0], grid.file)])
                if count % TOLD_EVERY == 0:
                    self._progress("读入", count, None)
            work.note("header", "\n".join(columns.names.values()))
            work.note("remarks", "\n".join(grid.remarks))
        work.note("read", "1")

    def _decide(self, work: WorkFile) -> None:
        total = work.count("claims") - work.count("flaws")
        done = work.count("decisions")
        teller = Teller(self._program.policy)
        while page := work.undecided(PAGE):
            with work.whole():
                work.add_decided(self._decided(work, page, teller), page[-1][0])
            done += len(page)
            self._progress("决定", done, total)

    def _decided(
        self, work: WorkFile, page: list[tuple[str, int, dict[str, object], str]], teller: Teller
    ) -> Iterator[Decided]:
        program, file = self._program, str(self._order.source)
        cases = [read_case(raw, program, lambda _: Place(file)) for _, _, raw, _ in page]
        turns = decide_in_turn(program, cases, self._known_on, self._settled(work, page))
        for (_, row, raw, read_as), turn in zip(page, turns, strict=True):
            facts = raw["facts"]
            assert isinstance(facts, dict)
            yield Decided(row, teller.decision(turn, read_as), [*teller.lines(row, turn, facts)])

    def _settled(
        self, work: WorkFile, page: list[tuple[str, int, dict[str, object], str]]
    ) -> Settled | None:
        if self._order.none_before:
            return {}
        if self._order.earlier is None:
            return None
        persons = {who for who, *_ in page if not who.startswith(NOBODY)}
        kept = {person: work.settled(person) for person in persons}
        return {p: tuple(record_of(w, self._program) for w in kept[p]) for p in kept}

    def _write(self, work: WorkFile) -> Summary:
        summary = Summary(undecided=work.count("flaws"), decided=work.count("decisions"))
        summary.remarks = tuple(filter(None, work.noted("remarks").split("\n")))
        tables = [self._rows(work, summary), self._awards(work, summary), _errors(work)]
        told = islice(work.flaws(), MOST_TOLD)
        summary.problems = [problem_of(flaw, str(self._order.source)) for flaw in told]
        summary.files = write_tables(tables, self._order.output, work.folder)
        return summary

    def _rows(self, work: WorkFile, summary: Summary) -> Table:
        header = work.noted("header").split("\n")
        columns = (*(Column(name) for name in header), *ADDED)

        def rows() -> Iterator[tuple[Value, ...]]:
            empty = (names.UNDECIDED, None, None, None, None)
            for _, given, decision in work.rows():
                added = empty if decision is None else decision
                summary.late += bool(added[-1])
                yield _typed((*given, *added), columns)

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
                yield _typed(tuple(line), columns)

        return Table(names.AWARDS_SHEET, columns, rows())


def _errors(work: WorkFile) -> Table:
    return Table(names.ERRORS_SHEET, ERRORS, (tuple(flaw) for flaw in work.flaws()))


def _typed(row: tuple[object, ...], columns: tuple[Column, ...]) -> tuple[Value, ...]:
    """Give kept values as they are written: amounts as Decimal, the rest as text or number."""
    return tuple(
        Decimal(str(value)) if column.kind == "money" and value else value  # type: ignore[misc]
        for value, column in zip(row, columns, strict=True)
    )


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


def problem_of(flaw: Flaw, file: str) -> Problem:
    """Give what is wrong with a row as a problem of its file."""
    named = not flaw.column or flaw.column in flaw.message
    message = flaw.message if named else f"列 `{flaw.column}`：{flaw.message}"
    return Problem(flaw.code, Place(file, flaw.row), message, flaw.hint, about=flaw.column)


def _digest(path: Path) -> str:
    with open_file(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
