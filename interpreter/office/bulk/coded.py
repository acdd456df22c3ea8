"""A column of a file as its distinct cells: each is looked at once, wherever it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

from interpreter.office.cells import Cell, is_blank, show_cell
from interpreter.office.grid import Grid, Row
from interpreter.office.parquet import as_cell, words_of

if TYPE_CHECKING:
    from polars._typing import PolarsDataType

CODE = pl.UInt32


class Cells(Protocol):
    """A column of a file."""

    @property
    def coded(self) -> Coded:
        """The column as its distinct cells."""

    def cell(self, index: int) -> Cell:
        """Give the cell of a row."""

    def filter(self, kept: pl.Series) -> Cells:
        """Give the column without some rows."""

    def filled(self) -> pl.Series:
        """Say of each row whether something stands there."""

    def shown(self) -> pl.Series:
        """Give each cell as text, as it may stand in a table again."""


@dataclass(frozen=True)
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

    @property
    def coded(self) -> Coded:
        """The column itself."""
        return self

    def cell(self, index: int) -> Cell:
        """Give the cell of a row."""
        return self.cells[int(self.codes[index])]

    def filter(self, kept: pl.Series) -> Coded:
        """Give the column without some rows."""
        return Coded(self.cells, self.codes.filter(kept))

    def filled(self) -> pl.Series:
        """Say of each row whether something stands there."""
        return self.told(lambda cell: not is_blank(cell), pl.Boolean)

    def shown(self) -> pl.Series:
        """Give each cell as text, as it may stand in a table again."""
        return self.told(show_cell, pl.String)


@dataclass(frozen=True)
class Figures:
    """A column of exact numbers: it is read as it is, so many of its cells differ."""

    numbers: pl.Series

    @cached_property
    def coded(self) -> Coded:
        """The column as its distinct cells."""
        return _distinct(self.numbers)

    def cell(self, index: int) -> Cell:
        """Give the cell of a row."""
        return as_cell(self.numbers[index])

    def filter(self, kept: pl.Series) -> Figures:
        """Give the column without some rows."""
        return Figures(self.numbers.filter(kept))

    def filled(self) -> pl.Series:
        """Say of each row whether something stands there."""
        return self.numbers.is_not_null()

    def shown(self) -> pl.Series:
        """Give each cell as text, as it may stand in a table again."""
        return self.numbers.cast(pl.String).fill_null("")


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a file: their numbers, their named columns, and those that are misshapen.

    A misshapen row has to be looked at as a whole; in the columns it stands as far as it goes.
    """

    numbers: pl.Series
    columns: dict[int, Cells]
    misshapen: dict[int, Row]

    def row(self, index: int) -> Row:
        """Give a row as it was read."""
        number = int(self.numbers[index])
        if number in self.misshapen:
            return self.misshapen[number]
        width = max(self.columns) + 1
        cells: list[Cell] = [None] * width
        for position, column in self.columns.items():
            cells[position] = column.cell(index)
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
    columns = {i: _cells(frame.to_series(i)) for i in range(frame.width)}
    filled = pl.Series([False]).new_from_index(0, frame.height)
    for column in columns.values():
        if not filled.all():
            filled |= column.filled()
    numbers = pl.int_range(start, start + frame.height, dtype=pl.Int64, eager=True)
    stray = _strays(columns, named, filled)
    columns = {i: column.filter(filled) for i, column in columns.items()}
    batch = Batch(numbers.filter(filled), columns, {})
    rows = {int(batch.numbers[i]): batch.row(i) for i in stray}
    if batch.numbers.len():
        yield Batch(batch.numbers, {i: columns[i] for i in named}, rows)


def _strays(columns: dict[int, Cells], named: Sequence[int], filled: pl.Series) -> list[int]:
    """Give the rows, among those that are filled, in which something stands without a name."""
    found = pl.Series([False]).new_from_index(0, len(filled.arg_true()))
    for index in columns.keys() - set(named):
        found |= columns[index].filled().filter(filled)
    return found.arg_true().to_list()


def _cells(column: pl.Series) -> Cells:
    numeric = column.dtype.is_integer() or column.dtype.is_decimal()
    return Figures(column) if numeric else _distinct(column)


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
    columns: dict[int, Cells] = {i: _numbered([cells[i] for cells in full]) for i in named}
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


def each_once(
    column: pl.Series, tell: Callable[[Any], Any], dtype: PolarsDataType = pl.String
) -> pl.Series:
    """Give in each row what is told of its value, null where there is none."""
    rows = column.to_frame("#value")
    known = rows["#value"].drop_nulls().unique()
    told = pl.Series("#told", [tell(value) for value in known.to_list()], dtype=dtype)
    frame = pl.DataFrame([known, told])
    return rows.join(frame, on="#value", how="left", maintain_order="left")["#told"]
