"""Workbooks out: text stays text, so that nothing is calculated that somebody typed in."""

from __future__ import annotations

from decimal import Decimal
from itertools import takewhile
from pathlib import Path
from typing import Any

from interpreter.office.extras import require
from interpreter.office.names import CASE, LINE
from interpreter.office.tables import Table, Value
from interpreter.problems import Place, Problem, Refused
from interpreter.source.files import unwritable

A4 = 9  # as spreadsheet programs number kinds of paper
WIDE = 40  # characters from which on a column holds sentences, which go on in the next line
LAST_ROW = 1_048_575
LONGEST_TEXT = 32_767
EXACT = Decimal(10) ** 13  # amounts below have at most 15 digits, and stay exact as numbers
CUT = "…（太长，全文见原文件）"


def write_workbook(tables: list[Table], path: Path) -> None:
    """Write each table as a sheet, row by row. Raises Refused: `too-many-rows`."""
    require("xlsxwriter", "office", path)
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import XlsxFileError

    try:
        _write(Workbook, tables, path)
    except XlsxFileError as error:
        raise unwritable(path, error) from None


def _write(workbook: Any, tables: list[Table], path: Path) -> None:
    with workbook(str(path), {"constant_memory": True, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#DDE7F0", "bottom": 1})
        body = {
            "wide": book.add_format({"num_format": "@", "valign": "top", "text_wrap": True}),
            "text": book.add_format({"num_format": "@", "valign": "top"}),
            "money": book.add_format({"num_format": "#,##0.00", "valign": "top"}),
            "number": book.add_format({"num_format": "0", "valign": "top"}),
            "exact": book.add_format({"num_format": "General", "valign": "top"}),
            "share": book.add_format({"num_format": "0.0%", "valign": "top"}),
        }
        for table in tables:
            _write_sheet(book.add_worksheet(table.name), table, head, body, path)


def _write_sheet(
    sheet: Any, table: Table, head: object, body: dict[str, object], path: Path
) -> None:
    from xlsxwriter.utility import xl_range

    forms = [body["wide" if c.width >= WIDE else c.kind] for c in table.columns]
    for index, (column, form) in enumerate(zip(table.columns, forms, strict=True)):
        sheet.set_column(index, index, column.width, form)
        sheet.write_string(0, index, column.name, head)
    sheet.freeze_panes(1, _kept(table))
    _set_up(sheet)
    number = 0
    for number, row in enumerate(table.rows, 1):
        if number > LAST_ROW:
            message = f"表 `{table.name}` 超过一张工作表能放的 {LAST_ROW} 行"
            hint = "输出改用 .csv 或 .parquet"
            raise Refused([Problem("too-many-rows", Place(path.name), message, hint)])
        for index, value in enumerate(row):
            _write_cell(sheet, number, index, value, forms[index])
    sheet.autofilter(0, 0, number, len(table.columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": xl_range(0, 0, number, len(table.columns) - 1)})


def _kept(table: Table) -> int:
    """Give how many columns stay in view: those on the left that say which row it is."""
    kept = (column.name in (LINE, CASE) for column in table.columns)
    return sum(1 for _ in takewhile(bool, kept))


def _set_up(sheet: Any) -> None:
    """Print on A4, the header on every page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.repeat_rows(0)


def _write_cell(sheet: Any, row: int, column: int, value: Value, form: object) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str) or abs(Decimal(value)) >= EXACT:
        text = str(value)
        kept = text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(CUT)] + CUT
        sheet.write_string(row, column, kept, form)
    else:
        sheet.write_number(row, column, float(value), form)
