"""Any case becomes an outcome: what the case back end decides of one case, as formulas over all.

`decide` gives for each award where it is granted, refused, pending or not applicable, how
much and to whom; it means of every case there is what `interpreter.evaluation` says of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from interpreter.evaluation.decision import together
from interpreter.policy.model import Award, Condition, Exclusion, Finding, Policy
from interpreter.policy.reach import decided_together
from interpreter.solver.exclusions import apply_exclusions
from interpreter.solver.facts import Facts
from interpreter.solver.history import History
from interpreter.solver.judging import Cause, Filled, Judged, judge
from interpreter.solver.limits import apply_joint_limits, apply_limits
from interpreter.solver.meaning import either
from interpreter.solver.scope import Scopes, Uses
from interpreter.solver.terms import (
    FALSE,
    TRUE,
    Formula,
    Ratio,
    Term,
    Word,
    every,
    negated,
    pick,
    some,
)
from interpreter.solver.world import World

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Verdict:
    """An award in any case.

    Where it is `present` (claimed, or nothing is claimed in particular) exactly one of
    `not_applicable`, `refused`, `pending` and `granted` holds; elsewhere none.  `amount` is
    in 元, 0 where not granted; `payee` counts where granted.  `least` and `most` are the
    bounds of what may still be paid, known where there is one: the amount twice where it is
    granted, 0 where nothing is paid.  `doubtful`: where it is pending, it may come to nothing;
    elsewhere only its amount or payee waits.  `asked` are its conditions, whether it applies first;
    `causes` are what refuses it, `cuts` what cuts it, each with where; `filled` are the limits
    over it, `steps` says where each step of an exclusion refuses it, `kept` where it keeps
    another award of the case.
    """

    award: Award
    present: Formula
    not_applicable: Formula
    refused: Formula
    pending: Formula
    granted: Formula
    amount: Ratio
    payee: Word
    least: Term
    most: Term
    doubtful: Formula
    asked: tuple[tuple[Condition, Term], ...]
    causes: tuple[tuple[Cause, Formula], ...]
    cuts: tuple[tuple[Cause, Formula], ...]
    filled: tuple[Filled, ...]
    steps: tuple[tuple[Exclusion, str, Formula], ...]
    kept: tuple[tuple[Exclusion, str, Formula], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A finding in any case: exactly one of four holds; `values` are its figures."""

    finding: Finding
    not_applicable: Formula
    pending: Formula
    met: Formula
    breached: Formula
    values: Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Decision:
    """A policy over any case of a world; what it gives is worked out when first asked for."""

    world: World
    policy: Policy
    verdicts: Mapping[str, Verdict]
    findings: Mapping[str, Found]


Own = tuple[Judged, Formula]  # by its own rule and caps, and where its conditions left it
Keep = Callable[[str, Callable[[], Own]], Own]


def decide(
    world: World,
    policy: Policy,
    uses: Uses | None = None,
    among: Collection[str] | None = None,
    facts: Facts | None = None,
    keep: Keep = lambda _, work_out: work_out(),
) -> Decision:
    """Decide any case of a world by a settled policy whose facts it knows.

    `uses` spares the work of finding out what the policy's names are made of.  `among` spares
    it on awards that are granted in none of the cases, `keep` on those whose own rule and caps
    are as in another policy that was decided before.  `facts`: not the case's, the other's.
    """
    scopes = Scopes(world, policy, facts or world.case, uses)
    awards = _Awards(world, policy, scopes, among, keep)
    findings = policy.findings
    return Decision(
        world,
        policy,
        _WhenAsked(policy.awards, awards.verdict),
        _WhenAsked(findings, lambda name: _found(scopes, findings[name])),
    )


