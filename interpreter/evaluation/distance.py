"""How far a condition that failed was from holding: each comparison that came out false."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeGuard

from interpreter.evaluation.program import Facts, Program
from interpreter.language.tree import Apply, Expression, Name, Node
from interpreter.reference.backend import lower
from interpreter.reference.unknown import Answer, Number

COMPARISONS = frozenset({"at_least", "at_most", "less", "more"})


@dataclass(frozen=True, slots=True)
class Gap:
    """A false comparison: the operator, both sides, and the difference in `unit`."""

    operator: str
    left: Number | date
    right: Number | date
    by: Number
    unit: str


def gaps(program: Program, expression: Expression, scope: Facts) -> tuple[Gap, ...]:
    """Give the gaps of a condition that is false, through the definitions it names."""
    return tuple(_gaps(program, expression.root, scope, set()))


def _gaps(program: Program, node: Node, scope: Facts, seen: set[str]) -> Iterator[Gap]:
    """Walk to the comparisons that decide; each definition is looked into once."""
    if isinstance(node, Name):
        definition = program.policy.definitions.get(node.id)
        if definition is not None and node.id not in seen and scope[node.id] is False:
            seen.add(node.id)
            yield from _gaps(program, definition.expression.root, scope, seen)
    elif isinstance(node, Apply) and node.operator in ("and", "or"):
        for argument in node.arguments:
            yield from _gaps(program, argument, scope, seen)
    elif isinstance(node, Apply) and node.operator in COMPARISONS:
        yield from _gap(program, node, scope)


def _gap(program: Program, node: Apply, scope: Facts) -> Iterator[Gap]:
    holds, left, right = (
        program.evaluator.evaluate(lower(n), scope) for n in (node, *node.arguments)
    )
    if holds is not False:
        return
    if isinstance(left, date) and isinstance(right, date):
        yield Gap(node.operator, left, right, abs((left - right).days), "日")
    elif _is_number(left) and _is_number(right):
        types = [a.type for a in node.arguments]
        units = [str(t.unit) for t in types if t is not None and t.unit.powers]
        yield Gap(node.operator, left, right, max(left - right, right - left), (*units, "")[0])


def _is_number(value: Answer) -> TypeGuard[int | Fraction]:
    return isinstance(value, int | Fraction) and not isinstance(value, bool)
