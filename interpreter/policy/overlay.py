"""Amendments laid over a policy, whatever the order they come in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from interpreter.policy.approved import (
    Amendment,
    Change,
    Extension,
    NewCap,
    Ruling,
    StandardChange,
)
from interpreter.policy.model import Mandate, Policy, Reading, Standard, Version
from interpreter.policy.values import decimal_text
from interpreter.policy.versions import value_on
from interpreter.problems import Place, Problems, shown


def lay_over(policy: Policy, amendments: Iterable[Amendment], problems: Problems) -> Policy:
    """Give the policy with amendments in force, whatever the order they come in.

    The end of the policy first, for the days of the other changes are held to it; standards by
    the day they begin, each held to its mandate's direction against what would hold on that
    day without it.
    """
    ordered = tuple(sorted(amendments, key=lambda a: (a.decided_on, a.id)))
    if check_conflicts(ordered, problems):
        return policy
    end = _extended(policy, ordered, problems)
    laid = replace(policy, in_force=(policy.in_force[0], end), amendments=ordered)
    _check_days(laid, problems)
    caps = tuple(change.limit for change in _changes(ordered) if isinstance(change, NewCap))
    return replace(
        laid,
        standards=_standards(laid, problems),
        limits=(*policy.limits, *caps),
        readings=_readings(laid),
    )


def made_under(policy: Policy, names: Iterable[str]) -> tuple[Amendment, ...]:
    """Give the amendments of a policy with a change that one of some mandates allows."""
    mandates = [m for m in policy.mandates if m.cited.name in {*names}]
    return tuple(a for a in policy.amendments if any(_is_under(a, m) for m in mandates))


def _is_under(amendment: Amendment, mandate: Mandate) -> bool:
    cited = amendment.authority in mandate.cited.cites
    return cited and any(_is_allowed(change, mandate) for change in amendment.changes)


def _is_allowed(change: Change, mandate: Mandate) -> bool:
    if isinstance(change, StandardChange):
        return change.standard == mandate.standard
    return change.matter is mandate.matter


def _changes(amendments: Iterable[Amendment]) -> Iterator[Change]:
    return (change for amendment in amendments for change in amendment.changes)


def _extended(policy: Policy, ordered: Iterable[Amendment], problems: Problems) -> date:
    """Give the policy's last day; each extension moves it on, in the order they were decided."""
    end = policy.in_force[1]
    for change in _changes(ordered):
        if not isinstance(change, Extension):
            continue
        if change.end <= end:
            message = f"只能延长：期限本来到 {end}，修订写的是 {change.end}"
            problems.add("amendment-end", change.place, message, about="in_force_to")
        end = max(end, change.end)
    return end


def first_day(change: Change, policy: Policy) -> date:
    """Give the first day of events a change governs; `policy` is the one before it."""
    match change:
        case Extension():
            return policy.in_force[1] + timedelta(days=1)
        case NewCap():
            return change.limit.window.start or policy.in_force[0]
        case _:
            return change.start


def _check_days(policy: Policy, problems: Problems) -> None:
    first, last = policy.in_force
    for change in _changes(policy.amendments):
        if isinstance(change, Extension):
            continue
        start = first_day(change, policy)
        if not first <= start <= last:
            message = f"起始日期 {start} 不在政策期限 {first} 到 {last} 之内"
            problems.add("amendment-date", change.place, message, about="from")


def _readings(policy: Policy) -> dict[str, Reading]:
    readings = dict(policy.readings)
    rulings = [change for change in _changes(policy.amendments) if isinstance(change, Ruling)]
    for ruling in rulings:
        readings[ruling.reading] = _ruled(readings[ruling.reading], ruling, policy.in_force[0])
    return readings


