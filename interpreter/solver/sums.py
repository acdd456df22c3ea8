"""All that a person is ever paid under equal keys, bounded over any number of cases.

By induction over the person's cases.  A cap lets only so many things be paid for (trainings),
one thing is paid for once, and one case pays only so much: the whole is at most the one times
the other.  Or a cap lets only so much of a quantity be paid for (months), and a case pays only
so much for each: the whole is what pays for all of it.  Where that is more than a law allows,
or is not so, the dearest cases are decided one after the other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, islice, permutations

from interpreter.evaluation.case import Case
from interpreter.evaluation.laws import Answer, Breach, Found, Trial, Trials, breach
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
from interpreter.solver.meaning import MEANING
from interpreter.solver.records import MOST_RECORDS
from interpreter.solver.scope import Scope, Scopes
from interpreter.solver.sides import Sides
from interpreter.solver.terms import FALSE, TRUE, Formula, Term, every, negated, said, some
from interpreter.solver.witness import witness
from interpreter.solver.world import Asked, Earlier

MOST_TIMES = 12  # that a case is tried which no cap counts
MOST_ORDERS = 24  # in which the dearest cases are tried: one may take from the cap of another


@dataclass(frozen=True, slots=True)
class Group:
    """Awards under one cap: over things, over a quantity, or None where they have no such cap.

    `allowed`: how many, or how much of it.
    """

    limit: Limit | None
    allowed: int
    awards: tuple[str, ...]

    @property
    def times(self) -> int:
        """How many cases may be needed to use up the cap."""
        counts = self.limit is not None and not self.limit.measure
        return self.allowed if counts else MOST_TIMES


@dataclass(frozen=True, slots=True)
class Share:
    """The awards of a group with the most that one case pays of them, in 元, and such a case."""

    group: Group
    most: Fraction
    dearest: Case

    @property
    def total(self) -> Fraction:
        """What they come to together where the cap does its work."""
        limit = self.group.limit
        return self.most if limit is not None and limit.measure else self.most * self.group.times


def bound_sum(program: Program, law: Law, claim: AtMost, effort: int) -> Found:
    """Bound what is paid over any number of cases, or find as many as break the bound.

    Raises Unsettled.
    """
    shares = [_share(program, group, effort) for group in _groups(program.policy, claim.over)]
    is_enough = sum(share.total for share in shares) <= claim.most
    if is_enough and all(_is_capped(program, claim, share, effort) for share in shares):
        return Found.throughout(law, Answer.KEPT)
    orders = islice(permutations(shares), MOST_ORDERS)
    shown = next(filter(None, (_shown(program, law, claim, order) for order in orders)), None)
    found = Found.throughout(law, Answer.OPEN)
    return found if shown is None else replace(found, answer=Answer.BROKEN, breach=shown)


def _shown(program: Program, law: Law, claim: AtMost, shares: Iterable[Share]) -> Breach | None:
    """Give as few of the dearest cases as break a law, None where they do not."""
    trials = _dearest_cases(program, claim, shares)
    if breach(law, trials) is None:
        return None
    counts = range(1, len(trials) + 1)
    fewest = bisect_left(counts, True, key=lambda n: breach(law, trials[:n]) is not None)
    shown = breach(law, trials[: counts[fewest]])
    return shown if shown is not None and shown.exemption is None else None


def _groups(policy: Policy, over: Iterable[str]) -> list[Group]:
    """Give the awards by the cap that bounds what they come to."""
    groups: dict[str, Group] = {}
    for award in over:
        limit = next((lim for lim in policy.limits if _bounds(policy, lim, award)), None)
        name, allowed = ("", 0) if limit is None else (limit.cited.name, _allowed(policy, limit))
        before = groups[name].awards if name in groups else ()
        groups[name] = Group(limit, allowed, (*before, award))
    return list(groups.values())


def _bounds(policy: Policy, limit: Limit, award: str) -> bool:
    """Say whether a cap is one over many things or over a quantity; not one against repeating."""
    most = _allowed(policy, limit) if award in limit.over else 0
    return most > 0 if limit.measure else bool(limit.count) and most > 1


def _allowed(policy: Policy, limit: Limit) -> int:
    """Give how much a cap lets be paid for at most, whatever the day; 0 if nobody knows."""
    root = limit.at_most.root
    if isinstance(root, Literal) and isinstance(root.value, int):
        return root.value
    if not isinstance(root, Name) or root.id not in policy.standards:
        return 0
    return int(max(n for v in policy.standards[root.id].versions for n in numbers_of(v)))


def _share(program: Program, group: Group, effort: int) -> Share:
    sides = Sides([program], Asked(claims=True))
    paid = sides.each[0].paid(group.awards).value
    if not isinstance(paid.below, int):
        raise Unsettled
    cases = sides.cases([said(paid.above >= 0)], effort)
    most = farthest(cases, (), paid.above)
    point = witness(cases, (said(paid.above == most),), sides.usual)
    assert point is not None
    (trial,) = sides.trials(replace(point, claims=point.claims or group.awards))
    return Share(group, Fraction(most, paid.below), trial.case)


def _is_capped(program: Program, claim: AtMost, share: Share, effort: int) -> bool:
    """Prove that the cap bounds what the awards of a share come to."""
    limit, allowed, awards = share.group.limit, share.group.allowed, share.group.awards
    records = 1 if limit is not None and limit.measure else allowed
    if limit is None or records > MOST_RECORDS or (limit.measure and len(awards) > 1):
        return False
    sides = Sides([program], Asked(records=records, claims=True))
    paid = _Paid(sides, claim, limit, awards)
    broken: list[Formula] = []
    for award in awards:
        if limit.measure:
            broken += paid.beyond(award, share.most / allowed, allowed)
        else:
            broken += (paid.again(award), paid.after_all(award))
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
        """Say where an award is granted after as many other things as the cap allows."""
        own = self._side.scope(award)
        bases = [own, *(scopes.base for _, scopes in self._records)]
        others = (negated(self._is_same(a, b)) for a, b in combinations(bases, 2))
        stood = (self._stood(own, earlier, scopes) for earlier, scopes in self._records)
        return every(self._side.verdict(award).granted, *others, *stood)

    def beyond(self, award: str, rate: Fraction, allowed: int) -> Iterator[Formula]:
        """Say where more is paid than a rate for the quantity, or for what is left of it.

        One earlier award stands for all: what each of them used is taken away together.
        """
        own, (earlier, scopes) = self._side.scope(award), self._records[0]
        used = scopes.of(self._policy.awards[award])[self._limit.measure]
        left = self._apply("subtract", self._world.constant(allowed), used)
        yield self._is_more(award, rate, own[self._limit.measure])
        yield every(self._stood(own, earlier, scopes), self._is_more(award, rate, left))

    def _is_more(self, award: str, rate: Fraction, quantity: Term) -> Formula:
        most = self._apply("multiply", self._world.constant(rate), quantity)
        more = self._apply("more", self._side.paid([award]), most).holds
        return every(self._side.verdict(award).granted, more)

    def _apply(self, operator: str, *terms: Term) -> Term:
        return MEANING[operator](self._world, *terms)

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


def _dearest_cases(program: Program, claim: AtMost, shares: Iterable[Share]) -> Trials:
    """Give as many of the dearest cases as the caps allow, each about a thing of its own.

    They differ in every text that a cap goes by, but for what the claim adds up under.
    """
    policy = program.policy
    kept = {policy.person, *names_through(claim.keys, policy)}
    texts = {n for n, f in policy.facts.items() if f.type.kind is Kind.TEXT and n not in kept}
    apart = {n for limit in policy.limits for n in (limit.count, *_keys(limit, policy))} & texts
    each = [share.dearest for share in shares for _ in range(share.group.times)]
    return tuple(
        Trial(program, replace(case, facts={**case.facts, **dict.fromkeys(apart, f"示例{n + 1}")}))
        for n, case in enumerate(each)
    )


def _keys(limit: Limit, policy: Policy) -> tuple[str, ...]:
    return names_through(limit_expressions(limit), policy)
