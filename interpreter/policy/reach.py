"""What a rule reaches: the names an award is decided by, and the awards a name decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from interpreter.language.tree import EARLIER, Expression, names_in
from interpreter.policy.model import Award, Exclusion, Finding, Limit, Policy


def award_expressions(award: Award) -> Iterator[Expression]:
    """Give every expression of an award's own rule, in the order it is told."""
    payment = award.payment
    yield award.payee
    yield from (c.expression for c in (award.applies, *award.conditions))
    yield from (payment.formula, *payment.bounds)
    yield from (e for e in (payment.times, award.event, award.counts_on) if e is not None)


def limit_expressions(limit: Limit) -> Iterator[Expression]:
    """Give every expression of a cap."""
    yield from (*limit.keys, limit.at_most)
    yield from (e for e in (limit.where, limit.matches) if e is not None)


def exclusion_expressions(exclusion: Exclusion) -> Iterator[Expression]:
    """Give every expression of an exclusion."""
    yield from exclusion.keys
    sides = (side.where for side in exclusion.sides)
    yield from (e for e in (exclusion.guard, *sides) if e is not None)


def finding_expressions(finding: Finding) -> Iterator[Expression]:
    """Give every expression of a finding."""
    yield from (finding.applies.expression, finding.holds.expression)
    yield from (e for _, e in finding.values)


def expressions(policy: Policy) -> Iterable[Expression]:
    """Give every expression of a policy."""
    yield from (c.expression for c in policy.constraints)
    yield from (d.expression for d in policy.definitions.values())
    for award in policy.awards.values():
        yield from award_expressions(award)
    for limit in policy.limits:
        yield from limit_expressions(limit)
    for exclusion in policy.exclusions:
        yield from exclusion_expressions(exclusion)
    for finding in policy.findings.values():
        yield from finding_expressions(finding)


def facts_read(policy: Policy) -> frozenset[str]:
    """Name the facts that some rule asks for; the rest cannot matter to any outcome."""
    named = {n.removeprefix(EARLIER) for e in expressions(policy) for n in names_in(e.root)}
    named |= {standard.by for standard in policy.standards.values()}
    named |= {limit.count for limit in policy.limits}
    named |= {exclusion.elects for exclusion in policy.exclusions}
    return frozenset(named) & policy.facts.keys()


def names_of(award: Award, policy: Policy) -> tuple[str, ...]:
    """Give every name an award and its caps use, through definitions, in the order met."""
    caps = [lim for lim in policy.limits if award.cited.name in lim.over]
    measures = [lim.measure for lim in caps if lim.measure]
    expressions = [*award_expressions(award), *(e for lim in caps for e in limit_expressions(lim))]
    return names_through(expressions, policy, measures)


def names_through(
    expressions: Iterable[Expression], policy: Policy, also: Iterable[str] = ()
) -> tuple[str, ...]:
    """Give every name that expressions use, and those `also` named, through definitions.

    A name of an earlier record is given as the plain name.
    """
    found: dict[str, None] = {}
    waiting = list(expressions)
    for name in also:
        found[name] = None
        waiting.append(policy.definitions[name].expression)
    while waiting:
        for written in names_in(waiting.pop(0).root):
            name = written.removeprefix(EARLIER)
            if name not in found and name in policy.definitions:
                waiting.append(policy.definitions[name].expression)
            found[name] = None
    return tuple(found)


def decided_together(policy: Policy) -> dict[str, frozenset[str]]:
    """Give per award those whose rule can change its outcome in one case, itself among them.

    They share an exclusion or a cap that counts siblings, or the award falls with them;
    and so on through these.
    """
    linked: dict[str, set[str]] = {name: {name} for name in policy.awards}
    groups = [{n for side in e.sides for n in side.awards} for e in policy.exclusions]
    groups += [{*lim.over, *lim.also} for lim in policy.limits if lim.siblings]
    for group in groups:
        for name in group:
            linked[name] |= group
    for name, award in policy.awards.items():
        linked[name] |= set(award.falls_with)
    return {name: frozenset(_closure(name, linked)) for name in linked}


def _closure(name: str, linked: dict[str, set[str]]) -> set[str]:
    found, waiting = {name}, [name]
    while waiting:
        new = linked[waiting.pop()] - found
        found |= new
        waiting += new
    return found
