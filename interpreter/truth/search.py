"""The smallest change of a known case that makes a case somebody is looking for.

    idea = find_case(Search(program), seeds, distance, names)

* `seeds`: raw cases, as people write them (`golden.raw`); the change starts from one of them.
* `distance(case)`: 0 for a case that is sought, otherwise how far it is from one, as a whole
  number.  A plain yes or no may be given as 0 and 1; the finer it tells, the further the
  search gets, for it follows what brings it nearer.
* `names`: the facts that may be changed, and `HISTORY` and `CLAIMS`; what decides the award
  in question is enough (`names_of` in `policy/reach.py`) and keeps the search short.

First one thing is changed in every way worth trying, then two, then three, so that what is
found differs in as few things as can be.  Where a day alone would contradict the others, all
days are moved together: the same case at another time.  Invalid cases are never proposed.  The same
question always gets the same answer: nothing here is random and no clock is read.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from interpreter.evaluation.case import Case, read_case
from interpreter.evaluation.program import Program
from interpreter.language.calendar import add_days
from interpreter.language.checker import read_date
from interpreter.language.types import Kind
from interpreter.policy.model import Policy
from interpreter.problems import Place, Refused
from interpreter.truth.boundaries import OTHER_TEXT, Boundaries

HISTORY, CLAIMS = "history", "claims"
MOST_CHANGES = 3
MOST_TRIES = 5_000
SEEDS_TRIED = 6  # the nearest ones; a search from each costs the same
WIDEST = 12  # how many of the nearest half-way cases are changed further
MOST_RECORDS = 12

Raw = Mapping[str, Any]
Distance = Callable[[Case], int]
_SOMEWHERE = Place("")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing changed: the fact's name, HISTORY or CLAIMS, and its new raw value.

    None: not given.
    """

    about: str
    value: object


@dataclass(frozen=True, slots=True)
class Idea:
    """A case that is sought: the number of the seed it comes from, and what is changed."""

    seed: int
    changes: tuple[Change, ...]
    raw: Raw


@dataclass(frozen=True, slots=True, order=True)
class _Step:
    """A case on the way, the nearer and the earlier tried the sooner changed further."""

    distance: int
    order: int
    seed: int
    changes: tuple[Change, ...]
    raw: Raw


