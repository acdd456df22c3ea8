"""Proposed golden cases as YAML to paste: facts filled in, what should follow left blank."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from interpreter.problems import visible
from interpreter.report.coverage import goal_in_words
from interpreter.report.mutants import Hunted
from interpreter.truth.goals import Section
from interpreter.truth.golden import Golden
from interpreter.truth.search import CLAIMS, HISTORY, Change, changed
from interpreter.truth.suggestion import Suggestion

PLAIN = re.compile(r"[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9]*\Z|[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
WHOLE = frozenset({"invalid", "total"})
WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
NOTHING = "没有要提议的：每条规则都有金案证明，或声明了达不到。"


def suggestions_text(suggestions: Sequence[Suggestion], missing: int, boundaries: int = 0) -> str:
    """Give each proposal with the goal it serves, and how many goals are missing in all.

    `boundaries` are those among the missing ones for which no case was looked for here.
    """
    if not missing:
        return NOTHING
    lines = [f"# 还缺 {missing} 个目标。以下提议只写了事实；name、because、expect 由人按文件写。"]
    if boundaries:
        lines.append(f"# 其中 {boundaries} 个是界线，用 suggest --boundary 求。")
    for suggestion in suggestions:
        lines += ["", *_proposal(suggestion)]
    return "\n".join(visible(line) for line in lines)


def _proposal(suggestion: Suggestion) -> Iterator[str]:
    goal = suggestion.goal
    yield f"# {goal_in_words(goal)}"
    yield f"# 地址：{goal.id}；规则：{goal.place.file}:{goal.place.line}"
    golden, idea = suggestion.golden, suggestion.idea
    if golden is None or idea is None:
        yield "# 没有找到这样的案件。想一想它是否达不到；达不到就在 unreachable 里写明为什么。"
        return
    claims = idea.raw.get(CLAIMS)
    about = [n for n in suggestion.about if claims is None or n in claims] or suggestion.about
    readings = {goal.rule: goal.part} if goal.section is Section.READING else {}
    yield from _case(golden, idea.raw, idea.changes, readings, about)


def hints_text(hunted: Hunted) -> str:
    """Give a case for each mutant that no golden case notices, as far as one was found."""
    lines = [f"# 有 {len(hunted.survivors)} 处规则写错了也没有金案察觉。"]
    for mutant in hunted.survivors:
        lines += ["", f"# {mutant.rule}（{mutant.part}）：{mutant.says}"]
        lines.append(f"# 编号：{mutant.id}；规则：{mutant.place.file}:{mutant.place.line}")
        hint = hunted.hints.get(mutant.id)
        if hint is None:
            lines.append("# 没有找到能察觉的案件；若是等价的，在 equivalent 里写明为什么。")
            continue
        raw = reduce(changed, hint.changes, hint.golden.raw)
        about = [name for name in hint.golden.expect if name not in WHOLE]
        lines += _case(hint.golden, raw, hint.changes, hint.readings, about)
    return "\n".join(visible(line) for line in lines)


def _case(
    golden: Golden,
    raw: Mapping[str, Any],
    changes: Sequence[Change],
    readings: Mapping[str, str],
    about: Sequence[str],
) -> Iterator[str]:
    """Give a case to paste: what differs from the file's applicant, the rest left blank."""
    yield f"# 补在 {golden.file}；从“{golden.name}”{_changed(changes)}"
    yield "- name:"
    yield "  because:"
    yield from _differences(golden, raw)
    if readings:
        yield f"  readings: {written(readings)}"
    yield "  expect:"
    yield from (f"    {name}: {{status: }}" for name in about)


def _changed(changes: Sequence[Change]) -> str:
    """Say what is changed; a known case may do as it is, if only its expectation said so."""
    names = "、".join(change.about for change in changes)
    return f"改了：{names}" if names else "没有改，看它应有的结果对不对、全不全"


def _differences(golden: Golden, raw: Mapping[str, Any]) -> Iterator[str]:
    """Give what differs from the ordinary applicant of the file."""
    usual, facts = golden.applicant, raw["facts"]
    for key in (CLAIMS, HISTORY):
        if raw.get(key) != usual.get(key):
            yield f"  {key}: {written(raw.get(key))}"
    names = dict.fromkeys((*usual["facts"], *facts))
    differing = {n: facts.get(n) for n in names if facts.get(n) != usual["facts"].get(n)}
    if differing:
        yield f"  facts: {written(differing)}"


def written(value: object) -> str:
    """Give a raw value as YAML on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{written(k)}: {written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, str):
        simple = PLAIN.match(value) and value.lower() not in WORDS
        return value if simple else json.dumps(value, ensure_ascii=False)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)
