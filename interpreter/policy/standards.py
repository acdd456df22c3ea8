"""The numbers an official may want to change: dated, in rows where they go by a fact."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

from interpreter.language.types import CURRENCY, Kind, Type, Unit, number
from interpreter.policy.draft import Draft, items_of, place_of, text_of
from interpreter.policy.model import Number, Standard, Version
from interpreter.policy.values import exact
from interpreter.policy.versions import numbers_of
from interpreter.policy.vocabulary import check_name, read_unit
from interpreter.problems import did_you_mean, shown
from interpreter.source.data import Data, Mapping, Scalar


def read_standards(draft: Draft, in_force: date | None) -> dict[str, Standard]:
    """Read the standards and bring their names into scope."""
    standards = {}
    for name, data, place in draft.section("standards"):
        check_name(draft, name, place)
        versions = _versions(draft, data)
        unit = read_unit(draft, data.items.get("unit"))
        by = text_of(data.items.get("by"))
        given = _type_of(unit, versions)
        _check_rows(draft, data, by, versions)
        _check_keys(draft, data, by)
        written = tuple(text_of(w) for w in items_of(data.items.get("written")))
        cited = draft.head(name, data, place)
        standards[name] = Standard(cited, given, by, written, versions)
        draft.name_it(name, place, given, (by,) if by else (), cited.readings)
        _check_timeline(draft, standards[name], in_force)
    return standards


def _type_of(unit: Unit, versions: tuple[Version, ...]) -> Type:
    """Money may always be changed to the 分, other numbers as finely as they are written."""
    if (CURRENCY, 1) in unit.powers:
        return number(unit, places=max(2, _places(versions)))
    return number(unit, whole=_all_whole(versions), places=_places(versions))


def _versions(draft: Draft, data: Mapping) -> tuple[Version, ...]:
    found = []
    for item in items_of(data.items.get("values")):
        if not isinstance(item, Mapping):
            continue
        start, end = draft.day(item.items.get("from")), draft.day(item.items.get("to"))
        rows = item.items.get("rows")
        table = rows.items if isinstance(rows, Mapping) else {}
        value = _number(item.items.get("value"))
        otherwise = _number(item.items.get("otherwise"))
        if (rows is None) == (value is None):
            draft.problems.add(
                "bad-standard", item.place, "一个版本写 value，或写 rows，不能都写或都不写"
            )
        if start is not None:
            keyed = tuple((key, _number(row) or 0) for key, row in table.items())
            found.append(Version(start, end, value, keyed, otherwise, "policy", item.place))
    return tuple(found)


def _number(data: Data | None) -> Number | None:
    if isinstance(data, Scalar) and isinstance(data.value, int | Decimal):
        return exact(data.value)
    return None


def _all_whole(versions: tuple[Version, ...]) -> bool:
    return all(isinstance(n, int) for v in versions for n in numbers_of(v))


def _places(versions: tuple[Version, ...]) -> int:
    numbers = [n for v in versions for n in numbers_of(v)]
    return max((_decimals(n) for n in numbers), default=0)


def _decimals(value: Number) -> int:
    return next(p for p in range(31) if (value * 10**p).denominator == 1)


def _check_rows(draft: Draft, data: Mapping, by: str, versions: tuple[Version, ...]) -> None:
    keyed = draft.scope.get(by)
    if by and (keyed is None or keyed.kind not in (Kind.CHOICE, Kind.TEXT)):
        place = place_of(data.items.get("by"))
        message = f"`by` 要写一个选项或文字事实，没有 `{shown(by)}`"
        draft.problems.add("unknown-fact", place, message, about=by)
    for version in versions:
        if bool(by) != (version.value is None):
            hint = "有 by 的标准写 rows，没有 by 的写 value"
            draft.problems.add("bad-standard", version.place, "标准的写法与 by 不一致", hint)


def _check_keys(draft: Draft, data: Mapping, by: str) -> None:
    """Every row is for a value that the fact can have."""
    keyed = draft.scope.get(by)
    for version in items_of(data.items.get("values")):
        rows = version.items.get("rows") if isinstance(version, Mapping) else None
        for key, place in rows.keys.items() if isinstance(rows, Mapping) else ():
            if keyed is not None and keyed.values and key not in keyed.values:
                hint = did_you_mean(key, keyed.values) or f"选项：{'、'.join(keyed.values)}"
                message = f"`{by}` 没有选项 `{shown(key)}`"
                draft.problems.add("unknown-choice", place, message, hint, about=key)


def _check_timeline(draft: Draft, standard: Standard, in_force: date | None) -> None:
    """Versions must follow each other without gap or overlap, from the policy's first day."""
    versions = standard.versions
    if versions and in_force and versions[0].start > in_force:
        message = f"`{standard.cited.name}` 到 {versions[0].start} 才开始，政策从 {in_force} 起"
        draft.problems.add("standard-gap", versions[0].place, message, "补上开头的取值")
    for version in versions:
        if version.end is not None and version.end < version.start:
            draft.problems.add("standard-order", version.place, "结束日期早于开始日期")
    for earlier, later in pairwise(versions):
        if later.start <= earlier.start:
            draft.problems.add("standard-order", later.place, "各版本要按开始日期先后写，不能同日")
        elif earlier.end is not None and earlier.end >= later.start:
            draft.problems.add("standard-overlap", later.place, f"与到 {earlier.end} 的版本重叠")
        elif earlier.end is not None and (later.start - earlier.end).days > 1:
            message = f"{earlier.end} 到 {later.start} 之间没有取值"
            draft.problems.add("standard-gap", later.place, message)