class Search:
    """A program made ready for any number of searches."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.policy: Policy = program.policy
        self._boundaries = Boundaries(program.policy)

    def read(self, raw: Raw) -> Case | None:
        """Give a raw case checked, or None where it is invalid."""
        try:
            return read_case(raw, self.program, lambda _: _SOMEWHERE)
        except Refused:
            return None

    def changes(self, raw: Raw, names: Sequence[str]) -> Iterator[Change]:
        """Give every single change of a case worth trying, in the order of the names."""
        facts = raw["facts"]
        for name in names:
            if name == HISTORY:
                values = _histories(self.policy, raw)
            elif name == CLAIMS:
                values = _claims(self.policy, raw)
            else:
                values = iter(self._boundaries.values(name, facts))
            yield from (Change(name, value) for value in values)

    def moved_along(self, raw: Raw, change: Change) -> tuple[Change, ...]:
        """Give the change of a day with every other day of the case moved as far, or nothing."""
        old, new = (read_date(str(v)) for v in (raw["facts"].get(change.about), change.value))
        if old is None or new is None:
            return ()
        stated = {name: read_date(str(value)) for name, value in raw["facts"].items()}
        return tuple(
            Change(name, add_days(day, (new - old).days).isoformat())
            for name, day in stated.items()
            if day is not None and self.policy.facts[name].type.kind is Kind.DATE
        )


def find_case(
    search: Search,
    seeds: Sequence[Raw],
    distance: Distance,
    names: Sequence[str],
    *,
    most: int = MOST_CHANGES,
    tries: int = MOST_TRIES,
) -> Idea | None:
    """Give the smallest change of a seed that is at distance 0, or None where none was found.

    At most `most` things are changed and `tries` cases decided.  A seed that is sought
    itself is given with no change.
    """
    return _Walk(search, distance, [n for n in names if _is_known(search, n)], tries).walk(
        seeds, most
    )


def _is_known(search: Search, name: str) -> bool:
    return name in search.policy.facts or name in (HISTORY, CLAIMS)


def changed(raw: Raw, change: Change) -> dict[str, Any]:
    """Give a raw case with one thing changed."""
    if change.about in (HISTORY, CLAIMS):
        return {**raw, change.about: change.value}
    facts = {name: value for name, value in raw["facts"].items() if name != change.about}
    if change.value is not None:
        facts[change.about] = change.value
    return {**raw, "facts": facts}


class _Walk:
    def __init__(
        self, search: Search, distance: Distance, names: Sequence[str], tries: int
    ) -> None:
        self._search, self._distance, self._names = search, distance, names
        self._left = tries
        self._order = 0
        self._seen: set[tuple[int, frozenset[tuple[str, str]]]] = set()

    def walk(self, seeds: Sequence[Raw], most: int) -> Idea | None:
        front = self._nearest(seeds)
        for _ in range(most):
            if front and front[0].distance == 0:
                break
            front = self._next(front)
        if front and front[0].distance == 0:
            found = front[0]
            return Idea(found.seed, found.changes, found.raw)
        return None

    def _nearest(self, seeds: Sequence[Raw]) -> list[_Step]:
        steps = [self._step(seed, (), raw) for seed, raw in enumerate(seeds)]
        return heapq.nsmallest(SEEDS_TRIED, (step for step in steps if step is not None))

    def _next(self, front: Iterable[_Step]) -> list[_Step]:
        """Change each case in one thing more; the first that is sought ends the search."""
        found: list[_Step] = []
        for step in front:
            for new in self._around(step):
                if new.distance == 0:
                    return [new]
                found.append(new)
        return heapq.nsmallest(WIDEST, found)

    def _around(self, step: _Step) -> Iterator[_Step]:
        """Change one thing; a day that fits the others no more is moved along with them."""
        done = {change.about for change in step.changes}
        names = [name for name in self._names if name not in done]
        for change in self._search.changes(step.raw, names):
            alone = self._tried(step, (change,))
            new = alone or self._tried(step, self._search.moved_along(step.raw, change))
            if new is not None:
                yield new

    def _tried(self, step: _Step, more: tuple[Change, ...]) -> _Step | None:
        """Give the case with these changes more, unless it is invalid or was tried before."""
        changes = (*(c for c in step.changes if c.about not in {m.about for m in more}), *more)
        key = step.seed, frozenset((c.about, repr(c.value)) for c in changes)
        if not more or key in self._seen or self._left <= 0:
            return None
        self._seen.add(key)
        self._left -= 1
        raw = step.raw
        for change in more:
            raw = changed(raw, change)
        return self._step(step.seed, changes, raw)

    def _step(self, seed: int, changes: tuple[Change, ...], raw: Raw) -> _Step | None:
        case = self._search.read(raw)
        if case is None:
            return None
        self._order += 1
        return _Step(self._distance(case), self._order, seed, changes, raw)


def _histories(policy: Policy, raw: Raw) -> Iterator[object]:
    """Give histories of awards like this very case: none, one more, one less, many, unknown."""
    held = raw.get(HISTORY)
    if held is None:
        yield []
    given = list(held or ())
    for award in _rivals(policy, raw):
        yield from ([*given, record] for record in _records(policy, raw, award, len(given)))
    if given:
        yield from (given[:-1], [])
    for award in _rivals(policy, raw):
        for count in range(2, MOST_RECORDS + 1):
            yield [_record(policy, raw, award, n) for n in range(count)]
    if held is not None:
        yield None


def _rivals(policy: Policy, raw: Raw) -> list[str]:
    """Give the awards that are claimed, then those that share a cap or an exclusion with them."""
    claims = raw.get(CLAIMS)
    claimed = [n for n in (policy.awards if claims is None else claims) if n in policy.awards]
    groups = [{*limit.over, *limit.also} for limit in policy.limits]
    groups += [{n for side in e.sides for n in side.awards} for e in policy.exclusions]
    near = [n for n in policy.awards if any(n in g and g & {*claimed} for g in groups)]
    return list(dict.fromkeys((*claimed, *near)))


def _records(policy: Policy, raw: Raw, award: str, number: int) -> Iterator[dict[str, Any]]:
    """Give records of an award on the facts of this case: another, the same, another text."""
    yield _record(policy, raw, award, number)
    yield {"award": award, **_given(raw)}
    other = _record(policy, raw, award, number)
    texts = (n for n, f in policy.facts.items() if f.type.kind is Kind.TEXT and n in other)
    yield other | {name: f"{OTHER_TEXT}{name}" for name in texts}


def _record(policy: Policy, raw: Raw, award: str, number: int) -> dict[str, Any]:
    """Give a record on the facts of this case, of a thing of its own."""
    own = {n: f"既往{number + 1}" for n, fact in policy.facts.items() if fact.names_one}
    return {"award": award, **_given(raw), **own}


def _given(raw: Raw) -> dict[str, Any]:
    return {name: value for name, value in raw["facts"].items() if value is not None}


def _claims(policy: Policy, raw: Raw) -> Iterator[object]:
    """Give claims with one rival more, and no claims at all: everything is decided."""
    claims = raw.get(CLAIMS)
    if claims is None:
        return
    for name in islice((n for n in _rivals(policy, raw) if n not in claims), MOST_RECORDS):
        yield [*claims, name]
    yield None
