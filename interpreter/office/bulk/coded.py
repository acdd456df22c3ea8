"""A column of a file as its distinct cells: each is looked at once, wherever it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

import polars as pl

from interpreter.office.cells import Cell, is_blank
from interpreter.office.grid import Grid, Row
from interpreter.office.parquet import as_cell, words_of

if TYPE_CHECKING:
    from polars._typing import PolarsDataType

CODE = pl.UInt32


@dataclass(frozen=True, slots=True)
class Coded:
    """The distinct cells of a column, and for each row which of them stands there."""

    cells: list[Cell]
    codes: pl.Series

    def told(self, tell: Callable[[Cell], Any], dtype: PolarsDataType) -> pl.Series:
        """Give in each row what is told of its cell."""
        return self.gather([tell(cell) for cell in self.cells], dtype)

    def gather(self, values: list[Any], dtype: PolarsDataType) -> pl.Series:
        """Give in each row the value of its cell, of those in the order of the cells."""
        return pl.Series("", values, dtype=dtype).gather(self.codes)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a file: their numbers, their named columns, and those that are misshapen.

    A misshapen row has to be looked at as a whole; in the columns it stands as far as it goes.
    """

    numbers: pl.Series
    columns: dict[int, Coded]
    misshapen: dict[int, Row]

    def row(self, index: int) -> Row:
        """Give a row as it was read."""
        number = int(self.numbers[index])
        if number in self.misshapen:
            return self.misshapen[number]
        width = max(self.columns) + 1
        cells: list[Cell] = [None] * width
        for position, coded in self.columns.items():
            cells[position] = coded.cells[coded.codes[index]]
        return Row(number, tuple(cells))


def batches(grid: Grid, named: Sequence[int], size: int) -> Iterator[Batch]:
    """Give the rows of a file, `size` at a time; `named` are the columns that have a name."""
    if grid.frames is not None:
        for start, frame in grid.frames(size):
            yield from _framed(start, frame, named)
        return
    rows = iter(grid.rows)
    while some := list(islice(rows, size)):
        yield _gathered(some, named, len(grid.header))


def _framed(start: int, frame: pl.DataFrame, named: Sequence[int]) -> Iterator[Batch]:
    """Give a frame as a batch, without the rows in which nothing stands."""
    columns = {i: _distinct(frame.to_series(i)) for i in range(frame.width)}
    filled = pl.Series([False]).new_from_index(0, frame.height)
    for coded in columns.values():
        if not filled.all():
            filled |= coded.told(lambda cell: not is_blank(cell), pl.Boolean)
    numbers = pl.int_range(start, start + frame.height, dtype=pl.Int64, eager=True)
    stray = _strays(columns, named, filled)
    columns = {i: Coded(columns[i].cells, columns[i].codes.filter(filled)) for i in columns}
    batch = Batch(numbers.filter(filled), columns, {})
    rows = {int(batch.numbers[i]): batch.row(i) for i in stray}
    if batch.numbers.len():
        yield Batch(batch.numbers, {i: columns[i] for i in named}, rows)


def _strays(columns: dict[int, Coded], named: Sequence[int], filled: pl.Series) -> list[int]:
    """Give the rows, among those that are filled, in which something stands without a name."""
    found = pl.Series([False]).new_from_index(0, len(filled.arg_true()))
    for index in columns.keys() - set(named):
        told = columns[index].told(lambda cell: not is_blank(cell), pl.Boolean)
        found |= told.filter(filled)
    return found.arg_true().to_list()


def _distinct(column: pl.Series) -> Coded:
    column = words_of(column)
    if not _is_plain(column.dtype):
        return _numbered([as_cell(value) for value in column.to_list()])
    name = column.name
    known = column.unique().to_frame().with_row_index("#")
    codes = column.to_frame().join(
        known, on=name, how="left", nulls_equal=True, maintain_order="left"
    )
    return Coded([as_cell(value) for value in known[name].to_list()], codes["#"].cast(CODE))


def _is_plain(dtype: pl.DataType) -> bool:
    """Say whether values of a type are equal only where they are written alike."""
    others = dtype in (pl.String, pl.Boolean, pl.Date, pl.Null)
    return others or dtype.is_integer() or dtype.is_decimal()


def _gathered(rows: list[Row], named: Sequence[int], width: int) -> Batch:
    misshapen = {row.number: row for row in rows if _is_misshapen(row, named, width)}
    numbers = pl.Series([row.number for row in rows], dtype=pl.Int64)
    full = [(*row.cells, *[None] * (width - len(row.cells))) for row in rows]
    columns = {i: _numbered([cells[i] for cells in full]) for i in named}
    return Batch(numbers, columns, misshapen)


def _is_misshapen(row: Row, named: Sequence[int], width: int) -> bool:
    if row.problems or len(row.cells) <= max(named):
        return True
    if len(row.cells) == width == len(named):
        return False
    return any(i not in named and not is_blank(cell) for i, cell in enumerate(row.cells))


def _numbered(cells: list[Cell]) -> Coded:
    """Number cells; those are the same that are written alike."""
    numbers: dict[object, int] = {}
    distinct: list[Cell] = []
    codes = []
    for cell in cells:
        key = cell if cell.__class__ is str else _key(cell)
        number = numbers.get(key)
        if number is None:
            number = numbers[key] = len(distinct)
            distinct.append(cell)
        codes.append(number)
    return Coded(distinct, pl.Series(codes, dtype=CODE))


def _key(cell: Cell) -> object:
    return (cell.__class__, str(cell) if isinstance(cell, Decimal) else cell)
