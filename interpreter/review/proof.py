"""What is proved of a change over all cases: every way an award is decided otherwise, and why.

Plain values only: how they are proved is the solver's business, how they are told the report's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from interpreter.evaluation.outcome import AwardOutcome
from interpreter.policy.model import Number
from interpreter.reference.unknown import Known


class Turn(IntEnum):
    """A way in which an award is decided otherwise, the gravest first."""

    LOST = 0  # granted before, refused or not applicable now
    LESS = 1
    SUSPENDED = 2  # granted before, pending now
    MORE = 3
    WON = 4  # refused or not applicable before, granted now
    PAYEE = 5
    CLOSED = 6  # pending before, refused or not applicable now
    CLEARED = 7  # pending before, granted now
    REOPENED = 8  # refused or not applicable before, pending now
    RESTATED = 9  # refused before and not applicable now, or the other way round

    @property
    def waits(self) -> bool:
        """Whether the award is pending before or now."""
        return self in (Turn.SUSPENDED, Turn.CLOSED, Turn.CLEARED, Turn.REOPENED)


@dataclass(frozen=True, slots=True)
class Span:
    """A number or date of a case from `low` to `high`, both included; None where the fact ends."""

    fact: str
    low: Number | date | None
    high: Number | date | None


@dataclass(frozen=True, slots=True)
class OneOf:
    """A fact of a case that has one of some values; None among them: not given."""

    fact: str
    values: tuple[Known | None, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A set of choices that has a word in it, or has not."""

    fact: str
    word: str
    inside: bool


@dataclass(frozen=True, slots=True)
class Granted:
    """The award itself is granted: by the policy before the change, or by the one after it."""

    before: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """Another award of the same case that takes a turn."""

    award: str
    turn: Turn


Part = Span | OneOf | Member | Granted | Beside
Box = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """Who is concerned: the cases within any of the boxes.

    `exhaustive`: proved to be all of them; otherwise there are more, or it is not known.
    """

    boxes: tuple[Box, ...]
    exhaustive: bool


Deviations = tuple[tuple[str, Known | None], ...]


@dataclass(frozen=True, slots=True)
class Witness:
    """A case told by its difference from the typical one, with its outcomes before and now.

    `deviations`: facts with another value than the typical, None where the fact is not given.
    `raw`: the whole case as it would be sent.  `records`: what was granted earlier, with its
    deviations.  `claims` None: nothing is claimed in particular.
    """

    deviations: Deviations
    raw: Mapping[str, object]
    before: AwardOutcome
    after: AwardOutcome
    records: tuple[tuple[str, Deviations], ...] = ()
    claims: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """One class of changed outcomes: an award, the turn it takes, and the edit responsible.

    `edit`: the edit by its number, which taken back alone would decide again; None where no
    single one is, only several together.  `sole`: in the witness no other edit is
    responsible.  `complete`: it happens to cases with every fact given, else only to others.
    `gains`: the least and the most that is paid more, in 元; None where that was not settled.
    """

    award: str
    turn: Turn
    edit: int | None
    witness: Witness
    complete: bool
    sole: bool = True
    region: Region | None = None
    gains: tuple[Number, Number] | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """What the effort allowed did not settle: an award, and the turn and edit if it got so far."""

    award: str
    turn: Turn | None = None
    edit: int | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """All that is proved of a change.

    `same`: awards and findings proved to be decided as before in every case.  `inert`: the
    edits of which it is proved that, taken back alone, they change no case.
    `undecided`: what was not settled; only where it is empty is the list of shifts complete.
    `faults`: awards where the reference back end decides a case otherwise, an error of ours.
    `records`: so many awards granted earlier were looked at, at most.  `lone`: awards that
    only one of the policies has, of which nothing is proved.
    """

    shifts: tuple[Shift, ...]
    same: tuple[str, ...]
    inert: tuple[int, ...]
    undecided: tuple[Open, ...]
    faults: tuple[str, ...] = ()
    records: int = 0
    lone: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether everything asked was settled."""
        return not self.undecided and not self.faults
