"""A policy made ready to run: lowered expressions, and scopes of names at an event date."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property

from interpreter.evaluation.memory import Memory
from interpreter.language.tree import Expression
from interpreter.policy.model import Award, Fact, Policy, Standard, Version, Window
from interpreter.policy.reach import names_through
from interpreter.policy.settled import Twin, settle
from interpreter.policy.versions import numbers_of, option_on, version_on
from interpreter.reference.backend import Evaluator, lower
from interpreter.reference.scope import Scope
from interpreter.reference.unknown import Answer, Known, Number, Unknown

UNDATED = "适用日期"
NOTHING_ASKED = "\0"  # equal to no text that a case can hold


class Program:
    """A policy with one evaluator; expressions are lowered once, when first met.

    `readings` decides by other options of the register than those chosen, for a policy
    whose readings are not settled yet; `as_loaded` is the policy before that.  A `twin`
    spares the work on what both share.  One for `many` cases remembers what conditions came to.
    """

    def __init__(
        self,
        policy: Policy,
        readings: Mapping[str, str] | None = None,
        twin: Program | None = None,
        *,
        many: bool = False,
    ) -> None:
        self.as_loaded = policy
        if not policy.is_settled:
            policy = settle(policy, readings or {}, None if twin is None else twin.as_twin)
        self.policy: Policy = policy
        self.evaluator = Evaluator()
        self.memory = Memory(policy) if many else None
        self._lowered: dict[int, ast.expr] = {}
        self._made_of: dict[str, frozenset[str]] = {}
        self._variants: dict[tuple[tuple[str, str], ...], Program] = {}
        self.definitions = _Lowered(self, {n: d.expression for n, d in policy.definitions.items()})
        self.identities = tuple(n for n, f in policy.facts.items() if f.names_one)
        self.requests = tuple(n for n, f in policy.facts.items() if f.request)

    @cached_property
    def as_twin(self) -> Twin:
        """The policy as one from which another may take what both share."""
        return Twin(self.as_loaded, self.policy)

    def variant(self, readings: Mapping[str, str]) -> Program:
        """Give the program of the same policy as decided by some options; each is made once."""
        key = tuple(sorted(readings.items()))
        if key not in self._variants:
            self._variants[key] = Program(self.as_loaded, readings, self)
        return self._variants[key]

    def lower(self, expression: Expression) -> ast.expr:
        """Give the lowered form of an expression of the policy."""
        lowered = self._lowered.get(id(expression))
        if lowered is None:
            lowered = self._lowered[id(expression)] = lower(expression.root)
        return lowered

    def evaluate(self, expression: Expression, scope: Mapping[str, Answer]) -> Answer:
        """Give the value of an expression of the policy."""
        return self.evaluator.evaluate(self.lower(expression), scope)

    def made_of(self, name: str) -> frozenset[str]:
        """Give the definitions that use a name, through definitions."""
        if name not in self._made_of:
            policy = self.policy
            users = (
                (n, names_through([d.expression], policy)) for n, d in policy.definitions.items()
            )
            self._made_of[name] = frozenset(n for n, used in users if name in used)
        return self._made_of[name]

    def undated(self, facts: Mapping[str, Known], own: str = "case", missing: str = "") -> Facts:
        """Give the names of a case or a record, apart from any award and its dates."""
        return Facts(self, facts, own, missing)

    def scope(
        self, award: Award, facts: Mapping[str, Known], own: str = "case", missing: str = ""
    ) -> Facts:
        """Give the names of a case or a record for an award, standards as on its event date."""
        scope = self.undated(facts, own, missing)
        scope["award"] = award.cited.name
        if award.event is None:
            return scope
        dated = self.undated(facts, own, missing)
        dated["award"] = award.cited.name
        dated.event = self.evaluate(award.event, scope)
        dated.counted_on = dated.event
        if award.counts_on is not None:
            dated.counted_on = self.evaluate(award.counts_on, scope)
        return dated


class _Lowered(dict[str, ast.expr]):
    """Lowered definitions by name, each lowered when first asked for."""

    def __init__(self, program: Program, expressions: Mapping[str, Expression]) -> None:
        super().__init__()
        self._program = program
        self._expressions = expressions

    def get(self, name: str, default: ast.expr | None = None) -> ast.expr | None:  # type: ignore[override]
        """Give the lowered definition, or the default where there is none by that name."""
        expression = self._expressions.get(name)
        return default if expression is None else self._program.lower(expression)


class Facts(Scope):
    """The names of one case or record: facts, definitions, standards on the event date.

    `own` tells things that were not given a number apart: each is its own.  `missing`
    replaces the names of unknown facts, where they are facts of a record.
    """

    __slots__ = ("_missing", "_program", "assumed", "counted_on", "event")

    def __init__(
        self, program: Program, facts: Mapping[str, Known], own: str, missing: str
    ) -> None:
        super().__init__(program.evaluator, program.definitions)
        self._program = program
        self._missing = missing
        self.event: Answer | None = None
        self.counted_on: Answer | None = None
        self.assumed = frozenset[str]()
        self.update(facts)
        for name in program.identities:
            self.setdefault(name, f"\0{own}")
        for name in program.requests:
            self.setdefault(name, NOTHING_ASKED)
        self["in_force_from"], self["in_force_to"] = program.policy.in_force

    def absent(self, name: str) -> Answer:
        """Give an unknown fact, a standard as on the event date, or the event itself."""
        if name in ("event", "counted_on"):
            day = self.event if name == "event" else self.counted_on
            return Unknown(frozenset({UNDATED})) if day is None else day
        standard = self._program.policy.standards.get(name)
        if standard is not None:
            return self._standard(standard)
        if name in self._program.policy.readings:
            return self._reading(name)
        return unknown_fact(self._program.policy.facts[name], self._missing or name)

    def assume(self, name: str, value: Answer) -> None:
        """Take a definition to have another value; what is made of it is worked out anew."""
        self.assumed |= {name}
        for other in self._program.made_of(name) - self.assumed:
            self.pop(other, None)
        self[name] = value

    def _reading(self, name: str) -> Answer:
        """Give the option a reading has on the event date."""
        reading = self._program.policy.readings[name]
        if isinstance(self.event, date):
            return option_on(reading, self.event)
        waits = self.event.missing if isinstance(self.event, Unknown) else frozenset({UNDATED})
        return Unknown(waits)

    def governed(self, window: Window) -> Answer:
        """Say whether the event lies in a window of days, in Kleene's logic."""
        if window.start is None and window.end is None:
            return True
        if not isinstance(self.event, date):
            return self.event if isinstance(self.event, Unknown) else False
        start, end = window.start or date.min, window.end or date.max
        return start <= self.event <= end

    def _standard(self, standard: Standard) -> Answer:
        if isinstance(self.event, date):
            version = version_on(standard, self.event)
            if version is None:
                return Unknown(frozenset({_why_no_version(standard, self.event)}))
            return self._row(standard, version)
        answers = [self._row(standard, version) for version in standard.versions]
        if len(answers) == 1 and standard.versions[0].end is None:
            return answers[0]
        waits = self.event.missing if isinstance(self.event, Unknown) else frozenset({UNDATED})
        return Unknown(waits, *_ends(n for v in standard.versions for n in numbers_of(v)))

    def _row(self, standard: Standard, version: Version) -> Answer:
        if not standard.by:
            return version.value if version.value is not None else Unknown()
        if not version.rows and version.otherwise is not None:
            return version.otherwise
        key = self[standard.by]
        if isinstance(key, Unknown):
            if version.otherwise is not None and len(set(numbers_of(version))) == 1:
                return version.otherwise  # every row says the same
            return Unknown(key.missing, *_ends(numbers_of(version)))
        row = dict(version.rows).get(str(key), version.otherwise)
        return Unknown(frozenset({f"{standard.cited.name}（{key}）"})) if row is None else row


def unknown_fact(fact: Fact, missing: str) -> Unknown:
    """Give the unknown value of a fact, bounded as the policy bounds it."""
    low, high = fact.minimum, fact.maximum
    if isinstance(low, int | Fraction) and isinstance(high, int | Fraction):
        return Unknown(frozenset({missing}), low, high)
    return Unknown(frozenset({missing}))


def _ends(numbers: Iterable[Number]) -> tuple[Number | None, Number | None]:
    found = list(numbers)
    return (min(found), max(found)) if found else (None, None)


def _why_no_version(standard: Standard, day: date) -> str:
    """Say why no version governs a day: not begun, ended, or a gap between two."""
    name = standard.cited.name
    if day < standard.versions[0].start:
        return f"{name}（{day} 尚未开始）"
    if standard.versions[-1].start <= day:
        return f"{name}（{day} 已经结束）"
    return f"{name}（{day} 处于空档）"
