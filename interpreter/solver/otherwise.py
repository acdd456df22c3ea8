"""The cases that one might have been, had what a person can change been otherwise.

Facts that the policy declares `fixed`, and those that tell things apart, stay as they are where
they are given; so do earlier awards and claims.  A fact that is given stays given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import z3

from interpreter.evaluation.case import Case
from interpreter.evaluation.history import HISTORY
from interpreter.evaluation.program import Program
from interpreter.reference.unknown import Known
from interpreter.solver.cases import Cases
from interpreter.solver.slots import CLAIMS, Slot, mark
from interpreter.solver.terms import FALSE, TRUE, Formula, negated
from interpreter.solver.world import Asked, World


@dataclass(frozen=True, slots=True)
class Part:
    """A fact of a case, or its history (without a slot): what it is, and where it is otherwise.

    `before` None: it is not given, and is otherwise where it is.
    """

    name: str
    slot: Slot | None
    before: Known | None
    moved: Formula


class Otherwise(World):
    """The cases that one might have been, an award claimed besides what it claims.

    With `loose` what cannot be changed is left open too, to see what of it stands in the way.
    """

    def __init__(self, program: Program, case: Case, award: str, *, loose: bool = False) -> None:
        self._program, self._given, self._award, self._loose = program, case, award, loose
        claimed = tuple(program.policy.awards) if case.claims is None else case.claims
        self.beside = tuple(name for name in claimed if name != award)
        asked = Asked(records=case.history or (), told=dict(self._told()))
        super().__init__(program.policy, asked=asked)
        if loose:
            self.records = tuple(
                replace(earlier, present=z3.Bool(mark(number)))
                for number, earlier in enumerate(self.records, 1)
            )

    def _told(self) -> Iterator[tuple[str, Any]]:
        """Give the facts that are the same in all of the cases.

        A thing that was given no number is one of its own, and what is not asked for is not.
        """
        program, facts = self._program, self._given.facts
        absent = program.undated({})
        for name in (*program.identities, *program.requests):
            if name not in facts:
                yield name, absent[name]
        for name, value in facts.items():
            if name in program.identities or (self.is_fixed(name) and not self._loose):
                yield name, value

    def is_fixed(self, name: str) -> bool:
        """Say whether a fact cannot be changed by a person."""
        return self._program.policy.facts[name].fixed

    @property
    def history_known(self) -> Formula:
        """Where it is known what was granted earlier."""
        return z3.Bool(HISTORY) if self._given.history is None else TRUE

    @property
    def claims_made(self) -> Formula:
        """Where awards are claimed: to claim nothing in particular is to claim all."""
        return TRUE

    def claimed(self, award: str) -> Formula:
        """Give where an award is claimed."""
        if award == self._award:
            return TRUE
        if award not in self.beside:
            return FALSE
        return z3.Bool(f"{CLAIMS}·{award}") if self._loose else TRUE

    def parts(self, cases: Cases) -> list[Part]:
        """Give the facts that the cases can tell apart, in the policy's order, history last."""
        facts = self._given.facts
        found = []
        for slot in cases.slots:
            before = facts.get(slot.fact.name)
            moved = slot.given if before is None else negated(slot.same(before))
            found.append(Part(slot.fact.name, slot, before, moved))
        if self._given.history is None:
            found.append(Part(HISTORY, None, None, self.history_known))
        return found
