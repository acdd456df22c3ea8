"""The table back end agrees with the reference in every row: value, waits and bounds."""

from __future__ import annotations

from columns import Row, answers_of, rows_for, told
from expressions import NAMES, SCOPE, expressions, unknown
from hypothesis import assume, event, given
from hypothesis import strategies as st
from trials import bounded

from interpreter.language.checker import read
from interpreter.language.scanner import LONGEST
from interpreter.reference.backend import Evaluator, lower
from interpreter.table.figures import TooWide

EVALUATOR = Evaluator()


@bounded(400)
@given(expressions().flatmap(lambda text: st.tuples(st.just(text), rows_for(text))))
def test_every_expression_gives_the_same_in_every_row(drawn: tuple[str, list[Row]]) -> None:
    text, rows = drawn
    root, slips = read(text, SCOPE)
    assume(len(text) <= LONGEST and not any("连乘太多" in slip.message for slip in slips))
    assert root is not None
    lowered = lower(root)
    wanted = [EVALUATOR.evaluate(lowered, {n: r.get(n, unknown(n)) for n in NAMES}) for r in rows]
    try:
        found = answers_of(root, rows)
    except TooWide:
        event("too wide")
        return
    for row, expected, got in zip(rows, wanted, found, strict=True):
        assert told(got) == told(expected), (text, row)
