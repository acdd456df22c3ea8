"""A file with rows and columns, whatever its format: a header, and rows one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from interpreter.office.cells import Cell
from interpreter.problems import Problem

if TYPE_CHECKING:
    import polars as pl


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
    how the file was read.  `frames` gives the rows of a file that holds columns as frames of
    at most so many rows, each with the number of its first.
    """

    file: str
    header: tuple[str, ...]
    rows: Iterator[Row]
    header_line: int = 1
    remarks: tuple[str, ...] = ()
    frames: Callable[[int], Iterator[tuple[int, pl.DataFrame]]] | None = None

    def has(self, count: int) -> tuple[bool, Grid]:
        """Say whether there are so many rows, and give the grid with all of them still to read."""
        if self.frames is not None:
            return next(self.frames(count))[1].height == count, self
        first = [*islice(self.rows, count)]
        return len(first) == count, replace(self, rows=chain(first, self.rows))
