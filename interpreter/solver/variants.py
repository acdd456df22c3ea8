"""Variants of one case, decided by the case back end: other facts, another history."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from interpreter.evaluation.case import Case, Record
from interpreter.evaluation.decision import judge_all, status_of
from interpreter.evaluation.judgement import Judged
from interpreter.evaluation.outcome import Status
from interpreter.evaluation.program import Program
from interpreter.reference.unknown import Answer, Known

Facts = Mapping[str, Known]
History = tuple[Record, ...] | None
Decision = tuple[Status, Answer | None, Answer | None]
Decisions = Mapping[str, Decision]


class Variants:
    """The cases like one case; `only` names the awards that can still be granted."""

    def __init__(self, program: Program, case: Case, only: Collection[str] | None = None) -> None:
        self.program, self.case, self._only = program, case, only

    def decide(self, facts: Facts, history: History) -> Decisions | None:
        """Give per award its status and, where granted, amount and payee; None if invalid."""
        if not is_valid(self.program, facts):
            return None
        judged = self.judge(facts, history)
        return {name: decision_of(item) for name, item in judged.items()}

    def judge(self, facts: Facts, history: History) -> Mapping[str, Judged]:
        """Judge the awards on other facts."""
        variant = replace(self.case, facts=facts, history=history)
        return judge_all(self.program, variant, self._only)


def is_valid(program: Program, facts: Facts) -> bool:
    """Say whether facts contradict each other in nothing."""
    scope = program.undated(facts)
    constraints = program.policy.constraints
    return all(program.evaluate(c.expression, scope) is not False for c in constraints)


def decision_of(judged: Judged) -> Decision:
    """Give what became of an award, apart from the reasons."""
    status = status_of(judged)
    granted = status is Status.GRANTED
    return (status, judged.amount, judged.payee) if granted else (status, None, None)


def moved(before: Decisions, after: Decisions) -> set[str]:
    """Name the awards that two variants decide differently."""
    return {name for name, decision in before.items() if after[name] != decision}
