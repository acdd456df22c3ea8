"""What columns know of one award on its way to an outcome, in every row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import polars as pl

from interpreter.evaluation.outcome import Status
from interpreter.policy.model import Award, Condition, Limit
from interpreter.table import figures
from interpreter.table.scope import Scope
from interpreter.table.truths import NO, YES, both, either, negated, unknown
from interpreter.table.values import Truth, Waits, Word, all_waits, number

Rests = list[tuple[tuple[str, ...], pl.Expr]]


@dataclass(frozen=True, slots=True)
class Looked:
    """A condition as it was looked at: where it asks nothing, fails, or is not known."""

    condition: Condition
    absent: pl.Expr
    fails: pl.Expr
    open: pl.Expr


class Judged:
    """An award on its way to an outcome, in every row; the marks are never null.

    `concerned` where it is about the case, or may be; `looked_at` also where it was claimed
    although it is not.  `refused`, `doubtful` and `waiting` as in the outcome of one case;
    `reasons` are what refuses or cuts, each with where it does.  For telling it: `looked` are
    its own conditions in the order looked at, `rests` the readings it rests on beyond its own
    with where, `lowered` where a ceiling lowers its amount, and `apart` where earlier or other
    awards decide with it.
    """

    def __init__(self, award: Award, scope: Scope, present: pl.Expr) -> None:
        self.award = award
        self.scope = scope
        self.present = present
        self.reasons: list[tuple[str, pl.Expr]] = []
        self.concerned = self.looked_at = self.refused = self.doubtful = self.waiting = NO
        self.applies = Truth(YES)
        self.at_least = NO
        self.payee = Word(pl.lit(None, dtype=pl.String))
        self.amount = number(figures.nothing())
        self.cuts: list[tuple[Limit, pl.Expr]] = []
        self.looked: list[Looked] = []
        self.rests: Rests = []
        self.apart = self.lowered = NO
        self._pending: list[Callable[[], Waits]] = []

    @property
    def name(self) -> str:
        """The award's name."""
        return self.award.cited.name

    @property
    def out(self) -> pl.Expr:
        """Where nothing can be paid any more."""
        return self.keep(either([negated(self.concerned), self.refused]))

    @property
    def stands(self) -> pl.Expr:
        """Where it would be granted as things are."""
        marks = (self.refused, self.waiting, self.doubtful)
        return self.keep(both(self.concerned, *map(negated, marks)))

    @property
    def told(self) -> dict[str, pl.Expr]:
        """Each sentence that refuses or cuts, with where it does."""
        found: dict[str, pl.Expr] = {}
        for title, where in self.reasons:
            found[title] = either([found.get(title, NO), where])
        return found

    def keep(self, expr: pl.Expr) -> pl.Expr:
        """Work a column out once."""
        return self.scope.plan.keep(expr)

    def refuse(self, title: str, where: pl.Expr) -> None:
        """Note where a reason refuses."""
        where = self.keep(where)
        self.fail(title, where)
        self.set_apart(where)

    def fail(self, title: str, where: pl.Expr) -> None:
        """Note where a condition of its own refuses."""
        self.reasons.append((title, where))
        self.refused = self.keep(either([self.refused, where]))

    def cut(self, limit: Limit, where: pl.Expr) -> None:
        """Note where a limit cuts the amount."""
        self.reasons.append((limit.cited.says, where))
        self.cuts.append((limit, where))
        self.set_apart(where)

    def set_apart(self, where: pl.Expr) -> None:
        """Note where more than the award's own conditions has to be told."""
        self.apart = either([self.apart, where])

    def wait(self, where: pl.Expr, waits: Callable[[], Waits], waiting: pl.Expr = YES) -> None:
        """Note where the award may come to nothing, and what it waits for there, if anything."""
        where = self.keep(where)
        self.doubtful = self.keep(either([self.doubtful, where]))
        self.lack(both(where, waiting), waits)

    def lack(self, where: pl.Expr, waits: Callable[[], Waits]) -> None:
        """Note where only the amount or the payee waits."""
        where = self.keep(where)
        if where is not NO:
            self.waiting = self.keep(either([self.waiting, where]))
            self._pending.append(lambda: {n: both(w, where) for n, w in waits().items()})

    def hold_to(self, conditions: list[tuple[Condition, Truth]]) -> None:
        """Note where conditions refuse or are not known, all of them at once."""
        where = self.looked_at
        looked = [self._look(condition, truth) for condition, truth in conditions]
        self.reasons += [(each.condition.title, both(each.fails, where)) for each in looked]
        fails = self.keep(both(where, either(each.fails for each in looked)))
        self.refused = self.keep(either([self.refused, fails]))
        open_ = self.keep(both(where, either(each.open for each in looked)))
        self.wait(open_, all_waits([truth for _, truth in conditions]))

    def _look(self, condition: Condition, truth: Truth) -> Looked:
        plan, governed = self.scope.plan, self.scope.governed(condition.window)
        absent = plan.false_in(governed)
        looked = Looked(condition, absent, plan.false_in(truth), plan.unknown_in(truth))
        self.looked.append(looked)
        if absent is not NO:
            self.rests.append((condition.readings, self.keep(negated(absent))))
        return looked

    def waits(self) -> Callable[[], Waits]:
        """Give what the award waits for as things are."""
        held = tuple(self._pending)

        def found() -> Waits:
            joined: Waits = {}
            for pending in held:
                for name, where in pending().items():
                    joined[name] = joined[name] | where if name in joined else where
            return {name: self.keep(where) for name, where in joined.items()}

        return cache(found)

    def status(self) -> pl.Expr:
        """Give the status by its number in the order of `Status`; null where not in question."""
        order = list(Status)
        unsure = either(
            [self.waiting, self.doubtful, unknown(self.amount.expr), unknown(self.payee.expr)]
        )
        found = (
            pl.when(self.refused)
            .then(pl.lit(order.index(Status.REFUSED), dtype=pl.UInt8))
            .when(negated(self.concerned))
            .then(pl.lit(order.index(Status.NOT_APPLICABLE), dtype=pl.UInt8))
            .when(unsure)
            .then(pl.lit(order.index(Status.PENDING), dtype=pl.UInt8))
            .otherwise(pl.lit(order.index(Status.GRANTED), dtype=pl.UInt8))
        )
        return found if self.present is YES else pl.when(self.present).then(found)
