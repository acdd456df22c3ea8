"""Parquet in and out, a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from interpreter.office.cells import NOTHING, Cell, Doubtful, is_blank
from interpreter.office.extras import require
from interpreter.office.grid import Grid, Row
from interpreter.office.tables import Table, Value, in_batches
from interpreter.problems import Place, Problem, Refused, shown
from interpreter.source.files import open_file

if TYPE_CHECKING:
    import polars as pl

BATCH = 20_000


@contextmanager
def open_parquet(path: Path) -> Iterator[Grid]:
    """Open a Parquet file. Raises Refused: `parquet-broken`, or what opening meets."""
    require("polars", "table", path)
    open_file(path).close()
    import polars as pl

    try:
        frame = pl.scan_parquet(path, glob=False)
        header = tuple(frame.collect_schema())
        yield Grid(str(path), header, _rows(frame), 0, frames=lambda size: _frames(frame, size))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        message, hint = "读不了这个 Parquet 文件", "核对文件是否完整，重新导出"
        raise Refused([Problem("parquet-broken", Place(str(path)), message, hint)]) from None


def _rows(frame: pl.LazyFrame) -> Iterator[Row]:
    for first, part in _frames(frame, BATCH):
        for number, row in enumerate(part.rows(), first):
            cells = tuple(map(as_cell, row))
            if not all(map(is_blank, cells)):
                yield Row(number, cells)


def _frames(frame: pl.LazyFrame, size: int) -> Iterator[tuple[int, pl.DataFrame]]:
    start, height = 0, size
    while height == size:
        part = frame.slice(start, size).collect()
        height = part.height
        yield start + 1, part
        start += height


def as_cell(value: object) -> Cell:
    """Give a value of a column as the cell it is."""
    if isinstance(value, list):
        return "、".join(map(str, value)) or NOTHING
    if isinstance(value, float):
        return _decimal(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    known = value is None or isinstance(value, str | bool | int | Decimal | date)
    return value if known else shown(value)  # type: ignore[return-value]  # said by `known`


def words_of(column: pl.Series) -> pl.Series:
    """Give a column of words or of lists of words as the texts of its cells, any other as it is."""
    import polars as pl

    words = (pl.String, pl.Enum, pl.Categorical)
    if isinstance(column.dtype, pl.List) and isinstance(column.dtype.inner, words):
        each = pl.element().cast(pl.String).fill_null(str(None))
        joined = pl.first().list.eval(each).list.join("、")
        return column.to_frame().select(joined).to_series().replace("", NOTHING)
    return column.cast(pl.String) if isinstance(column.dtype, words) else column


def _decimal(value: float) -> Cell:
    exact = Decimal(format(value, ".15g"))
    return (
        exact if exact.is_finite() and abs(exact) < 10**15 else Doubtful("digits-cut", str(value))
    )


def write_parquet(table: Table, path: Path) -> None:
    """Write a table as one Parquet file; no more than a batch of rows is held."""
    require("polars", "table", path)
    import polars as pl

    kinds = {"text": pl.String(), "money": pl.Decimal(38, 2), "number": pl.Int64()}
    schema = {c.name: kinds[c.kind] for c in table.columns}
    parts: list[Path] = []
    try:
        for frame in _frames_of(table, schema):
            parts.append(path.with_name(f"{path.name}.{len(parts)}"))
            frame.write_parquet(parts[-1], compression="lz4")
        if parts:
            pl.scan_parquet(parts, glob=False).sink_parquet(path)
        else:
            _frame([], schema).write_parquet(path)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


def _frames_of(table: Table, schema: dict[str, pl.DataType]) -> Iterator[pl.DataFrame]:
    """Give a table in frames of so many rows, however it comes."""
    import polars as pl

    if table.frames is None:
        yield from (_frame(rows, schema) for rows in in_batches(table.rows, BATCH))
        return
    left = _frame([], schema)
    for frame in table.frames():
        left = pl.concat([left, frame])
        while left.height >= BATCH:
            yield left.head(BATCH)
            left = left.slice(BATCH)
    if left.height:
        yield left


def _frame(rows: list[tuple[Value, ...]], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame(rows, schema=schema, orient="row")
