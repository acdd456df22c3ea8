"""The smallest idea of a case that would notice a mutant: a known case with little changed.

What is sought is a case that the original and the mutant decide otherwise, in anything that
a golden case can state.  No idea is found for a change of what makes a case valid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from interpreter.evaluation.case import Case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.outcome import AwardOutcome, Outcome
from interpreter.truth.golden import KNOWN_ON, Golden
from interpreter.truth.mutant import Mutant
from interpreter.truth.mutation_hunt import Hunt, Pair
from interpreter.truth.search import CLAIMS, HISTORY, Change, Distance, Search, changed, find_case

MOST_SEEDS = 30
MOST_CHANGES = 2
TRIES = 600
UNCLAIMED = Change(CLAIMS, None)


@dataclass(frozen=True, slots=True)
class Hint:
    """A golden case to start from, what to change in it, and the readings to decide it by."""

    golden: Golden
    changes: tuple[Change, ...]
    readings: Mapping[str, str]


def hint_for(hunt: Hunt, index: int) -> Hint | None:
    """Search for a case that would notice a mutant, from the golden cases it concerns.

    Where none of them asks for an award that the mutant can decide otherwise, they start
    without claims: every award is decided.
    """
    names, mutant = (*hunt.asked(index), HISTORY, CLAIMS), hunt.mutants[index]
    awards = hunt.touched(index).awards
    for pair in hunt.pairs(index):
        near = sorted(pair.goldens, key=lambda golden: not _is_about(golden, mutant))[:MOST_SEEDS]
        open_up = () if any(_asks(golden, awards) for golden in near) else (UNCLAIMED,)
        seeds = [changed(g.raw, UNCLAIMED) if open_up else g.raw for g in near]
        idea = find_case(
            Search(pair.original), seeds, _distance(pair), names, most=MOST_CHANGES, tries=TRIES
        )
        if idea is not None:
            return Hint(near[idea.seed], (*open_up, *idea.changes), pair.readings)
    return None


def _asks(golden: Golden, awards: frozenset[str]) -> bool:
    claims = golden.raw.get(CLAIMS)
    return claims is None or not awards or not awards.isdisjoint(claims)


def _is_about(golden: Golden, mutant: Mutant) -> bool:
    """Say whether a golden case expects something of an award that the change itself names."""
    return any(name in mutant.id for name in golden.expect)


def _distance(pair: Pair) -> Distance:
    def distance(case: Case) -> int:
        ours, theirs = (decide(p, case, KNOWN_ON) for p in (pair.original, pair.mutant))
        return int(_told(ours) == _told(theirs))

    return distance


def _told(outcome: Outcome) -> list[object]:
    """Give all that a golden case can state of an outcome."""
    findings = [(f.finding, f.status, dict(f.values), f.missing) for f in outcome.findings]
    return [*(part for award in outcome.awards for part in _of_award(award)), *findings]


def _of_award(award: AwardOutcome) -> Iterator[object]:
    yield award.award, award.status, award.amount, award.payee, award.missing, award.bounds
    yield [(cut.cites, cut.by) for cut in award.reduced_by]
    for reason in award.because:
        if reason.holds is False:
            yield reason.cites, dict(reason.read), list(reason.earlier), reason.kept
