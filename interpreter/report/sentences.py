"""Expressions as Chinese sentences, generated from the tree and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction

from interpreter.language.tree import EARLIER, GRANTED, PAID, Apply, Expression, Literal, Name, Node
from interpreter.language.types import Kind
from interpreter.policy.model import Policy, Standard, Version
from interpreter.policy.values import decimal_text

DATE_WORDS = {
    "at_most": "不晚于",
    "at_least": "不早于",
    "less": "早于",
    "more": "晚于",
    "equal": "是",
    "unequal": "不是",
}
NUMBER_WORDS = {
    "at_most": "不超过",
    "at_least": "不少于",
    "less": "少于",
    "more": "多于",
    "equal": "等于",
    "unequal": "不等于",
}
RESERVED_WORDS = {
    "event": "适用日期",
    "counted_on": "计次日期",
    "award": "补贴",
    "in_force_from": "政策开始日",
    "in_force_to": "政策结束日",
}


def sentence(expression: Expression, policy: Policy) -> str:
    """Give an expression as a sentence, standards with their present values."""
    return _Speaker(policy).say(expression.root)


def standard_in_words(standard: Standard) -> str:
    """Give what a standard is now, with its unit."""
    unit = str(standard.type.unit) if standard.type.unit.powers else ""
    return version_in_words(standard.versions[-1], unit)


def version_in_words(version: Version, unit: str) -> str:
    """Give one version of a standard: a value, or its rows."""
    if isinstance(version.value, int | Fraction):
        return f"{decimal_text(Fraction(version.value))} {unit}".strip()
    rows = [f"{key} {decimal_text(Fraction(row))}" for key, row in version.rows]
    if version.otherwise is not None:
        rows.append(f"{'其他' if rows else '一律'} {decimal_text(Fraction(version.otherwise))}")
    return f"{'、'.join(rows)} {unit}".strip()


class _Speaker:
    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def say(self, node: Node) -> str:
        if isinstance(node, Literal):
            return _literal(node)
        if isinstance(node, Name):
            return self._name(node)
        return _SAID[node.operator](self, node)

    def _name(self, node: Name) -> str:
        if node.id.startswith(EARLIER):
            return f"既往那次的{self._name(Name(node.id.removeprefix(EARLIER)))}"
        if node.id.startswith((GRANTED, PAID)):
            said = "准予{}" if node.id.startswith(GRANTED) else "{}的金额"
            return said.format(node.id.partition(" ")[2])
        if node.id in RESERVED_WORDS:
            return RESERVED_WORDS[node.id]
        standard = self._policy.standards.get(node.id)
        if standard is not None:
            return f"{node.id}（{standard_in_words(standard)}）"
        definition = self._policy.definitions.get(node.id)
        if definition is not None and isinstance(definition.expression.root, Literal):
            unit = str(definition.type.unit) if definition.type.unit.powers else ""
            return f"{node.id}（{_literal(definition.expression.root)} {unit}）"
        return node.id

    def several(self, node: Apply) -> str:
        joint = "，并且" if node.operator == "and" else "，或者"
        return joint.join(self._part(a, node.operator) for a in node.arguments)

    def _part(self, node: Node, outer: str) -> str:
        said = self.say(node)
        inner = isinstance(node, Apply) and node.operator in ("and", "or", "if_else")
        return f"（{said}）" if inner and getattr(node, "operator", "") != outer else said

    def negation(self, node: Apply) -> str:
        inner = node.arguments[0]
        if isinstance(inner, Apply) and inner.operator in ("among", "contains", "any_of"):
            return self.say(inner).replace("是", "不是", 1)
        return f"不是{self._part(inner, 'not')}"

    def comparison(self, node: Apply) -> str:
        left, right = node.arguments
        kinds = {a.type.kind for a in node.arguments if a.type is not None}
        words: Mapping[str, str] = NUMBER_WORDS
        if Kind.DATE in kinds or (
            node.operator in ("equal", "unequal") and Kind.NUMBER not in kinds
        ):
            words = DATE_WORDS
        return f"{self.say(left)}{words[node.operator]}{self.say(right)}"

    def among(self, node: Apply) -> str:
        return f"{self.say(node.arguments[0])}是{self._listed(node.arguments[1])}"

    def any_of(self, node: Apply) -> str:
        return f"{self.say(node.arguments[0])}中有一项是{self._listed(node.arguments[1])}"

    def contains(self, node: Apply) -> str:
        return f"{self.say(node.arguments[0])}中有一项是{self.say(node.arguments[1])}"

    def _listed(self, node: Node) -> str:
        said = self.say(node)
        return f"{said}之一" if "、" in said else said

    def arithmetic(self, node: Apply) -> str:
        sign = {"add": "加", "subtract": "减", "multiply": "乘以", "divide": "除以"}[node.operator]
        left, right = (self._operand(a) for a in node.arguments)
        return f"{left}{sign}{right}"

    def _operand(self, node: Node) -> str:
        said = self.say(node)
        return f"（{said}）" if isinstance(node, Apply) and node.operator in _LOOSE else said

    def alternative(self, node: Apply) -> str:
        condition, then, otherwise = node.arguments
        return f"{self.say(condition)}时，{self.say(then)}；否则，{self.say(otherwise)}"

    def extreme(self, node: Apply) -> str:
        """`max(0, x)` is how a policy says that less than nothing is nothing."""
        first = node.arguments[0]
        dates = node.type is not None and node.type.kind is Kind.DATE
        if node.operator == "max" and isinstance(first, Literal) and len(node.arguments) == 2:
            return f"{self.say(node.arguments[1])}（不足 {_literal(first)} 的按 {_literal(first)}）"
        word = {"min": "早" if dates else "小", "max": "晚" if dates else "大"}[node.operator]
        return f"〔{'；'.join(self.say(a) for a in node.arguments)}〕中最{word}的"

    def function(self, node: Apply) -> str:
        return _FUNCTIONS[node.operator](*(self.say(a) for a in node.arguments))


def _literal(node: Literal) -> str:
    value = node.value
    if isinstance(value, bool):
        return "成立" if value else "不成立"
    if isinstance(value, tuple):
        return "、".join(f"“{v}”" for v in value)
    if isinstance(value, int | Fraction):
        return decimal_text(Fraction(value))
    return value.isoformat() if isinstance(value, date) else f"“{value}”"


_LOOSE = frozenset({"add", "subtract", "if_else"})
_FUNCTIONS: dict[str, Callable[..., str]] = {
    "count": lambda a: f"{a}的项数",
    "negate": lambda a: f"负的{a}",
    "floor": lambda a: f"{a}的整数部分",
    "round_down": lambda a, p: f"{a}（舍去尾数，保留 {p} 位）",
    "round_up": lambda a, p: f"{a}（进位，保留 {p} 位）",
    "round_half_up": lambda a, p: f"{a}（四舍五入，保留 {p} 位）",
    "year": lambda a: f"{a}的年份",
    "day": lambda a: f"{a}是几日",
    "add_years": lambda d, n: f"{d}的 {n} 年后对应日",
    "add_months": lambda d, n: f"{d}的 {n} 个月后对应日",
    "add_days": lambda d, n: f"{d}的 {n} 日后",
    "years_between": lambda a, b: f"从{a}到{b}的整年数",
    "months_between": lambda a, b: f"从{a}到{b}的整月数",
    "days_between": lambda a, b: f"从{a}到{b}的日数",
    "unstated": lambda a: f"待定（{a}，文件没有写）",
}
_SAID: dict[str, Callable[[_Speaker, Apply], str]] = {
    "and": _Speaker.several,
    "or": _Speaker.several,
    "not": _Speaker.negation,
    "among": _Speaker.among,
    "any_of": _Speaker.any_of,
    "contains": _Speaker.contains,
    "if_else": _Speaker.alternative,
    "min": _Speaker.extreme,
    "max": _Speaker.extreme,
    **dict.fromkeys(NUMBER_WORDS, _Speaker.comparison),
    **dict.fromkeys(("add", "subtract", "multiply", "divide"), _Speaker.arithmetic),
    **dict.fromkeys(_FUNCTIONS, _Speaker.function),
}
SPOKEN = frozenset(_SAID)
