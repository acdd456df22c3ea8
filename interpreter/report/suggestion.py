"""Proposed golden cases as YAML to paste: facts filled in, what should follow left blank."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from interpreter.problems import visible
from interpreter.report.coverage import goal_in_words
from interpreter.review.goals import Section
from interpreter.review.golden import Golden
from interpreter.review.search import CLAIMS, HISTORY, Idea
from interpreter.review.suggestion import Suggestion

PLAIN = re.compile(r"[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9]*\Z|[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
NOTHING = "没有要提议的：每条规则都有金案证明，或声明了达不到。"


def suggestions_text(suggestions: Sequence[Suggestion], missing: int) -> str:
    """Give each proposal with the goal it serves, and how many goals are missing in all."""
    if not suggestions:
        return NOTHING
    lines = [f"# 还缺 {missing} 个目标。以下提议只写了事实；name、because、expect 由人按文件写。"]
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
    yield f"# 补在 {golden.file}；从“{golden.name}”{_changed(idea)}"
    yield "- name:"
    yield "  because:"
    yield from _differences(golden, idea.raw)
    if goal.section is Section.READING:
        yield f"  readings: {written({goal.rule: goal.part})}"
    yield "  expect:"
    claims = idea.raw.get(CLAIMS)
    about = [n for n in suggestion.about if claims is None or n in claims] or suggestion.about
    yield from (f"    {name}: {{status: }}" for name in about)


def _changed(idea: Idea) -> str:
    """Say what is changed; a known case may do as it is, if only its expectation said so."""
    names = "、".join(change.about for change in idea.changes)
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
