"""A suite of cases that shows goals: each case with what it shows, and what none can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from interpreter.truth.goals import Goal


@dataclass(frozen=True, slots=True)
class Proposed:
    """One case as people write it, the awards and findings it is about, and the goals it shows."""

    raw: Mapping[str, Any]
    about: tuple[str, ...]
    goals: tuple[Goal, ...]


@dataclass(frozen=True, slots=True)
class Suite:
    """The cases for some goals, in the order of the goals.

    `unreachable`: proved that no case shows them, with at most `records` awards granted
    earlier.  `undecided`: neither shown nor proved.  No suite has fewer cases than `fewest`, if
    a case is about awards that are decided together, or about findings.  `typical` is the
    case that all others are told by; `left_out` counts the goals not asked about.
    """

    cases: tuple[Proposed, ...]
    unreachable: tuple[Goal, ...]
    undecided: tuple[Goal, ...]
    fewest: int
    records: int
    typical: Mapping[str, Any]
    left_out: int = 0
