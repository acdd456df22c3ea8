"""A tree written back as an expression of the language, as an author would type it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from interpreter.language.tree import EARLIER, Apply, Literal, Name, Node, Value

SIGNS = {
    "or": ("or", 1),
    "and": ("and", 2),
    "equal": ("==", 4),
    "unequal": ("!=", 4),
    "less": ("<", 4),
    "at_most": ("<=", 4),
    "more": (">", 4),
    "at_least": (">=", 4),
    "among": ("in", 4),
    "add": ("+", 5),
    "subtract": ("-", 5),
    "multiply": ("*", 6),
    "divide": ("/", 6),
}
CHAINED = frozenset({"add", "subtract", "multiply", "divide"})
ALTERNATIVE, NOT, NEGATIVE, ATOM = 0, 3, 7, 8


def written(node: Node) -> str:
    """Give the text of a tree; read again it is the same tree, but for places."""
    return _write(node)[0]


def _write(node: Node) -> tuple[str, int]:
    """Give the text and how tightly its outermost operator binds."""
    if isinstance(node, Literal):
        return _literal(node.value), ATOM
    if isinstance(node, Name):
        plain = node.id.removeprefix(EARLIER)
        return (plain if plain == node.id else f"earlier({plain})"), ATOM
    return _applied(node)


def _applied(node: Apply) -> tuple[str, int]:
    operator, arguments = node.operator, node.arguments
    if operator in SIGNS:
        sign, tight = SIGNS[operator]
        first, *others = arguments
        chained = operator in CHAINED  # a - b - c is (a - b) - c
        parts = [_inside(first, tight if chained else tight + 1)]
        parts += [_inside(other, tight + 1) for other in others]
        return f" {sign} ".join(parts), tight
    if operator == "contains":
        return f"{_inside(arguments[1], 5)} in {_inside(arguments[0], 5)}", SIGNS["among"][1]
    if operator == "not":
        return f"not {_inside(arguments[0], NOT)}", NOT
    if operator == "negate":
        return f"-{_inside(arguments[0], NEGATIVE)}", NEGATIVE
    if operator == "if_else":
        condition, then, otherwise = arguments
        said = f"{_inside(then, 1)} if {_inside(condition, 1)} else {_inside(otherwise, 0)}"
        return said, ALTERNATIVE
    return f"{operator}({', '.join(written(a) for a in arguments)})", ATOM


def _inside(node: Node, least: int) -> str:
    """Write a part, in brackets where it binds less tightly than what is around it needs."""
    text, tight = _write(node)
    return text if tight >= least else f"({text})"


def _literal(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return f'date("{value}")'
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, tuple | frozenset):
        return f"[{', '.join(_literal(v) for v in value)}]"
    return _number(Fraction(value))


def _number(value: Fraction) -> str:
    """Write an exact number with as few decimals as it has."""
    places = next(p for p in range(31) if (value * 10**p).denominator == 1)
    digits = str(abs(value * 10**places).numerator).rjust(places + 1, "0")
    whole, fraction = digits[: len(digits) - places], digits[len(digits) - places :]
    return f"{'-' if value < 0 else ''}{whole}{'.' if places else ''}{fraction}"
