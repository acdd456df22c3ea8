"""The yardstick of the rate: simpleeval over the same conditions, and nothing around it.

It is what a first version of such a program would be: the texts of the conditions parsed
once, evaluated with Python's own operators on plain values.  No unknowns, no amounts, no
limits, no exclusions, no reasons, no check of the case.  A fact that a case does not give
has its typical value, as plain Python knows no unknown.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from datetime import date
from math import floor

from simpleeval import EvalWithCompoundTypes

from interpreter.evaluation.case import Case
from interpreter.evaluation.outcome import FindingStatus, Outcome, Status
from interpreter.evaluation.program import Program
from interpreter.language import calendar
from interpreter.language.tree import Expression
from interpreter.policy.model import Policy
from interpreter.policy.typical import typical_facts

FUNCTIONS = {
    "any_of": lambda some, words: not some.isdisjoint(words),
    "count": len,
    "min": min,
    "max": max,
    "floor": floor,
    "round_down": lambda value, places: floor(value * 10**places) / 10**places,
    "year": lambda day: day.year,
    "day": lambda day: day.day,
    "date": date.fromisoformat,
    "add_years": calendar.add_years,
    "add_months": calendar.add_months,
    "add_days": calendar.add_days,
    "years_between": calendar.years_between,
    "months_between": calendar.months_between,
    "days_between": calendar.days_between,
    "unstated": lambda _: False,
}
Step = tuple[object, tuple[ast.stmt, ...]]
Work = tuple[Mapping[str, object], tuple[Step, ...]]


class Bare:
    """One simpleeval, the parsed texts of a policy's conditions, and typical values."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._engine = EvalWithCompoundTypes(functions=dict(FUNCTIONS), names={})
        self._parsed: dict[str, ast.stmt] = {}
        definitions = policy.definitions.items()
        self._definitions = {name: self._parse(d.expression) for name, d in definitions}
        self._typical = _typical(policy)

    def prepare(self, program: Program, case: Case, outcome: Outcome) -> Work:
        """Give the values of a case and the conditions the interpreter looked at in it."""
        facts = {"award": "", **self._typical, **_chosen(program), **case.facts}
        policy, steps = self._policy, []
        for told in outcome.awards:
            award = policy.awards[told.award]
            apart = told.status is Status.NOT_APPLICABLE
            wanted = (award.applies, *(() if apart else award.conditions))
            event = None if award.event is None else self._once(award.event, facts)
            steps.append((event, tuple(self._parse(c.expression) for c in wanted)))
        for found in outcome.findings:
            finding = policy.findings[found.finding]
            apart = found.status is FindingStatus.NOT_APPLICABLE
            both = (finding.applies,) if apart else (finding.applies, finding.holds)
            steps.append((None, tuple(self._parse(c.expression) for c in both)))
        return facts, tuple(steps)

    def run(self, work: Work) -> list[object]:
        """Evaluate the conditions of one case."""
        facts, steps = work
        names = Names(self._engine, self._definitions, facts)
        self._engine.names = names
        found = []
        for event, conditions in steps:
            names["event"] = event
            found += [self._engine.eval("", previously_parsed=c) for c in conditions]
        return found

    def _once(self, expression: Expression, facts: Mapping[str, object]) -> object:
        names = Names(self._engine, self._definitions, facts)
        self._engine.names = names
        return self._engine.eval("", previously_parsed=self._parse(expression))

    def _parse(self, expression: Expression) -> ast.stmt:
        text = expression.text.replace("\n", " ").strip()
        if text not in self._parsed:
            self._parsed[text] = self._engine.parse(text)
        return self._parsed[text]


class Names(dict[str, object]):
    """Plain values; a definition is worked out when first read."""

    def __init__(
        self,
        engine: EvalWithCompoundTypes,
        definitions: Mapping[str, ast.stmt],
        facts: Mapping[str, object],
    ) -> None:
        super().__init__(facts)
        self._engine = engine
        self._definitions = definitions

    def __missing__(self, name: str) -> object:
        value = self._engine.eval("", previously_parsed=self._definitions[name])
        self[name] = value
        return value


def _typical(policy: Policy) -> dict[str, object]:
    """Give every name a value: facts their typical one, standards their present one."""
    values: dict[str, object] = {"true": True, "false": False}
    values |= typical_facts(policy.facts)
    values |= {name: s.versions[-1].value for name, s in policy.standards.items()}
    values["in_force_from"], values["in_force_to"] = policy.in_force
    return values


def _chosen(program: Program) -> dict[str, str]:
    """The texts of conditions still name the readings; they have the options decided by."""
    chosen = {name: reading.chosen for name, reading in program.policy.readings.items()}
    return chosen | program.policy.instead
