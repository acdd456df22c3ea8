"""Who a formula concerns, as a condition to read: boxes of facts, each as large as it can be.

A box starts at a case and grows: a fact that does not matter is left out, a number or date
gets the widest span, a choice every value with which the formula still holds in every valid
case.  That the award is granted, before or after, is one side of the box.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from interpreter.reference.unknown import Known
from interpreter.review.proof import Box, Member, OneOf, Part, Region, Span
from interpreter.solver.cases import Cases, Unsettled, farthest
from interpreter.solver.needed import needed
from interpreter.solver.slots import Slot
from interpreter.solver.terms import Formula, every, negated, said, some
from interpreter.solver.witness import Point, Usual, witness

MOST_BOXES = 2


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a box: what it says, and the formula of it."""

    part: Part
    formula: Formula
    slot: Slot | None = None


def region(
    cases: Cases,
    concerned: Formula,
    first: Point,
    granted: Iterable[tuple[Part, Formula]],
    beside: Iterable[tuple[Part, Formula]],
    usual: Usual,
    most: int = MOST_BOXES,
) -> Region:
    """Give the boxes of a formula, the first around a case, as long as there are few.

    `granted` is part of every box; of what may be said `beside` facts that which is so in
    its case, and matters.  The formula is looked at among
    complete cases without claims or anything granted earlier.
    """
    fixed, sayings = ([Side(part, formula) for part, formula in told] for told in (granted, beside))
    boxes: list[Box] = []
    cases.learn(negated(concerned), *(side.formula for side in fixed))
    at: Point | None = first
    cases.push()
    world = cases.world
    gone = (negated(earlier.present) for earlier in world.records)
    cases.add(cases.complete, negated(world.claims_made), *gone)
    try:
        while at is not None and len(boxes) < most:
            sides = _box(cases, concerned, at, fixed, sayings)
            boxes.append(tuple(_tightened(cases, side, sides).part for side in sides))
            cases.add(negated(every(*(side.formula for side in sides))))
            at = witness(cases, (concerned,), usual)
    except Unsettled:
        at = first
    finally:
        cases.pop()
    return Region(tuple(boxes), exhaustive=at is None)


def _box(
    cases: Cases, concerned: Formula, at: Point, fixed: list[Side], sayings: list[Side]
) -> list[Side]:
    """Give the largest box around a case, in the policy's order of facts."""
    values = [(slot, at.facts[slot.fact.name]) for slot in cases.slots]
    assert cases.possible(*(slot.same(value) for slot, value in values))
    there = [side for side in sayings if cases.is_so(side.formula)]
    sides = [side for slot, value in values for side in _sides(slot, value)]
    cases.push()
    cases.add(negated(concerned), *(side.formula for side in fixed))
    try:
        return [*fixed, *_grown(cases, needed(cases, [*sides, *there]))]
    finally:
        cases.pop()


def _sides(slot: Slot, value: Known | None) -> Iterator[Side]:
    """Give the sides of the box that holds nothing but one value of a fact."""
    name = slot.fact.name
    if isinstance(value, frozenset):
        for word, inside in slot.value.has.items():
            has = inside if word in value else negated(inside)
            yield Side(Member(name, word, word in value), every(slot.given, has), slot)
    elif isinstance(value, int | Fraction | date) and not isinstance(value, bool):
        yield Side(Span(name, value, value), slot.same(value), slot)
    else:
        yield Side(OneOf(name, (value,)), slot.same(value), slot)


def _grown(cases: Cases, sides: list[Side]) -> list[Side]:
    """Widen one side after the other."""
    grown = list(sides)
    for index, side in enumerate(sides):
        others = tuple(s.formula for i, s in enumerate(grown) if i != index)
        if isinstance(side.part, Span) and side.slot is not None:
            grown[index] = _widened_span(cases, side.slot, side.part, others)
        elif isinstance(side.part, OneOf) and side.slot is not None:
            grown[index] = _widened_choice(cases, side.slot, side.part, others)
    return grown


def _widened_choice(cases: Cases, slot: Slot, part: OneOf, others: tuple[Formula, ...]) -> Side:
    """Add every value with which the formula still holds in every case between the others."""
    ways = slot.fact.type.values
    also = {w for w in ways if not cases.possible(*others, slot.same(w))}
    more = (w for w in ways if w in also and w not in part.values)
    values = (*part.values, *more)
    return Side(OneOf(part.fact, values), some(*(slot.same(v) for v in values)), slot)


def _widened_span(cases: Cases, slot: Slot, span: Span, others: tuple[Formula, ...]) -> Side:
    """Move both ends of a span as far as they go; the fact's own bound is no end at all."""
    number, inside = slot.number, (*others, slot.given)
    ends = (span.low, slot.fact.minimum, slot.fact.maximum)
    at, first, last = (slot.number_at(end) for end in ends)
    low = _stretched(cases, inside, number, (at, at, first))
    high = _stretched(cases, inside, number, (low, at, last))
    told = (
        slot.value_at(end, way) if end != bound else None
        for end, bound, way in ((low, first, 1), (high, last, -1))
    )
    within = every(slot.given, said(number >= low), said(number <= high))
    return Side(Span(span.fact, *told), within, slot)


def _tightened(cases: Cases, side: Side, sides: list[Side]) -> Side:
    """Leave out of a side the values, and the ends of a span, that no case between has."""
    inside, slot = tuple(s.formula for s in sides), side.slot
    if slot is None:
        return side
    if isinstance(side.part, OneOf) and len(side.part.values) > 1:
        kept = (v for v in side.part.values if cases.possible(*inside, slot.same(v)))
        return Side(OneOf(side.part.fact, tuple(kept)), side.formula, slot)
    if not isinstance(side.part, Span):
        return side
    number, ends = slot.number, []
    bounds = (side.part.low, slot.fact.minimum, -1), (side.part.high, slot.fact.maximum, 1)
    for end, bound, way in bounds:
        at = slot.number_at(bound if end is None else end)
        if not cases.possible(*inside, said(number == at)):
            at = way * farthest(cases, inside, way * number)
        ends.append(None if at == slot.number_at(bound) else slot.value_at(at))
    return Side(Span(side.part.fact, *ends), side.formula, slot)


def _stretched(
    cases: Cases, inside: tuple[Formula, ...], number: Any, ends: tuple[int, int, int]
) -> int:
    """Give the farthest number from a start towards an end, such that all between are inside.

    `ends`: the other end of the span, where it starts, and where it may end.
    """
    base, held, last = ends
    step = 1 if last >= held else -1
    broken, middle = last + step, last
    while abs(broken - held) > 1:
        low, high = sorted((base, middle))
        if cases.possible(*inside, said(number >= low), said(number <= high)):
            broken = cases.number_in(number)
        else:
            held = middle
        middle = (held + broken) // 2
    return held
