"""Files are opened by their endings; a format is imported only when a file has it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from interpreter.office.grid import Grid
from interpreter.office.names import USUAL_SHEET
from interpreter.problems import Place, Problem, Refused

READ = (".csv", ".xlsx", ".parquet", ".ndjson", ".jsonl")


def open_grid(
    path: Path, known: frozenset[str], sheet: str | None = None, usual: str = USUAL_SHEET
) -> AbstractContextManager[Grid]:
    """Open a file by its ending; `known` are the columns that may be looked for in its header.

    `sheet` names the sheet of a workbook; else it is the `usual` one, or the only one.
    Raises Refused, here or when it is entered or read.
    """
    ending = path.suffix.lower()
    if ending == ".csv":
        from interpreter.office.delimited import open_delimited

        return open_delimited(path, known)
    if ending == ".xlsx":
        from interpreter.office.workbook import open_workbook

        return open_workbook(path, sheet, usual)
    if ending == ".parquet":
        from interpreter.office.parquet import open_parquet

        return open_parquet(path)
    if ending in (".ndjson", ".jsonl"):
        from interpreter.office.lines import open_lines

        return open_lines(path)
    raise Refused([unknown_format(path)])


def unknown_format(path: Path) -> Problem:
    """Say that a file is of no format that is read or written."""
    hint = f"文件名以 {'、'.join(READ)} 结尾；.xls 和 .ods 先另存为 .xlsx"
    return Problem("unknown-format", Place(str(path)), f"不认得的格式 `{path.suffix}`", hint)
