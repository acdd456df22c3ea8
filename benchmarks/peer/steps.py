"""The named values of a policy as plain steps: definitions, standards, and what is kept beside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import cast

from peer.plain import FALSE, TRUE, NotPlain, Plain, applied, chosen, compared, put

from interpreter.language.tree import Apply, Expression, Literal, Name, Node, walk
from interpreter.policy.model import Policy, Standard

KEEP_SIGN = ("add", "multiply", "floor", "round_down", "round_up", "min", "max", "if_else")
NOTHING_OWN: Mapping[str, Node] = {}


class Steps:
    """Plain values by name, each built on those before; a name is worked out when first met."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._nodes: dict[str, Node] = {}
        ends = zip(("in_force_from", "in_force_to"), policy.in_force, strict=True)
        self._plain = {name: Plain(Literal(day)) for name, day in ends}

    def plain(self, node: Node, own: Mapping[str, Node] = NOTHING_OWN) -> Plain:
        """Give the plain value of a tree, with names of its `own` put in."""
        return self._lowered(put(node, own) if own else node)

    def certain(self, expression: Expression, own: Mapping[str, Node] = NOTHING_OWN) -> Node:
        """Give the value of an expression that must be known in every case."""
        found = self.plain(expression.root, own)
        if found.value is None or found.known != TRUE:
            raise NotPlain(expression.text)
        return found.value

    def keep(self, name: str, node: Node) -> Node:
        """Give a value a step of its own, the one that says the same, or none if it is short."""
        if not isinstance(node, Apply):
            return node
        for same, step in self._nodes.items():
            if step == node:
                return Name(same, type=node.type)
        while name in self._nodes or name in self._policy.facts:
            name += "_"
        self._nodes[name] = node
        return Name(name, type=node.type)

    def is_positive(self, node: Node) -> bool:
        """Say whether a number is surely not negative, by its form and the bounds of facts."""
        if isinstance(node, Literal):
            return cast("int", node.value) >= 0
        if isinstance(node, Name):
            if node.id in self._nodes:
                return self.is_positive(self._nodes[node.id])
            return cast("int", self._policy.facts[node.id].minimum) >= 0
        arguments = node.arguments[node.operator == "if_else" :]
        found = [self.is_positive(a) for a in arguments if node.operator in KEEP_SIGN]
        return any(found) if node.operator == "max" else bool(found) and all(found)

    def needed(self, ends: Iterable[Node]) -> tuple[dict[str, Node], dict[str, Node]]:
        """Give the steps read more than once, and those read once, to be put where they are read.

        `ends` are the results that are asked for; what no result needs is left out.
        """
        reads: Counter[str] = Counter()
        for end in ends:
            reads.update(_read(end))
        for name in reversed(self._nodes):
            if reads[name]:
                reads.update(_read(self._nodes[name]))
        once: dict[str, Node] = {}
        more: dict[str, Node] = {}
        for name, node in self._nodes.items():
            kept = once if reads[name] == 1 else more
            if reads[name]:
                kept[name] = put(node, once)
        return more, once

    def _lowered(self, node: Node) -> Plain:
        if isinstance(node, Literal):
            return Plain(Literal(node.value, type=node.type))
        if isinstance(node, Apply):
            return applied(node, [self._lowered(argument) for argument in node.arguments])
        if node.id in self._policy.facts:
            return Plain(Name(node.id, type=node.type))
        if node.id not in self._plain:
            self._plain[node.id] = self._worked_out(node.id)
        return self._plain[node.id]

    def _worked_out(self, name: str) -> Plain:
        policy = self._policy
        if name in policy.standards:
            found = self._standard(policy.standards[name])
        elif name in policy.definitions:
            found = self._lowered(policy.definitions[name].expression.root)
        else:
            raise NotPlain(name)
        value = None if found.value is None else self.keep(name, found.value)
        return Plain(value, self.keep(f"{name}已知", found.known))

    def _standard(self, standard: Standard) -> Plain:
        """Give the one version there is; a row by its key, unknown where there is no such row."""
        version = standard.versions[0]
        if len(standard.versions) > 1 or version.end or version.start > self._policy.in_force[0]:
            raise NotPlain(f"{standard.cited.name} changes in time")
        if not standard.by:
            return Plain(Literal(cast("int", version.value)))
        by = Name(standard.by, type=self._policy.facts[standard.by].type)
        rest = version.otherwise
        value: Node = Literal(version.rows[-1][1] if rest is None else rest)
        for key, given in reversed(version.rows):
            value = chosen(compared("equal", by, Literal(key)), Literal(given), value)
        if rest is not None:
            return Plain(value)
        keys = tuple(key for key, _ in version.rows)
        return Plain(value, compared("among", by, Literal(keys)) if keys else FALSE)


def _read(node: Node) -> list[str]:
    """Give every name a tree reads, as often as it reads it."""
    return [n.id for n in walk(node) if isinstance(n, Name)]
