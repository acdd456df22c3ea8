"""Approved changes of standards, each held to the mandate it cites, laid over the policy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from interpreter.language.checker import read_date
from interpreter.language.types import Kind
from interpreter.policy.approved import Amendment, Change
from interpreter.policy.draft import items_of, place_of, text_of
from interpreter.policy.model import Mandate, Number, Policy, Standard, Version
from interpreter.policy.shape import check_shape
from interpreter.policy.values import decimal_text, exact
from interpreter.policy.versions import value_on
from interpreter.problems import Place, Problems, did_you_mean, shown
from interpreter.source.data import Data, Mapping, Scalar


def read_amendment(data: Data, policy: Policy, problems: Problems) -> Amendment | None:
    """Read one amendment and hold it to its mandate; None when anything is wrong with it."""
    before = len(problems.errors)
    if not check_shape(data, "amendment", problems) or not isinstance(data, Mapping):
        return None
    table = data.items
    if text_of(table["amends"]) != policy.id:
        message = f"这份修订改的是 `{shown(text_of(table['amends']))}`，政策是 `{policy.id}`"
        problems.add("amendment-wrong-policy", table["amends"].place, message, about="amends")
        return None
    mandate = _mandate(data, policy, problems)
    decided = _day(table["decided_on"], problems, "decided_on")
    changes = [_change(item, policy, mandate, problems) for item in items_of(table["changes"])]
    _check_approval(data, mandate, problems)
    if mandate is not None and decided is not None:
        _check_window(data, mandate, decided, problems)
    if len(problems.errors) > before or decided is None:
        return None
    return Amendment(
        text_of(table["amendment"]),
        text_of(table["authority"]),
        text_of(table["approved_by"]),
        text_of(table["approval"]),
        decided,
        tuple(c for c in changes if c is not None),
        data.place,
        text_of(table.get("protects")),
    )


def _mandate(data: Mapping, policy: Policy, problems: Problems) -> Mandate | None:
    written = data.items["authority"]
    clause = text_of(written)
    mandates = [m for m in policy.mandates if clause in m.cited.cites]
    changed = {text_of(c.items.get("standard")) for c in _changes(data)}
    if mandates:
        return next((m for m in mandates if m.standard in changed), mandates[0])
    allowed = [c for m in policy.mandates for c in m.cited.cites]
    hint = did_you_mean(clause, allowed) or f"可以授权修订的条文：{'、'.join(allowed) or '没有'}"
    message = f"条文 `{shown(clause)}` 没有授权任何人修订标准"
    problems.add("amendment-no-mandate", written.place, message, hint, about="authority")
    return None


def _changes(data: Mapping) -> list[Mapping]:
    return [c for c in items_of(data.items["changes"]) if isinstance(c, Mapping)]


def _check_approval(data: Mapping, mandate: Mandate | None, problems: Problems) -> None:
    body = data.items["approved_by"]
    if mandate is not None and text_of(body) != mandate.approved_by:
        message = f"批准机关应当是{mandate.approved_by}，写的是{shown(text_of(body))}"
        problems.add("amendment-body", body.place, message, about="approved_by")
    if not text_of(data.items["approval"]).strip():
        place = data.items["approval"].place
        problems.add("amendment-approval", place, "没有批准文号", about="approval")


def _check_window(data: Mapping, mandate: Mandate, decided: date, problems: Problems) -> None:
    start, end = mandate.window.start or date.min, mandate.window.end or date.max
    if not start <= decided <= end:
        message = f"授权只在 {start} 到 {end} 之间有效，批准日期是 {decided}"
        problems.add("amendment-date", data.items["decided_on"].place, message, about="decided_on")


def _day(data: Data, problems: Problems, about: str) -> date | None:
    day = read_date(text_of(data))
    if day is None:
        message = f"不是日历上有的日期：{shown(text_of(data))}"
        problems.add("bad-date", data.place, message, "写作 2020-07-01", about=about)
    return day


def _change(
    data: Data, policy: Policy, mandate: Mandate | None, problems: Problems
) -> Change | None:
    assert isinstance(data, Mapping)
    table = data.items
    name, start = text_of(table["standard"]), _day(table["from"], problems, "from")
    standard = policy.standards.get(name)
    _check_standard(table["standard"], name, policy, mandate, problems)
    value = table["value"]
    if standard is None or start is None or not isinstance(value, Scalar):
        return None
    if not policy.in_force[0] <= start <= policy.in_force[1]:
        message = f"起始日期 {start} 不在政策期限 {policy.in_force[0]} 到 {policy.in_force[1]} 之内"
        problems.add("amendment-date", table["from"].place, message, about="from")
    allowed = mandate is None or mandate.standard == name
    key = _key(data, standard, policy, problems) if allowed else ""
    assert isinstance(value.value, int | Decimal)
    number = exact(value.value)
    if allowed and not _is_as_fine(number, standard):
        places = 0 if standard.type.whole else standard.type.places
        message = f"`{name}` 最多 {places} 位小数，修订写的是 {decimal_text(number)}"
        problems.add("amendment-value", value.place, message, "写到同样的位数", about="value")
    return Change(name, key, start, number, text_of(table["because"]), value.place)


def _is_as_fine(number: Number, standard: Standard) -> bool:
    """The types of expressions were checked for the decimals a standard had."""
    scale = 10 ** (0 if standard.type.whole else standard.type.places or 0)
    return Fraction(number * scale).denominator == 1


def _check_standard(
    data: Data, name: str, policy: Policy, mandate: Mandate | None, problems: Problems
) -> None:
    if name not in policy.standards:
        hint = did_you_mean(name, policy.standards)
        message = f"没有标准 `{shown(name)}`"
        problems.add("amendment-standard", data.place, message, hint, about="standard")
    elif mandate is not None and name != mandate.standard:
        message = f"{mandate.cited.cites[0]} 只授权修订 `{mandate.standard}`，不能改 `{name}`"
        problems.add("amendment-standard", data.place, message, about="standard")


def _key(data: Mapping, standard: Standard, policy: Policy, problems: Problems) -> str:
    """Read the key a change is for: exactly the fact the standard goes by."""
    given = data.items.get("for")
    table = given.items if isinstance(given, Mapping) else {}
    wanted = {standard.by} if standard.by else set()
    if set(table) != wanted:
        hint = f"写 for: {{{standard.by}: …}}" if standard.by else "这个标准不分行，不写 for"
        place = place_of(given) if given is not None else data.place
        problems.add("amendment-key", place, "没有说清针对哪个取值", hint, about="for")
        return ""
    if not standard.by:
        return ""
    key, fact = text_of(table[standard.by]), policy.facts[standard.by]
    if fact.type.kind is Kind.CHOICE and key not in fact.type.values:
        hint = did_you_mean(key, fact.type.values)
        message = f"`{standard.by}` 没有选项 `{shown(key)}`"
        problems.add("amendment-key", table[standard.by].place, message, hint, about="for")
    return key


def lay_over(policy: Policy, amendments: Iterable[Amendment], problems: Problems) -> Policy:
    """Give the policy with amendments in force, whatever the order they come in.

    Changes are laid by the day they begin; each is held to its mandate's direction against
    what would hold on that day without it.
    """
    ordered = tuple(sorted(amendments, key=lambda a: (a.decided_on, a.id)))
    if check_conflicts(ordered, problems):
        return policy
    standards = dict(policy.standards)
    laid = [(change, amendment) for amendment in ordered for change in amendment.changes]
    for change, amendment in sorted(laid, key=lambda pair: pair[0].start):
        standard = standards[change.standard]
        _check_direction(change, standard, _mandate_of(policy, amendment, change), problems)
        standards[change.standard] = _changed(standard, change, amendment.id)
    return replace(policy, standards=standards, amendments=ordered)


def _mandate_of(policy: Policy, amendment: Amendment, change: Change) -> Mandate:
    return next(
        m
        for m in policy.mandates
        if amendment.authority in m.cited.cites and m.standard == change.standard
    )


def _check_direction(
    change: Change, standard: Standard, mandate: Mandate, problems: Problems
) -> None:
    before = value_on(standard, change.key, change.start)
    if before is None or mandate.only == "any":
        return
    allowed = change.value > before if mandate.only == "raise" else change.value < before
    if not allowed:
        way = "提高" if mandate.only == "raise" else "降低"
        message = f"只能{way}：原为 {decimal_text(before)}，修订写的是 {decimal_text(change.value)}"
        problems.add("amendment-direction", change.place, message, about="value")


def _changed(standard: Standard, change: Change, source: str) -> Standard:
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


def _set(version: Version, change: Change, source: str) -> Version:
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
    seen: dict[tuple[str, str, date], Place] = {}
    ids: dict[str, Place] = {}
    for amendment in amendments:
        if amendment.id in ids:
            message = f"修订编号 `{shown(amendment.id)}` 与 {ids[amendment.id]} 重复"
            problems.add("amendment-duplicate", amendment.place, message, about="amendment")
        ids.setdefault(amendment.id, amendment.place)
        for change in amendment.changes:
            touched = (change.standard, change.key, change.start)
            if touched in seen:
                message = f"与 {seen[touched]} 在同一天改同一个标准"
                problems.add("amendment-conflict", change.place, message, about="from")
            seen.setdefault(touched, change.place)
    return len(problems) > before
