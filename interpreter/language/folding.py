"""A tree with some names already known: what they decide is folded away.

Folding never changes what an expression means where the names have those values; it
leaves out the parts that can no longer matter.
"""

from __future__ import annotations

from collections.abc import Mapping

from interpreter.language.tree import EARLIER, Apply, Literal, Name, Node
from interpreter.language.types import BOOLEAN

WORDS = {"equal", "unequal", "among"}
ABSORBS = {"and": False, "or": True}


def fold(node: Node, known: Mapping[str, Literal]) -> Node:
    """Give the tree with known names put in and everything they decide folded.

    What they do not reach is given as it is.
    """
    if isinstance(node, Name):
        found = known.get(node.id.removeprefix(EARLIER))
        return node if found is None else Literal(found.value, node.at, node.type)
    if isinstance(node, Literal):
        return node
    folded = tuple(fold(argument, known) for argument in node.arguments)
    if any(new is not old for new, old in zip(folded, node.arguments, strict=True)):
        node = Apply(node.operator, folded, node.at, node.type)
    return _settle(node)


def is_true(node: Node) -> bool:
    """Say whether a folded condition always holds."""
    return isinstance(node, Literal) and node.value is True


def _settle(node: Apply) -> Node:
    if node.operator in ABSORBS:
        return _joint(node)
    first = node.arguments[0]
    if node.operator == "not" and isinstance(first, Literal):
        return _truth(not first.value, node)
    if node.operator == "if_else" and isinstance(first, Literal):
        return node.arguments[1] if first.value else node.arguments[2]
    if node.operator in WORDS and all(isinstance(a, Literal) for a in node.arguments):
        return _compared(node)
    return node


def _joint(node: Apply) -> Node:
    """Drop what cannot decide; an absorbing part decides alone."""
    absorbing = ABSORBS[node.operator]
    kept = []
    for part in node.arguments:
        if not isinstance(part, Literal):
            kept.append(part)
        elif part.value is absorbing:
            return part
    if not kept:
        return _truth(not absorbing, node)
    if len(kept) == len(node.arguments):
        return node
    return kept[0] if len(kept) == 1 else Apply(node.operator, tuple(kept), node.at, node.type)


def _compared(node: Apply) -> Node:
    left, right = (a.value for a in node.arguments if isinstance(a, Literal))
    if node.operator == "among":
        return _truth(isinstance(right, tuple) and left in right, node)
    return _truth((left == right) == (node.operator == "equal"), node)


def _truth(value: bool, node: Apply) -> Literal:
    return Literal(value, node.at, BOOLEAN)
