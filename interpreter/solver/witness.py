"""One case for a formula, always the same one: as near to the typical case as can be.

Facts are settled one after the other in the policy's order: at the typical value where some
case has it, else at the nearest, else not given.  Each step is a yes or no of the solver and
never a value that it happened to choose, so every run and every version gives the same case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import product, takewhile

from interpreter.language.calendar import FIRST, LAST
from interpreter.policy.model import Fact
from interpreter.reference.unknown import Known
from interpreter.solver import days
from interpreter.solver.cases import Cases, nearest
from interpreter.solver.days import Day
from interpreter.solver.facts import MOST_WORDS
from interpreter.solver.slots import Slot, day_at, number_of
from interpreter.solver.terms import FALSE, Chosen, Formula, Ratio, Word, negated, said
from interpreter.solver.world import World

Facts = dict[str, Known | None]


@dataclass(frozen=True, slots=True)
class Point:
    """One case: its facts, what was granted earlier on which facts, and what is claimed.

    A fact with None is not given; `claims` None: nothing is claimed in particular.
    """

    facts: Facts
    records: tuple[tuple[str, Facts], ...] = ()
    claims: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual: the facts of the typical case, and the awards it is granted."""

    facts: Mapping[str, Known]
    awards: tuple[str, ...] = ()

    def of(self, slot: Slot) -> Known | None:
        """Give the usual value of a fact; what names a thing is another in each record."""
        return self._in(slot.fact, slot.record)

    def _in(self, fact: Fact, record: int) -> Known | None:
        value = self.facts.get(fact.name)
        named = record and fact.names_one and isinstance(value, str)
        return f"{value}{record + 1}" if named else value

    def words(self, world: World, records: int) -> Iterator[str]:
        """Give every usual text, which then has the same number whatever is asked first."""
        for record, fact in product(range(records + 1), world.facts.values()):
            if isinstance(word := self._in(fact, record), str):
                yield word

    def first(self, awards: Iterable[str]) -> list[str]:
        """Give awards, the usual ones first."""
        return sorted(awards, key=lambda award: award not in self.awards)


def witness(cases: Cases, formulas: tuple[Formula, ...], usual: Usual) -> Point | None:
    """Give the case for some formulas, by the facts looked at; None where there is none.

    Nothing claimed and nothing granted earlier is the most usual.  Raises Unsettled.
    """
    if not cases.possible(*formulas):
        return None
    cases.push()
    try:
        cases.add(*formulas)
        claims, records = _claims(cases), _records(cases, usual)
        settled: list[Facts] = [{} for _ in range(len(records) + 1)]
        slots = [s for s in cases.slots if s.record <= len(records)]
        for slot, value in _settled(cases, slots, usual):
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


def _records(cases: Cases, usual: Usual) -> list[str]:
    """Give the awards granted earlier, as few as can be; of a usual one as many as can be."""
    known = dict.fromkeys(name for policy in cases.world.policies for name in policy.awards)
    awards, code = usual.first(known), cases.world.code
    there = list(takewhile(lambda e: not _holds(cases, negated(e.present)), cases.world.records))
    first = [said(earlier.award == code(awards[0])) for earlier in there]
    found = [awards[0]] * _as_usual(cases, first)
    cases.add(*first[: len(found)])
    for earlier in there[len(found) :]:
        found.append(next(n for n in awards if cases.possible(said(earlier.award == code(n)))))
        cases.add(said(earlier.award == code(found[-1])))
    return found


def _settled(cases: Cases, slots: list[Slot], usual: Usual) -> Iterator[tuple[Slot, Known | None]]:
    """Give each fact its value: the usual one for as many from the first on as can be."""
    values = {slot.key: value for slot in slots if (value := usual.of(slot)) is not None}
    wanted = {slot.key: slot.same(values[slot.key]) for slot in slots if slot.key in values}
    left = list(slots)
    while left:
        asked = [wanted.get(slot.key, FALSE) for slot in left]
        count = _as_usual(cases, asked)
        cases.add(*asked[:count])
        yield from ((slot, values[slot.key]) for slot in left[:count])
        for slot in left[count : count + 1]:
            value = _other(cases, slot, usual.facts.get(slot.fact.name), values.get(slot.key))
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
    return usual if cases.possible(slot.same(usual)) else _other(cases, slot, usual, usual)


def _other(cases: Cases, slot: Slot, usual: Known | None, passed: Known | None) -> Known | None:
    """Give the value nearest to the typical one, None where none is given.

    `passed` is what no case has.
    """
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
        if isinstance(usual, str) and usual != passed and cases.possible(slot.same(usual)):
            return usual
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
