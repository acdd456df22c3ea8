"""Columns worked out one after another, each once, and only those that somebody needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import polars as pl

from interpreter.table.figures import Figure
from interpreter.table.values import Bound, Number, Value

OWN = "#"  # no fact and no award begins with it


class Plan:
    """A straight line of columns, in stages: each stage reads only what stands before it."""

    def __init__(self) -> None:
        self._columns: dict[str, tuple[int, pl.Expr]] = {}

    def keep(self, expr: pl.Expr) -> pl.Expr:
        """Work an expression out once; what is given stands for its result."""
        if expr.meta.is_column() or expr.meta.is_literal():
            return expr
        roots = expr.meta.root_names()
        if not roots:
            return _folded(expr)
        stage = 1 + max((self._stage(root) for root in roots), default=0)
        name = f"{OWN}{len(self._columns)}"
        self._columns[name] = (stage, expr.alias(name))
        return pl.col(name)

    def _stage(self, name: str) -> int:
        return self._columns[name][0] if name in self._columns else 0

    def hold(self, value: Value) -> Value:
        """Work a value out once; what it waits for and its bounds only if somebody asks."""
        waits = cache(lambda: {name: self.keep(e) for name, e in value.waits().items()})
        if isinstance(value, Number):
            figure = self._figure(value.figure)
            low, high = self._bound(value.low), self._bound(value.high)
            return Number(figure.above, waits, figure, low, high)
        return replace(value, expr=self.keep(value.expr), waits=waits)

    def _figure(self, figure: Figure) -> Figure:
        below = figure.below if isinstance(figure.below, int) else self.keep(figure.below)
        return replace(figure, above=self.keep(figure.above), below=below)

    def _bound(self, bound: Bound) -> Bound:
        def kept() -> Figure | None:
            figure = bound()
            return None if figure is None else self._figure(figure)

        return cache(kept)

    def run(self, frame: pl.DataFrame, wanted: Iterable[pl.Expr]) -> pl.DataFrame:
        """Give the wanted columns over a frame."""
        found = list(wanted)
        stages: dict[int, list[pl.Expr]] = {}
        for name in self._needed(found):
            stage, expr = self._columns[name]
            stages.setdefault(stage, []).append(expr)
        for stage in sorted(stages):
            frame = frame.with_columns(stages[stage])
        return frame.select(found)

    def _needed(self, wanted: list[pl.Expr]) -> set[str]:
        waiting = [root for expr in wanted for root in expr.meta.root_names()]
        found: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in self._columns and name not in found:
                found.add(name)
                waiting += self._columns[name][1].meta.root_names()
        return found


def _folded(expr: pl.Expr) -> pl.Expr:
    """Give the same in every row as a literal: a column is made only of what differs."""
    value = pl.select(expr.alias(OWN)).to_series()
    return pl.lit(value[0], dtype=value.dtype)
