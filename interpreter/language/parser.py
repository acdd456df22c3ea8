"""Text becomes an untyped tree, or slips that point at the very character.

`ast` only ever reads text that the scanner has let through.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable
from fractions import Fraction

from interpreter.language.operators import FUNCTIONS, OPERATORS
from interpreter.language.scanner import DEEPEST, TOO_DEEP, Slip, scan
from interpreter.language.tree import EARLIER, Apply, Literal, Name, Node
from interpreter.problems import did_you_mean, shown

ANYTHING = Apply("unstated", (Literal("？"),))  # stands for a part that could not be read


class NotAnExpression(Exception):
    """The text is not an expression; `slips` says everything found, first place first.

    `root` is the tree as far as it could be read, so that the rest can be checked too.
    """

    def __init__(self, slips: list[Slip], root: Node | None = None) -> None:
        self.slips = sorted(slips, key=lambda slip: slip.at)
        self.root = root
        super().__init__(slips[0].message)


def parse(text: str) -> Node:
    """Read one expression.

    Raises NotAnExpression, never anything else, whatever the text.
    """
    slips = scan(text)
    if slips:
        raise NotAnExpression(slips)
    flat = text.replace("\n", " ")
    lead = len(flat) - len(flat.lstrip(" "))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(flat.strip(" "), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        offset = getattr(error, "offset", None)
        at = offset - 1 + lead if offset else len(text.rstrip())
        why = "这里不成句：运算符、括号或逗号的位置不对"
        raise NotAnExpression([Slip("expression-syntax", min(at, len(text)), why)]) from None
    if _depth(body) > DEEPEST:
        raise NotAnExpression([TOO_DEEP])
    builder = _Builder(flat.strip(" "), lead)
    root = builder.build(body)
    if builder.slips:
        raise NotAnExpression(builder.slips, root)
    return root


def _depth(body: ast.expr) -> int:
    deepest, waiting = 0, [(body, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting.extend(
            (n, depth + 1) for n in ast.iter_child_nodes(node) if isinstance(n, ast.expr)
        )
    return deepest


class _Builder:
    """Turns the allowed nodes of `ast` into the tree; one method-table entry per node kind."""

    def __init__(self, text: str, lead: int) -> None:
        self._ascii = text.isascii()
        self._encoded = text.encode("utf-8")
        self._lead = lead
        self.slips: list[Slip] = []

    def build(self, node: ast.expr) -> Node:
        builder = _BUILDERS.get(type(node))
        if builder is None:
            return self._refused(node, "expression-form", "这里的写法不在规则语言之内")
        return builder(self, node)

    def at(self, node: ast.expr) -> int:
        offset = node.col_offset
        if not self._ascii:
            offset = len(self._encoded[:offset].decode("utf-8", "ignore"))
        return offset + self._lead

    def _refused(self, node: ast.expr, code: str, why: str, hint: str = "") -> Node:
        self.slips.append(Slip(code, self.at(node), why, hint))
        return ANYTHING

    def constant(self, node: ast.Constant) -> Node:
        written = self._encoded[node.col_offset : node.end_col_offset].decode("utf-8")
        if isinstance(node.value, str | int):
            return Literal(node.value, self.at(node))
        return Literal(Fraction(written), self.at(node))

    def name(self, node: ast.Name) -> Node:
        if node.id in ("true", "false"):
            return Literal(node.id == "true", self.at(node))
        if node.id in FUNCTIONS:
            return self._refused(node, "expression-form", f"`{node.id}` 是函数，后面要有括号")
        return Name(node.id, self.at(node))

    def unary(self, node: ast.UnaryOp) -> Node:
        operator = {ast.Not: "not", ast.USub: "negate"}.get(type(node.op))
        if operator is None:
            return self._refused(node, "expression-form", "没有正号", "去掉 `+`")
        return Apply(operator, (self.build(node.operand),), self.at(node))

    def binary(self, node: ast.BinOp) -> Node:
        operator = _BINARY.get(type(node.op))
        if operator is None:
            return self._refused(node, "expression-form", "没有这个运算符")
        sides = (self.build(node.left), self.build(node.right))
        return Apply(operator, sides, self.at(node))

    def boolean(self, node: ast.BoolOp) -> Node:
        operator = "and" if isinstance(node.op, ast.And) else "or"
        return Apply(operator, tuple(self.build(v) for v in node.values), self.at(node))

    def alternative(self, node: ast.IfExp) -> Node:
        parts = (node.test, node.body, node.orelse)
        return Apply("if_else", tuple(self.build(p) for p in parts), self.at(node))

    def items(self, node: ast.List) -> Node:
        words = [self.build(item) for item in node.elts]
        texts = [w.value for w in words if isinstance(w, Literal) and isinstance(w.value, str)]
        if not words or len(texts) != len(words):
            why = "列表里只能是带引号的文字，至少一个"
            return self._refused(node, "expression-form", why)
        return Literal(tuple(texts), self.at(node))

    def call(self, node: ast.Call) -> Node:
        function = node.func
        if not isinstance(function, ast.Name) or node.keywords:
            return self._refused(node, "expression-form", "这里只能调用规则语言的函数")
        if function.id not in FUNCTIONS:
            hint = did_you_mean(function.id, FUNCTIONS)
            return self._refused(node, "unknown-function", f"没有函数 `{shown(function.id)}`", hint)
        arguments = tuple(self.build(a) for a in node.args)
        if function.id == "earlier":
            return self._earlier(node, arguments)
        if function.id in ("granted", "paid"):
            return self._outcome(node, function.id, arguments)
        why = self._miscounted(function.id, len(arguments))
        if why:
            return self._refused(node, "wrong-argument-count", why)
        return Apply(function.id, arguments, self.at(node))

    def _earlier(self, node: ast.Call, arguments: tuple[Node, ...]) -> Node:
        if len(arguments) != 1 or not isinstance(arguments[0], Name):
            why = "earlier 写作 `earlier(名称)`：既往那一次的同名事实或定义"
            return self._refused(node, "wrong-argument-count", why)
        return Name(f"{EARLIER}{arguments[0].id}", self.at(node))

    def _outcome(self, node: ast.Call, function: str, arguments: tuple[Node, ...]) -> Node:
        words = [a.value for a in arguments if isinstance(a, Literal) and isinstance(a.value, str)]
        if len(arguments) != 1 or len(words) != 1:
            why = f'{function} 写作 `{function}("补贴名称")`'
            return self._refused(node, "wrong-argument-count", why)
        return Name(f"{function} {words[0]}", self.at(node))

    @staticmethod
    def _miscounted(name: str, given: int) -> str:
        """Say why a function cannot have so many arguments; empty where it can."""
        if name == "date":
            return "" if given == 1 else 'date 写作 `date("2020-01-31")`'
        row = OPERATORS[name]
        if row.fewest <= given <= row.most:
            return ""
        return f"`{name}` 给了 {given} 个参数，写法是 `{row.written}`"

    def comparison(self, node: ast.Compare) -> Node:
        terms = [self.build(t) for t in (node.left, *node.comparators)]
        signs = [type(op) for op in node.ops]
        if len(signs) > 1 and not _is_chain(signs):
            why = "连写的比较只能同一个方向，例如 `a < b <= c`"
            return self._refused(node, "expression-form", why, "拆开，用 `and` 连接")
        pairs = [self._compared(node, sign, terms[i], terms[i + 1]) for i, sign in enumerate(signs)]
        return pairs[0] if len(pairs) == 1 else Apply("and", tuple(pairs), self.at(node))

    def _compared(self, node: ast.Compare, sign: type[ast.cmpop], left: Node, right: Node) -> Node:
        if sign in (ast.In, ast.NotIn):
            inside = self._membership(left, right)
            return inside if sign is ast.In else Apply("not", (inside,), self.at(node))
        if sign not in _COMPARISON:
            return self._refused(node, "expression-form", "判断相等写作 `==`，不用 `is`")
        return Apply(_COMPARISON[sign], (left, right), left.at)

    @staticmethod
    def _membership(left: Node, right: Node) -> Node:
        if isinstance(right, Literal):
            return Apply("among", (left, right), left.at)
        return Apply("contains", (right, left), left.at)


def _is_chain(signs: list[type[ast.cmpop]]) -> bool:
    return set(signs) <= {ast.Lt, ast.LtE} or set(signs) <= {ast.Gt, ast.GtE}


_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
}
_COMPARISON: dict[type[ast.cmpop], str] = {
    ast.Eq: "equal",
    ast.NotEq: "unequal",
    ast.Lt: "less",
    ast.LtE: "at_most",
    ast.Gt: "more",
    ast.GtE: "at_least",
}
_BUILDERS: dict[type[ast.expr], Callable[..., Node]] = {
    ast.Constant: _Builder.constant,
    ast.Name: _Builder.name,
    ast.UnaryOp: _Builder.unary,
    ast.BinOp: _Builder.binary,
    ast.BoolOp: _Builder.boolean,
    ast.IfExp: _Builder.alternative,
    ast.List: _Builder.items,
    ast.Call: _Builder.call,
    ast.Compare: _Builder.comparison,
}
