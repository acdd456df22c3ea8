"""Where one step of a fact flips an award or its amount, and where each step adds the same."""

from __future__ import annotations

from dataclasses import dataclass

from interpreter.evaluation.outcome import AwardOutcome
from interpreter.policy.model import Amount, Number
from interpreter.reference.unknown import Known

Moved = tuple[tuple[str, Known | None], ...]


@dataclass(frozen=True, slots=True)
class Cliff:
    """Two cases a step of a fact apart, and what becomes of the award in each.

    The other facts are as in the typical case, but for those `beside`; None: not given.  With
    a `rival` that is claimed too, and may exclude it.
    """

    fact: str
    values: tuple[Amount, Amount]
    outcomes: tuple[AwardOutcome, AwardOutcome]
    beside: Moved
    rival: str


@dataclass(frozen=True, slots=True)
class Slope:
    """A stretch of a fact along which each step adds as much to the amount, in 元."""

    fact: str
    values: tuple[Amount, Amount]
    each: Number
    beside: Moved
    rival: str


@dataclass(frozen=True, slots=True)
class Cliffs:
    """The cliffs and slopes of an award by facts in the policy's order.

    `monthly`: days of which a step is a month.  `steady`: facts that it reads and of which no
    step ever changes it, proved.  `undecided`: those of which the effort allowed proved not all.
    """

    award: str
    cliffs: tuple[Cliff, ...]
    slopes: tuple[Slope, ...]
    monthly: frozenset[str]
    steady: tuple[str, ...]
    undecided: tuple[str, ...]
