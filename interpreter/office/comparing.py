"""Two finished runs compared as they are read."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from interpreter.office.output import Output
from interpreter.policy.model import Policy
from interpreter.problems import Place, Problem, Refused, shown
from interpreter.source.files import unwritable
from interpreter.totals.comparison import NOW, THEN, Compared, Comparison, row_name


def compare(now: Output, then: Output, policy: Policy, *, same_rows: bool = False) -> Compared:
    """Compare a run with another; `same_rows` says that both decided the same table.

    Raises Refused when either cannot be read.
    """
    try:
        comparison = Comparison(policy, same_rows=same_rows)
        for side, output in ((NOW, now), (THEN, then)):
            _take(comparison, side, output)
        return comparison.result()
    except sqlite3.Error as error:
        raise unwritable(Path("临时文件"), error) from None


def _take(comparison: Comparison, side: int, output: Output) -> None:
    for told in output.rows():
        if told.case:
            comparison.add_claim(side, told.case, decided=told.fen is not None)
    for row in output.undecided():
        comparison.add_claim(side, row_name(row), decided=False)
    for line in output.lines():
        if not comparison.add(side, line):
            place = Place(str(output.path))
            message = f"案件 {shown(line.case)} 的 {shown(line.subject)} 写了两行"
            hint = "结果表写出以后改过；重新运行 batch，不要在结果里改"
            raise Refused([Problem("not-a-result", place, message, hint)])
