"""The typical case: every fact at its typical value. It must satisfy the constraints."""

from __future__ import annotations

from collections.abc import Mapping

from interpreter.policy.model import Fact, Policy
from interpreter.policy.values import BadValue, read_value
from interpreter.policy.versions import value_on
from interpreter.problems import Problems
from interpreter.reference.backend import Evaluator, lower
from interpreter.reference.scope import Scope
from interpreter.reference.unknown import Known


def typical_facts(facts: Mapping[str, Fact]) -> dict[str, Known]:
    """Give the typical value of every fact, read as the fact's type."""
    return {name: read_value(fact, fact.typical) for name, fact in facts.items()}


def check_typical(policy: Policy, problems: Problems) -> None:
    """Note each constraint that the typical case breaks."""
    try:
        values = typical_facts(policy.facts)
    except BadValue:
        return
    evaluator = Evaluator()
    scope = Scope(evaluator, {n: lower(d.expression.root) for n, d in policy.definitions.items()})
    scope.update(values)
    scope.update(_standing(policy, values))
    scope["in_force_from"], scope["in_force_to"] = policy.in_force
    scope.update({name: reading.chosen for name, reading in policy.readings.items()})
    for constraint in policy.constraints:
        if evaluator.evaluate(lower(constraint.expression.root), scope) is False:
            message = f"典型案件不满足约束：{constraint.says}"
            hint = "改 typical：" + "、".join(constraint.reads)
            problems.add("typical-breaks-constraint", constraint.expression.place, message, hint)


def _standing(policy: Policy, values: Mapping[str, Known]) -> dict[str, Known]:
    """Give every standard as on the policy's first day, in the typical case's row."""
    start = policy.in_force[0]
    rows = {n: value_on(s, str(values.get(s.by)), start) for n, s in policy.standards.items()}
    return {name: row for name, row in rows.items() if row is not None}
