"""Earlier awards beside the cases: what each record says to a case, and what they come to.

Cases and records are columns of their own; a pair is a case with one of its records.  What
pairs come to is counted per case and read there like any other column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import polars as pl

from interpreter.language.tree import EARLIER, Expression
from interpreter.policy.model import Policy
from interpreter.table import figures
from interpreter.table.branches import pick
from interpreter.table.figures import Figure
from interpreter.table.lowering import lower
from interpreter.table.meaning import COLUMNS
from interpreter.table.plan import Plan
from interpreter.table.scope import Scope, Scopes
from interpreter.table.truths import both, surely
from interpreter.table.values import Bound, Number, Truth, Value, Waits, Word

ROW, RECORD_AWARD = "#row", "#award"
MOST_RECORDS = 10**6  # of one case: sums over them are sized for so many
Pick = Callable[[Scope], Value]


class Side:
    """One side of the pairs: its values are worked out there and carried over by name."""

    def __init__(self, plan: Plan, mark: str) -> None:
        self.plan = plan
        self._mark = mark
        self._names: dict[str, str] = {}
        self._exprs: list[pl.Expr] = []

    def column(self, expr: pl.Expr) -> pl.Expr:
        """Carry a column over to the pairs."""
        kept = self.plan.keep(expr)
        if kept.meta.is_literal():
            return kept
        source = kept.meta.output_name()
        if source not in self._names:
            self._names[source] = f"{self._mark}{len(self._names)}"
            self._exprs.append(kept.alias(self._names[source]))
        return pl.col(self._names[source])

    def value(self, value: Value) -> Value:
        """Carry a value over, with what it waits for and its bounds."""
        waits = self._waits(value)
        if isinstance(value, Number):
            figure = self._figure(value.figure)
            return Number(
                figure.above, waits, figure, self._bound(value.low), self._bound(value.high)
            )
        return replace(value, expr=self.column(value.expr), waits=waits)

    def _waits(self, value: Value) -> Callable[[], Waits]:
        return lambda: {name: self.column(where) for name, where in value.waits().items()}

    def _figure(self, figure: Figure) -> Figure:
        below = figure.below if isinstance(figure.below, int) else self.column(figure.below)
        return replace(figure, above=self.column(figure.above), below=below)

    def _bound(self, bound: Bound) -> Bound:
        def carried() -> Figure | None:
            figure = bound()
            return None if figure is None else self._figure(figure)

        return carried

    def run(self, frame: pl.DataFrame, *also: str) -> pl.DataFrame:
        """Work out what is carried, beside some columns of the frame."""
        return self.plan.run(frame, [*(pl.col(name) for name in also), *self._exprs])


class History:
    """The records of all cases, and what they come to for each."""

    def __init__(self, policy: Policy, cases: Plan, records: Scopes | None) -> None:
        self._policy = policy
        self._case = Side(cases, "c")
        self._record = Side(records.base.plan if records is not None else Plan(), "r")
        self._scopes = records
        self._plan = Plan()
        self._sums: list[tuple[str, pl.Expr, object]] = []
        self._codes = {name: i for i, name in enumerate(policy.awards)}

    @property
    def empty(self) -> bool:
        """Whether no case has any record."""
        return self._scopes is None

    def case(self, value: Value) -> Value:
        """Give a value of the case, beside each of its records."""
        return self._case.value(value)

    def record(self, awards: Iterable[str], read: Pick) -> Value:
        """Give a value of the records of some awards, read on each record's own names."""
        assert self._scopes is not None
        groups: dict[int, tuple[Value, list[int]]] = {}
        for name in awards:
            value = read(self._scopes.of(self._policy.awards[name]))
            groups.setdefault(id(value), (value, []))[1].append(self._codes[name])
        found = [(pl.col(RECORD_AWARD).is_in(codes), value) for value, codes in groups.values()]
        held = self._record.plan.hold(pick(found)) if len(found) > 1 else found[0][1]
        return self._record.value(held)

    def named(self, awards: Iterable[str]) -> pl.Expr:
        """Say which pairs have a record of one of some awards."""
        codes = [self._codes[name] for name in awards]
        return self._plan.keep(self._record.column(pl.col(RECORD_AWARD)).is_in(codes))

    def all_of(self, conditions: list[Value]) -> Truth:
        """Give whether all of some conditions hold for a pair, in Kleene's logic."""
        held = (
            self._plan.hold(COLUMNS["and"](*conditions)) if len(conditions) > 1 else conditions[0]
        )
        assert isinstance(held, Truth)
        return held

    def hold(self, value: Value) -> Value:
        """Work out a value of the pairs once."""
        return self._plan.hold(value)

    def beside(self, expression: Expression, case: Scope, awards: list[str]) -> Value:
        """Give an expression over a case and each of its records, those behind `earlier`."""
        return lower(expression.root, _Beside(self, case, awards), self._plan)

    def texts_apart(self, awards: list[str], fact: str, case: Scope) -> tuple[pl.Expr, pl.Expr]:
        """Give what tells the things of records apart, and where it is the case's own thing."""
        own = pl.concat_str(pl.lit("\0record "), self._record.column(pl.col("#own")))
        theirs = self.record(awards, lambda scope: scope[fact])
        same = self.hold(COLUMNS["equal"](self.case(case[fact]), theirs))
        assert isinstance(theirs, Word)
        return self._plan.keep(theirs.expr.fill_null(own)), self._plan.keep(
            same.expr.fill_null(False)
        )

    def sum_up(self, over: pl.Expr, empty: object) -> pl.Expr:
        """Give what the pairs of a case come to, `empty` where there are none."""
        name = f"~{len(self._sums)}"
        self._sums.append((name, over, empty))
        return pl.col(name)

    def total(self, figure: Figure, where: pl.Expr) -> Figure:
        """Give the sum of a figure over some pairs of each case, unknown where one of them is."""
        lost = self.sum_up((figure.above.is_null() & where).any(), False)
        summed = self.sum_up(figure.above.filter(where).sum(), 0)
        low, high = (end * MOST_RECORDS for end in figure.span)
        assert isinstance(figure.below, int)
        total = figures.whole(summed, (min(low, 0), max(high, 0)), figure.below)
        return figures.chosen((~lost, total))

    def waits(self, where: pl.Expr, value: Value) -> Callable[[], Waits]:
        """Give what cases wait for because of pairs that are unknown."""

        def found() -> Waits:
            each = {n: self._plan.keep(both(w, where)) for n, w in value.waits().items()}
            return {n: self.sum_up(surely(w).any(), False) for n, w in each.items()}

        return found

    def keep(self, expr: pl.Expr) -> pl.Expr:
        """Work out a column of the pairs once."""
        return self._plan.keep(expr)

    def run(self, cases: pl.DataFrame, records: pl.DataFrame | None) -> pl.DataFrame:
        """Give the cases with what their records come to."""
        if not self._sums:
            return cases
        assert records is not None
        theirs = self._record.run(records, ROW)
        mine = self._case.run(cases.join(records.select(ROW).unique(), on=ROW, how="semi"), ROW)
        pairs = mine.join(theirs, on=ROW, how="inner")
        roots = dict.fromkeys(r for _, e, _ in self._sums for r in e.meta.root_names())
        worked = self._plan.run(pairs, [pl.col(ROW), *(pl.col(r) for r in roots if r != ROW)])
        summed = worked.group_by(ROW).agg(e.alias(name) for name, e, _ in self._sums)
        joined = cases.join(summed, on=ROW, how="left", maintain_order="left")
        fills = [pl.col(name).fill_null(empty) for name, _, empty in self._sums]
        return joined.with_columns(fills)


class _Beside(dict[str, Value]):
    """The names of a case, and those of its record behind `earlier`."""

    def __init__(self, history: History, case: Scope, awards: list[str]) -> None:
        super().__init__()
        self._history = history
        self._case = case
        self._awards = awards

    def __missing__(self, name: str) -> Value:
        if name.startswith(EARLIER):
            bare = name.removeprefix(EARLIER)
            return self._history.record(self._awards, lambda scope: scope[bare])
        return self._history.case(self._case[name])
