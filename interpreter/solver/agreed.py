"""What two policies agree on: the facts of cases that both of them take, and a typical one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from interpreter.evaluation.case import read_case
from interpreter.evaluation.program import Program
from interpreter.policy.model import Fact, Policy
from interpreter.policy.values import BadValue, read_value
from interpreter.problems import Place, Refused
from interpreter.reference.unknown import Known


def common_facts(old: Policy, new: Policy) -> dict[str, Fact]:
    """Give the facts with the values that both policies take."""
    return {name: _common(old.facts[name], fact) for name, fact in new.facts.items()}


def common_typical(old: Program, new: Program) -> dict[str, Known]:
    """Give the typical case of the new policy, or else of the old one, that both take.

    Where neither is, give of the new one what both take of each fact alone.
    """
    for program in (new, old):
        raw = {"facts": {name: fact.typical for name, fact in program.policy.facts.items()}}
        with suppress(Refused):
            read_case(raw, old, nowhere)
            return dict(read_case(raw, new, nowhere).facts)
    return dict(_taken(old.policy, new.policy))


def nowhere(_: object) -> Place:
    """Give the place of a case that stands in no file."""
    return Place("--prove")


def _taken(old: Policy, new: Policy) -> Iterator[tuple[str, Known]]:
    for name, fact in new.facts.items():
        with suppress(BadValue):
            read_value(old.facts[name], fact.typical)
            yield name, read_value(fact, fact.typical)


def _common(one: Fact, other: Fact) -> Fact:
    values = tuple(v for v in other.type.values if v in one.type.values)
    minimum = _bound(max, one.minimum, other.minimum)
    maximum = _bound(min, one.maximum, other.maximum)
    kind = replace(other.type, values=values)
    return replace(other, type=kind, minimum=minimum, maximum=maximum)


def _bound(choose: Any, one: Any, other: Any) -> Any:
    return other if one is None else one if other is None else choose(one, other)
