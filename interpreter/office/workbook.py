"""Workbooks in: looked through first, then read by a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from interpreter.office import workbook_child
from interpreter.office.cells import Cell, Doubtful, is_blank, show_cell, tidy
from interpreter.office.extras import require
from interpreter.office.grid import Grid, Row
from interpreter.office.workbook_check import Sheet, check_workbook
from interpreter.problems import Place, Problem, Refused
from interpreter.source.files import open_file

EXACT = 10**15  # a spreadsheet program keeps no more digits of a number
MOST_SHOWN = 10


@contextmanager
def open_workbook(path: Path, wanted: str | None, usual: str) -> Iterator[Grid]:
    """Open a sheet of a workbook: the one wanted, else the usual one, else the only one.

    Raises Refused.
    """
    require("python_calamine", "office", path)
    with open_file(path) as file:
        sheet = check_workbook(file, str(path), wanted, usual)
        file.seek(0)
        with _child(file, sheet.name, str(path)) as lines:
            rows = _rows(lines, sheet)
            first = next(rows, None)
            if first is None:
                hint = "第一行写列名，下面一行一个案件"
                problem = Problem("empty-file", Place(str(path)), "工作表里没有内容", hint)
                raise Refused([problem])
            _check_header(first, sheet, str(path))
            header = tuple(tidy(show_cell(cell)) for cell in first.cells)
            yield Grid(str(path), header, rows, first.number, tuple(_remarks(sheet)))


def _check_header(first: Row, sheet: Sheet, name: str) -> None:
    codes = (sheet.marked.get((first.number, c)) for c in range(1, len(first.cells) + 1))
    merged = next((c for c, code in enumerate(codes, 1) if code == "merged-cell"), None)
    if merged is not None:
        hint = "删去表头上面的标题行；取消合并，一列一个列名，只占一行"
        place = Place(name, first.number, merged)
        raise Refused([Problem("merged-header", place, "表头有合并的格", hint)])


def _remarks(sheet: Sheet) -> Iterator[str]:
    if sheet.hidden:
        yield f"工作表 {sheet.name} 是隐藏的，一样读入"
    if sheet.hidden_columns:
        yield "有隐藏的列，一样读入"
    if sheet.hidden_rows:
        first = "、".join(map(str, sorted(sheet.hidden_rows)[:MOST_SHOWN]))
        more = " 等" if len(sheet.hidden_rows) > MOST_SHOWN else ""
        yield f"隐藏的行一样决定：第 {first}{more} 行，共 {len(sheet.hidden_rows)} 行"


@contextmanager
def _child(file: BinaryIO, sheet: str, name: str) -> Iterator[Iterator[str]]:
    """Run the reading process; it is ended when the rows are no longer wanted."""
    command = [sys.executable, "-P", workbook_child.__file__, sheet]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, stdin=file, stdout=subprocess.PIPE, stderr=quiet, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        try:
            yield _until_end(process.stdout, name)
        finally:
            process.kill()


def _until_end(lines: Iterator[str], name: str) -> Iterator[str]:
    """Give each line; a reading that stopped before its last line is refused."""
    for line in lines:
        if line == "null\n":
            return
        if not line.endswith("\n"):
            break  # it ended in the middle of a row
        yield line
    hint = "在表格软件里打开，另存为一份新的 .xlsx，或另存为 CSV"
    problem = Problem("workbook-unreadable", Place(name), "工作簿读到一半读不下去", hint)
    raise Refused([problem])


def _rows(lines: Iterator[str], sheet: Sheet) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        cells = [_cell(sent) for sent in json.loads(line)]
        for column in range(1, len(cells) + 1) if sheet.marked else ():
            code = sheet.marked.get((number, column))
            if code is not None:
                cells[column - 1] = Doubtful(code, show_cell(cells[column - 1]))
        if not all(map(is_blank, cells)):
            yield Row(number, tuple(cells))


def _cell(sent: object) -> Cell:
    if not isinstance(sent, dict):
        assert sent is None or isinstance(sent, str | bool)
        return sent
    [(kind, text)] = sent.items()
    if kind == "date":
        return date.fromisoformat(text)
    return _number(text) if kind == "number" else str(text)


def _number(text: str) -> Cell:
    """Give a number as a spreadsheet program shows it; one with too many digits is doubtful."""
    number = Decimal(format(float(text), ".15g"))
    if not number.is_finite() or abs(number) >= EXACT:
        return Doubtful("digits-cut", text)
    return number
