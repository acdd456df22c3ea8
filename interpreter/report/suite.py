"""A suite of proposed cases as a golden file to fill in: facts given, what follows left blank."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from interpreter.policy.model import Policy
from interpreter.problems import Problem, shown, visible
from interpreter.report.suggestion import NOTHING, written
from interpreter.truth.coverage import Coverage
from interpreter.truth.declarations import Declaration
from interpreter.truth.goals import Goal, Section
from interpreter.truth.search import CLAIMS, HISTORY
from interpreter.truth.suite import Proposed, Suite

LONGEST = 360  # of a case told as a hint


def suite_text(suite: Suite, coverage: Coverage, *, whole: bool) -> str:
    """Give the cases that are missing, or the `whole` suite, each with the goals it shows."""
    if not (suite.cases or suite.unreachable or suite.undecided or suite.left_out):
        return NOTHING
    lines = [*_head(suite, whole)]
    if suite.cases:
        lines += _applicant(suite, coverage.policy)
        for number, proposed in enumerate(suite.cases, 1):
            lines += _case(number, proposed, suite.typical)
    if suite.unreachable:
        lines += ["", f"# 已证明没有案件能达到的{_within(suite)}："]
        lines += [_unreachable(goal, coverage.declared) for goal in suite.unreachable]
    if suite.undecided:
        lines += ["", "# 没有求出案件、也没有证明达不到的："]
        lines += [f"#   {goal.id}" for goal in suite.undecided]
    return "\n".join(visible(line) for line in lines)


def _head(suite: Suite, whole: bool) -> Iterator[str]:
    goals = sum(len(proposed.goals) for proposed in suite.cases)
    what = "要证明的" if whole else "还缺的"
    if suite.cases:
        yield f"# {what} {goals} 个目标，用 {len(suite.cases)} 个案件可以全部证明。{_fewest(suite)}"
        yield "# 没有写的事实与典型案件相同；name、because、expect 由人按文件写。"
    if suite.left_out:
        yield f"# 读法和常理的 {suite.left_out} 个不在内：要换读法或无效的案件，用 suggest 求。"


def _fewest(suite: Suite) -> str:
    if suite.fewest >= len(suite.cases):
        return "这是最少的，已证明。"
    return f"不会少于 {suite.fewest} 个；再少几个行不行，没有证明。"


def _within(suite: Suite) -> str:
    return f"（事实的界限和约束之内，既往补贴至多 {suite.records} 份）"


def _unreachable(goal: Goal, declared: Mapping[str, Declaration]) -> str:
    known = "" if goal.id in declared else "；在 unreachable 里写明为什么，或核对这条规则"
    return f"#   {goal.id}{known}"


def _applicant(suite: Suite, policy: Policy) -> Iterator[str]:
    yield from (f"golden: {policy.id}", "clause:", "says:", "applicant:")
    yield f"  {HISTORY}: []"
    yield "  facts:"
    yield from (f"    {name}: {written(v)}" for name, v in suite.typical["facts"].items())
    yield "cases:"


def _case(number: int, proposed: Proposed, typical: Mapping[str, Any]) -> Iterator[str]:
    yield f"  # {number}：{'；'.join(goal.id for goal in proposed.goals)}"
    yield "  - name:"
    yield "    because:"
    raw = proposed.raw
    for key in (CLAIMS, HISTORY):
        if raw.get(key):
            yield f"    {key}: {written(raw[key])}"
    moved = _moved(raw["facts"], typical["facts"])
    if moved:
        yield f"    facts: {written(moved)}"
    yield "    expect:"
    yield from (f"      {name}: {{status: }}" for name in proposed.about)


def _moved(facts: Mapping[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
    names = dict.fromkeys((*usual, *facts))
    return {n: facts.get(n) for n in names if facts.get(n) != usual.get(n)}


def refuted(suite: Suite, declared: Mapping[str, Declaration]) -> Iterator[Problem]:
    """Give what is wrong with goals declared unreachable: each with the case that shows it."""
    for proposed in suite.cases:
        for goal in proposed.goals:
            message = f"目标 `{shown(goal.id)}` 声明为达不到，却有案件能达到"
            place, told = declared[goal.id].place, _told(proposed, suite.typical)
            hint = f"典型案件改为：{shown(told, LONGEST)}；删去这一条，补上金案"
            yield Problem("goal-reachable", place, message, hint, about=goal.id)


def _told(proposed: Proposed, typical: Mapping[str, Any]) -> str:
    """Give a case as what it changes of the typical one."""
    raw = proposed.raw
    moved = _moved(raw["facts"], typical["facts"])
    told = {**moved, **{key: raw[key] for key in (CLAIMS, HISTORY) if raw.get(key)}}
    return written(told)


def declared_text(suite: Suite, declared: Sequence[Goal], asked: Collection[Section]) -> str:
    """Say how many of the goals declared unreachable are proved so, and which are not."""
    told = f"声明达不到的 {len(declared)} 个，已证明 {len(suite.unreachable)} 个{_within(suite)}。"
    lines = [f"  没有定下来：{goal.id}" for goal in suite.undecided]
    lines += [f"  没有去证明：{goal.id}" for goal in declared if goal.section not in asked]
    return "\n".join(visible(line) for line in (told, *lines))
