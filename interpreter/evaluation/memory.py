"""What conditions came to on facts met before, for many cases decided one after the other.

Only conditions that rest on nothing but truths, choices and sets are remembered: cases differ
little in these, while hardly two have the same days and amounts.
"""

from __future__ import annotations

from collections.abc import Mapping

from interpreter.language.types import Kind
from interpreter.policy.model import Condition, Policy
from interpreter.policy.reach import names_through
from interpreter.policy.rule import EVERY_DAY
from interpreter.reference.unknown import Known

MOST = 1 << 16  # conditions on facts
REPEATED = frozenset({Kind.BOOLEAN, Kind.CHOICE, Kind.SET})
Key = tuple[object, ...]


class Memory:
    """Remembers what conditions of one policy came to."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._facts: dict[int, tuple[str, ...] | None] = {}
        self._met: dict[Key, object] = {}

    def key(self, condition: Condition, facts: Mapping[str, Known]) -> Key | None:
        """Give what a condition rests on in a case; None where it is not one to remember."""
        name = id(condition)
        if name not in self._facts:
            self._facts[name] = self._rests_on(condition)
        names = self._facts[name]
        return None if names is None else (name, *map(facts.get, names))

    def _rests_on(self, condition: Condition) -> tuple[str, ...] | None:
        names = {*names_through([condition.expression], self._policy), *condition.reads}
        facts = tuple(sorted(names & self._policy.facts.keys()))
        kinds = {self._policy.facts[name].type.kind for name in facts}
        alone = names <= {*facts, *self._policy.definitions} and condition.window == EVERY_DAY
        return facts if alone and kinds <= REPEATED else None

    def recall(self, key: Key) -> object:
        """Give what was kept under a key, None where nothing was."""
        return self._met.get(key)

    def keep(self, key: Key, found: object) -> None:
        """Keep what a condition came to."""
        if len(self._met) >= MOST:
            self._met.clear()
        self._met[key] = found
