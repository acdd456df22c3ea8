"""Two cases alike but for one fact: what is said of one, said of the other.

An unknown of the solver stands for another one in the other case, or for an expression.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import z3

from interpreter.solver.days import Day
from interpreter.solver.decision import Verdict
from interpreter.solver.terms import Chosen, Formula, Ratio, Word


class Twin:
    """Formulas about the other case of a pair: some unknowns are others."""

    def __init__(self, pins: Sequence[tuple[Any, Any]]) -> None:
        self._pins = pins

    def of(self, part: Any) -> Any:
        """Give a formula or a plain number as it is in the other case."""
        return z3.substitute(part, *self._pins) if z3.is_expr(part) else part

    def ratio(self, number: Ratio) -> Ratio:
        """Give an exact number as it is in the other case."""
        return Ratio(self.of(number.above), self.of(number.below))

    def read(self, model: Any) -> _Model:
        """Give a case found, read as the other one of the pair."""
        return _Model(model, self)


class _Model:
    def __init__(self, model: Any, twin: Twin) -> None:
        self._model, self._twin = model, twin

    def eval(self, part: Any, *, model_completion: bool) -> Any:
        """Give what a formula is in the other case."""
        return self._model.eval(self._twin.of(part), model_completion=model_completion)


def primed(unknown: Any) -> Any:
    """Give the unknown that stands for one in the other case."""
    return z3.Const(f"{unknown}′", unknown.sort())


def unknowns_of(value: Any) -> Iterator[Any]:
    """Give the unknowns that the value of a fact is made of."""
    if isinstance(value, Day):
        yield from (value.year, value.month, value.date)
    elif isinstance(value, Chosen):
        yield from value.has.values()
    elif isinstance(value, Ratio | Word):
        yield value.above if isinstance(value, Ratio) else value.code
    else:
        yield value


def decisive(verdict: Verdict) -> Iterator[Formula]:
    """Give what a decision about an award consists of, but for plain numbers."""
    yield from (verdict.granted, verdict.refused, verdict.not_applicable)
    parts = (verdict.amount.above, verdict.amount.below, verdict.payee.code)
    yield from (part for part in parts if z3.is_expr(part))
