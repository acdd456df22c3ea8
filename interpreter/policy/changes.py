"""The changes of an amendment: a standard, the policy's end, a new cap, a ruling on a reading.

Each kind is read by its own function and held to the mandate that allows it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from interpreter.language.checker import read_date
from interpreter.language.types import DATE, Kind, Type
from interpreter.policy.approved import Change, Extension, Matter, NewCap, Ruling, StandardChange
from interpreter.policy.caps import check_measures, read_limit
from interpreter.policy.draft import FROM, TO, Draft, place_of, text_of
from interpreter.policy.model import Mandate, Number, Policy, Standard
from interpreter.policy.readings import executable
from interpreter.policy.rule import Limit, Window
from interpreter.policy.values import decimal_text, exact
from interpreter.problems import Problems, did_you_mean, shown
from interpreter.source.data import Data, Mapping, Scalar

SUBJECTS = {
    Matter.STANDARD: "标准",
    Matter.END: "施行期限",
    Matter.CAP: "上限",
    Matter.READING: "读法",
}


def matter_of(data: Mapping) -> Matter | None:
    """Give what a change is about; None where it says nothing, or more than one thing."""
    said = [matter for matter in Matter if matter.value in data.items]
    return said[0] if len(said) == 1 else None


def mandate_for(data: Mapping, mandates: list[Mandate], problems: Problems) -> Mandate | None:
    """Give the mandate of a clause that a change uses: of its kind, and for that very thing.

    A kind of change that the clause does not allow is a problem.
    """
    matter = matter_of(data)
    if matter is None:
        hint = "每项修改只写其中一个：" + "、".join(m.value for m in Matter)
        problems.add("amendment-change", data.place, "没有说清改什么", hint)
        return None
    fitting = [m for m in mandates if m.matter is matter]
    if mandates and not fitting:
        allowed = "、".join(dict.fromkeys(SUBJECTS[m.matter] for m in mandates))
        message = f"{mandates[0].cited.cites[0]} 只授权改{allowed}，没有授权改{SUBJECTS[matter]}"
        problems.add("amendment-matter", data.keys[matter.value], message, about=matter.value)
    name = text_of(data.items[matter.value])
    named = (m for m in fitting if name in (m.standard, *m.rules_on))
    return next(named, fitting[0] if fitting else None)


def read_change(
    data: Mapping, policy: Policy, mandate: Mandate | None, authority: str, problems: Problems
) -> Change | None:
    """Read one change and hold it to its mandate; None when it cannot be read."""
    match matter_of(data):
        case Matter.STANDARD:
            return _standard_change(data, policy, mandate, problems)
        case Matter.END:
            return _extension(data, mandate, problems)
        case Matter.CAP:
            return _new_cap(data, policy, mandate, authority, problems)
        case Matter.READING:
            return _ruling(data, policy, mandate, problems)
        case None:
            return None


def read_day(data: Data | None, problems: Problems, about: str) -> date | None:
    """Read a date of the calendar; None where none is written, or noted that it is none."""
    if data is None:
        return None
    day = read_date(text_of(data))
    if day is None:
        message = f"不是日历上有的日期：{shown(text_of(data))}"
        problems.add("bad-date", data.place, message, "写作 2020-07-01", about=about)
    return day


def _standard_change(
    data: Mapping, policy: Policy, mandate: Mandate | None, problems: Problems
) -> StandardChange | None:
    table = data.items
    name, start = text_of(table["standard"]), read_day(table["from"], problems, "from")
    standard = policy.standards.get(name)
    _check_standard(table["standard"], name, policy, mandate, problems)
    value = table["value"]
    if standard is None or start is None or not isinstance(value, Scalar):
        return None
    allowed = mandate is None or mandate.standard == name
    key = _key(data, standard, policy, mandate, problems) if allowed else ""
    assert isinstance(value.value, int | Decimal)
    number = exact(value.value)
    if allowed and not _is_as_fine(number, standard):
        places = 0 if standard.type.whole else standard.type.places
        message = f"`{name}` 最多 {places} 位小数，修订写的是 {decimal_text(number)}"
        problems.add("amendment-value", value.place, message, "写到同样的位数", about="value")
    return StandardChange(name, key, start, number, text_of(table["because"]), value.place)


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


def _key(
    data: Mapping, standard: Standard, policy: Policy, mandate: Mandate | None, problems: Problems
) -> str:
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
    place = table[standard.by].place
    if fact.type.kind is Kind.CHOICE and key not in fact.type.values:
        hint = did_you_mean(key, fact.type.values)
        message = f"`{standard.by}` 没有选项 `{shown(key)}`"
        problems.add("amendment-key", place, message, hint, about="for")
    elif mandate is not None and mandate.rows and key not in mandate.rows:
        message = f"授权只及 {'、'.join(mandate.rows)}，不及 `{shown(key)}`"
        problems.add("amendment-key", place, message, about="for")
    return key


def _extension(data: Mapping, mandate: Mandate | None, problems: Problems) -> Extension | None:
    written = data.items["in_force_to"]
    end = read_day(written, problems, "in_force_to")
    if end is None:
        return None
    if mandate is not None and end > mandate.latest:
        message = f"最晚可以延长到 {mandate.latest}，修订写的是 {end}"
        problems.add("amendment-end", written.place, message, about="in_force_to")
    return Extension(end, text_of(data.items["because"]), written.place)


def _new_cap(
    data: Mapping, policy: Policy, mandate: Mandate | None, authority: str, problems: Problems
) -> NewCap | None:
    table = data.items
    start, end = (
        read_day(table["from"], problems, "from"),
        read_day(table.get("to"), problems, "to"),
    )
    name, place = text_of(table["limit"]), table["limit"].place
    if any(limit.cited.name == name for limit in policy.limits):
        message = f"政策已经有上限 `{shown(name)}`，修订只能添新的"
        problems.add("amendment-cap", place, message, "换一个名称", about="limit")
    if start is not None and end is not None and end < start:
        problems.add("window-order", table["to"].place, "结束日期早于开始日期", about="to")
    limit = _limit(data, name, policy, problems)
    if limit is None or start is None:
        return None
    beyond = [a for a in limit.over if mandate is not None and a not in mandate.over]
    if beyond:
        message = f"授权添上限的补贴里没有：{'、'.join(beyond)}"
        problems.add("amendment-cap", place, message, about="over")
    cited = replace(limit.cited, cites=(authority,))
    laid = replace(limit, cited=cited, window=Window(start, end))
    return NewCap(laid, text_of(table["because"]), place)


def _limit(data: Mapping, name: str, policy: Policy, problems: Problems) -> Limit | None:
    """Read the rule of a cap as a policy's own is read, over the names the policy has."""
    rule = data.items["rule"]
    assert isinstance(rule, Mapping)
    draft, place = _draft_of(policy, rule, problems), data.items["limit"].place
    limit = read_limit(draft, name, rule, place, policy.families, frozenset(policy.definitions))
    if limit is not None:
        check_measures(draft, (limit,), policy.awards, policy.definitions)
    return limit


