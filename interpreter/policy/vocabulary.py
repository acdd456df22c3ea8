"""The words a policy decides by: facts, definitions, and what holds between facts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from interpreter.language.checker import read_expression
from interpreter.language.parser import NotAnExpression, parse
from interpreter.language.scanner import IDENTIFIER, RESERVED
from interpreter.language.tree import Expression, names_in
from interpreter.language.types import (
    BARE,
    BOOLEAN,
    CURRENCY,
    DATE,
    TEXT,
    Kind,
    Type,
    Unit,
    number,
    parse_unit,
)
from interpreter.policy.draft import Draft, items_of, place_of, text_of
from interpreter.policy.model import Amount, Constraint, Definition, Fact
from interpreter.policy.values import BadValue, read_value
from interpreter.problems import Place, did_you_mean, shown
from interpreter.source.data import Data, Mapping, Scalar, plain

NAME = re.compile(rf"{IDENTIFIER}\Z")
DEEPEST_CHAIN = 20
NUMBERS = frozenset({"integer", "decimal", "money"})
KEYS_OF = {
    "unit": NUMBERS,
    "places": frozenset({"decimal"}),
    "min": NUMBERS | {"date"},
    "max": NUMBERS | {"date"},
    "values": frozenset({"choice", "set"}),
    "names_one": frozenset({"text"}),
    "request": frozenset({"text"}),
}
NOT_FIXED = {"names_one": "编号从来不算能改的", "request": "请求是办事人自己提的，本来就能改"}
PLAIN_TYPES = {"boolean": BOOLEAN, "date": DATE, "text": TEXT}


def check_name(draft: Draft, name: str, place: Place) -> None:
    """Note a name that an expression could not use."""
    if not NAME.match(name) or name in RESERVED:
        hint = "用汉字、英文字母、数字和下划线，不以数字开头，不用保留词"
        draft.problems.add("bad-name", place, f"`{shown(name)}` 不能作名称", hint, about=name)


def read_facts(draft: Draft) -> dict[str, Fact]:
    """Read the facts and bring their names into scope."""
    facts = {}
    for name, data, place in draft.section("facts"):
        check_name(draft, name, place)
        fact = _fact(draft, name, data, place)
        facts[name] = fact
        draft.name_it(name, place, fact.type, (name,))
        _check_typical(draft, fact, data.items.get("typical"))
    return facts


def read_text_fact(draft: Draft, facts: dict[str, Fact], key: str) -> str:
    """Read which text fact a key such as `person` names, empty where the key is not written."""
    data = draft.root.items.get(key)
    name = text_of(data)
    fact = facts.get(name)
    if name and fact is None:
        hint = did_you_mean(name, facts)
        message = f"{key} 要写一个事实，没有 `{shown(name)}`"
        draft.problems.add("unknown-fact", place_of(data), message, hint, about=name)
    elif fact is not None and fact.type.kind is not Kind.TEXT:
        message = f"{key} 要写一个文字事实，`{name}` 是{fact.type}"
        draft.problems.add("wrong-type", place_of(data), message, about=name)
    return name


def _fact(draft: Draft, name: str, data: Mapping, place: Place) -> Fact:
    kind = text_of(data.items.get("type"))
    _check_keys(draft, kind, data)
    given = _fact_type(draft, kind, data)
    fact = Fact(
        name,
        given,
        text_of(data.items.get("ask")),
        plain(data.items["typical"]),
        says=text_of(data.items.get("says")),
        names_one="names_one" in data.items,
        request="request" in data.items,
        fixed="fixed" in data.items,
        place=place,
    )
    low, high = _bounds(draft, fact, data, place)
    return replace(fact, minimum=low, maximum=high)


def _check_keys(draft: Draft, kind: str, data: Mapping) -> None:
    """A key that means nothing for the type is never silently ignored."""
    for key, kinds in KEYS_OF.items():
        if key in data.items and kind not in kinds:
            message = f"`{kind}` 类型的事实不用写 `{key}`"
            hint = f"`{key}` 只用于 {'、'.join(sorted(kinds))}"
            draft.problems.add("key-not-for-type", data.keys[key], message, hint, about=key)
    for key, hint in NOT_FIXED.items():
        if key in data.items and "fixed" in data.items:
            message = f"写了 `{key}` 的事实不用写 `fixed`"
            place = data.keys["fixed"]
            draft.problems.add("key-not-for-type", place, message, hint, about="fixed")


def _fact_type(draft: Draft, kind: str, data: Mapping) -> Type:
    if kind in PLAIN_TYPES:
        return PLAIN_TYPES[kind]
    if kind in ("choice", "set"):
        values = _values(draft, data)
        return Type(Kind.CHOICE if kind == "choice" else Kind.SET, values=values)
    unit = read_unit(draft, data.items.get("unit"), CURRENCY if kind == "money" else "")
    stated = data.items.get("places")
    places = int(str(stated.value)) if isinstance(stated, Scalar) else 2
    return number(unit, whole=kind == "integer", places=places)


def _values(draft: Draft, data: Mapping) -> tuple[str, ...]:
    listed = data.items.get("values")
    if listed is None:
        draft.problems.add("missing-key", data.place, "选项类事实要写 `values`", about="values")
    if isinstance(listed, Scalar):
        return _named_values(draft, listed)
    words = tuple(text_of(item) for item in items_of(listed))
    times = Counter(words)
    for item, word in zip(items_of(listed), words, strict=True):
        if times[word] > 1:
            message = f"选项 `{shown(word)}` 写了两次"
            draft.problems.add("duplicate-name", item.place, message, "删去一个", about=word)
    return words


def _named_values(draft: Draft, written: Scalar) -> tuple[str, ...]:
    """Give the values that a name stands for: all awards, or the rows of a table of targets."""
    tables = {name: data.items.get("rows") for name, data, _ in draft.section("targets")}
    name = text_of(written)
    if name == "awards":
        return draft.awards
    rows = tables.get(name)
    if isinstance(rows, Mapping):
        return tuple(rows.items)
    hint = did_you_mean(name, ("awards", *tables)) or "写一列选项，或 awards，或一张任务表的名称"
    message = f"没有叫 `{shown(name)}` 的任务表"
    draft.problems.add("unknown-name", written.place, message, hint, about=name)
    return ()


def read_unit(draft: Draft, data: Data | None, default: str = "") -> Unit:
    """Read a unit such as 元/人; the default where none is written."""
    text = text_of(data) or default
    if not text:
        return BARE
    try:
        return parse_unit(text)
    except ValueError:
        place = place_of(data)
        draft.problems.add("bad-unit", place, f"`{shown(text)}` 不是单位", "例如 元、人、元/人/月")
        return BARE


def _bounds(
    draft: Draft, fact: Fact, data: Mapping, place: Place
) -> tuple[Amount | None, Amount | None]:
    """Read min and max, which every number and date must have."""
    if fact.type.kind not in (Kind.NUMBER, Kind.DATE):
        return None, None
    found: list[Amount | None] = []
    for key in ("min", "max"):
        if key not in data.items:
            message = f"`{fact.name}` 要写 `{key}`"
            draft.problems.add("missing-key", place, message, "数和日期都要有界", about=key)
        found.append(_bound(draft, fact, data.items.get(key)))
    low, high = found
    if low is not None and high is not None and not _ordered(low, high):
        draft.problems.add(
            "bad-bounds", place, f"`{fact.name}` 的 min 大于 max", "", about=fact.name
        )
    return low, high


def _bound(draft: Draft, fact: Fact, data: Data | None) -> Amount | None:
    if not isinstance(data, Scalar):
        return None
    try:
        value = read_value(fact, data.value)
    except BadValue as bad:
        draft.problems.add(bad.code, data.place, bad.message, bad.hint, about=fact.name)
        return None
    return value if isinstance(value, int | Fraction | date) else None


def _ordered(low: Amount, high: Amount) -> bool:
    if isinstance(low, date) or isinstance(high, date):
        return isinstance(low, date) and isinstance(high, date) and low <= high
    return low <= high


def _check_typical(draft: Draft, fact: Fact, data: Data | None) -> None:
    if fact.type.kind in (Kind.CHOICE, Kind.SET) and not fact.type.values:
        return  # said already: it has no options at all
    try:
        read_value(fact, fact.typical)
    except BadValue as bad:
        place = place_of(data)
        message = f"典型值不合类型：{bad.message}"
        draft.problems.add("bad-typical", place, message, bad.hint, about=fact.name)


@dataclass(frozen=True, slots=True)
class _Pending:
    name: str
    data: Mapping
    place: Place
    needs: tuple[str, ...]


def read_definitions(draft: Draft) -> dict[str, Definition]:
    """Read the definitions in the order they need each other; a cycle is a problem."""
    waiting = {
        name: _Pending(name, data, place, _names_used(data.items.get("value")))
        for name, data, place in draft.section("definitions")
    }
    definitions: dict[str, Definition] = {}
    order, rounds = list(waiting), 0
    while waiting:
        ready = [p for p in waiting.values() if not any(n in waiting for n in p.needs)]
        if not ready:
            _note_cycle(draft, waiting)
            break
        rounds += 1
        for pending in ready:
            del waiting[pending.name]
            if rounds == DEEPEST_CHAIN + 1 and pending is ready[0]:
                message = f"定义一个引一个，超过 {DEEPEST_CHAIN} 层"
                hint, name = "把几个定义合成一个", pending.name
                draft.problems.add("definition-too-deep", pending.place, message, hint, about=name)
            definition = _definition(draft, pending)
            if definition is not None:
                definitions[pending.name] = definition
    return {name: definitions[name] for name in order if name in definitions}


def _names_used(data: Data | None) -> tuple[str, ...]:
    try:
        return names_in(parse(text_of(data)))
    except NotAnExpression:
        return ()


def _note_cycle(draft: Draft, waiting: dict[str, _Pending]) -> None:
    for pending in waiting.values():
        others = "、".join(n for n in pending.needs if n in waiting)
        message = f"`{pending.name}` 的定义绕回了自己，经过 {others}"
        draft.problems.add("definition-cycle", pending.place, message, about=pending.name)


def _definition(draft: Draft, pending: _Pending) -> Definition | None:
    name, data, place = pending.name, pending.data, pending.place
    check_name(draft, name, place)
    expression = draft.expression(data.items.get("value"))
    cited = draft.head(name, data, place)
    if expression is None:
        return None
    given = expression.type.settled()
    if "unit" in data.items:
        given = _with_unit(draft, data, expression)
    reads = draft.facts_read(expression)
    rests = (*cited.readings, *draft.rests_of(expression))
    draft.name_it(name, place, given, reads, rests)
    return Definition(cited, expression, given, reads)


def _with_unit(draft: Draft, data: Mapping, expression: Expression) -> Type:
    given, unit = expression.type, read_unit(draft, data.items.get("unit"))
    if given.kind is not Kind.NUMBER or not (given.literal or given.unit == unit):
        message = f"表达式给的是{given}，与所写单位不符"
        draft.problems.add("bad-unit", place_of(data.items.get("unit")), message)
        return given.settled()
    return replace(given, unit=unit, literal=False)


def read_constraints(draft: Draft) -> tuple[Constraint, ...]:
    """Read what holds between the facts of any valid case."""
    found = []
    for item in items_of(draft.root.items.get("constraints")):
        if not isinstance(item, Mapping) or not isinstance(item.items.get("always"), Scalar):
            continue
        always = item.items["always"]
        assert isinstance(always, Scalar)
        expression = read_expression(always, draft.scope, draft.problems, BOOLEAN)
        if expression is not None:
            draft.used.update(names_in(expression.root))
            _check_constraint(draft, expression, always.place)
            says = text_of(item.items.get("says"))
            found.append(Constraint(expression, says, draft.facts_read(expression)))
    return tuple(found)


def _check_constraint(draft: Draft, expression: Expression, place: Place) -> None:
    """A constraint holds in every case whatever the day: it speaks of facts alone."""
    standards = {name for name, _, _ in draft.section("standards")}
    named = [name for name in names_in(expression.root) if name in standards]
    if named or not draft.facts_read(expression):
        hint = "标准会随日期改变；写成补贴的条件" if named else "约束要说到事实"
        message = "约束只能说事实之间的关系"
        draft.problems.add("bad-constraint", place, message, hint)
