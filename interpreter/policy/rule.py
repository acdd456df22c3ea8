"""The parts of the model that an amendment can bring too: a cap, where it comes from, its days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from interpreter.language.tree import Expression
from interpreter.problems import Place


@dataclass(frozen=True, slots=True)
class Cited:
    """What everything that decides carries: where it comes from and what it rests on."""

    name: str
    cites: tuple[str, ...]
    readings: tuple[str, ...]
    says: str
    place: Place


@dataclass(frozen=True, slots=True)
class Window:
    """The days of events that a rule governs, both ends included; None where there is none."""

    start: date | None = None
    end: date | None = None


EVERY_DAY = Window()


@dataclass(frozen=True, slots=True)
class Limit:
    """A cap over a person's history.

    Counted over the awards `over` (records of `also` count too), per equal `keys`, within
    one award or one clause where `within` says so, only among what `where` holds for, and
    only records that `matches` the case.
    `count` is the fact that tells trainings apart; `measure` a definition that is summed.
    `cuts` pays what still fits instead of refusing.  With `siblings` the awards of this
    very case count too, those before in the policy's order.
    """

    cited: Cited
    over: tuple[str, ...]
    also: tuple[str, ...]
    within: str
    where: Expression | None
    matches: Expression | None
    keys: tuple[Expression, ...]
    count: str
    measure: str
    at_most: Expression
    cuts: bool
    siblings: bool
    note: str
    reads: tuple[str, ...] = ()
    window: Window = EVERY_DAY
