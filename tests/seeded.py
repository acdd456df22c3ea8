"""Random cases from a seed: values near every boundary, much unknown, history and claims.

Made without a search for the smallest case, so that a hundred thousand take a minute; a
difference names its seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from interpreter.evaluation.case import Case, read_case
from interpreter.evaluation.program import Program
from interpreter.language.calendar import add_days, add_months
from interpreter.language.tree import Apply, Expression, Literal, Name, walk
from interpreter.language.types import Kind
from interpreter.policy.model import Fact, Policy
from interpreter.policy.reach import award_expressions, exclusion_expressions, limit_expressions
from interpreter.policy.versions import numbers_of
from interpreter.problems import Place, Refused

Raw = dict[str, Any]


@dataclass(slots=True)
class Maker:
    """Makes random cases of a policy, from example cases and from nothing."""

    program: Program
    examples: list[Raw]
    days: list[date] = field(init=False)
    numbers: list[Fraction] = field(init=False)
    words: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        policy = self.program.policy
        self.days, self.numbers = _days_of(policy), _numbers_of(policy)
        self.words = _words_of(policy)

    def cases(self, seed: int, count: int) -> list[Case]:
        """Give so many valid cases; the same for the same seed."""
        random = Random(seed)
        return [self.case(random) for _ in range(count)]

    def case(self, random: Random) -> Case:
        """Give one valid case."""
        while True:
            raw = self._raw(random)
            try:
                return read_case(raw, self.program, lambda _: Place("示例"))
            except Refused as refused:
                broken = [p.about.split("、")[-1] for p in refused.problems]
                facts = {n: v for n, v in raw["facts"].items() if n not in broken}
                self_made = {**raw, "facts": facts}
                try:
                    return read_case(self_made, self.program, lambda _: Place("示例"))
                except Refused:
                    continue

    def _raw(self, random: Random) -> Raw:
        facts = self._facts(random)
        history = None
        if random.random() < 0.8:
            history = [self._record(random, facts) for _ in range(random.choice((0, 0, 1, 2, 4)))]
        claims = None
        if random.random() < 0.4:
            names = list(self.program.policy.awards)
            claims = random.sample(names, random.randint(1, min(6, len(names))))
        return {"facts": facts, "history": history, "claims": claims}

    def _facts(self, random: Random) -> dict[str, Any]:
        """Give the facts of an example, or parts of two, or anything; some changed or unknown."""
        policy = self.program.policy
        way = random.random()
        facts: dict[str, Any] = {}
        if way > 0.15:
            facts |= random.choice(self.examples)["facts"]
        if way > 0.4:
            other = random.choice(self.examples)["facts"]
            facts |= {n: v for n, v in other.items() if random.random() < 0.5}
        names = list(policy.facts) if way <= 0.15 else list(facts)
        changed = (
            names if way <= 0.15 else random.sample(names, min(len(names), random.randint(0, 5)))
        )
        for name in changed:
            facts[name] = None if random.random() < 0.3 else self._value(random, policy.facts[name])
        return {n: v for n, v in facts.items() if v is not None}

    def _record(self, random: Random, facts: Mapping[str, Any]) -> Raw:
        """Give an award granted earlier, much like the case itself."""
        policy = self.program.policy
        record = dict(facts)
        for name in random.sample(list(record), min(len(record), random.randint(0, 4))):
            record[name] = self._value(random, policy.facts[name])
            if random.random() < 0.2:
                del record[name]
        for name, fact in policy.facts.items():
            if fact.names_one and random.random() < 0.8:
                record[name] = random.choice(("h1", "h2", "h3"))
        return {"award": random.choice(list(policy.awards)), **record}

    def _value(self, random: Random, fact: Fact) -> Any:
        kind = fact.type.kind
        if kind is Kind.BOOLEAN:
            return random.random() < 0.5
        if kind is Kind.CHOICE:
            return random.choice(fact.type.values)
        if kind is Kind.SET:
            return random.sample(fact.type.values, random.randint(0, min(3, len(fact.type.values))))
        if kind is Kind.TEXT:
            return random.choice(self.words[fact.name])
        if kind is Kind.DATE:
            inside = [d for d in self.days if fact.minimum <= d <= fact.maximum]  # type: ignore[operator]
            return random.choice(inside).isoformat()
        return self._number(random, fact)

    def _number(self, random: Random, fact: Fact) -> Any:
        low, high, scale = (
            Fraction(fact.minimum),
            Fraction(fact.maximum),
            10 ** (fact.type.places or 0),
        )  # type: ignore[arg-type]
        fitting = [n for n in self.numbers if low <= n <= high and (n * scale).denominator == 1]
        near = random.choice([*fitting, low, high])
        if random.random() < 0.2:
            near = Fraction(random.randint(int(low * scale), int(min(high, 10**6) * scale)), scale)
        return int(near) if near.denominator == 1 else Decimal(near.numerator) / near.denominator


def _expressions(policy: Policy) -> list[Expression]:
    found = [e for a in policy.awards.values() for e in award_expressions(a)]
    found += [e for limit in policy.limits for e in limit_expressions(limit)]
    found += [e for exclusion in policy.exclusions for e in exclusion_expressions(exclusion)]
    return found + [d.expression for d in policy.definitions.values()]


def _days_of(policy: Policy) -> list[date]:
    """Give the days around which outcomes change, each with the day before and after."""
    stated = {*policy.in_force, policy.issued, date(2020, 2, 29)}
    versions = [v for s in policy.standards.values() for v in s.versions]
    stated |= {v.start for v in versions}
    stated |= {
        d
        for a in policy.awards.values()
        for c in a.conditions
        for d in (c.window.start, c.window.end)
        if d is not None
    }
    years = {add_months(day, n) for day in stated for n in (-12, -6, 0, 1, 12)}
    return sorted({add_days(day, n) for day in years for n in (-1, 0, 1)})


def _numbers_of(policy: Policy) -> list[Fraction]:
    """Give every number of the standards, with its neighbours and a cent to each side."""
    stated = {
        Fraction(n) for s in policy.standards.values() for v in s.versions for n in numbers_of(v)
    }
    steps = (0, 1, -1, Fraction(1, 100), Fraction(-1, 100))
    years = {Fraction(day.year + n) for day in policy.in_force for n in (-1, 0, 1)}
    return sorted({n + step for n in stated for step in steps} | years | {Fraction(0), Fraction(1)})


def _words_of(policy: Policy) -> dict[str, list[str]]:
    """Give the texts each fact is compared with, and others."""
    found = {n: {str(f.typical), "示例甲"} for n, f in policy.facts.items()}
    for standard in policy.standards.values():
        if standard.by:
            found[standard.by] |= {row for v in standard.versions for row, _ in v.rows}
    for expression in _expressions(policy):
        for node in walk(expression.root):
            if isinstance(node, Apply):
                for name in (a.id for a in node.arguments if isinstance(a, Name) and a.id in found):
                    for value in (a.value for a in node.arguments if isinstance(a, Literal)):
                        found[name] |= {value} if isinstance(value, str) else set()
                        found[name] |= set(value) if isinstance(value, tuple) else set()
    return {name: sorted(words) for name, words in found.items()}
