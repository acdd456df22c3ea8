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
from interpreter.evaluation.judgement import Judged
from interpreter.evaluation.limits import HISTORY
from interpreter.evaluation.outcome import Status
from interpreter.evaluation.program import Program
from interpreter.policy.typical import typical_facts
from interpreter.reference.unknown import Known
from interpreter.solver.answers import Answers
from interpreter.solver.cases import Unsettled
from interpreter.solver.decision import Verdict
from interpreter.solver.possible import EFFORT, Possible
from interpreter.solver.scope import Uses
from interpreter.solver.terms import Formula, every, negated
from interpreter.solver.variants import Decisions, Facts, History, Variants, is_valid, moved

MOST_RECORDS = 12


@dataclass(frozen=True, slots=True)
class Stakes:
    """For each award still open, the missing facts that can change its decision.

    All in the policy's order, HISTORY last.  `unproved` holds those that are told because
    nothing was proved about them.
    """

    open: Mapping[str, tuple[str, ...]]
    unproved: frozenset[tuple[str, str]] = frozenset()


class Matter:
    """A program made ready to say of any case which missing facts matter."""

    def __init__(self, program: Program, effort: int = EFFORT) -> None:
        self.program, self.effort = program, effort
        self.answers = Answers(program.policy)
        self.typical = typical_facts(program.policy.facts)
        self.uses = Uses(program.policy)

    def look(self, case: Case) -> Look:
        """Look at one case."""
        return Look(self, case)


@dataclass(frozen=True, slots=True)
class _Base:
    """A case that one may turn out to be, and its decision: others are held against it."""

    facts: Facts
    history: History
    decisions: Decisions


class Look:
    """One case looked at: what is open in it, and what can change that."""

    def __init__(self, matter: Matter, case: Case) -> None:
        self._matter, self._case, self._program = matter, case, matter.program
        self.judged = judge_all(self._program, case)
        alive = [name for name, judged in self.judged.items() if not judged.out]
        self.open = [name for name in alive if is_open(self.judged[name])]
        self.possible = Possible(self._program, case, matter.uses, alive, matter.effort)
        self._variants = Variants(self._program, case, alive)
        self._shown: dict[str, set[str]] = {name: set() for name in alive}

    def stakes(self) -> Stakes:
        """Give what is at stake in each open award."""
        unproved = set()
        for name in self.open:
            bases = list(self._bases(name))
            for fact in self._candidates(name):
                self._try(name, fact, bases)
            unproved |= {(name, fact) for fact in self._left(name)}
        order = [*self._program.policy.facts, HISTORY]
        found = {
            name: tuple(f for f in order if f in self._shown[name] or (name, f) in unproved)
            for name in self.open
        }
        return Stakes(found, frozenset(unproved))

    def _candidates(self, name: str) -> list[str]:
        """Name the facts an award still reads; nothing else can change it."""
        names = self.possible.read(name)
        if self._case.history is None:
            names |= self.judged[name].waits  # what earlier awards would be held against
        return [n for n in (*self._program.policy.facts, HISTORY) if n in names]

    def _bases(self, name: str) -> Iterator[_Base]:
        """Give cases in which an award is granted, or kept back by no condition of its own."""
        cases, verdict = self.possible.cases(name), self.possible.verdict(name)
        for formula in _telling(verdict):
            try:
                if not cases.possible(formula):
                    continue
            except Unsettled:
                continue
            facts = self._filled(name, {**self._case.facts, **cases.facts_in()})
            for history in self._histories(name, facts):
                decisions = self._variants.decide(facts, history)
                if decisions is not None:
                    yield _Base(facts, history, decisions)

    def _filled(self, award: str, facts: Facts) -> Facts:
        """Fill in what an unknown history would be held against, as it typically is."""
        waits = self.judged[award].waits if self._case.history is None else set()
        for name in self._matter.typical.keys() & (waits - facts.keys()):
            more = {**facts, name: self._matter.typical[name]}
            facts = more if is_valid(self._program, more) else facts
        return facts

    def _histories(self, name: str, facts: Facts) -> Iterator[History]:
        if self._case.history is not None:
            yield self._case.history
            return
        yield ()
        yield from used_up(self._program, name, facts)

    def _try(self, name: str, fact: str, bases: list[_Base]) -> None:
        """Show that a fact matters to an award, by deciding cases alike but for it."""
        if fact == HISTORY:
            for other in bases:
                self._note(fact, bases[0].decisions, other.decisions)
            return
        for base in bases:
            held = base.decisions if fact in base.facts else None
            for answer in self._matter.answers.of(fact):
                if fact in self._shown[name]:
                    return
                if base.facts.get(fact) == answer:
                    continue
                decisions = self._variants.decide({**base.facts, fact: answer}, base.history)
                if decisions is not None and held is not None:
                    self._note(fact, held, decisions)
                held = held or decisions

    def _left(self, name: str) -> Iterator[str]:
        """Name what was neither shown to matter to an award nor proved not to."""
        read = self.possible.read(name)
        for fact in self._candidates(name):
            if fact not in self._shown[name] and (fact not in read or self._is_open(name, fact)):
                yield fact

    def _is_open(self, name: str, fact: str) -> bool:
        """Ask the solver; a pair it finds is decided as any other two cases."""
        try:
            pair = self.possible.pair(name, fact)
        except Unsettled:
            return True
        if pair is None:
            return False
        history = self._case.history or ()
        one, other = (self._variants.decide(facts, history) for facts in (pair.one, pair.other))
        if one is not None and other is not None:
            self._note(fact, one, other)
        return fact not in self._shown[name]

    def _note(self, fact: str, one: Decisions, other: Decisions) -> None:
        for award in moved(one, other):
            self._shown[award].add(fact)


def _telling(verdict: Verdict) -> Iterator[Formula]:
    """Give where an award is granted; refused for another's sake; or at least not out."""
    yield verdict.granted
    yield every(verdict.refused, *(term.holds for _, term in verdict.asked))
    yield every(negated(verdict.refused), negated(verdict.not_applicable))


def is_open(judged: Judged) -> bool:
    """Say whether an award's decision can still change: it waits, or its amount is a floor."""
    return status_of(judged) is Status.PENDING or (not judged.out and judged.at_least)


def used_up(program: Program, name: str, facts: Facts) -> Iterator[tuple[Record, ...]]:
    """Give histories that leave nothing of the caps of an award, on the facts of a case."""
    for count in (1, MOST_RECORDS):
        others = ({i: f"既往{n}" for i in program.identities} for n in range(count))
        yield tuple(Record(name, {**facts, **own}, {}) for own in others)
    for exclusion in program.policy.exclusions:
        sides = [side for side in exclusion.sides if name not in side.awards]
        if len(sides) < len(exclusion.sides):
            yield from ((Record(side.awards[0], facts, {}),) for side in sides)