class _WhenAsked(Mapping[str, Kind]):
    """Values by name, each worked out when first asked for."""

    def __init__(self, names: Mapping[str, object], work_out: Callable[[str], Kind]) -> None:
        self._names = names
        self._work_out = work_out
        self._found: dict[str, Kind] = {}

    def __getitem__(self, name: str) -> Kind:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._found:
            self._found[name] = self._work_out(name)
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class _Awards:
    """The awards of a policy, judged together with those that can change their outcome."""

    def __init__(
        self,
        world: World,
        policy: Policy,
        scopes: Scopes,
        among: Collection[str] | None,
        keep: Keep,
    ) -> None:
        self._keep = keep
        self._among = frozenset(policy.awards if among is None else among)
        self._world = world
        self._policy = policy
        self._scopes = scopes
        self._history = History(world, policy, scopes.uses)
        self._together = decided_together(policy)
        self._judged: dict[str, Judged] = {}

    def verdict(self, name: str) -> Verdict:
        """Give what becomes of an award in any case."""
        if name not in self._judged:
            wanted = self._together[name] & (self._among | {name})
            wanted |= {n for other in wanted for n in self._policy.awards[other].falls_with}
            names = [n for n in self._policy.awards if n in wanted]
            self._judged |= self._judge(names)
        return _verdict(self._judged[name])

    def _judge(self, names: list[str]) -> dict[str, Judged]:
        policy, history = self._policy, self._history
        own = {name: self._keep(name, partial(self._own, name)) for name in names}
        eligible = {name: left for name, (_, left) in own.items()}
        judged = {name: item.copy() for name, (item, _) in own.items()}
        each = list(judged.values())
        alone = {j.name: (j.refused, j.doubtful, j.waiting) for j in each}
        for item in each:
            _fall(item, judged, alone)
        apply_exclusions(policy, each, eligible, history)
        apply_joint_limits(policy, each, history)
        return judged

    def _own(self, name: str) -> Own:
        """Judge an award by its own rule and by the caps that look at nothing else of a case."""
        award, world = self._policy.awards[name], self._world
        present = some(negated(world.claims_made), world.claimed(name))
        judged = judge(award, self._scopes.of(award), present, world.claims_made)
        left = every(judged.present, negated(judged.out))
        apply_limits(self._policy, judged, self._history)
        return judged, left


Marks = tuple[Formula, Formula, Formula]


def _fall(item: Judged, judged: dict[str, Judged], alone: Mapping[str, Marks]) -> None:
    """An award falls with those it goes with, when they are refused on their merits.

    One of them that is not claimed is judged for itself, apart from what it falls with.
    """
    for name in item.award.falls_with:
        other, present = judged[name], judged[name].present
        now = (other.refused, other.doubtful, other.waiting)
        refused, doubtful, waiting = (
            pick(present, here, there) for here, there in zip(now, alone[name], strict=True)
        )
        item.refuse(together(name), every(item.concerned, refused, other.applies.holds))
        left = every(item.concerned, other.concerned, negated(refused), doubtful)
        item.wait(left, waiting)


def _verdict(judged: Judged) -> Verdict:
    """Give what became of an award that was judged."""
    present, amount, payee = judged.present, judged.amount, judged.payee
    applies = every(present, negated(judged.refused), judged.concerned)
    unsure = some(judged.waiting, judged.doubtful, amount.open, payee.open)
    granted, pending = every(applies, negated(unsure)), every(applies, unsure)
    value = amount.value if isinstance(amount.value, Ratio) else Ratio(0)
    paid = Ratio(pick(granted, value.above, 0), value.below)
    least, most = _bounds(judged, granted, pending, paid)
    return Verdict(
        judged.award,
        present,
        every(present, negated(judged.refused), negated(judged.concerned)),
        every(present, judged.refused),
        pending,
        granted,
        paid,
        payee.value if isinstance(payee.value, Word) else Word(-1),
        least,
        most,
        judged.doubtful,
        tuple(judged.asked),
        tuple((cause, where) for cause, where in judged.causes if where is not FALSE),
        tuple((cause, where) for cause, where in judged.cuts if where is not FALSE),
        tuple(judged.filled),
        tuple(judged.steps),
        tuple(judged.kept),
    )


def _bounds(judged: Judged, granted: Formula, pending: Formula, paid: Ratio) -> tuple[Term, Term]:
    """Give how much may still be paid: of a floor that is granted only the least is known."""
    amount, open_ended = judged.amount, judged.at_least
    nothing = judged.scope.world.constant(0)
    told = every(amount.high.known, negated(open_ended))
    least = either(judged.doubtful, nothing, amount.low)
    least = either(pending, Term(every(told, least.known), least.value), nothing)
    most = either(pending, Term(told, amount.high.value), nothing)
    capped = Term(negated(open_ended), paid)
    return either(granted, Term(TRUE, paid), least), either(granted, capped, most)


def _found(scopes: Scopes, finding: Finding) -> Found:
    """Decide an obligation or rate limit in any case."""
    base = scopes.base
    applies, holds = (base.lower(c.expression) for c in (finding.applies, finding.holds))
    told = every(applies.holds, holds.known)
    return Found(
        finding,
        applies.fails,
        negated(some(applies.fails, told)),
        every(applies.holds, holds.holds),
        every(applies.holds, holds.fails),
        {name: base.lower(expression) for name, expression in finding.values},
    )
