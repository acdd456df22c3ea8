"""Which edits cannot matter to a case: what they changed comes out the same on its facts.

Only what is sure is left out: an edit of something that the case asks for with the same
answer before and after, while no other edit changes what that answer rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from interpreter.evaluation.case import Case
from interpreter.evaluation.program import Facts, Program
from interpreter.language.tree import Expression
from interpreter.policy.model import Condition, Payment, Policy
from interpreter.policy.reach import names_through
from interpreter.reference.unknown import Answer
from interpreter.review.differences import Review
from interpreter.review.influence import touched
from interpreter.review.pieces import Key
from interpreter.review.specimens import Specimen


class Inertness:
    """What is sure about the edits of a review for one case."""

    def __init__(self, review: Review, specimen: Specimen, case: Case) -> None:
        self._review, self._case = review, case
        sides = (review.none, review.all)
        self._programs = [review.blends.program(s, specimen) for s in sides]
        self._scopes: dict[tuple[int, str], Facts] = {}
        self._touched = [touched(e) if e.decides else frozenset() for e in review.influence.edits]

    def is_inert(self, edit: int, subject: str) -> bool:
        """Say whether an edit surely cannot move an award or finding of the case."""
        near = self._review.influence.together.get(subject, frozenset())
        if subject not in near:
            return False
        reached = self._review.influence.reached(edit) & near & (self._in_play | {subject})
        if not reached:
            return True
        if reached & self._lone:
            return False
        return all(self._is_idle(key, edit, reached) for key in self._keys(edit))

    def _keys(self, edit: int) -> tuple[Key, ...]:
        return self._review.influence.edits[edit].keys

    @cached_property
    def _in_play(self) -> frozenset[str]:
        """The awards that apply to the case, or may under some of the edits."""
        names = self._programs[0].policy.awards.keys() - self._lone
        return self._lone | {n for n in names if not self._is_elsewhere(n)}

    @cached_property
    def _lone(self) -> frozenset[str]:
        """The awards that only one of the policies has."""
        old, new = (program.policy.awards.keys() for program in self._programs)
        return frozenset(old ^ new)

    def _is_elsewhere(self, award: str) -> bool:
        """Whether an award is about something else under every mixture of the edits."""
        asked = [p.policy.awards[award].applies for p in self._programs]
        keys = {key for edit in self._review.influence.edits for key in edit.keys}
        changed = frozenset().union(*self._touched)
        if ("awards", award, "applies") in keys or changed & self._below(
            c.expression for c in asked
        ):
            return False
        return all(
            p.evaluate(c.expression, self._scope(p, award)) is False
            for p, c in zip(self._programs, asked, strict=True)
        )

    def _below(self, expressions: Iterable[Expression]) -> frozenset[str]:
        """Give every name that expressions rest on, in either policy as it was loaded."""
        comparison, given = self._review.comparison, list(expressions)
        both = (comparison.old, comparison.new)
        return frozenset(n for policy in both for n in _resting_on(given, policy))

    def _scope(self, program: Program, award: str) -> Facts:
        """Give the names of the case for an award, the readings decided by among them."""
        key = (id(program), award)
        if key not in self._scopes:
            policy = program.policy
            scope = program.scope(policy.awards[award], self._case.facts)
            for name, reading in policy.readings.items():
                if name in policy.instead or not reading.rulings:
                    scope[name] = policy.instead.get(name, reading.chosen)
            self._scopes[key] = scope
        return self._scopes[key]

    def _is_idle(self, key: Key, edit: int, awards: Iterable[str]) -> bool:
        """Whether a piece comes out the same for the case, whatever the other edits."""
        others = frozenset().union(*(t for n, t in enumerate(self._touched) if n != edit))
        if key[0] == "awards" and len(key) > 3 and key[2] == "condition":
            return self._same_condition(key, others)
        if key[0] == "awards" and key[2:] == ("payment",):
            return self._same_payment(key[1], others)
        if key[0] in ("standards", "definitions") and not self._case.history:
            return self._same_name(key[1], others, awards)
        return False

    def _same_condition(self, key: Key, others: frozenset[str]) -> bool:
        pieces = [p.get(key) for p in self._review.comparison.pieces]
        given = [c for c in pieces if isinstance(c, Condition)]
        expressions = [c.expression for c in given]
        if len({c.window for c in given}) > 1 or len({c.cure for c in given}) > 1:
            return False
        if others & self._below(expressions) or "event" in others:
            return False
        found = [self._settled(e, key[1]) for e in expressions]
        return _all_same(found) if len(given) == 2 else found == [(True, True)]

    def _same_payment(self, award: str, others: frozenset[str]) -> bool:
        both = [p.get(("awards", award, "payment")) for p in self._review.comparison.pieces]
        given = [p for p in both if isinstance(p, Payment)]
        if len({(p.shape, len(p.bounds), p.times is None) for p in given}) != 1:
            return False
        lists = [[p.formula, *p.bounds, *([p.times] if p.times else [])] for p in given]
        if "event" in others or others & self._below(e for found in lists for e in found):
            return False
        return len(given) == 2 and all(
            _all_same([self._settled(e, award) for e in pair]) for pair in zip(*lists, strict=True)
        )

    def _settled(self, expression: Expression, award: str) -> tuple[Answer, ...]:
        """Give the value of an expression for the case under the old and the new policy."""
        return tuple(p.evaluate(expression, self._scope(p, award)) for p in self._programs)

    def _same_name(self, name: str, others: frozenset[str], awards: Iterable[str]) -> bool:
        standing = [p.policy.definitions.get(name) for p in self._programs]
        below = self._below(d.expression for d in standing if d is not None)
        below |= {p.policy.standards[name].by for p in self._programs if name in p.policy.standards}
        if "event" in others or others & (below | {name}):
            return False
        scopes = ([self._scope(p, a) for p in self._programs] for a in awards)
        return all(old[name] == new[name] for old, new in scopes)


def _resting_on(expressions: Iterable[Expression], policy: Policy) -> Iterator[str]:
    for name in names_through(expressions, policy):
        yield name
        if name in policy.standards:
            yield policy.standards[name].by


def _all_same(found: list[tuple[Answer, ...]]) -> bool:
    return len({repr(values) for values in found}) == 1 and len(set(map(repr, found[0]))) == 1
