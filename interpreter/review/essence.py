"""What an entry of a policy says, apart from where and in which words it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass

from interpreter.language.tree import Apply, Expression, Literal, Name, Node
from interpreter.problems import Place

# Where an entry stands, and what is worked out from the rest of it.
DERIVED = frozenset({"place", "reads"})
# Worked out from the expression, or from the figures.
DERIVED_TYPES = frozenset({"Definition", "Standard"})
# What people read and no decision asks for.
WORDING = frozenset(
    {"ask", "cites", "note", "options", "question", "readings", "says", "title", "typical", "why"}
    | {"source", "written"}
)


def decides(value: object) -> object:
    """Give what can change an outcome, as a value that is equal only to the same."""
    return _essence(value, DERIVED | WORDING)


def content(value: object) -> object:
    """Give all that an entry says, its wording too."""
    return _essence(value, DERIVED)


def _essence(value: object, left_out: frozenset[str]) -> object:
    if isinstance(value, Expression):
        return _tree(value.root)
    if isinstance(value, Place):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        kind = type(value).__name__
        derived = left_out | {"type"} if kind in DERIVED_TYPES else left_out
        kept = (f.name for f in fields(value) if f.name not in derived)
        return (kind, *(_essence(getattr(value, n), left_out) for n in kept))
    if isinstance(value, tuple):
        return tuple(_essence(v, left_out) for v in value)
    if isinstance(value, Mapping):
        return tuple((k, _essence(v, left_out)) for k, v in value.items())
    return (type(value).__name__, value)


def _tree(node: Node) -> object:
    if isinstance(node, Apply):
        return (node.operator, *(_tree(a) for a in node.arguments))
    if isinstance(node, Name):
        return ("name", node.id)
    assert isinstance(node, Literal)
    return (type(node.value).__name__, node.value)
