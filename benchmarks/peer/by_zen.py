"""The policy as a decision model of GoRules zen-engine: a node of steps, one of results.

ZEN refuses names that are not ASCII, so every step and fact is numbered.  A decision is
loaded ready for use, many times faster than handing the model over as text; row by row is
no slower here than its call for many at once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import polars as pl
import zen
from peer.infix import INFIX
from peer.tables import Rows, fen, from_rows

from interpreter.language.tree import Literal, Name, Node
from interpreter.language.types import Kind
from interpreter.policy.model import Fact

if TYPE_CHECKING:
    from peer.lowering import PlainPolicy

# A year is added as twelve months: with "y", 29 February becomes an invalid date.
WRITTEN = {
    "not": "not ({0})",
    "contains": "({1} in {0})",
    "if_else": "({0} ? {1} : {2})",
    "count": "len({0})",
    "floor": "floor({0})",
    "year": "{0}.year()",
    "add_years": "{0}.add({1} * 12, 'M')",
    "add_months": "{0}.add({1}, 'M')",
    "add_days": "{0}.add({1}, 'd')",
    "years_between": "{1}.diff({0}, 'y')",
    "months_between": "{1}.diff({0}, 'M')",
}


KEY = "policy"


class Model:
    """An engine with the decision model of a policy."""

    def __init__(self, plain: PlainPolicy, facts: Mapping[str, Fact]) -> None:
        self._plain = plain
        self._days = [name for name in plain.facts if facts[name].type.kind is Kind.DATE]
        self._short = {name: f"v{i}" for i, name in enumerate((*plain.facts, *plain.steps))}
        content = zen.ZenDecisionContent(json.dumps(self.model()))
        self._engine = zen.ZenEngine({"loader": lambda _: content})

    def decide(self, cases: pl.DataFrame) -> pl.DataFrame:
        """Give status and amount in 分 of every award, row by row."""
        rows = [self.one(facts) for facts in self.read(cases)]
        return from_rows(rows, tuple(self._plain.results))

    def ready(self, cases: pl.DataFrame) -> list[Callable[[], object]]:
        """Give for each row what decides it, its facts read already."""
        return [partial(self.one, facts) for facts in self.read(cases)]

    def read(self, cases: pl.DataFrame) -> list[dict[str, object]]:
        """Give the facts of each row by their short names: days as texts, numbers as floats."""
        facts = [pl.col(name).alias(self._short[name]) for name in self._plain.facts]
        days = pl.selectors.date().cast(pl.String)
        return (
            cases.select(facts)
            .with_columns(days, pl.selectors.decimal().cast(pl.Float64))
            .to_dicts()
        )

    def one(self, facts: Mapping[str, object]) -> Rows:
        """Decide one case: per award its status by number, and its amount in 分 if granted."""
        result = self._engine.evaluate(KEY, facts)["result"]
        amounts = [result.get(f"a{index}") for index in range(len(self._plain.results))]
        return [
            (int(result[f"s{index}"]), None if amount is None else fen(amount))
            for index, amount in enumerate(amounts)
        ]

    def model(self) -> dict[str, object]:
        """Give the decision model as JSON data."""
        steps = [(f"d{self._short[day]}", f"d({self._short[day]})") for day in self._days]
        steps += [(self._short[n], self._text(node, "$.")) for n, node in self._plain.steps.items()]
        ends: list[tuple[str, str]] = []
        for index, found in enumerate(self._plain.results.values()):
            ends.append((f"s{index}", self._text(found.status, "")))
            if found.amount is not None:
                amount = self._text(found.amount, "")
                ends.append((f"a{index}", f"$.s{index} == 0 ? {amount} : null"))
        first = _node("steps", "expressionNode", _expressions(steps, passes=True))
        last = _node("results", "expressionNode", _expressions(ends, passes=False))
        nodes = [_node("facts", "inputNode"), first, last, _node("outcome", "outputNode")]
        edges = [_edge(a["id"], b["id"]) for a, b in pairwise(nodes)]
        return {"nodes": nodes, "edges": edges}

    def _text(self, node: Node, here: str) -> str:
        """Write a tree in ZEN; `here` stands before what the same node has worked out."""
        if isinstance(node, Name):
            short = self._short[node.id]
            if node.id in self._plain.steps:
                return here + short
            return f"{here}d{short}" if node.id in self._days else short
        if isinstance(node, Literal):
            return _literal(node.value)
        if node.operator == "any_of":
            some, words = node.arguments
            found = [f"{_literal(word)} in {self._text(some, here)}" for word in _words(words)]
            return f"({' or '.join(found)})"
        if node.operator == "round_down":
            value, scale = self._text(node.arguments[0], here), 10 ** _places(node.arguments[1])
            return f"(floor({value} * {scale}) / {scale})"
        parts = [self._text(part, here) for part in node.arguments]
        if node.operator in ("min", "max"):
            return f"{node.operator}([{', '.join(parts)}])"
        if node.operator in INFIX:
            return f"({INFIX[node.operator].join(parts)})"
        return WRITTEN[node.operator].format(*parts)


def _words(node: Node) -> tuple[str, ...]:
    return node.value if isinstance(node, Literal) and isinstance(node.value, tuple) else ()


def _places(node: Node) -> int:
    return int(node.value) if isinstance(node, Literal) else 0  # type: ignore[arg-type]


def _literal(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_literal, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return f"d('{value}')"
    if isinstance(value, Fraction):
        return str(Decimal(value.numerator) / value.denominator)
    return json.dumps(value, ensure_ascii=False)


def _expressions(keyed: list[tuple[str, str]], *, passes: bool) -> dict[str, object]:
    written = [{"id": key, "key": key, "value": value} for key, value in keyed]
    return {"expressions": written, "passThrough": passes}


def _node(name: str, kind: str, content: object = None) -> dict[str, Any]:
    node = {"id": name, "type": kind, "name": name}
    return node if content is None else {**node, "content": content}


def _edge(source: str, target: str) -> dict[str, str]:
    ends = {"sourceId": source, "targetId": target}
    return {"id": f"{source}-{target}", "type": "edge", **ends}
