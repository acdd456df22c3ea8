"""An amendment: an approved change of the policy, with who approved it and from when it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import ClassVar

from interpreter.policy.rule import Limit
from interpreter.problems import Place

Number = int | Fraction


class Matter(Enum):
    """What an amendment may change, named by the key that a change is written with."""

    STANDARD = "standard"
    END = "in_force_to"
    CAP = "limit"
    READING = "reading"


@dataclass(frozen=True, slots=True)
class StandardChange:
    """A new number of a standard, or of one row of it, from a day of events on."""

    matter: ClassVar[Matter] = Matter.STANDARD
    standard: str
    key: str
    start: date
    value: Number
    because: str
    place: Place


@dataclass(frozen=True, slots=True)
class Extension:
    """A later last day of the policy."""

    matter: ClassVar[Matter] = Matter.END
    end: date
    because: str
    place: Place


@dataclass(frozen=True, slots=True)
class NewCap:
    """A cap that the policy did not have, over events in its window."""

    matter: ClassVar[Matter] = Matter.CAP
    limit: Limit
    because: str
    place: Place


@dataclass(frozen=True, slots=True)
class Ruling:
    """A ruling on a reading: the option that holds from a day of events on."""

    matter: ClassVar[Matter] = Matter.READING
    reading: str
    option: str
    start: date
    because: str
    place: Place


Change = StandardChange | Extension | NewCap | Ruling


@dataclass(frozen=True, slots=True)
class Amendment:
    """Approved changes, in force from the dates of each."""

    id: str
    authority: str
    approved_by: str
    approval: str
    decided_on: date
    changes: tuple[Change, ...]
    place: Place
    protects: str = ""
