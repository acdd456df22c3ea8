"""Is every law of a policy kept in every case?  Proved, broken by a case, or not decided.

Each case that is found is decided by the reference back end too; only what it shows is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from interpreter.evaluation.laws import Answer, Breach, Found, breach
from interpreter.evaluation.program import Program
from interpreter.policy.law import AtMost, Exemption, Law
from interpreter.solver.cases import Unsettled
from interpreter.solver.claims import Challenge, Unamended, challenge_of
from interpreter.solver.question import EFFORT
from interpreter.solver.sums import bound_sum
from interpreter.solver.terms import Formula, negated, some
from interpreter.solver.witness import witness


def check_laws(program: Program, unamended: Unamended, effort: int = EFFORT) -> Iterator[Found]:
    """Give for each law of a policy what was found.

    `unamended` gives the policy without the amendments a claim is about, None where there are
    none.
    """
    for law in program.policy.laws:
        try:
            yield _check(program, law, unamended, effort)
        except Unsettled:
            yield Found.throughout(law, Answer.OPEN)


def _check(program: Program, law: Law, unamended: Unamended, effort: int) -> Found:
    if isinstance(law.claim, AtMost) and law.claim.keys:
        return bound_sum(program, law, law.claim, effort)
    challenge = challenge_of(program, law, unamended)
    if challenge is None:
        return Found.throughout(law, Answer.KEPT)
    return _Check(law, challenge, effort).found()


class _Check:
    """The questions of one law, asked over all cases."""

    def __init__(self, law: Law, challenge: Challenge, effort: int) -> None:
        self._law, self._challenge = law, challenge
        self._cases = challenge.sides.cases([*challenge.broken, *challenge.exempt], effort)

    def found(self) -> Found:
        """Give what was found: the law first, then each exemption."""
        answer, shown = self._ask(negated(some(*self._challenge.exempt)))
        return Found(self._law, answer, shown, tuple(self._exemptions()))

    def _exemptions(self) -> Iterator[tuple[Exemption, Answer, Breach | None]]:
        for exemption, where in zip(self._law.exemptions, self._challenge.exempt, strict=True):
            yield exemption, *self._ask(where)

    def _ask(self, where: Formula) -> tuple[Answer, Breach | None]:
        """Find the case nearest to the typical one that breaks the law; without any it is kept."""
        broken = self._challenge.broken
        if not self._cases.possible(where, some(*broken)):
            return Answer.KEPT, None
        first = next(formula for formula in broken if self._cases.possible(where, formula))
        point = witness(self._cases, (where, first), self._challenge.sides.usual)
        shown = None if point is None else breach(self._law, self._challenge.sides.trials(point))
        return Answer.FAULTY if shown is None else Answer.BROKEN, shown
