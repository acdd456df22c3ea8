"""Mutants of a policy: the policy with one small slip in it, each slip an author could make.

First order: one change each, of the checked policy whose readings are still open.  What
cannot change an outcome is left alone: titles, targets, the register of clauses, questions.
So are the bounds of facts, which no clause fixes, and what `check` would refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace

from interpreter.policy.model import Cited, Policy
from interpreter.truth.mutant import Mutant
from interpreter.truth.mutation_caps import of_exclusions, of_limits
from interpreter.truth.mutation_data import (
    of_constraints,
    of_definitions,
    of_facts,
    of_readings,
    of_standards,
    of_time,
)
from interpreter.truth.mutation_rules import of_awards, of_findings, of_gates

Generator = Callable[[Policy], Iterable[Mutant]]
GENERATORS: tuple[Generator, ...] = (
    of_time,
    of_facts,
    of_constraints,
    of_standards,
    of_definitions,
    of_gates,
    of_awards,
    of_limits,
    of_exclusions,
    of_findings,
    of_readings,
)


def mutants_of(policy: Policy) -> tuple[Mutant, ...]:
    """Give every mutant of a policy, each change once, in the policy's order."""
    return tuple(_numbered(_once(policy, (m for make in GENERATORS for m in make(policy)))))


def _once(policy: Policy, mutants: Iterable[Mutant]) -> Iterator[Mutant]:
    seen: set[Hashable] = set()
    for mutant in mutants:
        changed = difference(policy, mutant.policy)
        if changed and changed not in seen:
            seen.add(changed)
            yield mutant


def _numbered(mutants: Iterable[Mutant]) -> Iterator[Mutant]:
    counts: dict[str, int] = {}
    for mutant in mutants:
        counts[mutant.id] = counts.get(mutant.id, 0) + 1
        yield replace(mutant, number=counts[mutant.id])


TABLES = ("facts", "standards", "readings", "definitions", "awards", "findings")
LISTS = ("constraints", "limits", "exclusions")


def difference(old: Policy, new: Policy) -> frozenset[tuple[str, str, object]]:
    """Give the entries of a policy that another has otherwise: section, name, the new entry.

    The new entry is None where it is gone.  Entries are the same only when shared.
    """
    found: set[tuple[str, str, object]] = set()
    for section in TABLES:
        ours, theirs = getattr(old, section), getattr(new, section)
        if ours is not theirs:
            found |= {(section, n, theirs.get(n)) for n in ours if theirs.get(n) != ours[n]}
    for section in LISTS:
        ours, theirs = getattr(old, section), getattr(new, section)
        if ours is not theirs:
            found |= {(section, _name(e), None) for e in ours if e not in theirs}
            found |= {(section, _name(e), e) for e in theirs if e not in ours}
    if old.in_force != new.in_force:
        found.add(("in_force", "in_force", new.in_force))
    return frozenset(found)


def _name(entry: object) -> str:
    cited = getattr(entry, "cited", None)
    return cited.name if isinstance(cited, Cited) else ""
