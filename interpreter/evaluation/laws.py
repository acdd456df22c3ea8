"""Does a case break a law of the policy?  What each claim says, on cases that are decided.

This is the reference meaning of a law: whoever finds a case that breaks one shows it here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any

from interpreter.evaluation.case import Case
from interpreter.evaluation.decision import judge_all, outcome_of
from interpreter.evaluation.history import read_history
from interpreter.evaluation.judgement import Judged
from interpreter.evaluation.limits import same
from interpreter.evaluation.outcome import Outcome, Status
from interpreter.evaluation.program import Facts, Program
from interpreter.evaluation.succession import decide_turn
from interpreter.language.tree import GRANTED, PAID
from interpreter.policy.law import (
    AtMost,
    Exemption,
    Irrelevant,
    Law,
    Monotone,
    Never,
    NoWorse,
    OncePer,
    Party,
    Within,
)
from interpreter.policy.model import Number
from interpreter.reference.meaning import MEANING
from interpreter.reference.unknown import Answer as Value

KNOWN_ON = date.max


class Trial:
    """A case under a program, decided when first asked for; `outcome` where it is known."""

    def __init__(self, program: Program, case: Case, outcome: Outcome | None = None) -> None:
        self.program, self.case = program, case
        self._outcome = outcome

    @cached_property
    def judged(self) -> dict[str, Judged]:
        """Every award on its way to the outcome."""
        return judge_all(self.program, self.case)

    @property
    def outcome(self) -> Outcome:
        """What became of the case."""
        if self._outcome is None:
            self._outcome = outcome_of(self.program, self.case, self.judged, KNOWN_ON)
        return self._outcome

    @cached_property
    def paid(self) -> dict[str, Number]:
        """What each award granted comes to, in 元."""
        awards = self.outcome.awards
        return {a.award: a.amount or 0 for a in awards if a.status is Status.GRANTED}

    def names(self) -> Mapping[str, Value]:
        """Give the names of the case apart from any award's date, and what became of awards."""
        return _Names(self.program.undated(self.case.facts), self.paid, self.program)


Trials = tuple[Trial, ...]


class _Names(dict[str, Value]):
    def __init__(self, facts: Facts, paid: Mapping[str, Number], program: Program) -> None:
        super().__init__()
        self._facts, self._paid, self._families = facts, paid, program.policy.families

    def __missing__(self, name: str) -> Value:
        if not name.startswith((GRANTED, PAID)):
            return self._facts[name]
        named = name.partition(" ")[2]
        paid = [self._paid[a] for a in self._families.get(named, (named,)) if a in self._paid]
        return bool(paid) if name.startswith(GRANTED) else sum(paid)


@dataclass(frozen=True, slots=True)
class Breach:
    """A law broken, with the cases and outcomes that show it, and what exempts them if anything.

    One case; for a claim that compares, the one it is compared with first; for payments that
    add up, the claims of one person in order.
    """

    law: Law
    cases: tuple[Case, ...]
    outcomes: tuple[Outcome, ...]
    exemption: Exemption | None


def breach(law: Law, trials: Trials) -> Breach | None:
    """Give how cases break a law, None where they do not.

    For a claim about amendments: the same case without them first.
    """
    outcomes = _BROKEN[type(law.claim)](law.claim, trials)
    if outcomes is None:
        return None
    last = trials[-1]
    held = (last.program.evaluate(e.where, last.names()) is True for e in law.exemptions)
    exempt = next((e for e, holds in zip(law.exemptions, held, strict=True) if holds), None)
    return Breach(law, tuple(t.case for t in trials), outcomes, exempt)


class Answer(Enum):
    """What is known of a law, or of an exemption: kept in every case, broken by one, or open.

    `faulty`: a case that was found to break it does not, which is an error of ours.
    """

    KEPT = "kept"
    BROKEN = "broken"
    OPEN = "open"
    FAULTY = "faulty"


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of a law over all cases, and of each exemption: there it must be broken."""

    law: Law
    answer: Answer
    breach: Breach | None = None
    exemptions: tuple[tuple[Exemption, Answer, Breach | None], ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether the law is kept and each of its exemptions is true."""
        exempt = (answer for _, answer, _ in self.exemptions)
        return self.answer is Answer.KEPT and all(a is Answer.BROKEN for a in exempt)

    @classmethod
    def throughout(cls, law: Law, answer: Answer) -> Found:
        """Give one answer for a law and each of its exemptions, without a case."""
        return cls(law, answer, None, tuple((e, answer, None) for e in law.exemptions))


Shown = tuple[Outcome, ...] | None


def _never(claim: Never, trials: Trials) -> Shown:
    (trial,) = trials
    held = trial.program.evaluate(claim.formula, trial.names())
    return (trial.outcome,) if held is True else None


