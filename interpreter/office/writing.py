"""Tables out, in the format a file's ending names.

A workbook holds all tables as sheets; any other format has one file a table, the first named as
asked for, the others with the table's name before the ending.  Files are written in a folder of
the run and put in place when all of them are whole.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from interpreter.office.delimited import guarded
from interpreter.office.opening import unknown_format
from interpreter.office.tables import Table, Value
from interpreter.problems import Refused


def paths_of(output: Path, tables: tuple[str, ...]) -> list[Path]:
    """Give the files that tables of these names are written to, one for a workbook."""
    if output.suffix.lower() == ".xlsx":
        return [output]
    others = tables[1:]
    return [output, *(output.with_name(f"{output.stem}.{n}{output.suffix}") for n in others)]


def check_format(output: Path) -> None:
    """Refuse an output whose ending names no format, or whose library is not installed."""
    from interpreter.office.extras import require

    ending = output.suffix.lower()
    if ending not in (".xlsx", *_WRITERS):
        raise Refused([unknown_format(output)])
    if ending == ".xlsx":
        require("xlsxwriter", "office", output)
    if ending == ".parquet":
        require("polars", "table", output)


def write_tables(tables: list[Table], output: Path, folder: Path) -> list[Path]:
    """Write tables by way of a folder, and give the files they stand in."""
    targets = paths_of(output, tuple(table.name for table in tables))
    drafts = [folder / target.name for target in targets]
    ending = output.suffix.lower()
    if ending == ".xlsx":
        from interpreter.office.workbook_writer import write_workbook

        write_workbook(tables, drafts[0])
    else:
        for table, draft in zip(tables, drafts, strict=True):
            _WRITERS[ending](table, draft)
    for draft, target in zip(reversed(drafts), reversed(targets), strict=True):
        draft.replace(target)  # the table of rows last: where it is, the others are
    return targets


def _write_csv(table: Table, path: Path) -> None:
    """Write CSV that spreadsheet programs open as it is: a byte order mark, guarded cells."""
    with path.open("w", encoding="utf_8_sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(guarded(column.name) for column in table.columns)
        writer.writerows([_csv_cell(value) for value in row] for row in table.rows)


def _csv_cell(value: Value) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return guarded(value) if isinstance(value, str) else "" if value is None else str(value)


def _write_lines(table: Table, path: Path) -> None:
    keys = [column.name for column in table.columns]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in table.rows:
            cells = {k: v for k, v in zip(keys, row, strict=True) if v not in (None, "")}
            file.write(json.dumps(cells, ensure_ascii=False, default=str) + "\n")


def _write_parquet(table: Table, path: Path) -> None:
    from interpreter.office.parquet import write_parquet

    write_parquet(table, path)


_WRITERS: dict[str, Callable[[Table, Path], None]] = {
    ".csv": _write_csv,
    ".ndjson": _write_lines,
    ".jsonl": _write_lines,
    ".parquet": _write_parquet,
}
