"""What a proof about some awards looks at: their part of a policy, and how many earlier awards."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from fractions import Fraction

from interpreter.language.tree import Literal, walk
from interpreter.policy.model import Limit, Number, Policy
from interpreter.policy.reach import names_through
from interpreter.policy.versions import numbers_of

FEWEST, MOST_RECORDS = 1, 12


def records_of(policy: Policy, names: Collection[str]) -> int:
    """Give how many earlier awards can matter to some: as many as the widest cap over them."""
    caps = [lim for lim in policy.limits if not lim.measure and set(names) & set(lim.over)]
    most = max((n for lim in caps for n in _stated(policy, lim)), default=Fraction(FEWEST))
    return max(FEWEST, min(MOST_RECORDS, int(most)))


def _stated(policy: Policy, limit: Limit) -> Iterator[Number]:
    """Give the numbers by which a cap is worked out."""
    names = names_through([limit.at_most], policy)
    standards = (policy.standards[name] for name in names if name in policy.standards)
    yield from (n for s in standards for version in s.versions for n in numbers_of(version))
    defined = [policy.definitions[n].expression for n in names if n in policy.definitions]
    for node in (n for e in (limit.at_most, *defined) for n in walk(e.root)):
        value = node.value if isinstance(node, Literal) else None
        if isinstance(value, int | Fraction) and not isinstance(value, bool):
            yield value


def part_of(policy: Policy, names: Collection[str]) -> Policy:
    """Give the part of a policy that decides some awards, which are decided together.

    Others are left in it as far as having been granted they can count against these.
    """
    wanted = set(names)
    limits = tuple(lim for lim in policy.limits if wanted & set(lim.over))
    exclusions = tuple(e for e in policy.exclusions if any(wanted & set(s.awards) for s in e.sides))
    beside = wanted.union(*({*lim.over, *lim.also} for lim in limits))
    awards = {name: award for name, award in policy.awards.items() if name in beside}
    return replace(policy, awards=awards, limits=limits, exclusions=exclusions, findings={})
