"""An amendment: an approved change of standards, with who approved it and from when it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from interpreter.problems import Place

Number = int | Fraction


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a standard by an amendment."""

    standard: str
    key: str
    start: date
    value: Number
    because: str
    place: Place


@dataclass(frozen=True, slots=True)
class Amendment:
    """An approved change of standards, in force from the dates of its changes."""

    id: str
    authority: str
    approved_by: str
    approval: str
    decided_on: date
    changes: tuple[Change, ...]
    place: Place
    protects: str = ""
