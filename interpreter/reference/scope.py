"""Names and their values, worked out when first read and then kept."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from interpreter.reference.backend import Evaluator
from interpreter.reference.unknown import Answer, Unknown


class Scope(dict[str, Answer]):
    """Values by name: those given, then definitions worked out on first use.

    A name that is neither is unknown and waits for itself.
    """

    __slots__ = ("_definitions", "_evaluator")

    def __init__(self, evaluator: Evaluator, definitions: Mapping[str, ast.expr]) -> None:
        super().__init__()
        self._evaluator = evaluator
        self._definitions = definitions

    def __missing__(self, name: str) -> Answer:
        lowered = self._definitions.get(name)
        value = self._evaluator.evaluate(lowered, self) if lowered else self.absent(name)
        self[name] = value
        return value

    def absent(self, name: str) -> Answer:
        """Give the value of a name that nothing defines."""
        return Unknown(frozenset({name}))
