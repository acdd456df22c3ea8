"""An edit of a policy in words: what it was, what it is, from when; never a text diff."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from interpreter.language.tree import Expression
from interpreter.policy.law import Law
from interpreter.policy.model import (
    Condition,
    Fact,
    Payment,
    Policy,
    Reading,
    Side,
    Standard,
    Window,
)
from interpreter.policy.plan import Measure, Measured, Progress
from interpreter.policy.values import decimal_text, show_value
from interpreter.report.explanation import KEEPING, payment_in_words
from interpreter.report.laws import claim_in_words, exemption_in_words
from interpreter.report.sentences import sentence
from interpreter.review.edits import Edit
from interpreter.review.essence import content
from interpreter.review.pieces import Cell

SECTIONS = {
    "awards": "补贴",
    "clauses": "条文",
    "constraints": "总成立的关系",
    "definitions": "定义",
    "exclusions": "择一",
    "facts": "事实",
    "families": "家族",
    "findings": "义务与比例",
    "head": "政策的题头",
    "in_force": "政策期限",
    "laws": "底线",
    "limits": "上限",
    "mandates": "授权",
    "order": "次序",
    "readings": "读法",
    "standards": "标准",
    "targets": "目标",
}
PARTS = {
    "applies": "适用范围",
    "counts_on": "计次日期",
    "event": "适用日期",
    "falls_with": "随同不予的补贴",
    "payee": "付给谁",
    "payment": "金额",
}
TRUTHS = {"cuts": {True: "不付，其余照付", False: "整项不予"}}
NESTED = frozenset({"applies", "cited", "holds", "progress", "window"})
MEASURED = {Measured.CLAIMS: "人次", Measured.PERSONS: "人", Measured.MONEY: "金额"}
FIELDS = {
    "also": "另外计入的补贴",
    "at_most": "最多",
    "count": "按什么计次",
    "cuts": "超出部分",
    "each": "数是哪一段的",
    "elects": "按哪项选择",
    "columns": "各列",
    "end": "最后一天",
    "fixed": "办事人改不了",
    "guard": "前提",
    "heads": "一个案件代表几个",
    "keep": "保留的次序",
    "keys": "按什么分开算",
    "matches": "只算哪些既往",
    "maximum": "最大值",
    "measure": "累计什么",
    "minimum": "最小值",
    "names_one": "是否用来区分",
    "note": "附注",
    "over": "管哪些补贴",
    "progress": "进度",
    "readings": "所依据的读法",
    "request": "是否是一种申请",
    "row": "算在哪一行",
    "rows": "各行",
    "says": "说明",
    "siblings": "本案的补贴是否计入",
    "sides": "各方",
    "sums": "合计",
    "start": "第一天",
    "typical": "通常的取值",
    "where": "只看哪些",
    "within": "分开算的范围",
}


def edit_in_words(edit: Edit, policy: Policy) -> str:
    """Give an edit as one sentence, its clauses first."""
    cites = "、".join(edit.cites)
    said = _SAID.get(edit.section, _entry)(edit, policy)
    return f"{cites} {said}".strip()


def _standard(edit: Edit, policy: Policy) -> str:
    if isinstance(edit.before or edit.after, Standard):
        return _entry(edit, policy)
    standard = policy.standards[edit.name]
    unit = str(standard.type.unit) if standard.type.unit.powers else ""
    row = edit.keys[0][3]
    by = f"（{standard.by}：{row}）" if row else ""
    change = f"{_cell(edit.before)} → {_cell(edit.after)} {unit}".rstrip()
    return f"{edit.name}{by} {change}，{'；'.join(_days(edit, standard))}{_source(edit)}"


def _cell(cell: object) -> str:
    value = cell.value if isinstance(cell, Cell) else None
    if value is None:
        return "没有"
    return value.isoformat() if isinstance(value, date) else decimal_text(Fraction(value))


def _source(edit: Edit) -> str:
    source = edit.after.source if isinstance(edit.after, Cell) else ""
    return f"（修订 {source}）" if source not in ("", "policy") else ""


def _days(edit: Edit, standard: Standard) -> Iterator[str]:
    """Give the stretches of days on which the number is another one."""
    days = sorted({date.fromisoformat(key[2]) for key in edit.keys})
    starts = sorted({v.start for v in standard.versions})
    for start in days:
        later = [s for s in starts if s > start]
        end = min(later) - timedelta(days=1) if later else None
        yield f"自 {start} 起" if end is None else f"{start} 到 {end}"


def _award(edit: Edit, policy: Policy) -> str:
    key = edit.keys[0]
    if isinstance(edit.before or edit.after, Condition):
        return f"{_who(edit)}的条件{_condition(edit, policy)}"
    part = key[2] if len(key) > 2 else ""
    if part in PARTS and edit.before is not None and edit.after is not None:
        change = f"{_told(edit.before, policy)} → {_told(edit.after, policy)}"
        return f"{edit.name}的{PARTS[part]}：{change}"
    if any(len(k) == 2 for k in edit.keys):
        return _entry(edit, policy)
    return f"{edit.name}的{PARTS.get(part, part)}{_came_or_went(edit, policy)}"


def _who(edit: Edit) -> str:
    names = list(dict.fromkeys(key[1] for key in edit.keys))
    return names[0] if len(names) == 1 else f"{names[0]}等 {len(names)} 项补贴"


def _condition(edit: Edit, policy: Policy) -> str:
    old, new = edit.before, edit.after
    if not isinstance(old, Condition) or not isinstance(new, Condition):
        gone = isinstance(old, Condition)
        given: Any = old if gone else new
        head = f"“{given.title}”{'删去' if gone else '新增'}"
        return f"{head}：{_told(given.expression, policy)}{_window(given.window)}"
    title = f"“{new.title}”" if old.title == new.title else f"“{old.title}” → “{new.title}”"
    before, after = _told(old.expression, policy), _told(new.expression, policy)
    said = [] if before == after else [f"{before} → {after}"]
    if old.window != new.window:
        said.append(f"适用的日子{_window(old.window) or '不限'} → {_window(new.window) or '不限'}")
    if old.cure != new.cure:
        said.append("改为不满足时待补正" if new.cure else "改为不满足时不予")
    return f"{title}：{'；'.join(said) or '只改说法'}"


def _window(window: Window) -> str:
    if window == Window():
        return ""
    return f"（{window.start or '最初'} 到 {window.end or '最后'}）"


def _family(edit: Edit, _policy: Policy) -> str:
    old, new = (v if isinstance(v, tuple) else () for v in (edit.before, edit.after))
    said = [f"加入{'、'.join(n for n in new if n not in old)}"] if set(new) - set(old) else []
    said += [f"去掉{'、'.join(n for n in old if n not in new)}"] if set(old) - set(new) else []
    reach = f"，影响 {len(edit.keys) - 1} 处上限和关口" if len(edit.keys) > 1 else ""
    return f"家族“{edit.name}”{'，'.join(said) or '只改次序'}{reach}"


def _in_force(edit: Edit, _policy: Policy) -> str:
    word = {"from": "第一天", "to": "最后一天"}[edit.name]
    return f"政策期限的{word} {edit.before} → {edit.after}"


def _law(edit: Edit, policy: Policy) -> str:
    old, new = edit.before, edit.after
    if not isinstance(old, Law) or not isinstance(new, Law):
        given: Any = new or old
        return f"{_entry(edit, policy)}：{claim_in_words(given, policy)}"
    before, after = claim_in_words(old, policy), claim_in_words(new, policy)
    said = [f"{before} → {after}"] if before != after else []
    was, now = (tuple(exemption_in_words(e, policy) for e in x.exemptions) for x in (old, new))
    said += [f"例外{_members(was, now, policy)}"] if was != now else []
    return f"底线“{edit.name}”：{'；'.join(said) or '只改说法'}"


def _order(edit: Edit, _policy: Policy) -> str:
    return f"{SECTIONS[edit.name]}的先后次序"


def _reading(edit: Edit, policy: Policy) -> str:
    old, new = edit.before, edit.after
    if not isinstance(old, Reading) or not isinstance(new, Reading):
        return _entry(edit, policy)
    said = [f"{old.chosen} → {new.chosen}"] if old.chosen != new.chosen else []
    ruled = set(old.rulings) ^ set(new.rulings)
    said += [f"{day} 起裁定为“{option}”" for day, option in new.rulings if (day, option) in ruled]
    said += [f"{day} 起的裁定取消" for day, option in old.rulings if (day, option) in ruled]
    return f"读法 {edit.name} {new.question}　{'；'.join(said) or '只改说法'}"


def _entry(edit: Edit, policy: Policy) -> str:
    """Give an entry that came, went, or changed in some of its fields."""
    head = f"{SECTIONS.get(edit.section, edit.section)}“{edit.name}”" if edit.name else "政策的题头"
    if edit.before is None or edit.after is None:
        return f"{head}{_came_or_went(edit, policy)}"
    if isinstance(edit.before, tuple):
        return f"{head}有改动"
    return f"{head}：{'；'.join(_fields(edit.before, edit.after, policy)) or '只改说法'}"


def _came_or_went(edit: Edit, policy: Policy) -> str:
    word, given = ("新增", edit.after) if edit.before is None else ("删去", edit.before)
    expression = given if isinstance(given, Expression) else getattr(given, "expression", None)
    return f"{word}：{_told(expression, policy)}" if expression is not None else word


def _fields(before: Any, after: Any, policy: Policy) -> Iterator[str]:
    """Give each field of an entry that is not what it was."""
    for name in (f.name for f in fields(before)):
        old, new = getattr(before, name), getattr(after, name)
        derived = name in ("place", "reads") or (name == "type" and not isinstance(before, Fact))
        if derived or content(old) == content(new):
            continue
        if is_dataclass(old) and is_dataclass(new) and name in NESTED:
            yield from _fields(old, new, policy)
        elif name in ("expression", "value"):
            yield f"{_told(old, policy)} → {_told(new, policy)}"
        elif isinstance(old, tuple) and isinstance(new, tuple):
            yield f"{FIELDS.get(name, name)}{_members(old, new, policy)}"
        else:
            words = TRUTHS.get(name, {})
            was, now = (words.get(v) or _told(v, policy) for v in (old, new))
            yield f"{FIELDS.get(name, name)} {was} → {now}"


def _members(old: tuple[Any, ...], new: tuple[Any, ...], policy: Policy) -> str:
    """Give what a list gained and lost, or its new order."""
    was, now = ([_told(v, policy) for v in side] for side in (old, new))
    gained, lost = [v for v in now if v not in was], [v for v in was if v not in now]
    said = [f"加入{'、'.join(gained)}"] if gained else []
    said += [f"去掉{'、'.join(lost)}"] if lost else []
    return "，".join(said) or f"的次序改为 {'、'.join(now)}"


def _told(value: Any, policy: Policy) -> str:
    """Give any value of a policy as people would write it."""
    if value is None or value in ("", ()):
        return "没有"
    if isinstance(value, str) and value in KEEPING:
        return KEEPING[value]
    if isinstance(value, Expression | Condition):
        given = value.expression if isinstance(value, Condition) else value
        return sentence(given, policy)
    if isinstance(value, Payment):
        return payment_in_words(value, policy)
    if isinstance(value, Side):
        names = "／".join(value.awards)
        where = f"（{sentence(value.where, policy)}）" if value.where is not None else ""
        return f"{names}{where}"
    if isinstance(value, Measure):
        scale = f"，一是 {value.scale} 元" if value.scale > 1 else ""
        where = f"（{sentence(value.where, policy)}）" if value.where is not None else ""
        return f"{MEASURED[value.of]}{where}{scale}"
    if isinstance(value, Progress):
        return f"有：{'、'.join(value.over)}"
    if isinstance(value, tuple):
        return " ".join(_told(v, policy) for v in value)
    return value.isoformat() if isinstance(value, date) else show_value(value)


_SAID: dict[str, Callable[[Edit, Policy], str]] = {
    "standards": _standard,
    "awards": _award,
    "families": _family,
    "in_force": _in_force,
    "laws": _law,
    "order": _order,
    "readings": _reading,
}


def edits_in_words(edits: Iterable[Edit], policy: Policy) -> list[str]:
    """Give the edits as sentences, in order."""
    return [edit_in_words(edit, policy) for edit in edits]
