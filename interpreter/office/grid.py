"""A file with rows and columns, whatever its format: a header, and rows one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from interpreter.office.cells import Cell
from interpreter.problems import Problem


class Row(NamedTuple):
    """A row that holds something: its number in the file, counted from 1, and its cells.

    `problems` say why the row as a whole cannot be read.
    """

    number: int
    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Grid:
    """The header of a file and its rows; rows are read as they are asked for, once.

    `header_line` is the row the header stands in.  `remarks` say what a person should know about
    how the file was read.
    """

    file: str
    header: tuple[str, ...]
    rows: Iterator[Row]
    header_line: int = 1
    remarks: tuple[str, ...] = ()
