"""The vocabulary of a policy as a table, and as the JSON Schema of a case."""

from __future__ import annotations

from fractions import Fraction

from interpreter.language.types import Kind
from interpreter.policy.model import Fact, Policy
from interpreter.policy.values import show_value

ISO_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$(?!\n)"


def facts_text(policy: Policy) -> str:
    """Give each fact with its type, what it may be, its typical value and its question."""
    lines = [f"{policy.number} 的事实，共 {len(policy.facts)} 项"]
    for fact in policy.facts.values():
        fixed = "；办事人改不了" if fact.fixed else ""
        lines.append(f"{fact.name}　{type_in_words(fact)}；典型 {typical(fact)}{fixed}")
        lines.append(f"    {fact.ask}")
    return "\n".join(lines)


def facts_json(policy: Policy) -> list[dict[str, object]]:
    """Give the vocabulary as plain JSON data."""
    return [
        {
            "fact": fact.name,
            "type": type_in_words(fact),
            "ask": fact.ask,
            "typical": typical(fact),
            "fixed": fact.fixed,
            "schema": _fact_schema(fact),
        }
        for fact in policy.facts.values()
    ]


def typical(fact: Fact) -> str:
    """Give a fact's typical value as people write it."""
    return show_value(fact.typical) if not isinstance(fact.typical, int) else _plain(fact.typical)


def _plain(value: int) -> str:
    return ("是" if value else "否") if isinstance(value, bool) else str(value)


def type_in_words(fact: Fact) -> str:
    """Give what a fact may be, in words."""
    given = fact.type
    if given.kind is Kind.NUMBER:
        name = "整数" if given.whole else f"数（最多 {given.places} 位小数）"
        unit = f"，{given.unit}" if given.unit.powers else ""
        return f"{name}{unit}，{show_value(fact.minimum)} 到 {show_value(fact.maximum)}"
    if given.kind is Kind.DATE:
        return f"日期，{fact.minimum} 到 {fact.maximum}"
    words = {Kind.BOOLEAN: "是非", Kind.TEXT: "文字", Kind.CHOICE: "选一项", Kind.SET: "可选多项"}
    values = f"：{'、'.join(given.values)}" if given.values else ""
    return words[given.kind] + values


def case_schema(policy: Policy) -> dict[str, object]:
    """Give the JSON Schema (2020-12) of a case for this policy."""
    facts = {name: _nullable(fact) for name, fact in policy.facts.items()}
    awards = {"type": "string", "enum": list(policy.awards)}
    claims = {"type": "array", "items": awards, "uniqueItems": True}
    record = {
        "type": "object",
        "required": ["award"],
        "properties": {"award": awards, **facts},
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{policy.number} 的案件",
        "description": "没有给出的事实是未知，不是假、零或空；null 等于没有给出",
        "type": "object",
        "required": ["facts"],
        "additionalProperties": False,
        "properties": {
            "case": {"type": ["string", "null"], "description": "案件编号"},
            "claims": {
                "description": "申领的补贴；不写就决定全部补贴",
                "anyOf": [claims, {"type": "null"}],
            },
            "facts": {"type": "object", "properties": facts, "additionalProperties": False},
            "history": {
                "description": "既往补贴；没有写 []，不写就是未知",
                "anyOf": [{"type": "array", "items": record}, {"type": "null"}],
            },
        },
    }


def _nullable(fact: Fact) -> dict[str, object]:
    described = {"description": fact.ask, "examples": [_example(fact)]}
    return {**described, "anyOf": [_fact_schema(fact), {"type": "null"}]}


def _example(fact: Fact) -> object:
    typical_value = fact.typical
    whole = isinstance(typical_value, bool | int | str | list)
    return typical_value if whole else show_value(typical_value)


def _fact_schema(fact: Fact) -> dict[str, object]:
    given = fact.type
    if given.kind is Kind.BOOLEAN:
        return {"type": "boolean"}
    if given.kind is Kind.CHOICE:
        return {"type": "string", "enum": list(given.values)}
    if given.kind is Kind.SET:
        items = {"type": "string", "enum": list(given.values)}
        return {"type": "array", "items": items, "uniqueItems": True}
    if given.kind is Kind.DATE:
        return {"type": "string", "format": "date", "pattern": ISO_DAY}
    if given.kind is Kind.TEXT:
        return {"type": "string", "minLength": 1, "maxLength": 200}
    return _number_schema(fact)


def _number_schema(fact: Fact) -> dict[str, object]:
    assert isinstance(fact.minimum, int | Fraction)
    assert isinstance(fact.maximum, int | Fraction)
    kind = "integer" if fact.type.whole else "number"
    low, high = (int(b) if b == int(b) else float(b) for b in (fact.minimum, fact.maximum))
    schema: dict[str, object] = {"type": kind, "minimum": low, "maximum": high}
    if fact.type.places == 2 and fact.type.unit.powers and not fact.type.whole:
        text = {"type": "string", "pattern": r"^(0|[1-9][0-9]*)(\.[0-9]{1,2})?$(?!\n)"}
        return {"anyOf": [schema, text]}
    return schema
