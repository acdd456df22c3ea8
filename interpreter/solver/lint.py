"""What a policy holds that decides nothing, proved over all valid cases.

What the policy declares to be meant so is not told, unless no proof finds it.
"""

from __future__ import annotations

from dataclasses import dataclass

from interpreter.evaluation.program import Program
from interpreter.policy.approved import StandardChange
from interpreter.policy.model import Declared, Policy
from interpreter.problems import Problem
from interpreter.solver.idle import check_facts
from interpreter.solver.inquiry import Notebook, Noted
from interpreter.solver.options import check_readings
from interpreter.solver.question import EFFORT
from interpreter.solver.records import records_of
from interpreter.solver.rules import check_awards, check_findings
from interpreter.solver.tables import check_tables

OPEN = frozenset({"not-decided", "proof-disagrees"})  # nothing was proved, so nothing is meant so


@dataclass(frozen=True, slots=True)
class Checked:
    """A policy checked: what was found, how much was looked at, and how much is declared.

    `records`: so many earlier awards were looked at, at most.
    """

    problems: tuple[Problem, ...]
    provisions: int
    questions: int
    declared: int
    records: int


def check_policy(program: Program, effort: int = EFFORT) -> Checked:
    """Check every rule of a policy over all valid cases."""
    policy, notebook = program.policy, Notebook(effort)
    for check in (check_awards, check_findings, check_tables, check_facts, check_readings):
        check(program, notebook)
    noted = [n for n in notebook.noted if not any(_means(d, n) for d in policy.declared)]
    unfound = [d for d in policy.declared if not any(_means(d, n) for n in notebook.noted)]
    stale = [d for d in unfound if d.of not in _amended(policy)]
    noted += [Noted("declared-stale", d.place, d.of, d.rule or d.finding) for d in stale]
    return Checked(
        tuple(n.problem() for n in noted),
        len(policy.awards) + len(policy.findings),
        notebook.asked,
        len(policy.declared) - len(unfound),
        records_of(policy, list(policy.awards)),
    )


def _amended(policy: Policy) -> set[str]:
    """Name what amendments may make use of that decides nothing without them."""
    changes = (change for amendment in policy.amendments for change in amendment.changes)
    names = {change.standard for change in changes if isinstance(change, StandardChange)}
    return names | {policy.standards[name].by for name in names}


def _means(declared: Declared, noted: Noted) -> bool:
    """Say whether something that was found is meant so."""
    same = declared.finding == noted.code and declared.of == noted.of
    return same and noted.code not in OPEN and declared.rule in ("", noted.rule)
