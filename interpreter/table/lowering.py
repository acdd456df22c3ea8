"""The checked tree lowered to columns: what an expression gives in every row at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from interpreter.language.tree import Literal, Name, Node
from interpreter.language.types import Kind, Type
from interpreter.policy.model import Amount
from interpreter.table import figures
from interpreter.table.figures import NARROW
from interpreter.table.meaning import COLUMNS, PARTIAL
from interpreter.table.plan import Plan
from interpreter.table.truths import is_sure
from interpreter.table.values import (
    Bound,
    Day,
    Members,
    Truth,
    Value,
    Waits,
    Word,
    constant,
    number,
)

if TYPE_CHECKING:
    import polars as pl


def lower(node: Node, names: Mapping[str, Value], plan: Plan) -> Value:
    """Give the value of a checked tree in every row, its names as given, each step once."""
    if isinstance(node, Literal):
        return constant(node.value)
    if isinstance(node, Name):
        return names[node.id]
    arguments = [lower(a, names, plan) for a in node.arguments]
    sure = node.operator not in PARTIAL and all(a.sure for a in arguments)
    return plan.hold(COLUMNS[node.operator](*arguments), sure=sure)


def value_of(
    given: Type,
    column: pl.Expr,
    waits: Callable[[], Waits],
    bounds: tuple[Amount | None, Amount | None] = (None, None),
) -> Value:
    """Give a column of a type as a value; one that is sure needs no `waits`, nor ends.

    Numbers come as 64-bit integers counted in the type's last decimal, choices as their
    index, sets as bits; `bounds` are those of an unknown number.
    """
    if given.kind is Kind.NUMBER:
        return _number(given, column, waits, bounds)
    if given.kind is Kind.CHOICE:
        return Word(column, waits, given.values)
    if given.kind is Kind.SET:
        return Members(column, waits, given.values)
    kinds = {Kind.BOOLEAN: Truth, Kind.DATE: Day, Kind.TEXT: Word}
    return kinds[given.kind](column, waits)


def _number(
    given: Type,
    column: pl.Expr,
    waits: Callable[[], Waits],
    bounds: tuple[Amount | None, Amount | None],
) -> Value:
    scale = 10 ** (given.places or 0)
    low, high = bounds
    if not isinstance(low, figures.Exact) or not isinstance(high, figures.Exact):
        return number(figures.whole(column, (-NARROW, NARROW), scale), waits)
    span = (int(low * scale), int(high * scale))

    if is_sure(column):
        return number(figures.whole(column, span, scale))

    def end(limit: int) -> Bound:
        return lambda: figures.whole(column.fill_null(limit), span, scale)

    return number(figures.whole(column, span, scale), waits, end(span[0]), end(span[1]))
