"""Expressions brought to two truth values: a value, and the condition under which it is known.

Where every fact is given only what the document leaves unstated is unknown, and where that
is so can be said in plain conditions.  Conditions are folded as they are joined.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from interpreter.language.folding import fold
from interpreter.language.tree import Apply, Literal, Name, Node
from interpreter.language.types import BOOLEAN
from interpreter.reference.meaning import MEANING

TRUE, FALSE = Literal(True, type=BOOLEAN), Literal(False, type=BOOLEAN)


class NotPlain(Exception):
    """Something of the policy that plain conditions cannot say."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A value, None where it is known in no case, and the condition under which it is known."""

    value: Node | None
    known: Node = TRUE

    @property
    def holds(self) -> Node:
        """The condition under which it is surely true."""
        return FALSE if self.value is None else both(self.value, self.known)

    @property
    def fails(self) -> Node:
        """The condition under which it is surely false."""
        if self.value is None or self.value == self.known:
            return FALSE
        return both(negated(self.value), self.known)


UNSTATED = Plain(None, FALSE)


def both(*parts: Node) -> Node:
    """Join conditions that must all hold."""
    return _joined("and", parts)


def either(*parts: Node) -> Node:
    """Join conditions of which one must hold."""
    return _joined("or", parts)


def negated(part: Node) -> Node:
    """Turn a condition into its opposite; of alternatives, each into its own."""
    if isinstance(part, Apply) and part.operator == "not":
        return part.arguments[0]
    if isinstance(part, Apply) and part.operator == "or":
        return both(*map(negated, part.arguments))
    return fold(Apply("not", (part,), type=BOOLEAN), {})


def chosen(condition: Node, then: Node, otherwise: Node) -> Node:
    """Give one of two values by a condition."""
    if isinstance(then, Apply) and then.operator == "if_else" and then.arguments[0] == condition:
        then = then.arguments[1]
    if then == otherwise:
        return then
    return fold(Apply("if_else", (condition, then, otherwise), type=then.type), {})


def compared(operator: str, left: Node, right: Node) -> Node:
    """Compare two values."""
    return Apply(operator, (left, right), type=BOOLEAN)


def put(node: Node, own: Mapping[str, Node]) -> Node:
    """Give a tree with names replaced, and what that decides folded away."""
    if isinstance(node, Name):
        return own.get(node.id, node)
    if isinstance(node, Literal):
        return node
    return fold(replace(node, arguments=tuple(put(a, own) for a in node.arguments)), {})


def applied(node: Apply, parts: list[Plain]) -> Plain:
    """Give what an operator makes of its arguments.

    Raises NotPlain where it chooses by what may be unknown.
    """
    if node.operator == "unstated":
        return UNSTATED
    if node.operator == "if_else":
        return _chosen(*parts)
    if node.operator == "and":
        return _joint(parts, both(*(p.holds for p in parts)), either(*(p.fails for p in parts)))
    if node.operator == "or":
        return _joint(parts, either(*(p.holds for p in parts)), both(*(p.fails for p in parts)))
    values = [part.value for part in parts]
    if None in values:
        return UNSTATED
    known = both(*(part.known for part in parts))
    return Plain(_worked_out(node, cast("list[Node]", values)), known)


def _joined(operator: str, parts: tuple[Node, ...]) -> Node:
    """Join conditions, each told once and none nested in its like."""
    unlike: dict[Node, None] = {}
    for part in parts:
        is_like = isinstance(part, Apply) and part.operator == operator
        unlike |= dict.fromkeys(part.arguments if is_like else (part,))  # type: ignore[union-attr]
    if len(unlike) < 2:
        return next(iter(unlike), TRUE if operator == "and" else FALSE)
    return fold(Apply(operator, tuple(unlike), type=BOOLEAN), {})


def _joint(parts: list[Plain], holds: Node, fails: Node) -> Plain:
    is_certain = all(part.known == TRUE for part in parts)
    return Plain(holds, TRUE if is_certain else either(holds, fails))


def _chosen(condition: Plain, then: Plain, otherwise: Plain) -> Plain:
    if condition.value is None or condition.known != TRUE:
        raise NotPlain("a choice by what may be unknown")
    known = chosen(condition.value, then.known, otherwise.known)
    if then.value is None or otherwise.value is None:
        return Plain(then.value or otherwise.value, known)
    return Plain(chosen(condition.value, then.value, otherwise.value), known)


def _worked_out(node: Apply, values: list[Node]) -> Node:
    """Apply an operator: at once to what is written down, and never times one."""
    if all(isinstance(value, Literal) for value in values):
        found = MEANING[node.operator](*(cast("Literal", v).value for v in values))
        return Literal(cast("bool", found))
    rest = [v for v in values if not (isinstance(v, Literal) and v.value == 1)]
    if node.operator == "multiply" and len(rest) == 1:
        return rest[0]
    return replace(node, arguments=tuple(values), at=0)
