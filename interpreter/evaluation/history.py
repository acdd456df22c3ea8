"""What was granted earlier, each record with names of its own, found by what it is held under."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from interpreter.evaluation.case import Case, Record
from interpreter.evaluation.program import Facts, Program
from interpreter.language.tree import Expression
from interpreter.policy.model import Exclusion, Limit
from interpreter.reference.unknown import Answer, Unknown

HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Earlier:
    """A record with its own scope of names, so that definitions can be read on it.

    `of_case`: not a record, an award of this very case that stands before.
    """

    record: Record
    scope: Facts
    of_case: bool = False


@dataclass(slots=True)
class _Sorted:
    """The places of records by their keys under one rule; `open` are those not known by them."""

    upto: int = 0
    by_keys: dict[tuple[Answer, ...], list[int]] = field(default_factory=dict)
    open: list[int] = field(default_factory=list)


class History:
    """The records before a claim, in their order; it grows as a person is granted more.

    A record is looked at once under each rule, however many claims come after it.
    """

    def __init__(self, program: Program, records: Iterable[Record] = ()) -> None:
        self._program = program
        self._earlier: list[Earlier] = []
        self._sorted: dict[int, _Sorted] = {}
        self.add(records)

    def __iter__(self) -> Iterator[Earlier]:
        return iter(self._earlier)

    def add(self, records: Iterable[Record]) -> None:
        """Put records behind those there are."""
        for record in records:
            award = self._program.policy.awards[record.award]
            own = f"record {len(self._earlier)}"
            scope = self._program.scope(award, record.facts, own, HISTORY)
            self._earlier.append(Earlier(record, scope))

    def under(
        self, rule: Limit | Exclusion, awards: Collection[str], keys: list[Answer]
    ) -> Iterable[Earlier]:
        """Give, in order, the records of some awards whose keys under a rule may equal `keys`."""
        if any(isinstance(key, Unknown) for key in keys):
            return self._earlier
        places = self._sort(rule, awards)
        found = [*places.by_keys.get(tuple(keys), ()), *places.open]
        return (self._earlier[place] for place in sorted(found))

    def _sort(self, rule: Limit | Exclusion, awards: Collection[str]) -> _Sorted:
        places = self._sorted.setdefault(id(rule), _Sorted())
        for place in range(places.upto, len(self._earlier)):
            earlier = self._earlier[place]
            if earlier.record.award in awards:
                self._put(places, place, self._keys(earlier, rule.keys))
        places.upto = len(self._earlier)
        return places

    def _keys(self, earlier: Earlier, keys: tuple[Expression, ...]) -> tuple[Answer, ...]:
        return tuple(self._program.evaluate(key, earlier.scope) for key in keys)

    @staticmethod
    def _put(places: _Sorted, place: int, keys: tuple[Answer, ...]) -> None:
        if any(isinstance(key, Unknown) for key in keys):
            places.open.append(place)
        else:
            places.by_keys.setdefault(keys, []).append(place)


def read_history(program: Program, case: Case) -> History | None:
    """Give each record with its names as on its own event date; None when history is unknown."""
    return None if case.history is None else History(program, case.history)
