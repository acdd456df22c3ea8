"""The checked tree lowered for simpleeval: the reference meaning of an expression.

simpleeval never sees the author's text.  It is handed calls, names and constants made
here, our own functions by name, and a frozen mapping of values; no operators, no
attributes, no defaults of its own.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any, cast

from simpleeval import SimpleEval

from interpreter.language.tree import Literal, Name, Node
from interpreter.reference.meaning import MEANING
from interpreter.reference.unknown import Answer

_NOTHING: Mapping[type[ast.operator], object] = {}


def lower(node: Node) -> ast.expr:
    """Give the tree as calls, names and constants."""
    if isinstance(node, Literal):
        return ast.Constant(cast("Any", node.value))
    if isinstance(node, Name):
        return ast.Name(node.id, ast.Load())
    arguments = [lower(a) for a in node.arguments]
    return ast.Call(ast.Name(node.operator, ast.Load()), arguments, [])


class Evaluator:
    """Evaluates lowered trees against one mapping of names to values after another."""

    def __init__(self) -> None:
        self._engine = SimpleEval(
            operators=dict(_NOTHING), functions=dict(MEANING), names={}, allowed_attrs={}
        )

    def evaluate(self, lowered: ast.expr, names: Mapping[str, Answer]) -> Answer:
        """Give the value of a lowered tree; total for a checked one.

        Looking up a name may evaluate something else on the way, with names of its own.
        """
        outer, self._engine.names = self._engine.names, names
        try:
            return cast("Answer", self._engine.eval("", previously_parsed=lowered))
        finally:
            self._engine.names = outer
