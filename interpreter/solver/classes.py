"""The classes of changed outcomes that there may be of an award, as formulas over all cases.

A class is a turn the award takes, and the edit responsible: taken back alone, it decides such
cases again.  What no single edit is responsible for is joint.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from interpreter.policy.model import Condition
from interpreter.review.proof import Part, Turn
from interpreter.solver.decision import Verdict
from interpreter.solver.mixtures import Mixtures, View
from interpreter.solver.terms import FALSE, TRUE, Formula, every, negated
from interpreter.solver.turns import again, turned

Key = tuple[Turn, int | None]


@dataclass(frozen=True, slots=True)
class Class:
    """A class: `where` a case is in it, and `alone` where no other edit is responsible too."""

    turn: Turn
    edit: int | None
    where: Formula
    alone: Formula

    @property
    def key(self) -> Key:
        """What tells it from the other classes of the award."""
        return self.turn, self.edit


class AwardChange:
    """An award before and after all the edits, in any case."""

    def __init__(self, mixtures: Mixtures, view: View, award: str) -> None:
        self.award = award
        self._mixtures, self._view = mixtures, view
        self.before = view.verdict(mixtures.none, award)
        self.after = view.verdict(mixtures.all, award)

    @cached_property
    def edits(self) -> tuple[int, ...]:
        """The edits that may move the award."""
        return self._mixtures.on(self.award)

    @cached_property
    def turns(self) -> dict[Turn, Formula]:
        """Where the award takes each turn, without those that it never takes."""
        found = {t: turned(self._view.world, t, self.before, self.after) for t in Turn}
        return {turn: formula for turn, formula in found.items() if not formula.eq(FALSE)}

    @cached_property
    def _without(self) -> dict[int, Verdict]:
        """The award with all edits made but one, for each that may move it."""
        mixtures, view = self._mixtures, self._view
        return {n: view.verdict(mixtures.all - {n}, self.award) for n in self.edits}

    @cached_property
    def classes(self) -> tuple[Class, ...]:
        """The classes there may be."""
        return tuple(c for turn in self.turns for c in self._classes(turn))

    def _classes(self, turn: Turn) -> Iterator[Class]:
        blame = self._blame(turn)
        for edit in (*blame, None):
            others = every(*(negated(f) for n, f in blame.items() if n != edit))
            where = every(self.turns[turn], others if edit is None else blame[edit])
            if not where.eq(FALSE):
                yield Class(turn, edit, where, others)

    def _blame(self, turn: Turn) -> dict[int, Formula]:
        """Give for each edit that may matter where, taken back, it undoes a turn."""
        if len(self._without) == 1:
            return dict.fromkeys(self._without, TRUE)
        world = self._view.world
        found = {n: again(world, turn, v, self.after) for n, v in self._without.items()}
        return {n: formula for n, formula in found.items() if not formula.eq(FALSE)}

    def left(self, known: Collection[Key]) -> list[Class]:
        """Give the classes there may be but for those that are known."""
        return [c for c in self.classes if c.key not in known]

    @cached_property
    def beside(self) -> tuple[tuple[Part, Formula], ...]:
        """The turns of the other awards of a case that are decided otherwise."""
        return tuple(self._view.rivals(self.award))

    def read(self) -> Iterator[Formula]:
        """Give every formula that is asked about."""
        yield from self.turns.values()
        yield from (f for c in self.classes for f in (c.where, c.alone))
        yield from (formula for _, formula in self.beside)

    def is_own(self, turn: Turn) -> bool:
        """Say whether the award's own rule may have changed, not only another award's."""
        if turn in (Turn.MORE, Turn.LESS, Turn.PAYEE):
            return True
        pairs = _conditions(self.before), _conditions(self.after)
        alike = (one.eq(other) for one, other in zip(*pairs, strict=False))
        return len(pairs[0]) != len(pairs[1]) or not all(alike)


def _conditions(verdict: Verdict) -> list[Formula]:
    """Give where each condition of an award refuses it."""
    return [where for cause, where in verdict.causes if isinstance(cause, Condition)]
