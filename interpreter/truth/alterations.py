"""Small changes of one expression, the slips an author could make: one at a time, typed as before.

Where two changes would always mean the same only one is made: negating the condition of an
alternative is exchanging its branches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from interpreter.language.operators import FINEST
from interpreter.language.tree import Apply, Literal, Name, Node
from interpreter.language.types import CURRENCY, Type
from interpreter.language.writing import SIGNS, written

BOUNDARY = {"less": "at_most", "at_most": "less", "more": "at_least", "at_least": "more"}
OPPOSITE = {
    "equal": "unequal",
    "unequal": "equal",
    "less": "at_least",
    "at_least": "less",
    "more": "at_most",
    "at_most": "more",
}
EXCHANGED = {
    "and": "or",
    "or": "and",
    "min": "max",
    "max": "min",
    "add": "subtract",
    "subtract": "add",
}
MEMBERSHIP = frozenset({"among", "contains", "any_of"})
ROUNDINGS = ("round_down", "round_up", "round_half_up")
DROPPABLE = frozenset({"and", "or", "min", "max"})
LONGEST = 48


@dataclass(frozen=True, slots=True)
class Alteration:
    """A changed tree, the character where the change is, and the change in a few words."""

    root: Node
    at: int
    says: str


def alterations(node: Node) -> Iterator[Alteration]:
    """Give every small change of a tree, outermost first."""
    if isinstance(node, Literal):
        yield from _of_literal(node)
    elif isinstance(node, Apply):
        for way in _WAYS:
            yield from way(node)
        yield from _below(node)


def payee_alterations(node: Node, payees: tuple[str, ...]) -> Iterator[Alteration]:
    """Give a tree that names a payee with each word it may give changed to another payee."""
    if isinstance(node, Apply) and node.operator == "if_else":
        for index in (1, 2):
            for found in payee_alterations(node.arguments[index], payees):
                yield _within(node, index, found)
        return
    own = node.value if isinstance(node, Literal) else None
    other = next((payee for payee in payees if payee != own), None)
    if other is not None and isinstance(node, Literal | Name):
        changed = Literal(other, node.at, node.type)
        yield Alteration(changed, node.at, f"{written(node)} → {written(changed)}")


def opposite(node: Node) -> Node:
    """Give the negation of a condition, as an author would write it."""
    if isinstance(node, Apply) and node.operator == "not":
        return node.arguments[0]
    if isinstance(node, Apply) and node.operator in OPPOSITE:
        return replace(node, operator=OPPOSITE[node.operator])
    return Apply("not", (node,), node.at, node.type)


def short(node: Node) -> str:
    """Give the text of a tree, its middle left out where it is long."""
    text = written(node)
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} … {text[-LONGEST // 3 :]}"


def step_of(value: int | Fraction) -> int | Fraction:
    """Give one unit of the finest place a number is written to: 1 for 45, 0.1 for 4.5."""
    places = next(p for p in range(31) if (value * 10**p).denominator == 1)
    return Fraction(1, 10**places) if places else 1


def _of_literal(node: Literal) -> Iterator[Alteration]:
    value = node.value
    if isinstance(value, tuple) and len(value) > 1:
        for word in value:
            kept = replace(node, value=tuple(w for w in value if w != word))
            yield Alteration(kept, node.at, f"去掉“{word}”")
    for other in _neighbours(value):
        changed = replace(node, value=other)
        yield Alteration(changed, node.at, f"{written(node)} → {written(changed)}")


def _neighbours(value: object) -> tuple[int | Fraction | date, ...]:
    if isinstance(value, bool):
        return ()
    if isinstance(value, int | Fraction):
        step = step_of(value)
        return value + step, value - step
    if isinstance(value, date):
        return value + timedelta(days=1), value - timedelta(days=1)
    return ()


def _below(node: Apply) -> Iterator[Alteration]:
    """Change one argument; not where that says the same as a change of the whole."""
    same = opposite(node.arguments[0]) if node.operator in ("not", "if_else") else None
    arguments = node.arguments[:1] if node.operator in ROUNDINGS else node.arguments
    for index, argument in enumerate(arguments):
        for found in alterations(argument):
            if index or found.root != same:
                yield _within(node, index, found)


def _within(node: Apply, index: int, found: Alteration) -> Alteration:
    arguments = (*node.arguments[:index], found.root, *node.arguments[index + 1 :])
    return replace(found, root=replace(node, arguments=arguments))


def _compared(node: Apply) -> Iterator[Alteration]:
    for table in (BOUNDARY, OPPOSITE):
        other = table.get(node.operator)
        if other is not None:
            changed = replace(node, operator=other)
            yield Alteration(changed, node.at, f"{short(node)} → {SIGNS[other][0]}")


def _exchanged(node: Apply) -> Iterator[Alteration]:
    other = EXCHANGED.get(node.operator)
    if other is not None:
        sign = SIGNS[other][0] if other in SIGNS else other
        yield Alteration(replace(node, operator=other), node.at, f"{short(node)} → {sign}")


def _dropped(node: Apply) -> Iterator[Alteration]:
    for index, argument in enumerate(node.arguments if node.operator in DROPPABLE else ()):
        kept = (*node.arguments[:index], *node.arguments[index + 1 :])
        left = kept[0] if len(kept) == 1 else replace(node, arguments=kept)
        yield Alteration(left, argument.at, f"去掉 {short(argument)}")


def _denied(node: Apply) -> Iterator[Alteration]:
    if node.operator in MEMBERSHIP:
        yield Alteration(opposite(node), node.at, f"取反 {short(node)}")
    elif node.operator == "not":
        yield Alteration(node.arguments[0], node.at, f"去掉 not：{short(node)}")


def _branches(node: Apply) -> Iterator[Alteration]:
    if node.operator == "if_else":
        condition, then, otherwise = node.arguments
        changed = replace(node, arguments=(condition, otherwise, then))
        yield Alteration(changed, node.at, f"两支对调 {short(node)}")


def _rounded(node: Apply) -> Iterator[Alteration]:
    if node.operator == "floor":
        up = _negative(replace(node, arguments=(_negative(node.arguments[0]),)))
        yield Alteration(up, node.at, f"{short(node)} → 进一")
    if node.operator not in ROUNDINGS:
        return
    for other in ROUNDINGS:
        if other != node.operator:
            yield Alteration(replace(node, operator=other), node.at, f"{short(node)} → {other}")
    number, places = node.arguments
    for kept in _places(places, node.type):
        changed = replace(node, arguments=(number, kept))
        yield Alteration(changed, places.at, f"{short(node)} 保留 {written(kept)} 位")


def _negative(node: Node) -> Node:
    return Apply("negate", (node,), node.at, node.type)


def _places(places: Node, given: Type | None) -> Iterator[Literal]:
    """One decimal fewer; one more only where an author may write it: money ends with the 分."""
    if not isinstance(places, Literal) or not isinstance(places.value, int):
        return
    money = given is not None and (CURRENCY, 1) in given.unit.powers
    for kept in (places.value - 1, places.value + 1):
        if 0 <= kept <= (2 if money else FINEST):
            yield replace(places, value=kept)


_WAYS: tuple[Callable[[Apply], Iterator[Alteration]], ...] = (
    _compared,
    _exchanged,
    _dropped,
    _denied,
    _branches,
    _rounded,
)
