"""Every operator of a rule, through its definitions, with the rule that is around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from interpreter.language.tree import Apply, Literal, Name, Node
from interpreter.policy.model import Definition
from interpreter.problems import Place

Definitions = Mapping[str, Definition]


@dataclass(frozen=True, slots=True)
class Turn:
    """An operator of a rule: as its author wrote it, with its definitions written out, and where.

    `put` gives the whole rule with something else in its place.
    """

    written: Apply
    node: Apply
    place: Place
    put: Callable[[Node], Node]


def turns_of(
    node: Node, place: Place, made: Definitions, known: Mapping[str, Node]
) -> Iterator[Turn]:
    """Give every operator of a rule, with the names that are `known` put in."""
    if isinstance(node, Name) and node.id in made:
        inner = made[node.id].expression
        yield from turns_of(inner.root, inner.place, made, known)
    elif isinstance(node, Apply):
        own = _put_in(node, made, known)
        yield Turn(_put_in(node, {}, known), own, place, lambda new: new)
        for index, argument in enumerate(node.arguments):
            for turn in turns_of(argument, place, made, known):
                yield replace(turn, put=_around(own, index, turn.put))


def _around(node: Apply, index: int, put: Callable[[Node], Node]) -> Callable[[Node], Node]:
    before, after = node.arguments[:index], node.arguments[index + 1 :]
    return lambda new: replace(node, arguments=(*before, put(new), *after))


def _put_in(node: Apply, made: Definitions, known: Mapping[str, Node]) -> Apply:
    """Give a tree with its definitions written out, and names that are known put in."""
    return replace(node, arguments=tuple(_written_out(a, made, known) for a in node.arguments))


def _written_out(node: Node, made: Definitions, known: Mapping[str, Node]) -> Node:
    if isinstance(node, Name):
        if node.id in known:
            return known[node.id]
        return _written_out(made[node.id].expression.root, made, known) if node.id in made else node
    return node if isinstance(node, Literal) else _put_in(node, made, known)
