"""The policy as a user of simpleeval writes it: a text for each value, evaluated when asked for.

Texts are parsed once, with Python's own operators on plain values; the loop around them is
ours.  Numbers are whole or Decimal, as a user careful of money takes care to have them.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from math import floor
from typing import TYPE_CHECKING

import polars as pl
from peer.infix import INFIX
from peer.tables import Rows, fen, from_rows
from simpleeval import EvalWithCompoundTypes
from yardstick import Names

from interpreter.language import calendar
from interpreter.language.tree import Literal, Name, Node

if TYPE_CHECKING:
    from peer.lowering import PlainPolicy

FUNCTIONS: Mapping[str, Callable[..., object]] = {
    "any_of": lambda some, words: not some.isdisjoint(words),
    "count": len,
    "min": min,
    "max": max,
    "floor": floor,
    "round_down": lambda value, places: Decimal(floor(value * 10**places)).scaleb(-places),
    "year": lambda day: day.year,
    "date": date,
    "decimal": Decimal,
    "add_years": calendar.add_years,
    "add_months": calendar.add_months,
    "add_days": calendar.add_days,
    "years_between": calendar.years_between,
    "months_between": calendar.months_between,
}


def text(node: Node) -> str:
    """Write a tree as Python."""
    if isinstance(node, Name):
        return node.id
    if isinstance(node, Literal):
        return _literal(node.value)
    parts = [text(part) for part in node.arguments]
    if node.operator in INFIX:
        return f"({INFIX[node.operator].join(parts)})"
    if node.operator == "not":
        return f"(not {parts[0]})"
    if node.operator == "contains":
        return f"({parts[1]} in {parts[0]})"
    if node.operator == "if_else":
        return f"({parts[1]} if {parts[0]} else {parts[2]})"
    return f"{node.operator}({', '.join(parts)})"


def _literal(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(repr, value))}]"
    if isinstance(value, date):
        return f"date({value.year}, {value.month}, {value.day})"
    if isinstance(value, Fraction):
        return f'decimal("{Decimal(value.numerator) / value.denominator}")'
    return repr(value)


class Loop:
    """simpleeval, the parsed texts of every step, and of each award's status and amount."""

    def __init__(self, plain: PlainPolicy) -> None:
        self._engine = EvalWithCompoundTypes(functions=dict(FUNCTIONS), names={})
        self._steps = {name: self._parse(node) for name, node in plain.steps.items()}
        self._results = {
            name: (self._parse(found.status), found.amount and self._parse(found.amount))
            for name, found in plain.results.items()
        }
        self._facts = plain.facts

    def decide(self, cases: pl.DataFrame) -> pl.DataFrame:
        """Give status and amount in 分 of every award, row by row."""
        rows = [self.one(facts) for facts in self.read(cases)]
        return from_rows(rows, tuple(self._results))

    def ready(self, cases: pl.DataFrame) -> list[Callable[[], object]]:
        """Give for each row what decides it, its facts read already."""
        return [partial(self.one, facts) for facts in self.read(cases)]

    def read(self, cases: pl.DataFrame) -> list[dict[str, object]]:
        """Give the facts of each row as plain Python values."""
        rows = cases.select(self._facts).to_dicts()
        sets = [name for name in self._facts if isinstance(cases.schema[name], pl.List)]
        for row in rows:
            for name in sets:
                row[name] = frozenset(row[name])
        return rows

    def one(self, facts: Mapping[str, object]) -> Rows:
        """Decide one case: per award its status by number, and its amount in 分 if granted."""
        evaluate = self._engine.eval
        self._engine.names = Names(self._engine, self._steps, facts)
        found: Rows = []
        for status, amount in self._results.values():
            code = evaluate("", previously_parsed=status)
            granted = code == 0 and amount is not None
            found.append((code, fen(evaluate("", previously_parsed=amount)) if granted else None))
        return found

    def _parse(self, node: Node) -> ast.stmt:
        return self._engine.parse(text(node))
