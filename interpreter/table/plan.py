"""Columns worked out one after another, each once, and only those that somebody needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import polars as pl

from interpreter.table.figures import Figure
from interpreter.table.truths import NEVER, NO, SURE, YES, fails, unknown
from interpreter.table.values import Bound, Number, Truth, Value, no_waits, number

OWN = "#"  # no fact and no award begins with it


class Plan:
    """A straight line of columns, in stages: each stage reads only what stands before it."""

    def __init__(self) -> None:
        self._columns: dict[str, tuple[int, pl.Expr]] = {}
        self._truths: dict[int, tuple[Truth, tuple[pl.Expr, pl.Expr]]] = {}

    def keep(self, expr: pl.Expr, *, sure: bool = False) -> pl.Expr:
        """Work an expression out once; what is given stands for its result.

        `sure` says that it is null in no row.
        """
        if expr is YES or expr is NO or expr.meta.is_column() or expr.meta.is_literal():
            return expr
        roots = expr.meta.root_names()
        if not roots:
            return _folded(expr)
        stage = 1 + max((self._stage(root) for root in roots), default=0)
        name = f"{SURE if sure else ''}{OWN}{len(self._columns)}"
        self._columns[name] = (stage, expr.alias(name))
        return pl.col(name)

    def false_in(self, truth: Truth) -> pl.Expr:
        """Give where a condition surely does not hold, worked out once."""
        return self._told(truth, 0)

    def unknown_in(self, truth: Truth) -> pl.Expr:
        """Give where a condition is not known, worked out once."""
        return self._told(truth, 1)

    def _told(self, truth: Truth, which: int) -> pl.Expr:
        if id(truth) not in self._truths:
            false, open_ = fails(truth.expr), unknown(truth.expr)
            kept = self.keep(false, sure=True), self.keep(open_, sure=True)
            self._truths[id(truth)] = truth, kept
        return self._truths[id(truth)][1][which]

    def _stage(self, name: str) -> int:
        return self._columns[name][0] if name in self._columns else 0

    def hold(self, value: Value, *, sure: bool = False) -> Value:
        """Work a value out once; what it waits for and its bounds only if somebody asks.

        A value that is `sure`, known in every row, waits for nothing and is its own bound.
        """
        if sure:
            return self._hold_sure(value)
        waits = cache(lambda: {name: self.keep(e) for name, e in value.waits().items()})
        if isinstance(value, Number):
            figure = self._figure(value.figure)
            low, high = (self._bound(b, value.figure, figure) for b in (value.low, value.high))
            return Number(figure.above, waits, figure, low, high)
        return replace(value, expr=self.keep(value.expr), waits=waits)

    def _hold_sure(self, value: Value) -> Value:
        if isinstance(value, Number):
            figure = replace(self._figure(value.figure), above=self.keep(value.expr, sure=True))
            return number(figure)
        return replace(value, expr=self.keep(value.expr, sure=True), waits=no_waits)

    def _figure(self, figure: Figure) -> Figure:
        below = figure.below if isinstance(figure.below, int) else self.keep(figure.below)
        return replace(figure, above=self.keep(figure.above), below=below)

    def _bound(self, bound: Bound, own: Figure, held: Figure) -> Bound:
        """Keep a bound; where a number is bounded by itself alone, it is kept already."""

        def kept() -> Figure | None:
            figure = bound()
            if figure is own:
                return held
            return None if figure is None else self._figure(figure)

        return cache(kept)

    def run(self, frame: pl.DataFrame, wanted: Iterable[pl.Expr]) -> pl.DataFrame:
        """Give the wanted columns over a frame; a column is let go when nobody needs it more."""
        found = list(wanted)
        *stages, end = self._stages(found)
        last = {root: place for place, (_, roots) in enumerate(stages) for root in roots}
        last |= dict.fromkeys(end[1], len(stages))
        columns = {column.name: column for column in frame}
        for place, (exprs, roots) in enumerate(stages):
            made = _select(pl.DataFrame([columns[root] for root in roots]), exprs)
            columns |= {column.name: column for column in made}
            for root in roots:
                if last[root] == place:
                    del columns[root]
        return _select(pl.DataFrame([columns[root] for root in end[1]]), found)

    def _stages(self, wanted: list[pl.Expr]) -> list[tuple[list[pl.Expr], list[str]]]:
        """Give the columns needed stage by stage, the wanted ones last, each with what it reads."""
        stages: dict[int, list[pl.Expr]] = {}
        for name in self._needed(wanted):
            stage, expr = self._columns[name]
            stages.setdefault(stage, []).append(expr)
        each = [*(stages[stage] for stage in sorted(stages)), wanted]
        return [(e, sorted({r for expr in e for r in expr.meta.root_names()})) for e in each]

    def _needed(self, wanted: list[pl.Expr]) -> set[str]:
        waiting = [root for expr in wanted for root in expr.meta.root_names()]
        found: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in self._columns and name not in found:
                found.add(name)
                waiting += self._columns[name][1].meta.root_names()
        return found


def _select(frame: pl.DataFrame, exprs: list[pl.Expr]) -> pl.DataFrame:
    """Work out expressions of one stage, what several have in common once."""
    alike = pl.QueryOptFlags.none(comm_subexpr_elim=True)
    return frame.lazy().select(exprs).collect(optimizations=alike)


def _folded(expr: pl.Expr) -> pl.Expr:
    """Give the same in every row as a literal: a column is made only of what differs."""
    value = pl.select(expr.alias(OWN)).to_series()
    if value.dtype == pl.Boolean:
        return {True: YES, False: NO, None: NEVER}[value[0]]
    return pl.lit(value[0], dtype=value.dtype)
