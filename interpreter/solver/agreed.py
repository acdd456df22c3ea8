"""The facts on which two policies agree: those of cases that both of them take."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from interpreter.policy.model import Fact, Policy


def common_facts(old: Policy, new: Policy) -> dict[str, Fact]:
    """Give the facts with the values that both policies take."""
    return {name: _common(old.facts[name], fact) for name, fact in new.facts.items()}


def _common(one: Fact, other: Fact) -> Fact:
    values = tuple(v for v in other.type.values if v in one.type.values)
    minimum = _bound(max, one.minimum, other.minimum)
    maximum = _bound(min, one.maximum, other.maximum)
    kind = replace(other.type, values=values)
    return replace(other, type=kind, minimum=minimum, maximum=maximum)


def _bound(choose: Any, one: Any, other: Any) -> Any:
    return other if one is None else one if other is None else choose(one, other)