def _draft_of(policy: Policy, root: Mapping, problems: Problems) -> Draft:
    """Give a draft in which everything of a checked policy has its name already."""
    readings = {n: Type(Kind.CHOICE, values=r.options) for n, r in policy.readings.items()}
    named = (policy.facts, policy.standards, policy.definitions)
    draft = Draft(root, problems, awards=tuple(policy.awards), in_force=policy.in_force)
    draft.clauses, draft.readings = frozenset(policy.clauses), frozenset(policy.readings)
    draft.scope = {FROM: DATE, TO: DATE, **readings}
    for table in named:
        draft.scope |= {name: entry.type for name, entry in table.items()}
    draft.reads = {name: (name,) for name in policy.facts}
    draft.reads |= {n: (s.by,) for n, s in policy.standards.items() if s.by}
    draft.reads |= {n: d.reads for n, d in policy.definitions.items()}
    draft.rests = {name: (name,) for name in readings}
    draft.rests |= {n: s.cited.readings for n, s in policy.standards.items()}
    draft.rests |= {n: d.cited.readings for n, d in policy.definitions.items()}
    return draft


def _ruling(
    data: Mapping, policy: Policy, mandate: Mandate | None, problems: Problems
) -> Ruling | None:
    table = data.items
    name, option = text_of(table["reading"]), text_of(table["option"])
    start, reading = read_day(table["from"], problems, "from"), policy.readings.get(name)
    place = table["reading"].place
    if reading is None:
        hint, message = did_you_mean(name, policy.readings), f"读法登记里没有 `{shown(name)}`"
        problems.add("unknown-reading", place, message, hint, about="reading")
        return None
    if option not in reading.options:
        message = f"读法 `{name}` 没有选项 `{shown(option)}`"
        hint = "可选：" + "、".join(reading.options)
        problems.add("not-allowed", table["option"].place, message, hint, about="option")
    if name not in executable(policy):
        message = f"读法 `{name}` 只作登记，没有规则问它，裁定了也不影响结果"
        problems.add("amendment-ruling", place, message, about="reading")
    elif mandate is not None and name not in mandate.rules_on:
        message = f"{mandate.cited.cites[0]} 没有授权裁定读法 `{name}`"
        hint = "可以裁定：" + "、".join(mandate.rules_on)
        problems.add("amendment-ruling", place, message, hint, about="reading")
    if start is None:
        return None
    return Ruling(name, option, start, text_of(table["because"]), place)
