"""Deciding by another reading than the one chosen: options asked for are held to the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from interpreter.policy.model import Policy
from interpreter.problems import Place, Problems, did_you_mean, shown


def parse_choices(written: Iterable[str], place: Place, problems: Problems) -> dict[str, str]:
    """Read choices such as `A24=两项都给`; the same reading twice is a problem."""
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
        elif option not in reading.options:
            hint = "可选：" + "、".join(reading.options)
            message = f"读法 `{name}` 没有选项 `{shown(option)}`"
            problems.add("bad-reading", place, message, hint, about=name)
