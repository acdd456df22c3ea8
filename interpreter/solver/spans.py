"""Between what ends a whole number lies, told from its formula alone; no end where none is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod

import z3

from interpreter.solver.terms import Whole

Span = tuple[int, int] | None  # both ends included; None where either is not known


def span_of(whole: Whole, unknowns: Mapping[str, tuple[int, int]]) -> Span:
    """Give the ends of a whole number, from those of the unknowns in it."""
    return _Reader(unknowns).read(z3.IntVal(whole) if isinstance(whole, int) else whole)


class _Reader:
    def __init__(self, unknowns: Mapping[str, tuple[int, int]]) -> None:
        self._unknowns = unknowns
        self._found: dict[int, Span] = {}

    def read(self, whole: Whole) -> Span:
        number = whole.get_id()
        if number not in self._found:
            self._found[number] = self._read(whole)
        return self._found[number]

    def _read(self, whole: Whole) -> Span:
        if z3.is_int_value(whole):
            return whole.as_long(), whole.as_long()
        if z3.is_const(whole):
            return self._unknowns.get(whole.decl().name())
        join = _JOINED.get(whole.decl().kind())
        parts = whole.children()
        if z3.is_app_of(whole, z3.Z3_OP_ITE):
            parts = parts[1:]
        ends = [self.read(part) for part in parts] if join else []
        known = [end for end in ends if end is not None]
        return join(known) if join is not None and len(known) == len(ends) else None


def _sum(ends: list[tuple[int, int]]) -> Span:
    return sum(low for low, _ in ends), sum(high for _, high in ends)


def _difference(ends: list[tuple[int, int]]) -> Span:
    return _sum([ends[0], *((-high, -low) for low, high in ends[1:])])


def _negative(ends: list[tuple[int, int]]) -> Span:
    return -ends[0][1], -ends[0][0]


def _product(ends: list[tuple[int, int]]) -> Span:
    found = ends[0]
    for end in ends[1:]:
        corners = [prod(pair) for pair in ((a, b) for a in found for b in end)]
        found = min(corners), max(corners)
    return found


def _either(ends: list[tuple[int, int]]) -> Span:
    return min(low for low, _ in ends), max(high for _, high in ends)


def _quotient(ends: list[tuple[int, int]]) -> Span:
    (low, high), (by, most) = ends
    return (low // by, high // by) if by == most > 0 else None


_JOINED: Mapping[int, Callable[[list[tuple[int, int]]], Span]] = {
    z3.Z3_OP_ADD: _sum,
    z3.Z3_OP_SUB: _difference,
    z3.Z3_OP_UMINUS: _negative,
    z3.Z3_OP_MUL: _product,
    z3.Z3_OP_ITE: _either,
    z3.Z3_OP_IDIV: _quotient,
}
