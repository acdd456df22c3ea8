"""One case for a formula, always the same one: as near to the typical case as can be.

Facts are settled one after the other in the policy's order: at the typical value where some
case has it, else at the nearest, else not given.  Each step is a yes or no of the solver and
never a value that it happened to choose, so every run and every version gives the same case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from interpreter.language.calendar import FIRST, LAST
from interpreter.policy.model import Fact
from interpreter.reference.unknown import Known
from interpreter.solver import days
from interpreter.solver.cases import Cases, nearest
from interpreter.solver.days import Day
from interpreter.solver.facts import MOST_WORDS
from interpreter.solver.slots import Slot
from interpreter.solver.terms import FALSE, Chosen, Formula, Ratio, Word, negated, said

Facts = dict[str, Known | None]


@dataclass(frozen=True, slots=True)
class Point:
    """One case: its facts, what was granted earlier on which facts, and what is claimed.

    A fact with None is not given; `claims` None: nothing is claimed in particular.
    """

    facts: Facts
    records: tuple[tuple[str, Facts], ...] = ()
    claims: tuple[str, ...] | None = None


def witness(
    cases: Cases, formulas: tuple[Formula, ...], typical: Mapping[str, Known]
) -> Point | None:
    """Give the case for some formulas, by the facts looked at; None where there is none.

    Nothing claimed and nothing granted earlier is the most usual.  Raises Unsettled.
    """
    if not cases.possible(*formulas):
        return None
    cases.push()
    try:
        cases.add(*formulas)
        claims, records = _claims(cases), _records(cases)
        settled: list[Facts] = [{} for _ in range(len(records) + 1)]
        slots = [s for s in cases.slots if s.record <= len(records)]
        for slot, value in _settled(cases, slots, typical):
            settled[slot.record][slot.fact.name] = value
    finally:
        cases.pop()
    return Point(settled[0], tuple(zip(records, settled[1:], strict=True)), claims)


def _holds(cases: Cases, formula: Formula) -> bool:
    """Let a formula hold where some case has it so, else its opposite; say which."""
    holds = cases.possible(formula)
    cases.add(formula if holds else negated(formula))
    return holds


def _claims(cases: Cases) -> tuple[str, ...] | None:
    world = cases.world
    if _holds(cases, negated(world.claims_made)):
        return None
    awards = dict.fromkeys(name for policy in world.policies for name in policy.awards)
    return tuple(n for n in awards if not _holds(cases, negated(world.claimed(n))))


def _records(cases: Cases) -> list[str]:
    """Give the awards granted earlier, as few as can be."""
    awards = dict.fromkeys(name for policy in cases.world.policies for name in policy.awards)
    found = []
    for earlier in cases.world.records:
        if _holds(cases, negated(earlier.present)):
            break
        code = cases.world.code
        found.append(next(n for n in awards if cases.possible(said(earlier.award == code(n)))))
        cases.add(said(earlier.award == code(found[-1])))
    return found


def _settled(
    cases: Cases, slots: list[Slot], typical: Mapping[str, Known]
) -> Iterator[tuple[Slot, Known | None]]:
    """Give each fact its value: the typical one for as many from the first on as can be."""
    usual = [(s, v) for s in slots if (v := typical.get(s.fact.name)) is not None]
    left, wanted = list(slots), {s.key: s.same(v) for s, v in usual}
    while left:
        count = _as_usual(cases, [wanted.get(s.key, FALSE) for s in left])
        for slot in left[:count]:
            cases.add(wanted[slot.key])
            yield slot, typical[slot.fact.name]
        for slot in left[count : count + 1]:
            value = _other(cases, slot, typical.get(slot.fact.name))
            cases.add(slot.same(value))
            yield slot, value
        left = left[count + 1 :]


def _as_usual(cases: Cases, wanted: list[Formula]) -> int:
    """Give how many of some formulas, from the first on, can hold together.

    What was blamed for a failure cannot hold together: at least the last of it is one too many.
    """
    count = len(wanted)
    while not cases.possible(*wanted[:count]):
        count = max(i for i, formula in enumerate(wanted[:count]) if cases.blames(formula))
    return count


def closest(cases: Cases, slot: Slot, usual: Known) -> Known | None:
    """Give the value nearest to the usual one that some case has; None where none is given.

    Raises Unsettled.
    """
    return usual if cases.possible(slot.same(usual)) else _other(cases, slot, usual)


def _other(cases: Cases, slot: Slot, usual: Known | None) -> Known | None:
    """Give the value nearest to the typical one, which no case has; None where none is given."""
    if not cases.possible(slot.given):
        return None
    fact, value, inside = slot.fact, slot.value, (slot.given,)
    if isinstance(value, Chosen):
        return _chosen(cases, inside, value, usual)
    if isinstance(value, Day):
        day = usual if isinstance(usual, date) else FIRST
        found = nearest(cases, inside, value.ordered, days.of(day).ordered, days.of(LAST).ordered)
        return None if found is None else day_at(found)
    if isinstance(value, Ratio):
        start = Fraction(usual) if isinstance(usual, int | Fraction) else Fraction(0)
        about = int(start * value.below)
        found = nearest(cases, inside, value.above, about, 10**18)
        return None if found is None else number_of(fact, found, value.below)
    if isinstance(value, Word):
        return _word(cases, inside, fact, value)
    return cases.possible(*inside, value)


def _word(cases: Cases, inside: tuple[Formula, ...], fact: Fact, value: Word) -> Known | None:
    if fact.type.values:
        ways = fact.type.values
        code = cases.world.code
        return next((w for w in ways if cases.possible(*inside, said(value.code == code(w)))), None)
    found = nearest(cases, inside, value.code, 0, MOST_WORDS)
    return None if found is None else cases.world.word(found)


def _chosen(
    cases: Cases, inside: tuple[Formula, ...], value: Chosen, usual: Known | None
) -> frozenset[str]:
    """Give a set of choices, each word as in the typical case where that is possible."""
    words = usual if isinstance(usual, frozenset) else frozenset()
    fixed = list(inside)
    found = set()
    for word, has in value.has.items():
        wanted = has if word in words else negated(has)
        if not cases.possible(*fixed, wanted):
            wanted = has if word not in words else negated(has)
        fixed.append(wanted)
        found |= {word} if wanted is has else set()
    return frozenset(found)


def day_at(ordered: int, way: int = 1) -> date:
    """Give the day with a number in the calendar of months of 31 days.

    A number that is no day gives the next one after it, or with `way` -1 the last before.
    """
    while True:
        months, day = divmod(ordered - 1, 31)
        with suppress(ValueError):
            return date(months // 12, months % 12 + 1, day + 1)
        ordered += way


def number_of(fact: Fact, above: int, below: int) -> Known:
    """Give a number as the fact holds it."""
    exact = Fraction(above, below)
    return int(exact) if fact.type.whole else exact
