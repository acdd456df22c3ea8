"""Bad tables of cases, written as office files and run as `batch` runs them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from composing import BASE

from interpreter.evaluation.program import Program
from interpreter.office import workbook_child, workbook_writer
from interpreter.office.batch import run_batch
from interpreter.office.extras import require
from interpreter.office.job import Order
from interpreter.office.tables import Column, Table
from interpreter.office.writing import write_tables
from interpreter.policy.loader import load
from interpreter.policy.sources import Source
from interpreter.problems import Problem, Refused

Found = Iterable[Problem]
SHEET = "xl/worksheets/sheet1.xml"
ROW = {"案件": "示例-1", "职业": "示例工种", "人数": 1}


@cache
def program() -> Program:
    text = BASE.read_text(encoding="utf-8").replace("title:", "person: 职业\ntitle:", 1)
    return Program(load(Source(("policy.yaml", text.encode())))[0])


def table(content: str | bytes, name: str = "名单.csv", **how: Any) -> Found:
    """Give what is wrong with a file, as a whole or in its rows."""
    path = Path(name)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return run(path, **how)


def run(path: Path, output: str = "结果.csv", **how: Any) -> Found:
    try:
        order = Order(path, Path(output), **how)
        return run_batch(order, program(), date(2020, 12, 31), lambda *_: None).problems
    except Refused as refused:
        return refused.problems


def workbook(
    row: dict[str, Any], name: str = "名单.xlsx", change: tuple[str, str, str] | None = None
) -> Found:
    """Give what is wrong with a workbook of one row, some text of one part replaced."""
    with xlsxwriter.Workbook(name) as book:
        sheet = book.add_worksheet("案件")
        for column, (header, value) in enumerate(row.items()):
            sheet.write_string(0, column, header)
            sheet.write(1, column, value)
    if change is not None:
        _change(Path(name), *change)
    return run(Path(name))


def _change(path: Path, part: str, old: str, new: str) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode(), 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def unknown_format() -> Found:
    return [*table("", "名单.xls"), *run(Path("名单.csv"), "结果.pdf")]


def unknown_encoding() -> Found:
    return table(b"\xff\xff\xff\xff")


def no_known_column() -> Found:
    return table("姓名,电话\n甲,1\n")


def unknown_column() -> Found:
    return table("职业,人 数,备注\n甲,1,乙\n")


def duplicate_column() -> Found:
    return table("职业,人数,职业\n甲,1,乙\n")


def column_taken() -> Found:
    return table("职业,决定\n甲,乙\n")


def csv_broken() -> Found:
    return table('职业,案件\n甲,1\n"乙,2\n')


def short_row() -> Found:
    return table("职业,人数\n甲\n")


def stray_cell() -> Found:
    return table("职业,人数\n甲,1,200\n")


def case_given_twice() -> Found:
    return table("案件,职业\n示例-1,甲\n示例-1,甲\n")


def digits_cut() -> Found:
    return [
        *table("职业\n110101199003078000\n1.10101E+17\n"),
        *workbook({"职业": 110101199003078515}),
    ]


def number_for_text() -> Found:
    return workbook({"案件": "示例-1", "职业": 12})


def formula_cell() -> Found:
    return workbook({"案件": "示例-1", "职业": "甲", "人数": "=1+1"})


def error_cell() -> Found:
    change = (SHEET, '<c r="C2"><v>1</v>', '<c r="C2" t="e"><v>#N/A</v>')
    return workbook(ROW, change=change)


def merged_cell() -> Found:
    merged = '</sheetData><mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>'
    return workbook(ROW, change=(SHEET, "</sheetData>", merged))


def merged_header() -> Found:
    merged = '</sheetData><mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>'
    return workbook(ROW, change=(SHEET, "</sheetData>", merged))


def far_cell() -> Found:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return workbook(ROW, change=(SHEET, "</sheetData>", far))


def workbook_bomb() -> Found:
    found = [*workbook(ROW, change=(SHEET, "<worksheet", "<!DOCTYPE a []><worksheet"))]
    with zipfile.ZipFile("大.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 50_000_000)
    return [*found, *run(Path("大.xlsx"))]


def not_a_workbook() -> Found:
    return [
        *table("职业\n甲\n", "文字.xlsx"),
        *table(b"\xd0\xcf\x11\xe0" + bytes(600), "旧.xlsx"),
        *workbook(ROW, "坏.xlsx", (SHEET, "</sheetData>", "")),
    ]


def workbook_unreadable() -> Found:
    """The process that reads ends: here by a program in its place."""
    Path("dying.py").write_text("import os; os.abort()", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook_child, "__file__", "dying.py")
        return workbook(ROW)


def which_sheet() -> Found:
    with xlsxwriter.Workbook("两张.xlsx") as book:
        for name in ("一月", "二月"):
            book.add_worksheet(name).write_string(0, 0, "职业")
    return [*run(Path("两张.xlsx")), *run(Path("两张.xlsx"), sheet="三月")]


def dates_from_1904() -> Found:
    return workbook(ROW, change=("xl/workbook.xml", "<workbookPr", '<workbookPr date1904="1"'))


def parquet_broken() -> Found:
    return table("PAR1", "名单.parquet")


def not_flat() -> Found:
    return table('{"facts": {"职业": "甲"}}\n{"职业": "乙"}\n', "名单.ndjson")


def too_many_columns() -> Found:
    keys = ", ".join(f'"列{n}": 1' for n in range(2_100))
    return table(f"{{{keys}}}", "名单.ndjson")


def missing_column() -> Found:
    Path("既往.csv").write_text("案件,职业\n1,甲\n", encoding="utf-8")
    return table("职业\n甲\n", earlier=Path("既往.csv"))


def missing_person() -> Found:
    Path("既往.csv").write_text("项目,职业\n培训补贴,\n", encoding="utf-8")
    return table("职业\n甲\n", earlier=Path("既往.csv"))


def output_is_input() -> Found:
    return table("职业\n甲\n", "结果.补贴.csv")


def too_many_rows() -> Found:
    rows = [("甲",), ("乙",)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook_writer, "LAST_ROW", 1)
        with pytest.raises(Refused) as refused:
            write_tables([Table("案件", (Column("职业"),), rows)], Path("结果.xlsx"), Path())
    return refused.value.problems


def stopped(path: Path) -> None:
    """Leave the work of a run of many rows that was stopped."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("interpreter.office.batch.MANY", 1)
        patch.setattr("interpreter.office.batch.can_do_columns", lambda: False)
        with pytest.raises(KeyboardInterrupt):
            run_batch(Order(path, Path("结果.csv")), program(), date(2020, 12, 31), stop)


