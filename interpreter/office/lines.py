"""NDJSON in: one flat object a line, its keys the columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from io import SEEK_END
from pathlib import Path
from typing import BinaryIO

from interpreter.office.cells import Cell, is_blank
from interpreter.office.grid import Grid, Row
from interpreter.problems import Place, Problem, Refused, shown
from interpreter.source.files import open_file
from interpreter.source.json_reader import read_json_lines
from interpreter.source.limits import MOST_BYTES

MOST_COLUMNS = 2_048
SHORT = 8 << 20  # bytes of a file whose lines are kept, not read twice
Line = Mapping[str, Cell] | tuple[Problem, ...]


@contextmanager
def open_lines(path: Path) -> Iterator[Grid]:
    """Open an NDJSON file; its columns are all the keys its lines have, in the order met.

    A line that is no flat object is a row with problems.  Raises Refused.
    """
    with open_file(path) as file:
        header: dict[str, None] = {}
        short = file.seek(0, SEEK_END) <= SHORT
        lines: Iterable[tuple[int, Line]] = _lines(file, str(path))
        lines = [*lines] if short else lines
        for _, line in lines:
            header |= {} if isinstance(line, tuple) else dict.fromkeys(line)
            if len(header) > MOST_COLUMNS:
                place, hint = Place(str(path)), "每行用同样的键"
                raise Refused([Problem("too-many-columns", place, "不同的键太多", hint)])
        lines = lines if short else _lines(file, str(path))
        rows = (_row(number, line, tuple(header)) for number, line in lines)
        yield Grid(str(path), tuple(header), (r for r in rows if r is not None), 0)


def _row(number: int, line: Line, header: tuple[str, ...]) -> Row | None:
    if isinstance(line, tuple):
        return Row(number, (None,) * len(header), line)
    cells = tuple(line.get(name) for name in header)
    return None if all(map(is_blank, cells)) else Row(number, cells)


def _lines(file: BinaryIO, name: str) -> Iterator[tuple[int, Line]]:
    number = file.seek(0)
    while line := file.readline(MOST_BYTES + 1):
        number += 1
        if len(line) > MOST_BYTES:
            hint = "一行一个案件"
            raise Refused([Problem("file-too-large", Place(name, number), "这一行太长", hint)])
        if line.strip():
            yield number, _line(line, Place(name, number))


def _line(line: bytes, place: Place) -> Line:
    try:
        [read] = read_json_lines(line.rstrip(b"\r\n"), place.file)
    except Refused as refused:
        return tuple(_moved(problem, place.line) for problem in refused.problems)
    nested = [key for key, value in read.data.items() if isinstance(value, dict)]
    if nested:
        hint = "每一格写一个值；带 facts 的案件用 evaluate 命令"
        message = f"`{shown(nested[0])}` 里面还有一层"
        return (Problem("not-flat", place, message, hint, about=nested[0]),)
    return {key: _cell(value) for key, value in read.data.items()}


def _moved(problem: Problem, line: int) -> Problem:
    place = Place(problem.place.file, line, problem.place.column)
    return Problem(problem.code, place, problem.message, problem.hint, about=problem.about)


def _cell(value: object) -> Cell:
    """Give a value as a cell; a list of words becomes the text that would stand in one."""
    if isinstance(value, list):
        return "、".join(map(str, value)) or "无"
    assert value is None or isinstance(value, str | bool | int | Decimal)
    return value
