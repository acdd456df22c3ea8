"""What would also be worth claiming: said, never decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from interpreter.evaluation.case import Case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.outcome import Outcome, Status
from interpreter.evaluation.program import Program
from interpreter.policy.model import Number
from interpreter.policy.values import decimal_text


def advise(program: Program, case: Case, outcome: Outcome) -> tuple[str, ...]:
    """Name the awards that were not claimed and would be granted on the same facts.

    Nothing is said for a case that claims nothing in particular: it is decided whole.
    """
    if case.claims is None:
        return ()
    whole = decide(program, replace(case, claims=None), date.fromisoformat(outcome.known_on))
    return tuple(
        f"没有申领的{a.award}（{'、'.join(a.cites)}）按现有事实可以得到 {_yuan(a.amount)} 元"
        for a in whole.awards
        if a.status is Status.GRANTED and a.amount and a.award not in case.claims
    )


def _yuan(amount: Number) -> str:
    return decimal_text(Fraction(amount), 2)