def work_unfinished() -> Found:
    path = Path("名单.csv")
    path.write_text("职业\n甲\n", encoding="utf-8")
    stopped(path)
    return run(path)


def work_of_another() -> Found:
    path = Path("名单.csv")
    path.write_text("职业\n甲\n", encoding="utf-8")
    stopped(path)
    return run(path, resume=True, none_before=True)


def work_in_use() -> Found:
    Path("结果.csv.work").mkdir()
    Path("结果.csv.work/work.sqlite").write_text("not a database, " * 100, encoding="utf-8")
    return table("职业\n甲\n", resume=True)


def extra_missing() -> Found:
    with pytest.raises(Refused) as refused:
        require("no_such_library", "office", Path("名单.xlsx"))
    return refused.value.problems


TABLE_MAKERS: dict[str, Callable[[], Found]] = {
    function.__name__.replace("_", "-"): function
    for function in (
        *(unknown_format, unknown_encoding, no_known_column, unknown_column, duplicate_column),
        *(column_taken, csv_broken, short_row, stray_cell, case_given_twice, digits_cut),
        *(number_for_text, formula_cell, error_cell, merged_cell, merged_header, far_cell),
        *(workbook_bomb, not_a_workbook, workbook_unreadable, which_sheet, dates_from_1904),
        *(parquet_broken, not_flat, too_many_columns, missing_column, missing_person),
        *(output_is_input, too_many_rows, work_unfinished, work_of_another, work_in_use),
        extra_missing,
    )
}
