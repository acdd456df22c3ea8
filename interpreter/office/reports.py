"""Reports as files: a page, a workbook, Markdown or text, by the ending of the name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from interpreter.office.extras import require
from interpreter.office.tables import Column, Kind, Table, Value
from interpreter.policy.values import decimal_text
from interpreter.problems import Place, Problem, Refused, visible
from interpreter.report.exhibits import Exhibit, Report, Shown, cut_share
from interpreter.source.files import unwritable

LONGEST_SHEET = 31  # characters a spreadsheet program takes for the name of a sheet
NOT_IN_SHEETS = re.compile(r"[\[\]:*?/\\']")
KINDS: dict[str, Kind] = {
    "text": "text",
    "count": "number",
    "money": "money",
    "gain": "money",
    "exact": "exact",
    "share": "share",
}
WIDE, NARROW = 26, 16  # columns of text and of figures, in characters


def check_report(output: Path, inputs: Iterable[Path]) -> None:
    """Refuse a file that no report is written to, or that would replace an input."""
    if output.suffix.lower() not in WRITERS:
        hint = f"文件名以 {'、'.join(WRITERS)} 结尾"
        message = f"汇总不写成 `{output.suffix}`"
        raise Refused([Problem("unknown-format", Place(str(output)), message, hint)])
    if output.suffix.lower() == ".xlsx":
        require("xlsxwriter", "office", output)
    if output.resolve() in {path.resolve() for path in inputs}:
        problem = "输出会盖掉输入", "换一个文件名"
        raise Refused([Problem("output-is-input", Place(str(output)), *problem)])


def write_report(report: Report, output: Path) -> None:
    """Write a report in the form that the ending of the name says.

    Raises Refused; then the file is as it was.
    """
    with _whole(output) as draft:
        WRITERS[output.suffix.lower()](report, draft)


@contextmanager
def _whole(output: Path) -> Iterator[Path]:
    """Give a file to write to, which takes the place of the output when all of it is written."""
    try:
        with TemporaryDirectory(dir=output.resolve().parent, prefix=".report-") as folder:
            draft = Path(folder) / output.name
            yield draft
            draft.replace(output)
    except OSError as error:
        raise unwritable(output, error) from None


def _write_html(report: Report, path: Path) -> None:
    from interpreter.report.exhibits_html import report_html

    _write(report_html(report), path)


def _write_markdown(report: Report, path: Path) -> None:
    from interpreter.report.exhibits_markdown import report_markdown

    _write(report_markdown(report), path)


def _write_text(report: Report, path: Path) -> None:
    from interpreter.report.exhibits_text import report_text

    _write(report_text(report), path)


def _write(text: str, path: Path) -> None:
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _write_workbook(report: Report, path: Path) -> None:
    from interpreter.office.workbook_writer import write_workbook

    write_workbook([_head(report), *_sheets(report)], path)


def _head(report: Report) -> Table:
    """Give the first sheet: what the report rests on, its first figures, the notes of tables."""
    rows = [(report.title, ""), *(("", line) for line in (*report.grounds, *report.warnings))]
    rows += report.figures
    rows += [(exhibit.title, note) for exhibit in report.exhibits for note in exhibit.notes]
    shown = [(visible(name), visible(told)) for name, told in rows]
    return Table("说明", (Column("项", width=WIDE), Column("内容", width=80)), shown)


def _sheets(report: Report) -> Iterator[Table]:
    taken: set[str] = set()
    for exhibit in report.exhibits:
        if not exhibit.all_rows:
            continue
        name = _sheet_name(exhibit, taken)
        taken.add(name)
        columns = tuple(
            Column(c.name, KINDS[c.kind], WIDE if c.kind == "text" else NARROW)
            for c in exhibit.columns
        )
        rows = (tuple(map(_cell, row, columns)) for row in exhibit.all_rows)
        yield Table(name, columns, rows)


def _sheet_name(exhibit: Exhibit, taken: set[str]) -> str:
    plain = NOT_IN_SHEETS.sub("", visible(exhibit.title))
    names = (plain[:LONGEST_SHEET], *(f"{plain[: LONGEST_SHEET - 3]} {n}" for n in range(2, 100)))
    return next(name for name in names if name.lower() not in {t.lower() for t in taken})


def _cell(value: Shown, column: Column) -> Value:
    """Give a value as a workbook holds it; a share is cut, so that nothing below all is all."""
    if value is None or isinstance(value, str):
        return value if value is None else visible(value)
    if column.kind == "share":
        value = cut_share(Fraction(value))
    return Decimal(decimal_text(value)) if column.kind != "number" else int(value)


WRITERS: dict[str, Callable[[Report, Path], None]] = {
    ".html": _write_html,
    ".xlsx": _write_workbook,
    ".md": _write_markdown,
    ".txt": _write_text,
}