def _ruled(reading: Reading, ruling: Ruling, first: date) -> Reading:
    """Give a reading with a ruling; one that changes nothing on its day leaves no trace.

    From the policy's first day it is simply what was chosen, for things without a date too.
    """
    laid = {**dict(reading.rulings), ruling.start: ruling.option}
    chosen = laid.pop(first, reading.chosen)
    rulings: list[tuple[date, str]] = []
    for start, option in sorted(laid.items()):
        if option != (rulings[-1][1] if rulings else chosen):
            rulings.append((start, option))
    return replace(reading, chosen=chosen, rulings=tuple(rulings))


def _standards(policy: Policy, problems: Problems) -> dict[str, Standard]:
    standards = dict(policy.standards)
    laid = [
        (change, amendment)
        for amendment in policy.amendments
        for change in amendment.changes
        if isinstance(change, StandardChange)
    ]
    for change, amendment in sorted(laid, key=lambda pair: pair[0].start):
        standard = standards[change.standard]
        _check_direction(change, standard, _mandate_of(policy, amendment, change), problems)
        standards[change.standard] = _changed(standard, change, amendment.id)
    return standards


def _mandate_of(policy: Policy, amendment: Amendment, change: StandardChange) -> Mandate:
    return next(
        m
        for m in policy.mandates
        if amendment.authority in m.cited.cites and m.standard == change.standard
    )


def _check_direction(
    change: StandardChange, standard: Standard, mandate: Mandate, problems: Problems
) -> None:
    before = value_on(standard, change.key, change.start)
    if before is None or mandate.only == "any":
        return
    allowed = change.value > before if mandate.only == "raise" else change.value < before
    if not allowed:
        way = "提高" if mandate.only == "raise" else "降低"
        message = f"只能{way}：原为 {decimal_text(before)}，修订写的是 {decimal_text(change.value)}"
        problems.add("amendment-direction", change.place, message, about="value")


def _changed(standard: Standard, change: StandardChange, source: str) -> Standard:
    """Start a version on the change's day; a row is carried into later versions that lack it."""
    versions = []
    for version in standard.versions:
        if version.start < change.start and (version.end is None or version.end >= change.start):
            versions.append(replace(version, end=change.start - timedelta(days=1)))
            versions.append(_set(replace(version, start=change.start), change, source))
        elif version.start == change.start or (version.start > change.start and change.key):
            versions.append(_set(version, change, source))
        else:
            versions.append(version)
    return replace(standard, versions=tuple(versions))


def _set(version: Version, change: StandardChange, source: str) -> Version:
    if not change.key:
        return replace(version, value=change.value, source=source, place=change.place)
    rows = dict(version.rows)
    if version.start == change.start:
        rows[change.key] = change.value
    rows.setdefault(change.key, change.value)
    return replace(version, rows=tuple(sorted(rows.items())), source=source, place=change.place)


def check_conflicts(amendments: Iterable[Amendment], problems: Problems) -> bool:
    """Two amendments that touch the same thing on the same day, or share an id, conflict.

    True when some do.
    """
    before = len(problems)
    seen: dict[tuple[object, ...], Place] = {}
    ids: dict[str, Place] = {}
    for amendment in amendments:
        if amendment.id in ids:
            message = f"修订编号 `{shown(amendment.id)}` 与 {ids[amendment.id]} 重复"
            problems.add("amendment-duplicate", amendment.place, message, about="amendment")
        ids.setdefault(amendment.id, amendment.place)
        for change in amendment.changes:
            touched, said = _touched(change, amendment)
            if touched in seen:
                message = f"与 {seen[touched]} {said}"
                problems.add("amendment-conflict", change.place, message, about="from")
            seen.setdefault(touched, change.place)
    return len(problems) > before


def _touched(change: Change, amendment: Amendment) -> tuple[tuple[object, ...], str]:
    """Give what a change touches, equal for two that conflict, and the words for that."""
    match change:
        case StandardChange():
            return (change.standard, change.key, change.start), "在同一天改同一个标准"
        case Extension():
            return (change.matter, amendment.decided_on), "在同一天决定延长期限"
        case NewCap():
            return (change.matter, change.limit.cited.name), "添的是同名的上限"
        case Ruling():
            return (change.matter, change.reading, change.start), "自同一天裁定同一条读法"
