"""An untyped tree becomes a typed one: every name known, every operator fed what it takes.

All slips of an expression are found in one pass; a part that does not fit stands for
any type, so that one mistake is said once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from interpreter.language.operators import FINEST, OPERATORS, Mismatch
from interpreter.language.parser import NotAnExpression, parse
from interpreter.language.scanner import Slip
from interpreter.language.tree import (
    EARLIER,
    GRANTED,
    PAID,
    Apply,
    Expression,
    Literal,
    Name,
    Node,
)
from interpreter.language.types import BOOLEAN, DATE, TEXT, UNSTATED, Kind, Type
from interpreter.problems import Problems, did_you_mean, shown
from interpreter.source.data import Scalar

ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
ALWAYS_BOOLEAN = frozenset({"equal", "unequal", "among", "contains", "any_of"})
WORD_CHECKED = frozenset({"equal", "unequal", "among", "contains", "any_of", "if_else"})


def read_date(text: str) -> date | None:
    """Read `YYYY-MM-DD` exactly; None when it is not a day of the calendar."""
    if not ISO_DATE.match(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def check(root: Node, scope: Mapping[str, Type]) -> tuple[Node, list[Slip]]:
    """Give the typed tree and what does not fit in it."""
    checker = _Checker(scope)
    return checker.check(root), checker.slips


def read_expression(
    written: Scalar, scope: Mapping[str, Type], problems: Problems, expects: Type | None = None
) -> Expression | None:
    """Read, check and place one expression of a file.

    Slips become problems at their very character; None when there was any.
    """
    if not isinstance(written.value, str):
        hint = "把表达式写成文字；单个数或是非值请加引号"
        problems.add("expression-not-text", written.place, "这里要写表达式", hint)
        return None
    if written.plain and written.tail:
        hint = "整个表达式加引号，或把说明移到上一行"
        problems.add(
            "expression-cut", written.spot(len(written.value)), "`#` 之后的内容会被丢掉", hint
        )
        return None
    root, slips = read(written.value, scope)
    if root is not None and expects is not None and not slips:
        slips = _fit(root, expects)
    for slip in slips:
        problems.add(slip.code, written.spot(slip.at), slip.message, slip.hint)
    if slips or root is None:
        return None
    return Expression(written.value, root, written.place)


def read(text: str, scope: Mapping[str, Type]) -> tuple[Node | None, list[Slip]]:
    """Read and check a text: the typed tree, or None with everything that is wrong in it."""
    try:
        return check(parse(text), scope)
    except NotAnExpression as refusal:
        slips = refusal.slips
        if refusal.root is not None:
            slips = [*slips, *check(refusal.root, scope)[1]]
        return None, sorted(slips, key=lambda slip: slip.at)


def fits(given: Type, wanted: Type) -> bool:
    """Say whether a value of type `given` may stand where `wanted` is asked for."""
    if Kind.UNSTATED in (given.kind, wanted.kind):
        return True
    if wanted.kind is Kind.TEXT:
        return given.kind in (Kind.TEXT, Kind.CHOICE)
    if given.kind is not wanted.kind:
        return False
    same_unit = given.literal or given.unit == wanted.unit
    return given.kind is not Kind.NUMBER or (same_unit and (given.whole or not wanted.whole))


def _fit(root: Node, expects: Type) -> list[Slip]:
    given = root.type or UNSTATED
    if fits(given, expects):
        return []
    if given.kind is expects.kind and given.unit != expects.unit:
        why = f"单位不同：这里要{expects.unit}，表达式给的是{given.unit}"
        return [Slip("wrong-type", 0, why)]
    return [Slip("wrong-type", 0, f"这里要{expects}，表达式给的是{given}")]


class _Checker:
    def __init__(self, scope: Mapping[str, Type]) -> None:
        self._scope = scope
        self.slips: list[Slip] = []

    def check(self, node: Node) -> Node:
        if isinstance(node, Literal):
            return replace(node, type=type_of_literal(node.value))
        if isinstance(node, Name):
            return self._name(node)
        if node.operator == "date":
            return self._date(node)
        arguments = tuple(self.check(a) for a in node.arguments)
        return self._apply(node, arguments)

    def _slip(self, code: str, at: int, message: str, hint: str = "") -> None:
        self.slips.append(Slip(code, at, message, hint))

    def _name(self, node: Name) -> Node:
        known = self._scope.get(node.id)
        if known is None:
            self._slip("unknown-name", node.at, *self._unknown(node.id))
            known = UNSTATED
        return replace(node, type=known)

    def _unknown(self, name: str) -> tuple[str, str]:
        """Say what is wrong with a name that is not in scope, and what was perhaps meant."""
        if name.startswith(EARLIER):
            return "earlier(…) 只能用在上限的 matches 里，写一个已有的名称", ""
        if name.startswith((GRANTED, PAID)):
            function, _, award = name.partition(" ")
            known = [n.removeprefix(f"{function} ") for n in self._scope if n.startswith(function)]
            if known:
                return f"没有补贴或家族 `{shown(award)}`", did_you_mean(award, known)
            return f"{function}(…) 说的是结果，只能用在底线（laws）里", ""
        hint = did_you_mean(name, self._scope) or f'是一个词就加引号："{shown(name)}"'
        return f"没有叫 `{shown(name)}` 的事实或定义", hint

    def _date(self, node: Apply) -> Node:
        argument = node.arguments[0]
        written = argument.value if isinstance(argument, Literal) else None
        day = read_date(written) if isinstance(written, str) else None
        if day is None:
            hint = '写作 `date("2020-01-31")`'
            self._slip("bad-date", argument.at, "这里要一个日历上有的日期", hint)
        return Literal(day or date(2000, 1, 1), node.at, DATE)

    def _apply(self, node: Apply, arguments: tuple[Node, ...]) -> Node:
        types = tuple(a.type or UNSTATED for a in arguments)
        try:
            result = OPERATORS[node.operator].result(types)
        except Mismatch as mismatch:
            self._mismatched(node, arguments, mismatch)
            result = BOOLEAN if node.operator in ALWAYS_BOOLEAN else UNSTATED
        self._check_literals(node.operator, arguments)
        if node.operator.startswith("round_"):
            result = replace(result, places=self._kept(arguments[1]))
        return Apply(node.operator, arguments, node.at, result)

    def _mismatched(self, node: Apply, arguments: tuple[Node, ...], mismatch: Mismatch) -> None:
        hint = f"写法：{OPERATORS[node.operator].written}"
        for index, why in mismatch.found:
            self._slip("type-mismatch", arguments[index].at, why, hint)

    def _kept(self, places: Node) -> int:
        """Read how many decimals a rounding keeps."""
        kept = places.value if isinstance(places, Literal) else None
        if isinstance(kept, int) and 0 <= kept <= FINEST:
            return kept
        self._slip("type-mismatch", places.at, f"保留的小数位数写 0 到 {FINEST} 的整数")
        return FINEST

    def _check_literals(self, operator: str, arguments: tuple[Node, ...]) -> None:
        said = arguments[0].type
        text = said is not None and said.kind in (Kind.TEXT, Kind.CHOICE)
        if operator == "unstated" and text and not isinstance(arguments[0], Literal):
            self._slip("type-mismatch", arguments[0].at, "未定事项要用带引号的文字写出")
        if operator == "unstated" and text and _is_blank(arguments[0]):
            self._slip("type-mismatch", arguments[0].at, "要写明什么未定")
        if operator not in WORD_CHECKED:
            return
        left, right = arguments[-2:]
        for chosen, words in ((left, right), (right, left)):
            if chosen.type is not None and chosen.type.values and isinstance(words, Literal):
                self._check_words(chosen.type.values, words)

    def _check_words(self, allowed: Iterable[str], literal: Literal) -> None:
        words = literal.value if isinstance(literal.value, tuple) else (literal.value,)
        for word in words:
            if isinstance(word, str) and word not in allowed:
                hint = did_you_mean(word, allowed)
                self._slip("unknown-choice", literal.at, f"没有选项 `{shown(word)}`", hint)


def _is_blank(node: Node) -> bool:
    return isinstance(node, Literal) and not str(node.value).strip()


def type_of_literal(value: object) -> Type:
    """Give the type of a value written in an expression."""
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, int):
        return Type(Kind.NUMBER, whole=True, literal=True)
    if isinstance(value, Fraction):
        return Type(Kind.NUMBER, places=_places(value), literal=True)
    if isinstance(value, date):
        return DATE
    return Type(Kind.LIST) if isinstance(value, tuple) else TEXT


def _places(value: Fraction) -> int:
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    return places
