"""Targets: tables of planned figures whose sums must add up, and what counts towards them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from interpreter.language.tree import Expression
from interpreter.language.types import BOOLEAN, Kind
from interpreter.policy.draft import Draft, items_of, place_of, text_of
from interpreter.policy.model import NOWHERE, Fact, Target
from interpreter.policy.plan import Measure, Measured, Progress
from interpreter.policy.provisions import awards_over
from interpreter.problems import Place, did_you_mean, shown
from interpreter.source.data import Data, Mapping, Scalar

Facts = dict[str, Fact]
Families = dict[str, tuple[str, ...]]
Heads = tuple[tuple[str, Expression], ...]


def read_targets(draft: Draft, facts: Facts, families: Families) -> tuple[Target, ...]:
    """Read the tables of planned figures and what counts towards them.

    Their stated sums must add up.
    """
    targets = []
    for name, data, place in draft.section("targets"):
        cited = draft.head(name, data, place)
        columns = tuple(text_of(c) for c in items_of(data.items.get("columns")))
        rows = _rows(draft, data, len(columns))
        sums = _integers(data.items.get("sums"))
        unit = text_of(data.items.get("unit"))
        target = Target(cited, unit, columns, rows, sums)
        _check_sums(draft, target, data)
        targets.append(replace(target, progress=_progress(draft, target, data, facts, families)))
    return tuple(targets)


def _rows(draft: Draft, data: Mapping, width: int) -> tuple[tuple[str, tuple[int, ...]], ...]:
    table = data.items.get("rows")
    found = []
    for name, row in (table.items if isinstance(table, Mapping) else {}).items():
        numbers = _integers(row)
        if len(numbers) != width:
            message = f"`{shown(name)}` 有 {len(numbers)} 个数，应有 {width} 个"
            draft.problems.add("target-sum", row.place, message, "每列一个数", about=name)
            continue
        found.append((name, numbers))
    return tuple(found)


def _integers(data: Data | None) -> tuple[int, ...]:
    scalars = (s for s in items_of(data) if isinstance(s, Scalar))
    return tuple(s.value for s in scalars if isinstance(s.value, int))


def _check_sums(draft: Draft, target: Target, data: Mapping) -> None:
    place, name = place_of(data.items.get("sums")), target.cited.name
    if target.sums and len(target.sums) != len(target.columns):
        message = f"合计有 {len(target.sums)} 个数，应有 {len(target.columns)} 个"
        draft.problems.add("target-sum", place, message, "每列一个合计", about=name)
        return
    table = data.items["rows"]
    if isinstance(table, Mapping) and len(table.items) > len(target.rows):
        return  # a row was left out, and said so
    for index, stated in enumerate(target.sums):
        total = sum(row[index] for _, row in target.rows)
        if total != stated:
            message = f"{target.columns[index]} 各行相加是 {total}，合计写的是 {stated}"
            draft.problems.add("target-sum", place, message, "核对各行与合计", about=name)
    if "row_sum" in data.items:
        _check_rows(draft, target, data)


def _check_rows(draft: Draft, target: Target, data: Mapping) -> None:
    column, written = text_of(data.items["row_sum"]), data.items["row_sum"]
    if column not in target.columns:
        hint = did_you_mean(column, target.columns)
        draft.problems.add("target-sum", written.place, f"没有一列叫 `{shown(column)}`", hint)
        return
    at = target.columns.index(column)
    rows = data.items["rows"]
    for name, row in target.rows:
        if sum(row) - row[at] != row[at]:
            place = rows.keys[name] if isinstance(rows, Mapping) else rows.place
            message = f"`{name}` 各列相加是 {sum(row) - row[at]}，合计写的是 {row[at]}"
            draft.problems.add("target-sum", place, message, "核对这一行", about=name)


def _progress(
    draft: Draft, target: Target, data: Mapping, facts: Facts, families: Families
) -> Progress | None:
    table = data.items.get("progress")
    if not isinstance(table, Mapping):
        return None
    over = awards_over(draft, table.items.get("over"), families)
    row = _row_fact(draft, target, table, facts)
    each = _number(draft, table.items.get("each"))
    heads = _heads(draft, table.items.get("heads"), over)
    columns = tuple(_columns(draft, target, table.items.get("columns")))
    asked = (each, *(e for _, e in heads), *(m.where for _, m in columns))
    reads = dict.fromkeys(([row] if row else []) + [*draft.facts_read(*asked)])
    return Progress(over, row, each, heads, columns, tuple(reads))


def _row_fact(draft: Draft, target: Target, table: Mapping, facts: Facts) -> str:
    """Read which fact names the row; there is one where there are several rows."""
    written = table.items.get("row")
    name, place = text_of(written), place_of(written or table)
    fact = facts.get(name)
    rows = [row for row, _ in target.rows]
    if written is None:
        if len(rows) > 1:
            _note(draft, place, "有几行，要用 row 写明哪个事实说明算在哪一行")
    elif fact is None:
        hint = did_you_mean(name, facts)
        message = f"row 要写一个事实，没有 `{shown(name)}`"
        draft.problems.add("unknown-fact", place, message, hint, about=name)
    elif fact.type.kind not in (Kind.TEXT, Kind.CHOICE):
        _note(draft, place, f"row 要写一个文字或选项事实，`{name}` 是{fact.type}")
    elif missing := [
        r for r in rows if fact.type.kind is Kind.CHOICE and r not in fact.type.values
    ]:
        _note(draft, place, f"`{name}` 没有选项 `{shown(missing[0])}`，这一行永远是零")
    return name


def _heads(draft: Draft, data: Data | None, over: tuple[str, ...]) -> Heads:
    """Read for how many a claim of an award stands."""
    found = []
    for name, written, place in _entries(data):
        if name not in over:
            _note(draft, place, f"`{shown(name)}` 不在 over 里", about=name)
        count = _number(draft, written)
        found += [(name, count)] if count is not None else []
    return tuple(found)


def _number(draft: Draft, data: Data | None) -> Expression | None:
    """Read an expression that gives a number, whatever its unit."""
    expression = draft.expression(data, event=True)
    if expression is not None and expression.type.kind is not Kind.NUMBER:
        _note(draft, place_of(data), f"这里要写数，表达式给的是{expression.type}")
    return expression


def _columns(draft: Draft, target: Target, data: Data | None) -> Iterator[tuple[str, Measure]]:
    for name, written, place in _entries(data):
        if name not in target.columns:
            hint = did_you_mean(name, target.columns)
            _note(draft, place, f"没有一列叫 `{shown(name)}`", hint, about=name)
        elif isinstance(written, Mapping):
            yield name, _measure(draft, written)


def _measure(draft: Draft, data: Mapping) -> Measure:
    of = Measured(text_of(data.items.get("of")))
    if of is not Measured.MONEY and not text_of(draft.root.items.get("person")):
        _note(draft, data.place, "数人和数人次要知道谁是谁", "在文件开头写 person")
    scale = data.items.get("scale")
    if scale is not None and of is not Measured.MONEY:
        _note(draft, scale.place, "scale 只用于 of: money")
    where = draft.expression(data.items.get("where"), BOOLEAN, event=True)
    value = scale.value if isinstance(scale, Scalar) else 1
    return Measure(of, where, value if isinstance(value, int) else 1)


def _entries(data: Data | None) -> list[tuple[str, Data, Place]]:
    table = data if isinstance(data, Mapping) else Mapping({}, {}, NOWHERE)
    return [(name, written, table.keys[name]) for name, written in table.items.items()]


def _note(draft: Draft, place: Place, message: str, hint: str = "", *, about: str = "") -> None:
    draft.problems.add("target-progress", place, message, hint, about=about)
