"""All that a person is ever paid under equal keys, bounded over any number of cases.

By induction over the person's cases: a cap lets only so many things be paid for (trainings),
one thing is paid for once, and one case pays only so much.  So the whole is at most the one
times the other, added up over the caps.  Where that is more than a law allows, as many cases
as the caps allow are made of the dearest, to be decided one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, islice, permutations

from interpreter.evaluation.case import Case
from interpreter.evaluation.laws import Answer, Found, Trial, Trials, breach
from interpreter.evaluation.program import Program
from interpreter.language.tree import Literal, Name
from interpreter.language.types import Kind
from interpreter.policy.law import AtMost, Law
from interpreter.policy.model import Limit, Number, Policy
from interpreter.policy.reach import limit_expressions, names_through
from interpreter.policy.versions import numbers_of
from interpreter.solver.cases import farthest
from interpreter.solver.claims import same
from interpreter.solver.judging import judge
from interpreter.solver.scope import Scope, Scopes
from interpreter.solver.sides import Sides
from interpreter.solver.terms import FALSE, TRUE, Formula, every, negated, said, some
from interpreter.solver.witness import witness
from interpreter.solver.world import Asked, Earlier

MOST_ORDERS = 24  # in which the dearest cases are tried: one may take from the cap of another


@dataclass(frozen=True, slots=True)
class Share:
    """What awards under one cap come to: `times` things at most, each of `most` 元 at most.

    `dearest`: a case that pays so much for one thing.
    """

    limit: Limit
    times: int
    most: Number
    dearest: Case


def bound_sum(program: Program, law: Law, claim: AtMost, effort: int) -> Found:
    """Bound what is paid over any number of cases, or find as many as break the bound.

    Raises Unsettled.
    """
    groups = _groups(program.policy, claim.over)
    proved = (_is_capped(program, claim, limit, over, effort) for limit, over in groups)
    if not groups or not all(proved):
        return Found(law, Answer.OPEN)
    shares = [_share(program, limit, awards, effort) for limit, awards in groups]
    if sum(share.times * Fraction(share.most) for share in shares) <= claim.most:
        return Found(law, Answer.KEPT)
    orders = islice(permutations(shares), MOST_ORDERS)
    tried = (breach(law, _dearest_cases(program, order)) for order in orders)
    shown = next((found for found in tried if found is not None), None)
    return Found(law, Answer.OPEN if shown is None else Answer.BROKEN, shown)


Group = tuple[Limit, list[str]]


def _groups(policy: Policy, over: Iterable[str]) -> list[Group]:
    """Give for each cap that counts things the awards it counts; none where one has no cap."""
    groups: dict[str, Group] = {}
    for award in over:
        limits = [lim for lim in policy.limits if award in lim.over and lim.count]
        limit = next((lim for lim in limits if (_times(policy, lim) or 0) > 1), None)
        if limit is None:
            return []
        groups.setdefault(limit.cited.name, (limit, []))[1].append(award)
    return list(groups.values())


def _times(policy: Policy, limit: Limit) -> int | None:
    """Give how many things a cap lets be paid for at most, whatever the day."""
    root = limit.at_most.root
    if isinstance(root, Literal) and isinstance(root.value, int):
        return root.value
    if not isinstance(root, Name) or root.id not in policy.standards:
        return None
    return int(max(n for v in policy.standards[root.id].versions for n in numbers_of(v)))


def _share(program: Program, limit: Limit, awards: list[str], effort: int) -> Share:
    sides = Sides([program], Asked(claims=True))
    paid, times = sides.each[0].paid(awards).value, _times(program.policy, limit)
    cases = sides.cases([said(paid.above >= 0)], effort)
    most = farthest(cases, (), paid.above)
    point = witness(cases, (said(paid.above == most),), sides.usual)
    assert point is not None
    assert times is not None
    (trial,) = sides.trials(replace(point, claims=point.claims or tuple(awards)))
    return Share(limit, times, Fraction(most, paid.below), trial.case)


def _is_capped(
    program: Program, claim: AtMost, limit: Limit, awards: list[str], effort: int
) -> bool:
    """Prove that nothing is granted for a thing paid for, nor after as many as the cap allows."""
    sides = Sides([program], Asked(records=_times(program.policy, limit), claims=True))
    paid = _Paid(sides, claim, limit, awards)
    broken = [f for award in awards for f in (paid.again(award), paid.after_all(award))]
    return not sides.cases(broken, effort).possible(some(*broken))


class _Paid:
    """Awards of a case granted under keys equal to those of earlier ones that stood."""

    def __init__(self, sides: Sides, claim: AtMost, limit: Limit, awards: list[str]) -> None:
        self._world, self._side = sides.world, sides.each[0]
        self._claim, self._limit, self._awards = claim, limit, awards
        self._policy = self._side.program.policy
        records = self._world.records
        self._records = [(r, Scopes(self._world, self._policy, r.facts)) for r in records]

    def again(self, award: str) -> Formula:
        """Say where an award is granted for a thing that was paid for before."""
        own, (earlier, scopes) = self._side.scope(award), self._records[0]
        granted = self._side.verdict(award).granted
        return every(granted, self._is_same(own, scopes.base), self._stood(own, earlier, scopes))

    def after_all(self, award: str) -> Formula:
        """Say where an award is granted after as many other things."""
        own = self._side.scope(award)
        bases = [own, *(scopes.base for _, scopes in self._records)]
        others = (negated(self._is_same(a, b)) for a, b in combinations(bases, 2))
        stood = (self._stood(own, earlier, scopes) for earlier, scopes in self._records)
        return every(self._side.verdict(award).granted, *others, *stood)

    def _is_same(self, one: Scope, other: Scope) -> Formula:
        return same(self._world, one[self._limit.count], other[self._limit.count])

    def _stood(self, own: Scope, earlier: Earlier, scopes: Scopes) -> Formula:
        """Say where an earlier award was one of these, by its conditions, under equal keys."""
        each = (every(self._is(earlier, n), self._met(own, scopes, n)) for n in self._awards)
        return every(earlier.present, some(*each))

    def _is(self, earlier: Earlier, name: str) -> Formula:
        return said(earlier.award == self._world.code(name))

    def _met(self, own: Scope, scopes: Scopes, name: str) -> Formula:
        award = self._policy.awards[name]
        scope = scopes.of(award)
        keys = ((own.lower(key), scope.lower(key)) for key in self._claim.keys)
        alike = (same(self._world, one, other) for one, other in keys)
        return every(judge(award, scope, TRUE, FALSE).stands, *alike)


def _dearest_cases(program: Program, shares: Iterable[Share]) -> Trials:
    """Give as many of the dearest cases as the caps allow, each about a thing of its own."""
    policy = program.policy
    texts = {n for n, f in policy.facts.items() if f.type.kind is Kind.TEXT and n != policy.person}
    apart = {n for limit in policy.limits for n in (limit.count, *_keys(limit, policy))} & texts
    each = [share.dearest for share in shares for _ in range(share.times)]
    return tuple(
        Trial(program, replace(case, facts={**case.facts, **dict.fromkeys(apart, f"示例{n + 1}")}))
        for n, case in enumerate(each)
    )


def _keys(limit: Limit, policy: Policy) -> tuple[str, ...]:
    return names_through(limit_expressions(limit), policy)
