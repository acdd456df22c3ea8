"""Random expressions over columns: rows for the names, and what each row gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
from expressions import NAMES
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from interpreter.language.tree import Node
from interpreter.language.types import Type
from interpreter.reference.unknown import Known, Unknown
from interpreter.table.figures import Figure
from interpreter.table.lowering import lower, value_of
from interpreter.table.plan import Plan
from interpreter.table.stored import STORED, stored_value
from interpreter.table.values import Nothing, Number, Value, Word
from interpreter.table.words import text_of

Row = Mapping[str, Known]


@st.composite
def rows_for(draw: DrawFn, text: str) -> list[Row]:
    """Draw rows for the names an expression uses, some of them unknown in each."""
    used = [name for name in NAMES if name in text]
    return [
        {name: draw(NAMES[name].values) for name in used if draw(st.integers(0, 3))}
        for _ in range(draw(st.integers(1, 8)))
    ]


def stored(given: Type, value: Known | None) -> Any:
    """Give a value as a column of its type holds it, None where it is unknown."""
    return None if value is None else stored_value(given, value)


def frame_of(rows: list[Row]) -> pl.DataFrame:
    """Give a frame of rows, each name in the column of its type."""
    columns = {
        name: pl.Series(
            name, [stored(n.type, r.get(name)) for r in rows], dtype=STORED[n.type.kind]
        )
        for name, n in NAMES.items()
    }
    return pl.DataFrame(columns)


def names_of() -> dict[str, Value]:
    """Give the names as columns."""
    return {name: _named(name) for name in NAMES}


def _named(name: str) -> Value:
    column = pl.col(name)
    named = NAMES[name]
    waits = lambda: {name: column.is_null()}  # noqa: E731
    return value_of(named.type, column, waits, (named.low, named.high))


def answers_of(root: Node, rows: list[Row]) -> list[object]:
    """Give what an expression gives in each row: a value, or an unknown with all it tells."""
    plan = Plan()
    value = lower(root, names_of(), plan)
    waits = {f"等 {n}": where.fill_null(False) for n, where in value.waits().items()}
    told = {"所得": _shown(value), **waits, **_bounds(value), "行": pl.col("行")}
    frame = frame_of(rows).with_row_index("行")
    found = plan.run(frame, [expr.alias(name) for name, expr in told.items()])
    return [_answer(value, row, list(value.waits())) for row in found.to_dicts()]


def _shown(value: Value) -> pl.Expr:
    if isinstance(value, Number):
        return _pair(value.figure)
    return text_of(value) if isinstance(value, Word) else value.expr


def _pair(figure: Figure | None) -> pl.Expr:
    if figure is None:
        return pl.lit(None, dtype=pl.List(pl.Int128))
    below = pl.lit(figure.below) if isinstance(figure.below, int) else figure.below
    pair = pl.concat_list(figure.above.cast(pl.Int128), below.cast(pl.Int128))
    return pl.when(figure.above.is_not_null()).then(pair)


def _bounds(value: Value) -> dict[str, pl.Expr]:
    if not isinstance(value, Number):
        return {}
    return {"至少": _pair(value.low()), "至多": _pair(value.high())}


def _answer(value: Value, row: dict[str, Any], waits: list[Any]) -> object:
    found = row["所得"]
    if isinstance(value, Number):
        found = _exact(found)
    if found is not None and not isinstance(value, Nothing):
        assert not any(row[f"等 {name}"] for name in waits)
        if isinstance(value, Number):
            assert (_exact(row["至少"]), _exact(row["至多"])) == (found, found)
        return found
    missing = frozenset(name for name in waits if row[f"等 {name}"])
    return Unknown(missing, _exact(row.get("至少")), _exact(row.get("至多")))


def _exact(pair: list[int] | None) -> Fraction | None:
    return None if pair is None else Fraction(*pair)


def told(answer: object) -> object:
    """Give an answer so that two can be compared, unknowns with all they tell."""
    if isinstance(answer, Unknown):
        return "未知", answer.missing, answer.low, answer.high
    if isinstance(answer, bool | str | date | frozenset):
        return type(answer).__name__, answer
    return "数", Fraction(answer)  # type: ignore[arg-type]
