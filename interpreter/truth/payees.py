"""Who a policy pays: the words its awards may give as payee."""

from __future__ import annotations

from collections.abc import Iterator

from interpreter.language.tree import Apply, Literal, Name, Node
from interpreter.policy.model import Policy


def payees_of(policy: Policy) -> tuple[str, ...]:
    """Give every payee the awards name, through definitions, in the order met."""
    named = (n for a in policy.awards.values() for n in _named(a.payee.root, policy))
    return tuple(dict.fromkeys(named))


def _named(node: Node, policy: Policy) -> Iterator[str]:
    if isinstance(node, Literal) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, Name) and node.id in policy.definitions:
        yield from _named(policy.definitions[node.id].expression.root, policy)
    elif isinstance(node, Apply) and node.operator == "if_else":
        for branch in node.arguments[1:]:
            yield from _named(branch, policy)
