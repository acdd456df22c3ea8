"""Exhibits as plain text: columns stand under each other though some characters are wide."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import east_asian_width

from interpreter.problems import visible
from interpreter.report.exhibits import Exhibit, Report

GAP = "  "
WIDEST = 40  # columns of a terminal that one cell may take


def report_text(report: Report) -> str:
    """Give a report as text for a terminal of any width."""
    lines = [visible(report.title), *map(visible, (*report.grounds, *report.warnings))]
    for exhibit in report.exhibits:
        lines += ["", *exhibit_lines(exhibit)]
    return "\n".join(lines)


def exhibit_lines(exhibit: Exhibit) -> Iterator[str]:
    """Give one table: its title, its head, its rows and their sum, its notes."""
    head = [column.name for column in exhibit.columns]
    table = [[_short(visible(w)) for w in exhibit.words(row)] for row in exhibit.all_rows]
    widths = [max(map(_width, column)) for column in zip(head, *table, strict=True)]
    yield f"【{visible(exhibit.title)}】"
    if table:
        rule = "─" * (sum(widths) + len(GAP) * (len(widths) - 1))
        body, below = (table[:-1], table[-1:]) if exhibit.sum else (table, [])
        yield _line(exhibit, head, widths)
        yield rule
        yield from (_line(exhibit, row, widths) for row in body)
        yield from (rule, _line(exhibit, below[0], widths)) if below else ()
    yield from map(visible, exhibit.notes)


def _line(exhibit: Exhibit, cells: list[str], widths: list[int]) -> str:
    """Give words flush left and numbers flush right."""
    padded = []
    for column, cell, width in zip(exhibit.columns, cells, widths, strict=True):
        space = " " * (width - _width(cell))
        padded.append(cell + space if column.kind == "text" else space + cell)
    return GAP.join(padded).rstrip()


def _width(text: str) -> int:
    """Give how many columns of a terminal a text takes: a Chinese character takes two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _short(text: str) -> str:
    """Give a text that fits a cell; a longer one ends in …."""
    if _width(text) <= WIDEST:
        return text
    kept = ""
    for char in text:
        if _width(kept + char) > WIDEST - 1:
            break
        kept += char
    return kept + "…"
