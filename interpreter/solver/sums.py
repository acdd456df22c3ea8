"""All that a person is ever paid under equal keys, bounded over any number of cases.

By induction over the person's cases: a cap lets only so many things be paid for (trainings),
one thing is paid for once, and one case pays only so much.  So the whole is at most the one
times the other, added up over the caps.  Where that is more than a law allows, or is not so, as
many cases as the caps allow are made of the dearest, to be decided one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, islice, permutations

from interpreter.evaluation.case import Case
from interpreter.evaluation.laws import Answer, Found, Trial, Trials, breach
from interpreter.evaluation.program import Program
from interpreter.language.tree import Literal, Name
from interpreter.language.types import Kind
from interpreter.policy.law import AtMost, Law
from interpreter.policy.model import Limit, Policy
from interpreter.policy.reach import limit_expressions, names_through
from interpreter.policy.versions import numbers_of
from interpreter.solver.cases import Unsettled, farthest
from interpreter.solver.claims import same
from interpreter.solver.judging import judge
from interpreter.solver.scope import Scope, Scopes
from interpreter.solver.sides import Sides
from interpreter.solver.terms import FALSE, TRUE, Formula, every, negated, said, some
from interpreter.solver.witness import witness
from interpreter.solver.world import Asked, Earlier

MOST_TIMES = 12  # that something is paid for which no cap counts, in a case to be tried
MOST_ORDERS = 24  # in which the dearest cases are tried: one may take from the cap of another


@dataclass(frozen=True, slots=True)
class Share:
    """What awards under one cap come to: `times` things at most, each of `most` 元 at most.

    `dearest`: a case that pays so much for one thing.
    """

    times: int
    most: Fraction
    dearest: Case


def bound_sum(program: Program, law: Law, claim: AtMost, effort: int) -> Found:
    """Bound what is paid over any number of cases, or find as many as break the bound.

    Raises Unsettled.
    """
    groups = _groups(program.policy, claim.over)
    shares = [_share(program, group, effort) for group in groups]
    if sum(share.times * share.most for share in shares) <= claim.most and all(
        _is_capped(program, claim, group, effort) for group in groups
    ):
        return Found.throughout(law, Answer.KEPT)
    orders = islice(permutations(shares), MOST_ORDERS)
    tried = (breach(law, _dearest_cases(program, order)) for order in orders)
    found = Found.throughout(law, Answer.OPEN)
    shown = next((b for b in tried if b is not None and b.exemption is None), None)
    return found if shown is None else replace(found, answer=Answer.BROKEN, breach=shown)


@dataclass(frozen=True, slots=True)
class _Group:
    """Awards under one cap that counts things, None where they have none; how many it allows."""

    limit: Limit | None
    times: int
    awards: tuple[str, ...]


def _groups(policy: Policy, over: Iterable[str]) -> list[_Group]:
    """Give for each cap that counts more things than one the awards it counts."""
    groups: dict[str, _Group] = {}
    for award in over:
        limits = [lim for lim in policy.limits if award in lim.over and lim.count]
        counted = ((lim, times) for lim in limits if (times := _times(policy, lim)) > 1)
        limit, times = next(counted, (None, MOST_TIMES))
        name = "" if limit is None else limit.cited.name
        before = groups[name].awards if name in groups else ()
        groups[name] = _Group(limit, times, (*before, award))
    return list(groups.values())


def _times(policy: Policy, limit: Limit) -> int:
    """Give how many things a cap lets be paid for at most, whatever the day; 0 if nobody knows."""
    root = limit.at_most.root
    if isinstance(root, Literal) and isinstance(root.value, int):
        return root.value
    if not isinstance(root, Name) or root.id not in policy.standards:
        return 0
    return int(max(n for v in policy.standards[root.id].versions for n in numbers_of(v)))


def _share(program: Program, group: _Group, effort: int) -> Share:
    sides = Sides([program], Asked(claims=True))
    paid = sides.each[0].paid(group.awards).value
    if not isinstance(paid.below, int):
        raise Unsettled
    cases = sides.cases([said(paid.above >= 0)], effort)
    most = farthest(cases, (), paid.above)
    point = witness(cases, (said(paid.above == most),), sides.usual)
    assert point is not None
    (trial,) = sides.trials(replace(point, claims=point.claims or group.awards))
    return Share(group.times, Fraction(most, paid.below), trial.case)


def _is_capped(program: Program, claim: AtMost, group: _Group, effort: int) -> bool:
    """Prove that nothing is granted for a thing paid for, nor after as many as the cap allows."""
    if group.limit is None:
        return False
    sides = Sides([program], Asked(records=group.times, claims=True))
    paid = _Paid(sides, claim, group.limit, group.awards)
    broken = [f for award in group.awards for f in (paid.again(award), paid.after_all(award))]
    return not sides.cases(broken, effort).possible(some(*broken))


class _Paid:
    """Awards of a case granted under keys equal to those of earlier ones that stood."""

    def __init__(self, sides: Sides, claim: AtMost, limit: Limit, awards: Sequence[str]) -> None:
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
