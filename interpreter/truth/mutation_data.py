"""Mutants of what rules are made of: days, facts, constraints, standards, definitions, readings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from interpreter.language.tree import Expression, Literal
from interpreter.language.types import Kind
from interpreter.policy.model import Policy, Reading, Standard, Version, Window
from interpreter.policy.provisions import ALWAYS
from interpreter.policy.readings import executable
from interpreter.policy.values import decimal_text
from interpreter.truth.alterations import alterations, payee_alterations, step_of
from interpreter.truth.mutant import Mutant, Spot, spliced
from interpreter.truth.payees import payees_of

DAY = timedelta(days=1)
NEVER = replace(ALWAYS.expression, root=Literal(False, 0, ALWAYS.expression.type))


def days_beside(day: date) -> tuple[tuple[str, date], ...]:
    """Give the day before and the day after, each with the change in words."""
    return tuple((f"{day} → {other}", other) for other in (day - DAY, day + DAY))


def of_window(spot: Spot, window: Window, put: Callable[[Window], Policy]) -> Iterator[Mutant]:
    """Give the mutants of the days a rule governs: each end a day off, or gone."""
    for name, key in (("从", "start"), ("到", "end")):
        day = getattr(window, key)
        for says, other in days_beside(day) if day is not None else ():
            moved: dict[str, Any] = {key: other}
            yield spot.mutant(f"{name} {says}", put(replace(window, **moved)))
        if day is not None:
            endless: dict[str, Any] = {key: None}
            yield spot.mutant(f"去掉{name} {day}", put(replace(window, **endless)))


def of_time(policy: Policy) -> Iterator[Mutant]:
    """Give the policy's first and last day a day off."""
    start, end = policy.in_force
    spot = Spot("", "in_force", "from", policy.in_force_place)
    for says, day in days_beside(start):
        yield spot.mutant(says, replace(policy, in_force=(day, end)))
    spot = Spot("", "in_force", "to", policy.in_force_place)
    for says, day in days_beside(end):
        yield spot.mutant(says, replace(policy, in_force=(start, day)))


def of_facts(policy: Policy) -> Iterator[Mutant]:
    """Give what a text that is not given means, taken away."""
    for name, fact in policy.facts.items():
        for key in ("names_one", "request"):
            if getattr(fact, key):
                without: dict[str, Any] = {key: False}
                facts = {**policy.facts, name: replace(fact, **without)}
                spot = Spot("", name, key, fact.place)
                yield spot.mutant(f"去掉 {key}", replace(policy, facts=facts))


def of_constraints(policy: Policy) -> Iterator[Mutant]:
    """Give what holds in any valid case, dropped or changed."""
    held = policy.constraints
    for index, constraint in enumerate(held):
        expression = constraint.expression
        spot = Spot("", "constraints", constraint.says, expression.place)
        yield spot.mutant("去掉", replace(policy, constraints=spliced(held, index)))
        for found in alterations(expression.root):
            changed = replace(constraint, expression=replace(expression, root=found.root))
            laid = replace(policy, constraints=spliced(held, index, changed))
            yield spot.mutant(found.says, laid, found.at)


def of_standards(policy: Policy) -> Iterator[Mutant]:
    """Give every number a step up and down, every row and version dropped, every day moved."""
    for standard in policy.standards.values():
        for index, version in enumerate(standard.versions):
            for part, says, changed in _changed_versions(policy, standard, index, version):
                kept = spliced(standard.versions, index, *changed)
                spot = replace(Spot.of(standard.cited, part), place=version.place)
                yield spot.mutant(says, _with_standard(policy, standard, kept))


Changed = tuple[str, str, tuple[Version, ...]]


def _changed_versions(
    policy: Policy, standard: Standard, index: int, version: Version
) -> Iterator[Changed]:
    """Give a version changed each way, with the part and the change in words."""
    since = f"{version.start}起" if len(standard.versions) > 1 else "取值"
    for says, value in _steps(version.value):
        yield since, says, (replace(version, value=value),)
    for key, row in version.rows:
        others = tuple(r for r in version.rows if r[0] != key)
        yield f"{since} {key}", "去掉", (replace(version, rows=others),)
        for says, value in _steps(row):
            rows = tuple((k, value if k == key else r) for k, r in version.rows)
            yield f"{since} {key}", says, (replace(version, rows=rows),)
    for says, value in _steps(version.otherwise):
        yield f"{since} 其他", says, (replace(version, otherwise=value),)
    if version.start > policy.in_force[0]:
        yield since, "去掉这个版本", ()
        for says, day in days_beside(version.start):
            yield since, f"从 {says}", (replace(version, start=day),)
    if version.end is not None and index == len(standard.versions) - 1:
        for says, day in days_beside(version.end):
            yield since, f"到 {says}", (replace(version, end=day),)


def _steps(value: object) -> Iterator[tuple[str, int | Fraction]]:
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        for other in (value + step_of(value), value - step_of(value)):
            yield f"{decimal_text(value)} → {decimal_text(other)}", other


def _with_standard(policy: Policy, standard: Standard, versions: tuple[Version, ...]) -> Policy:
    changed = replace(standard, versions=versions)
    return replace(policy, standards={**policy.standards, standard.cited.name: changed})


def of_definitions(policy: Policy) -> Iterator[Mutant]:
    """Give every definition changed, conditions also as always and as never holding."""
    payees = payees_of(policy)
    for name, definition in policy.definitions.items():
        spot = Spot.of(definition.cited, "定义")
        expression = definition.expression

        def put(e: Expression, name: str = name) -> Policy:
            changed = replace(policy.definitions[name], expression=e)
            return replace(policy, definitions={**policy.definitions, name: changed})

        yield from spot.mutants(expression, put)
        if definition.type.kind is Kind.BOOLEAN:
            for says, always in (("一律成立", ALWAYS.expression), ("一律不成立", NEVER)):
                constant = replace(expression, root=always.root)
                yield replace(spot, place=expression.place).mutant(says, put(constant))
        if definition.type.kind is Kind.TEXT:
            yield from spot.mutants(expression, put, lambda n: payee_alterations(n, payees))


def of_readings(policy: Policy) -> Iterator[Mutant]:
    """Give every reading that decides something with each other option, its rulings moved."""
    deciding = executable(policy)
    for reading in policy.readings.values():
        if reading.id not in deciding:
            continue
        spot = Spot(reading.cites[0] if reading.cites else "", reading.id, "读法", reading.place)
        for option in reading.options:
            if option != reading.chosen:
                changed = replace(reading, chosen=option)
                yield spot.mutant(f"{reading.chosen} → {option}", _with_reading(policy, changed))
        yield from _of_rulings(policy, reading, spot)


def _of_rulings(policy: Policy, reading: Reading, spot: Spot) -> Iterator[Mutant]:
    for index, (day, option) in enumerate(reading.rulings):
        dropped = replace(reading, rulings=spliced(reading.rulings, index))
        yield spot.mutant(f"去掉 {day} 起 {option}", _with_reading(policy, dropped))
        for says, other in days_beside(day):
            moved = replace(reading, rulings=spliced(reading.rulings, index, (other, option)))
            yield spot.mutant(f"{option} 从 {says}", _with_reading(policy, moved))


def _with_reading(policy: Policy, reading: Reading) -> Policy:
    return replace(policy, readings={**policy.readings, reading.id: reading})
