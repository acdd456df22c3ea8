"""Awards that one case can get together, to one payee, without any exclusion speaking of both.

Not wrong in itself: a document may well pay twice.  It is told so that somebody looks at it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from interpreter.evaluation.decision import decide as decide_case
from interpreter.evaluation.outcome import Outcome, Status
from interpreter.evaluation.program import Program
from interpreter.policy.model import Policy
from interpreter.solver.decision import Verdict, decide
from interpreter.solver.inquiry import Inquiry, Notebook
from interpreter.solver.question import Found
from interpreter.solver.terms import Formula, said
from interpreter.solver.world import World

Pair = tuple[str, str]


def overlaps_of(program: Program, notebook: Notebook) -> tuple[Pair, ...]:
    """Give each pair of awards that can be paid together, in the policy's order.

    What is not settled, or is settled otherwise by the reference back end, is noted.
    """
    return tuple(_Pairs(program, notebook).found())


def _unspoken(policy: Policy) -> Iterator[Pair]:
    """Give the pairs of awards that stand on different sides of no exclusion."""
    sides = [[set(side.awards) for side in e.sides] for e in policy.exclusions]
    for one, other in combinations(policy.awards, 2):
        apart = (
            a is not b and one in a and other in b for each in sides for a in each for b in each
        )
        if not any(apart):
            yield one, other


class _Pairs:
    """A policy over any case without earlier awards, asked about two awards at a time."""

    def __init__(self, program: Program, notebook: Notebook) -> None:
        self._program = program
        world = World(program.policy)
        self._verdicts = dict(decide(world, program.policy).verdicts)
        self._inquiry = Inquiry(notebook, world)
        self._seen: set[Pair] = set()

    def found(self) -> Iterator[Pair]:
        """Give the pairs; a case found for one may show others too."""
        for pair in _unspoken(self._program.policy):
            if pair in self._seen or self._can_meet(*pair):
                yield pair

    def _can_meet(self, one: str, other: str) -> bool:
        first, second = self._verdicts[one], self._verdicts[other]
        same = said(first.payee.code == second.payee.code)
        subject = first.award.cited.place, one, other

        def meet(found: Found) -> bool:
            outcome = decide_case(self._program, found.case, date.max)
            self._seen |= set(combinations(_paid(outcome, one), 2))
            return other in _paid(outcome, one)

        formulas = (_is_paid(first), _is_paid(second), same)
        return self._inquiry.exists(subject, formulas, meet) is True


def _is_paid(verdict: Verdict) -> Formula:
    return said(verdict.amount.above > 0)


def _paid(outcome: Outcome, like: str) -> list[str]:
    """Give the awards paid to the same payee as one of them."""
    paid = [a for a in outcome.awards if a.status is Status.GRANTED and a.amount]
    payee = next((a.payee for a in paid if a.award == like), None)
    return [a.award for a in paid if a.payee == payee]
