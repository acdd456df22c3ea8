"""Rows of the language's own suite: expressions with the names they read and what they give.

A file is one group: `names` with their types, then rows. A row writes an expression and gives
values to some names; the others are unknown, bounded as their types say. It then states the
value (`gives`) or what is waited for (`waits`, with `at_least` and `at_most` where known), or
the `codes` of what is wrong, each at a caret in the text.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from interpreter.language.checker import check, read
from interpreter.language.operators import OPERATORS
from interpreter.language.parser import parse
from interpreter.language.scanner import Slip
from interpreter.language.tree import Apply, Node
from interpreter.language.types import BOOLEAN, DATE, TEXT, Kind, Type, number
from interpreter.reference.backend import Evaluator, lower
from interpreter.reference.unknown import Answer, Known, Unknown
from interpreter.source.data import plain
from interpreter.source.yaml_reader import read_yaml

HERE = Path(__file__).parent
CARET = "‸"
ESCAPE = re.compile(r"<U\+([0-9A-F]{4,6})>")
EXACT_TYPES = (bool, int, Fraction, date, str, frozenset)


@dataclass(frozen=True, slots=True)
class Row:
    """One fact of the language: the row as written, and the names of its file."""

    file: str
    stated: Mapping[str, Any]
    names: Mapping[str, Mapping[str, Any]]

    def __str__(self) -> str:
        return f"{self.file}::{str(self.stated.get('write', self.stated.get('why', '')))[:60]}"

    @property
    def text(self) -> str:
        """The expression, its carets taken out and its escapes made characters."""
        return self.marked.replace(CARET, "")

    @property
    def marked(self) -> str:
        """The expression with a caret before each place that is wrong."""
        if "repeat" not in self.stated:
            return unescaped(self.stated["write"])
        return "".join(part * times for part, times in self.stated["repeat"])

    @property
    def carets(self) -> list[int]:
        """Where the carets stand in the text, as offsets."""
        return offsets_of(self.marked)

    @property
    def scope(self) -> dict[str, Type]:
        """The types of the names."""
        return {name: type_of(given) for name, given in self.names.items()}

    @property
    def values(self) -> dict[str, Answer]:
        """The value of each name, unknown with its bounds where the row gives none."""
        given = self.stated.get("with", {})
        return {
            name: value_of(type_of(shape), given[name]) if name in given else _unknown(name, shape)
            for name, shape in self.names.items()
        }

    def checked(self) -> Node:
        """Give the typed tree of an expression that must be accepted."""
        root, slips = check(parse(self.text), self.scope)
        assert not slips, slips
        return root

    def slips(self) -> list[Slip]:
        """Give what parser or checker find wrong."""
        return slips_of(self.text, self.scope)


def slips_of(text: str, scope: Mapping[str, Type]) -> list[Slip]:
    """Give what parser or checker find wrong in an expression, by place."""
    _, slips = read(text, scope)
    return sorted(slips, key=lambda slip: slip.at)


def unescaped(written: str) -> str:
    """Make `<U+200B>` the character: a file may not hold it, an expression may try."""
    return ESCAPE.sub(lambda match: chr(int(match[1], 16)), written)


def offsets_of(marked: str) -> list[int]:
    """Give the offset of each caret, as if no caret stood there."""
    found = (match.start() for match in re.finditer(CARET, marked))
    return [at - before for before, at in enumerate(found)]


def rows_of(file: str) -> list[Row]:
    """Read the rows of one file."""
    data: Any = plain(read_yaml((HERE / file).read_bytes(), file))
    return [Row(file, row, {**data["names"], **row.get("names", {})}) for row in data["rows"]]


def type_of(shape: Mapping[str, Any]) -> Type:
    """Give the type a file writes for a name."""
    kind, unit = shape["type"], shape.get("unit")
    plain_types = {"boolean": BOOLEAN, "date": DATE, "text": TEXT}
    if kind in plain_types:
        return plain_types[kind]
    if kind in ("choice", "set"):
        return Type(Kind(kind), values=tuple(shape["values"]))
    places = {"integer": 0, "money": 2, "decimal": shape.get("places", 6)}[kind]
    return number(*([unit] if unit else []), whole=kind == "integer", places=places)


def value_of(given: Type, written: Any) -> Known:
    """Read a value as its type writes it; `2/37` and decimals are exact."""
    if given.kind is Kind.NUMBER:
        value = Fraction(str(written))
        return int(value) if given.whole else value
    if given.kind is Kind.DATE:
        return date.fromisoformat(written)
    return frozenset(written) if given.kind is Kind.SET else written


def _unknown(name: str, shape: Mapping[str, Any]) -> Unknown:
    low, high = (
        None if shape.get(end) is None else Fraction(str(shape[end])) for end in ("min", "max")
    )
    return Unknown(frozenset({name}), low, high)


def evaluate(node: Node, values: Mapping[str, Answer]) -> Answer:
    """Give the reference value of a checked tree."""
    return Evaluator().evaluate(lower(node), values)


def state_of(node: Node, values: Mapping[str, Answer]) -> str:
    """Say how an argument turned out: `true`, `false`, `known` or `unknown`."""
    value = evaluate(node, values)
    if isinstance(value, Unknown):
        return "unknown"
    return str(value).lower() if isinstance(value, bool) else "known"


def strangers(lowered: ast.expr) -> list[ast.AST]:
    """Give what a lowered tree may not hold: all but calls of operators, names and constants."""
    return [node for node in ast.walk(lowered) if not _belongs(node)]


def _belongs(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        operator = node.func.id if isinstance(node.func, ast.Name) else ""
        return operator in OPERATORS and not node.keywords
    if isinstance(node, ast.Constant):
        return type(node.value) in (*EXACT_TYPES, tuple)
    return isinstance(node, ast.Name | ast.Load)


def operators_in(node: Node) -> set[str]:
    """Give every operator of a tree."""
    if not isinstance(node, Apply):
        return set()
    return {node.operator}.union(*(operators_in(a) for a in node.arguments))
