"""Where each claim of a law would be broken, as formulas over every case there is.

Whatever is claimed, and with as many awards granted earlier as the caps over the awards that
a law speaks of let matter.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations, product
from typing import Any

from interpreter.evaluation.program import Program
from interpreter.language.tree import GRANTED, PAID, names_in
from interpreter.language.types import Kind
from interpreter.policy.law import (
    AtMost,
    Irrelevant,
    Law,
    Monotone,
    Never,
    NoWorse,
    OncePer,
    Party,
    Within,
)
from interpreter.policy.model import Policy
from interpreter.policy.reach import facts_read
from interpreter.review.proof import Turn
from interpreter.solver.idle import parts_of
from interpreter.solver.meaning import MEANING, equal
from interpreter.solver.records import records_of
from interpreter.solver.scope import Scope, Scopes
from interpreter.solver.sides import Side, Sides
from interpreter.solver.terms import FALSE, TRUE, Formula, Term, every, negated, said, some
from interpreter.solver.turns import differs, turned
from interpreter.solver.world import Asked, World

Unamended = Callable[[NoWorse], Program | None]


@dataclass(frozen=True, slots=True)
class Challenge:
    """The sides of a law, where it would be broken, and per exemption where that holds."""

    sides: Sides
    broken: tuple[Formula, ...]
    exempt: tuple[Formula, ...]


def challenge_of(program: Program, law: Law, unamended: Unamended) -> Challenge | None:
    """Give the questions of a law; None where there is nothing that could break it.

    `unamended` gives the policy without the amendments a claim is about, None without any.
    """
    claim = law.claim
    if isinstance(claim, NoWorse):
        without = unamended(claim)
        return None if without is None else _asked(law, _no_worse(program, without, claim))
    if isinstance(claim, Irrelevant) and not facts_read(program.policy) & {*claim.facts}:
        return None
    return _asked(law, _CLAIMS[type(claim)](program, claim))


def _asked(law: Law, found: tuple[Sides, Iterable[Formula]]) -> Challenge:
    sides, broken = found
    exempt = (sides.each[-1].holds(exemption.where) for exemption in law.exemptions)
    return Challenge(sides, tuple(f for f in broken if f is not FALSE), tuple(exempt))


Broken = tuple[Sides, Iterable[Formula]]


def _alone(program: Program, awards: Collection[str]) -> Sides:
    """Look at one case, whatever was granted earlier that can matter to some awards."""
    return Sides([program], Asked(records=records_of(program.policy, awards), claims=True))


def _never(program: Program, claim: Never) -> Broken:
    families, names = program.policy.families, names_in(claim.formula.root)
    spoken = [n.partition(" ")[2] for n in names if n.startswith((GRANTED, PAID))]
    sides = _alone(program, [a for n in spoken for a in families.get(n, (n,))])
    return sides, [sides.each[0].holds(claim.formula)]


def _at_most(program: Program, claim: AtMost) -> Broken:
    sides = _alone(program, claim.over)
    most = sides.world.constant(claim.most)
    return sides, [MEANING["more"](sides.world, sides.each[0].paid(claim.over), most).holds]


def _within(program: Program, claim: Within) -> Broken:
    sides = _alone(program, claim.over)
    return sides, (_outside(sides.each[0], claim, award) for award in claim.over)


def _outside(side: Side, claim: Within, award: str) -> Formula:
    verdict, scope = side.verdict(award), side.scope(award)
    paid, ends = Term(TRUE, verdict.amount), (("less", claim.least), ("more", claim.most))
    beyond = (MEANING[way](side.world, paid, scope.lower(end)).holds for way, end in ends)
    return every(verdict.granted, some(*beyond))


def _once_per(program: Program, claim: OncePer) -> Broken:
    sides = _alone(program, [award for party in claim.parties for award in party.awards])
    return sides, _Meeting(sides.each[0], claim).found()


class _Meeting:
    """Two payments under equal keys: two of a case, or one after an earlier one."""

    def __init__(self, side: Side, claim: OncePer) -> None:
        self._side, self._claim = side, claim
        self._earlier = side.world.records[0]  # any of them: they are all alike
        self._records = Scopes(side.world, side.program.policy, self._earlier.facts)

    def found(self) -> Iterator[Formula]:
        """Give where two meet, for each two parties that must not, and each two awards."""
        parties = self._claim.parties
        order = list(self._side.program.policy.awards)
        for one, other in [*permutations(parties, 2)] or [(parties[0], parties[0])]:
            for award, beside in product(one.awards, other.awards):
                yield self._after(one, award, other, beside)
                if order.index(award) < order.index(beside):
                    yield self._both(one, award, other, beside)

    def _both(self, one: Party, award: str, other: Party, beside: str) -> Formula:
        granted = (self._side.verdict(name).granted for name in (award, beside))
        scopes = self._side.scope(award), self._side.scope(beside)
        return every(*granted, self._met(one, other, *scopes))

    def _after(self, one: Party, award: str, other: Party, earlier: str) -> Formula:
        record = self._records.of(self._side.program.policy.awards[earlier])
        paid = said(self._earlier.award == self._side.world.code(earlier))
        granted = self._side.verdict(award).granted
        met = self._met(one, other, self._side.scope(award), record)
        return every(granted, self._earlier.present, paid, met)

    def _met(self, one: Party, other: Party, own: Scope, beside: Scope) -> Formula:
        keys = ((own.lower(key), beside.lower(key)) for key in self._claim.keys)
        sides = _is_of(one, own), _is_of(other, beside)
        return every(*sides, *(same(self._side.world, a, b) for a, b in keys))


def _is_of(party: Party, scope: Scope) -> Formula:
    return TRUE if party.where is None else scope.lower(party.where).holds


def same(world: World, one: Term, other: Term) -> Formula:
    """Say where two keys are surely equal."""
    if one.value is None or other.value is None:
        return FALSE
    return every(one.known, other.known, equal(world, one.value, other.value))


def _monotone(program: Program, claim: Monotone) -> Broken:
    sides = Sides([program], Asked(claims=True, apart=(claim.fact,)))
    more = _risen(sides.world, program.policy, claim)
    return sides, (every(more, lost) for lost in _lost(sides, claim.over))


def _risen(world: World, policy: Policy, claim: Monotone) -> Formula:
    """Say where the other case has more of the fact."""
    one, other = world.case.fact(claim.fact), world.other.fact(claim.fact)
    both = every(one.known, other.known)
    if claim.order:
        codes = [world.code(word) for word in claim.order]
        steps = (
            every(said(one.value.code == less), said(other.value.code == more))
            for less, more in combinations(codes, 2)
        )
        return every(both, some(*steps))
    if policy.facts[claim.fact].type.kind is Kind.BOOLEAN:
        return every(both, negated(one.value), other.value)
    return MEANING["less"](world, one, other).holds


def _lost(sides: Sides, over: Sequence[str]) -> Iterator[Formula]:
    """Give for each award where less of it is surely paid on the second side."""
    for award in over:
        before, after = (side.verdict(award) for side in sides.each)
        yield some(*(turned(sides.world, t, before, after) for t in (Turn.LOST, Turn.LESS)))


def _irrelevant(program: Program, claim: Irrelevant) -> Broken:
    over = claim.over or tuple(program.policy.awards)
    records = records_of(program.policy, over)
    sides = Sides([program], Asked(records=records, claims=True, apart=claim.facts))
    one, other = sides.each
    moved = [differs(sides.world, one.verdict(award), other.verdict(award)) for award in over]
    return sides, [*moved, *([] if claim.over else _told_apart(one, other))]


def _told_apart(one: Side, other: Side) -> Iterator[Formula]:
    """Give where a finding comes out otherwise."""
    for name in one.program.policy.findings:
        pair = (side.decision.findings[name] for side in (one, other))
        told = ([f.not_applicable, f.met, f.breached, *_figures(f.values.values())] for f in pair)
        yield some(*(negated(a == b) for a, b in zip(*told, strict=True) if not a.eq(b)))


def _figures(terms: Iterable[Term]) -> Iterator[Formula]:
    return (part for term in terms for part in parts_of(term))


def _no_worse(program: Program, without: Program, claim: NoWorse) -> Broken:
    records = max(records_of(p.policy, claim.over) for p in (without, program))
    sides = Sides([without, program], Asked(records=records, claims=True))
    return sides, _lost(sides, claim.over)


_CLAIMS: dict[type, Callable[[Program, Any], Broken]] = {
    Never: _never,
    AtMost: _at_most,
    Within: _within,
    OncePer: _once_per,
    Monotone: _monotone,
    Irrelevant: _irrelevant,
}
