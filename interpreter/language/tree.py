"""The closed tree: a literal, a name, or an operator applied. Every back end only reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from interpreter.language.types import Type
from interpreter.problems import Place

EARLIER = "earlier "  # a name of an earlier record: `earlier(x)` reads as the name `earlier x`
# What became of an award or a family of awards: `paid("x")` reads as the name `paid x`.
GRANTED, PAID = "granted ", "paid "
Value = bool | int | Fraction | date | str | frozenset[str] | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in the text, at character `at` of its expression."""

    value: Value
    at: int = 0
    type: Type | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """A fact, a definition, a standard, a reading or a reserved word."""

    id: str
    at: int = 0
    type: Type | None = None


@dataclass(frozen=True, slots=True)
class Apply:
    """An operator of the table with its arguments, in order."""

    operator: str
    arguments: tuple[Node, ...]
    at: int = 0
    type: Type | None = None


Node = Literal | Name | Apply


@dataclass(frozen=True, slots=True)
class Expression:
    """A tree with the text it was read from and the place where that text begins."""

    text: str
    root: Node
    place: Place

    @property
    def type(self) -> Type:
        """The checked type; only a checked expression has one."""
        if self.root.type is None:
            raise TypeError("expression was never checked")
        return self.root.type


def walk(node: Node) -> Iterator[Node]:
    """Give the node and all below it, outermost first."""
    yield node
    if isinstance(node, Apply):
        for argument in node.arguments:
            yield from walk(argument)


def names_in(node: Node) -> tuple[str, ...]:
    """Give each name used, once, in the order first met."""
    return tuple(dict.fromkeys(n.id for n in walk(node) if isinstance(n, Name)))
