"""What to ask of a case with facts missing: the questions in order, and what may still be paid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from interpreter.evaluation.asking import Asking, Question
from interpreter.evaluation.case import Case
from interpreter.evaluation.decision import judge_all, status_of
from interpreter.evaluation.history import HISTORY
from interpreter.evaluation.outcome import Status
from interpreter.solver.matter import Look, Matter, Stakes
from interpreter.solver.prospects import prospect_of, totals_of
from interpreter.solver.variants import is_valid


def ask(matter: Matter, case: Case) -> Asking:
    """Say what is left to ask of a case."""
    look = Look(matter, case)
    stakes = look.stakes()
    prospects = {name: prospect_of(look, name, stakes.open[name]) for name in look.open}
    return Asking(
        tuple(sorted(_questions(matter, case, stakes), key=lambda q: (-q.settles, -len(q.awards)))),
        prospects,
        dict(totals_of(look, prospects)),
        tuple(_idle(look, stakes)),
        stakes.unproved,
    )


def _questions(matter: Matter, case: Case, stakes: Stakes) -> Iterator[Question]:
    """Give each question in the policy's order."""
    for about in (*matter.program.policy.facts, HISTORY):
        awards = tuple(name for name, facts in stakes.open.items() if about in facts)
        if awards:
            yield Question(about, awards, _settled(matter, case, about, awards))


def _settled(matter: Matter, case: Case, about: str, awards: tuple[str, ...]) -> Fraction:
    """Count the awards that an answer settles at once, on the average over the answers."""
    tried = settled = 0
    for answered in _answered(matter, case, about):
        tried += 1
        judged = (judge_all(matter.program, answered, (name,))[name] for name in awards)
        settled += sum(status_of(item) is not Status.PENDING for item in judged)
    return Fraction(settled, max(tried, 1))


def _answered(matter: Matter, case: Case, about: str) -> Iterator[Case]:
    if about == HISTORY:
        yield replace(case, history=())
        return
    for answer in matter.answers.of(about):
        facts = {**case.facts, about: answer}
        if is_valid(matter.program, facts):
            yield replace(case, facts=facts)


def _idle(look: Look, stakes: Stakes) -> Iterator[str]:
    asked = {fact for facts in stakes.open.values() for fact in facts}
    waits = {fact for name in look.open for fact in look.judged[name].waits}
    yield from (f for f in look.program.policy.facts if f in waits - asked)
