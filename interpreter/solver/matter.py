"""Which missing facts can still change what is decided: shown by cases, or proved that none does.

A fact matters to an award where two answers to it, all else alike, give two decisions.  That
one matters is shown by deciding two such cases, found by trying answers or by the solver;
that one does not is proved by the solver.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from interpreter.evaluation.case import Case, Record
from interpreter.evaluation.decision import judge_all, status_of
from interpreter.evaluation.history import HISTORY
from interpreter.evaluation.judgement import Judged
from interpreter.evaluation.outcome import Status
from interpreter.evaluation.program import Program
from interpreter.policy.reach import decided_together
from interpreter.policy.typical import typical_facts
from interpreter.solver.answers import Answers
from interpreter.solver.cases import Unsettled
from interpreter.solver.decision import Verdict
from interpreter.solver.earlier import counted_by, used_up
from interpreter.solver.possible import EFFORT, Possible
from interpreter.solver.scope import Uses
from interpreter.solver.terms import Formula, every, negated
from interpreter.solver.variants import Decisions, Facts, History, Variants, is_valid, moved


@dataclass(frozen=True, slots=True)
class Stakes:
    """For each award still open, the missing facts that can change its decision.

    All in the policy's order, HISTORY last.  Of an unknown history whatever may be held
    against an award is told.  `unproved`: facts told because the effort allowed proved nothing.
    """

    open: Mapping[str, tuple[str, ...]]
    unproved: frozenset[str] = frozenset()


class Matter:
    """A program made ready to say of any case which missing facts matter."""

    def __init__(self, program: Program, effort: int = EFFORT) -> None:
        self.program, self.effort = program, effort
        self.answers = Answers(program.policy)
        self.typical = typical_facts(program.policy.facts)
        self.uses = Uses(program.policy)
        self.together = decided_together(program.policy)


@dataclass(frozen=True, slots=True)
class _Base:
    """A case that one may turn out to be, and how an award is decided in it.

    `alone`: the decision were there no other award, None where it is for another's sake.
    """

    facts: Facts
    history: History
    decisions: Decisions
    alone: Decisions | None


class Look:
    """One case looked at: what is open in it, and what can change that."""

    def __init__(self, matter: Matter, case: Case) -> None:
        self.matter, self.case, self.program = matter, case, matter.program
        self.judged = judge_all(self.program, case)
        self.alive = [name for name, judged in self.judged.items() if not judged.out]
        self.open = [name for name in self.alive if is_open(self.judged[name])]
        self.possible = Possible(self.program, case, matter.uses, self.alive, matter.effort)
        self._shown: dict[str, set[str]] = {name: set() for name in self.alive}

    def stakes(self) -> Stakes:
        """Give what is at stake in each open award."""
        left: dict[str, set[str]] = {}
        for name in self.open:
            self._show(name)
            left[name] = set(self._left(name))
        order = [*self.program.policy.facts, HISTORY]
        found = {n: self._shown[n] | left[n] | set(self._unseen(n)) for n in self.open}
        told = {name: tuple(f for f in order if f in facts) for name, facts in found.items()}
        return Stakes(told, frozenset[str]().union(*left.values()))

    def _show(self, name: str) -> None:
        """Show what matters to an award, as far as a few cases can."""
        bases = list(self._bases(name))
        for fact in self._candidates(name):
            self._try(name, fact, bases)
        if self.case.history is None:
            self._try_histories(name, bases)

    def _candidates(self, name: str) -> list[str]:
        """Name the facts an award still reads; nothing else can change it."""
        read = self.possible.read(name)
        return [fact for fact in self.program.policy.facts if fact in read]

    def _bases(self, name: str) -> Iterator[_Base]:
        """Give cases in which an award is granted, or kept back by no condition of its own."""
        cases, verdict = self.possible.cases(name), self.possible.verdict(name)
        for formula, for_another in _telling(verdict):
            try:
                if not cases.possible(formula):
                    continue
            except Unsettled:
                continue
            facts = {**self.case.facts, **cases.facts_in()}
            yield from self._base(name, facts, self._past, for_another=for_another)

    @property
    def _past(self) -> History:
        return () if self.case.history is None else self.case.history

    def _base(
        self, name: str, facts: Facts, history: History, *, for_another: bool = False
    ) -> Iterator[_Base]:
        """Give a base where its facts are a valid case."""
        decisions = self._together(name).decide(facts, history)
        if decisions is not None:
            alone = None if for_another else self._alone(name).decide(facts, history)
            yield _Base(facts, history, decisions, alone)

    def _alone(self, name: str) -> Variants:
        return Variants(self.program, self.case, (name,))

    def _together(self, name: str) -> Variants:
        """Decide an award with those that can change its decision."""
        return Variants(
            self.program, self.case, self.matter.together[name].intersection(self.alive)
        )

    def _try(self, name: str, fact: str, bases: list[_Base]) -> None:
        """Show that a fact matters to an award, by deciding cases alike but for it."""
        for base in bases:
            held = base if fact in base.facts else None
            for answer in self.matter.answers.of(fact):
                if fact in self._shown[name]:
                    return
                if base.facts.get(fact) == answer:
                    continue
                facts = {**base.facts, fact: answer}
                if held is None:
                    held = next(self._base(name, facts, base.history), None)
                else:
                    self._hold(name, fact, held, facts)

    def _hold(self, name: str, fact: str, base: _Base, facts: Facts) -> None:
        """Hold a case against a base that differs in one fact; by the award alone first."""
        if base.alone is not None and base.alone == self._alone(name).decide(facts, base.history):
            return
        decisions = self._together(name).decide(facts, base.history)
        if decisions is not None:
            self._note(fact, base.decisions, decisions)

    def _note(self, fact: str, one: Decisions, other: Decisions) -> None:
        for award in moved(one, other):
            self._shown[award].add(fact)

    def _try_histories(self, name: str, bases: list[_Base]) -> None:
        """Show what matters to an award for the sake of what may have been granted earlier."""
        for base in bases:
            facts = self._filled(name, base.facts)
            for none in self._base(name, facts, ()):
                for history in used_up(self.program, name, facts):
                    self._try_history(name, none, history)
            if HISTORY in self._shown[name]:
                return

    def _try_history(self, name: str, none: _Base, history: tuple[Record, ...]) -> None:
        for used in self._base(name, none.facts, history):
            self._note(HISTORY, none.decisions, used.decisions)
            if name in moved(none.decisions, used.decisions):
                for fact in self._counted_by(name):
                    self._try(name, fact, [used])

    def _counted_by(self, name: str) -> list[str]:
        """Name the missing facts that earlier awards would be held against."""
        names = set(counted_by(self.program, self.judged[name])) - self.case.facts.keys()
        return [fact for fact in self.program.policy.facts if fact in names]

    def _filled(self, award: str, facts: Facts) -> Facts:
        """Fill in what an unknown history would be held against, as it typically is."""
        for name in self._counted_by(award):
            more = {**facts, name: self.matter.typical[name]}
            fits = name not in facts and is_valid(self.program, more)
            facts = more if fits else facts
        return facts

    def _unseen(self, name: str) -> Iterator[str]:
        """Name what an unknown history may matter by, though no case showed it."""
        if HISTORY in self.judged[name].waits and self.possible.may_be_granted(name):
            yield from (f for f in (*self._counted_by(name), HISTORY) if f not in self._shown[name])

    def _left(self, name: str) -> Iterator[str]:
        """Name what was neither shown to matter to an award nor proved not to."""
        for fact in self._candidates(name):
            if fact not in self._shown[name] and self._is_open(name, fact):
                yield fact

    def _is_open(self, name: str, fact: str) -> bool:
        """Ask the solver; a pair it finds is decided as any other two cases."""
        try:
            pair = self.possible.pair(name, fact)
        except Unsettled:
            return True
        if pair is None:
            return False
        decide = self._together(name).decide
        one, other = (decide(facts, self._past) for facts in (pair.one, pair.other))
        if one is not None and other is not None:
            self._note(fact, one, other)
        return fact not in self._shown[name]


def _telling(verdict: Verdict) -> Iterator[tuple[Formula, bool]]:
    """Give where an award is granted; or at least not out; or refused for another's sake."""
    yield verdict.granted, False
    yield every(negated(verdict.refused), negated(verdict.not_applicable)), False
    yield every(verdict.refused, *(term.holds for _, term in verdict.asked)), True


def is_open(judged: Judged) -> bool:
    """Say whether an award's decision can still change: it waits, or its amount is a floor."""
    return status_of(judged) is Status.PENDING or (not judged.out and judged.at_least)
