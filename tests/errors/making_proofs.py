"""What is wrong with a proof: none that a small file can hold."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterable
from unittest.mock import patch

from composing import BASE

import interpreter.solver
from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.sources import Source
from interpreter.problems import Place, Problem, Refused
from interpreter.report.laws import law_problems
from interpreter.report.suite import refuted
from interpreter.solver.facts import Facts
from interpreter.solver.laws import check_laws
from interpreter.solver.lint import check_policy
from interpreter.solver.question import EFFORT
from interpreter.solver.suite import propose
from interpreter.truth.declarations import Declaration
from interpreter.truth.goals import goals_of

Found = Iterable[Problem]


def extra_missing() -> Found:
    """As if the solver were not installed."""
    with patch.object(importlib.util, "find_spec", lambda _: None):
        try:
            importlib.reload(interpreter.solver)
        except Refused as refused:
            return refused.problems
    raise AssertionError("nothing was refused")


def _proved(code: str, effort: int = EFFORT) -> Found:
    """Give the first problem of a kind that proofs of the base find."""
    policy = load(Source((BASE.name, BASE.read_bytes())))[0]
    return [p for p in check_policy(Program(policy), effort).problems if p.code == code][:1]


def not_decided() -> Found:
    """An effort too small for anything leaves all of it open."""
    return _proved("not-decided", effort=1)


def law_not_decided() -> Found:
    """An effort too small for anything leaves a law open."""
    law = '\nlaws:\n  至多千元: {cites: 一, says: 至多千元, never: paid("培训补贴") > 1000}\n'
    policy = load(Source((BASE.name, BASE.read_bytes() + law.encode())))[0]
    for found in check_laws(Program(policy), lambda _: None, effort=1):
        yield from law_problems(found, policy)


def proof_disagrees() -> Found:
    """A solver that reads a rule differently is caught by replaying what it finds."""
    with patch.object(Facts, "found_in", lambda *_: {"已参保": True}):
        return _proved("proof-disagrees")


def goal_reachable() -> Found:
    """Somebody thinks that everyone is insured."""
    program = Program(load(Source((BASE.name, BASE.read_bytes())))[0])
    goal_id = "补贴/培训补贴/已参保/只因不成立"
    goals = [g for g in goals_of(program.policy, program.as_loaded) if g.id == goal_id]
    place = Place("unreachable.yaml", 6, 9)
    declared = {goal_id: Declaration(goal_id, "以为人人都参保", place)}
    return refuted(propose(program, goals), declared)


PROOF_MAKERS: dict[str, Callable[[], Found]] = {
    "extra-missing": extra_missing,
    "goal-reachable": goal_reachable,
    "law-not-decided": law_not_decided,
    "not-decided": not_decided,
    "proof-disagrees": proof_disagrees,
}
