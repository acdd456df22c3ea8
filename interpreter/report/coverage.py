"""How well the golden cases show the rules: by clause, at the lines of the policy, or as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from interpreter.problems import visible
from interpreter.truth.coverage import Coverage
from interpreter.truth.goals import Goal, Section, Sight

NO_CLAUSE = "不出自条文"
REACHED, MISSING = "✓", "✗"
_CONDITION = {
    Sight.HOLDS: "让“{part}”成立",
    Sight.FAILS: "让“{part}”不成立",
    Sight.UNKNOWN: "不知道“{part}”成不成立",
    Sight.FAILS_ALONE: "只因“{part}”不成立而不予",
    Sight.UNKNOWN_ALONE: "只因“{part}”不明而待定",
}
_SAID: Mapping[tuple[Section, Sight], str] = {
    **{(Section.AWARD, sight): said for sight, said in _CONDITION.items()},
    (Section.AWARD, Sight.ALL_HOLD): "让它的条件都成立",
    (Section.AWARD, Sight.FALLS): "因{part}不予而随之不予",
    (Section.AWARD, Sight.BOUND): "的核定数越过限额，按限额给",
    (Section.AWARD, Sight.FREE): "的核定数没有越过限额，照核定给",
    (Section.AWARD, Sight.UNDECIDED): "缺核定数",
    (Section.AWARD, Sight.BELOW): "的核定数低于下限",
    (Section.AWARD, Sight.INSIDE): "的核定数在范围内",
    (Section.AWARD, Sight.ABOVE): "的核定数高于上限",
    (Section.AWARD, Sight.PAID): "付给{part}",
    (Section.STANDARD, Sight.USED): "用到“{part}”这一行的数",
    (Section.LIMIT, Sight.REFUSED): "因为超过它而不予",
    (Section.LIMIT, Sight.CUT): "被它削减",
    (Section.LIMIT, Sight.PASSED): "有既往补贴而没有超过它",
    (Section.EXCLUSION, Sight.KEPT): "留下“{part}”而不给另一边",
    (Section.EXCLUSION, Sight.REFUSED): "留下另一边而不给“{part}”",
    (Section.EXCLUSION, Sight.STEP): "由“{part}”这一步决定",
    (Section.FINDING, Sight.MET): "符合它",
    (Section.FINDING, Sight.BREACHED): "违反它",
    (Section.FINDING, Sight.PENDING): "不知道符不符合它",
    (Section.FINDING, Sight.NOT_APPLICABLE): "不适用它",
    (Section.READING, Sight.MOVES): "换成“{part}”而结果不同",
    (Section.CONSTRAINT, Sight.BREACHED): "违反它",
    (Section.BOUNDARY, Sight.JUST_HOLDS): "恰好在“{part}”的界上成立",
    (Section.BOUNDARY, Sight.JUST_FAILS): "只差一步而“{part}”不成立",
    (Section.LIMIT, Sight.FULL): "恰好到它的顶",
    (Section.LIMIT, Sight.OVER): "恰好超出它一步",
    (Section.LIMIT, Sight.USED_UP): "在它恰好用尽以后来领",
    (Section.LIMIT, Sight.ONE_LEFT): "在它只余一份时得到",
}


def goal_in_words(goal: Goal) -> str:
    """Say what is still to be shown, as one sentence to the person who will show it."""
    said = _SAID[goal.section, goal.sight]
    if goal.sight is Sight.FAILS_ALONE and goal.condition is not None and goal.condition.cure:
        said = "只因“{part}”不成立而待定"
    return f"{goal.rule}：还没有案件{said.format(part=goal.part)}"


def coverage_text(coverage: Coverage, *, whole: bool = True) -> str:
    """Give how many goals of each clause are reached, and what is missing, in words.

    Without the `whole`, only clauses where something is missing.
    """
    lines = [_summary(coverage)]
    wanted = {goal.id for goal in coverage.wanted}
    for clause, goals in _by_clause(coverage).items():
        missing = [goal for goal in goals if goal.id in wanted]
        if missing or whole:
            lines.append(f"{_titled(clause, coverage)}：{_ratio(goals, coverage)}")
        for goal in missing:
            lines.append(f"  {goal.place.file}:{goal.place.line} {goal_in_words(goal)}")
            lines.append(f"    地址：{goal.id}")
    if coverage.declared and whole:
        lines += ["", f"声明达不到的 {len(coverage.declared)} 个："]
        lines += [f"  {d.id}：{d.because}" for d in coverage.declared.values()]
    return visible_lines(lines)


def _summary(coverage: Coverage) -> str:
    missing = len(coverage.missing)
    said = f"还缺 {missing}" if missing else "没有遗漏"
    failing = f"（{coverage.failing} 例与应有的结果不一致，不算）" if coverage.failing else ""
    return (
        f"{coverage.policy.number}：金案 {coverage.cases} 例{failing}，"
        f"目标 {len(coverage.goals)} 个，达到 {len(coverage.reached)}，"
        f"声明达不到 {len(coverage.declared)}，{said}。"
    )


def _by_clause(coverage: Coverage) -> dict[str, list[Goal]]:
    found: dict[str, list[Goal]] = {clause: [] for clause in (*coverage.policy.clauses, "")}
    for goal in coverage.goals:
        found[goal.cites[0] if goal.cites else ""].append(goal)
    return {clause: goals for clause, goals in found.items() if goals}


def _titled(clause: str, coverage: Coverage) -> str:
    return f"{clause} {coverage.policy.clauses[clause].title}" if clause else NO_CLAUSE


def _ratio(goals: Sequence[Goal], coverage: Coverage) -> str:
    settled = sum(coverage.is_settled(goal) for goal in goals)
    return f"{settled}/{len(goals)}"


def lines_text(coverage: Coverage, texts: Mapping[str, Sequence[str]]) -> str:
    """Mark the lines of the policy's files that hold a rule.

    `texts` gives the lines of each file by the name that places carry.
    """
    lines = [_summary(coverage)]
    for file in dict.fromkeys(goal.place.file for goal in coverage.goals):
        lines += ["", file, *_marked(file, coverage, texts.get(file, ()))]
    return visible_lines(lines)


def _marked(file: str, coverage: Coverage, text: Sequence[str]) -> Iterator[str]:
    held: dict[int, list[Goal]] = {}
    for goal in coverage.goals:
        if goal.place.file == file:
            held.setdefault(goal.place.line, []).append(goal)
    wanted = {goal.id for goal in coverage.wanted}
    for number, goals in sorted(held.items()):
        mark = REACHED if all(map(coverage.is_settled, goals)) else MISSING
        written = text[number - 1].rstrip() if number <= len(text) else ""
        yield f"{mark} {_ratio(goals, coverage):>7} {number:>5} {written}"
        yield from (f"{'':>16}{goal_in_words(g)}" for g in goals if g.id in wanted)


def visible_lines(lines: Sequence[str]) -> str:
    """Join lines, each made printable."""
    return "\n".join(visible(line) for line in lines)


def coverage_json(coverage: Coverage) -> dict[str, object]:
    """Give every goal with the case that reaches it, or why none can, as plain data."""
    return {
        "policy": coverage.policy.id,
        "cases": coverage.cases,
        "failing": coverage.failing,
        "goals": len(coverage.goals),
        "reached": len(coverage.reached),
        "unreachable": len(coverage.declared),
        "missing": [_goal_json(goal, coverage) for goal in coverage.missing],
        "all": [_goal_json(goal, coverage) for goal in coverage.goals],
    }


def _goal_json(goal: Goal, coverage: Coverage) -> dict[str, object]:
    golden, declared = coverage.reached.get(goal.id), coverage.declared.get(goal.id)
    return {
        "goal": goal.id,
        "cites": list(goal.cites),
        "file": goal.place.file,
        "line": goal.place.line,
        "says": goal_in_words(goal),
        "reached_by": None if golden is None else f"{golden.file}：{golden.name}",
        "unreachable": None if declared is None else declared.because,
    }
