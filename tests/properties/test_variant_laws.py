"""Not knowing never flips an outcome under other policies either: every rule may be changed.

Each variant is the policy with one kind of change that its keepers may make: a rule that holds
only on some condition or for some days, a standard with a later version, another way to keep.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from random_cases import GOLDEN_CASES, POLICY
from test_laws import EVERY, HISTORY, contradictions

from interpreter.evaluation.case import Case, read_case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.program import Program
from interpreter.language.checker import read
from interpreter.language.tree import EARLIER, Expression
from interpreter.policy.model import Condition, Exclusion, Limit, Policy, Standard, Window
from interpreter.problems import Place

MIDDLE = date(2020, 7, 1)
SOME_DAYS = Window(date(2020, 3, 1), date(2020, 12, 31))
TELLING = (
    "困难企业",
    "证书取得日期",
    "培训开始日期",
    "以工代训起始月",
    "培训类别",
    "用人单位",
    "初次取得",
    "证书等级",
    HISTORY,
)


def _expression(text: str) -> Expression:
    scope = {name: fact.type for name, fact in POLICY.facts.items()}
    root, slips = read(text, scope | {f"{EARLIER}{name}": t for name, t in scope.items()})
    assert root is not None
    assert not slips
    return Expression(text, root, Place("示例"))


def _each_limit(**changes: object) -> Policy:
    limits: list[Limit] = [replace(limit, **changes) for limit in POLICY.limits]  # type: ignore[arg-type]
    return replace(POLICY, limits=tuple(limits))


def _each_exclusion(**changes: object) -> Policy:
    found: list[Exclusion] = [replace(e, **changes) for e in POLICY.exclusions]  # type: ignore[arg-type]
    return replace(POLICY, exclusions=tuple(found))


def _conditions_for_some_days() -> Policy:
    def dated(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
        return tuple(replace(c, window=SOME_DAYS) for c in conditions)

    awards = {n: replace(a, conditions=dated(a.conditions)) for n, a in POLICY.awards.items()}
    return replace(POLICY, awards=awards)


def _higher_from_the_middle(standard: Standard) -> Standard:
    [version] = standard.versions
    later = replace(
        version,
        start=MIDDLE,
        value=version.value + 1 if isinstance(version.value, int) else version.value,
        rows=tuple((key, row + 1) for key, row in version.rows),
    )
    return replace(standard, versions=(replace(version, end=date(2020, 6, 30)), later))


def _sides_where(text: str) -> Policy:
    where = _expression(text)
    found = [
        replace(e, sides=tuple(replace(s, where=where) for s in e.sides)) for e in POLICY.exclusions
    ]
    return replace(POLICY, exclusions=tuple(found))


STANDARDS = {name: _higher_from_the_middle(s) for name, s in POLICY.standards.items()}
VARIANTS = {
    "standards that rise": replace(POLICY, standards=STANDARDS),
    "conditions for some days": _conditions_for_some_days(),
    "limits for some days": _each_limit(window=SOME_DAYS),
    "limits where": _each_limit(where=_expression("初次取得")),
    "limits that match": _each_limit(matches=_expression("earlier(用人单位) == 用人单位")),
    "exclusions for some days": _each_exclusion(window=SOME_DAYS),
    "exclusions if": _each_exclusion(guard=_expression("困难企业")),
    "exclusions that keep neither": _each_exclusion(keep=("neither",)),
    "exclusions that keep the higher": _each_exclusion(keep=("paid_first", "higher")),
    "sides where": _sides_where("初次取得"),
}
CASES = [
    *GOLDEN_CASES[:: 10 * EVERY],
    *({**raw, "claims": None} for raw in GOLDEN_CASES[:: 16 * EVERY]),
]


def _without(case: Case, name: str) -> Case:
    if name == HISTORY:
        return replace(case, history=None)
    return replace(case, facts={n: v for n, v in case.facts.items() if n != name})


@pytest.mark.parametrize("variant", VARIANTS)
def test_one_fact_unknown_never_flips_under_another_policy(variant: str) -> None:
    program, broken = Program(replace(VARIANTS[variant], findings={})), []
    for raw in CASES:
        case = read_case(raw, program, lambda _: Place("示例"))
        knowing = decide(program, case, date.max)
        for name in TELLING:
            told = contradictions(knowing, decide(program, _without(case, name), date.max))
            broken += [f"{raw['case']}，不知道{name}：{why}" for why in told]
    assert not broken, "\n".join(broken)
