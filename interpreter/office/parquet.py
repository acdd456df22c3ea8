"""Parquet in and out, a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from interpreter.office.cells import Cell, Doubtful, is_blank
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
        yield Grid(str(path), header, _rows(frame), 0)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        message, hint = "读不了这个 Parquet 文件", "核对文件是否完整，重新导出"
        raise Refused([Problem("parquet-broken", Place(str(path)), message, hint)]) from None


def _rows(frame: pl.LazyFrame) -> Iterator[Row]:
    start = 0
    while True:
        rows = frame.slice(start, BATCH).collect().rows()
        for number, row in enumerate(rows, start + 1):
            cells = tuple(map(_cell, row))
            if not all(map(is_blank, cells)):
                yield Row(number, cells)
        start += len(rows)
        if len(rows) < BATCH:
            return


def _cell(value: object) -> Cell:
    if isinstance(value, list):
        return "、".join(map(str, value)) or "无"
    if isinstance(value, float):
        return _decimal(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    known = value is None or isinstance(value, str | bool | int | Decimal | date)
    return value if known else shown(value)  # type: ignore[return-value]  # said by `known`


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
        for rows in in_batches(table.rows, BATCH):
            parts.append(path.with_name(f"{path.name}.{len(parts)}"))
            _frame(rows, schema).write_parquet(parts[-1])
        if parts:
            pl.scan_parquet(parts, glob=False).sink_parquet(path)
        else:
            _frame([], schema).write_parquet(path)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


def _frame(rows: list[tuple[Value, ...]], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame(rows, schema=schema, orient="row")
