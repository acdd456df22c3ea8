"""Which unknowns of the solver a formula reads."""

from __future__ import annotations

from typing import Any

import z3

from interpreter.solver.terms import Formula


class Reader:
    """Which unknowns of the solver a formula reads; each part of a formula is looked at once.

    Parts are read without z3's own wrappers, which would take most of the time of a proof.
    """

    def __init__(self) -> None:
        self._found: dict[int, frozenset[str]] = {}
        self._kept: list[Formula] = []  # the number of a part that is gone may be another's

    def names(self, formula: Formula) -> frozenset[str]:
        """Give the names of the unknowns in a formula."""
        number = formula.get_id()
        if number not in self._found:
            self._kept.append(formula)
            self._read(formula)
        return self._found[number]

    def _read(self, formula: Formula) -> None:
        context, found = formula.ctx.ref(), self._found
        waiting = [formula.as_ast()]
        while waiting:
            node = waiting[-1]
            number = z3.Z3_get_ast_id(context, node)
            count = z3.Z3_get_app_num_args(context, node) if number not in found else 0
            parts = [z3.Z3_get_app_arg(context, node, n) for n in range(count)]
            numbers = [z3.Z3_get_ast_id(context, part) for part in parts]
            left = [p for p, n in zip(parts, numbers, strict=True) if n not in found]
            waiting.extend(left)
            if not left:
                waiting.pop()
                own = () if parts or number in found else _unknown(context, node)
                found.setdefault(number, frozenset(own).union(*(found[n] for n in numbers)))


def _unknown(context: Any, node: Any) -> tuple[str, ...]:
    """Give the name of an unknown; none of what is no unknown."""
    if z3.Z3_get_ast_kind(context, node) != z3.Z3_APP_AST:
        return ()
    declared = z3.Z3_get_app_decl(context, node)
    if z3.Z3_get_decl_kind(context, declared) != z3.Z3_OP_UNINTERPRETED:
        return ()
    return (z3.Z3_get_symbol_string(context, z3.Z3_get_decl_name(context, declared)),)
