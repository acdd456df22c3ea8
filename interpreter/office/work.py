"""The work of a run: rows as they were read, and what was decided of them.

A table that is done in seconds is held in memory, and done anew if it was stopped; for a longer
one see `workfile`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import ClassVar, Protocol

from interpreter.evaluation.case import Case
from interpreter.office.claims import Claim, Flaw
from interpreter.office.tables import Values

NOBODY = "\1"  # before the number of a row that does not say whose it is: no person is called so


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row to decide: `who` is its person; `case` None where only `raw` was kept of it."""

    who: str
    row: int
    raw: dict[str, object]
    read_as: str
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a row: its decision columns, and its lines of the table of awards."""

    row: int
    decision: Values
    lines: list[Values]


class Work(Protocol):
    """What a run keeps of its rows; what `lasts` is still there when a run was stopped."""

    lasts: ClassVar[bool]

    def whole(self) -> AbstractContextManager[None]:
        """Keep all that is done within, or nothing of it."""

    def note(self, key: str, value: str) -> None:
        """Keep a note about the work as a whole."""

    def noted(self, key: str) -> str:
        """Give a note, empty where there is none."""

    def add_claims(self, claims: Iterable[Claim]) -> Iterator[Claim]:
        """Keep the claims read; each is given back with what else is wrong with it."""

    def add_settled(self, records: Iterable[tuple[str, dict[str, object]]]) -> None:
        """Keep what was granted before, each record with its person."""

    def settled(self, person: str) -> list[dict[str, object]]:
        """Give what a person was granted before, in the order kept."""

    def undecided(self, most: int) -> list[Waiting]:
        """Give the next claims to decide, whole persons: at least `most`, or all that are left."""

    def add_decided(self, decided: Iterable[Decided], upto: str) -> None:
        """Keep what was decided, and that every person up to `upto` is done."""

    def count(self, table: str) -> int:
        """Count the `claims`, the `decisions`, or the rows that have `flaws`."""

    def rows(self) -> Iterator[tuple[int, Iterable[str], Values | None]]:
        """Give every row as it was given, with its decision or None, in the order of the file."""

    def lines(self) -> Iterator[Values]:
        """Give every line of the table of awards, in the order of the file."""

    def flaws(self) -> Iterator[Flaw]:
        """Give everything that is wrong with rows, in the order of the file."""


class Held:
    """The work of a run in memory."""

    lasts: ClassVar[bool] = False

    def __init__(self) -> None:
        self._notes: dict[str, str] = {}
        self._claims: list[Claim] = []
        self._first: dict[object, int] = {}
        self._settled: dict[str, list[dict[str, object]]] = {}
        self._decided: dict[int, Decided] = {}

    def whole(self) -> AbstractContextManager[None]:
        """Nothing in memory outlives a run that is stopped."""
        return nullcontext()

    def note(self, key: str, value: str) -> None:
        """Keep a note about the work as a whole."""
        self._notes[key] = value

    def noted(self, key: str) -> str:
        """Give a note, empty where there is none."""
        return self._notes.get(key, "")

    def add_claims(self, claims: Iterable[Claim]) -> Iterator[Claim]:
        """Keep the claims read; each is given back with what else is wrong with it."""
        return map(self._add, claims)

    def _add(self, claim: Claim) -> Claim:
        name = claim.raw.get("case")
        if name is not None and self._first.setdefault(name, claim.row) != claim.row:
            twice = given_twice(claim.row, str(name), self._first[name])
            claim = replace(claim, flaws=(*claim.flaws, twice))
        self._claims.append(claim)
        return claim

    def add_settled(self, records: Iterable[tuple[str, dict[str, object]]]) -> None:
        """Keep what was granted before, each record with its person."""
        for person, record in records:
            self._settled.setdefault(person, []).append(record)

    def settled(self, person: str) -> list[dict[str, object]]:
        """Give what a person was granted before, in the order kept."""
        return self._settled.get(person, [])

    def undecided(self, most: int) -> list[Waiting]:
        """Give the next claims to decide, whole persons: at least `most`, or all that are left."""
        done = self.noted("decided")
        waiting = [_waiting(claim) for claim in self._claims if not claim.flaws]
        left = sorted((w for w in waiting if w.who > done), key=attrgetter("who"))
        last = left[most - 1].who if len(left) >= most else None
        return left if last is None else [w for w in left if w.who <= last]

    def add_decided(self, decided: Iterable[Decided], upto: str) -> None:
        """Keep what was decided, and that every person up to `upto` is done."""
        self._decided |= {one.row: one for one in decided}
        self.note("decided", upto)

    def count(self, table: str) -> int:
        """Count the `claims`, the `decisions`, or the rows that have `flaws`."""
        if table == "flaws":
            return sum(bool(claim.flaws) for claim in self._claims)
        return len(self._claims) if table == "claims" else len(self._decided)

    def rows(self) -> Iterator[tuple[int, Iterable[str], Values | None]]:
        """Give every row as it was given, with its decision or None, in the order of the file."""
        for claim in self._claims:
            decided = self._decided.get(claim.row)
            yield claim.row, claim.given, None if decided is None else decided.decision

    def lines(self) -> Iterator[Values]:
        """Give every line of the table of awards, in the order of the file."""
        told = (self._decided[c.row] for c in self._claims if c.row in self._decided)
        return (line for decided in told for line in decided.lines)

    def flaws(self) -> Iterator[Flaw]:
        """Give everything that is wrong with rows, in the order of the file."""
        return (flaw for claim in self._claims for flaw in claim.flaws)


def _waiting(claim: Claim) -> Waiting:
    who = who_of(claim)
    return Waiting(who, claim.row, claim.raw, claim.read_as, claim.case)


def who_of(claim: Claim) -> str:
    """Give the person of a claim; one that does not say whose it is stands alone."""
    return claim.person or f"{NOBODY}{claim.row}"


def given_twice(row: int, name: str, first: int) -> Flaw:
    """Say that a case stands in the table a second time."""
    message = f"案件 `{name}` 在第 {first} 行已经有了"
    hint = "同一案件只留一行；确是两件，改正编号"
    return Flaw(row, "", name, "case-given-twice", message, hint)
