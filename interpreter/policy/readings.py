"""Deciding by another reading than the one chosen: options asked for are held to the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from interpreter.language.tree import EARLIER, names_in
from interpreter.policy.model import Policy
from interpreter.policy.reach import expressions
from interpreter.problems import Place, Problems, did_you_mean, shown


def parse_choices(written: Iterable[str], place: Place, problems: Problems) -> dict[str, str]:
    """Read choices such as `A24=选项`; the same reading twice is a problem."""
    choices: dict[str, str] = {}
    for text in written:
        name, _, option = text.partition("=")
        if not option or name in choices:
            message = f"`{shown(text)}` 不是一个读法的选择，或者重复"
            problems.add("bad-reading", place, message, "写作 A24=选项", about=name)
        choices[name] = option
    return choices


def check_choices(
    policy: Policy, choices: Mapping[str, str], place: Place, problems: Problems
) -> None:
    """Hold choices to the register: the reading exists and has that option."""
    for name, option in choices.items():
        reading = policy.readings.get(name)
        if reading is None:
            hint = did_you_mean(name, policy.readings)
            message = f"读法登记里没有 `{shown(name)}`"
            problems.add("unknown-reading", place, message, hint, about=name)
        elif name not in executable(policy):
            hint = "可以换的：" + "、".join(sorted(executable(policy)))
            message = f"读法 `{name}` 只作登记，没有规则问它，换了也不影响结果"
            problems.add("bad-reading", place, message, hint, about=name)
        elif option not in reading.options:
            hint = "可选：" + "、".join(reading.options)
            message = f"读法 `{name}` 没有选项 `{shown(option)}`"
            problems.add("bad-reading", place, message, hint, about=name)


def executable(policy: Policy) -> frozenset[str]:
    """Name the readings that some expression asks for, so that their options really decide."""
    asked = (n.removeprefix(EARLIER) for e in expressions(policy) for n in names_in(e.root))
    return frozenset(asked) & policy.readings.keys()