def _within(claim: Within, trials: Trials) -> Shown:
    (trial,) = trials
    for name in trial.paid:
        if name in claim.over:
            scope, amount = trial.judged[name].scope, trial.paid[name]
            below = MEANING["less"](amount, trial.program.evaluate(claim.least, scope))
            above = MEANING["more"](amount, trial.program.evaluate(claim.most, scope))
            if below is True or above is True:
                return (trial.outcome,)
    return None


@dataclass(frozen=True, slots=True)
class _Payment:
    """A payment with the parties it belongs to, its keys, and whether it was made earlier."""

    parties: frozenset[int]
    keys: tuple[Value, ...]
    is_earlier: bool


def _once(claim: OncePer, trials: Trials) -> Shown:
    (trial,) = trials
    made = [
        payment
        for name in trial.paid
        if any(name in party.awards for party in claim.parties)
        for payment in _payments(trial, claim, name, trial.judged[name].scope)
    ]
    if not made:
        return None
    for earlier in read_history(trial.program, trial.case) or ():
        made += _payments(trial, claim, earlier.record.award, earlier.scope, is_earlier=True)
    pairs = ((a, b) for n, a in enumerate(made) for b in made[n + 1 :] if not a.is_earlier)
    return (trial.outcome,) if any(_clash(claim, a, b) for a, b in pairs) else None


def _payments(
    trial: Trial, claim: OncePer, award: str, scope: Facts, *, is_earlier: bool = False
) -> Iterator[_Payment]:
    program = trial.program
    parties = frozenset(n for n, p in enumerate(claim.parties) if _is_of(program, p, award, scope))
    if parties:
        keys = tuple(program.evaluate(key, scope) for key in claim.keys)
        yield _Payment(parties, keys, is_earlier)


def _is_of(program: Program, party: Party, award: str, scope: Facts) -> bool:
    if award not in party.awards:
        return False
    return party.where is None or program.evaluate(party.where, scope) is True


def _clash(claim: OncePer, a: _Payment, b: _Payment) -> bool:
    apart = len(claim.parties) == 1 or len(a.parties | b.parties) > 1
    return apart and all(same(k, other) is True for k, other in zip(a.keys, b.keys, strict=True))


def _at_most(claim: AtMost, trials: Trials) -> Shown:
    """Decide a person's claims one after the other, and add up what is paid under each key."""
    history, outcomes, sums = trials[0].case.history or (), [], dict[tuple[Value, ...], Number]()
    for number, trial in enumerate(trials):
        turn = decide_turn(trial.program, replace(trial.case, history=history), KNOWN_ON)
        history += turn.granted
        outcomes.append(turn.outcome)
        paid = {a.award: a.amount or 0 for a in turn.outcome.awards}
        for record in (r for r in turn.granted if r.award in claim.over):
            award = trial.program.policy.awards[record.award]
            scope = trial.program.scope(award, record.facts, f"case {number}")
            keys = tuple(trial.program.evaluate(key, scope) for key in claim.keys)
            sums[keys] = sums.get(keys, 0) + paid[record.award]
    return tuple(outcomes) if any(total > claim.most for total in sums.values()) else None


def _monotone(claim: Monotone, trials: Trials) -> Shown:
    lesser, greater = trials
    return _less(lesser, greater, claim.over)


def _less(before: Trial, after: Trial, over: Sequence[str]) -> Shown:
    """Give both outcomes where some award surely pays less after; one that waits does not."""
    paid = {name: amount for name, amount in before.paid.items() if name in over}
    if not paid:
        return None
    then = {a.award: a for a in after.outcome.awards}
    settled = [n for n in paid if n in then and then[n].status is not Status.PENDING]
    less = any((then[n].amount or 0) < paid[n] for n in settled)
    return (before.outcome, after.outcome) if less else None


def _irrelevant(claim: Irrelevant, trials: Trials) -> Shown:
    one, other = (trial.outcome for trial in trials)
    told = [
        {a.award: a.decision for a in o.awards if not claim.over or a.award in claim.over}
        for o in (one, other)
    ]
    figures = [[(f.status, f.values) for f in o.findings] for o in (one, other)]
    moved = told[0] != told[1] or (not claim.over and figures[0] != figures[1])
    return (one, other) if moved else None


def _no_worse(claim: NoWorse, trials: Trials) -> Shown:
    without, amended = trials
    return _less(without, amended, claim.over)


_BROKEN: dict[type, Callable[[Any, Trials], Shown]] = {
    Never: _never,
    Within: _within,
    OncePer: _once,
    AtMost: _at_most,
    Monotone: _monotone,
    Irrelevant: _irrelevant,
    NoWorse: _no_worse,
}
