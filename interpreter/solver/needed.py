"""What of several things together leaves no case: as few of them as already do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from interpreter.solver.cases import Cases
from interpreter.solver.terms import Formula


class Stated(Protocol):
    """Something that a formula says."""

    @property
    def formula(self) -> Formula:
        """Where it is so."""


Said = TypeVar("Said", bound=Stated)


def needed(cases: Cases, parts: Sequence[Said], *inside: Formula) -> list[Said]:
    """Leave out one part after the other as long as no case is found with those that are left.

    With all of them there is none.  Raises Unsettled.
    """
    kept = list(parts)
    refuted = False
    for part in parts:
        rest = [p for p in kept if p is not part]
        if refuted and not cases.blames(part.formula):
            kept = rest
        elif not cases.possible(*inside, *(p.formula for p in rest)):
            kept, refuted = rest, True
    return kept
