"""Every case there is, as one or more policies see it: its facts, what was granted earlier, claims.

Policies compared share one world, so that what they have in common is one term.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import z3

from interpreter.evaluation.case import Record
from interpreter.language.tree import Expression, Literal, walk
from interpreter.policy.model import Fact, Policy
from interpreter.policy.reach import (
    award_expressions,
    exclusion_expressions,
    finding_expressions,
    limit_expressions,
)
from interpreter.reference.unknown import Known
from interpreter.solver.facts import OTHER, Beside, Facts
from interpreter.solver.terms import FALSE, TRUE, Formula, Whole
from interpreter.solver.unknowns import ITSELF, Unknowns, words_in


@dataclass(frozen=True, slots=True)
class Asked:
    """Which cases a question is about.

    `records`: so many awards granted earlier at most, or these; None where nobody knows.
    `claims`: awards may be claimed.
    `told`: facts that are known already.  `apart`: facts in which another case beside differs.
    """

    records: int | tuple[Record, ...] | None = 0
    claims: bool = False
    told: Mapping[str, Known] | None = None
    apart: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """An award granted earlier: where there is one, which (a word's number), on what facts."""

    present: Formula
    award: Whole
    facts: Facts


class World(Unknowns):
    """The facts of any case, its earlier awards and its claims; one world for policies compared."""

    def __init__(self, *policies: Policy, asked: Asked | None = None) -> None:
        asked = asked or Asked()
        facts = _joined(policies)
        facts |= {OTHER + n: replace(facts[n], name=OTHER + n) for n in asked.apart}
        super().__init__(facts)
        self.policies = policies
        self.asked = asked
        for policy in policies:
            for word in _words_of(policy):
                self.code(word)
        self.case = Facts(self, ITSELF, told=asked.told)
        self.other = Beside(self, ITSELF, self.case, asked.apart)
        self.records = tuple(self._earlier())

    @property
    def each(self) -> Iterator[Facts]:
        """The facts of the case, of the other one if there is one, and of each earlier award."""
        yield self.case
        yield from [self.other] if self.asked.apart else []
        yield from (earlier.facts for earlier in self.records)

    @property
    def history_known(self) -> Formula:
        """Where it is known what was granted earlier."""
        return FALSE if self.asked.records is None else TRUE

    @property
    def claims_made(self) -> Formula:
        """Where awards are claimed, so that only those are decided."""
        return z3.Bool("申领") if self.asked.claims else FALSE

    def claimed(self, award: str) -> Formula:
        """Give where an award is claimed, if any is."""
        return z3.Bool(f"申领·{award}") if self.asked.claims else FALSE

    def _earlier(self) -> Iterator[Earlier]:
        told = self.asked.records or ()
        if not isinstance(told, int):
            for index, record in enumerate(told):
                facts = Facts(self, f"\0record {index}", told=record.facts, closed=True)
                yield Earlier(TRUE, self.code(record.award), facts)
            return
        awards = [
            self.code(name) for name in dict.fromkeys(n for p in self.policies for n in p.awards)
        ]
        before = TRUE
        for index in range(told):
            mark = f"既往{index + 1}·"
            present, award = z3.Bool(mark), z3.Int(f"{mark}补贴")
            self.notes.append(z3.Or([award == code for code in awards]))
            self.notes.append(z3.Implies(present, before))
            yield Earlier(present, award, Facts(self, f"\0record {index}", mark))
            before = present


def _joined(policies: Sequence[Policy]) -> dict[str, Fact]:
    """Give the facts of all the policies; of one that several have, the first's."""
    found: dict[str, Fact] = {}
    for policy in policies:
        found = {**policy.facts, **found}
    return found


def _words_of(policy: Policy) -> Iterator[str]:
    """Give every word a policy holds, in its own order, so that numbers never vary."""
    yield from (word for fact in policy.facts.values() for word in fact.type.values)
    yield from policy.awards
    yield from (s.choice for e in policy.exclusions for s in e.sides if s.choice)
    for standard in policy.standards.values():
        yield from (word for version in standard.versions for word, _ in version.rows)
    for expression in _expressions(policy):
        for node in walk(expression.root):
            if isinstance(node, Literal) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, Literal) and isinstance(node.value, tuple | frozenset):
                yield from words_in(node.value)


def _expressions(policy: Policy) -> Iterable[Expression]:
    yield from (d.expression for d in policy.definitions.values())
    yield from (c.expression for c in policy.constraints)
    yield from (e for a in policy.awards.values() for e in award_expressions(a))
    yield from (e for limit in policy.limits for e in limit_expressions(limit))
    yield from (e for exclusion in policy.exclusions for e in exclusion_expressions(exclusion))
    yield from (e for f in policy.findings.values() for e in finding_expressions(f))
