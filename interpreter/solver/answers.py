"""Answers a missing fact may get, a handful each: enough to see what a question may settle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from interpreter.language.tree import Apply, Literal, Name, walk
from interpreter.language.types import Kind
from interpreter.policy.model import Fact, Policy
from interpreter.policy.reach import expressions
from interpreter.policy.values import read_value
from interpreter.reference.unknown import Known

OTHER = "另一个"


class Answers:
    """The answers worth trying for each fact of a policy, worked out once.

    Every choice; no word and each word of a set; the ends of a number or day and its typical
    value; each word the policy writes beside a text, and another.
    """

    def __init__(self, policy: Policy) -> None:
        self._words = _words(policy)
        self._of = {name: tuple(self._answers(fact)) for name, fact in policy.facts.items()}

    def of(self, name: str) -> tuple[Known, ...]:
        """Give the answers to try for a fact."""
        return self._of[name]

    def _answers(self, fact: Fact) -> Iterator[Known]:
        kind = fact.type.kind
        if kind is Kind.BOOLEAN:
            yield from (True, False)
        elif kind is Kind.CHOICE:
            yield from fact.type.values
        elif kind is Kind.SET:
            yield frozenset()
            yield from (frozenset({word}) for word in fact.type.values)
        elif kind is Kind.TEXT:
            yield from dict.fromkeys((str(fact.typical), *self._words.get(fact.name, ()), OTHER))
        else:
            ends = (end for end in (fact.minimum, fact.maximum) if end is not None)
            yield from dict.fromkeys((read_value(fact, fact.typical), *ends))


def _words(policy: Policy) -> Mapping[str, tuple[str, ...]]:
    """Give the words that expressions and standards write beside each text."""
    found: dict[str, dict[str, None]] = {}
    for node in (n for e in expressions(policy) for n in walk(e.root)):
        if isinstance(node, Apply):
            names = [a.id for a in node.arguments if isinstance(a, Name)]
            values = [a.value for a in node.arguments if isinstance(a, Literal)]
            words = [w for v in values for w in (v if isinstance(v, tuple) else (v,))]
            for name in names:
                found.setdefault(name, {}).update((w, None) for w in words if isinstance(w, str))
    for standard in policy.standards.values():
        rows = [key for version in standard.versions for key, _ in version.rows]
        found.setdefault(standard.by, {}).update(dict.fromkeys(rows))
    return {name: tuple(words) for name, words in found.items()}
