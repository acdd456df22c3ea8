"""What an edit of the policy does to cases: every decision that moves, the gravest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cached_property

from interpreter.evaluation.case import Case
from interpreter.evaluation.outcome import (
    AwardOutcome,
    FindingOutcome,
    FindingStatus,
    Outcome,
    Reason,
    Status,
)
from interpreter.policy.model import Number, Policy
from interpreter.problems import Problem
from interpreter.review.edits import Comparison
from interpreter.review.influence import Influence
from interpreter.review.specimens import Bench, Specimen, Verdict

Decided = AwardOutcome | FindingOutcome


class Gravity(IntEnum):
    """How grave a move is for the person it concerns, the gravest first."""

    LOST = 0  # granted before, not any more; or a case that was taken is not
    AMOUNT = 1
    WON = 2
    PAYEE = 3
    STATUS = 4
    FINDING = 5
    REASONS = 6


@dataclass(frozen=True, slots=True)
class Move:
    """An award or finding of a case that is decided otherwise.

    `difference`: how much more is paid, in 元.
    """

    subject: str
    before: Decided
    after: Decided
    gravity: Gravity
    difference: Number

    @property
    def cites(self) -> tuple[str, ...]:
        """The clauses it rests on."""
        return self.after.cites or self.before.cites


@dataclass(frozen=True, slots=True)
class CaseMove:
    """A case with its moves; a case that only one policy takes has none, but its problems."""

    specimen: Specimen
    before: Verdict
    after: Verdict
    moves: tuple[Move, ...]
    case: Case | None = None

    @property
    def gravity(self) -> Gravity:
        """The gravest of its moves."""
        return min((m.gravity for m in self.moves), default=Gravity.LOST)

    @property
    def difference(self) -> Number:
        """How much more is paid in all, in 元."""
        return sum((m.difference for m in self.moves), 0)


Compared = CaseMove | tuple[Problem, ...] | None


class Review:
    """Two policies, the edits between them, and the cases that these move."""

    def __init__(self, old: Policy, new: Policy, known_on: date) -> None:
        self.comparison = Comparison(old, new)
        self.influence = Influence(self.comparison)
        self.none = frozenset[int]()
        self.all = frozenset(n for n, e in enumerate(self.comparison.edits) if e.decides)
        self.bench = Bench(self._policy, known_on)
        self.blends = Bench(self._blend, known_on)

    def _policy(self, edits: frozenset[int]) -> Policy:
        if edits == self.none:
            return self.comparison.old
        return self.comparison.new if edits == self.all else self._blend(edits)

    def _blend(self, edits: frozenset[int]) -> Policy:
        """Give the policy with some edits made, and every name that either policy has."""
        return self.comparison.blend(self.comparison.edits[n] for n in edits)

    @cached_property
    def _changes_validity(self) -> bool:
        """Whether a case may be valid under one policy only."""
        sections = {k[0] for e in self.comparison.edits for k in e.keys if k[0] != "order"}
        awards = self.comparison.old.awards.keys() ^ self.comparison.new.awards.keys()
        return bool(sections & {"facts", "constraints", "definitions", "readings"} or awards)

    def compare(self, specimens: Iterable[Specimen]) -> Iterator[Compared]:
        """Decide each case by both policies and give what moves, None where nothing does.

        A case that neither policy takes gives its problems instead.
        """
        for specimen in specimens:
            yield self._compare(specimen)

    def _compare(self, specimen: Specimen) -> Compared:
        case = self.bench.read(self.all, specimen)
        was: Case | tuple[Problem, ...] = case
        if self._changes_validity or not specimen.is_plain:
            was = self.bench.read(self.none, specimen)
        if isinstance(case, tuple) and isinstance(was, tuple):
            return case
        if isinstance(case, Case) and isinstance(was, Case):
            return self._moved(specimen, case)
        sides = [
            v if isinstance(v, tuple) else self.bench.decide(s, specimen, v)
            for s, v in ((self.none, was), (self.all, case))
        ]
        return CaseMove(specimen, sides[0], sides[1], ())

    def _moved(self, specimen: Specimen, case: Case) -> CaseMove | None:
        claims = case.claims if case.claims is not None else tuple(self.influence.together)
        if not self.influence.reaches_any(claims):
            return None
        before = self.bench.decide(self.none, specimen, case)
        after = self.bench.decide(self.all, specimen, case)
        moves = tuple(sorted(moves_between(before, after), key=lambda m: m.gravity))
        return CaseMove(specimen, before, after, moves, case) if moves else None


def moves_between(before: Outcome, after: Outcome) -> Iterator[Move]:
    """Give every award and finding that is decided otherwise; one not there does not apply."""
    for name in dict.fromkeys(a.award for a in (*after.awards, *before.awards)):
        was, now = (award_in(outcome, name) for outcome in (before, after))
        if signature(was) != signature(now):
            difference = (now.amount or 0) - (was.amount or 0)
            yield Move(name, was, now, _gravity(was, now), difference)
    for name in dict.fromkeys(f.finding for f in (*after.findings, *before.findings)):
        held, holds = (finding_in(outcome, name) for outcome in (before, after))
        if signature(held) != signature(holds):
            yield Move(name, held, holds, Gravity.FINDING, 0)


def award_in(outcome: Outcome, name: str) -> AwardOutcome:
    """Give what became of an award; one that a policy does not have does not apply."""
    found = (a for a in outcome.awards if a.award == name)
    return next(found, AwardOutcome(name, (), Status.NOT_APPLICABLE))


def finding_in(outcome: Outcome, name: str) -> FindingOutcome:
    """Give what became of a finding; one that a policy does not have does not apply."""
    found = (f for f in outcome.findings if f.finding == name)
    return next(found, FindingOutcome(name, (), FindingStatus.NOT_APPLICABLE))


def signature(decided: Decided) -> object:
    """Give all that is decided, apart from wording: two that are equal decide the same."""
    if isinstance(decided, FindingOutcome):
        return decided.status, tuple(decided.values.items()), decided.missing
    cuts = tuple((r.limit, r.by) for r in decided.reduced_by)
    failed = frozenset(_failed(r) for r in decided.because if r.holds is False)
    open_ = frozenset(_failed(r) for r in decided.because if r.holds is None)
    applies = decided.status is not Status.NOT_APPLICABLE
    return (
        decided.decision,
        decided.missing,
        decided.bounds,
        cuts,
        (failed, open_) if applies else (),
    )


def _failed(reason: Reason) -> object:
    earlier = tuple(tuple(sorted((k, str(v)) for k, v in r.items())) for r in reason.earlier)
    return reason.condition, reason.cites, earlier, reason.kept


def _gravity(before: AwardOutcome, after: AwardOutcome) -> Gravity:
    granted = Status.GRANTED
    if before.status is granted and after.status is not granted:
        return Gravity.LOST
    if before.status is not after.status:
        return Gravity.WON if after.status is granted else Gravity.STATUS
    if before.amount != after.amount:
        return Gravity.AMOUNT
    return Gravity.REASONS if before.payee == after.payee else Gravity.PAYEE
