"""Finished runs added up, line by line as they are read."""

from __future__ import annotations

from collections.abc import Sequence

from interpreter.evaluation.program import Program
from interpreter.office.output import Output
from interpreter.problems import Place, Problem, Refused
from interpreter.report.outcome_json import money
from interpreter.totals.lines import yuan
from interpreter.totals.tallies import Totals


def add_up(outputs: Sequence[Output], program: Program) -> Totals:
    """Add up every line of some runs; targets and headings are those of `program`.

    Raises Refused, also where the tables of a run do not come to the same.
    """
    totals = Totals(program)
    for source, output in enumerate(outputs):
        before = totals.whole.fen
        told, undecided = _rows(output, totals)
        for line in output.lines():
            totals.add(line, source)
        _check(output, (told, totals.whole.fen - before), undecided)
    return totals


def _rows(output: Output, totals: Totals) -> tuple[int, int]:
    """Count the rows of a run; give the sum of what they say is granted, and how many say none."""
    told = undecided = 0
    for row in output.rows():
        told += row.fen or 0
        undecided += row.fen is None
        totals.add_row(row.case, decided=row.fen is not None)
    return told, undecided


def _check(output: Output, fen: tuple[int, int], undecided: int) -> None:
    """Hold the tables of a run to each other: granted by rows and by awards, rows not decided."""
    by_rows, by_awards = (money(yuan(f)) for f in fen)
    wrong = len(output.undecided())
    if by_rows != by_awards:
        message = f"案件表的准予合计是 {by_rows} 元，补贴表的金额合计是 {by_awards} 元"
    elif wrong != undecided:
        message = f"案件表有 {undecided} 行没有决定，错误表写的是 {wrong} 行"
    else:
        return
    hint = "几张表不是同一次写出的，或写出以后改过；重新运行 batch"
    raise Refused([Problem("tables-differ", Place(str(output.path)), message, hint)])
